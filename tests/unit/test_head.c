#include "http/etag.h"
#include "http/head.h"
#include "unit.h"

static const struct {
    const char *value; /* of Accept-Encoding */
    enum kt_coding coding;
    bool is_only;
} codings[] = {
    { "gzip", KT_CODING_GZIP, false },
    { "GZIP", KT_CODING_GZIP, false },
    { "zstd", KT_CODING_ZSTD, false },
    { "gzip, deflate, br, zstd", KT_CODING_ZSTD, false },
    { "gzip;q=1.0, zstd;q=0.9", KT_CODING_GZIP, false },
    { "gzip; q=0.5 , zstd ;q=0.501", KT_CODING_ZSTD, false },
    { "gzip;q=0.001", KT_CODING_GZIP, false },
    { "gzip;q=0", KT_CODING_NONE, false },
    { "identity, gzip;q=0.5", KT_CODING_NONE, false },
    { "identity;q=0.2, gzip;q=0.5", KT_CODING_GZIP, false },
    { "identity;q=0, gzip", KT_CODING_GZIP, true },
    { "identity;q=0", KT_CODING_NONE, false },
    { "*", KT_CODING_GZIP, false },
    { "*;q=0", KT_CODING_NONE, false },
    { "*;q=0, zstd", KT_CODING_ZSTD, true },
    { "gzip;q=0, *", KT_CODING_NONE, false },
    { "br, deflate", KT_CODING_NONE, false },
    { "gzip;q=2", KT_CODING_NONE, false },
    { "gzip;q=x", KT_CODING_NONE, false },
    { "", KT_CODING_NONE, false },
    { ",,;,", KT_CODING_NONE, false },
};

START_TEST(coding_is_the_one_liked_best)
{
    struct kt_head head = { 0 };
    kt_head_add(&head, KT_STR("Accept-Encoding"), kt_str_of(codings[_i].value));
    struct kt_coding_wish wish = kt_head_coding(&head);
    ck_assert_msg(wish.coding == codings[_i].coding &&
                      wish.is_only == codings[_i].is_only,
                  "%s: %s", codings[_i].value, kt_coding_names[wish.coding]);
}
END_TEST

static const struct {
    const char *list; /* of If-None-Match */
    bool has_a;
} lists[] = {
    { "\"a\"", true },
    { "W/\"a\"", true },
    { "*", true },
    { "\"b\", \"a\"", true },
    { "\"b\",W/\"a\"", true },
    { ",, \"b\"\t,\"a\" ,", true },
    { "\"b,\", \"a\"", true },
    { "\"b\"", false },
    { "\"b,\"a\",\"", false },
    { "a", false },
    { "\"a", false },
    { "\"A\"", false },
    { "\"\"", false },
    { "b, \"a\"", false },
    { "", false },
};

START_TEST(etag_is_found_in_a_list)
{
    ck_assert_msg(kt_etag_list_has(kt_str_of(lists[_i].list),
                                   KT_STR("\"a\"")) == lists[_i].has_a,
                  "%s", lists[_i].list);
}
END_TEST

Suite *
kt_suite_head(void)
{
    Suite *suite = suite_create("head");
    TCase *tcase = unit_case(suite, "headers");
    tcase_add_loop_test(tcase, coding_is_the_one_liked_best, 0,
                        (int)KT_COUNT(codings));
    tcase_add_loop_test(tcase, etag_is_found_in_a_list, 0,
                        (int)KT_COUNT(lists));
    return suite;
}
