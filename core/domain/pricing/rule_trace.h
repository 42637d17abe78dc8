/* Why the rules of a shop that are no promotions answered what they did, for a
 * quote that explains. Nothing here changes an amount. */
#ifndef KT_DOMAIN_RULE_TRACE_H
#define KT_DOMAIN_RULE_TRACE_H

#include "domain/pricing/quote.h"

/* ---- prices ---- */

/* A price rule that was asked for a line. */
struct kt_price_asked {
    const struct kt_rule_use *use;
    bool is_answered; /* with the price of the trace */
    struct kt_price_told told;
};

enum kt_candidate_state {
    KT_CANDIDATE_CHOSEN,
    KT_CANDIDATE_OTHER_LIST,    /* the rule looked in another list */
    KT_CANDIDATE_NOT_MATCHED,   /* a condition of the row failed */
    KT_CANDIDATE_LESS_SPECIFIC, /* the chosen one meets more conditions */
    KT_CANDIDATE_DEARER,        /* it meets as many, and costs less */
    KT_CANDIDATE_LATER          /* it costs the same, and stands before */
};

extern const char *const kt_candidate_state_names[];

/* A price row of the item beside the one that was chosen. */
struct kt_price_candidate {
    const struct kt_price *price;
    enum kt_candidate_state state;
    unsigned met; /* bits of enum kt_price_condition */
    enum kt_price_condition missed;
    struct kt_said wanted, actual; /* of the missed one */
};

enum kt_price_source {
    KT_PRICE_OF_RULE,
    KT_PRICE_OF_CORE, /* no rule answered: the best of all rows */
    KT_PRICE_OF_STAFF,
    KT_PRICE_OF_NOBODY
};

extern const char *const kt_price_source_names[];

struct kt_price_trace {
    enum kt_price_source source;
    int64_t price_minor; /* as it was typed */
    int64_t compare_at_minor;
    bool is_graduated;            /* it holds for units in its band alone */
    struct kt_price_asked *asked; /* the last one answered, if any did */
    size_t asked_count;
    /* What the rule that answered, or the core, chose among; empty when that
     * rule looked at no price. The chosen one is always told. */
    struct kt_price_candidate *candidates;
    size_t candidate_count;
    size_t left_out; /* candidates more than are told */
};

/* ---- shipping ---- */

enum kt_method_state {
    KT_METHOD_CHOSEN,
    KT_METHOD_OFFERED,
    KT_METHOD_NOT_OFFERED
};

extern const char *const kt_method_state_names[];

struct kt_method_trace {
    const struct kt_rule_use *use;
    enum kt_method_state state;
    int64_t price_minor;  /* of one that is offered */
    int64_t typed_minor;  /* the same as the rule gave it */
    struct kt_str reason; /* why not: "channel", "zone", "rule" */
    struct kt_str detail; /* as the rule gave it */
    struct kt_said wanted, actual;
    int64_t steps;
    int64_t nanoseconds;
};

enum kt_method_choice {
    KT_CHOICE_NONE,  /* no method is offered */
    KT_CHOICE_ASKED, /* the one that was asked for */
    KT_CHOICE_FIRST, /* the first that is offered: an estimate */
    KT_CHOICE_NOT_NEEDED
};

extern const char *const kt_method_choice_names[];

struct kt_shipping_trace {
    enum kt_method_choice choice;
    struct kt_method_trace *methods; /* in their order, then of elsewhere */
    size_t method_count;
};

/* ---- taxes ---- */

enum kt_tax_state {
    KT_TAXED_AT_RATES,
    KT_TAXED_EXEMPT,
    KT_TAXED_REVERSE_CHARGE,
    KT_TAXED_AT_NONE,   /* the rule gave no rate */
    KT_TAXED_GIFT_CARD, /* money for later: the rule is not asked */
    KT_TAXED_BY_NO_RULE
};

extern const char *const kt_tax_state_names[];

/* A line of the cart, or the fee. */
struct kt_tax_line_trace {
    size_t line; /* KT_TRACE_SHIPPING: the fee */
    enum kt_tax_state state;
    struct kt_str tax_class;
    struct kt_str due_class; /* of the rates that were taken, if another */
    struct kt_str note;
    bool is_weighted;
    const struct kt_tax *taxes;
    const struct kt_due_rate **dues; /* of each tax; or NULL */
    size_t tax_count;
    /* A price of home and what it became where another rate holds. */
    int64_t typed_minor, price_minor;
    int64_t steps;
    int64_t nanoseconds;
};

enum kt_tax_place {
    KT_TAX_AT_SHIPPING_ADDRESS,
    KT_TAX_AT_BILLING_ADDRESS,
    KT_TAX_AT_HOME
};

extern const char *const kt_tax_place_names[];

enum kt_vat_id_state {
    KT_VAT_ID_NONE,
    KT_VAT_ID_RIGHT,
    KT_VAT_ID_WRONG /* mistyped: it counts as none */
};

extern const char *const kt_vat_id_state_names[];

struct kt_tax_trace {
    const struct kt_rule_use *use; /* or NULL */
    enum kt_tax_place place;
    struct kt_str country, region, postal_code;
    bool is_cross_border;
    enum kt_vat_id_state vat_id;
    struct kt_str vat_country; /* of a right one */
    struct kt_tax_line_trace *lines;
    size_t line_count;
};

#endif
