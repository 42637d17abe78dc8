/* Shipping methods of the neutral vocabulary, and the ones that are offered. */

#include "base/assert.h"
#include "case.h"

/* What is sold as a surcharge counts among the goods: limits of what these are
 * worth are so much more. */
static void
put_limit(const struct cJSON *json, const char *name, const char *to,
          int64_t more, struct kt_json *params)
{
    if (case_list(json, name) == NULL)
        return;
    kt_json_key(params, kt_str_of(to));
    kt_json_int(params, case_int(json, name) + more);
}

/* A shipping category is a tag of the goods. */
static void
put_category(const struct cJSON *json, struct kt_json *params)
{
    struct kt_str category = case_text(json, "category");
    if (category.len == 0)
        return;
    kt_json_key(params, KT_STR("products"));
    kt_json_begin_object(params);
    kt_json_key(params, KT_STR("tags"));
    kt_json_begin_array(params);
    kt_json_str(params, category);
    kt_json_end_array(params);
    kt_json_end_object(params);
    if (case_text(json, "category_rule").len > 0)
        kt_json_put_str(params, "holds", case_text(json, "category_rule"));
}

static struct kt_str
params_of(struct pricing_case *pricing, const struct cJSON *json)
{
    struct kt_buf buf;
    struct kt_json params;
    struct kt_str full = KT_STR("{}");
    struct kt_error err;
    int64_t surcharges = case_surcharges_worth(pricing);
    const struct kt_rule_info *info =
        kt_registry_find(pricing->registry, KT_RULE_SHIPPING,
                         KT_STR("limited_fee"));

    kt_error_init(&err, pricing->arena);
    kt_buf_init(&buf, pricing->arena, 256);
    kt_json_init(&params, &buf);
    kt_json_begin_object(&params);
    put_limit(json, "fee", "fee", 0, &params);
    put_limit(json, "min_total", "worth_min", surcharges, &params);
    put_limit(json, "max_total", "worth_max", surcharges, &params);
    put_limit(json, "min_weight_g", "weight_min_g", 0, &params);
    put_limit(json, "max_weight_g", "weight_max_g", 0, &params);
    put_category(json, &params);
    if (kt_str_eq(case_text(json, "per"), KT_STR("unit")))
        kt_json_put_str(&params, "per", KT_STR("unit"));
    kt_json_end_object(&params);
    if (info == NULL ||
        kt_rule_check_params(info, kt_buf_view(&buf), KT_STR(""),
                             pricing->arena, &full, &err) != KT_OK)
        case_skip(pricing, "limited_fee does not take the method: %.*s",
                  KT_STR_FMT(kt_error_text(&err)));
    return full;
}

static void
push_method(struct pricing_case *pricing, struct kt_str code,
            const struct cJSON *json)
{
    KT_ASSERT(pricing->in.shipping_method_count < CASE_METHODS_MAX);
    pricing->methods[pricing->in.shipping_method_count++] =
        (struct kt_rule_use){
            .code = code,
            .title = code,
            .rule = KT_STR("limited_fee"),
            .params = params_of(pricing, json),
            .tax_class = case_text(json, "tax_category"),
        };
}

static bool
is_named(struct kt_str wanted, struct kt_str actual)
{
    return wanted.len == 0 || kt_str_eq(wanted, actual);
}

/* The service asks only the methods of the cart's channel; zones are what the
 * case calls the place of delivery, for its taxes or as a country. */
static void
translate_method(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = {
        "fee",       "per",           "min_total",
        "max_total", "min_weight_g",  "max_weight_g",
        "zone",      "channel",       "tax_category",
        "category",  "category_rule", "position",
        NULL
    };
    struct kt_str zone = case_text(json, "zone");
    struct kt_str country =
        case_text(case_list(pricing->json, "customer"), "country");
    struct kt_str place = case_text(case_list(pricing->json, "tax"), "zone");

    case_expect_members(pricing, json, "a shipping method", members);
    if (zone.len > 0 && country.len == 0 && place.len == 0)
        case_skip(pricing, "a method of a zone for a cart of none");
    if (is_named(case_text(json, "channel"), pricing->in.settings.channel) &&
        (is_named(zone, country) || is_named(zone, place)))
        push_method(pricing, case_text(json, "id"), json);
}

/* The chosen method: one of those on offer, or the only one. */
static void
translate_choice(struct pricing_case *pricing, const struct cJSON *shipping)
{
    static const char *const members[] = { "method", "fee", "per",
                                           "tax_category", NULL };
    struct kt_str code = case_text(shipping, "method");

    case_expect_members(pricing, shipping, "shipping", members);
    if (pricing->in.shipping_option.len == 0)
        pricing->in.shipping_option = code;
    for (size_t i = 0; i < pricing->in.shipping_method_count; i++) {
        if (kt_str_eq(pricing->methods[i].code, code))
            return;
    }
    push_method(pricing, code, shipping);
}

/* The next one by position, in the order of the list where these are equal. */
static const struct cJSON *
find_next(const struct cJSON *methods, const struct cJSON *last)
{
    const struct cJSON *next = NULL;
    bool is_behind = last == NULL;
    CASE_EACH(json, methods)
    {
        int64_t position = case_int(json, "position");
        int64_t least = last != NULL ? case_int(last, "position") : INT64_MIN;
        if (position > least || (position == least && is_behind)) {
            if (next == NULL || position < case_int(next, "position"))
                next = json;
        }
        is_behind |= json == last;
    }
    return next;
}

void
case_translate_shipping(struct pricing_case *pricing)
{
    const struct cJSON *shipping = case_list(pricing->json, "shipping");
    const struct cJSON *lines = case_list(shipping, "lines");
    const struct cJSON *methods = case_list(pricing->json, "shipping_methods");

    pricing->in.shipping_methods = pricing->methods;
    for (const struct cJSON *json = find_next(methods, NULL); json != NULL;
         json = find_next(methods, json))
        translate_method(pricing, json);
    if (lines != NULL && kt_json_size(lines) > 1)
        case_check_fees(pricing);
    if (lines == NULL && shipping != NULL)
        translate_choice(pricing, shipping);
    CASE_EACH(line, lines)
    translate_choice(pricing, line);
}

static bool
is_offered(const struct kt_quote *quote, struct kt_str code)
{
    for (size_t i = 0; i < quote->shipping.option_count; i++) {
        if (kt_str_eq(quote->shipping.options[i].method->code, code))
            return true;
    }
    return false;
}

static bool
compare_offers(const struct kt_quote *quote, const struct cJSON *names,
               bool wanted, struct kt_buf *out)
{
    bool is_equal = true;
    CASE_EACH(json, names)
    {
        struct kt_str code = kt_json_get_str(json);
        if (is_offered(quote, code) == wanted)
            continue;
        kt_buf_format(out, "    %.*s: wanted %s, got %s\n", KT_STR_FMT(code),
                      wanted ? "offered" : "not offered",
                      wanted ? "not offered" : "offered");
        is_equal = false;
    }
    return is_equal;
}

bool
case_compare_options(struct pricing_case *pricing, const struct kt_rules *rules,
                     struct kt_buf *out)
{
    const struct cJSON *wanted =
        case_list(case_list(pricing->json, "expected"), "shipping_options");
    struct kt_quote *quote;
    struct kt_error err;

    if (wanted == NULL)
        return true;
    kt_error_init(&err, pricing->arena);
    if (kt_quote_compute(&pricing->in, rules, pricing->arena, &quote, &err) !=
        KT_OK) {
        kt_buf_format(out, "    %.*s\n", KT_STR_FMT(kt_error_text(&err)));
        return false;
    }
    bool is_equal =
        compare_offers(quote, case_list(wanted, "offered"), true, out);
    return compare_offers(quote, case_list(wanted, "not_offered"), false,
                          out) &&
           is_equal;
}
