#include "base/assert.h"
#include "domain/pricing/quote_input.h"

/* Zero, false and empty are left out: most members of most rows are. */
#define ROW(KIND, type, json_name, member)                                     \
    .name = (json_name), .kind = KT_FIELD_##KIND, .flags = KT_OMIT_EMPTY,      \
    .offset = offsetof(struct type, member)

enum {
    ROWS_MAX = 100000, /* promotions of a shop, lines of a cart */
    JSON_MAX = 1 << 24 /* bytes: tables of tax rates are long */
};

/* clang-format off */
/* -1 is "none" or "unknown" in some. */
#define NUMBER(...) { ROW(INT, __VA_ARGS__), .min = -1 }
#define FLAG(...) { ROW(BOOL, __VA_ARGS__) }
#define TEXT(...) { ROW(STR, __VA_ARGS__) }
#define TEXTS(...) { ROW(STRS, __VA_ARGS__), .max = ROWS_MAX }
#define PAIRS(...) { ROW(DICT, __VA_ARGS__), .max = ROWS_MAX }
#define JSON(...) { ROW(RAW, __VA_ARGS__), .max = JSON_MAX }
#define ID(START, ...) { ROW(ID, __VA_ARGS__), .prefix = (START) }
#define WORD(NAMES, ...) { ROW(ENUM, __VA_ARGS__), .names = (NAMES) }
#define LIST(SHAPE, ...) { ROW(LIST, __VA_ARGS__), .shape = &(SHAPE), .max = ROWS_MAX }
#define PART(SHAPE, ...) { ROW(EMBED, __VA_ARGS__), .shape = &(SHAPE) }
#define ONE(SHAPE, ...) { ROW(OBJECT, __VA_ARGS__), .shape = &(SHAPE) }

static const struct kt_field price_fields[] = {
    NUMBER(kt_price, "amount", amount_minor),
    NUMBER(kt_price, "compare_at", compare_at_minor),
    TEXT(kt_price, "list", list),
    ID("chan", kt_price, "channel_id", channel_id),
    TEXT(kt_price, "customer_group", customer_group),
    TEXT(kt_price, "country", country),
    NUMBER(kt_price, "quantity_min", quantity_min),
    NUMBER(kt_price, "quantity_max", quantity_max),
    NUMBER(kt_price, "starts_ms", starts_ms),
    NUMBER(kt_price, "ends_ms", ends_ms),
    WORD(kt_price_pool_names, kt_price, "pool", pool),
    WORD(kt_price_bands_names, kt_price, "bands", bands),
};

static const struct kt_shape price_shape =
    KT_SHAPE("FrozenPrice", struct kt_price, price_fields, "A price row");

static const struct kt_field item_fields[] = {
    ID("var", kt_frozen_item, "variant_id", item.variant_id),
    ID("prod", kt_frozen_item, "product_id", item.product_id),
    TEXT(kt_frozen_item, "sku", item.sku),
    TEXT(kt_frozen_item, "title", item.title),
    TEXT(kt_frozen_item, "variant_title", item.variant_title),
    TEXT(kt_frozen_item, "product", item.product),
    TEXT(kt_frozen_item, "vendor", item.vendor),
    TEXT(kt_frozen_item, "tax_class", item.tax_class),
    TEXTS(kt_frozen_item, "categories", categories),
    TEXTS(kt_frozen_item, "tags", tags),
    PAIRS(kt_frozen_item, "attributes", attributes),
    NUMBER(kt_frozen_item, "weight_g", item.weight_g),
    NUMBER(kt_frozen_item, "length_mm", item.length_mm),
    NUMBER(kt_frozen_item, "width_mm", item.width_mm),
    NUMBER(kt_frozen_item, "height_mm", item.height_mm),
    NUMBER(kt_frozen_item, "min_price", item.min_price_minor),
    FLAG(kt_frozen_item, "requires_shipping", item.requires_shipping),
    FLAG(kt_frozen_item, "is_discountable", item.is_discountable),
    FLAG(kt_frozen_item, "is_gift_card", item.is_gift_card),
    LIST(price_shape, kt_frozen_item, "prices", prices),
};

static const struct kt_shape item_shape =
    KT_SHAPE("FrozenItem", struct kt_frozen_item, item_fields, "What was sold");

static const struct kt_field line_fields[] = {
    ID("line", kt_frozen_line, "id", line.id),
    NUMBER(kt_frozen_line, "quantity", line.quantity),
    JSON(kt_frozen_line, "metadata", line.metadata),
    NUMBER(kt_frozen_line, "manual_price", line.manual_price_minor),
    PART(item_shape, kt_frozen_line, "item", item),
};

static const struct kt_shape line_shape =
    KT_SHAPE("FrozenLine", struct kt_frozen_line, line_fields, "A line of the cart");

static const struct kt_field promotion_fields[] = {
    ID("promo", kt_promotion, "id", id),
    TEXT(kt_promotion, "title", title),
    TEXT(kt_promotion, "rule", rule),
    JSON(kt_promotion, "params", params),
    WORD(kt_stage_names, kt_promotion, "stage", stage),
    FLAG(kt_promotion, "is_active", is_active),
    NUMBER(kt_promotion, "starts_ms", starts_ms),
    NUMBER(kt_promotion, "ends_ms", ends_ms),
    TEXTS(kt_promotion, "channels", channels),
    TEXTS(kt_promotion, "customer_groups", customer_groups),
    TEXTS(kt_promotion, "countries", countries),
    FLAG(kt_promotion, "needs_coupon", needs_coupon),
    NUMBER(kt_promotion, "subtotal_min", subtotal_min_minor),
    NUMBER(kt_promotion, "subtotal_max", subtotal_max_minor),
    TEXT(kt_promotion, "currency", currency),
    NUMBER(kt_promotion, "quantity_min", quantity_min),
    PART(kt_selector_shape, kt_promotion, "products", products),
    FLAG(kt_promotion, "must_contain", must_contain),
    NUMBER(kt_promotion, "order_number_min", order_number_min),
    NUMBER(kt_promotion, "order_number_max", order_number_max),
    FLAG(kt_promotion, "no_reduced_lines", no_reduced_lines),
    FLAG(kt_promotion, "skips_reduced", skips_reduced),
    WORD(kt_basis_names, kt_promotion, "basis", basis),
    { ROW(INT, kt_promotion, "priority", priority), .min = -KT_JSON_NUMBER_MAX },
    NUMBER(kt_promotion, "created_ms", created_ms),
    FLAG(kt_promotion, "is_exclusive", is_exclusive),
    TEXT(kt_promotion, "group", group),
    WORD(kt_group_mode_names, kt_promotion, "group_mode", group_mode),
    ID("promo", kt_promotion, "companion_of", companion_of),
    NUMBER(kt_promotion, "cap", cap_minor),
    NUMBER(kt_promotion, "uses_max", uses_max),
    NUMBER(kt_promotion, "uses_per_customer_max", uses_per_customer_max),
    NUMBER(kt_promotion, "budget", budget_minor),
    NUMBER(kt_promotion, "uses", uses),
    NUMBER(kt_promotion, "spent", spent_minor),
    NUMBER(kt_promotion, "uses_by_buyer", uses_by_buyer),
    FLAG(kt_promotion, "keeps_use", keeps_use),
    WORD(kt_on_error_names, kt_promotion, "on_error", on_error),
};

static const struct kt_shape promotion_shape =
    KT_SHAPE("FrozenPromotion", struct kt_promotion, promotion_fields, "A promotion as it stood");

static const struct kt_field coupon_fields[] = {
    TEXT(kt_coupon, "code", code),
    ID("coup", kt_coupon, "coupon_id", coupon_id),
    ID("promo", kt_coupon, "promotion_id", promotion_id),
    FLAG(kt_coupon, "is_active", is_active),
    NUMBER(kt_coupon, "starts_ms", starts_ms),
    NUMBER(kt_coupon, "ends_ms", ends_ms),
    NUMBER(kt_coupon, "uses_max", uses_max),
    NUMBER(kt_coupon, "uses", uses),
    NUMBER(kt_coupon, "uses_per_customer_max", uses_per_customer_max),
    NUMBER(kt_coupon, "uses_by_buyer", uses_by_buyer),
};

static const struct kt_shape coupon_shape =
    KT_SHAPE("FrozenCoupon", struct kt_coupon, coupon_fields, "A code that was entered");

static const struct kt_field use_fields[] = {
    ID("use", kt_rule_use, "id", id),
    TEXT(kt_rule_use, "code", code),
    TEXT(kt_rule_use, "title", title),
    TEXT(kt_rule_use, "rule", rule),
    JSON(kt_rule_use, "params", params),
    TEXT(kt_rule_use, "tax_class", tax_class),
    TEXTS(kt_rule_use, "channels", channels),
    TEXTS(kt_rule_use, "zones", zones),
    TEXTS(kt_rule_use, "events", events),
    NUMBER(kt_rule_use, "position", position),
};

static const struct kt_shape use_shape =
    KT_SHAPE("FrozenRule", struct kt_rule_use, use_fields, "A rule that was in use");

static const struct kt_field rate_fields[] = {
    TEXT(kt_due_rate, "tax_class", tax_class),
    TEXT(kt_due_rate, "name", name),
    NUMBER(kt_due_rate, "priority", priority),
    NUMBER(kt_due_rate, "rate_ppm", rate_ppm),
    FLAG(kt_due_rate, "is_compound", is_compound),
    TEXT(kt_due_rate, "zone", zone),
    TEXT(kt_due_rate, "place", place),
    NUMBER(kt_due_rate, "starts_ms", starts_ms),
    NUMBER(kt_due_rate, "ends_ms", ends_ms),
};

static const struct kt_shape rate_shape =
    KT_SHAPE("FrozenRate", struct kt_due_rate, rate_fields, "A rate that was due");

static const struct kt_field tender_fields[] = {
    ID("gcard", kt_tender_in, "gift_card_id", gift_card_id),
    TEXT(kt_tender_in, "code", code),
    NUMBER(kt_tender_in, "balance", balance_minor),
    TEXT(kt_tender_in, "currency", currency),
    TEXT(kt_tender_in, "owner", owner),
    NUMBER(kt_tender_in, "ends_ms", ends_ms),
    FLAG(kt_tender_in, "is_cancelled", is_cancelled),
    FLAG(kt_tender_in, "is_taxed", is_taxed),
};

static const struct kt_shape tender_shape =
    KT_SHAPE("FrozenTender", struct kt_tender_in, tender_fields, "A card with its balance");

static const struct kt_field settings_fields[] = {
    ID("chan", kt_pricing_settings, "channel_id", channel_id),
    TEXT(kt_pricing_settings, "channel", channel),
    TEXT(kt_pricing_settings, "locale", locale),
    WORD(kt_tax_mode_names, kt_pricing_settings, "tax_mode", tax_mode),
    WORD(kt_tax_level_names, kt_pricing_settings, "tax_level", tax_level),
    WORD(kt_rounding_names, kt_pricing_settings, "price_rounding", price_rounding),
    WORD(kt_rounding_names, kt_pricing_settings, "tax_rounding", tax_rounding),
    FLAG(kt_pricing_settings, "weighted_shipping_tax", weighted_shipping_tax),
    WORD(kt_price_keeps_names, kt_pricing_settings, "price_keeps", price_keeps),
    NUMBER(kt_pricing_settings, "coupons_max", coupons_max),
    TEXT(kt_pricing_settings, "home_country", home_country),
    { ROW(INT, kt_pricing_settings, "utc_offset_ms", utc_offset_ms), .min = -KT_JSON_NUMBER_MAX },
};

static const struct kt_shape settings_shape =
    KT_SHAPE("FrozenSettings", struct kt_pricing_settings, settings_fields, "Of the channel");

static const struct kt_field buyer_fields[] = {
    ID("cust", kt_buyer, "customer_id", customer_id),
    TEXT(kt_buyer, "email", email),
    NUMBER(kt_buyer, "order_count", order_count),
    TEXT(kt_buyer, "vat_id", vat_id),
    TEXT(kt_buyer, "birthday", birthday),
    NUMBER(kt_buyer, "points", points),
    NUMBER(kt_buyer, "points_wanted", points_wanted),
};

static const struct kt_shape buyer_shape =
    KT_SHAPE("FrozenBuyer", struct kt_buyer, buyer_fields, "Who bought");

static const struct kt_field counters_fields[] = {
    NUMBER(kt_frozen_counters, "at", at),
    FLAG(kt_frozen_counters, "is_active", is_active),
    NUMBER(kt_frozen_counters, "uses", uses),
    NUMBER(kt_frozen_counters, "spent", spent_minor),
    NUMBER(kt_frozen_counters, "uses_by_buyer", uses_by_buyer),
};

static const struct kt_shape counters_shape =
    KT_SHAPE("FrozenCounters", struct kt_frozen_counters, counters_fields, "Of a promotion");

static const struct kt_field place_fields[] = {
    NUMBER(kt_frozen_place, "at", at),
};

static const struct kt_shape place_shape =
    KT_SHAPE("FrozenPlace", struct kt_frozen_place, place_fields, "One of the shared");

/* The first rows are the own part alone. */
static const struct kt_field input_fields[] = {
    FLAG(kt_frozen_input, "is_sharing", is_sharing),
    LIST(counters_shape, kt_frozen_input, "counters", counters),
    LIST(place_shape, kt_frozen_input, "price_rules_at", price_rules_at),
    LIST(place_shape, kt_frozen_input, "tax_rule_at", tax_rule_at),
    LIST(place_shape, kt_frozen_input, "shipping_methods_at", shipping_methods_at),
    LIST(place_shape, kt_frozen_input, "methods_elsewhere_at", methods_elsewhere_at),
    NUMBER(kt_frozen_input, "now_ms", in.now_ms),
    TEXT(kt_frozen_input, "currency", currency),
    PART(settings_shape, kt_frozen_input, "settings", in.settings),
    PART(buyer_shape, kt_frozen_input, "buyer", in.buyer),
    TEXTS(kt_frozen_input, "buyer_groups", buyer_groups),
    ONE(kt_address_shape, kt_frozen_input, "shipping_address", in.shipping_address),
    ONE(kt_address_shape, kt_frozen_input, "billing_address", in.billing_address),
    LIST(line_shape, kt_frozen_input, "lines", lines),
    LIST(item_shape, kt_frozen_input, "gift_items", gift_items),
    LIST(promotion_shape, kt_frozen_input, "promotions", promotions),
    LIST(coupon_shape, kt_frozen_input, "coupons", coupons),
    LIST(use_shape, kt_frozen_input, "price_rules", price_rules),
    ONE(use_shape, kt_frozen_input, "tax_rule", in.tax_rule),
    LIST(rate_shape, kt_frozen_input, "tax_rates", tax_rates),
    LIST(rate_shape, kt_frozen_input, "home_rates", home_rates),
    LIST(use_shape, kt_frozen_input, "shipping_methods", shipping_methods),
    LIST(use_shape, kt_frozen_input, "methods_elsewhere", methods_elsewhere),
    TEXTS(kt_frozen_input, "shipping_zones", in.shipping_zones),
    TEXT(kt_frozen_input, "shipping_option", in.shipping_option),
    LIST(tender_shape, kt_frozen_input, "tenders", tenders),
    FLAG(kt_frozen_input, "explains", in.explains),
};
/* clang-format on */

enum { OWN_FIELDS = 6 };

const struct kt_shape kt_frozen_own_shape =
    KT_SHAPE("FrozenOwnInput", struct kt_frozen_input, input_fields,
             "What a quote was computed from, without what it shares");

const struct kt_shape kt_frozen_input_shape = {
    .name = "FrozenInput",
    .size = sizeof(struct kt_frozen_input),
    .given_offset = KT_NO_GIVEN,
    .fields = input_fields + OWN_FIELDS,
    .field_count = KT_COUNT(input_fields) - OWN_FIELDS,
    .help = "All that a quote was computed from",
};

/* clang-format off */
static const struct kt_field shared_fields[] = {
    LIST(promotion_shape, kt_frozen_shared, "promotions", promotions),
    LIST(use_shape, kt_frozen_shared, "price_rules", price_rules),
    LIST(use_shape, kt_frozen_shared, "tax_rules", tax_rules),
    LIST(use_shape, kt_frozen_shared, "shipping_methods", shipping_methods),
};
/* clang-format on */

const struct kt_shape kt_frozen_shared_shape =
    KT_SHAPE("FrozenShared", struct kt_frozen_shared, shared_fields,
             "What the quotes of a shop have in common");
