#include "base/buf.h"
#include "base/scan.h"

/* Around a text: a comma, two quotes, a colon. */
enum { MARKS_MAX = 4 };

static void
separate(struct kt_json *json)
{
    if (json->needs_comma)
        kt_buf_char(json->buf, ',');
    json->needs_comma = true;
}

static void
write_escape(struct kt_buf *buf, char c)
{
    static const char letters[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
    };
    static const char hex[] = "0123456789abcdef";
    unsigned byte = (unsigned char)c;
    char letter = byte < sizeof letters ? letters[byte] : c;
    if (letter != '\0') {
        kt_buf_append(buf, (char[]){ '\\', letter }, 2);
        return;
    }
    char code[] = { '\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15] };
    kt_buf_append(buf, code, sizeof code);
}

static void
write_quoted(struct kt_buf *buf, struct kt_str text)
{
    kt_buf_room(buf, text.len + MARKS_MAX);
    kt_buf_char(buf, '"');
    const char *at = text.ptr;
    const char *end = text.len > 0 ? text.ptr + text.len : text.ptr;
    while (at < end) {
        const char *special = kt_scan_special(at, end);
        kt_buf_append(buf, at, (size_t)(special - at));
        at = special;
        if (at < end)
            write_escape(buf, *at++);
    }
    kt_buf_char(buf, '"');
}

void
kt_json_init(struct kt_json *json, struct kt_buf *buf)
{
    *json = (struct kt_json){ .buf = buf };
}

void
kt_json_begin_object(struct kt_json *json)
{
    separate(json);
    kt_buf_char(json->buf, '{');
    json->needs_comma = false;
}

void
kt_json_end_object(struct kt_json *json)
{
    kt_buf_char(json->buf, '}');
    json->needs_comma = true;
}

void
kt_json_begin_array(struct kt_json *json)
{
    separate(json);
    kt_buf_char(json->buf, '[');
    json->needs_comma = false;
}

void
kt_json_end_array(struct kt_json *json)
{
    kt_buf_char(json->buf, ']');
    json->needs_comma = true;
}

void
kt_json_key(struct kt_json *json, struct kt_str key)
{
    separate(json);
    write_quoted(json->buf, key);
    kt_buf_char(json->buf, ':');
    json->needs_comma = false;
}

/* Quotes around bytes that need no escape; gives what follows them. */
static char *
put_quoted(char *at, const char *text, size_t len)
{
    *at++ = '"';
    memcpy(at, text, len);
    at[len] = '"';
    return at + len + 1;
}

void
kt_json_own_key(struct kt_json *json, const char *name)
{
    size_t len = strlen(name);
    char *room = kt_buf_room(json->buf, len + MARKS_MAX);
    char *at = room;
    if (json->needs_comma)
        *at++ = ',';
    at = put_quoted(at, name, len);
    *at++ = ':';
    json->buf->len += (size_t)(at - room);
    json->needs_comma = false;
}

void
kt_json_str(struct kt_json *json, struct kt_str value)
{
    separate(json);
    write_quoted(json->buf, value);
}

void
kt_json_id(struct kt_json *json, struct kt_id id, const char *prefix)
{
    separate(json);
    char *room = kt_buf_room(json->buf, KT_ID_TEXT_MAX + MARKS_MAX);
    size_t len = kt_id_format(id, prefix, room + 1).len;
    room[0] = room[len + 1] = '"';
    json->buf->len += len + 2;
}

void
kt_json_int(struct kt_json *json, int64_t value)
{
    separate(json);
    kt_buf_int(json->buf, value);
}

void
kt_json_bool(struct kt_json *json, bool value)
{
    separate(json);
    kt_buf_text(json->buf, value ? "true" : "false");
}

void
kt_json_null(struct kt_json *json)
{
    separate(json);
    kt_buf_text(json->buf, "null");
}

void
kt_json_raw(struct kt_json *json, struct kt_str json_text)
{
    separate(json);
    kt_buf_str(json->buf, json_text);
}
