/* Which shipping methods were asked and what they answered, for a quote that
 * explains; those of other channels and zones, which are not asked, too. */

#include "domain/pricing/work.h"

void
kt_shipping_trace_begin(struct kt_work *work)
{
    const struct kt_quote_input *in = work->in;
    if (!in->explains)
        return;
    work->shipping = KT_NEW(work->arena, struct kt_shipping_trace);
    work->shipping->choice = KT_CHOICE_NOT_NEEDED;
    work->quote->shipping.trace = work->shipping;
    work->shipping->methods =
        KT_NEW_ARRAY(work->arena, struct kt_method_trace,
                     in->shipping_method_count + in->method_elsewhere_count);
}

static struct kt_method_trace *
push(struct kt_shipping_trace *trace, const struct kt_rule_use *use)
{
    struct kt_method_trace *method = &trace->methods[trace->method_count++];
    *method =
        (struct kt_method_trace){ .use = use, .state = KT_METHOD_NOT_OFFERED };
    return method;
}

void
kt_shipping_trace_ask(struct kt_work *work, const struct kt_rule_use *use,
                      const struct kt_shipping_offer *offer,
                      int64_t typed_minor)
{
    if (!work->in->explains)
        return;
    struct kt_method_trace *method = push(work->shipping, use);
    method->steps = offer->steps;
    method->nanoseconds = offer->nanoseconds;
    if (offer->is_offered) {
        method->state = KT_METHOD_OFFERED;
        method->price_minor = offer->price_minor;
        method->typed_minor = typed_minor;
        return;
    }
    method->reason = KT_STR("rule");
    method->detail = offer->reason;
    method->wanted = offer->wanted;
    method->actual = offer->actual;
}

static bool
has_text(struct kt_list list, struct kt_str text)
{
    const struct kt_str *texts = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (kt_str_eq(texts[i], text))
            return true;
    }
    return false;
}

static void
tell_elsewhere(struct kt_work *work, const struct kt_rule_use *use)
{
    const struct kt_quote_input *in = work->in;
    struct kt_method_trace *method = push(work->shipping, use);
    bool is_here = use->channels.count == 0 ||
                   has_text(use->channels, in->settings.channel);
    method->reason = is_here ? KT_STR("zone") : KT_STR("channel");
    method->wanted = kt_say_list(is_here ? use->zones : use->channels);
    method->actual = is_here ? kt_say_list(in->shipping_zones)
                             : kt_say_text(in->settings.channel);
}

void
kt_shipping_trace_end(struct kt_work *work)
{
    const struct kt_shipping *shipping = &work->quote->shipping;
    struct kt_shipping_trace *trace = work->shipping;
    if (!work->in->explains)
        return;
    trace->choice = shipping->method == NULL ? KT_CHOICE_NONE
                    : shipping->is_estimate  ? KT_CHOICE_FIRST
                                             : KT_CHOICE_ASKED;
    for (size_t i = 0; i < trace->method_count; i++)
        if (trace->methods[i].use == shipping->method)
            trace->methods[i].state = KT_METHOD_CHOSEN;
    for (size_t i = 0; i < work->in->method_elsewhere_count; i++)
        tell_elsewhere(work, &work->in->methods_elsewhere[i]);
}
