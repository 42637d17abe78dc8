#include "service/cart.h"
#include "service/column.h"

static struct kt_str
copy_or_null(const struct kt_rows *rows, int column, struct kt_arena *arena)
{
    if (kt_col_is_null(rows, column))
        return (struct kt_str){ NULL, 0 };
    return kt_col_copy(rows, column, arena);
}

static enum kt_status
read_address(const struct kt_rows *rows, int column, struct kt_arena *arena,
             const struct kt_address **address, struct kt_error *err)
{
    *address = NULL;
    if (kt_col_is_null(rows, column))
        return KT_OK;
    struct kt_address *read = KT_NEW(arena, struct kt_address);
    *address = read;
    return kt_col_shape(rows, column, &kt_address_shape, read, arena, err);
}

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena,
         struct kt_cart *cart, struct kt_error *err)
{
    cart->channel_id = kt_col_id(rows, 0);
    cart->currency = kt_col_copy(rows, 1, arena);
    cart->locale = kt_col_copy(rows, 2, arena);
    cart->customer_id = kt_col_id(rows, 3);
    cart->email = copy_or_null(rows, 4, arena);
    cart->vat_id = copy_or_null(rows, 14, arena);
    cart->shipping_option = copy_or_null(rows, 7, arena);
    cart->metadata = kt_col_copy(rows, 8, arena);
    cart->order_id = kt_col_id(rows, 9);
    cart->version = kt_col_int(rows, 10);
    cart->created_ms = kt_col_int(rows, 11);
    cart->updated_ms = kt_col_int(rows, 12);
    cart->points = kt_col_int(rows, 15);
    KT_TRY(read_address(rows, 5, arena, &cart->shipping_address, err));
    return read_address(rows, 6, arena, &cart->billing_address, err);
}

static enum kt_status
read_gift_cards(const struct kt_rows *rows, int column, struct kt_arena *arena,
                struct kt_cart *cart, struct kt_error *err)
{
    struct kt_list list;
    if (kt_col_is_null(rows, column))
        return KT_OK;
    KT_TRY(kt_col_strs(rows, column, arena, &list, err));
    const struct kt_str *texts = list.items;
    struct kt_id *ids = KT_NEW_ARRAY(arena, struct kt_id, list.count);
    for (size_t i = 0; i < list.count; i++)
        if (kt_id_parse(texts[i], "gcard", &ids[cart->gift_card_count]))
            cart->gift_card_count++;
    cart->gift_cards = ids;
    return KT_OK;
}

static enum kt_status
load_row(const struct kt_tx *tx, struct kt_arena *arena, struct kt_cart *cart,
         struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_CART_GET, KT_ARGS(KT_ID(cart->id)), &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    KT_TRY(read_row(&rows, arena, cart, err));
    KT_TRY(read_gift_cards(&rows, 13, arena, cart, err));
    return kt_rows_close(&rows);
}

static enum kt_status
load_lines(const struct kt_tx *tx, struct kt_arena *arena, struct kt_cart *cart,
           struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_cart_line_row *lines = NULL;
    size_t room = 0;
    KT_TRY(
        kt_query(tx, KT_SQL_CART_LINES, KT_ARGS(KT_ID(cart->id)), &rows, err));
    while (kt_rows_next(&rows)) {
        if (cart->line_count == room) {
            size_t more = room > 0 ? 2 * room : 8;
            lines = kt_arena_grow(arena, lines, room * sizeof *lines,
                                  more * sizeof *lines);
            room = more;
        }
        lines[cart->line_count++] = (struct kt_cart_line_row){
            .id = kt_col_id(&rows, 0),
            .variant_id = kt_col_id(&rows, 1),
            .quantity = kt_col_int(&rows, 2),
            .metadata = kt_col_copy(&rows, 3, arena),
        };
    }
    cart->lines = lines;
    return kt_rows_close(&rows);
}

static enum kt_status
load_coupons(const struct kt_tx *tx, struct kt_arena *arena,
             struct kt_cart *cart, struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_cart_coupon_row *coupons = NULL;
    KT_TRY(kt_query(tx, KT_SQL_CART_COUPONS, KT_ARGS(KT_ID(cart->id)), &rows,
                    err));
    while (kt_rows_next(&rows)) {
        size_t size = cart->coupon_count * sizeof *coupons;
        coupons = kt_arena_grow(arena, coupons, size, size + sizeof *coupons);
        coupons[cart->coupon_count++] = (struct kt_cart_coupon_row){
            .code = kt_col_copy(&rows, 0, arena),
            .code_fold = kt_col_copy(&rows, 1, arena),
        };
    }
    cart->coupons = coupons;
    return kt_rows_close(&rows);
}

enum kt_status
kt_cart_load(const struct kt_tx *tx, struct kt_id cart_id,
             struct kt_arena *arena, struct kt_cart *cart, struct kt_error *err)
{
    *cart = (struct kt_cart){ .id = cart_id };
    KT_TRY(load_row(tx, arena, cart, err));
    KT_TRY(load_lines(tx, arena, cart, err));
    return load_coupons(tx, arena, cart, err);
}

enum kt_status
kt_cart_wish(const struct kt_call *call, const struct kt_cart *cart,
             struct kt_quote_wish *wish, struct kt_error *err)
{
    *wish = (struct kt_quote_wish){
        .channel = kt_shop_channel_by_id(call->shop, cart->channel_id),
        .currency = cart->currency,
        .locale = cart->locale,
        .now_ms = call->now_ms,
        .email = cart->email,
        .vat_id = cart->vat_id,
        .points = cart->points,
        .shipping_address = cart->shipping_address,
        .billing_address = cart->billing_address,
        .shipping_option = cart->shipping_option,
        .lines = cart->lines,
        .line_count = cart->line_count,
        .coupons = cart->coupons,
        .coupon_count = cart->coupon_count,
        .gift_cards = cart->gift_cards,
        .gift_card_count = cart->gift_card_count,
    };
    return wish->channel != NULL ? KT_OK : kt_fail_not_found(err);
}

struct snapshot {
    const struct kt_call *call;
    struct kt_id cart_id; /* read; null: the cart is there */
    bool explains;
    struct kt_cart *cart;
    struct kt_quote_facts *facts;
};

static enum kt_status
read_snapshot(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct snapshot *snapshot = arg;
    struct kt_quote_wish wish;
    if (!kt_id_is_null(snapshot->cart_id))
        KT_TRY(kt_cart_load(tx, snapshot->cart_id, snapshot->call->arena,
                            snapshot->cart, err));
    KT_TRY(kt_cart_wish(snapshot->call, snapshot->cart, &wish, err));
    wish.explains = snapshot->explains;
    return kt_quote_load(tx, snapshot->call, &wish, snapshot->facts, err);
}

static enum kt_status
quote_snapshot(struct snapshot *snapshot, struct kt_quote **quote,
               struct kt_error *err)
{
    KT_TRY(kt_call_read(snapshot->call, read_snapshot, snapshot, err));
    return kt_quote_facts_compute(snapshot->call, snapshot->facts, quote, err);
}

enum kt_status
kt_cart_quote(const struct kt_call *call, struct kt_id cart_id, bool explains,
              struct kt_cart *cart, struct kt_quote_facts *facts,
              struct kt_quote **quote, struct kt_error *err)
{
    struct snapshot snapshot = { call, cart_id, explains, cart, facts };
    return quote_snapshot(&snapshot, quote, err);
}

enum kt_status
kt_cart_open(const struct kt_tx *tx, const struct kt_cart_use *state,
             struct kt_cart *cart, struct kt_error *err)
{
    struct kt_arena *arena = state->use.call->arena;
    KT_TRY(kt_cart_load(tx, state->cart_id, arena, cart, err));
    if (!kt_id_is_null(cart->order_id))
        return kt_fail_cart_closed(err,
                                   kt_id_text(arena, cart->order_id, "ord"));
    if (state->if_match >= 0 && state->if_match != cart->version)
        return kt_fail_version_mismatch(err, cart->version);
    return KT_OK;
}

enum kt_status
kt_cart_look(const struct kt_tx *tx, struct kt_use_state *state,
             struct kt_error *err)
{
    struct kt_cart_use *use = (struct kt_cart_use *)state;
    KT_TRY(
        kt_cart_load(tx, state->resource, state->call->arena, &use->cart, err));
    use->is_seen = true;
    return KT_OK;
}

enum kt_status
kt_cart_answer(struct kt_use_state *state, struct kt_error *err)
{
    struct kt_cart_use *use = (struct kt_cart_use *)state;
    static const struct kt_id there;
    struct kt_quote_facts facts;
    struct kt_quote *quote;
    struct snapshot snapshot = { state->call,
                                 use->is_seen ? there : state->resource,
                                 use->explain, &use->cart, &facts };
    if (use->is_seen)
        kt_cart_keep(state->call, &use->cart);
    KT_TRY(quote_snapshot(&snapshot, &quote, err));
    kt_cart_tell(&use->cart, quote, use->explain, state->call->arena,
                 &use->out);
    kt_quote_tell_times(quote, &use->out.quote);
    return KT_OK;
}

enum kt_status
kt_cart_touch(struct kt_tx *tx, const struct kt_cart_use *state, int64_t added,
              int64_t *last, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(
        kt_query_change(tx, KT_SQL_CART_TOUCH,
                        KT_ARGS(KT_INT(added), KT_INT(state->use.call->now_ms),
                                KT_ID(state->cart_id), KT_INT(state->if_match)),
                        &rows, err));
    bool is_there = kt_rows_next(&rows);
    *last = is_there ? kt_col_int(&rows, 0) : 0;
    KT_TRY(kt_rows_close(&rows));
    return is_there ? KT_OK : kt_fail_conflict(err);
}

struct kt_cart_limits
kt_cart_limits_of(const struct kt_shop *shop)
{
    int64_t most = shop->settings.quantity_max;
    return (struct kt_cart_limits){
        .units_max = most > 0 ? most : KT_CART_QUANTITY_MAX,
        .clamps = shop->settings.clamps_stock,
    };
}
