#include "script/state.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "base/assert.h"
#include "base/text.h"
#include "script/sandbox.h"

/* Pages that a greedy rule touched are given back beyond this. */
enum { KEEP_BYTES = 1 << 20, LEVELS_MAX = 20, MESSAGE_MAX = 1000 };

static _Thread_local struct kt_state *current;

const char *const kt_outcome_names[] = { "ok",     "error",  "budget",
                                         "memory", "denied", NULL };

static void *
map_pages(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

static void
drop_set(struct kt_image_set *set)
{
    if (set->generation != 0)
        kt_arena_release(&set->arena);
    *set = (struct kt_image_set){ 0 };
}

static void
drop_images(struct kt_state *state)
{
    for (size_t i = 0; i < KT_STATE_SETS_MAX; i++)
        drop_set(&state->sets[i]);
}

static bool
make_state(void)
{
    struct kt_state *state = map_pages(sizeof *state);
    if (state == NULL)
        return false;
    if (!kt_budget_init(state)) {
        munmap(state, sizeof *state);
        return false;
    }
    current = state;
    return true;
}

/* Images hold addresses of their region: a new region makes them void. */
static bool
make_region(struct kt_state *state, size_t size)
{
    drop_images(state);
    if (state->region != NULL)
        munmap(state->region, state->region_size);
    state->region = map_pages(size);
    state->region_size = state->region != NULL ? size : 0;
    return state->region != NULL;
}

struct kt_state *
kt_state_current(void)
{
    return current;
}

enum kt_status
kt_state_get(size_t region_size, struct kt_state **state, struct kt_error *err)
{
    if ((current == NULL && !make_state()) ||
        (current->region_size < region_size &&
         !make_region(current, region_size))) {
        (void)kt_fail_overloaded(err);
        return kt_error_explain(err, "no memory or timer to run scripts: %s",
                                strerror(errno));
    }
    *state = current;
    return KT_OK;
}

static int
on_panic(lua_State *L)
{
    kt_budget_stop(kt_state_of(L), KT_STOP_PANIC);
}

/* Gives pages back that a greedy run has touched. */
static void
trim(struct kt_state *state)
{
    if (state->region->used > KEEP_BYTES)
        madvise((char *)state->region + KEEP_BYTES,
                state->region_size - KEEP_BYTES, MADV_DONTNEED);
}

/* An empty Lua state with the sandbox in the region. */
static lua_State *
open_lua(struct kt_state *state, size_t memory_max)
{
    trim(state);
    kt_region_init(state->region, state, memory_max);
    lua_State *L = lua_newstate(kt_region_alloc, state->region);
    *(struct kt_state **)lua_getextraspace(L) = state;
    lua_atpanic(L, on_panic);
    lua_gc(L, LUA_GCSTOP);
    kt_sandbox_open(L);
    kt_budget_watch(L);
    return L;
}

/* It goes into logs, traces and rows: a script does not choose its length. */
static struct kt_str
error_text(lua_State *L, struct kt_arena *arena)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        struct kt_str text;
        text.ptr = lua_tolstring(L, -1, &text.len);
        if (text.len <= MESSAGE_MAX)
            return kt_utf8_mend(arena, kt_arena_str(arena, text));
        return kt_utf8_mend(arena, kt_arena_format(arena, "%.*s…", MESSAGE_MAX,
                                                   text.ptr));
    }
    return kt_arena_format(arena, "error object of type %s",
                           luaL_typename(L, -1));
}

static struct kt_str
stop_text(enum kt_stop stop, const struct kt_script_limits *limits,
          struct kt_arena *arena)
{
    switch (stop) {
    case KT_STOP_STEPS:
        return kt_arena_format(arena, "stopped after %lld steps",
                               (long long)limits->steps_max);
    case KT_STOP_MEMORY:
        return kt_arena_format(arena, "stopped beyond %lld bytes of memory",
                               (long long)limits->memory_max);
    case KT_STOP_TIME:
        return kt_arena_format(arena, "stopped after %lld ms",
                               (long long)limits->wall_ms_max);
    case KT_STOP_PANIC:
    case KT_STOP_NONE:
        break;
    }
    return KT_STR("stopped: Lua gave up");
}

/* The line at which a run was stopped. Steps and memory run out between two
 * moves of the interpreter, which is whole then; time may in the midst of one,
 * so that nothing of it can be read. */
static struct kt_str
stop_place(const struct kt_guarded *guarded)
{
    lua_Debug at;
    lua_State *L = guarded->lua;
    bool is_whole =
        guarded->stop == KT_STOP_STEPS || guarded->stop == KT_STOP_MEMORY;
    for (int level = 0; is_whole && L != NULL && level < LEVELS_MAX; level++) {
        if (lua_getstack(L, level, &at) == 0)
            break;
        lua_getinfo(L, "Sl", &at);
        if (at.currentline > 0)
            return kt_arena_format(guarded->arena, "%s:%d: ", at.short_src,
                                   at.currentline);
    }
    return KT_STR("");
}

/* The last line of work on a dying script: its text is kept outside of Lua. */
int
kt_refuse(lua_State *L, enum kt_outcome outcome, const char *format, ...)
{
    struct kt_refusal *refusal = &kt_state_of(L)->refusal;
    va_list args;
    size_t len;
    luaL_where(L, 1);
    va_start(args, format);
    lua_pushvfstring(L, format, args);
    va_end(args);
    lua_concat(L, 2);
    const char *text = lua_tolstring(L, -1, &len);
    refusal->outcome = outcome;
    refusal->len = len < sizeof refusal->text ? len : sizeof refusal->text;
    memcpy(refusal->text, text, refusal->len);
    return lua_error(L);
}

static enum kt_outcome
error_outcome(const struct kt_refusal *refusal, struct kt_str message)
{
    if (message.len > refusal->len)
        message.len = refusal->len;
    struct kt_str text = { refusal->text, refusal->len };
    return refusal->len > 0 && kt_str_eq(text, message) ? refusal->outcome
                                                        : KT_OUTCOME_ERROR;
}

static enum kt_outcome
stop_outcome(enum kt_stop stop)
{
    if (stop == KT_STOP_MEMORY)
        return KT_OUTCOME_MEMORY;
    return stop == KT_STOP_PANIC ? KT_OUTCOME_ERROR : KT_OUTCOME_BUDGET;
}

void
kt_state_count(struct kt_state *state)
{
    struct kt_script_figures *figures = &state->figures;
    int64_t bytes = (int64_t)state->region->peak;
    figures->calls++;
    figures->steps += kt_budget_steps(state);
    figures->bytes = bytes > figures->bytes ? bytes : figures->bytes;
    figures->nanoseconds += state->budget.ended_ns - state->budget.started_ns;
}

static bool
run_guarded(struct kt_state *state, struct kt_guarded *guarded)
{
    const struct kt_script_limits *limits = guarded->limits;
    guarded->stop = (enum kt_stop)sigsetjmp(state->budget.out, 0);
    if (guarded->stop == KT_STOP_NONE) {
        kt_budget_begin(state, limits->steps_max, limits->wall_ms_max,
                        guarded->counts_cpu);
        if (guarded->lua == NULL)
            guarded->lua = open_lua(state, (size_t)limits->memory_max);
        lua_pushcfunction(guarded->lua, guarded->body);
        int code = lua_pcall(guarded->lua, 0, 0, 0);
        kt_budget_end(state);
        guarded->outcome = KT_OUTCOME_OK;
        if (code == LUA_OK)
            return true;
        guarded->message = error_text(guarded->lua, guarded->arena);
        guarded->outcome = error_outcome(&state->refusal, guarded->message);
    } else {
        kt_budget_end(state);
        guarded->message = stop_text(guarded->stop, limits, guarded->arena);
        guarded->outcome = stop_outcome(guarded->stop);
        guarded->place = stop_place(guarded);
        guarded->is_starved =
            guarded->stop == KT_STOP_TIME && kt_budget_was_starved(state);
    }
    return false;
}

bool
kt_state_guard(struct kt_state *state, struct kt_guarded *guarded)
{
    state->refusal.len = 0;
    bool is_done = run_guarded(state, guarded);
    state->figures.outcome = guarded->outcome;
    return is_done;
}

void
kt_state_abandon(void)
{
    if (current == NULL)
        return;
    kt_budget_end(current);
    current->run = NULL;
    current->load = NULL;
    current->rescue = NULL;
}

void
kt_script_figures_clear(void)
{
    if (current != NULL)
        current->figures = (struct kt_script_figures){ 0 };
}

struct kt_script_figures
kt_script_figures(void)
{
    return current != NULL ? current->figures : (struct kt_script_figures){ 0 };
}

/* A free place, else that of an older generation of the same host, else the
 * one not used for longest. */
static struct kt_image_set *
choose_set(struct kt_state *state, const struct kt_registry *registry)
{
    struct kt_image_set *chosen = &state->sets[0];
    for (size_t i = 0; i < KT_STATE_SETS_MAX; i++) {
        struct kt_image_set *set = &state->sets[i];
        bool is_outdated = set->host == registry->host &&
                           set->generation < registry->generation;
        if (set->generation == 0 || is_outdated)
            return set;
        if (set->last_use < chosen->last_use)
            chosen = set;
    }
    return chosen;
}

struct kt_image_set *
kt_state_images(struct kt_state *state, const struct kt_registry *registry)
{
    state->uses++;
    for (size_t i = 0; i < KT_STATE_SETS_MAX; i++) {
        struct kt_image_set *set = &state->sets[i];
        if (set->generation == registry->generation) {
            set->last_use = state->uses;
            set->arena.rescue = state->rescue;
            return set;
        }
    }
    struct kt_image_set *set = choose_set(state, registry);
    drop_set(set);
    kt_arena_init(&set->arena, 0);
    set->arena.rescue = state->rescue;
    set->images =
        KT_NEW_ARRAY(&set->arena, struct kt_image, registry->rule_count);
    set->generation = registry->generation;
    set->host = registry->host;
    set->last_use = state->uses;
    return set;
}

void
kt_state_trim_params(struct kt_state *state, const struct kt_registry *registry)
{
    struct kt_image_set *set = kt_state_images(state, registry);
    if (set->params_kept > KT_STATE_PARAMS_MAX)
        drop_set(set);
}

void
kt_state_save(struct kt_state *state, lua_State *L, struct kt_arena *arena,
              struct kt_image *image)
{
    image->bytes = kt_arena_alloc(arena, state->region->used);
    memcpy(image->bytes, state->region, state->region->used);
    kt_map_init(&image->params, arena, 4);
    image->lua = L;
    image->size = state->region->used;
}

void
kt_state_restore(struct kt_state *state, const struct kt_image *image)
{
    trim(state);
    memcpy(state->region, image->bytes, image->size);
}

void
kt_script_leave_thread(void)
{
    struct kt_state *state = current;
    if (state == NULL)
        return;
    current = NULL;
    kt_budget_release(state);
    drop_images(state);
    if (state->region != NULL)
        munmap(state->region, state->region_size);
    munmap(state, sizeof *state);
}
