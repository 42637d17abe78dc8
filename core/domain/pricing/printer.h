/* What a receipt and a story print alike. Private to this folder. */
#ifndef KT_DOMAIN_PRICING_PRINTER_H
#define KT_DOMAIN_PRICING_PRINTER_H

#include "domain/pricing/quote.h"

struct kt_printer {
    const struct kt_quote *quote;
    struct kt_buf *buf;
    bool is_rich; /* a terminal that knows colours */
};

struct kt_str kt_print_money(const struct kt_printer *printer, int64_t minor);
/* What buyers see of a promotion. */
struct kt_str kt_print_title(const struct kt_printer *printer,
                             size_t promotion);
/* "Lamp, Red (lamp-red)" */
struct kt_str kt_print_name(const struct kt_printer *printer,
                            const struct kt_item *item);
/* "22.95" or "3" */
struct kt_str kt_print_missing(const struct kt_printer *printer,
                               const struct kt_hint *hint);

/* A row for each code, each problem. */
void kt_print_coupons(struct kt_printer *printer);
void kt_print_problems(struct kt_printer *printer);

#endif
