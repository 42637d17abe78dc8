/* What holds of every quote, in production too. A quote that breaks a law is
 * not given out. */

#include "base/assert.h"
#include "domain/pricing/quote.h"

static bool
is_between(int64_t low, int64_t amount, int64_t high)
{
    return amount >= low && amount <= high;
}

static int64_t
sum_discounts(const struct kt_discount *discounts, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += discounts[i].amount_minor;
    return sum;
}

static bool
discounts_are_lines(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (line->subtotal_minor - line->amount_minor !=
            sum_discounts(line->discounts, line->discount_count))
            return false;
    }
    const struct kt_shipping *shipping = &quote->shipping;
    return shipping->fee_minor - shipping->amount_minor ==
           sum_discounts(shipping->discounts, shipping->discount_count);
}

static bool
no_line_is_negative(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (line->unit_minor < 0 ||
            !is_between(0, line->amount_minor, line->subtotal_minor))
            return false;
        for (size_t j = 0; j < line->discount_count; j++) {
            if (line->discounts[j].amount_minor < 0)
                return false;
        }
    }
    return is_between(0, quote->shipping.amount_minor,
                      quote->shipping.fee_minor);
}

static bool
parts_are_lines(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        int64_t units = 0, amount = 0;
        for (size_t j = 0; j < line->part_count; j++) {
            units += line->parts[j].units;
            amount += line->parts[j].units * line->parts[j].unit_minor;
        }
        if (!line->is_gift &&
            (units != line->quantity || amount != line->subtotal_minor))
            return false;
    }
    return true;
}

static bool
units_are_lines(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        int64_t count = 0, amount = 0;
        for (size_t j = 0; j < line->segment_count; j++) {
            if (line->segments[j].amount_minor < 0)
                return false;
            count += line->segments[j].count;
            amount += line->segments[j].amount_minor;
        }
        if (count != line->quantity || amount != line->amount_minor)
            return false;
    }
    return true;
}

static bool
no_unit_is_below_its_floor(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        int64_t floor = line->item->min_price_minor;
        for (size_t j = 0;
             floor > 0 && !line->is_gift && j < line->segment_count; j++) {
            const struct kt_segment *segment = &line->segments[j];
            if (segment->unit_minor >= floor &&
                segment->amount_minor < floor * segment->count)
                return false;
        }
    }
    return true;
}

/* net + tax = gross, and the tax is the sum of its parts. */
static bool
adds_up(const struct kt_tax *taxes, size_t count, int64_t net, int64_t tax,
        int64_t gross)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += taxes[i].amount_minor;
    return sum == tax && net + tax == gross;
}

static bool
net_and_tax_are_gross(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (!adds_up(line->taxes, line->tax_count, line->net_minor,
                     line->tax_minor, line->gross_minor))
            return false;
    }
    const struct kt_shipping *shipping = &quote->shipping;
    return adds_up(shipping->taxes, shipping->tax_count, shipping->net_minor,
                   shipping->tax_minor, shipping->gross_minor) &&
           adds_up(quote->taxes, quote->tax_count, quote->totals.net_minor,
                   quote->totals.tax_minor, quote->totals.total_minor);
}

static bool
lines_are_totals(const struct kt_quote *quote)
{
    int64_t subtotal = 0, amount = 0, gross = quote->shipping.gross_minor;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (line->is_gift)
            continue;
        subtotal += line->subtotal_minor;
        amount += line->amount_minor;
        gross += line->gross_minor;
    }
    return subtotal == quote->totals.subtotal_minor &&
           subtotal - amount == quote->totals.discount_minor &&
           gross == quote->totals.total_minor;
}

static bool
tenders_pay(const struct kt_quote *quote)
{
    int64_t paid = 0;
    for (size_t i = 0; i < quote->tender_count; i++) {
        const struct kt_tender *tender = &quote->tenders[i];
        if (tender->amount_minor < 0 || tender->rest_minor < 0)
            return false;
        paid += tender->amount_minor;
    }
    return paid == quote->totals.tendered_minor &&
           quote->totals.due_minor >= 0 &&
           paid + quote->totals.due_minor == quote->totals.total_minor;
}

static bool
points_are_the_buyers(const struct kt_quote *quote)
{
    return quote->points_used >= 0 && kt_quote_points_left(quote) >= 0;
}

static bool
gifts_cost_nothing(const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        if (quote->lines[i].is_gift && quote->lines[i].gross_minor != 0)
            return false;
    }
    return true;
}

static const struct {
    const char *law;
    bool (*holds)(const struct kt_quote *quote);
} laws[] = {
    { "discounts sum to what a line lost", discounts_are_lines },
    { "no line is below zero", no_line_is_negative },
    { "parts sum to lines", parts_are_lines },
    { "units sum to lines", units_are_lines },
    { "no unit is below its floor", no_unit_is_below_its_floor },
    { "net and tax are gross", net_and_tax_are_gross },
    { "lines sum to totals", lines_are_totals },
    { "tenders and due are the total", tenders_pay },
    { "gifts cost nothing", gifts_cost_nothing },
    { "points are the buyer's", points_are_the_buyers },
};

enum kt_status
kt_quote_check_laws(const struct kt_quote *quote, struct kt_error *err)
{
    for (size_t i = 0; i < KT_COUNT(laws); i++) {
        if (!laws[i].holds(quote))
            return kt_fail_law_broken(err, kt_str_of(laws[i].law));
    }
    return KT_OK;
}
