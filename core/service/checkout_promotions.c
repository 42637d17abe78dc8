#include <stdlib.h>

#include "service/checkout.h"

/* Which promotions an order uses, and taking their counters. */

static void
add_amounts(int64_t *amounts, const struct kt_discount *discounts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        amounts[discounts[i].promotion] +=
            discounts[i].amount_minor * discounts[i].units;
}

/* What each promotion took off, by index. */
static int64_t *
sum_amounts(const struct kt_quote *quote, struct kt_arena *arena)
{
    int64_t *amounts = KT_NEW_ARRAY(arena, int64_t, quote->in->promotion_count);
    for (size_t i = 0; i < quote->line_count; i++) {
        const struct kt_quote_line *line = &quote->lines[i];
        add_amounts(amounts, line->catalog, line->catalog_count);
        add_amounts(amounts, line->discounts, line->discount_count);
    }
    add_amounts(amounts, quote->shipping.discounts,
                quote->shipping.discount_count);
    return amounts;
}

static const struct kt_coupon *
find_coupon(const struct kt_quote *quote, struct kt_id promotion_id)
{
    for (size_t i = 0; i < quote->coupon_count; i++)
        if (quote->coupons[i].state == KT_COUPON_APPLIED &&
            kt_id_eq(quote->coupons[i].in->promotion_id, promotion_id))
            return quote->coupons[i].in;
    return NULL;
}

static int
by_id(const void *a, const void *b)
{
    return kt_id_cmp(((const struct kt_promotion_taken *)a)->promotion->id,
                     ((const struct kt_promotion_taken *)b)->promotion->id);
}

struct kt_promotion_taken *
kt_checkout_promotions(const struct kt_quote *quote, struct kt_arena *arena,
                       size_t *count)
{
    int64_t *amounts = sum_amounts(quote, arena);
    struct kt_promotion_taken *taken =
        KT_NEW_ARRAY(arena, struct kt_promotion_taken,
                     quote->in->promotion_count);
    *count = 0;
    for (size_t i = 0; i < quote->in->promotion_count; i++) {
        const struct kt_promotion *promotion = &quote->in->promotions[i];
        if (amounts[i] > 0)
            taken[(*count)++] = (struct kt_promotion_taken){
                promotion, find_coupon(quote, promotion->id), amounts[i]
            };
    }
    if (*count > 1)
        qsort(taken, *count, sizeof *taken, by_id);
    return taken;
}

/* The buyer's own limit on a promotion or a coupon; 0: none. */
static enum kt_status
take_from_customer(struct kt_tx *tx, const struct kt_checkout_use *state,
                   struct kt_id subject_id, int64_t uses_max,
                   struct kt_error *err)
{
    if (uses_max == 0)
        return KT_OK;
    return kt_exec(tx, KT_SQL_PROMOTION_USE_TAKE_CUSTOMER, 1,
                   KT_ARGS(KT_ID(subject_id), KT_TEXT(state->facts.email_fold),
                           KT_INT(uses_max)),
                   err);
}

static enum kt_status
take_coupon(struct kt_tx *tx, const struct kt_checkout_use *state,
            const struct kt_coupon *coupon, struct kt_error *err)
{
    if (coupon == NULL)
        return KT_OK;
    KT_TRY(kt_exec(tx, KT_SQL_COUPON_TAKE_USE, 1,
                   KT_ARGS(KT_ID(coupon->coupon_id)), err));
    return take_from_customer(tx, state, coupon->coupon_id,
                              coupon->uses_per_customer_max, err);
}

static enum kt_status
take(struct kt_tx *tx, const struct kt_checkout_use *state,
     const struct kt_promotion_taken *taken, struct kt_error *err)
{
    static const struct kt_id none;
    const struct kt_promotion *promotion = taken->promotion;
    struct kt_id coupon_id =
        taken->coupon != NULL ? taken->coupon->coupon_id : none;
    KT_TRY(kt_exec(tx, KT_SQL_PROMOTION_USE_TAKE, 1,
                   KT_ARGS(KT_INT(taken->amount_minor), KT_ID(promotion->id)),
                   err));
    KT_TRY(take_from_customer(tx, state, promotion->id,
                              promotion->uses_per_customer_max, err));
    KT_TRY(take_coupon(tx, state, taken->coupon, err));
    return kt_exec(tx, KT_SQL_PROMOTION_USE_INSERT, 1,
                   KT_ARGS(KT_ID(state->use.resource), KT_ID(promotion->id),
                           KT_ID_OR_NULL(coupon_id),
                           KT_TEXT(state->facts.email_fold),
                           KT_INT(taken->amount_minor),
                           KT_INT(state->use.call->now_ms)),
                   err);
}

enum kt_status
kt_checkout_take_promotions(struct kt_tx *tx,
                            const struct kt_checkout_use *state,
                            struct kt_error *err)
{
    for (size_t i = 0; i < state->taken_count; i++)
        KT_TRY(take(tx, state, &state->taken[i], err));
    return KT_OK;
}
