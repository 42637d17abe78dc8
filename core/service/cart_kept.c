#include "base/assert.h"
#include "base/flat.h"
#include "service/cart.h"
#include "service/shown.h"

/* Carts as their last change left them. A cart is changed again soon, and reads
 * of another connection find no page in its memory after a commit. */

static const void *
walk_address(struct kt_flat *flat, const struct kt_address *address)
{
    enum { STRS = sizeof *address / sizeof(struct kt_str) };
    _Static_assert(STRS * sizeof(struct kt_str) == sizeof *address,
                   "an address is strings alone");
    return kt_flat_strs(flat, address, STRS);
}

static void
walk_cart(struct kt_flat *flat, void *value)
{
    static const size_t line[] = { offsetof(struct kt_cart_line_row,
                                            metadata) };
    static const size_t coupon[] = {
        offsetof(struct kt_cart_coupon_row, code),
        offsetof(struct kt_cart_coupon_row, code_fold),
    };
    struct kt_cart *cart = value;
    kt_flat_str(flat, &cart->currency);
    kt_flat_str(flat, &cart->locale);
    kt_flat_str(flat, &cart->email);
    kt_flat_str(flat, &cart->vat_id);
    kt_flat_str(flat, &cart->shipping_option);
    kt_flat_str(flat, &cart->metadata);
    cart->shipping_address = walk_address(flat, cart->shipping_address);
    cart->billing_address = walk_address(flat, cart->billing_address);
    cart->lines = kt_flat_array(flat, cart->lines, cart->line_count,
                                sizeof *cart->lines, line, KT_COUNT(line));
    cart->coupons =
        kt_flat_array(flat, cart->coupons, cart->coupon_count,
                      sizeof *cart->coupons, coupon, KT_COUNT(coupon));
    cart->gift_cards =
        kt_flat_array(flat, cart->gift_cards, cart->gift_card_count,
                      sizeof *cart->gift_cards, NULL, 0);
}

static struct kt_str
key_of(const struct kt_call *call, struct kt_id cart_id)
{
    struct kt_buf buf;
    kt_buf_init(&buf, call->arena, 64);
    kt_buf_char(&buf, 'c');
    kt_buf_append(&buf, (const char *)call->shop->store_id.bytes,
                  sizeof call->shop->store_id.bytes);
    kt_buf_append(&buf, (const char *)cart_id.bytes, sizeof cart_id.bytes);
    return kt_buf_view(&buf);
}

void
kt_cart_keep(const struct kt_call *call, const struct kt_cart *cart)
{
    struct kt_shown_needs needs;
    kt_shown_begin(call, &needs);
    kt_shown_keep(call, key_of(call, cart->id), &needs,
                  kt_flatten(cart, sizeof *cart, walk_cart, call->arena));
}

bool
kt_cart_guess(struct kt_use_state *use, struct kt_id cart_id, int64_t if_match,
              struct kt_cart *cart)
{
    struct kt_str bytes;
    if (!use->call->may_guess ||
        !kt_shown_find(use->call, key_of(use->call, cart_id), NULL, &bytes))
        return false;
    *cart = *(struct kt_cart *)kt_unflatten(bytes, walk_cart);
    use->is_guess = kt_id_is_null(cart->order_id) &&
                    (if_match < 0 || if_match == cart->version);
    return use->is_guess;
}
