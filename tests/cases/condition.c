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

static struct kt_selector
products_of(struct pricing_case *pricing, const struct cJSON *condition)
{
    return (struct kt_selector){
        .skus = texts_of(pricing, case_list(condition, "skus")),
        .products = texts_of(pricing, case_list(condition, "products")),
        .categories = texts_of(pricing, case_list(condition, "categories")),
    };
}

static bool
is_same_list(const struct kt_list *a, const struct kt_list *b)
{
    const struct kt_str *left = a->items, *right = b->items;
    for (size_t i = 0; a->count == b->count && i < a->count; i++) {
        if (!kt_str_eq(left[i], right[i]))
            return false;
    }
    return a->count == b->count;
}

static bool
is_same_choice(const struct kt_selector *a, const struct kt_selector *b)
{
    return is_same_list(&a->skus, &b->skus) &&
           is_same_list(&a->products, &b->products) &&
           is_same_list(&a->categories, &b->categories);
}

static void
want_total_min(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
    (void)pricing;
    promotion->subtotal_min_minor = case_int(condition, "amount");
}

static void
want_total_max(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
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
    (void)pricing;
    promotion->quantity_min = case_int(condition, "qty");
}

static void
want_products(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    (void)pricing;
    (void)condition;
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

/* What of a row a condition fills. */
enum part {
    SUBTOTAL_MIN = 1,
    SUBTOTAL_MAX = 2,
    QUANTITY = 4,
    PRODUCTS = 8,
    COUNTS = 15, /* parts that count the row's products */
    GROUP = 16,
    COUNTRY = 32,
    ORDER_NUMBER = 64,
    REDUCED = 128
};

/* clang-format off */
static const struct condition {
    const char *kind;
    unsigned parts;
    void (*set)(struct pricing_case *pricing, const struct cJSON *condition,
                struct kt_promotion *promotion);
    const char *members[8];
} conditions[] = {
    { "items_total_min", SUBTOTAL_MIN, want_total_min,
      { "amount", "skus", "products", "categories" } },
    { "items_total_max", SUBTOTAL_MAX, want_total_max,
      { "amount", "skus", "products", "categories" } },
    { "items_total_eq", SUBTOTAL_MIN | SUBTOTAL_MAX, want_total,
      { "amount", "skus", "products", "categories" } },
    { "qty_min", QUANTITY, want_quantity, { "qty", "skus", "products", "categories" } },
    { "contains", PRODUCTS, want_products, { "skus", "products", "categories" } },
    { "customer_group", GROUP, want_group, { "group" } },
    { "country", COUNTRY, want_country, { "country" } },
    { "nth_order", ORDER_NUMBER, want_nth_order, { "n" } },
    { "no_discounted_lines", REDUCED, want_no_reduced, { NULL } },
};
/* clang-format on */

/* A row, and what of it is filled. */
struct filled {
    struct kt_promotion *row;
    unsigned parts;
};

static const struct condition *
find_condition(struct kt_str kind)
{
    for (size_t i = 0; i < KT_COUNT(conditions); i++) {
        if (kt_str_eq(kt_str_of(conditions[i].kind), kind))
            return &conditions[i];
    }
    return NULL;
}

/* All that a row counts, it counts of the same products. */
static bool
has_room(const struct filled *filled, const struct condition *condition,
         const struct kt_selector *products)
{
    return (filled->parts & condition->parts) == 0 &&
           ((filled->parts & COUNTS) == 0 || (condition->parts & COUNTS) == 0 ||
            is_same_choice(&filled->row->products, products));
}

static void
fill(struct pricing_case *pricing, const struct cJSON *json,
     const struct condition *condition, struct filled *filled)
{
    if ((condition->parts & COUNTS) != 0)
        filled->row->products = products_of(pricing, json);
    condition->set(pricing, json, filled->row);
    filled->parts |= condition->parts;
}

/* Into the first row that has room for it; where none has, a row goes before
 * the last one, which takes nothing off, and which that one goes along with. */
static void
translate_condition(struct pricing_case *pricing, const struct cJSON *json,
                    struct filled *filled, size_t *count)
{
    struct kt_str kind = case_text(json, "kind");
    const struct condition *condition = find_condition(kind);
    if (condition == NULL) {
        case_skip(pricing, "no row condition for %.*s", KT_STR_FMT(kind));
        return;
    }
    case_expect_members(pricing, json, condition->kind, condition->members);
    struct kt_selector products = products_of(pricing, json);
    for (size_t i = 0; i < *count; i++) {
        if (has_room(&filled[i], condition, &products)) {
            fill(pricing, json, condition, &filled[i]);
            return;
        }
    }
    KT_ASSERT(*count < CASE_GATES_MAX);
    filled[*count] = (struct filled){
        .row = case_push_gate(pricing, filled[*count - 1].row),
    };
    fill(pricing, json, condition, &filled[(*count)++]);
}

/* Goods are what the case puts into the cart, not what stands for its
 * surcharges. */
static void
count_goods(struct pricing_case *pricing, struct kt_promotion *promotion)
{
    size_t count = 0;
    struct kt_str *skus =
        KT_NEW_ARRAY(pricing->arena, struct kt_str, pricing->item_count + 1);
    for (size_t i = 0; i < pricing->item_count; i++) {
        struct kt_str sku = pricing->items[i].sku;
        if (!kt_str_starts(sku, KT_STR(CASE_SURCHARGE)))
            skus[count++] = sku;
    }
    promotion->products.skus = (struct kt_list){ skus, count };
}

void
case_translate_conditions(struct pricing_case *pricing,
                          const struct cJSON *list,
                          struct kt_promotion *promotion)
{
    struct filled filled[CASE_GATES_MAX] = { { promotion, 0 } };
    size_t count = 1;
    CASE_EACH(condition, list)
    translate_condition(pricing, condition, filled, &count);
    for (size_t i = 0; i < count; i++) {
        if (case_list(pricing->json, "surcharges") != NULL &&
            kt_selector_takes_all(&filled[i].row->products))
            count_goods(pricing, filled[i].row);
    }
}

/* A budget of uses is one more limit of uses: the tighter one holds. */
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
    int64_t left = case_int(budget, "limit") - case_int(budget, "used");
    if (promotion->uses_max > 0 &&
        promotion->uses_max - promotion->uses <= left)
        return;
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
    promotion->keeps_use = counts_cancelled;
    promotion->uses_max = case_int(limits, "total");
    promotion->uses = case_int(limits, "used") - given_back;
    promotion->uses_per_customer_max = case_int(limits, "per_customer");
    promotion->uses_by_buyer = by_buyer > 0 ? by_buyer : 0;
    if (case_list(limits, "budget") != NULL)
        translate_budget(pricing, case_list(limits, "budget"), promotion);
}
