/* Tables of tax rates in CSV: ours and WooCommerce's, which have a rate a row,
 * and Avalara's, which have a postal code of the United States a row. A file is
 * one record: a table that is stored in part would tax wrongly. */
#include "service/import/tax_rates.h"

#include "base/assert.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "domain/catalog/code.h"
#include "service/tax_table_save.h"

enum column {
    COUNTRY,
    REGION,
    POSTAL_CODE,
    CITY,
    CLASS,
    NAME,
    PERCENT,
    PRIORITY,
    COMPOUND,
    STARTS_AT,
    ENDS_AT,
    SHIPPING,
    COLUMN_COUNT
};

/* clang-format off */
static const struct kt_import_column columns[COLUMN_COUNT] = {
    [COUNTRY]     = { { "country", "Country Code" }, true },
    [REGION]      = { { "region", "State Code" }, false },
    [POSTAL_CODE] = { { "postal_code", "ZIP/Postcode", "Postcode / ZIP" }, false },
    [CITY]        = { { "City" }, false },
    [CLASS]       = { { "tax_class", "class", "Tax Class" }, false },
    [NAME]        = { { "name", "Tax Name" }, true },
    [PERCENT]     = { { "percent", "Rate %" }, true },
    [PRIORITY]    = { { "priority" }, false },
    [COMPOUND]    = { { "is_compound", "Compound" }, false },
    [STARTS_AT]   = { { "starts_at", "from" }, false },
    [ENDS_AT]     = { { "ends_at", "to" }, false },
    [SHIPPING]    = { { "Shipping" }, false },
};
/* clang-format on */

/* Of Avalara's table. The parts are in the order of their priorities. */
enum zip_column { STATE, ZIP, FIRST_PART, PART_COUNT = 4 };
enum { LAST_PART = FIRST_PART + PART_COUNT - 1, REGION_NAME, COMBINED, RISK };
enum { ZIP_COLUMN_COUNT = RISK + 1 };

static const struct kt_import_column zip_columns[ZIP_COLUMN_COUNT] = {
    { { "State" }, true },
    { { "ZipCode" }, true },
    { { "StateRate" }, true },
    { { "EstimatedCountyRate" }, true },
    { { "EstimatedCityRate" }, true },
    { { "EstimatedSpecialRate" }, true },
    /* Of no use: the place's name, the sum of the parts, a guess of theirs. */
    { { "TaxRegionName" }, false },
    { { "EstimatedCombinedRate" }, false },
    { { "RiskLevel" }, false },
};

static const char *const part_names[PART_COUNT] = { "State", "County", "City",
                                                    "Special" };

struct kt_tax_file {
    struct kt_import_reading cells;
    struct kt_import_record record;
    bool is_by_zip;
    struct kt_str time_zone; /* in which a day begins */
    int64_t starts_at;       /* of rows that tell none */
    struct kt_tax_table table;
};

static struct kt_str
cell(const struct kt_tax_file *file, int column)
{
    struct kt_str text = kt_import_cell(file->cells.table, column);
    return kt_str_eq(text, KT_STR("*")) ? KT_STR("") : text;
}

#define REFUSE(file, column, ...)                                              \
    kt_import_cell_fault((file)->cells.run, (file)->cells.table, (column),     \
                         &(file)->record, __VA_ARGS__)

/* ---- places ---- */

/* The places of a zone's member, as faults of the cells that tell them. */
static bool
check_place(struct kt_tax_file *file, struct kt_zone_member *member)
{
    struct kt_zone zone = { .code = KT_STR("x"), .members = { member, 1 } };
    struct kt_error err;
    kt_error_init(&err, &file->cells.run->batch_arena);
    kt_zone_check(&zone, &err);
    for (size_t i = 0; i < err.item_count; i++) {
        bool is_of_country =
            kt_str_eq(err.items[i].pointer, KT_STR("/members/0/country"));
        REFUSE(file, is_of_country ? COUNTRY : POSTAL_CODE, "%.*s",
               KT_STR_FMT(err.items[i].detail));
    }
    return err.item_count == 0;
}

static size_t
count_plain(struct kt_tax_file *file, struct kt_str text)
{
    return kt_postal_plain(&file->cells.run->batch_arena, text).len;
}

/* Takes "1000...1999" apart, or "1000-1999" if both ends are as long: a code
 * may have a hyphen of its own. */
static bool
read_range(struct kt_tax_file *file, struct kt_str text,
           struct kt_zone_member *member)
{
    const struct kt_str signs[] = { KT_STR("..."), KT_STR("-") };
    for (size_t i = 0; i < KT_COUNT(signs); i++) {
        struct kt_str sign = signs[i];
        for (size_t at = 1; at + sign.len < text.len; at++) {
            struct kt_str from = { text.ptr, at };
            struct kt_str to = { text.ptr + at + sign.len,
                                 text.len - at - sign.len };
            if (memcmp(text.ptr + at, sign.ptr, sign.len) != 0)
                continue;
            if (i > 0 && count_plain(file, from) != count_plain(file, to))
                return false;
            member->postal_from = kt_text_trim(from);
            member->postal_to = kt_text_trim(to);
            return true;
        }
    }
    return false;
}

static void
put_rate(struct kt_tax_file *file, const struct kt_zone_member *member,
         const struct kt_table_rate *rate, int column)
{
    struct kt_tax_place *place = kt_tax_table_place(&file->table, member);
    const struct kt_table_rate *other =
        kt_tax_table_put(&file->table, place, rate);
    if (other != NULL)
        REFUSE(file, column,
               "line %lld tells another tax of this place, class, priority and "
               "start: rates that add up have different priorities",
               (long long)other->line);
}

static void
put_places(struct kt_tax_file *file, const struct kt_table_rate *rate)
{
    struct kt_zone_member member = { .country = cell(file, COUNTRY),
                                     .region = cell(file, REGION) };
    struct kt_list codes =
        kt_import_words(file->cells.run, cell(file, POSTAL_CODE), ';');
    const struct kt_str *items = codes.items;
    if (codes.count == 0 && check_place(file, &member))
        put_rate(file, &member, rate, PERCENT);
    for (size_t i = 0; i < codes.count; i++) {
        struct kt_zone_member part = member;
        if (!read_range(file, items[i], &part))
            part.postal_code = items[i];
        if (check_place(file, &part))
            put_rate(file, &part, rate, PERCENT);
    }
}

/* ---- a rate a row ---- */

/* "2027-01-01" is the midnight with which the day begins in the shop. */
static bool
parse_moment(struct kt_str text, struct kt_str time_zone, int64_t *moment)
{
    enum { DATE_LENGTH = 10 };
    if (!kt_time_parse(text, moment) || *moment < 0)
        return false;
    if (text.len == DATE_LENGTH)
        *moment = kt_time_zone_utc_ms(time_zone, *moment);
    return true;
}

static void
read_moment(struct kt_tax_file *file, int column, int64_t *moment)
{
    struct kt_str text = cell(file, column);
    if (text.len > 0 && !parse_moment(text, file->time_zone, moment))
        REFUSE(file, column,
               "must be a day, as 2027-01-01, or a moment, as "
               "2027-01-01T00:00:00+01:00");
}

static void
read_class(struct kt_tax_file *file, struct kt_tax_rate_row *row)
{
    struct kt_str text = cell(file, CLASS);
    struct kt_error err;
    kt_error_init(&err, &file->cells.run->batch_arena);
    kt_code_check(text.len > 0 ? text : KT_STR("standard"), KT_STR(""), &err);
    if (err.status != KT_OK || text.len > 64)
        REFUSE(file, CLASS,
               "must be the code of a tax class: a-z, 0-9, \"-\", \"_\" and "
               "\".\", 64 at most");
    row->tax_class = text.len > 0
                         ? kt_arena_str(&file->cells.run->batch_arena, text)
                         : KT_STR("standard");
}

static void
read_name(struct kt_tax_file *file, struct kt_tax_rate_row *row)
{
    enum { NAME_MAX = 100 };
    struct kt_str text = cell(file, NAME);
    if (text.len == 0 || kt_utf8_length(text) > NAME_MAX)
        REFUSE(file, NAME,
               "must be what stands on the invoice, in 100 letters at most");
    row->name = kt_arena_str(&file->cells.run->batch_arena, text);
}

/* WooCommerce leaves the name open. */
static void
read_row(struct kt_tax_file *file)
{
    struct kt_table_rate rate = { .line = file->cells.table->row.line };
    struct kt_tax_rate_row *row = &rate.row;
    bool is_shipped = true;
    size_t faults = file->record.faults.count;
    row->starts_at = file->starts_at;
    if (!kt_rate_parse_percent(cell(file, PERCENT), &row->rate_ppm) ||
        row->rate_ppm < 0 || row->rate_ppm > KT_RATE_ONE)
        REFUSE(file, PERCENT,
               "must be a rate in per cent from 0 to 100 with four decimals "
               "at most, as 7.375");
    if (cell(file, CITY).len > 0)
        REFUSE(file, CITY,
               "rates of cities are not read: name its postal codes");
    if (kt_utf8_length(cell(file, REGION)) > 100)
        REFUSE(file, REGION, "must have 100 letters at most");
    kt_import_bool(&file->cells, COMPOUND, &row->is_compound);
    kt_import_bool(&file->cells, SHIPPING, &is_shipped);
    kt_import_integer(&file->cells, PRIORITY, 0, 1000, &row->priority);
    read_class(file, row);
    read_name(file, row);
    read_moment(file, STARTS_AT, &row->starts_at);
    read_moment(file, ENDS_AT, &row->ends_at);
    if (row->ends_at > 0 && row->ends_at <= row->starts_at)
        REFUSE(file, ENDS_AT, "must be later than the start");
    if (!is_shipped)
        kt_import_note(file->cells.run,
                       "shipping is taxed by the tax class of its method");
    if (file->record.faults.count == faults)
        put_places(file, &rate);
}

/* ---- a postal code a row ---- */

/* ".0725" is 72500 ppm. */
static bool
parse_fraction(struct kt_arena *arena, struct kt_str text, int64_t *ppm)
{
    enum { PPM_DECIMALS = 6 };
    if (text.len > 0 && text.ptr[0] == '.')
        text = kt_arena_format(arena, "0%.*s", KT_STR_FMT(text));
    return kt_decimal_parse(text, PPM_DECIMALS, ppm) && *ppm >= 0 &&
           *ppm <= KT_RATE_ONE;
}

static bool
is_all(struct kt_str text, size_t len, char first, char last)
{
    bool is_fine = text.len == len;
    for (size_t i = 0; i < text.len && is_fine; i++)
        is_fine = text.ptr[i] >= first && text.ptr[i] <= last;
    return is_fine;
}

static void
read_part(struct kt_tax_file *file, int part,
          const struct kt_zone_member *member)
{
    struct kt_arena *arena = &file->cells.run->batch_arena;
    int column = FIRST_PART + part;
    struct kt_table_rate rate = {
        .row = { .tax_class = KT_STR("standard"),
                 .priority = part,
                 .starts_at = file->starts_at },
        .line = file->cells.table->row.line,
    };
    if (!parse_fraction(arena, cell(file, column), &rate.row.rate_ppm)) {
        REFUSE(file, column,
               "must be a rate as a fraction with six decimals at most, as "
               "0.0725");
        return;
    }
    rate.ends_one = rate.row.rate_ppm == 0;
    rate.row.name =
        kt_arena_format(arena, "%.*s %s Tax", KT_STR_FMT(member->region),
                        part_names[part]);
    if (member->postal_code.len > 0)
        put_rate(file, member, &rate, column);
}

static void
read_zip(struct kt_tax_file *file)
{
    struct kt_zone_member member = { .country = KT_STR("US"),
                                     .region = cell(file, STATE),
                                     .postal_code = cell(file, ZIP) };
    if (!is_all(member.region, 2, 'A', 'Z'))
        REFUSE(file, STATE, "must be two capital letters, as CA");
    if (!is_all(member.postal_code, 5, '0', '9')) {
        REFUSE(file, ZIP, "must have five digits, as 90210");
        member.postal_code = KT_STR("");
    }
    for (int part = 0; part < PART_COUNT; part++)
        read_part(file, part, &member);
}

/* ---- all of them ---- */

static enum kt_status
choose_start(struct kt_tax_file *file, struct kt_error *err)
{
    const struct kt_import_run *run = file->cells.run;
    const struct kt_channel *channel = kt_shop_channel(run->shop, KT_STR(""));
    struct kt_str from = run->options->from;
    if (channel != NULL)
        file->time_zone = channel->time_zone;
    if (from.len == 0 || parse_moment(from, file->time_zone, &file->starts_at))
        return KT_OK;
    kt_fail_invalid_file(err);
    return kt_error_explain(err, "\"%.*s\" is no day, as 2027-01-01",
                            KT_STR_FMT(from));
}

enum kt_status
kt_tax_file_open(struct kt_import_run *run, struct kt_import_table *table,
                 struct kt_tax_file **file, struct kt_error *err)
{
    struct kt_tax_file *made = KT_NEW(&run->arena, struct kt_tax_file);
    *file = made;
    made->cells = (struct kt_import_reading){ run, table, &made->record };
    made->is_by_zip =
        kt_import_table_find(table, KT_STR("ZipCode")) != KT_NO_COLUMN;
    KT_TRY(choose_start(made, err));
    return kt_import_table_match(run, table,
                                 made->is_by_zip ? zip_columns : columns,
                                 made->is_by_zip ? ZIP_COLUMN_COUNT
                                                 : COLUMN_COUNT,
                                 err);
}

/* Zones tax where a rule looks at them: one is made for a shop without any. */
static void
push_rule(struct kt_import_run *run, int64_t line)
{
    struct kt_rule_uses uses = run->shop->uses[KT_RULE_TAX];
    bool is_used = false;
    for (size_t i = 0; i < uses.count; i++)
        is_used |= kt_str_eq(uses.items[i].rule, KT_STR("zone_rates"));
    if (uses.count > 0 && !is_used) {
        kt_import_note(run,
                       "the tax rule in use is \"%.*s\": these rates count "
                       "where \"zone_rates\" takes its place",
                       KT_STR_FMT(uses.items[0].rule));
        return;
    }
    if (is_used)
        return;
    struct kt_shop_rule *rule = KT_NEW(&run->batch_arena, struct kt_shop_rule);
    rule->kind = KT_RULE_TAX;
    rule->code = KT_STR("rates");
    rule->rule = KT_STR("zone_rates");
    rule->params = KT_STR("{\"fallback\":\"standard\"}");
    kt_import_push(run, KT_RECORD_RULE, rule, line);
}

enum kt_status
kt_tax_file_step(struct kt_tax_file *file, bool *is_more, struct kt_error *err)
{
    struct kt_import_run *run = file->cells.run;
    struct kt_import_table *table = file->cells.table;
    *is_more = table->has_row;
    if (!*is_more)
        return KT_OK;
    file->record = (struct kt_import_record){ .kind = KT_RECORD_TAX_TABLE,
                                              .data = &file->table,
                                              .line = table->row.line };
    kt_tax_table_init(&file->table, &run->batch_arena);
    while (table->has_row) {
        kt_import_table_check(run, table, &file->record);
        if (file->is_by_zip)
            read_zip(file);
        else
            read_row(file);
        KT_TRY(kt_import_table_next(run, table, err));
    }
    *kt_import_push(run, KT_RECORD_TAX_TABLE, &file->table, file->record.line) =
        file->record;
    push_rule(run, file->record.line);
    return KT_OK;
}

/* ---- a source of its own ---- */

struct source {
    struct kt_import_table table;
    struct kt_tax_file *file;
};

static enum kt_status
open_source(struct kt_import_run *run, void **state, struct kt_error *err)
{
    struct source *source = KT_NEW(&run->arena, struct source);
    *state = source;
    KT_TRY(kt_import_table_names(run, &source->table, err));
    return kt_tax_file_open(run, &source->table, &source->file, err);
}

static enum kt_status
step(struct kt_import_run *run, void *state, bool *is_more,
     struct kt_error *err)
{
    struct source *source = state;
    (void)run;
    return kt_tax_file_step(source->file, is_more, err);
}

static void
locate(const struct kt_import_run *run, const struct kt_import_record *record,
       struct kt_str pointer, struct kt_import_fault *fault)
{
    (void)run;
    (void)record;
    fault->column = pointer;
}

const struct kt_import_source kt_import_tax_rates = { open_source, step,
                                                      locate };
