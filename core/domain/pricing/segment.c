/* The segments of a line: units of it that took part in the same promotions.
 * An effect cuts them so that the units it names stand alone, and picks these.
 */

#include "domain/pricing/work.h"

void
kt_segments_mark(struct kt_work *work)
{
    for (size_t i = 0; i < work->quote->line_count; i++) {
        struct kt_quote_line *line = &work->quote->lines[i];
        for (size_t j = 0; j < line->segment_count; j++)
            line->segments[j].origin = j;
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
pick_more(struct kt_work *work, struct kt_units units)
{
    for (size_t i = 0; i < units.run_count; i++)
        pick_run(work, &units.runs[i]);
}

void
kt_segments_pick(struct kt_work *work, struct kt_units units)
{
    unpick(work);
    pick_more(work, units);
}

void
kt_segments_use_up(struct kt_work *work, struct kt_units more)
{
    pick_more(work, more);
    for (size_t i = 0; i < work->quote->line_count; i++) {
        struct kt_quote_line *line = &work->quote->lines[i];
        for (size_t j = 0; j < line->segment_count; j++)
            line->segments[j].is_taken |= line->segments[j].is_picked;
    }
}

int64_t
kt_segment_room(const struct kt_segment *segment, const struct kt_item *item)
{
    int64_t floor;
    if (!kt_money_mul(segment->count, item->min_price_minor, &floor) ||
        floor >= segment->amount_minor)
        return 0;
    return segment->amount_minor - floor;
}

bool
kt_segments_take(struct kt_work *work, struct kt_quote_line *line, int64_t off)
{
    size_t count = line->segment_count;
    int64_t *claims = KT_NEW_ARRAY(work->arena, int64_t, count);
    int64_t *rooms = KT_NEW_ARRAY(work->arena, int64_t, count);
    int64_t *offs = KT_NEW_ARRAY(work->arena, int64_t, count);

    for (size_t i = 0; i < count; i++) {
        const struct kt_segment *segment = &line->segments[i];
        claims[i] = segment->is_picked ? segment->claim_minor : 0;
        rooms[i] =
            segment->is_picked ? kt_segment_room(segment, line->item) : 0;
    }
    if (!kt_spread(off, claims, rooms, count, offs, work->arena))
        return false;
    for (size_t i = 0; i < count; i++)
        line->segments[i].amount_minor -= offs[i];
    line->amount_minor -= off;
    return true;
}
