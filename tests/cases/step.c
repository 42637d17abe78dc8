/* What happens to a cart and to its order, step by step. */

#include "base/assert.h"
#include "placed.h"

static bool
is(struct kt_str text, const char *word)
{
    return kt_str_eq(text, kt_str_of(word));
}

static enum kt_status
add(struct placed *placed, const struct cJSON *step)
{
    return case_shop_add(&placed->shop, case_text(step, "sku"),
                         case_int(step, "qty"));
}

static enum kt_status
set(struct placed *placed, const struct cJSON *step)
{
    return case_shop_set(&placed->shop, case_text(step, "sku"),
                         case_int(step, "qty"));
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
    return case_shop_place(&placed->shop, placed->expected_total,
                           placed->is_paid_at_once ? "test" : "manual", "");
}

static enum kt_status
pay(struct placed *placed, const struct cJSON *step)
{
    (void)step;
    return case_shop_move(&placed->shop, "capture", 0);
}

static enum kt_status
authorize(struct placed *placed, const struct cJSON *step)
{
    (void)step;
    return case_shop_move(&placed->shop, "authorize", 0);
}

static enum kt_status
refund(struct placed *placed, const struct cJSON *step)
{
    return case_shop_move(&placed->shop, "refund", case_int(step, "price"));
}

static enum kt_status
cancel(struct placed *placed, const struct cJSON *step)
{
    (void)step;
    return case_shop_move(&placed->shop, "cancel", 0);
}

/* The goods leave the house: an order is confirmed before. */
static enum kt_status
ship(struct placed *placed, const struct cJSON *step)
{
    const struct cJSON *order;
    (void)step;
    KT_TRY(case_shop_order(&placed->shop, &order));
    if (is(case_text(order, "state"), "placed"))
        KT_TRY(case_shop_move(&placed->shop, "confirm", 0));
    return case_shop_move(&placed->shop, "complete", 0);
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

static enum kt_status
exhaust_coupon(struct placed *placed, const struct cJSON *step)
{
    struct kt_cart_file *file = placed->shop.file;
    (void)step;
    for (size_t i = 0; i < file->in.promotion_count; i++)
        file->promotions[i].uses_max = 1;
    return import(placed);
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
    { "summary", summary, NULL },
    { "place", placed_place, "complete_checkout" },
    { "pay", pay, NULL },
    { "authorize", authorize, NULL },
    { "refund", refund, NULL },
    { "cancel", cancel, NULL },
    { "ship", ship, NULL },
    { "fulfil", ship, NULL },
    { "set_stock", set_stock, NULL },
    { "exhaust_coupon", exhaust_coupon, NULL },
    { "expire_promotion", expire_promotion, NULL },
    { "change_fee", change_fee, NULL },
    { "change_price", change_price, NULL },
    { "change_tax_rate", change_tax_rate, NULL },
};

const struct placed_step *
placed_step_find(struct kt_str op)
{
    for (size_t i = 0; i < KT_COUNT(steps); i++) {
        if (is(op, steps[i].op))
            return &steps[i];
    }
    return NULL;
}
