/* Carts: what a buyer chose, priced anew by every answer. */

#include "domain/payment/payment.h"
#include "service/cart.h"
#include "service/checkout.h"

#include "http/route.h"

struct cart_query {
    bool explain;
};

static const struct kt_field cart_query_fields[] = {
    KT_FIELD(BOOL, struct cart_query, explain, 0,
             .help = "Adds trace and rule_trace: why it costs that"),
};

static const struct kt_shape cart_query_shape =
    KT_SHAPE("CartQuery", struct cart_query, cart_query_fields,
             "How much of a cart is told");

/* ---- asking ---- */

/* What every cart route takes. */
static struct kt_cart_use *
ask_any(const struct kt_request *request, struct kt_use_state *base)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    const struct cart_query *query = request->query;
    state->if_match = request->if_match;
    state->explain = query != NULL && query->explain;
    return state;
}

static enum kt_status
ask_create(const struct kt_request *request, struct kt_use_state *base,
           struct kt_error *err)
{
    struct kt_cart_use *state = ask_any(request, base);
    (void)err;
    state->in = request->body;
    return KT_OK;
}

static enum kt_status
ask_cart(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    struct kt_cart_use *state = ask_any(request, base);
    (void)err;
    state->cart_id = kt_request_id(request, "cart_id");
    return KT_OK;
}

static enum kt_status
ask_update(const struct kt_request *request, struct kt_use_state *base,
           struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    state->in = request->body;
    return ask_cart(request, base, err);
}

static enum kt_status
ask_add_lines(const struct kt_request *request, struct kt_use_state *base,
              struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    const struct kt_body_list *lines = request->body;
    state->lines = lines->items;
    state->line_count = lines->count;
    state->is_list = lines->is_array;
    return ask_cart(request, base, err);
}

static enum kt_status
ask_line(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    state->line_id = kt_request_id(request, "line_id");
    state->line_patch = request->body;
    return ask_cart(request, base, err);
}

static enum kt_status
ask_add_coupon(const struct kt_request *request, struct kt_use_state *base,
               struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    const struct kt_coupon_in *in = request->body;
    state->code = in->code;
    return ask_cart(request, base, err);
}

static enum kt_status
ask_remove_coupon(const struct kt_request *request, struct kt_use_state *base,
                  struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    state->code = kt_request_text(request, "code");
    return ask_cart(request, base, err);
}

static enum kt_status
ask_add_gift_card(const struct kt_request *request, struct kt_use_state *base,
                  struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    const struct kt_cart_gift_card_in *in = request->body;
    state->code = in->code;
    return ask_cart(request, base, err);
}

static enum kt_status
ask_remove_gift_card(const struct kt_request *request,
                     struct kt_use_state *base, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)base;
    state->gift_card_id = kt_request_id(request, "gift_card_id");
    return ask_cart(request, base, err);
}

static enum kt_status
ask_checkout(const struct kt_request *request, struct kt_use_state *base,
             struct kt_error *err)
{
    struct kt_checkout_use *state = (struct kt_checkout_use *)base;
    (void)err;
    state->cart_id = kt_request_id(request, "cart_id");
    state->if_match = request->if_match;
    state->in = request->body;
    return KT_OK;
}

/* ---- answering ---- */

static void
reply_cart(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)base;
    kt_reply_shape(reply, &kt_cart_out_shape, &state->out);
    reply->etag_version = state->out.version;
    reply->is_live = true; /* prices and stock */
}

static void
reply_created(const struct kt_use_state *base, struct kt_reply *reply)
{
    struct kt_str id = kt_id_text(reply->arena, base->resource, "cart");
    reply_cart(base, reply);
    reply->location =
        kt_arena_format(reply->arena, "/store/v1/carts/%.*s", KT_STR_FMT(id));
}

static void
reply_options(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_list *options =
        &((const struct kt_cart_use *)base)->options;
    kt_reply_list(reply, &kt_shipping_option_out_shape, options->items,
                  options->count, KT_STR(""));
}

static void
reply_hints(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_list *hints = &((const struct kt_cart_use *)base)->options;
    kt_reply_list(reply, &kt_hint_out_shape, hints->items, hints->count,
                  KT_STR(""));
}

static void
reply_methods(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_list *methods =
        &((const struct kt_cart_use *)base)->methods;
    kt_reply_list(reply, &kt_payment_method_shape, methods->items,
                  methods->count, KT_STR(""));
}

static void
reply_order(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_order_answer *answer =
        &((const struct kt_checkout_use *)base)->answer;
    struct kt_str id = kt_id_text(reply->arena, base->resource, "ord");
    kt_reply_raw(reply, answer->json);
    reply->etag_version = answer->version;
    reply->location =
        kt_arena_format(reply->arena, "/store/v1/orders/%.*s", KT_STR_FMT(id));
}

/* ---- the table ---- */

/* clang-format off */
static const enum kt_status read_problems[] = {
    KT_NOT_FOUND, KT_RULE_FAILED, KT_OK,
};

static const enum kt_status create_problems[] = {
    KT_OUT_OF_STOCK, KT_NOT_SELLABLE, KT_LIMIT_REACHED, KT_AMOUNT_OVERFLOW, KT_RULE_FAILED, KT_OK,
};

static const enum kt_status change_problems[] = {
    KT_NOT_FOUND, KT_CART_CLOSED, KT_VERSION_MISMATCH, KT_RULE_FAILED, KT_OK,
};

static const enum kt_status line_problems[] = {
    KT_NOT_FOUND, KT_CART_CLOSED, KT_VERSION_MISMATCH, KT_OUT_OF_STOCK, KT_NOT_SELLABLE,
    KT_LIMIT_REACHED, KT_ALREADY_EXISTS, KT_AMOUNT_OVERFLOW, KT_RULE_FAILED, KT_OK,
};

static const enum kt_status coupon_problems[] = {
    KT_NOT_FOUND, KT_CART_CLOSED, KT_VERSION_MISMATCH, KT_COUPON_REFUSED, KT_LIMIT_REACHED,
    KT_RULE_FAILED, KT_OK,
};

static const enum kt_status gift_card_problems[] = {
    KT_NOT_FOUND, KT_CART_CLOSED, KT_VERSION_MISMATCH, KT_GIFT_CARD_REFUSED, KT_LIMIT_REACHED,
    KT_RULE_FAILED, KT_OK,
};

static const enum kt_status checkout_problems[] = {
    KT_NOT_FOUND, KT_VERSION_MISMATCH, KT_NOT_READY, KT_PRICE_CHANGED, KT_OUT_OF_STOCK,
    KT_REFUSED, KT_PAYMENT_DECLINED, KT_RULE_FAILED, KT_OK,
};

#define CART(METHOD, PATH) KT_##METHOD, "/store/v1/carts" PATH, KT_AUTH_STORE
#define GIVES_CART .query = &cart_query_shape, .out = &kt_cart_out_shape, .reply = reply_cart

static const struct kt_route routes[] = {
    { CART(POST, ""), .query = &cart_query_shape, .in = &kt_cart_in_shape,
      .out = &kt_cart_out_shape, .status = 201, .use = &kt_use_cart_create, .ask = ask_create,
      .reply = reply_created, .quotas = 1 << KT_QUOTA_CARTS,
      .problems = create_problems, .summary = "Make a cart" },
    { CART(GET, "/{cart_id}"), GIVES_CART, .use = &kt_use_cart_get, .ask = ask_cart,
      .problems = read_problems, .summary = "Show a cart with its prices" },
    { CART(PATCH, "/{cart_id}"), GIVES_CART, .in = &kt_cart_patch_shape,
      .use = &kt_use_cart_update, .ask = ask_update, .problems = change_problems,
      .summary = "Tell the buyer's address, e-mail, shipping option or language" },
    { CART(DELETE, "/{cart_id}"), .use = &kt_use_cart_delete, .ask = ask_cart,
      .problems = change_problems, .summary = "Throw a cart away" },
    { CART(POST, "/{cart_id}/lines"), GIVES_CART, .in = &kt_line_in_shape, .in_may_be_list = true,
      .use = &kt_use_cart_add_lines, .ask = ask_add_lines, .problems = line_problems,
      .summary = "Put one item or many in the cart",
      .help = "Adds to the line of the variant, if there is one. All of them or none." },
    { CART(PATCH, "/{cart_id}/lines/{line_id}"), GIVES_CART, .in = &kt_line_patch_shape,
      .use = &kt_use_cart_change_line, .ask = ask_line, .problems = line_problems,
      .summary = "Set the quantity of a line" },
    { CART(DELETE, "/{cart_id}/lines/{line_id}"), GIVES_CART, .use = &kt_use_cart_remove_line,
      .ask = ask_line, .problems = change_problems, .summary = "Take a line out of the cart" },
    { CART(POST, "/{cart_id}/coupons"), GIVES_CART, .in = &kt_cart_coupon_in_shape,
      .use = &kt_use_cart_add_coupon, .ask = ask_add_coupon, .problems = coupon_problems,
      .quotas = 1 << KT_QUOTA_COUPONS | 1 << KT_QUOTA_CART_COUPONS,
      .summary = "Enter a coupon" },
    { CART(DELETE, "/{cart_id}/coupons/{code}"), GIVES_CART, .use = &kt_use_cart_remove_coupon,
      .ask = ask_remove_coupon, .problems = change_problems, .summary = "Take a coupon back" },
    { CART(POST, "/{cart_id}/gift-cards"), GIVES_CART, .in = &kt_cart_gift_card_in_shape,
      .use = &kt_use_cart_add_gift_card, .ask = ask_add_gift_card, .problems = gift_card_problems,
      .quotas = 1 << KT_QUOTA_COUPONS | 1 << KT_QUOTA_CART_COUPONS,
      .summary = "Pay with a gift card",
      .help = "Cards pay after tax, in the order of entry; they are no discounts." },
    { CART(DELETE, "/{cart_id}/gift-cards/{gift_card_id}"), GIVES_CART,
      .use = &kt_use_cart_remove_gift_card, .ask = ask_remove_gift_card,
      .problems = change_problems, .summary = "Take a gift card back" },
    { CART(GET, "/{cart_id}/shipping-options"), .out = &kt_shipping_option_out_shape,
      .out_is_list = true, .use = &kt_use_cart_shipping_options, .ask = ask_cart,
      .reply = reply_options, .problems = read_problems,
      .summary = "How the cart can be shipped, and for how much" },
    { CART(GET, "/{cart_id}/hints"), .out = &kt_hint_out_shape,
      .out_is_list = true, .use = &kt_use_cart_hints, .ask = ask_cart,
      .reply = reply_hints, .problems = read_problems,
      .summary = "How far it is to each reward" },
    { CART(GET, "/{cart_id}/payment-methods"), .out = &kt_payment_method_shape,
      .out_is_list = true, .use = &kt_use_cart_payment_methods, .ask = ask_cart,
      .reply = reply_methods, .problems = read_problems, .summary = "How the cart can be paid" },
    { CART(POST, "/{cart_id}/checkout"), .in = &kt_checkout_in_shape, .out = &kt_order_out_shape,
      .status = 201, .use = &kt_use_checkout, .ask = ask_checkout, .reply = reply_order,
      .quotas = 1 << KT_QUOTA_CHECKOUTS | 1 << KT_QUOTA_CART_CHECKOUTS,
      .problems = checkout_problems, .summary = "Place the order",
      .help = "A cart becomes one order: whoever repeats this is told the same one." },
};
/* clang-format on */

const struct kt_route_table kt_routes_store_carts = KT_ROUTES(routes);
