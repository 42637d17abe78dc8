#include "base/assert.h"
#include "service/cart.h"
#include "service/column.h"
#include "service/gift_card.h"

/* Entering and taking back a gift card. The cart keeps ids, never codes. */

struct entering {
    struct kt_cart_use *state;
    struct kt_cart cart;
    struct kt_id *cards; /* the cart's and the new one */
    bool is_entered;
    struct kt_quote_facts facts;
};

static bool
has_card(const struct kt_cart *cart, struct kt_id id)
{
    for (size_t i = 0; i < cart->gift_card_count; i++)
        if (kt_id_eq(cart->gift_cards[i], id))
            return true;
    return false;
}

/* What the cart's column holds: ["gcard_…"], nothing without any. */
static struct kt_str
cards_text(const struct kt_id *cards, size_t count, struct kt_arena *arena)
{
    struct kt_str *texts = KT_NEW_ARRAY(arena, struct kt_str, count);
    if (count == 0)
        return (struct kt_str){ NULL, 0 };
    for (size_t i = 0; i < count; i++)
        texts[i] = kt_id_text(arena, cards[i], "gcard");
    return kt_strs_text(&(struct kt_list){ texts, count }, arena);
}

static enum kt_status
refuse(const char *reason, const char *detail, struct kt_error *err)
{
    kt_fail_gift_card_refused(err, kt_str_of(reason));
    return kt_error_add(err, KT_STR("/code"), "refused", "%s", detail);
}

static enum kt_status
read_with_card(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct entering *e = arg;
    const struct kt_call *call = e->state->use.call;
    struct kt_quote_wish wish;
    struct kt_id id;
    KT_TRY(kt_cart_open(tx, e->state, &e->cart, err));
    KT_TRY(kt_gift_card_find(tx, call, e->state->code, &id, err));
    if (kt_id_is_null(id))
        return refuse("unknown", "there is no such code", err);
    e->is_entered = has_card(&e->cart, id);
    size_t count = e->cart.gift_card_count;
    if (!e->is_entered && count == KT_CART_GIFT_CARDS_MAX)
        return kt_fail_limit_reached(err, KT_STR("gift_cards"), (int64_t)count);
    e->cards = KT_NEW_ARRAY(call->arena, struct kt_id, count + 1);
    if (count > 0)
        memcpy(e->cards, e->cart.gift_cards, count * sizeof *e->cards);
    e->cards[count] = id;
    KT_TRY(kt_cart_wish(call, &e->cart, &wish, err));
    wish.gift_cards = e->cards;
    wish.gift_card_count = count + !e->is_entered;
    return kt_quote_load(tx, call, &wish, &e->facts, err);
}

static enum kt_status
check_card(const struct kt_quote *quote, struct kt_error *err)
{
    enum kt_tender_state state = quote->tenders[quote->tender_count - 1].state;
    return state == KT_TENDER_APPLIED ? KT_OK
                                      : refuse(kt_tender_state_names[state],
                                               kt_tender_refusal(state), err);
}

static void
plan(struct kt_cart_use *state, const struct kt_cart *cart,
     const struct kt_id *cards, size_t count)
{
    state->plan.gift_cards = cards_text(cards, count, state->use.call->arena);
    state->plan.version = cart->version;
}

static enum kt_status
decide_add(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct entering e = { .state = state };
    struct kt_quote *quote;
    use->resource = state->cart_id;
    KT_TRY(kt_call_read(use->call, read_with_card, &e, err));
    use->is_unchanged = e.is_entered;
    if (e.is_entered)
        return KT_OK;
    KT_TRY(kt_quote_facts_compute(use->call, &e.facts, &quote, err));
    plan(state, &e.cart, e.cards, e.cart.gift_card_count + 1);
    return check_card(quote, err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)use;
    return kt_exec(tx, KT_SQL_CART_SET_GIFT_CARDS, 1,
                   KT_ARGS(KT_TEXT_OR_NULL(state->plan.gift_cards),
                           KT_INT(use->call->now_ms), KT_ID(state->cart_id),
                           KT_INT(state->plan.version)),
                   err);
}

const struct kt_use kt_use_cart_add_gift_card = {
    .name = "cart_add_gift_card",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide_add,
    .save = save,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};

static enum kt_status
read_to_remove(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct entering *e = arg;
    KT_TRY(kt_cart_open(tx, e->state, &e->cart, err));
    return has_card(&e->cart, e->state->gift_card_id) ? KT_OK
                                                      : kt_fail_not_found(err);
}

static enum kt_status
decide_remove(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct entering e = { .state = state };
    size_t count = 0;
    use->resource = state->cart_id;
    KT_TRY(kt_call_read(use->call, read_to_remove, &e, err));
    struct kt_id *cards =
        KT_NEW_ARRAY(use->call->arena, struct kt_id, e.cart.gift_card_count);
    for (size_t i = 0; i < e.cart.gift_card_count; i++)
        if (!kt_id_eq(e.cart.gift_cards[i], state->gift_card_id))
            cards[count++] = e.cart.gift_cards[i];
    plan(state, &e.cart, cards, count);
    return KT_OK;
}

const struct kt_use kt_use_cart_remove_gift_card = {
    .name = "cart_remove_gift_card",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide_remove,
    .save = save,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};
