/* Prices that include home's tax and are sold elsewhere. */

#include "base/assert.h"
#include "case.h"

void
case_translate_home(struct pricing_case *pricing)
{
    static const char *const members[] = { "percent", "included", NULL };
    const struct cJSON *home = case_list(pricing->json, "home_tax");
    struct kt_quote_input *in = &pricing->in;

    if (home == NULL)
        return;
    case_expect_members(pricing, home, "home's tax", members);
    pricing->has_home_rate = true;
    if (!kt_rate_parse_percent(case_text(home, "percent"),
                               &pricing->home_rate_ppm))
        case_skip(pricing, "a rate with more than four decimals");
    in->settings.tax_mode =
        case_flag(home, "included", true) ? KT_TAX_INCLUDED : KT_TAX_EXCLUDED;
    in->settings.price_keeps = KT_KEEPS_NET;
    in->tax_rule = &pricing->tax_rule;
    in->shipping_address = &pricing->address;
}
