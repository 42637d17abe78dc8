/* How lines and fee were taxed, for a terminal: those that are taxed alike
 * share a row, and each of their taxes has one with the parts below it.
 *
 *            STEPS     US        TAX  TAXES
 *                                     at the shipping address DE 27498, half_up
 *     +         66     12       5.75  zone_rates: #1 and fee, class standard
 *                                       VAT 19 % included, of zone de by DE
 *      #1 1.92 (1.91597)  fee 3.83 (3.83193)
 */

#include "base/clock.h"
#include "base/text.h"
#include "domain/pricing/printer.h"

enum { TEXT = 43 };

/* ---- where ---- */

static void
write_vat_id(struct kt_printer *printer, const struct kt_tax_trace *trace)
{
    if (trace->vat_id == KT_VAT_ID_RIGHT)
        kt_buf_format(printer->buf, ", VAT id of %.*s",
                      KT_STR_FMT(trace->vat_country));
    else if (trace->vat_id == KT_VAT_ID_WRONG)
        kt_buf_text(printer->buf, ", a VAT id that is wrong");
}

static void
write_place(struct kt_printer *printer, const struct kt_tax_trace *trace)
{
    static const char *const words[] = {
        [KT_TAX_AT_SHIPPING_ADDRESS] = "at the shipping address ",
        [KT_TAX_AT_BILLING_ADDRESS] = "at the billing address ",
        [KT_TAX_AT_HOME] = "at home, ",
    };
    const struct kt_pricing_settings *settings = &printer->quote->in->settings;

    kt_print_blank(printer, TEXT);
    kt_buf_format(printer->buf, "%s%.*s%s%.*s%s%.*s", words[trace->place],
                  KT_STR_FMT(trace->country), trace->region.len > 0 ? " " : "",
                  KT_STR_FMT(trace->region),
                  trace->postal_code.len > 0 ? " " : "",
                  KT_STR_FMT(trace->postal_code));
    write_vat_id(printer, trace);
    kt_buf_format(printer->buf, ", %s per %s\n",
                  kt_rounding_names[settings->tax_rounding],
                  kt_tax_level_names[settings->tax_level]);
}

/* ---- lines that are taxed alike ---- */

static bool
is_alike(const struct kt_tax_line_trace *a, const struct kt_tax_line_trace *b)
{
    if (a->state != b->state || a->tax_count != b->tax_count ||
        b->is_weighted || b->typed_minor != b->price_minor ||
        !kt_str_eq(a->tax_class, b->tax_class) || !kt_str_eq(a->note, b->note))
        return false;
    for (size_t i = 0; i < a->tax_count; i++)
        if (a->dues[i] != b->dues[i] ||
            a->taxes[i].is_included != b->taxes[i].is_included ||
            a->taxes[i].rate_ppm != b->taxes[i].rate_ppm ||
            !kt_str_eq(a->taxes[i].name, b->taxes[i].name))
            return false;
    return true;
}

static void
write_sums(struct kt_printer *printer, const struct kt_tax_line_trace *lines,
           size_t count)
{
    int64_t steps = 0, nanoseconds = 0, tax = 0;
    bool is_taxed = lines->state == KT_TAXED_AT_RATES;
    for (size_t i = 0; i < count; i++) {
        steps += lines[i].steps;
        nanoseconds += lines[i].nanoseconds;
        for (size_t j = 0; j < lines[i].tax_count; j++)
            tax += lines[i].taxes[j].amount_minor;
    }
    kt_print_paint(printer, is_taxed ? KT_GREEN : KT_DIM);
    kt_print_rule_cost(printer, is_taxed ? "+" : "-", steps, nanoseconds);
    kt_print_rule_amount(printer, is_taxed ? tax : -1);
}

static void
write_changed(struct kt_printer *printer, const struct kt_tax_line_trace *line)
{
    if (line->typed_minor == line->price_minor || line->typed_minor < 0)
        return;
    kt_buf_format(printer->buf, ", %.*s at home is %.*s here",
                  KT_STR_FMT(kt_print_money(printer, line->typed_minor)),
                  KT_STR_FMT(kt_print_money(printer, line->price_minor)));
}

static void
write_what(struct kt_printer *printer, const struct kt_tax_line_trace *lines,
           size_t count)
{
    static const char *const words[] = {
        [KT_TAXED_AT_RATES] = "",
        [KT_TAXED_EXEMPT] = ", exempt",
        [KT_TAXED_REVERSE_CHARGE] = ", reverse charge",
        [KT_TAXED_AT_NONE] = ", no rate",
        [KT_TAXED_GIFT_CARD] = ", a gift card",
        [KT_TAXED_BY_NO_RULE] = ", no tax rule",
    };
    const struct kt_tax_line_trace *first = &lines[0];

    bool has_fee = lines[count - 1].line == KT_TRACE_SHIPPING;

    if (count > has_fee)
        kt_print_line_range(printer, first->line,
                            first->line + count - has_fee);
    if (has_fee)
        kt_buf_text(printer->buf, count > 1 ? " and fee" : "fee");
    kt_print_paint(printer, KT_PLAIN);
    kt_buf_format(printer->buf, ", class %.*s%s", KT_STR_FMT(first->tax_class),
                  words[first->state]);
    if (first->note.len > 0)
        kt_buf_format(printer->buf, " (%.*s)", KT_STR_FMT(first->note));
    if (first->due_class.len > 0)
        kt_buf_format(printer->buf, ", at the rates of %.*s",
                      KT_STR_FMT(first->due_class));
    if (first->is_weighted)
        kt_buf_text(printer->buf, ", at the mean of the goods' rates");
    write_changed(printer, first);
    kt_buf_char(printer->buf, '\n');
}

/* ---- their taxes ---- */

static void
write_due(struct kt_printer *printer, const struct kt_due_rate *due)
{
    struct kt_arena *arena = printer->buf->arena;
    kt_buf_format(printer->buf, ", of zone %.*s by %.*s", KT_STR_FMT(due->zone),
                  KT_STR_FMT(due->place));
    if (due->starts_ms > 0)
        kt_buf_format(printer->buf, " since %.*s",
                      KT_STR_FMT(kt_time_format(arena, due->starts_ms)));
    if (due->ends_ms > 0)
        kt_buf_format(printer->buf, " until %.*s",
                      KT_STR_FMT(kt_time_format(arena, due->ends_ms)));
}

/* "#1 2.40 (2.4006)" */
static struct kt_str
part_of(const struct kt_printer *printer, const struct kt_tax_line_trace *line,
        size_t tax)
{
    struct kt_arena *arena = printer->buf->arena;
    const struct kt_tax *one = &line->taxes[tax];
    struct kt_str amount = kt_print_money(printer, one->amount_minor);
    struct kt_str what = line->line == KT_TRACE_SHIPPING
                             ? KT_STR("fee")
                             : kt_arena_format(arena, "#%zu", line->line + 1);
    if (one->exact_milli == one->amount_minor * 1000)
        return kt_arena_format(arena, "%.*s %.*s", KT_STR_FMT(what),
                               KT_STR_FMT(amount));
    return kt_arena_format(arena, "%.*s %.*s (%.*s)", KT_STR_FMT(what),
                           KT_STR_FMT(amount),
                           KT_STR_FMT(
                               kt_print_exact(printer, one->exact_milli)));
}

static void
write_tax(struct kt_printer *printer, const struct kt_tax_line_trace *lines,
          size_t count, size_t tax)
{
    const struct kt_tax *one = &lines[0].taxes[tax];
    struct kt_str *parts =
        KT_NEW_ARRAY(printer->buf->arena, struct kt_str, count);

    kt_print_blank(printer, TEXT + 2);
    kt_buf_format(printer->buf, "%.*s %.*s %%%s", KT_STR_FMT(one->name),
                  KT_STR_FMT(kt_rate_format_percent(printer->buf->arena,
                                                    one->rate_ppm)),
                  one->is_included ? " included" : "");
    if (lines[0].dues[tax] != NULL)
        write_due(printer, lines[0].dues[tax]);
    for (size_t i = 0; i < count; i++)
        parts[i] = part_of(printer, &lines[i], tax);
    kt_print_parts(printer, parts, count);
}

/* ---- the whole ---- */

static void
write_group(struct kt_printer *printer, const struct kt_tax_line_trace *lines,
            size_t count)
{
    const struct kt_rule_use *use = printer->quote->tax->use;

    write_sums(printer, lines, count);
    if (use != NULL && lines->state <= KT_TAXED_AT_NONE) {
        kt_print_rule_code(printer, use);
        kt_buf_text(printer->buf, ": ");
    }
    write_what(printer, lines, count);
    for (size_t i = 0; i < lines->tax_count; i++)
        write_tax(printer, lines, count, i);
}

void
kt_print_taxes(struct kt_printer *printer)
{
    const struct kt_tax_trace *trace = printer->quote->tax;

    kt_buf_char(printer->buf, '\n');
    kt_print_head(printer, "               STEPS        US        TAX  TAXES");
    write_place(printer, trace);
    for (size_t i = 0; i < trace->line_count;) {
        const struct kt_tax_line_trace *first = &trace->lines[i];
        size_t count = 1;
        while (first->line != KT_TRACE_SHIPPING &&
               first->typed_minor == first->price_minor &&
               i + count < trace->line_count && is_alike(first, &first[count]))
            count++;
        write_group(printer, first, count);
        i += count;
    }
}
