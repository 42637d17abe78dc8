/* What the server tells of itself: the document, its pages, its problems, the
 * files of the media folder. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "http.h"
#include "http/openapi.h"
#include "schema.h"

static const struct cJSON *
parse(struct kt_str text)
{
    const struct cJSON *root;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_msg(kt_json_parse(&http_arena, text, &root, &err) == KT_OK,
                  "%.*s", KT_STR_FMT(kt_error_text(&err)));
    return root;
}

static const struct cJSON *
find(const struct cJSON *node, const char *name)
{
    const struct cJSON *found = kt_json_find(node, kt_str_of(name));
    ck_assert_msg(found != NULL, "no %s", name);
    return found;
}

START_TEST(document_has_every_route)
{
    struct http_reply reply = http_get("/openapi.json");
    ck_assert_int_eq(reply.status, 200);
    const struct cJSON *root = parse(reply.body);
    const struct cJSON *paths = find(root, "paths");
    for (size_t i = 0; http_tables[i] != NULL; i++) {
        for (size_t j = 0; j < http_tables[i]->count; j++) {
            const struct kt_route *route = &http_tables[i]->routes[j];
            static const char *const methods[] = { "get", "post", "put",
                                                   "patch", "delete" };
            const struct cJSON *operation =
                find(find(paths, route->path), methods[route->method]);
            assert_text(kt_json_get_str(find(operation, "summary")),
                        route->summary);
        }
    }
}
END_TEST

START_TEST(document_describes_a_body)
{
    const struct cJSON *root = parse(http_get("/openapi.json").body);
    const struct cJSON *schema =
        find(find(find(root, "components"), "schemas"), "ThingInput");
    assert_text(kt_json_text(find(schema, "required"), &http_arena),
                "[\"name\"]");
    assert_text(kt_json_text(find(find(schema, "properties"), "size"),
                             &http_arena),
                "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,"
                "\"maximum\":10}");
    const struct cJSON *post =
        find(find(find(root, "paths"), "/admin/v1/things"), "post");
    assert_text(kt_json_text(find(post, "security"), &http_arena),
                "[{\"token\":[]}]");
    find(find(post, "responses"), "201");
    find(find(post, "responses"), "403");
}
END_TEST

/* Answers are checked against what this writes: contract.c. */
START_TEST(document_is_made_from_the_tables_alone)
{
    struct kt_document written;
    struct kt_str served = http_get("/openapi.json").body;
    kt_openapi_write(http_tables, &http_arena, &written);
    ck_assert(kt_str_eq(served, written.text));
}
END_TEST

static const struct {
    const char *schema;
    const char *value;
    const char *fault; /* NULL: it fits */
} schema_cases[] = {
    { "{\"type\":\"integer\"}", "7", NULL },
    { "{\"type\":\"integer\"}", "7.5", ": is no integer" },
    { "{\"type\":[\"string\",\"null\"]}", "null", NULL },
    { "{\"type\":[\"string\",\"null\"]}", "1",
      ": is none of [\"string\",\"null\"]" },
    { "{\"type\":\"string\",\"format\":\"date-time\"}",
      "\"2026-02-30T00:00:00Z\"", ": is no date-time" },
    { "{\"pattern\":\"^a_[0-7]$\"}", "\"a_8\"", ": does not match ^a_[0-7]$" },
    { "{\"enum\":[\"a\",null]}", "\"b\"", ": is none of [\"a\",null]" },
    { "{\"items\":{\"type\":\"string\"}}", "[\"a\",1]", "/1: is no string" },
    { "{\"required\":[\"a\"]}", "{}", ": lacks a" },
    { "{\"properties\":{\"a\":{}}}", "{\"a\":1,\"b\":2}",
      ": has the undeclared member b" },
    { "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"a\":1}",
      "/a: is no string" },
    { "{\"maxItems\":1}", "[1,2]", ": is more than 1" },
    { "{\"minLength\":2}", "\"\u00e4\"", ": is less than 2" },
    { "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "null", NULL },
    { "{\"oneOf\":[{\"type\":\"string\"},{\"minLength\":1}]}", "\"a\"",
      ": fits several of oneOf" },
    { "{\"$ref\":\"#/no/where\"}", "1", ": has a dead reference #/no/where" },
    { "{\"uniqueItems\":true}", "[]", ": has the unknown keyword uniqueItems" },
};

START_TEST(answers_are_checked_strictly)
{
    struct schema_check check = { .document = parse(KT_STR("{}")),
                                  .arena = &http_arena };
    bool fits = schema_fits(&check, parse(kt_str_of(schema_cases[_i].schema)),
                            parse(kt_str_of(schema_cases[_i].value)));
    ck_assert_int_eq(fits, schema_cases[_i].fault == NULL);
    if (schema_cases[_i].fault != NULL)
        assert_text(check.fault, schema_cases[_i].fault);
}
END_TEST

START_TEST(document_is_cached_by_its_etag)
{
    struct http_reply reply = http_get("/openapi.json");
    char header[200];
    snprintf(header, sizeof header, "If-None-Match: %.*s\r\n",
             KT_STR_FMT(http_header(&reply, "ETag")));
    assert_text(http_header(&reply, "Cache-Control"),
                "public, max-age=0, must-revalidate");
    reply = http_call("GET", "/openapi.json", header, NULL);
    ck_assert_int_eq(reply.status, 304);
}
END_TEST

START_TEST(page_for_readers_runs_no_script)
{
    struct http_reply reply = http_get("/docs");
    ck_assert_int_eq(reply.status, 200);
    assert_has(reply.body, "/store/v1/things/{thing_id}");
    assert_has(http_header(&reply, "Content-Security-Policy"),
               "default-src 'none'");
    ck_assert_ptr_null(memmem(reply.body.ptr, reply.body.len, "<script", 7));
}
END_TEST

/* As the server takes it, and as the document tells it. */
static void
check_example(const struct kt_route *route)
{
    struct kt_buf text;
    struct kt_json json;
    struct kt_error err;
    kt_buf_init(&text, &http_arena, 256);
    kt_json_init(&json, &text);
    kt_error_init(&err, &http_arena);
    kt_shape_example(route->in, &json);
    struct kt_str body = kt_buf_view(&text);
    void *out = kt_arena_calloc(&http_arena, 1, route->in->size);
    ck_assert_msg(kt_shape_read(route->in, body, out, &http_arena, &err) ==
                      KT_OK,
                  "%s %s: %.*s: %.*s", kt_method_names[route->method],
                  route->path, KT_STR_FMT(kt_error_text(&err)),
                  KT_STR_FMT(body));
    ck_assert_ptr_null(memchr(body.ptr, '\'', body.len));
}

START_TEST(every_example_is_taken_by_its_shape)
{
    size_t count = 0;
    for (size_t i = 0; kt_route_tables[i] != NULL; i++) {
        for (size_t j = 0; j < kt_route_tables[i]->count; j++) {
            const struct kt_route *route = &kt_route_tables[i]->routes[j];
            if (route->in == NULL)
                continue;
            check_example(route);
            count++;
        }
    }
    ck_assert_uint_gt(count, 20);
}
END_TEST

START_TEST(page_for_readers_shows_every_route_by_curl)
{
    struct kt_str page = http_get("/docs").body;
    assert_has(page, "<a href=\"#get_store_things_by_thing_id\">");
    assert_has(page, "<h3 id=\"get_store_things_by_thing_id\">");
    assert_has(page, "curl \"$api/store/v1/things/$thing_id\"</code>");
    assert_has(page, "curl \"$api/admin/v1/things\" \\\n"
                     "  -H \"Authorization: Bearer $token\" \\\n"
                     "  --json '{&quot;name&quot;:&quot;Summer&quot;}'</code>");
    assert_has(page, "curl -X DELETE \"$api/store/v1/things/$thing_id\"");
    assert_has(page, "<code>things:write</code>");
}
END_TEST

START_TEST(every_problem_has_its_page)
{
    for (int i = KT_OK + 1; i < KT_STATUS_COUNT; i++) {
        const struct kt_problem *problem = kt_problem_get((enum kt_status)i);
        char target[100];
        snprintf(target, sizeof target, "/problems/%s", problem->slug);
        struct http_reply reply = http_get(target);
        ck_assert_int_eq(reply.status, 200);
        const struct cJSON *root = parse(reply.body);
        assert_text(kt_json_get_str(find(root, "type")), target);
        assert_text(kt_json_get_str(find(root, "title")), problem->title);
    }
    assert_problem(http_get("/problems/none"), 404,
                   "{\"type\":\"/problems/not-found\"");
}
END_TEST

START_TEST(problem_page_is_html_for_browsers)
{
    struct http_reply reply =
        http_call("GET", "/problems/out-of-stock",
                  "Accept: text/html,application/json;q=0.9\r\n", NULL);
    assert_text(http_header(&reply, "Content-Type"),
                "text/html; charset=utf-8");
    assert_has(reply.body, "Not enough stock");
}
END_TEST

/* ---- media ---- */

static void
write_file(const char *folder, const char *name, const char *text)
{
    struct kt_str path = kt_arena_format(&http_arena, "%s/%s", folder, name);
    FILE *file = fopen(path.ptr, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

START_TEST(media_is_served_from_its_folder_only)
{
    const char *folder = http_open_media((struct kt_media_options){ 0 });
    write_file(folder, "cup.svg", "<svg/>");
    write_file(folder, ".secret", "x");
    http_start((struct kt_server_options){ .threads = 1 });
    struct http_reply reply = http_get("/media/cup.svg");
    ck_assert_int_eq(reply.status, 200);
    assert_text(reply.body, "<svg/>");
    assert_text(http_header(&reply, "Content-Type"), "image/svg+xml");
    assert_text(http_header(&reply, "X-Content-Type-Options"), "nosniff");
    ck_assert_int_eq(http_get("/media/.secret").status, 404);
    ck_assert_int_eq(http_get("/media/..%2fcup.svg").status, 400);
    ck_assert_int_eq(http_get("/media/mug.svg").status, 404);
}
END_TEST

Suite *
kt_suite_server_document(void)
{
    Suite *suite = suite_create("server_document");
    TCase *tcase = http_case(suite, "documents");
    tcase_add_test(tcase, document_has_every_route);
    tcase_add_test(tcase, document_describes_a_body);
    tcase_add_test(tcase, document_is_made_from_the_tables_alone);
    tcase_add_loop_test(tcase, answers_are_checked_strictly, 0,
                        (int)KT_COUNT(schema_cases));
    tcase_add_test(tcase, document_is_cached_by_its_etag);
    tcase_add_test(tcase, page_for_readers_runs_no_script);
    tcase_add_test(tcase, every_example_is_taken_by_its_shape);
    tcase_add_test(tcase, page_for_readers_shows_every_route_by_curl);
    tcase_add_test(tcase, every_problem_has_its_page);
    tcase_add_test(tcase, problem_page_is_html_for_browsers);
    tcase = http_bare_case(suite, "media");
    tcase_add_test(tcase, media_is_served_from_its_folder_only);
    return suite;
}
