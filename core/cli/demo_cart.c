#include "cli/demo_cart.h"

#include "service/cart.h"

static enum kt_status
create(struct kt_call *call, struct kt_list lines, struct kt_cart_out *out,
       struct kt_error *err)
{
    struct kt_address address = {
        .first_name = KT_STR("Ada"),
        .last_name = KT_STR("Berg"),
        .line1 = KT_STR("Hafenstr. 1"),
        .city = KT_STR("Hamburg"),
        .postal_code = KT_STR("20457"),
        .country = KT_STR("DE"),
    };
    struct kt_cart_in in = {
        .email = KT_STR("ada@example.com"),
        .shipping_address = &address,
        .shipping_option = KT_STR("standard"),
        .lines = lines,
    };
    struct kt_cart_use state = { .use = { .call = call },
                                 .if_match = -1,
                                 .in = &in };
    KT_TRY(kt_use_run(&kt_use_cart_create, &state.use, err));
    *out = state.out;
    return KT_OK;
}

/* The filled cart is only a look at the total; it goes again. */
static enum kt_status
look_at_total(struct kt_call *call, int64_t *total_minor, struct kt_error *err)
{
    struct kt_line_in line = { .sku = KT_STR(KT_DEMO_SKU),
                               .quantity = KT_DEMO_QUANTITY };
    struct kt_cart_out filled;
    KT_TRY(create(call, (struct kt_list){ &line, 1 }, &filled, err));
    *total_minor = filled.quote.totals.total;

    struct kt_cart_use state = { .use = { .call = call },
                                 .cart_id = filled.id,
                                 .if_match = -1 };
    return kt_use_run(&kt_use_cart_delete, &state.use, err);
}

enum kt_status
kt_demo_cart_create(struct kt_open_shop *opened, struct kt_arena *arena,
                    struct kt_demo_cart *cart, struct kt_error *err)
{
    const struct kt_shop *shop;
    struct kt_cart_out empty;
    KT_TRY(kt_shop_acquire(&opened->app, opened->store_id, &shop, err));
    struct kt_call call = {
        .app = &opened->app,
        .shop = shop,
        .channel = kt_shop_channel(shop, KT_STR("")),
        .actor = { .kind = KT_ACTOR_SYSTEM, .name = KT_STR("demo") },
        .arena = arena,
        .now_ms = kt_clock_now(&opened->app.clock),
    };
    enum kt_status status = look_at_total(&call, &cart->total_minor, err);
    if (status == KT_OK)
        status = create(&call, (struct kt_list){ 0 }, &empty, err);
    if (status == KT_OK)
        cart->id = kt_id_text(arena, empty.id, "cart");
    kt_shop_release(&opened->app, shop);
    return status;
}
