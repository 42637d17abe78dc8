#include "domain/payment/payment.h"

struct sums {
    int64_t captured;
    int64_t refunded;
    bool has[KT_PAY_DECLINED + 1];
};

static struct sums
sum_up(const struct kt_payment *payments, size_t count)
{
    struct sums sums = { 0 };
    for (size_t i = 0; i < count; i++) {
        sums.captured += payments[i].captured_minor;
        sums.refunded += payments[i].refunded_minor;
        sums.has[payments[i].state] = true;
    }
    return sums;
}

/* No money has come yet: the most hopeful attempt names the whole. */
static enum kt_payments_state
compute_unpaid(const struct sums *sums)
{
    if (sums->has[KT_PAY_AUTHORIZED])
        return KT_PAYMENTS_AUTHORIZED;
    if (sums->has[KT_PAY_NEEDS_ACTION])
        return KT_PAYMENTS_NEEDS_ACTION;
    if (sums->has[KT_PAY_PENDING])
        return KT_PAYMENTS_PENDING;
    if (sums->has[KT_PAY_DECLINED])
        return KT_PAYMENTS_DECLINED;
    if (sums->has[KT_PAY_VOIDED])
        return KT_PAYMENTS_VOIDED;
    return KT_PAYMENTS_PENDING;
}

enum kt_payments_state
kt_payments_compute(const struct kt_payment *payments, size_t count,
                    int64_t due_minor)
{
    if (due_minor == 0)
        return KT_PAYMENTS_PAID;
    struct sums sums = sum_up(payments, count);
    if (sums.captured == 0)
        return compute_unpaid(&sums);
    if (sums.refunded == sums.captured)
        return KT_PAYMENTS_REFUNDED;
    if (sums.refunded > 0)
        return KT_PAYMENTS_PARTIALLY_REFUNDED;
    return sums.captured < due_minor ? KT_PAYMENTS_PARTIALLY_PAID
                                     : KT_PAYMENTS_PAID;
}

struct kt_payment_out
kt_payment_tell(const struct kt_payment *payment)
{
    return (struct kt_payment_out){
        .id = payment->id,
        .provider = payment->provider,
        .state = payment->state,
        .amount = payment->amount_minor,
        .captured = payment->captured_minor,
        .refunded = payment->refunded_minor,
        .reference = payment->reference,
    };
}

const char *const kt_payments_state_names[] = {
    "pending",    "needs_action",
    "authorized", "partially_paid",
    "paid",       "partially_refunded",
    "refunded",   "voided",
    "declined",   NULL
};

#define FIELD(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_payment_out, member, 0, __VA_ARGS__)

/* clang-format off */
static const struct kt_field out_fields[] = {
    FIELD(ID, id, .prefix = "pay"),
    FIELD(STR, provider, .help = "Code of the provider"),
    FIELD(ENUM, state, .names = kt_payment_state_names),
    FIELD(INT, amount, .help = "What it is about, in minor units"),
    FIELD(INT, captured, .help = "Money taken so far"),
    FIELD(INT, refunded, .help = "Money given back so far"),
    FIELD(STR, reference, .help = "The provider's own number"),
};

static const struct kt_field in_fields[] = {
    KT_FIELD(STR, struct kt_payment_in, provider, KT_REQUIRED, .min = 1, .max = 40,
             .help = "One of the cart's payment-methods"),
    KT_FIELD(STR, struct kt_payment_in, token, 0, .max = 200,
             .help = "What the provider gave the storefront; the provider test takes approve, "
                     "authorize, decline and needs_action"),
};

static const struct kt_field method_fields[] = {
    KT_FIELD(STR, struct kt_payment_method_out, provider, 0, .help = "Its code"),
    KT_FIELD(STR, struct kt_payment_method_out, title, 0, .help = "Its name"),
};
/* clang-format on */

#undef FIELD

const struct kt_shape kt_payment_out_shape =
    KT_SHAPE("Payment", struct kt_payment_out, out_fields,
             "One attempt to pay an order");

const struct kt_shape kt_payment_in_shape =
    KT_SHAPE("PaymentIn", struct kt_payment_in, in_fields,
             "How the buyer wants to pay");

const struct kt_shape kt_payment_method_shape =
    KT_SHAPE("PaymentMethod", struct kt_payment_method_out, method_fields,
             "A way to pay that the shop offers");
