/* A closed machine: a table of edges {from, event, to, guard, effects}. What
 * is not in the table cannot happen. A guard is a pure question about facts;
 * where two edges leave one state by one event, their guards exclude each
 * other. Effects are bits that the service carries out in the transaction that
 * takes the edge. */
#ifndef KT_DOMAIN_MACHINE_H
#define KT_DOMAIN_MACHINE_H

#include <kontor/problem.h>

#include "base/buf.h"
#include "base/shape.h"

struct kt_edge {
    int from;
    int event;
    int to;
    bool (*guard)(const void *facts); /* NULL: always */
    unsigned effects;
    const char *needs; /* the guard in words, for people */
};

struct kt_machine {
    const char *name;          /* "order" */
    const char *const *states; /* end with NULL */
    const char *const *events; /* end with NULL */
    const char *const *topics; /* "order.confirmed", by event; end with NULL */
    const struct kt_edge *edges;
    size_t edge_count;
    int start;
};

/* Takes an event in a state. *edge is the row that allows it.
 * TRANSITION_REFUSED names the events that are possible. */
KT_CHECKED enum kt_status kt_machine_take(const struct kt_machine *machine,
                                          int state, int event,
                                          const void *facts,
                                          const struct kt_edge **edge,
                                          struct kt_error *err);

/* The events possible in a state, as a list of struct kt_str. */
struct kt_list kt_machine_possible(const struct kt_machine *machine, int state,
                                   const void *facts, struct kt_arena *arena);

/* Index of a name, -1 when the machine has no such state or event. */
int kt_machine_state(const struct kt_machine *machine, struct kt_str name);
int kt_machine_event(const struct kt_machine *machine, struct kt_str name);

/* True when no edge leaves the state. */
bool kt_machine_is_final(const struct kt_machine *machine, int state);

/* The table as a Mermaid state diagram. */
void kt_machine_write_diagram(const struct kt_machine *machine,
                              struct kt_buf *buf);

#endif
