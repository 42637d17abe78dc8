#include <stdio.h>

#include "admin.h"
#include "pictures.h"
#include "service/media.h"

Suite *kt_suite_media_product(void);

/* Products that show uploaded pictures, and files that nobody needs. */

static const struct kt_str jug = KT_STR_INIT("/store/v1/products/jug");

static struct kt_str
make_jug(struct kt_str url, const char *alt)
{
    return admin_make(
        "/admin/v1/products",
        admin_text("{\"slug\":\"jug\",\"titles\":{\"en\":\"Jug\"},"
                   "\"tags\":[\"jugs\"],\"media\":[{\"url\":\"%.*s\"%s}],"
                   "\"variants\":[{\"sku\":\"jug\",\"prices\":[{"
                   "\"currency\":\"EUR\",\"amount\":900}]}]}",
                   KT_STR_FMT(url), alt)
            .ptr);
}

static struct kt_str
german(struct kt_str target)
{
    struct http_reply reply =
        http_call("GET", kt_arena_cstr(&http_arena, target),
                  "Accept-Language: de\r\n", NULL);
    ck_assert_int_eq(reply.status, 200);
    return kt_arena_str(&http_arena, shop_text(reply, "/media/0/alt"));
}

START_TEST(products_tell_size_and_text)
{
    struct kt_str at = picture_make(picture_png(30, 20), "a");
    struct kt_str url = shop_text(admin_get(at), "/url");
    admin_call(200, "PATCH", at,
               "{\"alts\":{\"en\":\"A jug\",\"de\":\"Ein Krug\"}}");
    make_jug(url, "");
    struct kt_str expected =
        admin_text("[{\"url\":\"%.*s\",\"alt\":\"A jug\",\"width\":30,"
                   "\"height\":20}]",
                   KT_STR_FMT(url));
    assert_json(shop_get(jug), "/media", expected.ptr);
    assert_json(shop_get(KT_STR("/store/v1/products?tag=jugs")),
                "/data/0/media", expected.ptr);
    assert_text(german(jug), "Ein Krug");
    ck_assert_uint_eq(
        shop_count(admin_get(KT_STR("/admin/v1/media?is_used=true")), "/data"),
        1);
}
END_TEST

START_TEST(a_text_of_the_product_goes_first)
{
    struct kt_str at = picture_make(picture_png(30, 20), "a");
    admin_call(200, "PATCH", at, "{\"alts\":{\"en\":\"A jug\"}}");
    make_jug(shop_text(admin_get(at), "/url"), ",\"alt\":\"Our jug\"");
    assert_str(shop_get(jug), "/media/0/alt", "Our jug");
    assert_int(shop_get(jug), "/media/0/width", 30);
}
END_TEST

/* Pages and lists are kept ready; a change of the picture is in the next
 * answer. */
START_TEST(kept_answers_follow_the_picture)
{
    struct kt_str list = KT_STR("/store/v1/products?tag=jugs");
    struct kt_str at = picture_make(picture_png(30, 20), "a");
    make_jug(shop_text(admin_get(at), "/url"), "");
    for (int i = 0; i < 3; i++) {
        struct kt_str alt = admin_text("Jug %d", i);
        shop_get(jug);
        shop_get(list);
        admin_call(200, "PATCH", at,
                   admin_text("{\"alts\":{\"en\":\"%s\"}}", alt.ptr).ptr);
        assert_str(shop_get(jug), "/media/0/alt", alt.ptr);
        assert_str(shop_get(list), "/data/0/media/0/alt", alt.ptr);
    }
}
END_TEST

/* Catalogues are imported before their pictures come, too. */
START_TEST(a_picture_may_come_after_its_product)
{
    struct kt_str png = picture_png(30, 20);
    struct kt_str url = admin_text("/media/%s.png", picture_hash(png));
    make_jug(url, "");
    assert_json(shop_get(jug), "/media",
                admin_text("[{\"url\":\"%s\"}]", url.ptr).ptr);
    picture_make(png, "a");
    assert_int(shop_get(jug), "/media/0/height", 20);
}
END_TEST

START_TEST(a_picture_in_use_stays)
{
    struct kt_str at = picture_make(picture_png(30, 20), "a");
    struct kt_str product = make_jug(shop_text(admin_get(at), "/url"), "");
    struct http_reply reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/type", "/problems/in-use");
    assert_has(reply.body,
               admin_text("%.*s", KT_STR_FMT(admin_id(product))).ptr);
    admin_call(200, "PATCH", product, "{\"media\":[]}");
    admin_call(204, "DELETE", at, NULL);
    picture_assert_files("", 0);
}
END_TEST

/* ---- files without a use ---- */

START_TEST(only_what_nobody_needs_is_swept)
{
    struct kt_str kept = picture_make(picture_png(30, 20), "a");
    struct kt_str shown = picture_png(20, 30);
    struct kt_str lost = picture_png(9, 9);
    const struct kt_str strays[] = { shown, lost };
    for (size_t i = 0; i < KT_COUNT(strays); i++) {
        struct kt_str path =
            admin_text("%s/%s.png", picture_folder, picture_hash(strays[i]));
        FILE *file = fopen(path.ptr, "w");
        ck_assert_ptr_nonnull(file);
        fwrite(strays[i].ptr, 1, strays[i].len, file);
        fclose(file);
    }
    make_jug(admin_text("/media/%s.png", picture_hash(shown)), "");
    ck_assert_uint_eq(kt_media_sweep(&http_app, 3600), 0);
    picture_assert_files("", 3);
    ck_assert_uint_eq(kt_media_sweep(&http_app, 0), 1);
    picture_assert_files("", 2);
    admin_get(kept);
    ck_assert_int_eq(
        http_get(admin_text("/media/%s.png", picture_hash(shown)).ptr).status,
        200);
    ck_assert_int_eq(
        http_get(admin_text("/media/%s.png", picture_hash(lost)).ptr).status,
        404);
}
END_TEST

/* Between its file and its record an upload belongs to nobody, and yet it is
 * not swept. */
START_TEST(an_upload_under_way_is_not_swept)
{
    struct kt_media_spool spool = { 0 };
    struct kt_error err;
    struct kt_str png = picture_png(3, 2);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_media_spool_begin(http_app.media, &spool, &err), KT_OK);
    ck_assert_int_eq(kt_media_spool_take(&spool, png, &err), KT_OK);
    kt_media_spool_end(&spool);
    ck_assert_int_eq(kt_media_spool_keep(&spool, &err), KT_OK);
    ck_assert_uint_eq(kt_media_sweep(&http_app, 0), 0);
    picture_assert_files("", 1);
    kt_media_spool_release(&spool);
    ck_assert_uint_eq(kt_media_sweep(&http_app, 0), 1);
    picture_assert_files("", 0);
}
END_TEST

Suite *
kt_suite_media_product(void)
{
    Suite *suite = suite_create("media_product");
    TCase *tcase = admin_case(suite, "products");
    tcase_add_checked_fixture(tcase, pictures_begin, NULL);
    tcase_add_test(tcase, products_tell_size_and_text);
    tcase_add_test(tcase, a_text_of_the_product_goes_first);
    tcase_add_test(tcase, kept_answers_follow_the_picture);
    tcase_add_test(tcase, a_picture_may_come_after_its_product);
    tcase_add_test(tcase, a_picture_in_use_stays);
    tcase_add_test(tcase, only_what_nobody_needs_is_swept);
    tcase_add_test(tcase, an_upload_under_way_is_not_swept);
    return suite;
}
