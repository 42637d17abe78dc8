#include "domain/pricing/work.h"

struct kt_saved {
    struct kt_quote quote;
    struct kt_quote_line *lines;
    struct kt_segment **segments;
    struct kt_trace *trace;
    struct kt_trace **traces;
    bool *is_on;
    size_t deferred_count, fee_effect_count;
    struct kt_group_base *groups;
};

static void *
copy_of(struct kt_arena *arena, const void *from, size_t size)
{
    void *copy = kt_arena_alloc(arena, size + 1);
    if (size > 0)
        memcpy(copy, from, size);
    return copy;
}

void *
kt_work_copy(const struct kt_work *work, const void *from, size_t size)
{
    return copy_of(work->arena, from, size);
}

/* The bases with rates of their own; what lines cost before a group never
 * changes. */
static struct kt_group_base *
copy_groups(const struct kt_work *work, const struct kt_group_base *groups)
{
    struct kt_group_base *copies = NULL, **end = &copies;
    for (; groups != NULL; groups = groups->next) {
        *end = copy_of(work->arena, groups, sizeof *groups);
        (*end)->rates = copy_of(work->arena, groups->rates,
                                work->in->line_count * sizeof *groups->rates);
        end = &(*end)->next;
    }
    return copies;
}

struct kt_saved *
kt_work_save(struct kt_work *work)
{
    struct kt_arena *arena = work->arena;
    struct kt_quote *quote = work->quote;
    struct kt_saved *saved = KT_NEW(arena, struct kt_saved);
    size_t promotions = work->in->promotion_count;

    saved->quote = *quote;
    saved->lines =
        copy_of(arena, quote->lines, quote->line_count * sizeof *quote->lines);
    saved->segments =
        KT_NEW_ARRAY(arena, struct kt_segment *, quote->line_count + 1);
    for (size_t i = 0; i < quote->line_count; i++)
        saved->segments[i] = copy_of(arena, quote->lines[i].segments,
                                     quote->lines[i].segment_count *
                                         sizeof *quote->lines[i].segments);
    saved->trace =
        copy_of(arena, quote->trace, quote->trace_count * sizeof *quote->trace);
    saved->traces =
        copy_of(arena, work->traces, promotions * sizeof *work->traces);
    saved->is_on = copy_of(arena, work->is_on, promotions);
    saved->deferred_count = work->deferred_count;
    saved->fee_effect_count = work->fee_effect_count;
    saved->groups = copy_groups(work, work->groups);
    return saved;
}

void
kt_work_restore(struct kt_work *work, const struct kt_saved *saved)
{
    struct kt_quote *quote = work->quote;
    struct kt_quote_line *lines = quote->lines;
    struct kt_trace *trace = quote->trace;
    size_t promotions = work->in->promotion_count;

    *quote = saved->quote;
    quote->lines = lines;
    quote->trace = trace;
    memcpy(lines, saved->lines, quote->line_count * sizeof *lines);
    for (size_t i = 0; i < quote->line_count; i++)
        lines[i].segments =
            copy_of(work->arena, saved->segments[i],
                    lines[i].segment_count * sizeof *lines[i].segments);
    if (quote->trace_count > 0)
        memcpy(trace, saved->trace, quote->trace_count * sizeof *trace);
    if (promotions > 0) {
        memcpy(work->traces, saved->traces, promotions * sizeof *work->traces);
        memcpy(work->is_on, saved->is_on, promotions);
    }
    work->deferred_count = saved->deferred_count;
    work->fee_effect_count = saved->fee_effect_count;
    work->groups = copy_groups(work, saved->groups);
}
