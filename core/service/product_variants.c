#include "base/grow.h"
#include "service/catalog.h"
#include "service/catalog_rows.h"
#include "service/page.h"
#include "service/variant_shelf.h"

/* A page of a product's variants: read piece by piece in their order, those
 * that are wanted are priced, until the page is full. */

struct listing {
    struct kt_product_variants_use *state;
    struct kt_arena *arena;
    struct kt_error *err;
    struct kt_shown_needs needs;
    struct kt_shelf shelf;
    struct kt_id product_id;
    struct kt_str attributes; /* of the product */
    struct kt_list options;
    struct kt_page_key place; /* behind which the page begins */
    struct kt_variant_out *variants;
    size_t count;
    bool is_end;
};

static size_t
limit_of(const struct listing *l)
{
    return (size_t)kt_page_limit(l->state->limit);
}

/* ---- the product ---- */

static enum kt_status
read_product(struct listing *l)
{
    struct kt_rows rows;
    KT_TRY(kt_query(l->shelf.tx, KT_SQL_PRODUCT_SHOWN,
                    KT_ARGS(KT_ID(l->product_id)), &rows, l->err));
    enum kt_status status = KT_NOT_FOUND;
    if (kt_rows_next(&rows)) {
        l->attributes = kt_col_copy(&rows, 5, l->arena);
        status = kt_col_list(&rows, 4, &kt_product_option_shape, l->arena,
                             &l->options, l->err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    if (closed != KT_OK)
        return closed;
    return status == KT_NOT_FOUND ? kt_fail_not_found(l->err) : status;
}

/* ---- which variants ---- */

/* What it has under a name: an option first, else an attribute. */
static struct kt_str
value_of(const struct listing *l, const struct kt_variant_out *variant,
         struct kt_str name)
{
    const struct kt_product_option *options = l->options.items;
    const struct kt_str *values = variant->option_values.items;
    for (size_t i = 0; i < variant->option_values.count; i++) {
        if (i < l->options.count && kt_str_eq(options[i].name, name))
            return values[i];
    }
    struct kt_list list =
        kt_attributes_pairs(variant->attributes, l->attributes, l->arena);
    const struct kt_pair *pairs = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (kt_str_eq(pairs[i].name, name))
            return pairs[i].value;
    }
    return KT_STR("");
}

/* Values under one name are alternatives; each name must hold. */
static bool
is_wanted(const struct listing *l, const struct kt_variant_out *variant)
{
    const struct kt_pair *wishes = l->state->attr.items;
    for (size_t i = 0; i < l->state->attr.count; i++) {
        struct kt_str value = value_of(l, variant, wishes[i].name);
        bool holds = false;
        for (size_t j = 0; j < l->state->attr.count; j++)
            holds |= kt_str_eq(wishes[j].name, wishes[i].name) &&
                     kt_str_eq(wishes[j].value, value);
        if (!holds)
            return false;
    }
    return true;
}

/* ---- a piece ---- */

static void
choose(struct listing *l, struct kt_list *piece)
{
    struct kt_variant_out *items = piece->items;
    size_t count = piece->count;
    piece->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(l, &items[i]))
            items[piece->count++] = items[i];
    }
}

/* One without a price today may have one tomorrow. */
static enum kt_status
price(struct listing *l, struct kt_list *piece)
{
    const struct kt_variant_out *variants = piece->items;
    struct kt_id *ids = KT_NEW_ARRAY(l->arena, struct kt_id, piece->count);
    struct kt_items_query query = l->shelf.query;
    const struct kt_item *const *items;
    for (size_t i = 0; i < piece->count; i++) {
        ids[i] = variants[i].id;
        kt_shown_need_id(&l->needs, ids[i]);
    }
    query.ids = ids;
    query.count = piece->count;
    KT_TRY(kt_items_load(l->shelf.tx, &query, l->arena, &items, l->err));
    return kt_variants_price(&l->shelf, items, KT_VARIANT_PAGE,
                             limit_of(l) - l->count, piece, l->err);
}

static void
append(struct listing *l, const struct kt_list *piece)
{
    const struct kt_variant_out *variants = piece->items;
    for (size_t i = 0; i < piece->count; i++) {
        l->variants =
            kt_grow(l->arena, l->variants, l->count, sizeof *l->variants);
        l->variants[l->count++] = variants[i];
    }
}

/* Of those that may not be wanted many are looked at in one go. */
static enum kt_status
read_piece(struct listing *l)
{
    enum { MANY = 1000 };
    struct kt_variant_span span = {
        .after = l->place.number,
        .after_id = l->place.id,
        .count_max = l->state->attr.count > 0 ? MANY : (int64_t)limit_of(l) + 1,
    };
    struct kt_list piece;
    KT_TRY(kt_variants_load(&l->shelf, l->product_id, &span, &piece, l->err));
    l->is_end = (int64_t)piece.count < span.count_max;
    if (piece.count == 0)
        return KT_OK;
    const struct kt_variant_out *last =
        (const struct kt_variant_out *)piece.items + piece.count - 1;
    l->place.number = last->position;
    l->place.id = last->id;
    choose(l, &piece);
    KT_TRY(price(l, &piece));
    append(l, &piece);
    return KT_OK;
}

static enum kt_status
read_page(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *l = arg;
    const struct kt_product_variants_use *state = l->state;
    KT_TRY(kt_shelf_open(tx, state->use.call, state->currency, &l->needs,
                         &l->shelf, err));
    KT_TRY(kt_shelf_find_named(tx, state->name, &l->product_id, err));
    kt_shown_need_part(&l->needs, &l->shelf.sales);
    kt_shown_need_id(&l->needs, l->product_id);
    KT_TRY(read_product(l));
    while (!l->is_end && l->count <= limit_of(l))
        KT_TRY(read_piece(l));
    return KT_OK;
}

/* ---- the whole ---- */

static struct kt_str
page_text(struct listing *l)
{
    struct kt_str next = KT_STR("");
    struct kt_buf buf;
    struct kt_json json;
    if (l->count > limit_of(l)) {
        l->count = limit_of(l);
        const struct kt_variant_out *last = &l->variants[l->count - 1];
        struct kt_page_key key = { .order = l->place.order,
                                   .number = last->position,
                                   .text = KT_STR(""),
                                   .id = last->id };
        next = kt_page_key_cursor(&key, l->arena);
    }
    kt_buf_init(&buf, l->arena, 4096);
    kt_json_init(&json, &buf);
    kt_page_write(&json, &kt_variant_shown_shape, l->variants, l->count, next);
    return kt_buf_view(&buf);
}

static struct kt_str
page_key(const struct listing *l)
{
    const struct kt_product_variants_use *state = l->state;
    const struct kt_pair *pairs = state->attr.items;
    struct kt_buf asked;
    kt_buf_init(&asked, l->arena, 256);
    kt_buf_format(&asked, "%zu %.*s\n%.*s", limit_of(l),
                  KT_STR_FMT(state->name), KT_STR_FMT(state->after));
    for (size_t i = 0; i < state->attr.count; i++)
        kt_buf_format(&asked, "\n%zu %zu %.*s%.*s", pairs[i].name.len,
                      pairs[i].value.len, KT_STR_FMT(pairs[i].name),
                      KT_STR_FMT(pairs[i].value));
    return kt_shown_key(state->use.call, "variants", state->currency,
                        kt_buf_view(&asked));
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_product_variants_use *state =
        (struct kt_product_variants_use *)use;
    const struct kt_call *call = use->call;
    struct listing l = { .state = state, .arena = call->arena, .err = err };
    struct kt_str key = page_key(&l);
    if (kt_shown_find_answer(call, key, &state->shown))
        return KT_OK;
    l.place = kt_page_key_start(kt_page_order("product_variants", 0), false);
    KT_TRY(kt_page_key_parse(state->after, call->arena, &l.place, err));
    kt_shown_begin(call, &l.needs);
    KT_TRY(kt_call_read(call, read_page, &l, err));
    kt_shown_keep_answer(call, key, &l.needs, page_text(&l), &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_product_variants = {
    .name = "product_variants",
    .state_size = sizeof(struct kt_product_variants_use),
    .answer = answer,
};
