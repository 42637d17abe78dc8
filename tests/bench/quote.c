/* Quotes of several sizes with the shipped scripts, in CPU time. */

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/clock.h"
#include "bench.h"
#include "quote_cart.h"
#include "quote_steps.h"

enum { RUNS = 7 };

static const struct size {
    size_t lines, promotions;
    enum bench_mix mix;
    int rounds;
    bool has_steps;
    double target_us; /* 0: none */
} sizes[] = {
    { 1, 0, BENCH_MIXED, 2000, false, 0 },
    { 5, 5, BENCH_MIXED, 500, true, 0 },
    { 10, 20, BENCH_MIXED, 200, false, 0 },
    { 100, 100, BENCH_ALL_MATCH, 20, false, 5000 },
    { 100, 100, BENCH_MIXED, 20, true, 5000 },
};

/* CPU microseconds of one quote, over so many on a warm arena. */
static double
quote_us(const struct bench_cart *cart, const struct kt_rules *rules,
         int rounds)
{
    struct kt_arena work;

    kt_arena_init(&work, 0);
    int64_t start = kt_clock_thread_cpu_us();
    for (int i = 0; i < rounds; i++) {
        struct kt_quote *quote;
        struct kt_error err;
        kt_error_init(&err, &work);
        if (kt_quote_compute(&cart->in, rules, &work, &quote, &err) != KT_OK)
            abort();
        kt_arena_reset(&work);
    }
    int64_t used = kt_clock_thread_cpu_us() - start;
    kt_arena_release(&work);
    return (double)used / rounds;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void
bench_size(struct kt_registry *registry, const struct size *size)
{
    struct kt_arena arena;
    struct kt_rules rules = kt_registry_rules(registry);
    double runs[RUNS];

    kt_arena_init(&arena, 0);
    struct bench_cart *cart =
        bench_cart_new(registry, size->lines, size->promotions, size->mix,
                       &arena);
    for (size_t i = 0; i < RUNS; i++)
        runs[i] = quote_us(cart, &rules, size->rounds);
    qsort(runs, RUNS, sizeof runs[0], by_value);
    printf("  %3zu lines x %3zu promotions, %-12s %18.1f %12.1f", size->lines,
           size->promotions,
           size->mix == BENCH_MIXED ? "mixed" : "all matching", runs[RUNS / 2],
           runs[RUNS - 1]);
    if (size->target_us > 0)
        printf("  target < %.0f: %s", size->target_us,
               runs[RUNS / 2] < size->target_us ? "reached" : "not reached");
    puts("");
    if (size->has_steps)
        bench_steps(&cart->in, &rules, size->rounds);
    kt_arena_release(&arena);
}

void
bench_quotes(struct kt_registry *registry)
{
    printf("%-44s %14s %12s\n", "quote, CPU time", "median us", "slowest us");
    for (size_t i = 0; i < KT_COUNT(sizes); i++)
        bench_size(registry, &sizes[i]);
}
