#include "http/path.h"

#include "base/text.h"

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The byte of "%XX" at text[at], or -1. */
static int
escaped_byte(struct kt_str text, size_t at)
{
    if (at + 2 >= text.len)
        return -1;
    int high = hex_digit(text.ptr[at + 1]);
    int low = hex_digit(text.ptr[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool
is_plain(struct kt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '%' || c == '+' || c < 0x21 || c > 0x7e)
            return false;
    }
    return true;
}

const char *
kt_percent_decode(struct kt_str text, bool plus_is_blank,
                  struct kt_arena *arena, struct kt_str *decoded)
{
    *decoded = text;
    if (is_plain(text))
        return NULL;
    char *out = kt_arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x21 || c == 0x7f)
            return "has a blank or a control character in it";
        if (c == '+' && plus_is_blank) {
            c = ' ';
        } else if (c == '%') {
            int byte = escaped_byte(text, i);
            if (byte <= 0)
                return byte < 0 ? "has a bad escape in it" : "has a NUL in it";
            c = (unsigned char)byte;
            i += 2;
        }
        out[len++] = (char)c;
    }
    *decoded = (struct kt_str){ out, len };
    return kt_utf8_is_valid(*decoded) ? NULL : "is not UTF-8";
}

/* What is wrong with a decoded segment, or NULL. */
static const char *
check_segment(struct kt_str segment)
{
    if (kt_str_eq(segment, KT_STR(".")) || kt_str_eq(segment, KT_STR("..")))
        return "has a dot segment in it";
    for (size_t i = 0; i < segment.len; i++) {
        unsigned char c = (unsigned char)segment.ptr[i];
        if (c < 0x20 || c == 0x7f)
            return "has a control character in it";
        if (c == '/' || c == '\\')
            return "has a slash or a backslash inside a segment";
    }
    return NULL;
}

static const char *
add_segment(struct kt_path *path, struct kt_str raw, struct kt_arena *arena)
{
    struct kt_str segment;
    const char *fault = kt_percent_decode(raw, false, arena, &segment);
    if (fault == NULL)
        fault = check_segment(segment);
    if (fault == NULL && path->count < KT_PATH_SEGMENTS_MAX)
        path->segments[path->count] = segment;
    path->count += path->count <= KT_PATH_SEGMENTS_MAX;
    return fault;
}

static void
split_query(struct kt_str target, struct kt_path *path)
{
    const char *mark = memchr(target.ptr, '?', target.len);
    path->text = target;
    if (mark == NULL)
        return;
    path->text.len = (size_t)(mark - target.ptr);
    path->query = (struct kt_str){ mark + 1, target.len - path->text.len - 1 };
}

enum kt_status
kt_path_parse(struct kt_str target, struct kt_arena *arena,
              struct kt_path *path, struct kt_error *err)
{
    *path = (struct kt_path){ 0 };
    split_query(target, path);
    const char *fault = NULL;
    if (path->text.len == 0 || path->text.ptr[0] != '/')
        fault = "must begin with a slash";
    if (memchr(target.ptr, '#', target.len) != NULL)
        fault = "has a fragment";

    struct kt_str rest = path->text;
    while (fault == NULL && rest.len > 0) {
        rest = (struct kt_str){ rest.ptr + 1, rest.len - 1 };
        const char *slash = memchr(rest.ptr, '/', rest.len);
        size_t len = slash != NULL ? (size_t)(slash - rest.ptr) : rest.len;
        fault = add_segment(path, (struct kt_str){ rest.ptr, len }, arena);
        rest = (struct kt_str){ rest.ptr + len, rest.len - len };
    }
    if (fault == NULL)
        return KT_OK;
    kt_fail_invalid_request(err);
    return kt_error_explain(err, "the path %s", fault);
}
