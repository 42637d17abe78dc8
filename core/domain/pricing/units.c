#include <stdlib.h>

#include "domain/pricing/rule.h"
#include "domain/pricing/quote.h"

/* The amount of the first count units of a segment: the amount is spread
 * equally, the first units bear one minor unit more. */
static int64_t
amount_of_first(const struct kt_segment *segment, int64_t count)
{
    int64_t each = segment->amount_minor / segment->count;
    int64_t rest = segment->amount_minor % segment->count;
    return count * each + (count < rest ? count : rest);
}

static bool
is_eligible(const struct kt_stage_view *view, const struct kt_quote_line *line)
{
    if (line->is_gift || line->item->is_gift_card ||
        !line->item->is_discountable)
        return false;
    return !view->promotion->skips_reduced || line->catalog_count == 0;
}

static void
push_runs(const struct kt_quote_line *line, size_t index, bool untaken_only,
          struct kt_unit_run *runs, size_t *count)
{
    for (size_t i = 0; i < line->segment_count; i++) {
        const struct kt_segment *segment = &line->segments[i];
        if (segment->count == 0 || (untaken_only && segment->is_taken))
            continue;
        runs[(*count)++] = (struct kt_unit_run){
            .line = index,
            .segment = i,
            .count = segment->count,
            .unit_minor = amount_of_first(segment, 1),
            .amount_minor = segment->amount_minor,
        };
    }
}

struct kt_units
kt_units_select(const struct kt_stage_view *view,
                const struct kt_selector *selector, bool untaken_only)
{
    const struct kt_quote *quote = view->quote;
    size_t room = 0, count = 0;

    for (size_t i = 0; i < quote->line_count; i++)
        room += quote->lines[i].segment_count;
    struct kt_unit_run *runs =
        KT_NEW_ARRAY(view->arena, struct kt_unit_run, room + 1);
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (is_eligible(view, line) &&
            (selector == NULL ||
             kt_selector_matches(selector, line->item, line->unit_minor)))
            push_runs(line, i, untaken_only, runs, &count);
    }
    return (struct kt_units){ runs, count };
}

int64_t
kt_units_count(struct kt_units units)
{
    int64_t count = 0;
    for (size_t i = 0; i < units.run_count; i++)
        count += units.runs[i].count;
    return count;
}

int64_t
kt_units_amount(struct kt_units units)
{
    int64_t amount = 0;
    for (size_t i = 0; i < units.run_count; i++)
        amount += units.runs[i].amount_minor;
    return amount;
}

/* count units of a run. */
static struct kt_unit_run
part_of(const struct kt_unit_run *run, int64_t count)
{
    struct kt_segment segment = { .count = run->count,
                                  .amount_minor = run->amount_minor };
    struct kt_unit_run part = *run;
    part.count = count;
    part.amount_minor = amount_of_first(&segment, count);
    return part;
}

static struct kt_units
take_first(const struct kt_unit_run *runs, size_t run_count, int64_t n,
           struct kt_arena *arena)
{
    struct kt_unit_run *taken =
        KT_NEW_ARRAY(arena, struct kt_unit_run, run_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < run_count && n > 0; i++) {
        int64_t units = runs[i].count < n ? runs[i].count : n;
        taken[count++] = part_of(&runs[i], units);
        n -= units;
    }
    return (struct kt_units){ taken, count };
}

/* Ties go to the earlier line, then to the earlier segment. */
static int
by_place(const struct kt_unit_run *a, const struct kt_unit_run *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->segment > b->segment) - (a->segment < b->segment);
}

static int
by_cheapest(const void *left, const void *right)
{
    const struct kt_unit_run *a = left, *b = right;
    if (a->unit_minor != b->unit_minor)
        return a->unit_minor < b->unit_minor ? -1 : 1;
    return by_place(a, b);
}

static int
by_dearest(const void *left, const void *right)
{
    const struct kt_unit_run *a = left, *b = right;
    if (a->unit_minor != b->unit_minor)
        return a->unit_minor > b->unit_minor ? -1 : 1;
    return by_place(a, b);
}

static struct kt_units
take_sorted(struct kt_units units, int64_t n, struct kt_arena *arena,
            int (*order)(const void *, const void *))
{
    struct kt_unit_run *sorted =
        KT_NEW_ARRAY(arena, struct kt_unit_run, units.run_count + 1);
    if (units.run_count > 0) {
        memcpy(sorted, units.runs, units.run_count * sizeof *sorted);
        qsort(sorted, units.run_count, sizeof *sorted, order);
    }
    return take_first(sorted, units.run_count, n, arena);
}

struct kt_units
kt_units_cheapest(struct kt_units units, int64_t n, struct kt_arena *arena)
{
    return take_sorted(units, n, arena, by_cheapest);
}

struct kt_units
kt_units_dearest(struct kt_units units, int64_t n, struct kt_arena *arena)
{
    return take_sorted(units, n, arena, by_dearest);
}

struct kt_units
kt_units_without(struct kt_units units, struct kt_units others,
                 struct kt_arena *arena)
{
    struct kt_unit_run *left =
        KT_NEW_ARRAY(arena, struct kt_unit_run, units.run_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < units.run_count; i++) {
        const struct kt_unit_run *run = &units.runs[i];
        int64_t taken = 0;
        for (size_t j = 0; j < others.run_count; j++) {
            if (by_place(run, &others.runs[j]) == 0)
                taken += others.runs[j].count;
        }
        if (taken < run->count)
            left[count++] = part_of(run, run->count - taken);
    }
    return (struct kt_units){ left, count };
}

struct kt_units
kt_units_per_line(struct kt_units units, int64_t n, struct kt_arena *arena)
{
    struct kt_unit_run *taken =
        KT_NEW_ARRAY(arena, struct kt_unit_run, units.run_count + 1);
    size_t count = 0, line = SIZE_MAX;
    int64_t left = 0;

    for (size_t i = 0; i < units.run_count; i++) {
        const struct kt_unit_run *run = &units.runs[i];
        if (run->line != line) {
            line = run->line;
            left = n;
        }
        int64_t part = run->count < left ? run->count : left;
        if (part > 0)
            taken[count++] = part_of(run, part);
        left -= part;
    }
    return (struct kt_units){ taken, count };
}
