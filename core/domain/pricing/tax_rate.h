/* Rates of taxes as a shop keeps them: dated rows of a zone and a tax class,
 * and those of them that hold at an address at a moment. */
#ifndef KT_DOMAIN_TAX_RATE_H
#define KT_DOMAIN_TAX_RATE_H

#include "domain/pricing/zone.h"

struct kt_tax_class {
    uint64_t given;
    struct kt_id id; /* zero: known by its code, or new */
    struct kt_str code;
    struct kt_str name;
    int64_t version; /* 0: not stored yet */
};

extern const struct kt_shape kt_tax_class_in_shape;    /* a new one */
extern const struct kt_shape kt_tax_class_patch_shape; /* what changes */
extern const struct kt_shape kt_tax_class_out_shape;   /* what is told */
extern const struct kt_shape kt_tax_class_shape;       /* import, export */

/* Rates of one priority are alternatives: the one of the most specific zone
 * counts, and within a zone the one that began last. Rates of different
 * priorities add up, the lowest first. */
struct kt_tax_rate_row {
    uint64_t given;
    struct kt_id id;         /* zero: known by the next four, or new */
    struct kt_str zone;      /* code of a tax zone */
    struct kt_str tax_class; /* code */
    int64_t priority;
    int64_t starts_at;  /* inclusive; 0: ever since */
    int64_t ends_at;    /* exclusive; 0: open */
    struct kt_str name; /* on the invoice: "VAT 19 %" */
    int64_t rate_ppm;
    bool is_compound; /* on the base plus the taxes before it */
    int64_t version;  /* 0: not stored yet */
};

extern const struct kt_shape kt_tax_rate_in_shape;
extern const struct kt_shape kt_tax_rate_patch_shape;
extern const struct kt_shape kt_tax_rate_out_shape;
extern const struct kt_shape kt_tax_rate_shape;

void kt_tax_class_check(const struct kt_tax_class *record,
                        struct kt_error *err);
void kt_tax_rate_check(const struct kt_tax_rate_row *rate,
                       struct kt_error *err);

/* All rates of a shop with their zones. */
struct kt_tax_rates {
    const struct kt_zone *zones;
    struct kt_zone_index index;
    const struct kt_tax_rate_row *rows; /* by zone, class, priority, start */
    size_t row_count;
};

/* Sorts the rows in place; zones and rows live as long as the rates. */
void kt_tax_rates_build(const struct kt_zone *zones, size_t zone_count,
                        struct kt_tax_rate_row *rows, size_t row_count,
                        struct kt_arena *arena, struct kt_tax_rates *rates);

/* The same with an index of the zones that is built already. */
void kt_tax_rates_take(const struct kt_zone *zones,
                       const struct kt_zone_index *index,
                       struct kt_tax_rate_row *rows, size_t row_count,
                       struct kt_tax_rates *rates);

/* A rate that holds for a quote. */
struct kt_due_rate {
    struct kt_str tax_class;
    struct kt_str name;
    int64_t priority;
    int64_t rate_ppm;
    bool is_compound;
    /* Where it comes from; for the trace: */
    const struct kt_zone_place *at; /* not kept with an order */
    struct kt_str zone;
    struct kt_str place; /* the same as text, where that was asked */
    int64_t starts_ms, ends_ms;
};

/* The rates that hold at an address at a moment, by class and priority. */
struct kt_due_rate *kt_tax_rates_at(const struct kt_tax_rates *rates,
                                    const struct kt_address *address,
                                    int64_t now_ms, struct kt_arena *arena,
                                    size_t *count);

#endif
