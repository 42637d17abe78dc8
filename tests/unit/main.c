/* Runs every suite of suites.def, each test in a process of its own.
 * CK_RUN_SUITE=json runs one suite, CK_FORK=no serves a debugger. */
#include <stdlib.h>

#include "unit.h"

#define X(module) Suite *kt_suite_##module(void);
#include "suites.def"
#undef X

struct kt_arena unit_arena;
struct kt_error unit_err;

static void
set_up(void)
{
    kt_arena_init(&unit_arena, 0);
    kt_error_init(&unit_err, &unit_arena);
}

static void
tear_down(void)
{
    kt_arena_release(&unit_arena);
}

TCase *
unit_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

int
main(void)
{
    SRunner *runner = srunner_create(NULL);
#define X(module) srunner_add_suite(runner, kt_suite_##module());
#include "suites.def"
#undef X
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
