/* A quote prices a cart: a pure function of its input. It never reads an
 * earlier quote, a clock or a database.
 *
 * The steps, each a file beside this one; notes/semantics.md says what each
 * means:
 *   1 price.c      unit prices        5 shipping.c   options and fee
 *   2 catalog.c    catalogue promos   6 stage.c      shipping promotions
 *   3 stage.c      item promotions    7 tax.c        tax
 *   4 stage.c      order promotions   8 tender.c     gift cards, amount due
 * laws.c checks every result before it is given out. */
#ifndef KT_DOMAIN_QUOTE_H
#define KT_DOMAIN_QUOTE_H

#include "domain/pricing/rule.h"
#include "domain/pricing/tax_rate.h"

enum kt_tax_mode { KT_TAX_EXCLUDED, KT_TAX_INCLUDED, KT_TAX_NONE };
enum kt_tax_level { KT_TAX_PER_LINE, KT_TAX_PER_UNIT, KT_TAX_PER_ORDER };

/* What of a price that includes tax stays where another rate holds. */
enum kt_price_keeps { KT_KEEPS_GROSS, KT_KEEPS_NET };

extern const char
    *const kt_tax_mode_names[]; /* "excluded", "included", "none" */
extern const char *const kt_tax_level_names[];   /* "line", "unit", "order" */
extern const char *const kt_price_keeps_names[]; /* "gross", "net" */

/* The settings of a channel that change a price. */
struct kt_pricing_settings {
    struct kt_id channel_id;
    struct kt_str channel; /* code */
    const struct kt_currency *currency;
    struct kt_str locale;
    enum kt_tax_mode tax_mode; /* of the prices as they are typed */
    enum kt_tax_level tax_level;
    enum kt_rounding price_rounding;
    enum kt_rounding tax_rounding;
    bool weighted_shipping_tax; /* rate by the goods' net amounts */
    enum kt_price_keeps price_keeps;
    int64_t coupons_max;        /* 0: any number */
    struct kt_str home_country; /* tax zone when no address is known, and of
                                 * the tax that prices include */
    int64_t utc_offset_ms;      /* of its time zone, at the quote's moment */
};

struct kt_price_trace; /* rule_trace.h */
struct kt_shipping_trace;
struct kt_tax_trace;

struct kt_cart_line {
    struct kt_id id;
    const struct kt_item *item;
    int64_t quantity;
    struct kt_str metadata;     /* a JSON object or empty */
    int64_t manual_price_minor; /* admin quotes; -1: none */
};

struct kt_tender_in {
    struct kt_id gift_card_id; /* zero: kept by nobody */
    struct kt_str code;        /* for people: the end of a card's code */
    int64_t balance_minor;
    struct kt_str currency; /* empty: the quote's */
    struct kt_str owner;    /* e-mail of who alone may use it; or empty */
    int64_t ends_ms;        /* exclusive; 0: open */
    bool is_cancelled;
    bool is_taxed; /* its tax was paid when it was sold */
};

/* Everything a quote depends on. Orders keep it as JSON (quote_input.c). */
struct kt_quote_input {
    int64_t now_ms;
    struct kt_pricing_settings settings;
    struct kt_buyer buyer;
    const struct kt_address *shipping_address; /* NULL: not known yet */
    const struct kt_address *billing_address;
    const struct kt_cart_line *lines;
    size_t line_count;
    const struct kt_item *const *gift_items; /* what gift effects may name */
    size_t gift_item_count;
    const struct kt_promotion *promotions; /* any order */
    size_t promotion_count;
    const struct kt_coupon *coupons; /* as entered, in order */
    size_t coupon_count;
    const struct kt_rule_use *price_rules; /* in order; none: the core's */
    size_t price_rule_count;
    const struct kt_rule_use *tax_rule;  /* NULL: no tax */
    const struct kt_due_rate *tax_rates; /* by class and priority */
    size_t tax_rate_count;
    const struct kt_due_rate *home_rates; /* at home, where prices keep net */
    size_t home_rate_count;
    const struct kt_rule_use *shipping_methods; /* by position */
    size_t shipping_method_count;
    struct kt_str shipping_option; /* chosen code; may be empty */
    /* Where it explains: methods of other channels or zones, and the codes of
     * the zones to which the parcel goes. */
    const struct kt_rule_use *methods_elsewhere;
    size_t method_elsewhere_count;
    struct kt_list shipping_zones; /* of struct kt_str */
    const struct kt_tender_in *tenders;
    size_t tender_count;
    bool explains; /* traces tell how each amount came about */
};

/* The moment as the channel's clocks show it. */
static inline int64_t
kt_quote_local_ms(const struct kt_quote_input *in)
{
    return in->now_ms + in->settings.utc_offset_ms;
}

/* Where a quote is taxed: the shipping address, else the billing one. NULL:
 * only the home country is known. */
const struct kt_address *kt_quote_tax_address(const struct kt_quote_input *in);

/* Takes the rates that hold there now; and those at home, where they matter. */
void kt_quote_take_rates(struct kt_quote_input *in,
                         const struct kt_tax_rates *rates,
                         struct kt_arena *arena);

/* Leaves out the shipping methods that are not offered where the parcel goes:
 * to the shipping address, or anywhere in the home country. An input that
 * explains keeps them as methods of elsewhere. */
void kt_quote_take_methods(struct kt_quote_input *in,
                           const struct kt_shipping_zones *zones,
                           struct kt_arena *arena);

/* One discount on a line or on the fee; of the catalogue on each of so many
 * units. */
struct kt_discount {
    size_t promotion; /* index in the input's promotions */
    enum kt_stage stage;
    int64_t amount_minor; /* >= 0 */
    int64_t units;
};

struct kt_tax {
    struct kt_str name;
    int64_t rate_ppm;
    bool is_included;
    int64_t base_minor; /* net */
    int64_t amount_minor;
    int64_t exact_milli; /* before it was rounded; where the input explains */
};

/* Units of a line that took part in the same promotions. The amount is spread
 * over the units equally, the first ones bear one minor unit more. */
struct kt_segment {
    int64_t count;
    int64_t unit_minor; /* what each cost at the beginning */
    int64_t amount_minor;
    bool is_taken;       /* serves no other taker */
    bool is_picked;      /* the effect at work is about it, … */
    int64_t claim_minor; /* … and its part of the line's is by this */
    size_t origin;       /* its index when the rule saw it */
};

/* Units of a line that cost the same, where they lie in bands of their own; in
 * the order of the line's units. Members as those of the line. */
struct kt_line_part {
    int64_t units;
    int64_t list_minor, unit_minor, compare_at_minor;
};

struct kt_quote_line {
    const struct kt_cart_line *in; /* NULL for a gift line */
    const struct kt_item *item;
    int64_t quantity;
    int64_t list_minor;          /* unit price after step 1 */
    int64_t unit_minor;          /* unit price after step 2: what is shown */
    int64_t compare_at_minor;    /* 0: none */
    struct kt_line_part *parts;  /* the three above are of the first … */
    size_t part_count;           /* … of them; 1: all units cost the same */
    struct kt_discount *catalog; /* per unit, step 2 */
    size_t catalog_count;
    int64_t subtotal_minor;        /* of all units at their unit_minor */
    struct kt_discount *discounts; /* steps 3 and 4 */
    size_t discount_count;
    struct kt_segment *segments;
    size_t segment_count;
    int64_t amount_minor; /* after discounts, in price mode */
    struct kt_tax *taxes;
    size_t tax_count;
    int64_t net_minor, tax_minor, gross_minor;
    struct kt_str tax_note;
    bool is_gift;
    size_t gift_promotion;
    const struct kt_price_trace *price; /* where the input explains */
};

struct kt_shipping_option {
    const struct kt_rule_use *method;
    struct kt_str title;
    int64_t price_minor;    /* before shipping promotions */
    int64_t discount_minor; /* what promotions would take off it */
};

struct kt_shipping {
    bool is_needed; /* something in the cart is shipped */
    struct kt_shipping_option *options;
    size_t option_count;
    const struct kt_rule_use *method; /* the chosen or estimated one, or NULL */
    bool is_estimate;                 /* nobody chose it */
    struct kt_str title;
    int64_t fee_minor;
    struct kt_discount *discounts;
    size_t discount_count;
    int64_t amount_minor; /* fee less discounts */
    struct kt_tax *taxes;
    size_t tax_count;
    int64_t net_minor, tax_minor, gross_minor;
    const struct kt_shipping_trace *trace; /* where the input explains */
};

struct kt_totals {
    int64_t subtotal_minor; /* goods before cart promotions */
    int64_t discount_minor; /* off goods */
    int64_t shipping_minor; /* fee less shipping discounts */
    int64_t shipping_discount_minor;
    int64_t tax_minor;      /* of goods and shipping */
    int64_t net_minor;      /* total without tax */
    int64_t total_minor;    /* what the order costs, tax included */
    int64_t tendered_minor; /* by gift cards and credit */
    int64_t due_minor;
};

enum kt_tender_state {
    KT_TENDER_APPLIED, /* also while nothing is left to pay */
    KT_TENDER_CANCELLED,
    KT_TENDER_ENDED,
    KT_TENDER_USED_UP,
    KT_TENDER_OTHER_CURRENCY,
    KT_TENDER_OTHER_CUSTOMER
};

extern const char *const kt_tender_state_names[];

/* What a refusal says to people. */
const char *kt_tender_refusal(enum kt_tender_state state);

struct kt_tender {
    const struct kt_tender_in *in;
    enum kt_tender_state state;
    int64_t amount_minor;
    int64_t rest_minor;
};

struct kt_quote_coupon {
    const struct kt_coupon *in;
    enum kt_coupon_state state;
    struct kt_str reason; /* a code: "subtotal_min", "used_up", … */
    struct kt_str detail;
    struct kt_hint missing; /* what is missing while it waits */
};

enum kt_trace_state {
    KT_TRACE_APPLIED,
    KT_TRACE_NO_EFFECT,   /* the rule ran and gave nothing */
    KT_TRACE_NOT_MATCHED, /* a condition of the row failed */
    KT_TRACE_BEATEN,      /* an exclusive one or its group won */
    KT_TRACE_FAILED       /* the rule failed and was skipped */
};

extern const char *const kt_trace_state_names[];

struct kt_trace_part {
    size_t line; /* KT_TRACE_SHIPPING: the fee */
    int64_t units;
    int64_t amount_minor;
    /* Where the input explains: */
    size_t working;     /* index in the trace's workings */
    int64_t base_minor; /* what a rate is computed on; in a spread the weight */
    int64_t exact_milli;
};

/* How one effect came to what it took off, where the input explains. Exact is
 * what was computed before it was rounded, shared out or held back, in
 * thousandths of a minor unit. */
struct kt_working {
    enum kt_effect_kind kind;
    int64_t rate_ppm; /* as the rule gave them */
    int64_t amount_minor;
    int64_t base_minor; /* of all parts; on a shelf of one unit */
    int64_t exact_milli;
    int64_t wanted_minor; /* rounded, before caps, floors and what is there */
    int64_t taken_minor;
    bool is_spread;
};

#define KT_TRACE_SHIPPING SIZE_MAX

/* One promotion's story. */
struct kt_trace {
    size_t promotion;
    enum kt_trace_state state;
    struct kt_str reason; /* a condition's name: "subtotal_min"; when beaten
                             "exclusive" or the mode of its group */
    struct kt_said wanted, actual;
    size_t beaten_by; /* index of the winner */
    struct kt_trace_part *parts;
    size_t part_count;
    struct kt_working *workings;
    size_t working_count;
    int64_t amount_minor;
    struct kt_hint hint;
    bool has_hint;
    struct kt_str error; /* of a failed rule */
    int64_t steps;
    int64_t nanoseconds; /* no two runs have the same: never stored */
};

/* What stands in the way of an order, for the buyer. */
struct kt_quote_problem {
    struct kt_str pointer; /* into the cart */
    struct kt_str code;
    struct kt_str detail;
    bool is_blocking;
};

struct kt_quote_hint {
    size_t promotion;
    struct kt_hint hint;
};

struct kt_quote {
    const struct kt_quote_input *in;
    struct kt_quote_line *lines; /* the cart's in their order, then gifts */
    size_t line_count;
    struct kt_shipping shipping;
    struct kt_tax *taxes; /* by name and rate, goods and shipping */
    size_t tax_count;
    struct kt_totals totals;
    struct kt_tender *tenders;
    size_t tender_count;
    struct kt_quote_coupon *coupons;
    size_t coupon_count;
    struct kt_trace *trace; /* in order of evaluation */
    size_t trace_count;
    struct kt_quote_hint *hints;
    size_t hint_count;
    struct kt_quote_problem *problems;
    size_t problem_count;
    const struct kt_tax_trace *tax; /* where the input explains */
    int64_t points_used;            /* of the buyer */
};

/* Points that promotions may still use up. */
int64_t kt_quote_points_left(const struct kt_quote *quote);

/* Prices the input. The quote lives in the arena and points into the input.
 * RULE_FAILED when a price, tax or shipping rule (or a promotion that says so)
 * fails, LAW_BROKEN, AMOUNT_OVERFLOW. */
KT_CHECKED enum kt_status kt_quote_compute(const struct kt_quote_input *in,
                                           const struct kt_rules *rules,
                                           struct kt_arena *arena,
                                           struct kt_quote **quote,
                                           struct kt_error *err);

/* Steps 1 and 2 for one item: what a shelf shows. *is_priced is false when no
 * price fits. Nothing stays in the arena. */
struct kt_shown_price {
    bool is_priced;
    int64_t list_minor;
    int64_t unit_minor;
    int64_t compare_at_minor;
};

KT_CHECKED enum kt_status kt_quote_show_price(
    const struct kt_quote_input *in, const struct kt_item *item,
    int64_t quantity, const struct kt_rules *rules, struct kt_arena *arena,
    struct kt_shown_price *shown, struct kt_error *err);

/* The same for one unit of each quantity band, the lowest first, neighbours of
 * one price together; one band alone is none. */
struct kt_shown_band {
    int64_t from, to; /* units, inclusive; to 0: open */
    int64_t unit_minor;
};

struct kt_shown_bands {
    struct kt_shown_band *items;
    size_t count;
    enum kt_price_bands bands;
    enum kt_price_pool pool;
};

KT_CHECKED enum kt_status kt_quote_show_bands(const struct kt_quote_input *in,
                                              const struct kt_item *item,
                                              const struct kt_rules *rules,
                                              struct kt_arena *arena,
                                              struct kt_shown_bands *shown,
                                              struct kt_error *err);

/* Runs the checkout checks over a quote; refusals and holds in order. */
KT_CHECKED enum kt_status kt_quote_check(
    const struct kt_quote *quote, const struct kt_rule_use *checks,
    size_t check_count, const struct kt_rules *rules, struct kt_arena *arena,
    struct kt_verdict **verdicts, size_t *verdict_count, struct kt_error *err);

/* Checks the laws that every quote keeps: LAW_BROKEN names the first broken
 * one. kt_quote_compute calls it. */
KT_CHECKED enum kt_status kt_quote_check_laws(const struct kt_quote *quote,
                                              struct kt_error *err);

/* The readable forms for a terminal; quote_out.h has the JSON form. A receipt;
 * and, of a quote that explains, a row for each line and the story of each
 * promotion and rule, in colours when is_rich. */
void kt_quote_write_text(const struct kt_quote *quote, struct kt_buf *buf);
void kt_quote_write_story(const struct kt_quote *quote, bool is_rich,
                          struct kt_buf *buf);

/* The input as JSON, for replays: what was frozen with an order. */
void kt_quote_input_write(const struct kt_quote_input *in,
                          struct kt_json *json);
KT_CHECKED enum kt_status kt_quote_input_read(struct kt_str text,
                                              struct kt_arena *arena,
                                              struct kt_quote_input **in,
                                              struct kt_error *err);

/* Sorts promotions as they are evaluated; a quote of sorted ones need not. */
void kt_promotions_sort(struct kt_promotion *promotions, size_t count);

/* Takes those promotions into the input that can do anything to its cart, or to
 * a shelf: what dates, channel, currency, buyer, country and codes rule out
 * stays out, for a quote whose trace nobody asks for. Those whose codes were
 * entered are taken in any case. Counters are not looked at. The rest of the
 * input but the lines must be there. */
void kt_quote_take_promotions(struct kt_quote_input *in,
                              const struct kt_promotion *promotions,
                              size_t count, bool for_shelf,
                              struct kt_arena *arena);

#endif
