#include "admin.h"
#include "http/router.h"
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

Suite *
kt_suite_admin_auth(void)
{
    Suite *suite = suite_create("admin_auth");
    TCase *tcase = admin_case(suite, "tokens");
    tcase_add_test(tcase, every_route_wants_a_token);
    tcase_add_test(tcase, no_route_takes_an_unknown_token);
    tcase_add_test(tcase, every_route_wants_its_own_scope);
    tcase_add_test(tcase, a_noun_with_a_star_is_enough);
    return suite;
}
