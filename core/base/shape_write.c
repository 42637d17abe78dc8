#include "base/shape.h"

#include "base/clock.h"

/* What stands for "nothing here" in the kind's C type. */
static bool
is_absent(const struct kt_field *field, const void *value)
{
    switch (field->kind) {
    case KT_FIELD_BOOL:
        return false;
    case KT_FIELD_INT:
    case KT_FIELD_TIME:
        return *(const int64_t *)value == 0;
    case KT_FIELD_STR:
    case KT_FIELD_RAW:
        return ((const struct kt_str *)value)->ptr == NULL;
    case KT_FIELD_ID:
        return kt_id_is_null(*(const struct kt_id *)value);
    case KT_FIELD_ENUM:
        return *(const int *)value < 0;
    case KT_FIELD_OBJECT:
        return *(void *const *)value == NULL;
    case KT_FIELD_LIST:
    case KT_FIELD_STRS:
    case KT_FIELD_IDS:
    case KT_FIELD_DICT:
        return ((const struct kt_list *)value)->items == NULL;
    case KT_FIELD_EMBED:
        break;
    }
    return false;
}

static bool
is_empty(const struct kt_field *field, const void *value)
{
    switch (field->kind) {
    case KT_FIELD_BOOL:
        return !*(const bool *)value;
    case KT_FIELD_STR:
    case KT_FIELD_RAW:
        return ((const struct kt_str *)value)->len == 0;
    case KT_FIELD_LIST:
    case KT_FIELD_STRS:
    case KT_FIELD_IDS:
    case KT_FIELD_DICT:
        return ((const struct kt_list *)value)->count == 0;
    default:
        return is_absent(field, value);
    }
}

/* These have no form for absent but null, whatever the flags say. */
static bool
must_be_null(const struct kt_field *field)
{
    return field->kind == KT_FIELD_OBJECT || field->kind == KT_FIELD_ID ||
           field->kind == KT_FIELD_ENUM ||
           (field->kind == KT_FIELD_RAW && (field->flags & KT_IS_OBJECT) == 0);
}

static void
write_strs(const struct kt_list *list, struct kt_json *json)
{
    const struct kt_str *items = list->items;
    kt_json_begin_array(json);
    for (size_t i = 0; i < list->count; i++)
        kt_json_str(json, items[i]);
    kt_json_end_array(json);
}

static void
write_ids(const struct kt_field *field, const struct kt_list *list,
          struct kt_json *json)
{
    const struct kt_id *items = list->items;
    kt_json_begin_array(json);
    for (size_t i = 0; i < list->count; i++)
        kt_json_id(json, items[i], field->prefix);
    kt_json_end_array(json);
}

static void
write_dict(const struct kt_list *list, struct kt_json *json)
{
    const struct kt_pair *items = list->items;
    kt_json_begin_object(json);
    for (size_t i = 0; i < list->count; i++) {
        kt_json_key(json, items[i].name);
        kt_json_str(json, items[i].value);
    }
    kt_json_end_object(json);
}

static void
write_list(const struct kt_field *field, const struct kt_list *list,
           struct kt_json *json)
{
    const char *item = list->items;
    kt_json_begin_array(json);
    for (size_t i = 0; i < list->count; i++, item += field->shape->size)
        kt_shape_write(field->shape, item, json);
    kt_json_end_array(json);
}

/* Of members that are objects, absent ones are empty. */
static void
write_raw(const struct kt_str *text, struct kt_json *json)
{
    kt_json_raw(json, text->ptr != NULL ? *text : KT_STR("{}"));
}

static void
write_value(const struct kt_field *field, const void *value,
            struct kt_json *json)
{
    switch (field->kind) {
    case KT_FIELD_BOOL:
        kt_json_bool(json, *(const bool *)value);
        break;
    case KT_FIELD_INT:
        kt_json_int(json, *(const int64_t *)value);
        break;
    case KT_FIELD_STR:
        kt_json_str(json, *(const struct kt_str *)value);
        break;
    case KT_FIELD_RAW:
        write_raw(value, json);
        break;
    case KT_FIELD_ID:
        kt_json_id(json, *(const struct kt_id *)value, field->prefix);
        break;
    case KT_FIELD_TIME:
        kt_json_str(json,
                    kt_time_format(json->buf->arena, *(const int64_t *)value));
        break;
    case KT_FIELD_ENUM:
        kt_json_str(json, kt_str_of(field->names[*(const int *)value]));
        break;
    case KT_FIELD_OBJECT:
        kt_shape_write(field->shape, *(void *const *)value, json);
        break;
    case KT_FIELD_EMBED:
        kt_shape_write(field->shape, value, json);
        break;
    case KT_FIELD_LIST:
        write_list(field, value, json);
        break;
    case KT_FIELD_STRS:
        write_strs(value, json);
        break;
    case KT_FIELD_IDS:
        write_ids(field, value, json);
        break;
    case KT_FIELD_DICT:
        write_dict(value, json);
        break;
    }
}

static void
write_field(const struct kt_field *field, const void *value,
            struct kt_json *json)
{
    if ((field->flags & KT_WRITE_ONLY) != 0 ||
        ((field->flags & KT_OMIT_EMPTY) != 0 && is_empty(field, value)))
        return;
    kt_json_own_key(json, field->name);
    bool may_be_null = (field->flags & KT_NULLABLE) != 0 || must_be_null(field);
    if (may_be_null && is_absent(field, value))
        kt_json_null(json);
    else
        write_value(field, value, json);
}

void
kt_shape_write(const struct kt_shape *shape, const void *in,
               struct kt_json *json)
{
    kt_json_begin_object(json);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        write_field(field, (const char *)in + field->offset, json);
    }
    kt_json_end_object(json);
}
