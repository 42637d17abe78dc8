#include "domain/pricing/quote_out.h"

#define OUT(KIND, type, member, ...)                                           \
    KT_FIELD(KIND, struct type, member, 0, __VA_ARGS__)
#define NOT_EMPTY(KIND, type, member, ...)                                     \
    KT_FIELD(KIND, struct type, member, KT_OMIT_EMPTY, __VA_ARGS__)
#define MAY(KIND, type, member, ...)                                           \
    KT_FIELD(KIND, struct type, member, KT_NULLABLE, __VA_ARGS__)

/* clang-format off */
static const struct kt_field discount_fields[] = {
    OUT(ID, kt_discount_out, promotion_id, .prefix = "promo"),
    OUT(STR, kt_discount_out, title, .help = "For people"),
    OUT(INT, kt_discount_out, amount, .help = "What it takes off, in minor units"),
};

const struct kt_shape kt_discount_out_shape =
    KT_SHAPE("Discount", struct kt_discount_out, discount_fields, "What a promotion took off");

static const struct kt_field tax_fields[] = {
    OUT(STR, kt_tax_out, name, .help = "As in VAT 19 %"),
    OUT(STR, kt_tax_out, rate, .help = "Per cent, as in 19 or 7.375"),
    OUT(BOOL, kt_tax_out, included, .help = "The prices contain it"),
    OUT(INT, kt_tax_out, base, .help = "The net amount it is counted on"),
    OUT(INT, kt_tax_out, amount, .help = "In minor units"),
};

const struct kt_shape kt_tax_out_shape =
    KT_SHAPE("Tax", struct kt_tax_out, tax_fields, "One tax at one rate");

static const struct kt_field unit_price_fields[] = {
    OUT(INT, kt_unit_price_out, quantity, .help = "Units that cost so much"),
    OUT(INT, kt_unit_price_out, unit_price, .help = "Each of them"),
    OUT(INT, kt_unit_price_out, list_price, .help = "Before promotions of the catalogue"),
    MAY(INT, kt_unit_price_out, compare_at, .help = "The was price; null when there is none"),
};

static const struct kt_shape unit_price_shape =
    KT_SHAPE("UnitPrice", struct kt_unit_price_out, unit_price_fields, "Units in one band");

static const struct kt_field line_fields[] = {
    MAY(ID, kt_line_out, id, .prefix = "line", .help = "null for a gift"),
    OUT(ID, kt_line_out, variant_id, .prefix = "var"),
    OUT(STR, kt_line_out, sku, .help = "Of the variant"),
    OUT(ID, kt_line_out, product_id, .prefix = "prod"),
    OUT(STR, kt_line_out, product, .help = "The product's slug"),
    OUT(STR, kt_line_out, title, .help = "For people"),
    OUT(STR, kt_line_out, variant_title, .help = "As in Red / L; empty without options"),
    OUT(INT, kt_line_out, quantity, .help = "Units"),
    OUT(INT, kt_line_out, unit_price, .help = "What the shop shows for one unit, here the first"),
    OUT(INT, kt_line_out, list_price, .help = "Before promotions of the catalogue"),
    MAY(INT, kt_line_out, compare_at, .help = "The was price; null when there is none"),
    NOT_EMPTY(LIST, kt_line_out, unit_prices, .shape = &unit_price_shape,
              .help = "Of a line whose units differ; the three above are of the first"),
    OUT(INT, kt_line_out, subtotal, .help = "All units, each at its unit_price"),
    OUT(LIST, kt_line_out, discounts, .shape = &kt_discount_out_shape),
    OUT(LIST, kt_line_out, taxes, .shape = &kt_tax_out_shape),
    OUT(INT, kt_line_out, discount, .help = "The sum of discounts"),
    OUT(INT, kt_line_out, total, .help = "subtotal less discount"),
    OUT(INT, kt_line_out, tax, .help = "The sum of taxes"),
    OUT(INT, kt_line_out, net, .help = "total without tax"),
    OUT(INT, kt_line_out, gross, .help = "total with tax"),
    KT_FIELD(STR, struct kt_line_out, tax_note, KT_OMIT_EMPTY,
             .help = "For the invoice"),
    OUT(BOOL, kt_line_out, is_gift, .help = "A promotion put it in"),
    KT_FIELD(RAW, struct kt_line_out, metadata, KT_IS_OBJECT,
             .help = "An object, as it was given"),
};

const struct kt_shape kt_line_out_shape =
    KT_SHAPE("Line", struct kt_line_out, line_fields, "A line with its price");

static const struct kt_field hint_fields[] = {
    MAY(ID, kt_hint_out, promotion_id, .prefix = "promo"),
    OUT(STR, kt_hint_out, title, .help = "For people"),
    OUT(STR, kt_hint_out, kind, .help = "As in spend or add_units"),
    OUT(INT, kt_hint_out, wanted, .help = "What the condition wants"),
    OUT(INT, kt_hint_out, actual, .help = "What the cart has"),
    OUT(INT, kt_hint_out, missing, .help = "wanted less actual"),
    OUT(STR, kt_hint_out, message, .help = "For people"),
};

const struct kt_shape kt_hint_out_shape =
    KT_SHAPE("Hint", struct kt_hint_out, hint_fields, "What is missing for a promotion");

static const struct kt_field coupon_fields[] = {
    OUT(STR, kt_coupon_out, code, .help = "As it was entered"),
    OUT(ENUM, kt_coupon_out, state, .names = kt_coupon_state_names),
    OUT(STR, kt_coupon_out, reason, .help = "Why it is not applied, as a code"),
    OUT(STR, kt_coupon_out, detail, .help = "For people"),
    MAY(OBJECT, kt_coupon_out, missing, .shape = &kt_hint_out_shape),
};

const struct kt_shape kt_quote_coupon_shape =
    KT_SHAPE("CartCoupon", struct kt_coupon_out, coupon_fields, "A code with what became of it");

static const struct kt_field tender_fields[] = {
    MAY(ID, kt_tender_out, id, .prefix = "gcard"),
    OUT(STR, kt_tender_out, ending, .help = "The last signs of its code"),
    OUT(ENUM, kt_tender_out, state, .names = kt_tender_state_names),
    OUT(INT, kt_tender_out, amount, .help = "What it pays, in minor units"),
    OUT(INT, kt_tender_out, rest, .help = "What is left on it then"),
};

const struct kt_shape kt_tender_out_shape =
    KT_SHAPE("CartGiftCard", struct kt_tender_out, tender_fields,
             "A gift card with what became of it");

static const struct kt_field shipping_fields[] = {
    MAY(STR, kt_shipping_out, option, .help = "Code of the method; null when nothing is shipped"),
    OUT(STR, kt_shipping_out, title, .help = "For people"),
    OUT(BOOL, kt_shipping_out, is_needed, .help = "Something in the cart is shipped"),
    OUT(BOOL, kt_shipping_out, is_estimate, .help = "Nobody chose the option yet"),
    OUT(INT, kt_shipping_out, fee, .help = "Before promotions"),
    OUT(LIST, kt_shipping_out, discounts, .shape = &kt_discount_out_shape),
    OUT(INT, kt_shipping_out, discount, .help = "The sum of discounts"),
    OUT(INT, kt_shipping_out, amount, .help = "fee less discount"),
    OUT(LIST, kt_shipping_out, taxes, .shape = &kt_tax_out_shape),
    OUT(INT, kt_shipping_out, tax, .help = "The sum of taxes"),
};

const struct kt_shape kt_shipping_out_shape =
    KT_SHAPE("Shipping", struct kt_shipping_out, shipping_fields, "The delivery and its price");

static const struct kt_field totals_fields[] = {
    OUT(INT, kt_totals_out, subtotal, .help = "Goods before discounts"),
    OUT(INT, kt_totals_out, discount, .help = "Off goods"),
    OUT(INT, kt_totals_out, shipping, .help = "The fee after its discounts"),
    OUT(INT, kt_totals_out, tax, .help = "Of goods and shipping"),
    OUT(INT, kt_totals_out, net, .help = "total without tax"),
    OUT(INT, kt_totals_out, total, .help = "What the order costs, tax included"),
    OUT(INT, kt_totals_out, tendered, .help = "Paid by gift cards and credit"),
    OUT(INT, kt_totals_out, due, .help = "What is left to pay"),
};

const struct kt_shape kt_totals_out_shape =
    KT_SHAPE("Totals", struct kt_totals_out, totals_fields, "Sums in minor units");

static const struct kt_field problem_fields[] = {
    OUT(STR, kt_problem_out, pointer, .help = "JSON pointer into the cart"),
    OUT(STR, kt_problem_out, code, .help = "A code"),
    OUT(STR, kt_problem_out, detail, .help = "For people"),
    OUT(BOOL, kt_problem_out, is_blocking, .help = "No order is taken while it stands"),
};

const struct kt_shape kt_problem_out_shape =
    KT_SHAPE("CartProblem", struct kt_problem_out, problem_fields,
             "What stands in the way of an order");

static const struct kt_field part_fields[] = {
    OUT(INT, kt_trace_part_out, line, .min = -1,
        .help = "Index in lines; -1 is the shipping fee"),
    OUT(INT, kt_trace_part_out, units, .help = "Units that took part"),
    OUT(INT, kt_trace_part_out, amount, .help = "In minor units"),
    NOT_EMPTY(INT, kt_trace_part_out, effect, .help = "Index in effects; absent: 0"),
    NOT_EMPTY(INT, kt_trace_part_out, base,
              .help = "What a rate is computed on, or the weight in a spread"),
    NOT_EMPTY(STR, kt_trace_part_out, exact,
              .help = "Before it was rounded or shared out, in minor units as in 335.033"),
};

static const struct kt_shape part_shape =
    KT_SHAPE("TracePart", struct kt_trace_part_out, part_fields, "What a promotion did to a line");

static const struct kt_field working_fields[] = {
    OUT(ENUM, kt_working_out, kind, .names = kt_effect_kind_names),
    NOT_EMPTY(STR, kt_working_out, rate, .help = "Per cent, of kinds that have one"),
    NOT_EMPTY(INT, kt_working_out, amount, .help = "As the rule gave it, in minor units"),
    OUT(INT, kt_working_out, base,
        .help = "What it is computed on: all parts; in the stage catalog one unit"),
    NOT_EMPTY(STR, kt_working_out, exact,
              .help = "Before it was rounded, in minor units as in 1004.9; absent: it was whole"),
    NOT_EMPTY(INT, kt_working_out, computed,
              .help = "Before caps, floors and what there was; absent: all of it was taken"),
    OUT(INT, kt_working_out, taken, .help = "In minor units; in the stage catalog off one unit"),
    OUT(BOOL, kt_working_out, is_spread, .help = "Computed once and shared out over the parts"),
};

static const struct kt_shape working_shape =
    KT_SHAPE("TraceEffect", struct kt_working_out, working_fields,
             "How an effect came to what it took off");

static const struct kt_field trace_fields[] = {
    OUT(ID, kt_trace_out, promotion_id, .prefix = "promo"),
    OUT(STR, kt_trace_out, title, .help = "For people"),
    OUT(STR, kt_trace_out, rule, .help = "Code of the rule"),
    OUT(ENUM, kt_trace_out, stage, .names = kt_stage_names),
    OUT(ENUM, kt_trace_out, state, .names = kt_trace_state_names),
    OUT(STR, kt_trace_out, reason,
        .help = "The first condition that failed; when beaten: exclusive, or its group's mode"),
    OUT(STR, kt_trace_out, wanted,
        .help = "What the condition wants; in a group of the best what the winner took off"),
    OUT(STR, kt_trace_out, actual,
        .help = "What the cart has; in a group of the best what this would have taken"),
    MAY(ID, kt_trace_out, beaten_by, .prefix = "promo", .help = "The promotion that won"),
    OUT(LIST, kt_trace_out, parts, .shape = &part_shape),
    NOT_EMPTY(LIST, kt_trace_out, effects, .shape = &working_shape),
    OUT(INT, kt_trace_out, amount, .help = "In minor units"),
    MAY(OBJECT, kt_trace_out, hint, .shape = &kt_hint_out_shape),
    OUT(STR, kt_trace_out, error, .help = "Why the rule failed"),
    OUT(INT, kt_trace_out, steps, .help = "Instructions that the rule used"),
    NOT_EMPTY(INT, kt_trace_out, microseconds,
              .help = "What the rule took of the clock this time; no order keeps it"),
};

const struct kt_shape kt_trace_out_shape =
    KT_SHAPE("Trace", struct kt_trace_out, trace_fields,
             "Why a promotion did or did not apply");

static const struct kt_field option_fields[] = {
    OUT(STR, kt_shipping_option_out, code, .help = "A code"),
    OUT(STR, kt_shipping_option_out, title, .help = "For people"),
    OUT(INT, kt_shipping_option_out, price, .help = "Before promotions"),
    OUT(INT, kt_shipping_option_out, discount, .help = "What promotions would take off"),
    OUT(BOOL, kt_shipping_option_out, is_chosen, .help = "The cart names it"),
};

const struct kt_shape kt_shipping_option_out_shape =
    KT_SHAPE("ShippingOption", struct kt_shipping_option_out, option_fields,
             "A delivery that the shop offers for this cart");

struct quote_holder {
    struct kt_quote_out quote;
};

static const struct kt_field quote_fields[] = {
    KT_QUOTE_ROWS(struct quote_holder, quote),
    KT_QUOTE_OPEN_ROWS(struct quote_holder, quote),
};
/* clang-format on */

const struct kt_shape kt_quote_out_shape =
    KT_SHAPE("Quote", struct kt_quote_out, quote_fields,
             "A cart with its prices");
