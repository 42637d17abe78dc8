/* A cart that ships in several ways has a fee for each. Kontor's has one way
 * and one fee: it stands for such a cart where each fee is by itself, so that
 * what is taken off one says nothing of another. Then the case is as many carts
 * as it has ways, which differ in the one that is chosen. */

#include "base/assert.h"
#include "case.h"

#define CASE_MANY_METHODS                                                      \
    "its platform decides otherwise: shipping_methods_per_cart many"

/* Figures that sum over the ways. */
static const char *const sums[] = {
    "shipping_fee",
    "shipping_discount",
    "shipping_net",
    "shipping_total",
    "shipping_net_of_tax",
    "shipping_tax",
    "tax_added",
    "tax_included",
    "tax_total",
    "taxes",
    "net_total",
    "grand_total",
    "due",
    "gift_cards",
};

static bool
is_apart(const struct cJSON *promotion)
{
    const struct cJSON *budget =
        case_list(case_list(promotion, "limits"), "budget");
    if (kt_str_eq(case_text(budget, "kind"), KT_STR("spend")))
        return false;
    CASE_EACH(action, case_list(promotion, "actions"))
    {
        if (case_flag(action, "includes_shipping", false) ||
            case_list(action, "cap") != NULL)
            return false;
    }
    return true;
}

void
case_check_fees(struct pricing_case *pricing)
{
    const struct cJSON *expected = case_list(pricing->json, "expected");
    bool are_apart = true;

    for (size_t i = 0; i < KT_COUNT(sums); i++)
        are_apart &= case_list(expected, sums[i]) == NULL;
    CASE_EACH(promotion, case_list(pricing->json, "promotions"))
    are_apart &= is_apart(promotion);
    if (!are_apart)
        case_skip(pricing, CASE_MANY_METHODS);
}

static bool
concerns(const struct cJSON *action, struct kt_str method)
{
    const struct cJSON *methods = case_list(action, "methods");
    CASE_EACH(name, methods)
    {
        if (kt_str_eq(kt_json_get_str(name), method))
            return true;
    }
    return methods == NULL || kt_json_size(methods) == 0;
}

/* An amount over several ways at once is shared by weight, unless it covers
 * them: then each is free. */
static bool
is_shared(const struct cJSON *action, const struct cJSON *lines)
{
    int64_t fees = 0, count = 0;
    if (!kt_str_eq(case_text(action, "kind"), KT_STR("shipping_fixed_across")))
        return false;
    CASE_EACH(line, lines)
    {
        if (!concerns(action, case_text(line, "method")))
            continue;
        fees += case_int(line, "fee");
        count++;
    }
    return count > 1 && case_int(action, "amount") < fees;
}

static bool
took_off(const struct pricing_case *pricing, const struct kt_quote *quote,
         struct kt_str promotion)
{
    for (size_t i = 0; i < quote->trace_count; i++) {
        const struct kt_trace *trace = &quote->trace[i];
        if (trace->state == KT_TRACE_APPLIED &&
            kt_str_eq(pricing->promotion_names[trace->promotion], promotion))
            return true;
    }
    return false;
}

void
case_check_shares(struct pricing_case *pricing, const struct kt_quote *quote)
{
    const struct cJSON *lines =
        case_list(case_list(pricing->json, "shipping"), "lines");
    CASE_EACH(promotion, case_list(pricing->json, "promotions"))
    {
        CASE_EACH(action, case_list(promotion, "actions"))
        {
            if (is_shared(action, lines) &&
                took_off(pricing, quote, case_text(promotion, "id")))
                case_skip(pricing, CASE_MANY_METHODS);
        }
    }
}
