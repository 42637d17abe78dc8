#include "http/idempotency.h"

#include <sodium.h>

#define HOUR_MS INT64_C(3600000)

bool
kt_idempotency_is_key(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x21 || text.ptr[i] > 0x7e)
            return false;
    }
    return text.len > 0 && text.len <= KT_IDEMPOTENCY_KEY_MAX;
}

static void
hash_part(crypto_generichash_state *state, struct kt_str part)
{
    static const unsigned char end = 0;
    crypto_generichash_update(state, (const unsigned char *)part.ptr, part.len);
    crypto_generichash_update(state, &end, 1);
}

/* A key of staff holds for a route, whatever its parameters; a buyer has no
 * name, so that his key holds for one path (a cart's, for example) only. */
static struct kt_str
scope_of(const struct kt_request *request, struct kt_str method,
         struct kt_str target)
{
    const struct kt_call *call = &request->call;
    if (request->route->auth == KT_AUTH_ADMIN) {
        char token[KT_ID_TEXT_MAX];
        kt_id_format(call->actor.token_id, "tok", token);
        return kt_arena_format(call->arena, "%s %.*s %s", token,
                               KT_STR_FMT(method), request->route->path);
    }
    struct kt_str channel =
        call->channel != NULL ? call->channel->publishable_key : KT_STR("");
    const char *query = memchr(target.ptr, '?', target.len);
    if (query != NULL)
        target.len = (size_t)(query - target.ptr);
    return kt_arena_format(call->arena, "%.*s %.*s %.*s", KT_STR_FMT(channel),
                           KT_STR_FMT(method), KT_STR_FMT(target));
}

void
kt_idempotency_init(struct kt_idempotency *kept,
                    const struct kt_request *request, struct kt_str method,
                    struct kt_str target)
{
    const struct kt_call *call = &request->call;
    int64_t hours = 0;
    if (call->shop != NULL)
        hours = call->shop->settings.idempotency_hours;
    crypto_generichash_state state;
    *kept = (struct kt_idempotency){
        .scope = scope_of(request, method, target),
        .key = request->idempotency_key,
        .now_ms = call->now_ms,
        .oldest_ms = call->now_ms - (hours > 0 ? hours : 24) * HOUR_MS,
        .arena = call->arena,
    };
    crypto_generichash_init(&state, NULL, 0, sizeof kept->hash);
    hash_part(&state, method);
    hash_part(&state, target);
    hash_part(&state, request->raw_body);
    crypto_generichash_final(&state, kept->hash, sizeof kept->hash);
}

static struct kt_str
none_if_empty(struct kt_str text)
{
    return text.len > 0 ? text : (struct kt_str){ 0 };
}

static struct kt_str
hash_of(const struct kt_idempotency *kept)
{
    return (struct kt_str){ (const char *)kept->hash, sizeof kept->hash };
}

static enum kt_status
find(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_idempotency *kept = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_IDEMPOTENCY_FIND,
                    KT_ARGS(KT_TEXT(kept->scope), KT_TEXT(kept->key),
                            KT_INT(kept->oldest_ms)),
                    &rows, err));
    kept->is_found = kt_rows_next(&rows);
    if (kept->is_found) {
        kept->is_same = kt_str_eq(kt_col_text(&rows, 0), hash_of(kept));
        kept->resource = kt_col_id(&rows, 1);
        kept->status = (int)kt_col_int(&rows, 2);
        kept->body = kt_col_copy(&rows, 3, kept->arena);
        kept->etag = none_if_empty(kt_col_copy(&rows, 4, kept->arena));
        kept->location = none_if_empty(kt_col_copy(&rows, 5, kept->arena));
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_idempotency_find(struct kt_idempotency *kept, const struct kt_call *call,
                    struct kt_error *err)
{
    kept->is_found = false;
    return kt_call_read(call, find, kept, err);
}

enum kt_status
kt_idempotency_claim(struct kt_tx *tx, const struct kt_idempotency *kept,
                     struct kt_id resource, struct kt_error *err)
{
    int64_t changed;
    KT_TRY(kt_exec_count(tx, KT_SQL_IDEMPOTENCY_CLAIM,
                         KT_ARGS(KT_TEXT(kept->scope), KT_TEXT(kept->key),
                                 KT_BLOB(hash_of(kept)), KT_ID(resource),
                                 KT_INT(kept->now_ms), KT_INT(kept->oldest_ms)),
                         &changed, err));
    return changed == 1 ? KT_OK : kt_fail_request_running(err);
}

enum kt_status
kt_idempotency_set_resource(struct kt_tx *tx, const struct kt_idempotency *kept,
                            struct kt_id resource, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_IDEMPOTENCY_SET_RESOURCE, 1,
                   KT_ARGS(KT_ID(resource), KT_TEXT(kept->scope),
                           KT_TEXT(kept->key)),
                   err);
}

static struct kt_str
empty_if_none(struct kt_str text)
{
    return text.ptr != NULL ? text : KT_STR("");
}

enum kt_status
kt_idempotency_answer(struct kt_tx *tx, const struct kt_idempotency *kept,
                      const struct kt_reply *reply, bool *is_first,
                      struct kt_error *err)
{
    int64_t changed;
    struct kt_str etag = empty_if_none(kt_reply_etag(reply));
    KT_TRY(kt_exec_count(tx, KT_SQL_IDEMPOTENCY_ANSWER,
                         KT_ARGS(KT_INT(reply->status),
                                 KT_TEXT(empty_if_none(kt_reply_body(reply))),
                                 KT_TEXT(etag),
                                 KT_TEXT(empty_if_none(reply->location)),
                                 KT_TEXT(kept->scope), KT_TEXT(kept->key)),
                         &changed, err));
    *is_first = changed == 1;
    return kt_exec(tx, KT_SQL_IDEMPOTENCY_PURGE, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(kept->oldest_ms)), err);
}

void
kt_idempotency_reply(const struct kt_idempotency *kept, struct kt_reply *reply)
{
    kt_reply_init(reply, kept->arena, kept->status);
    kt_reply_raw(reply, kept->body);
    reply->etag = kept->etag;
    reply->location = kept->location;
    reply->is_replayed = true;
}
