#include "service/shop_load.h"

#include "base/assert.h"
#include "base/grow.h"
#include "service/channel_row.h"
#include "service/column.h"
#include "service/promotion_row.h"
#include "service/zone_rows.h"

struct loader {
    struct kt_shop *shop;
    struct kt_arena *arena;
};

/* Room for one more struct of an array that grows. */
static void *
next_item(struct kt_arena *arena, void *items, size_t count, size_t size,
          void **grown)
{
    *grown = kt_grow(arena, items, count, size);
    void *item = (char *)*grown + count * size;
    memset(item, 0, size);
    return item;
}

/* ---- the shop itself ---- */

static const struct kt_field settings_fields[] = {
    KT_FIELD(BOOL, struct kt_shop_settings, clamps_stock, 0,
             .help = "Adds what there is instead of refusing."),
    KT_FIELD(BOOL, struct kt_shop_settings, refuses_waiting_coupons, 0,
             .help = "Refuses a coupon whose conditions are not met yet."),
    KT_FIELD(INT, struct kt_shop_settings, lines_max, 0, .max = 10000,
             .help = "Lines of a cart; 0: 1 000."),
    KT_FIELD(INT, struct kt_shop_settings, quantity_max, 0, .max = 1000000,
             .help = "Units of a line; 0: 1 000 000."),
    KT_FIELD(INT, struct kt_shop_settings, order_number_block, 0, .max = 10000,
             .help = "0 or 1: numbers without gaps."),
    KT_FIELD(INT, struct kt_shop_settings, order_number_start, 0,
             .max = 1000000000, .help = "The first number; 0: 1000."),
    KT_FIELD(STR, struct kt_shop_settings, order_number_prefix, 0, .max = 20,
             .help = "Stands before the number."),
    KT_FIELD(INT, struct kt_shop_settings, idempotency_hours, 0, .max = 720,
             .help = "How long an answer is kept; 0: 24."),
    KT_FIELD(STR, struct kt_shop_settings, default_channel, 0, .max = 64,
             .help = "Code of the channel without a key; none: the first."),
    KT_FIELD(STRS, struct kt_shop_settings, payment_providers, 0, .max = 20,
             .help = "Ways to pay, in order; none: manual."),
};

const struct kt_shape kt_shop_settings_shape =
    KT_SHAPE_OF("ShopSettings", struct kt_shop_settings, settings_fields,
                KT_COUNT(settings_fields), "Settings of a shop.");

static enum kt_status
load_store(const struct kt_tx *tx, const struct loader *loader,
           struct kt_error *err)
{
    struct kt_shop *shop = loader->shop;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_GET, KT_NO_ARGS, &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        kt_fail_not_found(err);
        return kt_error_explain(err, "the shop is not in the database");
    }
    shop->code = kt_col_copy(&rows, 0, loader->arena);
    shop->name = kt_col_copy(&rows, 1, loader->arena);
    enum kt_status status = kt_col_shape(&rows, 2, &kt_shop_settings_shape,
                                         &shop->settings, loader->arena, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* ---- channels ---- */

static enum kt_status
load_channels(const struct kt_tx *tx, const struct loader *loader,
              struct kt_error *err)
{
    struct kt_channel *channels = NULL;
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    size_t count = 0;
    KT_TRY(kt_query(tx, KT_SQL_CHANNEL_ACTIVE, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        void *grown;
        struct kt_channel *channel =
            next_item(loader->arena, channels, count, sizeof *channel, &grown);
        channels = grown;
        status = kt_channel_read_row(&rows, loader->arena, channel, err);
        channel->is_active = true;
        count++;
    }
    enum kt_status closed = kt_rows_close(&rows);
    loader->shop->channels = channels;
    loader->shop->channel_count = count;
    return status != KT_OK ? status : closed;
}

/* The currency that a title without one is told in. */
static const struct kt_currency *
title_currency(const struct kt_shop *shop, struct kt_str code)
{
    const struct kt_channel *channel = kt_shop_channel(shop, KT_STR(""));
    if (!kt_str_is_empty(code) || channel == NULL)
        return kt_currency_find(code);
    return kt_channel_currency(channel, KT_STR(""));
}

struct kt_str
kt_shop_rule_title(const struct kt_shop *shop, struct kt_str own,
                   const struct kt_rule_info *info, struct kt_str params,
                   struct kt_str currency_code, struct kt_arena *arena)
{
    const struct kt_currency *currency = title_currency(shop, currency_code);
    if (!kt_str_is_empty(own) || info == NULL || currency == NULL)
        return own;
    return kt_rule_title(info, params, currency, arena);
}

/* ---- promotions ---- */

/* A rule that the registry lacks stays in the list: the quote then tells in its
 * trace that it failed, instead of keeping silent about it. */
void
kt_shop_resolve_promotion(const struct kt_shop *shop,
                          struct kt_promotion *promotion,
                          struct kt_arena *arena)
{
    const struct kt_rule_info *info =
        kt_registry_find(shop->registry, KT_RULE_PROMOTION, promotion->rule);
    if (info != NULL)
        promotion->stage = info->stage;
    promotion->title =
        kt_shop_rule_title(shop, promotion->title, info, promotion->params,
                           promotion->currency, arena);
}

static bool
is_limited(const struct kt_promotion *promotion)
{
    return promotion->uses_max > 0 || promotion->uses_per_customer_max > 0 ||
           promotion->budget_minor > 0;
}

static enum kt_status
load_promotions(const struct kt_tx *tx, const struct loader *loader,
                struct kt_error *err)
{
    struct kt_promotion *promotions = NULL;
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    size_t count = 0;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_ACTIVE, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        void *grown;
        struct kt_promotion *promotion =
            next_item(loader->arena, promotions, count, sizeof *promotion,
                      &grown);
        promotions = grown;
        status = kt_promotion_read_row(&rows, loader->arena, promotion, err);
        if (status == KT_OK)
            kt_shop_resolve_promotion(loader->shop, promotion, loader->arena);
        loader->shop->has_limited_promotions |= is_limited(promotion);
        count++;
    }
    enum kt_status closed = kt_rows_close(&rows);
    kt_promotions_sort(promotions, count);
    loader->shop->promotions = promotions;
    loader->shop->promotion_count = count;
    return status != KT_OK ? status : closed;
}

/* ---- rules in use ---- */

/* A row that names no events means those that its rule declares. */
static void
take_declared_events(const struct kt_rule_info *info, struct kt_rule_use *use)
{
    if (use->events.count == 0 && info != NULL)
        use->events = (struct kt_list){ (void *)(uintptr_t)info->events,
                                        info->event_count };
}

static enum kt_status
read_use(const struct kt_rows *rows, const struct loader *loader,
         enum kt_rule_kind kind, struct kt_rule_use *use, struct kt_error *err)
{
    struct kt_arena *arena = loader->arena;
    use->id = kt_col_id(rows, 0);
    use->code = kt_col_copy(rows, 2, arena);
    use->rule = kt_col_copy(rows, 4, arena);
    use->params = kt_col_copy(rows, 5, arena);
    const struct kt_rule_info *info =
        kt_registry_find(loader->shop->registry, kind, use->rule);
    use->title = kt_shop_rule_title(loader->shop, kt_col_copy(rows, 3, arena),
                                    info, use->params, KT_STR(""), arena);
    use->tax_class = kt_col_copy(rows, 6, arena);
    use->position = kt_col_int(rows, 9);
    KT_TRY(kt_col_strs(rows, 7, arena, &use->channels, err));
    KT_TRY(kt_col_strs(rows, 8, arena, &use->events, err));
    KT_TRY(kt_col_strs(rows, 12, arena, &use->zones, err));
    take_declared_events(info, use);
    return KT_OK;
}

/* The rows come by kind, so that only one kind's array grows at a time. */
static enum kt_status
load_uses(const struct kt_tx *tx, const struct loader *loader,
          struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_SHOP_RULE_ACTIVE, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        int kind;
        status = kt_col_enum(&rows, 1, kt_rule_kind_names, &kind, err);
        if (status != KT_OK)
            break;
        struct kt_rule_uses *uses = &loader->shop->uses[kind];
        struct kt_rule_use use = { 0 };
        status = read_use(&rows, loader, (enum kt_rule_kind)kind, &use, err);
        void *grown;
        struct kt_rule_use *item =
            next_item(loader->arena, (void *)(uintptr_t)uses->items,
                      uses->count, sizeof use, &grown);
        *item = use;
        loader->shop->has_zoned_methods |= use.zones.count > 0;
        *uses = (struct kt_rule_uses){ grown, uses->count + 1 };
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
load_all(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct loader *loader = arg;
    KT_TRY(load_store(tx, loader, err));
    KT_TRY(load_channels(tx, loader, err));
    KT_TRY(load_promotions(tx, loader, err));
    KT_TRY(kt_zones_load_indexed(tx, loader->arena, &loader->shop->tax_rates,
                                 &loader->shop->shipping_zones, err));
    return load_uses(tx, loader, err);
}

enum kt_status
kt_shop_load(struct kt_store *store, struct kt_shop *shop,
             struct kt_arena *arena, struct kt_error *err)
{
    struct loader loader = { shop, arena };
    return kt_store_read(store, shop->store_id, load_all, &loader, err);
}
