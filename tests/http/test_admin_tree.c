#include "admin.h"
#include "service/search_save.h"

Suite *kt_suite_admin_tree(void);

/* Categories, product types and price lists: what hangs together. */

#define CATEGORIES "/admin/v1/categories"
#define TYPES      "/admin/v1/product-types"
#define LISTS      "/admin/v1/price-lists"

static struct kt_str
at_slug(const char *slug)
{
    struct http_reply reply = admin_get(KT_STR(CATEGORIES));
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        struct kt_str at = admin_text("/data/%zu/slug", i);
        if (kt_str_eq(shop_text(reply, at.ptr), kt_str_of(slug)))
            return admin_text(CATEGORIES "/%.*s",
                              KT_STR_FMT(shop_text(
                                  reply, admin_text("/data/%zu/id", i).ptr)));
    }
    ck_abort_msg("no category %s", slug);
}

static struct kt_str
make_category(const char *slug, const char *parent)
{
    return admin_make(
        CATEGORIES,
        admin_text("{\"slug\":\"%s\",\"names\":{\"en\":\"%s\"}%s%s%s}", slug,
                   slug, parent != NULL ? ",\"parent\":\"" : "",
                   parent != NULL ? parent : "", parent != NULL ? "\"" : "")
            .ptr);
}

/* How many products buyers find in a category. */
static size_t
products_in(const char *slug)
{
    return shop_count(shop_get(
                          admin_text("/store/v1/products?category=%s", slug)),
                      "/data");
}

static size_t
found_by(const char *word)
{
    return shop_count(shop_get(admin_text("/store/v1/products?q=%s&limit=100",
                                          word)),
                      "/data");
}

/* ---- categories ---- */

START_TEST(names_its_products)
{
    struct kt_str at = at_slug("cups");
    admin_call(200, "PATCH", at, "{\"names\":{\"en\":\"Tankards\"}}");
    ck_assert_uint_eq(found_by("tankard"), 1);
    admin_call(200, "PATCH", at, "{\"names\":{\"en\":\"Goblets\"}}");
    ck_assert_uint_eq(found_by("tankard"), 0);
    ck_assert_uint_eq(found_by("goblet"), 1);
}
END_TEST

/* Too many for one transaction: the thread of jobs writes them. */
START_TEST(names_many_products_soon)
{
    struct kt_str at = make_category("pegs", NULL);
    struct kt_buf lines;
    struct kt_error err;
    kt_buf_init(&lines, &http_arena, 4096);
    for (int i = 0; i < 201; i++)
        kt_buf_format(&lines,
                      "{\"kind\":\"product\",\"slug\":\"peg-%d\","
                      "\"titles\":{\"en\":\"No %d\"},"
                      "\"categories\":[\"pegs\"],\"variants\":["
                      "{\"sku\":\"stick-%d\",\"prices\":["
                      "{\"currency\":\"EUR\",\"amount\":100}]}]}\n",
                      i, i, i);
    kt_buf_char(&lines, '\0');
    admin_import(kt_buf_view(&lines).ptr);
    ck_assert_uint_eq(found_by("pegs"), 100);
    admin_call(200, "PATCH", at, "{\"names\":{\"en\":\"Skewers\"}}");
    ck_assert_uint_eq(found_by("skewer"), 0);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_search_refresh(http_app.store, &err), KT_OK);
    ck_assert_uint_eq(found_by("skewer"), 100);
    ck_assert_uint_eq(found_by("pegs"), 0);
}
END_TEST

START_TEST(is_shown_at_once)
{
    struct kt_str at = make_category("garden", "home");
    struct http_reply reply = admin_get(at);
    assert_str(reply, "/parent", "home");
    assert_json(reply, "/is_active", "true");
    assert_int(reply, "/version", 1);
    reply = shop_get(KT_STR("/store/v1/categories/garden"));
    assert_str(reply, "/name", "garden");
    admin_call(200, "PATCH", at, "{\"is_active\":false}");
    shop_call(404, "GET", KT_STR("/store/v1/categories/garden"), NULL);
}
END_TEST

START_TEST(moves_with_all_below)
{
    struct kt_str kitchen = at_slug("kitchen");
    ck_assert_uint_eq(products_in("home"), 4);
    ck_assert_uint_eq(products_in("books"), 2);
    struct http_reply reply =
        admin_call(200, "PATCH", kitchen, "{\"parent\":\"books\"}");
    assert_str(reply, "/parent", "books");
    ck_assert_uint_eq(products_in("home"), 2);
    ck_assert_uint_eq(products_in("books"), 4);
    reply = admin_call(200, "PATCH", kitchen, "{\"parent\":null}");
    assert_json(reply, "/parent", "null");
    ck_assert_uint_eq(products_in("books"), 2);
    ck_assert_uint_eq(products_in("kitchen"), 2);
}
END_TEST

START_TEST(never_stands_below_itself)
{
    struct http_reply reply =
        admin_call(400, "PATCH", at_slug("home"), "{\"parent\":\"cups\"}");
    assert_str(reply, "/errors/0/pointer", "/parent");
    assert_str(reply, "/errors/0/detail",
               "\"cups\" stands below this category");
    admin_call(400, "PATCH", at_slug("home"), "{\"parent\":\"home\"}");
    reply =
        admin_call(400, "PATCH", at_slug("cups"), "{\"parent\":\"kitchn\"}");
    assert_str(reply, "/errors/0/detail",
               "there is no category \"kitchn\", did you mean \"kitchen\"?");
}
END_TEST

/* Each of two moves is right alone; together they would be a circle. */
START_TEST(makes_no_circle_by_two_moves_at_once)
{
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str one = make_category("one", NULL);
    struct kt_str two = make_category("two", NULL);
    struct kt_str header =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str below_two[] = { one };
    struct http_reply reply[1];
    shop_race("PATCH", below_two, 1, header.ptr, "{\"parent\":\"two\"}", reply);
    ck_assert_int_eq(reply[0].status, 200);
    admin_call(400, "PATCH", two, "{\"parent\":\"one\"}");
}
END_TEST

START_TEST(is_never_too_deep)
{
    struct kt_str slug = KT_STR("home");
    for (int level = 2; level <= 16; level++) {
        struct kt_str next = admin_text("level-%d", level);
        make_category(next.ptr, slug.ptr);
        slug = next;
    }
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(CATEGORIES),
                   "{\"slug\":\"deep\",\"names\":{\"en\":\"Deep\"},"
                   "\"parent\":\"level-16\"}");
    assert_str(reply, "/errors/0/code", "too_deep");
    reply = admin_call(400, "PATCH", at_slug("home"), "{\"parent\":\"books\"}");
    assert_str(reply, "/errors/0/code", "too_deep");
}
END_TEST

START_TEST(stays_while_it_is_used)
{
    struct http_reply reply = admin_call(409, "DELETE", at_slug("home"), NULL);
    assert_str(reply, "/kind", "category");
    assert_int(reply, "/count", 1);
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/0/code", "category");
    assert_str(reply, "/errors/1/code", "product");
    struct kt_str at = make_category("garden", NULL);
    struct kt_str promotion =
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"percent_off\",\"params\":{\"percent\":10,"
                   "\"products\":{\"categories\":[\"garden\"]}}}");
    reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/kind", "promotion");
    reply = admin_call(409, "PATCH", at, "{\"slug\":\"yard\"}");
    assert_str(reply, "/kind", "promotion");
    admin_call(204, "DELETE", promotion, NULL);
    admin_call(200, "PATCH", at, "{\"slug\":\"yard\"}");
    admin_call(204, "DELETE", at, NULL);
    shop_call(404, "GET", KT_STR("/store/v1/categories/yard"), NULL);
}
END_TEST

START_TEST(lists_what_is_directly_below)
{
    struct http_reply reply = admin_get(KT_STR(CATEGORIES "?parent=kitchen"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/slug", "cups");
    reply = admin_get(KT_STR(CATEGORIES "?is_active=false"));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    assert_str(reply, "/data/0/slug", "attic");
    admin_call(409, "POST", KT_STR(CATEGORIES),
               "{\"slug\":\"home\",\"names\":{\"en\":\"Home\"}}");
}
END_TEST

/* ---- product types ---- */

static const char mug_type[] =
    "{\"code\":\"mug\",\"name\":\"Mug\",\"attributes\":["
    "{\"code\":\"volume_ml\",\"kind\":\"integer\"},"
    "{\"code\":\"glaze\",\"kind\":\"choice\",\"values\":[\"mat\",\"gloss\"]}]}";

START_TEST(keeps_typed_attributes)
{
    struct kt_str at = admin_make(TYPES, mug_type);
    struct http_reply reply = admin_get(at);
    assert_str(reply, "/attributes/0/kind", "integer");
    assert_json(reply, "/attributes/1/values", "[\"mat\",\"gloss\"]");
    reply = admin_call(400, "PATCH", at,
                       "{\"attributes\":[{\"code\":\"a\",\"kind\":\"choice\"},"
                       "{\"code\":\"a\",\"kind\":\"text\"}]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    admin_call(409, "POST", KT_STR(TYPES), mug_type);
    reply = admin_call(200, "PATCH", at, "{\"name\":\"Cup\"}");
    ck_assert_uint_eq(shop_count(reply, "/attributes"), 2);
    admin_match(204, "\"v2\"", "DELETE", at, NULL);
}
END_TEST

START_TEST(refuses_what_would_break_products)
{
    struct kt_str at = admin_make(TYPES, mug_type);
    admin_import("{\"kind\":\"product\",\"slug\":\"jug\",\"type\":\"mug\","
                 "\"titles\":{\"en\":\"Jug\"},\"status\":\"active\","
                 "\"attributes\":{\"volume_ml\":300},\"variants\":["
                 "{\"sku\":\"jug\",\"prices\":[{\"currency\":\"EUR\","
                 "\"amount\":900}]}]}\n");
    struct kt_str product =
        shop_text(shop_get(KT_STR("/store/v1/products/jug")), "/id");
    struct http_reply reply =
        admin_call(400, "PATCH", at,
                   "{\"attributes\":[{\"code\":\"volume_ml\","
                   "\"kind\":\"text\"}]}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 1);
    assert_str(reply, "/errors/0/pointer", "/attributes");
    assert_str(reply, "/errors/0/code", "in_use");
    assert_str(reply, "/errors/0/detail",
               admin_text("would break %.*s: /volume_ml is no text of this "
                          "attribute",
                          KT_STR_FMT(product))
                   .ptr);
    admin_call(200, "PATCH", at,
               "{\"attributes\":[{\"code\":\"volume_ml\","
               "\"kind\":\"integer\"}]}");
    reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/kind", "product");
    assert_int(reply, "/count", 1);
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), product));
}
END_TEST

/* ---- price lists ---- */

START_TEST(keeps_price_lists)
{
    struct kt_str at =
        admin_make(LISTS,
                   "{\"code\":\"vip\",\"name\":\"VIP\",\"channel\":\"app\","
                   "\"customer_group\":\"vip\",\"pool\":\"product\","
                   "\"bands\":\"graduated\","
                   "\"starts_at\":\"2026-01-01T00:00:00Z\"}");
    struct http_reply reply = admin_get(at);
    assert_str(reply, "/pool", "product");
    assert_str(reply, "/bands", "graduated");
    assert_str(reply, "/channel", "app");
    assert_str(reply, "/starts_at", "2026-01-01T00:00:00Z");
    reply = admin_call(400, "PATCH", at,
                       "{\"channel\":\"wep\","
                       "\"ends_at\":\"2025-01-01T00:00:00Z\"}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/1/detail",
               "there is no channel \"wep\", did you mean \"web\"?");
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(LISTS "?channel=app")),
                                 "/data"),
                      1);
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(LISTS "?customer_group=b2b")),
                                 "/data"),
                      0);
    reply =
        admin_call(200, "PATCH", at,
                   "{\"channel\":null,\"starts_at\":null,\"pool\":\"line\"}");
    assert_text(reply.body,
                admin_text("{\"id\":\"%.*s\",\"code\":\"vip\",\"name\":\"VIP\","
                           "\"is_active\":true,\"customer_group\":\"vip\","
                           "\"pool\":\"line\",\"bands\":\"graduated\","
                           "\"version\":2}",
                           KT_STR_FMT(admin_id(at)))
                    .ptr);
    admin_call(204, "DELETE", at, NULL);
}
END_TEST

Suite *
kt_suite_admin_tree(void)
{
    Suite *suite = suite_create("admin_tree");
    TCase *tcase = admin_case(suite, "categories");
    tcase_add_test(tcase, is_shown_at_once);
    tcase_add_test(tcase, names_its_products);
    tcase_add_test(tcase, names_many_products_soon);
    tcase_add_test(tcase, moves_with_all_below);
    tcase_add_test(tcase, never_stands_below_itself);
    tcase_add_test(tcase, makes_no_circle_by_two_moves_at_once);
    tcase_add_test(tcase, is_never_too_deep);
    tcase_add_test(tcase, stays_while_it_is_used);
    tcase_add_test(tcase, lists_what_is_directly_below);
    tcase = admin_case(suite, "types");
    tcase_add_test(tcase, keeps_typed_attributes);
    tcase_add_test(tcase, refuses_what_would_break_products);
    tcase = admin_case(suite, "price lists");
    tcase_add_test(tcase, keeps_price_lists);
    return suite;
}
