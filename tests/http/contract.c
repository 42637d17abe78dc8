#include "contract.h"

#include <stdio.h>

#include "http/openapi.h"
#include "schema.h"

/* Made anew in each process: tests run in processes of their own. */
static const struct kt_route_table *const *current;
static struct kt_arena arena;
static const struct cJSON *document;

void
contract_begin(const struct kt_route_table *const *tables)
{
    if (tables == current)
        return;
    current = tables;
    document = NULL;
}

static const struct cJSON *
parse(struct kt_str text)
{
    const struct cJSON *root;
    struct kt_error err;
    kt_error_init(&err, &arena);
    ck_assert_msg(kt_json_parse(&arena, text, &root, &err) == KT_OK,
                  "%.*s: %.*s", KT_STR_FMT(kt_error_text(&err)),
                  KT_STR_FMT(text));
    return root;
}

/* What the server serves at /openapi.json, byte for byte: test_server_document
 * compares them. */
static void
load_document(void)
{
    struct kt_document written;
    kt_arena_init(&arena, 0);
    kt_openapi_write(current, &arena, &written);
    document = parse(written.text);
}

static const struct cJSON *
find(const struct cJSON *node, const char *name)
{
    return node != NULL ? kt_json_find(node, kt_str_of(name)) : NULL;
}

/* How many segments stand in the pattern as they are; -1: another path. */
static int
closeness(struct kt_str pattern, struct kt_str path)
{
    struct kt_str wanted, segment;
    int literal = 0;
    while (kt_route_next(&pattern, &wanted)) {
        if (!kt_route_next(&path, &segment))
            return -1;
        bool is_param = !kt_str_is_empty(kt_route_param(wanted));
        if (is_param ? segment.len == 0 : !kt_str_eq(wanted, segment))
            return -1;
        literal += !is_param;
    }
    return path.len == 0 ? literal : -1;
}

static const struct cJSON *
find_path(struct kt_str target)
{
    const char *end = memchr(target.ptr, '?', target.len);
    size_t len = end != NULL ? (size_t)(end - target.ptr) : target.len;
    struct kt_str path = { target.ptr, len };
    const struct cJSON *found = NULL;
    int best = -1;
    if (!kt_str_starts(path, KT_STR("/")))
        return NULL;
    for (const struct cJSON *item = kt_json_first(find(document, "paths"));
         item != NULL; item = kt_json_next(item)) {
        int literal = closeness(kt_json_name(item), path);
        if (literal > best) {
            best = literal;
            found = item;
        }
    }
    return found;
}

static const struct cJSON *
find_method(const struct cJSON *path, const char *method)
{
    char name[16];
    size_t len = strlen(method);
    if (path == NULL || len >= sizeof name)
        return NULL;
    for (size_t i = 0; i <= len; i++)
        name[i] =
            (char)(method[i] >= 'A' && method[i] <= 'Z' ? method[i] - 'A' + 'a'
                                                        : method[i]);
    return find(path, strcmp(method, "HEAD") == 0 ? "get" : name);
}

/* "image/png" is an "image/"…; "; charset" does not count. */
static bool
is_media_type(struct kt_str type, struct kt_str declared)
{
    size_t len = declared.len;
    if (len > 0 && declared.ptr[len - 1] == '*')
        len--;
    if (type.len < len || memcmp(type.ptr, declared.ptr, len) != 0)
        return false;
    return type.len == len || len < declared.len || type.ptr[len] == ';';
}

static void
check_body(const char *call, const struct cJSON *response,
           const struct http_reply *reply)
{
    struct kt_str type = http_header(reply, "Content-Type");
    if (http_header(reply, "Content-Encoding").ptr != NULL)
        return; /* test_store_cached unpacks them */
    const struct cJSON *content = kt_json_first(find(response, "content"));
    while (content != NULL && !is_media_type(type, kt_json_name(content)))
        content = kt_json_next(content);
    ck_assert_msg(content != NULL, "%s: %d has the undeclared type %.*s", call,
                  reply->status, KT_STR_FMT(type));
    const char *kinds[] = { "application/json", "application/problem+json" };
    if (!is_media_type(type, kt_str_of(kinds[0])) &&
        !is_media_type(type, kt_str_of(kinds[1])))
        return;
    struct schema_check check = { .document = document, .arena = &arena };
    ck_assert_msg(schema_fits(&check, find(content, "schema"),
                              parse(reply->body)),
                  "%s: %d is not as /openapi.json tells: %.*s\n%.*s", call,
                  reply->status, KT_STR_FMT(check.fault),
                  KT_STR_FMT(reply->body));
}

/* Where a 304 is declared there is an ETag to ask for it by. */
static void
check_etag(const char *call, const struct cJSON *operation,
           const struct http_reply *reply)
{
    bool may_be_304 = find(find(operation, "responses"), "304") != NULL;
    ck_assert_msg(reply->status != 200 || !may_be_304 ||
                      http_header(reply, "ETag").ptr != NULL,
                  "%s: may be a 304 and has no ETag", call);
}

static void
check_request(const char *call, const struct cJSON *operation, const char *body)
{
    const struct cJSON *content =
        find(find(find(operation, "requestBody"), "content"),
             "application/json");
    struct schema_check check = { .document = document, .arena = &arena };
    ck_assert_msg(content != NULL, "%s: was obeyed with an undeclared body",
                  call);
    ck_assert_msg(schema_fits(&check, find(content, "schema"),
                              parse(kt_str_of(body))),
                  "%s: was obeyed against /openapi.json: %.*s\n%s", call,
                  KT_STR_FMT(check.fault), body);
}

/* Where the document has no operation there is nothing to get. */
static void
check_nowhere(const char *call, const struct cJSON *path,
              const struct http_reply *reply)
{
    bool is_right = reply->status == 400 || reply->status == 503 ||
                    reply->status == (path != NULL ? 405 : 404);
    ck_assert_msg(is_right, "%s: %d of an undeclared operation", call,
                  reply->status);
}

void
contract_check(const char *method, struct kt_str target, const char *body,
               const struct http_reply *reply)
{
    char call[300], status[16];
    if (reply->status == 0 || strcmp(method, "OPTIONS") == 0)
        return;
    if (document == NULL)
        load_document();
    struct kt_arena_mark mark = kt_arena_mark(&arena);
    snprintf(call, sizeof call, "%s %.*s", method, (int)target.len, target.ptr);
    snprintf(status, sizeof status, "%d", reply->status);
    const struct cJSON *path = find_path(target);
    const struct cJSON *operation = find_method(path, method);
    if (operation == NULL) {
        check_nowhere(call, path, reply);
        return;
    }
    const struct cJSON *response = find(find(operation, "responses"), status);
    ck_assert_msg(response != NULL, "%s: undeclared status %s: %.*s", call,
                  status, KT_STR_FMT(reply->body));
    check_etag(call, operation, reply);
    if (reply->body.len > 0)
        check_body(call, response, reply);
    else
        ck_assert_msg(find(response, "content") == NULL ||
                          strcmp(method, "HEAD") == 0,
                      "%s: %s has no body", call, status);
    if (body != NULL && reply->status < 300)
        check_request(call, operation, body);
    kt_arena_rewind(&arena, mark);
}
