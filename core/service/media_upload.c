#include "service/media.h"
#include "service/resource_answer.h"

/* ---- what it is ---- */

static bool
begins_with_markup(const struct kt_media_spool *upload)
{
    size_t len = (size_t)upload->bytes;
    size_t at = 0;
    if (len > sizeof upload->head)
        len = sizeof upload->head;
    if (len >= 3 && memcmp(upload->head, "\xef\xbb\xbf", 3) == 0)
        at = 3;
    while (at < len && strchr(" \t\r\n", upload->head[at]) != NULL)
        at++;
    return at < len && upload->head[at] == '<';
}

static enum kt_status
refuse(struct kt_error *err, const char *reason, const char *detail)
{
    kt_fail_invalid_picture(err, kt_str_of(reason));
    return kt_error_explain(err, "%s", detail);
}

static enum kt_status
check_kind(const struct kt_media_upload_use *state, struct kt_error *err)
{
    enum kt_media_kind kind = state->upload->name.kind;
    if (kind == KT_MEDIA_NONE && begins_with_markup(state->upload))
        return refuse(err, "drawing",
                      "a drawing in SVG can carry scripts; who trusts its "
                      "maker lays it into the media folder");
    if (kind == KT_MEDIA_NONE)
        return refuse(err, "unknown_kind",
                      "it begins like no AVIF, GIF, JPEG, PDF, PNG or WebP");
    if (state->declared == KT_MEDIA_NONE || state->declared == kind)
        return KT_OK;
    kt_fail_invalid_picture(err, KT_STR("wrong_type"));
    return kt_error_explain(err, "Content-Type says %s, the content is %s",
                            kt_media_content_type(state->declared),
                            kt_media_content_type(kind));
}

/* ---- the steps ---- */

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_media_upload_use *state = (struct kt_media_upload_use *)use;
    KT_TRY(check_kind(state, err));
    state->id = kt_id_new(use->call->now_ms);
    use->resource = state->id;
    use->must_work = true;
    return KT_OK;
}

/* The file is there for good before its record is, so that no record is ever
 * without its file. */
static enum kt_status
work(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_media_upload_use *state = (struct kt_media_upload_use *)use;
    KT_TRY(kt_media_look(use->call->app->media, state->upload->file,
                         state->upload->name.kind, &state->facts, err));
    return kt_media_spool_keep(state->upload, err);
}

static enum kt_status
insert(struct kt_tx *tx, const struct kt_media_upload_use *state,
       struct kt_str hash, struct kt_error *err)
{
    const struct kt_media_spool *upload = state->upload;
    return kt_exec(tx, KT_SQL_MEDIA_INSERT, 1,
                   KT_ARGS(KT_ID(state->id), KT_BLOB(hash),
                           KT_TEXT(kt_str_of(
                               kt_media_kind_names[upload->name.kind])),
                           KT_TEXT(state->name), KT_INT(state->facts.width),
                           KT_INT(state->facts.height), KT_INT(upload->bytes),
                           KT_INT(state->resource.use.call->now_ms)),
                   err);
}

/* The same content twice is one record. */
static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_media_upload_use *state =
        (const struct kt_media_upload_use *)use;
    const struct kt_media_name *name = &state->upload->name;
    struct kt_str hash = { (const char *)name->hash, sizeof name->hash };
    struct kt_rows rows;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_MEDIA_BY_HASH,
                    KT_ARGS(KT_BLOB(hash)), &rows, err));
    bool is_known = kt_rows_next(&rows);
    use->resource = is_known ? kt_col_id(&rows, 0) : state->id;
    KT_TRY(kt_rows_close(&rows));
    if (is_known)
        return KT_OK;
    KT_TRY(insert(tx, state, hash, err));
    return kt_media_tell_products(tx, hash, err);
}

const struct kt_use kt_use_media_upload = {
    .name = "media_upload",
    .state_size = sizeof(struct kt_media_upload_use),
    .decide = decide,
    .work = work,
    .save = save,
    .answer = kt_resource_answer,
};
