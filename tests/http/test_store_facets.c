/* GET /store/v1/products narrowed, sorted by price and counted. */
#include "service/import/import.h"
#include "service/search_save.h"
#include "shop.h"

Suite *kt_suite_store_facets(void);

#define STOCK(n) "\"stock\":[{\"location\":\"main\",\"available\":" n "}]"
#define EUR(n)                                                                 \
    "\"prices\":[{\"currency\":\"EUR\",\"amount\":" n "}],\"stock_policy\":"   \
    "\"refuse\""

/* Beside the shop of shop.h, whose products are Acme's; made one after another.
 */
static const char *const lines[] = {
    "{\"kind\":\"category\",\"slug\":\"wear\",\"names\":{\"en\":\"Wear\","
    "\"de\":\"Kleidung\"}}\n",
    "{\"kind\":\"product\",\"slug\":\"shirt\",\"titles\":{\"en\":\"Shirt\"},"
    "\"vendor\":\"Nord\",\"categories\":[\"wear\"],\"attributes\":{"
    "\"material\":\"cotton\",\"season\":[\"summer\",\"autumn\"]},"
    "\"options\":[{\"name\":\"Size\",\"values\":[\"S\",\"M\"]}],"
    "\"variants\":[{\"sku\":\"shirt-s\",\"option_values\":[\"S\"],"
    "\"attributes\":{\"fit\":\"slim\"}," EUR("1900") "," STOCK(
        "5") "},"
             "{\"sku\":\"shirt-m\",\"option_values\":[\"M\"]," EUR(
                 "2100") "," STOCK("0") "}]}\n",
    "{\"kind\":\"product\",\"slug\":\"coat\",\"titles\":{\"en\":\"Coat\"},"
    "\"vendor\":\"Nord\",\"categories\":[\"wear\"],\"attributes\":{"
    "\"material\":\"wool\"},\"options\":[{\"name\":\"Size\",\"values\":["
    "\"M\",\"L\"]}],\"variants\":[{\"sku\":\"coat-m\",\"option_values\":["
    "\"M\"]," EUR("12000") "," STOCK("2") "},{\"sku\":\"coat-l\","
                                          "\"option_values\":[\"L\"]," EUR(
                                              "13000") "," STOCK("2") "}]}\n",
    "{\"kind\":\"product\",\"slug\":\"scarf\",\"titles\":{\"en\":\"Scarf\"},"
    "\"vendor\":\"S\xc3\xbc"
    "d\",\"categories\":[\"wear\"],\"attributes\":{"
    "\"material\":\"wool\"},\"tags\":[\"gift\"],\"variants\":[{\"sku\":"
    "\"scarf\"," EUR("2500") "," STOCK("0") "}]}\n",
};

static int64_t
read_text(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t count = rest->len < size ? rest->len : size;
    memcpy(buf, rest->ptr, count);
    *rest = (struct kt_str){ rest->ptr + count, rest->len - count };
    return (int64_t)count;
}

static void
import(const char *text)
{
    struct kt_str rest = kt_str_of(text);
    struct kt_stream stream = { read_text, &rest };
    struct kt_import_options options = { .app = &http_app };
    struct kt_import_report report;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_find(&http_app, KT_STR(""), &options.store_id,
                                  &err),
                     KT_OK);
    ck_assert_int_eq(kt_import_run(KT_IMPORT_JSONL, &stream, &options,
                                   &http_arena, &report, &err),
                     KT_OK);
    ck_assert_msg(report.fault_count == 0, "%.*s",
                  KT_STR_FMT(report.faults[0].reason));
}

static void
set_up(void)
{
    struct kt_error err;
    shop_open(NULL);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_search_fill(http_app.store, &err), KT_OK);
    for (size_t i = 0; i < KT_COUNT(lines); i++) {
        http_app.clock.fixed_ms = 100000 * (int64_t)(i + 1);
        import(lines[i]);
    }
    http_app.clock.fixed_ms = 0;
}

static struct http_reply
list(const char *query)
{
    return shop_get(
        kt_arena_format(&http_arena, "/store/v1/products?%s", query));
}

static struct kt_str
slugs_of(struct http_reply reply)
{
    size_t count = shop_count(reply, "/data");
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < count; i++) {
        struct kt_str at = kt_arena_format(&http_arena, "/data/%zu/slug", i);
        kt_buf_format(&buf, "%s%.*s", i > 0 ? " " : "",
                      KT_STR_FMT(shop_text(reply, at.ptr)));
    }
    return kt_buf_view(&buf);
}

/* Asked twice: made, and kept. */
static void
assert_list(const char *query, const char *slugs)
{
    for (int i = 0; i < 2; i++) {
        struct kt_str found = slugs_of(list(query));
        ck_assert_msg(kt_str_eq(found, kt_str_of(slugs)),
                      "%s: got %.*s, want %s", query, KT_STR_FMT(found), slugs);
    }
}

/* "12 x Red, 3 x Blue" of the values at a pointer; * stands before what is
 * chosen. */
static struct kt_str
counts_at(struct http_reply reply, const char *pointer, const char *name)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    const char *comma = "";
    for (const struct cJSON *row = kt_json_first(shop_node(reply, pointer));
         row != NULL; row = kt_json_next(row), comma = ", ") {
        struct kt_str value =
            kt_json_text(kt_json_find(row, kt_str_of(name)), &http_arena);
        bool is_chosen = kt_json_find(row, KT_STR("is_chosen")) != NULL;
        if (value.ptr[0] == '"')
            value = (struct kt_str){ value.ptr + 1, value.len - 2 };
        kt_buf_format(&buf, "%s%s%lld x %.*s", comma, is_chosen ? "*" : "",
                      (long long)kt_json_get_int(
                          kt_json_find(row, KT_STR("count"))),
                      KT_STR_FMT(value));
    }
    return kt_buf_view(&buf);
}

#define assert_counts(reply, pointer, name, expected)                          \
    assert_text(counts_at((reply), (pointer), (name)), (expected))

/* ---- counts ---- */

START_TEST(counts_all_that_is_shown)
{
    struct http_reply reply = list("facets=1");
    assert_int(reply, "/facets/total", 9);
    assert_counts(reply, "/facets/categories", "slug",
                  "4 x home, 3 x wear, 2 x books, 2 x kitchen, 1 x cups");
    assert_str(reply, "/facets/categories/3/name", "Kitchen");
    assert_str(reply, "/facets/categories/3/parent", "home");
    assert_json(reply, "/facets/categories/0/parent", "null");
    assert_counts(reply, "/facets/price", "price_min",
                  "2 x 500, 3 x 1000, 2 x 2000, 1 x 5000, 1 x 10000");
    assert_counts(reply, "/facets/price", "price_max",
                  "2 x 999, 3 x 1999, 2 x 4999, 1 x 9999, 1 x 19999");
    assert_counts(reply, "/facets/tags", "value", "3 x gift, 1 x sale");
    assert_counts(reply, "/facets/vendor", "value",
                  "6 x Acme, 2 x Nord, 1 x S\xc3\xbc"
                  "d");
    ck_assert_uint_eq(shop_count(reply, "/facets/attributes"), 5);
    assert_str(reply, "/facets/attributes/0/code", "Size");
    assert_counts(reply, "/facets/attributes/0/values", "value",
                  "2 x M, 1 x L, 1 x S");
    assert_int(reply, "/facets/attributes/0/value_count", 3);
    assert_str(reply, "/facets/attributes/1/code", "material");
    assert_str(reply, "/facets/attributes/1/label", "material");
    assert_counts(reply, "/facets/attributes/1/values", "value",
                  "2 x wool, 1 x cotton");
    assert_str(reply, "/facets/attributes/2/code", "Colour");
    assert_str(reply, "/facets/attributes/3/code", "season");
    assert_counts(reply, "/facets/attributes/3/values", "value",
                  "1 x autumn, 1 x summer");
    assert_str(reply, "/facets/attributes/4/code", "fit");
}
END_TEST

/* What is chosen of a facet narrows the others, not itself. */
START_TEST(counts_what_another_choice_would_give)
{
    struct http_reply reply = list("facets=1&attr.material=wool");
    assert_text(slugs_of(reply), "scarf coat");
    assert_int(reply, "/facets/total", 2);
    assert_str(reply, "/facets/attributes/0/code", "material");
    assert_counts(reply, "/facets/attributes/0/values", "value",
                  "*2 x wool, 1 x cotton");
    assert_counts(reply, "/facets/attributes/1/values", "value",
                  "1 x L, 1 x M");
    assert_counts(reply, "/facets/vendor", "value",
                  "1 x Nord, 1 x S\xc3\xbc"
                  "d");
    assert_counts(reply, "/facets/price", "price_min", "1 x 2000, 1 x 10000");

    reply = list("facets=attributes&attr.material=wool&attr.Size=M");
    assert_text(slugs_of(reply), "coat");
    assert_counts(reply, "/facets/attributes/0/values", "value",
                  "*1 x M, 1 x L");
    assert_counts(reply, "/facets/attributes/1/values", "value",
                  "*1 x wool, 1 x cotton");

    reply = list("facets=1&vendor=Acme&price_min=1000&price_max=2000");
    assert_text(slugs_of(reply), "paper mug");
    assert_counts(reply, "/facets/price", "price_min",
                  "2 x 500, 2 x 1000, 1 x 2000, 1 x 5000");
    assert_counts(reply, "/facets/vendor", "value", "*2 x Acme, 1 x Nord");
    assert_counts(reply, "/facets/categories", "slug",
                  "1 x books, 1 x cups, 1 x home, 1 x kitchen");
}
END_TEST

START_TEST(counts_only_what_is_asked)
{
    struct http_reply reply = list("facets=price,tags&category=books");
    assert_json(reply, "/facets",
                "{\"total\":2,\"price\":[{\"price_min\":500,\"price_max\":999,"
                "\"count\":1},{\"price_min\":1000,\"price_max\":1999,"
                "\"count\":1}],\"tags\":[{\"value\":\"gift\",\"count\":1},"
                "{\"value\":\"sale\",\"count\":1}]}");
    assert_json(list("facets=price&tag=none"), "/facets", "{\"total\":0}");
    ck_assert(kt_json_find(shop_node(list("price_max=900"), ""),
                           KT_STR("facets")) == NULL);
}
END_TEST

START_TEST(counts_what_was_found)
{
    struct http_reply reply = list("q=gift&facets=1&limit=1");
    assert_text(slugs_of(reply), "scarf");
    assert_int(reply, "/facets/total", 3);
    assert_counts(reply, "/facets/categories", "slug",
                  "1 x books, 1 x cups, 1 x home, 1 x kitchen, 1 x wear");
    assert_counts(reply, "/facets/tags", "value", "3 x gift, 1 x sale");
    reply = list("q=gift&facets=tags&tag=sale");
    assert_text(slugs_of(reply), "paper");
    assert_counts(reply, "/facets/tags", "value", "*1 x sale, 3 x gift");
}
END_TEST

START_TEST(counts_for_each_channel_and_locale)
{
    struct http_reply reply =
        http_call("GET", "/store/v1/products?facets=1",
                  "X-Publishable-Key: " SHOP_APP_KEY "\r\n", NULL);
    assert_int(reply, "/facets/total", 2);
    assert_counts(reply, "/facets/price", "price_min", "1 x 500, 1 x 1000");
    assert_counts(reply, "/facets/attributes/0/values", "value",
                  "1 x Blue, 1 x Red");
    reply = http_call("GET", "/store/v1/products?facets=categories",
                      "Accept-Language: de\r\n", NULL);
    assert_str(reply, "/facets/categories/1/name", "Kleidung");
}
END_TEST

/* ---- filters ---- */

static const struct {
    const char *query, *slugs;
} filters[] = {
    { "vendor=Nord", "coat shirt" },
    { "vendor=Nord&vendor=S%C3%BCd", "scarf coat shirt" },
    { "vendor=Nobody", "" },
    { "attr.Size=S&attr.Size=L", "coat shirt" },
    { "attr.Size=M&attr.material=cotton", "shirt" },
    { "attr.fit=slim", "shirt" },
    { "attr.season=autumn", "shirt" },
    { "attr.material=silk", "" },
    { "attr.Colour=Red", "mug" },
    { "category=books&category=cups", "paper ebook mug" },
    { "tag=gift&tag=sale", "scarf paper mug" },
    { "tag=gift&vendor=Acme", "paper mug" },
    { "price_max=900", "ebook poster" },
    { "price_min=2500&price_max=5000", "scarf lamp plate" },
    { "price_min=12000", "coat" },
    { "price_max=0", "" },
    { "in_stock=false", "scarf" },
    { "in_stock=true&category=wear", "coat shirt" },
    { "q=gift&price_max=1499", "mug" },
    { "q=wool&in_stock=true", "coat" },
    { "q=gift&sort=newest", "scarf paper mug" },
    { "q=gift&sort=title", "mug paper scarf" },
    { "q=gift&sort=price_asc", "mug paper scarf" },
    { "sort=price_asc", "poster ebook mug paper shirt scarf plate lamp coat" },
    { "sort=price_desc", "coat lamp scarf plate shirt paper mug ebook poster" },
    { "sort=title&category=home&category=wear",
      "coat lamp mug plate poster scarf shirt" },
};

START_TEST(narrows_and_sorts)
{
    for (size_t i = 0; i < KT_COUNT(filters); i++)
        assert_list(filters[i].query, filters[i].slugs);
}
END_TEST

/* Each page of two, put together, is the whole. */
static void
assert_pages(const char *query, const char *slugs)
{
    struct kt_str after = KT_STR("");
    struct kt_buf found;
    kt_buf_init(&found, &http_arena, 64);
    do {
        struct http_reply reply = list(
            kt_arena_format(&http_arena, "%s&limit=2%s%.*s", query,
                            after.len > 0 ? "&after=" : "", KT_STR_FMT(after))
                .ptr);
        struct kt_str page = slugs_of(reply);
        kt_buf_format(&found, "%s%.*s", found.len > 0 ? " " : "",
                      KT_STR_FMT(page));
        bool is_last =
            kt_json_kind(shop_node(reply, "/page/next")) == KT_JSON_NULL;
        after = is_last ? KT_STR("") : shop_text(reply, "/page/next");
    } while (after.len > 0);
    assert_text(kt_buf_view(&found), slugs);
}

START_TEST(goes_on_page_by_page)
{
    assert_pages("sort=price_asc",
                 "poster ebook mug paper shirt scarf plate lamp coat");
    assert_pages("sort=price_desc",
                 "coat lamp scarf plate shirt paper mug ebook poster");
    assert_pages("sort=newest&price_min=0",
                 "scarf coat shirt paper ebook poster lamp plate mug");
    assert_pages("sort=title&price_min=0",
                 "coat ebook lamp mug paper plate poster scarf shirt");
    assert_pages("q=gift&facets=1", "scarf paper mug");
}
END_TEST

/* What changes in front of a page's end does not move what follows. */
START_TEST(goes_on_where_a_page_ended)
{
    struct http_reply reply = list("sort=price_asc&limit=4");
    assert_text(slugs_of(reply), "poster ebook mug paper");
    struct kt_str next =
        kt_arena_format(&http_arena, "sort=price_asc&limit=3&after=%.*s",
                        KT_STR_FMT(shop_text(reply, "/page/next")));
    shop_retire("ebook");
    shop_add_price("paper", 700, 0, 0);
    assert_text(slugs_of(list(next.ptr)), "shirt scarf plate");
}
END_TEST

/* ---- without lag ---- */

static void
set_clock(int64_t now_ms)
{
    http_app.clock.fixed_ms = now_ms;
}

START_TEST(a_sale_counts_from_its_first_moment_to_its_last)
{
    static const char before[] =
        "2 x 500, 3 x 1000, 2 x 2000, 1 x 5000, 1 x 10000";
    set_clock(1999999);
    shop_promote(&(struct shop_promotion){ .rule = "catalogue_sale",
                                           .stage = "catalog",
                                           .params = "{\"percent\":50}",
                                           .from_ms = 2000000,
                                           .until_ms = 2000001 });
    for (int i = 0; i < 2; i++) {
        assert_counts(list("facets=price"), "/facets/price", "price_min",
                      before);
        assert_list("price_max=800", "poster");
    }
    set_clock(2000000);
    assert_counts(list("facets=price"), "/facets/price", "price_min",
                  "2 x 200, 3 x 500, 2 x 1000, 1 x 2000, 1 x 5000");
    assert_list("price_max=800", "paper ebook poster mug");
    set_clock(2000001);
    assert_counts(list("facets=price"), "/facets/price", "price_min", before);
    set_clock(2000000);
    assert_list("price_max=800", "paper ebook poster mug");
}
END_TEST

START_TEST(a_price_counts_from_its_first_moment_to_its_last)
{
    set_clock(1000000);
    shop_add_price("lamp", 600, 2000000, 3000000);
    assert_list("price_max=800", "poster");
    set_clock(2000000);
    assert_list("price_max=800", "poster lamp");
    set_clock(3000000);
    assert_list("price_max=800", "poster");
}
END_TEST

static void
buy(const char *line, int64_t total)
{
    struct kt_str body = kt_arena_format(
        &http_arena,
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":%lld}",
        (long long)total);
    shop_call(201, "POST", shop_at(shop_ready_cart(line), "/checkout"),
              body.ptr);
}

START_TEST(what_is_sold_is_not_in_stock)
{
    assert_list("in_stock=true&category=home&sort=title",
                "lamp mug plate poster");
    assert_json(list("facets=vendor&in_stock=true"), "/facets/total", "8");
    buy("[{\"sku\":\"lamp\",\"quantity\":1}]", 5490);
    assert_list("in_stock=true&category=home&sort=title", "mug plate poster");
    assert_list("in_stock=false", "scarf lamp");
    assert_json(list("facets=vendor&in_stock=true"), "/facets/total", "7");
}
END_TEST

START_TEST(a_sale_that_is_used_up_ends)
{
    shop_promote(&(struct shop_promotion){ .rule = "catalogue_sale",
                                           .stage = "catalog",
                                           .params = "{\"percent\":10}",
                                           .uses_max = 1 });
    assert_list("price_min=4400&price_max=4600", "lamp");
    buy("[{\"sku\":\"mug-red\",\"quantity\":1}]", 1570);
    assert_list("price_min=4400&price_max=4600", "");
    assert_list("price_min=5000&price_max=5000", "lamp");
}
END_TEST

START_TEST(a_changed_record_counts_at_once)
{
    assert_list("attr.material=cotton", "shirt");
    import("{\"kind\":\"product\",\"slug\":\"shirt\",\"titles\":{\"en\":"
           "\"Shirt\"},\"vendor\":\"Nord\",\"attributes\":{\"material\":"
           "\"linen\"},\"variants\":[{\"sku\":\"shirt-s\"," EUR(
               "1900") "}]}\n"
                       "{\"kind\":\"product\",\"slug\":\"sheet\",\"titles\":{"
                       "\"en\":"
                       "\"Sheet\"},\"attributes\":{\"material\":\"cotton\"},"
                       "\"variants\":[{\"sku\":\"sheet\"," EUR("3000") "}]}\n");
    assert_list("attr.material=cotton", "sheet");
    assert_list("attr.material=linen", "shirt");
    assert_list("attr.Size=S", "");
    shop_retire("sheet");
    assert_list("attr.material=cotton", "");
    import("{\"kind\":\"category\",\"slug\":\"wear\",\"names\":{\"en\":"
           "\"Clothes\"}}\n");
    assert_str(list("facets=categories&q=coat"), "/facets/categories/0/name",
               "Clothes");
}
END_TEST

/* ---- refusals ---- */

static const struct {
    const char *query, *errors;
} refusals[] = {
    { "attr.materal=wool",
      "[{\"pointer\":\"/attr.materal\",\"code\":\"unknown\",\"detail\":"
      "\"no product has such an attribute; did you mean "
      "\\\"material\\\"?\"}]" },
    { "attr.xyzzy=1",
      "[{\"pointer\":\"/attr.xyzzy\",\"code\":\"unknown\",\"detail\":"
      "\"no product has such an attribute\"}]" },
    { "sort=price_ascc",
      "[{\"pointer\":\"/sort\",\"code\":\"not_an_option\",\"detail\":"
      "\"must be newest, title, relevance, price_asc or price_desc; did you "
      "mean \\\"price_asc\\\"?\"}]" },
    { "facets=price,vendors",
      "[{\"pointer\":\"/facets\",\"code\":\"not_an_option\",\"detail\":"
      "\"must be 1, or categories, price, attributes, tags and vendor with "
      "commas between; did you mean \\\"vendor\\\"?\"}]" },
    { "category=homes&vendor=Acme",
      "[{\"pointer\":\"/category\",\"code\":\"unknown\",\"detail\":"
      "\"there is no such category\"}]" },
    { "category=attic&vendor=Acme",
      "[{\"pointer\":\"/category\",\"code\":\"unknown\",\"detail\":"
      "\"there is no such category\"}]" },
    { "collection=none",
      "[{\"pointer\":\"/collection\",\"code\":\"unknown\",\"detail\":"
      "\"there is no such collection\"}]" },
    { "attr=wool", "[{\"pointer\":\"/attr\",\"code\":\"invalid\",\"detail\":"
                   "\"needs a name behind a point, as in attr.size\"}]" },
    { "price_min=-1&price_max=cheap",
      "[{\"pointer\":\"/price_min\",\"code\":\"too_small\",\"detail\":"
      "\"must be at least 0\"},{\"pointer\":\"/price_max\",\"code\":"
      "\"wrong_type\",\"detail\":\"must be an integer, not a string\"}]" },
    { "currency=USD&facets=1",
      "[{\"pointer\":\"/currency\",\"code\":\"unknown\",\"detail\":"
      "\"a currency of the channel\"}]" },
    { "sort=price_asc&after=zzz",
      "[{\"pointer\":\"/after\",\"code\":\"invalid\",\"detail\":"
      "\"must be page.next of the page before\"}]" },
};

START_TEST(refuses_what_it_does_not_know)
{
    for (size_t i = 0; i < KT_COUNT(refusals); i++) {
        struct kt_str target =
            kt_arena_format(&http_arena, "/store/v1/products?%s",
                            refusals[i].query);
        assert_json(shop_call(400, "GET", target, NULL), "/errors",
                    refusals[i].errors);
    }
}
END_TEST

Suite *
kt_suite_store_facets(void)
{
    Suite *suite = suite_create("store_facets");
    TCase *tcase = tcase_create("facets");
    tcase_add_checked_fixture(tcase, set_up, shop_close);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, counts_all_that_is_shown);
    tcase_add_test(tcase, counts_what_another_choice_would_give);
    tcase_add_test(tcase, counts_only_what_is_asked);
    tcase_add_test(tcase, counts_what_was_found);
    tcase_add_test(tcase, counts_for_each_channel_and_locale);
    tcase_add_test(tcase, narrows_and_sorts);
    tcase_add_test(tcase, goes_on_page_by_page);
    tcase_add_test(tcase, goes_on_where_a_page_ended);
    tcase_add_test(tcase, a_sale_counts_from_its_first_moment_to_its_last);
    tcase_add_test(tcase, a_price_counts_from_its_first_moment_to_its_last);
    tcase_add_test(tcase, what_is_sold_is_not_in_stock);
    tcase_add_test(tcase, a_sale_that_is_used_up_ends);
    tcase_add_test(tcase, a_changed_record_counts_at_once);
    tcase_add_test(tcase, refuses_what_it_does_not_know);
    return suite;
}
