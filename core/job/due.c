#include "job/jobs.h"
#include "job/work.h"

struct loading {
    const char *kind; /* NULL: events */
    int64_t now_ms;
    struct kt_arena *arena;
    struct kt_due_list *list;
};

static struct kt_due
read_row(const struct kt_rows *rows, struct kt_arena *arena)
{
    return (struct kt_due){
        .store_id = kt_col_id(rows, 0),
        .id = kt_col_id(rows, 1),
        .name = kt_col_copy(rows, 2, arena),
        .body = kt_col_copy(rows, 3, arena),
        .attempts = kt_col_int(rows, 4),
        .created_ms = kt_col_int(rows, 5),
    };
}

static enum kt_status
query_due(const struct kt_tx *tx, const struct loading *loading,
          struct kt_rows *rows, struct kt_error *err)
{
    if (loading->kind == NULL)
        return kt_query(tx, KT_SQL_OUTBOX_DUE,
                        KT_ARGS(KT_INT(loading->now_ms), KT_INT(KT_DUE_BATCH)),
                        rows, err);
    return kt_query(tx, KT_SQL_JOB_DUE,
                    KT_ARGS(KT_TEXT(kt_str_of(loading->kind)),
                            KT_INT(loading->now_ms), KT_INT(KT_DUE_BATCH)),
                    rows, err);
}

static enum kt_status
load_due(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct loading *loading = arg;
    struct kt_due_list *list = loading->list;
    struct kt_rows rows;
    KT_TRY(query_due(tx, loading, &rows, err));
    while (list->count < KT_DUE_BATCH && kt_rows_next(&rows))
        list->items[list->count++] = read_row(&rows, loading->arena);
    return kt_rows_close(&rows);
}

enum kt_status
kt_due_load(struct kt_app *app, const char *kind, int64_t now_ms,
            struct kt_arena *arena, struct kt_due_list *list,
            struct kt_error *err)
{
    struct loading loading = { kind, now_ms, arena, list };
    list->items = KT_NEW_ARRAY(arena, struct kt_due, KT_DUE_BATCH);
    list->count = 0;
    return kt_store_read(app->store, KT_NO_STORE, load_due, &loading, err);
}

/* One row with a time, or none. */
static enum kt_status
take_earlier(struct kt_rows *rows, int64_t *due_ms)
{
    if (kt_rows_next(rows)) {
        int64_t row_ms = kt_col_int(rows, 0);
        *due_ms = row_ms < *due_ms ? row_ms : *due_ms;
    }
    return kt_rows_close(rows);
}

static enum kt_status
load_next(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    int64_t *due_ms = arg;
    struct kt_rows rows;
    *due_ms = INT64_MAX;
    KT_TRY(kt_query(tx, KT_SQL_OUTBOX_NEXT_DUE, KT_NO_ARGS, &rows, err));
    KT_TRY(take_earlier(&rows, due_ms));
    for (size_t i = 0; kt_job_steps[i].name != NULL; i++) {
        KT_TRY(kt_query(tx, KT_SQL_JOB_NEXT_DUE,
                        KT_ARGS(KT_TEXT(kt_str_of(kt_job_steps[i].name))),
                        &rows, err));
        KT_TRY(take_earlier(&rows, due_ms));
    }
    return KT_OK;
}

enum kt_status
kt_due_next(struct kt_app *app, int64_t *due_ms, struct kt_error *err)
{
    return kt_store_read(app->store, KT_NO_STORE, load_next, due_ms, err);
}

static enum kt_status
load_waiting(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_jobs_waiting *waiting = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_JOB_COUNT_WAITING, KT_NO_ARGS, &rows, err));
    if (kt_rows_next(&rows)) {
        waiting->events = kt_col_int(&rows, 0);
        waiting->jobs = kt_col_int(&rows, 1);
        waiting->dead = kt_col_int(&rows, 2);
    }
    return kt_rows_close(&rows);
}

enum kt_status
kt_jobs_count(struct kt_app *app, struct kt_jobs_waiting *waiting,
              struct kt_error *err)
{
    *waiting = (struct kt_jobs_waiting){ 0 };
    return kt_store_read(app->store, KT_NO_STORE, load_waiting, waiting, err);
}
