/* Runs every suite of suites.def, each test in a process of its own, on the
 * driver that $KONTOR_STORE names or the first one. CK_RUN_SUITE=write runs one
 * suite, CK_FORK=no serves a debugger. */
#include <stdio.h>
#include <stdlib.h>

#include "contract.h"

#define X(module) Suite *kt_suite_##module(void);
#include "suites.def"
#undef X

int
main(void)
{
    if (!contract_choose(getenv("KONTOR_STORE")))
        return EXIT_FAILURE;
    SRunner *runner = srunner_create(NULL);
#define X(module) srunner_add_suite(runner, kt_suite_##module());
#include "suites.def"
#undef X
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
