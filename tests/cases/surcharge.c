/* What is charged besides goods and shipping. Kontor sells it: a thing that is
 * not shipped, and which no promotion touches. Below zero it is an amount off
 * the goods. */

#include "base/assert.h"
#include "case.h"

static void
push_surcharge(struct pricing_case *pricing, const struct cJSON *json,
               size_t number)
{
    static const char *const members[] = { "percent", "included", NULL };
    struct kt_str name =
        kt_arena_format(pricing->arena, CASE_SURCHARGE "%zu", number);
    struct kt_item *item =
        case_put_item(pricing, name, case_int(json, "amount"));
    item->tax_class = name;
    item->is_discountable = false;
    item->requires_shipping = false;
    CASE_EACH(tax, case_list(json, "taxes"))
    {
        case_expect_members(pricing, tax, "a tax", members);
        case_push_rate(pricing, name, tax);
    }
    case_push_line(pricing, item, 1);
}

/* ---- below zero ---- */

static bool
is_stated(const struct cJSON *tax, const struct case_rate *rate)
{
    int64_t rate_ppm = 0;
    return kt_rate_parse_percent(case_text(tax, "percent"), &rate_ppm) &&
           rate_ppm == rate->rate_ppm &&
           case_flag(tax, "included", false) == rate->is_included;
}

static bool
has_stated(const struct cJSON *taxes, const struct case_rate *rate)
{
    CASE_EACH(tax, taxes)
    {
        if (is_stated(tax, rate))
            return true;
    }
    return false;
}

/* Goods are taxed as the surcharge is. */
static bool
is_taxed_alike(const struct pricing_case *pricing, const struct kt_item *item,
               const struct cJSON *taxes)
{
    size_t count = 0;
    for (size_t i = 0; i < pricing->rate_count; i++) {
        const struct case_rate *rate = &pricing->rates[i];
        if (!kt_str_eq(rate->category, item->tax_class))
            continue;
        if (!has_stated(taxes, rate))
            return false;
        count++;
    }
    return count == (taxes != NULL ? kt_json_size(taxes) : 0);
}

/* Figures in which an amount off the goods shows, and a surcharge does not. */
static const char *const of_goods[] = { "lines", "items_total",
                                        "items_total_with_tax",
                                        "discount_total", "applied" };

/* The same money, where goods bear its taxes, there is nothing else that takes
 * off, and no figure tells the two apart. */
static bool
is_amount_off(const struct pricing_case *pricing, const struct cJSON *json)
{
    const struct cJSON *expected = case_list(pricing->json, "expected");
    int64_t worth = case_int(json, "amount");
    if (case_list(pricing->json, "promotions") != NULL ||
        case_list(pricing->json, "shipping_methods") != NULL)
        return false;
    for (size_t i = 0; i < KT_COUNT(of_goods); i++) {
        if (case_list(expected, of_goods[i]) != NULL)
            return false;
    }
    for (size_t i = 0; i < pricing->in.line_count; i++) {
        const struct kt_cart_line *line = &pricing->lines[i];
        if (!is_taxed_alike(pricing, line->item, case_list(json, "taxes")))
            return false;
        worth += line->quantity * line->item->prices[0].amount_minor;
    }
    return worth >= 0;
}

int64_t
case_surcharges_worth(const struct pricing_case *pricing)
{
    int64_t sum = 0;
    for (size_t i = 0; i < pricing->in.line_count; i++) {
        const struct kt_item *item = pricing->lines[i].item;
        int64_t amount = item->prices[0].amount_minor, tax = 0;
        if (!kt_str_starts(item->sku, KT_STR(CASE_SURCHARGE)))
            continue;
        sum += amount;
        for (size_t j = 0; j < pricing->rate_count; j++) {
            const struct case_rate *rate = &pricing->rates[j];
            if (!rate->is_included &&
                kt_str_eq(rate->category, item->tax_class) &&
                kt_money_scale(amount, rate->rate_ppm, KT_RATE_ONE,
                               pricing->in.settings.tax_rounding, &tax))
                sum += tax;
        }
    }
    return sum;
}

/* What counts the goods of a cart, and cannot be told which, would count what
 * is sold so. Conditions are told (condition.c), limits of methods are raised
 * (shipping.c). */
static void
check_beside(struct pricing_case *pricing)
{
    CASE_EACH(promotion, case_list(pricing->json, "promotions"))
    {
        CASE_EACH(action, case_list(promotion, "actions"))
        {
            if (case_list(action, "tiers") != NULL)
                case_skip(pricing, "surcharges beside tiers");
        }
    }
}

void
case_translate_surcharges(struct pricing_case *pricing)
{
    static const char *const members[] = { "amount", "taxes", NULL };
    const struct cJSON *list = case_list(pricing->json, "surcharges");
    size_t number = 0;

    if (list == NULL)
        return;
    check_beside(pricing);
    CASE_EACH(json, list)
    {
        int64_t amount = case_int(json, "amount");
        case_expect_members(pricing, json, "a surcharge", members);
        if (amount >= 0)
            push_surcharge(pricing, json, ++number);
        else if (kt_json_size(list) == 1 && is_amount_off(pricing, json))
            case_push_amount_off(pricing, -amount);
        else
            case_skip(pricing, "its platform decides otherwise: surcharges "
                               "negative");
    }
}
