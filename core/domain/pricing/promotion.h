/* A promotion is a row: it names a rule, gives its params, and carries every
 * condition that promotions have in common, so that the core tests and explains
 * these before a script runs. */
#ifndef KT_DOMAIN_PROMOTION_H
#define KT_DOMAIN_PROMOTION_H

#include "domain/catalog/item.h"

enum kt_stage {
    KT_STAGE_CATALOG,
    KT_STAGE_ITEM,
    KT_STAGE_ORDER,
    KT_STAGE_SHIPPING,
    KT_STAGE_COUNT
};

extern const char *const kt_stage_names[];

/* How the promotions of one group share a cart. */
enum kt_group_mode {
    KT_GROUP_ALL,           /* as if there were no group */
    KT_GROUP_BEST,          /* only the one that saves most in this order */
    KT_GROUP_BEST_PER_LINE, /* on each line the one that saves most there */
    KT_GROUP_ADDITIVE,      /* percentages add up: 20 and 10 are 30 */
    KT_GROUP_SAME_BASE      /* each computes on the amount before the group */
};

extern const char *const kt_group_mode_names[];

enum kt_basis {
    KT_BASIS_STAGE, /* minimum tested on amounts at the stage's start */
    KT_BASIS_LIST   /* … on prices before any cart promotion */
};

extern const char *const kt_basis_names[];

enum kt_on_error { KT_ON_ERROR_SKIP, KT_ON_ERROR_REFUSE };

extern const char *const kt_on_error_names[];

struct kt_promotion {
    struct kt_id id;
    struct kt_str title;  /* shown to buyers; empty: the rule's title */
    struct kt_str rule;   /* code of the promotion rule */
    struct kt_str params; /* a JSON object */
    enum kt_stage stage;  /* the rule's */
    bool is_active;
    int64_t starts_ms, ends_ms; /* 0: open */
    struct kt_list channels;    /* of struct kt_str codes; empty: all */
    struct kt_list customer_groups;
    struct kt_list countries; /* of the delivery */
    bool needs_coupon;
    int64_t subtotal_min_minor; /* 0: none; of the units that products takes */
    int64_t subtotal_max_minor; /* 0: none */
    struct kt_str currency;     /* of the amounts above; empty: any */
    int64_t quantity_min;
    struct kt_selector products; /* what the minima count; all: the cart */
    bool must_contain;           /* some unit must match products */
    int64_t order_number_min;    /* "n-th order" and later; 0: any */
    int64_t order_number_max;    /* 0: any; 1 with min 1: first order only */
    bool no_reduced_lines;       /* off when any line is reduced in step 2 */
    bool skips_reduced;          /* leaves such lines out instead */
    enum kt_basis basis;
    int64_t priority; /* higher first; equal: older first */
    int64_t created_ms;
    int64_t since_ms; /* when it became what it is; see prior.h */
    bool is_exclusive;
    struct kt_str group; /* empty: none */
    enum kt_group_mode group_mode;
    struct kt_id companion_of; /* on exactly when that one is on */
    int64_t cap_minor;         /* takes off at most so much; 0: no cap */
    int64_t uses_max;          /* 0: no limit */
    int64_t uses_per_customer_max;
    int64_t budget_minor; /* 0: no budget */
    int64_t uses;         /* counters as they stand now */
    int64_t spent_minor;
    int64_t uses_by_buyer; /* of this cart's buyer; -1: unknown buyer */
    bool keeps_use;        /* a cancelled order does not give it back */
    enum kt_on_error on_error;
};

enum kt_coupon_state {
    KT_COUPON_APPLIED,
    KT_COUPON_WAITING, /* accepted, conditions not met yet */
    KT_COUPON_BEATEN,  /* another promotion won */
    KT_COUPON_UNKNOWN,
    KT_COUPON_NOT_STARTED,
    KT_COUPON_ENDED,
    KT_COUPON_USED_UP
};

extern const char *const kt_coupon_state_names[];

/* A code that the buyer entered, with what is known of it. */
struct kt_coupon {
    struct kt_str code;     /* as entered */
    struct kt_id coupon_id; /* zero: unknown code */
    struct kt_id promotion_id;
    bool is_active;
    int64_t starts_ms, ends_ms;
    int64_t uses_max, uses;
    int64_t uses_per_customer_max, uses_by_buyer;
};

#endif
