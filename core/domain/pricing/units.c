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

/* count units of a run, from a place in it. */
static struct kt_unit_run
part_of(const struct kt_unit_run *run, int64_t from, int64_t count)
{
    struct kt_segment segment = { .count = run->count,
                                  .amount_minor = run->amount_minor };
    int64_t before = amount_of_first(&segment, from);
    struct kt_unit_run part = *run;
    part.first += from;
    part.count = count;
    part.unit_minor = amount_of_first(&segment, from + 1) - before;
    part.amount_minor = amount_of_first(&segment, from + count) - before;
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
        taken[count++] = part_of(&runs[i], 0, units);
        n -= units;
    }
    return (struct kt_units){ taken, count };
}

/* Units of a run that cost the same. */
struct part {
    struct kt_unit_run run;
    size_t of; /* index of the run */
};

static bool
is_same_segment(const struct kt_unit_run *a, const struct kt_unit_run *b)
{
    return a->line == b->line && a->segment == b->segment;
}

/* Ties go to the earlier line, then to the earlier unit. */
static int
by_place(const struct kt_unit_run *a, const struct kt_unit_run *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static int
by_cheapest(const void *left, const void *right)
{
    const struct kt_unit_run *a = &((const struct part *)left)->run;
    const struct kt_unit_run *b = &((const struct part *)right)->run;
    if (a->unit_minor != b->unit_minor)
        return a->unit_minor < b->unit_minor ? -1 : 1;
    return by_place(a, b);
}

static int
by_dearest(const void *left, const void *right)
{
    const struct kt_unit_run *a = &((const struct part *)left)->run;
    const struct kt_unit_run *b = &((const struct part *)right)->run;
    if (a->unit_minor != b->unit_minor)
        return a->unit_minor > b->unit_minor ? -1 : 1;
    return by_place(a, b);
}

/* A run whose units do not all cost the same is two parts: its first units cost
 * one minor unit more. */
static size_t
part_by_price(struct kt_units units, struct part *parts)
{
    size_t count = 0;
    for (size_t i = 0; i < units.run_count; i++) {
        const struct kt_unit_run *run = &units.runs[i];
        int64_t rest = run->count > 0 ? run->amount_minor % run->count : 0;
        if (rest > 0)
            parts[count++] = (struct part){ part_of(run, 0, rest), i };
        if (rest < run->count)
            parts[count++] =
                (struct part){ part_of(run, rest, run->count - rest), i };
    }
    return count;
}

/* Makes one run of two that stand side by side. */
static bool
join(struct kt_unit_run *run, const struct kt_unit_run *more)
{
    if (run->first + run->count != more->first &&
        more->first + more->count != run->first)
        return false;
    if (more->first < run->first)
        run->first = more->first;
    if (more->unit_minor > run->unit_minor)
        run->unit_minor = more->unit_minor;
    run->count += more->count;
    run->amount_minor += more->amount_minor;
    return true;
}

/* The first n units of the parts; both parts of a run as one again. */
static struct kt_units
take_parts(const struct part *parts, size_t part_count, size_t run_count,
           int64_t n, struct kt_arena *arena)
{
    struct kt_unit_run *taken =
        KT_NEW_ARRAY(arena, struct kt_unit_run, part_count + 1);
    struct kt_unit_run **earlier =
        KT_NEW_ARRAY(arena, struct kt_unit_run *, run_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < part_count && n > 0; i++) {
        const struct kt_unit_run *run = &parts[i].run;
        struct kt_unit_run **other = &earlier[parts[i].of];
        int64_t units = run->count < n ? run->count : n;
        struct kt_unit_run part = part_of(run, 0, units);
        n -= units;
        if (*other != NULL && join(*other, &part))
            continue;
        *other = &taken[count];
        taken[count++] = part;
    }
    return (struct kt_units){ taken, count };
}

static struct kt_units
take_sorted(struct kt_units units, int64_t n, struct kt_arena *arena,
            int (*order)(const void *, const void *))
{
    struct part *sorted =
        KT_NEW_ARRAY(arena, struct part, 2 * units.run_count + 1);
    size_t count = part_by_price(units, sorted);
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, order);
    return take_parts(sorted, count, units.run_count, n, arena);
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

/* A run, and how many units there are on its line. */
struct line_run {
    struct kt_unit_run run;
    int64_t units;
};

static int
by_fullest(const void *left, const void *right)
{
    const struct line_run *a = left, *b = right;
    if (a->units != b->units)
        return a->units > b->units ? -1 : 1;
    return by_place(&a->run, &b->run);
}

/* How many there are on each line, up to the last one. */
static int64_t *
count_on_lines(struct kt_units units, struct kt_arena *arena)
{
    size_t last = 0;
    for (size_t i = 0; i < units.run_count; i++)
        last = units.runs[i].line > last ? units.runs[i].line : last;
    int64_t *counts = KT_NEW_ARRAY(arena, int64_t, last + 1);
    for (size_t i = 0; i < units.run_count; i++)
        counts[units.runs[i].line] += units.runs[i].count;
    return counts;
}

struct kt_units
kt_units_fullest(struct kt_units units, int64_t n, struct kt_arena *arena)
{
    const int64_t *counts = count_on_lines(units, arena);
    struct line_run *sorted =
        KT_NEW_ARRAY(arena, struct line_run, units.run_count + 1);
    struct kt_unit_run *runs =
        KT_NEW_ARRAY(arena, struct kt_unit_run, units.run_count + 1);

    for (size_t i = 0; i < units.run_count; i++)
        sorted[i] =
            (struct line_run){ units.runs[i], counts[units.runs[i].line] };
    qsort(sorted, units.run_count, sizeof *sorted, by_fullest);
    for (size_t i = 0; i < units.run_count; i++)
        runs[i] = sorted[i].run;
    return take_first(runs, units.run_count, n, arena);
}

/* The place after the units from `at` on that others hold without a gap; `at`
 * itself when they do not hold it. *next takes the next place that they hold,
 * when it is nearer than it says. */
static int64_t
end_of_held(struct kt_units others, const struct kt_unit_run *run, int64_t at,
            int64_t *next)
{
    int64_t end = at;
    for (size_t i = 0; i < others.run_count; i++) {
        const struct kt_unit_run *other = &others.runs[i];
        if (!is_same_segment(run, other))
            continue;
        if (other->first > at && other->first < *next)
            *next = other->first;
        if (other->first <= at && other->first + other->count > end)
            end = other->first + other->count;
    }
    return end;
}

struct kt_units
kt_units_without(struct kt_units units, struct kt_units others,
                 struct kt_arena *arena)
{
    struct kt_unit_run *left =
        KT_NEW_ARRAY(arena, struct kt_unit_run,
                     units.run_count + others.run_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < units.run_count; i++) {
        const struct kt_unit_run *run = &units.runs[i];
        int64_t at = run->first, end = run->first + run->count;
        while (at < end) {
            int64_t next = end;
            int64_t held = end_of_held(others, run, at, &next);
            if (held == at) {
                left[count++] = part_of(run, at - run->first, next - at);
                held = next;
            }
            at = held;
        }
    }
    return (struct kt_units){ left, count };
}

static int64_t
count_on_line(const struct kt_unit_run *runs, size_t count, size_t line)
{
    int64_t units = 0;
    for (size_t i = 0; i < count; i++)
        units += runs[i].line == line ? runs[i].count : 0;
    return units;
}

struct kt_units
kt_units_per_line(struct kt_units units, int64_t n, struct kt_arena *arena)
{
    struct kt_unit_run *taken =
        KT_NEW_ARRAY(arena, struct kt_unit_run, units.run_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < units.run_count; i++) {
        const struct kt_unit_run *run = &units.runs[i];
        int64_t left = n - count_on_line(taken, count, run->line);
        int64_t part = run->count < left ? run->count : left;
        if (part > 0)
            taken[count++] = part_of(run, 0, part);
    }
    return (struct kt_units){ taken, count };
}
