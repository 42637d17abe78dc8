#include "base/guard.h"

enum kt_status
kt_guard_run(struct kt_arena *arena,
             enum kt_status (*step)(void *arg, struct kt_error *err), void *arg,
             struct kt_error *err)
{
    struct kt_arena *texts = err->arena;
    jmp_buf *outer = arena->rescue;
    jmp_buf *outer_of_texts = texts->rescue;
    jmp_buf here;
    enum kt_status status;

    arena->rescue = &here;
    texts->rescue = &here;
    if (setjmp(here) == 0)
        status = step(arg, err);
    else
        status = kt_error_set(err, KT_OVERLOADED);
    texts->rescue = outer_of_texts;
    arena->rescue = outer;
    return status;
}
