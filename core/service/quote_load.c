#include "service/quote_load.h"

#include "base/text.h"
#include "base/time_zone.h"
#include "script/params.h"
#include "service/catalog_kept.h"
#include "service/column.h"
#include "service/gift_card.h"

struct loading {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_quote_wish *wish;
    struct kt_quote_facts *facts;
    struct kt_arena *arena;
    struct kt_error *err;
    bool reads_all; /* nothing that is kept is good enough */
};

/* ---- the buyer ---- */

static enum kt_status
load_customer(struct loading *l)
{
    struct kt_rows rows;
    struct kt_buyer *buyer = &l->facts->input.buyer;
    struct kt_list groups = { NULL, 0 };
    buyer->order_count = 0;
    KT_TRY(kt_query(l->tx, KT_SQL_CUSTOMER_BY_EMAIL,
                    KT_ARGS(KT_TEXT(l->facts->email_fold)), &rows, l->err));
    if (kt_rows_next(&rows)) {
        buyer->customer_id = kt_col_id(&rows, 0);
        KT_TRY(kt_col_strs(&rows, 1, l->arena, &groups, l->err));
        buyer->vat_id = kt_col_copy(&rows, 2, l->arena);
        buyer->birthday = kt_col_copy(&rows, 3, l->arena);
        buyer->order_count = kt_col_int(&rows, 4);
        buyer->points = kt_col_int(&rows, 5);
    }
    buyer->groups = groups.items;
    buyer->group_count = groups.count;
    return kt_rows_close(&rows);
}

static enum kt_status
load_buyer(struct loading *l)
{
    struct kt_buyer *buyer = &l->facts->input.buyer;
    buyer->email = l->wish->email;
    buyer->order_count = -1;
    buyer->points_wanted = l->wish->points;
    if (!kt_str_is_empty(l->wish->email)) {
        l->facts->email_fold = kt_text_fold(l->arena, l->wish->email);
        KT_TRY(load_customer(l));
    }
    if (l->wish->vat_id.ptr != NULL)
        buyer->vat_id = l->wish->vat_id;
    return KT_OK;
}

/* Uses that the buyer took of a promotion or coupon; -1: unknown buyer. */
static enum kt_status
load_uses_by_buyer(struct loading *l, struct kt_id subject_id, int64_t *uses)
{
    struct kt_rows rows;
    *uses = -1;
    if (kt_str_is_empty(l->facts->email_fold))
        return KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_PROMOTION_USE_OF_CUSTOMER,
                    KT_ARGS(KT_ID(subject_id), KT_TEXT(l->facts->email_fold)),
                    &rows, l->err));
    *uses = kt_rows_next(&rows) ? kt_col_int(&rows, 0) : 0;
    return kt_rows_close(&rows);
}

/* ---- promotions and coupons ---- */

static bool
is_limited(const struct kt_promotion *promotion)
{
    return promotion->uses_max > 0 || promotion->budget_minor > 0 ||
           promotion->uses_per_customer_max > 0;
}

static enum kt_status
refresh(struct loading *l, struct kt_promotion *promotion)
{
    struct kt_rows rows;
    bool is_active = false;
    KT_TRY(kt_query(l->tx, KT_SQL_PROMOTION_USE_COUNTERS,
                    KT_ARGS(KT_ID(promotion->id)), &rows, l->err));
    if (kt_rows_next(&rows)) {
        promotion->uses = kt_col_int(&rows, 0);
        promotion->spent_minor = kt_col_int(&rows, 1);
        is_active = kt_col_int(&rows, 2) != 0;
    }
    KT_TRY(kt_rows_close(&rows));
    if (l->wish->promotions == NULL)
        promotion->is_active = is_active;
    if (promotion->uses_per_customer_max == 0)
        return KT_OK;
    return load_uses_by_buyer(l, promotion->id, &promotion->uses_by_buyer);
}

/* The snapshot's promotions, as far as they matter; those with a limit as they
 * stand now. */
static enum kt_status
load_promotions(struct loading *l, bool for_shelf)
{
    const struct kt_shop *shop = l->call->shop;
    struct kt_quote_input *in = &l->facts->input;
    bool is_wished = l->wish->promotions != NULL;
    in->promotions = is_wished ? l->wish->promotions : shop->promotions;
    in->promotion_count =
        is_wished ? l->wish->promotion_count : shop->promotion_count;
    if (!l->wish->explains)
        kt_quote_take_promotions(in, in->promotions, in->promotion_count,
                                 for_shelf, l->arena);
    if (!shop->has_limited_promotions && !is_wished)
        return KT_OK;
    size_t count = in->promotion_count;
    struct kt_promotion *fresh =
        KT_NEW_ARRAY(l->arena, struct kt_promotion, count);
    if (count > 0)
        memcpy(fresh, in->promotions, count * sizeof *fresh);
    for (size_t i = 0; i < count; i++)
        if (is_limited(&fresh[i]))
            KT_TRY(refresh(l, &fresh[i]));
    in->promotions = fresh;
    return KT_OK;
}

static enum kt_status
load_coupon(struct loading *l, const struct kt_cart_coupon_row *row,
            struct kt_coupon *coupon)
{
    struct kt_rows rows;
    *coupon = (struct kt_coupon){ .code = row->code, .uses_by_buyer = -1 };
    KT_TRY(kt_query(l->tx, KT_SQL_COUPON_BY_CODE,
                    KT_ARGS(KT_TEXT(row->code_fold)), &rows, l->err));
    if (kt_rows_next(&rows)) {
        coupon->coupon_id = kt_col_id(&rows, 0);
        coupon->promotion_id = kt_col_id(&rows, 1);
        coupon->is_active = kt_col_int(&rows, 2) != 0;
        coupon->starts_ms = kt_col_int(&rows, 3);
        coupon->ends_ms = kt_col_int(&rows, 4);
        coupon->uses_max = kt_col_int(&rows, 5);
        coupon->uses = kt_col_int(&rows, 6);
        coupon->uses_per_customer_max = kt_col_int(&rows, 7);
    }
    KT_TRY(kt_rows_close(&rows));
    if (coupon->uses_per_customer_max == 0)
        return KT_OK;
    return load_uses_by_buyer(l, coupon->coupon_id, &coupon->uses_by_buyer);
}

static enum kt_status
load_coupons(struct loading *l)
{
    size_t count = l->wish->coupon_count;
    struct kt_coupon *coupons = KT_NEW_ARRAY(l->arena, struct kt_coupon, count);
    for (size_t i = 0; i < count; i++)
        KT_TRY(load_coupon(l, &l->wish->coupons[i], &coupons[i]));
    l->facts->input.coupons = coupons;
    l->facts->input.coupon_count = count;
    return KT_OK;
}

static enum kt_status
load_tenders(struct loading *l)
{
    size_t count = l->wish->gift_card_count;
    struct kt_tender_in *tenders =
        KT_NEW_ARRAY(l->arena, struct kt_tender_in, count);
    for (size_t i = 0; i < count; i++)
        KT_TRY(kt_gift_card_load_tender(l->tx, l->wish->gift_cards[i], l->arena,
                                        &tenders[i], l->err));
    l->facts->input.tenders = tenders;
    l->facts->input.tender_count = count;
    return KT_OK;
}

/* ---- items ---- */

/* The skus that a promotion's params name may be given as gifts. */
static enum kt_status
add_gift_skus(struct loading *l, const struct kt_promotion *promotion,
              struct kt_str **skus, size_t *count)
{
    const struct cJSON *params = NULL;
    const struct kt_rule_info *info =
        kt_registry_find(l->call->shop->registry, KT_RULE_PROMOTION,
                         promotion->rule);
    for (size_t i = 0; info != NULL && i < info->param_count; i++) {
        if (info->params[i].kind != KT_PARAM_SKU)
            continue;
        if (params == NULL)
            KT_TRY(kt_json_parse(l->arena, promotion->params, &params, l->err));
        const struct cJSON *sku = kt_json_find(params, info->params[i].name);
        if (sku == NULL || kt_json_kind(sku) != KT_JSON_STR)
            continue;
        size_t size = *count * sizeof **skus;
        *skus = kt_arena_grow(l->arena, *skus, size, size + sizeof **skus);
        (*skus)[(*count)++] = kt_json_get_str(sku);
    }
    return KT_OK;
}

static struct kt_items_query
items_query(const struct loading *l)
{
    const struct kt_quote_input *in = &l->facts->input;
    return (struct kt_items_query){
        .currency = in->settings.currency,
        .locale = in->settings.locale,
        .fallback = kt_channel_locale(l->wish->channel, KT_STR("")),
    };
}

static enum kt_status
get_items(const struct loading *l, const struct kt_items_query *query,
          const struct kt_item *const **items)
{
    return l->reads_all ? kt_items_load(l->tx, query, l->arena, items, l->err)
                        : kt_items_get(l->tx, l->call, query, items, l->err);
}

/* Gifts that are not sold, or do not exist, are no gifts. */
static enum kt_status
load_gifts(struct loading *l)
{
    struct kt_quote_input *in = &l->facts->input;
    struct kt_items_query query = items_query(l);
    const struct kt_item *const *items;
    struct kt_str *skus = NULL;
    for (size_t i = 0; i < in->promotion_count; i++)
        KT_TRY(add_gift_skus(l, &in->promotions[i], &skus, &query.count));
    if (query.count == 0)
        return KT_OK;
    query.skus = skus;
    KT_TRY(get_items(l, &query, &items));
    const struct kt_item **gifts =
        KT_NEW_ARRAY(l->arena, const struct kt_item *, query.count);
    struct kt_stock_facts *stock =
        KT_NEW_ARRAY(l->arena, struct kt_stock_facts, query.count);
    for (size_t i = 0; i < query.count; i++) {
        struct kt_stock_facts *facts = &stock[in->gift_item_count];
        if (items[i] == NULL)
            continue;
        KT_TRY(kt_stock_facts_get(l->tx, l->call, items[i]->variant_id, facts,
                                  l->err));
        if (facts->is_active && kt_stock_limit(facts, INT64_MAX) > 0)
            gifts[in->gift_item_count++] = items[i];
    }
    in->gift_items = gifts;
    l->facts->gift_stock = stock;
    return KT_OK;
}

static enum kt_status
load_items(struct loading *l, const struct kt_item *const **items)
{
    struct kt_items_query query = items_query(l);
    struct kt_id *ids =
        KT_NEW_ARRAY(l->arena, struct kt_id, l->wish->line_count);
    query.ids = ids;
    query.count = l->wish->line_count;
    for (size_t i = 0; i < query.count; i++)
        ids[i] = l->wish->lines[i].variant_id;
    return get_items(l, &query, items);
}

static enum kt_status
load_lines(struct loading *l)
{
    const struct kt_quote_wish *wish = l->wish;
    struct kt_quote_input *in = &l->facts->input;
    const struct kt_item *const *items;
    struct kt_cart_line *lines =
        KT_NEW_ARRAY(l->arena, struct kt_cart_line, wish->line_count);
    struct kt_stock_facts *stock =
        KT_NEW_ARRAY(l->arena, struct kt_stock_facts, wish->line_count);
    KT_TRY(load_items(l, &items));
    for (size_t i = 0; i < wish->line_count; i++) {
        const struct kt_cart_line_row *row = &wish->lines[i];
        KT_TRY(kt_stock_facts_get(l->tx, l->call, row->variant_id, &stock[i],
                                  l->err));
        if (items[i] == NULL)
            continue;
        lines[in->line_count++] = (struct kt_cart_line){
            .id = row->id,
            .item = items[i],
            .quantity = row->quantity,
            .metadata = row->metadata,
            .manual_price_minor =
                wish->manual_prices != NULL ? wish->manual_prices[i] : -1,
        };
    }
    in->lines = lines;
    l->facts->stock = stock;
    l->facts->stock_count = wish->line_count;
    l->facts->lines = wish->lines;
    return KT_OK;
}

/* ---- the whole ---- */

static void
take_rules(struct loading *l)
{
    const struct kt_shop *shop = l->call->shop;
    const struct kt_channel *channel = l->wish->channel;
    struct kt_quote_input *in = &l->facts->input;
    struct kt_rule_uses prices =
        kt_shop_uses(shop, KT_RULE_PRICE, channel, l->arena);
    struct kt_rule_uses taxes =
        kt_shop_uses(shop, KT_RULE_TAX, channel, l->arena);
    struct kt_rule_uses methods =
        kt_shop_uses(shop, KT_RULE_SHIPPING, channel, l->arena);
    in->price_rules = prices.items;
    in->price_rule_count = prices.count;
    in->tax_rule = taxes.count > 0 ? &taxes.items[0] : NULL;
    in->shipping_methods = methods.items;
    in->shipping_method_count = methods.count;
    if (in->explains && methods.count < shop->uses[KT_RULE_SHIPPING].count) {
        methods =
            kt_shop_uses_elsewhere(shop, KT_RULE_SHIPPING, channel, l->arena);
        in->methods_elsewhere = methods.items;
        in->method_elsewhere_count = methods.count;
    }
}

static enum kt_status
take_settings(struct loading *l)
{
    const struct kt_quote_wish *wish = l->wish;
    struct kt_quote_input *in = &l->facts->input;
    const struct kt_currency *currency =
        kt_channel_currency(wish->channel, wish->currency);
    if (currency == NULL)
        return kt_fail_not_sellable(l->err, wish->currency);
    in->now_ms = wish->now_ms;
    in->explains = wish->explains;
    in->settings = kt_channel_pricing(wish->channel, currency, wish->locale);
    in->settings.utc_offset_ms =
        kt_time_zone_offset_ms(wish->channel->time_zone, wish->now_ms);
    in->shipping_address = wish->shipping_address;
    in->billing_address = wish->billing_address;
    in->shipping_option = wish->shipping_option;
    return KT_OK;
}

static enum kt_status
begin(struct loading *l)
{
    *l->facts = (struct kt_quote_facts){ .email_fold = KT_STR("") };
    KT_TRY(take_settings(l));
    take_rules(l);
    return load_buyer(l);
}

enum kt_status
kt_quote_load_shelf(const struct kt_tx *tx, const struct kt_call *call,
                    const struct kt_quote_wish *wish,
                    struct kt_quote_facts *facts, struct kt_error *err)
{
    struct loading l = { tx, call, wish, facts, call->arena, err, true };
    KT_TRY(begin(&l));
    return load_promotions(&l, true);
}

/* What holds where the goods go. Most shops have no zones. */
static void
take_places(struct loading *l)
{
    const struct kt_shop *shop = l->call->shop;
    struct kt_quote_input *in = &l->facts->input;
    if (shop->tax_rates.row_count > 0)
        kt_quote_take_rates(in, &shop->tax_rates, l->arena);
    if (shop->has_zoned_methods)
        kt_quote_take_methods(in, &shop->shipping_zones, l->arena);
}

static enum kt_status
load(struct loading *l)
{
    KT_TRY(begin(l));
    take_places(l);
    KT_TRY(load_coupons(l));
    KT_TRY(load_tenders(l));
    KT_TRY(load_promotions(l, false));
    KT_TRY(load_gifts(l));
    return load_lines(l);
}

/* When records changed meanwhile, what was kept may be newer or older than the
 * snapshot. */
enum kt_status
kt_quote_load(const struct kt_tx *tx, const struct kt_call *call,
              const struct kt_quote_wish *wish, struct kt_quote_facts *facts,
              struct kt_error *err)
{
    struct loading l = { tx, call, wish, facts, call->arena, err, false };
    KT_TRY(load(&l));
    if (kt_tx_is_settled(tx))
        return KT_OK;
    l.reads_all = true;
    return load(&l);
}
