/* What one row of WooCommerce's products says of a variant. */
#include "base/clock.h"
#include "base/text.h"
#include "service/import/woocommerce.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, DATE_LENGTH = 10, STAMP_LENGTH = 19 };

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

/* ---- prices ---- */

/* A date, or a date and a time without an offset, which is taken as UTC. A
 * last day counts to its end. */
static int64_t
read_time(struct kt_woo_reading *reading, int column, bool is_end)
{
    struct kt_arena *arena = &reading->cells.run->batch_arena;
    struct kt_str text = cell(reading, column);
    int64_t time_ms;
    if (text.len == 0)
        return 0;
    struct kt_str stamp =
        text.len == STAMP_LENGTH
            ? kt_arena_format(arena, "%.*sT%.*sZ", DATE_LENGTH, text.ptr,
                              STAMP_LENGTH - DATE_LENGTH - 1,
                              text.ptr + DATE_LENGTH + 1)
            : text;
    if (!kt_time_parse(stamp, &time_ms)) {
        KT_WOO_REFUSE(reading, column, "is no date: write it as 2026-11-24");
        return 0;
    }
    return time_ms + (is_end && text.len == DATE_LENGTH ? DAY_MS : 0);
}

/* A sale without dates is the price now, and the regular one what it was; one
 * with dates stands beside the regular price. */
static void
read_prices(struct kt_woo_reading *reading, struct kt_variant *variant)
{
    int64_t regular = 0;
    int64_t sale = 0;
    bool has_regular = kt_import_money(&reading->cells, KT_WOO_PRICE, &regular);
    bool has_sale = kt_import_money(&reading->cells, KT_WOO_SALE_PRICE, &sale);
    int64_t starts_at = read_time(reading, KT_WOO_SALE_STARTS, false);
    int64_t ends_at = read_time(reading, KT_WOO_SALE_ENDS, true);
    bool is_dated = has_sale && (starts_at != 0 || ends_at != 0);
    if (cell(reading, KT_WOO_PRICE).len == 0 &&
        cell(reading, KT_WOO_SALE_PRICE).len == 0)
        kt_import_note(reading->cells.run,
                       "variants without a price cannot be bought");
    if (has_regular && (is_dated || !has_sale))
        kt_draft_price(&reading->draft, variant, regular, 0);
    if (!has_sale)
        return;
    struct kt_product_price *price =
        kt_draft_price(&reading->draft, variant, sale, regular);
    price->starts_at = starts_at;
    price->ends_at = ends_at;
}

/* ---- stock ---- */

bool
kt_woo_counts(const struct kt_woo_reading *reading)
{
    struct kt_str stock = cell(reading, KT_WOO_STOCK);
    return stock.len > 0 && !kt_str_eq(stock, KT_STR("parent"));
}

static void
read_stock(struct kt_woo_reading *reading, struct kt_variant *variant)
{
    bool is_there = true;
    bool goes_below = false;
    int64_t available = 0;
    kt_import_bool(&reading->cells, KT_WOO_IN_STOCK, &is_there);
    if (kt_str_eq(cell(reading, KT_WOO_BACKORDERS), KT_STR("notify")))
        goes_below = true;
    else
        kt_import_bool(&reading->cells, KT_WOO_BACKORDERS, &goes_below);
    if (kt_str_eq(cell(reading, KT_WOO_STOCK), KT_STR("parent")))
        kt_import_note(reading->cells.run,
                       "stock that variations share is not counted");
    if (kt_woo_counts(reading))
        kt_import_integer(&reading->cells, KT_WOO_STOCK, -1000000000,
                          1000000000, &available);
    else if (is_there)
        return;
    variant->stock_policy = goes_below ? KT_STOCK_BACKORDER : KT_STOCK_REFUSE;
    kt_draft_stock(&reading->draft, variant, available);
}

/* ---- tax and measures ---- */

static void
read_tax(struct kt_woo_reading *reading, struct kt_variant *variant)
{
    struct kt_str status = cell(reading, KT_WOO_TAX_STATUS);
    struct kt_str tax_class = kept_cell(reading, KT_WOO_TAX_CLASS);
    if (!kt_str_eq(tax_class, KT_STR("parent")))
        variant->tax_class = tax_class;
    if (status.len == 0 || kt_str_eq(status, KT_STR("taxable")))
        return;
    if (!kt_str_eq(status, KT_STR("none")) &&
        !kt_str_eq(status, KT_STR("shipping")))
        KT_WOO_REFUSE(reading, KT_WOO_TAX_STATUS,
                      "must be taxable, shipping or none");
    variant->tax_class = KT_STR("exempt");
    kt_import_note(reading->cells.run,
                   "what is not taxable has the tax class \"exempt\"");
}

static void
read_measures(struct kt_woo_reading *reading, struct kt_variant *variant)
{
    const struct kt_import_reading *cells = &reading->cells;
    struct kt_str unit = reading->woo->length_unit;
    kt_import_grams(cells, KT_WOO_WEIGHT, reading->woo->weight_unit,
                    &variant->weight_g);
    kt_import_millimetres(cells, KT_WOO_LENGTH, unit, &variant->length_mm);
    kt_import_millimetres(cells, KT_WOO_WIDTH, unit, &variant->width_mm);
    kt_import_millimetres(cells, KT_WOO_HEIGHT, unit, &variant->height_mm);
}

void
kt_woo_read_variant(struct kt_woo_reading *reading, struct kt_variant *variant)
{
    bool is_single = false;
    int64_t published = 1;
    struct kt_list types =
        kt_import_words(reading->cells.run, cell(reading, KT_WOO_TYPE), ',');
    const struct kt_str *words = types.items;
    variant->barcode = kept_cell(reading, KT_WOO_BARCODE);
    for (size_t i = 0; i < types.count; i++) {
        if (kt_str_eq(words[i], KT_STR("virtual")))
            variant->requires_shipping = false;
    }
    kt_import_integer(&reading->cells, KT_WOO_PUBLISHED, -1, 1, &published);
    kt_import_bool(&reading->cells, KT_WOO_SOLD_SINGLY, &is_single);
    variant->is_active = published == 1;
    variant->quantity_max = is_single ? 1 : 0;
    read_prices(reading, variant);
    read_stock(reading, variant);
    read_tax(reading, variant);
    read_measures(reading, variant);
}
