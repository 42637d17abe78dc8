/* A quote as a receipt for a terminal, and the story of every promotion. */

#include "base/text.h"
#include "domain/pricing/quote.h"

/* Columns: what it is, then an amount that ends at the right edge. */
enum { WIDTH = 64, AMOUNT_WIDTH = 14 };

struct printer {
    const struct kt_quote *quote;
    struct kt_buf *buf;
};

static struct kt_str
money(const struct printer *printer, int64_t minor)
{
    return kt_money_format(printer->buf->arena, minor,
                           printer->quote->in->settings.currency);
}

static void
pad(struct printer *printer, size_t used, size_t wanted)
{
    for (; used < wanted; used++)
        kt_buf_char(printer->buf, ' ');
}

/* what, indented, and the amount; a long text moves the amount. */
static void
row(struct printer *printer, size_t indent, struct kt_str what, int64_t minor)
{
    struct kt_str amount = money(printer, minor);
    size_t used = indent + kt_utf8_length(what);

    pad(printer, 0, indent);
    kt_buf_str(printer->buf, what);
    pad(printer, used, WIDTH - AMOUNT_WIDTH);
    pad(printer, amount.len, AMOUNT_WIDTH);
    kt_buf_str(printer->buf, amount);
    kt_buf_char(printer->buf, '\n');
}

static void
rule(struct printer *printer)
{
    for (size_t i = 0; i < WIDTH; i++)
        kt_buf_char(printer->buf, '-');
    kt_buf_char(printer->buf, '\n');
}

static struct kt_str
title_of(const struct printer *printer, size_t promotion)
{
    const struct kt_promotion *row = &printer->quote->in->promotions[promotion];
    return row->title.len > 0 ? row->title : row->rule;
}

/* ---- goods ---- */

static void
write_discounts(struct printer *printer, const struct kt_discount *discounts,
                size_t count)
{
    for (size_t i = 0; i < count; i++)
        row(printer, 4, title_of(printer, discounts[i].promotion),
            -discounts[i].amount_minor);
}

/* "Lamp, Red (lamp-red)" */
static struct kt_str
name_of(const struct printer *printer, const struct kt_item *item)
{
    return kt_arena_format(printer->buf->arena, "%.*s%s%.*s (%.*s)",
                           KT_STR_FMT(item->title),
                           item->variant_title.len > 0 ? ", " : "",
                           KT_STR_FMT(item->variant_title),
                           KT_STR_FMT(item->sku));
}

static void
write_line(struct printer *printer, const struct kt_quote_line *line)
{
    struct kt_arena *arena = printer->buf->arena;
    struct kt_str name = name_of(printer, line->item);

    kt_buf_format(printer->buf, "%.*s\n", KT_STR_FMT(name));
    row(printer, 4,
        kt_arena_format(arena, "%lld x %.*s%s", (long long)line->quantity,
                        KT_STR_FMT(money(printer, line->unit_minor)),
                        line->is_gift ? ", a gift" : ""),
        line->subtotal_minor);
    if (line->compare_at_minor > line->unit_minor)
        kt_buf_format(printer->buf, "    was %.*s\n",
                      KT_STR_FMT(money(printer, line->compare_at_minor)));
    write_discounts(printer, line->discounts, line->discount_count);
    if (line->tax_note.len > 0)
        kt_buf_format(printer->buf, "    %.*s\n", KT_STR_FMT(line->tax_note));
}

/* ---- sums ---- */

static void
write_shipping(struct printer *printer)
{
    const struct kt_shipping *shipping = &printer->quote->shipping;
    struct kt_str title;

    if (shipping->method == NULL)
        return;
    title = kt_arena_format(printer->buf->arena, "Shipping: %.*s%s",
                            KT_STR_FMT(shipping->title),
                            shipping->is_estimate ? " (estimate)" : "");
    row(printer, 0, title, shipping->fee_minor);
    write_discounts(printer, shipping->discounts, shipping->discount_count);
}

static void
write_taxes(struct printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->tax_count; i++) {
        const struct kt_tax *tax = &quote->taxes[i];
        row(printer, 0,
            kt_arena_format(printer->buf->arena, "%.*s %s %.*s",
                            KT_STR_FMT(tax->name),
                            tax->is_included ? "included, on" : "on",
                            KT_STR_FMT(money(printer, tax->base_minor))),
            tax->amount_minor);
    }
}

static void
write_tenders(struct printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->tender_count; i++) {
        const struct kt_tender *tender = &quote->tenders[i];
        row(printer, 0,
            kt_arena_format(printer->buf->arena, "Paid by %.*s, %.*s left",
                            KT_STR_FMT(tender->in->code),
                            KT_STR_FMT(money(printer, tender->rest_minor))),
            -tender->amount_minor);
    }
    if (quote->tender_count > 0)
        row(printer, 0, KT_STR("Due"), quote->totals.due_minor);
}

static void
write_totals(struct printer *printer)
{
    const struct kt_totals *totals = &printer->quote->totals;
    struct kt_str code = kt_str_of(printer->quote->in->settings.currency->code);

    rule(printer);
    row(printer, 0, KT_STR("Subtotal"), totals->subtotal_minor);
    if (totals->discount_minor > 0)
        row(printer, 0, KT_STR("Discount"), -totals->discount_minor);
    write_shipping(printer);
    write_taxes(printer);
    rule(printer);
    row(printer, 0,
        kt_arena_format(printer->buf->arena, "Total %.*s", KT_STR_FMT(code)),
        totals->total_minor);
    write_tenders(printer);
}

/* ---- what else the buyer is told ---- */

static void
write_coupons(struct printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->coupon_count; i++) {
        const struct kt_quote_coupon *coupon = &quote->coupons[i];
        kt_buf_format(printer->buf, "Code %.*s: %s",
                      KT_STR_FMT(coupon->in->code),
                      kt_coupon_state_names[coupon->state]);
        if (coupon->reason.len > 0)
            kt_buf_format(printer->buf, ", %.*s", KT_STR_FMT(coupon->reason));
        if (coupon->detail.len > 0)
            kt_buf_format(printer->buf, " (%.*s)", KT_STR_FMT(coupon->detail));
        kt_buf_char(printer->buf, '\n');
    }
}

static struct kt_str
missing_of(const struct printer *printer, const struct kt_hint *hint)
{
    return hint->is_money ? money(printer, hint->missing)
                          : kt_arena_format(printer->buf->arena, "%lld",
                                            (long long)hint->missing);
}

static void
write_hints(struct printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->hint_count; i++)
        kt_buf_format(printer->buf, "%.*s more for: %.*s\n",
                      KT_STR_FMT(missing_of(printer, &quote->hints[i].hint)),
                      KT_STR_FMT(title_of(printer, quote->hints[i].promotion)));
}

static void
write_problems(struct printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->problem_count; i++) {
        const struct kt_quote_problem *problem = &quote->problems[i];
        kt_buf_format(printer->buf, "Problem at %.*s: %.*s (%.*s)\n",
                      KT_STR_FMT(problem->pointer), KT_STR_FMT(problem->detail),
                      KT_STR_FMT(problem->code));
    }
}

/* ---- the story of each promotion ---- */

static void
write_why(struct printer *printer, const struct kt_trace *trace)
{
    struct kt_buf *buf = printer->buf;

    if (trace->state == KT_TRACE_BEATEN &&
        trace->beaten_by < printer->quote->in->promotion_count)
        kt_buf_format(buf, " by: %.*s",
                      KT_STR_FMT(title_of(printer, trace->beaten_by)));
    if (trace->reason.len > 0)
        kt_buf_format(buf, ": %.*s", KT_STR_FMT(trace->reason));
    struct kt_str wanted = kt_said_text(&trace->wanted, buf->arena);
    struct kt_str actual = kt_said_text(&trace->actual, buf->arena);
    if (wanted.len > 0)
        kt_buf_format(buf, ", wanted %.*s, has %.*s", KT_STR_FMT(wanted),
                      KT_STR_FMT(actual));
    if (trace->has_hint && trace->hint.missing > 0)
        kt_buf_format(buf, ", %.*s more would do",
                      KT_STR_FMT(missing_of(printer, &trace->hint)));
    if (trace->error.len > 0)
        kt_buf_format(buf, ": %.*s", KT_STR_FMT(trace->error));
    kt_buf_char(buf, '\n');
}

static void
write_part(struct printer *printer, const struct kt_trace_part *part)
{
    struct kt_arena *arena = printer->buf->arena;
    struct kt_str what = KT_STR("shipping");

    if (part->line != KT_TRACE_SHIPPING)
        what =
            kt_arena_format(arena, "%lld of %.*s", (long long)part->units,
                            KT_STR_FMT(
                                printer->quote->lines[part->line].item->sku));
    row(printer, 4, what, -part->amount_minor);
}

static void
write_story(struct printer *printer, const struct kt_trace *trace)
{
    const struct kt_promotion *promotion =
        &printer->quote->in->promotions[trace->promotion];

    kt_buf_format(printer->buf, "%.*s (%.*s, %s): %s",
                  KT_STR_FMT(title_of(printer, trace->promotion)),
                  KT_STR_FMT(promotion->rule), kt_stage_names[promotion->stage],
                  kt_trace_state_names[trace->state]);
    write_why(printer, trace);
    for (size_t i = 0; i < trace->part_count; i++)
        write_part(printer, &trace->parts[i]);
}

void
kt_quote_write_text(const struct kt_quote *quote, bool explain,
                    struct kt_buf *buf)
{
    struct printer printer = { quote, buf };

    for (size_t i = 0; i < quote->line_count; i++)
        write_line(&printer, &quote->lines[i]);
    write_totals(&printer);
    write_coupons(&printer);
    write_hints(&printer);
    write_problems(&printer);
    if (!explain)
        return;
    kt_buf_text(buf, "\nPromotions, in order of evaluation:\n");
    if (quote->trace_count == 0)
        kt_buf_text(buf, "none\n");
    for (size_t i = 0; i < quote->trace_count; i++)
        write_story(&printer, &quote->trace[i]);
}
