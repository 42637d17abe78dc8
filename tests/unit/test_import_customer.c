/* Customers, their groups and collections that a file brings. */
#include "import.h"

#define BARE "06ab0000000000000000000001"

static int64_t points, order_count, moves, moved;

static enum kt_status
read_eve(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_id id, last;
    (void)arg;
    memset(&last, 0xff, sizeof last);
    KT_TRY(kt_query(tx, KT_SQL_CUSTOMER_BY_EMAIL,
                    KT_ARGS(KT_TEXT(KT_STR("eve@example.com"))), &rows, err));
    ck_assert(kt_rows_next(&rows));
    id = kt_col_id(&rows, 0);
    order_count = kt_col_int(&rows, 4);
    points = kt_col_int(&rows, 5);
    KT_TRY(kt_rows_close(&rows));
    moves = moved = 0;
    KT_TRY(kt_query(tx, KT_SQL_POINT_MOVE_OF_CUSTOMER,
                    KT_ARGS(KT_ID(id), KT_NULL, KT_INT(INT64_MAX), KT_ID(last),
                            KT_ID(last), KT_INT(100)),
                    &rows, err));
    for (; kt_rows_next(&rows); moves++) {
        assert_text(kt_col_text(&rows, 2), "adjust");
        assert_text(kt_col_text(&rows, 5), "import");
        moved += kt_col_int(&rows, 3);
    }
    return kt_rows_close(&rows);
}

/* Her points are what her ledger adds up to. */
static void
assert_eve(int64_t has, int64_t moves_are, int64_t orders)
{
    assert_ok(
        kt_store_read(unit_app.store, unit_store, read_eve, NULL, &unit_err));
    ck_assert_int_eq(points, has);
    ck_assert_int_eq(moved, has);
    ck_assert_int_eq(moves, moves_are);
    ck_assert_int_eq(order_count, orders);
}

static void
import_eve(const char *members)
{
    struct kt_str line = kt_arena_format(&unit_arena,
                                         "{\"kind\":\"customer\",\"email\":"
                                         "\"EVE@example.com\"%s}",
                                         members);
    struct kt_import_report report = unit_import_jsonl(line.ptr);
    unit_import_sound(&report);
}

START_TEST(test_moves_points_through_their_ledger)
{
    import_eve("");
    assert_eve(0, 0, 0);
    import_eve(",\"points\":120,\"order_count\":3");
    assert_eve(120, 1, 3);
    import_eve(",\"points\":120,\"order_count\":2");
    assert_eve(120, 1, 3);
    import_eve(",\"name\":\"Eve\"");
    assert_eve(120, 1, 3);
    import_eve(",\"points\":20");
    assert_eve(20, 2, 3);
}
END_TEST

START_TEST(test_tells_what_a_customer_cannot_be)
{
    struct kt_import_report report = unit_import_jsonl(
        "{\"kind\":\"customer_group\",\"code\":\"vip\",\"name\":\"V\","
        "\"id\":\"group_" BARE "\"}\n"
        "{\"kind\":\"customer\",\"email\":\"eve@example.com\","
        "\"id\":\"cust_" BARE "\",\"groups\":[\"vip\"]}\n");
    unit_import_sound(&report);
    report = unit_import_jsonl(
        "{\"kind\":\"customer\",\"email\":\"nobody\",\"groups\":[\"vip\","
        "\"gold\"],\"birthday\":\"02-30\"}\n"
        "{\"kind\":\"customer\",\"email\":\"a@b\",\"points\":-1}\n"
        "{\"kind\":\"customer\",\"email\":\"eve@example.com\","
        "\"id\":\"cust_06ab0000000000000000000002\"}\n"
        "{\"kind\":\"customer_group\",\"code\":\"gold\",\"name\":\"G\","
        "\"id\":\"group_" BARE "\"}\n");
    ck_assert_uint_eq(report.fault_count, 6);
    assert_fault(report, 0,
                 "1|/email|nobody|an address, as in buyer@example.com");
    assert_fault(report, 1, "1|/birthday|02-30|month and day, as in 02-29");
    assert_fault(report, 2, "1|/groups/1|gold|there is no group \"gold\"");
    assert_fault(report, 3, "2|/points|-1|must be at least 0");
    assert_fault(report, 4,
                 "3|/id|cust_06ab0000000000000000000002|the one with this "
                 "email has another id; leave the id out to change it");
    assert_fault(report, 5,
                 "4|/id|group_" BARE "|is the one with the code \"vip\"; "
                 "leave the id out for a new one");
}
END_TEST

START_TEST(test_tries_customers_in_their_groups_without_storing)
{
    struct kt_import_report report =
        unit_import(KT_IMPORT_JSONL,
                    "{\"kind\":\"customer_group\",\"code\":\"vip\","
                    "\"name\":\"V\"}\n"
                    "{\"kind\":\"product\",\"id\":\"prod_" BARE "\","
                    "\"slug\":\"b\",\"titles\":{\"en\":\"B\"}}\n"
                    "{\"kind\":\"collection\",\"slug\":\"c\",\"names\":{"
                    "\"en\":\"C\"},\"products\":[\"prod_" BARE "\"]}\n"
                    "{\"kind\":\"customer\",\"email\":\"a@b\","
                    "\"groups\":[\"vip\"]}\n"
                    "{\"kind\":\"customer\",\"email\":\"c@d\","
                    "\"groups\":[\"gold\"]}\n",
                    (struct kt_import_options){ .is_dry_run = true }, 0);
    ck_assert_uint_eq(report.fault_count, 1);
    assert_fault(report, 0, "5|/groups/0|gold|there is no group \"gold\"");
    ck_assert_int_eq(report.others, 0);
}
END_TEST

Suite *kt_suite_import_customer(void);

Suite *
kt_suite_import_customer(void)
{
    Suite *suite = suite_create("import_customer");
    TCase *tcase = unit_shop_case(suite, "customers");
    tcase_add_test(tcase, test_moves_points_through_their_ledger);
    tcase_add_test(tcase, test_tells_what_a_customer_cannot_be);
    tcase_add_test(tcase, test_tries_customers_in_their_groups_without_storing);
    return suite;
}
