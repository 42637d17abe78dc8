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
    struct kt_promotion *promotions; /* of the catalogue */
    size_t promotion_count;
    int64_t *moments; /* falling */
    size_t count;
};

/* ---- promotions ---- */

/* Those of the catalogue, from when they became what they are. Counters of
 * today say nothing of then. */
static void
collect_promotions(struct past *past)
{
    const struct kt_quote_input *in = past->in;
    past->promotions =
        KT_NEW_ARRAY(past->arena, struct kt_promotion, in->promotion_count + 1);
    for (size_t i = 0; i < in->promotion_count; i++) {
        const struct kt_promotion *promotion = &in->promotions[i];
        if (promotion->stage != KT_STAGE_CATALOG || promotion->needs_coupon)
            continue;
        struct kt_promotion *copy = &past->promotions[past->promotion_count++];
        *copy = *promotion;
        copy->uses = 0;
        copy->spent_minor = 0;
        if (copy->starts_ms < copy->since_ms)
            copy->starts_ms = copy->since_ms;
    }
}

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
    for (size_t i = 0; i < past->promotion_count; i++) {
        add_moment(past, past->promotions[i].starts_ms);
        add_moment(past, past->promotions[i].ends_ms);
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
    in.promotions = past->promotions;
    in.promotion_count = past->promotion_count;
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
enum kt_status
kt_quote_prior_price(const struct kt_quote_input *in,
                     const struct kt_item *item,
                     const struct kt_price_past *pasts, size_t past_count,
                     int64_t days, const struct kt_rules *rules,
                     struct kt_arena *arena, int64_t *prior_minor,
                     struct kt_error *err)
{
    struct past past = { .in = in,
                         .item = item,
                         .pasts = pasts,
                         .past_count = past_count,
                         .rules = rules,
                         .arena = arena };
    int64_t began_ms = in->now_ms, from_ms = INT64_MAX;
    bool is_before = false;

    *prior_minor = -1;
    collect_promotions(&past);
    collect_moments(&past);
    for (size_t i = 0;
         i < past.count && (!is_before || from_ms > began_ms - days * DAY_MS);
         i++) {
        struct kt_shown_price shown;
        if (past.moments[i] == from_ms)
            continue;
        from_ms = past.moments[i];
        KT_TRY(price_at(&past, from_ms, &shown, err));
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
