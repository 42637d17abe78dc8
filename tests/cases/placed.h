/* A case in which an order is placed, on its way: the steps are taken in a shop
 * of its own, by the use cases that the routes run. */
#ifndef KT_TESTS_CASE_PLACED_H
#define KT_TESTS_CASE_PLACED_H

#include "shop.h"

enum { PLACED_BUYERS_MAX = 8 };

struct placed_buyer {
    struct kt_str name; /* empty: the one that the case does not name */
    struct kt_id cart_id;
};

struct placed {
    struct case_shop shop;
    struct placed_buyer buyers[PLACED_BUYERS_MAX];
    size_t buyer_count;
    bool is_cart_placed; /* the one at hand is an order by now */
    struct pricing_case *pricing;
    bool is_paid_at_once;     /* it ships, and says nothing of payment */
    int64_t expected_total;   /* of a summary that was shown; -1: none */
    enum kt_status refusal;   /* the last one */
    struct kt_str refused_at; /* the step */
    bool is_made_up;          /* which went through when taken again */
    int64_t available;        /* then, of what the step is about */
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
/* The cart of a buyer, who may be new; what the case puts in is in the first
 * one. */
enum kt_status placed_turn_to(struct placed *placed, struct kt_str name);
/* Lines that the case has in its cart. */
enum kt_status placed_fill(struct placed *placed);

/* outcome.c: whether a case asks for what can be told, and what came out. */
void placed_check_expected(struct pricing_case *pricing);
bool placed_compare(struct placed *placed, struct kt_buf *out);

#endif
