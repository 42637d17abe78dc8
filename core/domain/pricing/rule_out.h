/* The traces of rules that are no promotions, as the HTTP API tells them. */
#ifndef KT_DOMAIN_RULE_OUT_H
#define KT_DOMAIN_RULE_OUT_H

#include "domain/pricing/rule_trace.h"

/* What it took of the clock; no two quotes have the same, so that what is
 * stored or compared is told without (kt_rule_trace_tell_times). */
struct kt_rule_cost_out {
    int64_t steps;
    int64_t nanoseconds; /* no member of the JSON */
    int64_t microseconds;
};

struct kt_price_asked_out {
    struct kt_str code;
    struct kt_str rule;
    int state;     /* "not_mine", "answered": then with the trace's price */
    int looked_in; /* "nothing", "all_lists", "base", "list" */
    struct kt_str list;
    struct kt_rule_cost_out cost;
};

struct kt_candidate_out {
    int64_t amount;
    struct kt_str list;
    int state;
    struct kt_list matches; /* of struct kt_str: conditions */
    struct kt_str reason;
    struct kt_str wanted;
    struct kt_str actual;
};

struct kt_price_trace_out {
    int64_t line; /* from 0 */
    int source;
    int64_t price;
    int64_t compare_at;
    bool is_graduated;
    struct kt_list rules;      /* of kt_price_asked_out */
    struct kt_list candidates; /* of kt_candidate_out */
    int64_t left_out;
};

struct kt_method_trace_out {
    struct kt_str code;
    struct kt_str rule;
    int state;
    int64_t price;
    struct kt_str reason;
    struct kt_str detail;
    struct kt_str wanted;
    struct kt_str actual;
    int64_t discount;         /* by promotions */
    struct kt_list discounts; /* of kt_discount_out; of the chosen one */
    struct kt_rule_cost_out cost;
};

struct kt_shipping_trace_out {
    int choice;
    struct kt_list methods; /* of kt_method_trace_out */
};

struct kt_tax_part_out {
    struct kt_str name;
    struct kt_str rate; /* per cent */
    bool is_included;
    struct kt_str zone;
    struct kt_str place;
    int64_t starts_at;
    int64_t ends_at;
    int64_t amount;
    struct kt_str exact; /* empty: the amount */
};

struct kt_tax_line_out {
    int64_t line; /* from 0; -1: the shipping fee */
    int state;
    struct kt_str tax_class;
    struct kt_str due_class;
    struct kt_str note;
    bool is_weighted;
    struct kt_list taxes; /* of kt_tax_part_out */
    int64_t typed;        /* 0: as typed */
    int64_t price;
    struct kt_rule_cost_out cost;
};

struct kt_tax_trace_out {
    struct kt_str code; /* empty: there is no rule */
    struct kt_str rule;
    int place;
    struct kt_str country;
    struct kt_str region;
    struct kt_str postal_code;
    bool is_cross_border;
    int vat_id;
    struct kt_str vat_country;
    int mode, level, rounding, keeps;
    struct kt_list lines; /* of kt_tax_line_out */
};

struct kt_rule_trace_out {
    struct kt_list prices; /* of kt_price_trace_out */
    struct kt_shipping_trace_out *shipping;
    struct kt_tax_trace_out *tax;
};

/* "335.033" from thousandths, when that is not the amount itself. */
struct kt_str kt_exact_tell(int64_t milli, int64_t amount,
                            struct kt_arena *arena);

/* What a promotion took off. */
struct kt_discount_out {
    struct kt_id promotion_id;
    struct kt_str title;
    int64_t amount;
};

struct kt_list kt_discounts_tell(const struct kt_quote *quote,
                                 const struct kt_discount *items, size_t count,
                                 struct kt_arena *arena);

extern const struct kt_shape kt_discount_out_shape;
extern const struct kt_shape kt_rule_trace_out_shape;

struct kt_rule_trace_out *kt_rule_trace_tell(const struct kt_quote *quote,
                                             struct kt_arena *arena);
void kt_rule_trace_tell_times(struct kt_rule_trace_out *out);

#endif
