/* Rows of CSV (RFC 4180) from a stream, one at a time. Quoted cells may hold
 * separators, line ends and doubled quotes; a row ends with "\n", "\r\n" or
 * "\r"; rows without any text are skipped. The separator is the one of ",", ";"
 * and the tabulator that the first row has most of. A byte order mark is
 * dropped. */
#ifndef KT_SERVICE_IMPORT_CSV_H
#define KT_SERVICE_IMPORT_CSV_H

#include "base/buf.h"
#include "service/import/import.h"

enum {
    KT_CSV_CELLS_MAX = 2000,
    KT_CSV_ROW_MAX = 8 << 20, /* bytes of all its cells */
    KT_CSV_CHUNK = 64 << 10
};

struct kt_csv_row {
    const struct kt_str *cells;
    size_t count;
    int64_t line; /* of the file, where the row begins */
};

struct kt_csv {
    const struct kt_stream *stream;
    struct kt_arena *arena;
    char *chunk;
    size_t chunk_at, chunk_size;
    int64_t bytes;      /* read so far */
    int64_t line;       /* the one that comes next */
    char separator;     /* 0: not known yet */
    struct kt_buf text; /* of the row's cells, one behind the other */
    size_t *ends;       /* of each cell in text */
    struct kt_str *cells;
    size_t count;
};

void kt_csv_init(struct kt_csv *csv, const struct kt_stream *stream,
                 struct kt_arena *arena);

/* The next row; its texts are borrowed until the next call. *is_more is false
 * behind the last one. INVALID_FILE, with the line, when the stream fails, a
 * quote is not closed, text stands behind a closing quote, a NUL byte comes or
 * a limit is passed: nothing behind that can be trusted. */
KT_CHECKED enum kt_status kt_csv_next(struct kt_csv *csv,
                                      struct kt_csv_row *row, bool *is_more,
                                      struct kt_error *err);

#endif
