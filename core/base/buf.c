#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/assert.h"
#include "base/text.h"

enum {
    CAPACITY_MIN = 64,
    INT_TEXT_MAX = 20, /* "-9223372036854775808" */
    POINTER_NAME_MAX = 100,
};

void
kt_buf_init(struct kt_buf *buf, struct kt_arena *arena, size_t capacity)
{
    *buf = (struct kt_buf){ .arena = arena };
    if (capacity > 0)
        kt_buf_room(buf, capacity);
}

/* For len bytes more than there is room. */
void
kt_buf_grow(struct kt_buf *buf, size_t len)
{
    size_t capacity = buf->len + len;
    if (capacity < buf->capacity * 2)
        capacity = buf->capacity * 2;
    if (capacity < CAPACITY_MIN)
        capacity = CAPACITY_MIN;
    buf->ptr = kt_arena_grow(buf->arena, buf->ptr, buf->capacity, capacity);
    buf->capacity = capacity;
}

void
kt_buf_append(struct kt_buf *buf, const char *ptr, size_t len)
{
    if (len == 0)
        return;
    memcpy(kt_buf_room(buf, len), ptr, len);
    buf->len += len;
}

void
kt_buf_str(struct kt_buf *buf, struct kt_str str)
{
    kt_buf_append(buf, str.ptr, str.len);
}

void
kt_buf_text(struct kt_buf *buf, const char *text)
{
    kt_buf_append(buf, text, strlen(text));
}

void
kt_buf_int(struct kt_buf *buf, int64_t number)
{
    char digits[INT_TEXT_MAX];
    char *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--at = '-';
    kt_buf_append(buf, at, (size_t)(digits + sizeof digits - at));
}

void
kt_buf_format(struct kt_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    KT_ASSERT(len >= 0);

    char *room = kt_buf_room(buf, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(room, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

void
kt_buf_pointer(struct kt_buf *buf, struct kt_str name)
{
    kt_buf_char(buf, '/');
    struct kt_str shown = kt_text_clip(name, POINTER_NAME_MAX);
    for (size_t i = 0; i < shown.len; i++) {
        if (shown.ptr[i] == '~')
            kt_buf_text(buf, "~0");
        else if (shown.ptr[i] == '/')
            kt_buf_text(buf, "~1");
        else
            kt_buf_char(buf, shown.ptr[i]);
    }
    if (shown.len < name.len)
        kt_buf_text(buf, "…");
}

struct kt_str
kt_buf_view(const struct kt_buf *buf)
{
    return (struct kt_str){ buf->ptr, buf->len };
}
