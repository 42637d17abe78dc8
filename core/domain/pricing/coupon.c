/* What became of each code that was entered. */

#include "domain/pricing/work.h"

static bool
is_used_up(const struct kt_coupon *coupon, const struct kt_promotion *row)
{
    return (coupon->uses_max > 0 && coupon->uses >= coupon->uses_max) ||
           (coupon->uses_per_customer_max > 0 &&
            coupon->uses_by_buyer >= coupon->uses_per_customer_max) ||
           (row->uses_max > 0 && row->uses >= row->uses_max) ||
           (row->uses_per_customer_max > 0 &&
            row->uses_by_buyer >= row->uses_per_customer_max);
}

/* A code that cannot count whatever the cart holds; APPLIED when it can. */
static enum kt_coupon_state
refusal_of(const struct kt_work *work, const struct kt_coupon *coupon,
           size_t promotion)
{
    int64_t now = work->in->now_ms;
    if (kt_id_is_null(coupon->coupon_id) || promotion == SIZE_MAX)
        return KT_COUPON_UNKNOWN;

    const struct kt_promotion *row = &work->in->promotions[promotion];
    if (!coupon->is_active || !row->is_active)
        return KT_COUPON_UNKNOWN;
    if ((coupon->starts_ms > 0 && now < coupon->starts_ms) ||
        (row->starts_ms > 0 && now < row->starts_ms))
        return KT_COUPON_NOT_STARTED;
    if ((coupon->ends_ms > 0 && now >= coupon->ends_ms) ||
        (row->ends_ms > 0 && now >= row->ends_ms))
        return KT_COUPON_ENDED;
    return is_used_up(coupon, row) ? KT_COUPON_USED_UP : KT_COUPON_APPLIED;
}

static struct kt_str
detail_of(struct kt_work *work, const struct kt_trace *trace)
{
    struct kt_str wanted = kt_said_text(&trace->wanted, work->arena);
    struct kt_str actual = kt_said_text(&trace->actual, work->arena);
    if (wanted.len == 0)
        return (struct kt_str){ 0 };
    return kt_arena_format(work->arena, "wanted %.*s, have %.*s",
                           KT_STR_FMT(wanted), KT_STR_FMT(actual));
}

static void
tell_beaten(struct kt_work *work, struct kt_quote_coupon *told, size_t winner)
{
    const struct kt_promotion *row = &work->in->promotions[winner];
    struct kt_str title = row->title.len > 0 ? row->title : row->rule;
    told->state = KT_COUPON_BEATEN;
    told->reason = kt_str_of(kt_trace_state_names[KT_TRACE_BEATEN]);
    told->detail = kt_arena_format(work->arena, "by %.*s", KT_STR_FMT(title));
}

static void
tell(struct kt_work *work, struct kt_quote_coupon *told, size_t promotion)
{
    const struct kt_trace *trace = work->traces[promotion];

    if (trace != NULL && trace->state == KT_TRACE_APPLIED) {
        told->state = KT_COUPON_APPLIED;
        return;
    }
    told->state = KT_COUPON_WAITING;
    if (trace == NULL) {
        told->reason = KT_STR("no_effect");
        return;
    }
    if (trace->state == KT_TRACE_BEATEN) {
        tell_beaten(work, told, trace->beaten_by);
        return;
    }
    told->reason = trace->reason.len > 0
                       ? trace->reason
                       : kt_str_of(kt_trace_state_names[trace->state]);
    told->detail = detail_of(work, trace);
    if (trace->has_hint)
        told->missing = trace->hint;
}

void
kt_work_coupons(struct kt_work *work)
{
    const struct kt_quote_input *in = work->in;
    struct kt_quote *quote = work->quote;

    quote->coupons =
        KT_NEW_ARRAY(work->arena, struct kt_quote_coupon, in->coupon_count + 1);
    quote->coupon_count = in->coupon_count;
    for (size_t i = 0; i < in->coupon_count; i++) {
        struct kt_quote_coupon *told = &quote->coupons[i];
        size_t promotion = kt_work_find(work, in->coupons[i].promotion_id);
        told->in = &in->coupons[i];
        told->state = refusal_of(work, told->in, promotion);
        if (told->state == KT_COUPON_APPLIED)
            tell(work, told, promotion);
    }
}

void
kt_work_hints(struct kt_work *work)
{
    struct kt_quote *quote = work->quote;

    quote->hints =
        KT_NEW_ARRAY(work->arena, struct kt_quote_hint, quote->trace_count + 1);
    for (size_t i = 0; i < quote->trace_count; i++) {
        const struct kt_trace *trace = &quote->trace[i];
        if (trace->has_hint && trace->hint.missing > 0)
            quote->hints[quote->hint_count++] =
                (struct kt_quote_hint){ trace->promotion, trace->hint };
    }
}
