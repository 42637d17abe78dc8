#include "trial/cart_file.h"

/* The quote as "=" lines: each discount under its line, gifts, the fee, taxes,
 * coupons, hints, problems, and always the total. */

static struct kt_str
money(const struct kt_cart_file *file, struct kt_arena *arena, int64_t minor)
{
    return kt_money_format(arena, minor, file->in.settings.currency);
}

struct printer {
    const struct kt_cart_file *file;
    const struct kt_quote_input *in;
    struct kt_registry *registry;
    struct kt_arena *arena;
    struct kt_buf buf;
};

static struct kt_str
title_of(const struct printer *printer, size_t promotion)
{
    const struct kt_promotion *row = &printer->in->promotions[promotion];
    if (row->title.len > 0)
        return row->title;
    return kt_rule_title(kt_registry_find(printer->registry, KT_RULE_PROMOTION,
                                          row->rule),
                         row->params, printer->in->settings.currency,
                         printer->arena);
}

static void
print_amount(struct printer *printer, struct kt_str what, int64_t minor,
             struct kt_str note)
{
    struct kt_str amount = money(printer->file, printer->arena, minor);
    kt_buf_format(&printer->buf, "= %-20.*s %9.*s", KT_STR_FMT(what),
                  KT_STR_FMT(amount));
    if (note.len > 0)
        kt_buf_format(&printer->buf, "  %.*s", KT_STR_FMT(note));
    kt_buf_char(&printer->buf, '\n');
}

static void
print_line(struct printer *printer, const struct kt_quote_line *line)
{
    struct kt_str sku = line->item->sku;

    if (line->is_gift)
        kt_buf_format(&printer->buf, "= gift %.*s %lld\n", KT_STR_FMT(sku),
                      (long long)line->quantity);
    for (size_t i = 0; line->part_count > 1 && i < line->part_count; i++)
        print_amount(printer, sku, line->parts[i].unit_minor,
                     kt_arena_format(printer->arena, "each of %lld",
                                     (long long)line->parts[i].units));
    if (line->part_count <= 1 && line->unit_minor != line->list_minor)
        print_amount(printer, sku, line->unit_minor, KT_STR("each"));
    for (size_t i = 0; i < line->discount_count; i++) {
        const struct kt_discount *discount = &line->discounts[i];
        print_amount(printer, sku, -discount->amount_minor,
                     title_of(printer, discount->promotion));
    }
}

static void
print_shipping(struct printer *printer, const struct kt_shipping *shipping)
{
    for (size_t i = 0; i < shipping->option_count; i++)
        print_amount(printer,
                     kt_arena_format(printer->arena, "option %.*s",
                                     KT_STR_FMT(
                                         shipping->options[i].method->code)),
                     shipping->options[i].price_minor, KT_STR(""));
    for (size_t i = 0; i < shipping->discount_count; i++)
        print_amount(printer, KT_STR("shipping"),
                     -shipping->discounts[i].amount_minor,
                     title_of(printer, shipping->discounts[i].promotion));
    if (shipping->method != NULL)
        print_amount(printer, KT_STR("shipping"), shipping->amount_minor,
                     shipping->method->code);
}

static void
print_coupons(struct printer *printer, const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->coupon_count; i++) {
        const struct kt_quote_coupon *coupon = &quote->coupons[i];
        kt_buf_format(&printer->buf, "= coupon %.*s %s",
                      KT_STR_FMT(coupon->in->code),
                      kt_coupon_state_names[coupon->state]);
        if (coupon->reason.len > 0)
            kt_buf_format(&printer->buf, " %.*s", KT_STR_FMT(coupon->reason));
        kt_buf_char(&printer->buf, '\n');
    }
}

/* Why a promotion did nothing; one that is switched off is as good as none. */
static void
print_missed(struct printer *printer, const struct kt_trace *trace)
{
    struct kt_str title = title_of(printer, trace->promotion);
    if (trace->state == KT_TRACE_BEATEN)
        kt_buf_format(&printer->buf, "= beaten %.*s, by %.*s\n",
                      KT_STR_FMT(title),
                      KT_STR_FMT(title_of(printer, trace->beaten_by)));
    if (trace->state == KT_TRACE_NOT_MATCHED &&
        !kt_str_eq(trace->reason, KT_STR("inactive")))
        kt_buf_format(&printer->buf, "= unmet %.*s, %.*s\n", KT_STR_FMT(title),
                      KT_STR_FMT(trace->reason));
    if (trace->state == KT_TRACE_FAILED)
        kt_buf_format(&printer->buf, "= failed %.*s, %.*s\n", KT_STR_FMT(title),
                      KT_STR_FMT(trace->error));
}

static void
print_hints(struct printer *printer, const struct kt_quote *quote)
{
    for (size_t i = 0; i < quote->hint_count; i++) {
        const struct kt_hint *hint = &quote->hints[i].hint;
        struct kt_str missing =
            hint->is_money ? money(printer->file, printer->arena, hint->missing)
                           : kt_arena_format(printer->arena, "%lld",
                                             (long long)hint->missing);
        kt_buf_format(&printer->buf, "= hint %.*s %.*s\n",
                      KT_STR_FMT(hint->kind), KT_STR_FMT(missing));
    }
}

static struct kt_str
quote_text(const struct kt_cart_file *file, const struct kt_quote *quote,
           const struct kt_verdict *verdicts, size_t verdict_count,
           struct kt_registry *registry, struct kt_arena *arena)
{
    struct printer printer = { file, quote->in, registry, arena, { 0 } };

    kt_buf_init(&printer.buf, arena, 1024);
    for (size_t i = 0; i < quote->line_count; i++)
        print_line(&printer, &quote->lines[i]);
    print_shipping(&printer, &quote->shipping);
    for (size_t i = 0; i < quote->tax_count; i++)
        print_amount(
            &printer, quote->taxes[i].name, quote->taxes[i].amount_minor,
            kt_arena_format(arena, "on %.*s%s",
                            KT_STR_FMT(
                                money(file, arena, quote->taxes[i].base_minor)),
                            quote->taxes[i].is_included ? ", included" : ""));
    print_coupons(&printer, quote);
    for (size_t i = 0; i < quote->trace_count; i++)
        print_missed(&printer, &quote->trace[i]);
    print_hints(&printer, quote);
    for (size_t i = 0; i < quote->problem_count; i++)
        kt_buf_format(&printer.buf, "= problem %.*s %.*s\n",
                      KT_STR_FMT(quote->problems[i].pointer),
                      KT_STR_FMT(quote->problems[i].code));
    for (size_t i = 0; i < verdict_count; i++)
        kt_buf_format(&printer.buf, "= refuse %.*s %.*s\n",
                      KT_STR_FMT(verdicts[i].slug),
                      KT_STR_FMT(verdicts[i].pointer));
    print_amount(&printer, KT_STR("total"), quote->totals.total_minor,
                 kt_str_of(file->in.settings.currency->code));
    if (quote->points_used > 0)
        kt_buf_format(&printer.buf, "= points %lld\n",
                      (long long)quote->points_used);
    if (quote->tender_count > 0)
        print_amount(&printer, KT_STR("due"), quote->totals.due_minor,
                     KT_STR(""));
    return kt_buf_view(&printer.buf);
}

struct kt_str
kt_cart_file_price(const struct kt_cart_file *file,
                   const struct kt_quote_input *in,
                   struct kt_registry *registry, struct kt_arena *arena)
{
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_quote *quote;
    struct kt_verdict *verdicts = NULL;
    size_t verdict_count = 0;
    struct kt_error err;

    kt_error_init(&err, arena);
    if (kt_quote_compute(in, &rules, arena, &quote, &err) != KT_OK ||
        kt_quote_check(quote, file->checks, file->check_count, &rules, arena,
                       &verdicts, &verdict_count, &err) != KT_OK)
        return kt_arena_format(arena, "= error %.*s\n",
                               KT_STR_FMT(kt_error_text(&err)));
    return quote_text(file, quote, verdicts, verdict_count, registry, arena);
}
