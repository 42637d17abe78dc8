/* The shop of a case that places orders: a database in memory, filled by an
 * import, moved by the use cases that the routes run. */
#ifndef KT_TESTS_CASE_SHOP_H
#define KT_TESTS_CASE_SHOP_H

#include "case.h"
#include "service/cart.h"
#include "service/order.h"
#include "service/stock.h"
#include "trial/cart_file.h"

struct case_shop {
    struct pricing_case *pricing;
    struct kt_cart_file *file; /* what is imported */
    struct kt_app app;
    struct kt_id store_id;
    struct kt_call call;
    struct kt_error err; /* of the last call */
    struct kt_str buyer; /* who has the next new cart; may be empty */
    struct kt_id cart_id;
    struct kt_id order_id; /* zeros: none was placed */
};

/* False when the shop does not take the case: err says why. Is closed in both
 * cases. */
bool case_shop_open(struct pricing_case *pricing, struct case_shop *shop);
void case_shop_close(struct case_shop *shop);

/* Imports shop->file once more: what changed in it is in force. */
bool case_shop_import(struct case_shop *shop);

/* The case's gift cards; a cart of the buyer who has no name pays with them. */
enum kt_status case_shop_issue_cards(struct case_shop *shop);

/* What a buyer does. */
enum kt_status case_shop_create_cart(struct case_shop *shop);
enum kt_status case_shop_add(struct case_shop *shop, struct kt_str sku,
                             int64_t quantity);
enum kt_status case_shop_set(struct case_shop *shop, struct kt_str sku,
                             int64_t quantity);
enum kt_status case_shop_look(struct case_shop *shop, struct kt_cart_out *cart);
enum kt_status case_shop_place(struct case_shop *shop, int64_t expected_total,
                               const char *provider, const char *token);

/* What staff does; amount 0: the whole. */
enum kt_status case_shop_move(struct case_shop *shop, struct kt_str event,
                              int64_t amount);
enum kt_status case_shop_count(struct case_shop *shop, struct kt_str sku,
                               int64_t on_hand);
/* The same of one that is counted from then on. */
enum kt_status case_shop_track(struct case_shop *shop, struct kt_str sku,
                               int64_t on_hand);
enum kt_status case_shop_order(struct case_shop *shop,
                               const struct cJSON **order);

/* What lies there of a sku, and what orders hold of it. */
bool case_shop_stock(struct case_shop *shop, struct kt_str sku,
                     int64_t *on_hand, int64_t *held);
/* How often orders used a promotion. */
int64_t case_shop_uses(struct case_shop *shop, struct kt_id promotion_id);

#endif
