/* An append-only text buffer, and the JSON writer on top of it: replies are
 * appended, never built as a tree. */
#ifndef KT_BASE_BUF_H
#define KT_BASE_BUF_H

#include <stdbool.h>
#include <stdint.h>

#include <kontor/arena.h>

#include "base/id.h"

struct kt_buf {
    struct kt_arena *arena; /* owns the bytes */
    char *ptr;
    size_t len;
    size_t capacity;
};

void kt_buf_grow(struct kt_buf *buf, size_t len);
void kt_buf_init(struct kt_buf *buf, struct kt_arena *arena, size_t capacity);
void kt_buf_append(struct kt_buf *buf, const char *ptr, size_t len);
void kt_buf_str(struct kt_buf *buf, struct kt_str str);
void kt_buf_text(struct kt_buf *buf, const char *text);
void kt_buf_int(struct kt_buf *buf, int64_t number);
void kt_buf_format(struct kt_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Room for len bytes behind the text; the caller adds what it used to len. */
static inline char *
kt_buf_room(struct kt_buf *buf, size_t len)
{
    if (len > buf->capacity - buf->len)
        kt_buf_grow(buf, len);
    return buf->ptr + buf->len;
}

static inline void
kt_buf_char(struct kt_buf *buf, char c)
{
    *kt_buf_room(buf, 1) = c;
    buf->len++;
}

/* A step of a JSON pointer: "/", and the name with "~" and "/" escaped. A name
 * longer than any of ours is cut, so that an answer stays small. */
void kt_buf_pointer(struct kt_buf *buf, struct kt_str name);

/* What was written so far; valid until the next append. */
struct kt_str kt_buf_view(const struct kt_buf *buf);

/* JSON. A writer sets the commas: every value or key that follows another one
 * in the same container gets one. Text is escaped; it must be UTF-8. */
struct kt_json {
    struct kt_buf *buf;
    bool needs_comma;
};

void kt_json_init(struct kt_json *json, struct kt_buf *buf);
void kt_json_begin_object(struct kt_json *json);
void kt_json_end_object(struct kt_json *json);
void kt_json_begin_array(struct kt_json *json);
void kt_json_end_array(struct kt_json *json);
void kt_json_key(struct kt_json *json, struct kt_str key);
/* A key of our own, in which nothing must be escaped. */
void kt_json_own_key(struct kt_json *json, const char *name);
void kt_json_str(struct kt_json *json, struct kt_str value);
void kt_json_id(struct kt_json *json, struct kt_id id, const char *prefix);
void kt_json_int(struct kt_json *json, int64_t value);
void kt_json_bool(struct kt_json *json, bool value);
void kt_json_null(struct kt_json *json);
/* A value that is JSON already, for example a stored column. */
void kt_json_raw(struct kt_json *json, struct kt_str json_text);

/* Key and value in one; the key is a literal. */
#define kt_json_put_str(json, key, value)                                      \
    (kt_json_key((json), KT_STR(key)), kt_json_str((json), (value)))
#define kt_json_put_int(json, key, value)                                      \
    (kt_json_key((json), KT_STR(key)), kt_json_int((json), (value)))
#define kt_json_put_bool(json, key, value)                                     \
    (kt_json_key((json), KT_STR(key)), kt_json_bool((json), (value)))
#define kt_json_put_raw(json, key, value)                                      \
    (kt_json_key((json), KT_STR(key)), kt_json_raw((json), (value)))

#endif
