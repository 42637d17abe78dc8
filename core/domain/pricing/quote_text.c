/* A quote as a receipt for a terminal. */

#include "base/text.h"
#include "domain/pricing/printer.h"

/* Columns: what it is, then an amount that ends at the right edge. */
enum { WIDTH = 64, AMOUNT_WIDTH = 14 };

static void
pad(struct kt_printer *printer, size_t used, size_t wanted)
{
    for (; used < wanted; used++)
        kt_buf_char(printer->buf, ' ');
}

/* what, indented, and the amount; a long text moves the amount. */
static void
row(struct kt_printer *printer, size_t indent, struct kt_str what,
    int64_t minor)
{
    struct kt_str amount = kt_print_money(printer, minor);
    size_t used = indent + kt_utf8_length(what);

    pad(printer, 0, indent);
    kt_buf_str(printer->buf, what);
    pad(printer, used, WIDTH - AMOUNT_WIDTH);
    pad(printer, amount.len, AMOUNT_WIDTH);
    kt_buf_str(printer->buf, amount);
    kt_buf_char(printer->buf, '\n');
}

static void
rule(struct kt_printer *printer)
{
    for (size_t i = 0; i < WIDTH; i++)
        kt_buf_char(printer->buf, '-');
    kt_buf_char(printer->buf, '\n');
}

/* ---- goods ---- */

static void
write_discounts(struct kt_printer *printer, const struct kt_discount *discounts,
                size_t count)
{
    for (size_t i = 0; i < count; i++)
        row(printer, 4, kt_print_title(printer, discounts[i].promotion),
            -discounts[i].amount_minor);
}

/* Units that cost the same, and what they cost before. */
static void
write_units(struct kt_printer *printer, const struct kt_line_part *part,
            const char *note)
{
    struct kt_str price = kt_print_money(printer, part->unit_minor);
    row(printer, 4,
        kt_arena_format(printer->buf->arena, "%lld x %.*s%s",
                        (long long)part->units, KT_STR_FMT(price), note),
        part->units * part->unit_minor);
    if (part->compare_at_minor > part->unit_minor)
        kt_buf_format(printer->buf, "    was %.*s\n",
                      KT_STR_FMT(
                          kt_print_money(printer, part->compare_at_minor)));
}

static void
write_line(struct kt_printer *printer, const struct kt_quote_line *line)
{
    struct kt_str name = kt_print_name(printer, line->item);
    struct kt_line_part gift = { line->quantity, line->list_minor,
                                 line->unit_minor, line->compare_at_minor };

    kt_buf_format(printer->buf, "%.*s\n", KT_STR_FMT(name));
    if (line->is_gift)
        write_units(printer, &gift, ", a gift");
    for (size_t i = 0; i < line->part_count; i++)
        write_units(printer, &line->parts[i], "");
    write_discounts(printer, line->discounts, line->discount_count);
    if (line->tax_note.len > 0)
        kt_buf_format(printer->buf, "    %.*s\n", KT_STR_FMT(line->tax_note));
}

/* ---- sums ---- */

static void
write_shipping(struct kt_printer *printer)
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
write_taxes(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->tax_count; i++) {
        const struct kt_tax *tax = &quote->taxes[i];
        row(printer, 0,
            kt_arena_format(printer->buf->arena, "%.*s %s %.*s",
                            KT_STR_FMT(tax->name),
                            tax->is_included ? "included, on" : "on",
                            KT_STR_FMT(
                                kt_print_money(printer, tax->base_minor))),
            tax->amount_minor);
    }
}

static void
write_tenders(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->tender_count; i++) {
        const struct kt_tender *tender = &quote->tenders[i];
        row(printer, 0,
            kt_arena_format(printer->buf->arena, "Paid by %.*s, %.*s left",
                            KT_STR_FMT(tender->in->code),
                            KT_STR_FMT(
                                kt_print_money(printer, tender->rest_minor))),
            -tender->amount_minor);
    }
    if (quote->tender_count > 0)
        row(printer, 0, KT_STR("Due"), quote->totals.due_minor);
}

static void
write_totals(struct kt_printer *printer)
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

/* ---- the whole ---- */

static void
write_hints(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->hint_count; i++)
        kt_buf_format(
            printer->buf, "%.*s more for: %.*s\n",
            KT_STR_FMT(kt_print_missing(printer, &quote->hints[i].hint)),
            KT_STR_FMT(kt_print_title(printer, quote->hints[i].promotion)));
}

void
kt_quote_write_text(const struct kt_quote *quote, struct kt_buf *buf)
{
    struct kt_printer printer = { quote, buf, false };

    for (size_t i = 0; i < quote->line_count; i++)
        write_line(&printer, &quote->lines[i]);
    write_totals(&printer);
    kt_print_coupons(&printer);
    write_hints(&printer);
    kt_print_problems(&printer);
}
