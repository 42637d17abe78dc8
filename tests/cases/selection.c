/* Cases about which of several prices fits best. */

#include "base/assert.h"
#include "case.h"

/* The context of a case and the rules of its prices: Kontor knows a country, a
 * customer group and a channel. A company buys through a channel of its own. */
static const struct kt_id companys_channel = { .bytes = { 1 } };
static const struct kt_id other_channel = { .bytes = { 2 } };

static void
set_rule(struct pricing_case *pricing, struct kt_str name,
         const struct cJSON *json, struct kt_price *price)
{
    const struct cJSON *context = case_list(pricing->json, "context");
    struct kt_str value = kt_json_kind(json) == KT_JSON_STR
                              ? kt_json_get_str(json)
                              : (struct kt_str){ 0 };
    if (value.len == 0)
        case_skip(pricing, "a price with a rule that is no text");
    else if (kt_str_eq(name, KT_STR("region")))
        price->country = value;
    else if (kt_str_eq(name, KT_STR("customer_group")))
        price->customer_group = value;
    else if (kt_str_eq(name, KT_STR("company")))
        price->channel_id = kt_str_eq(case_text(context, "company"), value)
                                ? companys_channel
                                : other_channel;
    else
        case_skip(pricing, "a price by %.*s", KT_STR_FMT(name));
}

/* Prices that differ in their rules alone. */
struct wordings {
    struct kt_price items[CASE_PRICES_MAX];
    size_t count;
};

static void
push_wording(struct pricing_case *pricing, const struct kt_price *price,
             struct kt_str name, const struct cJSON *value,
             struct wordings *wordings)
{
    KT_ASSERT(wordings->count < CASE_PRICES_MAX);
    wordings->items[wordings->count] = *price;
    set_rule(pricing, name, value, &wordings->items[wordings->count++]);
}

/* A rule may have several values, each of which will do: one price for each of
 * them. */
static void
translate_rules(struct pricing_case *pricing, const struct cJSON *rules,
                struct wordings *wordings)
{
    CASE_EACH(rule, rules)
    {
        struct wordings *before = KT_NEW(pricing->arena, struct wordings);
        *before = *wordings;
        wordings->count = 0;
        for (size_t i = 0; i < before->count; i++) {
            const struct kt_price *price = &before->items[i];
            struct kt_str name = kt_json_name(rule);
            if (kt_json_kind(rule) != KT_JSON_ARRAY)
                push_wording(pricing, price, name, rule, wordings);
            else
                CASE_EACH(value, rule)
            push_wording(pricing, price, name, value, wordings);
        }
    }
}

static void
translate_price(struct pricing_case *pricing, const struct cJSON *json,
                struct kt_str currency, struct kt_item *item,
                const struct wordings *of_list)
{
    static const char *const members[] = { "amount",  "currency", "min_qty",
                                           "max_qty", "rules",    NULL };
    struct kt_price *prices = (struct kt_price *)(uintptr_t)item->prices;
    struct kt_str own = case_text(json, "currency");

    case_expect_members(pricing, json, "a price", members);
    if (own.len > 0 && !kt_str_eq(own, currency))
        return;
    struct wordings *wordings = KT_NEW(pricing->arena, struct wordings);
    *wordings = *of_list;
    translate_rules(pricing, case_list(json, "rules"), wordings);
    for (size_t i = 0; i < wordings->count; i++) {
        KT_ASSERT(item->price_count < CASE_PRICES_MAX);
        struct kt_price *price = &prices[item->price_count++];
        *price = wordings->items[i];
        price->amount_minor = case_int(json, "amount");
        price->quantity_min = case_int(json, "min_qty");
        price->quantity_max = case_int(json, "max_qty");
    }
}

static struct kt_item *
new_item(struct pricing_case *pricing)
{
    struct kt_item *item = &pricing->items[pricing->item_count++];
    item->prices =
        KT_NEW_ARRAY(pricing->arena, struct kt_price, CASE_PRICES_MAX);
    return item;
}

/* Two items: one with every price, one without those of sales, whose price is
 * the original one. */
static void
translate_lists(struct pricing_case *pricing, struct kt_str currency)
{
    static const char *const members[] = { "type", "rules", "prices", "active",
                                           NULL };
    struct kt_item *all = &pricing->items[0];
    struct kt_item *without_sales = &pricing->items[1];

    CASE_EACH(list, case_list(pricing->json, "price_lists"))
    {
        struct wordings *of_list = KT_NEW(pricing->arena, struct wordings);
        bool is_sale = kt_str_eq(case_text(list, "type"), KT_STR("sale"));
        of_list->items[of_list->count++].list = case_text(list, "id");
        case_expect_members(pricing, list, "a price list", members);
        translate_rules(pricing, case_list(list, "rules"), of_list);
        if (!case_flag(list, "active", true))
            continue;
        CASE_EACH(json, case_list(list, "prices"))
        {
            translate_price(pricing, json, currency, all, of_list);
            if (!is_sale)
                translate_price(pricing, json, currency, without_sales,
                                of_list);
        }
    }
}

void
case_translate_selection(struct pricing_case *pricing)
{
    static const char *const members[] = { "currency",       "qty",
                                           "region",         "company",
                                           "customer_group", NULL };
    static const char *const sections[] = { "context", "prices", "price_lists",
                                            NULL };
    static const char *const figures[] = { "price", "original_price", NULL };
    const struct cJSON *context = case_list(pricing->json, "context");
    static const struct wordings base = { .count = 1 };
    struct kt_str currency = case_text(context, "currency");

    if (currency.len == 0)
        currency = case_text(pricing->json, "currency");
    if (context != NULL)
        case_expect_members(pricing, context, "a context", members);
    case_expect_members(pricing, case_list(pricing->json, "expected"),
                        "a result", figures);
    case_expect_sections(pricing, sections);
    case_translate_policy(pricing);
    struct kt_item *items[] = { new_item(pricing), new_item(pricing) };
    CASE_EACH(json, case_list(pricing->json, "prices"))
    {
        for (size_t i = 0; i < KT_COUNT(items); i++)
            translate_price(pricing, json, currency, items[i], &base);
    }
    translate_lists(pricing, currency);
}

/* The figure may be null: no price fits. */
static bool
compare(const struct cJSON *wanted, const char *what,
        const struct kt_price *price, struct kt_buf *out)
{
    int64_t got = price != NULL ? price->amount_minor : -1;
    if (wanted == NULL)
        return true;
    int64_t amount =
        kt_json_kind(wanted) == KT_JSON_INT ? kt_json_get_int(wanted) : -1;
    if (amount == got)
        return true;
    kt_buf_format(out, "    %s: wanted %lld, got %lld (-1: none)\n", what,
                  (long long)amount, (long long)got);
    return false;
}

/* A buyer may be in several groups. */
static void
set_groups(struct pricing_case *pricing, const struct cJSON *json,
           struct kt_buyer *buyer)
{
    bool is_list = json != NULL && kt_json_kind(json) == KT_JSON_ARRAY;
    bool is_one = json != NULL && kt_json_kind(json) == KT_JSON_STR;
    size_t count = is_list ? kt_json_size(json) : is_one;
    const struct cJSON *item = is_list ? kt_json_first(json) : json;
    struct kt_str *groups =
        KT_NEW_ARRAY(pricing->arena, struct kt_str, count + 1);

    for (size_t i = 0; i < count; i++) {
        groups[i] = kt_json_get_str(item);
        item = kt_json_next(item);
    }
    buyer->groups = groups;
    buyer->group_count = count;
}

bool
case_compare_selection(struct pricing_case *pricing,
                       const struct kt_rules *rules, struct kt_buf *out)
{
    const struct cJSON *context = case_list(pricing->json, "context");
    const struct cJSON *expected = case_list(pricing->json, "expected");
    struct kt_buyer buyer = { .groups = NULL };
    struct kt_price_context asked = {
        .channel_id = companys_channel,
        .buyer = &buyer,
        .country = case_text(context, "region"),
        .quantity = case_list(context, "qty") ? case_int(context, "qty") : 1,
    };

    (void)rules;
    set_groups(pricing, case_list(context, "customer_group"), &buyer);
    bool is_equal =
        compare(case_list(expected, "price"), "price",
                kt_price_select(&pricing->items[0], &asked, NULL), out);
    return compare(case_list(expected, "original_price"), "original price",
                   kt_price_select(&pricing->items[1], &asked, NULL), out) &&
           is_equal;
}
