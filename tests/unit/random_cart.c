#include "random_cart.h"

#include "unit.h"

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static size_t
below(struct random_cart *cart, size_t count)
{
    return (size_t)unit_between(cart->seed, 0, (int64_t)count - 1);
}

static bool
happens(struct random_cart *cart, int64_t percent)
{
    return unit_between(cart->seed, 1, 100) <= percent;
}

static const struct kt_str categories[] = {
    KT_STR_INIT("a"),
    KT_STR_INIT("b"),
    KT_STR_INIT("c"),
};
static const struct kt_str skus[] = {
    KT_STR_INIT("s1"), KT_STR_INIT("s2"), KT_STR_INIT("s3"),
    KT_STR_INIT("s4"), KT_STR_INIT("s5"), KT_STR_INIT("s6"),
};
static const int64_t prices[] = { 0, 1, 3, 99, 333, 1000, 1999, 4300, 50000 };
static const int64_t quantities[] = { 1, 1, 2, 3, 7 };
static const int64_t amounts[] = { 1, 3, 99, 100, 299, 1000, 5000, 100000 };
static const char *const percents[] = { "1",       "7.5", "10", "20",
                                        "33.3333", "50",  "100" };

/* %p is a percentage, %a an amount, %c a category, %q one to three units. */
static const struct {
    const char *rule;
    const char *params;
} rules[] = {
    { "percent_off", "{'percent':'%p','products':{'categories':['%c']}}" },
    { "percent_off", "{'percent':'%p','units_max':%q,'pick':'cheapest'}" },
    { "percent_off", "{'percent':'%p','set_size':%q}" },
    { "amount_off", "{'amount':%a,'per':'unit','units_per_line':%q}" },
    { "amount_off", "{'amount':%a,'per':'line'}" },
    { "amount_off", "{'amount':%a,'per':'once'}" },
    { "buy_x_get_y", "{'buy':%q,'free':1}" },
    { "buy_these_get_those", "{'buy':%q,'given':{'categories':['%c']},"
                             "'percent':'%p','repeats':true}" },
    { "bundle_price", "{'quantity':3,'price':%a}" },
    { "set_price", "{'price':%a,'units_max':%q}" },
    { "nth_unit", "{'nth':3,'percent':'%p'}" },
    { "quantity_tiers", "{'tiers':[{'quantity':%q,'percent':'%p'}]}" },
    { "mix_and_match", "{'price':%a,'first':{'categories':['%c']}}" },
    { "gift_choice", "{'spend':%a,'gifts':{'categories':['%c']}}" },
    { "clearance", "{'percent':'%p','floor':%a}" },
    { "first_then_more", "{'first':%a,'additional':%a}" },
    { "tiered_off", "{'percent':'%p','tiers':[{'spend':2000,'amount':%a}]}" },
    { "order_percent_off", "{'percent':'%p'}" },
    { "order_percent_off", "{'percent':'%p','with_shipping':true}" },
    { "order_amount_off", "{'amount':%a}" },
    { "order_amount_off", "{'amount':%a,'with_shipping':true}" },
    { "order_total", "{'total':%a}" },
    { "tiered_spend", "{'tiers':[{'spend':1000,'percent':'%p'}]}" },
    { "free_shipping", "{'spend':%a}" },
    { "shipping_off", "{'percent':'%p'}" },
    { "catalogue_sale", "{'percent':'%p','products':{'categories':['%c']}}" },
    { "catalogue_sale", "{'amount':%a}" },
};

static void
fill_place(struct random_cart *cart, char place, struct kt_buf *buf)
{
    switch (place) {
    case 'p':
        kt_buf_text(buf, percents[below(cart, KT_COUNT(percents))]);
        break;
    case 'a':
        kt_buf_format(buf, "%lld",
                      (long long)amounts[below(cart, KT_COUNT(amounts))]);
        break;
    case 'c':
        kt_buf_str(buf, categories[below(cart, KT_COUNT(categories))]);
        break;
    default:
        kt_buf_format(buf, "%lld", (long long)unit_between(cart->seed, 1, 3));
        break;
    }
}

static struct kt_str
fill(struct random_cart *cart, const char *template)
{
    struct kt_buf buf;
    kt_buf_init(&buf, cart->arena, 128);
    for (const char *at = template; *at != '\0'; at++) {
        if (*at == '%')
            fill_place(cart, *++at, &buf);
        else
            kt_buf_char(&buf, *at == '\'' ? '"' : *at);
    }
    return kt_buf_view(&buf);
}

static struct kt_str
full_params(struct random_cart *cart, enum kt_rule_kind kind, const char *rule,
            struct kt_str params)
{
    struct kt_error err;
    struct kt_str full;
    const struct kt_rule_info *info =
        kt_registry_find(cart->registry, kind, kt_str_of(rule));

    kt_error_init(&err, cart->arena);
    ck_assert_ptr_nonnull(info);
    ck_assert_msg(kt_rule_check_params(info, params, KT_STR(""), cart->arena,
                                       &full, &err) == KT_OK,
                  "%s: %.*s", rule, KT_STR_FMT(kt_error_text(&err)));
    return full;
}

struct kt_promotion *
random_cart_add(struct random_cart *cart, const char *rule,
                struct kt_str params)
{
    size_t index = cart->in.promotion_count++;
    KT_ASSERT(index < RANDOM_PROMOTIONS_MAX);
    struct kt_promotion *promotion = &cart->promotions[index];
    *promotion = (struct kt_promotion){
        .id = numbered_id(index),
        .rule = kt_str_of(rule),
        .params = full_params(cart, KT_RULE_PROMOTION, rule, params),
        .stage =
            kt_registry_find(cart->registry, KT_RULE_PROMOTION, kt_str_of(rule))
                ->stage,
        .is_active = true,
        .created_ms = (int64_t)index,
        .uses_by_buyer = -1,
    };
    return promotion;
}

static void
add_promotion(struct random_cart *cart)
{
    size_t row = below(cart, KT_COUNT(rules));
    struct kt_promotion *promotion =
        random_cart_add(cart, rules[row].rule, fill(cart, rules[row].params));

    promotion->priority = unit_between(cart->seed, 0, 2);
    promotion->is_exclusive = happens(cart, 5);
    if (happens(cart, 30))
        promotion->subtotal_min_minor = amounts[below(cart, KT_COUNT(amounts))];
    if (happens(cart, 10))
        promotion->cap_minor = amounts[below(cart, KT_COUNT(amounts))];
    if (happens(cart, 10))
        promotion->budget_minor = amounts[below(cart, KT_COUNT(amounts))];
    if (happens(cart, 40)) {
        promotion->group = KT_STR("g");
        promotion->group_mode =
            (enum kt_group_mode)(*cart->seed % (KT_GROUP_SAME_BASE + 1));
    }
}

/* One group has one mode. */
static void
agree_on_mode(struct random_cart *cart)
{
    const struct kt_promotion *first = NULL;
    for (size_t i = 0; i < cart->in.promotion_count; i++) {
        struct kt_promotion *promotion = &cart->promotions[i];
        if (promotion->group.len == 0)
            continue;
        if (first == NULL)
            first = promotion;
        promotion->group_mode = first->group_mode;
    }
}

/* Bands from two and from five units on, some of them graduated, some of the
 * whole product, which is that of the line before. */
static void
add_bands(struct random_cart *cart, struct kt_item *item,
          struct kt_price *bands)
{
    static const int64_t starts[] = { 0, 2, 5 };
    enum kt_price_bands mode = (enum kt_price_bands)below(cart, 2);
    enum kt_price_pool pool = (enum kt_price_pool)below(cart, 2);
    for (size_t i = 1; i < KT_COUNT(starts); i++)
        bands[i] = (struct kt_price){
            .amount_minor = prices[below(cart, KT_COUNT(prices))],
            .list = KT_STR("trade"),
            .quantity_min = starts[i],
            .pool = pool,
            .bands = mode,
        };
    item->price_count = KT_COUNT(starts);
    if (item > cart->items)
        item->product_id = item[-1].product_id;
}

static void
add_line(struct random_cart *cart)
{
    size_t index = cart->in.line_count++;
    cart->prices[index][0].amount_minor = prices[below(cart, KT_COUNT(prices))];
    cart->items[index] = (struct kt_item){
        .variant_id = numbered_id(index),
        .product_id = numbered_id(index),
        .sku = skus[index],
        .categories = &categories[below(cart, KT_COUNT(categories))],
        .category_count = 1,
        .tax_class = happens(cart, 50) ? KT_STR("low") : KT_STR("standard"),
        .min_price_minor =
            happens(cart, 20) ? unit_between(cart->seed, 1, 500) : 0,
        .requires_shipping = happens(cart, 90),
        .is_discountable = happens(cart, 90),
        .prices = cart->prices[index],
        .price_count = 1,
    };
    if (happens(cart, 30))
        add_bands(cart, &cart->items[index], cart->prices[index]);
    cart->lines[index] = (struct kt_cart_line){
        .id = numbered_id(index),
        .item = &cart->items[index],
        .quantity = quantities[below(cart, KT_COUNT(quantities))],
        .manual_price_minor = -1,
    };
}

static void
set_channel(struct random_cart *cart)
{
    cart->in.settings = (struct kt_pricing_settings){
        .currency =
            kt_currency_find(happens(cart, 50) ? KT_STR("EUR") : KT_STR("JPY")),
        .channel = KT_STR("web"),
        .tax_mode = happens(cart, 50) ? KT_TAX_INCLUDED : KT_TAX_EXCLUDED,
        .tax_level = (enum kt_tax_level)below(cart, 3),
        .price_rounding = (enum kt_rounding)below(cart, 3),
        .tax_rounding = (enum kt_rounding)below(cart, 3),
        .weighted_shipping_tax = happens(cart, 20),
    };
    cart->tax = (struct kt_rule_use){
        .code = KT_STR("tax"),
        .rule = KT_STR("flat_rate"),
        .params = full_params(
            cart, KT_RULE_TAX, "flat_rate",
            KT_STR("{\"percent\":\"7.375\","
                   "\"classes\":[{\"class\":\"low\",\"percent\":5}]}")),
    };
    cart->delivery = (struct kt_rule_use){
        .code = KT_STR("parcel"),
        .rule = KT_STR("limited_fee"),
        .params = full_params(cart, KT_RULE_SHIPPING, "limited_fee",
                              fill(cart, "{'fee':%a}")),
        .tax_class = KT_STR("standard"),
    };
    cart->in.tax_rule = &cart->tax;
    cart->in.shipping_methods = &cart->delivery;
    cart->in.shipping_method_count = 1;
}

struct random_cart *
random_cart_new(struct kt_registry *registry, uint64_t *seed,
                struct kt_arena *arena)
{
    struct random_cart *cart = KT_NEW(arena, struct random_cart);

    cart->registry = registry;
    cart->seed = seed;
    cart->arena = arena;
    cart->in.now_ms = 1;
    cart->in.lines = cart->lines;
    cart->in.promotions = cart->promotions;
    cart->tender =
        (struct kt_tender_in){ .code = KT_STR("card"), .balance_minor = 500 };
    cart->in.tenders = &cart->tender;
    cart->in.tender_count = happens(cart, 30);
    set_channel(cart);
    for (size_t left = below(cart, RANDOM_LINES_MAX) + 1; left > 0; left--)
        add_line(cart);
    for (size_t left = below(cart, RANDOM_PROMOTIONS_MAX - 1); left > 0; left--)
        add_promotion(cart);
    agree_on_mode(cart);
    return cart;
}
