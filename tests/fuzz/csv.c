/* Rows of CSV: what is read is written with every cell in quotes and read again
 * as the same, wherever the stream is cut. */
#include "fuzz.h"
#include "service/import/csv.h"

struct piece {
    struct kt_str rest;
    size_t size_max;
};

static int64_t
read_piece(void *arg, char *buf, size_t size)
{
    struct piece *piece = arg;
    size_t count = piece->rest.len < size ? piece->rest.len : size;
    count = count > piece->size_max ? piece->size_max : count;
    memcpy(buf, piece->rest.ptr, count);
    piece->rest.ptr += count;
    piece->rest.len -= count;
    return (int64_t)count;
}

static void
put_cell(struct kt_buf *out, struct kt_str cell)
{
    kt_buf_char(out, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '"')
            kt_buf_char(out, '"');
        kt_buf_char(out, cell.ptr[i]);
    }
    kt_buf_char(out, '"');
}

/* Writes all rows; a row of one cell takes a second one, so that the separator
 * is known again. False when the text is no CSV. */
static bool
rewrite(struct kt_str text, size_t piece_max, struct kt_buf *out,
        struct kt_arena *arena)
{
    struct piece piece = { text, piece_max };
    struct kt_stream stream = { read_piece, &piece };
    struct kt_csv csv;
    struct kt_csv_row row;
    struct kt_error err;
    bool is_more = true;
    int64_t line = 0;

    kt_error_init(&err, arena);
    kt_csv_init(&csv, &stream, arena);
    while (is_more) {
        if (kt_csv_next(&csv, &row, &is_more, &err) != KT_OK) {
            KT_ASSERT(err.status == KT_INVALID_FILE);
            return false;
        }
        if (!is_more)
            break;
        KT_ASSERT(row.line > line && row.count > 0);
        KT_ASSERT(row.count <= KT_CSV_CELLS_MAX);
        line = row.line;
        for (size_t i = 0; i < row.count; i++) {
            if (i > 0)
                kt_buf_char(out, ',');
            put_cell(out, row.cells[i]);
        }
        kt_buf_char(out, '\n');
    }
    KT_ASSERT(piece.rest.len == 0);
    return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_buf whole, cut, again;
    kt_arena_init(&arena, 0);
    kt_buf_init(&whole, &arena, 256);
    kt_buf_init(&cut, &arena, 256);
    kt_buf_init(&again, &arena, 256);
    struct kt_str text = fuzz_text(&arena, data, size);
    bool is_csv = rewrite(text, SIZE_MAX, &whole, &arena);
    KT_ASSERT(rewrite(text, 1 + size % 7, &cut, &arena) == is_csv);
    KT_ASSERT(kt_str_eq(kt_buf_view(&whole), kt_buf_view(&cut)));
    if (is_csv) {
        KT_ASSERT(rewrite(kt_buf_view(&whole), SIZE_MAX, &again, &arena));
        KT_ASSERT(kt_str_eq(kt_buf_view(&again), kt_buf_view(&whole)));
    }
    kt_arena_release(&arena);
    return 0;
}
