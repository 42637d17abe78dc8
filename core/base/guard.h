/* A rescue point for an arena that is not a request's, or where something must
 * be given back before a request's own holds again. */
#ifndef KT_BASE_GUARD_H
#define KT_BASE_GUARD_H

#include <kontor/problem.h>

/* Runs step; OVERLOADED when the arena, or that of err, has no memory left
 * meanwhile. Copies of the arena that step makes jump here, too, until their
 * rescue is cleared. The former rescue points hold again afterwards. */
KT_CHECKED enum kt_status kt_guard_run(
    struct kt_arena *arena,
    enum kt_status (*step)(void *arg, struct kt_error *err), void *arg,
    struct kt_error *err);

#endif
