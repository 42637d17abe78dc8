#include "service/variant_shelf.h"

#include "base/grow.h"
#include "service/column.h"
#include "service/price_past.h"
#include "service/promotion_past.h"

static void
judge_stock(struct kt_variant_out *variant)
{
    struct kt_stock_facts facts = {
        .policy = (enum kt_stock_policy)variant->stock_policy,
        .quantity_max = variant->quantity_max,
        .available = variant->available,
        .is_active = true,
    };
    int64_t least = variant->quantity_min > 0 ? variant->quantity_min : 1;
    variant->is_available = kt_stock_limit(&facts, INT64_MAX) >= least;
    if (variant->available < 0 || variant->stock_policy == KT_STOCK_UNTRACKED)
        variant->available = 0;
}

static enum kt_status
read_variant(const struct kt_rows *rows, struct kt_arena *arena,
             struct kt_variant_out *variant, struct kt_error *err)
{
    struct kt_str barcode = kt_col_text(rows, 2);
    *variant = (struct kt_variant_out){
        .id = kt_col_id(rows, 0),
        .attributes = kt_col_copy(rows, 3, arena),
        .quantity_min = kt_col_int(rows, 5),
        .quantity_max = kt_col_int(rows, 6),
        .position = kt_col_int(rows, 7),
        .available = kt_col_int(rows, 8),
    };
    if (barcode.len > 0)
        variant->barcode = kt_arena_str(arena, barcode);
    KT_TRY(kt_col_strs(rows, 1, arena, &variant->option_values, err));
    KT_TRY(kt_col_enum(rows, 4, kt_stock_policy_names, &variant->stock_policy,
                       err));
    judge_stock(variant);
    return KT_OK;
}

enum kt_status
kt_variants_load(const struct kt_shelf *shelf, struct kt_id product_id,
                 const struct kt_variant_span *span, struct kt_list *variants,
                 struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    struct kt_variant_out *items = NULL;
    struct kt_rows rows;
    size_t count = 0;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(shelf->tx, KT_SQL_VARIANT_SHOWN,
                    KT_ARGS(KT_ID(product_id), KT_INT(span->after),
                            KT_ID(span->after_id), KT_INT(span->count_max)),
                    &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        items = kt_grow(arena, items, count, sizeof *items);
        status = read_variant(&rows, arena, &items[count++], err);
    }
    *variants = (struct kt_list){ items, count };
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* ---- prices ---- */

static void
need_dates(const struct kt_shelf *shelf, const struct kt_item *item)
{
    for (size_t i = 0; i < item->price_count; i++) {
        kt_shown_need_date(shelf->needs, item->prices[i].starts_ms);
        kt_shown_need_date(shelf->needs, item->prices[i].ends_ms);
    }
}

static enum kt_status
price_variant(const struct kt_shelf *shelf, const struct kt_item *item,
              struct kt_variant_out *variant, bool *is_priced,
              struct kt_error *err)
{
    const struct kt_call *call = shelf->call;
    struct kt_shown_price shown;
    need_dates(shelf, item);
    KT_TRY(kt_quote_show_price(&shelf->facts.input, item, 1, &call->shop->rules,
                               call->arena, &shown, err));
    *is_priced = shown.is_priced;
    variant->sku = item->sku;
    variant->title = item->variant_title;
    variant->weight_g = item->weight_g;
    variant->price = shown.unit_minor;
    variant->list_price = shown.list_minor;
    variant->compare_at = shown.compare_at_minor;
    return KT_OK;
}

static enum kt_status
read_past(const struct kt_shelf *shelf, struct kt_error *err)
{
    struct kt_shelf_past *past = shelf->past;
    if (past->is_read)
        return KT_OK;
    past->is_read = true;
    KT_TRY(kt_promotion_past_load(shelf->tx, shelf->call, &past->promotions,
                                  &past->count, err));
    kt_prior_keep_promotions(past->promotions, &past->count);
    return KT_OK;
}

static enum kt_status
show_prior(const struct kt_shelf *shelf, const struct kt_item *item,
           struct kt_variant_out *variant, struct kt_error *err)
{
    const struct kt_call *call = shelf->call;
    struct kt_quote_input in = shelf->facts.input;
    struct kt_str currency = kt_str_of(shelf->query.currency->code);
    struct kt_price_past *pasts;
    size_t count;
    int64_t days = call->channel->prior_price_days, prior_minor;
    if (variant->compare_at <= variant->price)
        return KT_OK;
    KT_TRY(kt_price_past_load(shelf->tx, item->variant_id, currency,
                              call->arena, &pasts, &count, err));
    KT_TRY(read_past(shelf, err));
    in.promotions = shelf->past->promotions;
    in.promotion_count = shelf->past->count;
    KT_TRY(kt_quote_prior_price(&in, item, pasts, count,
                                days > 0 ? days : KT_PRIOR_PRICE_DAYS,
                                &call->shop->rules, call->arena, &prior_minor,
                                err));
    variant->prior_price = prior_minor > 0 ? prior_minor : 0;
    return KT_OK;
}

static enum kt_status
show_bands(const struct kt_shelf *shelf, const struct kt_item *item,
           struct kt_variant_out *variant, struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    struct kt_shown_bands shown;
    KT_TRY(kt_quote_show_bands(&shelf->facts.input, item,
                               &shelf->call->shop->rules, arena, &shown, err));
    if (shown.count == 0)
        return KT_OK;
    struct kt_price_bands_out *out = KT_NEW(arena, struct kt_price_bands_out);
    struct kt_price_band_out *prices =
        KT_NEW_ARRAY(arena, struct kt_price_band_out, shown.count);
    for (size_t i = 0; i < shown.count; i++)
        prices[i] = (struct kt_price_band_out){
            .from = shown.items[i].from,
            .to = shown.items[i].to,
            .price = shown.items[i].unit_minor,
        };
    *out = (struct kt_price_bands_out){ .bands = (int)shown.bands,
                                        .pool = (int)shown.pool,
                                        .prices = { prices, shown.count } };
    variant->price_bands = out;
    return KT_OK;
}

/* The cheapest stands for the product, wherever it is. */
enum kt_status
kt_variants_price(const struct kt_shelf *shelf,
                  const struct kt_item *const *items,
                  enum kt_variant_detail detail, size_t shown_max,
                  struct kt_list *variants, struct kt_error *err)
{
    struct kt_variant_out *all = variants->items;
    const struct kt_item *cheapest = NULL;
    size_t count = variants->count, kept = 0, lowest = 0;
    size_t told = detail == KT_VARIANT_PAGE ? shown_max : 0;
    for (size_t i = 0; i < count; i++) {
        struct kt_variant_out variant = all[i];
        bool is_priced;
        KT_TRY(price_variant(shelf, items[i], &variant, &is_priced, err));
        if (!is_priced)
            continue;
        if (kept < told) {
            KT_TRY(show_prior(shelf, items[i], &variant, err));
            KT_TRY(show_bands(shelf, items[i], &variant, err));
        }
        if (cheapest == NULL || variant.price < all[lowest].price) {
            cheapest = items[i];
            lowest = kept;
        }
        all[kept++] = variant;
    }
    variants->count = kept;
    if (detail == KT_VARIANT_PRICE || cheapest == NULL || lowest < told)
        return KT_OK;
    return show_prior(shelf, cheapest, &all[lowest], err);
}
