#include "http/query.h"

#include "base/text.h"
#include "http/path.h"

enum { PAIRS_MAX = 64 };

static const struct kt_field pair_fields[] = {
    KT_FIELD(STR, struct kt_pair, name, KT_REQUIRED, .min = 1, .max = 100),
    KT_FIELD(STR, struct kt_pair, value, KT_REQUIRED, .max = 200),
};

const struct kt_shape kt_query_pair_shape =
    KT_SHAPE("QueryPair", struct kt_pair, pair_fields,
             "A name and what it shall have");

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

/* A parameter as it stands in the query. */
struct param {
    const struct kt_field *field; /* NULL: not known */
    struct kt_str name, value;
    struct kt_str inner; /* "size" of attr.size */
    bool is_written;
};

struct params {
    struct param items[PAIRS_MAX];
    size_t count;
};

static bool
may_repeat(const struct kt_field *field)
{
    return field != NULL &&
           (field->kind == KT_FIELD_STRS || field->kind == KT_FIELD_LIST);
}

static bool
was_seen(const struct params *params, struct kt_str name)
{
    for (size_t i = 0; i < params->count; i++) {
        if (kt_str_eq(params->items[i].name, name))
            return true;
    }
    return false;
}

/* "attr.size" is the list "attr". */
static const struct kt_field *
find_param(const struct kt_shape *shape, struct kt_str name,
           struct kt_str *inner)
{
    const struct kt_field *field = find_field(shape, name);
    const char *point = memchr(name.ptr, '.', name.len);
    *inner = KT_STR("");
    if (field != NULL || point == NULL)
        return field;
    struct kt_str outer = { name.ptr, (size_t)(point - name.ptr) };
    field = find_field(shape, outer);
    if (field == NULL || field->kind != KT_FIELD_LIST)
        return NULL;
    *inner = (struct kt_str){ point + 1, name.len - outer.len - 1 };
    return field;
}

/* What is wrong with a parameter beside its value; NULL: nothing. */
static const char *
find_fault(const struct params *params, const struct param *param)
{
    bool is_pair = param->field != NULL && param->field->kind == KT_FIELD_LIST;
    if (params->count == PAIRS_MAX)
        return "is one parameter too many";
    if (is_pair && param->inner.len == 0)
        return "needs a name behind a point, as in attr.size";
    if (was_seen(params, param->name) && !may_repeat(param->field))
        return "stands twice";
    return NULL;
}

/* Faults of the query's own form go into err. */
static void
take_param(const struct kt_shape *shape, struct kt_str value,
           struct params *params, struct kt_error *err)
{
    struct kt_str name = take_until(&value, '=');
    struct param param = { .field = NULL };
    const char *fault = kt_percent_decode(name, true, err->arena, &name);
    if (fault == NULL)
        fault = kt_percent_decode(value, true, err->arena, &value);
    if (fault == NULL) {
        param = (struct param){ .name = name, .value = value };
        param.field = find_param(shape, name, &param.inner);
        fault = find_fault(params, &param);
    }
    if (fault == NULL) {
        params->items[params->count++] = param;
        return;
    }
    struct kt_str at =
        kt_utf8_is_valid(name) ? pointer_to(name, err->arena) : KT_STR("");
    kt_error_add(err, at, "invalid", "%s", fault);
}

static void
write_item(const struct param *param, struct kt_json *json)
{
    if (param->field->kind == KT_FIELD_STRS) {
        kt_json_str(json, param->value);
        return;
    }
    kt_json_begin_object(json);
    kt_json_put_str(json, "name", param->inner);
    kt_json_put_str(json, "value", param->value);
    kt_json_end_object(json);
}

/* A parameter with all others that belong to the same list. */
static void
write_list(struct params *params, size_t first, struct kt_json *json)
{
    const struct kt_field *field = params->items[first].field;
    kt_json_key(json, kt_str_of(field->name));
    kt_json_begin_array(json);
    for (size_t i = first; i < params->count; i++) {
        struct param *param = &params->items[i];
        if (param->field != field)
            continue;
        write_item(param, json);
        param->is_written = true;
    }
    kt_json_end_array(json);
}

/* The query as a JSON object. */
static void
write_pairs(const struct kt_shape *shape, struct kt_str query,
            struct kt_json *json, struct kt_error *err)
{
    struct params params = { .count = 0 };
    while (query.len > 0)
        take_param(shape, take_until(&query, '&'), &params, err);
    for (size_t i = 0; i < params.count; i++) {
        const struct param *param = &params.items[i];
        if (param->is_written)
            continue;
        if (may_repeat(param->field)) {
            write_list(&params, i, json);
        } else {
            kt_json_key(json, param->name);
            write_value(param->field, param->value, json);
        }
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
