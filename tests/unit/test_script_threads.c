/* Several threads evaluate at once while the rules are swapped under them. */
#include <pthread.h>
#include <sched.h>

#include "script_shop.h"

enum { THREADS = 4, ROUNDS = 300, SWAPS = 20 };

static const char counting[] =
    "local param = require 'kontor.param'\n"
    "local price_rule = require 'kontor.price_rule'\n"
    "local calls, kept = 0, {}\n"
    "return price_rule { code = 'a', title = 'A',\n"
    "params = { n = param.integer { label = 'N' } },\n"
    "price = function(item, buyer, params)\n"
    "calls = calls + 1\n"
    "if params.n %% 50 == 0 then while true do kept[#kept + 1] = {} end end\n"
    "for i = 1, 20 do kept[i] = item.sku .. i end\n"
    "return params.n * 1000 + calls * 10 + %d\n"
    "end }\n";

static void
write_generation(int generation)
{
    struct kt_str text =
        kt_arena_format(&unit_arena, counting, generation % 10);
    script_write("pricing/a.lua", text.ptr);
}

struct worker {
    pthread_t thread;
    int seed;
    int wrong; /* answers that were not as they must be */
    int failed;
};

/* The answer tells the params, one call in this state, and the generation. */
static void
evaluate(struct worker *worker, int round)
{
    struct kt_arena arena;
    struct kt_error err;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_registry *registry = kt_registry_acquire(script_host);
    struct kt_rules rules = kt_registry_rules(registry);
    int n = worker->seed * 10000 + round;
    struct kt_rule_use use = {
        .rule = KT_STR("a"),
        .params = kt_arena_format(&arena, "{\"n\":%d}", n),
    };
    struct kt_item item = { .sku = KT_STR("mug") };
    struct kt_buyer buyer = { .order_count = -1 };
    struct kt_price_context context = { .buyer = &buyer, .quantity = 1 };
    struct kt_price_answer answer = { 0 };
    enum kt_status status =
        rules.price(rules.host, &use, &item, &context,
                    kt_currency_find(KT_STR("EUR")), &arena, &answer, &err);
    if (n % 50 == 0)
        worker->failed += status == KT_RULE_FAILED;
    else if (status != KT_OK || answer.unit_minor / 10 != (int64_t)n * 100 + 1)
        worker->wrong++;
    kt_registry_release(registry);
    kt_arena_release(&arena);
}

static void *
work(void *data)
{
    struct worker *worker = data;
    for (int round = 1; round <= ROUNDS; round++)
        evaluate(worker, round);
    kt_script_leave_thread();
    return NULL;
}

START_TEST(test_threads_and_swaps)
{
    struct worker workers[THREADS] = { { .seed = 0 } };
    script_limits.steps_max = 50000;
    write_generation(0);
    ck_assert_int_eq(script_load(), KT_OK);
    for (int i = 0; i < THREADS; i++) {
        workers[i].seed = i + 1;
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, work,
                                        &workers[i]),
                         0);
    }
    for (int i = 1; i <= SWAPS; i++) {
        write_generation(i);
        ck_assert_int_eq(kt_host_reload(script_host, &unit_err), KT_OK);
        (void)kt_host_is_stale(script_host);
        sched_yield();
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        ck_assert_int_eq(workers[i].wrong, 0);
        ck_assert_int_eq(workers[i].failed, ROUNDS / 50);
    }
    assert_same(script_ask(KT_RULE_PRICE, "a", "{\"n\":7}"), "7010");
}
END_TEST

/* A thread that ends gives back all that it had; the next one starts anew. */
static void *
ask_once(void *data)
{
    struct worker *worker = data;
    evaluate(worker, 1);
    kt_script_leave_thread();
    kt_script_leave_thread();
    evaluate(worker, 2);
    kt_script_leave_thread();
    return NULL;
}

START_TEST(test_threads_come_and_go)
{
    write_generation(0);
    ck_assert_int_eq(script_load(), KT_OK);
    for (int i = 0; i < 50; i++) {
        struct worker worker = { .seed = 1 };
        ck_assert_int_eq(pthread_create(&worker.thread, NULL, ask_once,
                                        &worker),
                         0);
        pthread_join(worker.thread, NULL);
        ck_assert_int_eq(worker.wrong, 0);
    }
}
END_TEST

Suite *
kt_suite_script_threads(void)
{
    Suite *suite = suite_create("script_threads");
    TCase *tcase = script_case(suite, "threads");
    tcase_add_test(tcase, test_threads_and_swaps);
    tcase_add_test(tcase, test_threads_come_and_go);
    return suite;
}
