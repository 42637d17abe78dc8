#include "service/category_rows.h"

#include "base/grow.h"

struct loading {
    const struct kt_call *call;
    struct kt_str slug; /* of the one in the middle */
    int64_t levels;
    struct kt_category_out *rows;
    size_t count;
};

static struct kt_str
localized(const struct kt_call *call, const struct kt_rows *rows, int column)
{
    return kt_localized(kt_col_copy(rows, column, call->arena),
                        kt_channel_locale(call->channel, call->locale),
                        kt_channel_locale(call->channel, KT_STR("")),
                        call->arena);
}

static void
read_row(const struct kt_call *call, const struct kt_rows *rows,
         struct kt_category_out *row)
{
    *row = (struct kt_category_out){
        .id = kt_col_id(rows, 0),
        .slug = kt_col_copy(rows, 1, call->arena),
        .name = localized(call, rows, 3),
        .description = localized(call, rows, 4),
    };
    if (!kt_col_is_null(rows, 2))
        row->parent = kt_col_copy(rows, 2, call->arena);
}

static enum kt_status
read_rows(struct loading *l, struct kt_rows *rows)
{
    enum { DEPTH = 5 };
    while (kt_rows_next(rows) && kt_col_int(rows, DEPTH) < l->levels) {
        l->rows = kt_grow(l->call->arena, l->rows, l->count, sizeof *l->rows);
        read_row(l->call, rows, &l->rows[l->count++]);
    }
    return kt_rows_close(rows);
}

static enum kt_status
read_all(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_CATEGORY_SHOWN, KT_NO_ARGS, &rows, err));
    return read_rows(arg, &rows);
}

static enum kt_status
read_around(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct loading *l = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_CATEGORY_SHOWN_BY_SLUG,
                    KT_ARGS(KT_TEXT(l->slug)), &rows, err));
    struct kt_id id =
        kt_rows_next(&rows) ? kt_col_id(&rows, 0) : (struct kt_id){ 0 };
    KT_TRY(kt_rows_close(&rows));
    KT_TRY(kt_query(tx, KT_SQL_CATEGORY_SHOWN_AROUND, KT_ARGS(KT_ID(id)), &rows,
                    err));
    return read_rows(l, &rows);
}

enum kt_status
kt_category_rows_load(const struct kt_call *call, int64_t levels,
                      struct kt_category_out **rows, size_t *count,
                      struct kt_error *err)
{
    struct loading l = { .call = call, .levels = levels };
    KT_TRY(kt_call_read(call, read_all, &l, err));
    *rows = l.rows;
    *count = l.count;
    return KT_OK;
}

enum kt_status
kt_category_rows_around(const struct kt_call *call, struct kt_str slug,
                        struct kt_category_out **rows, size_t *count,
                        struct kt_error *err)
{
    struct loading l = { .call = call, .slug = slug, .levels = INT64_MAX };
    KT_TRY(kt_call_read(call, read_around, &l, err));
    *rows = l.rows;
    *count = l.count;
    return KT_OK;
}
