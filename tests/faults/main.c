/* Runs every suite of suites.def, each test in a process of its own.
 * CK_RUN_SUITE=disk runs one suite, CK_FORK=no serves a debugger. */
#include <signal.h>
#include <stdlib.h>

#include "faults.h"

#define X(module) Suite *kt_suite_##module(void);
#include "suites.def"
#undef X

int
main(void)
{
    signal(SIGPIPE, SIG_IGN);
    faults_memory_begin();
    SRunner *runner = srunner_create(NULL);
#define X(module) srunner_add_suite(runner, kt_suite_##module());
#include "suites.def"
#undef X
    srunner_run_all(runner, CK_ENV);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
