/* Actions of the neutral vocabulary as shipped rules and their params. */

#include "base/assert.h"
#include "case.h"

/* Writes params of the Kontor rule from an action. */
typedef void (*write_params)(const struct cJSON *action, struct kt_json *json);

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
copy_text(const struct cJSON *from, const char *name, const char *to,
          struct kt_json *json)
{
    struct kt_str text = case_text(from, name);
    if (text.len == 0)
        return;
    kt_json_key(json, kt_str_of(to));
    kt_json_str(json, text);
}

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
    copy_text(action, "percent", "percent", json);
    copy_int(action, "amount", "amount", json);
}

static void
write_units(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    write_selector(case_list(action, "target"), "products", json);
    copy_int(action, "max_qty", "units_per_line", json);
    copy_int(action, "max_units", "units_max", json);
    copy_int(action, "group_size", "set_size", json);
}

static void
write_per_unit(const struct cJSON *action, struct kt_json *json)
{
    write_units(action, json);
    kt_json_put_str(json, "per", KT_STR("unit"));
}

static void
write_per_line(const struct cJSON *action, struct kt_json *json)
{
    write_units(action, json);
    kt_json_put_str(json, "per", KT_STR("line"));
}

static void
write_once(const struct cJSON *action, struct kt_json *json)
{
    write_units(action, json);
    kt_json_put_str(json, "per", KT_STR("once"));
}

/* Groups are filled from the line that has most units on. */
static void
write_groups(const struct cJSON *action, struct kt_json *json)
{
    write_units(action, json);
    kt_json_put_str(json, "pick", KT_STR("fullest"));
}

static void
write_group_units(const struct cJSON *action, struct kt_json *json)
{
    write_per_unit(action, json);
    kt_json_put_str(json, "pick", KT_STR("fullest"));
}

static void
write_cheapest(const struct cJSON *action, struct kt_json *json)
{
    write_units(action, json);
    kt_json_put_int(json, "units_max", 1);
    kt_json_put_str(json, "pick", KT_STR("cheapest"));
}

static void
write_first_then_more(const struct cJSON *action, struct kt_json *json)
{
    copy_int(action, "first", "first", json);
    copy_int(action, "additional", "additional", json);
    copy_int(action, "max_qty", "units_per_line", json);
    write_selector(case_list(action, "target"), "products", json);
}

/* A tier is a pair: from which total, and what is off. */
static void
write_tiers(const struct cJSON *action, struct kt_json *json)
{
    copy_text(action, "base_percent", "percent", json);
    copy_int(action, "base_amount", "amount", json);
    write_selector(case_list(action, "target"), "products", json);
    kt_json_key(json, KT_STR("tiers"));
    kt_json_begin_array(json);
    CASE_EACH(tier, case_list(action, "tiers"))
    {
        const struct cJSON *from = kt_json_first(tier);
        const struct cJSON *off = kt_json_next(from);
        kt_json_begin_object(json);
        kt_json_put_int(json, "spend", kt_json_get_int(from));
        if (kt_json_kind(off) == KT_JSON_STR)
            kt_json_put_str(json, "percent", kt_json_get_str(off));
        else
            kt_json_put_int(json, "amount", kt_json_get_int(off));
        kt_json_end_object(json);
    }
    kt_json_end_array(json);
}

static void
write_buy_get(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    copy_int(action, "buy_qty", "buy", json);
    copy_int(action, "get_qty", "get", json);
    write_selector(case_list(action, "buy"), "bought", json);
    write_selector(case_list(action, "get"), "given", json);
    copy_text(action, "select", "pick", json);
}

static void
write_order(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    if (case_flag(action, "includes_shipping", false))
        kt_json_put_bool(json, "with_shipping", true);
}

static void
write_total(const struct cJSON *action, struct kt_json *json)
{
    copy_int(action, "amount", "total", json);
}

static void
write_shipping(const struct cJSON *action, struct kt_json *json)
{
    write_common(action, json);
    copy_texts(action, "methods", json);
}

/* An action, the member that it must state for the row to be its own (NULL:
 * none), the shipped rule that does it, and the options that it has there. An
 * option that the row does not list makes the case a skipped one. With one
 * shipping method in a cart, an amount spread over methods is an amount. */
#define UNITS "target", "max_qty", "max_units", "group_size", "cap"

/* clang-format off */
static const struct {
    const char *kind;
    const char *by;
    const char *rule;
    write_params write;
    const char *options[8];
} actions[] = {
    { "line_percent", NULL, "percent_off", write_units,
      { "percent", UNITS } },
    { "lines_percent_capped", NULL, "percent_off", write_units, { "percent", UNITS } },
    { "line_fixed_per_unit", NULL, "amount_off", write_per_unit,
      { "amount", UNITS } },
    { "line_fixed_once", NULL, "amount_off", write_per_line,
      { "amount", UNITS } },
    { "lines_fixed_across", NULL, "amount_off", write_once, { "amount", UNITS } },
    { "line_quantity_group", "percent", "percent_off", write_groups,
      { "percent", UNITS } },
    { "line_quantity_group", "amount", "amount_off", write_group_units,
      { "amount", UNITS } },
    { "line_tiered_percent", NULL, "tiered_off", write_tiers,
      { "base_percent", "tiers", "target" } },
    { "line_tiered_fixed", NULL, "tiered_off", write_tiers, { "base_amount", "tiers", "target" } },
    { "line_first_then_additional", NULL, "first_then_more", write_first_then_more,
      { "first", "additional", "max_qty", "target" } },
    { "cheapest_unit", "percent", "percent_off", write_cheapest, { "percent", "target", "cap" } },
    { "cheapest_unit", "amount", "amount_off", write_cheapest, { "amount", "target", "cap" } },
    { "buy_get", NULL, "buy_these_get_those", write_buy_get,
      { "buy", "get", "buy_qty", "get_qty", "select", "amount", "percent" } },
    { "order_percent", NULL, "order_percent_off", write_order,
      { "percent", "includes_shipping", "cap" } },
    { "order_fixed", NULL, "order_amount_off", write_order,
      { "amount", "includes_shipping", "cap" } },
    { "order_set_total", NULL, "order_total", write_total, { "amount" } },
    { "shipping_percent", NULL, "shipping_off", write_shipping, { "percent", "methods", "cap" } },
    { "shipping_fixed", NULL, "shipping_off", write_shipping, { "amount", "methods" } },
    { "shipping_fixed_across", NULL, "shipping_off", write_shipping, { "amount", "methods" } },
};
/* clang-format on */

#undef UNITS

static struct kt_str
written(struct pricing_case *pricing, const struct cJSON *action,
        write_params write)
{
    struct kt_buf buf;
    struct kt_json json;

    kt_buf_init(&buf, pricing->arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    write(action, &json);
    kt_json_end_object(&json);
    return kt_buf_view(&buf);
}

/* Names the rule and fills its params' defaults in. */
static void
set_rule(struct pricing_case *pricing, const char *rule, struct kt_str params,
         struct kt_promotion *promotion)
{
    struct kt_error err;
    const struct kt_rule_info *info =
        kt_registry_find(pricing->registry, KT_RULE_PROMOTION, kt_str_of(rule));

    if (info == NULL) {
        case_skip(pricing, "no shipped rule %s", rule);
        return;
    }
    kt_error_init(&err, pricing->arena);
    promotion->rule = info->code;
    promotion->stage = info->stage;
    if (kt_rule_check_params(info, params, KT_STR(""), pricing->arena,
                             &promotion->params, &err) != KT_OK)
        case_skip(pricing, "%s does not take the action: %.*s", rule,
                  KT_STR_FMT(kt_error_text(&err)));
}

void
case_translate_action(struct pricing_case *pricing, const struct cJSON *action,
                      struct kt_promotion *promotion)
{
    struct kt_str kind = case_text(action, "kind");

    for (size_t i = 0; i < KT_COUNT(actions); i++) {
        if (!kt_str_eq(kt_str_of(actions[i].kind), kind) ||
            (actions[i].by != NULL && case_list(action, actions[i].by) == NULL))
            continue;
        case_expect_members(pricing, action, actions[i].kind,
                            actions[i].options);
        promotion->cap_minor = case_int(action, "cap");
        set_rule(pricing, actions[i].rule,
                 written(pricing, action, actions[i].write), promotion);
        return;
    }
    case_skip(pricing, "no shipped rule for %.*s", KT_STR_FMT(kind));
}

void
case_translate_amount_off(struct pricing_case *pricing, int64_t amount_minor,
                          struct kt_promotion *promotion)
{
    set_rule(pricing, "order_amount_off",
             kt_arena_format(pricing->arena, "{\"amount\":%lld}",
                             (long long)amount_minor),
             promotion);
}

/* What takes nothing off, in each stage of a cart. */
void
case_translate_gate(struct pricing_case *pricing, enum kt_stage stage,
                    struct kt_promotion *promotion)
{
    static const char *const rules[] = { [KT_STAGE_CATALOG] = "percent_off",
                                         [KT_STAGE_ITEM] = "percent_off",
                                         [KT_STAGE_ORDER] = "order_percent_off",
                                         [KT_STAGE_SHIPPING] = "shipping_off" };
    set_rule(pricing, rules[stage], KT_STR("{\"percent\":\"0\"}"), promotion);
}

/* Targets are alternatives: their lists make one selector, as long as no limit
 * on the price belongs to one of several. */
static void
write_targets(struct pricing_case *pricing, const struct cJSON *targets,
              struct kt_json *json)
{
    static const char *const lists[] = { "skus", "products", "categories" };

    if (targets == NULL || kt_json_size(targets) == 0)
        return;
    if (kt_json_size(targets) == 1) {
        write_selector(kt_json_first(targets), "products", json);
        return;
    }
    kt_json_key(json, KT_STR("products"));
    kt_json_begin_object(json);
    for (size_t i = 0; i < KT_COUNT(lists); i++) {
        kt_json_key(json, kt_str_of(lists[i]));
        kt_json_begin_array(json);
        CASE_EACH(target, targets)
        {
            CASE_EACH(item, case_list(target, lists[i]))
            kt_json_str(json, kt_json_get_str(item));
            if (case_list(target, "all") != NULL ||
                case_list(target, "price_min") != NULL ||
                case_list(target, "price_max") != NULL)
                case_skip(pricing, "several targets, one limited by price");
        }
        kt_json_end_array(json);
    }
    kt_json_end_object(json);
}

void
case_translate_sale(struct pricing_case *pricing, const struct cJSON *json,
                    struct kt_promotion *promotion)
{
    struct kt_buf buf;
    struct kt_json params;

    kt_buf_init(&buf, pricing->arena, 256);
    kt_json_init(&params, &buf);
    kt_json_begin_object(&params);
    write_common(case_list(json, "action"), &params);
    write_targets(pricing, case_list(json, "targets"), &params);
    kt_json_end_object(&params);
    set_rule(pricing, "catalogue_sale", kt_buf_view(&buf), promotion);
}

/* One for each unit. */
void
case_translate_gift(struct pricing_case *pricing, const struct cJSON *json,
                    struct kt_promotion *promotion)
{
    struct kt_str params =
        kt_arena_format(pricing->arena,
                        "{\"gift\":\"%.*s\",\"for_each\":1,"
                        "\"products\":{\"skus\":[\"%.*s\"]}}",
                        KT_STR_FMT(case_text(json, "gift")),
                        KT_STR_FMT(case_text(json, "per")));
    set_rule(pricing, "gift_with_purchase", params, promotion);
}
