#include "base/shape.h"

static int64_t
limit_of(const struct kt_field *field, int64_t otherwise)
{
    return field->max != 0 ? field->max : otherwise;
}

/* What is left out when it is absent is never null where it is written. */
static bool
may_be_null(const struct kt_field *field, bool for_reading)
{
    return (field->flags & KT_NULLABLE) != 0 &&
           (for_reading || (field->flags & KT_OMIT_EMPTY) == 0);
}

/* "type": one name, or the name and "null". */
static void
write_type(const struct kt_field *field, const char *type, bool for_reading,
           struct kt_json *json)
{
    kt_json_key(json, KT_STR("type"));
    if (!may_be_null(field, for_reading)) {
        kt_json_str(json, kt_str_of(type));
        return;
    }
    kt_json_begin_array(json);
    kt_json_str(json, kt_str_of(type));
    kt_json_str(json, KT_STR("null"));
    kt_json_end_array(json);
}

static void
write_limits(const char *least, int64_t min, const char *most, int64_t max,
             struct kt_json *json)
{
    kt_json_key(json, kt_str_of(least));
    kt_json_int(json, min);
    kt_json_key(json, kt_str_of(most));
    kt_json_int(json, max);
}

static void
write_ref(const struct kt_shape *shape, struct kt_json *json)
{
    kt_json_put_str(json, "$ref",
                    kt_arena_format(json->buf->arena, "#/components/schemas/%s",
                                    shape->name));
}

/* The length of a list or a dictionary; what is read has limits, what is
 * written only is what it is. */
static void
write_count(const struct kt_field *field, bool for_reading,
            struct kt_json *json)
{
    int64_t max = limit_of(field, KT_SHAPE_ITEMS_MAX);
    if (!for_reading)
        return;
    if (field->kind == KT_FIELD_DICT)
        write_limits("minProperties", field->min, "maxProperties", max, json);
    else
        write_limits("minItems", field->min, "maxItems", max, json);
}

static void
write_id_pattern(const struct kt_field *field, struct kt_json *json)
{
    kt_json_put_str(json, "pattern",
                    kt_arena_format(json->buf->arena,
                                    "^%s_[0-7][0-9a-hjkmnp-tv-z]{25}$",
                                    field->prefix));
}

static void
write_names(const struct kt_field *field, bool for_reading,
            struct kt_json *json)
{
    kt_json_key(json, KT_STR("enum"));
    kt_json_begin_array(json);
    for (size_t i = 0; field->names[i] != NULL; i++)
        kt_json_str(json, kt_str_of(field->names[i]));
    if (may_be_null(field, for_reading))
        kt_json_null(json);
    kt_json_end_array(json);
}

/* A reference alone, or "anyOf" it and null. */
static void
write_object_ref(const struct kt_field *field, bool for_reading,
                 struct kt_json *json)
{
    if (!may_be_null(field, for_reading)) {
        write_ref(field->shape, json);
        return;
    }
    kt_json_key(json, KT_STR("anyOf"));
    kt_json_begin_array(json);
    kt_json_begin_object(json);
    write_ref(field->shape, json);
    kt_json_end_object(json);
    kt_json_raw(json, KT_STR("{\"type\":\"null\"}"));
    kt_json_end_array(json);
}

static void
write_items(const struct kt_field *field, struct kt_json *json)
{
    kt_json_key(json, KT_STR("items"));
    kt_json_begin_object(json);
    if (field->kind == KT_FIELD_LIST) {
        write_ref(field->shape, json);
    } else {
        kt_json_put_str(json, "type", KT_STR("string"));
        if (field->kind == KT_FIELD_IDS)
            write_id_pattern(field, json);
    }
    kt_json_end_object(json);
}

static void
write_text_kind(const struct kt_field *field, bool for_reading,
                struct kt_json *json)
{
    write_type(field, "string", for_reading, json);
    if (field->kind == KT_FIELD_ID)
        write_id_pattern(field, json);
    else if (field->kind == KT_FIELD_TIME)
        kt_json_put_str(json, "format", KT_STR("date-time"));
    else if (field->kind == KT_FIELD_ENUM)
        write_names(field, for_reading, json);
    else if (for_reading)
        write_limits("minLength", field->min, "maxLength",
                     limit_of(field, KT_SHAPE_STR_MAX), json);
}

/* Of any value there is nothing to demand. */
static void
write_raw(const struct kt_field *field, bool for_reading, struct kt_json *json)
{
    if ((field->flags & KT_IS_OBJECT) == 0)
        return;
    write_type(field, "object", for_reading, json);
    kt_json_put_raw(json, "additionalProperties", KT_STR("{}"));
}

static void
write_kind(const struct kt_field *field, bool for_reading, struct kt_json *json)
{
    switch (field->kind) {
    case KT_FIELD_BOOL:
        write_type(field, "boolean", for_reading, json);
        break;
    case KT_FIELD_INT:
        write_type(field, "integer", for_reading, json);
        kt_json_put_str(json, "format", KT_STR("int64"));
        if (for_reading)
            write_limits("minimum", field->min, "maximum",
                         limit_of(field, KT_JSON_NUMBER_MAX), json);
        break;
    case KT_FIELD_STR:
    case KT_FIELD_ID:
    case KT_FIELD_TIME:
    case KT_FIELD_ENUM:
        write_text_kind(field, for_reading, json);
        break;
    case KT_FIELD_RAW:
        write_raw(field, for_reading, json);
        break;
    case KT_FIELD_OBJECT:
    case KT_FIELD_EMBED:
        write_object_ref(field, for_reading, json);
        break;
    case KT_FIELD_LIST:
    case KT_FIELD_STRS:
    case KT_FIELD_IDS:
        write_type(field, "array", for_reading, json);
        write_count(field, for_reading, json);
        write_items(field, json);
        break;
    case KT_FIELD_DICT:
        write_type(field, "object", for_reading, json);
        write_count(field, for_reading, json);
        kt_json_put_raw(json, "additionalProperties",
                        KT_STR("{\"type\":\"string\"}"));
        break;
    }
}

static bool
is_shown(const struct kt_field *field, bool for_reading)
{
    return (field->flags & (for_reading ? KT_READ_ONLY : KT_WRITE_ONLY)) == 0;
}

/* Left out of what is imported without one; what an answer shows is stored. */
static bool
is_own_id(const struct kt_field *field)
{
    return field->kind == KT_FIELD_ID && strcmp(field->name, "id") == 0;
}

/* Read: what a body must give. Written: what an answer always has. */
static bool
is_required(const struct kt_field *field, bool for_reading)
{
    if (!is_shown(field, for_reading))
        return false;
    return for_reading
               ? (field->flags & KT_REQUIRED) != 0
               : (field->flags & KT_OMIT_EMPTY) == 0 || is_own_id(field);
}

static void
write_properties(const struct kt_shape *shape, bool for_reading,
                 struct kt_json *json)
{
    kt_json_key(json, KT_STR("properties"));
    kt_json_begin_object(json);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        if (!is_shown(field, for_reading))
            continue;
        kt_json_key(json, kt_str_of(field->name));
        kt_json_begin_object(json);
        write_kind(field, for_reading, json);
        if (field->help != NULL)
            kt_json_put_str(json, "description", kt_str_of(field->help));
        kt_json_end_object(json);
    }
    kt_json_end_object(json);
}

static void
write_required(const struct kt_shape *shape, bool for_reading,
               struct kt_json *json)
{
    size_t count = 0;
    for (size_t i = 0; i < shape->field_count; i++) {
        if (!is_required(&shape->fields[i], for_reading))
            continue;
        if (count++ == 0) {
            kt_json_key(json, KT_STR("required"));
            kt_json_begin_array(json);
        }
        kt_json_str(json, kt_str_of(shape->fields[i].name));
    }
    if (count > 0)
        kt_json_end_array(json);
}

void
kt_shape_schema(const struct kt_shape *shape, bool for_reading,
                struct kt_json *json)
{
    kt_json_begin_object(json);
    kt_json_put_str(json, "type", KT_STR("object"));
    if (shape->help != NULL)
        kt_json_put_str(json, "description", kt_str_of(shape->help));
    write_properties(shape, for_reading, json);
    write_required(shape, for_reading, json);
    /* A body may not carry more; an answer may learn new fields. */
    if (for_reading)
        kt_json_put_bool(json, "additionalProperties", false);
    kt_json_end_object(json);
}
