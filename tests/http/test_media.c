#include <stdio.h>

#include "http.h"

Suite *kt_suite_media(void);

/* Files of the media folder: what their headers say, and parts of them. */

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NAME "/media/" HASH ".png"

static const char *folder;

static void
put_file(const char *name, const char *text)
{
    struct kt_str path = kt_arena_format(&http_arena, "%s/%s", folder, name);
    FILE *file = fopen(path.ptr, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void
serve(void)
{
    folder = http_open_media((struct kt_media_options){ 0 });
    put_file(HASH ".png", "0123456789");
    put_file("plain.png", "0123456789");
    put_file("empty.png", "");
    put_file("sheet.pdf", "%PDF-1.4\n");
    http_start((struct kt_server_options){ .threads = 1 });
}

/* ---- whole files ---- */

START_TEST(hash_names_are_kept_for_ever)
{
    struct http_reply reply = http_get(NAME);
    ck_assert_int_eq(reply.status, 200);
    assert_text(reply.body, "0123456789");
    assert_text(http_header(&reply, "Content-Type"), "image/png");
    assert_text(http_header(&reply, "Content-Length"), "10");
    assert_text(http_header(&reply, "Cache-Control"),
                "public, max-age=31536000, immutable");
    assert_text(http_header(&reply, "ETag"), "\"" HASH "\"");
    assert_text(http_header(&reply, "Accept-Ranges"), "bytes");
    assert_text(http_header(&reply, "X-Content-Type-Options"), "nosniff");
    reply = http_get("/media/plain.png");
    assert_text(http_header(&reply, "Cache-Control"), "public, max-age=300");
}
END_TEST

START_TEST(a_document_laid_there_by_hand_has_its_own_name)
{
    struct http_reply reply = http_get("/media/sheet.pdf");
    ck_assert_int_eq(reply.status, 200);
    assert_text(http_header(&reply, "Content-Type"), "application/pdf");
    assert_text(http_header(&reply, "Content-Disposition"),
                "inline; filename=\"sheet.pdf\"");
    assert_has(http_header(&reply, "Content-Security-Policy"), "sandbox; ");
    reply = http_get("/media/plain.png");
    ck_assert_ptr_null(http_header(&reply, "Content-Disposition").ptr);
}
END_TEST

START_TEST(other_spellings_are_no_hash)
{
    static const char *const names[] = {
        "/media/" HASH ".jpg",
        "/media/" HASH ".jpeg",
        "/media/" HASH,
        "/media/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcde"
        "f.png",
    };
    for (size_t i = 0; i < KT_COUNT(names); i++)
        ck_assert_int_eq(http_get(names[i]).status, 404);
}
END_TEST

START_TEST(known_files_are_not_sent_again)
{
    struct http_reply reply =
        http_call("GET", NAME,
                  "If-None-Match: \"x\", \"" HASH "\"\r\nRange: bytes=0-1\r\n",
                  NULL);
    ck_assert_int_eq(reply.status, 304);
    assert_text(http_header(&reply, "ETag"), "\"" HASH "\"");
    assert_text(http_header(&reply, "Cache-Control"),
                "public, max-age=31536000, immutable");
    ck_assert_uint_eq(reply.body.len, 0);
}
END_TEST

START_TEST(head_tells_the_whole_size)
{
    struct http_client client;
    http_open(&client);
    http_print(&client,
               "HEAD %s HTTP/1.1\r\nHost: shop.test\r\nRange: "
               "bytes=0-1\r\n\r\nGET /healthz HTTP/1.1\r\n"
               "Host: shop.test\r\n\r\n",
               NAME);
    struct http_reply reply = http_read_head(&client);
    ck_assert_int_eq(reply.status, 200);
    assert_text(http_header(&reply, "Content-Length"), "10");
    assert_text(http_header(&reply, "Content-Type"), "image/png");
    ck_assert_int_eq(http_read(&client).status, 200);
    http_close(&client);
}
END_TEST

/* ---- parts ---- */

static const struct part {
    const char *range;
    int status;
    const char *content_range; /* NULL: none */
    const char *body;
} parts[] = {
    { "bytes=0-3", 206, "bytes 0-3/10", "0123" },
    { "bytes=9-9", 206, "bytes 9-9/10", "9" },
    { "Bytes=8-", 206, "bytes 8-9/10", "89" },
    { "bytes=-3", 206, "bytes 7-9/10", "789" },
    { "bytes=-30", 206, "bytes 0-9/10", "0123456789" },
    { "bytes=4-400", 206, "bytes 4-9/10", "456789" },
    { "bytes= 2-3 ", 206, "bytes 2-3/10", "23" },
    { "bytes=20-,1-2", 206, "bytes 1-2/10", "12" },
    { "bytes=10-", 416, "bytes */10", NULL },
    { "bytes=-0", 416, "bytes */10", NULL },
    { "bytes=10-12,50-60", 416, "bytes */10", NULL },
    /* What is no range of bytes is as if it were not there. */
    { "bytes=3-2", 200, NULL, "0123456789" },
    { "bytes=a-b", 200, NULL, "0123456789" },
    { "bytes=", 200, NULL, "0123456789" },
    { "bytes=-", 200, NULL, "0123456789" },
    { "bytes=1-2,", 200, NULL, "0123456789" },
    { "bytes=--1", 200, NULL, "0123456789" },
    { "bytes=0-99999999999999999999", 200, NULL, "0123456789" },
    { "items=0-1", 200, NULL, "0123456789" },
    /* More than the file, or too many parts. */
    { "bytes=0-,0-,0-", 200, NULL, "0123456789" },
    { "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8", 200, NULL, "0123456789" },
};

START_TEST(answers_with_a_part)
{
    const struct part *part = &parts[_i];
    char headers[200];
    snprintf(headers, sizeof headers, "Range: %s\r\n", part->range);
    struct http_reply reply = http_call("GET", NAME, headers, NULL);
    ck_assert_int_eq(reply.status, part->status);
    struct kt_str range = http_header(&reply, "Content-Range");
    if (part->content_range != NULL)
        assert_text(range, part->content_range);
    else
        ck_assert_ptr_null(range.ptr);
    if (part->body != NULL) {
        assert_text(reply.body, part->body);
        assert_text(http_header(&reply, "Content-Type"), "image/png");
        assert_text(http_header(&reply, "ETag"), "\"" HASH "\"");
    } else {
        assert_problem(reply, 416,
                       "{\"type\":\"/problems/range-not-satisfiable\","
                       "\"title\":\"No part of the file lies there\","
                       "\"status\":416,\"size\":10,");
    }
}
END_TEST

START_TEST(answers_with_many_parts)
{
    struct http_reply reply =
        http_call("GET", NAME, "Range: bytes=0-1,-2,4-4\r\n", NULL);
    ck_assert_int_eq(reply.status, 206);
    ck_assert_ptr_null(http_header(&reply, "Content-Range").ptr);
    struct kt_str type = http_header(&reply, "Content-Type");
    struct kt_str start = KT_STR("multipart/byteranges; boundary=part_");
    ck_assert(kt_str_starts(type, start));
    ck_assert_uint_eq(type.len, start.len + 26);
    const char *boundary = type.ptr + start.len - 5;
    struct kt_str expected = kt_arena_format(
        &http_arena,
        "--%.31s\r\nContent-Type: image/png\r\nContent-Range: bytes 0-1/10"
        "\r\n\r\n01\r\n--%.31s\r\nContent-Type: image/png\r\nContent-Range: "
        "bytes 8-9/10\r\n\r\n89\r\n--%.31s\r\nContent-Type: image/png\r\n"
        "Content-Range: bytes 4-4/10\r\n\r\n4\r\n--%.31s--\r\n",
        boundary, boundary, boundary, boundary);
    assert_text(reply.body, expected.ptr);
}
END_TEST

START_TEST(goes_on_only_in_the_same_file)
{
    struct http_reply reply =
        http_call("GET", NAME, "Range: bytes=8-\r\nIf-Range: \"" HASH "\"\r\n",
                  NULL);
    ck_assert_int_eq(reply.status, 206);
    assert_text(reply.body, "89");
    static const char *const others[] = { "\"other\"", "W/\"" HASH "\"",
                                          "Sat, 28 Nov 2026 00:00:00 GMT" };
    for (size_t i = 0; i < KT_COUNT(others); i++) {
        char headers[200];
        snprintf(headers, sizeof headers, "Range: bytes=8-\r\nIf-Range: %s\r\n",
                 others[i]);
        reply = http_call("GET", NAME, headers, NULL);
        ck_assert_int_eq(reply.status, 200);
        assert_text(reply.body, "0123456789");
    }
}
END_TEST

START_TEST(an_empty_file_has_no_part)
{
    struct http_reply reply =
        http_call("GET", "/media/empty.png", "Range: bytes=0-\r\n", NULL);
    ck_assert_int_eq(reply.status, 416);
    assert_text(http_header(&reply, "Content-Range"), "bytes */0");
}
END_TEST

/* Larger than a socket takes at once; the parts cross the pieces in which they
 * are read. */
START_TEST(large_files_arrive_whole)
{
    enum { SIZE = 3 * 1024 * 1024, PART = 1500000 };
    char *bytes = kt_arena_alloc(&http_arena, SIZE + 1);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)('a' + (i * 31 + i / 1000) % 26);
    bytes[SIZE] = '\0';
    put_file("plain.png", bytes);
    struct http_reply reply = http_get("/media/plain.png");
    ck_assert_uint_eq(reply.body.len, SIZE);
    ck_assert_int_eq(memcmp(reply.body.ptr, bytes, SIZE), 0);
    reply = http_call("GET", "/media/plain.png",
                      "Range: bytes=100-1500099,-1\r\n", NULL);
    ck_assert_int_eq(reply.status, 206);
    const char *part = strstr(reply.body.ptr, "\r\n\r\n");
    ck_assert_ptr_nonnull(part);
    ck_assert_int_eq(memcmp(part + 4, bytes + 100, PART), 0);
    ck_assert_int_eq(memcmp(part + 4 + PART, "\r\n--", 4), 0);
}
END_TEST

Suite *
kt_suite_media(void)
{
    Suite *suite = suite_create("media");
    TCase *tcase = http_bare_case(suite, "files");
    tcase_add_checked_fixture(tcase, serve, NULL);
    tcase_add_test(tcase, hash_names_are_kept_for_ever);
    tcase_add_test(tcase, a_document_laid_there_by_hand_has_its_own_name);
    tcase_add_test(tcase, other_spellings_are_no_hash);
    tcase_add_test(tcase, known_files_are_not_sent_again);
    tcase_add_test(tcase, head_tells_the_whole_size);
    tcase_add_loop_test(tcase, answers_with_a_part, 0, (int)KT_COUNT(parts));
    tcase_add_test(tcase, answers_with_many_parts);
    tcase_add_test(tcase, goes_on_only_in_the_same_file);
    tcase_add_test(tcase, an_empty_file_has_no_part);
    tcase_add_test(tcase, large_files_arrive_whole);
    return suite;
}
