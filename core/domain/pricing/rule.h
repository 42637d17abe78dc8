/* What pricing asks of rules, and what they may answer. The pipeline knows
 * rules as function pointers: scripts stand behind them in the product, plain C
 * in unit tests.
 *
 * Rules answer with targets and rates or amounts; the pipeline computes,
 * rounds, spreads, caps and records. */
#ifndef KT_DOMAIN_RULE_H
#define KT_DOMAIN_RULE_H

#include "domain/pricing/promotion.h"

struct kt_quote;
struct kt_quote_line;

struct kt_address {
    struct kt_str first_name, last_name, company;
    struct kt_str line1, line2, city, region, postal_code;
    struct kt_str country; /* ISO 3166-1 alpha-2 */
    struct kt_str phone;
};

extern const struct kt_shape kt_address_shape;

/* Its country is two capital letters, if any. address may be NULL; pointer is
 * where it stands. */
void kt_address_check(const struct kt_address *address, const char *pointer,
                      struct kt_error *err);

/* A rule of the shop that is in use, with its params: a row of shop_rule. */
struct kt_rule_use {
    struct kt_id id;
    struct kt_str code; /* its own name: "standard", "express" */
    struct kt_str title;
    struct kt_str rule;      /* the rule's code */
    struct kt_str params;    /* a JSON object */
    struct kt_str tax_class; /* shipping methods */
    struct kt_list channels; /* of struct kt_str codes; empty: all */
    struct kt_list zones;    /* of shipping methods, as channels */
    struct kt_list events;   /* order_guard: edges; reaction: events */
    int64_t position;
};

/* Some units of one segment of a line, one beside the other: which ones they
 * are matters, so that no unit serves twice. */
struct kt_unit_run {
    size_t line;    /* index in the quote's lines */
    size_t segment; /* index in that line's segments */
    int64_t first;  /* place of the first one in the segment */
    int64_t count;
    int64_t unit_minor;   /* amount of the dearest unit in the run */
    int64_t amount_minor; /* of all count units */
};

struct kt_units {
    const struct kt_unit_run *runs;
    size_t run_count;
};

enum kt_effect_kind {
    KT_EFFECT_PERCENT,     /* rate_ppm off the units' running amount */
    KT_EFFECT_AMOUNT_EACH, /* amount off each unit, at most its price */
    KT_EFFECT_AMOUNT_LINE, /* amount off each line once, at most the line */
    KT_EFFECT_AMOUNT,      /* amount off all of them once, spread */
    KT_EFFECT_UNIT_PRICE,  /* each unit costs amount (never more than now) */
    KT_EFFECT_TOTAL_PRICE, /* all of them cost amount, spread */
    KT_EFFECT_GIFT,        /* count units of sku at no price */
    KT_EFFECT_SHIPPING_PERCENT,
    KT_EFFECT_SHIPPING_AMOUNT,
    KT_EFFECT_SHIPPING_PRICE
};

extern const char *const kt_effect_kind_names[];

struct kt_effect {
    enum kt_effect_kind kind;
    int64_t rate_ppm;
    int64_t amount_minor;
    int64_t cap_minor;      /* this effect takes off at most so much; 0 */
    int64_t points;         /* of the buyer, that the whole amount costs; 0 */
    struct kt_units units;  /* what it changes */
    struct kt_units takes;  /* what else it uses up; see must_untaken */
    bool takes_units;       /* units and takes serve no other taker */
    bool includes_shipping; /* order stage: the fee is one more line */
    struct kt_list methods; /* shipping stage: codes; empty: any method */
    struct kt_str sku;      /* gift */
    int64_t count;
    struct kt_str per_line; /* gift: id text of the line that triggers it */
};

/* How far to the next reward. */
struct kt_hint {
    struct kt_str kind; /* "spend", "add_units", … */
    int64_t wanted;
    int64_t actual;
    int64_t missing; /* wanted - actual, in minor units or units */
    bool is_money;
};

struct kt_effects {
    struct kt_effect *items;
    size_t count;
    struct kt_hint hint;
    bool has_hint;
    int64_t steps; /* instructions the rule used */
    int64_t nanoseconds;
};

/* What a promotion rule sees. lines are the quote's lines as they stand at this
 * moment of the stage; for the catalog stage there is one line of one unit. */
struct kt_stage_view {
    const struct kt_quote *quote;
    const struct kt_promotion *promotion;
    struct kt_arena *arena; /* for the answer */
};

/* The units of a view that a selector takes, in the order of lines. Gift lines,
 * gift cards and undiscountable items are left out; with skips_reduced those
 * reduced by the catalogue too; with untaken_only those already taken. */
struct kt_units kt_units_select(const struct kt_stage_view *view,
                                const struct kt_selector *selector,
                                bool untaken_only);
int64_t kt_units_count(struct kt_units units);
int64_t kt_units_amount(struct kt_units units);
/* The n cheapest (dearest) of them; ties go to the earlier line. */
struct kt_units kt_units_cheapest(struct kt_units units, int64_t n,
                                  struct kt_arena *arena);
struct kt_units kt_units_dearest(struct kt_units units, int64_t n,
                                 struct kt_arena *arena);
/* n of them from the lines with the most units on; ties go to the earlier. */
struct kt_units kt_units_fullest(struct kt_units units, int64_t n,
                                 struct kt_arena *arena);
/* units without others. */
struct kt_units kt_units_without(struct kt_units units, struct kt_units others,
                                 struct kt_arena *arena);
/* At most n units of each line, the first ones. */
struct kt_units kt_units_per_line(struct kt_units units, int64_t n,
                                  struct kt_arena *arena);

/* One tax on a line. */
struct kt_tax_rate {
    struct kt_str name; /* "VAT 19 %", "NY state" */
    int64_t rate_ppm;
    bool is_compound; /* on the base plus the taxes before it */
    int is_included;  /* -1: as the channel says, else 0 or 1 */
};

struct kt_treatment {
    const struct kt_tax_rate *rates;
    size_t rate_count;
    bool is_exempt;
    bool is_reverse_charge;
    struct kt_str note; /* for the invoice */
    /* For the trace: which of the input's due rates the rule looked at last,
     * whether the core weighed the goods' rates, what the rule used up. */
    size_t due_first, due_count;
    bool is_weighted;
    int64_t steps;
    int64_t nanoseconds;
};

/* What a condition wants, or what is there: made a text only when it is told,
 * since most stories are told to nobody. It points into the quote's input, or
 * into the arena of an answer. */
struct kt_said {
    enum { KT_SAID_TEXT, KT_SAID_NUMBER, KT_SAID_TIME, KT_SAID_LIST } kind;
    int64_t number;
    struct kt_str text;
    struct kt_list list; /* of struct kt_str */
};

struct kt_str kt_said_text(const struct kt_said *said, struct kt_arena *arena);

struct kt_shipping_offer {
    bool is_offered;
    int64_t price_minor;
    struct kt_str title; /* empty: the method's */
    /* For the trace: why it is not offered, what it wants and what there is;
     * what the rule used up. */
    struct kt_str reason;
    struct kt_said wanted, actual;
    int64_t steps;
    int64_t nanoseconds;
};

enum kt_verdict_kind { KT_VERDICT_PASS, KT_VERDICT_REFUSE, KT_VERDICT_HOLD };

struct kt_verdict {
    enum kt_verdict_kind kind;
    struct kt_str slug;    /* refuse: the item's code; hold: the reason */
    struct kt_str pointer; /* refuse: JSON pointer of the field */
    struct kt_str detail;
};

/* What a unit costs. */
struct kt_price_answer {
    int64_t unit_minor; /* < 0: not mine, ask the next rule */
    int64_t compare_at_minor;
    bool is_graduated;   /* it holds for units in its band alone */
    bool counts_product; /* bands of the units of the product */
};

/* The rules of a shop as pricing calls them. Every answer lives in the arena
 * of the call. A status other than KT_OK is the rule's failure; the pipeline
 * contains it by kind. */
struct kt_rules {
    void *host;

    /* Step 1. */
    enum kt_status (*price)(void *host, const struct kt_rule_use *use,
                            const struct kt_item *item,
                            const struct kt_price_context *context,
                            const struct kt_currency *currency,
                            struct kt_arena *arena,
                            struct kt_price_answer *answer,
                            struct kt_error *err);

    /* Quantities at which a price rule's answer may change, by its params;
     * in any order. NULL: none change. */
    enum kt_status (*bands)(void *host, const struct kt_rule_use *use,
                            struct kt_arena *arena, const int64_t **starts,
                            size_t *count, struct kt_error *err);

    enum kt_status (*evaluate)(void *host, const struct kt_stage_view *view,
                               struct kt_effects *effects,
                               struct kt_error *err);

    /* line NULL: the shipping fee of use's class. */
    enum kt_status (*treat)(void *host, const struct kt_rule_use *use,
                            const struct kt_quote *quote,
                            const struct kt_quote_line *line,
                            struct kt_str tax_class, struct kt_arena *arena,
                            struct kt_treatment *treatment,
                            struct kt_error *err);

    enum kt_status (*offer)(void *host, const struct kt_rule_use *use,
                            const struct kt_quote *quote,
                            struct kt_arena *arena,
                            struct kt_shipping_offer *offer,
                            struct kt_error *err);

    enum kt_status (*check)(void *host, const struct kt_rule_use *use,
                            const struct kt_quote *quote,
                            struct kt_arena *arena, struct kt_verdict *verdict,
                            struct kt_error *err);
};

#endif
