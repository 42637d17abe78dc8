/* Groups of which only the member that saves most counts: in the order as a
 * whole, or on each line. Every member is tried alone, and undone. */

#include "base/grow.h"
#include "domain/pricing/work.h"

/* What a promotion alone would take off, and the lines as it left them. */
struct attempt {
    size_t promotion;
    int64_t amount;
    int64_t *by_line;
    struct kt_quote_line *lines;
    struct kt_trace trace;
};

struct contest {
    struct attempt *attempts; /* in order of precedence */
    size_t count;
};

/* Beaten in the order as a whole: it would have had to save more. */
static void
beat(struct kt_work *work, const struct attempt *loser,
     const struct attempt *winner)
{
    struct kt_trace *trace =
        kt_work_trace_beaten(work, loser->promotion, winner->promotion, "best");
    trace->wanted =
        (struct kt_said){ .kind = KT_SAID_NUMBER, .number = winner->amount };
    trace->actual =
        (struct kt_said){ .kind = KT_SAID_NUMBER, .number = loser->amount };
}

static bool
is_member(const struct kt_work *work, size_t promotion, size_t of)
{
    const struct kt_promotion *a = &work->in->promotions[promotion];
    const struct kt_promotion *b = &work->in->promotions[of];
    if (!kt_str_eq(a->group, b->group) || work->is_left_out[promotion] ||
        a->stage == KT_STAGE_CATALOG)
        return false;
    if (a->group_mode == KT_GROUP_BEST)
        return a->stage == b->stage; /* sides.c chose the stage */
    return (a->stage == KT_STAGE_SHIPPING) == (b->stage == KT_STAGE_SHIPPING);
}

/* The lines of the cart with discounts and segments of their own. */
static struct kt_quote_line *
copy_lines(const struct kt_work *work)
{
    size_t count = work->in->line_count;
    struct kt_quote_line *lines =
        KT_NEW_ARRAY(work->arena, struct kt_quote_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        lines[i] = work->quote->lines[i];
        lines[i].discounts =
            kt_grow_copy(work->arena, lines[i].discounts,
                         lines[i].discount_count, sizeof *lines[i].discounts);
        lines[i].segments =
            kt_work_copy(work, lines[i].segments,
                         lines[i].segment_count * sizeof *lines[i].segments);
    }
    return lines;
}

static void
measure(struct kt_work *work, struct attempt *attempt)
{
    size_t count = work->in->line_count;
    attempt->trace = *kt_work_trace(work, attempt->promotion);
    attempt->amount = attempt->trace.amount_minor;
    attempt->by_line = KT_NEW_ARRAY(work->arena, int64_t, count + 1);
    attempt->trace.parts =
        kt_work_copy(work, attempt->trace.parts,
                     attempt->trace.part_count * sizeof *attempt->trace.parts);
    attempt->trace.workings = kt_grow_copy(work->arena, attempt->trace.workings,
                                           attempt->trace.working_count,
                                           sizeof *attempt->trace.workings);
    for (size_t i = 0; i < attempt->trace.part_count; i++) {
        const struct kt_trace_part *part = &attempt->trace.parts[i];
        if (part->line < count)
            attempt->by_line[part->line] += part->amount_minor;
    }
}

/* An attempt that its budget does not cover saves nothing. */
static enum kt_status
try_alone(struct kt_work *work, size_t promotion, struct attempt *attempt)
{
    struct kt_saved *saved = kt_work_save(work);
    size_t deferred = work->deferred_count;

    *attempt = (struct attempt){ .promotion = promotion };
    KT_TRY(kt_work_run(work, promotion));
    KT_TRY(kt_work_deferred(work, deferred));
    measure(work, attempt);
    attempt->lines = copy_lines(work);
    if (kt_work_is_within_budget(work, promotion)) {
        kt_work_restore(work, saved);
        kt_work_keep_cost(work, &attempt->trace);
        return KT_OK;
    }
    kt_work_undo_over_budget(work, promotion, saved);
    attempt->amount = 0;
    memset(attempt->by_line, 0,
           work->in->line_count * sizeof *attempt->by_line);
    return KT_OK;
}

/* Tries every member of the group whose conditions hold. */
static enum kt_status
hold_contest(struct kt_work *work, size_t first, struct contest *contest)
{
    size_t promotions = work->in->promotion_count;
    contest->attempts = KT_NEW_ARRAY(work->arena, struct attempt, promotions);
    contest->count = 0;
    for (size_t i = 0; i < promotions; i++) {
        size_t promotion = work->order[i];
        if (is_member(work, promotion, first) &&
            kt_work_conditions_hold(work, promotion))
            KT_TRY(try_alone(work, promotion,
                             &contest->attempts[contest->count++]));
    }
    return KT_OK;
}

/* The attempt that saves most, on one line or in all; NULL when none does.
 * Ties go to the earlier one. */
static const struct attempt *
find_best(const struct contest *contest, size_t line)
{
    const struct attempt *best = NULL;
    int64_t most = 0;
    for (size_t i = 0; i < contest->count; i++) {
        const struct attempt *attempt = &contest->attempts[i];
        int64_t amount =
            line == SIZE_MAX ? attempt->amount : attempt->by_line[line];
        if (amount > most) {
            best = attempt;
            most = amount;
        }
    }
    return best;
}

/* What an attempt that takes nothing told: why it failed, what is missing. */
static void
tell_vain(struct kt_work *work, const struct attempt *attempt)
{
    struct kt_trace *trace = kt_work_trace(work, attempt->promotion);
    if (trace->state != KT_TRACE_NO_EFFECT)
        return;
    trace->error = attempt->trace.error;
    trace->hint = attempt->trace.hint;
    trace->has_hint = attempt->trace.has_hint;
    if (attempt->trace.state == KT_TRACE_FAILED)
        trace->state = KT_TRACE_FAILED;
}

/* The group is decided for the whole order: the others stay out, those too
 * whose conditions do not hold yet. */
enum kt_status
kt_work_decide_best(struct kt_work *work, size_t first)
{
    struct contest contest;

    KT_TRY(hold_contest(work, first, &contest));
    const struct attempt *best = find_best(&contest, SIZE_MAX);
    if (best == NULL)
        return KT_OK;
    for (size_t i = 0; i < contest.count; i++) {
        const struct attempt *attempt = &contest.attempts[i];
        if (attempt->amount == 0)
            tell_vain(work, attempt);
        else if (attempt != best)
            beat(work, attempt, best);
    }
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        if (i != best->promotion && is_member(work, i, first))
            work->is_left_out[i] = true;
    }
    return KT_OK;
}

/* The line as the winner left it. */
static void
adopt(struct kt_work *work, const struct attempt *winner, size_t line)
{
    struct kt_trace *trace = kt_work_trace(work, winner->promotion);

    work->quote->lines[line] = winner->lines[line];
    trace->workings = winner->trace.workings;
    trace->working_count = winner->trace.working_count;
    for (size_t i = 0; i < winner->trace.part_count; i++) {
        const struct kt_trace_part *part = &winner->trace.parts[i];
        if (part->line == line)
            *kt_work_trace_part(work, trace, line, part->units,
                                part->amount_minor) = *part;
    }
    trace->state = KT_TRACE_APPLIED;
}

/* What is told of a member that won no line: the first member that won one of
 * its lines. */
static void
tell_loser(struct kt_work *work, const struct contest *contest,
           const struct attempt *loser)
{
    const struct attempt *first = NULL;
    for (size_t line = 0; line < work->in->line_count; line++) {
        const struct attempt *winner = find_best(contest, line);
        if (loser->by_line[line] > 0 && (first == NULL || winner < first))
            first = winner;
    }
    if (first != NULL)
        kt_work_trace_beaten(work, loser->promotion, first->promotion,
                             "best_per_line");
    else
        tell_vain(work, loser);
}

enum kt_status
kt_work_run_best_per_line(struct kt_work *work, size_t first)
{
    struct contest contest;

    KT_TRY(hold_contest(work, first, &contest));
    for (size_t line = 0; line < work->in->line_count; line++) {
        const struct attempt *winner = find_best(&contest, line);
        if (winner != NULL)
            adopt(work, winner, line);
    }
    for (size_t i = 0; i < contest.count; i++) {
        const struct attempt *attempt = &contest.attempts[i];
        struct kt_trace *trace = kt_work_trace(work, attempt->promotion);
        work->is_left_out[attempt->promotion] = true;
        work->is_on[attempt->promotion] = true;
        if (trace->state == KT_TRACE_APPLIED) {
            trace->hint = attempt->trace.hint;
            trace->has_hint = attempt->trace.has_hint;
        } else {
            tell_loser(work, &contest, attempt);
        }
    }
    return KT_OK;
}
