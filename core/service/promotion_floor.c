#include "service/promotion_floor.h"

#include "base/assert.h"
#include "base/grow.h"
#include "service/catalog_items.h"
#include "service/quote_load.h"

enum {
    EXCLUSIVES_MAX = 50,
    SKUS_MAX = 1000000,
    OWN_SKUS_MAX = 100,
    OWN_WORK_MAX = 1000 /* SKUs times promotions: some 20 ms of quotes */
};

/* One unit, pairs, "two and one", dozens, plenty. */
static const int64_t sizes[] = { 1, 2, 3, 12, 100 };

struct searching {
    const struct kt_tx *tx;
    const struct kt_call *call;
    const struct kt_promotion *own; /* NULL: all that are in force */
    struct kt_floor_breaches *out;
    struct kt_quote_input in; /* of the channel and currency at hand */
    struct kt_promotion *promotions;
    size_t promotion_count;
    struct kt_arena quotes; /* of one item's */
    struct kt_error *err;
};

/* ---- promotions as if all that they ask for were met ---- */

static bool
has_text(const struct kt_list *list, struct kt_str text)
{
    const struct kt_str *texts = list->items;
    for (size_t i = 0; i < list->count; i++)
        if (kt_str_eq(texts[i], text))
            return true;
    return list->count == 0;
}

static bool
holds_here(const struct searching *s, const struct kt_promotion *row)
{
    int64_t now = s->call->now_ms;
    struct kt_str code = kt_str_of(s->in.settings.currency->code);
    return row->stage != KT_STAGE_SHIPPING && row->starts_ms <= now &&
           (row->ends_ms == 0 || now < row->ends_ms) &&
           has_text(&row->channels, s->in.settings.channel) &&
           (row->currency.len == 0 || kt_str_eq(row->currency, code));
}

static struct kt_promotion
relaxed(const struct kt_promotion *row)
{
    struct kt_promotion free = *row;
    free.channels = free.customer_groups = free.countries =
        (struct kt_list){ NULL, 0 };
    free.needs_coupon = free.must_contain = free.no_reduced_lines = false;
    free.subtotal_min_minor = free.subtotal_max_minor = 0;
    free.quantity_min = free.order_number_min = free.order_number_max = 0;
    free.uses_max = free.uses_per_customer_max = free.budget_minor = 0;
    free.companion_of = (struct kt_id){ { 0 } };
    free.on_error = KT_ON_ERROR_SKIP;
    return free;
}

static void
take_promotions(struct searching *s)
{
    const struct kt_shop *shop = s->call->shop;
    s->promotion_count = 0;
    for (size_t i = 0; i < shop->promotion_count; i++) {
        const struct kt_promotion *row = &shop->promotions[i];
        bool is_own = s->own != NULL && kt_id_eq(row->id, s->own->id);
        if (!is_own && holds_here(s, row))
            s->promotions[s->promotion_count++] = relaxed(row);
    }
    if (s->own != NULL)
        s->promotions[s->promotion_count++] = relaxed(s->own);
}

/* ---- the worst price of an item ---- */

static struct kt_str
titles_of(const struct kt_quote *quote, struct kt_arena *arena)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 64);
    for (size_t i = 0; i < quote->trace_count; i++) {
        if (quote->trace[i].state != KT_TRACE_APPLIED)
            continue;
        struct kt_str title =
            quote->in->promotions[quote->trace[i].promotion].title;
        kt_buf_format(&buf, "%s%.*s", buf.len > 0 ? ", " : "",
                      KT_STR_FMT(title));
    }
    return kt_buf_view(&buf);
}

/* Rounded down: some unit costs no more. What cannot be priced, as when so many
 * cost too much for an order, reaches nothing. */
static void
try_size(struct searching *s, const struct kt_item *item, int64_t quantity,
         struct kt_floor_breach *worst)
{
    struct kt_cart_line line = { .item = item,
                                 .quantity = quantity,
                                 .manual_price_minor = -1 };
    struct kt_quote_input in = s->in;
    struct kt_quote *quote;
    struct kt_error err;
    kt_error_init(&err, &s->quotes);
    in.lines = &line;
    in.line_count = 1;
    if (kt_quote_compute(&in, &s->call->shop->trial_rules, &s->quotes, &quote,
                         &err) != KT_OK ||
        quote->problem_count > 0)
        return;
    int64_t reached = quote->lines[0].amount_minor / quantity;
    if (reached >= worst->reached_minor)
        return;
    worst->reached_minor = reached;
    worst->quantity = quantity;
    worst->titles = titles_of(quote, s->call->arena);
}

static void
try_sizes(struct searching *s, const struct kt_item *item,
          struct kt_floor_breach *worst)
{
    for (size_t i = 0; i < KT_COUNT(sizes); i++)
        try_size(s, item, sizes[i], worst);
}

/* All that are not exclusive together, then each exclusive one; of one's own
 * the stack that it is in. */
static void
try_stacks(struct searching *s, const struct kt_item *item,
           struct kt_floor_breach *worst)
{
    bool is_alone = s->own != NULL && s->own->is_exclusive;
    size_t tried = 0;
    s->in.promotions = s->promotions;
    s->in.promotion_count = s->promotion_count;
    for (size_t i = 0; i < s->promotion_count; i++)
        s->promotions[i].is_active = !s->promotions[i].is_exclusive;
    if (!is_alone)
        try_sizes(s, item, worst);
    s->in.promotion_count = 1;
    for (size_t i = 0; i < s->promotion_count && tried < EXCLUSIVES_MAX; i++) {
        struct kt_promotion *row = &s->promotions[i];
        if (!row->is_exclusive ||
            (s->own != NULL && !kt_id_eq(row->id, s->own->id)))
            continue;
        row->is_active = true;
        s->in.promotions = row;
        try_sizes(s, item, worst);
        tried++;
    }
}

static void
look_at(struct searching *s, const struct kt_item *item)
{
    struct kt_item free = *item;
    struct kt_floor_breach worst = {
        .sku = item->sku,
        .channel = s->in.settings.channel,
        .currency = s->in.settings.currency,
        .reached_minor = item->min_price_minor,
        .minimum_minor = item->min_price_minor,
    };
    free.min_price_minor = 0;
    try_stacks(s, &free, &worst);
    kt_arena_reset(&s->quotes);
    if (worst.reached_minor == worst.minimum_minor)
        return;
    struct kt_list *found = &s->out->found;
    struct kt_floor_breach *items =
        kt_grow(s->call->arena, found->items, found->count, sizeof worst);
    items[found->count++] = worst;
    found->items = items;
}

/* ---- the shop ---- */

static enum kt_status
read_skus(struct searching *s, struct kt_str currency, struct kt_list *skus)
{
    struct kt_arena *arena = s->call->arena;
    struct kt_rows rows;
    KT_TRY(
        kt_query(s->tx, KT_SQL_PRICE_WITH_MINIMUM,
                 KT_ARGS(KT_TEXT(currency),
                         KT_INT(s->own != NULL ? OWN_SKUS_MAX + 1 : SKUS_MAX)),
                 &rows, s->err));
    while (kt_rows_next(&rows)) {
        skus->items =
            kt_grow(arena, skus->items, skus->count, sizeof(struct kt_str));
        ((struct kt_str *)skus->items)[skus->count++] =
            kt_col_copy(&rows, 0, arena);
    }
    return kt_rows_close(&rows);
}

/* A request has no time for it; an exclusive one stands alone. */
static bool
is_too_much(const struct searching *s, size_t skus)
{
    if (s->own == NULL)
        return false;
    size_t promotions = s->own->is_exclusive ? 1 : s->promotion_count;
    return skus > OWN_SKUS_MAX || skus * promotions > OWN_WORK_MAX;
}

static enum kt_status
look_in(struct searching *s, const struct kt_channel *channel,
        struct kt_str currency)
{
    struct kt_quote_wish wish = {
        .channel = channel,
        .currency = currency,
        .locale = kt_channel_locale(channel, KT_STR("")),
        .now_ms = s->call->now_ms,
        .explains = true,
    };
    struct kt_list skus = { NULL, 0 };
    struct kt_quote_facts facts;
    const struct kt_item *const *items;
    KT_TRY(read_skus(s, currency, &skus));
    if (skus.count == 0)
        return KT_OK;
    KT_TRY(kt_quote_load_shelf(s->tx, s->call, &wish, &facts, s->err));
    s->in = facts.input;
    s->in.tax_rule = NULL;
    s->in.shipping_method_count = 0;
    if (s->own != NULL && !holds_here(s, s->own))
        return KT_OK;
    take_promotions(s);
    if (is_too_much(s, skus.count)) {
        s->out->is_cut = true;
        return KT_OK;
    }
    struct kt_items_query query = { .skus = skus.items,
                                    .count = skus.count,
                                    .currency = s->in.settings.currency,
                                    .locale = wish.locale,
                                    .fallback = wish.locale };
    KT_TRY(kt_items_load(s->tx, &query, s->call->arena, &items, s->err));
    for (size_t i = 0; i < skus.count; i++)
        if (items[i] != NULL)
            look_at(s, items[i]);
    return KT_OK;
}

static enum kt_status
look_everywhere(struct searching *s)
{
    const struct kt_shop *shop = s->call->shop;
    for (size_t i = 0; i < shop->channel_count; i++) {
        const struct kt_str *codes = shop->channels[i].currencies.items;
        for (size_t j = 0; j < shop->channels[i].currencies.count; j++)
            KT_TRY(look_in(s, &shop->channels[i], codes[j]));
    }
    return KT_OK;
}

static enum kt_status
search(struct searching *s)
{
    *s->out = (struct kt_floor_breaches){ .is_cut = false };
    s->promotions = KT_NEW_ARRAY(s->call->arena, struct kt_promotion,
                                 s->call->shop->promotion_count + 1);
    kt_arena_init(&s->quotes, 0);
    enum kt_status status = look_everywhere(s);
    kt_arena_release(&s->quotes);
    return status;
}

enum kt_status
kt_promotion_find_breaches(const struct kt_tx *tx, const struct kt_call *call,
                           struct kt_floor_breaches *breaches,
                           struct kt_error *err)
{
    struct searching s = {
        .tx = tx, .call = call, .out = breaches, .err = err
    };
    return search(&s);
}

enum kt_status
kt_promotion_find_own_breaches(const struct kt_tx *tx,
                               const struct kt_call *call,
                               const struct kt_promotion *own,
                               struct kt_floor_breaches *breaches,
                               struct kt_error *err)
{
    struct searching s = {
        .tx = tx, .call = call, .own = own, .out = breaches, .err = err
    };
    return search(&s);
}
