#include "base/config.h"

#include "base/text.h"

struct reader {
    const struct kt_shape *shape;
    const char *file;
    int line;
    int *seen; /* by field: the line that set it, 0: none yet */
    char *out;
    struct kt_arena *arena;
    struct kt_error *err;
};

static void
fault(struct reader *reader, const char *code, struct kt_str detail)
{
    struct kt_str place =
        kt_arena_format(reader->arena, "%s:%d", reader->file, reader->line);
    kt_error_add(reader->err, place, code, "%.*s", KT_STR_FMT(detail));
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

static void
refuse_name(struct reader *reader, struct kt_str name)
{
    const struct kt_shape *shape = reader->shape;
    const char **names =
        KT_NEW_ARRAY(reader->arena, const char *, shape->field_count);
    for (size_t i = 0; i < shape->field_count; i++)
        names[i] = shape->fields[i].name;

    const char *nearest = kt_text_nearest(name, names, shape->field_count);
    fault(reader, "unknown_field",
          nearest != NULL
              ? kt_arena_format(reader->arena,
                                "there is no setting %.*s; did you mean %s?",
                                KT_STR_FMT(name), nearest)
              : kt_arena_format(reader->arena, "there is no setting %.*s",
                                KT_STR_FMT(name)));
}

static struct kt_str
unquote(struct kt_str value)
{
    if (value.len >= 2 && value.ptr[0] == '"' &&
        value.ptr[value.len - 1] == '"')
        return (struct kt_str){ value.ptr + 1, value.len - 2 };
    return value;
}

static bool
read_bool(struct kt_str value, bool *out)
{
    *out = kt_str_eq(value, KT_STR("yes")) || kt_str_eq(value, KT_STR("true"));
    return *out || kt_str_eq(value, KT_STR("no")) ||
           kt_str_eq(value, KT_STR("false"));
}

static bool
is_within(const struct kt_field *field, int64_t number)
{
    return number >= field->min && (field->max == 0 || number <= field->max);
}

static bool
read_int(const struct kt_field *field, struct kt_str value, int64_t *out)
{
    return kt_int_parse(value, out) && is_within(field, *out);
}

static bool
read_text(struct reader *reader, const struct kt_field *field,
          struct kt_str value, struct kt_str *out)
{
    *out = kt_arena_str(reader->arena, unquote(value));
    return is_within(field, (int64_t)kt_utf8_length(*out));
}

static bool
read_name(const struct kt_field *field, struct kt_str value, int *out)
{
    for (int i = 0; field->names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(field->names[i]), value)) {
            *out = i;
            return true;
        }
    }
    return false;
}

static bool
read_list(struct reader *reader, const struct kt_field *field,
          struct kt_str value, struct kt_list *out)
{
    size_t count = 1;
    for (size_t i = 0; i < value.len; i++)
        count += value.ptr[i] == ',';

    struct kt_str *items = KT_NEW_ARRAY(reader->arena, struct kt_str, count);
    size_t filled = 0;
    while (value.ptr != NULL) {
        const char *comma = memchr(value.ptr, ',', value.len);
        size_t len = comma ? (size_t)(comma - value.ptr) : value.len;
        struct kt_str item = kt_text_trim((struct kt_str){ value.ptr, len });
        if (item.len > 0)
            items[filled++] = kt_arena_str(reader->arena, unquote(item));
        value = comma ? (struct kt_str){ comma + 1, value.len - len - 1 }
                      : (struct kt_str){ 0 };
    }
    *out = (struct kt_list){ items, filled };
    return is_within(field, (int64_t)filled);
}

/* False when the value does not fit the field. */
static bool
read_value(struct reader *reader, const struct kt_field *field,
           struct kt_str value)
{
    void *member = reader->out + field->offset;
    switch (field->kind) {
    case KT_FIELD_BOOL:
        return read_bool(value, member);
    case KT_FIELD_INT:
        return read_int(field, value, member);
    case KT_FIELD_ENUM:
        return read_name(field, value, member);
    case KT_FIELD_STR:
        return read_text(reader, field, value, member);
    case KT_FIELD_STRS:
        return read_list(reader, field, value, member);
    default:
        return false;
    }
}

static void
read_line(struct reader *reader, struct kt_str line)
{
    line = kt_text_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return;

    const char *sign = memchr(line.ptr, '=', line.len);
    if (sign == NULL) {
        fault(reader, "syntax", KT_STR("a line is `name = value`"));
        return;
    }
    size_t name_len = (size_t)(sign - line.ptr);
    struct kt_str name = kt_text_trim((struct kt_str){ line.ptr, name_len });
    struct kt_str value =
        kt_text_trim((struct kt_str){ sign + 1, line.len - name_len - 1 });

    const struct kt_field *field = find_field(reader->shape, name);
    if (field == NULL) {
        refuse_name(reader, name);
        return;
    }
    int *seen = &reader->seen[field - reader->shape->fields];
    if (*seen != 0)
        fault(reader, "duplicate",
              kt_arena_format(reader->arena, "%s stands in line %d already",
                              field->name, *seen));
    *seen = reader->line;
    if (!read_value(reader, field, value))
        fault(reader, "invalid",
              kt_arena_format(reader->arena, "%s: %s", field->name,
                              field->help ? field->help : "invalid value"));
}

enum kt_status
kt_config_read(const struct kt_shape *shape, struct kt_str text,
               const char *file, void *out, struct kt_arena *arena,
               struct kt_error *err)
{
    struct reader reader = {
        .shape = shape,
        .file = file,
        .line = 1,
        .seen = KT_NEW_ARRAY(arena, int, shape->field_count),
        .out = out,
        .arena = arena,
        .err = err,
    };

    if (!kt_utf8_is_valid(text)) {
        kt_fail_invalid_file(err);
        return kt_error_explain(err, "%s is not UTF-8", file);
    }
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        read_line(&reader, (struct kt_str){ text.ptr, len });
        size_t step = end ? len + 1 : len;
        text = (struct kt_str){ text.ptr + step, text.len - step };
        reader.line++;
    }
    if (err->item_count > 0)
        err->status = KT_INVALID_FILE;
    return err->status;
}
