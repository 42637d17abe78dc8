#include "service/category_rows.h"

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_category_use *state = (struct kt_category_use *)use;
    struct kt_category_out *rows;
    size_t count;
    KT_TRY(kt_category_rows_load(use->call, &rows, &count, err));
    state->tree = kt_category_tree(rows, count, use->call->arena);
    return KT_OK;
}

const struct kt_use kt_use_category_list = {
    .name = "category_list",
    .state_size = sizeof(struct kt_category_use),
    .answer = answer,
};
