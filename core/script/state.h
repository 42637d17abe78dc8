/* A thread's place to run rules: the region, the budget, and for each rule the
 * image from which every evaluation starts.
 *
 * A state belongs to its thread and is made at the first use. Threads that run
 * rules need 1 MiB of stack. They may see one interrupted system call after a
 * run (the budget's timer). */
#ifndef KT_SCRIPT_STATE_H
#define KT_SCRIPT_STATE_H

#include "base/map.h"
#include "script/budget.h"
#include "script/region.h"
#include "script/registry.h"

struct kt_run;

enum {
    KT_STATE_PRINT_MAX = 16384,
    KT_STATE_REFUSAL_MAX = 512,
    KT_STATE_SETS_MAX = 8,     /* generations whose images are kept */
    KT_STATE_PARAMS_MAX = 2000 /* compiled params kept by a generation */
};

/* The bytes of the region after a rule was loaded. */
struct kt_image {
    char *bytes;
    size_t size;
    lua_State *lua;
    struct kt_map params;    /* text -> struct kt_param_value[] */
    struct kt_str last_text; /* the last of them: most rows give one rule */
    const struct kt_param_value *last;
};

/* What a thread keeps of one registry. */
struct kt_image_set {
    struct kt_arena arena;
    uint64_t generation; /* 0: free */
    const void *host;
    uint64_t last_use;
    struct kt_image *images; /* by index of the rule; size 0: not yet */
    size_t params_kept;
};

/* The last refusal of the sandbox: an error with this text had this outcome,
 * unless the script caught it and raised another. */
struct kt_refusal {
    enum kt_outcome outcome;
    size_t len;
    char text[KT_STATE_REFUSAL_MAX];
};

struct kt_state {
    struct kt_budget budget;
    struct kt_region *region;
    size_t region_size;
    jmp_buf *rescue;      /* of arenas, while rules are loaded or called */
    struct kt_run *run;   /* what is being evaluated, or NULL */
    struct kt_load *load; /* what is being loaded, or NULL */
    struct kt_image_set sets[KT_STATE_SETS_MAX];
    uint64_t uses;
    char print[KT_STATE_PRINT_MAX];
    size_t print_len;
    struct kt_refusal refusal;
    struct kt_script_figures figures;
};

/* NULL when the thread has none. */
struct kt_state *kt_state_current(void);

/* The calling thread's state, with a region of at least that size. OVERLOADED
 * when the system has no memory or no timer for it. */
KT_CHECKED enum kt_status kt_state_get(size_t region_size,
                                       struct kt_state **state,
                                       struct kt_error *err);

static inline struct kt_state *
kt_state_of(lua_State *L)
{
    return *(struct kt_state **)lua_getextraspace(L);
}

/* A run of body(L) in protected mode under the budget. */
struct kt_guarded {
    const struct kt_script_limits *limits;
    lua_State *lua; /* NULL: takes a fresh one */
    lua_CFunction body;
    bool counts_cpu;        /* its time is what the thread has run */
    struct kt_arena *arena; /* of the message */
    struct kt_str message;  /* what went wrong */
    struct kt_str place;    /* "name:line: " where it was stopped, if known */
    enum kt_stop stop;
    enum kt_outcome outcome;
    bool is_starved; /* stopped for its time, which it had not got */
};

/* Raises a refusal: an error that is told as this outcome. */
int kt_refuse(lua_State *L, enum kt_outcome outcome, const char *format, ...);

/* Adds the run that just ended to the thread's figures. */
void kt_state_count(struct kt_state *state);

/* True when body came to its end. */
bool kt_state_guard(struct kt_state *state, struct kt_guarded *guarded);

/* After a jump of an arena out of whatever this thread ran: nothing runs. */
void kt_state_abandon(void);

/* The images that this thread keeps of a registry. Their arena jumps to
 * state->rescue, and only then: ask anew in each call. */
struct kt_image_set *kt_state_images(struct kt_state *state,
                                     const struct kt_registry *registry);

/* Forgets the images of a registry when too many params gathered in them. */
void kt_state_trim_params(struct kt_state *state,
                          const struct kt_registry *registry);

/* Copies the region aside, and back. */
void kt_state_save(struct kt_state *state, lua_State *L, struct kt_arena *arena,
                   struct kt_image *image);
void kt_state_restore(struct kt_state *state, const struct kt_image *image);

/* A rule on this thread looked at the time, or failed: kt_script_moments. */
void kt_script_note_moment(void);

#endif
