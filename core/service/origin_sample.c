#include "base/assert.h"
#include "domain/pricing/quote_out.h"
#include "service/origin.h"

/* What own parts of orders look like: the end of the dictionary by which they
 * are packed. */

/* The promotions of the shop, used once, whatever their counters are now: equal
 * shops have equal samples. */
static struct kt_promotion *
count_uses(const struct kt_quote_shared *shared, struct kt_arena *arena)
{
    struct kt_promotion *promotions =
        KT_NEW_ARRAY(arena, struct kt_promotion, shared->promotion_count);
    for (size_t i = 0; i < shared->promotion_count; i++) {
        promotions[i] = shared->promotions[i];
        promotions[i].is_active = true;
        promotions[i].uses = 1;
        promotions[i].spent_minor = promotions[i].uses_by_buyer = 0;
    }
    return promotions;
}

/* Every member that most orders have is in it: own parts then say only what
 * stands in them. */
static void
write_sample_input(const struct kt_channel *channel,
                   const struct kt_quote_shared *shared, struct kt_json *json)
{
    static const struct kt_id some = { { 1 } };
    static const struct kt_str word = KT_STR_INIT("standard");
    const struct kt_price price = { .amount_minor = 1000 };
    const struct kt_item item = {
        .variant_id = some,
        .product_id = some,
        .sku = word,
        .title = word,
        .variant_title = word,
        .product = word,
        .vendor = word,
        .tax_class = word,
        .categories = &word,
        .category_count = 1,
        .tags = &word,
        .tag_count = 1,
        .weight_g = 100,
        .requires_shipping = true,
        .is_discountable = true,
        .prices = &price,
        .price_count = 1,
    };
    const struct kt_cart_line line = {
        .id = some,
        .item = &item,
        .quantity = 1,
        .metadata = KT_STR("{}"),
        .manual_price_minor = -1,
    };
    const struct kt_cart_line lines[] = { line, line };
    const struct kt_address address = {
        .first_name = word,
        .last_name = word,
        .line1 = word,
        .postal_code = word,
        .city = word,
        .country = KT_STR("DE"),
    };
    struct kt_str locale = kt_channel_locale(channel, KT_STR(""));
    const struct kt_quote_input in = {
        .now_ms = 1,
        .settings = kt_channel_pricing(channel,
                                       kt_channel_currency(channel, KT_STR("")),
                                       locale),
        .buyer = { .customer_id = some, .email = word, .order_count = 1 },
        .shipping_address = &address,
        .billing_address = &address,
        .lines = lines,
        .line_count = KT_COUNT(lines),
        .promotions = count_uses(shared, json->buf->arena),
        .promotion_count = shared->promotion_count,
        .price_rules = shared->price_rules.items,
        .price_rule_count = shared->price_rules.count,
        .tax_rule =
            shared->tax_rules.count > 0 ? shared->tax_rules.items : NULL,
        .shipping_methods = shared->shipping_methods.items,
        .shipping_method_count = shared->shipping_methods.count,
        .shipping_option = word,
        .explains = true,
    };
    kt_quote_own_write(&in, shared, json);
}

/* One of each way a story goes: own parts say how it began from the promotions
 * behind these, and how it went on from these. */
static void
write_sample_stories(struct kt_json *json)
{
    static const struct kt_trace_part_out parts[] = {
        { .line = 0, .units = 1, .amount = 100, .base = 1000 },
        { .line = 1,
          .units = 1,
          .amount = 100,
          .base = 1000,
          .exact = KT_STR_INIT("100.5") },
    };
    static const struct kt_working_out effect = {
        .kind = KT_EFFECT_PERCENT,
        .rate = KT_STR_INIT("10"),
        .base = 1000,
        .exact = KT_STR_INIT("100.5"),
        .taken = 100,
        .is_spread = true,
    };
    static struct kt_hint_out hint = {
        .kind = KT_STR_INIT("add_units"),
        .wanted = 3,
        .actual = 0,
        .missing = 3,
        .message = KT_STR_INIT("3 more for: "),
    };
    const struct kt_trace_out stories[] = {
        { .stage = KT_STAGE_ITEM,
          .state = KT_TRACE_APPLIED,
          .parts = { (void *)(uintptr_t)parts, KT_COUNT(parts) },
          .effects = { (void *)(uintptr_t)&effect, 1 },
          .amount = 100,
          .steps = 20 },
        { .stage = KT_STAGE_ITEM,
          .state = KT_TRACE_NO_EFFECT,
          .hint = &hint,
          .steps = 30 },
        { .stage = KT_STAGE_ORDER,
          .state = KT_TRACE_NOT_MATCHED,
          .reason = KT_STR("coupon"),
          .wanted = KT_STR("a code"),
          .actual = KT_STR("none") },
    };
    for (size_t i = 0; i < KT_COUNT(stories); i++)
        kt_shape_write(&kt_trace_out_shape, &stories[i], json);
}

static void
write_sample_trace(const struct kt_shop *shop, struct kt_json *json)
{
    kt_json_begin_array(json);
    write_sample_stories(json);
    for (size_t i = 0; i < shop->promotion_count; i++) {
        const struct kt_promotion *promotion = &shop->promotions[i];
        struct kt_trace_out trace = {
            .promotion_id = promotion->id,
            .title = promotion->title,
            .rule = promotion->rule,
            .stage = (int)promotion->stage,
            .state = KT_TRACE_NOT_MATCHED,
        };
        kt_shape_write(&kt_trace_out_shape, &trace, json);
    }
    kt_json_end_array(json);
}

/* A line of which every price rule was asked. */
static struct kt_price_trace_out
sample_price(const struct kt_shop *shop, struct kt_arena *arena)
{
    static struct kt_candidate_out chosen = { .amount = 1000 };
    const struct kt_rule_uses *uses = &shop->uses[KT_RULE_PRICE];
    struct kt_price_asked_out *asked =
        KT_NEW_ARRAY(arena, struct kt_price_asked_out, uses->count);
    for (size_t i = 0; i < uses->count; i++)
        asked[i] = (struct kt_price_asked_out){
            .code = uses->items[i].code,
            .rule = uses->items[i].rule,
            .state = i + 1 == uses->count,
            .looked_in = 1,
            .cost = { .steps = 10 },
        };
    return (struct kt_price_trace_out){
        .source = uses->count > 0 ? KT_PRICE_OF_RULE : KT_PRICE_OF_CORE,
        .price = 1000,
        .rules = { asked, uses->count },
        .candidates = { &chosen, 1 },
    };
}

/* Every method is offered, the first one is chosen; one more is not. */
static struct kt_shipping_trace_out
sample_shipping(const struct kt_shop *shop, struct kt_arena *arena)
{
    const struct kt_rule_uses *uses = &shop->uses[KT_RULE_SHIPPING];
    struct kt_method_trace_out *methods =
        KT_NEW_ARRAY(arena, struct kt_method_trace_out, uses->count + 1);
    methods[uses->count] = (struct kt_method_trace_out){
        .state = KT_METHOD_NOT_OFFERED,
        .reason = KT_STR("channel"),
        .wanted = KT_STR("web"),
        .actual = KT_STR("web"),
    };
    for (size_t i = 0; i < uses->count; i++)
        methods[i] = (struct kt_method_trace_out){
            .code = uses->items[i].code,
            .rule = uses->items[i].rule,
            .state = i > 0 ? KT_METHOD_OFFERED : KT_METHOD_CHOSEN,
            .price = 500,
            .cost = { .steps = 10 },
        };
    return (struct kt_shipping_trace_out){ KT_CHOICE_ASKED,
                                           { methods, uses->count + 1 } };
}

/* One tax, included, in the first channel's way. */
static struct kt_tax_trace_out *
sample_tax(const struct kt_shop *shop, struct kt_arena *arena)
{
    static struct kt_tax_part_out tax = { .name = KT_STR_INIT("VAT"),
                                          .rate = KT_STR_INIT("19"),
                                          .is_included = true,
                                          .amount = 100,
                                          .exact = KT_STR_INIT("100.4") };
    static struct kt_tax_line_out lines[] = {
        { .line = 0,
          .tax_class = KT_STR_INIT("standard"),
          .taxes = { &tax, 1 },
          .cost = { .steps = 10 } },
        { .line = -1,
          .tax_class = KT_STR_INIT("standard"),
          .taxes = { &tax, 1 },
          .cost = { .steps = 10 } },
    };
    const struct kt_rule_uses *uses = &shop->uses[KT_RULE_TAX];
    struct kt_tax_trace_out *out = KT_NEW(arena, struct kt_tax_trace_out);
    *out = (struct kt_tax_trace_out){
        .country = KT_STR("DE"),
        .postal_code = KT_STR("10115"),
        .mode = KT_TAX_INCLUDED,
        .lines = { lines, KT_COUNT(lines) },
    };
    if (uses->count > 0) {
        out->code = uses->items[0].code;
        out->rule = uses->items[0].rule;
    }
    if (shop->channel_count > 0) {
        const struct kt_channel *channel = &shop->channels[0];
        struct kt_pricing_settings settings =
            kt_channel_pricing(channel,
                               kt_channel_currency(channel, KT_STR("")),
                               KT_STR(""));
        out->mode = (int)settings.tax_mode;
        out->level = (int)settings.tax_level;
        out->rounding = (int)settings.tax_rounding;
        out->keeps = (int)settings.price_keeps;
        out->country = settings.home_country;
    }
    return out;
}

static void
write_sample_rules(const struct kt_shop *shop, struct kt_json *json)
{
    struct kt_price_trace_out price = sample_price(shop, json->buf->arena);
    struct kt_price_trace_out prices[] = { price, price };
    prices[1].line = 1;
    struct kt_shipping_trace_out shipping =
        sample_shipping(shop, json->buf->arena);
    struct kt_rule_trace_out out = { .prices = { prices, KT_COUNT(prices) },
                                     .shipping = &shipping,
                                     .tax =
                                         sample_tax(shop, json->buf->arena) };
    kt_shape_write(&kt_rule_trace_out_shape, &out, json);
}

struct kt_str
kt_origin_sample(const struct kt_shop *shop,
                 const struct kt_quote_shared *shared, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 8192);
    kt_json_init(&json, &buf);
    kt_json_begin_array(&json);
    write_sample_trace(shop, &json);
    write_sample_rules(shop, &json);
    for (size_t i = shop->channel_count; i > 0; i--)
        write_sample_input(&shop->channels[i - 1], shared, &json);
    kt_json_end_array(&json);
    return kt_buf_view(&buf);
}
