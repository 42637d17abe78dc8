#include "service/naming.h"
#include "service/resource_answer.h"

/* Records made, changed and deleted. */

struct kt_id
kt_resource_id(const struct kt_resource *resource, const void *record)
{
    struct kt_id id;
    memcpy(&id, (const char *)record + resource->id_offset, sizeof id);
    return id;
}

int64_t
kt_resource_version(const struct kt_resource *resource, const void *record)
{
    int64_t version;
    memcpy(&version, (const char *)record + resource->version_offset,
           sizeof version);
    return version;
}

/* ---- the parts ---- */

static void
ask(struct kt_edit *edit, const struct kt_shape *shape, const void *asked,
    bool is_new)
{
    edit->shape = shape;
    edit->asked = asked;
    edit->is_new = is_new;
}

enum kt_status
kt_resource_check_new(const struct kt_resource *resource, struct kt_edit *edit,
                      const void *in, void **record, struct kt_error *err)
{
    const struct kt_call *call = edit->call;
    struct kt_id id = kt_id_new(call->now_ms);
    char *made = kt_arena_alloc(call->arena, resource->in->size);
    memcpy(made, in, resource->in->size);
    memcpy(made + resource->id_offset, &id, sizeof id);
    if (resource->complete != NULL)
        resource->complete(resource->in, made);
    ask(edit, resource->in, in, true);
    *record = made;
    return resource->check(edit, made, err);
}

/* The stored record, when it may be changed. */
static enum kt_status
open_record(const struct kt_resource *resource, const struct kt_edit *edit,
            struct kt_id id, int64_t if_match, void **record,
            struct kt_error *err)
{
    struct kt_arena *arena = edit->call->arena;
    *record = kt_arena_calloc(arena, 1, resource->out->size);
    KT_TRY(kt_resource_load(resource, edit->reading, id, arena, *record, err));
    int64_t version = kt_resource_version(resource, *record);
    return if_match >= 0 && if_match != version
               ? kt_fail_version_mismatch(err, version)
               : KT_OK;
}

enum kt_status
kt_resource_check_change(const struct kt_resource *resource,
                         struct kt_edit *edit, struct kt_id id,
                         int64_t if_match, const void *patch, void **record,
                         struct kt_error *err)
{
    KT_TRY(open_record(resource, edit, id, if_match, record, err));
    if (resource->apply != NULL)
        resource->apply(patch, *record);
    else
        kt_shape_patch(resource->patch, patch, *record);
    ask(edit, resource->patch, patch, false);
    return resource->check(edit, *record, err);
}

static enum kt_status
check_users(const struct kt_resource *resource, struct kt_edit *edit,
            struct kt_id id, struct kt_error *err)
{
    const struct kt_resource_user *user = resource->users;
    for (; user != NULL && user->kind != NULL; user++) {
        struct kt_rows rows;
        KT_TRY(kt_query(edit->reading, user->statement, KT_ARGS(KT_ID(id)),
                        &rows, err));
        bool is_there = kt_rows_next(&rows);
        struct kt_id one = kt_col_id(&rows, 0);
        int64_t count = kt_col_int(&rows, 1);
        KT_TRY(kt_rows_close(&rows));
        if (is_there)
            kt_resource_used(err, user->kind,
                             kt_id_text(edit->call->arena, one, user->prefix),
                             count);
    }
    return KT_OK;
}

static struct kt_str
name_of(const struct kt_resource *resource, const void *record)
{
    return *(const struct kt_str *)(const void *)((const char *)record +
                                                  resource->name_offset);
}

enum kt_status
kt_resource_check_delete(const struct kt_resource *resource,
                         struct kt_edit *edit, struct kt_id id,
                         int64_t if_match, struct kt_error *err)
{
    void *record;
    KT_TRY(open_record(resource, edit, id, if_match, &record, err));
    KT_TRY(check_users(resource, edit, id, err));
    if (resource->find_users != NULL)
        KT_TRY(resource->find_users(edit, record, err));
    if (resource->named_in != NULL)
        KT_TRY(kt_edit_find_naming(edit, resource->named_in,
                                   name_of(resource, record), err));
    return err->status;
}

static void
tell_others(const struct kt_resource *resource, struct kt_edit *edit)
{
    if (resource->makes_shop)
        kt_tx_touch_settings(edit->tx);
    if (resource->makes_refs)
        edit->ref_kinds = 0;
}

enum kt_status
kt_resource_save(const struct kt_resource *resource, struct kt_edit *edit,
                 const void *record, struct kt_error *err)
{
    int64_t version = kt_resource_version(resource, record);
    struct kt_id id = kt_resource_id(resource, record);
    if (version > 0 && !resource->claims_in_save)
        KT_TRY(kt_exec(edit->tx, resource->claim, 1,
                       KT_ARGS(KT_ID(id), KT_INT(version)), err));
    KT_TRY(resource->save(edit, record, err));
    tell_others(resource, edit);
    return KT_OK;
}

static enum kt_status
drop_row(const struct kt_resource *resource, struct kt_edit *edit,
         struct kt_id id, int64_t if_match, struct kt_error *err)
{
    return resource->drop_row != NULL
               ? resource->drop_row(edit, id, if_match, err)
               : kt_exec(edit->tx, resource->drop, 1,
                         KT_ARGS(KT_ID(id), KT_INT(if_match)), err);
}

enum kt_status
kt_resource_delete(const struct kt_resource *resource, struct kt_edit *edit,
                   struct kt_id id, int64_t if_match, struct kt_error *err)
{
    if (resource->forget != NULL)
        KT_TRY(resource->forget(edit, id, err));
    KT_TRY(drop_row(resource, edit, id, if_match, err));
    tell_others(resource, edit);
    return KT_OK;
}

/* ---- create and update ---- */

static enum kt_status
check_new(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_resource_use *state = arg;
    kt_edit_init(&state->edit, state->use.call, tx, NULL);
    return kt_resource_check_new(state->resource, &state->edit, state->asked,
                                 &state->record, err);
}

enum kt_status
kt_resource_decide_create(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    KT_TRY(kt_call_read(use->call, check_new, state, err));
    use->resource = kt_resource_id(state->resource, state->record);
    return KT_OK;
}

static enum kt_status
check_change(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_resource_use *state = arg;
    kt_edit_init(&state->edit, state->use.call, tx, NULL);
    return kt_resource_check_change(state->resource, &state->edit, state->id,
                                    state->if_match, state->asked,
                                    &state->record, err);
}

static enum kt_status
decide_update(struct kt_use_state *use, struct kt_error *err)
{
    use->resource = ((const struct kt_resource_use *)use)->id;
    return kt_call_read(use->call, check_change, use, err);
}

/* What the record names may have gone meanwhile, its code may have been taken:
 * another try then tells so. */
enum kt_status
kt_resource_save_use(struct kt_tx *tx, struct kt_use_state *use,
                     struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    state->edit.tx = tx;
    state->edit.reading = kt_tx_reading(tx);
    enum kt_status status =
        kt_resource_save(state->resource, &state->edit, state->record, err);
    if (status == KT_OK)
        status = kt_edit_finish(&state->edit, err);
    return status == KT_ALREADY_EXISTS || status == KT_IN_USE
               ? kt_fail_conflict(err)
               : status;
}

const struct kt_use kt_use_resource_create = {
    .name = "resource_create",
    .state_size = sizeof(struct kt_resource_use),
    .decide = kt_resource_decide_create,
    .save = kt_resource_save_use,
    .answer = kt_resource_answer_change,
};

const struct kt_use kt_use_resource_update = {
    .name = "resource_update",
    .state_size = sizeof(struct kt_resource_use),
    .decide = decide_update,
    .save = kt_resource_save_use,
    .answer = kt_resource_answer_change,
};

/* ---- delete ---- */

static enum kt_status
check_delete(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_resource_use *state = arg;
    kt_edit_init(&state->edit, state->use.call, tx, NULL);
    return kt_resource_check_delete(state->resource, &state->edit, state->id,
                                    state->if_match, err);
}

static enum kt_status
decide_delete(struct kt_use_state *use, struct kt_error *err)
{
    use->resource = ((const struct kt_resource_use *)use)->id;
    return kt_call_read(use->call, check_delete, use, err);
}

/* Asked again where nobody can come between: not every use is a foreign key. */
static enum kt_status
save_delete(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    struct kt_resource_use *state = (struct kt_resource_use *)use;
    kt_edit_init(&state->edit, use->call, kt_tx_reading(tx), tx);
    KT_TRY(kt_resource_check_delete(state->resource, &state->edit, state->id,
                                    state->if_match, err));
    KT_TRY(kt_resource_delete(state->resource, &state->edit, state->id,
                              state->if_match, err));
    return kt_edit_finish(&state->edit, err);
}

const struct kt_use kt_use_resource_delete = {
    .name = "resource_delete",
    .state_size = sizeof(struct kt_resource_use),
    .decide = decide_delete,
    .save = save_delete,
};
