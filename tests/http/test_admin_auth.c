#include "admin.h"
#include "http/router.h"
#include "pictures.h"
#include "service/shop_create.h"
#include "service/token.h"

Suite *kt_suite_admin_auth(void);

enum { SCOPES_MAX = 99 };

/* The route's path with an id of its kind in each place. */
static struct kt_str
path_of(const struct kt_route *route)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 128);
    for (const char *at = route->path; *at != '\0'; at++) {
        kt_buf_char(&buf, *at);
        if (*at != '{')
            continue;
        buf.len--;
        const char *end = strchr(at, '}');
        struct kt_str name = { at + 1, (size_t)(end - at) - 1 };
        const char *prefix = kt_route_prefix(name, &http_arena);
        kt_buf_format(&buf, "%s_00000000000000000000000001",
                      prefix != NULL ? prefix : "text");
        at = end;
    }
    return kt_buf_view(&buf);
}

static void
each_route(void (*check)(const struct kt_route *route, struct kt_str path))
{
    int count = 0;
    for (size_t i = 0; kt_route_tables[i] != NULL; i++) {
        const struct kt_route_table *table = kt_route_tables[i];
        for (size_t k = 0; k < table->count; k++) {
            if (table->routes[k].auth != KT_AUTH_ADMIN)
                continue;
            check(&table->routes[k], path_of(&table->routes[k]));
            count++;
        }
    }
    ck_assert_int_ge(count, 15);
}

static struct http_reply
send(const struct kt_route *route, struct kt_str path, const char *headers)
{
    return http_call(kt_method_names[route->method],
                     kt_arena_cstr(&http_arena, path), headers,
                     route->in != NULL ? "{}" : NULL);
}

static void
assert_refused(const struct http_reply *reply, const struct kt_route *route,
               int status, const char *part)
{
    ck_assert_msg(reply->status == status, "%s %s: %d, want %d: %.*s",
                  kt_method_names[route->method], route->path, reply->status,
                  status, KT_STR_FMT(reply->body));
    assert_has(reply->body, part);
}

static void
check_missing(const struct kt_route *route, struct kt_str path)
{
    struct http_reply reply = send(route, path, "");
    assert_refused(&reply, route, 401, "Bearer sk_… is missing");
}

START_TEST(every_route_wants_a_token)
{
    each_route(check_missing);
}
END_TEST

static void
check_unknown(const struct kt_route *route, struct kt_str path)
{
    struct http_reply reply =
        send(route, path, "Authorization: Bearer sk_nobody\r\n");
    assert_refused(&reply, route, 401, "the token is not known");
}

START_TEST(no_route_takes_an_unknown_token)
{
    each_route(check_unknown);
}
END_TEST

/* The token has every scope but the one that the route wants. */
static void
check_scope(const struct kt_route *route, struct kt_str path)
{
    const char *scopes[SCOPES_MAX + 1] = { NULL };
    size_t count = 0;
    bool is_known = false;
    ck_assert_ptr_nonnull(route->scope);
    for (size_t i = 0; kt_token_scopes[i] != NULL; i++) {
        ck_assert_uint_lt(count, SCOPES_MAX);
        if (strcmp(kt_token_scopes[i], route->scope) == 0)
            is_known = true;
        else
            scopes[count++] = kt_token_scopes[i];
    }
    ck_assert_msg(is_known, "%s is no scope", route->scope);
    struct kt_str token = admin_token(scopes);
    struct http_reply reply =
        admin_call_as(token, "", kt_method_names[route->method], path,
                      route->in != NULL ? "{}" : NULL);
    assert_refused(&reply, route, 403, route->scope);
}

START_TEST(every_route_wants_its_own_scope)
{
    each_route(check_scope);
}
END_TEST

START_TEST(a_noun_with_a_star_is_enough)
{
    static const char *const scopes[] = { "promotions:*", NULL };
    struct kt_str token = admin_token(scopes);
    struct http_reply reply =
        admin_call_as(token, "", "GET", KT_STR("/admin/v1/promotions"), NULL);
    assert_text(reply.body, "{\"data\":[],\"page\":{\"next\":null}}");
    reply = admin_call_as(token, "", "GET", KT_STR("/admin/v1/orders"), NULL);
    ck_assert_int_eq(reply.status, 403);
}
END_TEST

/* ---- another shop ---- */

static struct kt_str home_token, other_token;

static void
open_other_shop(void)
{
    struct kt_shop_create_in in = { .code = KT_STR("other") };
    struct kt_str all = KT_STR("*");
    struct kt_token_wish wish = { .name = KT_STR("other"),
                                  .scopes = { &all, 1 } };
    struct kt_id store_id;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    home_token = admin_token((const char *const[]){ "*", NULL });
    enum kt_status status = kt_shop_create(&http_app, &in, &store_id, &err);
    if (status == KT_OK)
        status = kt_token_create(&http_app, store_id, &wish, &http_arena,
                                 &other_token, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
}

/* Its tax rule and its shipping methods are there. */
static void
fill_rules(void)
{
    static const char zone[] = "{\"code\":\"all\",\"name\":\"All\"}";
    admin_make("/admin/v1/tax-classes", zone);
    admin_make("/admin/v1/tax-zones", zone);
    admin_make("/admin/v1/shipping-zones", zone);
    admin_make("/admin/v1/tax-rates",
               "{\"zone\":\"all\",\"tax_class\":\"all\",\"name\":\"VAT\","
               "\"rate_ppm\":190000}");
    admin_make("/admin/v1/price-rules",
               "{\"code\":\"list\",\"rule\":\"list_price\"}");
    admin_make("/admin/v1/checkout-checks",
               "{\"code\":\"address\",\"rule\":\"address_required\"}");
    admin_make("/admin/v1/order-guards",
               "{\"code\":\"large\",\"rule\":\"hold_large_orders\","
               "\"params\":{\"limit\":100000}}");
    admin_make("/admin/v1/reactions",
               "{\"code\":\"thanks\",\"rule\":\"thank_you\"}");
}

/* One of each in the first shop, so that there is something to be found. */
static void
fill_home_shop(void)
{
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"plate\",\"quantity\":1}]");
    shop_call(201, "POST", shop_at(cart, "/checkout"),
              "{\"payment\":{\"provider\":\"test\"},"
              "\"expected_total\":2990}");
    struct kt_str promotion = admin_make(
        "/admin/v1/promotions",
        "{\"rule\":\"order_percent_off\",\"params\":{\"percent\":10}}");
    admin_make("/admin/v1/coupons",
               admin_text("{\"promotion_id\":\"%.*s\",\"code\":\"TEN\"}",
                          KT_STR_FMT(admin_id(promotion)))
                   .ptr);
    admin_make("/admin/v1/stock/movements",
               "{\"sku\":\"plate\",\"location\":\"main\",\"adjust\":1,"
               "\"reason\":\"found\"}");
    admin_make("/admin/v1/coupon-batches",
               admin_text("{\"name\":\"flyer\",\"promotion_id\":\"%.*s\","
                          "\"count\":1}",
                          KT_STR_FMT(admin_id(promotion)))
                   .ptr);
    struct kt_str card = admin_make("/admin/v1/gift-cards",
                                    "{\"currency\":\"EUR\",\"amount\":1000}");
    admin_make("/admin/v1/gift-card-moves",
               admin_text("{\"gift_card_id\":\"%.*s\",\"amount\":-1,"
                          "\"reason\":\"stamp\"}",
                          KT_STR_FMT(admin_id(card)))
                   .ptr);
    admin_make("/admin/v1/product-types",
               "{\"code\":\"mug\",\"name\":\"Mug\"}");
    admin_make("/admin/v1/collections",
               "{\"slug\":\"new\",\"names\":{\"en\":\"New\"}}");
    admin_make("/admin/v1/price-lists", "{\"code\":\"vip\",\"name\":\"VIP\"}");
    admin_make("/admin/v1/customer-groups",
               "{\"code\":\"vip\",\"name\":\"VIP\"}");
    struct kt_str customer =
        admin_make("/admin/v1/customers", "{\"email\":\"eve@example.com\"}");
    admin_call(201, "POST", admin_text("%.*s/points", KT_STR_FMT(customer)),
               "{\"points\":1,\"reason\":\"stamp\"}");
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    http_open_media((struct kt_media_options){ 0 });
    struct http_reply reply = picture_upload(token, "/admin/v1/media",
                                             "image/gif", "", picture_gif());
    ck_assert_int_eq(reply.status, 201);
    fill_rules();
}

/* The route's path with an id of the first shop, found in the list that stands
 * above it. Empty: the path has no id, or is one of the scripts, which all
 * shops of a process have. */
static struct kt_str
home_path(const struct kt_route *route)
{
    const char *brace = strchr(route->path, '{');
    if (brace == NULL || strcmp(route->scope, "rules:read") == 0)
        return KT_STR("");
    struct kt_str list = { route->path, (size_t)(brace - route->path) - 1 };
    struct http_reply reply = admin_call_as(home_token, "", "GET", list, NULL);
    ck_assert_msg(reply.status == 200 && shop_count(reply, "/data") > 0,
                  "%.*s: make one in fill_home_shop", KT_STR_FMT(list));
    return admin_text("%.*s/%.*s%s", KT_STR_FMT(list),
                      KT_STR_FMT(shop_text(reply, "/data/0/id")),
                      strchr(brace, '}') + 1);
}

/* Bodies of routes that take no empty one. */
static const struct {
    const char *ending, *body;
} bodies[] = {
    { "/transitions", "{\"event\":\"complete\"}" },
    { "/points", "{\"points\":1,\"reason\":\"stamp\"}" },
};

static const char *
body_of(const struct kt_route *route)
{
    struct kt_str path = kt_str_of(route->path);
    for (size_t i = 0; i < KT_COUNT(bodies); i++) {
        size_t len = strlen(bodies[i].ending);
        if (path.len > len &&
            strcmp(path.ptr + path.len - len, bodies[i].ending) == 0)
            return bodies[i].body;
    }
    return route->in != NULL ? "{}" : NULL;
}

static void
check_other_shop(const struct kt_route *route, struct kt_str ignored)
{
    struct kt_str path = home_path(route);
    (void)ignored;
    if (path.len == 0)
        return;
    struct http_reply reply =
        admin_call_as(other_token, "", kt_method_names[route->method], path,
                      body_of(route));
    assert_refused(&reply, route, 404, "/problems/not-found");
}

START_TEST(no_route_finds_what_is_of_another_shop)
{
    fill_home_shop();
    open_other_shop();
    each_route(check_other_shop);
}
END_TEST

/* What a list of the other shop tells is nothing of the first one's. */
static void
check_other_list(const struct kt_route *route, struct kt_str path)
{
    if (route->method != KT_GET || !route->out_is_list ||
        strchr(route->path, '{') != NULL)
        return;
    struct http_reply home = admin_call_as(home_token, "", "GET", path, NULL);
    struct http_reply other = admin_call_as(other_token, "", "GET", path, NULL);
    ck_assert_int_eq(other.status, 200);
    for (size_t i = 0; i < shop_count(home, "/data"); i++) {
        const struct cJSON *id =
            kt_json_find(shop_node(home, admin_text("/data/%zu", i).ptr),
                         KT_STR("id"));
        ck_assert_ptr_nonnull(id);
        struct kt_str text = kt_json_get_str(id);
        ck_assert_msg(memmem(other.body.ptr, other.body.len, text.ptr,
                             text.len) == NULL,
                      "%s tells %.*s", route->path, KT_STR_FMT(text));
    }
}

START_TEST(no_list_tells_what_is_of_another_shop)
{
    fill_home_shop();
    open_other_shop();
    each_route(check_other_list);
}
END_TEST

Suite *
kt_suite_admin_auth(void)
{
    Suite *suite = suite_create("admin_auth");
    TCase *tcase = admin_case(suite, "tokens");
    tcase_add_test(tcase, every_route_wants_a_token);
    tcase_add_test(tcase, no_route_takes_an_unknown_token);
    tcase_add_test(tcase, every_route_wants_its_own_scope);
    tcase_add_test(tcase, a_noun_with_a_star_is_enough);
    tcase_add_test(tcase, no_route_finds_what_is_of_another_shop);
    tcase_add_test(tcase, no_list_tells_what_is_of_another_shop);
    return suite;
}
