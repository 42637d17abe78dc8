/* Laws of every machine, read off its table. */
#ifndef KT_TESTS_MACHINE_WALK_H
#define KT_TESTS_MACHINE_WALK_H

#include "domain/order/machine.h"
#include "unit.h"

/* The states that a path leads to, as bits. */
static unsigned
walk_reachable(const struct kt_machine *machine)
{
    unsigned seen = 1U << machine->start;
    for (size_t turn = 0; turn < machine->edge_count; turn++)
        for (size_t i = 0; i < machine->edge_count; i++)
            if ((seen >> machine->edges[i].from & 1U) != 0)
                seen |= 1U << machine->edges[i].to;
    return seen;
}

/* The states from which no path leads to one of the finals, as bits. */
static unsigned
walk_stuck(const struct kt_machine *machine, unsigned finals)
{
    unsigned ends = finals;
    for (size_t turn = 0; turn < machine->edge_count; turn++)
        for (size_t i = 0; i < machine->edge_count; i++)
            if ((ends >> machine->edges[i].to & 1U) != 0)
                ends |= 1U << machine->edges[i].from;
    return walk_reachable(machine) & ~ends;
}

/* Every state is reached, the finals are exactly these, nothing is stuck, every
 * event is used and has a topic. */
static void
walk_check(const struct kt_machine *machine, unsigned finals)
{
    unsigned states = 0;
    for (int i = 0; machine->states[i] != NULL; i++) {
        states |= 1U << i;
        ck_assert_int_eq(kt_machine_is_final(machine, i),
                         (finals >> i & 1U) != 0);
    }
    ck_assert_uint_eq(walk_reachable(machine), states);
    ck_assert_uint_eq(walk_stuck(machine, finals), 0);
    for (int event = 0; machine->events[event] != NULL; event++) {
        bool is_used = false;
        for (size_t i = 0; i < machine->edge_count; i++)
            is_used |= machine->edges[i].event == event;
        ck_assert_msg(is_used, "nothing takes %s", machine->events[event]);
        ck_assert_ptr_nonnull(machine->topics[event]);
    }
}

#endif
