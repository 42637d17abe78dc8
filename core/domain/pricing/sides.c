/* Groups of which only the best counts, with members in several stages: what a
 * member takes off depends on all that comes before it in its own stage. So the
 * cart is priced with the members of one stage alone, stage by stage, and only
 * those of the stage that saves most stay in.
 */

#include "domain/pricing/work.h"

/* The members of a group that stand in one stage. */
struct side {
    struct kt_str group;
    enum kt_stage stage;
    size_t best; /* who counts there; SIZE_MAX: nobody takes anything off */
    int64_t amount;
    struct kt_trace *stories; /* by promotion */
};

static bool
is_member(const struct kt_work *work, struct kt_str group, size_t promotion)
{
    const struct kt_promotion *row = &work->in->promotions[promotion];
    return row->stage != KT_STAGE_CATALOG && row->group_mode == KT_GROUP_BEST &&
           kt_str_eq(row->group, group) && !work->is_left_out[promotion];
}

static bool
is_on(const struct kt_work *work, const struct side *side, size_t promotion)
{
    return is_member(work, side->group, promotion) &&
           work->in->promotions[promotion].stage == side->stage;
}

static void
leave_out_others(struct kt_work *work, const struct side *side)
{
    for (size_t i = 0; i < work->in->promotion_count; i++)
        work->is_left_out[i] |=
            is_member(work, side->group, i) && !is_on(work, side, i);
}

static void
tell_side(struct kt_work *work, struct side *side, const bool *was_left_out)
{
    const struct kt_promotion *rows = work->in->promotions;
    size_t count = work->in->promotion_count;

    side->stories = KT_NEW_ARRAY(work->arena, struct kt_trace, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t promotion = work->order[i];
        if (was_left_out[promotion] || rows[promotion].stage != side->stage ||
            !kt_str_eq(rows[promotion].group, side->group))
            continue;
        struct kt_trace *trace = kt_work_trace(work, promotion);
        side->stories[promotion] = *trace;
        if (trace->state == KT_TRACE_APPLIED && side->best == SIZE_MAX) {
            side->best = promotion;
            side->amount = trace->amount_minor;
        }
    }
}

/* Prices the cart without the group's other members, and takes that back. */
static enum kt_status
try_alone(struct kt_work *work, struct side *side)
{
    size_t size = work->in->promotion_count * sizeof *work->is_left_out;
    bool *is_left_out = kt_work_copy(work, work->is_left_out, size);
    struct kt_saved *saved = kt_work_save(work);

    leave_out_others(work, side);
    KT_TRY(kt_work_run_stages(work));
    tell_side(work, side, is_left_out);
    kt_work_restore(work, saved);
    memcpy(work->is_left_out, is_left_out, size);
    return KT_OK;
}

/* A member that took something off, or would have, is beaten; the others keep
 * the story that they had alone. */
static void
tell_loser(struct kt_work *work, const struct kt_trace *story,
           const struct side *winner)
{
    struct kt_trace *trace = kt_work_trace(work, story->promotion);
    if (story->state == KT_TRACE_APPLIED || story->state == KT_TRACE_BEATEN) {
        kt_work_trace_beaten(work, story->promotion, winner->best, "best");
        trace->wanted = kt_say_number(winner->amount);
        trace->actual = story->state == KT_TRACE_APPLIED
                            ? kt_say_number(story->amount_minor)
                            : story->actual;
        kt_work_keep_cost(work, story);
    } else {
        *trace = *story;
    }
}

/* Ties go to the higher priority, then to the older one. */
static bool
saves_more(const struct kt_work *work, const struct side *a,
           const struct side *b)
{
    if (a->amount != b->amount)
        return a->amount > b->amount;
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        if (work->order[i] == a->best || work->order[i] == b->best)
            return work->order[i] == a->best;
    }
    return false;
}

static enum kt_status
decide(struct kt_work *work, struct kt_str group, const bool *has_stage)
{
    struct side sides[KT_STAGE_COUNT];
    const struct side *winner = NULL;
    size_t count = work->in->promotion_count;

    for (int stage = 0; stage < KT_STAGE_COUNT; stage++) {
        struct side *side = &sides[stage];
        *side = (struct side){ .group = group,
                               .stage = (enum kt_stage)stage,
                               .best = SIZE_MAX };
        if (!has_stage[stage])
            continue;
        KT_TRY(try_alone(work, side));
        if (side->best != SIZE_MAX &&
            (winner == NULL || saves_more(work, side, winner)))
            winner = side;
    }
    if (winner == NULL)
        return KT_OK;
    for (size_t i = 0; i < count; i++) {
        size_t promotion = work->order[i];
        enum kt_stage stage = work->in->promotions[promotion].stage;
        if (is_member(work, group, promotion) && stage != winner->stage)
            tell_loser(work, &sides[stage].stories[promotion], winner);
    }
    leave_out_others(work, winner);
    return KT_OK;
}

/* Whether the group has members in several stages; true for the first one of
 * it alone. */
static bool
has_sides(const struct kt_work *work, size_t first, bool *has_stage)
{
    struct kt_str group = work->in->promotions[first].group;
    int stages = 0;

    for (int i = 0; i < KT_STAGE_COUNT; i++)
        has_stage[i] = false;
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        if (!is_member(work, group, i))
            continue;
        if (i < first)
            return false;
        stages += has_stage[work->in->promotions[i].stage] ? 0 : 1;
        has_stage[work->in->promotions[i].stage] = true;
    }
    return stages > 1;
}

enum kt_status
kt_work_decide_sides(struct kt_work *work)
{
    bool has_stage[KT_STAGE_COUNT];

    for (size_t i = 0; i < work->in->promotion_count; i++) {
        struct kt_str group = work->in->promotions[i].group;
        if (group.len > 0 && is_member(work, group, i) &&
            has_sides(work, i, has_stage))
            KT_TRY(decide(work, group, has_stage));
    }
    return KT_OK;
}
