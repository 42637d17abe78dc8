#include "domain/pricing/quote.h"
#include "unit.h"

/* Ten units at 1.00 on one line, three for 1.00 together on another. */
static const struct kt_unit_run ten = {
    .line = 0, .count = 10, .unit_minor = 100, .amount_minor = 1000
};
static const struct kt_unit_run three = {
    .line = 1, .count = 3, .unit_minor = 34, .amount_minor = 100
};

static struct kt_units
one_run(const struct kt_unit_run *run)
{
    return (struct kt_units){ run, 1 };
}

static void
assert_run(const struct kt_unit_run *run, int64_t first, int64_t count,
           int64_t unit, int64_t amount)
{
    ck_assert_int_eq(run->first, first);
    ck_assert_int_eq(run->count, count);
    ck_assert_int_eq(run->unit_minor, unit);
    ck_assert_int_eq(run->amount_minor, amount);
}

START_TEST(without_leaves_the_units_that_stand_behind)
{
    struct kt_units first = kt_units_dearest(one_run(&three), 1, &unit_arena);
    struct kt_units rest =
        kt_units_without(one_run(&three), first, &unit_arena);

    ck_assert_uint_eq(rest.run_count, 1);
    assert_run(&first.runs[0], 0, 1, 34, 34);
    assert_run(&rest.runs[0], 1, 2, 33, 66);
    ck_assert_uint_eq(
        kt_units_without(rest, one_run(&three), &unit_arena).run_count, 0);
}
END_TEST

/* Two lines, one of them in two runs: it has five units, the other four. */
START_TEST(fullest_takes_from_the_line_with_most)
{
    const struct kt_unit_run runs[] = {
        { .line = 0, .count = 4, .unit_minor = 900, .amount_minor = 3600 },
        { .line = 1, .count = 3, .unit_minor = 100, .amount_minor = 300 },
        { .line = 1,
          .segment = 1,
          .count = 2,
          .unit_minor = 50,
          .amount_minor = 100 },
    };
    struct kt_units taken =
        kt_units_fullest((struct kt_units){ runs, 3 }, 6, &unit_arena);

    ck_assert_uint_eq(taken.run_count, 3);
    ck_assert_uint_eq(taken.runs[0].line, 1);
    assert_run(&taken.runs[0], 0, 3, 100, 300);
    assert_run(&taken.runs[1], 0, 2, 50, 100);
    ck_assert_uint_eq(taken.runs[2].line, 0);
    assert_run(&taken.runs[2], 0, 1, 900, 900);
    ck_assert_uint_eq(kt_units_fullest((struct kt_units){ runs, 0 }, 6,
                                       &unit_arena)
                          .run_count,
                      0);
}
END_TEST

START_TEST(without_cuts_a_hole)
{
    struct kt_unit_run hole = ten;
    hole.first = 4;
    hole.count = 2;
    struct kt_units rest =
        kt_units_without(one_run(&ten), one_run(&hole), &unit_arena);

    ck_assert_uint_eq(rest.run_count, 2);
    assert_run(&rest.runs[0], 0, 4, 100, 400);
    assert_run(&rest.runs[1], 6, 4, 100, 400);
}
END_TEST

START_TEST(without_takes_what_several_hold_once)
{
    struct kt_unit_run held[] = { ten, ten, three };
    held[0].first = 1, held[0].count = 5;
    held[1].first = 3, held[1].count = 6;
    struct kt_units rest =
        kt_units_without(one_run(&ten), (struct kt_units){ held, 3 },
                         &unit_arena);

    ck_assert_uint_eq(rest.run_count, 2);
    assert_run(&rest.runs[0], 0, 1, 100, 100);
    assert_run(&rest.runs[1], 9, 1, 100, 100);
}
END_TEST

START_TEST(per_line_counts_runs_that_stand_apart)
{
    struct kt_unit_run runs[] = { ten, three, ten };
    runs[0].count = 2, runs[0].amount_minor = 200;
    runs[2].first = 2, runs[2].count = 8, runs[2].amount_minor = 800;
    struct kt_units taken =
        kt_units_per_line((struct kt_units){ runs, 3 }, 3, &unit_arena);

    ck_assert_uint_eq(taken.run_count, 3);
    assert_run(&taken.runs[0], 0, 2, 100, 200);
    assert_run(&taken.runs[1], 0, 3, 34, 100);
    assert_run(&taken.runs[2], 2, 1, 100, 100);
}
END_TEST

/* 34, 33 and 33: the first unit is the dear one. */
START_TEST(the_cheapest_of_a_run_are_its_last)
{
    struct kt_units cheap = kt_units_cheapest(one_run(&three), 1, &unit_arena);
    struct kt_units dear = kt_units_dearest(one_run(&three), 2, &unit_arena);
    struct kt_units all = kt_units_cheapest(one_run(&three), 3, &unit_arena);

    ck_assert_uint_eq(cheap.run_count, 1);
    assert_run(&cheap.runs[0], 1, 1, 33, 33);
    ck_assert_uint_eq(dear.run_count, 1);
    assert_run(&dear.runs[0], 0, 2, 34, 67);
    ck_assert_uint_eq(all.run_count, 1);
    assert_run(&all.runs[0], 0, 3, 34, 100);
}
END_TEST

/* Ten of 1.00 on one line, 1.01 and 1.00 on another. */
START_TEST(the_dearest_of_all_runs_come_first)
{
    struct kt_unit_run runs[] = { ten, ten };
    runs[1].line = 1, runs[1].count = 2;
    runs[1].unit_minor = 101, runs[1].amount_minor = 201;
    struct kt_units units = { runs, 2 };
    struct kt_units dear = kt_units_dearest(units, 2, &unit_arena);
    struct kt_units cheap = kt_units_cheapest(units, 11, &unit_arena);

    ck_assert_uint_eq(dear.run_count, 2);
    assert_run(&dear.runs[0], 0, 1, 101, 101);
    assert_run(&dear.runs[1], 0, 1, 100, 100);
    ck_assert_uint_eq(cheap.run_count, 2);
    assert_run(&cheap.runs[0], 0, 10, 100, 1000);
    assert_run(&cheap.runs[1], 1, 1, 100, 100);
}
END_TEST

Suite *kt_suite_units(void);

Suite *
kt_suite_units(void)
{
    Suite *suite = suite_create("units");
    TCase *tests = unit_case(suite, "units");
    tcase_add_test(tests, without_leaves_the_units_that_stand_behind);
    tcase_add_test(tests, fullest_takes_from_the_line_with_most);
    tcase_add_test(tests, without_cuts_a_hole);
    tcase_add_test(tests, without_takes_what_several_hold_once);
    tcase_add_test(tests, per_line_counts_runs_that_stand_apart);
    tcase_add_test(tests, the_cheapest_of_a_run_are_its_last);
    tcase_add_test(tests, the_dearest_of_all_runs_come_first);
    return suite;
}
