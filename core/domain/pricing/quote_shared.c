#include "domain/pricing/quote_shared.h"

#include <string.h>

#include "domain/pricing/quote_input.h"

/* ---- what is shared ---- */

static struct kt_list
list_of(const void *items, size_t count)
{
    return (struct kt_list){ (void *)(uintptr_t)items, count };
}

static struct kt_list
list_rules(struct kt_rule_list rules)
{
    return list_of(rules.items, rules.count);
}

/* Counters move with every sale: they are nobody's but the quote's. */
static void
clear_counters(struct kt_promotion *promotion)
{
    promotion->is_active = true;
    promotion->uses = 0;
    promotion->spent_minor = 0;
    promotion->uses_by_buyer = -1;
}

void
kt_quote_shared_write(const struct kt_quote_shared *shared,
                      struct kt_json *json)
{
    size_t count = shared->promotion_count;
    struct kt_promotion *promotions =
        KT_NEW_ARRAY(json->buf->arena, struct kt_promotion, count);
    for (size_t i = 0; i < count; i++) {
        promotions[i] = shared->promotions[i];
        clear_counters(&promotions[i]);
    }
    struct kt_frozen_shared frozen = {
        .promotions = { promotions, count },
        .price_rules = list_rules(shared->price_rules),
        .tax_rules = list_rules(shared->tax_rules),
        .shipping_methods = list_rules(shared->shipping_methods),
    };
    kt_shape_write(&kt_frozen_shared_shape, &frozen, json);
}

static struct kt_rule_list
take_rules(struct kt_list list)
{
    return (struct kt_rule_list){ list.items, list.count };
}

enum kt_status
kt_quote_shared_read(struct kt_str text, struct kt_arena *arena,
                     struct kt_quote_shared *shared, struct kt_error *err)
{
    struct kt_frozen_shared frozen;
    KT_TRY(kt_shape_read(&kt_frozen_shared_shape, text, &frozen, arena, err));
    *shared = (struct kt_quote_shared){
        .promotions = frozen.promotions.items,
        .promotion_count = frozen.promotions.count,
        .price_rules = take_rules(frozen.price_rules),
        .tax_rules = take_rules(frozen.tax_rules),
        .shipping_methods = take_rules(frozen.shipping_methods),
    };
    return KT_OK;
}

/* ---- writing what is the input's own ---- */

struct sharing {
    const struct kt_quote_shared *shared;
    struct kt_arena *arena;
    struct kt_frozen_input frozen;
};

/* Both stem from one snapshot: a copy has the same texts at the same place. */
static bool
is_same_use(const struct kt_rule_use *a, const struct kt_rule_use *b)
{
    return kt_id_eq(a->id, b->id) && a->params.ptr == b->params.ptr;
}

/* Which of the shared rules the uses are: nearly always in their order. */
static bool
place_rules(struct sharing *s, const struct kt_rule_use *uses, size_t count,
            struct kt_rule_list shared, struct kt_list *places)
{
    struct kt_frozen_place *at =
        KT_NEW_ARRAY(s->arena, struct kt_frozen_place, count);
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        size_t looked = 0;
        for (; looked < shared.count; looked++, from++) {
            from = from < shared.count ? from : 0;
            if (is_same_use(&uses[i], &shared.items[from]))
                break;
        }
        if (looked == shared.count)
            return false;
        at[i].at = (int64_t)from++;
    }
    *places = (struct kt_list){ at, count };
    return true;
}

static bool
is_limited(const struct kt_promotion *promotion)
{
    return promotion->uses_max > 0 || promotion->budget_minor > 0 ||
           promotion->uses_per_customer_max > 0;
}

static bool
place_promotions(struct sharing *s, const struct kt_quote_input *in)
{
    const struct kt_quote_shared *shared = s->shared;
    size_t count = in->promotion_count;
    struct kt_frozen_counters *counters =
        KT_NEW_ARRAY(s->arena, struct kt_frozen_counters, count);
    size_t found = 0;
    if (count != shared->promotion_count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct kt_promotion *promotion = &in->promotions[i];
        if (!kt_id_eq(promotion->id, shared->promotions[i].id) ||
            promotion->params.ptr != shared->promotions[i].params.ptr)
            return false;
        if (is_limited(promotion))
            counters[found++] = (struct kt_frozen_counters){
                .at = (int64_t)i,
                .is_active = promotion->is_active,
                .uses = promotion->uses,
                .spent_minor = promotion->spent_minor,
                .uses_by_buyer = promotion->uses_by_buyer,
            };
    }
    s->frozen.counters = (struct kt_list){ counters, found };
    return true;
}

static bool
place_all(struct sharing *s, const struct kt_quote_input *in)
{
    const struct kt_quote_shared *shared = s->shared;
    struct kt_frozen_input *frozen = &s->frozen;
    return place_promotions(s, in) &&
           place_rules(s, in->price_rules, in->price_rule_count,
                       shared->price_rules, &frozen->price_rules_at) &&
           place_rules(s, in->tax_rule, in->tax_rule != NULL ? 1 : 0,
                       shared->tax_rules, &frozen->tax_rule_at) &&
           place_rules(s, in->shipping_methods, in->shipping_method_count,
                       shared->shipping_methods,
                       &frozen->shipping_methods_at) &&
           place_rules(s, in->methods_elsewhere, in->method_elsewhere_count,
                       shared->shipping_methods, &frozen->methods_elsewhere_at);
}

void
kt_quote_own_write(const struct kt_quote_input *in,
                   const struct kt_quote_shared *shared, struct kt_json *json)
{
    struct kt_arena *arena = json->buf->arena;
    struct sharing s = { shared, arena, kt_quote_freeze(in, arena) };
    struct kt_frozen_input *frozen = &s.frozen;
    if (!place_all(&s, in)) {
        kt_quote_input_write(in, json);
        return;
    }
    static const struct kt_list none;
    frozen->is_sharing = true;
    frozen->promotions = none;
    frozen->price_rules = none;
    frozen->in.tax_rule = NULL;
    frozen->shipping_methods = none;
    frozen->methods_elsewhere = none;
    kt_shape_write(&kt_frozen_own_shape, frozen, json);
}

/* ---- reading it ---- */

static enum kt_status
fail_place(struct kt_error *err, const char *pointer)
{
    kt_fail_invalid_body(err);
    return kt_error_add(err, kt_str_of(pointer), "unknown",
                        "names what the shared part has not");
}

static enum kt_status
find_rules(const struct kt_list *places, struct kt_rule_list shared,
           const char *pointer, struct kt_arena *arena,
           struct kt_rule_list *rules, struct kt_error *err)
{
    const struct kt_frozen_place *at = places->items;
    struct kt_rule_use *items =
        KT_NEW_ARRAY(arena, struct kt_rule_use, places->count);
    for (size_t i = 0; i < places->count; i++) {
        if ((uint64_t)at[i].at >= shared.count)
            return fail_place(err, pointer);
        items[i] = shared.items[at[i].at];
    }
    *rules = (struct kt_rule_list){ items, places->count };
    return KT_OK;
}

static enum kt_status
find_promotions(const struct kt_frozen_input *frozen,
                const struct kt_quote_shared *shared, struct kt_arena *arena,
                struct kt_quote_input *in, struct kt_error *err)
{
    const struct kt_frozen_counters *counters = frozen->counters.items;
    size_t count = shared->promotion_count;
    in->promotions = shared->promotions;
    in->promotion_count = count;
    if (frozen->counters.count == 0)
        return KT_OK;
    struct kt_promotion *promotions =
        kt_arena_alloc(arena, count * sizeof *promotions);
    memcpy(promotions, shared->promotions, count * sizeof *promotions);
    for (size_t i = 0; i < frozen->counters.count; i++) {
        if ((uint64_t)counters[i].at >= count)
            return fail_place(err, "/counters");
        struct kt_promotion *promotion = &promotions[counters[i].at];
        promotion->is_active = counters[i].is_active;
        promotion->uses = counters[i].uses;
        promotion->spent_minor = counters[i].spent_minor;
        promotion->uses_by_buyer = counters[i].uses_by_buyer;
    }
    in->promotions = promotions;
    return KT_OK;
}

static enum kt_status
find_all(const struct kt_frozen_input *frozen,
         const struct kt_quote_shared *shared, struct kt_arena *arena,
         struct kt_quote_input *in, struct kt_error *err)
{
    struct kt_rule_list prices, taxes, methods, elsewhere;
    KT_TRY(find_promotions(frozen, shared, arena, in, err));
    KT_TRY(find_rules(&frozen->price_rules_at, shared->price_rules,
                      "/price_rules_at", arena, &prices, err));
    KT_TRY(find_rules(&frozen->tax_rule_at, shared->tax_rules, "/tax_rule_at",
                      arena, &taxes, err));
    KT_TRY(find_rules(&frozen->shipping_methods_at, shared->shipping_methods,
                      "/shipping_methods_at", arena, &methods, err));
    KT_TRY(find_rules(&frozen->methods_elsewhere_at, shared->shipping_methods,
                      "/methods_elsewhere_at", arena, &elsewhere, err));
    in->price_rules = prices.items;
    in->price_rule_count = prices.count;
    in->tax_rule = taxes.count > 0 ? taxes.items : NULL;
    in->shipping_methods = methods.items;
    in->shipping_method_count = methods.count;
    in->methods_elsewhere = elsewhere.items;
    in->method_elsewhere_count = elsewhere.count;
    return KT_OK;
}

enum kt_status
kt_quote_own_read(struct kt_str text, const struct kt_quote_shared *shared,
                  struct kt_arena *arena, struct kt_quote_input **in,
                  struct kt_error *err)
{
    struct kt_frozen_input *frozen = KT_NEW(arena, struct kt_frozen_input);
    KT_TRY(kt_shape_read(&kt_frozen_own_shape, text, frozen, arena, err));
    KT_TRY(kt_quote_thaw(frozen, arena, err));
    *in = &frozen->in;
    return frozen->is_sharing
               ? find_all(frozen, shared, arena, &frozen->in, err)
               : KT_OK;
}
