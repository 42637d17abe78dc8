#include "http/auth.h"

#include <strings.h>

#include "base/text.h"

enum { TOKEN_MAX = 200 };

struct token {
    struct kt_str hash;
    struct kt_id store_id;
    struct kt_id id;
    struct kt_str name;
    struct kt_str scopes;
    int64_t expires_at;
    int64_t last_used_at;
    bool is_found;
    struct kt_arena *arena;
};

static bool
scope_covers(struct kt_str scope, struct kt_str wanted)
{
    if (kt_str_eq(scope, KT_STR("*")) || kt_str_eq(scope, wanted))
        return true;
    return scope.len > 2 && scope.ptr[scope.len - 1] == '*' &&
           scope.ptr[scope.len - 2] == ':' &&
           kt_str_starts(wanted, (struct kt_str){ scope.ptr, scope.len - 1 });
}

bool
kt_scopes_allow(struct kt_str scopes_json, struct kt_str wanted,
                struct kt_arena *arena)
{
    const struct cJSON *scopes;
    struct kt_error ignored;
    kt_error_init(&ignored, arena);
    if (kt_json_parse(arena, scopes_json, &scopes, &ignored) != KT_OK ||
        kt_json_kind(scopes) != KT_JSON_ARRAY)
        return false;
    for (const struct cJSON *scope = kt_json_first(scopes); scope != NULL;
         scope = kt_json_next(scope)) {
        if (kt_json_kind(scope) == KT_JSON_STR &&
            scope_covers(kt_json_get_str(scope), wanted))
            return true;
    }
    return false;
}

/* ---- admin ---- */

/* The token of "Bearer …"; ptr NULL when there is none. */
static struct kt_str
bearer_token(const struct kt_head *head)
{
    struct kt_str value = head->values[KT_HEAD_AUTHORIZATION];
    if (value.ptr == NULL || value.len <= 7 ||
        strncasecmp(value.ptr, "Bearer ", 7) != 0)
        return (struct kt_str){ 0 };
    return kt_text_trim((struct kt_str){ value.ptr + 7, value.len - 7 });
}

static enum kt_status
load_token(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct token *token = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_TOKEN_BY_HASH, KT_ARGS(KT_BLOB(token->hash)),
                    &rows, err));
    if (kt_rows_next(&rows)) {
        token->is_found = true;
        token->store_id = kt_col_id(&rows, 0);
        token->id = kt_col_id(&rows, 1);
        token->name = kt_col_copy(&rows, 2, token->arena);
        token->scopes = kt_col_copy(&rows, 3, token->arena);
        token->expires_at = kt_col_int(&rows, 4);
        token->last_used_at = kt_col_int(&rows, 5);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
refuse_token(struct kt_error *err, const char *detail)
{
    kt_fail_unauthorized(err);
    return kt_error_explain(err, "%s", detail);
}

static enum kt_status
admit_staff(const struct kt_route *route, const struct kt_head *head,
            struct kt_call *call, struct kt_error *err)
{
    struct kt_str text = bearer_token(head);
    if (!kt_str_starts(text, KT_STR("sk_")) || text.len > TOKEN_MAX)
        return refuse_token(err, "Authorization: Bearer sk_… is missing");
    uint8_t hash[KT_TOKEN_HASH_SIZE];
    kt_token_hash(text, hash);
    struct token token = { .hash = { (const char *)hash, sizeof hash },
                           .arena = call->arena };
    KT_TRY(
        kt_store_read(call->app->store, KT_NO_STORE, load_token, &token, err));
    if (!token.is_found)
        return refuse_token(err, "the token is not known");
    if (token.expires_at != 0 && token.expires_at <= call->now_ms)
        return refuse_token(err, "the token has expired");
    struct kt_str scope = kt_str_of(route->scope);
    if (route->scope != NULL &&
        !kt_scopes_allow(token.scopes, scope, call->arena))
        return kt_fail_forbidden(err, scope);
    KT_TRY(kt_shop_check_host(call->app, head->values[KT_HEAD_HOST],
                              token.store_id, err));
    call->actor =
        (struct kt_actor){ KT_ACTOR_STAFF, token.id, token.name, token.scopes };
    kt_token_note_use(call->app, token.store_id, token.id, token.last_used_at,
                      call->now_ms);
    return kt_shop_acquire(call->app, token.store_id, &call->shop, err);
}

/* Hashes are compared, so that the time tells nothing of the token. */
bool
kt_auth_shows(const struct kt_head *head, struct kt_str token)
{
    uint8_t shown[KT_TOKEN_HASH_SIZE];
    uint8_t wanted[KT_TOKEN_HASH_SIZE];
    struct kt_str text = bearer_token(head);
    if (text.ptr == NULL)
        return false;
    kt_token_hash(text, shown);
    kt_token_hash(token, wanted);
    return memcmp(shown, wanted, sizeof shown) == 0;
}

/* ---- store ---- */

/* Browsers tell the origin of the page that asks; nobody else must. */
static enum kt_status
check_origin(const struct kt_head *head, const struct kt_channel *channel,
             struct kt_error *err)
{
    struct kt_str origin = head->values[KT_HEAD_ORIGIN];
    return origin.ptr == NULL || kt_channel_allows(channel, origin)
               ? KT_OK
               : kt_fail_origin_refused(err);
}

static enum kt_status
admit_buyer(const struct kt_head *head, struct kt_call *call,
            struct kt_error *err)
{
    struct kt_str key = head->values[KT_HEAD_PUBLISHABLE_KEY];
    struct kt_id store_id;
    KT_TRY(kt_shop_find_asked(call->app, head->values[KT_HEAD_HOST], key,
                              &store_id, err));
    KT_TRY(kt_shop_acquire(call->app, store_id, &call->shop, err));
    call->actor = (struct kt_actor){ .kind = KT_ACTOR_BUYER };
    call->channel =
        kt_shop_channel(call->shop, key.ptr != NULL ? key : KT_STR(""));
    if (call->channel != NULL)
        return check_origin(head, call->channel, err);
    kt_fail_unauthorized(err);
    return kt_error_explain(err, key.ptr != NULL
                                     ? "no channel has this publishable key"
                                     : "the shop has no channel yet");
}

enum kt_status
kt_auth_admit(const struct kt_route *route, const struct kt_head *head,
              struct kt_call *call, struct kt_error *err)
{
    switch (route->auth) {
    case KT_AUTH_ADMIN:
        return admit_staff(route, head, call, err);
    case KT_AUTH_STORE:
        return admit_buyer(head, call, err);
    case KT_AUTH_NONE:
        break;
    }
    return KT_OK;
}
