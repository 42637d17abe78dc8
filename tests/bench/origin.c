/* What an order keeps of how it came about: bytes and CPU time, beside those of
 * the same as plain text. */

#include <stdio.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/pack.h"
#include "bench.h"
#include "domain/pricing/quote_out.h"
#include "quote_cart.h"
#include "service/origin.h"

enum { ROUNDS = 300, RUNS = 7 };

static const struct size {
    size_t lines, promotions;
} sizes[] = { { 1, 0 }, { 2, 5 }, { 5, 5 }, { 10, 20 }, { 5, 100 } };

struct keeping {
    const struct kt_call *call;
    const struct kt_quote *quote;
    const struct kt_quote_out *told;
};

static size_t
keep_plain(const struct keeping *keeping)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, keeping->call->arena, 8192);
    kt_json_init(&json, &buf);
    kt_quote_input_write(keeping->quote->in, &json);
    kt_json_init(&json, &buf);
    kt_quote_write_trace(keeping->told, &json);
    kt_json_init(&json, &buf);
    kt_quote_write_rule_trace(keeping->told, &json);
    return buf.len;
}

static size_t
keep_packed(const struct keeping *keeping)
{
    struct kt_origin origin = { .has_rules = true };
    struct kt_error err;
    kt_error_init(&err, keeping->call->arena);
    if (kt_origin_pack(keeping->call, keeping->quote, keeping->told, &origin,
                       &err) != KT_OK)
        abort();
    return origin.packed.len;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* CPU microseconds of keeping one order, the median of several runs. */
static double
keep_us(const struct keeping *keeping,
        size_t (*keep)(const struct keeping *keeping), size_t *bytes)
{
    struct kt_arena *arena = keeping->call->arena;
    struct kt_arena_mark mark = kt_arena_mark(arena);
    double runs[RUNS];
    for (size_t run = 0; run < RUNS; run++) {
        int64_t start = kt_clock_thread_cpu_us();
        for (int i = 0; i < ROUNDS; i++) {
            *bytes = keep(keeping);
            kt_arena_rewind(arena, mark);
        }
        runs[run] = (double)(kt_clock_thread_cpu_us() - start) / ROUNDS;
    }
    qsort(runs, RUNS, sizeof runs[0], by_value);
    return runs[RUNS / 2];
}

static size_t
facts_len(const struct kt_origin_facts *facts)
{
    size_t len = 0;
    for (size_t i = 0; i < facts->piece_count; i++)
        len += facts->pieces[i].packed.len;
    return len;
}

static void
bench_size(struct kt_registry *registry, const struct size *size)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_origin_slot slot = { 0 };
    struct kt_quote *quote;
    struct kt_quote_out out;
    size_t plain, packed;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_rules rules = kt_registry_rules(registry);
    struct bench_cart *cart =
        bench_cart_new(registry, size->lines, size->promotions, BENCH_MIXED,
                       &arena);
    const struct kt_shop shop = {
        .registry = registry,
        .promotions = cart->promotions,
        .promotion_count = size->promotions,
        .uses = { [KT_RULE_PRICE] = { &cart->price, 1 },
                  [KT_RULE_TAX] = { &cart->tax, 1 },
                  [KT_RULE_SHIPPING] = { &cart->delivery, 1 } },
        .origin = &slot,
    };
    const struct kt_call call = { .shop = &shop, .arena = &arena };
    cart->in.explains = true; /* as every order's quote */
    if (kt_quote_compute(&cart->in, &rules, &arena, &quote, &err) != KT_OK)
        abort();
    kt_quote_tell(quote, true, &arena, &out);
    const struct keeping keeping = { &call, quote, &out };
    double packed_us = keep_us(&keeping, keep_packed, &packed);
    double plain_us = keep_us(&keeping, keep_plain, &plain);
    printf("  %3zu lines x %3zu promotions %10zu %10.1f %10zu %10.1f %9zu\n",
           size->lines, size->promotions, packed, packed_us, plain, plain_us,
           facts_len(slot.facts));
    kt_origin_slot_release(&slot);
    kt_arena_release(&arena);
}

/* ---- what many states of a shop have in common ---- */

enum { STATES = 100, PROMOTIONS = 1000 };

static struct kt_promotion *
make_promotions(struct kt_arena *arena)
{
    struct kt_promotion *all =
        KT_NEW_ARRAY(arena, struct kt_promotion, PROMOTIONS);
    for (size_t i = 0; i < PROMOTIONS; i++) {
        struct kt_str name = kt_arena_format(arena, "Offer %zu", i);
        all[i] = (struct kt_promotion){
            .id = kt_origin_hash(name),
            .title = name,
            .rule = KT_STR("percent_off"),
            .params = KT_STR("{\"percent\":5}"),
            .stage = KT_STAGE_ITEM,
            .is_active = true,
            .subtotal_min_minor = 1000 + 7 * (int64_t)i,
            .created_ms = INT64_C(1700000000000) + 60000 * (int64_t)i,
        };
    }
    return all;
}

/* The bytes that this state stores: whole; and in pieces that no state before
 * has, with the ids of all. */
static void
add_state(const struct kt_shop *shop, struct kt_map *known,
          struct kt_arena *kept, size_t *whole, size_t *pieces)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_buf buf;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    const struct kt_call call = { .shop = shop, .arena = &arena };
    struct kt_origin_facts *facts;
    if (kt_origin_get_facts(&call, &facts, &err) != KT_OK)
        abort();
    kt_buf_init(&buf, &arena, 1 << 20);
    for (size_t i = 0; i < facts->piece_count; i++) {
        const struct kt_packed_piece *piece = &facts->pieces[i];
        struct kt_str text,
            id = { (const char *)piece->id.bytes, sizeof piece->id.bytes };
        if (!kt_unpack(KT_STR(""), piece->packed, KT_ORIGIN_BYTES_MAX, &arena,
                       &text))
            abort();
        kt_buf_str(&buf, text);
        *pieces += id.len;
        if (kt_map_find(known, id) != NULL)
            continue;
        kt_map_put(known, kt_arena_str(kept, id), known);
        *pieces += piece->packed.len;
    }
    *whole += kt_pack(NULL, kt_buf_view(&buf), &arena).len;
    kt_arena_release(&arena);
}

/* A shop that changes one promotion and sells, again and again. */
static void
bench_states(struct kt_registry *registry)
{
    struct kt_arena arena;
    struct kt_map known;
    size_t whole = 0, pieces = 0;
    kt_arena_init(&arena, 0);
    kt_map_init(&known, &arena, 1024);
    struct kt_promotion *promotions = make_promotions(&arena);
    for (size_t i = 0; i < STATES; i++) {
        struct kt_origin_slot slot = { 0 };
        const struct kt_shop shop = { .registry = registry,
                                      .promotions = promotions,
                                      .promotion_count = PROMOTIONS,
                                      .origin = &slot };
        promotions[(i * 389) % PROMOTIONS].params =
            kt_arena_format(&arena, "{\"percent\":%zu}", 6 + i % 50);
        add_state(&shop, &known, &arena, &whole, &pieces);
        kt_origin_slot_release(&slot);
    }
    printf("\n%d states of %d promotions: %zu bytes whole, %zu in pieces\n",
           STATES, PROMOTIONS, whole, pieces);
    kt_arena_release(&arena);
}

void
bench_origins(struct kt_registry *registry)
{
    printf("\n%-27s %11s %10s %10s %10s %9s\n", "what an order keeps", "bytes",
           "CPU us", "plain", "CPU us", "shared");
    for (size_t i = 0; i < KT_COUNT(sizes); i++)
        bench_size(registry, &sizes[i]);
    bench_states(registry);
    kt_pack_leave_thread();
}
