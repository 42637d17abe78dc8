#include "base/assert.h"
#include "domain/cart/cart.h"

void
kt_cart_tell(const struct kt_cart *cart, const struct kt_quote *quote,
             bool explain, struct kt_arena *arena, struct kt_cart_out *out)
{
    *out = (struct kt_cart_out){
        .id = cart->id,
        .channel = quote->in->settings.channel,
        .locale = cart->locale,
        .email = cart->email,
        .vat_id = cart->vat_id,
        .points = cart->points,
        .shipping_option = cart->shipping_option,
        .metadata = cart->metadata,
        .order_id = cart->order_id,
        .created_at = cart->created_ms,
        .updated_at = cart->updated_ms,
        .version = cart->version,
    };
    if (cart->shipping_address != NULL) {
        out->shipping_address = KT_NEW(arena, struct kt_address);
        *out->shipping_address = *cart->shipping_address;
    }
    if (cart->billing_address != NULL) {
        out->billing_address = KT_NEW(arena, struct kt_address);
        *out->billing_address = *cart->billing_address;
    }
    kt_quote_tell(quote, explain, arena, &out->quote);
}

#define OUT(KIND, member, FLAGS, ...)                                          \
    KT_FIELD(KIND, struct kt_cart_out, member, FLAGS, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    OUT(ID, id, 0, .prefix = "cart", .help = "Unguessable: who knows it may use the cart"),
    OUT(STR, channel, 0, .help = "Code"),
    OUT(STR, locale, 0, .help = "Language of the titles"),
    OUT(STR, email, KT_NULLABLE, .help = "Of the buyer"),
    OUT(STR, vat_id, KT_NULLABLE, .help = "Of the buyer's company"),
    OUT(INT, points, 0,
        .help = "Of the buyer's points, that it may use up; points_used tells how many it does"),
    OUT(OBJECT, shipping_address, KT_NULLABLE, .shape = &kt_address_shape),
    OUT(OBJECT, billing_address, KT_NULLABLE, .shape = &kt_address_shape),
    OUT(STR, shipping_option, KT_NULLABLE, .help = "As chosen; shipping tells what is counted"),
    OUT(RAW, metadata, KT_IS_OBJECT, .help = "An object, as it was given"),
    KT_QUOTE_ROWS(struct kt_cart_out, quote),
    KT_QUOTE_OPEN_ROWS(struct kt_cart_out, quote),
    OUT(ID, order_id, KT_NULLABLE, .prefix = "ord", .help = "What the cart became"),
    OUT(TIME, created_at, 0, .help = "RFC 3339"),
    OUT(TIME, updated_at, 0, .help = "RFC 3339"),
    OUT(INT, version, 0, .help = "For If-Match"),
};
/* clang-format on */

const struct kt_shape kt_cart_out_shape =
    KT_SHAPE("Cart", struct kt_cart_out, fields, "A cart with its prices");
