#include "admin.h"
#include "pictures.h"
#include "service/shop_create.h"

Suite *kt_suite_admin_media(void);

#define MEDIA "/admin/v1/media"

static struct http_reply
upload_with(const char *target, const char *type, const char *headers,
            struct kt_str bytes)
{
    return picture_upload(picture_token, target, type, headers, bytes);
}

static struct http_reply
upload(int status, const char *type, struct kt_str bytes)
{
    struct http_reply reply =
        upload_with(MEDIA "?name=mug.png", type, "", bytes);
    ck_assert_msg(reply.status == status, "%d, want %d: %.*s", reply.status,
                  status, KT_STR_FMT(reply.body));
    return reply;
}

/* ---- upload ---- */

START_TEST(an_upload_is_told_whole)
{
    struct kt_str png = picture_png(30, 20);
    const char *hash = picture_hash(png);
    struct http_reply reply = upload(201, "image/png", png);
    struct kt_str id = shop_text(reply, "/id");
    assert_str(reply, "/name", "mug.png");
    assert_json(reply, "/alts", "{}");
    assert_str(reply, "/url", admin_text("/media/%s.png", hash).ptr);
    assert_str(reply, "/content_type", "image/png");
    assert_int(reply, "/width", 30);
    assert_int(reply, "/height", 20);
    assert_int(reply, "/bytes", (int64_t)png.len);
    assert_int(reply, "/version", 1);
    assert_json(reply, "/thumbnails",
                admin_text("[\"/media/thumbnails/16x16/%s.webp\","
                           "\"/media/thumbnails/8x8-cover/%s.webp\"]",
                           hash, hash)
                    .ptr);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct kt_str at = admin_text(MEDIA "/%.*s", KT_STR_FMT(id));
    assert_text(http_header(&reply, "Location"), at.ptr);
    assert_text(admin_get(at).body, kt_arena_cstr(&http_arena, reply.body));

    reply = http_get(kt_arena_cstr(&http_arena, shop_text(reply, "/url")));
    ck_assert_int_eq(reply.status, 200);
    ck_assert(kt_str_eq(reply.body, png));
    assert_text(http_header(&reply, "Content-Type"), "image/png");
    assert_text(http_header(&reply, "ETag"), admin_text("\"%s\"", hash).ptr);
    picture_assert_files("", 1);
}
END_TEST

/* What a data sheet says is of no origin and runs nothing. */
START_TEST(a_document_is_served_under_its_name)
{
    struct kt_str pdf = picture_pdf();
    struct http_reply reply =
        upload_with(MEDIA "?name=Mug,%20gr%C3%BCn%20%22S%22", "application/pdf",
                    "", pdf);
    ck_assert_int_eq(reply.status, 201);
    const char *hash = picture_hash(pdf);
    assert_str(reply, "/url", admin_text("/media/%s.pdf", hash).ptr);
    assert_str(reply, "/content_type", "application/pdf");
    assert_int(reply, "/bytes", (int64_t)pdf.len);
    assert_json(reply, "/thumbnails", "[]");
    ck_assert_ptr_null(strstr(reply.body.ptr, "\"width\""));
    const char *url = admin_text("/media/%s.pdf", hash).ptr;
    reply = http_get(url);
    ck_assert_int_eq(reply.status, 200);
    ck_assert(kt_str_eq(reply.body, pdf));
    assert_text(http_header(&reply, "Content-Type"), "application/pdf");
    assert_text(http_header(&reply, "Content-Disposition"),
                "inline; filename=\"Mug, gr__n _S_.pdf\"; "
                "filename*=UTF-8''Mug%2C%20gr%C3%BCn%20%22S%22.pdf");
    assert_text(http_header(&reply, "X-Content-Type-Options"), "nosniff");
    assert_text(http_header(&reply, "Content-Security-Policy"),
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
                "frame-ancestors 'none'");
    assert_text(http_header(&reply, "Cache-Control"),
                "public, max-age=31536000, immutable");
    reply = http_call("GET", url, "Range: bytes=0-3\r\n", NULL);
    assert_text(reply.body, "%PDF");
    reply = admin_get(KT_STR(MEDIA "?kind=pdf"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
}
END_TEST

/* Shops of one folder share their files, not what they call them. */
START_TEST(a_document_has_no_name_in_another_shop)
{
    struct kt_str pdf = picture_pdf();
    struct kt_str host = KT_STR("other.test");
    struct kt_shop_create_in in = { .code = KT_STR("other"),
                                    .hosts = { &host, 1 } };
    struct kt_error err;
    struct kt_id id;
    upload_with(MEDIA "?name=secret", "application/pdf", "", pdf);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_create(&http_app, &in, &id, &err), KT_OK);
    const char *name = admin_text("%s.pdf", picture_hash(pdf)).ptr;
    const char *expected = admin_text("inline; filename=\"%s\"", name).ptr;
    static const char *const hosts[] = { "other.test", "nobody.test" };
    for (size_t i = 0; i < KT_COUNT(hosts); i++) {
        struct kt_str request =
            admin_text("GET /media/%s HTTP/1.1\r\nHost: %s\r\n\r\n", name,
                       hosts[i]);
        struct http_reply reply = http_raw(request.ptr, request.len);
        ck_assert_int_eq(reply.status, 200);
        assert_text(http_header(&reply, "Content-Disposition"), expected);
    }
}
END_TEST

START_TEST(a_document_has_no_thumbnail)
{
    struct kt_str pdf = picture_pdf();
    upload(201, "application/octet-stream", pdf);
    struct http_reply reply = http_get(
        admin_text("/media/thumbnails/16x16/%s.webp", picture_hash(pdf)).ptr);
    assert_problem(reply, 422, "{\"type\":\"/problems/invalid-picture\"");
    assert_str(reply, "/reason", "document");
    assert_str(reply, "/detail", "a PDF has no thumbnails");
    picture_assert_files("", 1);
}
END_TEST

START_TEST(every_kind_is_known_by_its_content)
{
    struct kt_str png = picture_png(30, 20);
    upload(201, "image/png", png);
    struct http_reply webp = http_get(
        admin_text("/media/thumbnails/16x16/%s.webp", picture_hash(png)).ptr);
    const struct {
        struct kt_str bytes;
        const char *type;
    } pictures[] = {
        { picture_gif(), "image/gif" },
        { picture_jpeg(16, 8, 0), "image/jpeg" },
        { webp.body, "image/webp" },
    };
    for (size_t i = 0; i < KT_COUNT(pictures); i++) {
        struct http_reply reply =
            upload(201, "application/octet-stream", pictures[i].bytes);
        assert_str(reply, "/content_type", pictures[i].type);
    }
}
END_TEST

START_TEST(a_turned_picture_has_the_size_that_it_is_shown_in)
{
    struct http_reply reply =
        upload(201, "image/jpeg", picture_jpeg(48, 16, 6));
    assert_int(reply, "/width", 16);
    assert_int(reply, "/height", 48);
}
END_TEST

START_TEST(the_same_content_is_one_record)
{
    struct kt_str png = picture_png(3, 2);
    struct http_reply first = upload(201, "image/png", png);
    struct http_reply again = upload_with(MEDIA "?name=other.png",
                                          "application/octet-stream", "", png);
    ck_assert_int_eq(again.status, 201);
    assert_text(again.body, kt_arena_cstr(&http_arena, first.body));
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(MEDIA)), "/data"), 1);
    picture_assert_files("", 1);
}
END_TEST

START_TEST(a_key_is_obeyed_once)
{
    static const char key[] = "Idempotency-Key: one\r\n";
    struct kt_str png = picture_png(3, 2);
    struct http_reply first = upload_with(MEDIA, "image/png", key, png);
    ck_assert_int_eq(first.status, 201);
    struct http_reply again = upload_with(MEDIA, "image/png", key, png);
    ck_assert_int_eq(again.status, 201);
    assert_text(again.body, kt_arena_cstr(&http_arena, first.body));
    assert_text(http_header(&again, "Idempotent-Replayed"), "true");
    again = upload_with(MEDIA, "image/png", key, picture_png(2, 3));
    assert_problem(again, 422, "{\"type\":\"/problems/idempotency-mismatch\"");
    picture_assert_files("", 1);
}
END_TEST

START_TEST(many_at_once_are_one_record)
{
    enum { RACERS = 8 };
    struct http_client clients[RACERS];
    struct kt_str png = picture_png(60, 40);
    struct kt_str id = { 0 };
    for (size_t i = 0; i < RACERS; i++) {
        http_open(&clients[i]);
        http_print(&clients[i],
                   "POST " MEDIA " HTTP/1.1\r\nHost: shop.test\r\n"
                   "Authorization: Bearer %.*s\r\nContent-Type: image/png\r\n"
                   "Content-Length: %zu\r\n\r\n",
                   KT_STR_FMT(picture_token), png.len);
        http_send(&clients[i], png.ptr, png.len);
    }
    for (size_t i = 0; i < RACERS; i++) {
        struct http_reply reply = http_read(&clients[i]);
        ck_assert_int_eq(reply.status, 201);
        struct kt_str its = shop_text(reply, "/id");
        ck_assert(i == 0 || kt_str_eq(its, id));
        id = kt_arena_str(&http_arena, its);
        http_close(&clients[i]);
    }
    picture_assert_files("", 1);
}
END_TEST

/* ---- what is refused ---- */

static void
assert_reason(struct http_reply reply, const char *reason)
{
    assert_str(reply, "/type", "/problems/invalid-picture");
    assert_str(reply, "/reason", reason);
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(MEDIA)), "/data"), 0);
    picture_assert_files("", 0);
}

START_TEST(a_type_that_says_otherwise_is_refused)
{
    struct http_reply reply = upload(422, "image/jpeg", picture_png(3, 2));
    assert_reason(reply, "wrong_type");
    assert_str(reply, "/detail",
               "Content-Type says image/jpeg, the content is image/png");
}
END_TEST

START_TEST(a_drawing_is_refused_with_its_reason)
{
    static const char *const drawings[] = {
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "\xef\xbb\xbf \n<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>",
        "<html><script>alert(1)</script></html>",
    };
    for (size_t i = 0; i < KT_COUNT(drawings); i++)
        assert_reason(upload(422, "application/octet-stream",
                             kt_str_of(drawings[i])),
                      "drawing");
}
END_TEST

START_TEST(other_files_are_refused)
{
    static const char *const files[] = {
        "%PDF-3.0\n", " %PDF-1.7\n", "MZ", "x", "II*\0\x08\0\0\0", "\x89PNG"
    };
    for (size_t i = 0; i < KT_COUNT(files); i++)
        assert_reason(upload(422, "image/png", kt_str_of(files[i])),
                      "unknown_kind");
}
END_TEST

/* The first bytes of one kind and the rest of another. */
START_TEST(a_chimera_is_refused)
{
    struct kt_buf buf;
    struct kt_str jpeg = picture_jpeg(8, 8, 0);
    kt_buf_init(&buf, &http_arena, 256);
    kt_buf_append(&buf, "\x89PNG\r\n\x1a\n", 8);
    kt_buf_append(&buf, jpeg.ptr + 8, jpeg.len - 8);
    assert_reason(upload(422, "image/png", kt_buf_view(&buf)), "broken");
}
END_TEST

/* A script behind a picture is a picture for everybody: it is served with its
 * one type, and none may be guessed. */
START_TEST(a_picture_with_a_tail_is_only_a_picture)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 256);
    kt_buf_str(&buf, picture_gif());
    kt_buf_text(&buf, "<script>alert(1)</script>");
    struct http_reply reply = upload(201, "image/gif", kt_buf_view(&buf));
    reply = http_get(kt_arena_cstr(&http_arena, shop_text(reply, "/url")));
    assert_text(http_header(&reply, "Content-Type"), "image/gif");
    assert_text(http_header(&reply, "X-Content-Type-Options"), "nosniff");
}
END_TEST

START_TEST(what_ends_too_early_is_refused)
{
    struct kt_str png = picture_png(40, 40);
    struct kt_str jpeg = picture_jpeg(640, 640, 0);
    const struct kt_str halves[] = { { png.ptr, png.len / 2 },
                                     { png.ptr, 33 },
                                     { jpeg.ptr, jpeg.len / 2 },
                                     { jpeg.ptr, 20 },
                                     { picture_gif().ptr, 20 } };
    for (size_t i = 0; i < KT_COUNT(halves); i++)
        assert_reason(upload(422, "application/octet-stream", halves[i]),
                      "broken");
}
END_TEST

/* Half of one; what claims to be one and has no table of objects, or points
 * to a place that is none. */
START_TEST(a_document_that_is_not_whole_is_refused)
{
    struct kt_str pdf = picture_pdf();
    const struct kt_str files[] = {
        { pdf.ptr, pdf.len / 2 },
        { pdf.ptr, pdf.len - 7 },
        KT_STR("%PDF-1.7\n<script>alert(1)</script>"),
        KT_STR("%PDF-1.7\nstartxref\n0\n%%EOF"),
        KT_STR("%PDF-1.7\nstartxref\n9\n%%EOF"),
        KT_STR("%PDF-1.7\nstartxref\n99999\n%%EOF"),
        KT_STR("%PDF-1.7\nstartxref\n-3\n%%EOF"),
        KT_STR("%PDF-1.7\n%%EOF startxref 3"),
    };
    for (size_t i = 0; i < KT_COUNT(files); i++)
        assert_reason(upload(422, "application/pdf", files[i]), "broken");
    assert_reason(upload(422, "image/png", pdf), "wrong_type");
}
END_TEST

/* The fixture takes four million pixels. */
START_TEST(a_bomb_is_refused_before_it_is_decoded)
{
    static const struct {
        unsigned width, height;
        const char *detail;
    } bombs[] = {
        { 30000, 30000,
          "it has 30000 x 30000 pixels, at most 4000000 are taken" },
        { 2001, 2000, "it has 2001 x 2000 pixels, at most 4000000 are taken" },
        { 1, 60000, "it has 1 x 60000 pixels, at most 4000000 are taken" },
    };
    for (size_t i = 0; i < KT_COUNT(bombs); i++) {
        struct http_reply reply =
            upload(422, "image/png",
                   picture_bomb(bombs[i].width, bombs[i].height));
        assert_reason(reply, "too_many_pixels");
        assert_str(reply, "/detail", bombs[i].detail);
    }
}
END_TEST

START_TEST(a_form_and_other_types_are_415)
{
    static const char *const types[] = {
        "multipart/form-data; boundary=x",
        "application/json",
        "image/svg+xml",
        "image/tiff",
        "text/html",
    };
    for (size_t i = 0; i < KT_COUNT(types); i++) {
        struct http_reply reply = upload(415, types[i], KT_STR("--x"));
        assert_problem(reply, 415,
                       "{\"type\":\"/problems/unsupported-media-type\"");
        assert_str(reply, "/detail",
                   "Content-Type must be that of the file, or "
                   "application/octet-stream");
    }
}
END_TEST

START_TEST(too_many_bytes_are_413)
{
    struct kt_str head = admin_text(
        "POST " MEDIA " HTTP/1.1\r\nHost: shop.test\r\nAuthorization: Bearer "
        "%.*s\r\nContent-Type: image/png\r\nContent-Length: 4194305\r\n\r\n",
        KT_STR_FMT(picture_token));
    struct http_reply reply = http_raw(head.ptr, head.len);
    assert_problem(reply, 413, "{\"type\":\"/problems/too-large\"");
    assert_int(reply, "/limit", 4194304);
    ck_assert(reply.is_closed);
    picture_assert_files("", 0);
}
END_TEST

START_TEST(a_body_without_length_has_the_same_limit)
{
    enum { PIECE = 65536 };
    struct http_client client;
    char *zeros = kt_arena_calloc(&http_arena, 1, PIECE);
    http_open(&client);
    http_print(&client,
               "POST " MEDIA " HTTP/1.1\r\nHost: shop.test\r\nAuthorization: "
               "Bearer %.*s\r\nContent-Type: image/png\r\n"
               "Transfer-Encoding: chunked\r\n\r\n",
               KT_STR_FMT(picture_token));
    for (int i = 0; i < 65; i++) {
        http_print(&client, "%x\r\n", PIECE);
        http_send(&client, zeros, PIECE);
        http_print(&client, "\r\n");
    }
    http_print(&client, "0\r\n\r\n");
    struct http_reply reply = http_read(&client);
    ck_assert_int_eq(reply.status, 413);
    http_close(&client);
    picture_assert_files("", 0);
}
END_TEST

START_TEST(nobody_uploads_without_the_scope)
{
    struct kt_str png = picture_png(3, 2);
    picture_token = admin_token((const char *const[]){ "media:read", NULL });
    assert_problem(upload(403, "image/png", png), 403,
                   "{\"type\":\"/problems/forbidden\"");
    picture_token = KT_STR("sk_nobody");
    assert_problem(upload(401, "image/png", png), 401,
                   "{\"type\":\"/problems/unauthorized\"");
    picture_assert_files("", 0);
}
END_TEST

START_TEST(a_hang_up_leaves_nothing)
{
    struct http_client client;
    struct kt_str png = picture_png(300, 200);
    http_open(&client);
    http_print(&client,
               "POST " MEDIA " HTTP/1.1\r\nHost: shop.test\r\nAuthorization: "
               "Bearer %.*s\r\nContent-Type: image/png\r\nContent-Length: "
               "%zu\r\n\r\n",
               KT_STR_FMT(picture_token), png.len);
    http_send(&client, png.ptr, png.len / 2);
    picture_assert_files(".incoming", 1);
    http_close(&client);
    picture_assert_files("", 0);
}
END_TEST

/* ---- the record ---- */

START_TEST(texts_are_changed_by_version)
{
    struct kt_str at = picture_make(picture_png(3, 2), "a");
    struct http_reply reply =
        admin_match(200, "\"v1\"", "PATCH", at,
                    "{\"alts\":{\"en\":\"A mug\",\"de\":\"Ein Becher\"}}");
    assert_json(reply, "/alts", "{\"en\":\"A mug\",\"de\":\"Ein Becher\"}");
    assert_str(reply, "/name", "a");
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    admin_match(412, "\"v1\"", "PATCH", at, "{\"name\":\"b\"}");
    reply = admin_call(400, "PATCH", at,
                       "{\"alts\":{\"english!\":\"x\"},\"width\":3}");
    assert_str(reply, "/errors/0/pointer", "/width");
    reply = admin_call(400, "PATCH", at, "{\"alts\":{\"english!\":\"x\"}}");
    assert_str(reply, "/errors/0/pointer", "/alts");
}
END_TEST

static struct kt_str
names_of(const char *query)
{
    struct kt_buf buf;
    struct http_reply reply = admin_get(admin_text(MEDIA "%s", query));
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/name", i).ptr));
    }
    return kt_buf_view(&buf);
}

START_TEST(lists_are_filtered_and_sorted)
{
    picture_make(picture_png(3, 2), "b");
    picture_make(picture_gif(), "c");
    picture_make(picture_png(2, 3), "a");
    assert_text(names_of(""), "a c b");
    assert_text(names_of("?sort=name"), "a b c");
    assert_text(names_of("?kind=png"), "a b");
    assert_text(names_of("?is_used=true"), "");
    assert_text(names_of("?is_used=false&sort=name&limit=2"), "a b");
    struct http_reply reply = admin_get(KT_STR(MEDIA "?sort=name&limit=2"));
    struct kt_str next = shop_text(reply, "/page/next");
    assert_text(names_of(
                    admin_text("?sort=name&after=%.*s", KT_STR_FMT(next)).ptr),
                "c");
    admin_call(400, "GET", KT_STR(MEDIA "?kind=tiff"), NULL);
}
END_TEST

START_TEST(the_file_goes_with_its_record)
{
    struct kt_str png = picture_png(30, 20);
    struct kt_str at = picture_make(png, "a");
    struct kt_str small =
        admin_text("/media/thumbnails/16x16/%s.webp", picture_hash(png));
    ck_assert_int_eq(http_get(small.ptr).status, 200);
    picture_assert_files("", 2);
    admin_match(412, "\"v7\"", "DELETE", at, NULL);
    admin_call(204, "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
    picture_assert_files("", 0);
    ck_assert_int_eq(http_get(small.ptr).status, 404);
}
END_TEST

Suite *
kt_suite_admin_media(void)
{
    Suite *suite = suite_create("admin_media");
    TCase *tcase = admin_case(suite, "upload");
    tcase_add_checked_fixture(tcase, pictures_begin, NULL);
    tcase_add_test(tcase, an_upload_is_told_whole);
    tcase_add_test(tcase, every_kind_is_known_by_its_content);
    tcase_add_test(tcase, a_document_is_served_under_its_name);
    tcase_add_test(tcase, a_document_has_no_name_in_another_shop);
    tcase_add_test(tcase, a_document_has_no_thumbnail);
    tcase_add_test(tcase, a_turned_picture_has_the_size_that_it_is_shown_in);
    tcase_add_test(tcase, the_same_content_is_one_record);
    tcase_add_test(tcase, a_key_is_obeyed_once);
    tcase_add_test(tcase, many_at_once_are_one_record);
    tcase_add_test(tcase, nobody_uploads_without_the_scope);
    tcase_add_test(tcase, a_hang_up_leaves_nothing);
    tcase = admin_case(suite, "refused");
    tcase_add_checked_fixture(tcase, pictures_begin, NULL);
    tcase_add_test(tcase, a_type_that_says_otherwise_is_refused);
    tcase_add_test(tcase, a_drawing_is_refused_with_its_reason);
    tcase_add_test(tcase, other_files_are_refused);
    tcase_add_test(tcase, a_chimera_is_refused);
    tcase_add_test(tcase, a_picture_with_a_tail_is_only_a_picture);
    tcase_add_test(tcase, what_ends_too_early_is_refused);
    tcase_add_test(tcase, a_document_that_is_not_whole_is_refused);
    tcase_add_test(tcase, a_bomb_is_refused_before_it_is_decoded);
    tcase_add_test(tcase, a_form_and_other_types_are_415);
    tcase_add_test(tcase, too_many_bytes_are_413);
    tcase_add_test(tcase, a_body_without_length_has_the_same_limit);
    tcase = admin_case(suite, "records");
    tcase_add_checked_fixture(tcase, pictures_begin, NULL);
    tcase_add_test(tcase, texts_are_changed_by_version);
    tcase_add_test(tcase, lists_are_filtered_and_sorted);
    tcase_add_test(tcase, the_file_goes_with_its_record);
    return suite;
}
