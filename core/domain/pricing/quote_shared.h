/* What the inputs of many quotes have in common: the promotions and rules of a
 * shop as they stood. It is kept once; each input then keeps only what is its
 * own. Counters of promotions are its own as far as they matter. */
#ifndef KT_DOMAIN_QUOTE_SHARED_H
#define KT_DOMAIN_QUOTE_SHARED_H

#include "domain/pricing/quote.h"

struct kt_rule_list {
    const struct kt_rule_use *items;
    size_t count;
};

struct kt_quote_shared {
    const struct kt_promotion *promotions; /* in the order of inputs */
    size_t promotion_count;
    struct kt_rule_list price_rules, tax_rules, shipping_methods;
};

/* As JSON and back. Equal ones give equal bytes, whatever their counters. */
void kt_quote_shared_write(const struct kt_quote_shared *shared,
                           struct kt_json *json);
KT_CHECKED enum kt_status kt_quote_shared_read(struct kt_str text,
                                               struct kt_arena *arena,
                                               struct kt_quote_shared *shared,
                                               struct kt_error *err);

/* The input without what it shares. One whose promotions or rules are not all
 * out of `shared` is written whole. */
void kt_quote_own_write(const struct kt_quote_input *in,
                        const struct kt_quote_shared *shared,
                        struct kt_json *json);

/* The whole input again; it points into shared. INVALID_BODY also when it names
 * what shared has not. */
KT_CHECKED enum kt_status kt_quote_own_read(
    struct kt_str text, const struct kt_quote_shared *shared,
    struct kt_arena *arena, struct kt_quote_input **in, struct kt_error *err);

#endif
