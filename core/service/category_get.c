#include "service/category_rows.h"

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_category_use *state = (struct kt_category_use *)use;
    struct kt_arena *arena = use->call->arena;
    struct kt_category_out *rows;
    size_t count;
    KT_TRY(kt_category_rows_load(use->call, &rows, &count, err));
    (void)kt_category_tree(rows, count, arena);
    const struct kt_category_out *row =
        kt_category_find(rows, count, state->slug);
    if (row == NULL)
        return kt_fail_not_found(err);
    state->out = *row;
    state->out.path = kt_category_path(rows, count, row, arena);
    return KT_OK;
}

const struct kt_use kt_use_category_get = {
    .name = "category_get",
    .state_size = sizeof(struct kt_category_use),
    .answer = answer,
};
