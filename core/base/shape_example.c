#include "base/shape.h"

/* What a text of this name holds; any other one is "text". */
static const struct {
    const char *name;
    const char *example;
} texts[] = {
    { "alt", "A red mug on a table" },
    { "city", "Hamburg" },
    { "channel", "web" },
    { "code", "summer" },
    { "country", "DE" },
    { "currency", "EUR" },
    { "email", "ada@example.com" },
    { "event", "confirm" },
    { "first_name", "Ada" },
    { "host", "shop.example.com" },
    { "last_name", "Berg" },
    { "line1", "Hafenstr. 1" },
    { "locale", "en" },
    { "name", "Summer" },
    { "phone", "+49 40 123456" },
    { "postal_code", "20457" },
    { "provider", "manual" },
    { "rule", "percent_off" },
    { "sku", "mug-red" },
    { "slug", "mug" },
    { "title", "Summer sale" },
    { "url", "https://shop.example.com/mug.jpg" },
};

enum { DEPTH_MAX = 8, OPTIONAL_MAX = 2 };

static struct kt_str
text_of(const struct kt_field *field, struct kt_arena *arena)
{
    struct kt_str text = KT_STR("text");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(texts[i].name, field->name) == 0)
            text = kt_str_of(texts[i].example);
    }
    if (field->max > 0 && text.len > (size_t)field->max)
        text.len = (size_t)field->max;
    while (text.len < (size_t)field->min)
        text = kt_arena_format(arena, "%.*sx", KT_STR_FMT(text));
    return text;
}

static void
write_id(const struct kt_field *field, struct kt_json *json)
{
    kt_json_str(json, kt_arena_format(json->buf->arena,
                                      "%s_01k2z9xq4d7v8m6h3r5t0w1y2b",
                                      field->prefix));
}

static void write_object(const struct kt_shape *shape, struct kt_json *json,
                         int depth);

/* As many items as a list must have, at least one. */
static void
write_items(const struct kt_field *field, struct kt_json *json, int depth)
{
    int64_t count = field->min > 1 ? field->min : 1;
    kt_json_begin_array(json);
    for (int64_t i = 0; i < count; i++) {
        if (field->kind == KT_FIELD_LIST)
            write_object(field->shape, json, depth);
        else if (field->kind == KT_FIELD_IDS)
            write_id(field, json);
        else
            kt_json_str(json, KT_STR("text"));
    }
    kt_json_end_array(json);
}

static void
write_value(const struct kt_field *field, struct kt_json *json, int depth)
{
    switch (field->kind) {
    case KT_FIELD_BOOL:
        kt_json_bool(json, true);
        break;
    case KT_FIELD_INT:
        kt_json_int(json, field->min > 1 ? field->min : 1);
        break;
    case KT_FIELD_STR:
        kt_json_str(json, text_of(field, json->buf->arena));
        break;
    case KT_FIELD_ID:
        write_id(field, json);
        break;
    case KT_FIELD_TIME:
        kt_json_str(json, KT_STR("2027-01-31T12:00:00Z"));
        break;
    case KT_FIELD_ENUM:
        kt_json_str(json, kt_str_of(field->names[0]));
        break;
    case KT_FIELD_RAW:
        kt_json_raw(json, KT_STR("{}"));
        break;
    case KT_FIELD_OBJECT:
    case KT_FIELD_EMBED:
        write_object(field->shape, json, depth);
        break;
    case KT_FIELD_LIST:
    case KT_FIELD_STRS:
    case KT_FIELD_IDS:
        write_items(field, json, depth);
        break;
    case KT_FIELD_DICT:
        kt_json_raw(json, KT_STR("{\"en\":\"Mug\"}"));
        break;
    }
}

static bool
is_readable(const struct kt_field *field)
{
    return (field->flags & KT_READ_ONLY) == 0;
}

/* What must be given; where nothing must, the first that may. */
static void
write_object(const struct kt_shape *shape, struct kt_json *json, int depth)
{
    size_t required = 0;
    size_t shown = 0;
    for (size_t i = 0; i < shape->field_count; i++)
        required += is_readable(&shape->fields[i]) &&
                    (shape->fields[i].flags & KT_REQUIRED) != 0;
    kt_json_begin_object(json);
    for (size_t i = 0; i < shape->field_count && depth < DEPTH_MAX; i++) {
        const struct kt_field *field = &shape->fields[i];
        bool is_wanted = required > 0 ? (field->flags & KT_REQUIRED) != 0
                                      : shown < OPTIONAL_MAX;
        if (!is_wanted || !is_readable(field))
            continue;
        shown++;
        kt_json_key(json, kt_str_of(field->name));
        write_value(field, json, depth + 1);
    }
    kt_json_end_object(json);
}

void
kt_shape_example(const struct kt_shape *shape, struct kt_json *json)
{
    write_object(shape, json, 0);
}
