#include "base/assert.h"
#include "case.h"

/* Writes params of the Kontor rule from an action. */
typedef void (*write_params)(const struct cJSON *action, struct kt_json *json);

static const int64_t day_ms = 86400000;

static void
copy_texts(const struct cJSON *from, const char *name, struct kt_json *json)
{
    const struct cJSON *list = case_list(from, name);
    if (list == NULL || kt_json_size(list) == 0)
        return;
    kt_json_key(json, kt_str_of(name));
    kt_json_begin_array(json);
    CASE_EACH(item, list)
    kt_json_str(json, kt_json_get_str(item));
    kt_json_end_array(json);
}

static void
copy_int(const struct cJSON *from, const char *name, const char *to,
         struct kt_json *json)
{
    if (case_list(from, name) == NULL)
        return;
    kt_json_key(json, kt_str_of(to));
    kt_json_int(json, case_int(from, name));
}

static void
write_selector(const struct cJSON *target, const char *to, struct kt_json *json)
{
    if (target == NULL)
        return;
    kt_json_key(json, kt_str_of(to));
    kt_json_begin_object(json);
    copy_texts(target, "skus", json);
    copy_texts(target, "products", json);
    copy_texts(target, "categories", json);
    copy_int(target, "price_min", "price_min", json);
    copy_int(target, "price_max", "price_max", json);
    kt_json_end_object(json);
}

static void
write_common(const struct cJSON *action, struct kt_json *json)
{
    struct kt_str percent = case_text(action, "percent");
    if (percent.len > 0)
        kt_json_put_str(json, "percent", percent);
    copy_int(action, "amount", "amount", json);
}

static void
write_lines(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    write_selector(case_list(action, "target"), "products", json);
}

static void
write_line_units(const struct cJSON *action, struct kt_json *json)
{
    write_lines(action, json);
    copy_int(action, "max_qty", "units_per_line", json);
    copy_int(action, "max_units", "units_max", json);
}

static void
write_per_unit(const struct cJSON *action, struct kt_json *json)
{
    write_line_units(action, json);
    kt_json_put_str(json, "per", KT_STR("unit"));
}

static void
write_per_line(const struct cJSON *action, struct kt_json *json)
{
    write_line_units(action, json);
    kt_json_put_str(json, "per", KT_STR("line"));
}

static void
write_once(const struct cJSON *action, struct kt_json *json)
{
    write_lines(action, json);
    kt_json_put_str(json, "per", KT_STR("once"));
}

static void
write_order(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    if (case_flag(action, "includes_shipping", false))
        kt_json_put_bool(json, "with_shipping", true);
}

static void
write_shipping(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    copy_texts(action, "methods", json);
}

/* An action, the Kontor rule that does it, and its params. */
static const struct {
    const char *kind;
    const char *rule;
    write_params write;
} actions[] = {
    { "line_percent", "percent_off", write_line_units },
    { "lines_percent_capped", "percent_off", write_lines },
    { "line_fixed_per_unit", "amount_off", write_per_unit },
    { "line_fixed_once", "amount_off", write_per_line },
    { "lines_fixed_across", "amount_off", write_once },
    { "order_percent", "order_percent_off", write_order },
    { "order_fixed", "order_amount_off", write_order },
    { "shipping_percent", "shipping_off", write_shipping },
    { "shipping_fixed", "shipping_off", write_shipping },
    { "percent", "catalogue_sale", write_common },
    { "fixed", "catalogue_sale", write_common },
};

/* Names the rule of an action and sets its params; skips the case when no
 * shipped rule does it. */
static void
translate_action(struct pricing_case *pricing, const struct cJSON *action,
                 struct kt_promotion *promotion)
{
    struct kt_str kind = case_text(action, "kind");
    struct kt_buf buf;
    struct kt_json json;
    struct kt_error err;

    kt_error_init(&err, pricing->arena);
    for (size_t i = 0; i < KT_COUNT(actions); i++) {
        if (!kt_str_eq(kt_str_of(actions[i].kind), kind))
            continue;
        kt_buf_init(&buf, pricing->arena, 256);
        kt_json_init(&json, &buf);
        kt_json_begin_object(&json);
        actions[i].write(action, &json);
        kt_json_end_object(&json);
        promotion->rule = kt_str_of(actions[i].rule);
        promotion->params = kt_buf_view(&buf);
    }
    const struct kt_rule_info *info =
        kt_registry_find(pricing->registry, KT_RULE_PROMOTION, promotion->rule);
    if (info == NULL) {
        case_skip(pricing, "no shipped rule for %.*s", KT_STR_FMT(kind));
        return;
    }
    promotion->stage = info->stage;
    promotion->cap_minor = case_int(action, "cap");
    if (kt_rule_check_params(info, promotion->params, KT_STR(""),
                             pricing->arena, &promotion->params, &err) != KT_OK)
        case_skip(pricing, "%.*s does not take the action's options: %.*s",
                  KT_STR_FMT(promotion->rule), KT_STR_FMT(kt_error_text(&err)));
}

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

static struct kt_list
one_text(struct pricing_case *pricing, struct kt_str text)
{
    struct kt_str *texts = KT_NEW(pricing->arena, struct kt_str);
    *texts = text;
    return (struct kt_list){ texts, 1 };
}

static void
take_products(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    promotion->products.skus = texts_of(pricing, case_list(condition, "skus"));
    promotion->products.products =
        texts_of(pricing, case_list(condition, "products"));
    promotion->products.categories =
        texts_of(pricing, case_list(condition, "categories"));
}

static void
want_total_min(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
    promotion->subtotal_min_minor = case_int(condition, "amount");
    take_products(pricing, condition, promotion);
}

static void
want_total_max(struct pricing_case *pricing, const struct cJSON *condition,
               struct kt_promotion *promotion)
{
    promotion->subtotal_max_minor = case_int(condition, "amount");
    take_products(pricing, condition, promotion);
}

static void
want_quantity(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    promotion->quantity_min = case_int(condition, "qty");
    take_products(pricing, condition, promotion);
}

static void
want_products(struct pricing_case *pricing, const struct cJSON *condition,
              struct kt_promotion *promotion)
{
    promotion->must_contain = true;
    take_products(pricing, condition, promotion);
}

static void
want_group(struct pricing_case *pricing, const struct cJSON *condition,
           struct kt_promotion *promotion)
{
    promotion->customer_groups =
        one_text(pricing, case_text(condition, "group"));
}

static void
want_country(struct pricing_case *pricing, const struct cJSON *condition,
             struct kt_promotion *promotion)
{
    promotion->countries = one_text(pricing, case_text(condition, "country"));
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

static const struct {
    const char *kind;
    void (*set)(struct pricing_case *pricing, const struct cJSON *condition,
                struct kt_promotion *promotion);
} conditions[] = {
    { "items_total_min", want_total_min },
    { "items_total_max", want_total_max },
    { "qty_min", want_quantity },
    { "contains", want_products },
    { "customer_group", want_group },
    { "country", want_country },
    { "nth_order", want_nth_order },
    { "no_discounted_lines", want_no_reduced },
};

static void
translate_condition(struct pricing_case *pricing, const struct cJSON *condition,
                    struct kt_promotion *promotion)
{
    struct kt_str kind = case_text(condition, "kind");
    for (size_t i = 0; i < KT_COUNT(conditions); i++) {
        if (kt_str_eq(kt_str_of(conditions[i].kind), kind)) {
            conditions[i].set(pricing, condition, promotion);
            return;
        }
    }
    case_skip(pricing, "no row condition for %.*s", KT_STR_FMT(kind));
}

static void
translate_limits(const struct cJSON *limits, struct kt_promotion *promotion)
{
    if (limits == NULL)
        return;
    bool counts_cancelled = case_flag(limits, "cancelled_orders_count", false);
    int64_t given_back =
        counts_cancelled ? 0 : case_int(limits, "used_then_cancelled");
    promotion->uses_max = case_int(limits, "total");
    promotion->uses = case_int(limits, "used") - given_back;
    promotion->uses_per_customer_max = case_int(limits, "per_customer");
    promotion->uses_by_buyer =
        case_int(limits, "used_by_customer") - given_back;
    if (promotion->uses_by_buyer < 0)
        promotion->uses_by_buyer = 0;

    const struct cJSON *budget = case_list(limits, "budget");
    if (budget == NULL)
        return;
    if (kt_str_eq(case_text(budget, "kind"), KT_STR("spend"))) {
        promotion->budget_minor = case_int(budget, "limit");
        promotion->spent_minor = case_int(budget, "used");
    } else {
        promotion->uses_max = case_int(budget, "limit");
        promotion->uses = case_int(budget, "used");
    }
}

static void
translate_window(struct pricing_case *pricing, struct kt_str window,
                 struct kt_promotion *promotion)
{
    if (kt_str_eq(window, KT_STR("future")))
        promotion->starts_ms = pricing->in.now_ms + day_ms;
    if (kt_str_eq(window, KT_STR("past")))
        promotion->ends_ms = pricing->in.now_ms - day_ms;
}

static bool
cart_has_code(const struct pricing_case *pricing, struct kt_str code)
{
    const struct cJSON *cart = case_list(pricing->json, "cart");
    CASE_EACH(item, case_list(cart, "coupons"))
    {
        if (kt_str_eq(kt_json_get_str(item), code))
            return true;
    }
    return false;
}

static void
add_coupon(struct pricing_case *pricing, struct kt_str code,
           const struct kt_promotion *promotion)
{
    struct kt_coupon *coupon = &pricing->coupons[pricing->in.coupon_count++];
    *coupon = (struct kt_coupon){ .code = code,
                                  .is_active = true,
                                  .uses_by_buyer = -1 };
    if (promotion != NULL) {
        coupon->coupon_id = promotion->id;
        coupon->promotion_id = promotion->id;
    }
}

static struct kt_promotion *
new_promotion(struct pricing_case *pricing, const struct cJSON *json)
{
    size_t index = pricing->in.promotion_count++;
    KT_ASSERT(index < CASE_PROMOTIONS_MAX);
    struct kt_promotion *promotion = &pricing->promotions[index];
    struct kt_id id = { { 0 } };

    id.bytes[15] = (uint8_t)(index + 1);
    pricing->promotion_names[index] = case_text(json, "id");
    *promotion = (struct kt_promotion){
        .id = id,
        .title = case_text(json, "id"),
        .params = KT_STR("{}"),
        .is_active =
            case_flag(json, "enabled", true) && case_flag(json, "active", true),
        .priority = case_int(json, "priority"),
        .created_ms = (int64_t)index,
        .is_exclusive = case_flag(json, "exclusive", false),
        .uses_by_buyer = -1,
    };
    return promotion;
}

static void
translate_promotion(struct pricing_case *pricing, const struct cJSON *json)
{
    struct kt_promotion *head = NULL;

    CASE_EACH(action, case_list(json, "actions"))
    {
        struct kt_promotion *promotion = new_promotion(pricing, json);
        translate_action(pricing, action, promotion);
        promotion->skips_reduced =
            !case_flag(json, "applies_to_discounted", true);
        if (head != NULL) {
            promotion->companion_of = head->id;
            continue;
        }
        head = promotion;
        CASE_EACH(condition, case_list(json, "conditions"))
        translate_condition(pricing, condition, promotion);
        translate_limits(case_list(json, "limits"), promotion);
        translate_window(pricing, case_text(json, "window"), promotion);
        struct kt_str code = case_text(json, "coupon");
        promotion->needs_coupon = code.len > 0;
        if (code.len > 0 && cart_has_code(pricing, code))
            add_coupon(pricing, code, promotion);
    }
}

/* A catalogue promotion with several targets is one promotion a target. */
static void
translate_catalog(struct pricing_case *pricing, const struct cJSON *json)
{
    struct kt_buf buf;
    struct kt_json params;
    const struct cJSON *action = case_list(json, "action");
    struct kt_promotion *promotion = new_promotion(pricing, json);
    const struct cJSON *targets = case_list(json, "targets");

    translate_action(pricing, action, promotion);
    if (targets == NULL || kt_json_size(targets) == 0)
        return;
    if (kt_json_size(targets) > 1 || case_list(action, "amount") != NULL)
        case_skip(pricing, "a sale by amount or with several targets");
    kt_buf_init(&buf, pricing->arena, 256);
    kt_json_init(&params, &buf);
    kt_json_begin_object(&params);
    write_common(action, &params);
    write_selector(kt_json_first(targets), "products", &params);
    kt_json_end_object(&params);
    promotion->params = kt_buf_view(&buf);
}

static bool
is_known_code(const struct pricing_case *pricing, struct kt_str code)
{
    for (size_t i = 0; i < pricing->in.coupon_count; i++) {
        if (kt_str_eq(pricing->coupons[i].code, code))
            return true;
    }
    return false;
}

void
case_translate_promotions(struct pricing_case *pricing)
{
    CASE_EACH(json, case_list(pricing->json, "catalog_promotions"))
    translate_catalog(pricing, json);
    CASE_EACH(json, case_list(pricing->json, "promotions"))
    translate_promotion(pricing, json);

    const struct cJSON *cart = case_list(pricing->json, "cart");
    CASE_EACH(item, case_list(cart, "coupons"))
    {
        if (!is_known_code(pricing, kt_json_get_str(item)))
            add_coupon(pricing, kt_json_get_str(item), NULL);
    }
}
