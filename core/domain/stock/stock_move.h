/* Stock as staff knows it: what a location has of a variant, and the moves by
 * which it came to that. */
#ifndef KT_DOMAIN_STOCK_MOVE_H
#define KT_DOMAIN_STOCK_MOVE_H

#include "base/shape.h"
#include "domain/stock/stock.h"

enum { KT_STOCK_UNITS_MAX = 1000000000 };

/* What one location has of one variant. on_hand is what lies there: available
 * and what orders hold of it. */
struct kt_level {
    struct kt_id location_id; /* lists go on behind it */
    struct kt_str id;
    struct kt_id variant_id;
    struct kt_id product_id;
    struct kt_str sku;
    struct kt_str location; /* code */
    int64_t available;
    int64_t reserved;
    int64_t on_hand;
    int64_t version; /* none */
};

extern const struct kt_shape kt_level_out_shape;

/* A row of the ledger. Staff makes those that count (set) or change (adjust);
 * orders make the others. */
struct kt_stock_move {
    uint64_t given;
    struct kt_id id;
    struct kt_id variant_id;
    struct kt_str sku;      /* ptr NULL: its variant is gone */
    struct kt_str location; /* code */
    struct kt_str kind;     /* "set", "adjust", "sale", … */
    int64_t set;            /* asked: what lies there */
    int64_t adjust;         /* asked: the change */
    int64_t quantity;       /* by which available changed */
    struct kt_str reason;
    struct kt_id order_id; /* zeros: none */
    int64_t created_at;
    int64_t version; /* 0: not stored yet; else 1 */
};

extern const struct kt_shape kt_stock_move_in_shape;
extern const struct kt_shape kt_stock_move_out_shape;

/* What a move starts from. */
struct kt_stock_state {
    enum kt_stock_policy policy;
    int64_t available;
    int64_t reserved;
};

/* What can be seen without the shop. Adds every fault. */
void kt_stock_move_check(const struct kt_stock_move *move,
                         struct kt_error *err);

/* The change of what is available. What lies there never falls below what
 * orders hold of it, unless the policy is backorder: then false, and quantity
 * is what was asked for. */
bool kt_stock_move_apply(const struct kt_stock_move *move,
                         const struct kt_stock_state *state, int64_t *quantity);

#endif
