/* A cart that explains, priced by the shipped scripts, and what is told of
 * their rules. */
#ifndef KT_TESTS_RULE_KIT_H
#define KT_TESTS_RULE_KIT_H

#include "pricing_kit.h"

extern struct kit rule_kit;

/* A group of tests that begin with an empty cart. */
TCase *rule_case(Suite *suite, const char *name);

struct kt_rule_use rule_use_of(const char *code, const char *rule,
                               const char *params);

/* A member of the rules' trace as JSON. */
struct kt_str rule_told(const struct kt_quote *quote, const char *member);

/* What a terminal shows from that head on to the next empty row, without what
 * the clock says. */
struct kt_str rule_shown(const struct kt_quote *quote, const char *head);
void rule_forget_times(const struct kt_quote *quote);

#endif
