#include "base/metric.h"

#include <pthread.h>

#include "unit.h"

enum { THREADS = 4, ROUNDS = 10000 };

static struct kt_str
page(void)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_metrics_write(&buf);
    return kt_buf_view(&buf);
}

static bool
has(struct kt_str text, const char *part)
{
    return memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

static void *
count(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        kt_metric_add(KT_METRIC_HTTP_CUT, 0, 1);
    return NULL;
}

static void
run_threads(void)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, count, NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* Threads that ended leave what they counted to those that come. */
START_TEST(test_no_count_is_lost)
{
    run_threads();
    run_threads();
    ck_assert_int_eq(kt_metric_read(KT_METRIC_HTTP_CUT, 0),
                     2 * THREADS * ROUNDS);
}
END_TEST

START_TEST(test_level_goes_down)
{
    kt_metric_add(KT_METRIC_HTTP_CONNECTIONS, 0, 3);
    kt_metric_add(KT_METRIC_HTTP_CONNECTIONS, 0, -2);
    ck_assert_int_eq(kt_metric_read(KT_METRIC_HTTP_CONNECTIONS, 0), 1);
    ck_assert(has(page(), "# TYPE kontor_http_connections gauge\n"
                          "kontor_http_connections 1\n"));
}
END_TEST

START_TEST(test_histogram_is_cumulative)
{
    static const int64_t values[] = { 1, 25, 26, 1000, 1000001 };
    for (size_t i = 0; i < KT_COUNT(values); i++)
        kt_metric_record(KT_METRIC_QUOTE_DURATION, 0, values[i]);
    ck_assert_int_eq(kt_metric_read(KT_METRIC_QUOTE_DURATION, 0), 5);
    struct kt_str text = page();
    ck_assert(has(text, "# TYPE kontor_quote_duration_seconds histogram\n"
                        "kontor_quote_duration_seconds_bucket"
                        "{le=\"0.000025\"} 2\n"
                        "kontor_quote_duration_seconds_bucket"
                        "{le=\"0.000050\"} 3\n"));
    ck_assert(has(text, "_bucket{le=\"1.000000\"} 4\n"
                        "kontor_quote_duration_seconds_bucket"
                        "{le=\"+Inf\"} 5\n"
                        "kontor_quote_duration_seconds_sum 1.001053\n"
                        "kontor_quote_duration_seconds_count 5\n"));
}
END_TEST

START_TEST(test_same_labels_are_one_series)
{
    unsigned one = kt_metric_series(KT_LABELS_RULE, KT_STR("rule=\"a\""));
    unsigned two = kt_metric_series(KT_LABELS_RULE, KT_STR("rule=\"b\""));
    ck_assert_uint_ne(one, two);
    ck_assert_uint_eq(kt_metric_series(KT_LABELS_RULE, KT_STR("rule=\"a\"")),
                      one);
    kt_metric_add(KT_METRIC_RULE_CALLS, two, 2);
    kt_metric_add(KT_METRIC_RULE_TIME, two, 1500);
    struct kt_str text = page();
    ck_assert(has(text, "kontor_rule_calls_total{rule=\"a\"} 0\n"
                        "kontor_rule_calls_total{rule=\"b\"} 2\n"));
    ck_assert(has(text, "kontor_rule_seconds_total{rule=\"b\"} 0.000001500\n"));
}
END_TEST

START_TEST(test_series_beyond_the_limit_share_one)
{
    unsigned last = 0;
    for (int i = 0; i < 400; i++)
        last =
            kt_metric_series(KT_LABELS_RULE,
                             kt_arena_format(&unit_arena, "rule=\"r%d\"", i));
    ck_assert_uint_eq(last, 255);
    ck_assert_uint_eq(kt_metric_series(KT_LABELS_RULE, KT_STR("rule=\"r0\"")),
                      1);
    kt_metric_add(KT_METRIC_RULE_CALLS, last, 7);
    ck_assert(has(page(), "kontor_rule_calls_total{other=\"true\"} 7\n"));
}
END_TEST

Suite *
kt_suite_metric(void)
{
    Suite *suite = suite_create("metric");
    TCase *tcase = unit_case(suite, "metric");
    tcase_add_test(tcase, test_no_count_is_lost);
    tcase_add_test(tcase, test_level_goes_down);
    tcase_add_test(tcase, test_histogram_is_cumulative);
    tcase_add_test(tcase, test_same_labels_are_one_series);
    tcase_add_test(tcase, test_series_beyond_the_limit_share_one);
    return suite;
}
