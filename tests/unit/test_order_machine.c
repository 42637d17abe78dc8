#include "domain/order/order_machine.h"

#include "machine_walk.h"

static const struct kt_order_facts owing = { .is_settled = false };
static const struct kt_order_facts settled = { .is_settled = true };

static int
take(int state, int event, const struct kt_order_facts *facts,
     unsigned *effects)
{
    const struct kt_edge *edge = NULL;
    enum kt_status status = kt_machine_take(&kt_order_machine, state, event,
                                            facts, &edge, &unit_err);
    if (status != KT_OK)
        return -1;
    *effects = edge->effects;
    return edge->to;
}

START_TEST(test_table_has_no_dead_end)
{
    walk_check(&kt_order_machine,
               1U << KT_ORDER_COMPLETED | 1U << KT_ORDER_CANCELLED);
}
END_TEST

START_TEST(test_edges)
{
    static const int to[5][5] = {
        /* confirm hold release complete cancel */
        { KT_ORDER_CONFIRMED, KT_ORDER_HELD, -1, -1, KT_ORDER_CANCELLED },
        { -1, -1, KT_ORDER_CONFIRMED, -1, KT_ORDER_CANCELLED },
        { -1, KT_ORDER_HELD, -1, KT_ORDER_COMPLETED, KT_ORDER_CANCELLED },
        { -1, -1, -1, -1, -1 },
        { -1, -1, -1, -1, -1 },
    };
    for (int state = 0; state < 5; state++)
        for (int event = 0; event < 5; event++) {
            unsigned effects = 0;
            ck_assert_int_eq(take(state, event, &settled, &effects),
                             to[state][event]);
        }
}
END_TEST

START_TEST(test_completing_needs_payment)
{
    unsigned effects = 0;
    ck_assert_int_eq(take(KT_ORDER_CONFIRMED, KT_ORDER_COMPLETE, &owing,
                          &effects),
                     -1);
    ck_assert_int_eq(unit_err.status, KT_TRANSITION_REFUSED);
    ck_assert_uint_eq(unit_err.field_count, 3);
    assert_text(unit_err.fields[0].text, "confirmed");
    assert_text(unit_err.fields[1].text, "complete");
    assert_text(unit_err.fields[2].text, "hold, cancel");
    ck_assert_int_eq(take(KT_ORDER_CONFIRMED, KT_ORDER_COMPLETE, &settled,
                          &effects),
                     KT_ORDER_COMPLETED);
    ck_assert_uint_eq(effects, KT_ORDER_HANDS_OVER);
}
END_TEST

START_TEST(test_cancelling_gives_back)
{
    unsigned effects = 0;
    take(KT_ORDER_HELD, KT_ORDER_CANCEL, &owing, &effects);
    ck_assert_uint_eq(effects,
                      KT_ORDER_GIVES_STOCK_BACK | KT_ORDER_GIVES_USES_BACK |
                          KT_ORDER_RESTORES_CARDS | KT_ORDER_VOIDS_PAYMENTS);
}
END_TEST

START_TEST(test_names)
{
    ck_assert_int_eq(kt_machine_event(&kt_order_machine, KT_STR("cancel")),
                     KT_ORDER_CANCEL);
    ck_assert_int_eq(kt_machine_event(&kt_order_machine, KT_STR("capture")),
                     -1);
    ck_assert_int_eq(kt_machine_state(&kt_order_machine, KT_STR("completed")),
                     KT_ORDER_COMPLETED);
    struct kt_list possible =
        kt_machine_possible(&kt_order_machine, KT_ORDER_COMPLETED, &settled,
                            &unit_arena);
    ck_assert_uint_eq(possible.count, 0);
}
END_TEST

START_TEST(test_diagram)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_machine_write_diagram(&kt_order_machine, &buf);
    assert_text(kt_buf_view(&buf),
                "stateDiagram-v2\n"
                "    [*] --> placed\n"
                "    placed --> confirmed : confirm\n"
                "    placed --> held : hold\n"
                "    placed --> cancelled : cancel\n"
                "    held --> confirmed : release\n"
                "    held --> cancelled : cancel\n"
                "    confirmed --> held : hold\n"
                "    confirmed --> completed : complete [settled]\n"
                "    confirmed --> cancelled : cancel\n"
                "    completed --> [*]\n"
                "    cancelled --> [*]\n");
}
END_TEST

Suite *kt_suite_order_machine(void);

Suite *
kt_suite_order_machine(void)
{
    Suite *suite = suite_create("order_machine");
    TCase *tests = unit_case(suite, "machine");
    tcase_add_test(tests, test_table_has_no_dead_end);
    tcase_add_test(tests, test_edges);
    tcase_add_test(tests, test_completing_needs_payment);
    tcase_add_test(tests, test_cancelling_gives_back);
    tcase_add_test(tests, test_names);
    tcase_add_test(tests, test_diagram);
    return suite;
}
