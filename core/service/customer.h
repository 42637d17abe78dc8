/* Customers for staff, their points, and what orders do with those. */
#ifndef KT_SERVICE_CUSTOMER_H
#define KT_SERVICE_CUSTOMER_H

#include "domain/customer/customer.h"
#include "service/resource.h"

extern const struct kt_shape kt_customer_query_shape;
extern const struct kt_resource kt_customer_resource;
extern const struct kt_shape kt_point_move_query_shape;
extern const struct kt_resource kt_point_move_resource;

/* Brings the balance of a customer to what a file says, by a move of the
 * difference. */
KT_CHECKED enum kt_status kt_points_import(struct kt_tx *tx,
                                           const struct kt_call *call,
                                           struct kt_id customer_id,
                                           int64_t points,
                                           struct kt_error *err);

/* An order takes points of its buyer. CONFLICT when there are fewer by now. */
KT_CHECKED enum kt_status kt_points_redeem(
    struct kt_tx *tx, const struct kt_call *call, struct kt_id customer_id,
    int64_t points, struct kt_id order_id, struct kt_error *err);

/* Gives back all points that an order has. */
KT_CHECKED enum kt_status kt_points_restore(struct kt_tx *tx,
                                            const struct kt_call *call,
                                            struct kt_id order_id,
                                            struct kt_error *err);

#endif
