/* A cart for tests of pricing, with rules in plain C: what a script would
 * answer is named by the promotion's rule, its argument is the params.
 *
 *   percent 100000     10 % off all units
 *   amount_each 500    … and so for each kind of effect on goods and fees
 *   first 500000       50 % off the first unit of each line
 *   cheapest_free 1    the cheapest untaken unit
 *   with_fee 600       6.00 off goods and fee
 *   gift 2             two units of "gift"
 *   fail, nonsense N   a rule that fails, or whose answer makes no sense */
#ifndef KT_TESTS_PRICING_KIT_H
#define KT_TESTS_PRICING_KIT_H

#include "domain/pricing/quote.h"
#include "unit.h"

enum { KIT_MAX = 40 };

struct kit {
    struct kt_quote_input in;
    struct kt_item items[KIT_MAX];
    struct kt_price prices[KIT_MAX];
    struct kt_cart_line lines[KIT_MAX];
    struct kt_promotion promotions[KIT_MAX];
    struct kt_coupon coupons[KIT_MAX];
    struct kt_item gift;
    struct kt_price gift_price;
    const struct kt_item *gifts[1];
    struct kt_rule_use tax, method;
    struct kt_tender_in tenders[KIT_MAX];
    struct kt_tax_rate rates[20]; /* of class "standard" */
    size_t rate_count;
    struct kt_tax_rate reduced; /* of class "reduced" */
    struct kt_rules rules;
};

/* An empty cart in EUR, prices without tax; no tax rule, no shipping. */
void kit_start(struct kit *kit);

/* Another line; its item is the line's, to be changed. */
struct kt_item *kit_line(struct kit *kit, int64_t quantity, int64_t unit_minor);

struct kt_promotion *kit_promotion(struct kit *kit, enum kt_stage stage,
                                   const char *rule, int64_t argument);

/* Taxes everything standard at this rate; a reduced one may follow. */
void kit_tax(struct kit *kit, enum kt_tax_mode mode, int64_t rate_ppm);
void kit_ship(struct kit *kit, int64_t fee_minor);
void kit_coupon(struct kit *kit, const char *code,
                struct kt_promotion *promotion);

/* The quote, which must come out. */
struct kt_quote *kit_quote(struct kit *kit);
enum kt_status kit_try(struct kit *kit, struct kt_quote **quote);

/* The trace of the promotion. */
const struct kt_trace *kit_trace(const struct kt_quote *quote,
                                 const struct kit *kit,
                                 const struct kt_promotion *promotion);

/* The whole quote as the API tells it, with its trace. */
struct kt_str kit_json(const struct kt_quote *quote);
struct kt_str kit_json_short(const struct kt_quote *quote); /* without it */
/* The frozen input. */
struct kt_str kit_freeze(const struct kt_quote_input *in);

#endif
