/* Cases about units that come back: what they cost, as their order stored it,
 * less the fee for sending them back. */

#include "base/assert.h"
#include "case.h"
#include "domain/order/order.h"
#include "domain/order/refund.h"

void
case_translate_returned(struct pricing_case *pricing)
{
    static const char *const sections[] = { "channel",    "now",
                                            "catalog",    "catalog_promotions",
                                            "cart",       "customer",
                                            "promotions", "shipping",
                                            "returned",   "return_shipping",
                                            NULL };
    static const char *const members[] = { "sku", "qty", NULL };
    static const char *const fee[] = { "fee", "percent", NULL };
    static const char *const figures[] = { "refund", NULL };

    case_expect_sections(pricing, sections);
    case_read(pricing);
    CASE_EACH(row, case_list(pricing->json, "returned"))
    case_expect_members(pricing, row, "a return", members);
    case_expect_members(pricing, case_list(pricing->json, "return_shipping"),
                        "the way back", fee);
    case_expect_members(pricing, case_list(pricing->json, "expected"),
                        "a result", figures);
}

/* As the order would store the line. */
static bool
read_line(const struct kt_quote_line *line, struct kt_arena *arena,
          struct kt_refund_line *stored)
{
    struct kt_buf buf;
    struct kt_json json;
    struct kt_error err;
    *stored = (struct kt_refund_line){ .unit_minor = line->unit_minor,
                                       .amount_minor = line->amount_minor,
                                       .tax_minor = line->tax_minor,
                                       .gross_minor = line->gross_minor };
    kt_error_init(&err, arena);
    kt_buf_init(&buf, arena, 64);
    kt_json_init(&json, &buf);
    kt_order_write_spread(line, &json);
    return kt_refund_read_runs(kt_buf_view(&buf), arena, stored, &err) == KT_OK;
}

/* Units of a sku, from its first line on. */
static bool
refund_row(const struct pricing_case *pricing, const struct kt_quote *quote,
           const struct cJSON *row, int64_t *sum)
{
    int64_t units = case_int(row, "qty");
    for (size_t i = 0; i < quote->line_count && units > 0; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        struct kt_refund_line stored;
        struct kt_refund refund;
        int64_t taken = units < line->quantity ? units : line->quantity;
        if (!kt_str_eq(line->item->sku, case_text(row, "sku")))
            continue;
        if (!read_line(line, pricing->arena, &stored) ||
            !kt_refund_units(&stored, 0, taken, &refund))
            return false;
        *sum += refund.gross_minor;
        units -= taken;
    }
    return units == 0;
}

/* The fee bears its tax as prices do. */
static int64_t
fee_of(const struct pricing_case *pricing)
{
    const struct cJSON *json = case_list(pricing->json, "return_shipping");
    int64_t fee = case_int(json, "fee"), rate_ppm = 0, tax = 0;
    if (case_list(json, "percent") != NULL &&
        pricing->in.settings.tax_mode == KT_TAX_EXCLUDED &&
        kt_rate_parse_percent(case_text(json, "percent"), &rate_ppm) &&
        kt_money_scale(fee, rate_ppm, KT_RATE_ONE,
                       pricing->in.settings.tax_rounding, &tax))
        return fee + tax;
    return fee;
}

bool
case_compare_returned(struct pricing_case *pricing,
                      const struct kt_rules *rules, struct kt_buf *out)
{
    int64_t wanted = case_int(case_list(pricing->json, "expected"), "refund");
    int64_t refund = -fee_of(pricing);
    struct kt_quote *quote;
    struct kt_error err;
    bool is_there = true;

    kt_error_init(&err, pricing->arena);
    if (kt_quote_compute(&pricing->in, rules, pricing->arena, &quote, &err) !=
        KT_OK) {
        kt_buf_format(out, "    %.*s\n", KT_STR_FMT(kt_error_text(&err)));
        return false;
    }
    CASE_EACH(row, case_list(pricing->json, "returned"))
    is_there &= refund_row(pricing, quote, row, &refund);
    refund = refund > 0 ? refund : 0;
    if (is_there && refund == wanted)
        return true;
    kt_buf_format(out, "    refund: wanted %lld, got %lld%s\n",
                  (long long)wanted, (long long)refund,
                  is_there ? "" : ", and not all of it was bought");
    return false;
}
