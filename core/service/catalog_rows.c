#include "service/catalog_rows.h"

#include "domain/catalog/item.h"
#include "service/channel_row.h"
#include "service/column.h"

static enum kt_status
fail_column(struct kt_error *err)
{
    kt_fail_store_failed(err);
    return kt_error_explain(err, "a column of the catalogue does not read");
}

enum kt_status
kt_col_texts(const struct kt_rows *rows, int column, struct kt_arena *arena,
             struct kt_list *texts, struct kt_error *err)
{
    const struct cJSON *object;
    *texts = (struct kt_list){ 0 };
    if (kt_json_parse(arena, kt_col_copy(rows, column, arena), &object, err) !=
            KT_OK ||
        kt_json_kind(object) != KT_JSON_OBJECT)
        return fail_column(err);
    struct kt_pair *pairs =
        KT_NEW_ARRAY(arena, struct kt_pair, kt_json_size(object));
    for (const struct cJSON *node = kt_json_first(object); node != NULL;
         node = kt_json_next(node))
        pairs[texts->count++] =
            (struct kt_pair){ kt_json_name(node), kt_json_get_str(node) };
    texts->items = pairs;
    return KT_OK;
}

enum kt_status
kt_col_list(const struct kt_rows *rows, int column,
            const struct kt_shape *shape, struct kt_arena *arena,
            struct kt_list *list, struct kt_error *err)
{
    struct kt_str text = kt_col_copy(rows, column, arena);
    const struct cJSON *array;
    *list = (struct kt_list){ 0 };
    if (kt_str_eq(text, KT_STR("[]")))
        return KT_OK;
    if (kt_json_parse(arena, text, &array, err) != KT_OK ||
        kt_json_kind(array) != KT_JSON_ARRAY)
        return fail_column(err);
    char *items = kt_arena_calloc(arena, kt_json_size(array), shape->size);
    for (const struct cJSON *node = kt_json_first(array); node != NULL;
         node = kt_json_next(node)) {
        if (kt_shape_read_node(shape, node, KT_STR(""),
                               items + list->count * shape->size, arena,
                               err) != KT_OK)
            return fail_column(err);
        list->count++;
    }
    list->items = items;
    return KT_OK;
}

struct kt_str
kt_list_text(const struct kt_shape *shape, const struct kt_list *list,
             struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    const char *item = list->items;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_array(&json);
    for (size_t i = 0; i < list->count; i++, item += shape->size)
        kt_shape_write(shape, item, &json);
    kt_json_end_array(&json);
    return kt_buf_view(&buf);
}

enum kt_status
kt_product_type_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                         struct kt_product_type *type, struct kt_error *err)
{
    *type = (struct kt_product_type){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 2, arena),
        .version = kt_col_int(rows, 4),
    };
    return kt_col_list(rows, 3, &kt_attribute_shape, arena, &type->attributes,
                       err);
}

enum kt_status
kt_category_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                     struct kt_category *category, struct kt_error *err)
{
    *category = (struct kt_category){
        .id = kt_col_id(rows, 0),
        .slug = kt_col_copy(rows, 1, arena),
        .parent = kt_col_copy(rows, 2, arena),
        .position = kt_col_int(rows, 5),
        .is_active = kt_col_int(rows, 6) != 0,
        .created_ms = kt_col_int(rows, 7),
        .version = kt_col_int(rows, 8),
    };
    KT_TRY(kt_col_texts(rows, 3, arena, &category->names, err));
    return kt_col_texts(rows, 4, arena, &category->descriptions, err);
}

enum kt_status
kt_price_list_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                       struct kt_price_list *list, struct kt_error *err)
{
    *list = (struct kt_price_list){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 2, arena),
        .is_active = kt_col_int(rows, 3) != 0,
        .channel = kt_col_copy(rows, 4, arena),
        .customer_group = kt_col_copy(rows, 5, arena),
        .starts_at = kt_col_int(rows, 6),
        .ends_at = kt_col_int(rows, 7),
        .version = kt_col_int(rows, 8),
    };
    KT_TRY(kt_col_enum(rows, 9, kt_price_pool_names, &list->pool, err));
    return kt_col_enum(rows, 10, kt_price_bands_names, &list->bands, err);
}

void
kt_location_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                     struct kt_location *location)
{
    *location = (struct kt_location){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 2, arena),
        .position = kt_col_int(rows, 3),
        .is_active = kt_col_int(rows, 4) != 0,
        .version = kt_col_int(rows, 5),
    };
}

enum kt_status
kt_channel_record_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                           struct kt_channel_record *record,
                           struct kt_error *err)
{
    record->given = 0;
    KT_TRY(kt_channel_read_row(rows, arena, &record->channel, err));
    record->position = kt_col_int(rows, 14);
    record->channel.is_active = kt_col_int(rows, 15) != 0;
    return KT_OK;
}
