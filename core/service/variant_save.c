#include "service/variant_save.h"

#include "base/grow.h"
#include "service/price_past.h"
#include "service/column.h"

/* A variant under change, with the prices that it has. */
struct pricing {
    const struct kt_saving *saving;
    const struct kt_variant *variant;
    struct kt_product_price *olds;
    size_t old_count;
};

static struct kt_id
id_of(const struct kt_saving *saving, enum kt_ref_kind kind, struct kt_str code)
{
    const struct kt_ref *ref =
        kt_str_is_empty(code) ? NULL : kt_refs_find(saving->refs, kind, code);
    return ref != NULL ? ref->id : (struct kt_id){ 0 };
}

static struct kt_arg
text_or_null(struct kt_str text)
{
    return kt_str_is_empty(text) ? KT_NULL : KT_TEXT(text);
}

/* ---- the prices that are there ---- */

static enum kt_status
load_olds(struct pricing *pricing, struct kt_error *err)
{
    struct kt_arena *arena = pricing->saving->arena;
    struct kt_rows rows;
    KT_TRY(kt_query(pricing->saving->reading, KT_SQL_PRICE_OF_VARIANT,
                    KT_ARGS(KT_ID(pricing->variant->id)), &rows, err));
    while (kt_rows_next(&rows)) {
        pricing->olds = kt_grow(arena, pricing->olds, pricing->old_count,
                                sizeof *pricing->olds);
        pricing->olds[pricing->old_count++] = (struct kt_product_price){
            .id = kt_col_id(&rows, 0),
            .currency = kt_col_copy(&rows, 1, arena),
            .amount = kt_col_int(&rows, 2),
            .compare_at = kt_col_int(&rows, 3),
            .price_list = kt_col_copy(&rows, 5, arena),
            .channel = kt_col_copy(&rows, 6, arena),
            .customer_group = kt_col_copy(&rows, 7, arena),
            .country = kt_col_copy(&rows, 8, arena),
            .quantity_min = kt_col_int(&rows, 9),
            .quantity_max = kt_col_int(&rows, 10),
            .starts_at = kt_col_int(&rows, 11),
            .ends_at = kt_col_int(&rows, 12),
            .since_ms = kt_col_int(&rows, 13),
        };
    }
    return kt_rows_close(&rows);
}

static bool
holds_alike(const struct kt_product_price *a, const struct kt_product_price *b)
{
    return kt_str_eq(a->currency, b->currency) &&
           kt_str_eq(a->price_list, b->price_list) &&
           kt_str_eq(a->channel, b->channel) &&
           kt_str_eq(a->customer_group, b->customer_group) &&
           kt_str_eq(a->country, b->country) &&
           a->quantity_min == b->quantity_min &&
           a->quantity_max == b->quantity_max && a->starts_at == b->starts_at &&
           a->ends_at == b->ends_at;
}

static bool
is_taken(const struct pricing *pricing, struct kt_id id)
{
    const struct kt_product_price *prices = pricing->variant->prices.items;
    for (size_t i = 0; i < pricing->variant->prices.count; i++) {
        if (kt_id_eq(prices[i].id, id))
            return true;
    }
    return false;
}

/* The id of a price without one: that of the price with the same conditions,
 * else a new one. */
static struct kt_id
choose_id(const struct pricing *pricing, const struct kt_product_price *price)
{
    for (size_t i = 0; i < pricing->old_count; i++) {
        if (holds_alike(&pricing->olds[i], price) &&
            !is_taken(pricing, pricing->olds[i].id))
            return pricing->olds[i].id;
    }
    return kt_id_new(pricing->saving->now_ms);
}

/* ---- resolving ---- */

static struct kt_str
point(struct kt_str base, const char *member, size_t index, const char *rest,
      struct kt_error *err)
{
    return kt_arena_format(err->arena, "%.*s/%s/%zu%s", KT_STR_FMT(base),
                           member, index, rest);
}

/* A price's id may not take it from another variant. */
static enum kt_status
check_owner(const struct pricing *pricing, const struct kt_product_price *price,
            struct kt_str pointer, struct kt_error *err)
{
    struct kt_rows rows;
    if (kt_id_is_null(price->id))
        return KT_OK;
    KT_TRY(kt_query(pricing->saving->reading, KT_SQL_PRICE_OWNER,
                    KT_ARGS(KT_ID(price->id)), &rows, err));
    if (kt_rows_next(&rows) &&
        !kt_id_eq(kt_col_id(&rows, 0), pricing->variant->id))
        kt_error_add(err, pointer, "in_use",
                     "is the price of another variant; leave the id out for a "
                     "new one");
    return kt_rows_close(&rows);
}

static enum kt_status
resolve_prices(struct pricing *pricing, struct kt_str pointer,
               struct kt_error *err)
{
    const struct kt_refs *refs = pricing->saving->refs;
    struct kt_product_price *prices = pricing->variant->prices.items;
    size_t count = pricing->variant->prices.count;
    for (size_t i = 0; i < count; i++) {
        kt_refs_get(refs, KT_REF_PRICE_LIST, prices[i].price_list,
                    point(pointer, "prices", i, "/price_list", err), err);
        kt_refs_get(refs, KT_REF_CHANNEL, prices[i].channel,
                    point(pointer, "prices", i, "/channel", err), err);
        for (size_t j = 0; j < i; j++) {
            if (!kt_id_is_null(prices[i].id) &&
                kt_id_eq(prices[i].id, prices[j].id))
                kt_error_add(err, point(pointer, "prices", i, "/id", err),
                             "duplicate", "stands there twice");
        }
        KT_TRY(check_owner(pricing, &prices[i],
                           point(pointer, "prices", i, "/id", err), err));
    }
    for (size_t i = 0; i < count; i++) {
        if (kt_id_is_null(prices[i].id))
            prices[i].id = choose_id(pricing, &prices[i]);
    }
    return KT_OK;
}

enum kt_status
kt_variant_resolve(const struct kt_saving *saving, struct kt_variant *variant,
                   struct kt_str pointer, struct kt_error *err)
{
    struct pricing pricing = { .saving = saving, .variant = variant };
    const struct kt_stock_level *levels = variant->stock.items;
    KT_TRY(load_olds(&pricing, err));
    KT_TRY(resolve_prices(&pricing, pointer, err));
    for (size_t i = 0; i < variant->stock.count; i++)
        kt_refs_get(saving->refs, KT_REF_LOCATION, levels[i].location,
                    point(pointer, "stock", i, "/location", err), err);
    return KT_OK;
}

/* ---- writing ---- */

enum kt_status
kt_variant_write(const struct kt_saving *saving,
                 const struct kt_variant *variant, struct kt_error *err)
{
    struct kt_arena *arena = saving->arena;
    return kt_exec(
        saving->tx, KT_SQL_VARIANT_UPSERT, 1,
        KT_ARGS(KT_ID(variant->id), KT_ID(variant->product_id),
                KT_TEXT(variant->sku),
                KT_TEXT(kt_variant_title(&variant->option_values, arena)),
                KT_INT(variant->position),
                KT_TEXT(kt_strs_text(&variant->option_values, arena)),
                KT_TEXT(variant->attributes), KT_TEXT(variant->barcode),
                text_or_null(variant->tax_class), KT_INT(variant->weight_g),
                KT_INT(variant->length_mm), KT_INT(variant->width_mm),
                KT_INT(variant->height_mm), KT_INT(variant->requires_shipping),
                KT_INT(variant->is_discountable), KT_INT(variant->is_gift_card),
                KT_INT(variant->is_active),
                KT_TEXT(
                    kt_str_of(kt_stock_policy_names[variant->stock_policy])),
                KT_INT(variant->quantity_min), KT_INT(variant->quantity_max),
                KT_TEXT(variant->extra)),
        err);
}

/* A price that was there and says something else now has a past; since when it
 * says it. */
static enum kt_status
keep_past(const struct pricing *pricing, const struct kt_product_price *price,
          int64_t *since_ms, struct kt_error *err)
{
    *since_ms = pricing->saving->now_ms;
    for (size_t i = 0; i < pricing->old_count; i++) {
        const struct kt_product_price *old = &pricing->olds[i];
        if (!kt_id_eq(old->id, price->id))
            continue;
        if (!holds_alike(old, price) || old->amount != price->amount ||
            old->compare_at != price->compare_at)
            return kt_price_past_add(pricing->saving, price->id,
                                     pricing->variant->id, err);
        *since_ms = old->since_ms;
    }
    return KT_OK;
}

static enum kt_status
write_price(const struct kt_saving *saving,
            const struct kt_product_price *price, struct kt_id variant_id,
            int64_t since_ms, struct kt_error *err)
{
    struct kt_id list_id = id_of(saving, KT_REF_PRICE_LIST, price->price_list);
    struct kt_id channel_id = id_of(saving, KT_REF_CHANNEL, price->channel);
    return kt_exec(saving->tx, KT_SQL_PRICE_UPSERT, 1,
                   KT_ARGS(KT_ID(price->id), KT_ID(variant_id),
                           KT_TEXT(price->currency), KT_INT(price->amount),
                           KT_INT_OR_NULL(price->compare_at),
                           KT_INT_OR_NULL(price->min_amount),
                           KT_ID_OR_NULL(list_id), KT_ID_OR_NULL(channel_id),
                           text_or_null(price->customer_group),
                           text_or_null(price->country),
                           KT_INT_OR_NULL(price->quantity_min),
                           KT_INT_OR_NULL(price->quantity_max),
                           KT_INT_OR_NULL(price->starts_at),
                           KT_INT_OR_NULL(price->ends_at), KT_INT(since_ms)),
                   err);
}

enum kt_status
kt_price_write(const struct kt_saving *saving,
               const struct kt_product_price *price, struct kt_error *err)
{
    struct kt_id list_id = id_of(saving, KT_REF_PRICE_LIST, price->price_list);
    struct kt_id channel_id = id_of(saving, KT_REF_CHANNEL, price->channel);
    if (price->version == 0)
        return write_price(saving, price, price->variant_id, saving->now_ms,
                           err);
    KT_TRY(kt_price_past_add(saving, price->id, price->variant_id, err));
    return kt_exec(saving->tx, KT_SQL_PRICE_CHANGE, 1,
                   KT_ARGS(KT_TEXT(price->currency), KT_INT(price->amount),
                           KT_INT_OR_NULL(price->compare_at),
                           KT_INT_OR_NULL(price->min_amount),
                           KT_ID_OR_NULL(list_id), KT_ID_OR_NULL(channel_id),
                           text_or_null(price->customer_group),
                           text_or_null(price->country),
                           KT_INT_OR_NULL(price->quantity_min),
                           KT_INT_OR_NULL(price->quantity_max),
                           KT_INT_OR_NULL(price->starts_at),
                           KT_INT_OR_NULL(price->ends_at),
                           KT_INT(saving->now_ms), KT_ID(price->id),
                           KT_ID(price->variant_id), KT_INT(price->version)),
                   err);
}

enum kt_status
kt_variant_write_prices(const struct kt_saving *saving,
                        const struct kt_variant *variant, struct kt_error *err)
{
    struct pricing pricing = { .saving = saving, .variant = variant };
    const struct kt_product_price *prices = variant->prices.items;
    KT_TRY(load_olds(&pricing, err));
    for (size_t i = 0; i < pricing.old_count; i++) {
        struct kt_id id = pricing.olds[i].id;
        if (is_taken(&pricing, id))
            continue;
        KT_TRY(kt_price_past_add(saving, id, variant->id, err));
        KT_TRY(kt_exec(saving->tx, KT_SQL_PRICE_DELETE, 1,
                       KT_ARGS(KT_ID(id), KT_ID(variant->id)), err));
    }
    for (size_t i = 0; i < variant->prices.count; i++) {
        int64_t since_ms;
        KT_TRY(keep_past(&pricing, &prices[i], &since_ms, err));
        KT_TRY(write_price(saving, &prices[i], variant->id, since_ms, err));
    }
    return KT_OK;
}

/* What the location has; 0 where it never had any. */
static enum kt_status
load_available(const struct kt_saving *saving, struct kt_id variant_id,
               struct kt_id location_id, bool *is_known, int64_t *available,
               struct kt_error *err)
{
    struct kt_rows rows;
    *is_known = false;
    *available = 0;
    KT_TRY(kt_query(saving->reading, KT_SQL_STOCK_OF_VARIANT,
                    KT_ARGS(KT_ID(variant_id)), &rows, err));
    while (kt_rows_next(&rows)) {
        if (!kt_id_eq(kt_col_id(&rows, 2), location_id))
            continue;
        *is_known = true;
        *available = kt_col_int(&rows, 1);
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_variant_write_stock(const struct kt_saving *saving,
                       const struct kt_variant *variant, struct kt_error *err)
{
    const struct kt_stock_level *levels = variant->stock.items;
    for (size_t i = 0; i < variant->stock.count; i++) {
        struct kt_id location_id =
            id_of(saving, KT_REF_LOCATION, levels[i].location);
        bool is_known;
        int64_t before;
        KT_TRY(load_available(saving, variant->id, location_id, &is_known,
                              &before, err));
        if (is_known && before == levels[i].available)
            continue;
        KT_TRY(kt_exec(saving->tx, KT_SQL_STOCK_SET, 1,
                       KT_ARGS(KT_ID(variant->id), KT_ID(location_id),
                               KT_INT(levels[i].available)),
                       err));
        if (before != levels[i].available)
            KT_TRY(kt_exec(saving->tx, KT_SQL_STOCK_RECORD, 1,
                           KT_ARGS(KT_ID(kt_id_new(saving->now_ms)),
                                   KT_ID(variant->id), KT_ID(location_id),
                                   KT_TEXT(KT_STR("set")),
                                   KT_INT(levels[i].available - before),
                                   KT_INT(saving->now_ms)),
                           err));
    }
    return KT_OK;
}
