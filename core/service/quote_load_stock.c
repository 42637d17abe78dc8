#include <stdlib.h>

#include "base/metric.h"
#include "service/column.h"
#include "service/quote_load.h"

/* Stock beside a quote: merging by variant, what is not covered. */

static const struct kt_stock_facts *
find_facts(const struct kt_quote_facts *facts, struct kt_id variant_id)
{
    for (size_t i = 0; i < facts->stock_count; i++)
        if (kt_id_eq(facts->stock[i].variant_id, variant_id))
            return &facts->stock[i];
    for (size_t i = 0; i < facts->input.gift_item_count; i++)
        if (kt_id_eq(facts->gift_stock[i].variant_id, variant_id))
            return &facts->gift_stock[i];
    return NULL;
}

static int
by_variant(const void *a, const void *b)
{
    return kt_id_cmp(((const struct kt_units_wanted *)a)->variant_id,
                     ((const struct kt_units_wanted *)b)->variant_id);
}

/* Adds up neighbours of one variant; gives how many are left. */
static size_t
merge(struct kt_units_wanted *wanted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 &&
            kt_id_eq(wanted[kept - 1].variant_id, wanted[i].variant_id))
            wanted[kept - 1].quantity += wanted[i].quantity;
        else
            wanted[kept++] = wanted[i];
    }
    return kept;
}

struct kt_units_wanted *
kt_quote_units_wanted(const struct kt_quote *quote,
                      const struct kt_quote_facts *facts,
                      struct kt_arena *arena, size_t *count)
{
    struct kt_units_wanted *wanted =
        KT_NEW_ARRAY(arena, struct kt_units_wanted, quote->line_count);
    size_t found = 0;
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        const struct kt_stock_facts *stock =
            find_facts(facts, line->item->variant_id);
        if (stock == NULL)
            continue;
        wanted[found++] = (struct kt_units_wanted){
            .variant_id = line->item->variant_id,
            .product_id = line->item->product_id,
            .sku = line->item->sku,
            .policy = stock->policy,
            .quantity = line->quantity,
        };
    }
    if (found > 1)
        qsort(wanted, found, sizeof *wanted, by_variant);
    *count = merge(wanted, found);
    return wanted;
}

/* Units of the variant in all lines of the quote. */
static int64_t
count_units(const struct kt_quote *quote, struct kt_id variant_id)
{
    int64_t units = 0;
    for (size_t i = 0; i < quote->line_count; i++)
        if (kt_id_eq(quote->lines[i].item->variant_id, variant_id))
            units += quote->lines[i].quantity;
    return units;
}

/* The gift line that stock does not cover, or NULL. */
static const struct kt_quote_line *
find_missing_gift(const struct kt_quote *quote,
                  const struct kt_quote_facts *facts)
{
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        if (!line->is_gift)
            continue;
        const struct kt_stock_facts *stock =
            find_facts(facts, line->item->variant_id);
        int64_t units = count_units(quote, line->item->variant_id);
        if (stock == NULL || !stock->is_active ||
            units > kt_stock_limit(stock, INT64_MAX))
            return line;
    }
    return NULL;
}

/* The input without one gift item. */
static struct kt_quote_input *
without_gift(const struct kt_quote_input *in, const struct kt_item *gift,
             struct kt_arena *arena)
{
    struct kt_quote_input *less = KT_NEW(arena, struct kt_quote_input);
    const struct kt_item **items =
        KT_NEW_ARRAY(arena, const struct kt_item *, in->gift_item_count);
    *less = *in;
    less->gift_items = items;
    less->gift_item_count = 0;
    for (size_t i = 0; i < in->gift_item_count; i++)
        if (in->gift_items[i] != gift)
            items[less->gift_item_count++] = in->gift_items[i];
    return less;
}

static void
add_problem(struct kt_quote *quote, struct kt_str pointer, const char *code,
            struct kt_str detail, struct kt_arena *arena)
{
    size_t size = quote->problem_count * sizeof *quote->problems;
    quote->problems = kt_arena_grow(arena, quote->problems, size,
                                    size + sizeof *quote->problems);
    quote->problems[quote->problem_count++] = (struct kt_quote_problem){
        .pointer = pointer,
        .code = kt_str_of(code),
        .detail = detail,
        .is_blocking = true,
    };
}

static void
add_fault(struct kt_quote *quote, const struct kt_line_fault *fault,
          struct kt_arena *arena)
{
    add_problem(quote, fault->pointer, kt_line_fault_code(fault->kind),
                kt_line_fault_detail(fault, arena), arena);
}

static void
add_delivery_problem(const struct kt_call *call, struct kt_quote *quote,
                     const struct kt_quote_input *in)
{
    const struct kt_channel *channel =
        kt_shop_channel_by_id(call->shop, in->settings.channel_id);
    const struct kt_address *address = in->shipping_address;
    if (!quote->shipping.is_needed || channel == NULL || address == NULL ||
        kt_str_is_empty(address->country) ||
        kt_channel_delivers_to(channel, address->country))
        return;
    add_problem(quote, KT_STR("/shipping_address/country"), "not_delivered",
                KT_STR("the channel does not deliver there"), call->arena);
}

/* Lines of one variant are tested together, each of them is told. */
static void
add_line_problem(const struct kt_call *call, struct kt_quote *quote,
                 const struct kt_quote_facts *facts, size_t i)
{
    const struct kt_quote_line *line = &quote->lines[i];
    const struct kt_stock_facts *stock =
        find_facts(facts, line->item->variant_id);
    if (line->is_gift || stock == NULL)
        return;
    struct kt_cart_limits limits = { .units_max = KT_CART_QUANTITY_MAX };
    int64_t units = count_units(quote, line->item->variant_id);
    struct kt_line_fault fault = kt_cart_check_units(stock, &limits, 0, &units);
    if (fault.kind == KT_LINE_FINE)
        return;
    fault.pointer = kt_arena_format(call->arena,
                                    fault.kind == KT_LINE_NOT_SELLABLE
                                        ? "/lines/%zu"
                                        : "/lines/%zu/quantity",
                                    i);
    add_fault(quote, &fault, call->arena);
}

/* Lines whose variant is not in the catalogue any more have no price and are
 * not shown: the buyer learns which ones to take out. */
static void
add_gone_problems(const struct kt_call *call, struct kt_quote *quote,
                  const struct kt_quote_facts *facts)
{
    for (size_t i = 0; i < facts->stock_count; i++) {
        if (!kt_str_is_empty(facts->stock[i].sku))
            continue;
        struct kt_line_fault fault = { .kind = KT_LINE_UNKNOWN,
                                       .pointer = KT_STR("/lines") };
        add_fault(quote, &fault, call->arena);
        if (kt_id_is_null(facts->lines[i].id))
            continue;
        struct kt_str line =
            kt_id_text(call->arena, facts->lines[i].id, "line");
        quote->problems[quote->problem_count - 1].detail =
            kt_arena_format(call->arena,
                            "what %.*s held is gone; take the line out",
                            KT_STR_FMT(line));
    }
}

static enum kt_status
compute(const struct kt_call *call, const struct kt_quote_facts *facts,
        struct kt_quote **quote, struct kt_error *err)
{
    const struct kt_quote_input *in = &facts->input;
    const struct kt_rules *rules =
        facts->is_trial ? &call->shop->trial_rules : &call->shop->rules;
    const struct kt_quote_line *missing;
    KT_TRY(kt_quote_compute(in, rules, call->arena, quote, err));
    while ((missing = find_missing_gift(*quote, facts)) != NULL) {
        in = without_gift(in, missing->item, call->arena);
        KT_TRY(kt_quote_compute(in, rules, call->arena, quote, err));
    }
    add_delivery_problem(call, *quote, in);
    for (size_t i = 0; i < (*quote)->line_count; i++)
        add_line_problem(call, *quote, facts, i);
    add_gone_problems(call, *quote, facts);
    return KT_OK;
}

enum kt_status
kt_quote_facts_compute(const struct kt_call *call,
                       const struct kt_quote_facts *facts,
                       struct kt_quote **quote, struct kt_error *err)
{
    int64_t begun_us = kt_clock_monotonic_us();
    enum kt_status status = compute(call, facts, quote, err);
    kt_metric_record(KT_METRIC_QUOTE_DURATION, 0,
                     kt_clock_monotonic_us() - begun_us);
    if (status != KT_OK)
        kt_metric_add(KT_METRIC_QUOTE_FAILURES, 0, 1);
    return status;
}
