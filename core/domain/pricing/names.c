/* The words by which JSON, SQL and Lua know the enums of pricing. */

#include "domain/pricing/rule_trace.h"

const char *const kt_stage_names[] = { "catalog", "item", "order", "shipping",
                                       NULL };
const char *const kt_effect_kind_names[] = {
    "percent",         "amount_each",    "amount_line", "amount",
    "unit_price",      "total_price",    "gift",        "shipping_percent",
    "shipping_amount", "shipping_price", NULL
};
const char *const kt_group_mode_names[] = { "all",           "best",
                                            "best_per_line", "additive",
                                            "same_base",     NULL };
const char *const kt_basis_names[] = { "stage", "list", NULL };
const char *const kt_on_error_names[] = { "skip", "refuse", NULL };
const char *const kt_coupon_state_names[] = { "applied",     "waiting",
                                              "beaten",      "unknown",
                                              "not_started", "ended",
                                              "used_up",     NULL };
const char *const kt_tax_mode_names[] = { "excluded", "included", "none",
                                          NULL };
const char *const kt_tax_level_names[] = { "line", "unit", "order", NULL };
const char *const kt_price_keeps_names[] = { "gross", "net", NULL };
const char *const kt_tender_state_names[] = {
    "applied",        "cancelled",      "ended", "used_up",
    "other_currency", "other_customer", NULL
};
const char *const kt_trace_state_names[] = { "applied",     "no_effect",
                                             "not_matched", "beaten",
                                             "failed",      NULL };
const char *const kt_candidate_state_names[] = { "chosen",      "other_list",
                                                 "not_matched", "less_specific",
                                                 "dearer",      "later",
                                                 NULL };
const char *const kt_price_source_names[] = { "rule", "core", "staff", "none",
                                              NULL };
const char *const kt_method_state_names[] = { "chosen", "offered",
                                              "not_offered", NULL };
const char *const kt_method_choice_names[] = { "none", "asked", "first",
                                               "not_needed", NULL };
const char *const kt_tax_state_names[] = {
    "rates", "exempt", "reverse_charge", "no_rate", "gift_card", "no_rule", NULL
};
const char *const kt_tax_place_names[] = { "shipping_address",
                                           "billing_address", "home", NULL };
const char *const kt_vat_id_state_names[] = { "none", "right", "wrong", NULL };
