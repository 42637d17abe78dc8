/* Gift cards as staff keeps them: money that waits under a code, and the ledger
 * of what happened to it. How one pays for an order is tender.c. */
#ifndef KT_DOMAIN_GIFT_CARD_H
#define KT_DOMAIN_GIFT_CARD_H

#include "base/shape.h"

enum {
    KT_GIFT_CARD_CODE_MIN = 8, /* signs that count */
    KT_GIFT_CARD_CODE_MAX = 64,
    KT_GIFT_CARD_ENDING = 4 /* last signs, by which people tell cards apart */
};

struct kt_gift_card {
    uint64_t given;
    struct kt_id id;
    struct kt_str code;   /* known while it is made, then never again */
    struct kt_str ending; /* its last signs */
    struct kt_str currency;
    int64_t amount; /* that it was made with */
    int64_t balance;
    bool is_active;
    bool is_taxed;       /* a single-purpose voucher: taxed when it was sold */
    int64_t ends_at;     /* exclusive; 0: open */
    struct kt_str email; /* of who alone may use it; ptr NULL: anybody */
    struct kt_str note;
    int64_t created_at;
    int64_t version; /* 0: not stored yet */
};

extern const struct kt_shape kt_gift_card_in_shape;    /* a new one */
extern const struct kt_shape kt_gift_card_patch_shape; /* what changes */
extern const struct kt_shape kt_gift_card_out_shape;   /* what is told */

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_gift_card_complete(const struct kt_shape *shape,
                           struct kt_gift_card *card);

/* What a shape cannot say. Adds every fault to err. */
void kt_gift_card_check(const struct kt_gift_card *card, struct kt_error *err);

/* The signs of a code that count: without blanks and dashes, in capitals. */
struct kt_str kt_gift_card_code_fold(struct kt_str code,
                                     struct kt_arena *arena);
struct kt_str kt_gift_card_ending(struct kt_str folded);

/* A row of the ledger. Staff adds adjust, and restore of what an order had;
 * orders redeem, and restore when they are cancelled. */
struct kt_gift_card_move {
    uint64_t given;
    struct kt_id id;
    struct kt_id gift_card_id;
    struct kt_str kind; /* "issue", "redeem", "restore", "adjust" */
    int64_t amount;     /* by which the balance changed */
    struct kt_id order_id;
    struct kt_str reason;
    int64_t created_at;
    int64_t version; /* 0: not stored yet; else 1 */
};

extern const struct kt_shape kt_gift_card_move_in_shape;
extern const struct kt_shape kt_gift_card_move_out_shape;

void kt_gift_card_move_check(const struct kt_gift_card_move *move,
                             struct kt_error *err);

#endif
