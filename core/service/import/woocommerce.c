/* WooCommerce's product CSV. A simple product is one row. A variable one is a
 * row with its variations anywhere in the file: those rows wait for its end. */
#include "service/import/woocommerce.h"

#include "base/text.h"
#include "service/column.h"
#include "service/import/woocommerce_identity.h"

/* clang-format off */
static const struct kt_import_column columns[KT_WOO_COLUMN_COUNT] = {
    [KT_WOO_ID]          = { { "ID" }, false },
    [KT_WOO_TYPE]        = { { "Type" }, true },
    [KT_WOO_SKU]         = { { "SKU" }, false },
    [KT_WOO_BARCODE]     = { { "GTIN, UPC, EAN, or ISBN" }, false },
    [KT_WOO_NAME]        = { { "Name" }, true },
    [KT_WOO_PUBLISHED]   = { { "Published" }, false },
    [KT_WOO_SHORT]       = { { "Short description" }, false },
    [KT_WOO_DESCRIPTION] = { { "Description" }, false },
    [KT_WOO_SALE_STARTS] = { { "Date sale price starts" }, false },
    [KT_WOO_SALE_ENDS]   = { { "Date sale price ends" }, false },
    [KT_WOO_TAX_STATUS]  = { { "Tax status" }, false },
    [KT_WOO_TAX_CLASS]   = { { "Tax class" }, false },
    [KT_WOO_IN_STOCK]    = { { "In stock?" }, false },
    [KT_WOO_STOCK]       = { { "Stock" }, false },
    [KT_WOO_BACKORDERS]  = { { "Backorders allowed?" }, false },
    [KT_WOO_SOLD_SINGLY] = { { "Sold individually?" }, false },
    [KT_WOO_WEIGHT]      = { { "Weight" }, false },
    [KT_WOO_LENGTH]      = { { "Length" }, false },
    [KT_WOO_WIDTH]       = { { "Width" }, false },
    [KT_WOO_HEIGHT]      = { { "Height" }, false },
    [KT_WOO_SALE_PRICE]  = { { "Sale price" }, false },
    [KT_WOO_PRICE]       = { { "Regular price" }, true },
    [KT_WOO_CATEGORIES]  = { { "Categories" }, false },
    [KT_WOO_TAGS]        = { { "Tags" }, false },
    [KT_WOO_BRANDS]      = { { "Brands", "Brand" }, false },
    [KT_WOO_IMAGES]      = { { "Images" }, false },
    [KT_WOO_PARENT]      = { { "Parent" }, false },
};

static const struct kt_draft_origin origins[] = {
    { "/sku", "SKU" },               { "/option_values", "Attribute 1 value(s)" },
    { "/prices", "Regular price" },  { "/stock", "Stock" },
    { "/slug", "Name" },             { "/titles", "Name" },
    { "/descriptions", "Description" }, { "/options", "Attribute 1 name" },
    { "/tags", "Tags" },             { "/categories", "Categories" },
    { NULL, NULL },
};
/* clang-format on */

enum type { SIMPLE, VARIABLE, VARIATION, LEFT_OUT, UNKNOWN };

static struct kt_str
cell(const struct kt_woo_reading *reading, int column)
{
    return kt_import_cell(reading->cells.table, column);
}

static struct kt_str
kept_cell(const struct kt_woo_reading *reading, int column)
{
    return kt_arena_str(&reading->cells.run->batch_arena,
                        cell(reading, column));
}

/* ---- columns whose names say more ---- */

/* "Weight (lbs)": the unit is part of the name. */
static void
find_measure(struct kt_import_table *table, int column, struct kt_str *unit)
{
    struct kt_str prefix = kt_str_of(columns[column].names[0]);
    for (size_t i = 0; i < table->width; i++) {
        struct kt_str name = table->names[i];
        if (!kt_str_starts(name, prefix) || name.len < prefix.len + 4 ||
            name.ptr[prefix.len + 1] != '(' || name.ptr[name.len - 1] != ')')
            continue;
        struct kt_str found = { name.ptr + prefix.len + 2,
                                name.len - prefix.len - 3 };
        if (!kt_import_is_unit(found))
            continue;
        *unit = found;
        table->places[column] = (int)i;
        table->is_used[i] = true;
    }
}

static void
find_attributes(struct kt_import_run *run, struct kt_woo *woo)
{
    struct kt_import_table *table = &woo->table;
    woo->attributes =
        KT_NEW_ARRAY(&run->arena, struct kt_woo_attribute, table->width);
    for (int i = 1; i <= (int)table->width; i++) {
        static const char *const rest[] = { "visible", "global", "default" };
        struct kt_woo_attribute found = {
            kt_import_table_find(table,
                                 kt_arena_format(&run->arena,
                                                 "Attribute %d name", i)),
            kt_import_table_find(table,
                                 kt_arena_format(&run->arena,
                                                 "Attribute %d value(s)", i)),
        };
        if (found.name == KT_NO_COLUMN || found.values == KT_NO_COLUMN)
            continue;
        woo->attributes[woo->attribute_count++] = found;
        for (size_t j = 0; j < sizeof rest / sizeof rest[0]; j++)
            kt_import_table_find(table,
                                 kt_arena_format(&run->arena, "Attribute %d %s",
                                                 i, rest[j]));
    }
}

static enum kt_status
open_woocommerce(struct kt_import_run *run, void **state, struct kt_error *err)
{
    struct kt_woo *woo = KT_NEW(&run->arena, struct kt_woo);
    *state = woo;
    KT_TRY(kt_import_table_names(run, &woo->table, err));
    if (kt_import_table_find(&woo->table, KT_STR("Rate %")) != KT_NO_COLUMN)
        return kt_tax_file_open(run, &woo->table, &woo->tax, err);
    KT_TRY(kt_import_need_currency(run, err));
    kt_map_init(&woo->by_parent, &run->arena, 64);
    kt_map_init(&woo->slugs, &run->arena, 64);
    KT_TRY(kt_import_table_match(run, &woo->table, columns, KT_WOO_COLUMN_COUNT,
                                 err));
    woo->weight_unit = KT_STR("kg");
    woo->length_unit = KT_STR("cm");
    find_measure(&woo->table, KT_WOO_WEIGHT, &woo->weight_unit);
    find_measure(&woo->table, KT_WOO_LENGTH, &woo->length_unit);
    find_measure(&woo->table, KT_WOO_WIDTH, &woo->length_unit);
    find_measure(&woo->table, KT_WOO_HEIGHT, &woo->length_unit);
    find_attributes(run, woo);
    return KT_OK;
}

/* ---- attributes ---- */

static struct kt_str
attribute_name(const struct kt_woo_reading *reading, size_t index)
{
    return kt_import_cell_at(reading->cells.table,
                             (size_t)reading->woo->attributes[index].name);
}

static struct kt_list
attribute_values(const struct kt_woo_reading *reading, size_t index)
{
    struct kt_str text =
        kt_import_cell_at(reading->cells.table,
                          (size_t)reading->woo->attributes[index].values);
    return kt_import_words(reading->cells.run, text, ',');
}

/* Attributes of the product itself: those that are no options. */
static void
read_attributes(struct kt_woo_reading *reading)
{
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    const struct kt_product *product = reading->draft.product;
    const struct kt_product_option *options = product->options.items;
    struct kt_buf buf;
    struct kt_json json;
    bool has_any = false;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    for (size_t i = 0; i < reading->woo->attribute_count; i++) {
        struct kt_str name = attribute_name(reading, i);
        struct kt_str code = kt_text_slug(arena, name);
        struct kt_list values = attribute_values(reading, i);
        bool is_option = false;
        for (size_t j = 0; j < product->options.count; j++)
            is_option |= kt_str_eq(options[j].name, name);
        if (is_option || code.len == 0 || values.count == 0)
            continue;
        kt_json_key(&json, code);
        if (values.count == 1)
            kt_json_str(&json, *(const struct kt_str *)values.items);
        else
            kt_json_raw(&json, kt_strs_text(&values, arena));
        has_any = true;
    }
    kt_json_end_object(&json);
    if (has_any)
        reading->draft.product->attributes = kt_buf_view(&buf);
}

/* ---- what belongs to the product ---- */

static void
read_product(struct kt_woo_reading *reading)
{
    struct kt_import_run *run = reading->cells.run;
    struct kt_import_draft *draft = &reading->draft;
    struct kt_product *product = draft->product;
    int64_t published = 1;
    struct kt_list paths =
        kt_import_words(run, cell(reading, KT_WOO_CATEGORIES), ',');
    struct kt_list brands =
        kt_import_words(run, cell(reading, KT_WOO_BRANDS), ',');
    const struct kt_str *items = paths.items;
    if (cell(reading, KT_WOO_NAME).len == 0)
        KT_WOO_REFUSE(reading, KT_WOO_NAME, "a product needs a name");
    kt_draft_text(draft, &product->titles, cell(reading, KT_WOO_NAME));
    kt_draft_text(draft, &product->descriptions,
                  cell(reading, KT_WOO_DESCRIPTION));
    kt_draft_extra(draft, "short_description", cell(reading, KT_WOO_SHORT));
    for (size_t i = 0; i < paths.count; i++)
        kt_draft_category(draft, items[i]);
    product->tags = kt_import_words(run, cell(reading, KT_WOO_TAGS), ',');
    if (brands.count > 0)
        product->vendor = *(const struct kt_str *)brands.items;
    kt_import_integer(&reading->cells, KT_WOO_PUBLISHED, -1, 1, &published);
    product->status = published == 1 ? KT_PRODUCT_ACTIVE : KT_PRODUCT_DRAFT;
}

static void
read_images(struct kt_woo_reading *reading, struct kt_str sku)
{
    struct kt_list urls =
        kt_import_words(reading->cells.run, cell(reading, KT_WOO_IMAGES), ',');
    const struct kt_str *items = urls.items;
    for (size_t i = 0; i < urls.count; i++)
        kt_draft_media(&reading->draft, items[i], KT_STR(""), sku);
}

/* ---- simple products ---- */

static struct kt_str
sku_or_made(struct kt_woo_reading *reading, struct kt_str slug,
            const struct kt_list *values)
{
    struct kt_str sku = kept_cell(reading, KT_WOO_SKU);
    if (sku.len > 0)
        return sku;
    kt_import_note(reading->cells.run,
                   "variants without a SKU get one from the name and their "
                   "attributes");
    return kt_draft_sku(&reading->draft, slug, values);
}

static enum kt_status
read_simple(struct kt_woo_reading *reading, struct kt_error *err)
{
    struct kt_product *product = reading->draft.product;
    struct kt_list none = { 0 };
    read_product(reading);
    read_attributes(reading);
    read_images(reading, KT_STR(""));
    KT_TRY(kt_woo_identify(reading, cell(reading, KT_WOO_SKU), err));
    struct kt_variant *variant =
        kt_draft_variant(&reading->draft, reading->cells.table->row.line);
    variant->sku = sku_or_made(reading, product->slug, &none);
    kt_woo_read_variant(reading, variant);
    variant->is_active = true;
    kt_draft_end(&reading->draft);
    return KT_OK;
}

/* ---- variable products ---- */

/* The row's value of an option, or nothing: any value. */
static struct kt_str
value_of(const struct kt_woo_reading *reading, struct kt_str option)
{
    for (size_t i = 0; i < reading->woo->attribute_count; i++) {
        struct kt_list values = attribute_values(reading, i);
        if (kt_str_eq(attribute_name(reading, i), option) && values.count > 0)
            return *(const struct kt_str *)values.items;
    }
    return KT_STR("");
}

static bool
names_option(struct kt_woo_reading *reading, const struct kt_woo_family *family,
             struct kt_str name)
{
    for (const struct kt_woo_row *row = family->first; row != NULL;
         row = row->next) {
        reading->cells.table->row = row->row;
        for (size_t i = 0; i < reading->woo->attribute_count; i++) {
            if (kt_str_eq(attribute_name(reading, i), name))
                return true;
        }
    }
    return false;
}

/* Options are the parent's attributes that its variations name, with all values
 * that the parent tells. */
static void
read_options(struct kt_woo_reading *reading, const struct kt_woo_family *family)
{
    for (size_t i = 0; i < reading->woo->attribute_count; i++) {
        reading->cells.table->row = family->parent.row;
        struct kt_str name = attribute_name(reading, i);
        struct kt_list values = attribute_values(reading, i);
        if (name.len > 0 && names_option(reading, family, name))
            kt_draft_option(&reading->draft, name, values);
    }
    reading->cells.table->row = family->parent.row;
}

/* A variant of the row with these values; a made one has a sku of its own. */
static void
add_variant(struct kt_woo_reading *reading, const struct kt_str *values,
            bool is_spread)
{
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    struct kt_import_draft *draft = &reading->draft;
    size_t count = draft->product->options.count;
    struct kt_str *own = KT_NEW_ARRAY(arena, struct kt_str, count);
    for (size_t i = 0; i < count; i++)
        own[i] = kt_arena_str(arena, values[i]);
    struct kt_variant *variant =
        kt_draft_variant(draft, reading->cells.table->row.line);
    variant->option_values = (struct kt_list){ own, count };
    struct kt_str sku = cell(reading, KT_WOO_SKU);
    variant->sku = is_spread && sku.len > 0
                       ? kt_draft_sku(draft, sku, &variant->option_values)
                       : sku_or_made(reading, draft->product->slug,
                                     &variant->option_values);
    kt_woo_read_variant(reading, variant);
    read_images(reading, variant->sku);
}

/* An attribute without a value is any of the option's values: a variant for
 * each of them. Where the stock of all of them is counted together it is one
 * variant with the value "Any". */
static void
spread(struct kt_woo_reading *reading, struct kt_str *values, size_t option,
       bool is_spread)
{
    const struct kt_list *list = &reading->draft.product->options;
    const struct kt_product_option *options = list->items;
    while (option < list->count && values[option].len > 0)
        option++;
    if (reading->draft.product->variants.count >= KT_PRODUCT_VARIANTS_MAX)
        return;
    if (option == list->count) {
        add_variant(reading, values, is_spread);
        return;
    }
    struct kt_list all = options[option].values;
    const struct kt_str *items = all.items;
    bool is_one = kt_woo_counts(reading) || all.count == 0;
    kt_import_note(reading->cells.run,
                   is_one ? "variations for any value of an attribute that "
                            "count their stock have the value \"Any\""
                          : "variations for any value of an attribute become "
                            "one variant for each value");
    for (size_t i = 0; i < (is_one ? 1 : all.count); i++) {
        values[option] = is_one ? KT_STR("Any") : items[i];
        spread(reading, values, option + 1, is_spread || !is_one);
    }
    values[option] = KT_STR("");
}

static void
read_variation(struct kt_woo_reading *reading)
{
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    const struct kt_list *list = &reading->draft.product->options;
    const struct kt_product_option *options = list->items;
    struct kt_str *values = KT_NEW_ARRAY(arena, struct kt_str, list->count + 1);
    kt_import_table_check(reading->cells.run, reading->cells.table,
                          &reading->draft.record);
    for (size_t i = 0; i < list->count; i++)
        values[i] = kt_arena_str(arena, value_of(reading, options[i].name));
    if (cell(reading, KT_WOO_DESCRIPTION).len > 0)
        kt_import_note(reading->cells.run,
                       "descriptions of variations are not used");
    spread(reading, values, 0, false);
    if (reading->draft.product->variants.count >= KT_PRODUCT_VARIANTS_MAX)
        KT_WOO_REFUSE(reading, KT_WOO_PARENT,
                      "the product would have %d variants or more",
                      KT_PRODUCT_VARIANTS_MAX);
}

static enum kt_status
read_family(struct kt_woo_reading *reading, const struct kt_woo_family *family,
            struct kt_error *err)
{
    reading->cells.table->row = family->parent.row;
    kt_import_table_check(reading->cells.run, reading->cells.table,
                          &reading->draft.record);
    read_product(reading);
    reading->draft.product->tax_class = kept_cell(reading, KT_WOO_TAX_CLASS);
    read_options(reading, family);
    read_attributes(reading);
    read_images(reading, KT_STR(""));
    struct kt_str sku = KT_STR("");
    for (const struct kt_woo_row *row = family->first;
         row != NULL && sku.len == 0; row = row->next) {
        reading->cells.table->row = row->row;
        sku = cell(reading, KT_WOO_SKU);
    }
    reading->cells.table->row = family->parent.row;
    KT_TRY(kt_woo_identify(reading, sku, err));
    for (const struct kt_woo_row *row = family->first; row != NULL;
         row = row->next) {
        reading->cells.table->row = row->row;
        read_variation(reading);
    }
    if (family->first == NULL)
        kt_import_note(reading->cells.run,
                       "variable products without variations cannot be "
                       "bought");
    kt_draft_end(&reading->draft);
    return KT_OK;
}

/* ---- rows that wait ---- */

static void
keep_row(struct kt_import_run *run, const struct kt_import_table *table,
         struct kt_woo_row *row)
{
    struct kt_str *cells =
        KT_NEW_ARRAY(&run->arena, struct kt_str, table->row.count);
    for (size_t i = 0; i < table->row.count; i++)
        cells[i] = kt_arena_str(&run->arena, table->row.cells[i]);
    row->row = (struct kt_csv_row){ cells, table->row.count, table->row.line };
}

static void
keep_family(struct kt_import_run *run, struct kt_woo *woo)
{
    struct kt_woo_family *family = KT_NEW(&run->arena, struct kt_woo_family);
    struct kt_str id = kt_import_cell(&woo->table, KT_WOO_ID);
    keep_row(run, &woo->table, &family->parent);
    if (woo->last_family != NULL)
        woo->last_family->next = family;
    else
        woo->families = family;
    woo->last_family = family;
    kt_map_put(&woo->by_parent,
               kt_arena_str(&run->arena,
                            kt_import_cell(&woo->table, KT_WOO_SKU)),
               family);
    kt_map_put(&woo->by_parent,
               kt_arena_format(&run->arena, "id:%.*s", KT_STR_FMT(id)), family);
}

static void
keep_variation(struct kt_import_run *run, struct kt_woo *woo)
{
    struct kt_woo_row *row = KT_NEW(&run->arena, struct kt_woo_row);
    keep_row(run, &woo->table, row);
    row->next = woo->orphans;
    woo->orphans = row;
}

/* Orphans were stacked, so that the last comes first: each goes in front. */
static void
place_variations(struct kt_import_run *run, struct kt_woo *woo)
{
    struct kt_woo_row *next;
    for (struct kt_woo_row *row = woo->orphans; row != NULL; row = next) {
        next = row->next;
        woo->table.row = row->row;
        struct kt_str parent = kt_import_cell(&woo->table, KT_WOO_PARENT);
        struct kt_woo_family *family =
            parent.len > 0 ? kt_map_find(&woo->by_parent, parent) : NULL;
        if (family != NULL) {
            row->next = family->first;
            family->first = row;
            continue;
        }
        struct kt_import_record *record =
            kt_import_push(run, KT_RECORD_PRODUCT, NULL, row->row.line);
        kt_import_cell_fault(run, &woo->table, KT_WOO_PARENT, record,
                             "no variable product of the file has this SKU or "
                             "id");
    }
    woo->is_placed = true;
}

/* ---- steps ---- */

static enum type
read_type(const struct kt_woo_reading *reading)
{
    static const struct {
        const char *word;
        enum type type;
    } types[] = {
        { "simple", SIMPLE },       { "variable", VARIABLE },
        { "variation", VARIATION }, { "grouped", LEFT_OUT },
        { "external", LEFT_OUT },   { "downloadable", SIMPLE },
        { "virtual", SIMPLE },
    };
    enum type type = UNKNOWN;
    struct kt_list words =
        kt_import_words(reading->cells.run, cell(reading, KT_WOO_TYPE), ',');
    const struct kt_str *items = words.items;
    for (size_t i = 0; i < words.count; i++) {
        for (size_t j = 0; j < sizeof types / sizeof types[0]; j++) {
            if (kt_str_eq(items[i], kt_str_of(types[j].word)) &&
                (type == UNKNOWN || type == SIMPLE))
                type = types[j].type;
        }
    }
    return type;
}

/* The row as a product, or kept for later. */
static enum kt_status
read_row(struct kt_woo_reading *reading, struct kt_error *err)
{
    struct kt_import_run *run = reading->cells.run;
    enum type type = read_type(reading);
    struct kt_str words = cell(reading, KT_WOO_TYPE);
    if (type == VARIABLE) {
        keep_family(run, reading->woo);
    } else if (type == VARIATION) {
        keep_variation(run, reading->woo);
    } else if (type == LEFT_OUT) {
        struct kt_str name = cell(reading, KT_WOO_NAME);
        kt_import_note(run, "line %lld: %.*s products are left out: %.*s",
                       (long long)reading->cells.table->row.line,
                       KT_STR_FMT(words), KT_STR_FMT(name));
    } else {
        kt_import_table_check(run, reading->cells.table,
                              &reading->draft.record);
        if (type == UNKNOWN)
            KT_WOO_REFUSE(reading, KT_WOO_TYPE,
                          "must be simple, variable, variation, grouped or "
                          "external");
        return read_simple(reading, err);
    }
    return KT_OK;
}

static void
begin(struct kt_woo_reading *reading, struct kt_import_run *run,
      struct kt_woo *woo, int64_t line)
{
    *reading = (struct kt_woo_reading){ .woo = woo };
    kt_draft_init(&reading->draft, run, origins, line);
    reading->cells =
        (struct kt_import_reading){ run, &woo->table, &reading->draft.record };
}

static enum kt_status
step_row(struct kt_import_run *run, void *state, bool *is_more,
         struct kt_error *err)
{
    struct kt_woo *woo = state;
    struct kt_woo_reading reading;
    if (woo->tax != NULL)
        return kt_tax_file_step(woo->tax, is_more, err);
    *is_more = true;
    if (woo->table.has_row) {
        begin(&reading, run, woo, woo->table.row.line);
        KT_TRY(read_row(&reading, err));
        return kt_import_table_next(run, &woo->table, err);
    }
    if (!woo->is_placed)
        place_variations(run, woo);
    struct kt_woo_family *family = woo->families;
    *is_more = family != NULL;
    if (!*is_more)
        return KT_OK;
    woo->families = family->next;
    begin(&reading, run, woo, family->parent.row.line);
    return read_family(&reading, family, err);
}

const struct kt_import_source kt_import_woocommerce = { open_woocommerce,
                                                        step_row,
                                                        kt_draft_locate };
