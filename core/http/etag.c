#include "http/etag.h"

#include "base/text.h"

bool
kt_etag_parse(struct kt_str value, int64_t *version)
{
    *version = -1;
    if (value.ptr == NULL || kt_str_eq(value, KT_STR("*")))
        return true;
    if (value.len < 2 || value.ptr[0] != '"' ||
        value.ptr[value.len - 1] != '"' ||
        memchr(value.ptr + 1, '"', value.len - 2) != NULL)
        return false;
    struct kt_str inside = { value.ptr + 1, value.len - 2 };
    if (!kt_str_starts(inside, KT_STR("v"))) {
        *version = 0;
        return true;
    }
    struct kt_str number = { inside.ptr + 1, inside.len - 1 };
    if (number.len == 0 || number.ptr[0] < '0' || number.ptr[0] > '9' ||
        !kt_int_parse(number, version))
        *version = 0;
    return true;
}

static void
skip(struct kt_str *list, size_t len)
{
    *list = (struct kt_str){ list->ptr + len, list->len - len };
}

/* Takes an ETag with its quotes off the front, without its W/; ptr NULL at the
 * end, and where none stands. A comma may stand inside of one. */
static struct kt_str
take_etag(struct kt_str *list)
{
    struct kt_str none = { 0 };
    while (list->len > 0 && strchr(" \t,", list->ptr[0]) != NULL)
        skip(list, 1);
    if (kt_str_starts(*list, KT_STR("W/")))
        skip(list, 2);
    if (list->len < 2 || list->ptr[0] != '"')
        return none;
    const char *end = memchr(list->ptr + 1, '"', list->len - 1);
    if (end == NULL)
        return none;
    struct kt_str etag = { list->ptr, (size_t)(end + 1 - list->ptr) };
    skip(list, etag.len);
    return etag;
}

bool
kt_etag_list_has(struct kt_str list, struct kt_str etag)
{
    struct kt_str next;
    if (kt_str_eq(list, KT_STR("*")))
        return true;
    while ((next = take_etag(&list)).ptr != NULL) {
        if (kt_str_eq(next, etag))
            return true;
    }
    return false;
}
