#include "domain/pricing/prior.h"

#include <stdlib.h>

#include "base/grow.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

/* The life of an item's price up to now, at the moments at which it changed. */
struct past {
    const struct kt_quote_input *in;
    const struct kt_item *item;
    const struct kt_price_past *pasts;
    size_t past_count;
    const struct kt_rules *rules;
    struct kt_arena *arena;
    int64_t *moments; /* falling */
    size_t count;
};

/* ---- moments ---- */

static void
add_moment(struct past *past, int64_t moment)
{
    if (moment <= 0 || moment > past->in->now_ms)
        return;
    past->moments =
        kt_grow(past->arena, past->moments, past->count, sizeof *past->moments);
    past->moments[past->count++] = moment;
}

static void
add_price(struct past *past, const struct kt_price *price)
{
    add_moment(past, price->starts_ms);
    add_moment(past, price->ends_ms);
}

static int
by_falling(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a < b) - (a > b);
}

/* The first of them stands for all time before the second. */
static void
collect_moments(struct past *past)
{
    const struct kt_item *item = past->item;
    add_moment(past, 1);
    for (size_t i = 0; i < item->price_count; i++) {
        add_moment(past, item->prices[i].since_ms);
        add_price(past, &item->prices[i]);
    }
    for (size_t i = 0; i < past->past_count; i++) {
        add_moment(past, past->pasts[i].from_ms);
        add_moment(past, past->pasts[i].to_ms);
        add_price(past, &past->pasts[i].price);
    }
    for (size_t i = 0; i < past->in->promotion_count; i++) {
        add_moment(past, past->in->promotions[i].starts_ms);
        add_moment(past, past->in->promotions[i].ends_ms);
    }
    qsort(past->moments, past->count, sizeof *past->moments, by_falling);
}

/* ---- what it cost then ---- */

static const struct kt_price *
prices_at(const struct past *past, int64_t moment, size_t *count)
{
    const struct kt_item *item = past->item;
    struct kt_price *prices =
        KT_NEW_ARRAY(past->arena, struct kt_price,
                     item->price_count + past->past_count + 1);
    *count = 0;
    for (size_t i = 0; i < item->price_count; i++) {
        if (item->prices[i].since_ms <= moment)
            prices[(*count)++] = item->prices[i];
    }
    for (size_t i = 0; i < past->past_count; i++) {
        const struct kt_price_past *row = &past->pasts[i];
        if (row->from_ms <= moment && moment < row->to_ms)
            prices[(*count)++] = row->price;
    }
    return prices;
}

static enum kt_status
price_at(const struct past *past, int64_t moment, struct kt_shown_price *shown,
         struct kt_error *err)
{
    struct kt_quote_input in = *past->in;
    struct kt_item item = *past->item;
    in.now_ms = moment;
    item.prices = prices_at(past, moment, &item.price_count);
    return kt_quote_show_price(&in, &item, 1, past->rules, past->arena, shown,
                               err);
}

static bool
is_reduced(const struct kt_shown_price *shown)
{
    return shown->is_priced && shown->compare_at_minor > shown->unit_minor;
}

/* ---- before it was reduced ---- */

/* Goes back from now. The moment that is as early as the period ends it: what
 * began with it, or before it, held when the period began. */
static enum kt_status
go_back(const struct past *past, int64_t days, int64_t *prior_minor,
        struct kt_error *err)
{
    int64_t began_ms = past->in->now_ms, from_ms = INT64_MAX;
    bool is_before = false;

    for (size_t i = 0;
         i < past->count && (!is_before || from_ms > began_ms - days * DAY_MS);
         i++) {
        struct kt_shown_price shown;
        if (past->moments[i] == from_ms)
            continue;
        from_ms = past->moments[i];
        KT_TRY(price_at(past, from_ms, &shown, err));
        is_before |= !is_reduced(&shown);
        if (is_before && i == 0)
            return KT_OK;
        if (!is_before)
            began_ms = from_ms;
        else if (shown.is_priced &&
                 (*prior_minor < 0 || shown.unit_minor < *prior_minor))
            *prior_minor = shown.unit_minor;
    }
    return KT_OK;
}

enum kt_status
kt_quote_prior_price(const struct kt_quote_input *in,
                     const struct kt_item *item,
                     const struct kt_price_past *pasts, size_t past_count,
                     int64_t days, const struct kt_rules *rules,
                     struct kt_arena *arena, int64_t *prior_minor,
                     struct kt_error *err)
{
    struct kt_arena_mark mark = kt_arena_mark(arena);
    struct past past = { .in = in,
                         .item = item,
                         .pasts = pasts,
                         .past_count = past_count,
                         .rules = rules,
                         .arena = arena };

    *prior_minor = -1;
    collect_moments(&past);
    KT_TRY(go_back(&past, days, prior_minor, err));
    kt_arena_rewind(arena, mark);
    return KT_OK;
}

/* Counters of today say nothing of then. */
void
kt_prior_keep_promotions(struct kt_promotion *promotions, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        struct kt_promotion promotion = promotions[i];
        if (promotion.stage != KT_STAGE_CATALOG || promotion.needs_coupon)
            continue;
        promotion.uses = 0;
        promotion.spent_minor = 0;
        if (promotion.starts_ms < promotion.since_ms)
            promotion.starts_ms = promotion.since_ms;
        promotions[kept++] = promotion;
    }
    *count = kept;
}
