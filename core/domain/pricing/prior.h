/* The price before a reduction, as Directive 98/6/EC wants it beside one that
 * is announced (article 6a, from Directive (EU) 2019/2161): the lowest price
 * that was applied during a period before the reduction began, of not less than
 * 30 days. How it is read here:
 *   - a reduction is announced while a "was" price stands above the price: one
 *     that staff typed, or that a catalogue promotion leaves behind;
 *   - it began when that began without a gap, so that a reduction that grows
 *     step by step keeps the prior price of its first step (6a, 5);
 *   - what was applied is what one unit cost everybody in the channel, dated
 *     prices and catalogue promotions included, for however short a time;
 *   - goods that were sold for less time have the lowest of that time; those
 *     that were never sold before have none.
 * Past prices are kept rows, so are promotions that were changed or deleted.
 * One counts from its start, or from when it became what it is if that is
 * later, to its end. Rules are asked as they stand today; those that look at
 * the clock when something else changes. */
#ifndef KT_DOMAIN_PRIOR_H
#define KT_DOMAIN_PRIOR_H

#include "domain/pricing/quote.h"

enum { KT_PRIOR_PRICE_DAYS = 30 };

/* A price row that held from since to before. */
struct kt_price_past {
    struct kt_price price;
    int64_t from_ms; /* inclusive */
    int64_t to_ms;   /* exclusive */
};

/* Keeps those of a shop's promotions, past ones too, that make prices of the
 * catalogue, each from when it became what it is. */
void kt_prior_keep_promotions(struct kt_promotion *promotions, size_t *count);

/* in is a shelf's, with the promotions that were kept; item has the prices that
 * it has now. *prior_minor is -1 when the price is not reduced, or there was
 * none before. Nothing stays in the arena. */
KT_CHECKED enum kt_status kt_quote_prior_price(
    const struct kt_quote_input *in, const struct kt_item *item,
    const struct kt_price_past *pasts, size_t past_count, int64_t days,
    const struct kt_rules *rules, struct kt_arena *arena, int64_t *prior_minor,
    struct kt_error *err);

#endif
