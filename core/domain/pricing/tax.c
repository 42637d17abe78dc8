/* Step 7: tax on what lines and the fee cost after discounts.
 *
 * A rate that is included is taken out of the price, which never moves:
 * tax = price * r / (1 + R), R being all included ones together; the others
 * come on top of the net price. Each is rounded for itself. A compound rate
 * counts on the price plus the taxes before it. Weights are rates in 10^-12,
 * because the product of two rates in ppm has twelve decimals. */

#include "domain/pricing/work.h"
#include "money/int128.h"

#define UNIT INT64_C(1000000000000) /* 100 % as a weight */

/* One priced thing: a line, or the fee. */
struct taxable {
    struct kt_treatment treatment;
    int64_t amount;
    int64_t taxed; /* the part that bears tax: amount but for taxed cards */
    const struct kt_segment *segments; /* to round unit by unit; or NULL */
    size_t segment_count;
    struct kt_tax *taxes;
    int64_t *weights; /* of each tax, compound ones multiplied out */
    size_t tax_count;
    int64_t included_weight; /* of all included rates together */
    int64_t net;             /* taxed, less the included ones found so far */
    bool *is_done;           /* of each tax: found for the whole order */
};

static bool
is_included(const struct kt_work *work, const struct kt_tax_rate *rate)
{
    return rate->is_included < 0
               ? work->in->settings.tax_mode == KT_TAX_INCLUDED
               : rate->is_included == 1;
}

/* Names the taxes of a taxable and multiplies compound rates out. */
static void
prepare(const struct kt_work *work, struct taxable *taxable)
{
    const struct kt_treatment *treatment = &taxable->treatment;
    size_t count = treatment->is_exempt || treatment->is_reverse_charge
                       ? 0
                       : treatment->rate_count;
    int64_t before[2] = { 0, 0 };

    taxable->taxes = KT_NEW_ARRAY(work->arena, struct kt_tax, count + 1);
    taxable->weights = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    taxable->tax_count = count;
    taxable->included_weight = 0;
    for (size_t i = 0; i < count; i++) {
        const struct kt_tax_rate *rate = &treatment->rates[i];
        bool included = is_included(work, rate);
        int64_t weight = rate->rate_ppm * (UNIT / KT_RATE_ONE);
        if (rate->is_compound)
            weight += (int64_t)((kt_u128)before[included] *
                                (uint64_t)rate->rate_ppm / KT_RATE_ONE);
        before[included] += weight;
        taxable->weights[i] = weight;
        taxable->taxes[i] = (struct kt_tax){ .name = rate->name,
                                             .rate_ppm = rate->rate_ppm,
                                             .is_included = included };
    }
    taxable->included_weight = before[true];
}

int64_t
kt_work_included_weight(const struct kt_work *work,
                        const struct kt_treatment *treatment)
{
    struct taxable taxable = { .treatment = *treatment };
    prepare(work, &taxable);
    return taxable.included_weight;
}

/* One tax of an amount: of one that is included the price, else the net. */
static bool
tax_of(const struct kt_work *work, const struct taxable *taxable, size_t i,
       int64_t amount, int64_t *tax)
{
    int64_t whole =
        taxable->taxes[i].is_included ? UNIT + taxable->included_weight : UNIT;
    return kt_money_scale(amount, taxable->weights[i], whole,
                          work->in->settings.tax_rounding, tax);
}

/* Taxes of one amount into parts. Included ones that were all rounded up are
 * no more than the price. */
static bool
tax_amount(const struct kt_work *work, const struct taxable *taxable,
           int64_t amount, int64_t *parts)
{
    int64_t net = amount;
    for (size_t i = 0; i < taxable->tax_count; i++) {
        if (!taxable->taxes[i].is_included)
            continue;
        if (!tax_of(work, taxable, i, amount, &parts[i]))
            return false;
        if (parts[i] > net)
            parts[i] = net;
        net -= parts[i];
    }
    for (size_t i = 0; i < taxable->tax_count; i++) {
        if (!taxable->taxes[i].is_included &&
            !tax_of(work, taxable, i, net, &parts[i]))
            return false;
    }
    return true;
}

static bool
tax_whole(const struct kt_work *work, struct taxable *taxable)
{
    int64_t *parts = KT_NEW_ARRAY(work->arena, int64_t, taxable->tax_count + 1);
    if (!tax_amount(work, taxable, taxable->taxed, parts))
        return false;
    for (size_t i = 0; i < taxable->tax_count; i++)
        taxable->taxes[i].amount_minor = parts[i];
    return true;
}

/* count units that cost each. */
static bool
tax_units(const struct kt_work *work, struct taxable *taxable, int64_t each,
          int64_t count)
{
    int64_t *parts = KT_NEW_ARRAY(work->arena, int64_t, taxable->tax_count + 1);
    if (count == 0)
        return true;
    if (!tax_amount(work, taxable, each, parts))
        return false;
    for (size_t i = 0; i < taxable->tax_count; i++)
        taxable->taxes[i].amount_minor += parts[i] * count;
    return true;
}

/* Unit by unit; the first units of a segment cost one minor unit more. */
static bool
tax_each(const struct kt_work *work, struct taxable *taxable)
{
    if (taxable->segments == NULL)
        return tax_whole(work, taxable);
    for (size_t i = 0; i < taxable->segment_count; i++) {
        const struct kt_segment *segment = &taxable->segments[i];
        int64_t each = segment->amount_minor / segment->count;
        int64_t rest = segment->amount_minor % segment->count;
        if (!tax_units(work, taxable, each + 1, rest) ||
            !tax_units(work, taxable, each, segment->count - rest))
            return false;
    }
    return true;
}

/* The tax of b that is tax i of a; SIZE_MAX when it bears no such tax, or has
 * it in a price with other taxes. */
static size_t
find_alike(const struct taxable *a, size_t i, const struct taxable *b)
{
    const struct kt_tax *tax = &a->taxes[i];
    if (tax->is_included && a->included_weight != b->included_weight)
        return SIZE_MAX;
    for (size_t j = 0; j < b->tax_count; j++) {
        if (!b->is_done[j] && a->weights[i] == b->weights[j] &&
            tax->is_included == b->taxes[j].is_included &&
            kt_str_eq(tax->name, b->taxes[j].name))
            return j;
    }
    return SIZE_MAX;
}

/* Taxes the sum of all that bear tax i of the first, and spreads what comes out
 * over them by their amounts. */
static bool
tax_alike(const struct kt_work *work, struct taxable *taxables, size_t count,
          size_t first, size_t i)
{
    bool is_included = taxables[first].taxes[i].is_included;
    size_t *found = KT_NEW_ARRAY(work->arena, size_t, count + 1);
    int64_t *bases = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    int64_t *rooms = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    int64_t *shares = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    int64_t sum = 0, tax;

    for (size_t k = 0; k < count; k++) {
        const struct taxable *taxable = &taxables[k];
        found[k] =
            k < first ? SIZE_MAX : find_alike(&taxables[first], i, taxable);
        bases[k] = found[k] == SIZE_MAX ? 0
                   : is_included        ? taxable->taxed
                                        : taxable->net;
        rooms[k] = is_included ? taxable->net : INT64_MAX;
        sum += bases[k];
    }
    if (!tax_of(work, &taxables[first], i, sum, &tax) ||
        !kt_spread(tax, bases, rooms, count, shares, work->arena))
        return false;
    for (size_t k = first; k < count; k++) {
        if (found[k] == SIZE_MAX)
            continue;
        taxables[k].taxes[found[k]].amount_minor = shares[k];
        taxables[k].is_done[found[k]] = true;
        taxables[k].net -= is_included ? shares[k] : 0;
    }
    return true;
}

/* Once for the order: first what is included, then what comes on top. */
static bool
tax_order(const struct kt_work *work, struct taxable *taxables, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        taxables[k].net = taxables[k].taxed;
        taxables[k].is_done =
            KT_NEW_ARRAY(work->arena, bool, taxables[k].tax_count + 1);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < count; k++) {
            const struct taxable *taxable = &taxables[k];
            for (size_t i = 0; i < taxable->tax_count; i++) {
                if (!taxable->is_done[i] &&
                    taxable->taxes[i].is_included == (pass == 0) &&
                    !tax_alike(work, taxables, count, k, i))
                    return false;
            }
        }
    }
    return true;
}

static bool
tax_all(const struct kt_work *work, struct taxable *taxables, size_t count)
{
    if (work->in->settings.tax_level == KT_TAX_PER_ORDER)
        return tax_order(work, taxables, count);
    for (size_t i = 0; i < count; i++) {
        bool is_fine = work->in->settings.tax_level == KT_TAX_PER_UNIT
                           ? tax_each(work, &taxables[i])
                           : tax_whole(work, &taxables[i]);
        if (!is_fine)
            return false;
    }
    return true;
}

/* Net, tax and gross from the amount and its taxes. */
static void
settle(const struct taxable *taxable, int64_t *net, int64_t *tax,
       int64_t *gross)
{
    int64_t included = 0, added = 0;
    for (size_t i = 0; i < taxable->tax_count; i++) {
        if (taxable->taxes[i].is_included)
            included += taxable->taxes[i].amount_minor;
        else
            added += taxable->taxes[i].amount_minor;
    }
    *net = taxable->amount - included;
    *tax = included + added;
    *gross = taxable->amount + added;
    for (size_t i = 0; i < taxable->tax_count; i++)
        taxable->taxes[i].base_minor = taxable->taxed - included;
}

/* A line's net amount and the sum of its weights. */
static bool
weigh(const struct taxable *taxable, int64_t *net, int64_t *weight)
{
    *weight = 0;
    for (size_t i = 0; i < taxable->tax_count; i++)
        *weight += taxable->weights[i];
    return kt_money_scale(taxable->amount, UNIT,
                          UNIT + taxable->included_weight, KT_HALF_UP, net);
}

/* The rate of the fee as the mean of the goods' rates, weighted by their net
 * amounts; kept to four decimals of a per cent, which is a ppm. It bears the
 * name of the tax on the largest amount, whatever the order of lines is.
 * Gift cards are money and no goods. Without taxed goods the fee keeps its own
 * class. */
static bool
weigh_fee_rate(struct kt_work *work, const struct taxable *taxables,
               size_t count)
{
    struct kt_tax_rate *rate = KT_NEW(work->arena, struct kt_tax_rate);
    struct kt_str name = { 0 };
    kt_u128 tax_sum = 0;
    uint64_t net_sum = 0;
    int64_t most = -1;

    for (size_t i = 0; i < count; i++) {
        int64_t net, weight;
        if (work->in->lines[i].item->is_gift_card)
            continue;
        if (!weigh(&taxables[i], &net, &weight))
            return false;
        net_sum += (uint64_t)net;
        tax_sum += (kt_u128)net * (kt_u128)weight;
        if (taxables[i].tax_count > 0 &&
            (net > most || (net == most &&
                            kt_str_cmp(taxables[i].taxes[0].name, name) < 0))) {
            most = net;
            name = taxables[i].taxes[0].name;
        }
    }
    if (net_sum == 0 || most < 0)
        return true;
    kt_u128 ppm = (kt_u128)net_sum * (UNIT / KT_RATE_ONE);
    *rate = (struct kt_tax_rate){
        .name = name,
        .rate_ppm = (int64_t)((tax_sum + ppm / 2) / ppm),
        .is_included = -1,
    };
    work->fee_treatment =
        (struct kt_treatment){ .rates = rate,
                               .rate_count = 1,
                               .is_weighted = true,
                               .steps = work->fee_treatment.steps,
                               .nanoseconds = work->fee_treatment.nanoseconds };
    return true;
}

static bool
collect(struct kt_work *work, struct taxable *taxables, size_t *counted)
{
    const struct kt_quote *quote = work->quote;
    size_t count = work->in->line_count;

    for (size_t i = 0; i < count; i++) {
        taxables[i] = (struct taxable){
            .treatment = work->treatments[i],
            .amount = quote->lines[i].amount_minor,
            .segments = quote->lines[i].segments,
            .segment_count = quote->lines[i].segment_count,
        };
        prepare(work, &taxables[i]);
    }
    *counted = count;
    if (quote->shipping.method == NULL)
        return true;
    if (work->in->settings.weighted_shipping_tax &&
        !weigh_fee_rate(work, taxables, count))
        return false;
    taxables[count] = (struct taxable){
        .treatment = work->fee_treatment,
        .amount = quote->shipping.amount_minor,
    };
    prepare(work, &taxables[count]);
    *counted = count + 1;
    return true;
}

/* What cards pay for whose tax was paid before bears none: they pay for goods
 * and fee by their amounts. */
static bool
leave_out_paid(const struct kt_work *work, struct taxable *taxables,
               size_t count)
{
    int64_t *shares = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        shares[i] = taxables[i].taxed = taxables[i].amount;
    if (work->tax_paid_minor == 0)
        return true;
    if (!kt_money_allocate(work->tax_paid_minor, shares, count, shares,
                           work->arena))
        return false;
    for (size_t i = 0; i < count; i++) {
        taxables[i].taxed -= shares[i];
        if (shares[i] > 0)
            taxables[i].segments = NULL;
    }
    return true;
}

/* What each tax was before it was rounded or shared out. */
static void
tell_exact(const struct taxable *taxable)
{
    for (size_t i = 0; i < taxable->tax_count; i++) {
        struct kt_tax *tax = &taxable->taxes[i];
        int64_t of = tax->is_included ? taxable->taxed : tax->base_minor;
        int64_t whole =
            tax->is_included ? UNIT + taxable->included_weight : UNIT;
        if (!kt_money_scale(of * 1000, taxable->weights[i], whole, KT_HALF_UP,
                            &tax->exact_milli))
            tax->exact_milli = tax->amount_minor * 1000;
    }
}

static void
give_out(struct kt_work *work, const struct taxable *taxables, size_t count)
{
    struct kt_shipping *shipping = &work->quote->shipping;

    for (size_t i = 0; i < work->in->line_count; i++) {
        struct kt_quote_line *line = &work->quote->lines[i];
        line->taxes = taxables[i].taxes;
        line->tax_count = taxables[i].tax_count;
        line->tax_note = work->treatments[i].note;
        settle(&taxables[i], &line->net_minor, &line->tax_minor,
               &line->gross_minor);
    }
    if (count > work->in->line_count) {
        const struct taxable *fee = &taxables[work->in->line_count];
        shipping->taxes = fee->taxes;
        shipping->tax_count = fee->tax_count;
        settle(fee, &shipping->net_minor, &shipping->tax_minor,
               &shipping->gross_minor);
    }
    for (size_t i = 0; work->in->explains && i < count; i++)
        tell_exact(&taxables[i]);
}

enum kt_status
kt_work_tax(struct kt_work *work)
{
    struct taxable *taxables =
        KT_NEW_ARRAY(work->arena, struct taxable, work->in->line_count + 1);

    size_t count;

    KT_TRY(kt_work_treat(work));
    if (!collect(work, taxables, &count) ||
        !leave_out_paid(work, taxables, count) ||
        !tax_all(work, taxables, count))
        return kt_work_overflow(work, 0);
    give_out(work, taxables, count);
    return KT_OK;
}
