/* What a running rule may use up, and how it is ended when it goes beyond: by
 * a jump out of Lua to where the run began. No pcall, metamethod or handler
 * stands on that way, and nothing of the dead state is touched again.
 *
 * Steps: Lua instructions, counted by a hook each KT_BUDGET_HOOK of them, and
 * the work of library functions, which charge for themselves. Time: a timer of
 * the thread, for the single instruction that takes seconds. It stays armed
 * between runs, so that a run costs no system call. */
#ifndef KT_SCRIPT_BUDGET_H
#define KT_SCRIPT_BUDGET_H

#include <lua.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct kt_state;

enum { KT_BUDGET_HOOK = 200 };

enum kt_stop {
    KT_STOP_NONE,
    KT_STOP_STEPS,
    KT_STOP_MEMORY,
    KT_STOP_TIME,
    KT_STOP_PANIC /* Lua gave up: a fault of the host */
};

struct kt_budget {
    sigjmp_buf out;
    int64_t steps_max;
    int64_t steps_left;
    int64_t started_ns;
    int64_t ended_ns;
    volatile int64_t deadline_ns;
    volatile sig_atomic_t is_running;
    volatile sig_atomic_t shields; /* 0: only Lua and its region in use */
    volatile sig_atomic_t is_late; /* the time came while shielded */
    volatile sig_atomic_t is_armed;
    timer_t timer;
    volatile int64_t sampled_ns;     /* a moment of the run or before, and */
    volatile int64_t sampled_cpu_ns; /* the CPU time of the thread then */
    volatile bool counts_cpu;
    volatile int64_t cpu_max_ns; /* until when the thread may run */
};

/* Makes the calling thread's timer, once; false when the system has none
 * left. */
bool kt_budget_init(struct kt_state *state);
void kt_budget_release(struct kt_state *state);

/* Around a run; the caller has set budget.out. Where only the CPU time of the
 * thread counts, no busy machine ends it; that costs a system call. */
void kt_budget_begin(struct kt_state *state, int64_t steps_max,
                     int64_t wall_ms_max, bool counts_cpu);
void kt_budget_end(struct kt_state *state);

/* Puts the hook into a new Lua state. */
void kt_budget_watch(lua_State *L);

_Noreturn void kt_budget_stop(struct kt_state *state, enum kt_stop stop);

/* Takes steps for work that no hook sees. */
void kt_charge(lua_State *L, size_t steps);

/* Between these the timer does not jump: for anything that takes a lock, such
 * as an allocation from an arena. They may be nested. */
void kt_shield_begin(lua_State *L);
void kt_shield_end(lua_State *L);

/* Takes all shields away that an error has jumped over; for pcall. */
void kt_shield_clear(lua_State *L);

/* Of a run that was stopped for its time: the machine was so busy that it let
 * the thread run for less than a quarter of it. */
bool kt_budget_was_starved(const struct kt_state *state);

int64_t kt_budget_steps(const struct kt_state *state);

#endif
