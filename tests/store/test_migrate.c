/* The schema's record: up to date, newer, changed. */
#include "contract.h"

START_TEST(test_counts_from_nothing_once)
{
    int from, to, again;
    assert_ok(contract_open());
    assert_ok(kt_store_migrate(contract_store, &from, &to, &contract_err));
    ck_assert_int_eq(from, 0);
    ck_assert_int_ge(to, 1);
    assert_ok(kt_store_migrate(contract_store, &from, &again, &contract_err));
    ck_assert_int_eq(from, to);
    ck_assert_int_eq(again, to);
    contract_close();
    assert_ok(contract_open());
    assert_ok(kt_store_migrate(contract_store, &from, &again, &contract_err));
    ck_assert_int_eq(from, to);
    ck_assert_int_eq(again, to);
}
END_TEST

/* Opens with what the record says after sql. */
static enum kt_status
open_after(const char *sql)
{
    assert_ok(contract_open());
    contract_migrate();
    contract_close();
    contract_driver->tamper(contract_place, sql);
    return contract_open();
}

START_TEST(test_refuses_a_newer_schema)
{
    assert_status(open_after("INSERT INTO kontor_migration (number, name,"
                             " checksum, applied_at)"
                             " VALUES (1000, 'later', 'x', 1)"),
                  KT_SCHEMA_TOO_NEW);
    struct kt_str text = kt_error_text(&contract_err);
    ck_assert_msg(strstr(text.ptr, "its schema is 1000") != NULL, "%s",
                  text.ptr);
    contract_driver->tamper(contract_place,
                            "DELETE FROM kontor_migration WHERE number = 1000");
    assert_ok(contract_open());
}
END_TEST

START_TEST(test_refuses_a_changed_migration)
{
    assert_status(open_after("UPDATE kontor_migration SET checksum = 'x'"
                             " WHERE number = 1"),
                  KT_STORE_FAILED);
    struct kt_str text = kt_error_text(&contract_err);
    ck_assert_msg(strstr(text.ptr, "migration 1 (") != NULL, "%s", text.ptr);
}
END_TEST

START_TEST(test_refuses_a_number_that_never_was)
{
    assert_status(open_after("INSERT INTO kontor_migration (number, name,"
                             " checksum, applied_at)"
                             " VALUES (0, 'never', 'x', 1)"),
                  KT_STORE_FAILED);
}
END_TEST

/* A transaction that fails half way leaves the schema as it was. */
START_TEST(test_a_failed_migration_leaves_nothing)
{
    int from, to;
    assert_ok(contract_open());
    contract_driver->tamper(contract_place,
                            "CREATE TABLE outbox (taken BIGINT)");
    kt_error_init(&contract_err, &contract_arena);
    assert_status(kt_store_migrate(contract_store, &from, &to, &contract_err),
                  KT_STORE_FAILED);
    contract_driver->tamper(contract_place, "DROP TABLE outbox");
    kt_error_init(&contract_err, &contract_arena);
    assert_ok(kt_store_migrate(contract_store, &from, &to, &contract_err));
    ck_assert_int_eq(from, 0);
    contract_add_shops();
}
END_TEST

Suite *
kt_suite_migrate(void)
{
    Suite *suite = suite_create("migrate");
    TCase *record = contract_bare_case(suite, "record");
    tcase_add_test(record, test_counts_from_nothing_once);
    tcase_add_test(record, test_refuses_a_newer_schema);
    tcase_add_test(record, test_refuses_a_changed_migration);
    tcase_add_test(record, test_refuses_a_number_that_never_was);
    tcase_add_test(record, test_a_failed_migration_leaves_nothing);
    return suite;
}
