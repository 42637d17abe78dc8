#include "domain/pricing/printer.h"

#include "base/text.h"

struct kt_str
kt_print_money(const struct kt_printer *printer, int64_t minor)
{
    return kt_money_format(printer->buf->arena, minor,
                           printer->quote->in->settings.currency);
}

struct kt_str
kt_print_title(const struct kt_printer *printer, size_t promotion)
{
    const struct kt_promotion *row = &printer->quote->in->promotions[promotion];
    return row->title.len > 0 ? row->title : row->rule;
}

struct kt_str
kt_print_name(const struct kt_printer *printer, const struct kt_item *item)
{
    return kt_arena_format(printer->buf->arena, "%.*s%s%.*s (%.*s)",
                           KT_STR_FMT(item->title),
                           item->variant_title.len > 0 ? ", " : "",
                           KT_STR_FMT(item->variant_title),
                           KT_STR_FMT(item->sku));
}

struct kt_str
kt_print_missing(const struct kt_printer *printer, const struct kt_hint *hint)
{
    return hint->is_money ? kt_print_money(printer, hint->missing)
                          : kt_arena_format(printer->buf->arena, "%lld",
                                            (long long)hint->missing);
}

void
kt_print_coupons(struct kt_printer *printer)
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

void
kt_print_problems(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    for (size_t i = 0; i < quote->problem_count; i++) {
        const struct kt_quote_problem *problem = &quote->problems[i];
        kt_buf_format(printer->buf, "Problem at %.*s: %.*s (%.*s)\n",
                      KT_STR_FMT(problem->pointer), KT_STR_FMT(problem->detail),
                      KT_STR_FMT(problem->code));
    }
}

/* ---- figures and colours ---- */

void
kt_print_paint(struct kt_printer *printer, enum kt_colour colour)
{
    static const char *const codes[] = { "0", "1", "2", "32", "33", "31" };
    if (printer->is_rich)
        kt_buf_format(printer->buf, "\033[%sm", codes[colour]);
}

void
kt_print_blank(struct kt_printer *printer, int count)
{
    kt_buf_format(printer->buf, "%*s", count, "");
}

void
kt_print_text(struct kt_printer *printer, const char *text, int width)
{
    kt_buf_format(printer->buf, "%*s", width, text);
}

void
kt_print_number(struct kt_printer *printer, int64_t number, int width)
{
    if (number == 0)
        kt_print_blank(printer, width);
    else
        kt_buf_format(printer->buf, "%*lld", width, (long long)number);
}

void
kt_print_amount(struct kt_printer *printer, int64_t minor, int width)
{
    struct kt_str text = kt_print_money(printer, minor);
    kt_buf_format(printer->buf, "%*.*s", width, KT_STR_FMT(text));
}

void
kt_print_head(struct kt_printer *printer, const char *titles)
{
    kt_print_paint(printer, KT_DIM);
    kt_buf_text(printer->buf, titles);
    kt_print_paint(printer, KT_PLAIN);
    kt_buf_char(printer->buf, '\n');
}

/* ---- parts of an amount ---- */

enum { MILLI_DECIMALS = 3 };

/* "5.205": as many decimals as it takes, not fewer than the currency has. */
struct kt_str
kt_print_exact(const struct kt_printer *printer, int64_t milli)
{
    unsigned decimals = printer->quote->in->settings.currency->exponent;
    struct kt_str text = kt_decimal_format(printer->buf->arena, milli,
                                           decimals + MILLI_DECIMALS);
    for (int i = 0; i < MILLI_DECIMALS && text.ptr[text.len - 1] == '0'; i++)
        text.len--;
    if (text.ptr[text.len - 1] == '.')
        text.len--;
    return text;
}

/* Where parts of an amount stand, and where they turn over. */
enum { PARTS = 6, GAP = 2, WIDTH = 80 };

/* As many in a row as fit; a single one stands behind the effect. */
void
kt_print_parts(struct kt_printer *printer, const struct kt_str *parts,
               size_t count)
{
    size_t used = WIDTH; /* as if a row were full */

    if (count == 1)
        kt_buf_format(printer->buf, ": %.*s", KT_STR_FMT(parts[0]));
    for (size_t i = 0; i < count && count > 1; i++) {
        bool is_full = used + GAP + parts[i].len > WIDTH;
        if (is_full)
            kt_buf_char(printer->buf, '\n');
        used = (is_full ? PARTS : used + GAP) + parts[i].len;
        kt_print_blank(printer, is_full ? PARTS : GAP);
        kt_buf_str(printer->buf, parts[i]);
    }
    kt_buf_char(printer->buf, '\n');
}
