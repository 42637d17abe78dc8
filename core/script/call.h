/* Evaluating a rule: its image, its params, the budget, its answer. */
#ifndef KT_SCRIPT_CALL_H
#define KT_SCRIPT_CALL_H

#include "script/run.h"
#include "script/state.h"

/* Runs the rule of that kind and code under body, which pushes the arguments,
 * calls and reads the answer into run (answer.h). run names what is asked and
 * the arena. RULE_FAILED with what went wrong. */
KT_CHECKED enum kt_status kt_call_rule(struct kt_registry *registry,
                                       enum kt_rule_kind kind,
                                       struct kt_str code, struct kt_str params,
                                       struct kt_run *run, lua_CFunction body,
                                       struct kt_error *err);

#endif
