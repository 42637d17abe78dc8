#include "domain/payment/payment_machine.h"

#include "base/assert.h"

static int64_t
rest_after(const void *arg)
{
    const struct kt_payment_facts *facts = arg;
    return facts->captured_minor - facts->refunded_minor - facts->refund_minor;
}

static bool
refunds_part(const void *facts)
{
    return rest_after(facts) > 0;
}

static bool
refunds_rest(const void *facts)
{
    return rest_after(facts) == 0;
}

bool
kt_payment_is_open(enum kt_payment_state state)
{
    return state == KT_PAY_PENDING || state == KT_PAY_NEEDS_ACTION ||
           state == KT_PAY_AUTHORIZED;
}

const char *const kt_payment_state_names[] = {
    "pending",  "needs_action", "authorized", "captured", "partially_refunded",
    "refunded", "voided",       "declined",   NULL
};

static const char *const events[] = { "authorize", "capture", "require_action",
                                      "decline",   "void",    "refund",
                                      NULL };

static const char *const topics[] = { "payment.authorized",
                                      "payment.captured",
                                      "payment.needs_action",
                                      "payment.declined",
                                      "payment.voided",
                                      "payment.refunded",
                                      NULL };

enum { TAKES = KT_PAY_TAKES_MONEY, GIVES = KT_PAY_GIVES_MONEY_BACK };

#define AT(state) KT_PAY_##state

/* clang-format off */
static const struct kt_edge edges[] = {
    { AT(PENDING),      AT(AUTHORIZE),      AT(AUTHORIZED),   NULL, 0, NULL },
    { AT(PENDING),      AT(CAPTURE),        AT(CAPTURED),     NULL, TAKES, NULL },
    { AT(PENDING),      AT(REQUIRE_ACTION), AT(NEEDS_ACTION), NULL, 0, NULL },
    { AT(PENDING),      AT(DECLINE),        AT(DECLINED),     NULL, 0, NULL },
    { AT(PENDING),      AT(VOID),           AT(VOIDED),       NULL, 0, NULL },
    { AT(NEEDS_ACTION), AT(AUTHORIZE),      AT(AUTHORIZED),   NULL, 0, NULL },
    { AT(NEEDS_ACTION), AT(CAPTURE),        AT(CAPTURED),     NULL, TAKES, NULL },
    { AT(NEEDS_ACTION), AT(DECLINE),        AT(DECLINED),     NULL, 0, NULL },
    { AT(NEEDS_ACTION), AT(VOID),           AT(VOIDED),       NULL, 0, NULL },
    { AT(AUTHORIZED),   AT(CAPTURE),        AT(CAPTURED),     NULL, TAKES, NULL },
    { AT(AUTHORIZED),   AT(DECLINE),        AT(DECLINED),     NULL, 0, NULL },
    { AT(AUTHORIZED),   AT(VOID),           AT(VOIDED),       NULL, 0, NULL },
    { AT(CAPTURED),     AT(REFUND), AT(PARTIALLY_REFUNDED), refunds_part, GIVES, "part" },
    { AT(CAPTURED),     AT(REFUND), AT(REFUNDED),           refunds_rest, GIVES, "rest" },
    { AT(PARTIALLY_REFUNDED), AT(REFUND), AT(PARTIALLY_REFUNDED), refunds_part, GIVES, "part" },
    { AT(PARTIALLY_REFUNDED), AT(REFUND), AT(REFUNDED),     refunds_rest, GIVES, "rest" },
};
/* clang-format on */

#undef AT

const struct kt_machine kt_payment_machine = {
    .name = "payment",
    .states = kt_payment_state_names,
    .events = events,
    .topics = topics,
    .edges = edges,
    .edge_count = KT_COUNT(edges),
    .start = KT_PAY_PENDING,
};
