#include "http/route.h"
#include "service/quote_price.h"

static enum kt_status
ask(const struct kt_request *request, struct kt_use_state *use,
    struct kt_error *err)
{
    (void)err;
    ((struct kt_quote_use *)use)->in = request->body;
    return KT_OK;
}

static void
reply_quote(const struct kt_use_state *use, struct kt_reply *reply)
{
    kt_reply_shape(reply, &kt_priced_out_shape,
                   &((const struct kt_quote_use *)use)->out);
}

static const enum kt_status problems[] = { KT_RULE_FAILED, KT_AMOUNT_OVERFLOW,
                                           KT_OK };

static const struct kt_route routes[] = {
    { KT_POST, "/admin/v1/quotes", KT_AUTH_ADMIN, "quotes:write",
      .in = &kt_quote_in_shape, .out = &kt_priced_out_shape,
      .use = &kt_use_quote_price, .ask = ask, .reply = reply_quote,
      .problems = problems, .summary = "Price a cart that nobody keeps",
      .help = "For any channel, buyer and moment, with promotions that are "
              "chosen or not even stored; explain tells why each promotion "
              "did or did not apply, and how prices, delivery and taxes came "
              "about. Nothing is stored or reserved." },
};

const struct kt_route_table kt_routes_admin_quotes = KT_ROUTES(routes);
