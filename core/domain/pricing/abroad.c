/* A price that includes the tax of the shop's home, sold where another rate
 * holds. Where prices keep their net part, the home tax is taken out and the
 * other put in, at once, so that a price is rounded once: 10.00 with 19 % is
 * 8.40 without tax and 10.08 with 20 %. Minimum prices stay as typed. */

#include "domain/pricing/work.h"

#define UNIT INT64_C(1000000000000) /* as tax.c weighs */

static bool
is_abroad(const struct kt_quote_input *in)
{
    return in->settings.price_keeps == KT_KEEPS_NET &&
           in->settings.tax_mode == KT_TAX_INCLUDED &&
           kt_quote_tax_address(in) != NULL;
}

/* The weight of all taxes that a price includes when the quote is taxed as in
 * says. */
static enum kt_status
weigh(struct kt_work *work, const struct kt_quote_input *in,
      const struct kt_quote_line *line, struct kt_str tax_class,
      int64_t *weight)
{
    struct kt_quote quote = *work->quote;
    struct kt_treatment treatment = { 0 };

    quote.in = in;
    KT_TRY(kt_work_ask_treatment(work, &quote, line, tax_class, &treatment));
    *weight = kt_work_included_weight(work, &treatment);
    return KT_OK;
}

static struct kt_quote_input
at_home(const struct kt_quote_input *in)
{
    struct kt_quote_input home = *in;
    home.shipping_address = NULL;
    home.billing_address = NULL;
    home.tax_rates = in->home_rates;
    home.tax_rate_count = in->home_rate_count;
    return home;
}

static bool
carry(const struct kt_work *work, int64_t from, int64_t to, int64_t *minor)
{
    return *minor <= 0 ||
           kt_money_scale(*minor, UNIT + to, UNIT + from,
                          work->in->settings.price_rounding, minor);
}

enum kt_status
kt_work_price_abroad(struct kt_work *work, const struct kt_quote_line *line,
                     struct kt_str tax_class, int64_t *price_minor,
                     int64_t *compare_at_minor)
{
    struct kt_quote_input home = at_home(work->in);
    int64_t from, to;

    if (!is_abroad(work->in))
        return KT_OK;
    KT_TRY(weigh(work, &home, line, tax_class, &from));
    KT_TRY(weigh(work, work->in, line, tax_class, &to));
    return carry(work, from, to, price_minor) &&
                   carry(work, from, to, compare_at_minor)
               ? KT_OK
               : kt_work_overflow(work, 0);
}
