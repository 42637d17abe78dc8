/* Quotes of several sizes with the shipped scripts, in CPU time. */

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/clock.h"
#include "bench.h"
#include "script/host.h"

enum { LINES_MAX = 100, PROMOTIONS_MAX = 100 };

struct cart {
    struct kt_quote_input in;
    struct kt_item items[LINES_MAX];
    struct kt_price prices[LINES_MAX];
    struct kt_cart_line lines[LINES_MAX];
    struct kt_promotion promotions[PROMOTIONS_MAX];
};

static struct kt_id
numbered_id(size_t number)
{
    struct kt_id id = { { 0 } };
    id.bytes[15] = (uint8_t)(number + 1);
    return id;
}

static const struct kt_str categories[] = { KT_STR_INIT("all") };

static void
fill_lines(struct cart *cart, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cart->prices[i] =
            (struct kt_price){ .amount_minor = 500 + (int64_t)i * 37 };
        cart->items[i] = (struct kt_item){ .variant_id = numbered_id(i),
                                           .product_id = numbered_id(i),
                                           .sku = KT_STR("sku"),
                                           .title = KT_STR("Thing"),
                                           .tax_class = KT_STR("standard"),
                                           .categories = categories,
                                           .category_count = 1,
                                           .requires_shipping = true,
                                           .is_discountable = true,
                                           .prices = &cart->prices[i],
                                           .price_count = 1 };
        cart->lines[i] = (struct kt_cart_line){ .id = numbered_id(i),
                                                .item = &cart->items[i],
                                                .quantity = 1 + (int64_t)i % 4,
                                                .manual_price_minor = -1 };
    }
    cart->in.lines = cart->lines;
    cart->in.line_count = count;
}

static void
fill_promotions(struct cart *cart, size_t count, struct kt_registry *registry,
                struct kt_arena *arena)
{
    struct kt_error err;
    const struct kt_rule_info *info =
        kt_registry_find(registry, KT_RULE_PROMOTION, KT_STR("percent_off"));

    kt_error_init(&err, arena);
    for (size_t i = 0; i < count; i++) {
        struct kt_promotion *promotion = &cart->promotions[i];
        *promotion = (struct kt_promotion){ .id = numbered_id(i),
                                            .rule = KT_STR("percent_off"),
                                            .stage = KT_STAGE_ITEM,
                                            .is_active = true,
                                            .created_ms = (int64_t)i,
                                            .uses_by_buyer = -1 };
        if (kt_rule_check_params(info, KT_STR("{\"percent\":1}"), KT_STR(""),
                                 arena, &promotion->params, &err) != KT_OK)
            abort();
    }
    cart->in.promotions = cart->promotions;
    cart->in.promotion_count = count;
}

static double
quote_us(struct kt_registry *registry, size_t lines, size_t promotions,
         int rounds)
{
    struct kt_arena arena, work;
    kt_arena_init(&arena, 0);
    kt_arena_init(&work, 0);
    struct cart *cart = KT_NEW(&arena, struct cart);
    struct kt_rules rules = kt_registry_rules(registry);

    cart->in.now_ms = 1;
    cart->in.settings =
        (struct kt_pricing_settings){ .currency =
                                          kt_currency_find(KT_STR("EUR")),
                                      .channel = KT_STR("web"),
                                      .tax_mode = KT_TAX_NONE };
    fill_lines(cart, lines);
    fill_promotions(cart, promotions, registry, &arena);

    int64_t start = kt_clock_thread_cpu_us();
    for (int i = 0; i < rounds; i++) {
        struct kt_quote *quote;
        struct kt_error err;
        kt_error_init(&err, &work);
        if (kt_quote_compute(&cart->in, &rules, &work, &quote, &err) != KT_OK)
            abort();
        kt_arena_reset(&work);
    }
    int64_t used = kt_clock_thread_cpu_us() - start;
    kt_arena_release(&work);
    kt_arena_release(&arena);
    return (double)used / rounds;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void
bench_quotes(struct kt_registry *registry)
{
    static const struct {
        size_t lines, promotions;
        int rounds;
    } sizes[] = { { 1, 0, 2000 },  { 10, 0, 2000 }, { 10, 5, 1000 },
                  { 10, 20, 500 }, { 100, 5, 200 }, { 100, 100, 50 } };

    printf("%-44s %12s\n", "quote, CPU time (median of 5)", "us");
    for (size_t i = 0; i < KT_COUNT(sizes); i++) {
        double runs[5];
        for (size_t run = 0; run < KT_COUNT(runs); run++)
            runs[run] = quote_us(registry, sizes[i].lines, sizes[i].promotions,
                                 sizes[i].rounds);
        qsort(runs, KT_COUNT(runs), sizeof runs[0], by_size);
        printf("  %3zu lines x %3zu promotions, all matching %12.1f\n",
               sizes[i].lines, sizes[i].promotions, runs[2]);
    }
}
