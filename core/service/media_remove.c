/* Files that go: with their last record, or since they never had one. */

#include <time.h>

#include "base/assert.h"
#include "base/grow.h"
#include "base/log.h"
#include "service/media.h"

/* ---- who needs a file ---- */

struct needing {
    struct kt_app *app;
    const struct kt_media_name *name;
    bool is_needed;
};

static enum kt_status
read_needed(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct needing *needing = arg;
    struct kt_str hash = { (const char *)needing->name->hash,
                           sizeof needing->name->hash };
    struct kt_rows rows;
    KT_TRY(
        kt_query(tx, KT_SQL_MEDIA_NEEDED, KT_ARGS(KT_BLOB(hash)), &rows, err));
    needing->is_needed = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

/* A database that does not answer needs all of them. */
static bool
is_needed(void *arg)
{
    struct needing *needing = arg;
    struct kt_arena arena;
    struct kt_error err;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    enum kt_status status = kt_store_read(needing->app->store, KT_NO_STORE,
                                          read_needed, needing, &err);
    kt_arena_release(&arena);
    return status != KT_OK || needing->is_needed;
}

static bool
remove_file(struct kt_app *app, const struct kt_media_name *name)
{
    struct needing needing = { .app = app, .name = name };
    return kt_media_folder_remove(app->media, name, is_needed, &needing);
}

/* ---- with its record ---- */

static enum kt_status
read_name(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_media_delete_use *state = arg;
    struct kt_media_file file;
    KT_TRY(kt_resource_load(&kt_media_resource, tx, state->resource.id,
                            state->resource.use.call->arena, &file, err));
    bool is_name = kt_media_url_parse(file.url, &state->name);
    KT_ASSERT(is_name);
    return KT_OK;
}

static enum kt_status
decide_delete(struct kt_use_state *use, struct kt_error *err)
{
    KT_TRY(kt_call_read(use->call, read_name, use, err));
    return kt_use_resource_delete.decide(use, err);
}

static enum kt_status
save_delete(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    return kt_use_resource_delete.save(tx, use, err);
}

static enum kt_status
answer_delete(struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_media_delete_use *state =
        (const struct kt_media_delete_use *)use;
    (void)err;
    if (use->call->app->media != NULL)
        remove_file(use->call->app, &state->name);
    return KT_OK;
}

const struct kt_use kt_use_media_delete = {
    .name = "media_delete",
    .state_size = sizeof(struct kt_media_delete_use),
    .decide = decide_delete,
    .save = save_delete,
    .answer = answer_delete,
};

/* ---- without one ---- */

struct sweeping {
    struct kt_arena *arena;
    int64_t newest_s; /* younger files stay */
    struct kt_media_name *names;
    size_t count;
};

static void
note(void *arg, const struct kt_media_name *name, int64_t bytes,
     int64_t written_s)
{
    struct sweeping *sweeping = arg;
    (void)bytes;
    if (written_s > sweeping->newest_s)
        return;
    sweeping->names = kt_grow(sweeping->arena, sweeping->names, sweeping->count,
                              sizeof *sweeping->names);
    sweeping->names[sweeping->count++] = *name;
}

size_t
kt_media_sweep(struct kt_app *app, int64_t age_s)
{
    struct kt_arena arena;
    struct sweeping sweeping = { .arena = &arena };
    size_t count = 0;
    if (app->media == NULL)
        return 0;
    kt_arena_init(&arena, 0);
    sweeping.newest_s = (int64_t)time(NULL) - age_s;
    kt_media_folder_each(app->media->options.path, note, &sweeping);
    for (size_t i = 0; i < sweeping.count; i++)
        count += remove_file(app, &sweeping.names[i]);
    kt_arena_release(&arena);
    if (count > 0)
        kt_log(KT_LOG_INFO, "pictures without a use removed",
               KT_LOG_INT("count", (int64_t)count));
    return count;
}
