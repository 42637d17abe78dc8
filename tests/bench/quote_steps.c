#include "quote_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/assert.h"

enum step {
    STEP_PRICE,
    STEP_CATALOG,
    STEP_ITEM,
    STEP_ORDER,
    STEP_TAX,
    STEP_OFFER,
    STEP_SHIPPING,
    STEP_COUNT
};

/* Tax rules are asked after the order stage, the sums are made at the end. */
static const char *const step_names[] = {
    "prices",
    "catalogue promotions",
    "item promotions",
    "order promotions",
    "tax rules",
    "shipping methods",
    "shipping promotions, tax, totals, laws",
};

static const enum step step_of_stage[] = {
    [KT_STAGE_CATALOG] = STEP_CATALOG,
    [KT_STAGE_ITEM] = STEP_ITEM,
    [KT_STAGE_ORDER] = STEP_ORDER,
    [KT_STAGE_SHIPPING] = STEP_SHIPPING,
};

struct watch {
    struct kt_rules rules; /* the real ones */
    enum step step;
    int64_t last_ns;
    struct {
        int64_t calls, rules_ns, core_ns;
    } steps[STEP_COUNT];
};

static int64_t
now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The core worked until now, at the step that it was in. */
static void
leave_core(struct watch *watch, enum step next)
{
    int64_t now = now_ns();
    watch->steps[watch->step].core_ns += now - watch->last_ns;
    watch->steps[next].calls++;
    watch->step = next;
    watch->last_ns = now;
}

static enum kt_status
leave_rule(struct watch *watch, enum kt_status status)
{
    int64_t now = now_ns();
    watch->steps[watch->step].rules_ns += now - watch->last_ns;
    watch->last_ns = now;
    return status;
}

static enum kt_status
price(void *host, const struct kt_rule_use *use, const struct kt_item *item,
      const struct kt_price_context *context,
      const struct kt_currency *currency, struct kt_arena *arena,
      struct kt_price_answer *answer, struct kt_error *err)
{
    struct watch *watch = host;
    leave_core(watch, STEP_PRICE);
    return leave_rule(watch,
                      watch->rules.price(watch->rules.host, use, item, context,
                                         currency, arena, answer, err));
}

static enum kt_status
evaluate(void *host, const struct kt_stage_view *view,
         struct kt_effects *effects, struct kt_error *err)
{
    struct watch *watch = host;
    leave_core(watch, step_of_stage[view->promotion->stage]);
    return leave_rule(watch, watch->rules.evaluate(watch->rules.host, view,
                                                   effects, err));
}

static enum kt_status
treat(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
      const struct kt_quote_line *line, struct kt_str tax_class,
      struct kt_arena *arena, struct kt_treatment *treatment,
      struct kt_error *err)
{
    struct watch *watch = host;
    leave_core(watch, STEP_TAX);
    return leave_rule(watch,
                      watch->rules.treat(watch->rules.host, use, quote, line,
                                         tax_class, arena, treatment, err));
}

static enum kt_status
offer(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
      struct kt_arena *arena, struct kt_shipping_offer *answer,
      struct kt_error *err)
{
    struct watch *watch = host;
    leave_core(watch, STEP_OFFER);
    return leave_rule(watch, watch->rules.offer(watch->rules.host, use, quote,
                                                arena, answer, err));
}

static void
print_steps(const struct watch *watch, int rounds)
{
    printf("    %-40s %6s %10s %10s\n", "step (each rule's call timed)",
           "calls", "rules us", "core us");
    for (size_t i = 0; i < STEP_COUNT; i++)
        printf("    %-40s %6lld %10.1f %10.1f\n", step_names[i],
               (long long)watch->steps[i].calls / rounds,
               (double)watch->steps[i].rules_ns / 1000 / rounds,
               (double)watch->steps[i].core_ns / 1000 / rounds);
}

void
bench_steps(const struct kt_quote_input *in, const struct kt_rules *rules,
            int rounds)
{
    struct watch watch = { .rules = *rules };
    struct kt_rules timed = {
        .host = &watch,
        .price = price,
        .evaluate = evaluate,
        .treat = treat,
        .offer = offer,
    };
    struct kt_arena arena;

    kt_arena_init(&arena, 0);
    for (int i = 0; i < rounds; i++) {
        struct kt_quote *quote;
        struct kt_error err;
        kt_error_init(&err, &arena);
        watch.step = STEP_PRICE;
        watch.last_ns = now_ns();
        if (kt_quote_compute(in, &timed, &arena, &quote, &err) != KT_OK)
            abort();
        leave_core(&watch, STEP_SHIPPING);
        watch.steps[STEP_SHIPPING].core_ns += now_ns() - watch.last_ns;
        watch.steps[STEP_SHIPPING].calls--;
        kt_arena_reset(&arena);
    }
    kt_arena_release(&arena);
    print_steps(&watch, rounds);
}
