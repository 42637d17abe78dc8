#include "script/budget.h"

#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "script/cover.h"
#include "script/state.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static const int64_t nanoseconds = 1000000000;

static int
timer_signal(void)
{
    return SIGRTMIN + 5;
}

static int64_t
read_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * nanoseconds + now.tv_nsec;
}

static int64_t
now_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

static void
sample(struct kt_budget *budget)
{
    budget->sampled_ns = now_ns();
    budget->sampled_cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
}

static void
arm(struct kt_budget *budget, int64_t delay_ns)
{
    struct itimerspec when = {
        .it_value = { .tv_sec = delay_ns / nanoseconds,
                      .tv_nsec = delay_ns % nanoseconds },
    };
    budget->is_armed = 1;
    timer_settime(budget->timer, 0, &when, NULL);
}

/* The time that a run has left; for one whose CPU time counts, the soonest that
 * it could have used it up. */
static int64_t
left_ns(struct kt_budget *budget)
{
    int64_t left = budget->deadline_ns - now_ns();
    if (left <= 0 && budget->counts_cpu) {
        left = budget->cpu_max_ns - read_ns(CLOCK_THREAD_CPUTIME_ID);
        budget->deadline_ns = now_ns() + left;
    }
    return left;
}

/* The timer may have been armed for an earlier run: only the deadline of the
 * run that goes on now counts. */
static void
on_timer(int signal_number, siginfo_t *info, void *context)
{
    (void)signal_number;
    (void)context;
    struct kt_state *state = kt_state_current();
    if (state == NULL || info->si_value.sival_ptr != state)
        return;
    struct kt_budget *budget = &state->budget;
    budget->is_armed = 0;
    if (!budget->is_running)
        return;
    int64_t left = left_ns(budget);
    if (left > 0) {
        /* Of what is left of a run that has just begun more can be told. */
        if (left > (budget->deadline_ns - budget->started_ns) / 2)
            sample(budget);
        arm(budget, left);
        return;
    }
    budget->is_late = 1;
    if (budget->shields == 0)
        kt_budget_stop(state, KT_STOP_TIME);
}

/* SA_NODEFER: the handler jumps away, the signal must not stay blocked. */
static void
install_handler(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_timer;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(timer_signal(), &action, NULL);
}

static void
count_hook(lua_State *L, lua_Debug *record)
{
    (void)record;
    kt_charge(L, KT_BUDGET_HOOK);
}

/* The same, and each line is noted. */
static void
line_hook(lua_State *L, lua_Debug *record)
{
    if (record->event == LUA_HOOKCOUNT)
        kt_charge(L, KT_BUDGET_HOOK);
    else if (lua_getinfo(L, "l", record) != 0)
        kt_cover_note(L, record);
}

bool
kt_budget_init(struct kt_state *state)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install_handler);

    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = timer_signal();
    event.sigev_value.sival_ptr = state;
    event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &state->budget.timer) != 0)
        return false;

    sigset_t mine;
    sigemptyset(&mine);
    sigaddset(&mine, timer_signal());
    pthread_sigmask(SIG_UNBLOCK, &mine, NULL);
    return true;
}

void
kt_budget_release(struct kt_state *state)
{
    timer_delete(state->budget.timer);
}

void
kt_budget_begin(struct kt_state *state, int64_t steps_max, int64_t wall_ms_max,
                bool counts_cpu)
{
    struct kt_budget *budget = &state->budget;
    int64_t wall_ns = wall_ms_max * (nanoseconds / 1000);
    budget->steps_max = steps_max;
    budget->steps_left = steps_max;
    budget->started_ns = now_ns();
    budget->deadline_ns = budget->started_ns + wall_ns;
    budget->counts_cpu = counts_cpu;
    if (counts_cpu)
        budget->cpu_max_ns = read_ns(CLOCK_THREAD_CPUTIME_ID) + wall_ns;
    budget->is_late = 0;
    budget->shields = 0;
    budget->is_running = 1;
    if (!budget->is_armed) {
        sample(budget);
        arm(budget, wall_ns);
    }
}

void
kt_budget_end(struct kt_state *state)
{
    struct kt_budget *budget = &state->budget;
    budget->is_running = 0;
    budget->ended_ns = now_ns();
}

void
kt_budget_watch(lua_State *L)
{
    if (kt_cover_is_on())
        lua_sethook(L, line_hook, LUA_MASKCOUNT | LUA_MASKLINE, KT_BUDGET_HOOK);
    else
        lua_sethook(L, count_hook, LUA_MASKCOUNT, KT_BUDGET_HOOK);
}

void
kt_budget_stop(struct kt_state *state, enum kt_stop stop)
{
    state->budget.is_running = 0;
    siglongjmp(state->budget.out, (int)stop);
}

void
kt_charge(lua_State *L, size_t steps)
{
    struct kt_state *state = kt_state_of(L);
    struct kt_budget *budget = &state->budget;
    if (steps >= (size_t)budget->steps_left) {
        budget->steps_left = 0;
        kt_budget_stop(state, KT_STOP_STEPS);
    }
    budget->steps_left -= (int64_t)steps;
}

void
kt_shield_begin(lua_State *L)
{
    kt_state_of(L)->budget.shields++;
}

void
kt_shield_end(lua_State *L)
{
    struct kt_state *state = kt_state_of(L);
    state->budget.shields--;
    if (state->budget.is_late && state->budget.shields == 0)
        kt_budget_stop(state, KT_STOP_TIME);
}

void
kt_shield_clear(lua_State *L)
{
    struct kt_state *state = kt_state_of(L);
    state->budget.shields = 0;
    if (state->budget.is_late)
        kt_budget_stop(state, KT_STOP_TIME);
}

bool
kt_budget_was_starved(const struct kt_state *state)
{
    const struct kt_budget *budget = &state->budget;
    if (budget->counts_cpu)
        return false;
    int64_t cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID) - budget->sampled_cpu_ns;
    return cpu_ns < (now_ns() - budget->sampled_ns) / 4;
}

int64_t
kt_budget_steps(const struct kt_state *state)
{
    return state->budget.steps_max - state->budget.steps_left;
}
