/* A file of tests of one rule: Lua that returns a table of cases, each a cart
 * and what the rule must make of it. scripts/README.md shows one. */
#ifndef KT_TRIAL_RULE_TEST_H
#define KT_TRIAL_RULE_TEST_H

#include "script/host.h"

/* How tests went; failures are told as text, one line each. */
struct kt_test_report {
    int passed, failed;
    void *context;
    /* what: "third_mug_test.lua: three mugs"; why: "total: want 1, got 2" */
    void (*fail)(void *context, struct kt_str what, struct kt_str why);
};

/* Runs the cases of the file's text. INVALID_FILE or INVALID_BODY when it is no
 * file of tests: that counts as no failure here. */
KT_CHECKED enum kt_status kt_rule_test_run(struct kt_registry *registry,
                                           struct kt_str name,
                                           struct kt_str text,
                                           struct kt_arena *arena,
                                           struct kt_test_report *report,
                                           struct kt_error *err);

#endif
