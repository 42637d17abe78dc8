/* What came of an order: states, refusals, figures and stock, in the words of
 * the neutral vocabulary. */

#include <string.h>

#include "base/assert.h"
#include "placed.h"

static bool
is(struct kt_str text, const char *word)
{
    return kt_str_eq(text, kt_str_of(word));
}

static const struct word {
    const char *word;
    int state;
} order_words[] = {
    { "new", KT_ORDER_PLACED },          { "placed", KT_ORDER_PLACED },
    { "unfulfilled", KT_ORDER_PLACED },
    { "held", KT_ORDER_HELD },           { "confirmed", KT_ORDER_CONFIRMED },
    { "fulfilled", KT_ORDER_COMPLETED }, { "complete", KT_ORDER_COMPLETED },
    { "completed", KT_ORDER_COMPLETED }, { "cancelled", KT_ORDER_CANCELLED },
    { "canceled", KT_ORDER_CANCELLED },  { NULL, 0 },
}, payment_words[] = {
    { "awaiting_payment", KT_PAYMENTS_PENDING },
    { "balance_due", KT_PAYMENTS_PENDING },
    { "none", KT_PAYMENTS_PENDING },
    { "not_charged", KT_PAYMENTS_PENDING },
    { "pending", KT_PAYMENTS_PENDING },
    { "new", KT_PAYMENTS_PENDING },
    { "authorized", KT_PAYMENTS_AUTHORIZED },
    { "partially_paid", KT_PAYMENTS_PARTIALLY_PAID },
    { "partially_charged", KT_PAYMENTS_PARTIALLY_PAID },
    { "paid", KT_PAYMENTS_PAID },
    { "completed", KT_PAYMENTS_PAID },
    { "fully_charged", KT_PAYMENTS_PAID },
    { "partially_refunded", KT_PAYMENTS_PARTIALLY_REFUNDED },
    { "refunded", KT_PAYMENTS_REFUNDED },
    { "fully_refunded", KT_PAYMENTS_REFUNDED },
    { "cancelled", KT_PAYMENTS_VOIDED },
    { "canceled", KT_PAYMENTS_VOIDED },
    { "void", KT_PAYMENTS_VOIDED },
    { "voided", KT_PAYMENTS_VOIDED },
    { "void", KT_PAYMENTS_REFUNDED }, /* nothing is held any more */
    { "voided", KT_PAYMENTS_REFUNDED },
    { NULL, 0 },
}, shipment_words[] = {
    { "ready", KT_UNFULFILLED },
    { "pending", KT_UNFULFILLED },
    { "unfulfilled", KT_UNFULFILLED },
    { "cancelled", KT_UNFULFILLED }, /* and the order is */
    { "canceled", KT_UNFULFILLED },
    { "partial", KT_PARTIALLY_FULFILLED },
    { "partially_shipped", KT_PARTIALLY_FULFILLED },
    { "shipped", KT_FULFILLED },
    { "fulfilled", KT_FULFILLED },
    { "delivered", KT_FULFILLED },
    { NULL, 0 },
};

/* The states that a case names, as members of an order. */
static const struct machine {
    const char *name;
    const char *member;
    const struct word *words;
    const char *const *states;
} machines[] = {
    { "order", "state", order_words, kt_order_state_names },
    { "payment", "payment_state", payment_words, kt_payments_state_names },
    { "shipment", "fulfilment_state", shipment_words,
      kt_fulfilment_state_names },
};

static const struct {
    const char *word; /* in a platform's code */
    enum kt_status status;
} refusals[] = {
    { "transition", KT_TRANSITION_REFUSED },
    { "stock", KT_OUT_OF_STOCK },
    { "hold", KT_OUT_OF_STOCK },
    { "held", KT_OUT_OF_STOCK },
    { "max", KT_LIMIT_REACHED },
    { "limit", KT_LIMIT_REACHED },
    { "total", KT_PRICE_CHANGED },
    { "price", KT_PRICE_CHANGED },
    { "promotion", KT_PRICE_CHANGED },
    { "coupon", KT_PRICE_CHANGED },
};

static const struct {
    const char *name;
    const char *member; /* of the totals */
} figures[] = {
    { "subtotal", "subtotal" },
    { "discount_total", "discount" },
    { "tax_total", "tax" },
    { "net_total", "net" },
    { "shipping_total", "shipping" },
    { "grand_total", "total" },
    { "due", "due" },
};

static const struct word *
find_word(const struct word *words, struct kt_str text)
{
    for (; words->word != NULL; words++) {
        if (is(text, words->word))
            return words;
    }
    return NULL;
}

/* A word may be said of several states. */
static bool
says(const struct machine *machine, struct kt_str text, struct kt_str state)
{
    for (const struct word *word = machine->words; word->word != NULL; word++) {
        if (is(text, word->word) && is(state, machine->states[word->state]))
            return true;
    }
    return false;
}

static enum kt_status
refusal_of(struct kt_str code)
{
    for (size_t i = 0; i < KT_COUNT(refusals); i++) {
        if (memmem(code.ptr, code.len, refusals[i].word,
                   strlen(refusals[i].word)) != NULL)
            return refusals[i].status;
    }
    return KT_OK;
}

/* Whether some step of the case could be refused there. */
static bool
is_place(const struct pricing_case *pricing, struct kt_str at)
{
    CASE_EACH(json, case_list(pricing->json, "steps"))
    {
        struct kt_str op = case_text(json, "op");
        const struct placed_step *step = placed_step_find(op);
        if (kt_str_eq(at, op) ||
            (step != NULL && step->at != NULL && is(at, step->at)))
            return true;
    }
    return false;
}

void
placed_check_expected(struct pricing_case *pricing)
{
    static const char *const others[] = { "states",         "rejection",
                                          "stock",          "cart",
                                          "promotion_used", "coupon_used" };
    static const char *const stock[] = { "sku", "on_hand", "held", NULL };
    static const char *const rejection[] = { "code", "at", "available", NULL };
    const struct cJSON *expected = case_list(pricing->json, "expected");
    const char *names[KT_COUNT(figures) + KT_COUNT(others) + 1] = { NULL };
    memcpy(names, others, sizeof others);
    for (size_t i = 0; i < KT_COUNT(figures); i++)
        names[KT_COUNT(others) + i] = figures[i].name;
    case_expect_members(pricing, expected, "a result", names);
    case_expect_members(pricing, case_list(expected, "rejection"), "a refusal",
                        rejection);
    CASE_EACH(row, case_list(expected, "stock"))
    case_expect_members(pricing, row, "stock", stock);
    struct kt_str at = case_text(case_list(expected, "rejection"), "at");
    if (at.len > 0 && !is_place(pricing, at))
        case_skip(pricing, "a refusal at %.*s", KT_STR_FMT(at));
    struct kt_str code = case_text(case_list(expected, "rejection"), "code");
    if (code.len > 0 && refusal_of(code) == KT_OK)
        case_skip(pricing, "the refusal %.*s", KT_STR_FMT(code));
    for (size_t i = 0; i < KT_COUNT(machines); i++) {
        struct kt_str state =
            case_text(case_list(expected, "states"), machines[i].name);
        if (state.len > 0 && find_word(machines[i].words, state) == NULL)
            case_skip(pricing, "the %s state %.*s", machines[i].name,
                      KT_STR_FMT(state));
    }
}

/* ---- comparing ---- */

static bool
is_at(const struct placed *placed, struct kt_str at)
{
    const struct placed_step *step = placed_step_find(placed->refused_at);
    return step != NULL && (kt_str_eq(at, placed->refused_at) ||
                            (step->at != NULL && is(at, step->at)));
}

static bool
want_number(struct kt_str what, const char *name, int64_t wanted, int64_t got,
            struct kt_buf *out)
{
    if (wanted == got)
        return true;
    kt_buf_format(out, "    %.*s %s: wanted %lld, got %lld\n", KT_STR_FMT(what),
                  name, (long long)wanted, (long long)got);
    return false;
}

static bool
compare_refusal(struct placed *placed, const struct cJSON *json,
                struct kt_buf *out)
{
    enum kt_status wanted =
        json != NULL ? refusal_of(case_text(json, "code")) : KT_OK;
    if (json == NULL && placed->is_made_up)
        return true;
    if (placed->refusal == wanted &&
        (json == NULL || is_at(placed, case_text(json, "at"))))
        return case_list(json, "available") == NULL ||
               want_number(placed->refused_at, "available",
                           case_int(json, "available"), placed->available, out);
    kt_buf_format(out, "    wanted %s%.*s, got %s%.*s at %.*s: %.*s\n",
                  json != NULL ? "the refusal " : "no refusal",
                  KT_STR_FMT(case_text(json, "code")),
                  placed->refusal == KT_OK ? "none" : "",
                  KT_STR_FMT(placed->refused_at),
                  KT_STR_FMT(placed->refused_at),
                  KT_STR_FMT(kt_error_text(&placed->shop.err)));
    return false;
}

/* Where nothing is to be shipped, platforms call that shipped from the start;
 * Kontor says that nothing is. */
static bool
is_nothing_to_ship(const struct pricing_case *pricing,
                   const struct machine *machine, struct kt_str word,
                   const struct cJSON *order)
{
    if (machine->words != shipment_words || !is(word, "shipped"))
        return false;
    for (size_t i = 0; i < pricing->in.line_count; i++) {
        if (pricing->lines[i].item->requires_shipping)
            return false;
    }
    return !case_flag(case_list(order, "shipping"), "is_needed", true);
}

/* What is not sent of a cancelled order is not sent any more. */
static bool
is_cancelled_shipment(const struct machine *machine, struct kt_str word)
{
    return machine->words == shipment_words &&
           (is(word, "cancelled") || is(word, "canceled"));
}

static bool
compare_states(const struct pricing_case *pricing, const struct cJSON *order,
               const struct cJSON *wanted, struct kt_buf *out)
{
    bool is_equal = true;
    for (size_t i = 0; i < KT_COUNT(machines); i++) {
        struct kt_str text = case_text(wanted, machines[i].name);
        struct kt_str got = case_text(order, machines[i].member);
        if (text.len == 0)
            continue;
        if (is_nothing_to_ship(pricing, &machines[i], text, order))
            continue;
        if (says(&machines[i], text, got) &&
            (!is_cancelled_shipment(&machines[i], text) ||
             is(case_text(order, "state"), "cancelled")))
            continue;
        kt_buf_format(out, "    %s: wanted %.*s, got %.*s\n",
                      machines[i].member, KT_STR_FMT(text), KT_STR_FMT(got));
        is_equal = false;
    }
    return is_equal;
}

static bool
compare_stock(struct placed *placed, const struct cJSON *list,
              struct kt_buf *out)
{
    bool is_equal = true;
    CASE_EACH(json, list)
    {
        struct kt_str sku = case_text(json, "sku");
        int64_t on_hand = 0, held = 0;
        if (!case_shop_stock(&placed->shop, sku, &on_hand, &held))
            return false;
        if (case_list(json, "on_hand") != NULL)
            is_equal &= want_number(sku, "on_hand", case_int(json, "on_hand"),
                                    on_hand, out);
        if (case_list(json, "held") != NULL)
            is_equal &=
                want_number(sku, "held", case_int(json, "held"), held, out);
    }
    return is_equal;
}

/* Of the promotion that has most; of those with a code, whose uses are the
 * code's. */
static int64_t
uses_of(struct placed *placed, bool of_codes)
{
    int64_t most = 0;
    for (size_t i = 0; i < placed->pricing->in.promotion_count; i++) {
        const struct kt_promotion *row = &placed->pricing->promotions[i];
        if (of_codes && !row->needs_coupon)
            continue;
        int64_t uses = case_shop_uses(&placed->shop, row->id);
        most = uses > most ? uses : most;
    }
    return most;
}

static bool
compare_order(struct placed *placed, const struct cJSON *expected,
              struct kt_buf *out)
{
    const struct cJSON *order = NULL;
    bool is_equal = true;
    if (kt_id_is_null(placed->shop.order_id)) {
        if (case_list(expected, "states") == NULL)
            return true;
        kt_buf_text(out, "    no order was placed\n");
        return false;
    }
    if (case_shop_order(&placed->shop, &order) != KT_OK)
        return false;
    for (size_t i = 0; i < KT_COUNT(figures); i++) {
        if (case_list(expected, figures[i].name) != NULL)
            is_equal &= want_number(KT_STR("order"), figures[i].name,
                                    case_int(expected, figures[i].name),
                                    case_int(case_list(order, "totals"),
                                             figures[i].member),
                                    out);
    }
    if (case_list(expected, "promotion_used") != NULL)
        is_equal &= want_number(KT_STR("order"), "promotion_used",
                                case_int(expected, "promotion_used"),
                                uses_of(placed, false), out);
    if (case_list(expected, "coupon_used") != NULL)
        is_equal &= want_number(KT_STR("order"), "coupon_used",
                                case_int(expected, "coupon_used"),
                                uses_of(placed, true), out);
    return compare_states(placed->pricing, order, case_list(expected, "states"),
                          out) &&
           is_equal;
}

/* Of the buyer at hand. */
static bool
compare_cart(struct placed *placed, const struct cJSON *list,
             struct kt_buf *out)
{
    struct kt_cart_out cart;
    int64_t wanted = 0, got = 0;
    bool is_equal = true;
    if (list == NULL)
        return true;
    if (case_shop_look(&placed->shop, &cart) != KT_OK)
        return false;
    const struct kt_line_out *lines = cart.quote.lines.items;
    for (size_t i = 0; i < cart.quote.lines.count; i++)
        got += lines[i].quantity;
    CASE_EACH(json, list)
    {
        int64_t units = 0;
        for (size_t i = 0; i < cart.quote.lines.count; i++) {
            if (kt_str_eq(lines[i].sku, case_text(json, "sku")))
                units += lines[i].quantity;
        }
        wanted += case_int(json, "qty");
        is_equal &= want_number(case_text(json, "sku"), "in the cart",
                                case_int(json, "qty"), units, out);
    }
    return want_number(KT_STR("cart"), "units", wanted, got, out) && is_equal;
}

bool
placed_compare(struct placed *placed, struct kt_buf *out)
{
    const struct cJSON *expected = case_list(placed->pricing->json, "expected");
    bool is_equal =
        compare_refusal(placed, case_list(expected, "rejection"), out);
    is_equal &= compare_order(placed, expected, out);
    is_equal &= compare_cart(placed, case_list(expected, "cart"), out);
    return compare_stock(placed, case_list(expected, "stock"), out) && is_equal;
}
