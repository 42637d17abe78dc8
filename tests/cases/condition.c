/* Conditions and limits of the neutral vocabulary, on a promotion's row. */

#include "base/assert.h"
#include "case.h"

static struct kt_list
texts_of(struct pricing_case *pricing, const struct cJSON *list)
{
    size_t count = list ? kt_json_size(list) : 0;
    struct kt_str *texts =
        KT_NEW_ARRAY(pricing->arena, struct kt_str, count + 1);
    size_t at = 0;
    CASE_EACH(item, list)
    texts[at++] = kt_json_get_str(item);
    return (struct kt_list){ texts, count };
}

/* A row's minima all count the same products. */
static void
take_products(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    struct kt_selector *products = &promotion->products;
    bool has_minimum = promotion->subtotal_min_minor > 0 ||
                       promotion->subtotal_max_minor > 0 ||
                       promotion->quantity_min > 0 || promotion->must_contain;
    struct kt_selector taken = {
        .skus = texts_of(pricing, case_list(condition, "skus")),
        .products = texts_of(pricing, case_list(condition, "products")),
        .categories = texts_of(pricing, case_list(condition, "categories")),
    };

    if (has_minimum &&
        !(kt_selector_takes_all(products) && kt_selector_takes_all(&taken)))
        case_skip(pricing, "two minima of one promotion on different products");
    *products = taken;
}

static void
want_total_min(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
    take_products(pricing, condition, promotion);
    promotion->subtotal_min_minor = case_int(condition, "amount");
}

static void
want_total_max(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
    take_products(pricing, condition, promotion);
    promotion->subtotal_max_minor = case_int(condition, "amount");
    if (promotion->subtotal_max_minor == 0)
        case_skip(pricing, "a promotion for a cart worth nothing");
}

static void
want_total(struct pricing_case *pricing, const struct cJSON *condition,
           struct kt_promotion *promotion)
{
    want_total_max(pricing, condition, promotion);
    promotion->subtotal_min_minor = promotion->subtotal_max_minor;
}

static void
want_quantity(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    take_products(pricing, condition, promotion);
    promotion->quantity_min = case_int(condition, "qty");
}

static void
want_products(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    take_products(pricing, condition, promotion);
    promotion->must_contain = true;
}

static struct kt_list
one_text(struct pricing_case *pricing, const struct cJSON *object,
         const char *name)
{
    struct kt_str *texts = KT_NEW(pricing->arena, struct kt_str);
    *texts = case_text(object, name);
    return (struct kt_list){ texts, 1 };
}

static void
want_group(struct pricing_case *pricing, const struct cJSON *condition,
           struct kt_promotion *promotion)
{
    promotion->customer_groups = one_text(pricing, condition, "group");
}

static void
want_country(struct pricing_case *pricing, const struct cJSON *condition,
             struct kt_promotion *promotion)
{
    promotion->countries = one_text(pricing, condition, "country");
}

static void
want_nth_order(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
    (void)pricing;
    promotion->order_number_min = case_int(condition, "n");
    promotion->order_number_max = case_int(condition, "n");
}

static void
want_no_reduced(struct pricing_case *pricing, const struct cJSON *condition,
                struct kt_promotion *promotion)
{
    (void)pricing;
    (void)condition;
    promotion->no_reduced_lines = true;
}

/* clang-format off */
static const struct {
    const char *kind;
    void (*set)(struct pricing_case *pricing, const struct cJSON *condition,
                struct kt_promotion *promotion);
    const char *members[8];
} conditions[] = {
    { "items_total_min", want_total_min, { "amount", "skus", "products", "categories" } },
    { "items_total_max", want_total_max, { "amount", "skus", "products", "categories" } },
    { "items_total_eq", want_total, { "amount", "skus", "products", "categories" } },
    { "qty_min", want_quantity, { "qty", "skus", "products", "categories" } },
    { "contains", want_products, { "skus", "products", "categories" } },
    { "customer_group", want_group, { "group" } },
    { "country", want_country, { "country" } },
    { "nth_order", want_nth_order, { "n" } },
    { "no_discounted_lines", want_no_reduced, { NULL } },
};
/* clang-format on */

static void
translate_condition(struct pricing_case *pricing, const struct cJSON *condition,
                    bool *seen, struct kt_promotion *promotion)
{
    struct kt_str kind = case_text(condition, "kind");
    for (size_t i = 0; i < KT_COUNT(conditions); i++) {
        if (!kt_str_eq(kt_str_of(conditions[i].kind), kind))
            continue;
        if (seen[i])
            case_skip(pricing, "the condition %s twice", conditions[i].kind);
        seen[i] = true;
        case_expect_members(pricing, condition, conditions[i].kind,
                            conditions[i].members);
        conditions[i].set(pricing, condition, promotion);
        return;
    }
    case_skip(pricing, "no row condition for %.*s", KT_STR_FMT(kind));
}

void
case_translate_conditions(struct pricing_case *pricing,
                          const struct cJSON *list,
                          struct kt_promotion *promotion)
{
    bool seen[KT_COUNT(conditions)] = { false };
    CASE_EACH(condition, list)
    translate_condition(pricing, condition, seen, promotion);
}

/* A budget of uses is one more limit of uses. */
static void
translate_budget(struct pricing_case *pricing, const struct cJSON *budget,
                 struct kt_promotion *promotion)
{
    static const char *const members[] = { "limit", "used", NULL };

    case_expect_members(pricing, budget, "budget", members);
    if (kt_str_eq(case_text(budget, "kind"), KT_STR("spend"))) {
        promotion->budget_minor = case_int(budget, "limit");
        promotion->spent_minor = case_int(budget, "used");
        return;
    }
    if (promotion->uses_max > 0)
        case_skip(pricing, "two limits of uses on one promotion");
    promotion->uses_max = case_int(budget, "limit");
    promotion->uses = case_int(budget, "used");
}

void
case_translate_limits(struct pricing_case *pricing, const struct cJSON *limits,
                      struct kt_promotion *promotion)
{
    static const char *const members[] = { "total",
                                           "used",
                                           "per_customer",
                                           "used_by_customer",
                                           "used_then_cancelled",
                                           "cancelled_orders_count",
                                           "budget",
                                           NULL };
    if (limits == NULL)
        return;
    case_expect_members(pricing, limits, "limits", members);
    bool counts_cancelled = case_flag(limits, "cancelled_orders_count", false);
    int64_t given_back =
        counts_cancelled ? 0 : case_int(limits, "used_then_cancelled");
    int64_t by_buyer = case_int(limits, "used_by_customer") - given_back;
    promotion->uses_max = case_int(limits, "total");
    promotion->uses = case_int(limits, "used") - given_back;
    promotion->uses_per_customer_max = case_int(limits, "per_customer");
    promotion->uses_by_buyer = by_buyer > 0 ? by_buyer : 0;
    if (case_list(limits, "budget") != NULL)
        translate_budget(pricing, case_list(limits, "budget"), promotion);
}
