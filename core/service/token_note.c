#include "service/token.h"

#include "base/heap.h"

enum { NOTE_AFTER_MS = 5 * 60 * 1000 };

/* A write that nobody waits for, in an arena of its own. */
struct note {
    struct kt_write_job job;
    struct kt_arena arena;
    struct kt_error err;
    struct kt_id id;
    int64_t now_ms;
};

static enum kt_status
save(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct note *note = arg;
    return kt_exec(tx, KT_SQL_TOKEN_USE, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(note->now_ms), KT_ID(note->id)), err);
}

static void
end(struct kt_write_job *job)
{
    struct note *note = job->arg;
    kt_arena_release(&note->arena);
    kt_heap_free(note);
}

/* Without memory the use is not noted: the next one will be. */
void
kt_token_note_use(struct kt_app *app, struct kt_id store_id, struct kt_id id,
                  int64_t last_used_ms, int64_t now_ms)
{
    if (now_ms - last_used_ms < NOTE_AFTER_MS)
        return;
    struct note *note = kt_heap_try_alloc(sizeof *note);
    if (note == NULL)
        return;
    *note = (struct note){ .id = id, .now_ms = now_ms };
    kt_arena_init(&note->arena, 0);
    kt_error_init(&note->err, &note->arena);
    note->job = (struct kt_write_job){
        .store_id = store_id,
        .fn = save,
        .done = end,
        .arg = note,
        .err = &note->err,
    };
    kt_store_submit(app->store, &note->job);
}
