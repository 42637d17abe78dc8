#include "http/resource.h"
#include "service/gift_card.h"

/* A card is never deleted: it is switched off, and its ledger stays. */

static const struct kt_route routes[] = {
    KT_RESOURCE_LIST(gift_card, "gift-cards", "List gift cards, newest first"),
    { KT_POST, "/admin/v1/gift-cards", KT_AUTH_ADMIN, "gift-cards:write",
      .in = &kt_gift_card_in_shape, .out = &kt_gift_card_out_shape,
      .status = 201, .is_secret = true, .use = &kt_use_gift_card_create,
      .ask = kt_resource_ask_new, .reply = kt_resource_reply_new,
      .problems = kt_resource_create_problems,
      .resource = &kt_gift_card_resource, .summary = "Create a gift card",
      .help = "The answer tells its code; nobody can read it again, not even "
              "by the same Idempotency-Key." },
    KT_RESOURCE_GET(gift_card, "gift-cards", "Read a gift card"),
    KT_RESOURCE_UPDATE(gift_card, "gift-cards", "Change a gift card",
                       .help = "What is not given stays. One that is not "
                               "active pays for no more orders."),
    KT_RESOURCE_LIST(gift_card_move, "gift-card-moves",
                     "List the ledger of gift cards, newest first"),
    KT_RESOURCE_CREATE(gift_card_move, "gift-card-moves",
                       "Put money on a gift card or take it off",
                       .help = "With an order it gives back what the order had "
                               "from the card, or a part of that."),
    KT_RESOURCE_GET(gift_card_move, "gift-card-moves",
                    "Read a move of a gift card"),
};

const struct kt_route_table kt_routes_admin_gift_cards = KT_ROUTES(routes);
