/* Loading one rule: its file, the modules that it requires, its declaration. */
#ifndef KT_SCRIPT_LOAD_H
#define KT_SCRIPT_LOAD_H

#include "script/sandbox.h"
#include "script/state.h"

/* Loads the source for its declaration: info and its texts go into arena, and
 * the modules that it required, a list of const struct kt_source *. False with
 * *faults, struct kt_str "name:line: …", when it does not load. */
bool kt_load_declaration(struct kt_state *state,
                         const struct kt_registry *registry,
                         const struct kt_source *source, struct kt_arena *arena,
                         struct kt_rule_info *info, struct kt_list *modules,
                         struct kt_list *faults);

/* Loads a file of lib/, to see whether it does. */
bool kt_load_module(struct kt_state *state, const struct kt_registry *registry,
                    const struct kt_source *source, struct kt_arena *arena,
                    struct kt_list *faults);

/* The image of a rule of the registry, made at the first call. NULL when it
 * does not load (memory, time): *guarded tells why. */
struct kt_image *kt_load_image(struct kt_state *state,
                               const struct kt_registry *registry,
                               const struct kt_rule_info *rule,
                               struct kt_guarded *guarded,
                               struct kt_arena *arena);

/* Pushes the entry function of the rule whose image is in the region. */
void kt_load_push_entry(lua_State *L);

#endif
