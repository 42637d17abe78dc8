/* How each line and the fee were taxed, for a quote that explains: where, what
 * the rule said, and from which rates of the shop its taxes come. */

#include "domain/customer/vat_id.h"
#include "domain/pricing/work.h"

/* ---- where ---- */

static void
tell_place(const struct kt_quote_input *in, struct kt_tax_trace *trace)
{
    const struct kt_address *address = kt_quote_tax_address(in);
    trace->place = in->shipping_address != NULL  ? KT_TAX_AT_SHIPPING_ADDRESS
                   : in->billing_address != NULL ? KT_TAX_AT_BILLING_ADDRESS
                                                 : KT_TAX_AT_HOME;
    trace->country = in->settings.home_country;
    if (address == NULL)
        return;
    trace->country = address->country;
    trace->region = address->region;
    trace->postal_code = address->postal_code;
    trace->is_cross_border =
        !kt_str_eq(address->country, in->settings.home_country);
}

static void
tell_buyer(const struct kt_quote_input *in, struct kt_tax_trace *trace)
{
    trace->vat_country = kt_vat_id_country(in->buyer.vat_id);
    if (in->buyer.vat_id.len > 0)
        trace->vat_id =
            trace->vat_country.len > 0 ? KT_VAT_ID_RIGHT : KT_VAT_ID_WRONG;
}

/* ---- what ---- */

static enum kt_tax_state
state_of(const struct kt_work *work, const struct kt_treatment *treatment,
         bool is_gift_card)
{
    if (work->quote->in->tax_rule == NULL ||
        work->in->settings.tax_mode == KT_TAX_NONE)
        return KT_TAXED_BY_NO_RULE;
    if (is_gift_card)
        return KT_TAXED_GIFT_CARD;
    if (treatment->is_exempt)
        return KT_TAXED_EXEMPT;
    if (treatment->is_reverse_charge)
        return KT_TAXED_REVERSE_CHARGE;
    return treatment->rate_count > 0 ? KT_TAXED_AT_RATES : KT_TAXED_AT_NONE;
}

/* The row that the tax comes from, of those that the rule looked at. */
static const struct kt_due_rate *
find_due(const struct kt_quote_input *in, const struct kt_treatment *treatment,
         const struct kt_tax *tax)
{
    for (size_t i = 0; i < treatment->due_count; i++) {
        const struct kt_due_rate *due =
            &in->tax_rates[treatment->due_first + i];
        if (due->rate_ppm == tax->rate_ppm && kt_str_eq(due->name, tax->name))
            return due;
    }
    return NULL;
}

static void
tell_treatment(struct kt_work *work, const struct kt_treatment *treatment,
               struct kt_tax_line_trace *line)
{
    line->note = treatment->note;
    line->is_weighted = treatment->is_weighted;
    line->steps = treatment->steps;
    line->nanoseconds = treatment->nanoseconds;
    line->dues = KT_NEW_ARRAY(work->arena, const struct kt_due_rate *,
                              line->tax_count + 1);
    for (size_t i = 0; i < line->tax_count; i++) {
        const struct kt_due_rate *due =
            find_due(work->in, treatment, &line->taxes[i]);
        line->dues[i] = due;
        if (due != NULL && !kt_str_eq(due->tax_class, line->tax_class))
            line->due_class = due->tax_class;
    }
}

static void
tell_line(struct kt_work *work, size_t index, struct kt_tax_line_trace *out)
{
    const struct kt_quote_line *line = &work->quote->lines[index];
    const struct kt_treatment *treatment = &work->treatments[index];
    *out = (struct kt_tax_line_trace){
        .line = index,
        .state = state_of(work, treatment, line->item->is_gift_card),
        .tax_class = line->item->tax_class,
        .taxes = line->taxes,
        .tax_count = line->tax_count,
        .typed_minor = line->price->price_minor,
        .price_minor = line->list_minor,
    };
    tell_treatment(work, treatment, out);
}

static int64_t
typed_fee(const struct kt_shipping *shipping)
{
    const struct kt_shipping_trace *trace = shipping->trace;
    for (size_t i = 0; i < trace->method_count; i++)
        if (trace->methods[i].use == shipping->method)
            return trace->methods[i].typed_minor;
    return shipping->fee_minor;
}

static void
tell_fee(struct kt_work *work, struct kt_tax_line_trace *out)
{
    const struct kt_shipping *shipping = &work->quote->shipping;
    *out = (struct kt_tax_line_trace){
        .line = KT_TRACE_SHIPPING,
        .state = state_of(work, &work->fee_treatment, false),
        .tax_class = shipping->method->tax_class,
        .taxes = shipping->taxes,
        .tax_count = shipping->tax_count,
        .typed_minor = typed_fee(shipping),
        .price_minor = shipping->fee_minor,
    };
    tell_treatment(work, &work->fee_treatment, out);
}

void
kt_tax_trace_end(struct kt_work *work)
{
    size_t count = work->in->line_count;
    struct kt_tax_trace *trace = KT_NEW(work->arena, struct kt_tax_trace);
    trace->use = work->in->tax_rule;
    tell_place(work->in, trace);
    tell_buyer(work->in, trace);
    trace->lines =
        KT_NEW_ARRAY(work->arena, struct kt_tax_line_trace, count + 1);
    for (size_t i = 0; i < count; i++)
        tell_line(work, i, &trace->lines[i]);
    trace->line_count = count;
    if (work->quote->shipping.method != NULL)
        tell_fee(work, &trace->lines[trace->line_count++]);
    work->quote->tax = trace;
}
