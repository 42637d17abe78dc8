/* Promotions of the neutral vocabulary as rows: one row an action. */

#include "base/assert.h"
#include "base/clock.h"
#include "case.h"
#include "service/cart_text.h"

static const int64_t day_ms = 86400000;

static void
translate_window(struct pricing_case *pricing, struct kt_str window,
                 struct kt_promotion *promotion)
{
    if (kt_str_eq(window, KT_STR("future")))
        promotion->starts_ms = pricing->in.now_ms + day_ms;
    if (kt_str_eq(window, KT_STR("past")))
        promotion->ends_ms = pricing->in.now_ms - day_ms;
}

static void
translate_moment(struct pricing_case *pricing, const struct cJSON *json,
                 const char *name, int64_t *ms)
{
    struct kt_str text = case_text(json, name);
    if (text.len > 0 && !kt_time_parse(text, ms))
        case_skip(pricing, "%s is no time", name);
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

/* Kontor folds the case of codes before a quote is made: a platform that does
 * not refuses the code. */
static void
translate_code(struct pricing_case *pricing, struct kt_str code,
               struct kt_promotion *promotion)
{
    const struct cJSON *cart = case_list(pricing->json, "cart");
    const struct cJSON *expected = case_list(pricing->json, "expected");
    struct kt_str wanted = kt_coupon_fold(code, pricing->arena);

    promotion->needs_coupon = code.len > 0;
    CASE_EACH(item, case_list(cart, "coupons"))
    {
        struct kt_str entered = kt_json_get_str(item);
        if (!kt_str_eq(kt_coupon_fold(entered, pricing->arena), wanted))
            continue;
        if (!kt_str_eq(entered, code) && case_list(expected, "rejection"))
            case_skip(pricing, "its platform decides otherwise: code_case "
                               "differs");
        add_coupon(pricing, entered, promotion);
        return;
    }
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
        .skips_reduced = !case_flag(json, "applies_to_discounted", true),
        .uses_by_buyer = -1,
    };
    return promotion;
}

void
case_push_amount_off(struct pricing_case *pricing, int64_t amount_minor)
{
    case_translate_amount_off(pricing, amount_minor,
                              new_promotion(pricing, NULL));
}

/* In the stage of the row that it lets through, and before it. An exclusive
 * promotion would stand alone, without it. */
struct kt_promotion *
case_push_gate(struct pricing_case *pricing, struct kt_promotion *row)
{
    size_t index = pricing->in.promotion_count++;
    KT_ASSERT(index < CASE_PROMOTIONS_MAX);
    struct kt_promotion *gate = &pricing->promotions[index];

    if (row->is_exclusive)
        case_skip(pricing, "an exclusive promotion with two rows' conditions");
    pricing->promotion_names[index] = row->title;
    *gate = (struct kt_promotion){ .id = { .bytes[15] = (uint8_t)(index + 1) },
                                   .title = row->title,
                                   .is_active = row->is_active,
                                   .priority = row->priority + 1,
                                   .created_ms = (int64_t)index,
                                   .basis = row->basis,
                                   .uses_by_buyer = -1 };
    row->companion_of = gate->id;
    case_translate_gate(pricing, row->stage, gate);
    return gate;
}

/* Conditions are tested once, at the first stage that an action reaches: that
 * action's row leads, the others follow it. */
static struct kt_promotion *
find_leader(struct kt_promotion *rows, size_t count)
{
    struct kt_promotion *leader = rows;
    for (size_t i = 1; i < count; i++) {
        if (rows[i].stage < leader->stage)
            leader = &rows[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (&rows[i] != leader)
            rows[i].companion_of = leader->id;
    }
    return leader;
}

static void
translate_promotion(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = { "priority",
                                           "exclusive",
                                           "automatic",
                                           "enabled",
                                           "coupon",
                                           "window",
                                           "applies_to_discounted",
                                           "conditions",
                                           "actions",
                                           "limits",
                                           NULL };
    size_t first = pricing->in.promotion_count;
    struct kt_promotion *rows = &pricing->promotions[first];

    case_expect_members(pricing, json, "promotion", members);
    CASE_EACH(action, case_list(json, "actions"))
    {
        struct kt_promotion *row = new_promotion(pricing, json);
        case_translate_action(pricing, action, row);
        case_apply_policy(pricing, row);
    }
    size_t count = pricing->in.promotion_count - first;
    if (count == 0)
        return;
    struct kt_promotion *leader = find_leader(rows, count);
    case_translate_conditions(pricing, case_list(json, "conditions"), leader);
    case_translate_limits(pricing, case_list(json, "limits"), leader);
    translate_window(pricing, case_text(json, "window"), leader);
    translate_code(pricing, case_text(json, "coupon"), leader);
}

static void
translate_sale(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = {
        "priority", "exclusive", "channel", "active_from", "active_to",
        "active",   "action",    "targets", NULL
    };
    struct kt_promotion *promotion = new_promotion(pricing, json);
    struct kt_str *channel = KT_NEW(pricing->arena, struct kt_str);

    case_expect_members(pricing, json, "catalog promotion", members);
    *channel = case_text(json, "channel");
    if (channel->len > 0)
        promotion->channels = (struct kt_list){ channel, 1 };
    translate_moment(pricing, json, "active_from", &promotion->starts_ms);
    translate_moment(pricing, json, "active_to", &promotion->ends_ms);
    case_translate_sale(pricing, json, promotion);
    case_apply_policy(pricing, promotion);
}

static void
translate_gift(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = { "per", "gift", NULL };
    const struct kt_item **gift =
        KT_NEW(pricing->arena, const struct kt_item *);
    struct kt_promotion *promotion = new_promotion(pricing, json);

    case_expect_members(pricing, json, "a rule of gifts", members);
    case_translate_gift(pricing, json, promotion);
    *gift = case_put_item(pricing, case_text(json, "gift"), 0);
    pricing->in.gift_items = gift;
    pricing->in.gift_item_count = 1;
}

void
case_translate_promotions(struct pricing_case *pricing)
{
    CASE_EACH(json, case_list(pricing->json, "catalog_promotions"))
    translate_sale(pricing, json);
    CASE_EACH(json, case_list(pricing->json, "promotions"))
    translate_promotion(pricing, json);
    if (case_list(pricing->json, "gift_rule") != NULL)
        translate_gift(pricing, case_list(pricing->json, "gift_rule"));

    const struct cJSON *cart = case_list(pricing->json, "cart");
    CASE_EACH(item, case_list(cart, "coupons"))
    {
        if (!is_known_code(pricing, kt_json_get_str(item)))
            add_coupon(pricing, kt_json_get_str(item), NULL);
    }
}
