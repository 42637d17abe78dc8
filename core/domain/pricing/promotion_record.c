#include "domain/pricing/promotion_record.h"

#include "base/assert.h"
#include "domain/catalog/code.h"
#include "domain/pricing/advice.h"

void
kt_promotion_complete(const struct kt_shape *shape,
                      struct kt_promotion_record *record)
{
    if (!kt_shape_was_given(shape, record, "is_active"))
        record->promotion.is_active = true;
    if (record->promotion.params.ptr == NULL)
        record->promotion.params = KT_STR("{}");
}

void
kt_promotion_patch(const struct kt_promotion_record *patch,
                   struct kt_promotion_record *record)
{
    const struct kt_shape *shape = &kt_promotion_patch_shape;
    bool moves = kt_shape_was_given(shape, patch, "group") &&
                 !kt_str_eq(patch->promotion.group, record->promotion.group);
    kt_shape_patch(shape, patch, record);
    if (moves && !kt_shape_was_given(shape, patch, "group_mode"))
        record->group_mode = -1;
}

/* ---- checks ---- */

static void
check_countries(const struct kt_list *countries, struct kt_error *err)
{
    const struct kt_str *items = countries->items;
    for (size_t i = 0; i < countries->count; i++) {
        if (!kt_country_is_code(items[i]))
            kt_error_add(err, kt_arena_format(err->arena, "/countries/%zu", i),
                         "wrong_value", "two capital letters, as in DE");
    }
}

static void
check_groups(const struct kt_list *groups, struct kt_error *err)
{
    const struct kt_str *items = groups->items;
    for (size_t i = 0; i < groups->count; i++)
        kt_code_check(items[i],
                      kt_arena_format(err->arena, "/customer_groups/%zu", i),
                      err);
}

static void
check_range(int64_t min, int64_t max, struct kt_str pointer,
            struct kt_error *err)
{
    if (max > 0 && max < min)
        kt_error_add(err, pointer, "too_small", "at least the minimum, %lld",
                     (long long)min);
}

static void
check_group(const struct kt_promotion_record *record, struct kt_error *err)
{
    struct kt_str group = record->promotion.group;
    if (group.len > 0)
        kt_code_check(group, KT_STR("/group"), err);
    else if (record->group_mode >= 0)
        kt_error_add(err, KT_STR("/group_mode"), "needs_group",
                     "is the mode of a group: name it in group");
}

void
kt_promotion_check_record(const struct kt_promotion_record *record,
                          struct kt_error *err)
{
    const struct kt_promotion *row = &record->promotion;
    kt_window_check(row->starts_ms, row->ends_ms, KT_STR("/ends_at"), err);
    check_range(row->subtotal_min_minor, row->subtotal_max_minor,
                KT_STR("/subtotal_max"), err);
    check_range(row->order_number_min, row->order_number_max,
                KT_STR("/order_number_max"), err);
    check_countries(&row->countries, err);
    check_groups(&row->customer_groups, err);
    check_group(record, err);
    if (row->currency.len > 0 && kt_currency_find(row->currency) == NULL)
        kt_error_add(err, KT_STR("/currency"), "wrong_value",
                     "ISO 4217 knows no currency %.*s",
                     KT_STR_FMT(row->currency));
    if (!kt_id_is_null(row->companion_of) &&
        kt_id_eq(row->companion_of, row->id))
        kt_error_add(err, KT_STR("/companion_of"), "wrong_value",
                     "another promotion, not itself");
}

/* ---- shapes ---- */

enum { EMPTY = KT_NULLABLE | KT_OMIT_EMPTY };

/* A row whose name in JSON is not that of the member: those of the table of
 * conditions, which reads struct kt_promotion, and those of a record. */
#define ROW(type, path, KIND, json_name, member, ...)                          \
    {                                                                          \
        .name = (json_name), .kind = KT_FIELD_##KIND,                          \
        .offset = offsetof(struct type, path member), .flags = __VA_ARGS__     \
    }
#define CONDITION(KIND, ...) ROW(kt_promotion, , KIND, __VA_ARGS__)
#define OWN(KIND, ...)       ROW(kt_promotion_record, promotion., KIND, __VA_ARGS__)
#define MORE(KIND, ...)      ROW(kt_promotion_record, , KIND, __VA_ARGS__)

/* clang-format off */
#define CONDITION_ROWS(R) \
    R(STRS, "channels", channels, EMPTY, .max = 100, \
      .help = "Codes of the channels it holds in; none: all"), \
    R(STRS, "customer_groups", customer_groups, EMPTY, .max = 100, \
      .help = "Groups it is for; none: everybody"), \
    R(STRS, "countries", countries, EMPTY, .max = 250, \
      .help = "Countries of delivery; none: all"), \
    R(INT, "subtotal_min", subtotal_min_minor, EMPTY, .max = KT_MONEY_MAX, \
      .help = "Inclusive, in minor units, of what products takes"), \
    R(INT, "subtotal_max", subtotal_max_minor, EMPTY, .max = KT_MONEY_MAX, \
      .help = "Inclusive, in minor units"), \
    R(STR, "currency", currency, EMPTY, .min = 3, .max = 3, \
      .help = "Of the amounts in this row; none: any"), \
    R(INT, "quantity_min", quantity_min, EMPTY, .max = 1000000, \
      .help = "Units that products takes"), \
    R(EMBED, "products", products, EMPTY, .shape = &kt_selector_shape, \
      .help = "What the minima count; nothing chosen: the cart"), \
    R(BOOL, "must_contain", must_contain, KT_OMIT_EMPTY, \
      .help = "Some unit must be among products"), \
    R(INT, "order_number_min", order_number_min, EMPTY, .max = 1000000, \
      .help = "From the buyer's n-th order on"), \
    R(INT, "order_number_max", order_number_max, EMPTY, .max = 1000000, \
      .help = "Up to the buyer's n-th order"), \
    R(BOOL, "no_reduced_lines", no_reduced_lines, KT_OMIT_EMPTY, \
      .help = "Off when the catalogue reduces any line"), \
    R(BOOL, "skips_reduced", skips_reduced, KT_OMIT_EMPTY, \
      .help = "Leaves out lines that the catalogue reduces"), \
    R(ENUM, "basis", basis, 0, .names = kt_basis_names, \
      .help = "What minima are tested on: amounts as they stand, or list prices"), \
    R(INT, "cap", cap_minor, EMPTY, .max = KT_MONEY_MAX, \
      .help = "Takes off at most so much")

#define RULE(FLAGS) \
    OWN(STR, "rule", rule, FLAGS, .min = 1, .max = 64, \
        .help = "Code of a promotion rule, see /admin/v1/rules")

#define ROWS \
    OWN(STR, "title", title, EMPTY, .max = 200, \
        .help = "Shown to buyers; none: the rule's, with its params filled in"), \
    OWN(RAW, "params", params, KT_IS_OBJECT, \
        .help = "Of the rule: an object as its schema says"), \
    OWN(BOOL, "is_active", is_active, 0, .help = "Holds; true unless given"), \
    OWN(TIME, "starts_at", starts_ms, EMPTY, .help = "Inclusive"), \
    OWN(TIME, "ends_at", ends_ms, EMPTY, .help = "Exclusive"), \
    CONDITION_ROWS(OWN), \
    OWN(BOOL, "needs_coupon", needs_coupon, KT_OMIT_EMPTY, \
        .help = "Only for carts with one of its coupons"), \
    OWN(INT, "priority", priority, 0, .min = -1000000, .max = 1000000, \
        .help = "Higher ones come first in their stage"), \
    OWN(BOOL, "is_exclusive", is_exclusive, KT_OMIT_EMPTY, \
        .help = "When it takes something off, no other one of the cart does"), \
    OWN(STR, "group", group, EMPTY, .min = 1, .max = 64, \
        .help = "Code of promotions that share a cart"), \
    MORE(ENUM, "group_mode", group_mode, EMPTY, .names = kt_group_mode_names, \
         .help = "How they share it; holds for the whole group"), \
    OWN(ID, "companion_of", companion_of, EMPTY, .prefix = "promo", \
        .help = "On exactly when that one is on"), \
    OWN(INT, "uses_max", uses_max, EMPTY, .max = 1000000000, \
        .help = "Orders that may use it; none: any number"), \
    OWN(INT, "uses_per_customer_max", uses_per_customer_max, EMPTY, .max = 1000000000, \
        .help = "Orders of one buyer that may use it"), \
    OWN(INT, "budget", budget_minor, EMPTY, .max = KT_MONEY_MAX, \
        .help = "Takes off at most so much in all orders together"), \
    OWN(BOOL, "keeps_use", keeps_use, KT_OMIT_EMPTY, \
        .help = "A cancelled order does not give its use back"), \
    OWN(ENUM, "on_error", on_error, 0, .names = kt_on_error_names, \
        .help = "When the rule fails: skip the promotion, or refuse to price the cart")

static const struct kt_field condition_fields[] = {
    CONDITION_ROWS(CONDITION),
};

static const struct kt_field patch_fields[] = {
    RULE(0),
    ROWS,
};

static const struct kt_field fields[] = {
    /* Of imports and exports: among equals the older promotion comes first. */
    OWN(TIME, "created_at", created_ms, KT_OMIT_EMPTY, .help = "When it was made; none: now"),
    OWN(ID, "id", id, KT_OMIT_EMPTY, .prefix = "promo", .help = "Its id"),
    RULE(KT_REQUIRED),
    ROWS,
    /* From here on only told. */
    MORE(STR, "shown_title", shown_title, KT_READ_ONLY, .help = "What buyers see"),
    OWN(ENUM, "stage", stage, KT_READ_ONLY, .names = kt_stage_names, .help = "The rule's"),
    OWN(INT, "uses", uses, KT_READ_ONLY, .help = "Orders that used it"),
    OWN(INT, "spent", spent_minor, KT_READ_ONLY, .help = "What it took off them"),
    OWN(TIME, "created_at", created_ms, KT_READ_ONLY, .help = "RFC 3339"),
    MORE(TIME, "updated_at", updated_ms, KT_READ_ONLY, .help = "RFC 3339"),
    MORE(INT, "version", version, KT_READ_ONLY, .help = "For If-Match"),
    MORE(LIST, "warnings", warnings, KT_READ_ONLY | KT_OMIT_EMPTY, .shape = &kt_advice_shape,
         .help = "What is odd about it; told when it was created or changed"),
};
/* clang-format on */

enum { MADE = 1, ID = 1, TOLD_FIELDS = 8 };

const struct kt_shape kt_promotion_conditions_shape =
    KT_SHAPE("PromotionConditions", struct kt_promotion, condition_fields,
             "What must hold before the rule is asked.");

#define SHAPE(NAME, table, COUNT, HELP)                                        \
    {                                                                          \
        .name = (NAME), .size = sizeof(struct kt_promotion_record),            \
        .given_offset = offsetof(struct kt_promotion_record, given),           \
        .fields = (table), .field_count = (COUNT), .help = (HELP)              \
    }

const struct kt_shape kt_promotion_in_shape =
    SHAPE("PromotionIn", fields + MADE + ID,
          KT_COUNT(fields) - MADE - ID - TOLD_FIELDS, "A new promotion");

const struct kt_shape kt_promotion_patch_shape =
    SHAPE("PromotionPatch", patch_fields, KT_COUNT(patch_fields),
          "What changes in a promotion; null takes a condition away");

const struct kt_shape kt_promotion_out_shape =
    SHAPE("Promotion", fields + MADE, KT_COUNT(fields) - MADE,
          "A promotion: a rule with its params, and when it holds");

const struct kt_shape kt_promotion_record_shape =
    SHAPE("PromotionRecord", fields, KT_COUNT(fields) - TOLD_FIELDS,
          "A promotion as it is imported and exported");
