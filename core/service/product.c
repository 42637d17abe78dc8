#include "service/product.h"

#include "base/grow.h"
#include "domain/search/analysis.h"
#include "service/catalog_rows.h"
#include "service/collection.h"
#include "service/naming.h"
#include "service/search_save.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str q;
    int status; /* -1: any */
    struct kt_str category;
    struct kt_str tag;
    struct kt_str vendor;
    struct kt_str collection;
    struct kt_str product_type;
    int64_t updated_from;
    int64_t updated_to;
};

enum { SORT_NEWEST, SORT_UPDATED, SORT_TITLE, SORT_COUNT };

static const char *const sort_names[] = { "newest", "updated", "title", NULL };

static const struct kt_resource_sort sorts[] = {
    [SORT_NEWEST] = { KT_SQL_PRODUCT_LIST_NEWEST, .key_column = 12,
                      .is_falling = true },
    [SORT_UPDATED] = { KT_SQL_PRODUCT_LIST_UPDATED, .key_column = 13,
                       .is_falling = true },
    [SORT_TITLE] = { KT_SQL_PRODUCT_LIST_TITLE, .key_column = 15,
                     .is_text = true },
};

/* Driven by collection, tag, category and vendor; by the words of q. */
static const enum kt_sql found[SORT_COUNT] = { KT_SQL_PRODUCT_FIND_NEWEST,
                                               KT_SQL_PRODUCT_FIND_UPDATED,
                                               KT_SQL_PRODUCT_FIND_TITLE };
static const enum kt_sql searched[SORT_COUNT] = { KT_SQL_SEARCH_STAFF_NEWEST,
                                                  KT_SQL_SEARCH_STAFF_UPDATED,
                                                  KT_SQL_SEARCH_STAFF_TITLE };

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, q, 0, .min = 1, .max = 200,
             .help = "Words that it has, or that begin so"),
    KT_FIELD(ENUM, struct query, status, KT_NULLABLE,
             .names = kt_product_status_names),
    KT_FIELD(STR, struct query, category, 0, .min = 1, .max = 200,
             .help = "Slug: in it or below"),
    KT_FIELD(STR, struct query, tag, 0, .min = 1, .max = 200),
    KT_FIELD(STR, struct query, vendor, 0, .min = 1, .max = 200),
    KT_FIELD(STR, struct query, collection, 0, .min = 1, .max = 200,
             .help = "Slug: chosen by hand, or taken by its rule"),
    KT_FIELD(STR, struct query, product_type, 0, .min = 1, .max = 64,
             .help = "Code"),
    KT_FIELD(TIME, struct query, updated_from, 0, .help = "Inclusive"),
    KT_FIELD(TIME, struct query, updated_to, 0, .help = "Exclusive"),
};

const struct kt_shape kt_product_query_shape =
    KT_SHAPE("ProductQuery", struct query, query_fields, NULL);

/* What MATCH takes: all words, each also where it only begins one. Without any
 * word nothing is found. */
static struct kt_str
match_text(const struct kt_call *call, struct kt_str q)
{
    struct kt_list words = kt_search_words(q, call->arena);
    const struct kt_search_word *items = words.items;
    char mark[KT_SEARCH_MARK];
    struct kt_buf buf;
    kt_buf_init(&buf, call->arena, 128);
    kt_search_mark(call->shop->store_id, mark);
    for (size_t i = 0; i < words.count; i++) {
        if (!items[i].is_joined)
            kt_buf_format(&buf, "\"%.*s%.*s\"* ", KT_SEARCH_MARK, mark,
                          KT_STR_FMT(items[i].stem));
    }
    return buf.len > 0 ? kt_buf_view(&buf) : KT_STR("\"\"");
}

static bool
has_place(const struct query *query)
{
    return query->collection.len > 0 || query->tag.len > 0 ||
           query->category.len > 0 || query->vendor.len > 0;
}

/* What C knows alone: the products of a collection, none where there is no such
 * one. Only the statements that are driven by more than their order take it. */
static enum kt_status
look_up(const struct kt_tx *tx, const struct kt_call *call, const void *asked,
        struct kt_filters *filters, struct kt_error *err)
{
    const struct query *query = asked;
    struct kt_id *ids = NULL;
    size_t count = 0;
    bool is_there;
    if (query->q.len == 0 && !has_place(query))
        return KT_OK;
    if (query->collection.len == 0) {
        kt_filter_add(filters, KT_NULL);
        return KT_OK;
    }
    KT_TRY(kt_collection_find(tx, KT_SQL_COLLECTION_BY_SLUG, query->collection,
                              call->arena, &ids, &count, &is_there, err));
    struct kt_str bytes = { (const char *)ids, count * sizeof *ids };
    kt_filter_add(filters, KT_BLOB(count > 0 ? bytes : KT_STR("")));
    return KT_OK;
}

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    bool has_words = query->q.len > 0;
    const char *status =
        query->status < 0 ? "" : kt_product_status_names[query->status];
    if (has_words)
        kt_filter_add(filters, KT_TEXT(match_text(call, query->q)));
    if (has_words || has_place(query)) {
        kt_filter_add(filters, KT_TEXT(query->tag));
        kt_filter_add(filters, KT_TEXT(query->category));
        kt_filter_add(filters, KT_TEXT(query->vendor));
    }
    kt_filter_add(filters, KT_TEXT(kt_str_of(status)));
    kt_filter_add(filters, KT_TEXT(query->product_type));
    kt_filter_add(filters, KT_INT(query->updated_from));
    kt_filter_add(filters, KT_INT(query->updated_to != 0 ? query->updated_to
                                                         : INT64_MAX));
    if (has_words)
        return searched[query->list.sort];
    return has_place(query) ? found[query->list.sort]
                            : sorts[query->list.sort].statement;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_product_read_row(rows, arena, record, err);
}

static enum kt_status
load_places(const struct kt_tx *tx, struct kt_arena *arena, void *record,
            struct kt_error *err)
{
    return kt_product_load_places(tx, arena, record, err);
}

struct kt_saving
kt_edit_saving(const struct kt_edit *edit)
{
    return (struct kt_saving){
        .reading = edit->reading,
        .tx = edit->tx,
        .refs = edit->refs,
        .arena = edit->call->arena,
        .now_ms = edit->call->now_ms,
    };
}

static struct kt_product_parts
parts_of(const struct kt_edit *edit)
{
    if (edit->is_new)
        return KT_PRODUCT_WHOLE;
    return (struct kt_product_parts){
        .places =
            kt_edit_gives(edit, "categories") || kt_edit_gives(edit, "tags"),
        .variants = kt_edit_gives(edit, "variants"),
    };
}

/* Only names that may stand in the parts are read. */
static enum kt_status
load_names(struct kt_edit *edit, struct kt_product_parts parts,
           struct kt_error *err)
{
    unsigned kinds = KT_REF_BIT(KT_REF_PRODUCT_TYPE);
    if (parts.places)
        kinds |= KT_REF_BIT(KT_REF_CATEGORY);
    if (parts.variants)
        kinds |= KT_REF_BIT(KT_REF_PRICE_LIST) | KT_REF_BIT(KT_REF_CHANNEL) |
                 KT_REF_BIT(KT_REF_LOCATION);
    return kt_edit_refs(edit, kinds, err);
}

/* ---- its names elsewhere ---- */

static const char *const named_in[] = { "products", "exclude_products", NULL };
static const char *const sku_members[] = { "skus", "exclude_skus", NULL };

enum kt_status
kt_edit_find_sku(struct kt_edit *edit, struct kt_str sku, struct kt_error *err)
{
    return kt_edit_find_naming(edit, sku_members, sku, err);
}

/* Promotions and rules choose products by slugs: one that they name stays. */
static enum kt_status
check_slug(struct kt_edit *edit, const struct kt_product *product,
           struct kt_error *err)
{
    struct kt_product old;
    if (edit->is_new || !kt_edit_gives(edit, "slug"))
        return KT_OK;
    KT_TRY(kt_resource_load(&kt_product_resource, edit->reading, product->id,
                            edit->call->arena, &old, err));
    return kt_str_eq(old.slug, product->slug)
               ? KT_OK
               : kt_edit_find_naming(edit, named_in, old.slug, err);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_product *product = record;
    struct kt_product_parts parts = parts_of(edit);
    KT_TRY(load_names(edit, parts, err));
    struct kt_saving saving = kt_edit_saving(edit);
    KT_TRY(kt_product_resolve(&saving, product, parts, err));
    KT_TRY(check_slug(edit, product, err));
    return kt_edit_check_own(edit, KT_SQL_PRODUCT_ID_BY_SLUG, "slug",
                             product->slug, product->id, err);
}

/* What was fine in the snapshot and is not any more is told by another try. */
static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    struct kt_product product = *(const struct kt_product *)record;
    struct kt_product_parts parts = parts_of(edit);
    struct kt_saving saving = kt_edit_saving(edit);
    enum kt_status status = kt_product_write(&saving, &product, parts, err);
    return status == KT_INVALID_BODY ? kt_fail_conflict(err) : status;
}

/* ---- when a variant changes ---- */

/* The product may have gone in the same transaction. */
static enum kt_status
write_text(struct kt_edit *edit, struct kt_id id, struct kt_error *err)
{
    struct kt_arena *arena = edit->call->arena;
    struct kt_product product;
    struct kt_error lost;
    kt_error_init(&lost, err->arena);
    enum kt_status status =
        kt_resource_load(&kt_product_resource, edit->reading, id, arena,
                         &product, &lost);
    if (status == KT_NOT_FOUND)
        return KT_OK;
    if (status != KT_OK)
        return kt_error_set(err, status);
    KT_TRY(kt_product_load_variants(edit->reading, arena, &product, err));
    return kt_search_save(edit->tx, &product, arena, err);
}

enum kt_status
kt_edit_touch_product(struct kt_edit *edit, struct kt_id product_id,
                      struct kt_error *err)
{
    return kt_exec(edit->tx, KT_SQL_PRODUCT_TOUCH, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(edit->call->now_ms), KT_ID(product_id)), err);
}

enum kt_status
kt_edit_change_product(struct kt_edit *edit, struct kt_id product_id,
                       struct kt_error *err)
{
    edit->do_later = write_text;
    kt_edit_later(edit, product_id);
    return kt_edit_touch_product(edit, product_id, err);
}

/* ---- deleting ---- */

static enum kt_status
load_skus(const struct kt_edit *edit, struct kt_id id, struct kt_list *skus,
          struct kt_error *err)
{
    struct kt_arena *arena = edit->call->arena;
    struct kt_rows rows;
    struct kt_str *items = NULL;
    *skus = (struct kt_list){ 0 };
    KT_TRY(kt_query(edit->reading, KT_SQL_PRODUCT_SKUS, KT_ARGS(KT_ID(id)),
                    &rows, err));
    while (kt_rows_next(&rows)) {
        items = kt_grow(arena, items, skus->count, sizeof *items);
        items[skus->count++] = kt_col_copy(&rows, 0, arena);
    }
    skus->items = items;
    return kt_rows_close(&rows);
}

/* The failure that naming makes is passed over: all users are told. */
static enum kt_status
find_users(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_product *product = record;
    struct kt_list skus;
    KT_TRY(load_skus(edit, product->id, &skus, err));
    return kt_edit_find_naming_any(edit, sku_members, skus, err);
}

static enum kt_status
forget(struct kt_edit *edit, struct kt_id id, struct kt_error *err)
{
    return kt_search_drop(edit->tx, id, err);
}

static const struct kt_resource_user users[] = {
    { "order", "ord", KT_SQL_PRODUCT_ORDERS },
    { "collection", "coll", KT_SQL_PRODUCT_COLLECTIONS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_product_resource = {
    .name = "product",
    .path = "/admin/v1/products",
    .prefix = "prod",
    .in = &kt_product_in_shape,
    .patch = &kt_product_patch_shape,
    .out = &kt_product_out_shape,
    KT_RESOURCE_RECORD(kt_product),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_PRODUCT_GET,
    .claim = KT_SQL_PRODUCT_CLAIM,
    .drop = KT_SQL_PRODUCT_DELETE,
    .look_up = look_up,
    .choose = choose,
    .read = read_row,
    .load_more = load_places,
    .check = check,
    .save = save,
    .named_in = named_in,
    .name_offset = offsetof(struct kt_product, slug),
    .find_users = find_users,
    .forget = forget,
};
