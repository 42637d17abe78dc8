/* Rules that are stopped too often: what serves in their place, and when they
 * come back. */
#include <pthread.h>

#include "watched_shop.h"

#define GIVEN_UP                                                               \
    "pricing/a.lua:5: a was stopped 5 times within a minute (stopped after "   \
    "20000 steps) and given up; "

START_TEST(test_the_last_good_generation_serves)
{
    watched_open("return 100");
    assert_same(watched_ask(), "100");
    watched_write("a", LOOPS);
    watched_write("b", "return 8");
    ck_assert_int_eq(watched_reload(), KT_OK);
    uint64_t turn = kt_host_turn(script_host);
    watched_ask_times(5, STEPS);
    watched_ask_times(3, "100");
    assert_same(script_ask(KT_RULE_PRICE, "b", "{}"), "7");
    ck_assert_uint_gt(kt_host_turn(script_host), turn);
    struct kt_rule_health health = watched_health("a");
    ck_assert_int_eq(health.state, KT_RULE_FALLEN_BACK);
    ck_assert_int_eq(health.failures[KT_FAILURE_BUDGET], 5);
    ck_assert_int_eq(health.kills_in_minute, 5);
    ck_assert_uint_eq(health.given_up.len, 64);
    ck_assert_int_eq(watched_health("b").state, KT_RULE_SERVING);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULE_KILLS), 5);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULES_GIVEN_UP), 1);
    assert_text(watched_faults(),
                GIVEN_UP "the rules before it serve until its text changes\n");
}
END_TEST

START_TEST(test_a_text_that_was_given_up_is_not_loaded_again)
{
    watched_open("return 100");
    watched_write("a", LOOPS);
    ck_assert_int_eq(watched_reload(), KT_OK);
    watched_ask_times(5, STEPS);
    ck_assert(!kt_host_is_stale(script_host));
    ck_assert_int_eq(watched_reload(), KT_INVALID_RULE);
    assert_same(script_faults(),
                GIVEN_UP "the rules before it serve until its text changes");
    watched_write("b", "return 9");
    ck_assert_int_eq(watched_reload(), KT_INVALID_RULE);
    assert_same(watched_ask(), "100");
    assert_same(script_ask(KT_RULE_PRICE, "b", "{}"), "7");

    /* A file that does not load is told beside it. */
    script_write("pricing/c.lua", "return +");
    ck_assert_int_eq(watched_reload(), KT_INVALID_RULE);
    assert_text(watched_faults(),
                "pricing/c.lua:1: unexpected symbol near '+'\n" GIVEN_UP
                "the rules before it serve until its text changes\n");
    script_remove("pricing/c.lua");

    watched_write("a", "return 101");
    ck_assert_int_eq(watched_reload(), KT_OK);
    assert_same(watched_ask(), "101");
    assert_same(script_ask(KT_RULE_PRICE, "b", "{}"), "9");
    struct kt_rule_health health = watched_health("a");
    ck_assert_int_eq(health.state, KT_RULE_SERVING);
    ck_assert_int_eq(health.failures[KT_FAILURE_BUDGET], 5);
    assert_text(health.given_up, "");
    assert_text(watched_faults(), "");
}
END_TEST

#define DISABLED                                                               \
    "error: it was stopped 5 times within a minute and given up; the last "    \
    "time: pricing/a.lua:5: stopped after 20000 steps"

START_TEST(test_without_an_earlier_text_the_rule_alone_is_off)
{
    watched_open(LOOPS);
    watched_ask_times(5, STEPS);
    watched_ask_times(2, DISABLED);
    assert_same(script_ask(KT_RULE_PRICE, "b", "{}"), "7");
    struct kt_rule_health health = watched_health("a");
    ck_assert_int_eq(health.state, KT_RULE_DISABLED);
    ck_assert_int_eq(health.failures[KT_FAILURE_BUDGET], 5);
    ck_assert_int_eq(health.failures[KT_FAILURE_DISABLED], 2);
    ck_assert_int_eq(health.failure, KT_FAILURE_BUDGET);
    ck_assert_int_eq(watched_failures("disabled"), 2);
    ck_assert_int_eq(watched_reload(), KT_INVALID_RULE);
    assert_same(script_faults(),
                GIVEN_UP "it is off, but for one try a minute");

    /* Other files are taken, and it stays off. */
    watched_write("b", "return 8");
    ck_assert_int_eq(watched_reload(), KT_OK);
    assert_same(script_ask(KT_RULE_PRICE, "b", "{}"), "8");
    watched_ask_times(1, DISABLED);
    assert_text(watched_faults(),
                GIVEN_UP "it is off, but for one try a minute\n");

    watched_write("a", "return 100");
    ck_assert_int_eq(watched_reload(), KT_OK);
    assert_same(watched_ask(), "100");
    ck_assert_int_eq(watched_health("a").state, KT_RULE_SERVING);
    assert_text(watched_faults(), "");
}
END_TEST

/* Perhaps it was only some carts that it could not bear. */
START_TEST(test_one_that_is_off_is_tried_once_a_minute)
{
    static const char *const fine = "{\"n\":3}";
    watched_open("while params.n == 0 do end return params.n");
    watched_ask_times(5, STEPS);
    assert_same(script_ask(KT_RULE_PRICE, "a", fine), DISABLED);
    watched_clock.fixed_ms += MINUTE - 1;
    assert_same(script_ask(KT_RULE_PRICE, "a", fine), DISABLED);
    watched_clock.fixed_ms += 1;
    watched_ask_times(1, STEPS);
    assert_same(script_ask(KT_RULE_PRICE, "a", fine), DISABLED);
    ck_assert_int_eq(watched_health("a").state, KT_RULE_DISABLED);

    watched_clock.fixed_ms += MINUTE;
    assert_same(script_ask(KT_RULE_PRICE, "a", fine), "3");
    assert_same(script_ask(KT_RULE_PRICE, "a", fine), "3");
    ck_assert_int_eq(watched_health("a").state, KT_RULE_SERVING);
    assert_text(watched_faults(), "");
    watched_ask_times(5, STEPS);
    watched_ask_times(1, DISABLED);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULES_GIVEN_UP), 2);
}
END_TEST

/* Nothing of the others is lost for a rule that is new. */
START_TEST(test_a_new_rule_is_off_alone)
{
    watched_open("return 100");
    script_remove("pricing/a.lua");
    ck_assert_int_eq(watched_reload(), KT_OK);
    watched_write("a", LOOPS);
    watched_write("b", "return 8");
    ck_assert_int_eq(watched_reload(), KT_OK);
    watched_ask_times(5, STEPS);
    watched_ask_times(1, DISABLED);
    assert_same(script_ask(KT_RULE_PRICE, "b", "{}"), "8");
}
END_TEST

/* A generation that was just being stopped is none to fall back to. */
START_TEST(test_the_good_generation_is_kept_over_bad_ones)
{
    watched_open("return 100");
    for (int i = 0; i < 3; i++) {
        watched_write("a", kt_arena_format(&unit_arena, LOOPS " -- %d", i).ptr);
        ck_assert_int_eq(watched_reload(), KT_OK);
        watched_ask_times(4, STEPS);
    }
    watched_ask_times(1, STEPS);
    assert_same(watched_ask(), "100");

    /* What the older text does wrong itself ends there. */
    watched_write("a", LOOPS " -- 3");
    ck_assert_int_eq(watched_reload(), KT_OK);
    watched_clock.fixed_ms += MINUTE;
    watched_write("a", LOOPS " -- 4");
    ck_assert_int_eq(watched_reload(), KT_OK);
    watched_ask_times(5, STEPS);
    watched_ask_times(5, STEPS);
    watched_ask_times(1, DISABLED);
}
END_TEST

START_TEST(test_only_kills_of_a_minute_count)
{
    watched_open(LOOPS);
    for (int i = 0; i < 20; i++) {
        watched_ask_times(1, STEPS);
        watched_clock.fixed_ms += MINUTE / 4;
    }
    ck_assert_int_eq(watched_health("a").kills_in_minute, 3);
    watched_clock.fixed_ms -= MINUTE;
    watched_ask_times(1, STEPS);
    watched_clock.fixed_ms += MINUTE;
    watched_ask_times(3, STEPS);
    ck_assert_int_eq(watched_health("a").kills_in_minute, 4);
    watched_ask_times(1, STEPS);
    watched_clock.fixed_ms += MINUTE - 1;
    watched_ask_times(1, STEPS);
    watched_ask_times(1, DISABLED);
}
END_TEST

START_TEST(test_errors_give_nothing_up)
{
    watched_open("return params.n < 1 and error('x') or params.n");
    for (int i = 0; i < 50; i++)
        watched_ask();
    ck_assert_int_eq(watched_health("a").failures[KT_FAILURE_ERROR], 50);
    assert_same(script_ask(KT_RULE_PRICE, "a", "{\"n\":3}"), "3");
}
END_TEST

/* Who only tries a rule out takes it from nobody. */
START_TEST(test_trials_give_nothing_up)
{
    watched_open("while params.n > 0 do end return 5");
    struct kt_registry *registry = kt_registry_acquire(script_host);
    struct kt_rules rules = kt_registry_trial_rules(registry);
    struct kt_rule_use use = { .rule = KT_STR("a"),
                               .params = KT_STR("{\"n\":1}") };
    const struct kt_quote_input *in = script_cart();
    struct kt_price_context context = { .buyer = &in->buyer, .quantity = 1 };
    struct kt_price_answer price;
    for (int i = 0; i < 20; i++) {
        kt_error_init(&unit_err, &unit_arena);
        ck_assert_int_eq(rules.price(rules.host, &use, in->lines[0].item,
                                     &context, in->settings.currency,
                                     &unit_arena, &price, &unit_err),
                         KT_RULE_FAILED);
    }
    kt_registry_release(registry);
    assert_same(watched_ask(), "5");
    ck_assert_int_eq(watched_health("a").failures[KT_FAILURE_BUDGET], 20);
    ck_assert_int_eq(watched_health("a").kills_in_minute, 0);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULE_KILLS), 0);
}
END_TEST

/* Without a clock, as in tests of rules, a rule may be stopped for ever. */
START_TEST(test_who_does_not_watch_gives_nothing_up)
{
    watched_open(LOOPS);
    script_clock = NULL;
    ck_assert_int_eq(script_load(), KT_OK);
    watched_ask_times(20, STEPS);
    ck_assert_int_eq(watched_health("a").failed_ms, 0);
}
END_TEST

/* ---- threads ---- */

enum { THREADS = 8 };

struct worker {
    pthread_t thread;
    int stopped, off, priced, wrong;
};

static const char *
price_once(struct kt_arena *arena)
{
    struct kt_registry *registry = kt_registry_acquire(script_host);
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_rule_use use = { .rule = KT_STR("a"), .params = KT_STR("{}") };
    struct kt_item item = { .sku = KT_STR("mug") };
    struct kt_buyer buyer = { .order_count = -1 };
    struct kt_price_context context = { .buyer = &buyer, .quantity = 1 };
    struct kt_error err;
    struct kt_price_answer price;
    const char *answer;
    kt_error_init(&err, arena);
    if (rules.price(rules.host, &use, &item, &context,
                    kt_currency_find(KT_STR("EUR")), arena, &price,
                    &err) == KT_OK)
        answer =
            kt_arena_format(arena, "%lld", (long long)price.unit_minor).ptr;
    else
        answer =
            kt_arena_format(arena, "error: %.*s", KT_STR_FMT(err.detail)).ptr;
    kt_registry_release(registry);
    return answer;
}

static void *
buy(void *data)
{
    struct worker *worker = data;
    for (int i = 0; i < 50; i++) {
        struct kt_arena arena;
        kt_arena_init(&arena, 0);
        const char *answer = price_once(&arena);
        if (strcmp(answer, STEPS) == 0)
            worker->stopped++;
        else if (strcmp(answer, DISABLED) == 0)
            worker->off++;
        else if (strcmp(answer, "100") == 0)
            worker->priced++;
        else
            worker->wrong++;
        kt_arena_release(&arena);
    }
    kt_script_leave_thread();
    return NULL;
}

/* Whoever began before the end may be stopped still, or told of it; nobody who
 * comes after. */
START_TEST(test_threads_fall_back_once)
{
    struct worker workers[THREADS] = { { .stopped = 0 } };
    struct worker all = { .stopped = 0 };
    watched_open("return 100");
    watched_write("a", LOOPS);
    ck_assert_int_eq(watched_reload(), KT_OK);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, buy,
                                        &workers[i]),
                         0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        all.stopped += workers[i].stopped;
        all.off += workers[i].off;
        all.priced += workers[i].priced;
        all.wrong += workers[i].wrong;
    }
    ck_assert_int_eq(all.wrong, 0);
    ck_assert_int_ge(all.stopped, 5);
    ck_assert_int_le(all.stopped, 5 + THREADS - 1);
    ck_assert_int_eq(all.stopped + all.off + all.priced, 50 * THREADS);
    ck_assert_int_gt(all.priced, 50 * THREADS - 5 - 2 * THREADS);
    ck_assert_int_eq(watched_figure(KT_METRIC_RULES_GIVEN_UP), 1);
    struct kt_rule_health health = watched_health("a");
    ck_assert_int_eq(health.state, KT_RULE_FALLEN_BACK);
    ck_assert_int_eq(health.failures[KT_FAILURE_BUDGET], all.stopped);
    assert_same(watched_ask(), "100");
}
END_TEST

Suite *
kt_suite_script_given_up(void)
{
    Suite *suite = suite_create("script_given_up");
    TCase *tcase = script_case(suite, "given up");
    tcase_add_test(tcase, test_the_last_good_generation_serves);
    tcase_add_test(tcase, test_a_text_that_was_given_up_is_not_loaded_again);
    tcase_add_test(tcase, test_without_an_earlier_text_the_rule_alone_is_off);
    tcase_add_test(tcase, test_one_that_is_off_is_tried_once_a_minute);
    tcase_add_test(tcase, test_a_new_rule_is_off_alone);
    tcase_add_test(tcase, test_the_good_generation_is_kept_over_bad_ones);
    tcase_add_test(tcase, test_only_kills_of_a_minute_count);
    tcase_add_test(tcase, test_errors_give_nothing_up);
    tcase_add_test(tcase, test_trials_give_nothing_up);
    tcase_add_test(tcase, test_who_does_not_watch_gives_nothing_up);
    tcase_add_test(tcase, test_threads_fall_back_once);
    return suite;
}
