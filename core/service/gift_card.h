/* Gift cards for staff, and what carts and orders do with them. */
#ifndef KT_SERVICE_GIFT_CARD_H
#define KT_SERVICE_GIFT_CARD_H

#include "domain/pricing/gift_card.h"
#include "domain/pricing/quote.h"
#include "service/resource.h"

extern const struct kt_shape kt_gift_card_query_shape;
extern const struct kt_resource kt_gift_card_resource;
extern const struct kt_shape kt_gift_card_move_query_shape;
extern const struct kt_resource kt_gift_card_move_resource;

/* Like kt_use_resource_create; the answer tells the code. */
extern const struct kt_use kt_use_gift_card_create;

/* Below: what carts and orders share with it. */

/* A row of the ledger; the balance is moved by its own statement. */
KT_CHECKED enum kt_status kt_gift_card_record(
    struct kt_tx *tx, const struct kt_call *call,
    const struct kt_gift_card_move *move, struct kt_error *err);

/* The card that a code opens; zeros when there is none. */
KT_CHECKED enum kt_status kt_gift_card_find(const struct kt_tx *tx,
                                            const struct kt_call *call,
                                            struct kt_str code,
                                            struct kt_id *id,
                                            struct kt_error *err);

/* The card as a quote knows it. One that is not there is cancelled. */
KT_CHECKED enum kt_status kt_gift_card_load_tender(const struct kt_tx *tx,
                                                   struct kt_id id,
                                                   struct kt_arena *arena,
                                                   struct kt_tender_in *tender,
                                                   struct kt_error *err);

/* An order takes what its cards pay. CONFLICT when one cannot by now. */
KT_CHECKED enum kt_status kt_gift_cards_redeem(struct kt_tx *tx,
                                               const struct kt_call *call,
                                               const struct kt_quote *quote,
                                               struct kt_id order_id,
                                               struct kt_error *err);

/* Gives back all that an order has from cards. */
KT_CHECKED enum kt_status kt_gift_cards_restore(struct kt_tx *tx,
                                                const struct kt_call *call,
                                                struct kt_id order_id,
                                                struct kt_error *err);

#endif
