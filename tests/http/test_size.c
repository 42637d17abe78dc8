/* Shops with much of something: variants of a product, levels and width of the
 * tree, pages of a list. */
#include "admin.h"

Suite *kt_suite_size(void);

#define PRODUCTS "/admin/v1/products"
#define SHIRT    "/store/v1/products/shirt"

/* 50 sizes of 100 colours. */
enum { SIZES = 50, COLOURS = 100, VARIANTS = SIZES * COLOURS };

/* ---- a product with many variants ---- */

static void
write_option(struct kt_buf *buf, const char *name, int count)
{
    kt_buf_format(buf, "{\"name\":\"%s\",\"values\":[", name);
    for (int i = 0; i < count; i++)
        kt_buf_format(buf, "%s\"%c%d\"", i > 0 ? "," : "", name[0], i);
    kt_buf_text(buf, "]}");
}

/* As JSON; variant number n costs 1000 + n % 500, and the amounts go up with
 * more. */
static const char *
write_variants(int count, int more)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 1 << 20);
    kt_buf_char(&buf, '[');
    for (int i = 0; i < count; i++)
        kt_buf_format(&buf,
                      "%s{\"sku\":\"shirt-%d\",\"option_values\":[\"S%d\","
                      "\"C%d\"],\"prices\":[{\"currency\":\"EUR\","
                      "\"amount\":%d}]}",
                      i > 0 ? "," : "", i, i / COLOURS, i % COLOURS,
                      1000 + i % 500 + more);
    kt_buf_text(&buf, "]");
    kt_buf_char(&buf, '\0');
    return kt_buf_view(&buf).ptr;
}

static const char *
shirt_body(int count)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 1 << 20);
    kt_buf_text(&buf, "{\"slug\":\"shirt\",\"titles\":{\"en\":\"Shirt\"},"
                      "\"options\":[");
    write_option(&buf, "Size", count / COLOURS);
    kt_buf_char(&buf, ',');
    write_option(&buf, "Colour", COLOURS);
    kt_buf_format(&buf, "],\"variants\":%s}", write_variants(count, 0));
    kt_buf_char(&buf, '\0');
    return kt_buf_view(&buf).ptr;
}

static const char *
patch_body(int count, int more)
{
    return kt_arena_format(&http_arena, "{\"variants\":%s}",
                           write_variants(count, more))
        .ptr;
}

static struct kt_str
make_shirt(void)
{
    return admin_make(PRODUCTS, shirt_body(VARIANTS));
}

/* The sku of each item of a list, in its order, walked to its end. */
static size_t
walk(const char *target, const char *format)
{
    struct kt_str cursor = KT_STR("");
    size_t count = 0;
    do {
        struct http_reply reply = shop_get(
            admin_text("%s%s%.*s", target, cursor.len > 0 ? "&after=" : "",
                       KT_STR_FMT(cursor)));
        for (size_t i = 0; i < shop_count(reply, "/data"); i++)
            assert_str(reply, admin_text("/data/%zu/sku", i).ptr,
                       admin_text(format, (int)count++).ptr);
        const struct cJSON *next = shop_node(reply, "/page/next");
        cursor = kt_json_kind(next) == KT_JSON_STR ? kt_json_get_str(next)
                                                   : KT_STR("");
    } while (cursor.len > 0);
    return count;
}

START_TEST(takes_five_thousand_variants)
{
    struct kt_str address = make_shirt();
    struct http_reply reply = admin_get(address);
    assert_int(reply, "/variant_count", VARIANTS);
    reply = shop_get(KT_STR(SHIRT));
    assert_int(reply, "/variant_count", VARIANTS);
    ck_assert_uint_eq(shop_count(reply, "/variants"), 250);
    assert_str(reply, "/variants/249/sku", "shirt-249");
    assert_int(reply, "/price_min", 1000);
    assert_int(reply, "/price_max", 1499);
    ck_assert_uint_eq(walk(SHIRT "/variants?limit=100", "shirt-%d"), VARIANTS);
    reply = admin_get(
        admin_text("/admin/v1/variants?sort=position&limit=2&product_id=%.*s",
                   KT_STR_FMT(admin_id(address))));
    assert_str(reply, "/data/0/sku", "shirt-0");
    assert_str(reply, "/data/1/sku", "shirt-1");
}
END_TEST

/* The same shop, with so little memory for each request. */
static void
serve_within(size_t bytes)
{
    struct kt_server_options options = { .address = "127.0.0.1",
                                         .threads = 1,
                                         .request_memory_max = bytes };
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    kt_server_stop(http_server);
    ck_assert_int_eq(kt_server_start(&http_app, &options, &http_server, &err),
                     KT_OK);
}

/* A reduction asks what each price was before, and the page of a shop with many
 * sales asks them all for each variant; the memory of a request does not grow
 * with either. */
START_TEST(shows_five_thousand_reduced_variants)
{
    make_shirt();
    for (int i = 0; i < 20; i++)
        admin_make("/admin/v1/promotions",
                   admin_text("{\"rule\":\"catalogue_sale\",\"title\":\"Sale\","
                              "\"params\":{\"percent\":%d}}",
                              i == 7 ? 20 : 0)
                       .ptr);
    serve_within(2 << 20);
    struct http_reply reply = shop_get(KT_STR(SHIRT));
    assert_int(reply, "/price_min", 800);
    assert_int(reply, "/compare_at", 1000);
    assert_int(reply, "/prior_price", 1000);
    assert_int(reply, "/variants/249/price", 999);
    assert_int(reply, "/variants/249/compare_at", 1249);
    assert_int(reply, "/variants/249/prior_price", 1249);
    reply = shop_get(KT_STR(SHIRT "/variants?limit=1"));
    assert_int(reply, "/data/0/prior_price", 1000);
    reply = shop_get(KT_STR("/store/v1/products"));
    assert_int(reply, "/data/0/price_max", 1199);
    assert_int(reply, "/data/0/prior_price", 1000);
}
END_TEST

START_TEST(changes_five_thousand_variants)
{
    struct kt_str address = make_shirt();
    struct http_reply before = shop_get(KT_STR(SHIRT "/variants?limit=1"));
    admin_call(200, "PATCH", address, patch_body(VARIANTS, 5));
    struct http_reply reply = shop_get(KT_STR(SHIRT "/variants?limit=1"));
    assert_str(reply, "/data/0/id",
               kt_arena_str(&http_arena, shop_text(before, "/data/0/id")).ptr);
    assert_int(reply, "/data/0/price", 1005);
    /* Those that are not given any more are retired. */
    admin_call(200, "PATCH", address, patch_body(300, 0));
    assert_int(shop_get(KT_STR(SHIRT)), "/variant_count", 300);
    ck_assert_uint_eq(walk(SHIRT "/variants?limit=70", "shirt-%d"), 300);
}
END_TEST

START_TEST(refuses_more_variants_than_ten_thousand)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(PRODUCTS), shirt_body(10100));
    assert_str(reply, "/errors/0/pointer", "/variants");
    shop_call(404, "GET", KT_STR(SHIRT), NULL);
}
END_TEST

/* ---- pages of variants ---- */

static void
make_small_shirt(void)
{
    admin_make(PRODUCTS, shirt_body(300));
}

static const struct {
    const char *query, *skus;
} chosen[] = {
    { "?attr.Size=S1&attr.Colour=C7", "shirt-107" },
    { "?attr.Colour=C7", "shirt-7 shirt-107 shirt-207" },
    { "?attr.Colour=C7&limit=2", "shirt-7 shirt-107" },
    { "?attr.Size=S0&attr.Size=S2&attr.Colour=C99", "shirt-99 shirt-299" },
    { "?attr.Size=S9", "" },
    { "?attr.Shape=S1", "" },
    { "?limit=3", "shirt-0 shirt-1 shirt-2" },
};

START_TEST(finds_the_variant_that_was_chosen)
{
    make_small_shirt();
    for (size_t i = 0; i < KT_COUNT(chosen); i++) {
        struct http_reply reply =
            shop_get(admin_text(SHIRT "/variants%s", chosen[i].query));
        struct kt_buf buf;
        kt_buf_init(&buf, &http_arena, 64);
        for (size_t j = 0; j < shop_count(reply, "/data"); j++) {
            kt_buf_text(&buf, j > 0 ? " " : "");
            kt_buf_str(&buf,
                       shop_text(reply, admin_text("/data/%zu/sku", j).ptr));
        }
        assert_text(kt_buf_view(&buf), chosen[i].skus);
    }
}
END_TEST

START_TEST(finds_variants_by_attributes)
{
    admin_import(
        "{\"kind\":\"product\",\"slug\":\"cable\",\"titles\":{\"en\":\"C\"},"
        "\"attributes\":{\"plug\":\"EU\"},\"options\":[{\"name\":\"Length\","
        "\"values\":[\"1\",\"2\"]}],\"variants\":[{\"sku\":\"cable-1\","
        "\"option_values\":[\"1\"],\"prices\":[{\"currency\":\"EUR\","
        "\"amount\":100}]},{\"sku\":\"cable-2\",\"option_values\":[\"2\"],"
        "\"attributes\":{\"plug\":\"UK\"},\"prices\":[{\"currency\":\"EUR\","
        "\"amount\":200}]}]}");
    struct http_reply reply =
        shop_get(KT_STR("/store/v1/products/cable/variants?attr.plug=EU"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/sku", "cable-1");
    reply = shop_get(KT_STR("/store/v1/products/cable/variants?attr.plug=UK"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/sku", "cable-2");
}
END_TEST

/* Asked twice, so that it is kept. */
START_TEST(shows_what_changed_in_a_page_of_variants)
{
    static const struct kt_str target =
        KT_STR_INIT(SHIRT "/variants?attr.Size=S1&limit=2");
    make_small_shirt();
    shop_get(target);
    assert_int(shop_get(target), "/data/0/price", 1100);
    shop_add_price("shirt-100", 900, 0, 0);
    assert_int(shop_get(target), "/data/0/price", 900);
    shop_retire("shirt-100");
    assert_str(shop_get(target), "/data/0/sku", "shirt-101");
    /* In dollars nothing has a price yet. */
    struct kt_str dollars = KT_STR(SHIRT "/variants?limit=2");
    struct http_reply reply =
        http_call("GET", dollars.ptr, "X-Publishable-Key: " SHOP_APP_KEY "\r\n",
                  NULL);
    assert_text(reply.body, "{\"data\":[],\"page\":{\"next\":null}}");
}
END_TEST

START_TEST(refuses_a_page_that_is_none)
{
    make_small_shirt();
    struct http_reply reply =
        shop_call(400, "GET", KT_STR(SHIRT "/variants?after=AAAA"), NULL);
    assert_str(reply, "/errors/0/pointer", "/after");
    reply = shop_call(400, "GET", KT_STR(SHIRT "/variants?currency=XYZ"), NULL);
    assert_str(reply, "/errors/0/pointer", "/currency");
    shop_call(404, "GET", KT_STR("/store/v1/products/none/variants"), NULL);
    shop_call(404, "GET", KT_STR("/store/v1/products/draft/variants"), NULL);
}
END_TEST

/* ---- the tree ---- */

enum { LEVELS = 6, WIDTH = 200 };

/* "level-1" … "level-6" below each other, and many below the last but one. */
static void
make_tree(void)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 1 << 16);
    for (int i = 1; i <= LEVELS; i++) {
        kt_buf_format(&buf, "{\"kind\":\"category\",\"slug\":\"level-%d\",", i);
        if (i > 1)
            kt_buf_format(&buf, "\"parent\":\"level-%d\",", i - 1);
        kt_buf_format(&buf, "\"names\":{\"en\":\"Level %d\"}}\n", i);
    }
    for (int i = 0; i < WIDTH; i++)
        kt_buf_format(&buf,
                      "{\"kind\":\"category\",\"slug\":\"leaf-%d\",\"parent\":"
                      "\"level-%d\",\"names\":{\"en\":\"Leaf\"}}\n",
                      i, LEVELS - 1);
    kt_buf_text(&buf, "{\"kind\":\"product\",\"slug\":\"deep\",\"titles\":{"
                      "\"en\":\"Deep\"},\"categories\":[\"level-6\"],"
                      "\"variants\":[{\"sku\":\"deep\",\"prices\":[{"
                      "\"currency\":\"EUR\",\"amount\":100}]}]}\n");
    kt_buf_char(&buf, '\0');
    admin_import(kt_buf_view(&buf).ptr);
}

START_TEST(shows_a_deep_tree)
{
    make_tree();
    struct http_reply reply = shop_get(KT_STR("/store/v1/categories"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 3);
    assert_str(reply, "/data/1/slug", "level-1");
    ck_assert_uint_eq(
        shop_count(reply, "/data/1/children/0/children/0/children/0/children/0"
                          "/children"),
        WIDTH + 1);
    reply = shop_get(KT_STR("/store/v1/categories?levels=2"));
    assert_str(reply, "/data/1/children/0/slug", "level-2");
    assert_json(reply, "/data/1/children/0/children", "[]");
    reply = shop_get(KT_STR("/store/v1/categories?levels=1"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 3);
    assert_json(reply, "/data/1/children", "[]");
    shop_call(400, "GET", KT_STR("/store/v1/categories?levels=0"), NULL);
    reply = shop_get(KT_STR("/store/v1/categories/level-6"));
    ck_assert_uint_eq(shop_count(reply, "/path"), LEVELS - 1);
    assert_str(reply, "/path/0/slug", "level-1");
    assert_json(reply, "/children", "[]");
    reply = shop_get(KT_STR("/store/v1/categories/level-5"));
    ck_assert_uint_eq(shop_count(reply, "/children"), WIDTH + 1);
    reply = shop_get(KT_STR("/store/v1/products?category=level-1"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/slug", "deep");
}
END_TEST

/* ---- lists ---- */

enum { THINGS = 1100 };

static void
make_things(void)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 1 << 18);
    for (int i = 0; i < THINGS; i++)
        kt_buf_format(&buf,
                      "{\"kind\":\"product\",\"slug\":\"thing-%d\",\"titles\":"
                      "{\"en\":\"Thing %04d\"},\"tags\":[\"many\"],"
                      "\"variants\":[{\"sku\":\"thing-%d\",\"prices\":[{"
                      "\"currency\":\"EUR\",\"amount\":%d}]}]}\n",
                      i, i, i, 1000 + i);
    kt_buf_char(&buf, '\0');
    admin_import(kt_buf_view(&buf).ptr);
}

static const struct {
    const char *target;
    bool is_staff;
} lists[] = {
    { "/store/v1/products?tag=many&limit=100", false },
    { "/store/v1/products?tag=many&limit=100&sort=title", false },
    { "/store/v1/products?tag=many&limit=100&sort=price_desc", false },
    { "/store/v1/products?q=thing&limit=100", false },
    { "/admin/v1/products?tag=many&limit=100", true },
    { "/admin/v1/products?tag=many&limit=100&sort=title", true },
};

/* Marks what a page has; gives the next cursor. */
static struct kt_str
mark_page(struct http_reply reply, bool *seen)
{
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        struct kt_str slug =
            shop_text(reply, admin_text("/data/%zu/slug", i).ptr);
        int number = atoi(slug.ptr + strlen("thing-"));
        ck_assert_int_lt(number, THINGS);
        ck_assert_msg(!seen[number], "%d stands there twice", number);
        seen[number] = true;
    }
    const struct cJSON *next = shop_node(reply, "/page/next");
    return kt_json_kind(next) == KT_JSON_STR ? kt_json_get_str(next)
                                             : KT_STR("");
}

START_TEST(goes_through_each_list_to_its_end)
{
    bool seen[THINGS] = { false };
    struct kt_str cursor = KT_STR("");
    size_t pages = 0;
    make_things();
    do {
        struct kt_str target =
            admin_text("%s%s%.*s", lists[_i].target,
                       cursor.len > 0 ? "&after=" : "", KT_STR_FMT(cursor));
        cursor =
            mark_page(lists[_i].is_staff ? admin_get(target) : shop_get(target),
                      seen);
        pages++;
    } while (cursor.len > 0);
    ck_assert_uint_eq(pages, THINGS / 100);
    for (int i = 0; i < THINGS; i++)
        ck_assert_msg(seen[i], "%d is left out", i);
}
END_TEST

Suite *
kt_suite_size(void)
{
    Suite *suite = suite_create("size");
    TCase *tcase = admin_case(suite, "size");
    tcase_add_test(tcase, takes_five_thousand_variants);
    tcase_add_test(tcase, shows_five_thousand_reduced_variants);
    tcase_add_test(tcase, changes_five_thousand_variants);
    tcase_add_test(tcase, refuses_more_variants_than_ten_thousand);
    tcase_add_test(tcase, finds_the_variant_that_was_chosen);
    tcase_add_test(tcase, finds_variants_by_attributes);
    tcase_add_test(tcase, shows_what_changed_in_a_page_of_variants);
    tcase_add_test(tcase, refuses_a_page_that_is_none);
    tcase_add_test(tcase, shows_a_deep_tree);
    tcase_add_loop_test(tcase, goes_through_each_list_to_its_end, 0,
                        KT_COUNT(lists));
    return suite;
}
