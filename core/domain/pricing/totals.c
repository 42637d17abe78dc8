/* The sums: taxes by name and rate, totals, what promotions make of each
 * shipping option. */

#include "domain/pricing/work.h"

static void
add_tax(struct kt_quote *quote, const struct kt_tax *tax)
{
    for (size_t i = 0; i < quote->tax_count; i++) {
        struct kt_tax *known = &quote->taxes[i];
        if (known->rate_ppm == tax->rate_ppm &&
            known->is_included == tax->is_included &&
            kt_str_eq(known->name, tax->name)) {
            known->base_minor += tax->base_minor;
            known->amount_minor += tax->amount_minor;
            return;
        }
    }
    quote->taxes[quote->tax_count++] = *tax;
}

static void
sum_taxes(struct kt_work *work)
{
    struct kt_quote *quote = work->quote;
    size_t room = quote->shipping.tax_count;

    for (size_t i = 0; i < quote->line_count; i++)
        room += quote->lines[i].tax_count;
    quote->taxes = KT_NEW_ARRAY(work->arena, struct kt_tax, room + 1);
    quote->tax_count = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        for (size_t j = 0; j < quote->lines[i].tax_count; j++)
            add_tax(quote, &quote->lines[i].taxes[j]);
    }
    for (size_t i = 0; i < quote->shipping.tax_count; i++)
        add_tax(quote, &quote->shipping.taxes[i]);
}

/* Gift lines stand outside of every sum: they cost nothing. */
static void
sum_lines(struct kt_work *work)
{
    struct kt_quote *quote = work->quote;
    struct kt_totals *totals = &quote->totals;

    *totals = (struct kt_totals){ 0 };
    for (size_t i = 0; i < work->in->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        totals->subtotal_minor += line->subtotal_minor;
        totals->discount_minor += line->subtotal_minor - line->amount_minor;
        totals->tax_minor += line->tax_minor;
        totals->net_minor += line->net_minor;
        totals->total_minor += line->gross_minor;
    }
    totals->shipping_minor = quote->shipping.amount_minor;
    totals->shipping_discount_minor =
        quote->shipping.fee_minor - quote->shipping.amount_minor;
    totals->tax_minor += quote->shipping.tax_minor;
    totals->net_minor += quote->shipping.net_minor;
    totals->total_minor += quote->shipping.gross_minor;
}

/* What shipping promotions would take off each option. */
static void
discount_options(struct kt_work *work)
{
    struct kt_shipping *shipping = &work->quote->shipping;
    for (size_t i = 0; i < shipping->option_count; i++) {
        struct kt_shipping_option *option = &shipping->options[i];
        option->discount_minor =
            option->price_minor -
            kt_work_fee_left(work, option->price_minor, option->method->code);
    }
}

enum kt_status
kt_work_totals(struct kt_work *work)
{
    sum_taxes(work);
    sum_lines(work);
    discount_options(work);
    kt_work_pay(work);
    return work->quote->totals.total_minor > KT_MONEY_MAX
               ? kt_work_overflow(work, 0)
               : KT_OK;
}
