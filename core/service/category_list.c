#include "service/category_rows.h"
#include "service/page.h"

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_category_use *state = (struct kt_category_use *)use;
    const struct kt_call *call = use->call;
    struct kt_shown_needs needs;
    struct kt_category_out *rows;
    size_t count;
    struct kt_buf text;
    struct kt_json json;
    int64_t levels = state->levels > 0 ? state->levels : KT_CATEGORY_DEPTH_MAX;
    struct kt_str key =
        kt_shown_key(call, "categories", KT_STR(""),
                     kt_arena_format(call->arena, "%d", (int)levels));
    if (kt_shown_find_answer(call, key, &state->shown))
        return KT_OK;
    kt_shown_begin(call, &needs);
    KT_TRY(kt_category_rows_load(call, levels, &rows, &count, err));
    struct kt_list tree = kt_category_tree(rows, count, call->arena);
    kt_buf_init(&text, call->arena, 2048);
    kt_json_init(&json, &text);
    kt_page_write(&json, &kt_category_row_shape, tree.items, tree.count,
                  KT_STR(""));
    kt_shown_keep_answer(call, key, &needs, kt_buf_view(&text), &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_category_list = {
    .name = "category_list",
    .state_size = sizeof(struct kt_category_use),
    .answer = answer,
};
