#include "service/column.h"

static enum kt_status
fail_column(const struct kt_rows *rows, int column, struct kt_error *err)
{
    kt_fail_store_failed(err);
    return kt_error_explain(err, "a column holds \"%.*s\"",
                            KT_STR_FMT(kt_col_text(rows, column)));
}

enum kt_status
kt_col_strs(const struct kt_rows *rows, int column, struct kt_arena *arena,
            struct kt_list *list, struct kt_error *err)
{
    *list = (struct kt_list){ 0 };
    struct kt_str text = kt_col_text(rows, column);
    if (kt_str_is_empty(text) || kt_str_eq(text, KT_STR("[]")))
        return KT_OK;
    const struct cJSON *array;
    struct kt_str copy = kt_arena_str(arena, text);
    if (kt_json_parse(arena, copy, &array, err) != KT_OK ||
        kt_json_kind(array) != KT_JSON_ARRAY)
        return fail_column(rows, column, err);
    struct kt_str *items =
        KT_NEW_ARRAY(arena, struct kt_str, kt_json_size(array));
    for (const struct cJSON *node = kt_json_first(array); node != NULL;
         node = kt_json_next(node)) {
        if (kt_json_kind(node) != KT_JSON_STR)
            return fail_column(rows, column, err);
        items[list->count++] = kt_json_get_str(node);
    }
    list->items = items;
    return KT_OK;
}

int
kt_name_index(struct kt_str text, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (kt_str_eq(text, kt_str_of(names[i])))
            return i;
    }
    return -1;
}

enum kt_status
kt_col_enum(const struct kt_rows *rows, int column, const char *const *names,
            int *index, struct kt_error *err)
{
    *index = kt_name_index(kt_col_text(rows, column), names);
    return *index >= 0 ? KT_OK : fail_column(rows, column, err);
}

enum kt_status
kt_col_shape(const struct kt_rows *rows, int column,
             const struct kt_shape *shape, void *out, struct kt_arena *arena,
             struct kt_error *err)
{
    struct kt_str text = kt_col_copy(rows, column, arena);
    if (kt_shape_read(shape, text, out, arena, err) == KT_OK)
        return KT_OK;
    return fail_column(rows, column, err);
}

struct kt_str
kt_strs_text(const struct kt_list *list, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    const struct kt_str *items = list->items;
    kt_buf_init(&buf, arena, 64);
    kt_json_init(&json, &buf);
    kt_json_begin_array(&json);
    for (size_t i = 0; i < list->count; i++)
        kt_json_str(&json, items[i]);
    kt_json_end_array(&json);
    return kt_buf_view(&buf);
}
