#include "domain/pricing/rule_out.h"

#define OUT(KIND, type, member, ...)                                           \
    KT_FIELD(KIND, struct type, member, 0, __VA_ARGS__)
#define NOT_EMPTY(KIND, type, member, ...)                                     \
    KT_FIELD(KIND, struct type, member, KT_OMIT_EMPTY, __VA_ARGS__)

#define COST(member, type, text)                                               \
    {                                                                          \
        .name = #member, .kind = KT_FIELD_INT, .flags = KT_OMIT_EMPTY,         \
        .offset = offsetof(struct type, cost.member), .help = (text)           \
    }
#define COST_ROWS(type)                                                        \
    COST(steps, type, "Instructions that the rule used"),                      \
        COST(microseconds, type,                                               \
             "What it took of the clock this time; no order keeps it")

static const char *const asked_states[] = { "not_mine", "answered", NULL };
static const char *const looked_in_names[] = { "nothing", "all_lists", "base",
                                               "list", NULL };

/* clang-format off */
static const struct kt_field asked_fields[] = {
    OUT(STR, kt_price_asked_out, code, .help = "Of the rule in use"),
    OUT(STR, kt_price_asked_out, rule, .help = "Code of the rule"),
    OUT(ENUM, kt_price_asked_out, state, .names = asked_states,
        .help = "The one that answered gave the price, and none is asked after it"),
    OUT(ENUM, kt_price_asked_out, looked_in, .names = looked_in_names,
        .help = "Where it looked for a price the last time"),
    NOT_EMPTY(STR, kt_price_asked_out, list, .help = "The list in which it looked"),
    COST_ROWS(kt_price_asked_out),
};

static const struct kt_shape asked_shape =
    KT_SHAPE("PriceRuleTrace", struct kt_price_asked_out, asked_fields,
             "What a price rule answered");

static const struct kt_field candidate_fields[] = {
    OUT(INT, kt_candidate_out, amount, .help = "In minor units"),
    NOT_EMPTY(STR, kt_candidate_out, list, .help = "Code of its price list; absent: base"),
    OUT(ENUM, kt_candidate_out, state, .names = kt_candidate_state_names),
    NOT_EMPTY(STRS, kt_candidate_out, matches, .help = "Conditions that it sets and that hold"),
    NOT_EMPTY(STR, kt_candidate_out, reason, .help = "The first condition that failed"),
    NOT_EMPTY(STR, kt_candidate_out, wanted, .help = "What that wants"),
    NOT_EMPTY(STR, kt_candidate_out, actual, .help = "What there is"),
};

static const struct kt_shape candidate_shape =
    KT_SHAPE("PriceCandidate", struct kt_candidate_out, candidate_fields,
             "A price of the variant, chosen or not");

static const struct kt_field price_fields[] = {
    OUT(INT, kt_price_trace_out, line, .help = "Index in lines"),
    OUT(ENUM, kt_price_trace_out, source, .names = kt_price_source_names,
        .help = "A rule, the core when no rule answers, or staff; none: not for sale here"),
    OUT(INT, kt_price_trace_out, price, .help = "Of one unit, in minor units, as it was typed"),
    NOT_EMPTY(INT, kt_price_trace_out, compare_at, .help = "The price before"),
    NOT_EMPTY(BOOL, kt_price_trace_out, is_graduated,
              .help = "It holds for the units of the last band; unit_prices of the line has all"),
    NOT_EMPTY(LIST, kt_price_trace_out, rules, .shape = &asked_shape,
              .help = "In the order in which they were asked"),
    NOT_EMPTY(LIST, kt_price_trace_out, candidates, .shape = &candidate_shape,
              .help = "Most conditions met, then the lowest, then the first"),
    NOT_EMPTY(INT, kt_price_trace_out, left_out, .help = "So many candidates more"),
};

static const struct kt_shape price_shape =
    KT_SHAPE("PriceTrace", struct kt_price_trace_out, price_fields,
             "How a line came to its price");

static const struct kt_field method_fields[] = {
    OUT(STR, kt_method_trace_out, code, .help = "Of the method"),
    OUT(STR, kt_method_trace_out, rule, .help = "Code of its rule"),
    OUT(ENUM, kt_method_trace_out, state, .names = kt_method_state_names),
    NOT_EMPTY(INT, kt_method_trace_out, price, .help = "Before promotions, of one that is offered"),
    NOT_EMPTY(STR, kt_method_trace_out, reason,
              .help = "Why it is not offered: its channel, its zone, or its rule says so"),
    NOT_EMPTY(STR, kt_method_trace_out, detail, .help = "What the rule says"),
    NOT_EMPTY(STR, kt_method_trace_out, wanted, .help = "What the condition wants"),
    NOT_EMPTY(STR, kt_method_trace_out, actual, .help = "What there is"),
    NOT_EMPTY(INT, kt_method_trace_out, discount, .help = "What promotions take off"),
    NOT_EMPTY(LIST, kt_method_trace_out, discounts, .shape = &kt_discount_out_shape,
              .help = "Which they are, of the chosen one"),
    COST_ROWS(kt_method_trace_out),
};

static const struct kt_shape method_shape =
    KT_SHAPE("ShippingMethodTrace", struct kt_method_trace_out, method_fields,
             "What a shipping method answered");

static const struct kt_field shipping_fields[] = {
    OUT(ENUM, kt_shipping_trace_out, choice, .names = kt_method_choice_names,
        .help = "Asked for, the first that is offered, none, or nothing is shipped"),
    OUT(LIST, kt_shipping_trace_out, methods, .shape = &method_shape,
        .help = "By position; last those of other channels and zones"),
};

static const struct kt_shape shipping_shape =
    KT_SHAPE("ShippingTrace", struct kt_shipping_trace_out, shipping_fields,
             "How a cart came to its delivery");

static const struct kt_field tax_part_fields[] = {
    OUT(STR, kt_tax_part_out, name, .help = "As in VAT 19 %"),
    OUT(STR, kt_tax_part_out, rate, .help = "Per cent"),
    OUT(BOOL, kt_tax_part_out, is_included, .help = "The price contains it"),
    NOT_EMPTY(STR, kt_tax_part_out, zone, .help = "Code of the tax zone whose rate it is"),
    NOT_EMPTY(STR, kt_tax_part_out, place,
              .help = "By what the address lies in it, as in US, NY, 100*"),
    NOT_EMPTY(TIME, kt_tax_part_out, starts_at, .help = "Since when that rate holds"),
    NOT_EMPTY(TIME, kt_tax_part_out, ends_at, .help = "Until when, exclusive"),
    OUT(INT, kt_tax_part_out, amount, .help = "In minor units"),
    NOT_EMPTY(STR, kt_tax_part_out, exact,
              .help = "Before it was rounded or shared out, in minor units as in 478.991"),
};

static const struct kt_shape tax_part_shape =
    KT_SHAPE("TaxPart", struct kt_tax_part_out, tax_part_fields, "One tax on a line");

static const struct kt_field tax_line_fields[] = {
    OUT(INT, kt_tax_line_out, line, .min = -1, .help = "Index in lines; -1 is the shipping fee"),
    OUT(ENUM, kt_tax_line_out, state, .names = kt_tax_state_names),
    OUT(STR, kt_tax_line_out, tax_class, .help = "Of the goods or the method"),
    NOT_EMPTY(STR, kt_tax_line_out, due_class, .help = "Whose rates the rule took instead"),
    NOT_EMPTY(STR, kt_tax_line_out, note, .help = "For the invoice"),
    NOT_EMPTY(BOOL, kt_tax_line_out, is_weighted,
              .help = "A fee at the mean of the goods' rates, by their net amounts"),
    NOT_EMPTY(LIST, kt_tax_line_out, taxes, .shape = &tax_part_shape),
    NOT_EMPTY(INT, kt_tax_line_out, typed,
              .help = "The price of home, where its net part is kept and another rate holds"),
    NOT_EMPTY(INT, kt_tax_line_out, price, .help = "What it became there"),
    COST_ROWS(kt_tax_line_out),
};

static const struct kt_shape tax_line_shape =
    KT_SHAPE("TaxLineTrace", struct kt_tax_line_out, tax_line_fields,
             "How a line or the fee was taxed");

static const struct kt_field tax_fields[] = {
    NOT_EMPTY(STR, kt_tax_trace_out, code, .help = "Of the rule in use"),
    NOT_EMPTY(STR, kt_tax_trace_out, rule, .help = "Code of the rule"),
    OUT(ENUM, kt_tax_trace_out, place, .names = kt_tax_place_names,
        .help = "What tells where it is taxed"),
    OUT(STR, kt_tax_trace_out, country, .help = "ISO 3166-1 alpha-2"),
    NOT_EMPTY(STR, kt_tax_trace_out, region, .help = "Of the address"),
    NOT_EMPTY(STR, kt_tax_trace_out, postal_code, .help = "Of the address"),
    OUT(BOOL, kt_tax_trace_out, is_cross_border, .help = "It is not the shop's home"),
    OUT(ENUM, kt_tax_trace_out, vat_id, .names = kt_vat_id_state_names,
        .help = "Of the buyer; a wrong one counts as none"),
    NOT_EMPTY(STR, kt_tax_trace_out, vat_country, .help = "Of a right VAT id"),
    OUT(ENUM, kt_tax_trace_out, mode, .names = kt_tax_mode_names,
        .help = "Of the prices as they are typed"),
    OUT(ENUM, kt_tax_trace_out, level, .names = kt_tax_level_names, .help = "What is rounded"),
    OUT(ENUM, kt_tax_trace_out, rounding, .names = kt_rounding_names, .help = "How it is rounded"),
    OUT(ENUM, kt_tax_trace_out, keeps, .names = kt_price_keeps_names,
        .help = "What of a price stays where another rate holds"),
    OUT(LIST, kt_tax_trace_out, lines, .shape = &tax_line_shape,
        .help = "Of the cart, then the fee"),
};

static const struct kt_shape tax_shape =
    KT_SHAPE("TaxTrace", struct kt_tax_trace_out, tax_fields, "How a cart was taxed");

static const struct kt_field rules_fields[] = {
    OUT(LIST, kt_rule_trace_out, prices, .shape = &price_shape),
    NOT_EMPTY(OBJECT, kt_rule_trace_out, shipping, .shape = &shipping_shape),
    NOT_EMPTY(OBJECT, kt_rule_trace_out, tax, .shape = &tax_shape),
};
/* clang-format on */

const struct kt_shape kt_rule_trace_out_shape =
    KT_SHAPE("RuleTrace", struct kt_rule_trace_out, rules_fields,
             "What the rules of a shop answered, and why");
