#include "admin.h"

#include <stdarg.h>
#include <stdio.h>

#include "service/import/import.h"
#include "service/shop.h"
#include "service/token.h"

static struct kt_str all_token;

struct kt_str
admin_token(const char *const *scopes)
{
    struct kt_str list[100];
    struct kt_id store_id;
    struct kt_str secret;
    struct kt_error err;
    struct kt_token_wish wish = { .name = KT_STR("test"),
                                  .scopes = { list, 0 } };
    kt_error_init(&err, &http_arena);
    for (; scopes[wish.scopes.count] != NULL; wish.scopes.count++)
        list[wish.scopes.count] = kt_str_of(scopes[wish.scopes.count]);
    enum kt_status status =
        kt_shop_find(&http_app, KT_STR(""), &store_id, &err);
    if (status == KT_OK)
        status = kt_token_create(&http_app, store_id, &wish, &http_arena,
                                 &secret, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
    return secret;
}

void
admin_login(void)
{
    all_token = admin_token((const char *const[]){ "*", NULL });
}

TCase *
admin_case(Suite *suite, const char *name)
{
    TCase *tcase = shop_case(suite, name);
    tcase_add_checked_fixture(tcase, admin_login, NULL);
    return tcase;
}

struct http_reply
admin_call_as(struct kt_str token, const char *headers, const char *method,
              struct kt_str target, const char *body)
{
    struct kt_str lines =
        kt_arena_format(&http_arena, "Authorization: Bearer %.*s\r\n%s",
                        KT_STR_FMT(token), headers);
    return http_call(method, kt_arena_cstr(&http_arena, target), lines.ptr,
                     body);
}

static struct http_reply
call(int status, const char *headers, const char *method, struct kt_str target,
     const char *body)
{
    struct http_reply reply =
        admin_call_as(all_token, headers, method, target, body);
    ck_assert_msg(reply.status == status, "%s %.*s: %d, want %d: %.*s", method,
                  KT_STR_FMT(target), reply.status, status,
                  KT_STR_FMT(reply.body));
    return reply;
}

struct http_reply
admin_call(int status, const char *method, struct kt_str target,
           const char *body)
{
    return call(status, "", method, target, body);
}

struct http_reply
admin_match(int status, const char *etag, const char *method,
            struct kt_str target, const char *body)
{
    struct kt_str header =
        kt_arena_format(&http_arena, "If-Match: %s\r\n", etag);
    return call(status, header.ptr, method, target, body);
}

struct kt_str
admin_make(const char *collection, const char *body)
{
    struct http_reply reply =
        admin_call(201, "POST", kt_str_of(collection), body);
    return kt_arena_str(&http_arena, http_header(&reply, "Location"));
}

static int64_t
read_text(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t len = rest->len < size ? rest->len : size;
    memcpy(buf, rest->ptr, len);
    *rest = (struct kt_str){ rest->ptr + len, rest->len - len };
    return (int64_t)len;
}

void
admin_import(const char *line)
{
    struct kt_import_options options = { .app = &http_app };
    struct kt_import_report report;
    struct kt_error err;
    struct kt_str rest = kt_str_of(line);
    struct kt_stream stream = { read_text, &rest };
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_find(&http_app, KT_STR(""), &options.store_id,
                                  &err),
                     KT_OK);
    enum kt_status status = kt_import_run(KT_IMPORT_JSONL, &stream, &options,
                                          &http_arena, &report, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
    ck_assert_int_eq(report.faults_dropped + (int64_t)report.fault_count, 0);
}

struct kt_str
admin_id(struct kt_str address)
{
    const char *slash = memrchr(address.ptr, '/', address.len);
    ck_assert_ptr_nonnull(slash);
    return (struct kt_str){ slash + 1,
                            (size_t)(address.ptr + address.len - slash) - 1 };
}

struct kt_str
admin_text(const char *format, ...)
{
    char text[4096];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ck_assert_int_lt(len, (int)sizeof text);
    return kt_arena_str(&http_arena, (struct kt_str){ text, (size_t)len });
}
