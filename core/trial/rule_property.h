/* What holds for a promotion with any params on any cart: tried on some by
 * chance, the same at each run. */
#ifndef KT_TRIAL_RULE_PROPERTY_H
#define KT_TRIAL_RULE_PROPERTY_H

#include "trial/rule_test.h"

/* What a file of tests says about them. */
struct kt_rule_properties {
    uint64_t given;
    int64_t trials; /* without it 50; 0: none */
    bool monotone;  /* one unit more never costs less */
    bool split;     /* a line is worth its two halves */
};

extern const struct kt_shape kt_rule_properties_shape;

/* Tries: the rule never fails and no law of a quote breaks; no total is above
 * the goods'; the order of lines changes no total; and what properties declare.
 * properties NULL: the first three. Each counts as one test in the report. */
void kt_rule_property_run(struct kt_registry *registry,
                          const struct kt_rule_info *rule, struct kt_str name,
                          const struct kt_rule_properties *properties,
                          struct kt_test_report *report);

#endif
