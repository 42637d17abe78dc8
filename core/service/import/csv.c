#include "service/import/csv.h"

/* Where in a row the reader is. */
enum place { CELL_START, PLAIN, QUOTED, QUOTE_IN_QUOTED };

enum { END = -1, FAILED = -2 };

void
kt_csv_init(struct kt_csv *csv, const struct kt_stream *stream,
            struct kt_arena *arena)
{
    *csv =
        (struct kt_csv){ .stream = stream,
                         .arena = arena,
                         .chunk = kt_arena_alloc(arena, KT_CSV_CHUNK),
                         .ends = KT_NEW_ARRAY(arena, size_t, KT_CSV_CELLS_MAX),
                         .cells = KT_NEW_ARRAY(arena, struct kt_str,
                                               KT_CSV_CELLS_MAX),
                         .line = 1 };
    kt_buf_init(&csv->text, arena, 4096);
}

/* ---- bytes ---- */

/* A whole chunk, or all that is left: the separator is guessed from it. */
static bool
fill(struct kt_csv *csv)
{
    int64_t count;
    csv->chunk_at = 0;
    csv->chunk_size = 0;
    do {
        count =
            csv->stream->read(csv->stream->arg, csv->chunk + csv->chunk_size,
                              KT_CSV_CHUNK - csv->chunk_size);
        csv->chunk_size += count > 0 ? (size_t)count : 0;
        csv->bytes += count > 0 ? count : 0;
    } while (count > 0 && csv->chunk_size < KT_CSV_CHUNK);
    return count >= 0;
}

/* The next byte, still there; END, FAILED. */
static int
peek(struct kt_csv *csv)
{
    if (csv->chunk_at == csv->chunk_size && !fill(csv))
        return FAILED;
    return csv->chunk_at == csv->chunk_size
               ? END
               : (unsigned char)csv->chunk[csv->chunk_at];
}

static void
skip_mark(struct kt_csv *csv)
{
    static const unsigned char mark[] = { 0xef, 0xbb, 0xbf };
    for (size_t i = 0; i < sizeof mark && peek(csv) == mark[i]; i++)
        csv->chunk_at++;
}

static enum kt_status
fail(int64_t line, const char *what, struct kt_error *err)
{
    kt_fail_invalid_file(err);
    return kt_error_explain(err, "line %lld: %s", (long long)line, what);
}

/* ---- cells ---- */

static void
end_cell(struct kt_csv *csv)
{
    if (csv->count < KT_CSV_CELLS_MAX)
        csv->ends[csv->count] = csv->text.len;
    csv->count++;
}

/* What a byte does to a row. STEP_FAILED: text behind a closing quote. */
enum step { STEP_ON, STEP_END, STEP_FAILED };

static enum step
take_plain(struct kt_csv *csv, enum place *place, int c)
{
    if (c == END || c == '\n' || c == '\r') {
        end_cell(csv);
        return STEP_END;
    }
    if (c == csv->separator) {
        end_cell(csv);
        *place = CELL_START;
    } else if (c == '"' && *place == CELL_START) {
        *place = QUOTED;
    } else if (*place == QUOTE_IN_QUOTED) {
        return STEP_FAILED;
    } else {
        kt_buf_char(&csv->text, (char)c);
        *place = PLAIN;
    }
    return STEP_ON;
}

static enum step
take(struct kt_csv *csv, enum place *place, int c)
{
    if (*place == QUOTED && c != '"') {
        kt_buf_char(&csv->text, (char)c);
        return STEP_ON;
    }
    if (*place == QUOTED) {
        *place = QUOTE_IN_QUOTED;
        return STEP_ON;
    }
    if (*place == QUOTE_IN_QUOTED && c == '"') {
        kt_buf_char(&csv->text, '"');
        *place = QUOTED;
        return STEP_ON;
    }
    return take_plain(csv, place, c);
}

/* ---- rows ---- */

/* Counts the line ends: "\r\n" is one, and "\r" alone is one too. */
static void
pass_line_end(struct kt_csv *csv, int c)
{
    if (c == '\n' || (c == '\r' && peek(csv) != '\n'))
        csv->line++;
}

static enum kt_status
read_row(struct kt_csv *csv, struct kt_error *err)
{
    enum place place = CELL_START;
    enum step step = STEP_ON;
    int64_t begin = csv->line;
    csv->text.len = 0;
    csv->count = 0;
    while (step == STEP_ON) {
        int64_t line = csv->line;
        int c = peek(csv);
        if (c == FAILED)
            return fail(line, "reading failed", err);
        if (c == 0)
            return fail(line, "a NUL byte, this is no text", err);
        if (c == END && place == QUOTED)
            return fail(begin, "a quote opens here and is never closed", err);
        if (c != END) {
            csv->chunk_at++;
            pass_line_end(csv, c);
        }
        step = take(csv, &place, c);
        if (step == STEP_FAILED)
            return fail(line, "text stands behind a closing quote", err);
        if (csv->text.len > KT_CSV_ROW_MAX || csv->count > KT_CSV_CELLS_MAX)
            return fail(begin, "the row is too long", err);
        if (step == STEP_END && c == '\r' && peek(csv) == '\n') {
            csv->chunk_at++;
            csv->line++;
        }
    }
    return KT_OK;
}

/* The separator that stands most often in the first row, outside of quotes. */
static char
guess_separator(struct kt_csv *csv)
{
    static const char candidates[] = { ',', ';', '\t' };
    size_t counts[sizeof candidates] = { 0 };
    bool is_quoted = false;
    (void)peek(csv);
    for (size_t i = csv->chunk_at; i < csv->chunk_size; i++) {
        char c = csv->chunk[i];
        is_quoted ^= c == '"';
        if (!is_quoted && (c == '\n' || c == '\r'))
            break;
        for (size_t j = 0; j < sizeof candidates; j++)
            counts[j] += !is_quoted && c == candidates[j];
    }
    size_t best = 0;
    for (size_t j = 1; j < sizeof candidates; j++)
        best = counts[j] > counts[best] ? j : best;
    return candidates[best];
}

static void
set_cells(struct kt_csv *csv, struct kt_csv_row *row)
{
    for (size_t i = 0; i < csv->count; i++) {
        size_t start = i > 0 ? csv->ends[i - 1] : 0;
        csv->cells[i] =
            (struct kt_str){ csv->text.ptr + start, csv->ends[i] - start };
    }
    row->cells = csv->cells;
    row->count = csv->count;
}

enum kt_status
kt_csv_next(struct kt_csv *csv, struct kt_csv_row *row, bool *is_more,
            struct kt_error *err)
{
    if (csv->separator == 0) {
        skip_mark(csv);
        csv->separator = guess_separator(csv);
    }
    do {
        row->line = csv->line;
        *is_more = peek(csv) != END;
        if (!*is_more)
            return KT_OK;
        KT_TRY(read_row(csv, err));
    } while (csv->text.len == 0);
    set_cells(csv, row);
    return KT_OK;
}
