#include <sodium.h>

#include "base/assert.h"
#include "base/text.h"
#include "service/column.h"
#include "service/token.h"

enum { SECRET_SIZE = 32, NAME_MAX_LENGTH = 100, SCOPES_MAX = 200 };

struct creating {
    const struct kt_token_wish *wish;
    struct kt_id id;
    struct kt_str scopes; /* as JSON */
    uint8_t hash[KT_TOKEN_HASH_SIZE];
    int64_t now_ms;
};

/* ---- checks ---- */

/* The noun of "orders:*", empty for anything else. */
static struct kt_str
noun_of_all(struct kt_str scope)
{
    bool is_all = scope.len > 2 && scope.ptr[scope.len - 1] == '*' &&
                  scope.ptr[scope.len - 2] == ':';
    return is_all ? (struct kt_str){ scope.ptr, scope.len - 1 } : KT_STR("");
}

static bool
is_scope(struct kt_str scope)
{
    struct kt_str noun = noun_of_all(scope);
    if (kt_str_eq(scope, KT_STR("*")))
        return true;
    for (size_t i = 0; kt_token_scopes[i] != NULL; i++) {
        struct kt_str known = kt_str_of(kt_token_scopes[i]);
        if (kt_str_eq(known, scope) ||
            (noun.len > 0 && kt_str_starts(known, noun)))
            return true;
    }
    return false;
}

static size_t
count_scopes(void)
{
    size_t count = 0;
    while (kt_token_scopes[count] != NULL)
        count++;
    return count;
}

static void
check_scope(struct kt_str scope, size_t index, struct kt_error *err)
{
    if (is_scope(scope))
        return;
    struct kt_str pointer = kt_arena_format(err->arena, "/scopes/%zu", index);
    const char *nearest =
        kt_text_nearest(scope, kt_token_scopes, count_scopes());
    if (nearest != NULL)
        kt_error_add(err, pointer, "unknown",
                     "\"%.*s\" is no scope; did you mean \"%s\"?",
                     KT_STR_FMT(scope), nearest);
    else
        kt_error_add(err, pointer, "unknown", "\"%.*s\" is no scope",
                     KT_STR_FMT(scope));
}

bool
kt_token_may(const struct kt_list *scopes, struct kt_str wanted)
{
    const struct kt_str *items = scopes->items;
    for (size_t i = 0; i < scopes->count; i++) {
        struct kt_str noun = noun_of_all(items[i]);
        if (kt_str_eq(items[i], KT_STR("*")) || kt_str_eq(items[i], wanted) ||
            (noun.len > 0 && kt_str_starts(wanted, noun)))
            return true;
    }
    return false;
}

enum kt_status
kt_token_check(const struct kt_token_wish *wish, int64_t now_ms,
               struct kt_error *err)
{
    const struct kt_str *scopes = wish->scopes.items;
    size_t length = kt_utf8_length(wish->name);
    if (length == 0 || length > NAME_MAX_LENGTH)
        kt_error_add(err, KT_STR("/name"), "invalid",
                     "must have 1 to %d characters", NAME_MAX_LENGTH);
    if (wish->scopes.count == 0 || wish->scopes.count > SCOPES_MAX)
        kt_error_add(err, KT_STR("/scopes"), "invalid",
                     "must have 1 to %d items", SCOPES_MAX);
    else
        for (size_t i = 0; i < wish->scopes.count; i++)
            check_scope(scopes[i], i, err);
    if (wish->expires_ms != 0 && wish->expires_ms <= now_ms)
        kt_error_add(err, KT_STR("/expires_at"), "too_early",
                     "must be in the future");
    return err->status;
}

/* ---- making ---- */

struct kt_str
kt_token_draw(struct kt_arena *arena)
{
    enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    unsigned char random[SECRET_SIZE];
    char text[sodium_base64_ENCODED_LEN(SECRET_SIZE, VARIANT)];
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(text, sizeof text, random, sizeof random, VARIANT);
    struct kt_str secret = kt_arena_format(arena, "sk_%s", text);
    sodium_memzero(random, sizeof random);
    sodium_memzero(text, sizeof text);
    return secret;
}

static enum kt_status
insert(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct creating *creating = arg;
    struct kt_str hash = { (const char *)creating->hash, KT_TOKEN_HASH_SIZE };
    return kt_exec(tx, KT_SQL_TOKEN_INSERT, 1,
                   KT_ARGS(KT_ID(creating->id), KT_BLOB(hash),
                           KT_TEXT(creating->wish->name),
                           KT_TEXT(creating->scopes),
                           KT_INT_OR_NULL(creating->wish->expires_ms),
                           KT_INT(creating->now_ms)),
                   err);
}

enum kt_status
kt_token_create(struct kt_app *app, struct kt_id store_id,
                const struct kt_token_wish *wish, struct kt_arena *arena,
                struct kt_str *secret, struct kt_error *err)
{
    struct creating creating = { .wish = wish,
                                 .now_ms = kt_clock_now(&app->clock) };
    KT_TRY(kt_token_check(wish, creating.now_ms, err));
    creating.id = kt_id_new(creating.now_ms);
    creating.scopes = kt_strs_text(&wish->scopes, arena);
    *secret = kt_token_draw(arena);
    kt_token_hash(*secret, creating.hash);
    return kt_store_write(app->store, store_id, insert, &creating, err);
}

#define X(noun)     noun ":read", noun ":write",
#define READ(noun)  noun ":read",
#define WRITE(noun) noun ":write",
const char *const kt_token_scopes[] = {
#include "service/token_scopes.def"
    NULL,
};
