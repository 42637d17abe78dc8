/* Which lines of a folder's scripts the tests have run. */
#ifndef KT_CLI_COVERAGE_H
#define KT_CLI_COVERAGE_H

#include "script/cover.h"

/* A line a file below the folder, tests left out, and one for all of them. */
void kt_coverage_print(const char *folder, struct kt_list files,
                       struct kt_arena *arena);

#endif
