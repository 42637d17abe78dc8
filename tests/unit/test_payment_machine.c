#include "domain/payment/payment.h"

#include "machine_walk.h"

START_TEST(test_table_has_no_dead_end)
{
    walk_check(&kt_payment_machine, 1U << KT_PAY_REFUNDED |
                                        1U << KT_PAY_VOIDED |
                                        1U << KT_PAY_DECLINED);
}
END_TEST

START_TEST(test_refund_by_amount)
{
    static const struct {
        int from;
        int64_t captured, refunded, refund;
        int to;
    } cases[] = {
        { KT_PAY_CAPTURED, 1000, 0, 1000, KT_PAY_REFUNDED },
        { KT_PAY_CAPTURED, 1000, 0, 400, KT_PAY_PARTIALLY_REFUNDED },
        { KT_PAY_PARTIALLY_REFUNDED, 1000, 400, 500,
          KT_PAY_PARTIALLY_REFUNDED },
        { KT_PAY_PARTIALLY_REFUNDED, 1000, 400, 600, KT_PAY_REFUNDED },
        { KT_PAY_PARTIALLY_REFUNDED, 1000, 400, 601, -1 },
        { KT_PAY_AUTHORIZED, 0, 0, 0, -1 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_payment_facts facts = { cases[i].captured, cases[i].refunded,
                                          cases[i].refund };
        const struct kt_edge *edge = NULL;
        enum kt_status status =
            kt_machine_take(&kt_payment_machine, cases[i].from, KT_PAY_REFUND,
                            &facts, &edge, &unit_err);
        ck_assert_int_eq(status == KT_OK ? edge->to : -1, cases[i].to);
    }
}
END_TEST

START_TEST(test_possible_tells_each_event_once)
{
    struct kt_payment_facts facts = { 1000, 0, 400 };
    struct kt_list possible =
        kt_machine_possible(&kt_payment_machine, KT_PAY_CAPTURED, &facts,
                            &unit_arena);
    ck_assert_uint_eq(possible.count, 1);
    assert_text(((const struct kt_str *)possible.items)[0], "refund");
}
END_TEST

#define PAYMENT(STATE, CAPTURED, REFUNDED)                                     \
    {                                                                          \
        .state = (STATE), .amount_minor = 1000, .captured_minor = (CAPTURED),  \
        .refunded_minor = (REFUNDED)                                           \
    }

START_TEST(test_state_of_all)
{
    static const struct {
        struct kt_payment payments[2];
        size_t count;
        int64_t due;
        enum kt_payments_state want;
    } cases[] = {
        { { PAYMENT(0, 0, 0) }, 0, 0, KT_PAYMENTS_PAID },
        { { PAYMENT(KT_PAY_PENDING, 0, 0) }, 1, 1000, KT_PAYMENTS_PENDING },
        { { PAYMENT(KT_PAY_NEEDS_ACTION, 0, 0) },
          1,
          1000,
          KT_PAYMENTS_NEEDS_ACTION },
        { { PAYMENT(KT_PAY_DECLINED, 0, 0), PAYMENT(KT_PAY_AUTHORIZED, 0, 0) },
          2,
          1000,
          KT_PAYMENTS_AUTHORIZED },
        { { PAYMENT(KT_PAY_CAPTURED, 1000, 0) }, 1, 1000, KT_PAYMENTS_PAID },
        { { PAYMENT(KT_PAY_CAPTURED, 1000, 0) },
          1,
          1500,
          KT_PAYMENTS_PARTIALLY_PAID },
        { { PAYMENT(KT_PAY_PARTIALLY_REFUNDED, 1000, 1) },
          1,
          1000,
          KT_PAYMENTS_PARTIALLY_REFUNDED },
        { { PAYMENT(KT_PAY_REFUNDED, 1000, 1000) },
          1,
          1000,
          KT_PAYMENTS_REFUNDED },
        { { PAYMENT(KT_PAY_VOIDED, 0, 0) }, 1, 1000, KT_PAYMENTS_VOIDED },
        { { PAYMENT(KT_PAY_VOIDED, 0, 0), PAYMENT(KT_PAY_DECLINED, 0, 0) },
          2,
          1000,
          KT_PAYMENTS_DECLINED },
        { { PAYMENT(0, 0, 0) }, 0, 1000, KT_PAYMENTS_PENDING },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        ck_assert_int_eq(kt_payments_compute(cases[i].payments, cases[i].count,
                                             cases[i].due),
                         cases[i].want);
}
END_TEST

START_TEST(test_providers)
{
    static const struct {
        const char *provider, *token;
        int event; /* -2: refused */
    } cases[] = {
        { "test", "", KT_PAY_CAPTURE },
        { "test", "approve", KT_PAY_CAPTURE },
        { "test", "authorize", KT_PAY_AUTHORIZE },
        { "test", "decline", KT_PAY_DECLINE },
        { "test", "needs_action", KT_PAY_REQUIRE_ACTION },
        { "test", "aprove", -2 },
        { "manual", "", -1 },
        { "manual", "approve", -2 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        const struct kt_payment_provider *provider =
            kt_payment_provider_find(kt_str_of(cases[i].provider));
        struct kt_payment_outcome outcome;
        bool is_known =
            provider->authorize(kt_str_of(cases[i].token), &outcome);
        ck_assert_int_eq(is_known ? outcome.event : -2, cases[i].event);
    }
    ck_assert_ptr_null(kt_payment_provider_find(KT_STR("tests")));
}
END_TEST

Suite *kt_suite_payment_machine(void);

Suite *
kt_suite_payment_machine(void)
{
    Suite *suite = suite_create("payment_machine");
    TCase *tests = unit_case(suite, "machine");
    tcase_add_test(tests, test_table_has_no_dead_end);
    tcase_add_test(tests, test_refund_by_amount);
    tcase_add_test(tests, test_possible_tells_each_event_once);
    tcase_add_test(tests, test_state_of_all);
    tcase_add_test(tests, test_providers);
    return suite;
}
