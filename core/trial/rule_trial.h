/* One rule on one cart, with no other rule in force: what `kontor eval` does
 * with a rule's file. */
#ifndef KT_TRIAL_RULE_TRIAL_H
#define KT_TRIAL_RULE_TRIAL_H

#include "script/host.h"

/* The cart of a trial that was given none: two mugs of 12.00, a lamp of
 * 50.00. */
extern const char kt_trial_cart[];

/* What came of it; members that the kind does not have are NULL or empty. */
struct kt_trial_answer {
    const struct kt_quote *quote; /* of all but guards and reactions */
    bool has_verdict;             /* of checks and guards */
    struct kt_verdict verdict;
    struct kt_str jobs; /* of reactions, a JSON array */
};

extern const char *const kt_verdict_names[]; /* "pass", "refuse", "hold" */

/* Asks the rule. cart is JSON as kt_cart_json_read takes it; for guards the
 * order, for reactions the event. RULE_FAILED with the rule's message, and what
 * kt_cart_json_read and kt_rule_check_params refuse. */
KT_CHECKED enum kt_status kt_rule_try(struct kt_registry *registry,
                                      const struct kt_rule_info *rule,
                                      struct kt_str params, struct kt_str cart,
                                      struct kt_arena *arena,
                                      struct kt_trial_answer *answer,
                                      struct kt_error *err);

/* What is wrong, for whoever wrote it: the first item as its pointer and detail
 * with a text between, else the detail, else all. */
struct kt_str kt_trial_message(const struct kt_error *err, const char *between);

/* The priced cart, the verdict or the jobs. */
void kt_trial_answer_write(const struct kt_trial_answer *answer,
                           struct kt_arena *arena, struct kt_json *json);

#endif
