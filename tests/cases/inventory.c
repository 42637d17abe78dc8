/* Cases about what a cart may hold of what there is: units added and set under
 * a policy of stock. A cart holds nothing back, so that stock stays as it is;
 * with steps beyond the cart it is one of an order. */

#include <string.h>

#include "base/assert.h"
#include "case.h"
#include "domain/cart/cart.h"

/* What stands in the cart of one sku, and the last refusal. */
struct shelf {
    struct kt_stock_facts facts;
    int64_t units;
};

struct shop {
    struct shelf shelves[CASE_LINES_MAX];
    size_t count;
    struct kt_cart_limits limits;
    struct kt_line_fault fault; /* KT_LINE_FINE: none */
    bool is_short;              /* less was taken than was wanted */
};

static bool
is_placed(const struct pricing_case *pricing)
{
    CASE_EACH(step, case_list(pricing->json, "steps"))
    {
        struct kt_str op = case_text(step, "op");
        if (case_list(step, "customer") != NULL ||
            (!kt_str_eq(op, KT_STR("add")) &&
             !kt_str_eq(op, KT_STR("set_qty"))))
            return true;
    }
    return false;
}

static void
check_steps(struct pricing_case *pricing)
{
    static const char *const members[] = { "op", "sku", "qty", NULL };
    CASE_EACH(step, case_list(pricing->json, "steps"))
    case_expect_members(pricing, step, "a step", members);
}

void
case_translate_inventory(struct pricing_case *pricing)
{
    static const char *const sections[] = { "stock", "steps", "limits",
                                            "catalog", NULL };
    static const char *const figures[] = { "rejection", "cart", "stock", NULL };
    static const char *const limits[] = { "max_qty", NULL };
    static const char *const members[] = { "on_hand", "held", "threshold",
                                           "tracked", NULL };

    if (is_placed(pricing)) {
        case_translate_placed(pricing);
        return;
    }
    case_expect_sections(pricing, sections);
    case_expect_members(pricing, case_list(pricing->json, "expected"),
                        "a result", figures);
    case_expect_members(pricing, case_list(pricing->json, "limits"),
                        "limits of a shop", limits);
    CASE_EACH(stock, case_list(pricing->json, "stock"))
    case_expect_members(pricing, stock, "stock", members);
    check_steps(pricing);
}

/* A threshold is what must stay; below zero that much may be owed. */
static void
fill(struct shop *shop, const struct pricing_case *pricing)
{
    const struct cJSON *policy = case_list(pricing->json, "policy");
    int64_t most = case_int(case_list(pricing->json, "limits"), "max_qty");
    shop->limits = (struct kt_cart_limits){
        .units_max = most > 0 ? most : KT_CART_QUANTITY_MAX,
        .clamps = kt_str_eq(case_text(policy, "insufficient"), KT_STR("clamp")),
    };
    CASE_EACH(stock, case_list(pricing->json, "stock"))
    {
        KT_ASSERT(shop->count < CASE_LINES_MAX);
        shop->shelves[shop->count++].facts = (struct kt_stock_facts){
            .sku = kt_json_name(stock),
            .policy = case_flag(stock, "tracked", true) ? KT_STOCK_REFUSE
                                                        : KT_STOCK_UNTRACKED,
            .available = case_int(stock, "on_hand") - case_int(stock, "held") -
                         case_int(stock, "threshold"),
            .is_active = true,
        };
    }
}

static struct shelf *
find_shelf(struct shop *shop, struct kt_str sku)
{
    for (size_t i = 0; i < shop->count; i++) {
        if (kt_str_eq(shop->shelves[i].facts.sku, sku))
            return &shop->shelves[i];
    }
    return NULL;
}

static void
take_step(struct shop *shop, const struct cJSON *step)
{
    struct shelf *shelf = find_shelf(shop, case_text(step, "sku"));
    bool adds = kt_str_eq(case_text(step, "op"), KT_STR("add"));
    int64_t wanted = case_int(step, "qty"), quantity = wanted;
    int64_t others = adds && shelf != NULL ? shelf->units : 0;

    if (shelf == NULL) {
        shop->fault = (struct kt_line_fault){ .kind = KT_LINE_UNKNOWN };
        return;
    }
    if (wanted == 0) { /* a line of nothing is taken out */
        shelf->units = others;
        return;
    }
    struct kt_line_fault fault =
        kt_cart_check_units(&shelf->facts, &shop->limits, others, &quantity);
    if (fault.kind != KT_LINE_FINE) {
        shop->fault = fault;
        return;
    }
    shelf->units = others + quantity;
    if (quantity == wanted)
        return;
    shop->is_short = true;
    shop->fault.number = kt_stock_limit(&shelf->facts, INT64_MAX);
}

static bool
has_word(struct kt_str text, const char *word)
{
    return memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* Too little of it, or more than anybody may have. */
static bool
is_refused(const struct shop *shop, struct kt_str code)
{
    if (has_word(code, "stock"))
        return shop->is_short || shop->fault.kind == KT_LINE_OUT_OF_STOCK;
    if (has_word(code, "limit") || has_word(code, "max"))
        return shop->fault.kind == KT_LINE_ABOVE_MAXIMUM;
    return false;
}

static bool
compare_refusal(const struct shop *shop, const struct cJSON *json,
                struct kt_buf *out)
{
    bool is_wanted = json != NULL;
    bool is_there = shop->is_short || shop->fault.kind != KT_LINE_FINE;
    if (!is_wanted && !is_there)
        return true;
    if (!is_wanted || !is_refused(shop, case_text(json, "code"))) {
        kt_buf_format(out, "    wanted the refusal %.*s, got %s\n",
                      KT_STR_FMT(case_text(json, "code")),
                      is_there ? "another" : "none");
        return false;
    }
    if (case_list(json, "available") == NULL ||
        case_int(json, "available") == shop->fault.number)
        return true;
    kt_buf_format(out, "    available: wanted %lld, got %lld\n",
                  (long long)case_int(json, "available"),
                  (long long)shop->fault.number);
    return false;
}

static int64_t
sum_units(const struct shop *shop)
{
    int64_t sum = 0;
    for (size_t i = 0; i < shop->count; i++)
        sum += shop->shelves[i].units;
    return sum;
}

static bool
compare_cart(struct shop *shop, const struct cJSON *lines, struct kt_buf *out)
{
    int64_t wanted = 0;
    bool is_equal = true;
    if (lines == NULL)
        return true;
    CASE_EACH(line, lines)
    {
        const struct shelf *shelf = find_shelf(shop, case_text(line, "sku"));
        wanted += case_int(line, "qty");
        if (shelf != NULL && shelf->units == case_int(line, "qty"))
            continue;
        kt_buf_format(out, "    %.*s: wanted %lld, got %lld\n",
                      KT_STR_FMT(case_text(line, "sku")),
                      (long long)case_int(line, "qty"),
                      (long long)(shelf != NULL ? shelf->units : 0));
        is_equal = false;
    }
    if (sum_units(shop) != wanted)
        kt_buf_text(out, "    the cart holds something else\n");
    return is_equal && sum_units(shop) == wanted;
}

/* As it was. */
static bool
compare_stock(const struct pricing_case *pricing, struct kt_buf *out)
{
    static const char *const figures[] = { "on_hand", "held" };
    bool is_equal = true;
    CASE_EACH(json, case_list(case_list(pricing->json, "expected"), "stock"))
    {
        struct kt_str sku = case_text(json, "sku");
        const struct cJSON *stock =
            kt_json_find(case_list(pricing->json, "stock"), sku);
        for (size_t i = 0; i < KT_COUNT(figures); i++) {
            if (case_list(json, figures[i]) == NULL ||
                case_int(json, figures[i]) == case_int(stock, figures[i]))
                continue;
            kt_buf_format(out, "    %.*s %s: wanted %lld, got %lld\n",
                          KT_STR_FMT(sku), figures[i],
                          (long long)case_int(json, figures[i]),
                          (long long)case_int(stock, figures[i]));
            is_equal = false;
        }
    }
    return is_equal;
}

bool
case_compare_inventory(struct pricing_case *pricing,
                       const struct kt_rules *rules, struct kt_buf *out)
{
    const struct cJSON *expected = case_list(pricing->json, "expected");
    struct shop shop = { 0 };

    if (is_placed(pricing))
        return case_compare_placed(pricing, rules, out);
    fill(&shop, pricing);
    CASE_EACH(step, case_list(pricing->json, "steps"))
    take_step(&shop, step);
    bool is_equal =
        compare_refusal(&shop, case_list(expected, "rejection"), out);
    is_equal &= compare_cart(&shop, case_list(expected, "cart"), out);
    return compare_stock(pricing, out) && is_equal;
}
