/* One rule on one cart, with no other rule in force: what `kontor eval` does
 * with a rule's file. */
#ifndef KT_TRIAL_RULE_TRIAL_H
#define KT_TRIAL_RULE_TRIAL_H

#include "script/host.h"

/* The cart of a trial that was given none: two mugs of 12.00, a lamp of
 * 50.00. */
extern const char kt_trial_cart[];

/* Asks the rule; *value takes what came of it as JSON: the priced cart of a
 * promotion, a price, tax or shipping rule, the verdict of a check or guard,
 * the jobs of a reaction. cart is JSON as kt_cart_json_read takes it; for
 * guards the order, for reactions the event. RULE_FAILED with its message, and
 * what kt_cart_json_read and kt_rule_check_params refuse. */
KT_CHECKED enum kt_status kt_rule_try(struct kt_registry *registry,
                                      const struct kt_rule_info *rule,
                                      struct kt_str params, struct kt_str cart,
                                      struct kt_arena *arena,
                                      struct kt_str *value,
                                      struct kt_error *err);

#endif
