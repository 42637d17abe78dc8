#include "service/import/csv.h"

#include "unit.h"

struct source {
    struct kt_str rest;
    size_t piece;
};

static int64_t
read_source(void *arg, char *buf, size_t size)
{
    struct source *source = arg;
    size_t count = source->rest.len < size ? source->rest.len : size;
    count = count < source->piece ? count : source->piece;
    memcpy(buf, source->rest.ptr, count);
    source->rest =
        (struct kt_str){ source->rest.ptr + count, source->rest.len - count };
    return (int64_t)count;
}

/* All rows as one text: "line:cell|cell;" for each. */
static enum kt_status
read_all(struct kt_str text, size_t piece, struct kt_str *rows)
{
    struct source source = { text, piece };
    struct kt_stream stream = { read_source, &source };
    struct kt_csv csv;
    struct kt_csv_row row;
    struct kt_buf buf;
    bool is_more = true;
    kt_csv_init(&csv, &stream, &unit_arena);
    kt_buf_init(&buf, &unit_arena, 256);
    for (;;) {
        KT_TRY(kt_csv_next(&csv, &row, &is_more, &unit_err));
        *rows = kt_buf_view(&buf);
        if (!is_more)
            return KT_OK;
        kt_buf_format(&buf, "%lld:", (long long)row.line);
        for (size_t i = 0; i < row.count; i++) {
            kt_buf_text(&buf, i > 0 ? "|" : "");
            kt_buf_str(&buf, row.cells[i]);
        }
        kt_buf_char(&buf, ';');
    }
}

static const struct {
    struct kt_str text;
    const char *rows;
} right[] = {
    { KT_STR_INIT(""), "" },
    { KT_STR_INIT("a,b\n1,2\n"), "1:a|b;2:1|2;" },
    { KT_STR_INIT("a,b\r\n1,2"), "1:a|b;2:1|2;" },
    { KT_STR_INIT("a,b\r1,2\r"), "1:a|b;2:1|2;" },
    { KT_STR_INIT("\xef\xbb\xbf"
                  "a,b\n"),
      "1:a|b;" },
    { KT_STR_INIT("a,b\n\n,\n\"\",\"\"\n1,2\n"), "1:a|b;5:1|2;" },
    { KT_STR_INIT("a,\"x\ny\r\nz\",c\n1,2,3\n"), "1:a|x\ny\r\nz|c;4:1|2|3;" },
    { KT_STR_INIT("\"a \"\"b\"\"\",\"\"\"\"\n"), "1:a \"b\"|\";" },
    { KT_STR_INIT("5\" pipe,a\"b\"c\n"), "1:5\" pipe|a\"b\"c;" },
    { KT_STR_INIT("a,,\n,b\n"), "1:a||;2:|b;" },
    { KT_STR_INIT("a;b\n1,5;2\n"), "1:a|b;2:1,5|2;" },
    { KT_STR_INIT("a\tb\n1\t\"2\t3\"\n"), "1:a|b;2:1|2\t3;" },
    { KT_STR_INIT("\"a;b;c\",d\n1,2\n"), "1:a;b;c|d;2:1|2;" },
    { KT_STR_INIT(" a , b \n"), "1: a | b ;" },
};

START_TEST(test_reads_rows_in_any_pieces)
{
    static const size_t pieces[] = { 1, 2, 3, 7, 1000 };
    for (size_t i = 0; i < KT_COUNT(right); i++) {
        for (size_t j = 0; j < KT_COUNT(pieces); j++) {
            struct kt_str rows;
            ck_assert_int_eq(read_all(right[i].text, pieces[j], &rows), KT_OK);
            assert_text(rows, right[i].rows);
        }
    }
}
END_TEST

static const struct {
    struct kt_str text;
    const char *detail;
} wrong[] = {
    { KT_STR_INIT("a,b\n1,\"2\n3,4\n"),
      "line 2: a quote opens here and is never closed" },
    { KT_STR_INIT("a,b\n\n1,\"2\"x\n"),
      "line 3: text stands behind a closing quote" },
    { KT_STR_INIT("a,b\n1,\0\n"), "line 2: a NUL byte, this is no text" },
};

START_TEST(test_refuses_what_cannot_be_trusted)
{
    for (size_t i = 0; i < KT_COUNT(wrong); i++) {
        struct kt_str rows;
        ck_assert_int_eq(read_all(wrong[i].text, 5, &rows), KT_INVALID_FILE);
        assert_text(unit_err.detail, wrong[i].detail);
    }
}
END_TEST

/* Memory that a long file takes beyond a short one: none. */
START_TEST(test_keeps_one_row_in_memory)
{
    enum { ROWS = 50000 };
    struct kt_buf buf;
    struct kt_arena arena;
    size_t after_first = 0;
    bool is_more = true;
    kt_buf_init(&buf, &unit_arena, 1 << 20);
    for (int i = 0; i < ROWS; i++)
        kt_buf_format(&buf, "%d,\"some \"\"text\"\" of row %d\"\n", i, i);
    struct source source = { kt_buf_view(&buf), 4096 };
    struct kt_stream stream = { read_source, &source };
    struct kt_csv csv;
    struct kt_csv_row row;
    kt_arena_init(&arena, 0);
    kt_csv_init(&csv, &stream, &arena);
    for (int i = 0; i < ROWS; i++) {
        ck_assert_int_eq(kt_csv_next(&csv, &row, &is_more, &unit_err), KT_OK);
        ck_assert_uint_eq(row.count, 2);
        after_first = i == 0 ? arena.bytes : after_first;
    }
    ck_assert_uint_eq(arena.bytes, after_first);
    kt_arena_release(&arena);
}
END_TEST

/* Rows of a length that no cell needs end the file, not the process. */
START_TEST(test_refuses_rows_without_an_end)
{
    struct kt_buf buf;
    struct kt_str rows;
    kt_buf_init(&buf, &unit_arena, 10 << 20);
    kt_buf_text(&buf, "a\n\"");
    while (buf.len < KT_CSV_ROW_MAX + 100)
        kt_buf_text(&buf, "0123456789abcdef");
    ck_assert_int_eq(read_all(kt_buf_view(&buf), 1 << 16, &rows),
                     KT_INVALID_FILE);
    assert_text(unit_err.detail, "line 2: the row is too long");
    buf.len = 0;
    for (int i = 0; i <= KT_CSV_CELLS_MAX + 1; i++)
        kt_buf_text(&buf, ",x");
    ck_assert_int_eq(read_all(kt_buf_view(&buf), 1 << 16, &rows),
                     KT_INVALID_FILE);
    assert_text(unit_err.detail, "line 1: the row is too long");
}
END_TEST

/* Any bytes at all: an answer, never a crash; and the rows that come are cut
 * within the bytes that went in. */
START_TEST(test_survives_random_bytes)
{
    static const char letters[] = "a,;\t\"\"\n\r \xef\xbb\xbf\xc3";
    uint64_t seed = 7;
    for (int i = 0; i < 3000; i++) {
        char text[64];
        struct kt_str rows = KT_STR("");
        size_t length = (size_t)unit_between(&seed, 0, 60);
        for (size_t j = 0; j < length; j++)
            text[j] = letters[unit_between(&seed, 0, sizeof letters - 2)];
        kt_error_init(&unit_err, &unit_arena);
        enum kt_status status =
            read_all((struct kt_str){ text, length }, 3, &rows);
        ck_assert(status == KT_OK || status == KT_INVALID_FILE);
        ck_assert_uint_le(rows.len, 5 * length + 8);
    }
}
END_TEST

Suite *kt_suite_csv(void);

Suite *
kt_suite_csv(void)
{
    Suite *suite = suite_create("csv");
    TCase *tcase = unit_case(suite, "csv");
    tcase_add_test(tcase, test_reads_rows_in_any_pieces);
    tcase_add_test(tcase, test_refuses_what_cannot_be_trusted);
    tcase_add_test(tcase, test_keeps_one_row_in_memory);
    tcase_add_test(tcase, test_refuses_rows_without_an_end);
    tcase_add_test(tcase, test_survives_random_bytes);
    return suite;
}
