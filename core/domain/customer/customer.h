/* A customer as staff keeps it, and the ledger of the points that it collected.
 * A buyer is known by the address of e-mail alone. */
#ifndef KT_DOMAIN_CUSTOMER_H
#define KT_DOMAIN_CUSTOMER_H

#include "base/id.h"
#include "base/shape.h"

struct kt_customer {
    uint64_t given;
    struct kt_id id;
    struct kt_str email;
    struct kt_str name;
    struct kt_list groups;  /* of struct kt_str: codes */
    struct kt_str vat_id;   /* empty: none */
    struct kt_str birthday; /* "MM-DD"; empty: not known */
    int64_t points;
    int64_t order_count; /* placed and not cancelled */
    int64_t created_at;
    int64_t version; /* 0: not stored yet */
};

extern const struct kt_shape kt_customer_in_shape;    /* a new one */
extern const struct kt_shape kt_customer_patch_shape; /* what changes */
extern const struct kt_shape kt_customer_out_shape;   /* what is told */
extern const struct kt_shape kt_customer_line_shape;  /* import, export */

/* What a shape cannot say. Adds every fault to err. */
void kt_customer_check(const struct kt_customer *customer,
                       struct kt_error *err);

/* A row of the ledger. Staff adds adjust; orders redeem, and restore when they
 * are cancelled. */
struct kt_point_move {
    uint64_t given;
    struct kt_id id;
    struct kt_id customer_id;
    struct kt_str kind; /* "adjust", "redeem", "restore" */
    int64_t points;     /* by which the balance changed */
    struct kt_id order_id;
    struct kt_str reason;
    int64_t created_at;
    int64_t version; /* 0: not stored yet; else 1 */
};

extern const struct kt_shape kt_point_move_in_shape;
extern const struct kt_shape kt_point_move_out_shape;

enum { KT_POINTS_MAX = 1000000000 };

#endif
