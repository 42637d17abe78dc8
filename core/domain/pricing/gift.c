/* A gift is a line of its own: the list price, and a discount of all of it. It
 * counts in no subtotal and no quantity. */

#include "domain/pricing/work.h"

static const struct kt_item *
find_gift(const struct kt_work *work, struct kt_str sku)
{
    for (size_t i = 0; i < work->in->gift_item_count; i++) {
        if (kt_str_eq(work->in->gift_items[i]->sku, sku))
            return work->in->gift_items[i];
    }
    return NULL;
}

static struct kt_quote_line *
push_line(struct kt_work *work)
{
    struct kt_quote *quote = work->quote;
    quote->lines =
        kt_arena_grow(work->arena, quote->lines,
                      quote->line_count * sizeof *quote->lines,
                      (quote->line_count + 1) * sizeof *quote->lines);
    struct kt_quote_line *line = &quote->lines[quote->line_count++];
    *line = (struct kt_quote_line){ 0 };
    return line;
}

enum kt_status
kt_work_give(struct kt_work *work, size_t promotion,
             const struct kt_effect *effect)
{
    struct kt_trace *trace = kt_work_trace(work, promotion);
    const struct kt_item *item = find_gift(work, effect->sku);
    struct kt_price_answer answer;
    int64_t unit_minor, worth;

    if (item == NULL || effect->count <= 0) {
        trace->reason = KT_STR("gift_unavailable");
        return KT_OK;
    }
    KT_TRY(kt_work_price(work, item, effect->count, effect->count, &answer));
    unit_minor = answer.unit_minor < 0 ? 0 : answer.unit_minor;
    if (!kt_money_mul(unit_minor, effect->count, &worth) ||
        worth > KT_MONEY_MAX)
        return kt_work_overflow(work, work->quote->line_count);

    struct kt_quote_line *line = push_line(work);
    line->item = item;
    line->quantity = effect->count;
    line->list_minor = unit_minor;
    line->unit_minor = unit_minor;
    line->subtotal_minor = worth;
    line->is_gift = true;
    line->gift_promotion = promotion;
    line->price = work->price;
    line->segments = KT_NEW(work->arena, struct kt_segment);
    line->segments[0].count = effect->count;
    line->segments[0].unit_minor = unit_minor;
    line->segment_count = 1;
    kt_work_push_discount(work, &line->discounts, &line->discount_count,
                          promotion, worth);
    kt_working_add(work, trace, effect,
                   &(struct kt_amounts){ worth, worth, worth },
                   kt_work_trace_part(work, trace, work->quote->line_count - 1,
                                      effect->count, worth));
    return KT_OK;
}
