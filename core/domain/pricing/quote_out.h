/* A quote as the HTTP API tells it: structs and their shapes. Carts, orders
 * and admin quotes put the same rows in their own shapes, so that a line looks
 * the same wherever it stands. */
#ifndef KT_DOMAIN_QUOTE_OUT_H
#define KT_DOMAIN_QUOTE_OUT_H

#include "domain/pricing/rule_out.h"

struct kt_tax_out {
    struct kt_str name;
    struct kt_str rate; /* per cent: "19", "7.375" */
    bool included;
    int64_t base;
    int64_t amount;
};

/* Units of a line that cost the same. */
struct kt_unit_price_out {
    int64_t quantity;
    int64_t unit_price;
    int64_t list_price;
    int64_t compare_at;
};

struct kt_line_out {
    struct kt_id id; /* zero: a gift line */
    struct kt_id variant_id;
    struct kt_str sku;
    struct kt_id product_id;
    struct kt_str product;
    struct kt_str title;
    struct kt_str variant_title;
    int64_t quantity;
    int64_t unit_price;
    int64_t list_price;
    int64_t compare_at;
    struct kt_list unit_prices; /* of kt_unit_price_out; none: all the same */
    int64_t subtotal;
    struct kt_list discounts; /* of kt_discount_out */
    struct kt_list taxes;     /* of kt_tax_out */
    int64_t discount;
    int64_t total;
    int64_t tax;
    int64_t net;
    int64_t gross;
    struct kt_str tax_note;
    bool is_gift;
    struct kt_str metadata;
};

struct kt_hint_out {
    struct kt_id promotion_id; /* zero in a coupon's missing */
    struct kt_str title;
    struct kt_str kind;
    int64_t wanted;
    int64_t actual;
    int64_t missing;
    struct kt_str message;
};

struct kt_coupon_out {
    struct kt_str code;
    int state;
    struct kt_str reason;
    struct kt_str detail;
    struct kt_hint_out *missing; /* while it waits; or NULL */
};

struct kt_tender_out {
    struct kt_id id;      /* of the gift card */
    struct kt_str ending; /* of its code */
    int state;
    int64_t amount; /* that it pays */
    int64_t rest;
};

struct kt_shipping_out {
    struct kt_str option; /* code; ptr NULL: none */
    struct kt_str title;
    bool is_needed;
    bool is_estimate;
    int64_t fee;
    struct kt_list discounts;
    int64_t discount;
    int64_t amount;
    struct kt_list taxes;
    int64_t tax;
};

struct kt_totals_out {
    int64_t subtotal;
    int64_t discount;
    int64_t shipping;
    int64_t tax;
    int64_t net;
    int64_t total;
    int64_t tendered;
    int64_t due;
};

struct kt_problem_out {
    struct kt_str pointer;
    struct kt_str code;
    struct kt_str detail;
    bool is_blocking;
};

struct kt_trace_part_out {
    int64_t line; /* from 0; -1: the shipping fee */
    int64_t units;
    int64_t amount;
    int64_t effect; /* index in the trace's effects */
    int64_t base;
    struct kt_str exact; /* as below */
};

struct kt_working_out {
    int kind;
    struct kt_str rate; /* per cent; empty: an amount */
    int64_t amount;
    int64_t base;
    struct kt_str exact; /* minor units with decimals; empty: it was whole */
    int64_t computed;    /* 0: as taken */
    int64_t taken;
    bool is_spread;
};

struct kt_trace_out {
    struct kt_id promotion_id;
    struct kt_str title;
    struct kt_str rule;
    int stage;
    int state;
    struct kt_str reason;
    struct kt_str wanted;
    struct kt_str actual;
    struct kt_id beaten_by;
    struct kt_list parts;   /* of kt_trace_part_out */
    struct kt_list effects; /* of kt_working_out; of a quote that explains */
    int64_t amount;
    struct kt_hint_out *hint;
    struct kt_str error;
    int64_t steps;
    int64_t microseconds; /* 0: not told, see kt_quote_tell_times */
};

struct kt_shipping_option_out {
    struct kt_str code;
    struct kt_str title;
    int64_t price;
    int64_t discount;
    bool is_chosen;
};

struct kt_quote_out {
    struct kt_str currency;
    struct kt_list lines;      /* of kt_line_out, gifts last */
    struct kt_list coupons;    /* of kt_coupon_out */
    struct kt_list gift_cards; /* of kt_tender_out */
    struct kt_shipping_out shipping;
    struct kt_list taxes; /* of kt_tax_out, by name and rate */
    struct kt_totals_out totals;
    int64_t points_used;
    struct kt_list hints;    /* of kt_hint_out */
    struct kt_list problems; /* of kt_problem_out */
    /* With ?explain=1: */
    struct kt_list trace;                 /* of kt_trace_out */
    struct kt_rule_trace_out *rule_trace; /* or NULL */
};

extern const struct kt_shape kt_line_out_shape;
extern const struct kt_shape kt_quote_coupon_shape;
extern const struct kt_shape kt_tender_out_shape;
extern const struct kt_shape kt_shipping_out_shape;
extern const struct kt_shape kt_tax_out_shape;
extern const struct kt_shape kt_totals_out_shape;
extern const struct kt_shape kt_hint_out_shape;
extern const struct kt_shape kt_problem_out_shape;
extern const struct kt_shape kt_trace_out_shape;
extern const struct kt_shape kt_shipping_option_out_shape;
extern const struct kt_shape kt_quote_out_shape;

#define KT_QUOTE_ROW(KIND, type, path, member, ...)                            \
    {                                                                          \
        .name = #member, .kind = KT_FIELD_##KIND, .flags = 0,                  \
        .offset = offsetof(type, path.member), __VA_ARGS__                     \
    }

/* The rows of a quote for the table of any struct that holds a struct
 * kt_quote_out in its member `path`. */
#define KT_QUOTE_ROWS(type, path)                                              \
    KT_QUOTE_ROW(STR, type, path, currency, .help = "ISO 4217"),               \
        KT_QUOTE_ROW(LIST, type, path, lines, .shape = &kt_line_out_shape),    \
        KT_QUOTE_ROW(LIST, type, path, coupons,                                \
                     .shape = &kt_quote_coupon_shape),                         \
        KT_QUOTE_ROW(LIST, type, path, gift_cards,                             \
                     .shape = &kt_tender_out_shape),                           \
        KT_QUOTE_ROW(EMBED, type, path, shipping,                              \
                     .shape = &kt_shipping_out_shape),                         \
        KT_QUOTE_ROW(LIST, type, path, taxes, .shape = &kt_tax_out_shape,      \
                     .help = "By name and rate, goods and shipping together"), \
        KT_QUOTE_ROW(EMBED, type, path, totals,                                \
                     .shape = &kt_totals_out_shape),                           \
    {                                                                          \
        .name = "points_used", .kind = KT_FIELD_INT, .flags = KT_OMIT_EMPTY,   \
        .offset = offsetof(type, path.points_used),                            \
        .help = "Of the buyer's points; absent: none"                          \
    }

/* What only an open cart tells. */
#define KT_QUOTE_OPEN_ROWS(type, path)                                         \
    KT_QUOTE_ROW(LIST, type, path, hints, .shape = &kt_hint_out_shape,         \
                 .help = "How far to the next reward"),                        \
        KT_QUOTE_ROW(LIST, type, path, problems,                               \
                     .shape = &kt_problem_out_shape,                           \
                     .help = "What stands in the way of an order"),            \
        { .name = "trace",                                                     \
          .kind = KT_FIELD_LIST,                                               \
          .flags = KT_OMIT_EMPTY,                                              \
          .offset = offsetof(type, path.trace),                                \
          .shape = &kt_trace_out_shape,                                        \
          .help = "The story of every promotion, with ?explain=1" },           \
    {                                                                          \
        .name = "rule_trace", .kind = KT_FIELD_OBJECT, .flags = KT_OMIT_EMPTY, \
        .offset = offsetof(type, path.rule_trace),                             \
        .shape = &kt_rule_trace_out_shape,                                     \
        .help = "What rules for prices, shipping and tax answered, with "      \
                "?explain=1"                                                   \
    }

/* Fills the struct from a quote; texts are borrowed from it. */
void kt_quote_tell(const struct kt_quote *quote, bool explain,
                   struct kt_arena *arena, struct kt_quote_out *out);

/* Adds to a trace that was told what each rule took of the clock. No two
 * quotes have the same, so that what is stored or compared is told without. */
void kt_quote_tell_times(const struct kt_quote *quote,
                         struct kt_quote_out *out);

/* The traces as orders keep them. */
void kt_quote_write_trace(const struct kt_quote_out *out, struct kt_json *json);
void kt_quote_write_rule_trace(const struct kt_quote_out *out,
                               struct kt_json *json);

/* The options of a quote, in their order. */
struct kt_list kt_quote_tell_options(const struct kt_quote *quote,
                                     struct kt_arena *arena);

#endif
