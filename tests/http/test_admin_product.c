#include "admin.h"
#include "service/search_save.h"

Suite *kt_suite_admin_product(void);

#define PRODUCTS "/admin/v1/products"

static const char jug[] =
    "{\"slug\":\"jug\",\"titles\":{\"en\":\"Jug\"},\"vendor\":\"Clay\","
    "\"categories\":[\"kitchen\"],\"tags\":[\"gift\"],"
    "\"options\":[{\"name\":\"Size\",\"values\":[\"S\",\"L\"]}],"
    "\"variants\":["
    "{\"sku\":\"jug-s\",\"option_values\":[\"S\"],"
    "\"prices\":[{\"currency\":\"EUR\",\"amount\":900}],"
    "\"stock\":[{\"location\":\"main\",\"available\":4}]},"
    "{\"sku\":\"jug-l\",\"option_values\":[\"L\"],"
    "\"prices\":[{\"currency\":\"EUR\",\"amount\":1400}]}]}";

static struct kt_str
shown(const char *slug)
{
    return admin_text("/store/v1/products/%s", slug);
}

/* The slugs of a list, in its order. */
static struct kt_str
slugs_of(struct http_reply reply)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/slug", i).ptr));
    }
    return kt_buf_view(&buf);
}

static struct kt_str
listed(const char *query)
{
    return slugs_of(admin_get(admin_text(PRODUCTS "?%s", query)));
}

static struct kt_str
json_of(struct http_reply reply, const char *pointer)
{
    struct kt_str json = kt_json_text(shop_node(reply, pointer), &http_arena);
    return kt_arena_str(&http_arena, json);
}

static struct kt_str
address_of(const char *slug)
{
    struct http_reply reply = shop_get(shown(slug));
    return admin_text(PRODUCTS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
}

/* The shop's rows have no words yet. */
static void
fill_words(void)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_search_fill(http_app.store, &err), KT_OK);
}

/* ---- making ---- */

START_TEST(tells_what_it_made)
{
    struct http_reply reply = admin_call(201, "POST", KT_STR(PRODUCTS), jug);
    struct kt_str at =
        admin_text(PRODUCTS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    assert_text(http_header(&reply, "Location"), at.ptr);
    assert_str(reply, "/slug", "jug");
    assert_str(reply, "/status", "active");
    assert_json(reply, "/type", "null");
    assert_str(reply, "/tax_class", "standard");
    assert_json(reply, "/titles", "{\"en\":\"Jug\"}");
    assert_json(reply, "/attributes", "{}");
    assert_json(reply, "/categories", "[\"kitchen\"]");
    assert_json(reply, "/tags", "[\"gift\"]");
    assert_int(reply, "/variant_count", 2);
    assert_int(reply, "/version", 1);
    assert_text(admin_get(at).body, kt_arena_cstr(&http_arena, reply.body));
    reply = shop_get(shown("jug"));
    assert_int(reply, "/price_min", 900);
    assert_int(reply, "/price_max", 1400);
    assert_int(reply, "/variants/0/available", 4);
    assert_str(reply, "/variants/1/stock_policy", "untracked");
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(PRODUCTS),
                   "{\"slug\":\"jug\",\"title\":{},\"titles\":{\"en\":\"J\"},"
                   "\"status\":\"on\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/title");
    assert_str(reply, "/errors/0/detail",
               "is not known; did you mean \"titles\"?");
    assert_str(reply, "/errors/1/pointer", "/status");
    reply = admin_call(
        400, "POST", KT_STR(PRODUCTS),
        "{\"slug\":\"The Jug\",\"titles\":{\"en\":\"J\"},"
        "\"type\":\"jug\",\"categories\":[\"kitchn\"],\"variants\":["
        "{\"sku\":\"mug-red\",\"prices\":[{\"currency\":\"EUR\",\"amount\":1,"
        "\"channel\":\"wep\"}]},"
        "{\"sku\":\"j\",\"stock\":[{\"location\":\"man\","
        "\"available\":1}]}]}");
    static const char *const pointers[] = {
        "/type",
        "/slug",
        "/variants/1/option_values",
        "/categories/0",
        "/variants/0/sku",
        "/variants/0/prices/0/channel",
        "/variants/1/stock/0/location",
    };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
    shop_call(404, "GET", shown("jug"), NULL);
    reply = admin_call(400, "POST", KT_STR(PRODUCTS),
                       "{\"slug\":\"jug\",\"titles\":{\"en\":\"J\"},"
                       "\"tags\":[\"old\",\"old\",\" \"]}");
    assert_json(reply, "/errors",
                "[{\"pointer\":\"/tags/1\",\"code\":\"duplicate\","
                "\"detail\":\"\\\"old\\\" stands there twice\"},"
                "{\"pointer\":\"/tags/2\",\"code\":\"too_short\","
                "\"detail\":\"is empty\"}]");
}
END_TEST

/* Pages put them into links. */
START_TEST(takes_pictures_that_are_links)
{
    static const struct {
        const char *url;
        int status;
    } cases[] = {
        { "https://cdn.example.com/a%20b.jpg?w=1:2", 201 },
        { "HTTP://example.com/a.jpg", 201 },
        { "/media/a:b.jpg", 201 },
        { "media/a b.jpg", 201 },
        { "javascript:alert(1)", 400 },
        { "JavaScript:alert(1)", 400 },
        { "java\\tscript:alert(1)", 400 },
        { " javascript:alert(1)", 400 },
        { "data:text/html,hi", 400 },
        { ":nothing", 400 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct http_reply reply = admin_call(
            cases[i].status, "POST", KT_STR(PRODUCTS),
            admin_text("{\"slug\":\"p%zu\",\"titles\":{\"en\":\"P\"},"
                       "\"media\":[{\"url\":\"%s\"}]}",
                       i, cases[i].url)
                .ptr);
        if (cases[i].status == 201)
            continue;
        assert_str(reply, "/errors/0/pointer", "/media/0/url");
        assert_str(reply, "/errors/0/detail",
                   "wants https://, http:// or a path, as in /media/mug.jpg");
    }
}
END_TEST

START_TEST(gives_a_slug_once)
{
    struct http_reply reply =
        admin_call(409, "POST", KT_STR(PRODUCTS),
                   "{\"slug\":\"mug\",\"titles\":{\"en\":\"Another\"}}");
    assert_str(reply, "/type", "/problems/already-exists");
    assert_str(reply, "/field", "slug");
    enum { RACERS = 8 };
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = KT_STR(PRODUCTS);
    shop_race("POST", targets, RACERS, headers.ptr, jug, replies);
    assert_text(shop_tally(replies, RACERS), "1 x 201, 7 x 400");
    assert_text(listed("q=jug"), "jug");
}
END_TEST

START_TEST(obeys_a_key_once)
{
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct http_reply first = admin_call_as(token, "Idempotency-Key: a\r\n",
                                            "POST", KT_STR(PRODUCTS), jug);
    struct http_reply again = admin_call_as(token, "Idempotency-Key: a\r\n",
                                            "POST", KT_STR(PRODUCTS), jug);
    ck_assert_int_eq(again.status, 201);
    assert_text(again.body, kt_arena_cstr(&http_arena, first.body));
}
END_TEST

/* ---- changing ---- */

/* What a change leaves out is not even written. */
START_TEST(changes_what_is_given)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    struct kt_str before = json_of(shop_get(shown("jug")), "/variants");
    struct http_reply reply =
        admin_match(200, "\"v1\"", "PATCH", at,
                    "{\"titles\":{\"en\":\"Pitcher\"},\"tags\":[\"sale\"]}");
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    assert_str(reply, "/vendor", "Clay");
    assert_json(reply, "/tags", "[\"sale\"]");
    assert_json(reply, "/categories", "[\"kitchen\"]");
    reply = shop_get(shown("jug"));
    assert_str(reply, "/title", "Pitcher");
    assert_json(reply, "/variants", before.ptr);
    assert_text(listed("q=pitch"), "jug");
    assert_text(listed("q=jug-s"), "jug");
    assert_text(listed("tag=sale"), "jug paper");
    assert_text(listed("tag=gift&vendor=Clay"), "");
    admin_match(412, "\"v1\"", "PATCH", at, "{\"vendor\":\"\"}");
    reply = admin_call(400, "PATCH", at, "{\"vendr\":\"\",\"slug\":\"A\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 1);
    reply = admin_call(400, "PATCH", at, "{\"id\":\"x\"}");
    assert_str(reply, "/errors/0/code", "unknown_field");
}
END_TEST

START_TEST(replaces_variants_when_given)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    struct kt_str small =
        kt_arena_str(&http_arena,
                     shop_text(shop_get(shown("jug")), "/variants/0/id"));
    struct http_reply reply =
        admin_call(200, "PATCH", at,
                   "{\"options\":[],\"variants\":[{\"sku\":\"jug-s\","
                   "\"prices\":[{\"currency\":\"EUR\",\"amount\":950}]}]}");
    assert_int(reply, "/variant_count", 2);
    reply = shop_get(shown("jug"));
    ck_assert_uint_eq(shop_count(reply, "/variants"), 1);
    ck_assert(kt_str_eq(shop_text(reply, "/variants/0/id"), small));
    assert_int(reply, "/variants/0/price", 950);
    ck_assert_int_eq(shop_available("jug-s"), 4);
}
END_TEST

START_TEST(refuses_what_its_variants_do_not_fit)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    struct http_reply reply = admin_call(
        400, "PATCH", at,
        "{\"options\":[{\"name\":\"Size\",\"values\":[\"S\",\"M\"]}]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 1);
    assert_str(reply, "/errors/0/pointer", "/variants/1/option_values/0");
    assert_str(reply, "/errors/0/detail", "the option Size has no value \"L\"");
    admin_make("/admin/v1/product-types",
               "{\"code\":\"jug\",\"name\":\"Jug\",\"attributes\":["
               "{\"code\":\"ml\",\"kind\":\"integer\",\"is_variant\":true,"
               "\"is_required\":true}]}");
    reply = admin_call(400, "PATCH", at, "{\"type\":\"jug\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/pointer", "/variants/0/attributes/ml");
}
END_TEST

/* The pages that are kept ready are those of after the change. */
START_TEST(is_shown_at_once)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    struct kt_str list = KT_STR("/store/v1/products?tag=gift");
    assert_text(slugs_of(shop_get(list)), "jug paper mug");
    admin_call(200, "PATCH", at, "{\"status\":\"draft\"}");
    assert_text(slugs_of(shop_get(list)), "paper mug");
    shop_call(404, "GET", shown("jug"), NULL);
    admin_call(200, "PATCH", at, "{\"status\":\"active\"}");
    assert_text(slugs_of(shop_get(list)), "jug paper mug");
    assert_str(shop_get(shown("jug")), "/title", "Jug");
    admin_call(200, "PATCH", at, "{\"titles\":{\"en\":\"Ewer\"}}");
    assert_str(shop_get(shown("jug")), "/title", "Ewer");
    assert_str(shop_get(list), "/data/0/title", "Ewer");
    admin_call(204, "DELETE", at, NULL);
    assert_text(slugs_of(shop_get(list)), "paper mug");
    shop_call(404, "GET", shown("jug"), NULL);
}
END_TEST

/* ---- deleting ---- */

START_TEST(goes_with_all_that_is_its)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    assert_text(listed("q=ju"), "jug");
    admin_match(412, "\"v9\"", "DELETE", at, NULL);
    admin_match(204, "\"v1\"", "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
    admin_call(404, "DELETE", at, NULL);
    assert_text(listed("q=ju"), "");
    assert_text(slugs_of(shop_get(KT_STR("/store/v1/products?q=jug"))), "");
    admin_make(PRODUCTS, jug);
    ck_assert_int_eq(shop_available("jug-s"), 4);
}
END_TEST

START_TEST(stays_while_it_is_used)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    struct kt_str promotion =
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"percent_off\",\"params\":{\"percent\":10,"
                   "\"products\":{\"products\":[\"jug\"]}}}");
    struct kt_str id = admin_id(at);
    struct kt_str collection =
        admin_make("/admin/v1/collections",
                   admin_text("{\"slug\":\"new\",\"names\":{\"en\":\"New\"},"
                              "\"products\":[\"%.*s\"]}",
                              KT_STR_FMT(id))
                       .ptr);
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"jug-s\",\"quantity\":1}]");
    int64_t total = shop_int(shop_get(cart), "/totals/total");
    struct http_reply reply =
        shop_call(201, "POST", shop_at(cart, "/checkout"),
                  admin_text("{\"payment\":{\"provider\":\"test\"},"
                             "\"expected_total\":%lld}",
                             (long long)total)
                      .ptr);
    struct kt_str order = kt_arena_str(&http_arena, shop_text(reply, "/id"));
    reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/type", "/problems/in-use");
    assert_str(reply, "/kind", "order");
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), order));
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/code", "order");
    assert_str(reply, "/errors/1/code", "collection");
    assert_str(reply, "/errors/2/code", "promotion");
    reply = admin_call(409, "PATCH", at, "{\"slug\":\"ewer\"}");
    assert_str(reply, "/kind", "promotion");
    admin_call(204, "DELETE", promotion, NULL);
    admin_call(204, "DELETE", collection, NULL);
    admin_call(200, "POST",
               admin_text("/admin/v1/orders/%.*s/transitions",
                          KT_STR_FMT(order)),
               "{\"event\":\"cancel\"}");
    admin_call(204, "DELETE", at, NULL);
    reply = admin_get(admin_text("/admin/v1/orders/%.*s", KT_STR_FMT(order)));
    assert_str(reply, "/lines/0/sku", "jug-s");
}
END_TEST

/* All its SKUs are looked for at once: who names several counts once. */
START_TEST(tells_who_names_its_skus)
{
    struct kt_str at = admin_make(PRODUCTS, jug);
    static const char *const skus[] = {
        "[\"jug-l\",\"jug-s\"]",
        "[\"mug-red\",\"jug-s\"]",
        "[\"jug-\",\"jug-xl\"]",
    };
    for (size_t i = 0; i < KT_COUNT(skus); i++)
        admin_make("/admin/v1/promotions",
                   admin_text("{\"rule\":\"percent_off\",\"params\":{"
                              "\"percent\":10,\"products\":{\"%s\":%s}}}",
                              i == 1 ? "exclude_skus" : "skus", skus[i])
                       .ptr);
    admin_make("/admin/v1/collections",
               "{\"slug\":\"new\",\"names\":{\"en\":\"New\"},"
               "\"selector\":{\"skus\":[\"jug-l\"]}}");
    struct http_reply reply = admin_call(409, "DELETE", at, NULL);
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/code", "promotion");
    assert_has(shop_text(reply, "/errors/0/detail"), "2 ");
    assert_str(reply, "/errors/1/code", "collection");
}
END_TEST

/* ---- the list ---- */

START_TEST(lists_in_every_order)
{
    admin_make(PRODUCTS, jug);
    assert_text(listed("sort=title"),
                "draft ebook jug lamp mug paper plate poster");
    assert_str(admin_get(KT_STR(PRODUCTS "?limit=1")), "/data/0/slug", "jug");
    admin_call(200, "PATCH", address_of("lamp"), "{\"vendor\":\"Glow\"}");
    struct http_reply reply =
        admin_get(KT_STR(PRODUCTS "?sort=updated&limit=2"));
    assert_text(slugs_of(reply), "lamp jug");
    struct kt_str found = KT_STR("");
    struct kt_str next = KT_STR("");
    for (int i = 0; i < 3; i++) {
        reply = admin_get(admin_text(PRODUCTS "?sort=title&limit=3&after=%.*s",
                                     KT_STR_FMT(next)));
        found = admin_text("%.*s[%.*s]", KT_STR_FMT(found),
                           KT_STR_FMT(slugs_of(reply)));
        if (i < 2)
            next = shop_text(reply, "/page/next");
    }
    assert_text(found, "[draft ebook jug][lamp mug paper][plate poster]");
    assert_json(reply, "/page/next", "null");
}
END_TEST

START_TEST(lists_what_is_asked_for)
{
    fill_words();
    admin_make(PRODUCTS, jug);
    admin_make("/admin/v1/product-types",
               "{\"code\":\"thing\",\"name\":\"Thing\"}");
    struct http_reply reply =
        admin_call(200, "PATCH", address_of("lamp"), "{\"type\":\"thing\"}");
    struct kt_str moment = shop_text(reply, "/updated_at");
    static const struct {
        const char *query, *slugs;
    } asked[] = {
        { "status=draft", "draft" },
        { "tag=gift&sort=title", "jug mug paper" },
        { "tag=gift&category=home&sort=title", "jug mug" },
        { "category=home&sort=title", "jug lamp mug plate poster" },
        { "category=books&status=draft", "draft" },
        { "vendor=Clay", "jug" },
        { "vendor=Nobody", "" },
        { "product_type=thing", "lamp" },
        { "q=draft", "draft" },
        { "q=MUGS", "mug" },
        { "q=mug-b", "mug" },
        { "q=mug%20lamp", "" },
        { "q=%22%20OR%20!", "" },
        { "q=p&category=home&sort=title", "plate poster" },
        { "q=jug&tag=gift&sort=updated", "jug" },
    };
    for (size_t i = 0; i < KT_COUNT(asked); i++)
        ck_assert_msg(kt_str_eq(listed(asked[i].query),
                                kt_str_of(asked[i].slugs)),
                      "%s: %.*s", asked[i].query,
                      KT_STR_FMT(listed(asked[i].query)));
    assert_text(listed(admin_text("updated_from=%.*s", KT_STR_FMT(moment)).ptr),
                "lamp");
    assert_text(listed(admin_text("updated_to=2000-01-01T00:00:00Z").ptr),
                "draft paper ebook poster plate mug");
}
END_TEST

/* Drafts and hidden collections too: staff sees all. */
START_TEST(lists_what_a_collection_has)
{
    fill_words();
    admin_make(PRODUCTS, jug);
    static const struct {
        const char *slug, *choice;
    } made[] = {
        { "rule", "\"selector\":{\"categories\":[\"home\",\"books\"],"
                  "\"exclude_products\":[\"lamp\"]}" },
        { "typed", "\"selector\":{\"attributes\":{\"none\":\"none\"}}" },
        { "all", "\"selector\":{}" },
        { "empty", "\"products\":[]" },
    };
    for (size_t i = 0; i < KT_COUNT(made); i++)
        admin_make("/admin/v1/collections",
                   admin_text("{\"slug\":\"%s\",\"names\":{\"en\":\"C\"},%s}",
                              made[i].slug, made[i].choice)
                       .ptr);
    admin_make("/admin/v1/collections",
               admin_text("{\"slug\":\"hand\",\"names\":{\"en\":\"C\"},"
                          "\"is_active\":false,"
                          "\"products\":[\"%.*s\",\"%.*s\",\"%.*s\"]}",
                          KT_STR_FMT(admin_id(address_of("plate"))),
                          KT_STR_FMT(admin_id(address_of("jug"))),
                          KT_STR_FMT(admin_id(address_of("lamp"))))
                   .ptr);
    static const struct {
        const char *query, *slugs;
    } asked[] = {
        { "collection=hand&sort=title", "jug lamp plate" },
        { "collection=hand&tag=gift", "jug" },
        { "collection=hand&vendor=Clay&category=books", "" },
        { "collection=hand&q=pl", "plate" },
        { "collection=hand&q=mug", "" },
        { "collection=hand&status=draft", "" },
        { "collection=rule&sort=title",
          "draft ebook jug mug paper plate poster" },
        { "collection=rule&status=draft", "draft" },
        { "collection=rule&q=m", "mug" },
        { "collection=typed", "" },
        { "collection=all&sort=title",
          "draft ebook jug lamp mug paper plate poster" },
        { "collection=empty", "" },
        { "collection=empty&q=mug", "" },
        { "collection=empty&tag=gift", "" },
        { "collection=nowhere", "" },
    };
    for (size_t i = 0; i < KT_COUNT(asked); i++)
        ck_assert_msg(kt_str_eq(listed(asked[i].query),
                                kt_str_of(asked[i].slugs)),
                      "%s: %.*s", asked[i].query,
                      KT_STR_FMT(listed(asked[i].query)));
    struct http_reply reply =
        admin_get(KT_STR(PRODUCTS "?collection=hand&sort=title&limit=2"));
    assert_text(slugs_of(reply), "jug lamp");
    struct kt_str next = shop_text(reply, "/page/next");
    assert_text(listed(admin_text("collection=hand&sort=title&after=%.*s",
                                  KT_STR_FMT(next))
                           .ptr),
                "plate");
}
END_TEST

START_TEST(refuses_queries_that_it_does_not_know)
{
    struct http_reply reply =
        admin_call(400, "GET", KT_STR(PRODUCTS "?staus=draft&limit=0"), NULL);
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/detail",
               "is not known; did you mean \"status\"?");
}
END_TEST

Suite *
kt_suite_admin_product(void)
{
    Suite *suite = suite_create("admin_product");
    TCase *tcase = admin_case(suite, "products");
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, takes_pictures_that_are_links);
    tcase_add_test(tcase, gives_a_slug_once);
    tcase_add_test(tcase, obeys_a_key_once);
    tcase_add_test(tcase, changes_what_is_given);
    tcase_add_test(tcase, replaces_variants_when_given);
    tcase_add_test(tcase, refuses_what_its_variants_do_not_fit);
    tcase_add_test(tcase, is_shown_at_once);
    tcase_add_test(tcase, goes_with_all_that_is_its);
    tcase_add_test(tcase, stays_while_it_is_used);
    tcase_add_test(tcase, tells_who_names_its_skus);
    tcase_add_test(tcase, lists_in_every_order);
    tcase_add_test(tcase, lists_what_is_asked_for);
    tcase_add_test(tcase, lists_what_a_collection_has);
    tcase_add_test(tcase, refuses_queries_that_it_does_not_know);
    return suite;
}
