/* Step 5: what each shipping method of the shop asks, and the fee of the one
 * that was chosen, or of the first that is offered. */

#include "domain/pricing/work.h"

static bool
needs_shipping(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        if (quote->lines[i].item->requires_shipping)
            return true;
    }
    return false;
}

static enum kt_status
ask(struct kt_work *work, const struct kt_rule_use *method)
{
    struct kt_shipping *shipping = &work->quote->shipping;
    struct kt_shipping_offer offer = { 0 };

    if (work->rules->offer(work->rules->host, method, work->quote, work->arena,
                           &offer, work->err) != KT_OK)
        return kt_rule_refuse(method->rule, kt_rule_failure_text(work->err),
                              work->err);
    int64_t none = 0, typed = offer.price_minor;
    if (offer.is_offered)
        KT_TRY(kt_work_price_abroad(work, NULL, method->tax_class,
                                    &offer.price_minor, &none));
    kt_shipping_trace_ask(work, method, &offer, typed);
    if (!offer.is_offered)
        return KT_OK;
    if (offer.price_minor < 0 || offer.price_minor > KT_MONEY_MAX)
        return kt_rule_refuse(method->rule,
                              KT_STR("a fee must be from 0 to 9999999999999"),
                              work->err);
    shipping->options[shipping->option_count++] = (struct kt_shipping_option){
        .method = method,
        .title = offer.title.len > 0 ? offer.title : method->title,
        .price_minor = offer.price_minor,
    };
    return KT_OK;
}

static const struct kt_shipping_option *
find_option(const struct kt_shipping *shipping, struct kt_str code)
{
    for (size_t i = 0; i < shipping->option_count; i++) {
        if (kt_str_eq(shipping->options[i].method->code, code))
            return &shipping->options[i];
    }
    return NULL;
}

static void
choose(struct kt_work *work)
{
    struct kt_shipping *shipping = &work->quote->shipping;
    struct kt_str wanted = work->in->shipping_option;
    const struct kt_shipping_option *option = find_option(shipping, wanted);

    if (option == NULL && wanted.len > 0)
        kt_work_problem(work, KT_STR("/shipping_option"), "not_offered",
                        "this way of shipping is not offered for this cart");
    shipping->is_estimate = option == NULL;
    if (option == NULL && shipping->option_count > 0)
        option = &shipping->options[0];
    if (option == NULL)
        return;
    shipping->method = option->method;
    shipping->title = option->title;
    shipping->fee_minor = option->price_minor;
    shipping->amount_minor = option->price_minor;
}

enum kt_status
kt_work_shipping(struct kt_work *work)
{
    const struct kt_quote_input *in = work->in;
    struct kt_shipping *shipping = &work->quote->shipping;

    *shipping = (struct kt_shipping){
        .is_needed = needs_shipping(work->quote),
        .options = KT_NEW_ARRAY(work->arena, struct kt_shipping_option,
                                in->shipping_method_count + 1),
    };
    kt_shipping_trace_begin(work);
    if (!shipping->is_needed)
        return KT_OK;
    for (size_t i = 0; i < in->shipping_method_count; i++)
        KT_TRY(ask(work, &in->shipping_methods[i]));
    choose(work);
    kt_shipping_trace_end(work);
    return KT_OK;
}
