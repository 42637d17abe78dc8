#include "base/clock.h"
#include "base/grow.h"
#include "domain/pricing/work.h"

struct kt_trace *
kt_work_trace(struct kt_work *work, size_t promotion)
{
    if (work->traces[promotion] == NULL) {
        struct kt_quote *quote = work->quote;
        struct kt_trace *trace = &quote->trace[quote->trace_count++];
        *trace = (struct kt_trace){ .promotion = promotion,
                                    .state = KT_TRACE_NO_EFFECT };
        work->traces[promotion] = trace;
    }
    return work->traces[promotion];
}

/* How it came about nobody looks at unless the input explains. */
struct kt_trace_part *
kt_work_trace_part(struct kt_work *work, struct kt_trace *trace, size_t line,
                   int64_t units, int64_t amount_minor)
{
    trace->parts = kt_grow(work->arena, trace->parts, trace->part_count,
                           sizeof *trace->parts);
    struct kt_trace_part *part = &trace->parts[trace->part_count++];
    part->line = line;
    part->units = units;
    part->amount_minor = amount_minor;
    if (work->in->explains) {
        part->working = 0;
        part->base_minor = 0;
        part->exact_milli = amount_minor * 1000;
    }
    trace->amount_minor += amount_minor;
    return part;
}

void
kt_work_trace_cost(struct kt_work *work, size_t promotion,
                   const struct kt_effects *effects)
{
    struct kt_trace *trace = kt_work_trace(work, promotion);
    trace->steps += effects->steps;
    trace->nanoseconds += effects->nanoseconds;
}

void
kt_work_keep_cost(struct kt_work *work, const struct kt_trace *story)
{
    struct kt_trace *trace = kt_work_trace(work, story->promotion);
    trace->steps = story->steps;
    trace->nanoseconds = story->nanoseconds;
}

struct kt_trace *
kt_work_trace_beaten(struct kt_work *work, size_t loser, size_t winner,
                     const char *by)
{
    struct kt_trace *trace = kt_work_trace(work, loser);
    trace->state = KT_TRACE_BEATEN;
    trace->beaten_by = winner;
    trace->reason = kt_str_of(by);
    return trace;
}

void
kt_work_problem(struct kt_work *work, struct kt_str pointer, const char *code,
                const char *detail)
{
    struct kt_quote *quote = work->quote;
    quote->problems = kt_grow(work->arena, quote->problems,
                              quote->problem_count, sizeof *quote->problems);
    quote->problems[quote->problem_count++] = (struct kt_quote_problem){
        .pointer = pointer,
        .code = kt_str_of(code),
        .detail = kt_str_of(detail),
        .is_blocking = true,
    };
}

size_t
kt_work_find(const struct kt_work *work, struct kt_id promotion_id)
{
    for (size_t i = 0; i < work->in->promotion_count; i++) {
        if (kt_id_eq(work->in->promotions[i].id, promotion_id))
            return i;
    }
    return SIZE_MAX;
}

enum kt_status
kt_work_overflow(struct kt_work *work, size_t line)
{
    kt_fail_amount_overflow(work->err);
    return kt_error_explain(work->err, "line %zu costs more than an order can",
                            line);
}

static struct kt_str
joined(struct kt_list list, struct kt_arena *arena)
{
    struct kt_buf buf;
    const struct kt_str *texts = list.items;
    kt_buf_init(&buf, arena, 64);
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0)
            kt_buf_text(&buf, ", ");
        kt_buf_str(&buf, texts[i]);
    }
    return kt_buf_view(&buf);
}

struct kt_str
kt_said_text(const struct kt_said *said, struct kt_arena *arena)
{
    switch (said->kind) {
    case KT_SAID_TEXT:
        break;
    case KT_SAID_NUMBER:
        return kt_arena_format(arena, "%lld", (long long)said->number);
    case KT_SAID_TIME:
        return kt_time_format(arena, said->number);
    case KT_SAID_LIST:
        return joined(said->list, arena);
    }
    return said->text;
}
