/* Shopify's product CSV, in the names of its older and its newer template. Rows
 * with one handle, one behind the other, are a product: the first tells what
 * belongs to the product, each with a price or option values a variant, each
 * with a picture one. */
#include "base/grow.h"
#include "base/text.h"
#include "service/column.h"
#include "service/import/draft.h"

enum column {
    HANDLE,
    TITLE,
    BODY,
    VENDOR,
    TYPE,
    CATEGORY,
    COLLECTION,
    TAGS,
    PUBLISHED,
    STATUS,
    OPTION1_NAME,
    OPTION1_VALUE,
    OPTION2_NAME,
    OPTION2_VALUE,
    OPTION3_NAME,
    OPTION3_VALUE,
    SKU,
    GRAMS,
    TRACKER,
    QUANTITY,
    POLICY,
    PRICE,
    COMPARE_AT,
    SHIPPING,
    TAXABLE,
    BARCODE,
    IMAGE,
    IMAGE_POSITION,
    IMAGE_ALT,
    VARIANT_IMAGE,
    GIFT_CARD,
    SEO_TITLE,
    SEO_DESCRIPTION,
    COLUMN_COUNT
};

enum { OPTIONS_MAX = 3 };

/* clang-format off */
static const struct kt_import_column columns[COLUMN_COUNT] = {
    [HANDLE]          = { { "Handle", "URL handle" }, true },
    [TITLE]           = { { "Title" }, true },
    [BODY]            = { { "Body (HTML)", "Body HTML", "Description" }, false },
    [VENDOR]          = { { "Vendor" }, false },
    [TYPE]            = { { "Type", "Custom Product Type" }, false },
    [CATEGORY]        = { { "Product Category", "Standardized Product Type" }, false },
    [COLLECTION]      = { { "Collection", "Custom Collections" }, false },
    [TAGS]            = { { "Tags" }, false },
    [PUBLISHED]       = { { "Published", "Published on online store" }, false },
    [STATUS]          = { { "Status" }, false },
    [OPTION1_NAME]    = { { "Option1 Name" }, false },
    [OPTION1_VALUE]   = { { "Option1 Value" }, false },
    [OPTION2_NAME]    = { { "Option2 Name" }, false },
    [OPTION2_VALUE]   = { { "Option2 Value" }, false },
    [OPTION3_NAME]    = { { "Option3 Name" }, false },
    [OPTION3_VALUE]   = { { "Option3 Value" }, false },
    [SKU]             = { { "Variant SKU", "SKU" }, false },
    [GRAMS]           = { { "Variant Grams", "Weight value (grams)" }, false },
    [TRACKER]         = { { "Variant Inventory Tracker", "Inventory tracker" }, false },
    [QUANTITY]        = { { "Variant Inventory Qty", "Inventory quantity" }, false },
    [POLICY]          = { { "Variant Inventory Policy",
                            "Continue selling when out of stock" }, false },
    [PRICE]           = { { "Variant Price", "Price" }, true },
    [COMPARE_AT]      = { { "Variant Compare At Price", "Compare-at price" }, false },
    [SHIPPING]        = { { "Variant Requires Shipping", "Requires shipping" }, false },
    [TAXABLE]         = { { "Variant Taxable", "Charge tax" }, false },
    [BARCODE]         = { { "Variant Barcode", "Barcode" }, false },
    [IMAGE]           = { { "Image Src", "Product image URL" }, false },
    [IMAGE_POSITION]  = { { "Image Position" }, false },
    [IMAGE_ALT]       = { { "Image Alt Text" }, false },
    [VARIANT_IMAGE]   = { { "Variant Image", "Variant image URL" }, false },
    [GIFT_CARD]       = { { "Gift Card" }, false },
    [SEO_TITLE]       = { { "SEO Title" }, false },
    [SEO_DESCRIPTION] = { { "SEO Description" }, false },
};

static const struct kt_draft_origin origins[] = {
    { "/sku", "Variant SKU" },          { "/option_values", "Option1 Value" },
    { "/prices", "Variant Price" },     { "/stock", "Variant Inventory Qty" },
    { "/barcode", "Variant Barcode" },  { "/slug", "Handle" },
    { "/titles", "Title" },             { "/descriptions", "Body (HTML)" },
    { "/options", "Option1 Name" },     { "/tags", "Tags" },
    { "/categories", "Type" },          { NULL, NULL },
};
/* clang-format on */

struct image {
    struct kt_str url, alt;
    int64_t position;
};

struct shopify {
    struct kt_import_table table;
    struct kt_map handles; /* those that were read already */
};

/* A product being read. */
struct product_reading {
    struct kt_import_reading cells; /* first */
    struct kt_import_draft draft;
    struct kt_str handle;
    struct kt_str slug;
    size_t option_count;
    struct kt_list images;         /* of struct image */
    struct kt_list variant_images; /* of struct kt_str, one for each variant */
};

static struct kt_str
cell(const struct product_reading *reading, int column)
{
    return kt_import_cell(reading->cells.table, column);
}

#define REFUSE(reading, column, ...)                                           \
    kt_import_cell_fault((reading)->cells.run, (reading)->cells.table,         \
                         (column), &(reading)->draft.record, __VA_ARGS__)

/* ---- what belongs to the product ---- */

static void
read_status(struct product_reading *reading)
{
    struct kt_product *product = reading->draft.product;
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    struct kt_str status = kt_text_fold(arena, cell(reading, STATUS));
    bool is_published = true;
    int index = kt_name_index(status, kt_product_status_names);
    if (status.len > 0 && index < 0)
        REFUSE(reading, STATUS, "must be active, draft or archived");
    product->status = index >= 0 ? index : KT_PRODUCT_ACTIVE;
    if (kt_import_bool(&reading->cells, PUBLISHED, &is_published) &&
        !is_published && product->status == KT_PRODUCT_ACTIVE)
        product->status = KT_PRODUCT_DRAFT;
}

/* "Title" with "Default Title" says that there are no options. */
static void
read_options(struct product_reading *reading)
{
    if (kt_str_eq(cell(reading, OPTION1_VALUE), KT_STR("Default Title")))
        return;
    for (int i = 0; i < OPTIONS_MAX; i++) {
        struct kt_str name = cell(reading, OPTION1_NAME + 2 * i);
        if (name.len == 0)
            return;
        kt_draft_option(&reading->draft, name, (struct kt_list){ 0 });
        reading->option_count++;
    }
}

static void
read_product(struct product_reading *reading)
{
    struct kt_import_draft *draft = &reading->draft;
    struct kt_product *product = draft->product;
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    product->slug = reading->slug;
    product->vendor = kt_arena_str(arena, cell(reading, VENDOR));
    if (cell(reading, TITLE).len == 0)
        REFUSE(reading, TITLE, "the first row of a product needs a title");
    kt_draft_text(draft, &product->titles, cell(reading, TITLE));
    kt_draft_text(draft, &product->descriptions, cell(reading, BODY));
    product->tags =
        kt_import_words(reading->cells.run, cell(reading, TAGS), ',');
    kt_draft_category(draft, cell(reading, TYPE));
    kt_draft_category(draft, cell(reading, CATEGORY));
    kt_draft_category(draft, cell(reading, COLLECTION));
    kt_draft_extra(draft, "seo_title", cell(reading, SEO_TITLE));
    kt_draft_extra(draft, "seo_description", cell(reading, SEO_DESCRIPTION));
    read_status(reading);
    read_options(reading);
}

/* ---- variants ---- */

/* A leading apostrophe keeps spreadsheets from turning codes into numbers. */
static struct kt_str
code_cell(const struct product_reading *reading, int column)
{
    struct kt_str text = cell(reading, column);
    if (text.len > 1 && text.ptr[0] == '\'')
        text = (struct kt_str){ text.ptr + 1, text.len - 1 };
    return kt_arena_str(&reading->cells.run->batch_arena, text);
}

static void
read_values(struct product_reading *reading, struct kt_variant *variant)
{
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    struct kt_str *values = KT_NEW_ARRAY(arena, struct kt_str, OPTIONS_MAX);
    for (size_t i = 0; i < OPTIONS_MAX; i++) {
        int column = OPTION1_VALUE + 2 * (int)i;
        struct kt_str value = cell(reading, column);
        bool is_default = kt_str_eq(value, KT_STR("Default Title"));
        if (i < reading->option_count && value.len == 0)
            REFUSE(reading, column, "the variant needs a value");
        else if (i >= reading->option_count && value.len > 0 && !is_default)
            REFUSE(reading, column, "the first row names no such option");
        values[i] = kt_arena_str(arena, value);
    }
    variant->option_values = (struct kt_list){ values, reading->option_count };
}

static void
read_price(struct product_reading *reading, struct kt_variant *variant)
{
    int64_t amount;
    int64_t compare_at = 0;
    kt_import_money(&reading->cells, COMPARE_AT, &compare_at);
    if (cell(reading, PRICE).len == 0)
        kt_import_note(reading->cells.run,
                       "variants without a price cannot be bought");
    else if (kt_import_money(&reading->cells, PRICE, &amount))
        kt_draft_price(&reading->draft, variant, amount, compare_at);
}

static int
read_policy(struct product_reading *reading)
{
    struct kt_str policy = cell(reading, POLICY);
    bool goes_on = false;
    if (kt_str_eq(policy, KT_STR("continue")))
        return KT_STOCK_BACKORDER;
    if (!kt_str_eq(policy, KT_STR("deny")))
        kt_import_bool(&reading->cells, POLICY, &goes_on);
    return goes_on ? KT_STOCK_BACKORDER : KT_STOCK_REFUSE;
}

static void
read_stock(struct product_reading *reading, struct kt_variant *variant)
{
    bool has_tracker = reading->cells.table->places[TRACKER] != KT_NO_COLUMN;
    bool is_tracked = has_tracker ? cell(reading, TRACKER).len > 0
                                  : cell(reading, QUANTITY).len > 0;
    int64_t available = 0;
    bool has_quantity = kt_import_integer(&reading->cells, QUANTITY,
                                          -1000000000, 1000000000, &available);
    int policy = read_policy(reading);
    if (!is_tracked) {
        if (has_quantity)
            kt_import_note(reading->cells.run,
                           "quantities without an inventory tracker are not "
                           "used: such variants are not counted");
        return;
    }
    variant->stock_policy = policy;
    kt_draft_stock(&reading->draft, variant, available);
}

static void
read_flags(struct product_reading *reading, struct kt_variant *variant)
{
    bool is_taxable = true;
    kt_import_bool(&reading->cells, SHIPPING, &variant->requires_shipping);
    kt_import_bool(&reading->cells, GIFT_CARD, &variant->is_gift_card);
    kt_import_bool(&reading->cells, TAXABLE, &is_taxable);
    if (is_taxable)
        return;
    variant->tax_class = KT_STR("exempt");
    kt_import_note(reading->cells.run,
                   "what is not taxable has the tax class \"exempt\"");
}

static void
read_variant(struct product_reading *reading)
{
    struct kt_variant *variant =
        kt_draft_variant(&reading->draft, reading->cells.table->row.line);
    read_values(reading, variant);
    variant->sku = code_cell(reading, SKU);
    if (variant->sku.len == 0) {
        variant->sku = kt_draft_sku(&reading->draft, reading->slug,
                                    &variant->option_values);
        kt_import_note(reading->cells.run,
                       "variants without a SKU get one from the handle and "
                       "their options");
    }
    variant->barcode = code_cell(reading, BARCODE);
    kt_import_grams(&reading->cells, GRAMS, KT_STR("g"), &variant->weight_g);
    read_price(reading, variant);
    read_stock(reading, variant);
    read_flags(reading, variant);
    struct kt_list *images = &reading->variant_images;
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    images->items =
        kt_grow(arena, images->items, images->count, sizeof(struct kt_str));
    ((struct kt_str *)images->items)[images->count++] =
        kt_arena_str(arena, cell(reading, VARIANT_IMAGE));
}

/* ---- pictures ---- */

static void
read_image(struct product_reading *reading)
{
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    struct kt_list *list = &reading->images;
    if (cell(reading, IMAGE).len == 0)
        return;
    struct image *images =
        kt_grow(arena, list->items, list->count, sizeof *images);
    struct image image = { kt_arena_str(arena, cell(reading, IMAGE)),
                           kt_arena_str(arena, cell(reading, IMAGE_ALT)),
                           (int64_t)list->count + 1 };
    kt_import_integer(&reading->cells, IMAGE_POSITION, 0, 1000000,
                      &image.position);
    size_t at = list->count++;
    for (; at > 0 && images[at - 1].position > image.position; at--)
        images[at] = images[at - 1];
    images[at] = image;
    list->items = images;
}

static void
give_images(struct product_reading *reading)
{
    const struct image *images = reading->images.items;
    const struct kt_str *own = reading->variant_images.items;
    const struct kt_variant *variants = reading->draft.product->variants.items;
    for (size_t i = 0; i < reading->images.count; i++)
        kt_draft_media(&reading->draft, images[i].url, images[i].alt,
                       KT_STR(""));
    for (size_t i = 0; i < reading->variant_images.count; i++)
        kt_draft_media(&reading->draft, own[i], KT_STR(""), variants[i].sku);
}

/* ---- rows ---- */

static void
read_row(struct product_reading *reading, bool is_first)
{
    bool has_variant = is_first || cell(reading, PRICE).len > 0 ||
                       cell(reading, OPTION1_VALUE).len > 0 ||
                       cell(reading, SKU).len > 0;
    kt_import_table_check(reading->cells.run, reading->cells.table,
                          &reading->draft.record);
    if (is_first)
        read_product(reading);
    if (has_variant)
        read_variant(reading);
    read_image(reading);
}

static void
begin_product(struct product_reading *reading, struct kt_import_run *run,
              struct shopify *shopify)
{
    static int mark;
    struct kt_import_table *table = &shopify->table;
    *reading = (struct product_reading){
        .handle = kt_arena_str(&run->arena, kt_import_cell(table, HANDLE)),
    };
    kt_draft_init(&reading->draft, run, origins, table->row.line);
    reading->cells =
        (struct kt_import_reading){ run, table, &reading->draft.record };
    reading->slug = kt_text_slug(&run->batch_arena, reading->handle);
    if (reading->slug.len == 0)
        REFUSE(reading, HANDLE,
               "a product needs a handle of letters or digits");
    else if (kt_map_put(&shopify->handles, reading->handle, &mark) != NULL)
        REFUSE(reading, HANDLE,
               "stands further up already: the rows of a product follow one "
               "another");
}

static enum kt_status
step_product(struct kt_import_run *run, void *state, bool *is_more,
             struct kt_error *err)
{
    struct shopify *shopify = state;
    struct kt_import_table *table = &shopify->table;
    struct product_reading reading;
    *is_more = table->has_row;
    if (!*is_more)
        return KT_OK;
    begin_product(&reading, run, shopify);
    for (bool is_first = true;
         table->has_row &&
         kt_str_eq(kt_import_cell(table, HANDLE), reading.handle);
         is_first = false) {
        read_row(&reading, is_first);
        KT_TRY(kt_import_table_next(run, table, err));
    }
    give_images(&reading);
    kt_draft_end(&reading.draft);
    return KT_OK;
}

static enum kt_status
open_shopify(struct kt_import_run *run, void **state, struct kt_error *err)
{
    struct shopify *shopify = KT_NEW(&run->arena, struct shopify);
    *state = shopify;
    kt_map_init(&shopify->handles, &run->arena, 64);
    KT_TRY(kt_import_need_currency(run, err));
    return kt_import_table_open(run, &shopify->table, columns, COLUMN_COUNT,
                                err);
}

const struct kt_import_source kt_import_shopify = { open_shopify, step_product,
                                                    kt_draft_locate };
