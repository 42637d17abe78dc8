/* GET /store/v1/search/suggest: what is told while a buyer types. */
#include "service/search_save.h"
#include "shop.h"

Suite *kt_suite_store_suggest(void);

static void
set_up(void)
{
    struct kt_error err;
    shop_open(NULL);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_search_fill(http_app.store, &err), KT_OK);
}

static struct http_reply
suggest(const char *query, const char *headers)
{
    struct http_reply reply =
        http_call("GET",
                  kt_arena_format(&http_arena, "/store/v1/search/suggest?q=%s",
                                  query)
                      .ptr,
                  headers, NULL);
    ck_assert_int_eq(reply.status, 200);
    return reply;
}

static struct kt_str
told(struct http_reply reply)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    kt_buf_str(&buf, kt_json_text(shop_node(reply, "/words"), &http_arena));
    for (size_t i = 0; i < shop_count(reply, "/products"); i++) {
        struct kt_str at =
            kt_arena_format(&http_arena, "/products/%zu/slug", i);
        kt_buf_format(&buf, " %.*s", KT_STR_FMT(shop_text(reply, at.ptr)));
    }
    for (size_t i = 0; i < shop_count(reply, "/categories"); i++) {
        struct kt_str at =
            kt_arena_format(&http_arena, "/categories/%zu/name", i);
        kt_buf_format(&buf, " /%.*s", KT_STR_FMT(shop_text(reply, at.ptr)));
    }
    return kt_buf_view(&buf);
}

/* Asked twice: made, and kept. */
static void
assert_told(const char *query, const char *headers, const char *expected)
{
    for (int i = 0; i < 2; i++) {
        struct kt_str found = told(suggest(query, headers));
        ck_assert_msg(kt_str_eq(found, kt_str_of(expected)),
                      "%s: got %.*s, want %s", query, KT_STR_FMT(found),
                      expected);
    }
}

static const struct {
    const char *query, *told; /* words, products, /categories */
} cases[] = {
    { "p", "[\"Paper\",\"Plate\",\"Poster\"]" },
    { "po", "[\"Poster\"] poster" },
    { "PLATES", "[\"Plate\"] plate" },
    { "postre", "[\"Poster\"] poster" },     /* a slip */
    { "psot", "[]" },                        /* too short a word for one */
    { "gift+pa", "[\"gift Paper\"] paper" }, /* what goes with the other word */
    { "gift+pl", "[] plate paper mug" },     /* no product has both */
    { "boo", "[\"book\"] ebook paper /Books" },
    { "kitchne", "[] plate /Kitchen" },
    { "cup", "[] mug /Cups" },
    { "attic", "[]" }, /* not active */
    { "dra", "[]" },   /* not for sale */
    { "xyzzy", "[]" },
    { "%2D%2D", "[]" },
    { "%22+OR+*", "[]" },
};

START_TEST(completes_what_was_typed)
{
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_told(cases[i].query, "", cases[i].told);
}
END_TEST

START_TEST(speaks_the_buyers_language)
{
    static const char german[] = "Accept-Language: de\r\n";
    assert_told("be", german, "[\"Becher\"] mug");
    assert_told("be", "", "[] mug"); /* no English title has it */
    /* the plate stands in it, in every language */
    assert_told("kuch", german,
                "[] plate /K\xc3\xbc"
                "che");
    assert_told("k%C3%BCche", german,
                "[] plate /K\xc3\xbc"
                "che");
    assert_told("kuch", "", "[] plate");
}
END_TEST

START_TEST(knows_what_a_channel_shows)
{
    static const char app[] = "X-Publishable-Key: " SHOP_APP_KEY "\r\n";
    assert_told("pl", app, "[]");
    assert_told("mu", app, "[\"Mug\"] mug");
    assert_int(suggest("mu", app), "/products/0/price_min", 1400);
    assert_told("pl", "", "[\"Plate\"] plate");
    shop_retire("plate");
    assert_told("pl", "", "[]");
}
END_TEST

START_TEST(tells_no_more_than_asked)
{
    assert_told("p&limit=2", "", "[\"Paper\",\"Plate\"]");
    assert_told("gift&limit=1", "", "[] paper");
}
END_TEST

START_TEST(refuses_what_is_no_question)
{
    static const struct {
        const char *query, *errors;
    } refusals[] = {
        { "", "[{\"pointer\":\"/q\",\"code\":\"required\",\"detail\":"
              "\"is missing\"}]" },
        { "?q=&limit=11",
          "[{\"pointer\":\"/q\",\"code\":\"too_short\",\"detail\":\"must have "
          "at least 1 character\"},{\"pointer\":\"/limit\",\"code\":"
          "\"too_large\",\"detail\":\"must be at most 10\"}]" },
        { "?q=mug&currency=USD",
          "[{\"pointer\":\"/currency\",\"code\":\"unknown\",\"detail\":"
          "\"a currency of the channel\"}]" },
    };
    for (size_t i = 0; i < KT_COUNT(refusals); i++) {
        struct kt_str target =
            kt_arena_format(&http_arena, "/store/v1/search/suggest%s",
                            refusals[i].query);
        assert_json(shop_call(400, "GET", target, NULL), "/errors",
                    refusals[i].errors);
    }
}
END_TEST

Suite *
kt_suite_store_suggest(void)
{
    Suite *suite = suite_create("store_suggest");
    TCase *tcase = tcase_create("suggest");
    tcase_add_checked_fixture(tcase, set_up, shop_close);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, completes_what_was_typed);
    tcase_add_test(tcase, speaks_the_buyers_language);
    tcase_add_test(tcase, knows_what_a_channel_shows);
    tcase_add_test(tcase, tells_no_more_than_asked);
    tcase_add_test(tcase, refuses_what_is_no_question);
    return suite;
}
