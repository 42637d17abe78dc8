/* Which taxes each line bears: asked once of the shop's tax rule. Money for
 * later bears none. */

#include "domain/pricing/work.h"

enum { RATES_MAX = 16 };

/* What is wrong with the treatment, or NULL. Compound rates within these
 * limits multiply out without overflow. */
static const char *
fault_of(const struct kt_treatment *treatment)
{
    if (treatment->rate_count > RATES_MAX)
        return "more than 16 taxes on one line";
    for (size_t i = 0; i < treatment->rate_count; i++) {
        const struct kt_tax_rate *rate = &treatment->rates[i];
        if (rate->rate_ppm < 0 || rate->rate_ppm > KT_RATE_ONE)
            return "a tax rate must be from 0 to 100 %";
    }
    return NULL;
}

enum kt_status
kt_work_ask_treatment(struct kt_work *work, const struct kt_quote *quote,
                      const struct kt_quote_line *line, struct kt_str tax_class,
                      struct kt_treatment *treatment)
{
    const struct kt_rule_use *rule = work->in->tax_rule;

    if (rule == NULL || work->in->settings.tax_mode == KT_TAX_NONE ||
        (line != NULL && line->item->is_gift_card))
        return KT_OK;
    if (work->rules->treat(work->rules->host, rule, quote, line, tax_class,
                           work->arena, treatment, work->err) != KT_OK)
        return kt_rule_refuse(rule->rule, kt_rule_failure_text(work->err),
                              work->err);
    const char *fault = fault_of(treatment);
    return fault != NULL
               ? kt_rule_refuse(rule->rule, kt_str_of(fault), work->err)
               : KT_OK;
}

enum kt_status
kt_work_treat(struct kt_work *work)
{
    const struct kt_quote *quote = work->quote;
    for (size_t i = 0; i < work->in->line_count && !work->is_treated; i++)
        KT_TRY(kt_work_ask_treatment(work, quote, &quote->lines[i],
                                     quote->lines[i].item->tax_class,
                                     &work->treatments[i]));
    work->is_treated = true;
    work->fee_treatment = (struct kt_treatment){ 0 };
    if (quote->shipping.method != NULL)
        KT_TRY(kt_work_ask_treatment(work, quote, NULL,
                                     quote->shipping.method->tax_class,
                                     &work->fee_treatment));
    return KT_OK;
}
