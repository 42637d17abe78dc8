#include "admin.h"

Suite *kt_suite_admin_promotion(void);

#define PROMOTIONS "/admin/v1/promotions"

static const char ten_off[] =
    "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10}}";

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

static int64_t
discount_of(struct kt_str cart)
{
    return shop_int(shop_get(cart), "/totals/discount");
}

/* ---- making ---- */

START_TEST(holds_for_the_next_cart)
{
    struct kt_str cart = shop_cart(mugs);
    ck_assert_int_eq(discount_of(cart), 0);
    struct kt_str at = admin_make(PROMOTIONS, ten_off);
    struct http_reply reply = shop_get(cart);
    assert_int(reply, "/totals/discount", 240);
    assert_int(reply, "/totals/subtotal", 2400);
    assert_int(reply, "/totals/total", 2400 - 240 + 490);
    struct kt_str id = admin_id(at);
    ck_assert(
        kt_str_eq(shop_text(reply, "/lines/0/discounts/0/promotion_id"), id));
    assert_str(reply, "/lines/0/discounts/0/title", "10 % off your order");
}
END_TEST

START_TEST(tells_what_it_made)
{
    struct http_reply reply =
        admin_call(201, "POST", KT_STR(PROMOTIONS), ten_off);
    assert_str(reply, "/rule", "order_percent_off");
    assert_str(reply, "/stage", "order");
    assert_str(reply, "/shown_title", "10 % off your order");
    assert_json(reply, "/params", "{\"percent\":10,\"with_shipping\":false}");
    assert_json(reply, "/is_active", "true");
    assert_int(reply, "/uses", 0);
    assert_int(reply, "/spent", 0);
    assert_int(reply, "/version", 1);
    assert_text(http_header(&reply, "ETag"), "\"v1\"");
    struct kt_str at =
        admin_text(PROMOTIONS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    ck_assert(kt_str_eq(http_header(&reply, "Location"), at));
    struct http_reply again = admin_get(at);
    assert_text(again.body, kt_arena_cstr(&http_arena, reply.body));
}
END_TEST

/* Every condition comes back as it was given. */
START_TEST(keeps_all_that_is_given)
{
    static const char all[] =
        "{\"rule\":\"percent_off\",\"title\":\"Mugs\","
        "\"params\":{\"percent\":\"12.5\",\"products\":{\"skus\":[\"mug-red\"]}"
        ",\"pick\":\"cheapest\"},\"is_active\":false,"
        "\"starts_at\":\"2026-01-01T00:00:00Z\","
        "\"ends_at\":\"2027-01-01T00:00:00Z\",\"channels\":[\"web\",\"app\"],"
        "\"customer_groups\":[\"members\"],\"countries\":[\"DE\"],"
        "\"subtotal_min\":1000,\"subtotal_max\":100000,\"currency\":\"EUR\","
        "\"quantity_min\":2,\"products\":{\"tags\":[\"gift\"]},"
        "\"must_contain\":true,\"order_number_min\":1,\"order_number_max\":3,"
        "\"no_reduced_lines\":true,\"skips_reduced\":true,\"basis\":\"list\","
        "\"cap\":5000,\"needs_coupon\":true,\"priority\":-5,"
        "\"is_exclusive\":true,\"group\":\"sale\",\"group_mode\":\"best\","
        "\"uses_max\":100,\"uses_per_customer_max\":1,\"budget\":10000,"
        "\"keeps_use\":true,\"on_error\":\"refuse\"}";
    struct kt_str first = admin_make(PROMOTIONS, ten_off);
    struct kt_str at = admin_make(PROMOTIONS, all);
    struct http_reply reply = admin_get(at);
    static const struct {
        const char *pointer;
        const char *json;
    } wanted[] = {
        { "/title", "\"Mugs\"" },
        { "/shown_title", "\"Mugs\"" },
        { "/stage", "\"item\"" },
        { "/params", "{\"percent\":\"12.5\",\"products\":{\"skus\":"
                     "[\"mug-red\"]},\"pick\":\"cheapest\"}" },
        { "/is_active", "false" },
        { "/starts_at", "\"2026-01-01T00:00:00Z\"" },
        { "/ends_at", "\"2027-01-01T00:00:00Z\"" },
        { "/channels", "[\"web\",\"app\"]" },
        { "/customer_groups", "[\"members\"]" },
        { "/countries", "[\"DE\"]" },
        { "/subtotal_min", "1000" },
        { "/subtotal_max", "100000" },
        { "/currency", "\"EUR\"" },
        { "/quantity_min", "2" },
        { "/products", "{\"tags\":[\"gift\"]}" },
        { "/must_contain", "true" },
        { "/order_number_min", "1" },
        { "/order_number_max", "3" },
        { "/no_reduced_lines", "true" },
        { "/skips_reduced", "true" },
        { "/basis", "\"list\"" },
        { "/cap", "5000" },
        { "/needs_coupon", "true" },
        { "/priority", "-5" },
        { "/is_exclusive", "true" },
        { "/group", "\"sale\"" },
        { "/group_mode", "\"best\"" },
        { "/uses_max", "100" },
        { "/uses_per_customer_max", "1" },
        { "/budget", "10000" },
        { "/keeps_use", "true" },
        { "/on_error", "\"refuse\"" },
    };
    for (size_t i = 0; i < KT_COUNT(wanted); i++)
        assert_json(reply, wanted[i].pointer, wanted[i].json);
    struct kt_str companion =
        admin_text("{\"companion_of\":\"%.*s\"}", KT_STR_FMT(admin_id(first)));
    reply = admin_call(200, "PATCH", at, companion.ptr);
    ck_assert(kt_str_eq(shop_text(reply, "/companion_of"), admin_id(first)));
}
END_TEST

START_TEST(makes_one_for_one_key)
{
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    static const char key[] = "Idempotency-Key: k1\r\n";
    struct http_reply first =
        admin_call_as(token, key, "POST", KT_STR(PROMOTIONS), ten_off);
    struct http_reply second =
        admin_call_as(token, key, "POST", KT_STR(PROMOTIONS), ten_off);
    ck_assert_int_eq(first.status, 201);
    ck_assert_int_eq(second.status, 201);
    assert_text(second.body, kt_arena_cstr(&http_arena, first.body));
    ck_assert_uint_eq(shop_count(admin_get(KT_STR(PROMOTIONS)), "/data"), 1);
}
END_TEST

/* ---- listing ---- */

static void
assert_titles(const char *query, const char *titles)
{
    struct http_reply reply = admin_get(admin_text(PROMOTIONS "?%s", query));
    struct kt_str found = KT_STR("");
    for (size_t i = 0; i < shop_count(reply, "/data"); i++)
        found = admin_text(
            "%.*s%s%.*s", KT_STR_FMT(found), i > 0 ? ", " : "",
            KT_STR_FMT(shop_text(reply, admin_text("/data/%zu/title", i).ptr)));
    ck_assert_msg(kt_str_eq(found, kt_str_of(titles)), "%s: %.*s", query,
                  KT_STR_FMT(found));
}

START_TEST(lists_and_filters)
{
    static const char *const bodies[] = {
        "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10},"
        "\"title\":\"Été\",\"channels\":[\"web\",\"app\"],\"priority\":2}",
        "{\"rule\":\"percent_off\",\"params\":{\"percent\":10},"
        "\"title\":\"Big sale\",\"channels\":[\"web\"],"
        "\"needs_coupon\":true,\"starts_at\":\"2999-01-01T00:00:00Z\"}",
        "{\"rule\":\"percent_off\",\"params\":{\"percent\":10},"
        "\"title\":\"Old\",\"priority\":5,"
        "\"ends_at\":\"2001-01-01T00:00:00Z\"}",
        "{\"rule\":\"percent_off\",\"params\":{\"percent\":10},"
        "\"title\":\"Off\",\"is_active\":false,\"group\":\"vip\","
        "\"group_mode\":\"best\"}",
    };
    static const char *const cases[][2] = {
        { "", "Off, Old, Big sale, Été" },
        { "sort=oldest", "Été, Big sale, Old, Off" },
        { "sort=priority", "Old, Été, Off, Big sale" },
        { "rule=percent_off", "Off, Old, Big sale" },
        { "stage=order", "Été" },
        { "channel=app", "Off, Old, Été" },
        { "channel=web", "Off, Old, Big sale, Été" },
        { "channel=we", "Off, Old" },
        { "needs_coupon=true", "Big sale" },
        { "is_active=false", "Off" },
        { "state=off", "Off" },
        { "state=ended", "Old" },
        { "state=scheduled", "Big sale" },
        { "state=running", "Été" },
        { "state=used_up", "" },
        { "q=ete", "Été" },
        { "q=sal%20BI", "Big sale" },
        { "q=percent", "Off, Old, Big sale, Été" },
        { "q=vip", "Off" },
        { "q=!", "" },
        { "q=percent&state=running&channel=app", "Été" },
    };
    struct kt_str at;
    for (size_t i = 0; i < KT_COUNT(bodies); i++) {
        http_app.clock.fixed_ms = INT64_C(1767225600000) + (int64_t)i;
        at = admin_make(PROMOTIONS, bodies[i]);
    }
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_titles(cases[i][0], cases[i][1]);
    admin_call(200, "PATCH", at,
               "{\"title\":\"New\",\"channels\":[\"web\"],\"group\":null}");
    assert_titles("channel=app", "Old, Été");
    assert_titles("q=vip", "");
    assert_titles("q=new", "New");
}
END_TEST

START_TEST(goes_by_priority_page_by_page)
{
    http_app.clock.fixed_ms = INT64_C(1767225600000);
    struct kt_str first = admin_make(PROMOTIONS, ten_off);
    http_app.clock.fixed_ms++;
    struct kt_str second = admin_make(PROMOTIONS, ten_off);
    struct http_reply reply =
        admin_get(KT_STR(PROMOTIONS "?sort=priority&limit=1"));
    ck_assert(kt_str_eq(shop_text(reply, "/data/0/id"), admin_id(second)));
    reply = admin_get(admin_text(PROMOTIONS "?sort=priority&limit=1&after=%.*s",
                                 KT_STR_FMT(shop_text(reply, "/page/next"))));
    ck_assert(kt_str_eq(shop_text(reply, "/data/0/id"), admin_id(first)));
    assert_str(reply, "/data/0/shown_title", "10 % off your order");
    assert_json(reply, "/page/next", "null");
}
END_TEST

START_TEST(stays_while_another_goes_along_with_it)
{
    struct kt_str first = admin_make(PROMOTIONS, ten_off);
    struct kt_str second = admin_make(
        PROMOTIONS,
        admin_text("{\"rule\":\"order_percent_off\",\"params\":{\"percent\":5},"
                   "\"companion_of\":\"%.*s\"}",
                   KT_STR_FMT(admin_id(first)))
            .ptr);
    struct http_reply reply = admin_call(409, "DELETE", first, NULL);
    assert_str(reply, "/type", "/problems/in-use");
    ck_assert(kt_str_eq(shop_text(reply, "/used_by"), admin_id(second)));
    assert_str(reply, "/errors/0/code", "promotion");
    admin_match(412, "\"v2\"", "DELETE", second, NULL);
    admin_match(204, "\"v1\"", "DELETE", second, NULL);
    admin_call(204, "DELETE", first, NULL);
    admin_call(404, "GET", first, NULL);
}
END_TEST

/* ---- what is wrong ---- */

static void
assert_fault(struct http_reply reply, size_t index, const char *pointer,
             const char *code, const char *detail)
{
    struct kt_str at = admin_text("/errors/%zu", index);
    assert_str(reply, admin_text("%s/pointer", at.ptr).ptr, pointer);
    assert_str(reply, admin_text("%s/code", at.ptr).ptr, code);
    assert_str(reply, admin_text("%s/detail", at.ptr).ptr, detail);
}

static struct http_reply
refuse(const char *body, size_t faults)
{
    struct http_reply reply = admin_call(400, "POST", KT_STR(PROMOTIONS), body);
    assert_str(reply, "/type", "/problems/invalid-body");
    ck_assert_msg(shop_count(reply, "/errors") == faults, "%.*s",
                  KT_STR_FMT(reply.body));
    return reply;
}

START_TEST(names_the_nearest_rule)
{
    struct http_reply reply = refuse("{\"rule\":\"percent_of\"}", 1);
    assert_fault(reply, 0, "/rule", "unknown",
                 "there is no promotion rule \"percent_of\", did you mean "
                 "\"percent_off\"?");
}
END_TEST

START_TEST(names_the_nearest_param)
{
    struct http_reply reply = refuse("{\"rule\":\"percent_off\",\"params\":{"
                                     "\"percnt\":10}}",
                                     2);
    assert_fault(reply, 0, "/params/percnt", "unknown_field",
                 "there is no param 'percnt', did you mean 'percent'?");
    assert_fault(reply, 1, "/params/percent", "required",
                 "is missing: per cent, as an integer or as text (\"12.5\")");
}
END_TEST

START_TEST(refuses_what_no_shelf_can_know)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(PROMOTIONS),
                   "{\"rule\":\"catalogue_sale\",\"params\":{\"percent\":10},"
                   "\"subtotal_min\":100,\"quantity_min\":2,\"cap\":50}");
    ck_assert_uint_eq(shop_count(reply, "/errors"), 3);
    assert_str(reply, "/errors/0/pointer", "/subtotal_min");
    assert_str(reply, "/errors/0/code", "not_allowed");
    assert_str(reply, "/errors/1/pointer", "/quantity_min");
    assert_str(reply, "/errors/2/pointer", "/cap");
}
END_TEST

START_TEST(tells_every_fault_at_once)
{
    struct http_reply reply =
        refuse("{\"rule\":\"percent_off\",\"params\":{\"percent\":200},"
               "\"channels\":[\"web\",\"wep\"],\"countries\":[\"de\"],"
               "\"customer_groups\":[\"VIP!\"],\"currency\":\"EUX\","
               "\"starts_at\":\"2026-02-01T00:00:00Z\","
               "\"ends_at\":\"2026-01-01T00:00:00Z\",\"subtotal_min\":5,"
               "\"subtotal_max\":4,\"group\":\"sale\","
               "\"companion_of\":\"promo_00000000000000000000000001\"}",
               9);
    assert_fault(reply, 0, "/ends_at", "wrong_value", "ends before it starts");
    assert_fault(reply, 1, "/subtotal_max", "too_small",
                 "at least the minimum, 5");
    assert_fault(reply, 2, "/countries/0", "wrong_value",
                 "two capital letters, as in DE");
    assert_fault(reply, 3, "/customer_groups/0", "wrong_value",
                 "\"VIP!\" is no code: write a-z, 0-9, -, _ or .");
    assert_fault(reply, 4, "/currency", "wrong_value",
                 "ISO 4217 knows no currency EUX");
    assert_fault(reply, 5, "/params/percent", "too_large", "between 0 and 100");
    assert_fault(reply, 6, "/channels/1", "unknown",
                 "there is no channel \"wep\", did you mean \"web\"?");
    assert_fault(reply, 7, "/group_mode", "required",
                 "the group \"sale\" is new: all, best, best_per_line, "
                 "additive or same_base");
    assert_fault(reply, 8, "/companion_of", "unknown",
                 "there is no such promotion");
}
END_TEST

START_TEST(refuses_what_only_the_shop_sets)
{
    struct http_reply reply =
        refuse("{\"rule\":\"percent_off\",\"uses\":3,\"prioritty\":1}", 2);
    assert_fault(reply, 0, "/uses", "unknown_field", "is not known");
    assert_fault(reply, 1, "/prioritty", "unknown_field",
                 "is not known; did you mean \"priority\"?");
}
END_TEST

/* ---- warnings ---- */

static struct http_reply
warned(const char *body)
{
    return admin_call(201, "POST", KT_STR(PROMOTIONS), body);
}

START_TEST(warns_of_what_can_never_apply)
{
    struct http_reply reply =
        warned("{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10},"
               "\"ends_at\":\"2020-01-01T00:00:00Z\",\"needs_coupon\":true}");
    assert_json(reply, "/warnings",
                "[{\"code\":\"never\",\"pointer\":\"/ends_at\",\"detail\":"
                "\"it ended at 2020-01-01T00:00:00Z\"},"
                "{\"code\":\"never\",\"pointer\":\"/needs_coupon\",\"detail\":"
                "\"it has no coupon that may be used\"}]");
    struct kt_str at =
        admin_text(PROMOTIONS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    reply = admin_get(at);
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "warnings", 8));
    admin_make("/admin/v1/coupons",
               admin_text("{\"promotion_id\":\"%.*s\",\"code\":\"TEN\"}",
                          KT_STR_FMT(admin_id(at)))
                   .ptr);
    reply = admin_call(200, "PATCH", at, "{\"ends_at\":null}");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "warnings", 8));
    reply = admin_call(200, "PATCH", at, "{\"currency\":\"JPY\"}");
    assert_json(reply, "/warnings",
                "[{\"code\":\"never\",\"pointer\":\"/currency\",\"detail\":"
                "\"none of its channels sells in JPY\"}]");
}
END_TEST

START_TEST(warns_of_products_that_are_not_there)
{
    struct http_reply reply = warned(
        "{\"rule\":\"percent_off\",\"params\":{\"percent\":10,\"products\":"
        "{\"skus\":[\"mug-red\",\"mug-rad\"],\"categories\":[\"cubs\"]}},"
        "\"must_contain\":true,\"products\":{\"products\":[\"teepot\"]}}");
    assert_json(
        reply, "/warnings",
        "[{\"code\":\"unknown\",\"pointer\":\"/products/products/0\","
        "\"detail\":\"there is no product \\\"teepot\\\"\"},"
        "{\"code\":\"never\",\"pointer\":\"/products\",\"detail\":"
        "\"none of the products that it wants is there\"},"
        "{\"code\":\"unknown\",\"pointer\":\"/params/products/skus/1\","
        "\"detail\":\"there is no SKU \\\"mug-rad\\\"\"},"
        "{\"code\":\"unknown\",\"pointer\":\"/params/products/categories/0\","
        "\"detail\":\"there is no category \\\"cubs\\\"\"}]");
    reply = warned("{\"rule\":\"gift_with_purchase\",\"params\":"
                   "{\"gift\":\"lump\",\"spend\":1000}}");
    assert_json(reply, "/warnings",
                "[{\"code\":\"unknown\",\"pointer\":\"/params/gift\","
                "\"detail\":\"there is no SKU \\\"lump\\\"\"}]");
}
END_TEST

/* Its rule read them once. */
START_TEST(warns_of_nothing_in_params_that_no_longer_fit)
{
    struct kt_str id = shop_promote(&(struct shop_promotion){
        .title = "Old",
        .rule = "percent_off",
        .stage = "item",
        .params = "{\"percent\":10,\"products\":{\"sku\":\"mug-rad\"}}" });
    struct http_reply reply =
        admin_call(200, "PATCH", admin_text(PROMOTIONS "/%.*s", KT_STR_FMT(id)),
                   "{\"title\":\"Older\"}");
    assert_str(reply, "/title", "Older");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "warnings", 8));
}
END_TEST

/* Mugs cost 12.00 and may cost no less than 9.00. */
START_TEST(warns_of_minimum_prices)
{
    struct kt_str variant =
        shop_text(admin_get(KT_STR("/admin/v1/variants?sku=mug-red")),
                  "/data/0/id");
    admin_make("/admin/v1/prices",
               admin_text("{\"variant_id\":\"%.*s\",\"currency\":\"EUR\","
                          "\"amount\":1200,\"min_amount\":900}",
                          KT_STR_FMT(variant))
                   .ptr);
    struct http_reply reply =
        warned("{\"rule\":\"order_percent_off\",\"params\":{\"percent\":20}}");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "warnings", 8));
    reply = warned(ten_off);
    assert_json(reply, "/warnings",
                "[{\"code\":\"below_minimum\",\"pointer\":\"\",\"detail\":"
                "\"SKU mug-red in web: 8.64 EUR a unit at the worst, of 1, "
                "where its minimum holds it at 9.00\"}]");
    struct kt_str at =
        admin_text(PROMOTIONS "/%.*s", KT_STR_FMT(shop_text(reply, "/id")));
    reply = admin_call(200, "PATCH", at,
                       "{\"params\":{\"percent\":5},\"title\":\"Five\"}");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "warnings", 8));
    reply = admin_call(200, "PATCH", at,
                       "{\"params\":{\"percent\":50},\"channels\":[\"app\"]}");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "warnings", 8));
}
END_TEST

START_TEST(warns_of_those_that_exclude_each_other)
{
    warned("{\"title\":\"Ten\",\"rule\":\"order_percent_off\","
           "\"params\":{\"percent\":10}}");
    struct http_reply reply =
        warned("{\"title\":\"Alone\",\"rule\":\"order_percent_off\","
               "\"params\":{\"percent\":20},\"is_exclusive\":true}");
    assert_json(reply, "/warnings",
                "[{\"code\":\"excludes\",\"pointer\":\"/is_exclusive\","
                "\"detail\":\"it is exclusive: never together with "
                "\\\"Ten\\\"\"}]");
    reply = warned(ten_off);
    assert_json(reply, "/warnings",
                "[{\"code\":\"beaten\",\"pointer\":\"\",\"detail\":"
                "\"\\\"Alone\\\" is exclusive and holds whenever this does: "
                "this applies only where that one takes nothing off\"}]");
}
END_TEST

Suite *
kt_suite_admin_promotion(void)
{
    Suite *suite = suite_create("admin_promotion");
    TCase *tcase = admin_case(suite, "making");
    tcase_add_test(tcase, holds_for_the_next_cart);
    tcase_add_test(tcase, tells_what_it_made);
    tcase_add_test(tcase, keeps_all_that_is_given);
    tcase_add_test(tcase, makes_one_for_one_key);
    tcase = admin_case(suite, "listing");
    tcase_add_test(tcase, lists_and_filters);
    tcase_add_test(tcase, goes_by_priority_page_by_page);
    tcase_add_test(tcase, stays_while_another_goes_along_with_it);
    tcase = admin_case(suite, "faults");
    tcase_add_test(tcase, names_the_nearest_rule);
    tcase_add_test(tcase, names_the_nearest_param);
    tcase_add_test(tcase, refuses_what_no_shelf_can_know);
    tcase_add_test(tcase, tells_every_fault_at_once);
    tcase_add_test(tcase, refuses_what_only_the_shop_sets);
    TCase *warnings = admin_case(suite, "warnings");
    tcase_add_test(warnings, warns_of_what_can_never_apply);
    tcase_add_test(warnings, warns_of_products_that_are_not_there);
    tcase_add_test(warnings, warns_of_nothing_in_params_that_no_longer_fit);
    tcase_add_test(warnings, warns_of_minimum_prices);
    tcase_add_test(warnings, warns_of_those_that_exclude_each_other);
    return suite;
}
