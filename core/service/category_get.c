#include "service/category_rows.h"

static enum kt_status
read_category(const struct kt_call *call, struct kt_str slug,
              struct kt_category_out *out, struct kt_error *err)
{
    struct kt_category_out *rows;
    size_t count;
    KT_TRY(kt_category_rows_around(call, slug, &rows, &count, err));
    (void)kt_category_tree(rows, count, call->arena);
    const struct kt_category_out *row = kt_category_find(rows, count, slug);
    if (row == NULL)
        return kt_fail_not_found(err);
    *out = *row;
    out->path = kt_category_path(rows, count, row, call->arena);
    return KT_OK;
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_category_use *state = (struct kt_category_use *)use;
    const struct kt_call *call = use->call;
    struct kt_shown_needs needs;
    struct kt_category_out out;
    struct kt_buf text;
    struct kt_json json;
    struct kt_str key = kt_shown_key(call, "category", KT_STR(""), state->slug);
    if (kt_shown_find_answer(call, key, &state->shown))
        return KT_OK;
    kt_shown_begin(call, &needs);
    KT_TRY(read_category(call, state->slug, &out, err));
    kt_buf_init(&text, call->arena, 1024);
    kt_json_init(&json, &text);
    kt_shape_write(&kt_category_shown_shape, &out, &json);
    kt_shown_keep_answer(call, key, &needs, kt_buf_view(&text), &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_category_get = {
    .name = "category_get",
    .state_size = sizeof(struct kt_category_use),
    .answer = answer,
};
