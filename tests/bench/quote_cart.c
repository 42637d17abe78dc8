#include "quote_cart.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static const struct kt_str categories[] = {
    KT_STR_INIT("cups"),  KT_STR_INIT("books"), KT_STR_INIT("lamps"),
    KT_STR_INIT("shoes"), KT_STR_INIT("bags"),
};

/* Each line is in the category of its place; the text of %s is one. */
/* clang-format off */
static const struct {
    const char *rule;
    const char *params;
} mixed[] = {
    { "percent_off", "{\"percent\":10,\"products\":{\"categories\":[\"%s\"]}}" },
    { "catalogue_sale", "{\"percent\":5,\"products\":{\"categories\":[\"%s\"]}}" },
    { "buy_x_get_y", "{\"buy\":3,\"free\":1,\"products\":{\"categories\":[\"%s\"]}}" },
    { "order_percent_off", "{\"percent\":1}" },
    { "free_shipping", "{\"spend\":5000}" },
    { "amount_off", "{\"amount\":20,\"products\":{\"categories\":[\"%s\"]}}" },
    { "bundle_price", "{\"quantity\":4,\"price\":1900,\"products\":{\"categories\":[\"%s\"]}}" },
    { "tiered_spend",
      "{\"tiers\":[{\"spend\":100,\"percent\":1},{\"spend\":90000,\"percent\":2}]}" },
    { "order_amount_off", "{\"amount\":100}" },
    { "shipping_off", "{\"percent\":10}" },
};
/* clang-format on */

/* A rule's params with their defaults, as rows keep them. */
static struct kt_str
full_params(struct kt_registry *registry, enum kt_rule_kind kind,
            const char *rule, struct kt_str params, struct kt_arena *arena)
{
    struct kt_str full;
    struct kt_error err;
    const struct kt_rule_info *info =
        kt_registry_find(registry, kind, kt_str_of(rule));

    kt_error_init(&err, arena);
    if (info == NULL || kt_rule_check_params(info, params, KT_STR(""), arena,
                                             &full, &err) != KT_OK) {
        fprintf(stderr, "%s: %.*s\n", rule, KT_STR_FMT(kt_error_text(&err)));
        abort();
    }
    return full;
}

static struct kt_rule_use
use_of(struct kt_registry *registry, enum kt_rule_kind kind, const char *rule,
       const char *params, struct kt_arena *arena)
{
    return (struct kt_rule_use){
        .code = kt_str_of(rule),
        .rule = kt_str_of(rule),
        .params = full_params(registry, kind, rule, kt_str_of(params), arena),
        .tax_class = KT_STR("standard"),
    };
}

static void
fill_lines(struct bench_cart *cart, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cart->prices[i] =
            (struct kt_price){ .amount_minor = 500 + (int64_t)i * 37 };
        cart->items[i] = (struct kt_item){
            .variant_id = numbered_id(i),
            .product_id = numbered_id(i),
            .sku = KT_STR("sku"),
            .title = KT_STR("Thing"),
            .tax_class = KT_STR("standard"),
            .categories = &categories[i % KT_COUNT(categories)],
            .category_count = 1,
            .requires_shipping = true,
            .is_discountable = true,
            .prices = &cart->prices[i],
            .price_count = 1,
        };
        cart->lines[i] = (struct kt_cart_line){ .id = numbered_id(i),
                                                .item = &cart->items[i],
                                                .quantity = 1 + (int64_t)i % 4,
                                                .manual_price_minor = -1 };
    }
    cart->in.lines = cart->lines;
    cart->in.line_count = count;
}

static void
fill_promotions(struct bench_cart *cart, size_t count, enum bench_mix mix,
                struct kt_registry *registry, struct kt_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        size_t row = i % KT_COUNT(mixed);
        const char *rule = mix == BENCH_MIXED ? mixed[row].rule : "percent_off";
        const char *params =
            mix == BENCH_MIXED ? mixed[row].params : "{\"percent\":1}";
        const char *place = strstr(params, "%s");
        struct kt_str text = kt_str_of(params);
        if (place != NULL)
            text = kt_arena_format(
                arena, "%.*s%.*s%s", (int)(place - params), params,
                KT_STR_FMT(categories[i / 2 % KT_COUNT(categories)]),
                place + 2);
        cart->promotions[i] = (struct kt_promotion){
            .id = numbered_id(i),
            .rule = kt_str_of(rule),
            .params =
                full_params(registry, KT_RULE_PROMOTION, rule, text, arena),
            .stage =
                kt_registry_find(registry, KT_RULE_PROMOTION, kt_str_of(rule))
                    ->stage,
            .is_active = true,
            .created_ms = (int64_t)i,
            .uses_by_buyer = -1,
        };
    }
    cart->in.promotions = cart->promotions;
    cart->in.promotion_count = count;
}

struct bench_cart *
bench_cart_new(struct kt_registry *registry, size_t lines, size_t promotions,
               enum bench_mix mix, struct kt_arena *arena)
{
    struct bench_cart *cart = KT_NEW(arena, struct bench_cart);

    KT_ASSERT(lines <= BENCH_LINES_MAX && promotions <= BENCH_PROMOTIONS_MAX);
    cart->in.now_ms = 1;
    cart->in.settings = (struct kt_pricing_settings){
        .currency = kt_currency_find(KT_STR("EUR")),
        .channel = KT_STR("web"),
        .tax_mode = KT_TAX_INCLUDED,
    };
    cart->price = use_of(registry, KT_RULE_PRICE, "list_price", "{}", arena);
    cart->tax = use_of(registry, KT_RULE_TAX, "flat_rate",
                       "{\"percent\":19,\"name\":\"VAT\"}", arena);
    cart->delivery =
        use_of(registry, KT_RULE_SHIPPING, "flat_fee", "{\"fee\":490}", arena);
    cart->in.price_rules = &cart->price;
    cart->in.price_rule_count = 1;
    cart->in.tax_rule = &cart->tax;
    cart->in.shipping_methods = &cart->delivery;
    cart->in.shipping_method_count = 1;
    fill_lines(cart, lines);
    fill_promotions(cart, promotions, mix, registry, arena);
    return cart;
}
