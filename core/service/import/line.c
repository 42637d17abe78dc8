#include "service/import/line.h"

void
kt_line_init(struct kt_line_reader *reader, const struct kt_stream *stream,
             struct kt_arena *arena)
{
    *reader = (struct kt_line_reader){ .stream = stream };
    kt_buf_init(&reader->buf, arena, 2 * KT_LINE_CHUNK);
}

/* Moves what is left to the front and reads more behind it. */
static enum kt_status
fill(struct kt_line_reader *reader, struct kt_error *err)
{
    struct kt_buf *buf = &reader->buf;
    if (reader->start > 0) {
        memmove(buf->ptr, buf->ptr + reader->start, buf->len - reader->start);
        buf->len -= reader->start;
        reader->searched -= reader->start;
        reader->start = 0;
    }
    if (buf->len >= KT_LINE_MAX) {
        kt_fail_invalid_file(err);
        return kt_error_explain(err, "line %lld is longer than %d MiB",
                                (long long)reader->number + 1,
                                KT_LINE_MAX >> 20);
    }
    char *room = kt_buf_room(buf, KT_LINE_CHUNK);
    int64_t count =
        reader->stream->read(reader->stream->arg, room, KT_LINE_CHUNK);
    if (count < 0) {
        kt_fail_invalid_file(err);
        return kt_error_explain(err, "reading failed behind line %lld",
                                (long long)reader->number);
    }
    buf->len += (size_t)count;
    reader->bytes += count;
    reader->is_at_end = count == 0;
    return KT_OK;
}

static struct kt_str
without_mark(const struct kt_line_reader *reader, struct kt_str line)
{
    struct kt_str mark = KT_STR("\xef\xbb\xbf");
    if (reader->number == 1 && kt_str_starts(line, mark))
        return (struct kt_str){ line.ptr + mark.len, line.len - mark.len };
    return line;
}

enum kt_status
kt_line_next(struct kt_line_reader *reader, struct kt_str *line, bool *is_more,
             struct kt_error *err)
{
    struct kt_buf *buf = &reader->buf;
    const char *end;
    for (;;) {
        end = buf->len > reader->searched
                  ? memchr(buf->ptr + reader->searched, '\n',
                           buf->len - reader->searched)
                  : NULL;
        reader->searched = buf->len;
        if (end != NULL || reader->is_at_end)
            break;
        KT_TRY(fill(reader, err));
    }
    *is_more = end != NULL || buf->len > reader->start;
    if (!*is_more)
        return KT_OK;
    size_t stop = end != NULL ? (size_t)(end - buf->ptr) : buf->len;
    *line = (struct kt_str){ buf->ptr + reader->start, stop - reader->start };
    reader->start = end != NULL ? stop + 1 : stop;
    reader->searched = reader->start;
    reader->number++;
    *line = without_mark(reader, *line);
    if (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return KT_OK;
}
