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
    struct kt_trial_answer *answer;
    struct kt_error *err;
};

const char *const kt_verdict_names[] = { "pass", "refuse", "hold", NULL };

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
price(struct trial *trial)
{
    struct kt_rules rules = kt_registry_rules(trial->registry);
    struct kt_quote *quote;
    KT_TRY(kt_quote_compute(&trial->file->in, &rules, trial->arena, &quote,
                            trial->err));
    trial->answer->quote = quote;
    return refuse_failed(quote, trial->err);
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
    struct kt_verdict *verdicts;
    size_t count;
    KT_TRY(price(trial));
    KT_TRY(kt_quote_check(trial->answer->quote, &trial->use, 1, &rules,
                          trial->arena, &verdicts, &count, trial->err));
    trial->answer->has_verdict = true;
    if (count > 0)
        trial->answer->verdict = verdicts[0];
    return KT_OK;
}

static enum kt_status
try_guard(struct trial *trial, struct kt_str order)
{
    trial->answer->has_verdict = true;
    return kt_registry_guard(trial->registry, &trial->use, order, trial->arena,
                             &trial->answer->verdict, trial->err);
}

static enum kt_status
try_reaction(struct trial *trial, struct kt_str event)
{
    const struct cJSON *record;
    KT_TRY(kt_json_parse(trial->arena, event, &record, trial->err));
    return kt_registry_react(trial->registry, &trial->use, record, trial->arena,
                             &trial->answer->jobs, trial->err);
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
            struct kt_trial_answer *answer, struct kt_error *err)
{
    /* The quote of the answer points into it. */
    struct trial *trial = KT_NEW(arena, struct trial);
    *trial = (struct trial){
        .registry = registry,
        .use = { .code = rule->code,
                 .rule = rule->code,
                 .title = rule->title,
                 .tax_class = KT_STR("standard") },
        .arena = arena,
        .answer = answer,
        .err = err,
    };
    *answer = (struct kt_trial_answer){ 0 };
    KT_TRY(kt_rule_check_params(rule, params, KT_STR("/params"), arena,
                                &trial->use.params, err));
    return try_kind(trial, rule->kind, cart);
}

struct kt_str
kt_trial_message(const struct kt_error *err, const char *between)
{
    if (err->item_count > 0)
        return kt_arena_format(err->arena, "%.*s%s%.*s",
                               KT_STR_FMT(err->items[0].pointer), between,
                               KT_STR_FMT(err->items[0].detail));
    return err->detail.len > 0 ? err->detail : kt_error_text(err);
}

static void
write_verdict(struct kt_json *json, const struct kt_verdict *verdict)
{
    kt_json_begin_object(json);
    kt_json_key(json, KT_STR("verdict"));
    kt_json_str(json, kt_str_of(kt_verdict_names[verdict->kind]));
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

void
kt_trial_answer_write(const struct kt_trial_answer *answer,
                      struct kt_arena *arena, struct kt_json *json)
{
    struct kt_quote_out out;
    if (answer->has_verdict) {
        write_verdict(json, &answer->verdict);
    } else if (answer->quote == NULL) {
        kt_json_raw(json, answer->jobs);
    } else {
        kt_quote_tell(answer->quote, true, arena, &out);
        kt_shape_write(&kt_quote_out_shape, &out, json);
    }
}
