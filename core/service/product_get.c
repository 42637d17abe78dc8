#include "service/catalog.h"
#include "service/product_shelf.h"

/* The null id when no product has the name. */
static enum kt_status
find_product(const struct kt_tx *tx, struct kt_str name, struct kt_id *id,
             struct kt_error *err)
{
    struct kt_rows rows;
    if (kt_id_parse(name, "prod", id))
        return KT_OK;
    *id = (struct kt_id){ { 0 } };
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_ID_BY_SLUG, KT_ARGS(KT_TEXT(name)),
                    &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

static enum kt_status
read_product(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_product_use *state = arg;
    struct kt_shelf shelf;
    struct kt_id id;
    bool is_shown;
    KT_TRY(kt_shelf_open(tx, state->use.call, state->currency, &shelf, err));
    KT_TRY(find_product(tx, state->name, &id, err));
    KT_TRY(kt_shelf_show(&shelf, id, true, &state->out, &is_shown, err));
    return is_shown ? KT_OK : kt_fail_not_found(err);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    return kt_call_read(use->call, read_product, use, err);
}

const struct kt_use kt_use_product_get = {
    .name = "product_get",
    .state_size = sizeof(struct kt_product_use),
    .answer = answer,
};
