/* WooCommerce's tax rates: one rule in use with all rows of the file. There,
 * rates of one priority are alternatives and priorities add up; in a tax table
 * of ours rates of one name are alternatives and names add up. So every rate of
 * a priority in a country gets the name of the first. */
#include "base/text.h"
#include "service/import/woocommerce.h"

enum column {
    COUNTRY,
    STATE,
    POSTCODE,
    CITY,
    RATE,
    NAME,
    PRIORITY,
    COMPOUND,
    SHIPPING,
    CLASS,
    COLUMN_COUNT
};

/* clang-format off */
static const struct kt_import_column columns[COLUMN_COUNT] = {
    [COUNTRY]  = { { "Country Code" }, true },
    [STATE]    = { { "State Code" }, true },
    [POSTCODE] = { { "ZIP/Postcode", "Postcode / ZIP" }, true },
    [CITY]     = { { "City" }, false },
    [RATE]     = { { "Rate %" }, true },
    [NAME]     = { { "Tax Name" }, true },
    [PRIORITY] = { { "Priority" }, false },
    [COMPOUND] = { { "Compound" }, false },
    [SHIPPING] = { { "Shipping" }, false },
    [CLASS]    = { { "Tax Class" }, false },
};
/* clang-format on */

struct rates {
    struct kt_import_reading cells; /* first */
    struct kt_import_record record;
    struct kt_map names; /* of "country priority" */
    struct kt_buf buf;   /* the params */
    struct kt_json json;
    bool is_us; /* all of it */
    int64_t first_line;
};

static struct kt_str
cell(const struct rates *rates, int column)
{
    struct kt_str text = kt_import_cell(rates->cells.table, column);
    return kt_str_eq(text, KT_STR("*")) ? KT_STR("") : text;
}

#define REFUSE(rates, column, ...)                                             \
    kt_import_cell_fault((rates)->cells.run, (rates)->cells.table, (column),   \
                         &(rates)->record, __VA_ARGS__)

/* ---- one rate ---- */

static bool
is_name_taken(const struct rates *rates, struct kt_str country,
              struct kt_str name)
{
    for (size_t i = 0; i < rates->names.slot_count; i++) {
        const struct kt_str *other = rates->names.slots[i].value;
        if (other != NULL && kt_str_eq(*other, name) &&
            kt_str_starts(rates->names.slots[i].key, country))
            return true;
    }
    return false;
}

static struct kt_str
shared_name(struct rates *rates, int64_t priority)
{
    struct kt_arena *arena = &rates->cells.run->batch_arena;
    struct kt_str country = cell(rates, COUNTRY);
    struct kt_str own = cell(rates, NAME);
    struct kt_str key = kt_arena_format(arena, "%.*s %lld", KT_STR_FMT(country),
                                        (long long)priority);
    struct kt_str *name = kt_map_find(&rates->names, key);
    if (own.len == 0)
        own = KT_STR("Tax");
    if (name != NULL) {
        if (!kt_str_eq(*name, own))
            kt_import_note(rates->cells.run,
                           "rates of one priority share the name of the first: "
                           "\"%.*s\" is \"%.*s\"",
                           KT_STR_FMT(own), KT_STR_FMT(*name));
        return *name;
    }
    name = KT_NEW(arena, struct kt_str);
    *name = is_name_taken(rates, country, own)
                ? kt_arena_format(arena, "%.*s (%lld)", KT_STR_FMT(own),
                                  (long long)priority)
                : kt_arena_str(arena, own);
    kt_map_put(&rates->names, key, name);
    return *name;
}

static void
write_row(struct rates *rates, struct kt_str name, struct kt_str postal,
          bool is_compound)
{
    struct kt_json *json = &rates->json;
    kt_json_begin_object(json);
    kt_json_put_str(json, "country", cell(rates, COUNTRY));
    if (cell(rates, STATE).len > 0)
        kt_json_put_str(json, "region", cell(rates, STATE));
    if (postal.len > 0)
        kt_json_put_str(json, "postal", postal);
    if (cell(rates, CLASS).len > 0)
        kt_json_put_str(json, "class", cell(rates, CLASS));
    kt_json_put_str(json, "name", name);
    kt_json_put_str(json, "percent", cell(rates, RATE));
    if (is_compound)
        kt_json_put_bool(json, "compound", true);
    kt_json_end_object(json);
}

/* "PE*" is what begins with PE; ranges are not told by a beginning. */
static struct kt_str
postal_prefix(struct rates *rates, struct kt_str code)
{
    const char *star = memchr(code.ptr, '*', code.len);
    struct kt_str range = KT_STR("...");
    for (size_t i = 0; i + range.len <= code.len; i++) {
        if (memcmp(code.ptr + i, range.ptr, range.len) == 0)
            REFUSE(rates, POSTCODE,
                   "ranges of postal codes are not read: list them, or write "
                   "what they begin with");
    }
    return star != NULL ? (struct kt_str){ code.ptr, (size_t)(star - code.ptr) }
                        : code;
}

static void
check_rate(struct rates *rates)
{
    int64_t ppm;
    if (!kt_rate_parse_percent(cell(rates, RATE), &ppm) || ppm < 0 ||
        ppm > KT_RATE_ONE)
        REFUSE(rates, RATE, "must be a rate in per cent, as 7.375");
    if (cell(rates, COUNTRY).len != 2)
        REFUSE(rates, COUNTRY, "must be two letters, as DE");
    if (cell(rates, CITY).len > 0)
        REFUSE(rates, CITY,
               "rates of cities are not read: name its postal codes");
}

static void
read_rate(struct rates *rates)
{
    bool is_compound = false;
    bool is_shipped = true;
    int64_t priority = 1;
    check_rate(rates);
    kt_import_bool(&rates->cells, COMPOUND, &is_compound);
    kt_import_bool(&rates->cells, SHIPPING, &is_shipped);
    kt_import_integer(&rates->cells, PRIORITY, 0, 1000, &priority);
    kt_import_table_check(rates->cells.run, rates->cells.table, &rates->record);
    if (!is_shipped)
        kt_import_note(rates->cells.run,
                       "shipping is taxed by the tax class of its method");
    rates->is_us &= kt_str_eq(cell(rates, COUNTRY), KT_STR("US"));
    struct kt_str name = shared_name(rates, priority);
    struct kt_list codes =
        kt_import_words(rates->cells.run, cell(rates, POSTCODE), ';');
    const struct kt_str *items = codes.items;
    for (size_t i = 0; i < codes.count; i++)
        write_row(rates, name, postal_prefix(rates, items[i]), is_compound);
    if (codes.count == 0)
        write_row(rates, name, KT_STR(""), is_compound);
}

/* ---- all of them ---- */

static void
push_rule(struct rates *rates)
{
    struct kt_import_run *run = rates->cells.run;
    struct kt_shop_rule *rule = KT_NEW(&run->batch_arena, struct kt_shop_rule);
    kt_json_end_array(&rates->json);
    kt_json_end_object(&rates->json);
    rule->kind = KT_RULE_TAX;
    rule->code = KT_STR("woocommerce");
    rule->rule = rates->is_us ? KT_STR("us_sales_tax") : KT_STR("eu_vat");
    rule->params = kt_buf_view(&rates->buf);
    rates->record.data = rule;
    *kt_import_push(run, KT_RECORD_RULE, rule, rates->first_line) =
        rates->record;
}

enum kt_status
kt_woocommerce_tax_open(struct kt_import_run *run,
                        struct kt_import_table *table, struct kt_error *err)
{
    return kt_import_table_match(run, table, columns, COLUMN_COUNT, err);
}

enum kt_status
kt_woocommerce_tax_step(struct kt_import_run *run,
                        struct kt_import_table *table, bool *is_more,
                        struct kt_error *err)
{
    struct rates rates = {
        .record = { .kind = KT_RECORD_RULE, .line = table->row.line },
        .is_us = true,
        .first_line = table->row.line,
    };
    *is_more = table->has_row;
    if (!*is_more)
        return KT_OK;
    rates.cells = (struct kt_import_reading){ run, table, &rates.record };
    kt_map_init(&rates.names, &run->batch_arena, 64);
    kt_buf_init(&rates.buf, &run->batch_arena, 4096);
    kt_json_init(&rates.json, &rates.buf);
    kt_json_begin_object(&rates.json);
    kt_json_key(&rates.json, KT_STR("rates"));
    kt_json_begin_array(&rates.json);
    while (table->has_row) {
        read_rate(&rates);
        KT_TRY(kt_import_table_next(run, table, err));
    }
    push_rule(&rates);
    return KT_OK;
}
