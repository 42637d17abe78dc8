#include "pricing_kit.h"

#include "base/assert.h"
#include "base/text.h"
#include "domain/pricing/quote_out.h"

/* ---- what rules answer ---- */

static const struct {
    const char *rule;
    enum kt_effect_kind kind;
    bool is_rate;
} plain_rules[] = {
    { "percent", KT_EFFECT_PERCENT, true },
    { "amount_each", KT_EFFECT_AMOUNT_EACH, false },
    { "amount_line", KT_EFFECT_AMOUNT_LINE, false },
    { "amount", KT_EFFECT_AMOUNT, false },
    { "unit_price", KT_EFFECT_UNIT_PRICE, false },
    { "total_price", KT_EFFECT_TOTAL_PRICE, false },
    { "shipping_percent", KT_EFFECT_SHIPPING_PERCENT, true },
    { "shipping_amount", KT_EFFECT_SHIPPING_AMOUNT, false },
    { "shipping_price", KT_EFFECT_SHIPPING_PRICE, false },
};

static bool
is_rule(const struct kt_stage_view *view, const char *rule)
{
    return kt_str_eq(view->promotion->rule, kt_str_of(rule));
}

static struct kt_units
one_run(const struct kt_stage_view *view, size_t line, size_t segment,
        int64_t first, int64_t count)
{
    struct kt_unit_run *run = KT_NEW(view->arena, struct kt_unit_run);
    *run = (struct kt_unit_run){
        .line = line, .segment = segment, .first = first, .count = count
    };
    return (struct kt_units){ run, 1 };
}

/* Answers that make no sense, by number. */
static void
answer_nonsense(const struct kt_stage_view *view, int64_t number,
                struct kt_effect *effect)
{
    effect->kind = KT_EFFECT_AMOUNT;
    effect->amount_minor = 100;
    switch (number) {
    case 0:
        effect->amount_minor = -1;
        break;
    case 1:
        effect->amount_minor = INT64_MAX;
        break;
    case 2:
        effect->kind = KT_EFFECT_PERCENT;
        effect->rate_ppm = -1;
        break;
    case 3:
        effect->kind = KT_EFFECT_PERCENT;
        effect->rate_ppm = KT_RATE_ONE + 1;
        break;
    case 4:
        effect->units = one_run(view, 99, 0, 0, 1);
        break;
    case 5:
        effect->units = one_run(view, 0, 7, 0, 1);
        break;
    case 6:
        effect->units = one_run(view, 0, 0, 0, 1000);
        break;
    case 7:
        effect->units = one_run(view, 0, 0, INT64_MAX, INT64_MAX);
        break;
    case 8:
        effect->kind = KT_EFFECT_GIFT;
        effect->sku = KT_STR("gift");
        effect->count = INT64_MAX;
        break;
    case 9:
        effect->kind = (enum kt_effect_kind)99;
        break;
    case 10:
        effect->kind = KT_EFFECT_SHIPPING_PRICE;
        break;
    default:
        effect->cap_minor = -5;
        break;
    }
}

static enum kt_status
evaluate(void *host, const struct kt_stage_view *view,
         struct kt_effects *effects, struct kt_error *err)
{
    (void)host;
    int64_t argument = 0;
    struct kt_effect *effect = KT_NEW_ARRAY(view->arena, struct kt_effect, 2);

    *effect = (struct kt_effect){ .units = kt_units_select(view, NULL, false) };
    effects->items = effect;
    effects->count = 1;
    ck_assert(kt_int_parse(view->promotion->params, &argument));
    for (size_t i = 0; i < KT_COUNT(plain_rules); i++) {
        if (!is_rule(view, plain_rules[i].rule))
            continue;
        effect->kind = plain_rules[i].kind;
        *(plain_rules[i].is_rate ? &effect->rate_ppm : &effect->amount_minor) =
            argument;
        return KT_OK;
    }
    effect->rate_ppm = argument;
    if (is_rule(view, "first")) {
        effect->units = kt_units_per_line(effect->units, 1, view->arena);
    } else if (is_rule(view, "cheapest_free")) {
        effect->units = kt_units_cheapest(kt_units_select(view, NULL, true),
                                          argument, view->arena);
        effect->rate_ppm = KT_RATE_ONE;
        effect->takes_units = true;
    } else if (is_rule(view, "with_fee")) {
        effect->kind = KT_EFFECT_AMOUNT;
        effect->rate_ppm = 0;
        effect->amount_minor = argument;
        effect->includes_shipping = true;
    } else if (is_rule(view, "goods_then_fee")) {
        effect->kind = KT_EFFECT_AMOUNT;
        effect->rate_ppm = 0;
        effect->amount_minor = argument;
        effect[1] = *effect;
        effect[1].includes_shipping = true;
        effects->count = 2;
    } else if (is_rule(view, "gift")) {
        effect->kind = KT_EFFECT_GIFT;
        effect->rate_ppm = 0;
        effect->sku = KT_STR("gift");
        effect->count = argument;
    } else if (is_rule(view, "nonsense")) {
        effect->rate_ppm = 0;
        answer_nonsense(view, argument, effect);
    } else if (is_rule(view, "starve")) {
        return kt_fail_overloaded(err);
    } else {
        kt_fail_rule_failed(err, view->promotion->rule);
        return kt_error_explain(err, "this rule always fails");
    }
    return KT_OK;
}

static enum kt_status
treat(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
      const struct kt_quote_line *line, struct kt_str tax_class,
      struct kt_arena *arena, struct kt_treatment *treatment,
      struct kt_error *err)
{
    const struct kit *kit = host;
    (void)use;
    (void)quote;
    (void)line;
    (void)arena;
    (void)err;
    *treatment = (struct kt_treatment){ .rates = kit->rates,
                                        .rate_count = kit->rate_count };
    if (kt_str_eq(tax_class, KT_STR("reduced")))
        *treatment =
            (struct kt_treatment){ .rates = &kit->reduced, .rate_count = 1 };
    return KT_OK;
}

static enum kt_status
offer(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
      struct kt_arena *arena, struct kt_shipping_offer *answer,
      struct kt_error *err)
{
    (void)host;
    (void)quote;
    (void)arena;
    (void)err;
    answer->is_offered = true;
    ck_assert(kt_int_parse(use->params, &answer->price_minor));
    return KT_OK;
}

/* ---- carts ---- */

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[14] = (uint8_t)(number >> 8);
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static struct kt_item
item_of(size_t number, struct kt_str sku, const struct kt_price *price)
{
    return (struct kt_item){ .variant_id = numbered_id(100 + number),
                             .product_id = numbered_id(200 + number),
                             .sku = sku,
                             .title = sku,
                             .product = sku,
                             .tax_class = KT_STR("standard"),
                             .requires_shipping = true,
                             .is_discountable = true,
                             .prices = price,
                             .price_count = 1 };
}

void
kit_start(struct kit *kit)
{
    *kit = (struct kit){ 0 };
    kit->in = (struct kt_quote_input){
        .now_ms = INT64_C(1767225600000),
        .settings = { .channel = KT_STR("web"),
                      .currency = kt_currency_find(KT_STR("EUR")),
                      .locale = KT_STR("en"),
                      .tax_mode = KT_TAX_EXCLUDED,
                      .home_country = KT_STR("DE") },
        .buyer = { .order_count = -1 },
        .lines = kit->lines,
        .promotions = kit->promotions,
        .coupons = kit->coupons,
        .gift_items = kit->gifts,
        .gift_item_count = 1,
        .tenders = kit->tenders,
        .shipping_methods = &kit->method,
    };
    kit->gift_price.amount_minor = 900;
    kit->gift = item_of(99, KT_STR("gift"), &kit->gift_price);
    kit->gifts[0] = &kit->gift;
    kit->rules = (struct kt_rules){
        .host = kit, .evaluate = evaluate, .treat = treat, .offer = offer
    };
}

struct kt_item *
kit_line(struct kit *kit, int64_t quantity, int64_t unit_minor)
{
    size_t at = kit->in.line_count++;
    KT_ASSERT(at < KIT_MAX);
    kit->prices[at] = (struct kt_price){ .amount_minor = unit_minor };
    kit->items[at] = item_of(at, kt_arena_format(&unit_arena, "item-%zu", at),
                             &kit->prices[at]);
    kit->lines[at] = (struct kt_cart_line){ .id = numbered_id(at),
                                            .item = &kit->items[at],
                                            .quantity = quantity,
                                            .manual_price_minor = -1 };
    return &kit->items[at];
}

struct kt_promotion *
kit_promotion(struct kit *kit, enum kt_stage stage, const char *rule,
              int64_t argument)
{
    size_t at = kit->in.promotion_count++;
    KT_ASSERT(at < KIT_MAX);
    kit->promotions[at] = (struct kt_promotion){
        .id = numbered_id(300 + at),
        .title = kt_str_of(rule),
        .rule = kt_str_of(rule),
        .params = kt_arena_format(&unit_arena, "%lld", (long long)argument),
        .stage = stage,
        .is_active = true,
        .created_ms = (int64_t)at,
        .uses_by_buyer = -1,
    };
    return &kit->promotions[at];
}

void
kit_tax(struct kit *kit, enum kt_tax_mode mode, int64_t rate_ppm)
{
    kit->in.settings.tax_mode = mode;
    kit->tax = (struct kt_rule_use){ .code = KT_STR("tax"),
                                     .rule = KT_STR("tax"),
                                     .params = KT_STR("{}") };
    kit->in.tax_rule = &kit->tax;
    kit->rates[kit->rate_count++] = (struct kt_tax_rate){ .name = KT_STR("VAT"),
                                                          .rate_ppm = rate_ppm,
                                                          .is_included = -1 };
    kit->reduced = (struct kt_tax_rate){ .name = KT_STR("reduced VAT"),
                                         .rate_ppm = 70000,
                                         .is_included = -1 };
}

void
kit_ship(struct kit *kit, int64_t fee_minor)
{
    kit->method = (struct kt_rule_use){
        .code = KT_STR("standard"),
        .title = KT_STR("Standard"),
        .rule = KT_STR("flat"),
        .params = kt_arena_format(&unit_arena, "%lld", (long long)fee_minor),
        .tax_class = KT_STR("standard"),
    };
    kit->in.shipping_method_count = 1;
}

void
kit_coupon(struct kit *kit, const char *code, struct kt_promotion *promotion)
{
    struct kt_coupon *coupon = &kit->coupons[kit->in.coupon_count++];
    *coupon = (struct kt_coupon){ .code = kt_str_of(code),
                                  .is_active = true,
                                  .uses_by_buyer = -1 };
    if (promotion == NULL)
        return;
    promotion->needs_coupon = true;
    coupon->coupon_id = numbered_id(500 + kit->in.coupon_count);
    coupon->promotion_id = promotion->id;
}

/* ---- quotes ---- */

enum kt_status
kit_try(struct kit *kit, struct kt_quote **quote)
{
    kt_error_init(&unit_err, &unit_arena);
    return kt_quote_compute(&kit->in, &kit->rules, &unit_arena, quote,
                            &unit_err);
}

struct kt_quote *
kit_quote(struct kit *kit)
{
    struct kt_quote *quote = NULL;
    enum kt_status status = kit_try(kit, &quote);
    ck_assert_msg(status == KT_OK, "%.*s",
                  KT_STR_FMT(kt_error_text(&unit_err)));
    return quote;
}

const struct kt_trace *
kit_trace(const struct kt_quote *quote, const struct kit *kit,
          const struct kt_promotion *promotion)
{
    for (size_t i = 0; i < quote->trace_count; i++) {
        if (quote->trace[i].promotion == (size_t)(promotion - kit->promotions))
            return &quote->trace[i];
    }
    ck_abort_msg("the promotion has no trace");
    return NULL;
}

static struct kt_str
json_of(const struct kt_quote *quote, bool explains)
{
    struct kt_quote_out out;
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_json_init(&json, &buf);
    kt_quote_tell(quote, explains, &unit_arena, &out);
    kt_shape_write(&kt_quote_out_shape, &out, &json);
    return kt_buf_view(&buf);
}

struct kt_str
kit_json(const struct kt_quote *quote)
{
    return json_of(quote, true);
}

struct kt_str
kit_json_short(const struct kt_quote *quote)
{
    return json_of(quote, false);
}

struct kt_str
kit_freeze(const struct kt_quote_input *in)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 4096);
    kt_json_init(&json, &buf);
    kt_quote_input_write(in, &json);
    return kt_buf_view(&buf);
}
