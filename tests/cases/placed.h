/* A case in which an order is placed, on its way: the steps are taken in a shop
 * of its own, by the use cases that the routes run. */
#ifndef KT_TESTS_CASE_PLACED_H
#define KT_TESTS_CASE_PLACED_H

#include "shop.h"

struct placed {
    struct case_shop shop;
    struct pricing_case *pricing;
    bool is_paid_at_once;     /* it ships, and says nothing of payment */
    int64_t expected_total;   /* of a summary that was shown; -1: none */
    enum kt_status refusal;   /* the last one */
    struct kt_str refused_at; /* the step */
};

struct placed_step {
    const char *op;
    enum kt_status (*take)(struct placed *placed, const struct cJSON *step);
    const char *at; /* what a refusal of it calls it, besides op */
};

/* step.c. NULL: there is no such step. */
const struct placed_step *placed_step_find(struct kt_str op);
/* A checkout with what the buyer saw. */
enum kt_status placed_place(struct placed *placed, const struct cJSON *step);

/* outcome.c: whether a case asks for what can be told, and what came out. */
void placed_check_expected(struct pricing_case *pricing);
bool placed_compare(struct placed *placed, struct kt_buf *out);

#endif
