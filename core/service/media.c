#include "service/media.h"

#include "base/assert.h"
#include "domain/catalog/code.h"
#include "service/catalog_rows.h"
#include "service/column.h"

/* Beyond so many products all pages are made anew instead. */
enum { TOLD_PRODUCTS_MAX = 200 };

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    int kind;                  /* -1: any */
    int is_used;               /* -1: any */
};

static const char *const sort_names[] = { "newest", "name", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_MEDIA_LIST_NEWEST, .key_column = 8, .is_falling = true },
    { KT_SQL_MEDIA_LIST_NAME, .key_column = 3, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ENUM, struct query, kind, KT_NULLABLE,
             .names = kt_media_kind_names),
    KT_FIELD(ENUM, struct query, is_used, KT_NULLABLE, .names = kt_truth_names,
             .help = "Some product shows it"),
};

const struct kt_shape kt_media_query_shape =
    KT_SHAPE("PictureQuery", struct query, query_fields, NULL);

static void
filter(const void *asked, struct kt_filters *filters, struct kt_arena *arena)
{
    const struct query *query = asked;
    const char *kind = query->kind >= 0 ? kt_media_kind_names[query->kind] : "";
    (void)arena;
    kt_filter_add(filters, KT_TEXT(kt_str_of(kind)));
    kt_filter_add(filters, KT_INT(query->is_used));
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    struct kt_media_file *file = record;
    struct kt_media_name name;
    char text[KT_MEDIA_NAME_MAX];
    int kind;
    *file = (struct kt_media_file){
        .id = kt_col_id(rows, 0),
        .hash = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 3, arena),
        .width = kt_col_int(rows, 5),
        .height = kt_col_int(rows, 6),
        .bytes = kt_col_int(rows, 7),
        .created_at = kt_col_int(rows, 8),
        .version = kt_col_int(rows, 9),
    };
    KT_TRY(kt_col_enum(rows, 2, kt_media_kind_names, &kind, err));
    if (file->hash.len != sizeof name.hash)
        return kt_fail_store_failed(err);
    name.kind = (enum kt_media_kind)kind;
    memcpy(name.hash, file->hash.ptr, sizeof name.hash);
    kt_media_name_format(&name, text);
    file->url = kt_arena_format(arena, "/media/%s", text);
    file->content_type = kt_str_of(kt_media_content_type(name.kind));
    return kt_col_texts(rows, 4, arena, &file->alts, err);
}

static void
show(const struct kt_call *call, void *record)
{
    struct kt_media_file *file = record;
    const struct kt_media_folder *media = call->app->media;
    struct kt_media_name name;
    bool is_name = kt_media_url_parse(file->url, &name);
    KT_ASSERT(is_name);
    size_t count = media != NULL && kt_media_is_picture(name.kind)
                       ? media->options.sizes.count
                       : 0;
    struct kt_str *urls = KT_NEW_ARRAY(call->arena, struct kt_str, count);
    for (size_t i = 0; i < count; i++)
        urls[i] = kt_arena_format(call->arena, "/media/thumbnails/%s/%.*s.webp",
                                  media->options.sizes.items[i].name,
                                  KT_MEDIA_HASH_TEXT,
                                  file->url.ptr + strlen("/media/"));
    file->thumbnails = (struct kt_list){ urls, count };
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    (void)edit;
    kt_media_check(record, err);
    return err->status;
}

struct naming {
    const struct kt_media_name *name;
    struct kt_arena *arena;
    struct kt_str *called;
};

static enum kt_status
read_name(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct naming *naming = arg;
    struct kt_str hash = { (const char *)naming->name->hash,
                           sizeof naming->name->hash };
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_MEDIA_BY_HASH, KT_ARGS(KT_BLOB(hash)), &rows, err));
    if (kt_rows_next(&rows))
        *naming->called = kt_col_copy(&rows, 1, naming->arena);
    return kt_rows_close(&rows);
}

/* Files belong to all shops of a folder: where none is meant, none is asked. */
enum kt_status
kt_media_find_name(const struct kt_call *call, struct kt_str host,
                   const struct kt_media_name *name, struct kt_str *called,
                   struct kt_error *err)
{
    struct naming naming = { name, call->arena, called };
    struct kt_error unknown;
    struct kt_id store_id;
    kt_error_init(&unknown, call->arena);
    *called = KT_STR("");
    if (kt_shop_find_asked(call->app, host, KT_STR(""), &store_id, &unknown) !=
        KT_OK)
        return KT_OK;
    return kt_store_read(call->app->store, store_id, read_name, &naming, err);
}

/* ---- writing ---- */

static enum kt_status
list_products(const struct kt_tx *tx, struct kt_str hash, struct kt_id *ids,
              size_t *count, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_MEDIA_SHOWN_BY,
                    KT_ARGS(KT_BLOB(hash), KT_INT(TOLD_PRODUCTS_MAX + 1)),
                    &rows, err));
    for (*count = 0; kt_rows_next(&rows); ++*count)
        ids[*count] = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

enum kt_status
kt_media_tell_products(struct kt_tx *tx, struct kt_str hash,
                       struct kt_error *err)
{
    struct kt_id ids[TOLD_PRODUCTS_MAX + 1];
    size_t count;
    KT_TRY(list_products(kt_tx_reading(tx), hash, ids, &count, err));
    if (count > TOLD_PRODUCTS_MAX)
        return kt_exec(tx, KT_SQL_MEDIA_TOUCH_ALL, KT_ANY_ROWS,
                       KT_ARGS(KT_BLOB(hash)), err);
    for (size_t i = 0; i < count; i++)
        KT_TRY(kt_exec(tx, KT_SQL_MEDIA_TOUCH_PRODUCT, 1,
                       KT_ARGS(KT_ID(ids[i]), KT_BLOB(hash)), err));
    return KT_OK;
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_media_file *file = record;
    KT_TRY(
        kt_exec(edit->tx, KT_SQL_MEDIA_UPDATE, 1,
                KT_ARGS(KT_TEXT(file->name),
                        KT_TEXT(kt_texts_json(&file->alts, edit->call->arena)),
                        KT_ID(file->id)),
                err));
    return kt_media_tell_products(edit->tx, file->hash, err);
}

static const struct kt_resource_user users[] = {
    { "product", "prod", KT_SQL_MEDIA_PRODUCTS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_media_resource = {
    .name = "media",
    .path = "/admin/v1/media",
    .prefix = "med",
    .patch = &kt_media_patch_shape,
    .out = &kt_media_out_shape,
    KT_RESOURCE_RECORD(kt_media_file),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_MEDIA_GET,
    .claim = KT_SQL_MEDIA_CLAIM,
    .drop = KT_SQL_MEDIA_DELETE,
    .filter = filter,
    .read = read_row,
    .show = show,
    .check = check,
    .save = save,
};
