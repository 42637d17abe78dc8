/* GET /store/v1/products?q=…: what is found, in which order. */
#include "service/search_save.h"
#include "admin.h"

Suite *kt_suite_store_search(void);

static void
set_up(void)
{
    struct kt_error err;
    shop_open(NULL);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_search_fill(http_app.store, &err), KT_OK);
}

static struct http_reply
find(const char *query)
{
    return shop_get(
        kt_arena_format(&http_arena, "/store/v1/products?q=%s", query));
}

/* The slugs of a page, and "+" when it goes on. */
static void
assert_found(const char *query, const char *slugs)
{
    struct http_reply reply = find(query);
    size_t count = shop_count(reply, "/data");
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < count; i++) {
        struct kt_str at = kt_arena_format(&http_arena, "/data/%zu/slug", i);
        kt_buf_format(&buf, "%s%.*s", i > 0 ? " " : "",
                      KT_STR_FMT(shop_text(reply, at.ptr)));
    }
    struct kt_str found = kt_buf_view(&buf);
    ck_assert_msg(kt_str_eq(found, kt_str_of(slugs)), "%s: got %.*s, want %s",
                  query, KT_STR_FMT(found), slugs);
}

static const struct {
    const char *query, *slugs;
} cases[] = {
    { "mug", "mug" },       /* a title */
    { "MUGS", "mug" },      /* many of them */
    { "becher", "mug" },    /* in another language */
    { "m%C3%BCg", "mug" },  /* accents are gone */
    { "po", "poster" },     /* begun */
    { "postre", "poster" }, /* a slip */
    { "plste", "plate" },   /* another */
    { "lmap", "" },         /* too short a word for one */
    { "mug-red", "mug" },   /* a SKU */
    { "blue", "mug" },      /* an option */
    { "e-book", "ebook" },  /* joined and parted */
    { "ebook", "ebook" },
    { "e+book", "ebook" },
    { "gift", "paper mug" },       /* a tag; equal: the newer first */
    { "gift+paper", "paper" },     /* both words */
    { "gift+xyzzy", "paper mug" }, /* most of them */
    { "draft", "" },               /* not for sale */
    { "%2D%2D", "" },              /* no word at all */
    { "xyzzy", "" },
    { "%22mug%22+OR+*", "mug" }, /* signs of a query language are none */
};

START_TEST(finds_what_was_typed)
{
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_found(cases[i].query, cases[i].slugs);
}
END_TEST

START_TEST(goes_with_category_and_tag)
{
    assert_found("gift&tag=sale", "paper");
    assert_found("gift&category=kitchen", "mug");
    assert_found("gift&category=cups", "mug");
    assert_found("gift&category=books", "paper");
    assert_found("gift&category=kitchen&tag=sale", "");
}
END_TEST

START_TEST(finds_what_is_written_apart_or_without_blanks)
{
    admin_import("{\"kind\":\"product\",\"slug\":\"disk\",\"titles\":{\"en\":"
                 "\"WD40EZRX 4 TB smartdisk\",\"ja\":\"携帯充電器\"},"
                 "\"variants\":[{\"sku\":\"disk\",\"prices\":["
                 "{\"currency\":\"EUR\",\"amount\":100}]}]}");
    assert_found("4tb", "disk");
    assert_found("4+tb", "disk");
    assert_found("wd40+ezrx", "disk");
    assert_found("smart+disk", "disk");
    assert_found("%E5%85%85%E9%9B%BB", "disk");          /* within the run */
    assert_found("%E5%85%85%E9%9B%BB%E5%99%A8", "disk"); /* its end */
    assert_found("%E5%99%A8", "disk");                   /* its last sign */
    assert_found("%E9%9B%BB", "disk");                   /* one within */
}
END_TEST

START_TEST(goes_on_page_by_page)
{
    struct http_reply reply = find("gift&limit=1");
    assert_str(reply, "/data/0/slug", "paper");
    struct kt_str next = shop_text(reply, "/page/next");
    reply = find(kt_arena_format(&http_arena, "gift&limit=1&after=%.*s",
                                 KT_STR_FMT(next))
                     .ptr);
    assert_str(reply, "/data/0/slug", "mug");
    assert_json(reply, "/page/next", "null");
}
END_TEST

START_TEST(shows_the_prices_of_the_channel)
{
    struct http_reply reply =
        http_call("GET", "/store/v1/products?q=mug",
                  "X-Publishable-Key: " SHOP_APP_KEY "\r\n", NULL);
    assert_str(reply, "/data/0/currency", "USD");
    assert_int(reply, "/data/0/price_min", 1400);
    reply = http_call("GET", "/store/v1/products?q=plate",
                      "X-Publishable-Key: " SHOP_APP_KEY "\r\n", NULL);
    ck_assert_uint_eq(shop_count(reply, "/data"), 0); /* none in USD */
}
END_TEST

START_TEST(refuses_what_does_not_go_together)
{
    static const char *const queries[] = {
        "?sort=relevance",
        "?q=mug&after=zzz",
        "?q=",
        /* a cursor before the first hit */
        "?q=mug&after=Av__________AAAAAAAAAAAAAAAAAAAAAA",
    };
    for (size_t i = 0; i < KT_COUNT(queries); i++) {
        struct http_reply reply =
            shop_call(400, "GET",
                      kt_arena_format(&http_arena, "/store/v1/products%s",
                                      queries[i]),
                      NULL);
        assert_str(reply, "/type", "/problems/invalid-query");
    }
}
END_TEST

START_TEST(forgets_what_is_sold_no_more)
{
    assert_found("plate", "plate");
    shop_retire("plate");
    assert_found("plate", "");
}
END_TEST

Suite *
kt_suite_store_search(void)
{
    Suite *suite = suite_create("store_search");
    TCase *tcase = tcase_create("search");
    tcase_add_checked_fixture(tcase, set_up, shop_close);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, finds_what_was_typed);
    tcase_add_test(tcase, goes_with_category_and_tag);
    tcase_add_test(tcase, finds_what_is_written_apart_or_without_blanks);
    tcase_add_test(tcase, goes_on_page_by_page);
    tcase_add_test(tcase, shows_the_prices_of_the_channel);
    tcase_add_test(tcase, refuses_what_does_not_go_together);
    tcase_add_test(tcase, forgets_what_is_sold_no_more);
    return suite;
}
