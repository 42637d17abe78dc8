/* Lines of a stream, one at a time. */
#ifndef KT_SERVICE_IMPORT_LINE_H
#define KT_SERVICE_IMPORT_LINE_H

#include "base/buf.h"
#include "service/import/import.h"

enum {
    KT_LINE_MAX = 64 << 20, /* bytes; a product with all it may have fits */
    KT_LINE_CHUNK = 64 << 10
};

struct kt_line_reader {
    const struct kt_stream *stream;
    struct kt_buf buf; /* what was read and not given yet, from start on */
    size_t start;
    size_t searched; /* bytes of buf without a line end */
    bool is_at_end;
    int64_t number; /* of the line given last, from 1 */
    int64_t bytes;  /* read so far */
};

void kt_line_init(struct kt_line_reader *reader, const struct kt_stream *stream,
                  struct kt_arena *arena);

/* The next line without its end ("\n" or "\r\n") and without a byte order mark
 * in front of the first; borrowed until the next call. *is_more is false behind
 * the last line. INVALID_FILE when the stream fails or a line is too long. */
KT_CHECKED enum kt_status kt_line_next(struct kt_line_reader *reader,
                                       struct kt_str *line, bool *is_more,
                                       struct kt_error *err);

#endif
