#include "http/query.h"

#include "base/text.h"
#include "http/path.h"

enum { PAIRS_MAX = 64 };

static const struct kt_shape no_parameters = { .name = "NoParameters",
                                               .size = 1,
                                               .given_offset = KT_NO_GIVEN };

static struct kt_str
pointer_to(struct kt_str name, struct kt_arena *arena)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 32);
    kt_buf_pointer(&buf, name);
    return kt_buf_view(&buf);
}

static const struct kt_field *
find_field(const struct kt_shape *shape, struct kt_str name)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        if (kt_str_eq(kt_str_of(shape->fields[i].name), name))
            return &shape->fields[i];
    }
    return NULL;
}

static bool
is_true(struct kt_str value)
{
    return kt_str_eq(value, KT_STR("true")) || kt_str_eq(value, KT_STR("1"));
}

static bool
is_false(struct kt_str value)
{
    return kt_str_eq(value, KT_STR("false")) || kt_str_eq(value, KT_STR("0"));
}

/* A value that is not what its field wants stays text; the shape tells it. */
static void
write_value(const struct kt_field *field, struct kt_str value,
            struct kt_json *json)
{
    int64_t number;
    if (field != NULL && field->kind == KT_FIELD_INT &&
        kt_int_parse(value, &number))
        kt_json_int(json, number);
    else if (field != NULL && field->kind == KT_FIELD_BOOL &&
             (is_true(value) || is_false(value)))
        kt_json_bool(json, is_true(value));
    else
        kt_json_str(json, value);
}

static struct kt_str
take_until(struct kt_str *text, char sign)
{
    const char *end = memchr(text->ptr, sign, text->len);
    size_t len = end != NULL ? (size_t)(end - text->ptr) : text->len;
    struct kt_str part = { text->ptr, len };
    size_t step = end != NULL ? len + 1 : len;
    *text = (struct kt_str){ text->ptr + step, text->len - step };
    return part;
}

static bool
was_seen(struct kt_str name, const struct kt_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (kt_str_eq(names[i], name))
            return true;
    }
    return false;
}

/* The query as a JSON object; faults of its own form go into err. */
static void
write_pairs(const struct kt_shape *shape, struct kt_str query,
            struct kt_json *json, struct kt_error *err)
{
    struct kt_str names[PAIRS_MAX];
    size_t count = 0;
    while (query.len > 0) {
        struct kt_str value = take_until(&query, '&');
        struct kt_str name = take_until(&value, '=');
        const char *fault = kt_percent_decode(name, true, err->arena, &name);
        if (fault == NULL)
            fault = kt_percent_decode(value, true, err->arena, &value);
        if (fault == NULL && count == PAIRS_MAX)
            fault = "is one parameter too many";
        if (fault == NULL && was_seen(name, names, count))
            fault = "stands twice";
        if (fault != NULL) {
            struct kt_str at = kt_utf8_is_valid(name)
                                   ? pointer_to(name, err->arena)
                                   : KT_STR("");
            kt_error_add(err, at, "invalid", "%s", fault);
            continue;
        }
        names[count++] = name;
        kt_json_key(json, name);
        write_value(find_field(shape, name), value, json);
    }
}

enum kt_status
kt_query_read(const struct kt_shape *shape, struct kt_str query,
              const void **out, struct kt_arena *arena, struct kt_error *err)
{
    *out = NULL;
    if (shape == NULL && query.len == 0)
        return KT_OK;
    const struct kt_shape *known = shape != NULL ? shape : &no_parameters;
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, query.len + 16);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    write_pairs(known, query, &json, err);
    kt_json_end_object(&json);

    void *read = kt_arena_calloc(arena, 1, known->size);
    enum kt_status status =
        kt_shape_read(known, kt_buf_view(&buf), read, arena, err);
    if (status != KT_OK || err->status != KT_OK)
        return err->status = KT_INVALID_QUERY;
    *out = shape != NULL ? read : NULL;
    return KT_OK;
}
