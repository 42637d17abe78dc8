/* The promotions that a quote for staff is asked for. */
#ifndef KT_SERVICE_QUOTE_PROMOTIONS_H
#define KT_SERVICE_QUOTE_PROMOTIONS_H

#include "domain/pricing/quote_in.h"
#include "service/quote_load.h"

/* Puts into the wish what in->promotions and in->drafts ask for, when they ask
 * for something; gives the ids of the drafts. Chosen promotions count even when
 * they are switched off. Every fault is added to err: INVALID_BODY. */
KT_CHECKED enum kt_status kt_quote_wish_promotions(const struct kt_tx *tx,
                                                   const struct kt_call *call,
                                                   const struct kt_quote_in *in,
                                                   struct kt_quote_wish *wish,
                                                   struct kt_list *draft_ids,
                                                   struct kt_error *err);

#endif
