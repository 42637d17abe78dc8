#include "base/assert.h"
#include "domain/payment/payment.h"

/* A bank transfer or cash: staff records the money when it is there. */
static bool
authorize_manual(struct kt_str token, struct kt_payment_outcome *outcome)
{
    *outcome = (struct kt_payment_outcome){ .event = -1 };
    return kt_str_is_empty(token);
}

struct test_token {
    const char *token;
    int event;
    const char *reason;
};

static const struct test_token test_tokens[] = {
    { "approve", KT_PAY_CAPTURE, "" },
    { "authorize", KT_PAY_AUTHORIZE, "" },
    { "decline", KT_PAY_DECLINE, "card_declined" },
    { "needs_action", KT_PAY_REQUIRE_ACTION, "" },
};

/* Does what its token says; no token approves. */
static bool
authorize_test(struct kt_str token, struct kt_payment_outcome *outcome)
{
    for (size_t i = 0; i < KT_COUNT(test_tokens); i++) {
        const struct test_token *row = &test_tokens[i];
        if (kt_str_eq(token, kt_str_of(row->token)) ||
            (i == 0 && kt_str_is_empty(token))) {
            *outcome = (struct kt_payment_outcome){
                .event = row->event,
                .reference = kt_str_of(row->token),
                .reason = kt_str_of(row->reason),
            };
            return true;
        }
    }
    return false;
}

static const struct kt_payment_provider providers[] = {
    { "manual", "Bank transfer or cash", authorize_manual, NULL },
    { "test", "Test payment", authorize_test,
      "approve, authorize, decline, needs_action" },
};

const struct kt_payment_provider *
kt_payment_provider_find(struct kt_str code)
{
    for (size_t i = 0; i < KT_COUNT(providers); i++)
        if (kt_str_eq(kt_str_of(providers[i].code), code))
            return &providers[i];
    return NULL;
}
