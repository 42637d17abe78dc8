/* What one load of the folders gave: the texts, the rules declared in them and
 * their hashes. Immutable once it is in force, but for how its rules fare;
 * shared by all threads. */
#ifndef KT_SCRIPT_REGISTRY_H
#define KT_SCRIPT_REGISTRY_H

#include "base/map.h"
#include "script/host.h"
#include "script/scan.h"
#include "script/watch.h"

/* Who asks a registry, as struct kt_rules knows him. */
struct kt_asker {
    struct kt_registry *registry;
    bool is_trial;
};

/* What is asked of names in scripts: nothing of texts that served once; of one
 * file that is only tried out, that its views have them. */
enum kt_lint { KT_LINT_NOTHING, KT_LINT_VIEWS, KT_LINT_ALL };

struct kt_registry {
    struct kt_arena arena; /* owns everything, the registry itself too */
    struct kt_host *host;
    struct kt_script_limits limits;
    enum kt_lint lint;
    uint64_t generation; /* unique in the process */
    int64_t references;  /* guarded by the host's lock */
    struct kt_scan scan;
    struct kt_rule_info *rules;       /* by kind, then code */
    const struct kt_source **sources; /* of the rules, in their order */
    struct kt_list
        *modules; /* of const struct kt_source *: what they require */
    size_t rule_count;
    struct kt_map by_code[KT_RULE_KIND_COUNT];
    struct kt_str hash;
    struct kt_asker buyer, trial;

    /* What changes, under the host's lock. */
    uint64_t turn;                 /* of kt_registry_turn */
    struct kt_rule_watch *watches; /* in the order of the rules */
    int disabled_count;            /* of them; atomic */
};

/* Reads and loads the folders; the caller holds the one reference. Every fault
 * of every file is told: INVALID_RULE. OVERLOADED when memory runs out. */
KT_CHECKED enum kt_status kt_registry_load(
    struct kt_host *host, const struct kt_host_options *options,
    struct kt_registry **registry, struct kt_error *err);

/* Takes the place off a message that begins with one, "name:line: …". Gives the
 * source that it names, else the rule's own, whose line is 0. */
const struct kt_source *kt_registry_place(const struct kt_registry *registry,
                                          const struct kt_source *rule,
                                          struct kt_str *message,
                                          int64_t *line);

/* Its place among the rules. */
static inline struct kt_rule_watch *
kt_registry_watch(const struct kt_registry *registry,
                  const struct kt_rule_info *rule)
{
    return &registry->watches[rule - registry->rules];
}

/* An evaluation of a rule failed: counts it, tells the log, and gives the rule
 * up when it was stopped too often. host_watch.c */
void kt_host_note(struct kt_registry *registry, const struct kt_rule_info *rule,
                  const struct kt_rule_failure *failure);

/* What is told instead of asking a rule that was given up. */
struct kt_str kt_host_tell_disabled(const struct kt_registry *registry,
                                    const struct kt_rule_info *rule,
                                    struct kt_arena *arena);

/* A rule that is off is asked once in a minute all the same: perhaps it was
 * only some carts that it could not bear. True when it is time; and when it
 * answered. */
bool kt_host_may_retry(struct kt_registry *registry,
                       const struct kt_rule_info *rule);
void kt_host_revive(struct kt_registry *registry,
                    const struct kt_rule_info *rule);

/* Releases the memory, whatever the references. */
void kt_registry_free(struct kt_registry *registry);

/* Drops one reference and frees with the last; host.c. */
void kt_registry_release(struct kt_registry *registry);

#endif
