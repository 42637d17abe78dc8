/* Asking a rule of the folder, its answer as a short text. */
#include "script/registry.h"
#include "script_shop.h"

static const char *
text_of(int64_t number)
{
    return kt_arena_format(&unit_arena, "%lld", (long long)number).ptr;
}

static const char *
cstr(struct kt_str text)
{
    return kt_arena_cstr(&unit_arena, text);
}

static void
ask_price(const struct kt_rules *rules, const struct kt_rule_use *use,
          const char **answer)
{
    const struct kt_quote *quote = script_quote();
    struct kt_price_context context = { .buyer = &quote->in->buyer,
                                        .country = KT_STR("AT"),
                                        .quantity = 2,
                                        .product_quantity = 7,
                                        .now_ms = quote->in->now_ms };
    struct kt_price_answer price;
    if (rules->price(rules->host, use, quote->lines[0].item, &context,
                     quote->in->settings.currency, &unit_arena, &price,
                     &unit_err) != KT_OK)
        return;
    *answer = price.unit_minor < 0 ? "none" : text_of(price.unit_minor);
    if (price.compare_at_minor > 0)
        *answer = kt_arena_format(&unit_arena, "%s was %lld", *answer,
                                  (long long)price.compare_at_minor)
                      .ptr;
    if (price.is_graduated)
        *answer = kt_arena_format(&unit_arena, "%s graduated", *answer).ptr;
}

static void
ask_promotion(const struct kt_rules *rules, const struct kt_rule_use *use,
              const char **answer)
{
    struct kt_promotion promotion = { .rule = use->rule,
                                      .params = use->params };
    const struct kt_asker *asker = rules->host;
    const struct kt_rule_info *info =
        kt_registry_find(asker->registry, KT_RULE_PROMOTION, use->rule);
    if (info != NULL)
        promotion.stage = info->stage;
    struct kt_stage_view view = { script_quote(), &promotion, &unit_arena };
    struct kt_effects effects = { 0 };
    if (rules->evaluate(rules->host, &view, &effects, &unit_err) != KT_OK)
        return;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    for (size_t i = 0; i < effects.count; i++) {
        const struct kt_effect *effect = &effects.items[i];
        kt_buf_str(&buf,
                   kt_arena_format(&unit_arena,
                                   "%skind %d rate %lld amount %lld units %lld",
                                   i > 0 ? "; " : "", effect->kind,
                                   (long long)effect->rate_ppm,
                                   (long long)effect->amount_minor,
                                   (long long)kt_units_count(effect->units)));
    }
    if (effects.has_hint)
        kt_buf_str(&buf, kt_arena_format(&unit_arena, "%shint %.*s %lld",
                                         effects.count > 0 ? "; " : "",
                                         KT_STR_FMT(effects.hint.kind),
                                         (long long)effects.hint.missing));
    *answer = buf.len > 0 ? cstr(kt_buf_view(&buf)) : "nothing";
}

static void
ask_tax(const struct kt_rules *rules, const struct kt_rule_use *use,
        const char **answer)
{
    const struct kt_quote *quote = script_quote();
    struct kt_treatment treatment = { 0 };
    if (rules->treat(rules->host, use, quote, &quote->lines[0], KT_STR(""),
                     &unit_arena, &treatment, &unit_err) != KT_OK)
        return;
    *answer = treatment.is_exempt           ? "exempt"
              : treatment.is_reverse_charge ? "reverse charge"
              : treatment.rate_count == 0
                  ? "no tax"
                  : kt_arena_format(&unit_arena, "%.*s %lld",
                                    KT_STR_FMT(treatment.rates[0].name),
                                    (long long)treatment.rates[0].rate_ppm)
                        .ptr;
}

static const char *
tell_refusal(const struct kt_shipping_offer *offer)
{
    struct kt_str wanted = kt_said_text(&offer->wanted, &unit_arena);
    struct kt_str actual = kt_said_text(&offer->actual, &unit_arena);
    if (wanted.len == 0)
        return cstr(offer->reason);
    return kt_arena_format(&unit_arena, "%.*s, wants %.*s, has %.*s",
                           KT_STR_FMT(offer->reason), KT_STR_FMT(wanted),
                           KT_STR_FMT(actual))
        .ptr;
}

static void
ask_shipping(const struct kt_rules *rules, const struct kt_rule_use *use,
             const char **answer)
{
    struct kt_shipping_offer offer = { 0 };
    if (rules->offer(rules->host, use, script_quote(), &unit_arena, &offer,
                     &unit_err) == KT_OK)
        *answer = offer.is_offered ? text_of(offer.price_minor)
                                   : tell_refusal(&offer);
}

static void
tell_verdict(const struct kt_verdict *verdict, const char **answer)
{
    static const char *const words[] = { [KT_VERDICT_PASS] = "pass",
                                         [KT_VERDICT_REFUSE] = "refuse",
                                         [KT_VERDICT_HOLD] = "hold" };
    *answer = words[verdict->kind];
    if (verdict->kind != KT_VERDICT_PASS)
        *answer =
            kt_arena_format(&unit_arena, "%s %.*s %.*s", words[verdict->kind],
                            KT_STR_FMT(verdict->slug),
                            KT_STR_FMT(verdict->pointer))
                .ptr;
}

const char *
script_ask(enum kt_rule_kind kind, const char *code, const char *params)
{
    struct kt_registry *registry = kt_registry_acquire(script_host);
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_rule_use use = { .rule = kt_str_of(code),
                               .params = kt_str_of(params) };
    struct kt_verdict verdict = { .kind = KT_VERDICT_PASS };
    struct kt_str json = { NULL, 0 };
    const struct cJSON *event;
    const char *answer = NULL;
    kt_error_init(&unit_err, &unit_arena);
    if (kind == KT_RULE_PRICE)
        ask_price(&rules, &use, &answer);
    else if (kind == KT_RULE_PROMOTION)
        ask_promotion(&rules, &use, &answer);
    else if (kind == KT_RULE_TAX)
        ask_tax(&rules, &use, &answer);
    else if (kind == KT_RULE_SHIPPING)
        ask_shipping(&rules, &use, &answer);
    else if (kind == KT_RULE_CHECK &&
             rules.check(rules.host, &use, script_quote(), &unit_arena,
                         &verdict, &unit_err) == KT_OK)
        tell_verdict(&verdict, &answer);
    else if (kind == KT_RULE_GUARD &&
             kt_registry_guard(registry, &use, KT_STR("{\"total\":5000}"),
                               &unit_arena, &verdict, &unit_err) == KT_OK)
        tell_verdict(&verdict, &answer);
    else if (kind == KT_RULE_REACTION &&
             kt_json_parse(&unit_arena, KT_STR("{\"id\":\"evt_1\"}"), &event,
                           &unit_err) == KT_OK &&
             kt_registry_react(registry, &use, event, &unit_arena, &json,
                               &unit_err) == KT_OK)
        answer = cstr(json);
    kt_registry_release(registry);
    return answer != NULL ? answer
                          : kt_arena_format(&unit_arena, "error: %.*s",
                                            KT_STR_FMT(unit_err.detail))
                                .ptr;
}

const char *
script_run(const char *body)
{
    struct kt_str text = kt_arena_format(
        &unit_arena,
        "local shipping_method <const> = require 'kontor.shipping_method'\n"
        "return shipping_method { code = 'probe', title = 'Probe',\n"
        "quote = function(parcel, destination, params)\n%s\nend }\n",
        body);
    script_write("shipping/probe.lua", text.ptr);
    if (script_load() != KT_OK)
        return kt_arena_format(&unit_arena, "error: %s", script_faults()).ptr;
    return script_ask(KT_RULE_SHIPPING, "probe", "");
}

const char *
script_value(const char *expression)
{
    return script_run(
        kt_arena_format(&unit_arena, "return nil, tostring(%s)", expression)
            .ptr);
}
