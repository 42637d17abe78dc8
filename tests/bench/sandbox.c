/* What the sandbox costs in a quote: each of its calls of a rule is repeated as
 * the server makes it, and as a plain lua_pcall of the same function on the
 * same view, without copied memory, budget, hook and clock. The linker puts
 * __wrap_… in the place of both steps (tests/CMakeLists.txt). */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/assert.h"
#include "bench.h"
#include "quote_cart.h"
#include "script/state.h"

enum { REPEATS = 200, RUNS = 7, LINES = 10, PROMOTIONS = 20 };

static const double sandbox_us_max = 150;

static bool is_plain;

void __real_kt_state_restore(struct kt_state *state,
                             const struct kt_image *image);
bool __real_kt_state_guard(struct kt_state *state, struct kt_guarded *guarded);
void __wrap_kt_state_restore(struct kt_state *state,
                             const struct kt_image *image);
bool __wrap_kt_state_guard(struct kt_state *state, struct kt_guarded *guarded);

void
__wrap_kt_state_restore(struct kt_state *state, const struct kt_image *image)
{
    if (!is_plain)
        __real_kt_state_restore(state, image);
}

bool
__wrap_kt_state_guard(struct kt_state *state, struct kt_guarded *guarded)
{
    if (!is_plain)
        return __real_kt_state_guard(state, guarded);
    lua_sethook(guarded->lua, NULL, 0, 0);
    lua_pushcfunction(guarded->lua, guarded->body);
    return lua_pcall(guarded->lua, 0, 0, 0) == LUA_OK;
}

struct scale {
    struct kt_rules rules; /* the real ones */
    int64_t calls;
    int64_t sandbox_ns, plain_ns;
};

/* One call of a rule, whatever its kind. */
struct question {
    enum kt_status (*ask)(const struct kt_rules *rules,
                          const struct question *question,
                          struct kt_error *err);
    const struct kt_rule_use *use;
    const struct kt_item *item;
    const struct kt_price_context *context;
    const struct kt_currency *currency;
    const struct kt_stage_view *view;
    struct kt_effects *effects;
    const struct kt_quote *quote;
    const struct kt_quote_line *line;
    struct kt_str tax_class;
    struct kt_arena *arena;
    struct kt_price_answer *price;
    struct kt_treatment *treatment;
    struct kt_shipping_offer *offer;
};

static int64_t
cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t
repeat(const struct kt_rules *rules, const struct question *question,
       struct kt_error *err)
{
    int64_t start = cpu_ns();
    for (int i = 0; i < REPEATS; i++) {
        if (question->ask(rules, question, err) != KT_OK)
            abort();
    }
    return cpu_ns() - start;
}

/* Answers in the sandbox; the repeats leave nothing behind that counts. */
static enum kt_status
weigh(void *host, const struct question *question, struct kt_error *err)
{
    struct scale *scale = host;
    scale->calls++;
    scale->sandbox_ns += repeat(&scale->rules, question, err);
    is_plain = true;
    scale->plain_ns += repeat(&scale->rules, question, err);
    is_plain = false;
    return question->ask(&scale->rules, question, err);
}

static enum kt_status
ask_price(const struct kt_rules *rules, const struct question *q,
          struct kt_error *err)
{
    return rules->price(rules->host, q->use, q->item, q->context, q->currency,
                        q->arena, q->price, err);
}

static enum kt_status
price(void *host, const struct kt_rule_use *use, const struct kt_item *item,
      const struct kt_price_context *context,
      const struct kt_currency *currency, struct kt_arena *arena,
      struct kt_price_answer *answer, struct kt_error *err)
{
    struct question question = { .ask = ask_price,
                                 .use = use,
                                 .item = item,
                                 .context = context,
                                 .currency = currency,
                                 .arena = arena,
                                 .price = answer };
    return weigh(host, &question, err);
}

static enum kt_status
ask_promotion(const struct kt_rules *rules, const struct question *q,
              struct kt_error *err)
{
    return rules->evaluate(rules->host, q->view, q->effects, err);
}

static enum kt_status
evaluate(void *host, const struct kt_stage_view *view,
         struct kt_effects *effects, struct kt_error *err)
{
    struct question question = { .ask = ask_promotion,
                                 .view = view,
                                 .effects = effects };
    return weigh(host, &question, err);
}

static enum kt_status
ask_tax(const struct kt_rules *rules, const struct question *q,
        struct kt_error *err)
{
    return rules->treat(rules->host, q->use, q->quote, q->line, q->tax_class,
                        q->arena, q->treatment, err);
}

static enum kt_status
treat(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
      const struct kt_quote_line *line, struct kt_str tax_class,
      struct kt_arena *arena, struct kt_treatment *treatment,
      struct kt_error *err)
{
    struct question question = { .ask = ask_tax,
                                 .use = use,
                                 .quote = quote,
                                 .line = line,
                                 .tax_class = tax_class,
                                 .arena = arena,
                                 .treatment = treatment };
    return weigh(host, &question, err);
}

static enum kt_status
ask_offer(const struct kt_rules *rules, const struct question *q,
          struct kt_error *err)
{
    return rules->offer(rules->host, q->use, q->quote, q->arena, q->offer, err);
}

static enum kt_status
offer(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
      struct kt_arena *arena, struct kt_shipping_offer *answer,
      struct kt_error *err)
{
    struct question question = { .ask = ask_offer,
                                 .use = use,
                                 .quote = quote,
                                 .arena = arena,
                                 .offer = answer };
    return weigh(host, &question, err);
}

static struct scale
run(const struct kt_quote_input *in, const struct kt_rules *rules)
{
    struct scale scale = { .rules = *rules };
    struct kt_rules weighed = *rules;
    struct kt_arena arena;
    struct kt_error err;
    struct kt_quote *quote;
    weighed.host = &scale;
    weighed.price = price;
    weighed.bands = NULL;
    weighed.evaluate = evaluate;
    weighed.treat = treat;
    weighed.offer = offer;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (kt_quote_compute(in, &weighed, &arena, &quote, &err) != KT_OK)
        abort();
    kt_arena_release(&arena);
    return scale;
}

static int
by_cost(const void *a, const void *b)
{
    const struct scale *x = a, *y = b;
    int64_t p = x->sandbox_ns - x->plain_ns, q = y->sandbox_ns - y->plain_ns;
    return (p > q) - (p < q);
}

void
bench_sandbox(struct kt_registry *registry)
{
    struct kt_arena arena;
    struct kt_rules rules = kt_registry_rules(registry);
    struct scale runs[RUNS];
    kt_arena_init(&arena, 0);
    struct bench_cart *cart =
        bench_cart_new(registry, LINES, PROMOTIONS, BENCH_MIXED, &arena);
    for (size_t i = 0; i < RUNS; i++)
        runs[i] = run(&cart->in, &rules);
    qsort(runs, RUNS, sizeof runs[0], by_cost);
    const struct scale *median = &runs[RUNS / 2];
    double sandbox_us = (double)median->sandbox_ns / REPEATS / 1000;
    double plain_us = (double)median->plain_ns / REPEATS / 1000;
    printf("all calls of rules in a quote, %d x %d %9s %11s %12s\n", LINES,
           PROMOTIONS, "calls", "plain us", "sandboxed us");
    printf("  %-36s %9lld %11.1f %12.1f\n", "median of seven",
           (long long)median->calls, plain_us, sandbox_us);
    printf("  the sandbox costs %.1f us, target <= %.0f us: %s\n",
           sandbox_us - plain_us, sandbox_us_max,
           sandbox_us - plain_us <= sandbox_us_max ? "reached" : "not reached");
    kt_arena_release(&arena);
}
