#include "http/disposition.h"

#include <strings.h>

/* What means something in a path does nothing in a name. */
static char
tamed(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f || c == '/' || c == '\\' ? '_'
                                                                        : c;
}

/* A quoted string holds what needs no escape in any browser. */
static char
plain(char c)
{
    return (unsigned char)c > 0x7f || c == '"' || c == '%' ? '_' : tamed(c);
}

static bool
ends_in(struct kt_str name, struct kt_str ending)
{
    return name.len > ending.len &&
           strncasecmp(name.ptr + name.len - ending.len, ending.ptr,
                       ending.len) == 0;
}

static void
append_encoded(struct kt_buf *buf, struct kt_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = tamed(name.ptr[i]);
        bool is_free = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                       (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
                       c == '.';
        if (is_free)
            kt_buf_char(buf, c);
        else
            kt_buf_format(buf, "%%%02X", (unsigned char)c);
    }
}

struct kt_str
kt_disposition_format(struct kt_str name, struct kt_str ending,
                      struct kt_arena *arena)
{
    struct kt_buf buf;
    bool is_plain = true;
    if (!ends_in(name, ending))
        name = kt_arena_format(arena, "%.*s%.*s", KT_STR_FMT(name),
                               KT_STR_FMT(ending));
    kt_buf_init(&buf, arena, 128);
    kt_buf_text(&buf, "inline; filename=\"");
    for (size_t i = 0; i < name.len; i++) {
        char c = plain(name.ptr[i]);
        is_plain = is_plain && c == tamed(name.ptr[i]);
        kt_buf_char(&buf, c);
    }
    kt_buf_char(&buf, '"');
    if (!is_plain) {
        kt_buf_text(&buf, "; filename*=UTF-8''");
        append_encoded(&buf, name);
    }
    return kt_buf_view(&buf);
}
