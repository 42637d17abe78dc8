#include "service/checkout.h"

/* What is found in the way of an order. */
struct findings {
    struct kt_error_item *items;
    size_t count;
    size_t refusals;
    size_t shortages;
    size_t faults; /* of the request itself */
    struct kt_arena *arena;
};

static void
find(struct findings *f, struct kt_str pointer, const char *code,
     struct kt_str detail)
{
    size_t size = f->count * sizeof *f->items;
    f->items = kt_arena_grow(f->arena, f->items, size, size + sizeof *f->items);
    f->items[f->count++] = (struct kt_error_item){ pointer, code, detail };
}

static void
find_missing(struct findings *f, const char *pointer, const char *detail)
{
    find(f, kt_str_of(pointer), "required", kt_str_of(detail));
}

static bool
is_told(const struct kt_quote *quote, const char *pointer)
{
    for (size_t i = 0; i < quote->problem_count; i++)
        if (quote->problems[i].is_blocking &&
            kt_str_eq(quote->problems[i].pointer, kt_str_of(pointer)))
            return true;
    return false;
}

static void
find_in_delivery(struct findings *f, const struct kt_checkout_use *state)
{
    const struct kt_cart *cart = &state->cart;
    const struct kt_quote *quote = state->quote;
    if (!quote->shipping.is_needed)
        return;
    if (cart->shipping_address == NULL)
        find_missing(f, "/shipping_address", "something has to be shipped");
    else if (kt_str_is_empty(cart->shipping_address->country))
        find_missing(f, "/shipping_address/country", "as in DE");
    if (is_told(quote, "/shipping_option"))
        return;
    if (kt_str_is_empty(cart->shipping_option))
        find_missing(f, "/shipping_option", "one of the shipping-options");
    else if (quote->shipping.method == NULL || quote->shipping.is_estimate)
        find(f, KT_STR("/shipping_option"), "not_offered",
             KT_STR("one of the shipping-options"));
}

static void
find_in_payment(struct findings *f, const struct kt_checkout_use *state)
{
    const struct kt_payment_in *payment = state->in->payment;
    if (state->quote->totals.due_minor == 0)
        return;
    if (payment == NULL) {
        find_missing(f, "/payment", "one of the payment-methods");
    } else if (kt_payment_offered(state->use.call->shop, payment->provider) ==
               NULL) {
        find(f, KT_STR("/payment/provider"), "unknown",
             KT_STR("one of the cart's payment-methods"));
        f->faults++;
    }
}

static void
find_in_cart(struct findings *f, const struct kt_checkout_use *state)
{
    const struct kt_quote *quote = state->quote;
    if (quote->line_count == 0)
        find_missing(f, "/lines", "the cart is empty");
    if (kt_str_is_empty(state->cart.email))
        find_missing(f, "/email", "of the buyer");
    find_in_delivery(f, state);
    for (size_t i = 0; i < quote->problem_count; i++) {
        const struct kt_quote_problem *problem = &quote->problems[i];
        if (!problem->is_blocking)
            continue;
        find(f, problem->pointer, kt_arena_cstr(f->arena, problem->code),
             problem->detail);
        f->shortages += kt_str_eq(problem->code, KT_STR("out_of_stock"));
    }
    find_in_payment(f, state);
}

/* Asks the shop's own checks. */
static enum kt_status
find_in_rules(struct findings *f, struct kt_checkout_use *state,
              struct kt_error *err)
{
    const struct kt_call *call = state->use.call;
    struct kt_rule_uses checks =
        kt_shop_uses(call->shop, KT_RULE_CHECK,
                     kt_shop_channel_by_id(call->shop, state->cart.channel_id),
                     call->arena);
    struct kt_verdict *verdicts;
    size_t count;
    KT_TRY(kt_quote_check(state->quote, checks.items, checks.count,
                          &call->shop->rules, call->arena, &verdicts, &count,
                          err));
    for (size_t i = 0; i < count; i++) {
        const struct kt_verdict *verdict = &verdicts[i];
        if (verdict->kind == KT_VERDICT_REFUSE) {
            find(f, verdict->pointer, kt_arena_cstr(f->arena, verdict->slug),
                 verdict->detail);
            f->refusals++;
        } else if (verdict->kind == KT_VERDICT_HOLD &&
                   state->state == KT_ORDER_PLACED) {
            state->state = KT_ORDER_HELD;
            state->hold_reason = verdict->slug;
        }
    }
    return KT_OK;
}

/* The first line that stock does not cover. */
static enum kt_status
fail_out_of_stock(const struct kt_checkout_use *state, struct kt_error *err)
{
    const struct kt_quote_facts *facts = &state->facts;
    for (size_t i = 0; i < facts->stock_count; i++) {
        const struct kt_stock_facts *stock = &facts->stock[i];
        static const struct kt_id none;
        int64_t units =
            kt_cart_count_units(&state->cart, stock->variant_id, none);
        int64_t limit = kt_stock_limit(stock, INT64_MAX);
        if (units > limit)
            return kt_fail_out_of_stock(err, stock->sku, limit);
    }
    return kt_fail_not_ready(err);
}

static enum kt_status
fail(const struct findings *f, const struct kt_checkout_use *state,
     struct kt_error *err)
{
    enum kt_status status;
    if (f->faults == f->count)
        status = kt_fail_invalid_body(err);
    else if (f->refusals == f->count)
        status = kt_fail_refused(err);
    else if (f->shortages == f->count)
        status = fail_out_of_stock(state, err);
    else
        status = kt_fail_not_ready(err);
    for (size_t i = 0; i < f->count; i++)
        status = kt_error_add(err, f->items[i].pointer, f->items[i].code,
                              "%.*s", KT_STR_FMT(f->items[i].detail));
    return status;
}

enum kt_status
kt_checkout_check(struct kt_checkout_use *state, struct kt_error *err)
{
    struct findings f = { .arena = state->use.call->arena };
    find_in_cart(&f, state);
    KT_TRY(find_in_rules(&f, state, err));
    return f.count == 0 ? KT_OK : fail(&f, state, err);
}
