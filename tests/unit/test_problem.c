#include <stdio.h>

#include "unit.h"

static const struct kt_problem *
problem_at(int row)
{
    return kt_problem_get((enum kt_status)row);
}

START_TEST(test_table_is_complete)
{
    for (int i = KT_OK; i < KT_STATUS_COUNT; i++) {
        const struct kt_problem *problem = problem_at(i);
        ck_assert_ptr_nonnull(problem->slug);
        ck_assert_uint_gt(strlen(problem->title), 0);
        ck_assert_uint_gt(strlen(problem->help), 0);
        if (i == KT_OK)
            continue;
        ck_assert_int_ge(problem->http_status, 400);
        ck_assert_int_lt(problem->http_status, 600);
        ck_assert_ptr_eq(kt_problem_find(kt_str_of(problem->slug)), problem);
    }
}
END_TEST

START_TEST(test_rows_are_sorted_by_status)
{
    for (int i = KT_OK + 2; i < KT_STATUS_COUNT; i++)
        ck_assert_int_ge(problem_at(i)->http_status,
                         problem_at(i - 1)->http_status);
}
END_TEST

START_TEST(test_slug_is_the_name_in_kebab_case)
{
    for (int i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
        const struct kt_problem *problem = problem_at(i);
        ck_assert_uint_eq(strlen(problem->name), strlen(problem->slug));
        for (size_t c = 0; problem->name[c] != '\0'; c++) {
            char lower = (char)(problem->name[c] | 0x20);
            char wanted = problem->name[c] == '_' ? '-' : lower;
            ck_assert_int_eq(problem->slug[c], wanted);
        }
    }
}
END_TEST

START_TEST(test_find)
{
    ck_assert_int_eq(kt_problem_find(KT_STR("out-of-stock"))->http_status, 409);
    ck_assert_ptr_null(kt_problem_find(KT_STR("out-of-stoc")));
    ck_assert_ptr_null(kt_problem_find(KT_STR("ok")));
    ck_assert_ptr_null(kt_problem_find(KT_STR("")));
}
END_TEST

START_TEST(test_constructor_fills_the_fields)
{
    char sku[] = "mug-red";
    enum kt_status status = kt_fail_out_of_stock(&unit_err, kt_str_of(sku), 3);
    sku[0] = 'x'; /* the error keeps a copy */
    ck_assert_int_eq(status, KT_OUT_OF_STOCK);
    ck_assert_int_eq(unit_err.status, KT_OUT_OF_STOCK);
    ck_assert_uint_eq(unit_err.field_count, 2);
    ck_assert_str_eq(unit_err.fields[0].name, "sku");
    ck_assert(unit_err.fields[0].is_text);
    assert_text(unit_err.fields[0].text, "mug-red");
    ck_assert_str_eq(unit_err.fields[1].name, "available");
    ck_assert(!unit_err.fields[1].is_text);
    ck_assert_int_eq(unit_err.fields[1].number, 3);
    assert_text(kt_error_text(&unit_err), "out-of-stock: Not enough stock");
}
END_TEST

START_TEST(test_new_failure_forgets_the_old_one)
{
    kt_fail_out_of_stock(&unit_err, KT_STR("mug-red"), 3);
    kt_error_explain(&unit_err, "three left");
    kt_error_add(&unit_err, KT_STR("/lines/0"), "stock", "too few");
    kt_fail_conflict(&unit_err);
    ck_assert_int_eq(unit_err.status, KT_CONFLICT);
    ck_assert_uint_eq(unit_err.field_count, 0);
    ck_assert_uint_eq(unit_err.item_count, 0);
    ck_assert_uint_eq(unit_err.detail.len, 0);
    ck_assert_ptr_eq(unit_err.arena, &unit_arena);
}
END_TEST

START_TEST(test_explain)
{
    kt_fail_invalid_rule(&unit_err);
    ck_assert_int_eq(kt_error_explain(&unit_err, "%s:%d", "x.lua", 7),
                     KT_INVALID_RULE);
    assert_text(kt_error_text(&unit_err), "invalid-rule: x.lua:7");
}
END_TEST

START_TEST(test_explain_cuts_between_letters)
{
    char text[3001];
    for (size_t i = 0; i < 3000; i += 3)
        memcpy(text + i, "€", 3);
    text[3000] = '\0';
    for (size_t skip = 0; skip < 9; skip += 3) {
        kt_error_explain(&unit_err, "%.*s%s", (int)(skip / 3), "xx", text);
        ck_assert_uint_ge(unit_err.detail.len, 990);
        ck_assert_uint_lt(unit_err.detail.len, 1000);
        const char *last = unit_err.detail.ptr + unit_err.detail.len - 3;
        ck_assert_mem_eq(last, "€", 3);
    }
}
END_TEST

START_TEST(test_add_turns_into_invalid_body)
{
    ck_assert_int_eq(kt_error_add(&unit_err, KT_STR("/a"), "required",
                                  "is missing"),
                     KT_INVALID_BODY);
    kt_error_add(&unit_err, KT_STR(""), "wrong_type", "must be %s", "x");
    assert_text(kt_error_text(&unit_err),
                "invalid-body: The body does not fit its shape "
                "(/a: is missing; must be x)");
    ck_assert_str_eq(unit_err.items[0].code, "required");
}
END_TEST

START_TEST(test_add_keeps_a_status)
{
    kt_fail_not_ready(&unit_err);
    ck_assert_int_eq(kt_error_add(&unit_err, KT_STR("/email"), "required",
                                  "is missing"),
                     KT_NOT_READY);
}
END_TEST

START_TEST(test_items_beyond_the_limit_are_counted)
{
    for (int i = 0; i < KT_ERROR_ITEMS_MAX + 3; i++)
        kt_error_add(&unit_err, KT_STR("/x"), "c", "fault %d", i);
    ck_assert_uint_eq(unit_err.item_count, KT_ERROR_ITEMS_MAX);
    ck_assert_uint_eq(unit_err.items_dropped, 3);
    for (int i = 0; i < KT_ERROR_ITEMS_MAX; i++) {
        char wanted[32];
        snprintf(wanted, sizeof wanted, "fault %d", i);
        assert_text(unit_err.items[i].detail, wanted);
    }
    struct kt_str text = kt_error_text(&unit_err);
    const char *end = "; and 3 more)";
    assert_text(((struct kt_str){ text.ptr + text.len - strlen(end),
                                  strlen(end) }),
                end);
}
END_TEST

Suite *
kt_suite_problem(void)
{
    Suite *suite = suite_create("problem");
    TCase *tcase = unit_case(suite, "table");
    tcase_add_test(tcase, test_table_is_complete);
    tcase_add_test(tcase, test_rows_are_sorted_by_status);
    tcase_add_test(tcase, test_slug_is_the_name_in_kebab_case);
    tcase_add_test(tcase, test_find);
    tcase = unit_case(suite, "error");
    tcase_add_test(tcase, test_constructor_fills_the_fields);
    tcase_add_test(tcase, test_new_failure_forgets_the_old_one);
    tcase_add_test(tcase, test_explain);
    tcase_add_test(tcase, test_explain_cuts_between_letters);
    tcase_add_test(tcase, test_add_turns_into_invalid_body);
    tcase_add_test(tcase, test_add_keeps_a_status);
    tcase_add_test(tcase, test_items_beyond_the_limit_are_counted);
    return suite;
}
