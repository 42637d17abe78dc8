/* Units of a line given back: exact shares, and portions that always add up. */
#include "domain/order/order.h"
#include "domain/order/refund.h"
#include "random_cart.h"
#include "unit.h"

static void
assert_refund(const struct kt_refund_line *line, int64_t returned,
              int64_t units, struct kt_refund wanted)
{
    struct kt_refund got;
    ck_assert(kt_refund_units(line, returned, units, &got));
    ck_assert_int_eq(got.amount_minor, wanted.amount_minor);
    ck_assert_int_eq(got.discount_minor, wanted.discount_minor);
    ck_assert_int_eq(got.net_minor, wanted.net_minor);
    ck_assert_int_eq(got.tax_minor, wanted.tax_minor);
    ck_assert_int_eq(got.gross_minor, wanted.gross_minor);
}

#define REFUND(amount, discount, net, tax, gross)                              \
    ((struct kt_refund){ amount, discount, net, tax, gross })

/* Three at 10.00 less 1.00, 19 % inside: 29.00 with 4.63 of tax. */
START_TEST(test_tax_inside)
{
    static const struct kt_refund_run runs[] = { { 3, 2900, 1000 } };
    struct kt_refund_line line = { 1000, 2900, 463, 2900, runs, 1 };
    assert_refund(&line, 0, 1, REFUND(966, 34, 811, 155, 966));
    assert_refund(&line, 1, 1, REFUND(967, 33, 813, 154, 967));
    assert_refund(&line, 2, 1, REFUND(967, 33, 813, 154, 967));
    assert_refund(&line, 1, 2, REFUND(1934, 66, 1626, 308, 1934));
    assert_refund(&line, 0, 3, REFUND(2900, 100, 2437, 463, 2900));
    assert_refund(&line, 2, 0, REFUND(0, 0, 0, 0, 0));
}
END_TEST

/* Two at 44,526.00 less 90.23, 20 % on top. */
START_TEST(test_tax_on_top)
{
    static const struct kt_refund_run runs[] = { { 2, 8896177, 4452600 } };
    struct kt_refund_line line = {
        4452600, 8896177, 1779235, 10675412, runs, 1
    };
    assert_refund(&line, 0, 1, REFUND(4448088, 4512, 4448088, 889618, 5337706));
    assert_refund(&line, 1, 1, REFUND(4448089, 4511, 4448089, 889617, 5337706));
}
END_TEST

/* Every third is free: the free one takes no tax with it. */
START_TEST(test_runs_keep_what_they_cost)
{
    static const struct kt_refund_run runs[] = { { 2, 2000, 1000 },
                                                 { 1, 0, 1000 } };
    struct kt_refund_line line = { 1000, 2000, 319, 2000, runs, 2 };
    assert_refund(&line, 0, 2, REFUND(2000, 0, 1681, 319, 2000));
    assert_refund(&line, 2, 1, REFUND(0, 1000, 0, 0, 0));
    assert_refund(&line, 1, 2, REFUND(1000, 1000, 841, 159, 1000));
}
END_TEST

/* Nine at 10.00 and three at 8.00, all less 10 %. */
START_TEST(test_units_of_different_prices)
{
    struct kt_refund_line line = { .unit_minor = 1000,
                                   .amount_minor = 10260,
                                   .gross_minor = 10260 };
    ck_assert_int_eq(kt_refund_read_runs(KT_STR(
                                             "[{\"count\":9,\"amount\":8100},"
                                             "{\"count\":3,\"amount\":2160,"
                                             "\"unit\":800}]"),
                                         &unit_arena, &line, &unit_err),
                     KT_OK);
    assert_refund(&line, 0, 9, REFUND(8100, 900, 8100, 0, 8100));
    assert_refund(&line, 8, 2, REFUND(1620, 180, 1620, 0, 1620));
    assert_refund(&line, 9, 3, REFUND(2160, 240, 2160, 0, 2160));
}
END_TEST

START_TEST(test_no_more_than_there_is)
{
    static const struct kt_refund_run runs[] = { { 2, 1000, 500 } };
    struct kt_refund_line line = { 500, 1000, 0, 1000, runs, 1 };
    struct kt_refund refund;
    ck_assert(!kt_refund_units(&line, 0, 3, &refund));
    ck_assert(!kt_refund_units(&line, 2, 1, &refund));
    ck_assert(!kt_refund_units(&line, 3, 0, &refund));
    ck_assert(!kt_refund_units(&line, -1, 1, &refund));
    ck_assert(!kt_refund_units(&line, 0, -1, &refund));
    ck_assert(!kt_refund_units(&line, 1, INT64_MAX, &refund));
}
END_TEST

START_TEST(test_damaged_runs)
{
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "[1]",
        "[{}]",
        "[{\"count\":0,\"amount\":1}]",
        "[{\"count\":1,\"amount\":-1}]",
        "[{\"count\":1,\"amount\":\"1\"}]",
        "[{\"count\":1,\"amount\":1,\"unit\":-1}]",
    };
    struct kt_refund_line line;
    ck_assert_int_eq(kt_refund_read_runs(kt_str_of(texts[_i]), &unit_arena,
                                         &line, &unit_err),
                     KT_STORE_FAILED);
}
END_TEST

/* ---- whole orders, unit by unit ---- */

/* A line as its order stores it. */
static struct kt_refund_line
stored(const struct kt_quote_line *line)
{
    struct kt_refund_line out = { .unit_minor = line->unit_minor,
                                  .amount_minor = line->amount_minor,
                                  .tax_minor = line->tax_minor,
                                  .gross_minor = line->gross_minor };
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 64);
    kt_json_init(&json, &buf);
    kt_order_write_spread(line, &json);
    ck_assert_int_eq(kt_refund_read_runs(kt_buf_view(&buf), &unit_arena, &out,
                                         &unit_err),
                     KT_OK);
    return out;
}

static void
give_back(const struct kt_quote_line *line, uint64_t *seed,
          struct kt_refund *sum)
{
    struct kt_refund_line from = stored(line);
    for (int64_t returned = 0, units; returned < line->quantity;
         returned += units) {
        struct kt_refund part;
        units = unit_between(seed, 1, line->quantity - returned);
        ck_assert(kt_refund_units(&from, returned, units, &part));
        ck_assert_int_ge(part.amount_minor, 0);
        ck_assert_int_ge(part.discount_minor, 0);
        ck_assert_int_ge(part.net_minor, 0);
        ck_assert_int_ge(part.tax_minor, 0);
        ck_assert_int_eq(part.net_minor + part.tax_minor, part.gross_minor);
        sum->amount_minor += part.amount_minor;
        sum->discount_minor += part.discount_minor;
        sum->net_minor += part.net_minor;
        sum->tax_minor += part.tax_minor;
        sum->gross_minor += part.gross_minor;
    }
}

static bool
price(const struct kt_quote_input *in, struct kt_registry *registry,
      struct kt_quote **quote)
{
    struct kt_rules rules = kt_registry_rules(registry);
    return kt_quote_compute(in, &rules, &unit_arena, quote, &unit_err) == KT_OK;
}

/* Whatever portions a buyer gives back, the refunds add up to the order. */
START_TEST(test_refunds_give_the_order_total)
{
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";
    struct kt_host_options options = { .folders = &scripts, .folder_count = 1 };
    struct kt_host *host;
    uint64_t seed = 77;
    int64_t refunded = 0;
    ck_assert_int_eq(kt_host_new(&options, &host, &unit_err), KT_OK);
    struct kt_registry *registry = kt_registry_acquire(host);
    for (int i = 0; i < 2000; i++) {
        struct kt_arena_mark mark = kt_arena_mark(&unit_arena);
        struct random_cart *cart =
            random_cart_new(registry, &seed, &unit_arena);
        struct kt_quote *quote;
        if (price(&cart->in, registry, &quote)) {
            struct kt_refund sum = { 0 };
            for (size_t j = 0; j < quote->line_count; j++)
                give_back(&quote->lines[j], &seed, &sum);
            const struct kt_totals *totals = &quote->totals;
            ck_assert_int_eq(sum.gross_minor + quote->shipping.gross_minor,
                             totals->total_minor);
            ck_assert_int_eq(sum.tax_minor + quote->shipping.tax_minor,
                             totals->tax_minor);
            ck_assert_int_eq(sum.net_minor + quote->shipping.net_minor,
                             totals->net_minor);
            refunded += sum.gross_minor;
        }
        kt_arena_rewind(&unit_arena, mark);
    }
    ck_assert_int_gt(refunded, 1000000);
    kt_registry_release(registry);
    kt_host_free(host);
    kt_script_leave_thread();
}
END_TEST

Suite *kt_suite_refund(void);

Suite *
kt_suite_refund(void)
{
    Suite *suite = suite_create("refund");
    TCase *tcase = unit_case(suite, "refund");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_tax_inside);
    tcase_add_test(tcase, test_tax_on_top);
    tcase_add_test(tcase, test_runs_keep_what_they_cost);
    tcase_add_test(tcase, test_units_of_different_prices);
    tcase_add_test(tcase, test_no_more_than_there_is);
    tcase_add_loop_test(tcase, test_damaged_runs, 0, 8);
    tcase_add_test(tcase, test_refunds_give_the_order_total);
    return suite;
}
