#include <stdarg.h>
#include <stdio.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/text.h"
#include "case.h"

/* The moment of cases that state none; windows "past" and "future" lie a day
 * away from it. */
static const int64_t case_now_ms = INT64_C(1767225600000);

struct kt_str
case_text(const struct cJSON *object, const char *name)
{
    const struct cJSON *node =
        object ? kt_json_find(object, kt_str_of(name)) : NULL;
    return node != NULL && kt_json_kind(node) == KT_JSON_STR
               ? kt_json_get_str(node)
               : (struct kt_str){ 0 };
}

int64_t
case_int(const struct cJSON *object, const char *name)
{
    const struct cJSON *node =
        object ? kt_json_find(object, kt_str_of(name)) : NULL;
    return node != NULL && kt_json_kind(node) == KT_JSON_INT
               ? kt_json_get_int(node)
               : 0;
}

bool
case_flag(const struct cJSON *object, const char *name, bool otherwise)
{
    const struct cJSON *node =
        object ? kt_json_find(object, kt_str_of(name)) : NULL;
    return node != NULL && kt_json_kind(node) == KT_JSON_BOOL
               ? kt_json_get_bool(node)
               : otherwise;
}

const struct cJSON *
case_list(const struct cJSON *object, const char *name)
{
    return object ? kt_json_find(object, kt_str_of(name)) : NULL;
}

void
case_skip(struct pricing_case *pricing, const char *format, ...)
{
    char text[200];
    va_list values;

    if (pricing->skip.len > 0)
        return;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    pricing->skip = kt_arena_str(pricing->arena, kt_str_of(text));
}

int
case_find_name(const char *const *names, struct kt_str word)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(names[i]), word))
            return i;
    }
    return 0;
}

static bool
is_among(const char *const *names, struct kt_str word)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(names[i]), word))
            return true;
    }
    return kt_str_eq(word, KT_STR("id")) || kt_str_eq(word, KT_STR("kind"));
}

void
case_expect_members(struct pricing_case *pricing, const struct cJSON *object,
                    const char *what, const char *const *names)
{
    CASE_EACH(member, object)
    {
        if (!is_among(names, kt_json_name(member)))
            case_skip(pricing, "%s with %.*s", what,
                      KT_STR_FMT(kt_json_name(member)));
    }
}

void
case_expect_sections(struct pricing_case *pricing, const char *const *names)
{
    static const char *const always[] = { "source",
                                          "area",
                                          "currency",
                                          "tax",
                                          "expected",
                                          "policy",
                                          "profile",
                                          "sensitive_to",
                                          "agrees_with_recommended",
                                          "semantics",
                                          "notes",
                                          "verified",
                                          "derivation",
                                          NULL };
    CASE_EACH(section, pricing->json)
    {
        struct kt_str name = kt_json_name(section);
        if (!is_among(always, name) && !is_among(names, name))
            case_skip(pricing, "a case with %.*s", KT_STR_FMT(name));
    }
}

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[14] = (uint8_t)((number + 1) >> 8);
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static const struct kt_str *
texts_of(struct pricing_case *pricing, const struct cJSON *list, size_t *count)
{
    *count = list ? kt_json_size(list) : 0;
    struct kt_str *texts =
        KT_NEW_ARRAY(pricing->arena, struct kt_str, *count + 1);
    size_t at = 0;
    CASE_EACH(item, list)
    texts[at++] = kt_json_get_str(item);
    return texts;
}

static void
translate_item(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = { "sku",
                                           "product",
                                           "price",
                                           "original_price",
                                           "min_price",
                                           "categories",
                                           "tax_category",
                                           "weight_g",
                                           "discountable",
                                           "requires_shipping",
                                           "is_gift_card",
                                           "shipping_category",
                                           NULL };

    KT_ASSERT(pricing->item_count < CASE_LINES_MAX);
    case_expect_members(pricing, json, "an item", members);
    struct kt_item *item = &pricing->items[pricing->item_count];
    struct kt_price *price = KT_NEW(pricing->arena, struct kt_price);
    struct kt_str *category = KT_NEW(pricing->arena, struct kt_str);

    price->amount_minor = case_int(json, "price");
    price->compare_at_minor = case_int(json, "original_price");
    *item = (struct kt_item){
        .variant_id = numbered_id(pricing->item_count),
        .product_id = numbered_id(pricing->item_count),
        .sku = case_text(json, "sku"),
        .title = case_text(json, "sku"),
        .product = case_text(json, "product"),
        .tax_class = case_text(json, "tax_category"),
        .weight_g = case_int(json, "weight_g"),
        .min_price_minor = case_int(json, "min_price"),
        .requires_shipping = case_flag(json, "requires_shipping", true),
        .is_discountable = case_flag(json, "discountable", true),
        .is_gift_card = case_flag(json, "is_gift_card", false),
        .prices = price,
        .price_count = 1,
    };
    *category = case_text(json, "shipping_category");
    item->tags = category;
    item->tag_count = category->len > 0;
    item->categories =
        texts_of(pricing, case_list(json, "categories"), &item->category_count);
    pricing->item_count++;
}

void
case_push_line(struct pricing_case *pricing, const struct kt_item *item,
               int64_t quantity)
{
    size_t index = pricing->in.line_count++;
    KT_ASSERT(index < CASE_LINES_MAX);
    pricing->lines[index] = (struct kt_cart_line){ .id = numbered_id(index),
                                                   .item = item,
                                                   .quantity = quantity,
                                                   .manual_price_minor = -1 };
}

static void
translate_line(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = { "sku", "qty", "gift", NULL };
    struct kt_str gift =
        case_text(case_list(pricing->json, "gift_rule"), "gift");
    const struct kt_item *item = NULL;

    case_expect_members(pricing, json, "a line", members);
    if (case_flag(json, "gift", false)) { /* its rule brings it */
        if (!kt_str_eq(gift, case_text(json, "sku")))
            case_skip(pricing, "a gift without a rule that gives it");
        return;
    }
    for (size_t i = 0; i < pricing->item_count; i++) {
        if (kt_str_eq(pricing->items[i].sku, case_text(json, "sku")))
            item = &pricing->items[i];
    }
    if (item == NULL)
        case_skip(pricing, "a line whose item is not stated");
    else
        case_push_line(pricing, item, case_int(json, "qty"));
}

struct kt_item *
case_put_item(struct pricing_case *pricing, struct kt_str sku,
              int64_t price_minor)
{
    for (size_t i = 0; i < pricing->item_count; i++) {
        if (kt_str_eq(pricing->items[i].sku, sku))
            return &pricing->items[i];
    }
    KT_ASSERT(pricing->item_count < CASE_LINES_MAX);
    struct kt_item *item = &pricing->items[pricing->item_count++];
    struct kt_price *price = KT_NEW(pricing->arena, struct kt_price);

    price->amount_minor = price_minor;
    *item = (struct kt_item){ .variant_id = numbered_id(pricing->item_count),
                              .product_id = numbered_id(pricing->item_count),
                              .sku = sku,
                              .title = sku,
                              .product = sku,
                              .requires_shipping = true,
                              .is_discountable = true,
                              .prices = price,
                              .price_count = 1 };
    return item;
}

static void
translate_lines(struct pricing_case *pricing)
{
    static const char *const members[] = { "lines", "coupons", NULL };
    const struct cJSON *cart = case_list(pricing->json, "cart");

    case_expect_members(pricing, cart, "a cart", members);
    CASE_EACH(json, case_list(cart, "lines"))
    translate_line(pricing, json);
    /* Kontor has no fee without goods: a case that is about the fee alone gets
     * one thing to ship, at no price. */
    if (pricing->in.line_count == 0 && case_list(pricing->json, "shipping"))
        case_push_line(pricing, case_put_item(pricing, KT_STR("shipped"), 0),
                       1);
}

static const struct {
    const char *word;
    enum kt_tax_mode mode;
} tax_modes[] = { { "included", KT_TAX_INCLUDED },
                  { "excluded", KT_TAX_EXCLUDED },
                  { "mixed", KT_TAX_EXCLUDED },
                  { "none", KT_TAX_NONE } };

/* A case says itself whether a rate is in force; its dates say why. */
static bool
is_in_force(struct pricing_case *pricing, const struct cJSON *json)
{
    struct kt_str from = case_text(json, "valid_from");
    struct kt_str to = case_text(json, "valid_to");
    int64_t from_ms = INT64_MIN, to_ms = INT64_MAX;
    if (case_list(json, "active") != NULL)
        return case_flag(json, "active", true);
    if ((from.len > 0 && !kt_time_parse(from, &from_ms)) ||
        (to.len > 0 && !kt_time_parse(to, &to_ms)))
        case_skip(pricing, "a rate that is valid from or to no time");
    return from_ms <= pricing->in.now_ms && pricing->in.now_ms < to_ms;
}

void
case_push_rate(struct pricing_case *pricing, struct kt_str category,
               const struct cJSON *json)
{
    KT_ASSERT(pricing->rate_count < CASE_RATES_MAX);
    struct case_rate *rate = &pricing->rates[pricing->rate_count++];
    rate->category = category;
    rate->is_included = case_flag(json, "included", false);
    if (!kt_rate_parse_percent(case_text(json, "percent"), &rate->rate_ppm))
        case_skip(pricing, "a rate with more than four decimals");
}

static void
translate_rate(struct pricing_case *pricing, const struct cJSON *json,
               struct kt_str zone)
{
    static const char *const members[] = { "category", "zone",   "percent",
                                           "included", "active", "valid_from",
                                           "valid_to", NULL };
    case_expect_members(pricing, json, "a rate", members);
    if (is_in_force(pricing, json) &&
        (zone.len == 0 || kt_str_eq(zone, case_text(json, "zone"))))
        case_push_rate(pricing, case_text(json, "category"), json);
}

static void
translate_tax(struct pricing_case *pricing)
{
    static const char *const members[] = { "mode",     "zone", "rates",
                                           "rounding", "note", NULL };
    const struct cJSON *tax = case_list(pricing->json, "tax");
    const struct cJSON *rounding = case_list(tax, "rounding");
    struct kt_pricing_settings *settings = &pricing->in.settings;

    case_expect_members(pricing, tax, "tax", members);
    for (size_t i = 0; i < KT_COUNT(tax_modes); i++) {
        if (kt_str_eq(kt_str_of(tax_modes[i].word), case_text(tax, "mode")))
            settings->tax_mode = tax_modes[i].mode;
    }
    settings->tax_level =
        (enum kt_tax_level)case_find_name(kt_tax_level_names,
                                          case_text(rounding, "level"));
    settings->tax_rounding =
        (enum kt_rounding)case_find_name(kt_rounding_names,
                                         case_text(rounding, "mode"));
    CASE_EACH(json, case_list(tax, "rates"))
    translate_rate(pricing, json, case_text(tax, "zone"));
}

/* Without a rate nothing is taxed. */
static void
choose_tax(struct pricing_case *pricing)
{
    struct kt_pricing_settings *settings = &pricing->in.settings;
    pricing->tax_rule =
        (struct kt_rule_use){ .code = KT_STR("case"), .rule = KT_STR("case") };
    if (pricing->rate_count > 0)
        pricing->in.tax_rule = &pricing->tax_rule;
    else if (settings->tax_mode != KT_TAX_INCLUDED)
        settings->tax_mode = KT_TAX_NONE;
}

static void
translate_buyer(struct pricing_case *pricing)
{
    static const char *const members[] = { "known", "group", "prior_orders",
                                           "country", NULL };
    const struct cJSON *customer = case_list(pricing->json, "customer");
    struct kt_buyer *buyer = &pricing->in.buyer;

    if (customer != NULL)
        case_expect_members(pricing, customer, "a customer", members);
    pricing->group = case_text(customer, "group");
    if (pricing->group.len > 0) {
        buyer->groups = &pricing->group;
        buyer->group_count = 1;
    }
    bool is_known = case_flag(customer, "known", customer != NULL);
    buyer->order_count = is_known ? case_int(customer, "prior_orders") : -1;
    if (is_known) {
        buyer->customer_id = numbered_id(0);
        buyer->email = KT_STR("buyer@example.test");
    }
    pricing->address.country = case_text(customer, "country");
    if (pricing->address.country.len > 0)
        pricing->in.shipping_address = &pricing->address;
}

static void
prepare(struct pricing_case *pricing)
{
    struct kt_quote_input *in = &pricing->in;

    pricing->currency = kt_currency_find(case_text(pricing->json, "currency"));
    if (pricing->currency == NULL)
        case_skip(pricing, "the currency %.*s",
                  KT_STR_FMT(case_text(pricing->json, "currency")));
    in->now_ms = case_now_ms;
    in->settings = (struct kt_pricing_settings){
        .channel = KT_STR("default"),
        .currency = pricing->currency,
        .locale = KT_STR("en"),
    };
    if (case_text(pricing->json, "channel").len > 0)
        in->settings.channel = case_text(pricing->json, "channel");
    struct kt_str now = case_text(pricing->json, "now");
    if (now.len > 0 && !kt_time_parse(now, &in->now_ms))
        case_skip(pricing, "now is no time");
    in->lines = pricing->lines;
    in->promotions = pricing->promotions;
    in->coupons = pricing->coupons;
    in->tenders = pricing->tenders;
}

/* shipping_methods are those on offer, shipping is the chosen one with its
 * fee. */
static const char *const sections[] = { "channel",
                                        "now",
                                        "catalog",
                                        "catalog_promotions",
                                        "cart",
                                        "customer",
                                        "promotions",
                                        "shipping",
                                        "shipping_methods",
                                        "gift_cards",
                                        "home_tax",
                                        "gift_rule",
                                        "surcharges",
                                        NULL };

void
case_read(struct pricing_case *pricing)
{
    prepare(pricing);
    CASE_EACH(json, case_list(pricing->json, "catalog"))
    translate_item(pricing, json);
    translate_lines(pricing);
    translate_tax(pricing);
    case_translate_surcharges(pricing);
    choose_tax(pricing);
    translate_buyer(pricing);
    case_translate_home(pricing);
    case_translate_shipping(pricing);
    case_translate_tenders(pricing);
    case_translate_policy(pricing);
    case_translate_promotions(pricing);
}

void
case_translate(struct pricing_case *pricing)
{
    case_expect_sections(pricing, sections);
    case_read(pricing);
}
