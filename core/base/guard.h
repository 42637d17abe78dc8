/* A rescue point for an arena that is not a request's. */
#ifndef KT_BASE_GUARD_H
#define KT_BASE_GUARD_H

#include <kontor/problem.h>

/* Runs step; OVERLOADED when the arena has no memory left meanwhile. Copies of
 * the arena that step makes jump here, too, until their rescue is cleared. The
 * arena's former rescue point holds again afterwards. */
KT_CHECKED enum kt_status kt_guard_run(
    struct kt_arena *arena,
    enum kt_status (*step)(void *arg, struct kt_error *err), void *arg,
    struct kt_error *err);

#endif
