#include "base/assert.h"
#include "service/payment.h"

static const struct kt_str default_providers[] = { KT_STR_INIT("manual") };

static struct kt_list
offered(const struct kt_shop *shop)
{
    if (shop->settings.payment_providers.count > 0)
        return shop->settings.payment_providers;
    return (struct kt_list){ (void *)(uintptr_t)default_providers,
                             KT_COUNT(default_providers) };
}

struct kt_list
kt_payment_methods(const struct kt_shop *shop, struct kt_arena *arena)
{
    struct kt_list codes = offered(shop);
    struct kt_payment_method_out *out =
        KT_NEW_ARRAY(arena, struct kt_payment_method_out, codes.count);
    size_t count = 0;
    for (size_t i = 0; i < codes.count; i++) {
        const struct kt_payment_provider *provider =
            kt_payment_provider_find(((const struct kt_str *)codes.items)[i]);
        if (provider != NULL)
            out[count++] =
                (struct kt_payment_method_out){ kt_str_of(provider->code),
                                                kt_str_of(provider->title) };
    }
    return (struct kt_list){ out, count };
}

const struct kt_payment_provider *
kt_payment_offered(const struct kt_shop *shop, struct kt_str code)
{
    struct kt_list codes = offered(shop);
    const struct kt_str *items = codes.items;
    for (size_t i = 0; i < codes.count; i++)
        if (kt_str_eq(items[i], code))
            return kt_payment_provider_find(code);
    return NULL;
}

static enum kt_status
ask(const struct kt_call *call, const struct kt_payment_in *in,
    const struct kt_payment_provider **provider,
    struct kt_payment_outcome *outcome, struct kt_error *err)
{
    *provider = kt_payment_offered(call->shop, in->provider);
    if (*provider == NULL)
        return kt_error_add(err, KT_STR("/payment/provider"), "unknown",
                            "one of the cart's payment-methods");
    if ((*provider)->authorize(in->token, outcome))
        return KT_OK;
    const char *tokens = (*provider)->tokens;
    return kt_error_add(err, KT_STR("/payment/token"), "unknown", "%s",
                        tokens != NULL ? tokens : "it takes no token");
}

void
kt_payment_apply(struct kt_payment *payment, const struct kt_edge *edge,
                 int64_t refund_minor)
{
    payment->state = edge->to;
    if ((edge->effects & KT_PAY_TAKES_MONEY) != 0)
        payment->captured_minor = payment->amount_minor;
    if ((edge->effects & KT_PAY_GIVES_MONEY_BACK) != 0)
        payment->refunded_minor += refund_minor;
}

enum kt_status
kt_payment_begin(const struct kt_call *call, const struct kt_payment_in *in,
                 int64_t due_minor, struct kt_payment *payment,
                 struct kt_error *err)
{
    const struct kt_payment_provider *provider;
    struct kt_payment_outcome outcome;
    const struct kt_edge *edge;
    KT_TRY(ask(call, in, &provider, &outcome, err));
    if (outcome.event == KT_PAY_DECLINE)
        return kt_fail_payment_declined(err, outcome.reason);
    *payment = (struct kt_payment){
        .id = kt_id_new(call->now_ms),
        .provider = kt_str_of(provider->code),
        .state = kt_payment_machine.start,
        .amount_minor = due_minor,
        .reference = outcome.reference,
        .version = 1,
        .created_ms = call->now_ms,
    };
    if (outcome.event < 0)
        return KT_OK;
    struct kt_payment_facts facts = { 0 };
    KT_TRY(kt_machine_take(&kt_payment_machine, payment->state, outcome.event,
                           &facts, &edge, err));
    kt_payment_apply(payment, edge, 0);
    return KT_OK;
}
