#include "trial/rule_trial.h"

#include "domain/pricing/quote_out.h"
#include "trial/cart_file.h"

const char kt_trial_cart[] =
    "{\"currency\":\"EUR\",\"country\":\"DE\",\"lines\":["
    "{\"sku\":\"mug\",\"quantity\":2,\"price\":1200,"
    "\"categories\":[\"kitchen\"],\"tags\":[\"red\"],\"weight_g\":350},"
    "{\"sku\":\"lamp\",\"quantity\":1,\"price\":5000,\"weight_g\":1200}]}";

struct trial {
    struct kt_registry *registry;
    struct kt_rule_use use;
    struct kt_promotion promotion;
    struct kt_cart_file *file;
    struct kt_arena *arena;
    struct kt_json *json; /* takes the value */
    struct kt_error *err;
};

static const char *const verdict_names[] = { "pass", "refuse", "hold" };

static void
write_verdict(struct kt_json *json, const struct kt_verdict *verdict)
{
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("verdict"));
    kt_json_str(json, kt_str_of(verdict_names[verdict->kind]));
    if (verdict->kind != KT_VERDICT_PASS) {
        kt_json_key(json, KT_STR("slug"));
        kt_json_str(json, verdict->slug);
        kt_json_key(json, KT_STR("pointer"));
        kt_json_str(json, verdict->pointer);
        kt_json_key(json, KT_STR("detail"));
        kt_json_str(json, verdict->detail);
    }
    kt_json_end_object(json);
}

/* A promotion that fails is skipped by the quote and told by its trace. */
static enum kt_status
refuse_failed(const struct kt_quote *quote, struct kt_error *err)
{
    for (size_t i = 0; i < quote->trace_count; i++) {
        const struct kt_trace *trace = &quote->trace[i];
        if (trace->state != KT_TRACE_FAILED)
            continue;
        (void)kt_fail_rule_failed(err,
                                  quote->in->promotions[trace->promotion].rule);
        return kt_error_explain(err, "%.*s", KT_STR_FMT(trace->error));
    }
    return KT_OK;
}

static enum kt_status
compute(struct trial *trial, struct kt_quote **quote)
{
    struct kt_rules rules = kt_registry_rules(trial->registry);
    KT_TRY(kt_quote_compute(&trial->file->in, &rules, trial->arena, quote,
                            trial->err));
    return refuse_failed(*quote, trial->err);
}

static enum kt_status
price(struct trial *trial)
{
    struct kt_quote *quote;
    struct kt_quote_out out;
    KT_TRY(compute(trial, &quote));
    kt_quote_tell(quote, true, trial->arena, &out);
    kt_shape_write(&kt_quote_out_shape, &out, trial->json);
    return KT_OK;
}

static enum kt_status
try_price(struct trial *trial)
{
    trial->file->in.price_rules = &trial->use;
    trial->file->in.price_rule_count = 1;
    return price(trial);
}

static enum kt_status
try_promotion(struct trial *trial)
{
    const struct kt_rule_info *rule =
        kt_registry_find(trial->registry, KT_RULE_PROMOTION, trial->use.rule);
    trial->promotion = (struct kt_promotion){
        .id = { { 1 } },
        .rule = trial->use.rule,
        .params = trial->use.params,
        .stage = rule->stage,
        .is_active = true,
        .uses_by_buyer = -1,
    };
    trial->promotion.title =
        kt_rule_title(rule, trial->use.params,
                      trial->file->in.settings.currency, trial->arena);
    trial->file->in.promotions = &trial->promotion;
    trial->file->in.promotion_count = 1;
    return price(trial);
}

static enum kt_status
try_tax(struct trial *trial)
{
    trial->file->in.tax_rule = &trial->use;
    return price(trial);
}

static enum kt_status
try_shipping(struct trial *trial)
{
    trial->file->in.shipping_methods = &trial->use;
    trial->file->in.shipping_method_count = 1;
    return price(trial);
}

static enum kt_status
try_check(struct trial *trial)
{
    struct kt_rules rules = kt_registry_rules(trial->registry);
    struct kt_quote *quote;
    struct kt_verdict *verdicts, passed = { 0 };
    size_t count;
    KT_TRY(compute(trial, &quote));
    KT_TRY(kt_quote_check(quote, &trial->use, 1, &rules, trial->arena,
                          &verdicts, &count, trial->err));
    write_verdict(trial->json, count > 0 ? &verdicts[0] : &passed);
    return KT_OK;
}

static enum kt_status
try_guard(struct trial *trial, struct kt_str order)
{
    struct kt_verdict verdict;
    KT_TRY(kt_registry_guard(trial->registry, &trial->use, order, trial->arena,
                             &verdict, trial->err));
    write_verdict(trial->json, &verdict);
    return KT_OK;
}

static enum kt_status
try_reaction(struct trial *trial, struct kt_str event)
{
    struct kt_str jobs;
    KT_TRY(kt_registry_react(trial->registry, &trial->use, event, trial->arena,
                             &jobs, trial->err));
    kt_json_raw(trial->json, jobs);
    return KT_OK;
}

static enum kt_status
try_kind(struct trial *trial, enum kt_rule_kind kind, struct kt_str cart)
{
    if (kind == KT_RULE_GUARD)
        return try_guard(trial, cart);
    if (kind == KT_RULE_REACTION)
        return try_reaction(trial, cart);
    trial->file = KT_NEW(trial->arena, struct kt_cart_file);
    KT_TRY(kt_cart_json_read(cart, trial->arena, trial->file, trial->err));
    static enum kt_status (*const tries[])(struct trial *) = {
        [KT_RULE_PRICE] = try_price, [KT_RULE_PROMOTION] = try_promotion,
        [KT_RULE_TAX] = try_tax,     [KT_RULE_SHIPPING] = try_shipping,
        [KT_RULE_CHECK] = try_check,
    };
    return tries[kind](trial);
}

enum kt_status
kt_rule_try(struct kt_registry *registry, const struct kt_rule_info *rule,
            struct kt_str params, struct kt_str cart, struct kt_arena *arena,
            struct kt_str *value, struct kt_error *err)
{
    struct kt_buf buf;
    struct kt_json json;
    struct trial trial = {
        .registry = registry,
        .use = { .code = rule->code,
                 .rule = rule->code,
                 .title = rule->title,
                 .tax_class = KT_STR("standard") },
        .arena = arena,
        .json = &json,
        .err = err,
    };
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    KT_TRY(kt_rule_check_params(rule, params, KT_STR("/params"), arena,
                                &trial.use.params, err));
    KT_TRY(try_kind(&trial, rule->kind, cart));
    *value = kt_buf_view(&buf);
    return KT_OK;
}
