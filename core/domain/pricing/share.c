#include "domain/pricing/effect.h"

/* What percentages of a group are computed on: the line before the group, or
 * the picked units' part of it. */
static int64_t
base_of(const struct kt_group_base *group, const struct kt_quote_line *line,
        size_t index, int64_t amount)
{
    int64_t base = amount;
    if (group == NULL)
        return amount;
    if (amount == line->amount_minor)
        return group->amounts[index];
    if (line->amount_minor > 0 &&
        !kt_money_scale(group->amounts[index], amount, line->amount_minor,
                        KT_HALF_UP, &base))
        return amount;
    return base;
}

static void
collect_line(struct kt_effect_run *run, size_t index)
{
    struct kt_quote_line *line = &run->work->quote->lines[index];
    struct kt_share *share = &run->shares[run->count];

    *share = (struct kt_share){ .line = index };
    for (size_t i = 0; i < line->segment_count; i++) {
        struct kt_segment *segment = &line->segments[i];
        if (!segment->is_picked)
            continue;
        segment->claim_minor = segment->amount_minor;
        share->units += segment->count;
        share->amount += segment->amount_minor;
        share->room += kt_segment_room(segment, line->item);
    }
    share->base = base_of(run->group, line, index, share->amount);
    run->count += share->units > 0;
}

void
kt_shares_collect(struct kt_effect_run *run)
{
    struct kt_work *work = run->work;
    const struct kt_shipping *shipping = &work->quote->shipping;

    run->group = kt_work_group_base(work, run->promotion);
    run->shares =
        KT_NEW_ARRAY(work->arena, struct kt_share, work->in->line_count + 2);
    for (size_t i = 0; i < work->in->line_count; i++)
        collect_line(run, i);
    if (run->effect->includes_shipping && shipping->method != NULL)
        run->shares[run->count++] =
            (struct kt_share){ .line = KT_TRACE_SHIPPING,
                               .amount = shipping->amount_minor,
                               .base = shipping->amount_minor,
                               .room = shipping->amount_minor };
}

/* The effect's own cap, or what is left of the promotion's. */
static int64_t
cap_of(const struct kt_effect_run *run)
{
    int64_t cap = kt_work_cap_left(run->work, run->promotion);
    int64_t own = run->effect->cap_minor;
    return own > 0 && own < cap ? own : cap;
}

/* Spreads the total over the shares by what their units cost. */
static bool
hold_spread(struct kt_effect_run *run)
{
    size_t count = run->count;
    int64_t cap = cap_of(run);
    int64_t *amounts = KT_NEW_ARRAY(run->work->arena, int64_t, count + 1);
    int64_t *rooms = KT_NEW_ARRAY(run->work->arena, int64_t, count + 1);
    int64_t *offs = KT_NEW_ARRAY(run->work->arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++) {
        amounts[i] = run->shares[i].amount;
        rooms[i] = run->shares[i].room;
    }
    if (!kt_spread(run->total < cap ? run->total : cap, amounts, rooms, count,
                   offs, run->work->arena))
        return false;
    for (size_t i = 0; i < count; i++)
        run->shares[i].off = offs[i];
    return true;
}

/* Each share to its room; when all of them are more than the cap, they share
 * it. */
static bool
hold_each(struct kt_effect_run *run)
{
    int64_t *offs = KT_NEW_ARRAY(run->work->arena, int64_t, run->count + 1);
    int64_t cap = cap_of(run), sum = 0;

    for (size_t i = 0; i < run->count; i++) {
        struct kt_share *share = &run->shares[i];
        if (share->off > share->room)
            share->off = share->room;
        offs[i] = share->off;
        sum += share->off;
    }
    if (sum <= cap)
        return true;
    if (!kt_money_allocate(cap, offs, run->count, offs, run->work->arena))
        return false;
    for (size_t i = 0; i < run->count; i++)
        run->shares[i].off = offs[i];
    return true;
}

bool
kt_shares_hold(struct kt_effect_run *run)
{
    return run->is_spread ? hold_spread(run) : hold_each(run);
}

static bool
take(struct kt_effect_run *run, const struct kt_share *share)
{
    struct kt_work *work = run->work;
    struct kt_shipping *shipping = &work->quote->shipping;
    struct kt_trace *trace = kt_work_trace(work, run->promotion);

    if (share->off <= 0)
        return true;
    kt_work_trace_part(work, trace, share->line, share->units, share->off);
    if (share->line == KT_TRACE_SHIPPING) {
        shipping->amount_minor -= share->off;
        kt_work_push_discount(work, &shipping->discounts,
                              &shipping->discount_count, run->promotion,
                              share->off);
        return true;
    }
    struct kt_quote_line *line = &work->quote->lines[share->line];
    kt_work_push_discount(work, &line->discounts, &line->discount_count,
                          run->promotion, share->off);
    return kt_segments_take(work, line, share->off);
}

bool
kt_shares_take(struct kt_effect_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (!take(run, &run->shares[i]))
            return false;
    }
    return true;
}
