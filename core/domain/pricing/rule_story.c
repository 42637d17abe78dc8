/* What rules answered, for a terminal. Of prices: under each line those that
 * were asked, and the prices among which one was chosen; lines of which there
 * is nothing to tell share a row.
 *
 *            STEPS     US      PRICE  PRICES
 *     1                        12.00  Mug, Red (mug-red): by a rule
 *     -         30      4             members (member_price): not mine
 *     +         41      5      12.00  standard (list_price), from all lists
 *                              12.00    base, meets quantity_min
 *                              15.00    vip: quantity_min, wants 9, has 3
 *
 *            STEPS     US        FEE  SHIPPING
 *     +         12      3       4.90  standard (flat_fee): chosen, as asked for
 *     x                               pallet (flat_fee): zone, wants a, has b
 */

#include "domain/pricing/printer.h"

void
kt_print_rule_cost(struct kt_printer *printer, const char *mark, int64_t steps,
                   int64_t nanoseconds)
{
    kt_print_text(printer, mark, 2);
    kt_print_number(printer, steps, 18);
    kt_print_number(printer, (nanoseconds + 999) / 1000, 10);
}

void
kt_print_rule_amount(struct kt_printer *printer, int64_t minor)
{
    if (minor < 0)
        kt_print_blank(printer, 11);
    else
        kt_print_amount(printer, minor, 11);
    kt_print_blank(printer, 2);
}

/* "code (rule)", or once where both are the same. */
void
kt_print_rule_code(struct kt_printer *printer, const struct kt_rule_use *use)
{
    kt_buf_str(printer->buf, use->code);
    if (!kt_str_eq(use->code, use->rule))
        kt_buf_format(printer->buf, " (%.*s)", KT_STR_FMT(use->rule));
}

void
kt_print_line_range(struct kt_printer *printer, size_t first, size_t end)
{
    kt_buf_format(printer->buf, "#%zu", first + 1);
    if (end > first + 1)
        kt_buf_format(printer->buf, " to #%zu", end);
}

/* ---- prices ---- */

static void
write_looked_in(struct kt_printer *printer, const struct kt_price_told *told)
{
    if (!told->has_looked)
        return;
    if (told->is_any_list)
        kt_buf_text(printer->buf, ", from all lists");
    else if (told->list[0] == '\0')
        kt_buf_text(printer->buf, ", from the base prices");
    else
        kt_buf_format(printer->buf, ", from the list %s", told->list);
}

static void
write_asked(struct kt_printer *printer, const struct kt_price_trace *trace,
            const struct kt_price_asked *asked)
{
    const struct kt_price_told *told = &asked->told;

    kt_print_paint(printer, asked->is_answered ? KT_GREEN : KT_DIM);
    kt_print_rule_cost(printer, asked->is_answered ? "+" : "-", told->steps,
                       told->nanoseconds);
    kt_print_rule_amount(printer, asked->is_answered ? trace->price_minor : -1);
    kt_print_rule_code(printer, asked->use);
    kt_print_paint(printer, KT_PLAIN);
    if (!asked->is_answered)
        kt_buf_text(printer->buf, ": not mine");
    write_looked_in(printer, told);
    kt_buf_char(printer->buf, '\n');
}

static void
write_missed(struct kt_printer *printer,
             const struct kt_price_candidate *candidate)
{
    struct kt_arena *arena = printer->buf->arena;
    struct kt_str actual = kt_said_text(&candidate->actual, arena);
    kt_buf_format(printer->buf, ": %s, wants %.*s, has %.*s",
                  kt_price_condition_names[candidate->missed],
                  KT_STR_FMT(kt_said_text(&candidate->wanted, arena)),
                  KT_STR_FMT(actual.len > 0 ? actual : KT_STR("none")));
}

static void
write_met(struct kt_printer *printer, unsigned met)
{
    const char *before = ", meets ";
    for (unsigned i = 0; i < KT_PRICE_CONDITION_COUNT; i++) {
        if (!(met & 1U << i))
            continue;
        kt_buf_text(printer->buf, before);
        kt_buf_text(printer->buf, kt_price_condition_names[i]);
        before = ", ";
    }
}

static void
write_candidate(struct kt_printer *printer,
                const struct kt_price_candidate *candidate)
{
    static const char *const words[] = {
        [KT_CANDIDATE_CHOSEN] = "",
        [KT_CANDIDATE_OTHER_LIST] = ": of another list",
        [KT_CANDIDATE_NOT_MATCHED] = "",
        [KT_CANDIDATE_LESS_SPECIFIC] = ": less specific",
        [KT_CANDIDATE_DEARER] = ": dearer",
        [KT_CANDIDATE_LATER] = ": as good, but later",
    };
    bool is_chosen = candidate->state == KT_CANDIDATE_CHOSEN;
    struct kt_str list = candidate->price->list;

    if (!is_chosen)
        kt_print_paint(printer, KT_DIM);
    kt_print_blank(printer, 30);
    kt_print_rule_amount(printer, candidate->price->amount_minor);
    kt_buf_format(printer->buf, "  %.*s",
                  KT_STR_FMT(list.len > 0 ? list : KT_STR("base")));
    if (candidate->state == KT_CANDIDATE_NOT_MATCHED)
        write_missed(printer, candidate);
    else
        kt_buf_text(printer->buf, words[candidate->state]);
    if (candidate->state != KT_CANDIDATE_NOT_MATCHED)
        write_met(printer, candidate->met);
    if (!is_chosen)
        kt_print_paint(printer, KT_PLAIN);
    kt_buf_char(printer->buf, '\n');
}

static void
write_price(struct kt_printer *printer, size_t index)
{
    static const char *const words[] = {
        [KT_PRICE_OF_RULE] = "by a rule",
        [KT_PRICE_OF_CORE] = "no rule, the best of its prices",
        [KT_PRICE_OF_STAFF] = "given by staff",
        [KT_PRICE_OF_NOBODY] = "no price here",
    };
    const struct kt_quote_line *line = &printer->quote->lines[index];
    const struct kt_price_trace *trace = line->price;

    kt_print_number(printer, (int64_t)index + 1, 2);
    kt_print_blank(printer, 28);
    kt_print_rule_amount(printer, trace->price_minor);
    kt_buf_format(printer->buf, "%.*s: %s",
                  KT_STR_FMT(kt_print_name(printer, line->item)),
                  words[trace->source]);
    if (trace->compare_at_minor > 0)
        kt_buf_format(printer->buf, ", before %.*s",
                      KT_STR_FMT(
                          kt_print_money(printer, trace->compare_at_minor)));
    if (trace->is_graduated)
        kt_buf_text(printer->buf, ", for units in its band");
    kt_buf_char(printer->buf, '\n');
    for (size_t i = 0; i < trace->asked_count; i++)
        write_asked(printer, trace, &trace->asked[i]);
    for (size_t i = 0; i < trace->candidate_count; i++)
        write_candidate(printer, &trace->candidates[i]);
    if (trace->left_out > 0)
        kt_buf_format(printer->buf, "%45sand %zu prices more\n", "",
                      trace->left_out);
}

/* Nothing to choose: at most one rule was asked, of one price. */
static bool
is_plain(const struct kt_price_trace *trace)
{
    bool is_asked = trace->source == KT_PRICE_OF_RULE;
    return (is_asked || trace->source == KT_PRICE_OF_CORE) &&
           trace->asked_count == is_asked && trace->candidate_count == 1 &&
           trace->left_out == 0;
}

static bool
is_alike(const struct kt_price_trace *a, const struct kt_price_trace *b)
{
    return is_plain(b) && a->source == b->source &&
           (a->asked_count == 0 || a->asked[0].use == b->asked[0].use);
}

/* One row for lines that have nothing to tell; the index behind them. */
static size_t
write_plain(struct kt_printer *printer, size_t first)
{
    const struct kt_quote *quote = printer->quote;
    const struct kt_price_trace *trace = quote->lines[first].price;
    struct kt_price_told cost = { 0 };
    size_t end = first;

    for (; end < quote->line_count && quote->lines[end].price != NULL &&
           is_alike(trace, quote->lines[end].price);
         end++) {
        const struct kt_price_trace *one = quote->lines[end].price;
        cost.steps += one->asked_count > 0 ? one->asked[0].told.steps : 0;
        cost.nanoseconds +=
            one->asked_count > 0 ? one->asked[0].told.nanoseconds : 0;
    }
    kt_print_paint(printer, KT_GREEN);
    kt_print_rule_cost(printer, "+", cost.steps, cost.nanoseconds);
    kt_print_rule_amount(printer, -1);
    if (trace->asked_count > 0)
        kt_print_rule_code(printer, trace->asked[0].use);
    else
        kt_buf_text(printer->buf, "no rule");
    kt_print_paint(printer, KT_PLAIN);
    kt_buf_text(printer->buf, ", the only price of ");
    kt_print_line_range(printer, first, end);
    kt_buf_char(printer->buf, '\n');
    return end;
}

static void
write_prices(struct kt_printer *printer)
{
    const struct kt_quote *quote = printer->quote;
    kt_buf_char(printer->buf, '\n');
    kt_print_head(printer, "               STEPS        US      PRICE  PRICES");
    for (size_t i = 0; i < quote->line_count;) {
        const struct kt_price_trace *trace = quote->lines[i].price;
        if (trace != NULL && is_plain(trace)) {
            i = write_plain(printer, i);
            continue;
        }
        if (trace != NULL)
            write_price(printer, i);
        i++;
    }
}

/* ---- shipping ---- */

static void
write_refusal(struct kt_printer *printer, const struct kt_method_trace *method)
{
    struct kt_arena *arena = printer->buf->arena;
    struct kt_str wanted = kt_said_text(&method->wanted, arena);
    struct kt_str actual = kt_said_text(&method->actual, arena);
    struct kt_str what =
        method->detail.len > 0 ? method->detail : method->reason;

    kt_buf_format(printer->buf, ": %.*s",
                  KT_STR_FMT(kt_str_eq(what, KT_STR("rule"))
                                 ? KT_STR("not offered")
                                 : what));
    if (wanted.len > 0)
        kt_buf_format(printer->buf, ", wants %.*s, has %.*s",
                      KT_STR_FMT(wanted),
                      KT_STR_FMT(actual.len > 0 ? actual : KT_STR("none")));
}

/* "chosen, less 2.00 by Half the fee" */
static void
write_choice(struct kt_printer *printer)
{
    const struct kt_shipping *shipping = &printer->quote->shipping;
    kt_buf_text(printer->buf, shipping->trace->choice == KT_CHOICE_ASKED
                                  ? ": chosen, as asked for"
                                  : ": chosen, the first that is offered");
    for (size_t i = 0; i < shipping->discount_count; i++) {
        const struct kt_discount *discount = &shipping->discounts[i];
        kt_buf_format(printer->buf, ", less %.*s by %.*s",
                      KT_STR_FMT(
                          kt_print_money(printer, discount->amount_minor)),
                      KT_STR_FMT(kt_print_title(printer, discount->promotion)));
    }
}

static void
write_method(struct kt_printer *printer, const struct kt_method_trace *method)
{
    static const struct {
        const char *mark;
        enum kt_colour colour;
    } marks[] = {
        [KT_METHOD_CHOSEN] = { "+", KT_GREEN },
        [KT_METHOD_OFFERED] = { "-", KT_DIM },
        [KT_METHOD_NOT_OFFERED] = { "x", KT_YELLOW },
    };
    bool is_offered = method->state != KT_METHOD_NOT_OFFERED;

    kt_print_paint(printer, marks[method->state].colour);
    kt_print_rule_cost(printer, marks[method->state].mark, method->steps,
                       method->nanoseconds);
    kt_print_rule_amount(printer, is_offered ? method->price_minor : -1);
    kt_print_rule_code(printer, method->use);
    kt_print_paint(printer, KT_PLAIN);
    if (method->state == KT_METHOD_CHOSEN)
        write_choice(printer);
    else if (is_offered)
        kt_buf_text(printer->buf, ": offered");
    else
        write_refusal(printer, method);
    kt_buf_char(printer->buf, '\n');
}

static void
write_shipping(struct kt_printer *printer)
{
    const struct kt_shipping_trace *trace = printer->quote->shipping.trace;
    if (trace == NULL || trace->choice == KT_CHOICE_NOT_NEEDED)
        return;
    kt_buf_char(printer->buf, '\n');
    kt_print_head(printer,
                  "               STEPS        US        FEE  SHIPPING");
    if (trace->method_count == 0)
        kt_buf_text(printer->buf, "none\n");
    for (size_t i = 0; i < trace->method_count; i++)
        write_method(printer, &trace->methods[i]);
}

/* ---- the whole ---- */

void
kt_print_rules(struct kt_printer *printer)
{
    if (!printer->quote->in->explains)
        return;
    write_prices(printer);
    write_shipping(printer);
    kt_print_taxes(printer);
}
