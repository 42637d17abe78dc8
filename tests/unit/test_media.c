/* Kinds, names and sizes of pictures. */

#include "media/folder.h"
#include "unit.h"

Suite *kt_suite_media(void);

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* ---- kinds ---- */

static const struct {
    struct kt_str bytes;
    enum kt_media_kind kind;
} heads[] = {
    { KT_STR_INIT("\xff\xd8\xff\xe0\0\x10JFIF"), KT_MEDIA_JPEG },
    { KT_STR_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), KT_MEDIA_PNG },
    { KT_STR_INIT("GIF87a\1\0\1\0"), KT_MEDIA_GIF },
    { KT_STR_INIT("GIF89a\1\0\1\0"), KT_MEDIA_GIF },
    { KT_STR_INIT("RIFF\x10\0\0\0WEBPVP8 "), KT_MEDIA_WEBP },
    { KT_STR_INIT("RIFF\x10\0\0\0WEBPVP8L"), KT_MEDIA_WEBP },
    { KT_STR_INIT("\0\0\0\x1c"
                  "ftypavif\0\0\0\0"),
      KT_MEDIA_AVIF },
    { KT_STR_INIT("\0\0\0\x1c"
                  "ftypheic\0\0\0\0"),
      KT_MEDIA_NONE },
    { KT_STR_INIT("RIFF\x10\0\0\0WAVEfmt "), KT_MEDIA_NONE },
    { KT_STR_INIT("\x89PNG\r\n\x1a"), KT_MEDIA_NONE },
    { KT_STR_INIT("%PDF-1.7\n"), KT_MEDIA_PDF },
    { KT_STR_INIT("%PDF-2.0\n"), KT_MEDIA_PDF },
    { KT_STR_INIT("%PDF-3.0\n"), KT_MEDIA_NONE },
    { KT_STR_INIT(" %PDF-1.7\n"), KT_MEDIA_NONE },
    { KT_STR_INIT("GIF88a"), KT_MEDIA_NONE },
    { KT_STR_INIT("<svg/>"), KT_MEDIA_NONE },
    { KT_STR_INIT(""), KT_MEDIA_NONE },
};

START_TEST(first_bytes_tell_the_kind)
{
    for (size_t i = 0; i < KT_COUNT(heads); i++)
        ck_assert_msg(kt_media_kind_of_bytes(heads[i].bytes) == heads[i].kind,
                      "row %zu", i);
}
END_TEST

START_TEST(types_and_endings_tell_kinds)
{
    ck_assert_int_eq(kt_media_kind_of_type(KT_STR("image/png")), KT_MEDIA_PNG);
    ck_assert_int_eq(kt_media_kind_of_type(KT_STR("Image/WebP")),
                     KT_MEDIA_WEBP);
    ck_assert_int_eq(kt_media_kind_of_type(KT_STR("image/svg+xml")),
                     KT_MEDIA_NONE);
    ck_assert_int_eq(kt_media_kind_of_type(KT_STR("image/")), KT_MEDIA_NONE);
    ck_assert_str_eq(kt_media_type_of_name(KT_STR("a.jpeg")), "image/jpeg");
    ck_assert_str_eq(kt_media_type_of_name(KT_STR("a.svg")), "image/svg+xml");
    ck_assert_ptr_null(kt_media_type_of_name(KT_STR(".png")));
    ck_assert_ptr_null(kt_media_type_of_name(KT_STR("png")));
    ck_assert_ptr_null(kt_media_type_of_name(KT_STR("a.html")));
}
END_TEST

/* ---- names ---- */

START_TEST(names_go_there_and_back)
{
    for (int kind = 0; kind < KT_MEDIA_KIND_COUNT; kind++) {
        struct kt_media_name name = { .kind = (enum kt_media_kind)kind };
        struct kt_media_name again;
        char text[KT_MEDIA_NAME_MAX];
        for (size_t i = 0; i < sizeof name.hash; i++)
            name.hash[i] = (uint8_t)(i * 8 + 1);
        kt_media_name_format(&name, text);
        ck_assert(kt_media_name_parse(kt_str_of(text), &again));
        ck_assert_int_eq(again.kind, kind);
        ck_assert_mem_eq(again.hash, name.hash, sizeof name.hash);
    }
}
END_TEST

START_TEST(a_file_has_one_name)
{
    static const char *const others[] = {
        "",
        ".png",
        HASH,
        HASH ".",
        HASH "png",
        HASH ".jpeg",
        HASH ".PNG",
        HASH ".png ",
        "x" HASH ".png",
        HASH "0.png",
        HASH ".png/",
        "../" HASH ".png",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef.png",
    };
    struct kt_media_name name;
    ck_assert(kt_media_name_parse(KT_STR(HASH ".png"), &name));
    for (size_t i = 0; i < KT_COUNT(others); i++)
        ck_assert_msg(!kt_media_name_parse(kt_str_of(others[i]), &name), "%s",
                      others[i]);
    ck_assert(kt_media_url_parse(KT_STR("/media/" HASH ".jpg"), &name));
    ck_assert_int_eq(name.kind, KT_MEDIA_JPEG);
    ck_assert(!kt_media_url_parse(KT_STR("/media/x/" HASH ".jpg"), &name));
    ck_assert(
        !kt_media_url_parse(KT_STR("http://a/media/" HASH ".jpg"), &name));
}
END_TEST

/* ---- sizes ---- */

START_TEST(sizes_are_read)
{
    struct kt_media_sizes sizes;
    ck_assert(
        kt_media_sizes_parse(KT_STR("160x120,320x320-cover,  4096x1"), &sizes));
    ck_assert_uint_eq(sizes.count, 3);
    const struct kt_media_size *size =
        kt_media_sizes_find(&sizes, KT_STR("320x320-cover"));
    ck_assert_ptr_nonnull(size);
    ck_assert_uint_eq(size->width, 320);
    ck_assert(size->is_cover);
    size = kt_media_sizes_find(&sizes, KT_STR("160x120"));
    ck_assert_uint_eq(size->height, 120);
    ck_assert(!size->is_cover);
    ck_assert_ptr_null(kt_media_sizes_find(&sizes, KT_STR("320x320")));
    ck_assert(kt_media_sizes_parse(KT_STR(""), &sizes));
    ck_assert_uint_eq(sizes.count, 0);
}
END_TEST

START_TEST(what_is_no_list_of_sizes_is_refused)
{
    static const char *const others[] = {
        "160",
        "160x",
        "x160",
        "0x160",
        "160x0",
        "4097x1",
        "1x4097",
        "160x120-fit",
        "0160x120",
        "160X120",
        "160x120,",
        ",160x120",
        "160x120 80x80",
        "1x1,1x1",
        "-1x1",
        "99999999x1",
        ("1x1,2x2,3x3,4x4,5x5,6x6,7x7,8x8,9x9,10x10,11x11,12x12,"
         "13x13,14x14,15x15,16x16,17x17"),
    };
    struct kt_media_sizes sizes;
    for (size_t i = 0; i < KT_COUNT(others); i++)
        ck_assert_msg(!kt_media_sizes_parse(kt_str_of(others[i]), &sizes), "%s",
                      others[i]);
}
END_TEST

Suite *
kt_suite_media(void)
{
    Suite *suite = suite_create("media");
    TCase *tcase = unit_case(suite, "media");
    tcase_add_test(tcase, first_bytes_tell_the_kind);
    tcase_add_test(tcase, types_and_endings_tell_kinds);
    tcase_add_test(tcase, names_go_there_and_back);
    tcase_add_test(tcase, a_file_has_one_name);
    tcase_add_test(tcase, sizes_are_read);
    tcase_add_test(tcase, what_is_no_list_of_sizes_is_refused);
    return suite;
}
