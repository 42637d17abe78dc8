/* What units of an order's line cost, for giving it back: their shares of the
 * price, the discounts and the tax that were stored when the order was placed.
 * Whatever is given back in whatever portions, it adds up to the line. */
#ifndef KT_DOMAIN_REFUND_H
#define KT_DOMAIN_REFUND_H

#include "domain/pricing/quote.h"

/* Units that cost the same, and what they cost together after discounts. */
struct kt_refund_run {
    int64_t count;
    int64_t amount_minor;
    int64_t unit_minor; /* before discounts */
};

/* A line as it was stored; amounts in price mode, as in a quote. */
struct kt_refund_line {
    int64_t unit_minor; /* of runs that do not say it */
    int64_t amount_minor;
    int64_t tax_minor;
    int64_t gross_minor;
    const struct kt_refund_run *runs;
    size_t run_count;
};

struct kt_refund {
    int64_t amount_minor;
    int64_t discount_minor; /* that the units had */
    int64_t net_minor, tax_minor, gross_minor;
};

/* The shares of `units` units behind those that were given back already. Within
 * a run each unit has the same discount, and what does not divide stands with
 * the first ones; tax goes with what units cost. False when the line has fewer
 * units left. */
KT_CHECKED bool kt_refund_units(const struct kt_refund_line *line,
                                int64_t returned, int64_t units,
                                struct kt_refund *refund);

/* The runs of a line as kt_order_write_spread wrote them. STORE_FAILED. */
KT_CHECKED enum kt_status kt_refund_read_runs(struct kt_str spread,
                                              struct kt_arena *arena,
                                              struct kt_refund_line *line,
                                              struct kt_error *err);

#endif
