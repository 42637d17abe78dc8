#include "base/grow.h"
#include "service/column.h"
#include "service/token.h"

struct listing {
    struct kt_arena *arena;
    struct kt_token_row *rows;
    size_t count;
};

static enum kt_status
read_row(const struct kt_rows *rows, struct listing *listing,
         struct kt_error *err)
{
    listing->rows = kt_grow(listing->arena, listing->rows, listing->count,
                            sizeof *listing->rows);
    struct kt_token_row *row = &listing->rows[listing->count++];
    *row = (struct kt_token_row){
        .id = kt_col_id(rows, 0),
        .name = kt_col_copy(rows, 1, listing->arena),
        .expires_ms = kt_col_int(rows, 3),
        .created_ms = kt_col_int(rows, 4),
    };
    return kt_col_strs(rows, 2, listing->arena, &row->scopes, err);
}

static enum kt_status
list(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *listing = arg;
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_TOKEN_LIST, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows))
        status = read_row(&rows, listing, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

enum kt_status
kt_token_list(struct kt_app *app, struct kt_id store_id, struct kt_arena *arena,
              struct kt_list *tokens, struct kt_error *err)
{
    struct listing listing = { .arena = arena };
    KT_TRY(kt_store_read(app->store, store_id, list, &listing, err));
    *tokens = (struct kt_list){ listing.rows, listing.count };
    return KT_OK;
}
