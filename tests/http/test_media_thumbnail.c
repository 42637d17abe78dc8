#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin.h"
#include "base/pool.h"
#include "pictures.h"

Suite *kt_suite_media_thumbnail(void);

/* Smaller pictures: made when they are asked for, kept within a limit, and
 * never in the way of others. */

static struct kt_str token;
static const char *folder;

static void
begin_with(struct kt_media_options options)
{
    folder = http_open_media(options);
    token = admin_token((const char *const[]){ "media:*", NULL });
}

static void
begin(void)
{
    begin_with((struct kt_media_options){ 0 });
}

/* The part of its addresses that is the same for all sizes. */
static struct kt_str
upload(struct kt_str bytes)
{
    struct http_reply reply =
        picture_upload(token, "/admin/v1/media", "application/octet-stream", "",
                       bytes);
    ck_assert_msg(reply.status == 201, "%.*s", KT_STR_FMT(reply.body));
    return admin_text("%.64s.webp", shop_text(reply, "/url").ptr + 7);
}

static struct kt_str
address(const char *size, struct kt_str name)
{
    return admin_text("/media/thumbnails/%s/%.*s", size, KT_STR_FMT(name));
}

static struct http_reply
thumbnail(const char *size, struct kt_str name)
{
    return http_get(address(size, name).ptr);
}

static void
assert_size(const struct http_reply *reply, unsigned width, unsigned height)
{
    unsigned its_width, its_height;
    ck_assert_int_eq(reply->status, 200);
    picture_webp_size(reply->body, &its_width, &its_height);
    ck_assert_uint_eq(its_width, width);
    ck_assert_uint_eq(its_height, height);
}

/* What a command of the shell prints. */
static struct kt_str
ask_shell(const char *command)
{
    char line[200] = "";
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    if (fgets(line, sizeof line, pipe) == NULL)
        line[0] = '\0';
    pclose(pipe);
    line[strcspn(line, "\n")] = '\0';
    return kt_arena_str(&http_arena, kt_str_of(line));
}

/* ---- one ---- */

START_TEST(it_fits_and_is_kept_for_ever)
{
    struct kt_str name = upload(picture_png(30, 20));
    struct http_reply reply = thumbnail("16x16", name);
    assert_size(&reply, 16, 11);
    assert_text(http_header(&reply, "Content-Type"), "image/webp");
    assert_text(http_header(&reply, "Cache-Control"),
                "public, max-age=31536000, immutable");
    assert_text(http_header(&reply, "X-Content-Type-Options"), "nosniff");
    assert_text(http_header(&reply, "Accept-Ranges"), "bytes");
    struct kt_str etag = http_header(&reply, "ETag");
    struct http_reply again = thumbnail("16x16", name);
    ck_assert(kt_str_eq(http_header(&again, "ETag"), etag));
    ck_assert(kt_str_eq(again.body, reply.body));
    again =
        http_call("GET", address("16x16", name).ptr,
                  admin_text("If-None-Match: %.*s\r\n", KT_STR_FMT(etag)).ptr,
                  NULL);
    ck_assert_int_eq(again.status, 304);
    again = http_call("GET", address("16x16", name).ptr,
                      "Range: bytes=8-11\r\n", NULL);
    ck_assert_int_eq(again.status, 206);
    assert_text(again.body, "WEBP");
}
END_TEST

START_TEST(it_covers_where_that_is_asked)
{
    struct http_reply reply =
        thumbnail("8x8-cover", upload(picture_png(30, 20)));
    assert_size(&reply, 8, 8);
}
END_TEST

START_TEST(it_is_never_larger_than_the_picture)
{
    struct http_reply reply = thumbnail("16x16", upload(picture_png(3, 2)));
    assert_size(&reply, 3, 2);
}
END_TEST

START_TEST(it_is_turned_and_tells_nothing_of_the_camera)
{
    struct http_reply reply =
        thumbnail("16x16", upload(picture_jpeg(48, 16, 6)));
    assert_size(&reply, 5, 16);
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "EXIF", 4));
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "ICCP", 4));
}
END_TEST

START_TEST(only_what_is_there_can_be_asked_for)
{
    struct kt_str name = upload(picture_png(3, 2));
    static const char *const sizes[] = { "17x17",  "16x16-cover", "016x16",
                                         "16x16x", "x",           ".." };
    for (size_t i = 0; i < KT_COUNT(sizes); i++)
        ck_assert_int_ge(thumbnail(sizes[i], name).status, 400);
    struct kt_str png = admin_text("%.64s.png", name.ptr);
    ck_assert_int_eq(thumbnail("16x16", png).status, 404);
    struct kt_str other = admin_text("0000%.*s", KT_STR_FMT(name));
    other.len -= 4;
    ck_assert_int_eq(thumbnail("16x16", other).status, 404);
    other = admin_text("0000000000000000000000000000000%s.webp",
                       "000000000000000000000000000000000");
    ck_assert_int_eq(thumbnail("16x16", other).status, 404);
    assert_text(ask_shell(admin_text("ls %s | wc -l", folder).ptr), "1");
}
END_TEST

/* Laid there by hand, past all checks. */
START_TEST(a_broken_file_is_told)
{
    static const char hash[] =
        "00000000000000000000000000000000000000000000000000000000000000ff";
    ask_shell(
        admin_text("printf 'GIF89a and no more' >%s/%s.gif", folder, hash).ptr);
    assert_problem(thumbnail("16x16", admin_text("%s.webp", hash)), 422,
                   "{\"type\":\"/problems/invalid-picture\"");
}
END_TEST

/* ---- many ---- */

static void
ask_all(struct http_client *clients, const struct kt_str *addresses,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        http_open(&clients[i]);
        http_print(&clients[i], "GET %.*s HTTP/1.1\r\nHost: shop.test\r\n\r\n",
                   KT_STR_FMT(addresses[i]));
    }
}

static struct http_reply
take_reply(struct http_client *client)
{
    struct http_reply reply = http_read(client);
    reply.head = kt_arena_str(&http_arena, reply.head);
    reply.body = kt_arena_str(&http_arena, reply.body);
    http_close(client);
    return reply;
}

/* Made twice, they would have two times of writing, and so two ETags. */
START_TEST(many_who_ask_for_one_wait_for_one)
{
    enum { ASKERS = 16 };
    struct http_client clients[ASKERS];
    struct kt_str addresses[ASKERS];
    struct kt_str etag = { 0 };
    struct kt_str name = upload(picture_jpeg(2000, 1900, 0));
    for (size_t i = 0; i < ASKERS; i++)
        addresses[i] = address("16x16", name);
    ask_all(clients, addresses, ASKERS);
    for (size_t i = 0; i < ASKERS; i++) {
        struct http_reply reply = take_reply(&clients[i]);
        assert_size(&reply, 16, 15);
        struct kt_str its = http_header(&reply, "ETag");
        ck_assert(i == 0 || kt_str_eq(its, etag));
        etag = its;
    }
}
END_TEST

/* The pages are asked one after the other while pictures are decoded; were one
 * of the two threads held up, half of them would wait for all pictures. */
START_TEST(others_are_answered_meanwhile)
{
    enum { PICTURES = 16 };
    struct http_client clients[PICTURES];
    struct kt_str addresses[PICTURES];
    for (unsigned i = 0; i < PICTURES; i++)
        addresses[i] =
            address("16x16", upload(picture_jpeg(2000, 1980 + i, 0)));
    int64_t begun_us = kt_clock_monotonic_us();
    ask_all(clients, addresses, PICTURES);
    int64_t slowest_us = 0;
    for (int i = 0; i < 20; i++) {
        int64_t asked_us = kt_clock_monotonic_us();
        ck_assert_int_eq(http_get("/healthz").status, 200);
        int64_t us = kt_clock_monotonic_us() - asked_us;
        slowest_us = us > slowest_us ? us : slowest_us;
    }
    for (size_t i = 0; i < PICTURES; i++)
        ck_assert_int_eq(take_reply(&clients[i]).status, 200);
    int64_t all_us = kt_clock_monotonic_us() - begun_us;
    ck_assert_msg(slowest_us < all_us / 2, "%lld of %lld us",
                  (long long)slowest_us, (long long)all_us);
}
END_TEST

/* 64 may wait; a program starts before the first is done. */
START_TEST(too_many_are_asked_to_come_again)
{
    enum { SIZES = 16, PICTURES = 6, ALL = SIZES * PICTURES };
    struct kt_buf sizes;
    struct kt_media_options options = { 0 };
    kt_buf_init(&sizes, &http_arena, 256);
    for (int i = 0; i < SIZES; i++)
        kt_buf_format(&sizes, "%s%dx%d", i > 0 ? "," : "", 20 + i, 20 + i);
    ck_assert(kt_media_sizes_parse(kt_buf_view(&sizes), &options.sizes));
    begin_with(options);
    struct http_client *clients =
        KT_NEW_ARRAY(&http_arena, struct http_client, ALL);
    struct kt_str *addresses = KT_NEW_ARRAY(&http_arena, struct kt_str, ALL);
    for (unsigned i = 0; i < PICTURES; i++) {
        struct kt_str name = upload(picture_jpeg(1900, 1980 + i, 0));
        for (unsigned k = 0; k < SIZES; k++)
            addresses[i * SIZES + k] =
                address(options.sizes.items[k].name, name);
    }
    ask_shell(admin_text("pkill -9 -x -P %d kontor-picture", getpid()).ptr);
    ask_all(clients, addresses, ALL);
    int made = 0, refused = 0;
    for (size_t i = 0; i < ALL; i++) {
        struct http_reply reply = take_reply(&clients[i]);
        made += reply.status == 200;
        refused += reply.status == 503;
        if (reply.status == 503)
            assert_text(http_header(&reply, "Retry-After"), "1");
    }
    ck_assert_int_eq(made + refused, ALL);
    ck_assert_int_ge(made, 64);
    ck_assert_int_ge(refused, 1);
}
END_TEST

/* ---- the cache ---- */

static int64_t
cached_bytes(void)
{
    return atoll(
        ask_shell(admin_text("cat %s/.thumbnails/*/* | wc -c", folder).ptr)
            .ptr);
}

START_TEST(the_cache_has_a_limit)
{
    enum { LIMIT = 1500 };
    begin_with((struct kt_media_options){ .cache_bytes_max = LIMIT });
    int64_t sum = 0;
    for (unsigned i = 0; i < 20; i++) {
        struct http_reply reply =
            thumbnail("16x16", upload(picture_png(40, 20 + i)));
        ck_assert_int_eq(reply.status, 200);
        sum += (int64_t)reply.body.len;
        ck_assert_int_le(cached_bytes(), LIMIT);
    }
    ck_assert_int_gt(sum, LIMIT);
    ck_assert_int_gt(cached_bytes(), 0);
}
END_TEST

START_TEST(what_nobody_wanted_goes_first)
{
    struct kt_str name[4];
    char files[4][100];
    for (unsigned i = 0; i < 3; i++) {
        name[i] = upload(picture_png(40, 20 + i));
        ck_assert_int_eq(thumbnail("16x16", name[i]).status, 200);
        snprintf(files[i], sizeof files[i], "%.*s", KT_STR_FMT(name[i]));
    }
    /* Room for the three, not for four. Whoever reads them wants them. */
    http_app.media->options.cache_bytes_max = cached_bytes() * 13 / 10;
    /* The first was wanted last, the second longest ago. */
    ask_shell(admin_text("cd %s/.thumbnails/16x16 && touch -a -d '-3 hours' %s "
                         "&& touch -a -d '-2 hours' %s && touch -a -d '-5 "
                         "hours' %s",
                         folder, files[0], files[2], files[1])
                  .ptr);
    ck_assert_int_eq(thumbnail("16x16", name[0]).status, 200);

    name[3] = upload(picture_png(40, 30));
    ck_assert_int_eq(thumbnail("16x16", name[3]).status, 200);
    assert_text(ask_shell(admin_text("cd %s/.thumbnails/16x16 && ls %s %s %s "
                                     "2>&1 | grep -c '^[0-9a-f]*.webp$'",
                                     folder, files[0], files[1], files[2])
                              .ptr),
                "2");
    assert_text(ask_shell(admin_text("cd %s/.thumbnails/16x16 && ls %s 2>&1 | "
                                     "grep -c '^[0-9a-f]*.webp$'",
                                     folder, files[1])
                              .ptr),
                "0");
}
END_TEST

/* ---- the program ---- */

START_TEST(a_program_that_dies_is_started_anew)
{
    struct kt_str name = upload(picture_png(30, 20));
    struct kt_str kill =
        admin_text("pkill -9 -x -P %d kontor-picture; echo $?", getpid());
    assert_text(ask_shell(kill.ptr), "0");
    ck_assert_int_eq(thumbnail("16x16", name).status, 200);
}
END_TEST

START_TEST(a_program_that_is_not_there_is_told)
{
    http_app.media->options.program = "/nowhere/kontor-picture";
    struct http_reply reply = picture_upload(token, "/admin/v1/media",
                                             "image/gif", "", picture_gif());
    assert_problem(reply, 500, "{\"type\":\"/problems/file-failed\"");
}
END_TEST

/* A stop waits for what is being made. */
START_TEST(a_stop_loses_no_picture)
{
    struct http_client client;
    struct kt_str at = address("16x16", upload(picture_jpeg(2000, 1900, 0)));
    ask_all(&client, &at, 1);
    while (kt_pool_count(http_app.pool) == 0)
        usleep(500);
    kt_server_stop(http_server);
    http_server = NULL;
    ck_assert_int_eq(take_reply(&client).status, 200);
}
END_TEST

Suite *
kt_suite_media_thumbnail(void)
{
    Suite *suite = suite_create("media_thumbnail");
    TCase *tcase = admin_case(suite, "one");
    tcase_add_checked_fixture(tcase, begin, NULL);
    tcase_add_test(tcase, it_fits_and_is_kept_for_ever);
    tcase_add_test(tcase, it_covers_where_that_is_asked);
    tcase_add_test(tcase, it_is_never_larger_than_the_picture);
    tcase_add_test(tcase, it_is_turned_and_tells_nothing_of_the_camera);
    tcase_add_test(tcase, only_what_is_there_can_be_asked_for);
    tcase_add_test(tcase, a_broken_file_is_told);
    tcase_add_test(tcase, what_nobody_wanted_goes_first);
    tcase_add_test(tcase, a_program_that_dies_is_started_anew);
    tcase_add_test(tcase, a_program_that_is_not_there_is_told);
    tcase = admin_case(suite, "many");
    tcase_add_checked_fixture(tcase, begin, NULL);
    tcase_add_test(tcase, many_who_ask_for_one_wait_for_one);
    tcase_add_test(tcase, others_are_answered_meanwhile);
    tcase_add_test(tcase, a_stop_loses_no_picture);
    tcase = admin_case(suite, "limits");
    tcase_add_test(tcase, too_many_are_asked_to_come_again);
    tcase_add_test(tcase, the_cache_has_a_limit);
    return suite;
}
