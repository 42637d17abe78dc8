#include "domain/pricing/quote_out.h"

#include "base/text.h"

static const struct kt_promotion *
promotion_at(const struct kt_quote *quote, size_t index)
{
    return &quote->in->promotions[index];
}

struct kt_list
kt_discounts_tell(const struct kt_quote *quote, const struct kt_discount *items,
                  size_t count, struct kt_arena *arena)
{
    struct kt_discount_out *out =
        KT_NEW_ARRAY(arena, struct kt_discount_out, count);
    for (size_t i = 0; i < count; i++) {
        const struct kt_promotion *promotion =
            promotion_at(quote, items[i].promotion);
        out[i] = (struct kt_discount_out){ promotion->id, promotion->title,
                                           items[i].amount_minor };
    }
    return (struct kt_list){ out, count };
}

static struct kt_list
tell_taxes(const struct kt_tax *items, size_t count, struct kt_arena *arena)
{
    struct kt_tax_out *out = KT_NEW_ARRAY(arena, struct kt_tax_out, count);
    for (size_t i = 0; i < count; i++)
        out[i] = (struct kt_tax_out){
            .name = items[i].name,
            .rate = kt_rate_format_percent(arena, items[i].rate_ppm),
            .included = items[i].is_included,
            .base = items[i].base_minor,
            .amount = items[i].amount_minor,
        };
    return (struct kt_list){ out, count };
}

static int64_t
sum_discounts(const struct kt_discount *items, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += items[i].amount_minor;
    return sum;
}

static struct kt_list
tell_unit_prices(const struct kt_quote_line *line, struct kt_arena *arena)
{
    if (line->part_count <= 1)
        return (struct kt_list){ 0 };
    struct kt_unit_price_out *out =
        KT_NEW_ARRAY(arena, struct kt_unit_price_out, line->part_count);
    for (size_t i = 0; i < line->part_count; i++)
        out[i] = (struct kt_unit_price_out){
            .quantity = line->parts[i].units,
            .unit_price = line->parts[i].unit_minor,
            .list_price = line->parts[i].list_minor,
            .compare_at = line->parts[i].compare_at_minor,
        };
    return (struct kt_list){ out, line->part_count };
}

static struct kt_line_out
tell_line(const struct kt_quote *quote, const struct kt_quote_line *line,
          struct kt_arena *arena)
{
    const struct kt_item *item = line->item;
    bool has_metadata = line->in != NULL && line->in->metadata.len > 0;
    return (struct kt_line_out){
        .id = line->in != NULL ? line->in->id : (struct kt_id){ { 0 } },
        .variant_id = item->variant_id,
        .sku = item->sku,
        .product_id = item->product_id,
        .product = item->product,
        .title = item->title,
        .variant_title = item->variant_title,
        .quantity = line->quantity,
        .unit_price = line->unit_minor,
        .list_price = line->list_minor,
        .compare_at = line->compare_at_minor,
        .unit_prices = tell_unit_prices(line, arena),
        .subtotal = line->subtotal_minor,
        .discounts = kt_discounts_tell(quote, line->discounts,
                                       line->discount_count, arena),
        .taxes = tell_taxes(line->taxes, line->tax_count, arena),
        .discount = sum_discounts(line->discounts, line->discount_count),
        .total = line->amount_minor,
        .tax = line->tax_minor,
        .net = line->net_minor,
        .gross = line->gross_minor,
        .tax_note = line->tax_note,
        .is_gift = line->is_gift,
        .metadata = has_metadata ? line->in->metadata : KT_STR("{}"),
    };
}

static struct kt_list
tell_lines(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_line_out *out =
        KT_NEW_ARRAY(arena, struct kt_line_out, quote->line_count);
    for (size_t i = 0; i < quote->line_count; i++)
        out[i] = tell_line(quote, &quote->lines[i], arena);
    return (struct kt_list){ out, quote->line_count };
}

/* "12.00 EUR" or "3 units", then what it leads to. */
static struct kt_str
tell_missing(const struct kt_quote *quote, const struct kt_hint *hint,
             struct kt_str title, struct kt_arena *arena)
{
    const struct kt_currency *currency = quote->in->settings.currency;
    struct kt_str amount =
        hint->is_money
            ? kt_arena_format(arena, "%.*s %s",
                              KT_STR_FMT(kt_money_format(arena, hint->missing,
                                                         currency)),
                              currency->code)
            : kt_arena_format(arena, "%lld", (long long)hint->missing);
    return kt_arena_format(arena, "%.*s more for: %.*s", KT_STR_FMT(amount),
                           KT_STR_FMT(title));
}

static struct kt_hint_out
tell_hint(const struct kt_quote *quote, const struct kt_hint *hint,
          const struct kt_promotion *promotion, struct kt_arena *arena)
{
    struct kt_str title = promotion != NULL ? promotion->title : KT_STR("");
    return (struct kt_hint_out){
        .promotion_id =
            promotion != NULL ? promotion->id : (struct kt_id){ { 0 } },
        .title = title,
        .kind = hint->kind,
        .wanted = hint->wanted,
        .actual = hint->actual,
        .missing = hint->missing,
        .message = tell_missing(quote, hint, title, arena),
    };
}

static struct kt_list
tell_hints(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_hint_out *out =
        KT_NEW_ARRAY(arena, struct kt_hint_out, quote->hint_count);
    for (size_t i = 0; i < quote->hint_count; i++)
        out[i] =
            tell_hint(quote, &quote->hints[i].hint,
                      promotion_at(quote, quote->hints[i].promotion), arena);
    return (struct kt_list){ out, quote->hint_count };
}

static const struct kt_promotion *
find_promotion(const struct kt_quote *quote, struct kt_id id)
{
    for (size_t i = 0; i < quote->in->promotion_count; i++)
        if (kt_id_eq(quote->in->promotions[i].id, id))
            return &quote->in->promotions[i];
    return NULL;
}

static struct kt_coupon_out
tell_coupon(const struct kt_quote *quote, const struct kt_quote_coupon *coupon,
            struct kt_arena *arena)
{
    struct kt_coupon_out out = {
        .code = coupon->in->code,
        .state = (int)coupon->state,
        .reason = coupon->reason,
        .detail = coupon->detail,
    };
    if (coupon->state == KT_COUPON_WAITING && coupon->missing.kind.len > 0) {
        out.missing = KT_NEW(arena, struct kt_hint_out);
        *out.missing =
            tell_hint(quote, &coupon->missing,
                      find_promotion(quote, coupon->in->promotion_id), arena);
    }
    return out;
}

static struct kt_list
tell_coupons(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_coupon_out *out =
        KT_NEW_ARRAY(arena, struct kt_coupon_out, quote->coupon_count);
    for (size_t i = 0; i < quote->coupon_count; i++)
        out[i] = tell_coupon(quote, &quote->coupons[i], arena);
    return (struct kt_list){ out, quote->coupon_count };
}

static struct kt_list
tell_tenders(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_tender_out *out =
        KT_NEW_ARRAY(arena, struct kt_tender_out, quote->tender_count);
    for (size_t i = 0; i < quote->tender_count; i++) {
        const struct kt_tender *tender = &quote->tenders[i];
        out[i] = (struct kt_tender_out){
            .id = tender->in->gift_card_id,
            .ending = tender->in->code,
            .state = (int)tender->state,
            .amount = tender->amount_minor,
            .rest = tender->rest_minor,
        };
    }
    return (struct kt_list){ out, quote->tender_count };
}

static struct kt_shipping_out
tell_shipping(const struct kt_quote *quote, struct kt_arena *arena)
{
    const struct kt_shipping *in = &quote->shipping;
    return (struct kt_shipping_out){
        .option =
            in->method != NULL ? in->method->code : (struct kt_str){ NULL, 0 },
        .title = in->title,
        .is_needed = in->is_needed,
        .is_estimate = in->is_estimate,
        .fee = in->fee_minor,
        .discounts =
            kt_discounts_tell(quote, in->discounts, in->discount_count, arena),
        .discount = sum_discounts(in->discounts, in->discount_count),
        .amount = in->amount_minor,
        .taxes = tell_taxes(in->taxes, in->tax_count, arena),
        .tax = in->tax_minor,
    };
}

static struct kt_list
tell_problems(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_problem_out *out =
        KT_NEW_ARRAY(arena, struct kt_problem_out, quote->problem_count);
    for (size_t i = 0; i < quote->problem_count; i++) {
        const struct kt_quote_problem *problem = &quote->problems[i];
        out[i] =
            (struct kt_problem_out){ problem->pointer, problem->code,
                                     problem->detail, problem->is_blocking };
    }
    return (struct kt_list){ out, quote->problem_count };
}

static struct kt_list
tell_workings(const struct kt_trace *trace, struct kt_arena *arena)
{
    struct kt_working_out *out =
        KT_NEW_ARRAY(arena, struct kt_working_out, trace->working_count);
    for (size_t i = 0; i < trace->working_count; i++) {
        const struct kt_working *working = &trace->workings[i];
        out[i] = (struct kt_working_out){
            .kind = (int)working->kind,
            .amount = working->amount_minor,
            .base = working->base_minor,
            .exact = kt_exact_tell(working->exact_milli, working->wanted_minor,
                                   arena),
            .computed = working->wanted_minor == working->taken_minor
                            ? 0
                            : working->wanted_minor,
            .taken = working->taken_minor,
            .is_spread = working->is_spread,
        };
        if (working->rate_ppm > 0)
            out[i].rate = kt_rate_format_percent(arena, working->rate_ppm);
    }
    return (struct kt_list){ out, trace->working_count };
}

static struct kt_list
tell_parts(const struct kt_trace *trace, struct kt_arena *arena)
{
    struct kt_trace_part_out *out =
        KT_NEW_ARRAY(arena, struct kt_trace_part_out, trace->part_count);
    for (size_t i = 0; i < trace->part_count; i++) {
        const struct kt_trace_part *part = &trace->parts[i];
        bool is_fee = part->line == KT_TRACE_SHIPPING;
        out[i] = (struct kt_trace_part_out){
            .line = is_fee ? -1 : (int64_t)part->line,
            .units = part->units,
            .amount = part->amount_minor,
        };
        if (trace->working_count == 0)
            continue;
        out[i].effect = (int64_t)part->working;
        out[i].base = part->base_minor;
        out[i].exact =
            kt_exact_tell(part->exact_milli, part->amount_minor, arena);
    }
    return (struct kt_list){ out, trace->part_count };
}

static struct kt_trace_out
tell_story(const struct kt_quote *quote, const struct kt_trace *trace,
           struct kt_arena *arena)
{
    const struct kt_promotion *promotion =
        promotion_at(quote, trace->promotion);
    struct kt_trace_out out = {
        .promotion_id = promotion->id,
        .title = promotion->title,
        .rule = promotion->rule,
        .stage = (int)promotion->stage,
        .state = (int)trace->state,
        .reason = trace->reason,
        .wanted = kt_said_text(&trace->wanted, arena),
        .actual = kt_said_text(&trace->actual, arena),
        .parts = tell_parts(trace, arena),
        .effects = tell_workings(trace, arena),
        .amount = trace->amount_minor,
        .error = trace->error,
        .steps = trace->steps,
    };
    if (trace->state == KT_TRACE_BEATEN &&
        trace->beaten_by < quote->in->promotion_count)
        out.beaten_by = promotion_at(quote, trace->beaten_by)->id;
    if (trace->has_hint) {
        out.hint = KT_NEW(arena, struct kt_hint_out);
        *out.hint = tell_hint(quote, &trace->hint, promotion, arena);
    }
    return out;
}

static struct kt_list
tell_trace(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_trace_out *out =
        KT_NEW_ARRAY(arena, struct kt_trace_out, quote->trace_count);
    for (size_t i = 0; i < quote->trace_count; i++)
        out[i] = tell_story(quote, &quote->trace[i], arena);
    return (struct kt_list){ out, quote->trace_count };
}

static struct kt_totals_out
tell_totals(const struct kt_totals *in)
{
    return (struct kt_totals_out){
        .subtotal = in->subtotal_minor,
        .discount = in->discount_minor,
        .shipping = in->shipping_minor,
        .tax = in->tax_minor,
        .net = in->net_minor,
        .total = in->total_minor,
        .tendered = in->tendered_minor,
        .due = in->due_minor,
    };
}

struct kt_list
kt_quote_tell_options(const struct kt_quote *quote, struct kt_arena *arena)
{
    const struct kt_shipping *in = &quote->shipping;
    struct kt_shipping_option_out *out =
        KT_NEW_ARRAY(arena, struct kt_shipping_option_out, in->option_count);
    for (size_t i = 0; i < in->option_count; i++)
        out[i] = (struct kt_shipping_option_out){
            .code = in->options[i].method->code,
            .title = in->options[i].title,
            .price = in->options[i].price_minor,
            .discount = in->options[i].discount_minor,
            .is_chosen =
                !in->is_estimate && in->options[i].method == in->method,
        };
    return (struct kt_list){ out, in->option_count };
}

void
kt_quote_tell_times(const struct kt_quote *quote, struct kt_quote_out *out)
{
    struct kt_trace_out *trace = out->trace.items;
    for (size_t i = 0; i < out->trace.count; i++)
        trace[i].microseconds = (quote->trace[i].nanoseconds + 999) / 1000;
    if (out->rule_trace != NULL)
        kt_rule_trace_tell_times(out->rule_trace);
}

void
kt_quote_write_trace(const struct kt_quote_out *out, struct kt_json *json)
{
    const struct kt_trace_out *items = out->trace.items;
    kt_json_begin_array(json);
    for (size_t i = 0; i < out->trace.count; i++)
        kt_shape_write(&kt_trace_out_shape, &items[i], json);
    kt_json_end_array(json);
}

void
kt_quote_write_rule_trace(const struct kt_quote_out *out, struct kt_json *json)
{
    kt_shape_write(&kt_rule_trace_out_shape, out->rule_trace, json);
}

void
kt_quote_tell(const struct kt_quote *quote, bool explain,
              struct kt_arena *arena, struct kt_quote_out *out)
{
    *out = (struct kt_quote_out){
        .currency = kt_str_of(quote->in->settings.currency->code),
        .lines = tell_lines(quote, arena),
        .coupons = tell_coupons(quote, arena),
        .gift_cards = tell_tenders(quote, arena),
        .shipping = tell_shipping(quote, arena),
        .taxes = tell_taxes(quote->taxes, quote->tax_count, arena),
        .totals = tell_totals(&quote->totals),
        .points_used = quote->points_used,
        .hints = tell_hints(quote, arena),
        .problems = tell_problems(quote, arena),
    };
    if (!explain)
        return;
    out->trace = tell_trace(quote, arena);
    out->rule_trace = kt_rule_trace_tell(quote, arena);
}
