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

/* ---- taxes ---- */

struct kt_str
kt_exact_tell(int64_t milli, int64_t amount, struct kt_arena *arena)
{
    if (milli == amount * 1000)
        return (struct kt_str){ NULL, 0 };
    struct kt_str text = kt_decimal_format(arena, milli, 3);
    while (text.ptr[text.len - 1] == '0')
        text.len--;
    if (text.ptr[text.len - 1] == '.')
        text.len--;
    return text;
}

static struct kt_list
tell_taxes(const struct kt_tax_line_trace *line, struct kt_arena *arena)
{
    struct kt_tax_part_out *out =
        KT_NEW_ARRAY(arena, struct kt_tax_part_out, line->tax_count);
    for (size_t i = 0; i < line->tax_count; i++) {
        const struct kt_tax *tax = &line->taxes[i];
        out[i] = (struct kt_tax_part_out){
            .name = tax->name,
            .rate = kt_rate_format_percent(arena, tax->rate_ppm),
            .is_included = tax->is_included,
            .amount = tax->amount_minor,
            .exact = kt_exact_tell(tax->exact_milli, tax->amount_minor, arena),
        };
        if (line->dues[i] == NULL)
            continue;
        out[i].zone = line->dues[i]->zone;
        out[i].place = line->dues[i]->place;
        out[i].starts_at = line->dues[i]->starts_ms;
        out[i].ends_at = line->dues[i]->ends_ms;
    }
    return (struct kt_list){ out, line->tax_count };
}

static struct kt_tax_line_out
tell_tax_line(const struct kt_tax_line_trace *line, struct kt_arena *arena)
{
    bool is_changed =
        line->typed_minor != line->price_minor && line->typed_minor >= 0;
    return (struct kt_tax_line_out){
        .line = line->line == KT_TRACE_SHIPPING ? -1 : (int64_t)line->line,
        .state = (int)line->state,
        .tax_class = line->tax_class,
        .due_class = line->due_class,
        .note = line->note,
        .is_weighted = line->is_weighted,
        .taxes = tell_taxes(line, arena),
        .typed = is_changed ? line->typed_minor : 0,
        .price = is_changed ? line->price_minor : 0,
        .cost = tell_cost(line->steps, line->nanoseconds),
    };
}

static struct kt_tax_trace_out *
tell_tax(const struct kt_quote *quote, struct kt_arena *arena)
{
    const struct kt_pricing_settings *settings = &quote->in->settings;
    const struct kt_tax_trace *trace = quote->tax;
    if (trace == NULL)
        return NULL;
    struct kt_tax_trace_out *out = KT_NEW(arena, struct kt_tax_trace_out);
    struct kt_tax_line_out *lines =
        KT_NEW_ARRAY(arena, struct kt_tax_line_out, trace->line_count);
    for (size_t i = 0; i < trace->line_count; i++)
        lines[i] = tell_tax_line(&trace->lines[i], arena);
    *out = (struct kt_tax_trace_out){
        .place = (int)trace->place,
        .country = trace->country,
        .region = trace->region,
        .postal_code = trace->postal_code,
        .is_cross_border = trace->is_cross_border,
        .vat_id = (int)trace->vat_id,
        .vat_country = trace->vat_country,
        .mode = (int)settings->tax_mode,
        .level = (int)settings->tax_level,
        .rounding = (int)settings->tax_rounding,
        .keeps = (int)settings->price_keeps,
        .lines = { lines, trace->line_count },
    };
    if (trace->use != NULL) {
        out->code = trace->use->code;
        out->rule = trace->use->rule;
    }
    return out;
}

/* ---- the whole ---- */

struct kt_rule_trace_out *
kt_rule_trace_tell(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_rule_trace_out *out = KT_NEW(arena, struct kt_rule_trace_out);
    out->prices = tell_prices(quote, arena);
    out->shipping = tell_shipping(quote, arena);
    out->tax = tell_tax(quote, arena);
    return out;
}

static void
tell_time(struct kt_rule_cost_out *cost)
{
    cost->microseconds = (cost->nanoseconds + 999) / 1000;
}

static void
tell_price_times(struct kt_list *list)
{
    struct kt_price_trace_out *prices = list->items;
    for (size_t i = 0; i < list->count; i++) {
        struct kt_price_asked_out *rules = prices[i].rules.items;
        for (size_t j = 0; j < prices[i].rules.count; j++)
            tell_time(&rules[j].cost);
    }
}

void
kt_rule_trace_tell_times(struct kt_rule_trace_out *out)
{
    tell_price_times(&out->prices);
    if (out->shipping != NULL) {
        struct kt_method_trace_out *methods = out->shipping->methods.items;
        for (size_t i = 0; i < out->shipping->methods.count; i++)
            tell_time(&methods[i].cost);
    }
    if (out->tax != NULL) {
        struct kt_tax_line_out *lines = out->tax->lines.items;
        for (size_t i = 0; i < out->tax->lines.count; i++)
            tell_time(&lines[i].cost);
    }
}
