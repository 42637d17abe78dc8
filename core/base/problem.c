#include <kontor/problem.h>

#include <stdarg.h>
#include <stdio.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/text.h"

#define NO_FIELDS
#define TEXT(name)   { #name, true },
#define NUMBER(name) { #name, false },
#define FIELDS(...)                                                            \
    (const struct kt_problem_field[])                                          \
    {                                                                          \
        __VA_ARGS__                                                            \
        {                                                                      \
            NULL, false                                                        \
        }                                                                      \
    }
static const struct kt_problem problems[KT_STATUS_COUNT] = {
    [KT_OK] = { "OK", "ok", "Nothing is wrong", "No problem.", 200, FIELDS() },
#define X(TOKEN, token, http, slug, title, help, args, fields)                 \
    [KT_##TOKEN] = { #TOKEN, slug, title, help, http, FIELDS(fields) },
#include <kontor/problems.def>
#undef X
};
#undef FIELDS
#undef NUMBER
#undef TEXT
#undef NO_FIELDS

/* A detail says what is wrong with one value; nobody reads more. */
enum { DETAIL_MAX = 1000 };

static struct kt_str
format_detail(struct kt_arena *arena, const char *format, va_list args)
{
    char text[DETAIL_MAX];
    int len = vsnprintf(text, sizeof text, format, args);
    KT_ASSERT(len >= 0);
    struct kt_str detail = { text, (size_t)len };
    if (detail.len >= sizeof text)
        detail = kt_text_clip(detail, sizeof text - 4); /* no half letter */
    return kt_arena_str(arena, detail);
}

static struct kt_error_field *
add_field(struct kt_error *err, const char *name)
{
    KT_ASSERT(err->field_count < KT_ERROR_FIELDS_MAX);
    struct kt_error_field *field = &err->fields[err->field_count++];
    *field = (struct kt_error_field){ .name = name };
    return field;
}

/* Room for eight more each time the last eight are taken. */
static struct kt_error_item *
add_item(struct kt_error *err)
{
    enum { STEP = 8 };
    size_t size = err->item_count * sizeof *err->items;
    if (err->item_count % STEP == 0)
        err->items = kt_arena_grow(err->arena, err->items, size,
                                   size + STEP * sizeof *err->items);
    return &err->items[err->item_count++];
}

static void
write_items(struct kt_buf *buf, const struct kt_error *err)
{
    kt_buf_text(buf, " (");
    for (size_t i = 0; i < err->item_count; i++) {
        const struct kt_error_item *item = &err->items[i];
        kt_buf_text(buf, i > 0 ? "; " : "");
        kt_buf_str(buf, item->pointer);
        kt_buf_text(buf, kt_str_is_empty(item->pointer) ? "" : ": ");
        kt_buf_str(buf, item->detail);
    }
    if (err->items_dropped > 0)
        kt_buf_format(buf, "; and %zu more", err->items_dropped);
    kt_buf_char(buf, ')');
}

const struct kt_problem *
kt_problem_get(enum kt_status status)
{
    KT_ASSERT((unsigned)status < KT_STATUS_COUNT);
    return &problems[status];
}

const struct kt_problem *
kt_problem_find(struct kt_str slug)
{
    for (size_t i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
        if (kt_str_eq(kt_str_of(problems[i].slug), slug))
            return &problems[i];
    }
    return NULL;
}

void
kt_error_init(struct kt_error *err, struct kt_arena *arena)
{
    *err = (struct kt_error){ .arena = arena };
}

enum kt_status
kt_error_explain(struct kt_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err->detail = format_detail(err->arena, format, args);
    va_end(args);
    return err->status;
}

enum kt_status
kt_error_add(struct kt_error *err, struct kt_str pointer, const char *code,
             const char *format, ...)
{
    if (err->status == KT_OK)
        err->status = KT_INVALID_BODY;
    if (err->item_count == KT_ERROR_ITEMS_MAX) {
        err->items_dropped++;
        return err->status;
    }
    struct kt_error_item *item = add_item(err);
    *item = (struct kt_error_item){
        .pointer = kt_arena_str(err->arena, pointer),
        .code = kt_arena_cstr(err->arena, kt_str_of(code)),
    };
    va_list args;
    va_start(args, format);
    item->detail = format_detail(err->arena, format, args);
    va_end(args);
    return err->status;
}

struct kt_str
kt_error_text(const struct kt_error *err)
{
    struct kt_buf buf;
    kt_buf_init(&buf, err->arena, 128);
    const struct kt_problem *problem = kt_problem_get(err->status);
    kt_buf_text(&buf, problem->slug);
    kt_buf_text(&buf, ": ");
    if (kt_str_is_empty(err->detail))
        kt_buf_text(&buf, problem->title);
    else
        kt_buf_str(&buf, err->detail);
    if (err->item_count > 0)
        write_items(&buf, err);
    return kt_buf_view(&buf);
}

enum kt_status
kt_error_set(struct kt_error *err, enum kt_status status)
{
    kt_error_init(err, err->arena);
    err->status = status;
    return status;
}

void
kt_error_field_text(struct kt_error *err, const char *name, struct kt_str text)
{
    struct kt_error_field *field = add_field(err, name);
    field->is_text = true;
    field->text = kt_arena_str(err->arena, text);
}

void
kt_error_field_number(struct kt_error *err, const char *name, int64_t number)
{
    add_field(err, name)->number = number;
}
