/* The script host: loads every rule of the shop's folders into a registry,
 * swaps a new registry in when files change, and runs rules under a budget.
 *
 * A registry is immutable: file texts, declarations, param specs, a hash of it
 * all. Running a rule needs a Lua state; each thread has one arena at a fixed
 * address, and keeps for each rule an image: the bytes of that arena right
 * after the rule's file (and what it requires) was loaded. To evaluate is to
 * copy the image in, run under the budget, read the answer, and forget the
 * arena. Every evaluation so starts from the same bytes, nothing leaks from one
 * to the next, and a rule that had to be stopped costs nothing to clean up.
 * No rule shares a state with another rule. */
#ifndef KT_SCRIPT_HOST_H
#define KT_SCRIPT_HOST_H

#include "base/clock.h"
#include "domain/pricing/quote.h"

enum kt_rule_kind {
    KT_RULE_PRICE,     /* price_rule        pricing/    */
    KT_RULE_PROMOTION, /* promotion         promotions/ */
    KT_RULE_TAX,       /* tax_rule          tax/        */
    KT_RULE_SHIPPING,  /* shipping_method   shipping/   */
    KT_RULE_CHECK,     /* checkout_check    checkout/   */
    KT_RULE_GUARD,     /* order_guard       orders/     */
    KT_RULE_REACTION,  /* reaction          orders/     */
    KT_RULE_KIND_COUNT
};

extern const char *const kt_rule_kind_names[];

struct kt_script_limits {
    int64_t steps_max;   /* 0: 2 000 000 */
    int64_t memory_max;  /* bytes; 0: 16 MiB */
    int64_t wall_ms_max; /* hard stop; 0: 500. Of a load: CPU time */
    int64_t source_max;  /* bytes of one file; 0: 64 KiB */
};

/* A script as it was kept, wherever its file is now. */
struct kt_script_text {
    size_t folder;      /* as its index in the options' folders was */
    struct kt_str name; /* "promotions/percent_off.lua" */
    struct kt_str text;
};

struct kt_host_options {
    const char *const *folders; /* shipped scripts first, the shop's own after:
                                 * a later folder's rule replaces an earlier
                                 * one of the same kind and code */
    size_t folder_count;
    const char *file;       /* one rule more, wherever it stands; NULL: none.
                               * It comes after all folders */
    enum kt_rule_kind kind; /* of that file */
    struct kt_list texts;   /* of struct kt_script_text: instead of all files.
                             * Such a host cannot be loaded again */
    struct kt_script_limits limits;
    const struct kt_clock *clock; /* rules are watched by it, and given up when
                                   * they are stopped too often; NULL: not */
};

struct kt_host;
struct kt_registry;

/* A declared rule. */
struct kt_rule_info {
    enum kt_rule_kind kind;
    struct kt_str code;
    struct kt_str title; /* with {param} places */
    struct kt_str help;  /* the file's first comment */
    struct kt_str path;
    struct kt_str hash;  /* BLAKE2b-256 of its text and its modules', hex */
    enum kt_stage stage; /* promotions */
    const struct kt_param_spec *params;
    size_t param_count;
    const struct kt_str *events; /* guards: edges; reactions: events */
    size_t event_count;
    unsigned series; /* of its figures, see base/metric.h */
};

/* Loads the folders. A file that does not load is a fault in err (INVALID_RULE
 * with one item a fault: pointer is "file:line"); every file is tried. */
KT_CHECKED enum kt_status kt_host_new(const struct kt_host_options *options,
                                      struct kt_host **host,
                                      struct kt_error *err);
void kt_host_free(struct kt_host *host);

/* Loads again and swaps the new registry in when every file loads; otherwise
 * the old one stays and err says why. */
KT_CHECKED enum kt_status kt_host_reload(struct kt_host *host,
                                         struct kt_error *err);

/* What kept the last attempt to load from taking force. */
struct kt_rule_fault {
    struct kt_str place; /* "file:line" */
    struct kt_str detail;
};

/* A list of struct kt_rule_fault, copied into the arena; empty when what stands
 * in the folders is in force. */
struct kt_list kt_host_faults(struct kt_host *host, struct kt_arena *arena);

/* True when a file of the folders changed, came or went since the last load
 * attempt. */
bool kt_host_is_stale(const struct kt_host *host);

/* The registry now in force; the caller releases it. */
struct kt_registry *kt_registry_acquire(struct kt_host *host);
void kt_registry_release(struct kt_registry *registry);

/* Each time that a registry comes into force, again too, has its number, and a
 * later one is greater: that of the last time, and the one that a registry came
 * into force at. */
uint64_t kt_host_turn(const struct kt_host *host);
uint64_t kt_registry_turn(struct kt_registry *registry);

/* Hash over all rules and the limits that they run under: orders keep it. */
struct kt_str kt_registry_hash(const struct kt_registry *registry);
uint64_t kt_registry_generation(const struct kt_registry *registry);

/* What another host is made of that answers the same: the texts of all rules
 * in force and of the modules that they require, a list of struct
 * kt_script_text that points into the registry, and the limits. */
struct kt_list kt_registry_texts(const struct kt_registry *registry,
                                 struct kt_arena *arena);
struct kt_script_limits kt_registry_limits(const struct kt_registry *registry);

const struct kt_rule_info *kt_registry_list(const struct kt_registry *registry,
                                            size_t *count);
/* NULL when absent. */
const struct kt_rule_info *kt_registry_find(const struct kt_registry *registry,
                                            enum kt_rule_kind kind,
                                            struct kt_str code);
/* The nearest code of that kind, for "did you mean"; or NULL. */
const char *kt_registry_nearest(const struct kt_registry *registry,
                                enum kt_rule_kind kind, struct kt_str code);

/* Checks params (a JSON object) against the rule's specs; every fault with its
 * pointer below `pointer`. *full takes the object with defaults filled in. */
KT_CHECKED enum kt_status kt_rule_check_params(const struct kt_rule_info *info,
                                               struct kt_str params,
                                               struct kt_str pointer,
                                               struct kt_arena *arena,
                                               struct kt_str *full,
                                               struct kt_error *err);

/* JSON schema of the rule's params. */
void kt_rule_write_schema(const struct kt_rule_info *info,
                          struct kt_json *json);

/* "Buy {buy}, get {free} free" with params filled in. */
struct kt_str kt_rule_title(const struct kt_rule_info *info,
                            struct kt_str params,
                            const struct kt_currency *currency,
                            struct kt_arena *arena);

/* The rules as pricing calls them, on the calling thread. */
struct kt_rules kt_registry_rules(struct kt_registry *registry);

/* The same for what somebody only tries out: no rule is given up for it. */
struct kt_rules kt_registry_trial_rules(struct kt_registry *registry);

/* order_guard: the order as JSON; the first refusal or hold. */
KT_CHECKED enum kt_status kt_registry_guard(struct kt_registry *registry,
                                            const struct kt_rule_use *use,
                                            struct kt_str order_json,
                                            struct kt_arena *arena,
                                            struct kt_verdict *verdict,
                                            struct kt_error *err);

/* reaction: the event, parsed; *jobs_json takes an array of jobs:
 * [{"kind":"mail"|"webhook"|"note"|"call", …}]. */
KT_CHECKED enum kt_status kt_registry_react(struct kt_registry *registry,
                                            const struct kt_rule_use *use,
                                            const struct cJSON *event,
                                            struct kt_arena *arena,
                                            struct kt_str *jobs_json,
                                            struct kt_error *err);

/* What the last evaluation on this thread printed, control characters escaped;
 * valid until the next one. */
struct kt_str kt_script_printed(void);

/* How an evaluation ended. */
enum kt_outcome {
    KT_OUTCOME_OK,
    KT_OUTCOME_ERROR,  /* it raised, or answered what its kind does not allow */
    KT_OUTCOME_BUDGET, /* steps or time ran out */
    KT_OUTCOME_MEMORY, /* it wanted more memory or a longer text than it may */
    KT_OUTCOME_DENIED  /* it reached for what scripts do not have */
};

extern const char *const kt_outcome_names[]; /* "ok", "error", … */

/* How an evaluation failed, for those who count. */
enum kt_failure {
    KT_FAILURE_ERROR,
    KT_FAILURE_BUDGET, /* its steps ran out */
    KT_FAILURE_WALL,   /* its time ran out */
    KT_FAILURE_MEMORY,
    KT_FAILURE_DENIED,
    KT_FAILURE_DISABLED, /* it was not asked: it has been given up */
    KT_FAILURE_COUNT
};

extern const char *const kt_failure_names[]; /* "error", "budget", … */

/* A rule that is stopped five times within a minute, for its steps, its time or
 * its memory, is given up. The generation before serves in its place when it
 * had another text of the rule; files that hold the newer one are not loaded
 * again. Else the rule alone is off: asked once in a minute, until it answers
 * or its text changes. */
enum kt_rule_state {
    KT_RULE_SERVING,
    KT_RULE_DISABLED,   /* off, but for one try a minute */
    KT_RULE_FALLEN_BACK /* an earlier text serves: the newer was given up */
};

extern const char *const kt_rule_state_names[];

/* How a rule has fared since the process began. */
struct kt_rule_health {
    enum kt_rule_state state;
    int64_t failures[KT_FAILURE_COUNT];
    int64_t kills_in_minute;
    int64_t failed_ms;       /* the last time; 0: it never failed */
    enum kt_failure failure; /* what it was then */
    struct kt_str message;   /* without its place */
    struct kt_str file;      /* path; empty: not known */
    int64_t line;            /* 0: not known */
    struct kt_str given_up;  /* hash of the text that was; empty: none */
};

enum kt_rule_state kt_rule_state_get(const struct kt_registry *registry,
                                     const struct kt_rule_info *rule);
void kt_rule_health_get(const struct kt_registry *registry,
                        const struct kt_rule_info *rule, struct kt_arena *arena,
                        struct kt_rule_health *health);

/* What evaluations on this thread have used up since the figures were last
 * cleared; the outcome is that of the last one. */
struct kt_script_figures {
    enum kt_outcome outcome;
    int64_t calls;
    int64_t steps;
    int64_t bytes; /* the most that one of them had at once */
    int64_t nanoseconds;
};

void kt_script_figures_clear(void);
struct kt_script_figures kt_script_figures(void);

/* How often rules on this thread looked at the time (carts and items show it)
 * or failed, be it for want of time: while this stands still, what they answer
 * depends on what they are asked, and on dates of promotions and prices. */
uint64_t kt_script_moments(void);

/* Gives back the calling thread's arena and images; at a thread's end. */
void kt_script_leave_thread(void);

#endif
