#include "unit.h"

#include "base/text.h"

START_TEST(test_utf8_validity)
{
    static const struct {
        const char *text;
        bool is_valid;
    } cases[] = {
        { "", true },
        { "plain ASCII, longer than eight bytes", true },
        { "\x7f", true },
        { "\xc2\x80", true },          /* U+0080 */
        { "\xdf\xbf", true },          /* U+07FF */
        { "\xe0\xa0\x80", true },      /* U+0800 */
        { "\xed\x9f\xbf", true },      /* U+D7FF */
        { "\xee\x80\x80", true },      /* U+E000 */
        { "\xef\xbf\xbf", true },      /* U+FFFF */
        { "\xf0\x90\x80\x80", true },  /* U+10000 */
        { "\xf4\x8f\xbf\xbf", true },  /* U+10FFFF */
        { "\xf4\x90\x80\x80", false }, /* U+110000 */
        { "\xf5\x80\x80\x80", false },
        { "\xff", false },
        { "\xc0\x80", false }, /* overlong NUL */
        { "\xc1\xbf", false },
        { "\xe0\x9f\xbf", false }, /* overlong */
        { "\xf0\x8f\xbf\xbf", false },
        { "\xed\xa0\x80", false }, /* surrogates */
        { "\xed\xbf\xbf", false },
        { "\x80", false }, /* continuation alone */
        { "\xc3", false }, /* cut */
        { "\xe2\x82", false },
        { "\xf0\x9f\x98", false },
        { "\xe2\x28\xa1", false },
        { "\xf0\x9f\x28\x80", false },
        { "1234567\xc3", false }, /* around a word of eight */
        { "12345678\xc3\xa9", true },
        { "1234567\xc3\xa9"
          "9",
          true },
        { "12345678abcdefg\xff", false },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        ck_assert_msg(kt_utf8_is_valid(kt_str_of(cases[i].text)) ==
                          cases[i].is_valid,
                      "case %zu", i);
    ck_assert(kt_utf8_is_valid((struct kt_str){ 0 }));
    ck_assert(kt_utf8_is_valid(KT_STR("a\0b")));
}
END_TEST

START_TEST(test_utf8_mend)
{
    struct kt_str whole = KT_STR("Größe");
    ck_assert_ptr_eq(kt_utf8_mend(&unit_arena, whole).ptr, whole.ptr);
    assert_text(kt_utf8_mend(&unit_arena, KT_STR("a\xffz")), "a\ufffdz");
    assert_text(kt_utf8_mend(&unit_arena, KT_STR("\xe2\x82")), "\ufffd\ufffd");
    assert_text(kt_utf8_mend(&unit_arena, KT_STR("\xed\xa0\x80é")),
                "\ufffd\ufffd\ufffdé");
}
END_TEST

START_TEST(test_utf8_length)
{
    ck_assert_uint_eq(kt_utf8_length(KT_STR("")), 0);
    ck_assert_uint_eq(kt_utf8_length(KT_STR("mug")), 3);
    ck_assert_uint_eq(kt_utf8_length(KT_STR("Größe 😀")), 7);
}
END_TEST

START_TEST(test_clip)
{
    assert_text(kt_text_clip(KT_STR("mug"), 2), "mu");
    assert_text(kt_text_clip(KT_STR("mug"), 3), "mug");
    assert_text(kt_text_clip(KT_STR("mug"), 4), "mug");
    assert_text(kt_text_clip(KT_STR("a€b"), 0), "");
    assert_text(kt_text_clip(KT_STR("a€b"), 1), "a");
    assert_text(kt_text_clip(KT_STR("a€b"), 2), "a");
    assert_text(kt_text_clip(KT_STR("a€b"), 3), "a");
    assert_text(kt_text_clip(KT_STR("a€b"), 4), "a€");
}
END_TEST

START_TEST(test_trim)
{
    assert_text(kt_text_trim(KT_STR(" \t\r\n mug red \v\f")), "mug red");
    assert_text(kt_text_trim(KT_STR("mug")), "mug");
    assert_text(kt_text_trim(KT_STR("  ")), "");
    assert_text(kt_text_trim((struct kt_str){ 0 }), "");
}
END_TEST

struct pair {
    const char *in;
    const char *out;
};

START_TEST(test_fold)
{
    static const struct pair cases[] = {
        { "", "" },
        { "MUG-7 [Red]", "mug-7 [red]" },
        { "Straße", "strasse" },
        { "STRASSE", "strasse" },
        { "ÉCLAIR", "éclair" },
        { "E\xcc\x81"
          "CLAIR",
          "éclair" },        /* E and a combining accent */
        { "ﬁne", "fine" },   /* ligature */
        { "Ｍｕｇ", "mug" }, /* full width */
        { "ΣΊΣΥΦΟΣ", "σίσυφοσ" },
        { "soft\xc2\xadhyphen", "softhyphen" },
        { "日本", "日本" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_text_fold(&unit_arena, kt_str_of(cases[i].in)),
                    cases[i].out);
}
END_TEST

START_TEST(test_fold_search)
{
    static const struct pair cases[] = {
        { "Crème Brûlée", "creme brulee" },
        { "ŁÓDŹ", "lodz" },
        { "Smørrebrød", "smorrebrod" },
        { "Ærø", "aero" },
        { "Œuvre", "oeuvre" },
        { "Straße", "strasse" },
        { "Đà Nẵng", "da nang" },
        { "İstanbul ılık", "istanbul ilik" },
        { "ΆΛΦΑ", "αλφα" },
        { "Ёлка", "елка" },
        { "がぎぐ", "がぎぐ" }, /* voicing is no accent */
        { "हिन्दी", "हिन्दी" },   /* nor are vowel signs */
        { "한국어", "한국어" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_text_fold_search(&unit_arena, kt_str_of(cases[i].in)),
                    cases[i].out);
}
END_TEST

START_TEST(test_fold_is_stable)
{
    static const char *const texts[] = { "Straße Ⅷ ﬃ", "Ǆ ŉ ǰ", "ẞ İ ﬀ",
                                         "Ω Å K", "ᾳ ῼ" };
    for (size_t i = 0; i < KT_COUNT(texts); i++) {
        struct kt_str once = kt_text_fold(&unit_arena, kt_str_of(texts[i]));
        struct kt_str twice = kt_text_fold(&unit_arena, once);
        ck_assert(kt_str_eq(once, twice));
        once = kt_text_fold_search(&unit_arena, once);
        ck_assert(kt_str_eq(once, kt_text_fold_search(&unit_arena, once)));
    }
}
END_TEST

START_TEST(test_fold_leaves_broken_text)
{
    assert_text(kt_text_fold(&unit_arena, KT_STR("A\xff")), "A\xff");
    assert_text(kt_text_fold_search(&unit_arena, KT_STR("A\xff")), "A\xff");
}
END_TEST

START_TEST(test_slug)
{
    static const struct pair cases[] = {
        { "Red Mug", "red-mug" },
        { "  Red -- Mug!  ", "red-mug" },
        { "Crème Brûlée 2.0", "creme-brulee-2-0" },
        { "Levi's® 501™", "levis-501tm" },
        { "O’Neill & Söhne", "oneill-sohne" },
        { "50 % off", "50-off" },
        { "日本 茶", "日本-茶" },
        { "½ Liter", "1-2-liter" },
        { "!!!", "" },
        { "", "" },
        { "\xff"
          "abc\xff",
          "abc" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_text_slug(&unit_arena, kt_str_of(cases[i].in)),
                    cases[i].out);
}
END_TEST

START_TEST(test_decimal_parse)
{
    static const struct {
        const char *text;
        unsigned exponent;
        int64_t number;
    } cases[] = {
        { "12.50", 2, 1250 },
        { "-12.50", 2, -1250 },
        { "12.5", 2, 1250 },
        { "12", 2, 1200 },
        { "12.5000", 2, 1250 },
        { "12.000", 0, 12 },
        { "0", 2, 0 },
        { "-0.00", 2, 0 },
        { "007", 0, 7 },
        { "0.001", 3, 1 },
        { "92233720368547758.07", 2, INT64_MAX },
        { "-92233720368547758.08", 2, INT64_MIN },
        { "9223372036854775807", 0, INT64_MAX },
        { "-9223372036854775808", 0, INT64_MIN },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        int64_t number = -1;
        ck_assert_msg(kt_decimal_parse(kt_str_of(cases[i].text),
                                       cases[i].exponent, &number),
                      "%s", cases[i].text);
        ck_assert_int_eq(number, cases[i].number);
    }
}
END_TEST

START_TEST(test_decimal_parse_refuses)
{
    static const char *const texts[] = {
        "",
        "-",
        ".",
        "-.",
        ".5",
        "5.",
        "5..",
        "5.5.5",
        "1,5",
        "1 ",
        " 1",
        "+1",
        "--1",
        "1e3",
        "0x10",
        "1.005",
        "1.001",
        "12a",
        "a12",
        "1.0a",
        "1.000x",
        "٣",
        "92233720368547758.08",
        "-92233720368547758.09",
        "922337203685477581",
        "99999999999999999999999",
        "1_000",
    };
    int64_t number = 77;
    for (size_t i = 0; i < KT_COUNT(texts); i++)
        ck_assert_msg(!kt_decimal_parse(kt_str_of(texts[i]), 2, &number), "%s",
                      texts[i]);
    ck_assert(!kt_decimal_parse(KT_STR("1\0"), 2, &number));
    ck_assert(!kt_decimal_parse((struct kt_str){ 0 }, 2, &number));
    ck_assert_int_eq(number, 77);
}
END_TEST

START_TEST(test_decimal_format)
{
    static const struct {
        int64_t number;
        unsigned exponent;
        const char *text;
    } cases[] = {
        { 1250, 2, "12.50" },
        { -1250, 2, "-12.50" },
        { 5, 2, "0.05" },
        { -5, 2, "-0.05" },
        { 0, 2, "0.00" },
        { 0, 0, "0" },
        { 100, 0, "100" },
        { 1, 4, "0.0001" },
        { INT64_MAX, 2, "92233720368547758.07" },
        { INT64_MIN, 2, "-92233720368547758.08" },
        { INT64_MIN, 0, "-9223372036854775808" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_decimal_format(&unit_arena, cases[i].number,
                                      cases[i].exponent),
                    cases[i].text);
}
END_TEST

START_TEST(test_decimal_round_trip)
{
    uint64_t seed = 1;
    for (int i = 0; i < 5000; i++) {
        int64_t number = (int64_t)unit_random(&seed) >> (i % 60);
        unsigned exponent = (unsigned)(i % 5);
        int64_t parsed;
        struct kt_str text = kt_decimal_format(&unit_arena, number, exponent);
        ck_assert(kt_decimal_parse(text, exponent, &parsed));
        ck_assert_int_eq(parsed, number);
        kt_arena_reset(&unit_arena);
    }
}
END_TEST

START_TEST(test_int_parse)
{
    int64_t number = 77;
    ck_assert(!kt_int_parse(KT_STR("1.0"), &number));
    ck_assert(!kt_int_parse(KT_STR(""), &number));
    ck_assert(!kt_int_parse(KT_STR("9223372036854775808"), &number));
    ck_assert_int_eq(number, 77);
    ck_assert(kt_int_parse(KT_STR("-42"), &number));
    ck_assert_int_eq(number, -42);
}
END_TEST

static const char *
nearest(const char *word)
{
    static const char *const names[] = { "quantity", "unit_price", "sku",
                                         "note", "id" };
    return kt_text_nearest(kt_str_of(word), names, KT_COUNT(names));
}

START_TEST(test_nearest)
{
    ck_assert_str_eq(nearest("quantity"), "quantity");
    ck_assert_str_eq(nearest("quantiy"), "quantity");
    ck_assert_str_eq(nearest("qunatity"), "quantity");
    ck_assert_str_eq(nearest("Quantitys"), "quantity");
    ck_assert_str_eq(nearest("unitPrice"), "unit_price");
    ck_assert_str_eq(nearest("SKU"), "sku");
    ck_assert_str_eq(nearest("suk"), "sku");
    ck_assert_str_eq(nearest("notes"), "note");
    ck_assert_ptr_null(nearest("qty"));
    ck_assert_ptr_null(nearest("ix")); /* one letter of two is too much */
    ck_assert_ptr_null(nearest("price"));
    ck_assert_ptr_null(nearest(""));
    ck_assert_ptr_null(kt_text_nearest(KT_STR("sku"), NULL, 0));
}
END_TEST

START_TEST(test_nearest_triple)
{
    const char *six[] = { "abcdef" };
    ck_assert_ptr_nonnull(kt_text_nearest(KT_STR("abcdeX"), six, 1));
    ck_assert_ptr_nonnull(kt_text_nearest(KT_STR("abcdXX"), six, 1));
    ck_assert_ptr_null(kt_text_nearest(KT_STR("abcXXX"), six, 1));
}
END_TEST

START_TEST(test_nearest_ignores_long_words)
{
    char word[100];
    memset(word, 'a', sizeof word);
    const char *same[] = { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                           "aaaaaaaaaaaaaa" };
    ck_assert_uint_eq(strlen(same[0]), 64);
    ck_assert_ptr_nonnull(
        kt_text_nearest((struct kt_str){ word, 64 }, same, 1));
    ck_assert_ptr_null(kt_text_nearest((struct kt_str){ word, 65 }, same, 1));
}
END_TEST

Suite *
kt_suite_text(void)
{
    Suite *suite = suite_create("text");
    TCase *tcase = unit_case(suite, "utf8");
    tcase_add_test(tcase, test_utf8_validity);
    tcase_add_test(tcase, test_utf8_mend);
    tcase_add_test(tcase, test_utf8_length);
    tcase_add_test(tcase, test_clip);
    tcase_add_test(tcase, test_trim);
    tcase = unit_case(suite, "fold");
    tcase_add_test(tcase, test_fold);
    tcase_add_test(tcase, test_fold_search);
    tcase_add_test(tcase, test_fold_is_stable);
    tcase_add_test(tcase, test_fold_leaves_broken_text);
    tcase_add_test(tcase, test_slug);
    tcase = unit_case(suite, "decimal");
    tcase_add_test(tcase, test_decimal_parse);
    tcase_add_test(tcase, test_decimal_parse_refuses);
    tcase_add_test(tcase, test_decimal_format);
    tcase_add_test(tcase, test_decimal_round_trip);
    tcase_add_test(tcase, test_int_parse);
    tcase = unit_case(suite, "nearest");
    tcase_add_test(tcase, test_nearest);
    tcase_add_test(tcase, test_nearest_triple);
    tcase_add_test(tcase, test_nearest_ignores_long_words);
    return suite;
}
