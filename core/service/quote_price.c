#include "service/quote_price.h"

#include "base/assert.h"
#include "base/text.h"
#include "service/cart_text.h"
#include "service/catalog_kept.h"
#include "service/quote_promotions.h"

struct pricing {
    struct kt_quote_use *state;
    struct kt_quote_wish wish;
    struct kt_cart_line_row *lines;
    int64_t *prices;
    struct kt_quote_facts facts;
    struct kt_list draft_ids;
};

/* ---- what is wished ---- */

static void
take_lines(struct pricing *p)
{
    const struct kt_call *call = p->state->use.call;
    const struct kt_list *list = &p->state->in->lines;
    const struct kt_quote_line_in *in = list->items;
    p->lines = KT_NEW_ARRAY(call->arena, struct kt_cart_line_row, list->count);
    p->prices = KT_NEW_ARRAY(call->arena, int64_t, list->count);
    for (size_t i = 0; i < list->count; i++) {
        /* The same cart gives the same answer. */
        struct kt_str name = kt_arena_format(call->arena, "line %zu", i);
        p->lines[i] = (struct kt_cart_line_row){
            .id = kt_id_of_name(call->shop->store_id, name),
            .variant_id = in[i].variant_id,
            .quantity = in[i].quantity,
            .metadata =
                in[i].metadata.ptr != NULL ? in[i].metadata : KT_STR("{}"),
        };
        p->prices[i] = kt_quote_line_price(&in[i]);
    }
    p->wish.lines = p->lines;
    p->wish.line_count = list->count;
    p->wish.manual_prices = p->prices;
}

static void
take_coupons(struct pricing *p)
{
    struct kt_arena *arena = p->state->use.call->arena;
    const struct kt_list *list = &p->state->in->coupons;
    const struct kt_str *codes = list->items;
    struct kt_cart_coupon_row *rows =
        KT_NEW_ARRAY(arena, struct kt_cart_coupon_row, list->count);
    for (size_t i = 0; i < list->count; i++)
        rows[i] = (struct kt_cart_coupon_row){
            .code = kt_text_trim(codes[i]),
            .code_fold = kt_coupon_fold(codes[i], arena),
        };
    p->wish.coupons = rows;
    p->wish.coupon_count = list->count;
}

static void
take_channel(struct pricing *p, struct kt_error *err)
{
    const struct kt_shop *shop = p->state->use.call->shop;
    const struct kt_quote_in *in = p->state->in;
    const struct kt_channel *channel =
        in->channel.len > 0 ? kt_shop_channel_by_code(shop, in->channel)
                            : kt_shop_channel(shop, KT_STR(""));
    if (channel == NULL) {
        kt_error_add(err, KT_STR("/channel"), "unknown",
                     "the code of an active channel");
        return;
    }
    if (kt_channel_currency(channel, in->currency) == NULL)
        kt_error_add(err, KT_STR("/currency"), "unknown",
                     "a currency of the channel");
    p->wish.channel = channel;
    p->wish.currency = in->currency;
    p->wish.locale = kt_channel_locale(channel, in->locale);
}

/* What is wrong with it is told together with what reading finds. */
static void
take_wish(struct pricing *p, struct kt_error *err)
{
    const struct kt_quote_in *in = p->state->in;
    kt_quote_check_in(in, err);
    take_channel(p, err);
    p->wish.now_ms = in->as_of != 0 ? in->as_of : p->state->use.call->now_ms;
    if (in->email.ptr != NULL)
        p->wish.email = kt_text_trim(in->email);
    p->wish.vat_id = in->vat_id;
    p->wish.points = in->points;
    p->wish.shipping_address = in->shipping_address;
    p->wish.billing_address = in->billing_address;
    p->wish.shipping_option = in->shipping_option;
    p->wish.explains = true; /* and the buyer's groups may be given later */
    take_lines(p);
    take_coupons(p);
}

/* ---- reading ---- */

static void
refuse_unknown(const struct pricing *p, size_t index, struct kt_error *err)
{
    const struct kt_quote_line_in *in = p->state->in->lines.items;
    const char *member = in[index].sku.ptr != NULL ? "sku" : "variant_id";
    kt_error_add(err,
                 kt_arena_format(err->arena, "/lines/%zu/%s", index, member),
                 "unknown", "there is no such variant");
}

static enum kt_status
find_variant(const struct kt_tx *tx, struct pricing *p, size_t index,
             struct kt_error *err)
{
    const struct kt_call *call = p->state->use.call;
    const struct kt_quote_line_in *in = p->state->in->lines.items;
    struct kt_id *id = &p->lines[index].variant_id;
    struct kt_stock_facts facts;
    if (in[index].sku.ptr != NULL)
        KT_TRY(kt_variant_find_by_sku(tx, call, in[index].sku, id, err));
    else if (kt_id_is_null(*id))
        return KT_OK; /* a fault that was told */
    KT_TRY(kt_stock_facts_get(tx, call, *id, &facts, err));
    if (kt_str_is_empty(facts.sku))
        refuse_unknown(p, index, err);
    return KT_OK;
}

static enum kt_status
read_facts(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct pricing *p = arg;
    const struct kt_call *call = p->state->use.call;
    for (size_t i = 0; i < p->wish.line_count; i++)
        KT_TRY(find_variant(tx, p, i, err));
    KT_TRY(kt_quote_wish_promotions(tx, call, p->state->in, &p->wish,
                                    &p->draft_ids, err));
    KT_TRY(err->status);
    return kt_quote_load(tx, call, &p->wish, &p->facts, err);
}

static void
take_groups(struct pricing *p)
{
    const struct kt_quote_in *in = p->state->in;
    struct kt_buyer *buyer = &p->facts.input.buyer;
    if (!kt_shape_was_given(&kt_quote_in_shape, in, "customer_groups"))
        return;
    buyer->groups = in->customer_groups.items;
    buyer->group_count = in->customer_groups.count;
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_quote_use *state = (struct kt_quote_use *)use;
    struct kt_arena *arena = use->call->arena;
    /* The quote points into its input: both live as long as the call. */
    struct pricing *p = KT_NEW(arena, struct pricing);
    struct kt_quote *quote;
    p->state = state;
    take_wish(p, err);
    KT_TRY(kt_call_read(use->call, read_facts, p, err));
    take_groups(p);
    p->facts.input.explains = state->in->explain;
    p->facts.is_trial = true;
    KT_TRY(kt_quote_facts_compute(use->call, &p->facts, &quote, err));
    state->out = (struct kt_priced_out){
        .channel = p->wish.channel->code,
        .locale = p->wish.locale,
        .as_of = p->wish.now_ms,
        .draft_ids = p->draft_ids,
        .shipping_options = kt_quote_tell_options(quote, arena),
    };
    kt_quote_tell(quote, state->in->explain, arena, &state->out.quote);
    kt_quote_tell_times(quote, &state->out.quote);
    state->quote = quote;
    return KT_OK;
}

const struct kt_use kt_use_quote_price = {
    .name = "quote_price",
    .state_size = sizeof(struct kt_quote_use),
    .answer = answer,
};
