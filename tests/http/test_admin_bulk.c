#include <stdio.h>
#include <string.h>
#include <time.h>

#include "admin.h"

Suite *kt_suite_admin_bulk(void);

static struct http_reply
bulk(int status, const char *mode, const char *operations)
{
    size_t room = strlen(operations) + 100;
    char *body = kt_arena_alloc(&http_arena, room);
    snprintf(body, room, "{\"mode\":\"%s\",\"operations\":[%s]}", mode,
             operations);
    return admin_call(status, "POST", KT_STR("/admin/v1/bulk"), body);
}

static struct kt_str
first_id(const char *path)
{
    struct http_reply reply = admin_get(kt_str_of(path));
    return kt_arena_str(&http_arena, shop_text(reply, "/data/0/id"));
}

static const char jug[] =
    "{\"op\":\"create\",\"resource\":\"products\",\"body\":{\"slug\":\"jug\","
    "\"titles\":{\"en\":\"Jug\"},\"categories\":[\"jugs\"],\"variants\":["
    "{\"sku\":\"jug\",\"prices\":[{\"currency\":\"EUR\","
    "\"amount\":900}]}]}}";
static const char jugs[] =
    "{\"op\":\"create\",\"resource\":\"categories\",\"body\":{"
    "\"slug\":\"jugs\",\"names\":{\"en\":\"Jugs\"}}}";

/* Each operation sees what those before it did. */
START_TEST(does_all_in_their_order)
{
    struct kt_str lamp = first_id("/admin/v1/prices?sku=lamp");
    struct kt_str plate = first_id("/admin/v1/variants?sku=plate");
    struct http_reply reply =
        bulk(200, "all",
             admin_text("%s,%s,{\"op\":\"update\",\"resource\":\"prices\","
                        "\"id\":\"%.*s\",\"if_match\":1,\"body\":{"
                        "\"amount\":4900}},{\"op\":\"delete\","
                        "\"resource\":\"variants\",\"id\":\"%.*s\"},"
                        "{\"op\":\"create\",\"resource\":\"stock\",\"body\":{"
                        "\"sku\":\"lamp\",\"location\":\"main\",\"adjust\":6,"
                        "\"reason\":\"came\"}}",
                        jugs, jug, KT_STR_FMT(lamp), KT_STR_FMT(plate))
                 .ptr);
    assert_int(reply, "/failed", 0);
    ck_assert_uint_eq(shop_count(reply, "/results"), 5);
    assert_int(reply, "/results/0/status", 201);
    assert_int(reply, "/results/0/version", 1);
    assert_json(reply, "/results/0/problem", "null");
    ck_assert(
        kt_str_starts(shop_text(reply, "/results/1/id"), KT_STR("prod_")));
    assert_int(reply, "/results/2/status", 200);
    assert_int(reply, "/results/2/version", 2);
    assert_int(reply, "/results/3/status", 204);
    assert_json(reply, "/results/3/version", "null");
    ck_assert(
        kt_str_starts(shop_text(reply, "/results/4/id"), KT_STR("move_")));
    assert_int(shop_get(KT_STR("/store/v1/products/lamp")), "/price_min", 4900);
    assert_int(shop_get(KT_STR("/store/v1/products/lamp")),
               "/variants/0/available", 7);
    assert_str(shop_get(KT_STR("/store/v1/products?category=jugs")),
               "/data/0/slug", "jug");
}
END_TEST

/* One that cannot be done undoes all, and every fault is told. */
START_TEST(does_all_or_nothing)
{
    struct kt_str lamp = first_id("/admin/v1/prices?sku=lamp");
    struct http_reply reply = bulk(
        409, "all",
        admin_text("%s,%s,{\"op\":\"update\",\"resource\":\"prices\","
                   "\"id\":\"%.*s\",\"if_match\":7,\"body\":{"
                   "\"amount\":4900}},"
                   "{\"op\":\"update\",\"resource\":\"prices\","
                   "\"id\":\"%.*s\",\"body\":{\"currency\":\"XXQ\","
                   "\"channel\":\"wep\"}},"
                   "{\"op\":\"create\",\"resource\":\"products\",\"body\":{"
                   "\"slug\":\"mug\",\"titles\":{\"en\":\"M\"}}}",
                   jugs, jug, KT_STR_FMT(lamp), KT_STR_FMT(lamp))
            .ptr);
    assert_str(reply, "/type", "/problems/bulk-refused");
    assert_int(reply, "/failed", 3);
    static const char *const faults[][2] = {
        { "/operations/2", "version-mismatch" },
        { "/operations/3/body/currency", "wrong_value" },
        { "/operations/3/body/channel", "unknown" },
        { "/operations/4", "already-exists" },
    };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(faults));
    for (size_t i = 0; i < KT_COUNT(faults); i++) {
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   faults[i][0]);
        assert_str(reply, admin_text("/errors/%zu/code", i).ptr, faults[i][1]);
    }
    shop_call(404, "GET", KT_STR("/store/v1/categories/jugs"), NULL);
    shop_call(404, "GET", KT_STR("/store/v1/products/jug"), NULL);
    assert_int(shop_get(KT_STR("/store/v1/products/lamp")), "/price_min", 5000);
}
END_TEST

/* What can be done is, whatever stands around it. */
START_TEST(does_each_for_itself)
{
    struct kt_str lamp = first_id("/admin/v1/prices?sku=lamp");
    struct http_reply reply = bulk(
        200, "each",
        admin_text("%s,%s,"
                   "{\"op\":\"create\",\"resource\":\"products\",\"body\":{"
                   "\"slug\":\"cup\",\"titles\":{\"en\":\"Cup\"},\"variants\":["
                   "{\"sku\":\"cup\"},{\"sku\":\"mug-red\"}]}},"
                   "{\"op\":\"update\",\"resource\":\"prices\","
                   "\"id\":\"%.*s\",\"body\":{\"amount\":4900,\"prise\":1}},"
                   "{\"op\":\"update\",\"resource\":\"prices\","
                   "\"id\":\"%.*s\",\"if_match\":4,\"body\":{"
                   "\"amount\":4800}},"
                   "{\"op\":\"update\",\"resource\":\"prices\","
                   "\"id\":\"%.*s\",\"if_match\":1,\"body\":{"
                   "\"amount\":4700}},"
                   "{\"op\":\"delete\",\"resource\":\"prices\","
                   "\"id\":\"price_00000000000000000000000001\"}",
                   jug, jugs, KT_STR_FMT(lamp), KT_STR_FMT(lamp),
                   KT_STR_FMT(lamp))
            .ptr);
    static const int statuses[] = { 400, 201, 400, 400, 412, 200, 404 };
    assert_int(reply, "/failed", 5);
    ck_assert_uint_eq(shop_count(reply, "/results"), KT_COUNT(statuses));
    for (size_t i = 0; i < KT_COUNT(statuses); i++)
        assert_int(reply, admin_text("/results/%zu/status", i).ptr,
                   statuses[i]);
    assert_str(reply, "/results/0/problem/errors/0/pointer",
               "/operations/0/body/categories/0");
    assert_str(reply, "/results/2/problem/errors/1/pointer",
               "/operations/2/body/variants/1/sku");
    assert_str(reply, "/results/3/problem/errors/0/pointer",
               "/operations/3/body/prise");
    assert_str(reply, "/results/4/problem/type", "/problems/version-mismatch");
    assert_int(reply, "/results/4/problem/version", 1);
    assert_json(reply, "/results/4/version", "null");
    assert_int(reply, "/results/5/version", 2);
    assert_str(reply, "/results/6/problem/type", "/problems/not-found");
    assert_int(shop_get(KT_STR("/store/v1/products/lamp")), "/price_min", 4700);
    shop_call(404, "GET", KT_STR("/store/v1/products/cup"), NULL);
    shop_call(200, "GET", KT_STR("/store/v1/categories/jugs"), NULL);
}
END_TEST

START_TEST(tells_faults_of_form)
{
    struct http_reply reply =
        bulk(400, "some",
             "{\"op\":\"create\",\"resource\":\"prises\",\"boddy\":{}}");
    static const char *const pointers[] = { "/mode", "/operations/0/resource",
                                            "/operations/0/boddy" };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
    bulk(400, "all", "");
    reply = bulk(409, "all",
                 "{\"op\":\"create\",\"resource\":\"prices\",\"id\":\"x\"},"
                 "{\"op\":\"update\",\"resource\":\"prices\",\"id\":\"x\","
                 "\"body\":{}},"
                 "{\"op\":\"delete\",\"resource\":\"prices\",\"body\":{}},"
                 "{\"op\":\"delete\",\"resource\":\"stock\",\"id\":\"x\"}");
    static const char *const places[] = {
        "/operations/0/id", "/operations/0/body", "/operations/1/id",
        "/operations/2/id", "/operations/2/body", "/operations/3/op"
    };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(places));
    for (size_t i = 0; i < KT_COUNT(places); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr, places[i]);
}
END_TEST

/* Nothing is done where one thing may not be. */
START_TEST(wants_every_scope_first)
{
    static const char body[] =
        "{\"mode\":\"each\",\"operations\":[{\"op\":\"create\","
        "\"resource\":\"categories\",\"body\":{\"slug\":\"jugs\","
        "\"names\":{\"en\":\"Jugs\"}}},{\"op\":\"delete\","
        "\"resource\":\"prices\","
        "\"id\":\"price_00000000000000000000000001\"}]}";
    struct kt_str token = admin_token(
        (const char *const[]){ "bulk:write", "categories:*", NULL });
    struct http_reply reply =
        admin_call_as(token, "", "POST", KT_STR("/admin/v1/bulk"), body);
    ck_assert_int_eq(reply.status, 403);
    assert_str(reply, "/scope", "prices:write");
    shop_call(404, "GET", KT_STR("/store/v1/categories/jugs"), NULL);
    token = admin_token((const char *const[]){ "bulk:write", "categories:write",
                                               "prices:write", NULL });
    reply = admin_call_as(token, "", "POST", KT_STR("/admin/v1/bulk"), body);
    ck_assert_int_eq(reply.status, 200);
    shop_call(200, "GET", KT_STR("/store/v1/categories/jugs"), NULL);
}
END_TEST

START_TEST(obeys_a_key_once)
{
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    static const char body[] =
        "{\"mode\":\"all\",\"operations\":[{\"op\":\"create\","
        "\"resource\":\"stock\",\"body\":{\"sku\":\"plate\","
        "\"location\":\"main\",\"adjust\":-4,\"reason\":\"broken\"}}]}";
    struct http_reply first =
        admin_call_as(token, "Idempotency-Key: a\r\n", "POST",
                      KT_STR("/admin/v1/bulk"), body);
    struct http_reply again =
        admin_call_as(token, "Idempotency-Key: a\r\n", "POST",
                      KT_STR("/admin/v1/bulk"), body);
    ck_assert_int_eq(again.status, 200);
    assert_text(again.body, kt_arena_cstr(&http_arena, first.body));
    ck_assert_int_eq(shop_available("plate"), 6);
}
END_TEST

#define PROMOTE(MORE)                                                          \
    "{\"op\":\"create\",\"resource\":\"promotions\",\"body\":{"                \
    "\"rule\":\"order_percent_off\",\"params\":{\"percent\":10}," MORE "}}"

static void
assert_no_warnings(struct http_reply reply, const char *result)
{
    ck_assert_ptr_null(
        kt_json_find(shop_node(reply, result), KT_STR("warnings")));
}

/* Each is seen beside those that came behind it. */
START_TEST(warns_of_what_is_odd)
{
    static const char operations[] = PROMOTE("\"title\":\"Ten\"") "," PROMOTE(
        "\"title\":\"Alone\","
        "\"is_exclusive\":"
        "true") "," PROMOTE("\"title\":\"Old\",\"ends_at\":\"2020-01-01T00:00:"
                            "00Z\"") "," PROMOTE("\"title\":\"Wrong\",\"cap\":-"
                                                 "1") ","
                                                      "{\"op\":\"create\","
                                                      "\"resource\":"
                                                      "\"categories\",\"body\":"
                                                      "{"
                                                      "\"slug\":\"jugs\","
                                                      "\"names\":{\"en\":"
                                                      "\"Jugs\"}}}";
    struct http_reply reply = bulk(200, "each", operations);
    assert_int(reply, "/failed", 1);
    assert_json(reply, "/results/0/warnings",
                "[{\"code\":\"beaten\",\"pointer\":\"\",\"detail\":"
                "\"\\\"Alone\\\" is exclusive and holds whenever this does: "
                "this applies only where that one takes nothing off\"}]");
    assert_json(reply, "/results/1/warnings",
                "[{\"code\":\"excludes\",\"pointer\":\"/is_exclusive\","
                "\"detail\":\"it is exclusive: never together with "
                "\\\"Ten\\\"\"}]");
    assert_str(reply, "/results/2/warnings/0/code", "never");
    assert_int(reply, "/results/3/status", 400);
    assert_no_warnings(reply, "/results/3");
    assert_no_warnings(reply, "/results/4");

    struct kt_str ten = shop_text(reply, "/results/0/id");
    reply = bulk(200, "all",
                 admin_text("{\"op\":\"update\",\"resource\":\"promotions\","
                            "\"id\":\"%.*s\",\"body\":{\"title\":\"Two\"}},"
                            "{\"op\":\"delete\",\"resource\":\"promotions\","
                            "\"id\":\"%.*s\"}",
                            KT_STR_FMT(ten), KT_STR_FMT(ten))
                     .ptr);
    assert_int(reply, "/results/0/status", 200);
    assert_no_warnings(reply, "/results/0");
    assert_int(reply, "/results/1/status", 204);
}
END_TEST

/* ---- many ---- */

/* A thousand records take a fraction of a second of CPU time; the limit is for
 * work that grows with their square, and lets a sanitizer through. */
enum { MANY = 1000, ROOM = 2 * 1024 * 1024, SECONDS_MAX = 10 };

/* As many operations as there may be, in more than the usual body. */
static const char *
many_of(const char *format, const struct kt_str *ids)
{
    char *text = kt_arena_alloc(&http_arena, ROOM);
    size_t len = 0;
    for (int i = 0; i < MANY; i++) {
        len += (size_t)snprintf(text + len, ROOM - len, "%s", i > 0 ? "," : "");
        len += (size_t)snprintf(text + len, ROOM - len, format, i,
                                ids != NULL ? (int)ids[i].len : 0,
                                ids != NULL ? ids[i].ptr : "");
        ck_assert_uint_lt(len, ROOM);
    }
    return text;
}

static double
seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

START_TEST(changes_a_thousand_prices)
{
    static struct kt_str ids[MANY];
    struct kt_str variant = first_id("/admin/v1/variants?sku=lamp");
    struct kt_str operation =
        admin_text("{\"op\":\"create\",\"resource\":\"prices\",\"body\":{"
                   "\"variant_id\":\"%.*s\",\"currency\":\"EUR\","
                   "\"quantity_min\":2,\"amount\":1%%03d%%.*s%1000s}}",
                   KT_STR_FMT(variant), "");
    struct http_reply reply = bulk(200, "all", many_of(operation.ptr, NULL));
    assert_int(reply, "/failed", 0);
    for (size_t i = 0; i < MANY; i++)
        ids[i] = kt_arena_str(&http_arena,
                              shop_text(reply,
                                        admin_text("/results/%zu/id", i).ptr));
    const char *operations = many_of("{\"op\":\"update\",\"resource\":"
                                     "\"prices\",\"body\":{\"amount\":2%03d},"
                                     "\"id\":\"%.*s\"}",
                                     ids);
    double before = seconds();
    reply = bulk(200, "each", operations);
    double after = seconds();
    assert_int(reply, "/failed", 0);
    assert_int(reply, "/results/999/version", 2);
    assert_int(admin_get(
                   admin_text("/admin/v1/prices/%.*s", KT_STR_FMT(ids[999]))),
               "/amount", 2999);
    ck_assert_msg(after - before < SECONDS_MAX, "%g s", after - before);
}
END_TEST

START_TEST(takes_a_thousand_at_most)
{
    struct kt_str more =
        admin_text("%s",
                   "{\"op\":\"delete\",\"resource\":\"prices\",\"id\":\"x\"}");
    const char *many = many_of("{\"op\":\"delete\",\"resource\":\"prices\","
                               "\"id\":\"price_%d%.*s\"}",
                               NULL);
    char *text = kt_arena_alloc(&http_arena, ROOM);
    snprintf(text, ROOM, "%s,%.*s", many, KT_STR_FMT(more));
    struct http_reply reply = bulk(400, "each", text);
    assert_str(reply, "/errors/0/pointer", "/operations");
}
END_TEST

/* A thousand variants of one product, whose text is written once. */
START_TEST(makes_a_thousand_variants)
{
    char values[8000];
    size_t len = 0;
    for (int i = 0; i < MANY; i++)
        len += (size_t)snprintf(values + len, sizeof values - len, "%s\"%03d\"",
                                i > 0 ? "," : "", i);
    char *body = kt_arena_alloc(&http_arena, sizeof values + 200);
    snprintf(body, sizeof values + 200,
             "{\"slug\":\"bolt\",\"titles\":{\"en\":\"Bolt\"},"
             "\"options\":[{\"name\":\"Size\",\"values\":[%s]}]}",
             values);
    struct kt_str id = admin_id(admin_make("/admin/v1/products", body));
    struct kt_str operation =
        admin_text("{\"op\":\"create\",\"resource\":\"variants\",\"body\":{"
                   "\"product_id\":\"%.*s\",\"sku\":\"bolt-%%1$03d%%3$.*2$s\","
                   "\"option_values\":[\"%%1$03d\"]}}",
                   KT_STR_FMT(id));
    double before = seconds();
    struct http_reply reply = bulk(200, "all", many_of(operation.ptr, NULL));
    double after = seconds();
    assert_int(reply, "/failed", 0);
    ck_assert_msg(after - before < SECONDS_MAX, "%g s", after - before);
    reply = admin_get(KT_STR("/admin/v1/products?q=bolt-731"));
    assert_int(reply, "/data/0/variant_count", MANY);
}
END_TEST

/* Each is looked at beside all others. */
START_TEST(makes_a_thousand_promotions)
{
    clock_t start = clock();
    struct http_reply reply = bulk(
        200, "all",
        many_of("{\"op\":\"create\",\"resource\":\"promotions\","
                "\"body\":{\"rule\":\"order_percent_off\",\"params\":{"
                "\"percent\":10},\"title\":\"%d\",\"is_exclusive\":true}%.*s}",
                NULL));
    ck_assert_int_lt((clock() - start) / CLOCKS_PER_SEC, SECONDS_MAX);
    ck_assert_uint_eq(shop_count(reply, "/results"), MANY);
    ck_assert_uint_eq(shop_count(reply, "/results/999/warnings"), 1);
}
END_TEST

Suite *
kt_suite_admin_bulk(void)
{
    Suite *suite = suite_create("admin_bulk");
    TCase *tcase = admin_case(suite, "bulk");
    tcase_add_test(tcase, does_all_in_their_order);
    tcase_add_test(tcase, does_all_or_nothing);
    tcase_add_test(tcase, does_each_for_itself);
    tcase_add_test(tcase, tells_faults_of_form);
    tcase_add_test(tcase, wants_every_scope_first);
    tcase_add_test(tcase, obeys_a_key_once);
    tcase_add_test(tcase, warns_of_what_is_odd);
    tcase_add_test(tcase, makes_a_thousand_promotions);
    tcase_add_test(tcase, changes_a_thousand_prices);
    tcase_add_test(tcase, takes_a_thousand_at_most);
    tcase_add_test(tcase, makes_a_thousand_variants);
    return suite;
}
