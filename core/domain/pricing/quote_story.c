/* A quote with the story of each promotion and rule, for a terminal. Figures
 * stand in columns, texts of any length behind them:
 *
 *     #    QTY       EACH        OFF      TOTAL  ITEM
 *     1      2      12.00      -2.40      21.60  Mug, Red (mug-red)
 *
 *            STEPS     US        OFF  PROMOTION
 *     +        412      9      -2.40  Ten per cent off (order)
 */

#include "base/text.h"
#include "domain/pricing/printer.h"

/* Where the last figure ends, and where texts begin. */
enum { FIGURES = 41, TEXT = 43 };

/* ---- goods and sums ---- */

/* Under a line whose units lie in several bands. */
static void
write_bands(struct kt_printer *printer, const struct kt_quote_line *line)
{
    for (size_t i = 0; line->part_count > 1 && i < line->part_count; i++) {
        const struct kt_line_part *part = &line->parts[i];
        kt_print_number(printer, part->units, 9);
        kt_print_amount(printer, part->unit_minor, 11);
        kt_print_amount(printer, part->units * part->unit_minor, 21);
        kt_buf_text(printer->buf, "  in this band");
        if (part->compare_at_minor > part->unit_minor)
            kt_buf_format(printer->buf, ", was %.*s",
                          KT_STR_FMT(
                              kt_print_money(printer, part->compare_at_minor)));
        kt_buf_char(printer->buf, '\n');
    }
}

static void
write_line(struct kt_printer *printer, size_t index)
{
    const struct kt_quote_line *line = &printer->quote->lines[index];
    struct kt_buf *buf = printer->buf;
    int64_t off = line->subtotal_minor - line->amount_minor;
    struct kt_str name = kt_print_name(printer, line->item);

    kt_print_number(printer, (int64_t)index + 1, 2);
    kt_print_number(printer, line->quantity, 7);
    if (line->part_count > 1)
        kt_print_text(printer, "in bands", 11);
    else
        kt_print_amount(printer, line->unit_minor, 11);
    if (off > 0)
        kt_print_amount(printer, -off, 10);
    else
        kt_print_blank(printer, 10);
    kt_print_amount(printer, line->amount_minor, 11);
    kt_buf_format(buf, "  %.*s", KT_STR_FMT(name));
    if (line->is_gift)
        kt_buf_text(buf, ", a gift");
    if (line->part_count <= 1 && line->compare_at_minor > line->unit_minor)
        kt_buf_format(buf, ", was %.*s",
                      KT_STR_FMT(
                          kt_print_money(printer, line->compare_at_minor)));
    if (line->tax_note.len > 0)
        kt_buf_format(buf, ", %.*s", KT_STR_FMT(line->tax_note));
    kt_buf_char(buf, '\n');
    write_bands(printer, line);
}

static void
write_sum(struct kt_printer *printer, int64_t minor, struct kt_str what)
{
    kt_print_amount(printer, minor, FIGURES);
    kt_buf_format(printer->buf, "  %.*s\n", KT_STR_FMT(what));
}

static void
write_shipping(struct kt_printer *printer)
{
    const struct kt_shipping *shipping = &printer->quote->shipping;
    int64_t off = shipping->fee_minor - shipping->amount_minor;

    if (shipping->method == NULL)
        return;
    write_sum(printer, shipping->fee_minor,
              kt_arena_format(printer->buf->arena, "shipping, %.*s%s",
                              KT_STR_FMT(shipping->title),
                              shipping->is_estimate ? " (estimate)" : ""));
    if (off > 0)
        write_sum(printer, -off, KT_STR("off shipping"));
}

static void
write_taxes(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    const struct kt_pricing_settings *settings = &quote->in->settings;
    for (size_t i = 0; i < quote->tax_count; i++) {
        const struct kt_tax *tax = &quote->taxes[i];
        struct kt_str base = kt_print_money(printer, tax->base_minor);
        write_sum(printer, tax->amount_minor,
                  kt_arena_format(printer->buf->arena,
                                  "%.*s %s %.*s, %s per %s",
                                  KT_STR_FMT(tax->name),
                                  tax->is_included ? "included, on" : "on",
                                  KT_STR_FMT(base),
                                  kt_rounding_names[settings->tax_rounding],
                                  kt_tax_level_names[settings->tax_level]));
    }
}

static void
write_sums(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    struct kt_arena *arena = printer->buf->arena;

    write_sum(printer, quote->totals.subtotal_minor, KT_STR("subtotal"));
    if (quote->totals.discount_minor > 0)
        write_sum(printer, -quote->totals.discount_minor, KT_STR("off"));
    write_shipping(printer);
    write_taxes(printer);
    kt_print_paint(printer, KT_STRONG);
    kt_print_amount(printer, quote->totals.total_minor, FIGURES);
    kt_buf_format(printer->buf, "  total %s",
                  quote->in->settings.currency->code);
    kt_print_paint(printer, KT_PLAIN);
    kt_buf_char(printer->buf, '\n');
    for (size_t i = 0; i < quote->tender_count; i++)
        write_sum(printer, -quote->tenders[i].amount_minor,
                  kt_arena_format(arena, "paid by %.*s",
                                  KT_STR_FMT(quote->tenders[i].in->code)));
    if (quote->tender_count > 0)
        write_sum(printer, quote->totals.due_minor, KT_STR("due"));
}

/* ---- what an effect did ---- */

/* What a rule gave, around the amount or the rate that it gave. */
static const struct {
    bool is_rate, has_base;
    const char *before, *after;
} words[] = {
    [KT_EFFECT_PERCENT] = { true, true, "", " % of " },
    [KT_EFFECT_AMOUNT_EACH] = { false, false, "", " off each unit" },
    [KT_EFFECT_AMOUNT_LINE] = { false, false, "", " off each line" },
    [KT_EFFECT_AMOUNT] = { false, false, "", " off" },
    [KT_EFFECT_UNIT_PRICE] = { false, false, "each unit at ", "" },
    [KT_EFFECT_TOTAL_PRICE] = { false, false, "all of them for ", "" },
    [KT_EFFECT_GIFT] = { false, true, "a gift worth ", NULL },
    [KT_EFFECT_SHIPPING_PERCENT] = { true, true, "", " % of the fee, " },
    [KT_EFFECT_SHIPPING_AMOUNT] = { false, false, "", " off the fee" },
    [KT_EFFECT_SHIPPING_PRICE] = { false, false, "the fee at ", "" },
};

static void
write_given(struct kt_printer *printer, const struct kt_working *working)
{
    struct kt_buf *buf = printer->buf;

    kt_buf_text(buf, words[working->kind].before);
    if (words[working->kind].is_rate)
        kt_buf_str(buf, kt_rate_format_percent(buf->arena, working->rate_ppm));
    else if (words[working->kind].after != NULL)
        kt_buf_str(buf, kt_print_money(printer, working->amount_minor));
    if (words[working->kind].after != NULL)
        kt_buf_text(buf, words[working->kind].after);
    if (words[working->kind].has_base)
        kt_buf_str(buf, kt_print_money(printer, working->base_minor));
}

static void
write_working(struct kt_printer *printer, const struct kt_trace *trace,
              const struct kt_working *working)
{
    const struct kt_quote_input *in = printer->quote->in;
    struct kt_buf *buf = printer->buf;

    kt_print_blank(printer, TEXT + 2);
    write_given(printer, working);
    if (working->exact_milli != working->wanted_minor * 1000)
        kt_buf_format(buf, " = %.*s, %s to %.*s",
                      KT_STR_FMT(kt_print_exact(printer, working->exact_milli)),
                      kt_rounding_names[in->settings.price_rounding],
                      KT_STR_FMT(
                          kt_print_money(printer, working->wanted_minor)));
    if (working->taken_minor != working->wanted_minor)
        kt_buf_format(
            buf, ", of %.*s only %.*s",
            KT_STR_FMT(kt_print_money(printer, working->wanted_minor)),
            KT_STR_FMT(kt_print_money(printer, working->taken_minor)));
    if (in->promotions[trace->promotion].stage == KT_STAGE_CATALOG)
        kt_buf_text(buf, ", off the price of one");
    if (working->is_spread)
        kt_buf_text(buf, ", spread");
}

/* "#1 2x -2.40 (2.4006)" */
static struct kt_str
part_of(const struct kt_printer *printer, const struct kt_trace_part *part)
{
    struct kt_arena *arena = printer->buf->arena;
    struct kt_str off = kt_print_money(printer, -part->amount_minor);
    struct kt_str exact = kt_print_exact(printer, part->exact_milli);
    const char *open = " (", *close = ")";

    if (part->exact_milli == part->amount_minor * 1000) {
        exact = (struct kt_str){ "", 0 };
        open = close = "";
    }
    if (part->line == KT_TRACE_SHIPPING)
        return kt_arena_format(arena, "fee %.*s%s%.*s%s", KT_STR_FMT(off), open,
                               KT_STR_FMT(exact), close);
    return kt_arena_format(arena, "#%zu %lldx %.*s%s%.*s%s", part->line + 1,
                           (long long)part->units, KT_STR_FMT(off), open,
                           KT_STR_FMT(exact), close);
}

static void
write_effect(struct kt_printer *printer, const struct kt_trace *trace,
             size_t working)
{
    struct kt_str *parts =
        KT_NEW_ARRAY(printer->buf->arena, struct kt_str, trace->part_count);
    size_t count = 0;

    for (size_t i = 0; i < trace->part_count; i++)
        if (trace->parts[i].working == working)
            parts[count++] = part_of(printer, &trace->parts[i]);
    write_working(printer, trace, &trace->workings[working]);
    kt_print_parts(printer, parts, count);
}

/* ---- what became of a promotion ---- */

static const struct {
    const char *mark;
    enum kt_colour colour;
} marks[] = {
    [KT_TRACE_APPLIED] = { "+", KT_GREEN },
    [KT_TRACE_NO_EFFECT] = { "-", KT_DIM },
    [KT_TRACE_NOT_MATCHED] = { "-", KT_DIM },
    [KT_TRACE_BEATEN] = { "x", KT_YELLOW },
    [KT_TRACE_FAILED] = { "!", KT_RED },
};

/* Reasons whose numbers are amounts. */
static bool
is_money(struct kt_str reason)
{
    static const char *const reasons[] = { "subtotal_min", "subtotal_max",
                                           "budget", "best" };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (kt_str_eq(reason, kt_str_of(reasons[i])))
            return true;
    return false;
}

static struct kt_str
said(const struct kt_printer *printer, const struct kt_trace *trace,
     const struct kt_said *said)
{
    if (said->kind == KT_SAID_NUMBER && is_money(trace->reason))
        return kt_print_money(printer, said->number);
    return kt_said_text(said, printer->buf->arena);
}

static void
write_unmet(struct kt_printer *printer, const struct kt_trace *trace)
{
    struct kt_str wanted = said(printer, trace, &trace->wanted);
    struct kt_str actual = said(printer, trace, &trace->actual);
    kt_buf_format(printer->buf, ": %.*s", KT_STR_FMT(trace->reason));
    if (wanted.len > 0)
        kt_buf_format(printer->buf, ", wants %.*s, has %.*s",
                      KT_STR_FMT(wanted),
                      KT_STR_FMT(actual.len > 0 ? actual : KT_STR("none")));
}

static void
write_beaten(struct kt_printer *printer, const struct kt_trace *trace)
{
    struct kt_str winner = kt_print_title(printer, trace->beaten_by);
    struct kt_str wanted = said(printer, trace, &trace->wanted);
    struct kt_str actual = said(printer, trace, &trace->actual);
    kt_buf_format(printer->buf, ": beaten by %.*s, %.*s", KT_STR_FMT(winner),
                  KT_STR_FMT(trace->reason));
    if (wanted.len > 0)
        kt_buf_format(printer->buf, ", %.*s against %.*s", KT_STR_FMT(wanted),
                      KT_STR_FMT(actual));
}

static void
write_idle(struct kt_printer *printer, const struct kt_trace *trace)
{
    kt_buf_text(printer->buf, ": no effect");
    if (trace->reason.len > 0)
        kt_buf_format(printer->buf, ", %.*s", KT_STR_FMT(trace->reason));
}

static void
write_failed(struct kt_printer *printer, const struct kt_trace *trace)
{
    kt_buf_format(printer->buf, ": failed, %.*s", KT_STR_FMT(trace->error));
}

static void
write_why(struct kt_printer *printer, const struct kt_trace *trace)
{
    static void (*const writers[])(struct kt_printer * printer,
                                   const struct kt_trace *trace) = {
        [KT_TRACE_NO_EFFECT] = write_idle,
        [KT_TRACE_NOT_MATCHED] = write_unmet,
        [KT_TRACE_BEATEN] = write_beaten,
        [KT_TRACE_FAILED] = write_failed,
    };

    if (trace->state != KT_TRACE_APPLIED)
        writers[trace->state](printer, trace);
    if (trace->has_hint && trace->hint.missing > 0)
        kt_buf_format(printer->buf, ", %.*s more would do",
                      KT_STR_FMT(kt_print_missing(printer, &trace->hint)));
    kt_buf_char(printer->buf, '\n');
}

static void
write_story(struct kt_printer *printer, const struct kt_trace *trace)
{
    const struct kt_promotion *row =
        &printer->quote->in->promotions[trace->promotion];

    kt_print_paint(printer, marks[trace->state].colour);
    kt_print_text(printer, marks[trace->state].mark, 2);
    kt_print_number(printer, trace->steps, 18);
    kt_print_number(printer, (trace->nanoseconds + 999) / 1000, 10);
    if (trace->amount_minor > 0)
        kt_print_amount(printer, -trace->amount_minor, 11);
    else
        kt_print_blank(printer, 11);
    kt_buf_format(printer->buf, "  %.*s",
                  KT_STR_FMT(kt_print_title(printer, trace->promotion)));
    kt_print_paint(printer, KT_PLAIN);
    kt_buf_format(printer->buf, " (%s)", kt_stage_names[row->stage]);
    write_why(printer, trace);
    for (size_t i = 0; i < trace->working_count; i++)
        write_effect(printer, trace, i);
}

void
kt_quote_write_story(const struct kt_quote *quote, bool is_rich,
                     struct kt_buf *buf)
{
    struct kt_printer printer = { quote, buf, is_rich };

    kt_print_head(&printer, " #    QTY       EACH       OFF      TOTAL  ITEM");
    for (size_t i = 0; i < quote->line_count; i++)
        write_line(&printer, i);
    write_sums(&printer);
    kt_print_coupons(&printer);
    kt_print_problems(&printer);
    kt_buf_char(buf, '\n');
    kt_print_head(&printer,
                  "               STEPS        US        OFF  PROMOTION");
    if (quote->trace_count == 0)
        kt_buf_text(buf, "none\n");
    for (size_t i = 0; i < quote->trace_count; i++)
        write_story(&printer, &quote->trace[i]);
    kt_print_rules(&printer);
}
