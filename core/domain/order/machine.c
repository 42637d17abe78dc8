#include "domain/order/machine.h"

static bool
is_open(const struct kt_edge *edge, int state, const void *facts)
{
    return edge->from == state && (edge->guard == NULL || edge->guard(facts));
}

/* True when an earlier open edge has the same event already. */
static bool
is_told(const struct kt_machine *machine, size_t until, int state,
        const void *facts)
{
    for (size_t i = 0; i < until; i++)
        if (machine->edges[i].event == machine->edges[until].event &&
            is_open(&machine->edges[i], state, facts))
            return true;
    return false;
}

static int
find_name(const char *const *names, struct kt_str name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (kt_str_eq(kt_str_of(names[i]), name))
            return i;
    return -1;
}

static enum kt_status
refuse(const struct kt_machine *machine, int state, int event,
       const void *facts, struct kt_error *err)
{
    struct kt_list possible =
        kt_machine_possible(machine, state, facts, err->arena);
    const struct kt_str *names = possible.items;
    struct kt_buf buf;
    kt_buf_init(&buf, err->arena, 64);
    for (size_t i = 0; i < possible.count; i++) {
        kt_buf_text(&buf, i > 0 ? ", " : "");
        kt_buf_str(&buf, names[i]);
    }
    return kt_fail_transition_refused(err, kt_str_of(machine->states[state]),
                                      kt_str_of(machine->events[event]),
                                      kt_buf_view(&buf));
}

enum kt_status
kt_machine_take(const struct kt_machine *machine, int state, int event,
                const void *facts, const struct kt_edge **edge,
                struct kt_error *err)
{
    for (size_t i = 0; i < machine->edge_count; i++) {
        if (machine->edges[i].event == event &&
            is_open(&machine->edges[i], state, facts)) {
            *edge = &machine->edges[i];
            return KT_OK;
        }
    }
    return refuse(machine, state, event, facts, err);
}

struct kt_list
kt_machine_possible(const struct kt_machine *machine, int state,
                    const void *facts, struct kt_arena *arena)
{
    struct kt_str *names =
        KT_NEW_ARRAY(arena, struct kt_str, machine->edge_count);
    size_t count = 0;
    for (size_t i = 0; i < machine->edge_count; i++) {
        const struct kt_edge *edge = &machine->edges[i];
        if (is_open(edge, state, facts) && !is_told(machine, i, state, facts))
            names[count++] = kt_str_of(machine->events[edge->event]);
    }
    return (struct kt_list){ names, count };
}

int
kt_machine_state(const struct kt_machine *machine, struct kt_str name)
{
    return find_name(machine->states, name);
}

int
kt_machine_event(const struct kt_machine *machine, struct kt_str name)
{
    return find_name(machine->events, name);
}

bool
kt_machine_is_final(const struct kt_machine *machine, int state)
{
    for (size_t i = 0; i < machine->edge_count; i++)
        if (machine->edges[i].from == state)
            return false;
    return true;
}

void
kt_machine_write_diagram(const struct kt_machine *machine, struct kt_buf *buf)
{
    kt_buf_text(buf, "stateDiagram-v2\n");
    kt_buf_format(buf, "    [*] --> %s\n", machine->states[machine->start]);
    for (size_t i = 0; i < machine->edge_count; i++) {
        const struct kt_edge *edge = &machine->edges[i];
        kt_buf_format(buf, "    %s --> %s : %s", machine->states[edge->from],
                      machine->states[edge->to], machine->events[edge->event]);
        if (edge->needs != NULL)
            kt_buf_format(buf, " [%s]", edge->needs);
        kt_buf_char(buf, '\n');
    }
    for (int state = 0; machine->states[state] != NULL; state++)
        if (kt_machine_is_final(machine, state))
            kt_buf_format(buf, "    %s --> [*]\n", machine->states[state]);
}
