/* What an effect takes off the units it names: computed exactly, rounded once
 * where notes/semantics.md says so, spread by largest remainder, held back by
 * the units' floor and the caps. */

#include "base/grow.h"
#include "domain/pricing/work.h"

/* One line's part in an effect; the fee's when line is KT_TRACE_SHIPPING. */
struct share {
    size_t line;
    int64_t units;
    int64_t amount; /* of the picked units */
    int64_t base;   /* what percentages are computed on */
    int64_t room;   /* what can be taken before the floor */
    int64_t off;
};

struct effect_run {
    struct kt_work *work;
    size_t promotion;
    const struct kt_effect *effect;
    struct share *shares;
    size_t count;
    bool is_spread; /* what one line cannot take goes to others */
};

void
kt_work_mark(struct kt_work *work)
{
    for (size_t i = 0; i < work->quote->line_count; i++) {
        struct kt_quote_line *line = &work->quote->lines[i];
        for (size_t j = 0; j < line->segment_count; j++) {
            line->segments[j].origin = j;
            line->segments[j].is_picked = false;
        }
    }
}

static void
unpick(struct kt_work *work)
{
    for (size_t i = 0; i < work->quote->line_count; i++) {
        struct kt_quote_line *line = &work->quote->lines[i];
        for (size_t j = 0; j < line->segment_count; j++)
            line->segments[j].is_picked = false;
    }
}

void
kt_work_push_discount(struct kt_work *work, struct kt_discount **discounts,
                      size_t *count, size_t promotion, int64_t amount_minor)
{
    if (*count > 0 && (*discounts)[*count - 1].promotion == promotion) {
        (*discounts)[*count - 1].amount_minor += amount_minor;
        return;
    }
    *discounts = kt_grow(work->arena, *discounts, *count, sizeof **discounts);
    (*discounts)[(*count)++] =
        (struct kt_discount){ promotion, work->in->promotions[promotion].stage,
                              amount_minor };
}

/* Cuts a segment so that its first `count` units stand alone. */
static void
split(struct kt_work *work, struct kt_quote_line *line, size_t index,
      int64_t count)
{
    struct kt_segment whole = line->segments[index];
    struct kt_segment *segments =
        KT_NEW_ARRAY(work->arena, struct kt_segment, line->segment_count + 1);

    memcpy(segments, line->segments, (index + 1) * sizeof *segments);
    memcpy(segments + index + 1, line->segments + index,
           (line->segment_count - index) * sizeof *segments);
    int64_t each = whole.amount_minor / whole.count;
    int64_t rest = whole.amount_minor % whole.count;
    segments[index].count = count;
    segments[index].amount_minor = count * each + (count < rest ? count : rest);
    segments[index + 1].count = whole.count - count;
    segments[index + 1].amount_minor =
        whole.amount_minor - segments[index].amount_minor;
    line->segments = segments;
    line->segment_count++;
}

/* Picks the run's units among the segments that came from the one it saw. */
static void
pick_run(struct kt_work *work, const struct kt_unit_run *run)
{
    struct kt_quote_line *line = &work->quote->lines[run->line];
    int64_t place = 0, end = run->first + run->count;

    for (size_t i = 0; i < line->segment_count && place < end; i++) {
        if (line->segments[i].origin != run->segment)
            continue;
        if (place < run->first && place + line->segments[i].count > run->first)
            split(work, line, i, run->first - place);
        else if (place + line->segments[i].count > end)
            split(work, line, i, end - place);
        line->segments[i].is_picked |= place >= run->first;
        place += line->segments[i].count;
    }
}

static void
pick(struct kt_work *work, struct kt_units units)
{
    for (size_t i = 0; i < units.run_count; i++) {
        if (units.runs[i].line < work->quote->line_count)
            pick_run(work, &units.runs[i]);
    }
}

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
collect_line(struct effect_run *run, size_t index,
             const struct kt_group_base *group)
{
    const struct kt_quote_line *line = &run->work->quote->lines[index];
    struct share *share = &run->shares[run->count];

    *share = (struct share){ .line = index };
    for (size_t i = 0; i < line->segment_count; i++) {
        const struct kt_segment *segment = &line->segments[i];
        if (!segment->is_picked)
            continue;
        int64_t room = segment->amount_minor -
                       segment->count * line->item->min_price_minor;
        share->units += segment->count;
        share->amount += segment->amount_minor;
        share->room += room > 0 ? room : 0;
    }
    share->base = base_of(group, line, index, share->amount);
    run->count += share->units > 0;
}

static void
collect(struct effect_run *run)
{
    struct kt_work *work = run->work;
    const struct kt_group_base *group =
        kt_work_group_base(work, run->promotion);
    const struct kt_shipping *shipping = &work->quote->shipping;

    run->shares =
        KT_NEW_ARRAY(work->arena, struct share, work->quote->line_count + 1);
    for (size_t i = 0; i < work->in->line_count; i++)
        collect_line(run, i, group);
    if (run->effect->includes_shipping && shipping->method != NULL)
        run->shares[run->count++] =
            (struct share){ .line = KT_TRACE_SHIPPING,
                            .amount = shipping->amount_minor,
                            .base = shipping->amount_minor,
                            .room = shipping->amount_minor };
}

static bool
scale(const struct effect_run *run, int64_t base, int64_t rate_ppm,
      int64_t *off)
{
    return kt_money_scale(base, rate_ppm, KT_RATE_ONE,
                          run->work->in->settings.price_rounding, off);
}

/* Spreads a total over the shares by what their units cost. */
static bool
spread(struct effect_run *run, int64_t total)
{
    int64_t *shares = KT_NEW_ARRAY(run->work->arena, int64_t, run->count + 1);
    for (size_t i = 0; i < run->count; i++)
        shares[i] = run->shares[i].amount;
    if (!kt_money_allocate(total, shares, run->count, shares, run->work->arena))
        return false;
    for (size_t i = 0; i < run->count; i++)
        run->shares[i].off = shares[i];
    run->is_spread = true;
    return true;
}

static int64_t
sum_amounts(const struct effect_run *run)
{
    int64_t sum = 0;
    for (size_t i = 0; i < run->count; i++)
        sum += run->shares[i].amount;
    return sum;
}

/* On each line: rounded once; in an additive group the rates add up first, so
 * that 20 % and 10 % round like 30 %. */
static bool
percent_per_line(struct effect_run *run)
{
    struct kt_group_base *group = kt_work_group_base(run->work, run->promotion);
    int64_t rate = run->effect->rate_ppm;

    for (size_t i = 0; i < run->count; i++) {
        struct share *share = &run->shares[i];
        int64_t before = 0;
        if (group != NULL && group->mode == KT_GROUP_ADDITIVE) {
            int64_t *taken = &group->rates[share->line];
            if (!scale(run, share->base, *taken, &before) ||
                !scale(run, share->base, *taken + rate, &share->off))
                return false;
            *taken += rate;
            share->off -= before;
        } else if (!scale(run, share->base, rate, &share->off)) {
            return false;
        }
    }
    return true;
}

static bool
percent(struct effect_run *run)
{
    int64_t base = 0, total;
    if (run->work->in->promotions[run->promotion].stage != KT_STAGE_ORDER)
        return percent_per_line(run);
    for (size_t i = 0; i < run->count; i++)
        base += run->shares[i].base;
    return scale(run, base, run->effect->rate_ppm, &total) &&
           spread(run, total);
}

static bool
amount_once(struct effect_run *run)
{
    int64_t sum = sum_amounts(run);
    int64_t amount = run->effect->amount_minor;
    return spread(run, amount < sum ? amount : sum);
}

static bool
total_price(struct effect_run *run)
{
    int64_t over = sum_amounts(run) - run->effect->amount_minor;
    return spread(run, over > 0 ? over : 0);
}

static bool
amount_per_line(struct effect_run *run)
{
    for (size_t i = 0; i < run->count; i++)
        run->shares[i].off = run->effect->amount_minor;
    return true;
}

/* Sums over the picked segments of a line what `of` takes off each. */
static bool
per_unit(struct effect_run *run,
         int64_t (*of)(const struct kt_segment *segment, int64_t amount))
{
    for (size_t i = 0; i < run->count; i++) {
        struct share *share = &run->shares[i];
        if (share->line == KT_TRACE_SHIPPING)
            continue;
        const struct kt_quote_line *line =
            &run->work->quote->lines[share->line];
        for (size_t j = 0; j < line->segment_count; j++) {
            if (line->segments[j].is_picked)
                share->off += of(&line->segments[j], run->effect->amount_minor);
        }
    }
    return true;
}

/* min(amount, unit price) on each unit. */
static int64_t
off_each(const struct kt_segment *segment, int64_t amount)
{
    int64_t each = segment->amount_minor / segment->count;
    return amount > each ? segment->amount_minor : amount * segment->count;
}

static int64_t
off_above(const struct kt_segment *segment, int64_t amount)
{
    int64_t each = segment->amount_minor / segment->count;
    return each < amount ? 0 : segment->amount_minor - amount * segment->count;
}

static bool
amount_each(struct effect_run *run)
{
    return per_unit(run, off_each);
}

static bool
unit_price(struct effect_run *run)
{
    return per_unit(run, off_above);
}

/* Goods effects by kind; gifts and fees have files of their own. */
static bool (*const computations[])(struct effect_run *run) = {
    [KT_EFFECT_PERCENT] = percent,
    [KT_EFFECT_AMOUNT_EACH] = amount_each,
    [KT_EFFECT_AMOUNT_LINE] = amount_per_line,
    [KT_EFFECT_AMOUNT] = amount_once,
    [KT_EFFECT_UNIT_PRICE] = unit_price,
    [KT_EFFECT_TOTAL_PRICE] = total_price,
};

/* What is left of the promotion's cap; INT64_MAX without one. */
static int64_t
cap_of(const struct effect_run *run)
{
    const struct kt_promotion *row = &run->work->in->promotions[run->promotion];
    int64_t cap =
        run->effect->cap_minor > 0 ? run->effect->cap_minor : INT64_MAX;
    if (row->cap_minor > 0) {
        int64_t left = row->cap_minor -
                       kt_work_trace(run->work, run->promotion)->amount_minor;
        if (left < cap)
            cap = left > 0 ? left : 0;
    }
    return cap;
}

static bool
hold_to_cap(struct effect_run *run)
{
    int64_t cap = cap_of(run), sum = 0;
    int64_t *shares = KT_NEW_ARRAY(run->work->arena, int64_t, run->count + 1);

    for (size_t i = 0; i < run->count; i++) {
        shares[i] = run->shares[i].off;
        sum += shares[i];
    }
    if (sum <= cap)
        return true;
    if (!kt_money_allocate(cap, shares, run->count, shares, run->work->arena))
        return false;
    for (size_t i = 0; i < run->count; i++)
        run->shares[i].off = shares[i];
    return true;
}

/* Cuts each share to its room and gives what was cut; *has_room tells whether
 * some share could take more. */
static int64_t
cut_to_room(struct effect_run *run, bool *has_room)
{
    int64_t cut = 0;
    *has_room = false;
    for (size_t i = 0; i < run->count; i++) {
        struct share *share = &run->shares[i];
        int64_t room =
            share->room < share->amount ? share->room : share->amount;
        if (share->off > room) {
            cut += share->off - room;
            share->off = room;
        }
        *has_room |= share->off < room;
    }
    return cut;
}

/* In a spread, what a line cannot take goes to the others until none has
 * room. */
static bool
hold_to_room(struct effect_run *run)
{
    bool has_room;
    int64_t cut = cut_to_room(run, &has_room);

    while (run->is_spread && cut > 0 && has_room) {
        int64_t *more = KT_NEW_ARRAY(run->work->arena, int64_t, run->count + 1);
        for (size_t i = 0; i < run->count; i++) {
            const struct share *share = &run->shares[i];
            more[i] = share->off < share->room ? share->amount : 0;
        }
        if (!kt_money_allocate(cut, more, run->count, more, run->work->arena))
            return false;
        for (size_t i = 0; i < run->count; i++)
            run->shares[i].off += more[i];
        cut = cut_to_room(run, &has_room);
    }
    return true;
}

/* Takes the share off the picked segments by what they cost. */
static bool
take_from_segments(struct kt_work *work, struct kt_quote_line *line,
                   int64_t off)
{
    int64_t *parts = KT_NEW_ARRAY(work->arena, int64_t, line->segment_count);
    for (size_t i = 0; i < line->segment_count; i++)
        parts[i] =
            line->segments[i].is_picked ? line->segments[i].amount_minor : 0;
    if (!kt_money_allocate(off, parts, line->segment_count, parts, work->arena))
        return false;
    for (size_t i = 0; i < line->segment_count; i++)
        line->segments[i].amount_minor -= parts[i];
    line->amount_minor -= off;
    return true;
}

static bool
take_share(struct effect_run *run, const struct share *share)
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
    return take_from_segments(work, line, share->off);
}

static void
mark_taken(struct effect_run *run)
{
    struct kt_work *work = run->work;
    if (!run->effect->takes_units)
        return;
    pick(work, run->effect->takes);
    for (size_t i = 0; i < work->quote->line_count; i++) {
        struct kt_quote_line *line = &work->quote->lines[i];
        for (size_t j = 0; j < line->segment_count; j++)
            line->segments[j].is_taken |= line->segments[j].is_picked;
    }
}

static enum kt_status
apply_to_goods(struct kt_work *work, size_t promotion,
               const struct kt_effect *effect)
{
    struct effect_run run = { .work = work,
                              .promotion = promotion,
                              .effect = effect };

    unpick(work);
    pick(work, effect->units);
    collect(&run);
    if (!computations[effect->kind](&run) || !hold_to_cap(&run) ||
        !hold_to_room(&run))
        return kt_work_overflow(work, 0);
    for (size_t i = 0; i < run.count; i++) {
        if (!take_share(&run, &run.shares[i]))
            return kt_work_overflow(work, run.shares[i].line);
    }
    mark_taken(&run);
    return KT_OK;
}

/* The fee is not known before the order stage ends. */
static void
defer(struct kt_work *work, size_t promotion, const struct kt_effect *effect)
{
    work->deferred = kt_grow(work->arena, work->deferred, work->deferred_count,
                             sizeof *work->deferred);
    work->deferred[work->deferred_count++] =
        (struct kt_deferred){ promotion, *effect };
}

static void
apply_to_fee(struct kt_work *work, size_t promotion,
             const struct kt_effect *effect)
{
    struct kt_effect held = *effect;
    int64_t cap = work->in->promotions[promotion].cap_minor;
    if (cap > 0 && (held.cap_minor == 0 || cap < held.cap_minor))
        held.cap_minor = cap;
    kt_work_apply_to_fee(work, promotion, &held);
}

enum kt_status
kt_work_apply(struct kt_work *work, size_t promotion,
              const struct kt_effects *effects)
{
    for (size_t i = 0; i < effects->count; i++) {
        const struct kt_effect *effect = &effects->items[i];
        if (effect->kind == KT_EFFECT_GIFT)
            KT_TRY(kt_work_give(work, promotion, effect));
        else if (effect->kind >= KT_EFFECT_SHIPPING_PERCENT)
            apply_to_fee(work, promotion, effect);
        else if (effect->includes_shipping)
            defer(work, promotion, effect);
        else
            KT_TRY(apply_to_goods(work, promotion, effect));
    }
    return KT_OK;
}

enum kt_status
kt_work_deferred(struct kt_work *work)
{
    kt_work_mark(work);
    for (size_t i = 0; i < work->deferred_count; i++) {
        size_t promotion = work->deferred[i].promotion;
        struct kt_trace *trace = kt_work_trace(work, promotion);
        struct kt_effect effect = work->deferred[i].effect;
        struct kt_stage_view view = { work->quote,
                                      &work->in->promotions[promotion],
                                      work->arena };
        /* Segments were cut since the rule saw them: take all of the lines
         * that it named. */
        effect.units = kt_units_select(&view, NULL, false);
        KT_TRY(apply_to_goods(work, promotion, &effect));
        if (trace->part_count > 0)
            trace->state = KT_TRACE_APPLIED;
    }
    return KT_OK;
}

enum kt_status
kt_work_take(struct kt_work *work, size_t promotion, size_t line,
             int64_t amount_minor)
{
    struct kt_effect effect = { .kind = KT_EFFECT_AMOUNT_LINE,
                                .amount_minor = amount_minor };
    struct effect_run run = { .work = work,
                              .promotion = promotion,
                              .effect = &effect };
    struct share share = { .line = line, .off = amount_minor };
    struct kt_quote_line *target = &work->quote->lines[line];

    for (size_t i = 0; i < target->segment_count; i++) {
        target->segments[i].is_picked = true;
        share.units += target->segments[i].count;
    }
    return take_share(&run, &share) ? KT_OK : kt_work_overflow(work, line);
}

int64_t
kt_effect_unit_price(const struct kt_effect *effect, int64_t unit_minor,
                     enum kt_rounding rounding)
{
    int64_t price = unit_minor;
    if (effect->units.run_count == 0)
        return unit_minor;
    switch (effect->kind) {
    case KT_EFFECT_PERCENT:
        if (!kt_money_scale(unit_minor, KT_RATE_ONE - effect->rate_ppm,
                            KT_RATE_ONE, rounding, &price))
            price = unit_minor;
        break;
    case KT_EFFECT_AMOUNT_EACH:
    case KT_EFFECT_AMOUNT_LINE:
    case KT_EFFECT_AMOUNT:
        price = unit_minor - effect->amount_minor;
        break;
    case KT_EFFECT_UNIT_PRICE:
    case KT_EFFECT_TOTAL_PRICE:
        price = effect->amount_minor;
        break;
    default:
        break;
    }
    if (effect->cap_minor > 0 && unit_minor - price > effect->cap_minor)
        price = unit_minor - effect->cap_minor;
    if (price < 0)
        price = 0;
    return price < unit_minor ? price : unit_minor;
}
