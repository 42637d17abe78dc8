/* Where platforms decide differently, a case names the knobs that its figures
 * depend on. A knob that Kontor has as a setting or as an option of promotions
 * is set; for the others the case is skipped, unless Kontor's own way gives the
 * same figures. */

#include "base/assert.h"
#include "case.h"

static bool
is(struct kt_str value, const char *word)
{
    return kt_str_eq(value, kt_str_of(word));
}

static bool
take_rounding(struct pricing_case *pricing, struct kt_str value)
{
    int mode = case_find_name(kt_rounding_names, value);
    pricing->in.settings.price_rounding = (enum kt_rounding)mode;
    pricing->in.settings.tax_rounding = (enum kt_rounding)mode;
    return true;
}

static bool
take_discount_rounding(struct pricing_case *pricing, struct kt_str value)
{
    pricing->in.settings.price_rounding =
        (enum kt_rounding)case_find_name(kt_rounding_names, value);
    return true;
}

static bool
take_tax_level(struct pricing_case *pricing, struct kt_str value)
{
    pricing->in.settings.tax_level =
        (enum kt_tax_level)case_find_name(kt_tax_level_names, value);
    return true;
}

static bool
take_shipping_tax(struct pricing_case *pricing, struct kt_str value)
{
    pricing->in.settings.weighted_shipping_tax = is(value, "weighted");
    return true;
}

/* Each line percentage of the price before all of them: they add up. */
static bool
take_line_basis(struct pricing_case *pricing, struct kt_str value)
{
    if (is(value, "original"))
        pricing->groups[KT_STAGE_ITEM] = KT_GROUP_ADDITIVE;
    return true;
}

static bool
take_order_basis(struct pricing_case *pricing, struct kt_str value)
{
    if (is(value, "entry"))
        pricing->groups[KT_STAGE_ORDER] = KT_GROUP_SAME_BASE;
    return true;
}

static bool
take_shipping_basis(struct pricing_case *pricing, struct kt_str value)
{
    (void)pricing;
    return is(value, "running");
}

static bool
take_selection(struct pricing_case *pricing, struct kt_str value)
{
    enum kt_group_mode mode = is(value, "best_per_line")
                                  ? KT_GROUP_BEST_PER_LINE
                              : is(value, "best_order") ? KT_GROUP_BEST
                                                        : KT_GROUP_ALL;
    if (mode == KT_GROUP_ALL)
        return true;
    pricing->groups[KT_STAGE_ITEM] = mode;
    pricing->groups[KT_STAGE_ORDER] = mode;
    return true;
}

static bool
take_catalog_selection(struct pricing_case *pricing, struct kt_str value)
{
    if (is(value, "best"))
        pricing->groups[KT_STAGE_CATALOG] = KT_GROUP_BEST;
    return true;
}

static bool
take_threshold(struct pricing_case *pricing, struct kt_str value)
{
    pricing->basis = is(value, "original") ? KT_BASIS_LIST : KT_BASIS_STAGE;
    return !is(value, "running");
}

static const struct {
    const char *knob;
    bool (*take)(struct pricing_case *pricing, struct kt_str value);
    bool is_of_promotions;
} knobs[] = {
    { "rounding", take_rounding, false },
    { "discount_rounding", take_discount_rounding, false },
    { "tax_level", take_tax_level, false },
    { "shipping_tax", take_shipping_tax, false },
    { "line_percent_basis", take_line_basis, true },
    { "order_percent_basis", take_order_basis, true },
    { "shipping_percent_basis", take_shipping_basis, true },
    { "selection", take_selection, true },
    { "catalog_selection", take_catalog_selection, true },
    { "threshold_basis", take_threshold, true },
};

/* A case whose figures come out as Kontor decides needs no option of its
 * promotions; settings of a shop are its own either way. */
static bool
take_knob(struct pricing_case *pricing, struct kt_str knob, struct kt_str value,
          bool agrees)
{
    for (size_t i = 0; i < KT_COUNT(knobs); i++) {
        if (is(knob, knobs[i].knob))
            return (agrees && knobs[i].is_of_promotions) ||
                   knobs[i].take(pricing, value);
    }
    return false;
}

/* A knob's value as text; empty when the case states none. */
static struct kt_str
value_of(const struct cJSON *node)
{
    if (node != NULL && kt_json_kind(node) == KT_JSON_STR)
        return kt_json_get_str(node);
    if (node != NULL && kt_json_kind(node) == KT_JSON_BOOL)
        return kt_json_get_bool(node) ? KT_STR("true") : KT_STR("false");
    return KT_STR("");
}

void
case_translate_policy(struct pricing_case *pricing)
{
    const struct cJSON *policy = case_list(pricing->json, "policy");
    bool agrees = case_flag(pricing->json, "agrees_with_recommended", true);
    bool is_stated = case_list(pricing->json, "agrees_with_recommended");

    CASE_EACH(sensitive, case_list(pricing->json, "sensitive_to"))
    {
        struct kt_str knob = case_text(sensitive, "knob");
        struct kt_str value = value_of(kt_json_find(policy, knob));
        if (value.len == 0)
            continue;
        if (!take_knob(pricing, knob, value, agrees && is_stated) && !agrees)
            case_skip(pricing, "its platform decides otherwise: %.*s %.*s",
                      KT_STR_FMT(knob), KT_STR_FMT(value));
    }
}

void
case_apply_policy(const struct pricing_case *pricing,
                  struct kt_promotion *promotion)
{
    promotion->basis = pricing->basis;
    if (pricing->groups[promotion->stage] == KT_GROUP_ALL)
        return;
    promotion->group = KT_STR("platform");
    promotion->group_mode = pricing->groups[promotion->stage];
}
