#include "base/assert.h"
#include "base/text.h"
#include "service/cart_text.h"

/* Entering and taking back a code. */

struct entering {
    const struct kt_cart_use *state;
    struct kt_cart cart;
    struct kt_cart_coupon_row *coupons; /* the cart's and the new one */
    bool is_entered;
    struct kt_quote_facts facts;
};

static bool
has_code(const struct kt_cart *cart, struct kt_str code_fold)
{
    for (size_t i = 0; i < cart->coupon_count; i++)
        if (kt_str_eq(cart->coupons[i].code_fold, code_fold))
            return true;
    return false;
}

static enum kt_status
read_with_code(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct entering *e = arg;
    const struct kt_call *call = e->state->use.call;
    struct kt_quote_wish wish;
    KT_TRY(kt_cart_open(tx, e->state, &e->cart, err));
    e->is_entered = has_code(&e->cart, e->state->plan.code_fold);
    if (e->is_entered)
        return KT_OK;
    size_t count = e->cart.coupon_count;
    e->coupons =
        KT_NEW_ARRAY(call->arena, struct kt_cart_coupon_row, count + 1);
    if (count > 0)
        memcpy(e->coupons, e->cart.coupons, count * sizeof *e->coupons);
    e->coupons[count] = (struct kt_cart_coupon_row){
        .code = kt_text_trim(e->state->code),
        .code_fold = e->state->plan.code_fold,
    };
    KT_TRY(kt_cart_wish(call, &e->cart, &wish, err));
    wish.coupons = e->coupons;
    wish.coupon_count = count + 1;
    return kt_quote_load(tx, call, &wish, &e->facts, err);
}

static const char *const refusals[] = {
    [KT_COUPON_UNKNOWN] = "there is no such code",
    [KT_COUPON_NOT_STARTED] = "it does not hold yet",
    [KT_COUPON_ENDED] = "it does not hold any more",
    [KT_COUPON_USED_UP] = "its last use was taken",
};

/* The state tells why, or what the cart lacks does. */
static struct kt_str
detail_of(const struct kt_quote_coupon *coupon)
{
    if (coupon->state < (int)KT_COUNT(refusals) &&
        refusals[coupon->state] != NULL)
        return kt_str_of(refusals[coupon->state]);
    return coupon->detail.len > 0 ? coupon->detail : coupon->reason;
}

static struct kt_str
refusal_of(enum kt_coupon_state state)
{
    return state == KT_COUPON_APPLIED || state == KT_COUPON_WAITING ||
                   state == KT_COUPON_BEATEN
               ? KT_STR("")
               : kt_str_of(kt_coupon_state_names[state]);
}

/* Refuses a code that can never apply; with the strict setting one that does
 * not apply now. */
static enum kt_status
check_code(const struct entering *e, const struct kt_quote *quote,
           struct kt_error *err)
{
    const struct kt_shop_settings *settings =
        &e->state->use.call->shop->settings;
    const struct kt_quote_coupon *coupon =
        &quote->coupons[quote->coupon_count - 1];
    struct kt_str reason = refusal_of(coupon->state);
    if (coupon->state == KT_COUPON_WAITING && settings->refuses_waiting_coupons)
        reason = coupon->reason;
    if (kt_str_is_empty(reason))
        return KT_OK;
    kt_fail_coupon_refused(err, coupon->in->code, reason);
    return kt_error_add(err, KT_STR("/code"), "refused", "%.*s",
                        KT_STR_FMT(detail_of(coupon)));
}

static enum kt_status
check_count(const struct entering *e, struct kt_error *err)
{
    int64_t most = e->facts.input.settings.coupons_max;
    if (most > 0 && (int64_t)e->cart.coupon_count >= most)
        return kt_fail_limit_reached(err, KT_STR("coupons"), most);
    return KT_OK;
}

static enum kt_status
decide_add(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct entering e = { .state = state };
    struct kt_quote *quote;
    use->resource = state->cart_id;
    state->plan.code_fold = kt_coupon_fold(state->code, use->call->arena);
    KT_TRY(kt_call_read(use->call, read_with_code, &e, err));
    use->is_unchanged = e.is_entered;
    if (e.is_entered)
        return KT_OK;
    KT_TRY(check_count(&e, err));
    KT_TRY(kt_quote_facts_compute(use->call, &e.facts, &quote, err));
    return check_code(&e, quote, err);
}

static enum kt_status
save_add(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)use;
    int64_t position;
    KT_TRY(kt_cart_touch(tx, state, 1, &position, err));
    return kt_exec(tx, KT_SQL_CART_ADD_COUPON, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(state->cart_id),
                           KT_TEXT(state->plan.code_fold),
                           KT_TEXT(kt_text_trim(state->code)),
                           KT_INT(position)),
                   err);
}

const struct kt_use kt_use_cart_add_coupon = {
    .name = "cart_add_coupon",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide_add,
    .save = save_add,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};

static enum kt_status
read_to_remove(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct entering *e = arg;
    KT_TRY(kt_cart_open(tx, e->state, &e->cart, err));
    return has_code(&e->cart, e->state->plan.code_fold)
               ? KT_OK
               : kt_fail_not_found(err);
}

static enum kt_status
decide_remove(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct entering e = { .state = state };
    use->resource = state->cart_id;
    state->plan.code_fold = kt_coupon_fold(state->code, use->call->arena);
    return kt_call_read(use->call, read_to_remove, &e, err);
}

static enum kt_status
save_remove(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)use;
    int64_t last;
    KT_TRY(kt_cart_touch(tx, state, 0, &last, err));
    return kt_exec(tx, KT_SQL_CART_REMOVE_COUPON, 1,
                   KT_ARGS(KT_ID(state->cart_id),
                           KT_TEXT(state->plan.code_fold)),
                   err);
}

const struct kt_use kt_use_cart_remove_coupon = {
    .name = "cart_remove_coupon",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide_remove,
    .save = save_remove,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};
