#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void
kt_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "kontor: bug: %s (%s:%d)\n", condition, file, line);
    abort();
}
