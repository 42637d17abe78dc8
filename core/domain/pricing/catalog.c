/* Step 2: catalogue promotions lower the price that the shop shows. They are
 * asked for each item alone, as a cart of one unit, so that a shelf and a cart
 * show the same price. */

#include "base/grow.h"
#include "domain/pricing/work.h"

/* What the price was before the first member of a group that shares a base,
 * and the percentages that an additive one has taken off it. */
struct group_price {
    struct kt_str group;
    bool is_additive;
    int64_t minor;
    int64_t rate_ppm;
    struct group_price *next;
};

struct shelf {
    struct kt_work *work;
    struct kt_quote_line *line;
    int64_t price; /* as lowered so far, from the "was" price if there is one */
    bool *is_out;  /* by promotion: its group chose another one */
    bool *is_best; /* by promotion: its group chose it */
    struct kt_effects effects; /* what the last rule that was asked gave */
    struct group_price *groups;
};

/* The cart of one unit at this price. */
static struct kt_quote_line
alone_at(const struct kt_quote_line *line, int64_t price,
         struct kt_segment *segment)
{
    struct kt_quote_line alone = *line;
    *segment = (struct kt_segment){ .count = 1, .amount_minor = price };
    alone.quantity = 1;
    alone.unit_minor = price;
    alone.subtotal_minor = price;
    alone.amount_minor = price;
    alone.segments = segment;
    alone.segment_count = 1;
    alone.part_count = 0;
    alone.catalog_count = 0;
    return alone;
}

/* The price less one effect. Percentages of an additive group add up before
 * they are rounded, so that 20 % and 10 % are 30 %. */
static int64_t
price_less(const struct shelf *shelf, const struct kt_effect *effect,
           struct group_price *group, int64_t price)
{
    enum kt_rounding rounding = shelf->work->in->settings.price_rounding;
    struct kt_effect sum = *effect;

    if (group == NULL || !group->is_additive ||
        effect->kind != KT_EFFECT_PERCENT || effect->cap_minor > 0)
        return kt_effect_unit_price(effect, price, rounding);
    sum.rate_ppm = group->rate_ppm;
    int64_t before = kt_effect_unit_price(&sum, group->minor, rounding);
    sum.rate_ppm += effect->rate_ppm;
    if (sum.rate_ppm > KT_RATE_ONE)
        sum.rate_ppm = KT_RATE_ONE;
    group->rate_ppm = sum.rate_ppm;
    return price - before + kt_effect_unit_price(&sum, group->minor, rounding);
}

/* Asks the rule what it makes of *price; group when it shares a base. */
static enum kt_status
ask(struct shelf *shelf, size_t promotion, struct group_price *group,
    int64_t *price)
{
    struct kt_work *work = shelf->work;
    int64_t floor = shelf->line->item->min_price_minor;
    struct kt_segment segment;
    struct kt_quote_line alone = alone_at(shelf->line, *price, &segment);
    struct kt_quote quote = { .in = work->in,
                              .lines = &alone,
                              .line_count = 1 };
    struct kt_stage_view view = { &quote, &work->in->promotions[promotion],
                                  work->arena };
    struct kt_effects *effects = &shelf->effects;

    *effects = (struct kt_effects){ 0 };
    enum kt_status status = kt_work_ask(work, &view, effects);
    kt_work_trace_cost(work, promotion, effects);
    if (status != KT_OK)
        return kt_work_contain(work, promotion);
    int64_t lowered = *price;
    for (size_t i = 0; i < effects->count; i++)
        lowered = price_less(shelf, &effects->items[i], group, lowered);
    if (lowered < floor)
        lowered = floor;
    if (lowered < *price)
        *price = lowered;
    return KT_OK;
}

/* The promotion's group with the price before it, when its members share a
 * base; else NULL. */
static struct group_price *
group_of(struct shelf *shelf, const struct kt_promotion *row)
{
    if (!kt_promotion_shares_base(row))
        return NULL;
    for (struct group_price *known = shelf->groups; known != NULL;
         known = known->next) {
        if (kt_str_eq(known->group, row->group))
            return known;
    }
    struct group_price *first = KT_NEW(shelf->work->arena, struct group_price);
    *first = (struct group_price){ .group = row->group,
                                   .is_additive =
                                       row->group_mode == KT_GROUP_ADDITIVE,
                                   .minor = shelf->price,
                                   .next = shelf->groups };
    shelf->groups = first;
    return first;
}

/* What was taken off each unit of the line; how is told of the first effect,
 * which most rules leave it at. */
static void
tell_lowered(struct shelf *shelf, size_t promotion,
             const struct kt_amounts *amounts)
{
    struct kt_work *work = shelf->work;
    struct kt_quote_line *line = shelf->line;
    struct kt_trace *trace = kt_work_trace(work, promotion);
    struct kt_trace_part *part =
        kt_work_trace_part(work, trace, (size_t)(line - work->quote->lines),
                           line->quantity,
                           amounts->taken_minor * line->quantity);

    trace->state = KT_TRACE_APPLIED;
    trace->reason = (struct kt_str){ NULL, 0 };
    trace->wanted = trace->actual = (struct kt_said){ 0 };
    if (shelf->effects.count > 0)
        kt_working_add(work, trace, &shelf->effects.items[0], amounts, part);
}

/* Lowers the running price; the shop shows it when it is below the price that
 * stands without promotions. */
static enum kt_status
lower(struct shelf *shelf, size_t promotion)
{
    struct kt_work *work = shelf->work;
    struct kt_quote_line *line = shelf->line;
    struct group_price *group =
        group_of(shelf, &work->in->promotions[promotion]);
    int64_t base = group != NULL ? group->minor : shelf->price;
    int64_t price = base;

    KT_TRY(ask(shelf, promotion, group, &price));
    int64_t lowered = shelf->price - (base - price);
    if (lowered < line->item->min_price_minor)
        lowered = line->item->min_price_minor;
    if (lowered < shelf->price)
        shelf->price = lowered > 0 ? lowered : 0;
    int64_t off = line->unit_minor - shelf->price;
    if (off <= 0)
        return KT_OK;
    line->catalog = kt_grow(work->arena, line->catalog, line->catalog_count,
                            sizeof *line->catalog);
    line->catalog[line->catalog_count++] =
        (struct kt_discount){ promotion, KT_STAGE_CATALOG, off,
                              line->quantity };
    line->unit_minor = shelf->price;
    work->is_on[promotion] = true;
    tell_lowered(shelf, promotion,
                 &(struct kt_amounts){ base, base - price, off });
    return KT_OK;
}

static bool
is_candidate(const struct shelf *shelf, size_t promotion)
{
    return shelf->work->in->promotions[promotion].stage == KT_STAGE_CATALOG &&
           !shelf->is_out[promotion] &&
           kt_work_shelf_conditions_hold(shelf->work, promotion,
                                         shelf->line->item,
                                         shelf->line->unit_minor);
}

static void
beat(const struct shelf *shelf, size_t loser, size_t winner, const char *by)
{
    struct kt_work *work = shelf->work;
    shelf->is_out[loser] = true;
    if (kt_work_trace(work, loser)->state == KT_TRACE_NO_EFFECT)
        kt_work_trace_beaten(work, loser, winner, by);
}

static void
beat_all(const struct shelf *shelf, size_t winner)
{
    for (size_t i = 0; i < shelf->work->in->promotion_count; i++) {
        if (i != winner && is_candidate(shelf, i))
            beat(shelf, i, winner, "exclusive");
    }
}

/* The exclusive promotion with the highest priority that lowers the price
 * stands alone. */
static enum kt_status
try_exclusive(struct shelf *shelf, bool *is_done)
{
    struct kt_work *work = shelf->work;
    for (size_t i = 0; i < work->in->promotion_count && !*is_done; i++) {
        size_t promotion = work->order[i];
        int64_t price = shelf->price;
        if (!work->in->promotions[promotion].is_exclusive ||
            !is_candidate(shelf, promotion))
            continue;
        KT_TRY(ask(shelf, promotion, NULL, &price));
        if (price >= shelf->line->unit_minor)
            continue;
        KT_TRY(lower(shelf, promotion));
        beat_all(shelf, promotion);
        *is_done = true;
    }
    return KT_OK;
}

static bool
wants_best(const struct kt_promotion *row)
{
    return row->group.len > 0 && (row->group_mode == KT_GROUP_BEST ||
                                  row->group_mode == KT_GROUP_BEST_PER_LINE);
}

/* Decides the promotion's group for this item: only the member that lowers the
 * price most stays in; ties go to the earlier one. */
static enum kt_status
decide_group(struct shelf *shelf, size_t first)
{
    struct kt_work *work = shelf->work;
    const struct kt_promotion *rows = work->in->promotions;
    int64_t best_price = shelf->price;
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < work->in->promotion_count; i++) {
        size_t member = work->order[i];
        int64_t price = shelf->price;
        if (!kt_str_eq(rows[member].group, rows[first].group) ||
            !is_candidate(shelf, member))
            continue;
        KT_TRY(ask(shelf, member, NULL, &price));
        if (price < best_price) {
            best = member;
            best_price = price;
        }
    }
    if (best == SIZE_MAX)
        return KT_OK;
    shelf->is_best[best] = true;
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        if (i != best && kt_str_eq(rows[i].group, rows[first].group) &&
            is_candidate(shelf, i))
            beat(shelf, i, best, kt_group_mode_names[rows[first].group_mode]);
    }
    return KT_OK;
}

static enum kt_status
run(struct shelf *shelf, size_t promotion)
{
    const struct kt_promotion *row = &shelf->work->in->promotions[promotion];

    if (row->is_exclusive || !is_candidate(shelf, promotion))
        return KT_OK;
    if (wants_best(row) && !shelf->is_best[promotion])
        KT_TRY(decide_group(shelf, promotion));
    return shelf->is_out[promotion] ? KT_OK : lower(shelf, promotion);
}

enum kt_status
kt_work_catalog(struct kt_work *work, struct kt_quote_line *line)
{
    size_t promotions = work->in->promotion_count;
    size_t before = line->catalog_count;
    int64_t base =
        line->compare_at_minor > 0 ? line->compare_at_minor : line->unit_minor;
    struct shelf shelf = {
        .work = work,
        .line = line,
        .price = base,
        .is_out = KT_NEW_ARRAY(work->arena, bool, promotions + 1),
        .is_best = KT_NEW_ARRAY(work->arena, bool, promotions + 1),
    };
    bool is_done = false;

    KT_TRY(try_exclusive(&shelf, &is_done));
    for (size_t i = 0; i < promotions && !is_done; i++)
        KT_TRY(run(&shelf, work->order[i]));
    if (line->catalog_count > before && line->compare_at_minor == 0)
        line->compare_at_minor = base;
    return KT_OK;
}
