#include "http/range.h"

#include <strings.h>
#include <unistd.h>

#include "base/text.h"
#include "http/reply.h"

/* ---- the value ---- */

/* The decimal digits at the front. False without one, or with too many. */
static bool
take_number(struct kt_str *text, uint64_t *number)
{
    size_t len = 0;
    *number = 0;
    while (len < text->len && text->ptr[len] >= '0' && text->ptr[len] <= '9') {
        if (len == 18)
            return false;
        *number = *number * 10 + (uint64_t)(text->ptr[len++] - '0');
    }
    *text = (struct kt_str){ text->ptr + len, text->len - len };
    return len > 0;
}

enum reading { WRONG, OUTSIDE, INSIDE };

/* The last bytes: "-500". */
static enum reading
read_suffix(struct kt_str text, uint64_t size, struct kt_range *range)
{
    uint64_t count;
    if (!take_number(&text, &count) || text.len > 0)
        return WRONG;
    if (count == 0 || size == 0)
        return OUTSIDE;
    *range = (struct kt_range){ count < size ? size - count : 0, size - 1 };
    return INSIDE;
}

/* "0-499" or "500-". */
static enum reading
read_one(struct kt_str text, uint64_t size, struct kt_range *range)
{
    struct kt_str rest = { text.ptr + 1, text.len - 1 };
    if (text.len > 0 && text.ptr[0] == '-')
        return read_suffix(rest, size, range);
    if (!take_number(&text, &range->first) || text.len == 0 ||
        text.ptr[0] != '-')
        return WRONG;
    text = (struct kt_str){ text.ptr + 1, text.len - 1 };
    range->last = UINT64_MAX;
    if (text.len > 0 && (!take_number(&text, &range->last) || text.len > 0 ||
                         range->last < range->first))
        return WRONG;
    if (range->first >= size)
        return OUTSIDE;
    range->last = range->last < size ? range->last : size - 1;
    return INSIDE;
}

int
kt_range_parse(struct kt_str value, uint64_t size,
               struct kt_range ranges[KT_RANGES_MAX])
{
    static const char unit[] = "bytes=";
    size_t unit_len = sizeof unit - 1;
    int count = 0;
    uint64_t bytes = 0;
    if (value.len <= unit_len || strncasecmp(value.ptr, unit, unit_len) != 0)
        return 0;
    const char *at = value.ptr + unit_len;
    const char *end = value.ptr + value.len;
    while (at <= end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        size_t len = (size_t)((comma != NULL ? comma : end) - at);
        struct kt_str item = kt_text_trim((struct kt_str){ at, len });
        struct kt_range range;
        enum reading reading = read_one(item, size, &range);
        if (reading == WRONG || (reading == INSIDE && count == KT_RANGES_MAX))
            return 0;
        if (reading == INSIDE) {
            bytes += range.last - range.first + 1;
            ranges[count++] = range;
        }
        at += len + 1;
    }
    if (count > 1 && bytes > size)
        return 0;
    return count > 0 ? count : -1;
}

/* ---- the reply ---- */

/* If-Range holds a strong ETag; a date is never ours. */
static bool
is_wanted(const struct kt_reply *reply, const struct kt_head *head)
{
    if (reply->status != 200 || reply->file < 0 ||
        !kt_head_has(head, KT_HEAD_RANGE))
        return false;
    return !kt_head_has(head, KT_HEAD_IF_RANGE) ||
           kt_str_eq(head->values[KT_HEAD_IF_RANGE], kt_reply_etag(reply));
}

static struct kt_str
content_range(const struct kt_reply *reply, const struct kt_range *range)
{
    return kt_arena_format(reply->arena, "bytes %llu-%llu/%llu",
                           (unsigned long long)range->first,
                           (unsigned long long)range->last,
                           (unsigned long long)reply->file_size);
}

static void
take_one(struct kt_reply *reply, const struct kt_range *range)
{
    reply->content_range = content_range(reply, range);
    reply->file_from = range->first;
    reply->file_size = range->last - range->first + 1;
}

static void
take_parts(struct kt_reply *reply, const struct kt_range *ranges, size_t count)
{
    struct kt_parts *parts = KT_NEW(reply->arena, struct kt_parts);
    struct kt_arena *arena = reply->arena;
    struct kt_str boundary = kt_id_text(arena, kt_id_new(0), "part");
    parts->file = reply->file;
    parts->count = count;
    for (size_t i = 0; i < count; i++) {
        parts->ranges[i] = ranges[i];
        parts->texts[i] = kt_arena_format(
            arena,
            "%s--%.*s\r\nContent-Type: %s\r\nContent-Range: %.*s\r\n\r\n",
            i > 0 ? "\r\n" : "", KT_STR_FMT(boundary), reply->content_type,
            KT_STR_FMT(content_range(reply, &ranges[i])));
        parts->size +=
            parts->texts[i].len + ranges[i].last - ranges[i].first + 1;
    }
    parts->texts[count] =
        kt_arena_format(arena, "\r\n--%.*s--\r\n", KT_STR_FMT(boundary));
    parts->size += parts->texts[count].len;
    reply->parts = parts;
    reply->file_size = parts->size;
    reply->content_type =
        kt_arena_format(arena, "multipart/byteranges; boundary=%.*s",
                        KT_STR_FMT(boundary))
            .ptr;
}

enum kt_status
kt_reply_take_range(struct kt_reply *reply, const struct kt_head *head,
                    struct kt_error *err)
{
    struct kt_range ranges[KT_RANGES_MAX];
    if (!is_wanted(reply, head))
        return KT_OK;
    int count =
        kt_range_parse(head->values[KT_HEAD_RANGE], reply->file_size, ranges);
    if (count == 0)
        return KT_OK;
    if (count < 0) {
        reply->content_range =
            kt_arena_format(reply->arena, "bytes */%llu",
                            (unsigned long long)reply->file_size);
        return kt_fail_range_not_satisfiable(err, (int64_t)reply->file_size);
    }
    reply->status = 206;
    if (count == 1)
        take_one(reply, &ranges[0]);
    else
        take_parts(reply, ranges, (size_t)count);
    return KT_OK;
}

/* ---- reading ---- */

ssize_t
kt_parts_read(const struct kt_parts *parts, uint64_t position, char *bytes,
              size_t max)
{
    for (size_t i = 0; i <= parts->count; i++) {
        struct kt_str text = parts->texts[i];
        if (position < text.len) {
            size_t len = text.len - (size_t)position;
            len = len < max ? len : max;
            memcpy(bytes, text.ptr + position, len);
            return (ssize_t)len;
        }
        position -= text.len;
        if (i == parts->count)
            break;
        uint64_t first = parts->ranges[i].first + position;
        uint64_t size = parts->ranges[i].last - parts->ranges[i].first + 1;
        if (position < size) {
            size_t len =
                size - position < max ? (size_t)(size - position) : max;
            ssize_t got = pread(parts->file, bytes, len, (off_t)first);
            return got > 0 ? got : -1;
        }
        position -= size;
    }
    return 0;
}
