/* Opening: what is there, what is refused, who owns it. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract.h"

static enum kt_status
open_place(const char *place, bool must_exist, struct kt_store **store)
{
    struct kt_store_options options = { .path = place,
                                        .must_exist = must_exist };
    kt_error_init(&contract_err, &contract_arena);
    return kt_store_open(&options, store, &contract_err);
}

START_TEST(test_makes_what_is_not_there)
{
    assert_ok(contract_open());
    contract_migrate();
    contract_add_shops();
    assert_ok(contract_put_alone("a", "1"));
    contract_close();
    assert_ok(contract_open());
    assert_text(contract_get_alone("a"), "1");
}
END_TEST

START_TEST(test_makes_nothing_where_it_must_exist)
{
    struct kt_store *store;
    assert_status(open_place(contract_place, true, &store), KT_NOT_FOUND);
    assert_status(open_place(contract_place, true, &store), KT_NOT_FOUND);
    assert_ok(contract_open());
    contract_close();
    assert_ok(open_place(contract_place, true, &store));
    kt_store_close(store);
}
END_TEST

START_TEST(test_refuses_what_is_no_database)
{
    contract_driver->spoil(contract_place);
    assert_status(contract_open(), KT_STORE_FAILED);
    assert_status(contract_open(), KT_STORE_FAILED);
}
END_TEST

START_TEST(test_a_private_store_is_empty_each_time)
{
    static const char place[] = ":memory:";
    struct kt_store *first, *second;
    int from, to;
    assert_ok(open_place(place, false, &first));
    assert_ok(kt_store_migrate(first, &from, &to, &contract_err));
    assert_ok(open_place(place, false, &second));
    assert_ok(kt_store_migrate(second, &from, &to, &contract_err));
    ck_assert_int_eq(from, 0);
    kt_store_close(second);
    kt_store_close(first);
}
END_TEST

/* ---- the owner ---- */

/* What another process gets that opens the place. */
static enum kt_status
open_elsewhere(const char *place)
{
    int result;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct kt_store *store;
        _exit((int)open_place(place, false, &store));
    }
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert(WIFEXITED(result));
    return (enum kt_status)WEXITSTATUS(result);
}

START_TEST(test_a_second_process_is_refused)
{
    assert_ok(contract_open());
    assert_status(open_elsewhere(contract_place), KT_STORE_BUSY);
    contract_migrate();
    contract_add_shops();
    assert_ok(contract_put_alone("a", "1"));
    contract_close();
    assert_status(open_elsewhere(contract_place), KT_OK);
}
END_TEST

START_TEST(test_the_owner_is_named)
{
    struct kt_store *store;
    assert_ok(contract_open());
    assert_status(open_place(contract_place, false, &store), KT_STORE_BUSY);
    char owner[64];
    snprintf(owner, sizeof owner, "process %ld", (long)getpid());
    struct kt_str text = kt_error_text(&contract_err);
    ck_assert_msg(strstr(text.ptr, owner) != NULL, "%s", text.ptr);
}
END_TEST

START_TEST(test_another_name_is_the_same_place)
{
    assert_ok(contract_open());
    const char *other = contract_driver->alias(&contract_arena, contract_place);
    assert_status(open_elsewhere(other), KT_STORE_BUSY);
}
END_TEST

START_TEST(test_a_killed_owner_owns_nothing)
{
    int pipes[2], result;
    char byte = 0;
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        assert_ok(contract_open());
        ck_assert_int_eq(write(pipes[1], "x", 1), 1);
        for (;;)
            pause();
    }
    ck_assert_int_eq(read(pipes[0], &byte, 1), 1);
    assert_status(contract_open(), KT_STORE_BUSY);
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    assert_ok(contract_open());
}
END_TEST

Suite *
kt_suite_open(void)
{
    Suite *suite = suite_create("open");
    TCase *open = contract_bare_case(suite, "open");
    tcase_add_test(open, test_makes_what_is_not_there);
    tcase_add_test(open, test_makes_nothing_where_it_must_exist);
    tcase_add_test(open, test_refuses_what_is_no_database);
    tcase_add_test(open, test_a_private_store_is_empty_each_time);
    TCase *owner = contract_bare_case(suite, "owner");
    tcase_add_test(owner, test_a_second_process_is_refused);
    tcase_add_test(owner, test_the_owner_is_named);
    tcase_add_test(owner, test_another_name_is_the_same_place);
    tcase_add_test(owner, test_a_killed_owner_owns_nothing);
    return suite;
}
