#include "service/product_shelf.h"

#include "base/grow.h"
#include "service/catalog_rows.h"
#include "service/column.h"

enum kt_status
kt_shelf_open(const struct kt_tx *tx, const struct kt_call *call,
              struct kt_str currency, struct kt_shelf *shelf,
              struct kt_error *err)
{
    const struct kt_channel *channel = call->channel;
    struct kt_quote_wish wish = {
        .channel = channel,
        .currency = currency,
        .locale = kt_channel_locale(channel, call->locale),
        .now_ms = call->now_ms,
    };
    if (kt_channel_currency(channel, currency) == NULL) {
        kt_fail_invalid_query(err);
        return kt_error_add(err, KT_STR("/currency"), "unknown",
                            "a currency of the channel");
    }
    *shelf = (struct kt_shelf){ .tx = tx, .call = call };
    KT_TRY(kt_quote_load_shelf(tx, call, &wish, &shelf->facts, err));
    shelf->query = (struct kt_items_query){
        .currency = shelf->facts.input.settings.currency,
        .locale = wish.locale,
        .fallback = kt_channel_locale(channel, KT_STR("")),
    };
    return KT_OK;
}

/* ---- the product's own row ---- */

static struct kt_str
localized(const struct kt_shelf *shelf, const struct kt_rows *rows, int column)
{
    struct kt_arena *arena = shelf->call->arena;
    return kt_localized(kt_col_copy(rows, column, arena), shelf->query.locale,
                        shelf->query.fallback, arena);
}

static enum kt_status
read_row(const struct kt_shelf *shelf, const struct kt_rows *rows,
         bool with_page, struct kt_product_out *out, struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    out->slug = kt_col_copy(rows, 0, arena);
    out->title = localized(shelf, rows, 1);
    out->vendor = kt_col_copy(rows, 3, arena);
    KT_TRY(kt_col_list(rows, 6, &kt_media_shape, arena, &out->media, err));
    if (!with_page)
        return KT_OK;
    out->description = localized(shelf, rows, 2);
    out->attributes = kt_col_copy(rows, 5, arena);
    return kt_col_list(rows, 4, &kt_product_option_shape, arena, &out->options,
                       err);
}

static enum kt_status
load_row(const struct kt_shelf *shelf, bool with_page,
         struct kt_product_out *out, bool *is_active, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(shelf->tx, KT_SQL_PRODUCT_SHOWN, KT_ARGS(KT_ID(out->id)),
                    &rows, err));
    *is_active = kt_rows_next(&rows);
    enum kt_status status =
        *is_active ? read_row(shelf, &rows, with_page, out, err) : KT_OK;
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
load_categories(const struct kt_shelf *shelf, struct kt_product_out *out,
                struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    struct kt_category_ref_out *refs = NULL;
    struct kt_rows rows;
    KT_TRY(kt_query(shelf->tx, KT_SQL_CATEGORY_SHOWN_OF_PRODUCT,
                    KT_ARGS(KT_ID(out->id)), &rows, err));
    while (kt_rows_next(&rows)) {
        refs = kt_grow(arena, refs, out->categories.count, sizeof *refs);
        refs[out->categories.count++] = (struct kt_category_ref_out){
            .slug = kt_col_copy(&rows, 0, arena),
            .name = localized(shelf, &rows, 1),
        };
    }
    out->categories.items = refs;
    return kt_rows_close(&rows);
}

/* ---- its variants ---- */

static struct kt_variant_out *
find_variant(const struct kt_product_out *out, struct kt_id id)
{
    struct kt_variant_out *variants = out->variants.items;
    for (size_t i = 0; i < out->variants.count; i++)
        if (kt_id_eq(variants[i].id, id))
            return &variants[i];
    return NULL;
}

/* Those of the items that have a price. */
static enum kt_status
price_items(const struct kt_shelf *shelf, const struct kt_item *items,
            size_t count, struct kt_product_out *out, struct kt_error *err)
{
    const struct kt_call *call = shelf->call;
    struct kt_variant_out *variants =
        KT_NEW_ARRAY(call->arena, struct kt_variant_out, count);
    out->variants.items = variants;
    for (size_t i = 0; i < count; i++) {
        struct kt_shown_price shown;
        KT_TRY(kt_quote_show_price(&shelf->facts.input, &items[i], 1,
                                   &call->shop->rules, call->arena, &shown,
                                   err));
        if (!shown.is_priced)
            continue;
        variants[out->variants.count++] = (struct kt_variant_out){
            .id = items[i].variant_id,
            .sku = items[i].sku,
            .title = items[i].variant_title,
            .price = shown.unit_minor,
            .list_price = shown.list_minor,
            .compare_at = shown.compare_at_minor,
            .weight_g = items[i].weight_g,
        };
    }
    return KT_OK;
}

static enum kt_status
read_facts(const struct kt_rows *rows, struct kt_variant_out *variant,
           struct kt_arena *arena, struct kt_error *err)
{
    struct kt_str barcode = kt_col_text(rows, 2);
    if (barcode.len > 0)
        variant->barcode = kt_arena_str(arena, barcode);
    variant->attributes = kt_col_copy(rows, 3, arena);
    variant->quantity_min = kt_col_int(rows, 5);
    variant->quantity_max = kt_col_int(rows, 6);
    KT_TRY(kt_col_strs(rows, 1, arena, &variant->option_values, err));
    return kt_col_enum(rows, 4, kt_stock_policy_names, &variant->stock_policy,
                       err);
}

static enum kt_status
load_facts(const struct kt_shelf *shelf, struct kt_product_out *out,
           struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(shelf->tx, KT_SQL_VARIANT_SHOWN, KT_ARGS(KT_ID(out->id)),
                    &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        struct kt_variant_out *variant = find_variant(out, kt_col_id(&rows, 0));
        if (variant != NULL)
            status = read_facts(&rows, variant, shelf->call->arena, err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static void
judge_stock(struct kt_product_out *out)
{
    struct kt_variant_out *variants = out->variants.items;
    for (size_t i = 0; i < out->variants.count; i++) {
        struct kt_stock_facts facts = {
            .policy = (enum kt_stock_policy)variants[i].stock_policy,
            .quantity_max = variants[i].quantity_max,
            .available = variants[i].available,
            .is_active = true,
        };
        int64_t least =
            variants[i].quantity_min > 0 ? variants[i].quantity_min : 1;
        variants[i].is_available = kt_stock_limit(&facts, INT64_MAX) >= least;
        if (variants[i].available < 0 ||
            variants[i].stock_policy == KT_STOCK_UNTRACKED)
            variants[i].available = 0;
    }
}

static enum kt_status
load_stock(const struct kt_shelf *shelf, struct kt_product_out *out,
           struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(shelf->tx, KT_SQL_STOCK_OF_PRODUCT, KT_ARGS(KT_ID(out->id)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_variant_out *variant = find_variant(out, kt_col_id(&rows, 0));
        if (variant != NULL)
            variant->available = kt_col_int(&rows, 1);
    }
    KT_TRY(kt_rows_close(&rows));
    judge_stock(out);
    return KT_OK;
}

enum kt_status
kt_shelf_show(const struct kt_shelf *shelf, struct kt_id product_id,
              bool with_page, struct kt_product_out *out, bool *is_shown,
              struct kt_error *err)
{
    struct kt_item *items;
    size_t count;
    *out = (struct kt_product_out){ .id = product_id };
    KT_TRY(load_row(shelf, with_page, out, is_shown, err));
    if (!*is_shown)
        return KT_OK;
    KT_TRY(kt_items_load_product(shelf->tx, product_id, &shelf->query,
                                 shelf->call->arena, &items, &count, err));
    KT_TRY(price_items(shelf, items, count, out, err));
    *is_shown = out->variants.count > 0;
    if (!*is_shown)
        return KT_OK;
    out->tags = (struct kt_list){ (void *)(uintptr_t)items[0].tags,
                                  items[0].tag_count };
    out->currency = kt_str_of(shelf->query.currency->code);
    KT_TRY(load_facts(shelf, out, err));
    KT_TRY(load_stock(shelf, out, err));
    kt_product_sum_variants(out);
    return with_page ? load_categories(shelf, out, err) : KT_OK;
}
