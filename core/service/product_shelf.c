#include "service/product_shelf.h"

#include "base/grow.h"
#include "media/kind.h"
#include "service/catalog_rows.h"
#include "service/column.h"
#include "service/variant_shelf.h"

/* Sales that begin, end or are used up change what is shown. */
static void
need_promotions(struct kt_shelf *shelf)
{
    struct kt_shown_needs *sales = &shelf->sales;
    const struct kt_shop *shop = shelf->call->shop;
    for (size_t i = 0; i < shop->promotion_count; i++) {
        const struct kt_promotion *promotion = &shop->promotions[i];
        if (promotion->stage != KT_STAGE_CATALOG || promotion->needs_coupon)
            continue;
        kt_shown_need_date(sales, promotion->starts_ms);
        kt_shown_need_date(sales, promotion->ends_ms);
        if (promotion->uses_max > 0 || promotion->budget_minor > 0)
            kt_shown_need_id(sales, promotion->id);
    }
}

enum kt_status
kt_shelf_open(const struct kt_tx *tx, const struct kt_call *call,
              struct kt_str currency, struct kt_shown_needs *needs,
              struct kt_shelf *shelf, struct kt_error *err)
{
    const struct kt_channel *channel = call->channel;
    struct kt_quote_wish wish = {
        .channel = channel,
        .currency = currency,
        .locale = kt_channel_locale(channel, call->locale),
        .now_ms = call->now_ms,
    };
    if (kt_channel_currency(channel, currency) == NULL) {
        kt_fail_invalid_query(err);
        return kt_error_add(err, KT_STR("/currency"), "unknown",
                            "a currency of the channel");
    }
    *shelf = (struct kt_shelf){ .tx = tx, .call = call, .needs = needs };
    shelf->past = KT_NEW(call->arena, struct kt_shelf_past);
    KT_TRY(kt_quote_load_shelf(tx, call, &wish, &shelf->facts, err));
    shelf->query = (struct kt_items_query){
        .currency = shelf->facts.input.settings.currency,
        .locale = wish.locale,
        .fallback = kt_channel_locale(channel, KT_STR("")),
    };
    kt_shown_begin_part(needs, &shelf->sales);
    need_promotions(shelf);
    return KT_OK;
}

enum kt_status
kt_shelf_find_named(const struct kt_tx *tx, struct kt_str name,
                    struct kt_id *id, struct kt_error *err)
{
    struct kt_rows rows;
    if (kt_id_parse(name, "prod", id))
        return KT_OK;
    *id = (struct kt_id){ { 0 } };
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_ID_BY_SLUG, KT_ARGS(KT_TEXT(name)),
                    &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

/* ---- what a product's face depends on ---- */

/* Those that are not active count: one of them may become so. */
static enum kt_status
need_variants(const struct kt_shelf *shelf, struct kt_id product_id,
              struct kt_error *err)
{
    struct kt_rows rows;
    kt_shown_need_part(shelf->needs, &shelf->sales);
    kt_shown_need_id(shelf->needs, product_id);
    KT_TRY(kt_query(shelf->tx, KT_SQL_VARIANT_KEYS, KT_ARGS(KT_ID(product_id)),
                    &rows, err));
    while (kt_rows_next(&rows))
        kt_shown_need_id(shelf->needs, kt_col_id(&rows, 0));
    return kt_rows_close(&rows);
}

/* ---- the product's own row ---- */

static struct kt_str
localized(const struct kt_shelf *shelf, const struct kt_rows *rows, int column)
{
    struct kt_arena *arena = shelf->call->arena;
    return kt_localized(kt_col_copy(rows, column, arena), shelf->query.locale,
                        shelf->query.fallback, arena);
}

static enum kt_status
read_media(const struct kt_shelf *shelf, const struct kt_rows *rows,
           struct kt_product_out *out, struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    struct kt_list stored;
    KT_TRY(kt_col_list(rows, 6, &kt_media_shape, arena, &stored, err));
    const struct kt_media *media = stored.items;
    struct kt_picture *pictures =
        KT_NEW_ARRAY(arena, struct kt_picture, stored.count);
    for (size_t i = 0; i < stored.count; i++)
        pictures[i] = (struct kt_picture){ .url = media[i].url,
                                           .alt = media[i].alt,
                                           .skus = media[i].skus };
    out->media = (struct kt_list){ pictures, stored.count };
    return KT_OK;
}

static enum kt_status
read_row(const struct kt_shelf *shelf, const struct kt_rows *rows,
         bool with_page, struct kt_product_out *out, struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    out->slug = kt_col_copy(rows, 0, arena);
    out->title = localized(shelf, rows, 1);
    out->vendor = kt_col_copy(rows, 3, arena);
    KT_TRY(read_media(shelf, rows, out, err));
    if (!with_page)
        return KT_OK;
    out->description = localized(shelf, rows, 2);
    out->attributes = kt_col_copy(rows, 5, arena);
    return kt_col_list(rows, 4, &kt_product_option_shape, arena, &out->options,
                       err);
}

static enum kt_status
load_row(const struct kt_shelf *shelf, bool with_page,
         struct kt_product_out *out, bool *is_active, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(shelf->tx, KT_SQL_PRODUCT_SHOWN, KT_ARGS(KT_ID(out->id)),
                    &rows, err));
    *is_active = kt_rows_next(&rows);
    enum kt_status status =
        *is_active ? read_row(shelf, &rows, with_page, out, err) : KT_OK;
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static bool
shows_upload(const struct kt_product_out *out)
{
    const struct kt_picture *pictures = out->media.items;
    struct kt_media_name name;
    for (size_t i = 0; i < out->media.count; i++) {
        if (kt_media_url_parse(pictures[i].url, &name))
            return true;
    }
    return false;
}

/* A text of the product itself goes before that of the picture. */
static void
describe(const struct kt_shelf *shelf, const struct kt_rows *rows,
         struct kt_product_out *out)
{
    struct kt_picture *pictures = out->media.items;
    struct kt_media_name name;
    for (size_t i = 0; i < out->media.count; i++) {
        if (!kt_media_url_parse(pictures[i].url, &name) ||
            !kt_str_eq(kt_col_text(rows, 0),
                       (struct kt_str){ (const char *)name.hash,
                                        sizeof name.hash }))
            continue;
        pictures[i].width = kt_col_int(rows, 2);
        pictures[i].height = kt_col_int(rows, 3);
        if (pictures[i].alt.len == 0)
            pictures[i].alt = localized(shelf, rows, 1);
    }
}

static enum kt_status
load_media(const struct kt_shelf *shelf, struct kt_product_out *out,
           struct kt_error *err)
{
    struct kt_rows rows;
    if (!shows_upload(out))
        return KT_OK;
    KT_TRY(kt_query(shelf->tx, KT_SQL_MEDIA_OF_PRODUCT, KT_ARGS(KT_ID(out->id)),
                    &rows, err));
    while (kt_rows_next(&rows))
        describe(shelf, &rows, out);
    return kt_rows_close(&rows);
}

static enum kt_status
load_categories(const struct kt_shelf *shelf, struct kt_product_out *out,
                struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    struct kt_category_ref_out *refs = NULL;
    struct kt_rows rows;
    KT_TRY(kt_query(shelf->tx, KT_SQL_CATEGORY_SHOWN_OF_PRODUCT,
                    KT_ARGS(KT_ID(out->id)), &rows, err));
    while (kt_rows_next(&rows)) {
        refs = kt_grow(arena, refs, out->categories.count, sizeof *refs);
        refs[out->categories.count++] = (struct kt_category_ref_out){
            .slug = kt_col_copy(&rows, 0, arena),
            .name = localized(shelf, &rows, 1),
        };
    }
    out->categories.items = refs;
    return kt_rows_close(&rows);
}

/* ---- its variants ---- */

/* So many at a time, so that a product may have any number of them. */
enum { PIECE = 100 };

/* A product while it is shown. */
struct showing {
    const struct kt_shelf *shelf;
    enum kt_variant_detail detail;
    struct kt_product_out *out;
    struct kt_variant_span span; /* the next piece */
    bool is_end;
};

/* The first of them for a page; false when it takes none of the piece. */
static bool
keep_shown(struct showing *showing, const struct kt_list *piece)
{
    struct kt_list *shown = &showing->out->variants;
    const struct kt_variant_out *variants = piece->items;
    size_t count = KT_PRODUCT_VARIANTS_SHOWN - shown->count;
    if (showing->detail != KT_VARIANT_PAGE || piece->count == 0 || count == 0)
        return false;
    if (count > piece->count)
        count = piece->count;
    struct kt_variant_out *items =
        kt_arena_grow(showing->shelf->call->arena, shown->items,
                      shown->count * sizeof *items,
                      (shown->count + count) * sizeof *items);
    memcpy(items + shown->count, variants, count * sizeof *items);
    *shown = (struct kt_list){ items, shown->count + count };
    return true;
}

/* *is_kept tells whether anything of it is needed any more. */
static enum kt_status
show_piece(struct showing *showing, bool *is_kept, struct kt_error *err)
{
    const struct kt_shelf *shelf = showing->shelf;
    struct kt_product_out *out = showing->out;
    const struct kt_item *const *items;
    struct kt_list piece;
    KT_TRY(kt_variants_load(shelf, out->id, &showing->span, &piece, err));
    showing->is_end = (int64_t)piece.count < showing->span.count_max;
    *is_kept = false;
    if (piece.count == 0)
        return KT_OK;
    KT_TRY(kt_items_load_product(shelf->tx, out->id, &showing->span,
                                 &shelf->query, shelf->call->arena, &items,
                                 err));
    const struct kt_variant_out *last =
        (const struct kt_variant_out *)piece.items + piece.count - 1;
    showing->span.after = last->position;
    showing->span.after_id = last->id;
    if (out->tags.items == NULL && items[0]->tag_count > 0) {
        out->tags = (struct kt_list){ (void *)(uintptr_t)items[0]->tags,
                                      items[0]->tag_count };
        *is_kept = true;
    }
    KT_TRY(kt_variants_price(shelf, items, showing->detail,
                             KT_PRODUCT_VARIANTS_SHOWN - out->variants.count,
                             &piece, err));
    kt_product_add_variants(out, piece.items, piece.count);
    *is_kept |= keep_shown(showing, &piece);
    return KT_OK;
}

/* Its variants with their prices and stock; none of them: it is not shown. The
 * past stays, which the first reduction reads. */
static enum kt_status
load_variants(const struct kt_shelf *shelf, enum kt_variant_detail detail,
              struct kt_product_out *out, bool *is_shown, struct kt_error *err)
{
    struct kt_arena *arena = shelf->call->arena;
    struct showing showing = {
        .shelf = shelf,
        .detail = detail,
        .out = out,
        .span = { .after = INT64_MIN, .count_max = PIECE },
    };
    while (!showing.is_end) {
        struct kt_arena_mark mark = kt_arena_mark(arena);
        bool had_past = shelf->past->is_read, is_kept;
        KT_TRY(show_piece(&showing, &is_kept, err));
        if (!is_kept && shelf->past->is_read == had_past)
            kt_arena_rewind(arena, mark);
    }
    *is_shown = out->variant_count > 0;
    return KT_OK;
}

enum kt_status
kt_shelf_show(const struct kt_shelf *shelf, struct kt_id product_id,
              bool with_page, struct kt_product_out *out, bool *is_shown,
              struct kt_error *err)
{
    *out = (struct kt_product_out){ .id = product_id };
    KT_TRY(need_variants(shelf, product_id, err));
    KT_TRY(load_row(shelf, with_page, out, is_shown, err));
    if (*is_shown)
        KT_TRY(load_variants(shelf,
                             with_page ? KT_VARIANT_PAGE : KT_VARIANT_ROW, out,
                             is_shown, err));
    if (!*is_shown)
        return KT_OK;
    KT_TRY(load_media(shelf, out, err));
    out->currency = kt_str_of(shelf->query.currency->code);
    return with_page ? load_categories(shelf, out, err) : KT_OK;
}

/* Rules that looked at the time, or failed, may say something else at once. */
enum kt_status
kt_shelf_look(const struct kt_shelf *shelf, struct kt_id product_id,
              struct kt_shelf_face *face, struct kt_error *err)
{
    struct kt_shown_needs needs;
    struct kt_shelf part = *shelf;
    struct kt_product_out out = { .id = product_id };
    int64_t now_ms = shelf->call->now_ms;
    struct kt_arena_mark mark = kt_arena_mark(shelf->call->arena);
    part.needs = &needs;
    kt_shown_begin_part(shelf->needs, &needs);
    kt_shown_need_part(&needs, &shelf->sales);
    *face = (struct kt_shelf_face){ .from_ms = now_ms, .until_ms = now_ms + 1 };
    KT_TRY(load_variants(&part, KT_VARIANT_PRICE, &out, &face->is_shown, err));
    face->price_min = out.price_min;
    face->is_available = out.is_available;
    if (needs.moments == kt_script_moments()) {
        face->from_ms = needs.from_ms;
        face->until_ms = needs.until_ms;
    }
    kt_arena_rewind(shelf->call->arena, mark);
    return KT_OK;
}

static struct kt_str
row_text(const struct kt_product_out *out, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_product_row_shape, out, &json);
    return kt_buf_view(&buf);
}

/* A product that is not shown is kept as an empty row. */
enum kt_status
kt_shelf_row(const struct kt_shelf *shelf, struct kt_id product_id,
             struct kt_str *json, bool *is_shown, struct kt_error *err)
{
    const struct kt_call *call = shelf->call;
    struct kt_shown_needs needs;
    struct kt_shelf part = *shelf;
    struct kt_product_out out;
    struct kt_str key =
        kt_shown_key(call, "row", kt_str_of(shelf->query.currency->code),
                     (struct kt_str){ (const char *)product_id.bytes,
                                      sizeof product_id.bytes });
    if (kt_shown_find(call, key, shelf->needs, json)) {
        *is_shown = json->len > 0;
        return KT_OK;
    }
    part.needs = &needs;
    kt_shown_begin_part(shelf->needs, &needs);
    KT_TRY(kt_shelf_show(&part, product_id, false, &out, is_shown, err));
    *json = *is_shown ? row_text(&out, call->arena) : KT_STR("");
    kt_shown_keep(call, key, &needs, *json);
    kt_shown_need_part(shelf->needs, &needs);
    return KT_OK;
}
