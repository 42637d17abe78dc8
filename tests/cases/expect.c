#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "case.h"

struct comparison {
    const struct pricing_case *pricing;
    const struct kt_quote *quote;
    struct kt_buf *out;
    bool is_equal;
};

static void
want_number(struct comparison *comparison, const char *what, int64_t wanted,
            int64_t got)
{
    if (wanted == got)
        return;
    kt_buf_format(comparison->out, "    %s: wanted %lld, got %lld\n", what,
                  (long long)wanted, (long long)got);
    comparison->is_equal = false;
}

static int64_t
tax_of(const struct kt_quote *quote, bool is_included)
{
    int64_t sum = 0;
    for (size_t i = 0; i < quote->tax_count; i++) {
        if (quote->taxes[i].is_included == is_included)
            sum += quote->taxes[i].amount_minor;
    }
    return sum;
}

/* What gifts are worth, which stand outside of Kontor's totals: their lines
 * have a price and a discount of all of it. */
static int64_t
gifts_worth(const struct kt_quote *quote)
{
    int64_t sum = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        if (quote->lines[i].is_gift)
            sum += quote->lines[i].subtotal_minor;
    }
    return sum;
}

/* A surcharge is a line in Kontor, and no goods in the vocabulary. */
static bool
is_surcharge(const struct kt_quote_line *line)
{
    return kt_str_starts(line->item->sku, KT_STR(CASE_SURCHARGE));
}

static int64_t
surcharges(const struct kt_quote *quote)
{
    int64_t sum = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        if (is_surcharge(&quote->lines[i]))
            sum += quote->lines[i].amount_minor;
    }
    return sum;
}

static int64_t
subtotal(const struct kt_quote *quote)
{
    return quote->totals.subtotal_minor + gifts_worth(quote) -
           surcharges(quote);
}

static int64_t
items_total(const struct kt_quote *quote)
{
    return quote->totals.subtotal_minor - quote->totals.discount_minor -
           surcharges(quote);
}

static int64_t
items_gross(const struct kt_quote *quote)
{
    int64_t sum = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        if (!is_surcharge(&quote->lines[i]))
            sum += quote->lines[i].gross_minor;
    }
    return sum;
}

static int64_t
discount_total(const struct kt_quote *quote)
{
    return quote->totals.discount_minor + gifts_worth(quote);
}

static int64_t
shipping_fee(const struct kt_quote *quote)
{
    return quote->shipping.fee_minor;
}

static int64_t
shipping_discount(const struct kt_quote *quote)
{
    return quote->totals.shipping_discount_minor;
}

static int64_t
shipping_amount(const struct kt_quote *quote)
{
    return quote->shipping.amount_minor;
}

static int64_t
shipping_gross(const struct kt_quote *quote)
{
    return quote->shipping.gross_minor;
}

static int64_t
shipping_net(const struct kt_quote *quote)
{
    return quote->shipping.net_minor;
}

static int64_t
shipping_tax(const struct kt_quote *quote)
{
    return quote->shipping.tax_minor;
}

static int64_t
tax_added(const struct kt_quote *quote)
{
    return tax_of(quote, false);
}

static int64_t
tax_included(const struct kt_quote *quote)
{
    return tax_of(quote, true);
}

static int64_t
tax_total(const struct kt_quote *quote)
{
    return quote->totals.tax_minor;
}

static int64_t
net_total(const struct kt_quote *quote)
{
    return quote->totals.net_minor;
}

static int64_t
grand_total(const struct kt_quote *quote)
{
    return quote->totals.total_minor;
}

static int64_t
due(const struct kt_quote *quote)
{
    return quote->totals.due_minor;
}

/* Of a case about one thing. */
static int64_t
first_unit(const struct kt_quote *quote)
{
    return quote->line_count > 0 ? quote->lines[0].unit_minor : -1;
}

static const struct {
    const char *name;
    int64_t (*of)(const struct kt_quote *quote);
} figures[] = {
    { "subtotal", subtotal },
    { "items_total", items_total },
    { "items_total_with_tax", items_gross },
    { "discount_total", discount_total },
    { "shipping_fee", shipping_fee },
    { "shipping_discount", shipping_discount },
    { "shipping_net", shipping_amount },
    { "shipping_total", shipping_gross },
    { "shipping_net_of_tax", shipping_net },
    { "shipping_tax", shipping_tax },
    { "tax_added", tax_added },
    { "tax_included", tax_included },
    { "tax_total", tax_total },
    { "net_total", net_total },
    { "grand_total", grand_total },
    { "due", due },
    { "unit_price", first_unit },
};

static int64_t
line_discount(const struct kt_quote_line *line)
{
    return line->subtotal_minor - line->amount_minor;
}

static int64_t
line_item_discount(const struct kt_quote_line *line)
{
    int64_t sum = 0;
    for (size_t i = 0; i < line->discount_count; i++) {
        if (line->discounts[i].stage == KT_STAGE_ITEM)
            sum += line->discounts[i].amount_minor;
    }
    return sum;
}

static int64_t
line_unit(const struct kt_quote_line *line)
{
    return line->unit_minor;
}

static int64_t
line_unit_discounted(const struct kt_quote_line *line)
{
    return line->amount_minor / line->quantity;
}

static int64_t
line_total(const struct kt_quote_line *line)
{
    return line->amount_minor;
}

static int64_t
line_tax(const struct kt_quote_line *line)
{
    return line->tax_minor;
}

static int64_t
line_net(const struct kt_quote_line *line)
{
    return line->net_minor;
}

static int64_t
line_gross(const struct kt_quote_line *line)
{
    return line->gross_minor;
}

static int64_t
line_quantity(const struct kt_quote_line *line)
{
    return line->quantity;
}

static const struct {
    const char *name;
    int64_t (*of)(const struct kt_quote_line *line);
} line_figures[] = {
    { "qty", line_quantity },
    { "unit_price", line_unit },
    { "unit_price_discounted", line_unit_discounted },
    { "discount", line_discount },
    { "line_promo_discount", line_item_discount },
    { "total", line_total },
    { "tax", line_tax },
    { "net", line_net },
    { "gross", line_gross },
};

/* What was taken off one unit of a line, by its place. */
static int64_t
unit_discount(const struct kt_quote_line *line, int64_t unit)
{
    for (size_t i = 0; i < line->segment_count; i++) {
        const struct kt_segment *segment = &line->segments[i];
        if (unit >= segment->count) {
            unit -= segment->count;
            continue;
        }
        int64_t taken =
            segment->count * line->unit_minor - segment->amount_minor;
        return taken / segment->count + (unit < taken % segment->count);
    }
    return 0;
}

static void
compare_units(struct comparison *comparison, const struct cJSON *json,
              const struct kt_quote_line *line)
{
    int64_t unit = 0;
    int64_t list_over_shown = line->list_minor - line->unit_minor;
    CASE_EACH(item, case_list(json, "unit_discounts"))
    want_number(comparison, "unit discount", kt_json_get_int(item),
                unit_discount(line, unit++));
    unit = 0;
    CASE_EACH(item, case_list(json, "unit_discounts_vs_list"))
    want_number(comparison, "unit discount against list", kt_json_get_int(item),
                unit_discount(line, unit++) + list_over_shown);
}

static const struct kt_quote_line *
find_line(const struct kt_quote *quote, const struct cJSON *json)
{
    if (case_list(json, "index") != NULL) {
        size_t index = (size_t)case_int(json, "index");
        return index < quote->line_count ? &quote->lines[index] : NULL;
    }
    for (size_t i = 0; i < quote->line_count; i++) {
        if (kt_str_eq(quote->lines[i].item->sku, case_text(json, "sku")))
            return &quote->lines[i];
    }
    return NULL;
}

static void
compare_line(struct comparison *comparison, const struct cJSON *json)
{
    const struct kt_quote_line *line = find_line(comparison->quote, json);
    if (line == NULL) {
        kt_buf_format(comparison->out, "    no line %.*s\n",
                      KT_STR_FMT(case_text(json, "sku")));
        comparison->is_equal = false;
        return;
    }
    for (size_t i = 0; i < KT_COUNT(line_figures); i++) {
        if (case_list(json, line_figures[i].name) == NULL)
            continue;
        char what[96];
        snprintf(what, sizeof what, "line %.*s %s", KT_STR_FMT(line->item->sku),
                 line_figures[i].name);
        want_number(comparison, what, case_int(json, line_figures[i].name),
                    line_figures[i].of(line));
    }
    compare_units(comparison, json, line);
}

static void
compare_tax(struct comparison *comparison, const struct cJSON *json)
{
    int64_t rate_ppm = 0, sum = 0;
    if (!kt_rate_parse_percent(case_text(json, "percent"), &rate_ppm))
        return;
    for (size_t i = 0; i < comparison->quote->tax_count; i++) {
        if (comparison->quote->taxes[i].rate_ppm == rate_ppm)
            sum += comparison->quote->taxes[i].amount_minor;
    }
    want_number(comparison, "tax of a rate", case_int(json, "amount"), sum);
}

static void
compare_gift_card(struct comparison *comparison, const struct cJSON *json)
{
    for (size_t i = 0; i < comparison->quote->tender_count; i++) {
        const struct kt_tender *tender = &comparison->quote->tenders[i];
        if (!kt_str_eq(tender->in->code, case_text(json, "code")))
            continue;
        if (case_list(json, "applied") != NULL)
            want_number(comparison, "gift card applied",
                        case_int(json, "applied"), tender->amount_minor);
        if (case_list(json, "remaining") != NULL)
            want_number(comparison, "gift card remaining",
                        case_int(json, "remaining"), tender->rest_minor);
        return;
    }
    kt_buf_format(comparison->out, "    no gift card %.*s\n",
                  KT_STR_FMT(case_text(json, "code")));
    comparison->is_equal = false;
}

/* Of the way that the cart at hand is sent. */
static void
compare_shipping_line(struct comparison *comparison, const struct cJSON *json)
{
    const struct kt_quote *quote = comparison->quote;
    if (!kt_str_eq(case_text(json, "method"), quote->in->shipping_option))
        return;
    want_number(comparison, "fee of the method chosen", 1,
                quote->shipping.method != NULL && !quote->shipping.is_estimate);
    if (case_list(json, "discount") != NULL)
        want_number(comparison, "shipping discount", case_int(json, "discount"),
                    quote->totals.shipping_discount_minor);
}

static bool
compare_quote(const struct pricing_case *pricing, const struct kt_quote *quote,
              struct kt_buf *out)
{
    struct comparison comparison = { pricing, quote, out, true };
    const struct cJSON *expected = case_list(pricing->json, "expected");

    for (size_t i = 0; i < KT_COUNT(figures); i++) {
        if (case_list(expected, figures[i].name) != NULL)
            want_number(&comparison, figures[i].name,
                        case_int(expected, figures[i].name),
                        figures[i].of(quote));
    }
    CASE_EACH(json, case_list(expected, "lines"))
    compare_line(&comparison, json);
    CASE_EACH(json, case_list(expected, "taxes"))
    compare_tax(&comparison, json);
    CASE_EACH(json, case_list(expected, "gift_cards"))
    compare_gift_card(&comparison, json);
    CASE_EACH(json, case_list(expected, "shipping_lines"))
    compare_shipping_line(&comparison, json);
    comparison.is_equal &=
        case_compare_applied(pricing, quote, case_list(expected, "applied"),
                             out);
    comparison.is_equal &=
        case_compare_rejection(case_list(expected, "rejection"), quote, out);
    return comparison.is_equal;
}

static void
expect_shipping_line(struct pricing_case *pricing, const struct cJSON *json)
{
    static const char *const members[] = { "method", "discount", NULL };
    const struct cJSON *shipping = case_list(pricing->json, "shipping");
    const struct cJSON *lines = case_list(shipping, "lines");
    struct kt_str method = case_text(json, "method");
    bool is_there = kt_str_eq(case_text(shipping, "method"), method);

    case_expect_members(pricing, json, "a shipping line of the result",
                        members);
    CASE_EACH(line, lines)
    is_there |= kt_str_eq(case_text(line, "method"), method);
    if (!is_there)
        case_skip(pricing, "a shipping line %.*s that the cart has not",
                  KT_STR_FMT(method));
}

static void
expect_figures(struct pricing_case *pricing)
{
    static const char *const lists[] = { "lines",      "taxes",
                                         "gift_cards", "applied",
                                         "rejection",  "shipping_lines",
                                         "prices",     "shipping_options" };
    static const char *const line_lists[] = { "sku", "index", "unit_discounts",
                                              "unit_discounts_vs_list" };
    const struct cJSON *expected = case_list(pricing->json, "expected");
    const char *names[KT_COUNT(figures) + KT_COUNT(lists) + 1] = { NULL };
    const char *of_line[KT_COUNT(line_figures) + KT_COUNT(line_lists) + 1] = {
        NULL
    };

    memcpy(names, lists, sizeof lists);
    for (size_t i = 0; i < KT_COUNT(figures); i++)
        names[KT_COUNT(lists) + i] = figures[i].name;
    memcpy(of_line, line_lists, sizeof line_lists);
    for (size_t i = 0; i < KT_COUNT(line_figures); i++)
        of_line[KT_COUNT(line_lists) + i] = line_figures[i].name;
    case_expect_members(pricing, expected, "a result", names);
    CASE_EACH(line, case_list(expected, "lines"))
    case_expect_members(pricing, line, "a line of the result", of_line);
    CASE_EACH(line, case_list(expected, "shipping_lines"))
    expect_shipping_line(pricing, line);
}

void
case_translate_cart(struct pricing_case *pricing)
{
    case_translate(pricing);
    expect_figures(pricing);
}

static bool
compare_once(struct pricing_case *pricing, const struct kt_rules *rules,
             struct kt_buf *out)
{
    struct kt_quote *quote;
    struct kt_error err;

    kt_error_init(&err, pricing->arena);
    if (kt_quote_compute(&pricing->in, rules, pricing->arena, &quote, &err) ==
        KT_OK) {
        case_check_shares(pricing, quote);
        return compare_quote(pricing, quote, out);
    }
    kt_buf_format(out, "    %.*s\n", KT_STR_FMT(kt_error_text(&err)));
    return false;
}

/* Once, or once for each way in which the cart is sent (fees.c); and what the
 * catalogue shows, and which methods are offered, where a case says so. */
bool
case_compare_cart(struct pricing_case *pricing, const struct kt_rules *rules,
                  struct kt_buf *out)
{
    const struct cJSON *lines =
        case_list(case_list(pricing->json, "shipping"), "lines");
    bool is_equal = case_compare_shelf(pricing, rules, out);

    is_equal &= case_compare_options(pricing, rules, out);
    if (lines == NULL || kt_json_size(lines) == 0)
        return compare_once(pricing, rules, out) && is_equal;
    CASE_EACH(line, lines)
    {
        pricing->in.shipping_option = case_text(line, "method");
        is_equal &= compare_once(pricing, rules, out);
    }
    return is_equal;
}
