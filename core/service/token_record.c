#include "service/token_record.h"

#include "base/assert.h"
#include "service/column.h"
#include "service/resource_answer.h"
#include "service/token.h"

/* ---- the list ---- */

static const char *const sort_names[] = { "newest", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_TOKEN_LIST_NEWEST, .key_column = 4, .is_falling = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_token_query_shape =
    KT_SHAPE("TokenQuery", struct kt_list_query, query_fields, NULL);

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *arg,
         struct kt_error *err)
{
    struct kt_token_record *record = arg;
    *record = (struct kt_token_record){
        .id = kt_col_id(rows, 0),
        .name = kt_col_copy(rows, 1, arena),
        .expires_at = kt_col_int(rows, 3),
        .created_at = kt_col_int(rows, 4),
        .last_used_at = kt_col_int(rows, 5),
        .version = 1,
    };
    return kt_col_strs(rows, 2, arena, &record->scopes, err);
}

/* Nobody gives more than he has. */
static enum kt_status
check_giver(const struct kt_edit *edit, const struct kt_token_record *record,
            struct kt_error *err)
{
    const struct kt_actor *actor = &edit->call->actor;
    const struct kt_str *scopes = record->scopes.items;
    struct kt_token_record giver;
    if (actor->kind != KT_ACTOR_STAFF)
        return KT_OK;
    KT_TRY(kt_resource_load(&kt_token_resource, edit->reading, actor->token_id,
                            edit->call->arena, &giver, err));
    for (size_t i = 0; i < record->scopes.count; i++) {
        if (!kt_token_may(&giver.scopes, scopes[i]))
            kt_error_add(err, kt_arena_format(err->arena, "/scopes/%zu", i),
                         "not_allowed", "your own token lacks \"%.*s\"",
                         KT_STR_FMT(scopes[i]));
    }
    return KT_OK;
}

static enum kt_status
check(struct kt_edit *edit, void *arg, struct kt_error *err)
{
    struct kt_token_record *record = arg;
    struct kt_token_wish wish = { .name = record->name,
                                  .scopes = record->scopes,
                                  .expires_ms = record->expires_at };
    KT_TRY(kt_token_check(&wish, edit->call->now_ms, err));
    KT_TRY(check_giver(edit, record, err));
    record->secret = kt_token_draw(edit->call->arena);
    return err->status;
}

static enum kt_status
save(struct kt_edit *edit, const void *arg, struct kt_error *err)
{
    const struct kt_token_record *record = arg;
    uint8_t hash[KT_TOKEN_HASH_SIZE];
    kt_token_hash(record->secret, hash);
    struct kt_str bytes = { (const char *)hash, sizeof hash };
    return kt_exec(
        edit->tx, KT_SQL_TOKEN_INSERT, 1,
        KT_ARGS(KT_ID(record->id), KT_BLOB(bytes), KT_TEXT(record->name),
                KT_TEXT(kt_strs_text(&record->scopes, edit->call->arena)),
                KT_INT_OR_NULL(record->expires_at), KT_INT(edit->call->now_ms)),
        err);
}

/* A repeated request has no record: its answer tells no secret. */
static enum kt_status
answer_create(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_resource_use *state = (const struct kt_resource_use *)use;
    KT_TRY(kt_resource_answer(use, err));
    if (state->record != NULL)
        ((struct kt_token_record *)state->out)->secret =
            ((const struct kt_token_record *)state->record)->secret;
    return KT_OK;
}

const struct kt_use kt_use_token_create = {
    .name = "token_create",
    .state_size = sizeof(struct kt_resource_use),
    .decide = kt_resource_decide_create,
    .save = kt_resource_save_use,
    .answer = answer_create,
};

/* ---- tables ---- */

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_token_record, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(ID, id, 0, .prefix = "tok", .help = "Its id."),
    ROW(STR, name, KT_REQUIRED, .min = 1, .max = 100, .help = "Whose it is, for people."),
    ROW(STRS, scopes, KT_REQUIRED, .min = 1, .max = 200,
        .help = "What it may do: orders:read, orders:*, or * for all."),
    ROW(TIME, expires_at, KT_NULLABLE, .help = "Ends then; none: never."),
    ROW(TIME, last_used_at, KT_NULLABLE | KT_READ_ONLY, .help = "To five minutes."),
    ROW(TIME, created_at, KT_READ_ONLY, .help = "When it was made."),
    ROW(STR, secret, KT_OMIT_EMPTY | KT_READ_ONLY,
        .help = "The token itself, in the answer that made it and nowhere else."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 3 };

const struct kt_shape kt_token_in_shape =
    KT_SHAPE_OF("NewToken", struct kt_token_record, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS, "A new token.");

const struct kt_shape kt_token_out_shape =
    KT_SHAPE_OF("Token", struct kt_token_record, fields, KT_COUNT(fields),
                "A token of staff or a program.");

const struct kt_resource kt_token_resource = {
    .name = "token",
    .path = "/admin/v1/tokens",
    .prefix = "tok",
    .in = &kt_token_in_shape,
    .out = &kt_token_out_shape,
    KT_RESOURCE_RECORD(kt_token_record),
    .sorts = sorts,
    .get = KT_SQL_TOKEN_GET,
    .drop = KT_SQL_TOKEN_REVOKE,
    .read = read_row,
    .check = check,
    .save = save,
};
