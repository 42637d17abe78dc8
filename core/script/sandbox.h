/* What a script finds around it: an environment that is one read-only object,
 * strings with the methods of `string`, and require. */
#ifndef KT_SCRIPT_SANDBOX_H
#define KT_SCRIPT_SANDBOX_H

#include "script/bind/bind.h"
#include "script/scan.h"

struct kt_registry;

enum { KT_SANDBOX_MODULES_MAX = 64, KT_SANDBOX_FAULTS_MAX = 8 };

/* What is being loaded: state.load. */
struct kt_load {
    const struct kt_registry *registry;
    const struct kt_source *source;
    const struct kt_source *modules[KT_SANDBOX_MODULES_MAX];
    size_t module_count;
    bool is_body;           /* it may use `input` and answer anything */
    int64_t positions;      /* counts params, to know their order */
    struct kt_arena *arena; /* for info; NULL when only an image is made */
    struct kt_rule_info *info;
    struct kt_error *err; /* faults of params' defaults */
    struct kt_str faults[KT_SANDBOX_FAULTS_MAX]; /* of names */
    size_t fault_count;
    int declarations; /* that the file made, and the kind of the last */
    enum kt_rule_kind declared;
};

/* The field of Lua's registry that holds what a bare body calls `input`. */
#define KT_SANDBOX_INPUT "input"

void kt_sandbox_open(lua_State *L);

/* Compiles and runs a file; its values are left on the stack. Raises. */
void kt_sandbox_run(lua_State *L, const struct kt_source *source, int results);

/* Raises unless the value on the top is what a file of lib/ may return. */
void kt_check_module(lua_State *L, const struct kt_source *source);

/* Raises "file:line: …". */
_Noreturn void kt_raise_at(lua_State *L, const struct kt_source *source,
                           int line, const char *format, ...);

/* What is being loaded; raises while a rule is evaluated. */
struct kt_load *kt_load_of(lua_State *L);

/* A module of ours: its class, NULL of one that is a function, or of none. */
const struct kt_class *kt_sandbox_module(struct kt_str name);
bool kt_sandbox_has_module(struct kt_str name);

/* The global function. */
int kt_sandbox_require(lua_State *L);

#endif
