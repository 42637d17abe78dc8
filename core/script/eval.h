/* One script, run once in the sandbox of the server and told about as a whole.
 *
 * The script is a rule's file, or a bare body: statements that use `input` (the
 * cart as plain tables) and return a text, a number, a boolean, a table of
 * those (an empty one is a list) or nothing. */
#ifndef KT_SCRIPT_EVAL_H
#define KT_SCRIPT_EVAL_H

#include "script/host.h"

enum {
    KT_EVAL_VALUE_MAX = 262144, /* bytes of what a body returns, as JSON */
    KT_EVAL_DEPTH_MAX = 32
};

struct cJSON;

struct kt_eval_in {
    struct kt_str name; /* in messages: "ten.lua" */
    struct kt_str text;
    const struct cJSON *input; /* a body's; NULL: none */
};

struct kt_evaluation {
    bool is_declaration;   /* a rule's file: nothing was evaluated yet */
    struct kt_str value;   /* JSON; empty when there is none */
    struct kt_str message; /* what went wrong */
    struct kt_str printed;
    struct kt_script_figures figures;
};

/* Runs the script with the modules of the registry at hand. INTERNAL when the
 * system has no memory for a sandbox; what the script does wrong is no error
 * but its outcome. */
KT_CHECKED enum kt_status kt_script_evaluate(struct kt_registry *registry,
                                             const struct kt_eval_in *in,
                                             struct kt_arena *arena,
                                             struct kt_evaluation *evaluation,
                                             struct kt_error *err);

#endif
