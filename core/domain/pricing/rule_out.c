#include "domain/pricing/rule_out.h"

#include "base/text.h"

static struct kt_rule_cost_out
tell_cost(int64_t steps, int64_t nanoseconds)
{
    return (struct kt_rule_cost_out){ .steps = steps,
                                      .nanoseconds = nanoseconds };
}

/* ---- prices ---- */

static int
looked_in(const struct kt_price_told *told)
{
    enum { NOTHING, ALL_LISTS, BASE, LIST };
    if (!told->has_looked)
        return NOTHING;
    if (told->is_any_list)
        return ALL_LISTS;
    return told->list[0] == '\0' ? BASE : LIST;
}

static struct kt_list
tell_asked(const struct kt_price_trace *trace, struct kt_arena *arena)
{
    struct kt_price_asked_out *out =
        KT_NEW_ARRAY(arena, struct kt_price_asked_out, trace->asked_count);
    for (size_t i = 0; i < trace->asked_count; i++) {
        const struct kt_price_asked *asked = &trace->asked[i];
        out[i] = (struct kt_price_asked_out){
            .code = asked->use->code,
            .rule = asked->use->rule,
            .state = asked->is_answered,
            .looked_in = looked_in(&asked->told),
            .list = kt_str_of(asked->told.list),
            .cost = tell_cost(asked->told.steps, asked->told.nanoseconds),
        };
    }
    return (struct kt_list){ out, trace->asked_count };
}

static struct kt_list
tell_matches(unsigned met, struct kt_arena *arena)
{
    struct kt_str *names =
        KT_NEW_ARRAY(arena, struct kt_str, KT_PRICE_CONDITION_COUNT);
    size_t count = 0;
    for (unsigned i = 0; i < KT_PRICE_CONDITION_COUNT; i++)
        if (met & 1U << i)
            names[count++] = kt_str_of(kt_price_condition_names[i]);
    return (struct kt_list){ names, count };
}

static struct kt_list
tell_candidates(const struct kt_price_trace *trace, struct kt_arena *arena)
{
    struct kt_candidate_out *out =
        KT_NEW_ARRAY(arena, struct kt_candidate_out, trace->candidate_count);
    for (size_t i = 0; i < trace->candidate_count; i++) {
        const struct kt_price_candidate *candidate = &trace->candidates[i];
        out[i] = (struct kt_candidate_out){
            .amount = candidate->price->amount_minor,
            .list = candidate->price->list,
            .state = (int)candidate->state,
        };
        if (candidate->met != 0)
            out[i].matches = tell_matches(candidate->met, arena);
        if (candidate->state != KT_CANDIDATE_NOT_MATCHED)
            continue;
        out[i].reason = kt_str_of(kt_price_condition_names[candidate->missed]);
        out[i].wanted = kt_said_text(&candidate->wanted, arena);
        out[i].actual = kt_said_text(&candidate->actual, arena);
    }
    return (struct kt_list){ out, trace->candidate_count };
}

static struct kt_list
tell_prices(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_price_trace_out *out =
        KT_NEW_ARRAY(arena, struct kt_price_trace_out, quote->line_count);
    size_t count = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_price_trace *trace = quote->lines[i].price;
        if (trace != NULL)
            out[count++] = (struct kt_price_trace_out){
                .line = (int64_t)i,
                .source = (int)trace->source,
                .price = trace->price_minor > 0 ? trace->price_minor : 0,
                .compare_at = trace->compare_at_minor,
                .is_graduated = trace->is_graduated,
                .rules = tell_asked(trace, arena),
                .candidates = tell_candidates(trace, arena),
                .left_out = (int64_t)trace->left_out,
            };
    }
    return (struct kt_list){ out, count };
}

/* ---- shipping ---- */

/* What promotions take off a method that is offered, the chosen one or not. */
static int64_t
discount_of(const struct kt_shipping *shipping, const struct kt_rule_use *use)
{
    for (size_t i = 0; i < shipping->option_count; i++)
        if (shipping->options[i].method == use)
            return shipping->options[i].discount_minor;
    return 0;
}

static struct kt_method_trace_out
tell_method(const struct kt_quote *quote, const struct kt_method_trace *method,
            struct kt_arena *arena)
{
    const struct kt_shipping *shipping = &quote->shipping;
    struct kt_method_trace_out out = {
        .code = method->use->code,
        .rule = method->use->rule,
        .state = (int)method->state,
        .price = method->price_minor,
        .reason = method->reason,
        .detail = method->detail,
        .wanted = kt_said_text(&method->wanted, arena),
        .actual = kt_said_text(&method->actual, arena),
        .discount = discount_of(shipping, method->use),
        .cost = tell_cost(method->steps, method->nanoseconds),
    };
    if (method->state != KT_METHOD_CHOSEN)
        return out;
    out.discount = shipping->fee_minor - shipping->amount_minor;
    out.discounts = kt_discounts_tell(quote, shipping->discounts,
                                      shipping->discount_count, arena);
    return out;
}

static struct kt_shipping_trace_out *
tell_shipping(const struct kt_quote *quote, struct kt_arena *arena)
{
    const struct kt_shipping_trace *trace = quote->shipping.trace;
    if (trace == NULL)
        return NULL;
    struct kt_method_trace_out *methods =
        KT_NEW_ARRAY(arena, struct kt_method_trace_out, trace->method_count);
    for (size_t i = 0; i < trace->method_count; i++)
        methods[i] = tell_method(quote, &trace->methods[i], arena);
    struct kt_shipping_trace_out *out =
        KT_NEW(arena, struct kt_shipping_trace_out);
    *out = (struct kt_shipping_trace_out){
        .choice = (int)trace->choice,
        .methods = { methods, trace->method_count },
    };
    return out;
}

/* ---- the whole ---- */

struct kt_rule_trace_out *
kt_rule_trace_tell(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_rule_trace_out *out = KT_NEW(arena, struct kt_rule_trace_out);
    out->prices = tell_prices(quote, arena);
    out->shipping = tell_shipping(quote, arena);
    return out;
}

static void
tell_time(struct kt_rule_cost_out *cost)
{
    cost->microseconds = (cost->nanoseconds + 999) / 1000;
}

void
kt_rule_trace_tell_times(struct kt_rule_trace_out *out)
{
    struct kt_price_trace_out *prices = out->prices.items;
    for (size_t i = 0; i < out->prices.count; i++) {
        struct kt_price_asked_out *rules = prices[i].rules.items;
        for (size_t j = 0; j < prices[i].rules.count; j++)
            tell_time(&rules[j].cost);
    }
    if (out->shipping == NULL)
        return;
    struct kt_method_trace_out *methods = out->shipping->methods.items;
    for (size_t i = 0; i < out->shipping->methods.count; i++)
        tell_time(&methods[i].cost);
}
