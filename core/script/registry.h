/* What one load of the folders gave: the texts, the rules declared in them and
 * their hashes. Immutable once it is in force; shared by all threads. */
#ifndef KT_SCRIPT_REGISTRY_H
#define KT_SCRIPT_REGISTRY_H

#include "base/map.h"
#include "script/host.h"
#include "script/scan.h"

struct kt_registry {
    struct kt_arena arena; /* owns everything, the registry itself too */
    struct kt_host *host;
    struct kt_script_limits limits;
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
};

/* Reads and loads the folders; the caller holds the one reference. Every fault
 * of every file is told: INVALID_RULE. OVERLOADED when memory runs out. */
KT_CHECKED enum kt_status kt_registry_load(
    struct kt_host *host, const struct kt_host_options *options,
    struct kt_registry **registry, struct kt_error *err);

/* Releases the memory, whatever the references. */
void kt_registry_free(struct kt_registry *registry);

/* Drops one reference and frees with the last; host.c. */
void kt_registry_release(struct kt_registry *registry);

#endif
