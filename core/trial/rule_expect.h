/* What a case of a rule's tests says must come out. */
#ifndef KT_TRIAL_RULE_EXPECT_H
#define KT_TRIAL_RULE_EXPECT_H

#include "trial/rule_trial.h"

struct kt_rule_expect {
    uint64_t given;
    int64_t subtotal, discount, shipping, tax, net, total, due;
    int state; /* enum kt_trace_state, of a promotion */
    struct kt_str reason;
    struct kt_list lines; /* of struct kt_line_expect */
    struct kt_list gifts; /* of struct kt_line_expect: sku and quantity */
    struct kt_hint_expect *hint;
    bool offered; /* of a shipping method */
    int verdict;  /* enum kt_verdict_kind */
    struct kt_str slug;
    struct kt_str pointer;
    int64_t jobs;        /* of a reaction: how many */
    struct kt_str error; /* part of the message of a rule that must fail */
};

struct kt_line_expect {
    uint64_t given;
    struct kt_str sku;
    int64_t quantity, unit_price, discount, tax, total;
};

struct kt_hint_expect {
    uint64_t given;
    struct kt_str kind;
    int64_t missing;
};

extern const struct kt_shape kt_rule_expect_shape;

/* The first thing that is not as wanted: "total: want 1, got 2"; empty when
 * all is. Only what the case gave is compared. */
struct kt_str kt_rule_expect_compare(const struct kt_rule_expect *expect,
                                     const struct kt_trial_answer *answer,
                                     struct kt_arena *arena);

#endif
