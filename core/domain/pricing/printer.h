/* What a receipt and a story print alike. Private to this folder. */
#ifndef KT_DOMAIN_PRICING_PRINTER_H
#define KT_DOMAIN_PRICING_PRINTER_H

#include "domain/pricing/rule_trace.h"

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

/* Figures that end at the right of so many columns, and texts. Nothing stands
 * for the number zero. */
enum kt_colour { KT_PLAIN, KT_STRONG, KT_DIM, KT_GREEN, KT_YELLOW, KT_RED };

void kt_print_paint(struct kt_printer *printer, enum kt_colour colour);
void kt_print_blank(struct kt_printer *printer, int count);
void kt_print_text(struct kt_printer *printer, const char *text, int width);
void kt_print_number(struct kt_printer *printer, int64_t number, int width);
void kt_print_amount(struct kt_printer *printer, int64_t minor, int width);
/* Titles of columns, on a row of their own. */
void kt_print_head(struct kt_printer *printer, const char *titles);

/* Thousandths: "5.205", as many decimals as it takes, not fewer than the
 * currency has. */
struct kt_str kt_print_exact(const struct kt_printer *printer, int64_t milli);
/* Ends a row with its parts: a single one in it, more below it. */
void kt_print_parts(struct kt_printer *printer, const struct kt_str *parts,
                    size_t count);
/* Mark, steps and microseconds of a rule; an amount, none below zero; its
 * code. */
void kt_print_rule_cost(struct kt_printer *printer, const char *mark,
                        int64_t steps, int64_t nanoseconds);
void kt_print_rule_amount(struct kt_printer *printer, int64_t minor);
void kt_print_rule_code(struct kt_printer *printer,
                        const struct kt_rule_use *use);
/* "#3", or "#3 to #7" of those before end. */
void kt_print_line_range(struct kt_printer *printer, size_t first, size_t end);

/* tax_story.c: how lines and fee were taxed. */
void kt_print_taxes(struct kt_printer *printer);

/* rule_story.c: what the rules that are no promotions answered. */
void kt_print_rules(struct kt_printer *printer);

/* A row for each code, each problem. */
void kt_print_coupons(struct kt_printer *printer);
void kt_print_problems(struct kt_printer *printer);

#endif
