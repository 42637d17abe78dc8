/* What happens to a cart and to its order, step by step. */

#include "base/assert.h"
#include "placed.h"

static bool
is(struct kt_str text, const char *word)
{
    return kt_str_eq(text, kt_str_of(word));
}

/* ---- buyers ---- */

static enum kt_status
open_cart(struct placed *placed, struct placed_buyer *buyer)
{
    placed->shop.buyer = buyer->name;
    KT_TRY(case_shop_create_cart(&placed->shop));
    buyer->cart_id = placed->shop.cart_id;
    placed->is_cart_placed = false;
    placed->expected_total = -1;
    return KT_OK;
}

enum kt_status
placed_turn_to(struct placed *placed, struct kt_str name)
{
    for (size_t i = 0; i < placed->buyer_count; i++) {
        if (!kt_str_eq(placed->buyers[i].name, name))
            continue;
        if (kt_id_eq(placed->shop.cart_id, placed->buyers[i].cart_id))
            return KT_OK;
        placed->shop.cart_id = placed->buyers[i].cart_id;
        placed->is_cart_placed = false; /* no: the checkout would tell */
        placed->expected_total = -1;
        return KT_OK;
    }
    KT_ASSERT(placed->buyer_count < PLACED_BUYERS_MAX);
    struct placed_buyer *buyer = &placed->buyers[placed->buyer_count++];
    buyer->name = name;
    return open_cart(placed, buyer);
}

/* Who bought comes back with a new cart. */
static enum kt_status
need_open_cart(struct placed *placed)
{
    for (size_t i = 0; placed->is_cart_placed && i < placed->buyer_count; i++) {
        if (kt_id_eq(placed->shop.cart_id, placed->buyers[i].cart_id))
            return open_cart(placed, &placed->buyers[i]);
    }
    return KT_OK;
}

enum kt_status
placed_fill(struct placed *placed)
{
    const struct pricing_case *pricing = placed->pricing;
    for (size_t i = 0; i < pricing->in.line_count; i++)
        KT_TRY(case_shop_add(&placed->shop, pricing->lines[i].item->sku,
                             pricing->lines[i].quantity));
    return KT_OK;
}

/* ---- carts and orders ---- */

/* Units of a sku in the cart at hand. */
static enum kt_status
count_units(struct placed *placed, struct kt_str sku, int64_t *units)
{
    struct kt_cart_out cart;
    KT_TRY(case_shop_look(&placed->shop, &cart));
    const struct kt_line_out *lines = cart.quote.lines.items;
    *units = 0;
    for (size_t i = 0; i < cart.quote.lines.count; i++) {
        if (kt_str_eq(lines[i].sku, sku))
            *units += lines[i].quantity;
    }
    return KT_OK;
}

/* A shop that takes what there is says so by taking less. */
static enum kt_status
check_taken(struct placed *placed, struct kt_str sku, int64_t wanted)
{
    int64_t units;
    KT_TRY(count_units(placed, sku, &units));
    return units < wanted ? KT_OUT_OF_STOCK : KT_OK;
}

static enum kt_status
add(struct placed *placed, const struct cJSON *step)
{
    struct kt_str sku = case_text(step, "sku");
    int64_t quantity = case_int(step, "qty"), before;
    KT_TRY(need_open_cart(placed));
    KT_TRY(count_units(placed, sku, &before));
    KT_TRY(case_shop_add(&placed->shop, sku, quantity));
    return check_taken(placed, sku, before + quantity);
}

static enum kt_status
set(struct placed *placed, const struct cJSON *step)
{
    struct kt_str sku = case_text(step, "sku");
    KT_TRY(case_shop_set(&placed->shop, sku, case_int(step, "qty")));
    return check_taken(placed, sku, case_int(step, "qty"));
}

static enum kt_status
take_out(struct placed *placed, const struct cJSON *step)
{
    return case_shop_set(&placed->shop, case_text(step, "sku"), 0);
}

static enum kt_status
summary(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_out cart;
    (void)step;
    KT_TRY(case_shop_look(&placed->shop, &cart));
    placed->expected_total = cart.quote.totals.total;
    return KT_OK;
}

enum kt_status
placed_place(struct placed *placed, const struct cJSON *step)
{
    if (placed->expected_total < 0)
        KT_TRY(summary(placed, step));
    enum kt_status status =
        case_shop_place(&placed->shop, placed->expected_total,
                        placed->is_paid_at_once ? "test" : "manual", "");
    if (status == KT_PRICE_CHANGED) /* the answer tells the new one */
        placed->expected_total = -1;
    placed->is_cart_placed |= status == KT_OK;
    return status;
}

static enum kt_status
pay(struct placed *placed, const struct cJSON *step)
{
    (void)step;
    return case_shop_move(&placed->shop, KT_STR("capture"), 0);
}

static enum kt_status
refund(struct placed *placed, const struct cJSON *step)
{
    return case_shop_move(&placed->shop, KT_STR("refund"),
                          case_int(step, "price"));
}

/* Events of the machines by their own names. */
static enum kt_status
move(struct placed *placed, const struct cJSON *step)
{
    return case_shop_move(&placed->shop, case_text(step, "op"), 0);
}

/* The goods leave the house: an order is confirmed before. */
static enum kt_status
ship(struct placed *placed, const struct cJSON *step)
{
    const struct cJSON *order;
    (void)step;
    KT_TRY(case_shop_order(&placed->shop, &order));
    if (is(case_text(order, "state"), "placed"))
        KT_TRY(case_shop_move(&placed->shop, KT_STR("confirm"), 0));
    return case_shop_move(&placed->shop, KT_STR("complete"), 0);
}

static enum kt_status
set_stock(struct placed *placed, const struct cJSON *step)
{
    return case_shop_count(&placed->shop, case_text(step, "sku"),
                           case_int(step, "qty"));
}

/* ---- what the shop changes behind a cart or an order ---- */

static enum kt_status
import(struct placed *placed)
{
    return case_shop_import(&placed->shop) ? KT_OK : placed->shop.err.status;
}

/* One use is left, which another buyer takes unless the order has it. */
static enum kt_status
exhaust_coupon(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_file *file = placed->shop.file;
    struct case_shop kept = placed->shop;
    int64_t expected_total = placed->expected_total;
    for (size_t i = 0; i < file->in.promotion_count; i++)
        file->promotions[i].uses_max = 1;
    KT_TRY(import(placed));
    if (placed->is_cart_placed)
        return KT_OK;
    KT_TRY(placed_turn_to(placed, KT_STR("another")));
    KT_TRY(placed_fill(placed));
    KT_TRY(placed_place(placed, step));
    placed->shop.cart_id = kept.cart_id;
    placed->shop.order_id = kept.order_id;
    placed->is_cart_placed = false;
    placed->expected_total = expected_total;
    return KT_OK;
}

static enum kt_status
expire_promotion(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_file *file = placed->shop.file;
    (void)step;
    for (size_t i = 0; i < file->in.promotion_count; i++)
        file->promotions[i].ends_ms = placed->pricing->in.now_ms;
    return import(placed);
}

static enum kt_status
change_fee(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_file *file = placed->shop.file;
    for (size_t i = 0; i < file->method_count; i++)
        file->methods[i].params =
            kt_arena_format(placed->pricing->arena, "{\"fee\":%lld}",
                            (long long)case_int(step, "fee"));
    return import(placed);
}

static enum kt_status
change_price(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_file *file = placed->shop.file;
    for (size_t i = 0; i < file->in.line_count; i++) {
        struct kt_price *price =
            KT_NEW(placed->pricing->arena, struct kt_price);
        if (!kt_str_eq(file->items[i].sku, case_text(step, "sku")))
            continue;
        price->amount_minor = case_int(step, "price");
        file->items[i].prices = price;
    }
    return import(placed);
}

/* To what is not said. */
static enum kt_status
change_tax_rate(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_file *file = placed->shop.file;
    (void)step;
    for (size_t i = 0; i < file->rate_count; i++)
        file->rates[i].rate_ppm /= 2;
    return import(placed);
}

static const struct placed_step steps[] = {
    { "add", add, "cart" },
    { "set_qty", set, "cart" },
    { "remove", take_out, "cart" },
    { "summary", summary, NULL },
    { "place", placed_place, "complete_checkout" },
    { "pay", pay, NULL },
    { "refund", refund, NULL },
    { "ship", ship, NULL },
    { "fulfil", ship, NULL },
    { "set_stock", set_stock, "inventory" },
    { "exhaust_coupon", exhaust_coupon, NULL },
    { "expire_promotion", expire_promotion, NULL },
    { "disable_promotion", expire_promotion, NULL },
    { "archive_promotion", expire_promotion, NULL },
    { "change_fee", change_fee, NULL },
    { "change_price", change_price, NULL },
    { "change_tax_rate", change_tax_rate, NULL },
};

const struct placed_step *
placed_step_find(struct kt_str op)
{
    static const struct placed_step event = { NULL, move, NULL };
    for (size_t i = 0; i < KT_COUNT(steps); i++) {
        if (is(op, steps[i].op))
            return &steps[i];
    }
    return kt_machine_event(&kt_order_machine, op) >= 0 ||
                   kt_machine_event(&kt_payment_machine, op) >= 0
               ? &event
               : NULL;
}
