/* Step 8: gift cards and store credit pay what the order costs. They are no
 * discounts: nothing but the amount due knows of them, with one exception: the
 * tax of some cards was paid when they were sold (single-purpose vouchers).
 * What they pay for bears no tax a second time; those go first. */

#include "base/text.h"
#include "domain/pricing/work.h"

static bool
is_owner(const struct kt_work *work, struct kt_str owner)
{
    struct kt_str email = kt_text_trim(work->in->buyer.email);
    return owner.len == 0 || kt_str_eq(kt_text_fold(work->arena, email),
                                       kt_text_fold(work->arena, owner));
}

static bool
is_of_currency(const struct kt_work *work, struct kt_str currency)
{
    return currency.len == 0 ||
           kt_str_eq(currency, kt_str_of(work->in->settings.currency->code));
}

static enum kt_tender_state
state_of(const struct kt_work *work, const struct kt_tender_in *in)
{
    if (in->is_cancelled)
        return KT_TENDER_CANCELLED;
    if (in->ends_ms > 0 && work->in->now_ms >= in->ends_ms)
        return KT_TENDER_ENDED;
    if (!is_of_currency(work, in->currency))
        return KT_TENDER_OTHER_CURRENCY;
    if (!is_owner(work, in->owner))
        return KT_TENDER_OTHER_CUSTOMER;
    return in->balance_minor > 0 ? KT_TENDER_APPLIED : KT_TENDER_USED_UP;
}

static const char *const refusals[] = {
    [KT_TENDER_CANCELLED] = "the gift card does not hold any more",
    [KT_TENDER_ENDED] = "the gift card has ended",
    [KT_TENDER_USED_UP] = "nothing is left on the gift card",
    [KT_TENDER_OTHER_CURRENCY] = "the gift card is of another currency",
    [KT_TENDER_OTHER_CUSTOMER] = "the gift card is somebody else's",
};

const char *
kt_tender_refusal(enum kt_tender_state state)
{
    return refusals[state];
}

/* What the order costs in prices as they are typed. */
static int64_t
sum_amounts(const struct kt_quote *quote)
{
    int64_t sum = quote->shipping.amount_minor;
    for (size_t i = 0; i < quote->in->line_count; i++)
        sum += quote->lines[i].amount_minor;
    return sum;
}

void
kt_work_tenders(struct kt_work *work)
{
    const struct kt_quote_input *in = work->in;
    struct kt_quote *quote = work->quote;
    int64_t left = sum_amounts(quote);

    quote->tenders =
        KT_NEW_ARRAY(work->arena, struct kt_tender, in->tender_count + 1);
    quote->tender_count = in->tender_count;
    for (size_t i = 0; i < in->tender_count; i++) {
        struct kt_tender *tender = &quote->tenders[i];
        int64_t balance = in->tenders[i].balance_minor;
        *tender = (struct kt_tender){ .in = &in->tenders[i],
                                      .state = state_of(work, &in->tenders[i]),
                                      .rest_minor = balance };
        if (tender->state != KT_TENDER_APPLIED)
            kt_work_problem(work,
                            kt_arena_format(work->arena, "/gift_cards/%zu", i),
                            kt_tender_state_names[tender->state],
                            refusals[tender->state]);
        else if (tender->in->is_taxed)
            tender->amount_minor = balance < left ? balance : left;
        left -= tender->amount_minor;
        work->tax_paid_minor += tender->amount_minor;
    }
}

void
kt_work_pay(struct kt_work *work)
{
    struct kt_quote *quote = work->quote;
    int64_t due = quote->totals.total_minor - work->tax_paid_minor;

    for (size_t i = 0; i < quote->tender_count; i++) {
        struct kt_tender *tender = &quote->tenders[i];
        int64_t balance = tender->in->balance_minor;
        if (tender->state == KT_TENDER_APPLIED && !tender->in->is_taxed)
            tender->amount_minor = balance < due ? balance : due;
        if (!tender->in->is_taxed)
            due -= tender->amount_minor;
        tender->rest_minor = balance - tender->amount_minor;
    }
    quote->totals.due_minor = due;
    quote->totals.tendered_minor = quote->totals.total_minor - due;
}
