#include "admin.h"

Suite *kt_suite_admin_variant(void);

#define VARIANTS "/admin/v1/variants"

static struct kt_str
id_of(const char *product)
{
    struct http_reply reply =
        shop_get(admin_text("/store/v1/products/%s", product));
    return kt_arena_str(&http_arena, shop_text(reply, "/id"));
}

/* A body of a new variant of a product. */
static const char *
body_of(const char *product, const char *members)
{
    return admin_text("{\"product_id\":\"%.*s\",%s}",
                      KT_STR_FMT(id_of(product)), members)
        .ptr;
}

/* The skus of a list, in its order. */
static struct kt_str
listed(struct kt_str target)
{
    struct http_reply reply = admin_get(target);
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/sku", i).ptr));
    }
    return kt_buf_view(&buf);
}

static struct kt_str
address_of(const char *sku)
{
    struct http_reply reply = admin_get(admin_text(VARIANTS "?sku=%s", sku));
    return admin_text(VARIANTS "/%.*s",
                      KT_STR_FMT(shop_text(reply, "/data/0/id")));
}

/* ---- making ---- */

START_TEST(tells_what_it_made)
{
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(VARIANTS),
                   body_of("plate",
                           "\"sku\":\"plate-2\",\"is_active\":false,"
                           "\"barcode\":\"4006381333931\",\"weight_g\":300,"
                           "\"prices\":[{\"currency\":\"EUR\",\"amount\":700}],"
                           "\"stock\":[{\"location\":\"main\","
                           "\"available\":7}]"));
    struct kt_str id = kt_arena_str(&http_arena, shop_text(reply, "/id"));
    assert_text(
        reply.body,
        admin_text("{\"id\":\"%.*s\",\"product_id\":\"%.*s\","
                   "\"sku\":\"plate-2\",\"option_values\":[],"
                   "\"barcode\":\"4006381333931\",\"tax_class\":null,"
                   "\"attributes\":{},\"weight_g\":300,\"length_mm\":0,"
                   "\"width_mm\":0,\"height_mm\":0,\"requires_shipping\":true,"
                   "\"is_discountable\":true,\"is_gift_card\":false,"
                   "\"is_active\":false,\"stock_policy\":\"refuse\","
                   "\"quantity_min\":0,\"quantity_max\":0,\"extra\":{},"
                   "\"position\":3,\"version\":1}",
                   KT_STR_FMT(id), KT_STR_FMT(id_of("plate")))
            .ptr);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    assert_text(http_header(&reply, "Location"),
                admin_text(VARIANTS "/%.*s", KT_STR_FMT(id)).ptr);
    ck_assert_int_eq(shop_available("plate-2"), 7);
}
END_TEST

START_TEST(tells_all_faults_at_once)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(VARIANTS),
                   body_of("mug", "\"sku\":\"\",\"weight\":1,"
                                  "\"stock_policy\":\"never\""));
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/1/detail",
               "is not known; did you mean \"weight_g\"?");
    reply = admin_call(400, "POST", KT_STR(VARIANTS),
                       body_of("mug",
                               "\"sku\":\"m\",\"option_values\":[\"Green\"],"
                               "\"quantity_min\":3,\"quantity_max\":2,"
                               "\"prices\":[{\"currency\":\"EUR\",\"amount\":1,"
                               "\"price_list\":\"vip\"}]"));
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/prices/0/price_list");
    assert_str(reply, "/errors/1/pointer", "/option_values/0");
    assert_str(reply, "/errors/1/detail",
               "the option Colour has no value \"Green\"");
    assert_str(reply, "/errors/2/pointer", "/quantity_max");
    reply = admin_call(400, "POST", KT_STR(VARIANTS),
                       body_of("mug", "\"sku\":\"m\","
                                      "\"option_values\":[\"Red\"]"));
    assert_str(reply, "/errors/0/pointer", "/option_values");
    assert_str(reply, "/errors/0/detail", "another variant is \"Red\" already");
    reply = admin_call(400, "POST", KT_STR(VARIANTS),
                       body_of("lamp", "\"sku\":\"m\\n1\""));
    assert_str(reply, "/errors/0/pointer", "/sku");
    assert_str(reply, "/errors/0/detail",
               "must be one line of letters, digits and signs");
    assert_str(reply, "/errors/1/detail",
               "without options a product has one variant");
    reply = admin_call(409, "POST", KT_STR(VARIANTS),
                       body_of("mug", "\"sku\":\"lamp\",\"is_active\":false,"
                                      "\"option_values\":[\"Red\"]"));
    assert_str(reply, "/type", "/problems/already-exists");
    assert_str(reply, "/field", "sku");
    reply = admin_call(400, "POST", KT_STR(VARIANTS),
                       "{\"product_id\":\"prod_00000000000000000000000001\","
                       "\"sku\":\"m\"}");
    assert_str(reply, "/errors/0/pointer", "/product_id");
}
END_TEST

/* Each of many at once has other option values, or is refused. */
START_TEST(lets_one_of_many_be_red)
{
    enum { RACERS = 8 };
    admin_call(200, "PATCH", address_of("mug-red"), "{\"is_active\":false}");
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str headers =
        admin_text("Authorization: Bearer %.*s\r\n", KT_STR_FMT(token));
    struct kt_str targets[RACERS];
    struct http_reply replies[RACERS];
    for (size_t i = 0; i < RACERS; i++)
        targets[i] = KT_STR(VARIANTS);
    shop_race("POST", targets, RACERS, headers.ptr,
              body_of("mug", "\"sku\":\"new\",\"option_values\":[\"Red\"]"),
              replies);
    assert_text(shop_tally(replies, RACERS), "1 x 201, 7 x 400");
}
END_TEST

/* ---- changing ---- */

START_TEST(is_shown_at_once)
{
    struct kt_str mug = KT_STR("/store/v1/products/mug");
    struct kt_str list = KT_STR("/store/v1/products?q=oxblood");
    assert_int(shop_get(mug), "/price_max", 1200);
    assert_json(shop_get(list), "/data", "[]");
    struct kt_str at = address_of("mug-red");
    struct http_reply reply =
        admin_match(200, "\"v1\"", "PATCH", at,
                    "{\"sku\":\"oxblood\",\"weight_g\":410}");
    assert_text(http_header(&reply, "ETag"), "\"v2\"");
    assert_str(shop_get(mug), "/variants/0/sku", "oxblood");
    assert_int(shop_get(mug), "/variants/0/weight_g", 410);
    assert_str(shop_get(list), "/data/0/slug", "mug");
    admin_match(412, "\"v1\"", "PATCH", at, "{\"weight_g\":1}");
    admin_call(200, "PATCH", at, "{\"barcode\":\"40063\"}");
    assert_str(shop_get(KT_STR("/store/v1/products?q=40063")), "/data/0/slug",
               "mug");
    admin_call(200, "PATCH", at, "{\"is_active\":false}");
    assert_int(shop_get(mug), "/price_max", 1100);
    assert_json(shop_get(list), "/data", "[]");
    admin_call(200, "PATCH", at, "{\"is_active\":true,\"position\":9}");
    assert_str(shop_get(mug), "/variants/1/sku", "oxblood");
    assert_int(shop_get(mug), "/variants/1/price", 1200);
    ck_assert_int_eq(shop_available("oxblood"), 100);
    admin_call(204, "DELETE", at, NULL);
    ck_assert_uint_eq(shop_count(shop_get(mug), "/variants"), 1);
    assert_json(shop_get(list), "/data", "[]");
    assert_int(shop_get(KT_STR("/store/v1/products?q=mug")),
               "/data/0/price_max", 1100);
}
END_TEST

START_TEST(moves_the_time_of_its_product)
{
    struct kt_str product =
        admin_text("/admin/v1/products/%.*s", KT_STR_FMT(id_of("mug")));
    struct kt_str before = shop_text(admin_get(product), "/updated_at");
    admin_call(200, "PATCH", address_of("mug-red"), "{\"weight_g\":410}");
    struct http_reply reply = admin_get(product);
    ck_assert(!kt_str_eq(shop_text(reply, "/updated_at"), before));
    assert_str(admin_get(KT_STR("/admin/v1/products?sort=updated&limit=1")),
               "/data/0/slug", "mug");
}
END_TEST

/* ---- deleting ---- */

START_TEST(stays_while_it_is_used)
{
    struct kt_str at = address_of("plate");
    struct kt_str promotion =
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"percent_off\",\"params\":{\"percent\":10,"
                   "\"products\":{\"skus\":[\"plate\"]}}}");
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"plate\",\"quantity\":2}]");
    int64_t total = shop_int(shop_get(cart), "/totals/total");
    struct http_reply reply =
        shop_call(201, "POST", shop_at(cart, "/checkout"),
                  admin_text("{\"payment\":{\"provider\":\"test\"},"
                             "\"expected_total\":%lld}",
                             (long long)total)
                      .ptr);
    struct kt_str order = kt_arena_str(&http_arena, shop_text(reply, "/id"));
    reply = admin_call(409, "DELETE", at, NULL);
    assert_str(reply, "/kind", "order");
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), order));
    ck_assert_uint_eq(shop_count(reply, "/errors"), 2);
    assert_str(reply, "/errors/1/code", "promotion");
    reply = admin_call(409, "PATCH", at, "{\"sku\":\"dish\"}");
    assert_str(reply, "/kind", "promotion");
    admin_call(204, "DELETE", promotion, NULL);
    admin_call(200, "POST",
               admin_text("/admin/v1/orders/%.*s/transitions",
                          KT_STR_FMT(order)),
               "{\"event\":\"cancel\"}");
    admin_match(412, "\"v7\"", "DELETE", at, NULL);
    admin_match(204, "\"v1\"", "DELETE", at, NULL);
    admin_call(404, "GET", at, NULL);
    reply = admin_get(admin_text("/admin/v1/orders/%.*s", KT_STR_FMT(order)));
    assert_str(reply, "/lines/0/sku", "plate");
}
END_TEST

/* A cart that held it says which line to take out, and can go on then. */
/* However JSON writes its name. */
START_TEST(stays_while_it_is_named_otherwise)
{
    static const char *const names[][2] = {
        { "14\\\" \\\\ plate", "14\\\" \\\\ plate" },
        { "pl\u00e2te", "pl\\u00e2te" },
        { "a\\tb", "a\\u0009b" },
        { "a/b", "a\\/b" },
    };
    struct kt_str at = address_of("plate");
    for (size_t i = 0; i < KT_COUNT(names); i++) {
        admin_call(200, "PATCH", at,
                   admin_text("{\"sku\":\"%s\"}", names[i][0]).ptr);
        struct kt_str promotion =
            admin_make("/admin/v1/promotions",
                       admin_text("{\"rule\":\"percent_off\",\"params\":"
                                  "{\"percent\":10,\"products\":"
                                  "{\"skus\":[\"%s\"]}}}",
                                  names[i][1])
                           .ptr);
        struct http_reply reply = admin_call(409, "DELETE", at, NULL);
        assert_str(reply, "/kind", "promotion");
        admin_call(204, "DELETE", promotion, NULL);
    }
}
END_TEST

START_TEST(is_told_to_carts_that_hold_it)
{
    struct kt_str cart = shop_ready_cart("[{\"sku\":\"lamp\",\"quantity\":1},"
                                         "{\"sku\":\"plate\",\"quantity\":1}]");
    struct kt_str line =
        kt_arena_str(&http_arena, shop_text(shop_get(cart), "/lines/0/id"));
    admin_call(204, "DELETE", address_of("lamp"), NULL);
    struct http_reply reply = shop_get(cart);
    ck_assert_uint_eq(shop_count(reply, "/lines"), 1);
    assert_str(reply, "/lines/0/sku", "plate");
    ck_assert_uint_eq(shop_count(reply, "/problems"), 1);
    assert_str(reply, "/problems/0/pointer", "/lines");
    assert_str(reply, "/problems/0/code", "unknown");
    assert_str(reply, "/problems/0/detail",
               admin_text("what %.*s held is gone; take the line out",
                          KT_STR_FMT(line))
                   .ptr);
    static const char checkout[] = "{\"payment\":{\"provider\":\"test\"},"
                                   "\"expected_total\":2990}";
    reply = shop_call(409, "POST", shop_at(cart, "/checkout"), checkout);
    assert_str(reply, "/type", "/problems/not-ready");
    assert_str(reply, "/errors/0/code", "unknown");
    shop_call(200, "DELETE", shop_at(cart, "/lines/%.*s", KT_STR_FMT(line)),
              NULL);
    ck_assert_uint_eq(shop_count(shop_get(cart), "/problems"), 0);
    shop_call(201, "POST", shop_at(cart, "/checkout"), checkout);
}
END_TEST

/* ---- the list ---- */

START_TEST(lists_what_is_asked_for)
{
    assert_text(listed(KT_STR(VARIANTS)),
                "draft ebook lamp mug-blue mug-red paper plate poster");
    assert_text(listed(admin_text(VARIANTS "?product_id=%.*s",
                                  KT_STR_FMT(id_of("mug")))),
                "mug-blue mug-red");
    assert_text(listed(admin_text(VARIANTS "?product_id=%.*s&sort=position",
                                  KT_STR_FMT(id_of("mug")))),
                "mug-red mug-blue");
    admin_call(200, "PATCH", address_of("mug-red"),
               "{\"barcode\":\"123\",\"is_active\":false}");
    assert_text(listed(KT_STR(VARIANTS "?barcode=123")), "mug-red");
    assert_text(listed(KT_STR(VARIANTS "?barcode=123&sku=lamp")), "");
    assert_text(listed(KT_STR(VARIANTS "?is_active=false")), "mug-red");
    assert_text(listed(KT_STR(VARIANTS "?stock_policy=backorder")), "poster");
    struct http_reply reply =
        admin_call(400, "GET", KT_STR(VARIANTS "?sort=position"), NULL);
    assert_str(reply, "/errors/0/pointer", "/sort");
    assert_str(reply, "/errors/0/detail",
               "position goes with product_id, sku or barcode");
    reply = admin_get(KT_STR(VARIANTS "?limit=7"));
    struct kt_str next = shop_text(reply, "/page/next");
    assert_text(listed(admin_text(VARIANTS "?limit=7&after=%.*s",
                                  KT_STR_FMT(next))),
                "poster");
}
END_TEST

Suite *
kt_suite_admin_variant(void)
{
    Suite *suite = suite_create("admin_variant");
    TCase *tcase = admin_case(suite, "variants");
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, tells_all_faults_at_once);
    tcase_add_test(tcase, lets_one_of_many_be_red);
    tcase_add_test(tcase, is_shown_at_once);
    tcase_add_test(tcase, moves_the_time_of_its_product);
    tcase_add_test(tcase, stays_while_it_is_used);
    tcase_add_test(tcase, stays_while_it_is_named_otherwise);
    tcase_add_test(tcase, is_told_to_carts_that_hold_it);
    tcase_add_test(tcase, lists_what_is_asked_for);
    return suite;
}
