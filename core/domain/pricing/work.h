/* A quote in the making: what the steps share. Private to this folder. */
#ifndef KT_DOMAIN_PRICING_WORK_H
#define KT_DOMAIN_PRICING_WORK_H

#include "domain/pricing/rule_trace.h"

struct kt_work {
    const struct kt_quote_input *in;
    const struct kt_rules *rules;
    struct kt_arena *arena;
    struct kt_error *err;
    struct kt_quote *quote;
    size_t *order;            /* promotions as they are evaluated */
    struct kt_trace **traces; /* by promotion; NULL: not reached */
    bool *is_on;              /* by promotion: conditions met */
    bool *is_left_out;        /* by promotion: beaten, do not evaluate */
    int64_t *stage_start;     /* amount of each line when the stage began */
    struct kt_treatment *treatments; /* of each line */
    struct kt_treatment fee_treatment;
    bool is_treated;
    int64_t tax_paid_minor;       /* goods and fee that taxed cards pay for */
    struct kt_group_base *groups; /* of additive and same_base groups */
    struct kt_deferred *deferred; /* order effects that include the fee */
    size_t deferred_count;
    struct kt_deferred *fee_effects; /* shipping effects, for the options */
    size_t fee_effect_count;
    struct kt_price_trace *price; /* of the line that was priced last */
    struct kt_shipping_trace *shipping;
};

/* What stands in a trace as wanted or actual. */
static inline struct kt_said
kt_say_text(struct kt_str text)
{
    return (struct kt_said){ .kind = KT_SAID_TEXT, .text = text };
}

static inline struct kt_said
kt_say_number(int64_t number)
{
    return (struct kt_said){ .kind = KT_SAID_NUMBER, .number = number };
}

static inline struct kt_said
kt_say_time(int64_t time_ms)
{
    return (struct kt_said){ .kind = KT_SAID_TIME, .number = time_ms };
}

static inline struct kt_said
kt_say_list(struct kt_list list)
{
    return (struct kt_said){ .kind = KT_SAID_LIST, .list = list };
}

/* An effect that is computed later than its rule was asked. */
struct kt_deferred {
    size_t promotion;
    struct kt_effect effect;
    int64_t fee_minor; /* of the chosen method, before it */
};

/* trace.c: the promotion's trace, made at the first call. */
struct kt_trace *kt_work_trace(struct kt_work *work, size_t promotion);
struct kt_trace_part *kt_work_trace_part(struct kt_work *work,
                                         struct kt_trace *trace, size_t line,
                                         int64_t units, int64_t amount_minor);
/* What asking its rule cost. */
void kt_work_trace_cost(struct kt_work *work, size_t promotion,
                        const struct kt_effects *effects);
/* The same when what it did is undone. */
void kt_work_keep_cost(struct kt_work *work, const struct kt_trace *story);
/* A promotion that another one keeps out. */
struct kt_trace *kt_work_trace_beaten(struct kt_work *work, size_t loser,
                                      size_t winner, const char *by);

/* working.c: how an effect on the fee, a gift or a shelf price came about, and
 * so the part. Nothing unless the input explains. */
struct kt_amounts {
    int64_t base_minor, wanted_minor, taken_minor; /* see struct kt_working */
};
void kt_working_add(struct kt_work *work, struct kt_trace *trace,
                    const struct kt_effect *effect,
                    const struct kt_amounts *amounts,
                    struct kt_trace_part *part);

/* price_trace.c: the story of a line's price, for an input that explains. It
 * begins with no rule asked; kt_price_trace_end tells what was chosen among,
 * unless `price` is the answer of a rule. */
void kt_price_trace_begin(struct kt_work *work);
struct kt_price_asked *kt_price_trace_ask(struct kt_work *work,
                                          const struct kt_rule_use *use);
void kt_price_trace_end(struct kt_work *work, const struct kt_item *item,
                        const struct kt_price_context *context,
                        const struct kt_price *price,
                        const struct kt_price_answer *answer);
/* A price that staff gave. */
void kt_price_trace_manual(struct kt_work *work, int64_t unit_minor);

/* shipping_trace.c: the same of shipping methods. */
void kt_shipping_trace_begin(struct kt_work *work);
void kt_shipping_trace_ask(struct kt_work *work, const struct kt_rule_use *use,
                           const struct kt_shipping_offer *offer,
                           int64_t typed_minor);
void kt_shipping_trace_end(struct kt_work *work);

/* tax_trace.c: the same of taxes, when they are there. */
void kt_tax_trace_end(struct kt_work *work);

/* A problem in the way of an order. */
void kt_work_problem(struct kt_work *work, struct kt_str pointer,
                     const char *code, const char *detail);

/* condition.c: tests the row's conditions; a failing one goes to the trace. */
bool kt_work_conditions_hold(struct kt_work *work, size_t promotion);
/* Those that no cart can change: dates, channel, buyer, code, limits. */
bool kt_work_row_conditions_hold(struct kt_work *work, size_t promotion);
/* What a price that stands alone can be tested for. */
bool kt_work_shelf_conditions_hold(struct kt_work *work, size_t promotion,
                                   const struct kt_item *item,
                                   int64_t unit_minor);

/* answer.c: what a rule's failure says, in its own words where it has some; the
 * problem that refuses the quote for it, unless it was a lack of memory. */
struct kt_str kt_rule_failure_text(const struct kt_error *err);
KT_CHECKED enum kt_status kt_rule_refuse(struct kt_str rule, struct kt_str why,
                                         struct kt_error *err);
/* Asks the rule; RULE_FAILED when the answer makes no sense. */
KT_CHECKED enum kt_status kt_work_ask(struct kt_work *work,
                                      const struct kt_stage_view *view,
                                      struct kt_effects *effects);
/* The promotion is skipped and traced, or refuses the quote, as its row says.
 */
KT_CHECKED enum kt_status kt_work_contain(struct kt_work *work,
                                          size_t promotion);

/* effect.c: applies what a rule gave; parts of the trace tell what it took. */
KT_CHECKED enum kt_status kt_work_apply(struct kt_work *work, size_t promotion,
                                        const struct kt_effects *effects);
/* What includes the fee, now that the fee is known; those from `from` on. */
KT_CHECKED enum kt_status kt_work_deferred(struct kt_work *work, size_t from);
void kt_work_push_discount(struct kt_work *work, struct kt_discount **discounts,
                           size_t *count, size_t promotion,
                           int64_t amount_minor);

/* fee.c: what an effect takes off the chosen method's fee, and what all of them
 * leave of a method's. */
void kt_work_apply_to_fee(struct kt_work *work, size_t promotion,
                          const struct kt_effect *effect);
int64_t kt_work_fee_left(const struct kt_work *work, int64_t fee_minor,
                         struct kt_str method);
/* gift.c */
KT_CHECKED enum kt_status kt_work_give(struct kt_work *work, size_t promotion,
                                       const struct kt_effect *effect);
/* shelf.c: what an effect makes of one unit's price; never more than it was. */
int64_t kt_effect_unit_price(const struct kt_effect *effect, int64_t unit_minor,
                             enum kt_rounding rounding);

/* limit.c: INT64_MAX without a cap. */
int64_t kt_work_cap_left(struct kt_work *work, size_t promotion);
bool kt_work_is_within_budget(struct kt_work *work, size_t promotion);

/* segment.c: marks the segments as the rule is about to see them. */
void kt_segments_mark(struct kt_work *work);
/* Picks these units and no others. */
void kt_segments_pick(struct kt_work *work, struct kt_units units);
/* The picked ones, and more, serve no other taker. */
void kt_segments_use_up(struct kt_work *work, struct kt_units more);
/* What can be taken off a segment before its units cost less than the floor. */
int64_t kt_segment_room(const struct kt_segment *segment,
                        const struct kt_item *item);
/* Takes an amount off the picked segments, by what they cost; they must have
 * room for it. False on overflow. */
KT_CHECKED bool kt_segments_take(struct kt_work *work,
                                 struct kt_quote_line *line, int64_t off);

/* spread.c: spreads a total over parts by their weights, none beyond its room
 * (at most its weight); what one cannot take goes to the others until none has
 * room, the rest is lost. shares is an array of its own. False on overflow. */
KT_CHECKED bool kt_spread(int64_t total, const int64_t *weights,
                          const int64_t *rooms, size_t count, int64_t *shares,
                          struct kt_arena *arena);

/* quote.c: steps 3 to 6. */
KT_CHECKED enum kt_status kt_work_run_stages(struct kt_work *work);

/* sides.c: of groups of the best with members in several stages, leaves out
 * those of all stages but the one that saves most. */
KT_CHECKED enum kt_status kt_work_decide_sides(struct kt_work *work);

/* best.c: groups of which only the best counts. */
KT_CHECKED enum kt_status kt_work_decide_best(struct kt_work *work,
                                              size_t first);
KT_CHECKED enum kt_status kt_work_run_best_per_line(struct kt_work *work,
                                                    size_t first);

/* group.c: what a group's members are computed on. */
struct kt_group_base {
    struct kt_str group;
    enum kt_group_mode mode;
    int64_t *amounts;   /* of each line before the group */
    int64_t *rates;     /* taken so far on each line (additive) */
    int64_t order_rate; /* taken so far in the order stage (additive) */
    struct kt_group_base *next;
};

/* Its group computes all its members on one base. */
bool kt_promotion_shares_base(const struct kt_promotion *row);

/* The base of the promotion's group, made at the first call; NULL when its
 * mode needs none. */
struct kt_group_base *kt_work_group_base(struct kt_work *work,
                                         size_t promotion);

/* saved.c: the state that an attempt can be undone to. */
struct kt_saved;
struct kt_saved *kt_work_save(struct kt_work *work);
void kt_work_restore(struct kt_work *work, const struct kt_saved *saved);
void *kt_work_copy(const struct kt_work *work, const void *from, size_t size);
/* limit.c: the same for a promotion that its budget does not cover, and says
 * so. */
void kt_work_undo_over_budget(struct kt_work *work, size_t promotion,
                              const struct kt_saved *saved);

/* bands.c: the quantities at which a price may change, 1 first; none beyond
 * `last`. */
KT_CHECKED enum kt_status kt_work_band_starts(struct kt_work *work,
                                              const struct kt_item *item,
                                              int64_t last, int64_t **starts,
                                              size_t *count);
/* What the units of a line cost, as parts of it after step 1. */
KT_CHECKED enum kt_status kt_work_price_parts(struct kt_work *work,
                                              const struct kt_cart_line *line,
                                              struct kt_line_part **parts,
                                              size_t *count);

/* The steps. */
KT_CHECKED enum kt_status kt_work_price(struct kt_work *work,
                                        const struct kt_item *item,
                                        int64_t quantity,
                                        int64_t product_quantity,
                                        struct kt_price_answer *answer);
KT_CHECKED enum kt_status kt_work_catalog(struct kt_work *work,
                                          struct kt_quote_line *line);
KT_CHECKED enum kt_status kt_work_stage(struct kt_work *work,
                                        enum kt_stage stage);
KT_CHECKED enum kt_status kt_work_treat(struct kt_work *work);
/* What the tax rule says of one line as it stands in the quote; line NULL: of a
 * fee. */
KT_CHECKED enum kt_status kt_work_ask_treatment(
    struct kt_work *work, const struct kt_quote *quote,
    const struct kt_quote_line *line, struct kt_str tax_class,
    struct kt_treatment *treatment);
/* tax.c: all taxes within a price together, in 10^-12 of the price without. */
int64_t kt_work_included_weight(const struct kt_work *work,
                                const struct kt_treatment *treatment);
/* abroad.c: makes of prices as they are typed those that hold where the quote
 * is taxed. */
KT_CHECKED enum kt_status kt_work_price_abroad(struct kt_work *work,
                                               const struct kt_quote_line *line,
                                               struct kt_str tax_class,
                                               int64_t *price_minor,
                                               int64_t *compare_at_minor);
KT_CHECKED enum kt_status kt_work_shipping(struct kt_work *work);
KT_CHECKED enum kt_status kt_work_tax(struct kt_work *work);
KT_CHECKED enum kt_status kt_work_totals(struct kt_work *work);
/* tender.c: what became of each card, before tax; what each pays, after it. */
void kt_work_tenders(struct kt_work *work);
void kt_work_pay(struct kt_work *work);
void kt_work_coupons(struct kt_work *work);
void kt_work_hints(struct kt_work *work);

/* stage.c: asks one promotion's rule and applies what it gives. */
KT_CHECKED enum kt_status kt_work_run(struct kt_work *work, size_t promotion);

/* Where the promotion stands in the input; SIZE_MAX when absent. */
size_t kt_work_find(const struct kt_work *work, struct kt_id promotion_id);

/* AMOUNT_OVERFLOW at a line. */
enum kt_status kt_work_overflow(struct kt_work *work, size_t line);

#endif
