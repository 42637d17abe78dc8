/* Cases about one price: what a catalogue shows after its promotions, and which
 * of several prices is the one. */

#include "base/assert.h"
#include "case.h"

static void
differ(struct kt_buf *out, bool *is_equal, struct kt_str sku, const char *what,
       int64_t wanted, int64_t got)
{
    if (wanted == got)
        return;
    kt_buf_format(out, "    %.*s %s: wanted %lld, got %lld\n", KT_STR_FMT(sku),
                  what, (long long)wanted, (long long)got);
    *is_equal = false;
}

static const struct kt_item *
find_item(const struct pricing_case *pricing, struct kt_str sku)
{
    for (size_t i = 0; i < pricing->item_count; i++) {
        if (kt_str_eq(pricing->items[i].sku, sku))
            return &pricing->items[i];
    }
    return NULL;
}

/* The promotions that made the price, in their order. */
static void
compare_applied(const struct pricing_case *pricing,
                const struct kt_quote_line *line, const struct cJSON *names,
                struct kt_buf *out, bool *is_equal)
{
    size_t at = 0;
    if (names == NULL)
        return;
    CASE_EACH(name, names)
    {
        struct kt_str wanted = kt_json_get_str(name);
        if (at >= line->catalog_count ||
            !kt_str_eq(pricing->promotion_names[line->catalog[at].promotion],
                       wanted)) {
            kt_buf_format(out, "    %.*s: wanted %.*s in place %zu\n",
                          KT_STR_FMT(line->item->sku), KT_STR_FMT(wanted), at);
            *is_equal = false;
        }
        at++;
    }
    differ(out, is_equal, line->item->sku, "promotions", (int64_t)at,
           (int64_t)line->catalog_count);
}

/* The price on the shelf is the price of a cart with one unit. */
static bool
compare_price(struct pricing_case *pricing, const struct kt_rules *rules,
              const struct cJSON *json, struct kt_buf *out)
{
    struct kt_str sku = case_text(json, "sku");
    struct kt_quote_input in = pricing->in;
    struct kt_cart_line line = { .item = find_item(pricing, sku),
                                 .quantity = 1,
                                 .manual_price_minor = -1 };
    struct kt_shown_price shown;
    struct kt_quote *quote;
    struct kt_error err;
    bool is_equal = true;

    kt_error_init(&err, pricing->arena);
    in.lines = &line;
    in.line_count = 1;
    if (line.item == NULL ||
        kt_quote_show_price(&in, line.item, 1, rules, pricing->arena, &shown,
                            &err) != KT_OK ||
        kt_quote_compute(&in, rules, pricing->arena, &quote, &err) != KT_OK) {
        kt_buf_format(out, "    %.*s: %.*s\n", KT_STR_FMT(sku),
                      KT_STR_FMT(kt_error_text(&err)));
        return false;
    }
    int64_t was =
        shown.compare_at_minor > 0 ? shown.compare_at_minor : shown.unit_minor;
    differ(out, &is_equal, sku, "in a cart", shown.unit_minor,
           quote->lines[0].unit_minor);
    if (case_list(json, "price") != NULL)
        differ(out, &is_equal, sku, "price", case_int(json, "price"),
               shown.unit_minor);
    if (case_list(json, "original_price") != NULL)
        differ(out, &is_equal, sku, "original price",
               case_int(json, "original_price"), was);
    if (case_list(json, "applied_count") != NULL)
        differ(out, &is_equal, sku, "promotions",
               case_int(json, "applied_count"),
               (int64_t)quote->lines[0].catalog_count);
    compare_applied(pricing, &quote->lines[0], case_list(json, "applied"), out,
                    &is_equal);
    return is_equal;
}

bool
case_compare_shelf(struct pricing_case *pricing, const struct kt_rules *rules,
                   struct kt_buf *out)
{
    bool is_equal = true;
    const struct cJSON *expected = case_list(pricing->json, "expected");
    CASE_EACH(json, case_list(expected, "prices"))
    is_equal &= compare_price(pricing, rules, json, out);
    return is_equal;
}
