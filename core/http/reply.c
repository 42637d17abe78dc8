#include "http/reply.h"

#include "base/problem_json.h"

#include <unistd.h>

#include "base/assert.h"
#include "http/etag.h"
#include "service/page.h"

enum { BODY_FIRST = 2048 };

static const char out_of_memory[] =
    "{\"type\":\"/problems/overloaded\","
    "\"title\":\"The server has too much to do\",\"status\":503}";

void
kt_reply_init(struct kt_reply *reply, struct kt_arena *arena, int status)
{
    *reply = (struct kt_reply){ .arena = arena,
                                .status = status,
                                .content_type = KT_TYPE_JSON,
                                .etag_version = -1,
                                .file = -1 };
    reply->body.arena = arena;
}

/* The room for the body, taken when there is one. */
static void
begin_body(struct kt_reply *reply, struct kt_json *json)
{
    if (reply->body.ptr == NULL)
        kt_buf_init(&reply->body, reply->arena, BODY_FIRST);
    kt_json_init(json, &reply->body);
}

void
kt_reply_shape(struct kt_reply *reply, const struct kt_shape *shape,
               const void *out)
{
    struct kt_json json;
    begin_body(reply, &json);
    kt_shape_write(shape, out, &json);
}

void
kt_reply_list(struct kt_reply *reply, const struct kt_shape *shape,
              const void *items, size_t count, struct kt_str next)
{
    struct kt_json json;
    begin_body(reply, &json);
    kt_page_write(&json, shape, items, count, next);
}

/* Bytes that need no copy: the buffer shows them, and is never appended to. */
static void
show(struct kt_reply *reply, struct kt_str body)
{
    union {
        const char *borrowed;
        char *shown;
    } bytes = { .borrowed = body.ptr };
    reply->body.ptr = bytes.shown;
    reply->body.len = body.len;
    reply->body.capacity = body.len;
}

void
kt_reply_raw(struct kt_reply *reply, struct kt_str json)
{
    show(reply, json);
}

void
kt_reply_shown(struct kt_reply *reply, const struct kt_shown_answer *shown)
{
    show(reply, shown->text);
    reply->coding = shown->coding;
    reply->has_tag = true;
    reply->tag = shown->tag;
}

struct kt_str
kt_reply_body(const struct kt_reply *reply)
{
    return (struct kt_str){ reply->body.ptr, reply->body.len };
}

void
kt_reply_problem(struct kt_reply *reply, const struct kt_error *err,
                 struct kt_str request_id)
{
    const struct kt_problem *problem = kt_problem_get(err->status);
    struct kt_json json;

    reply->status = problem->http_status;
    reply->content_type = KT_TYPE_PROBLEM;
    reply->etag_version = -1;
    reply->etag = (struct kt_str){ 0 };
    reply->has_tag = false;
    reply->coding = KT_CODING_NONE;
    reply->cache_control = NULL;
    reply->disposition = (struct kt_str){ 0 };
    reply->body = (struct kt_buf){ .arena = reply->arena };
    if (problem->http_status == 503 || problem->http_status == 429)
        reply->retry_after_s = 1;

    begin_body(reply, &json);
    kt_error_write(err, request_id, &json);
}

void
kt_reply_out_of_memory(struct kt_reply *reply)
{
    kt_reply_release(reply);
    kt_reply_init(reply, reply->arena, 503);
    show(reply, kt_str_of(out_of_memory));
    reply->content_type = KT_TYPE_PROBLEM;
    reply->retry_after_s = 1;
}

/* The same text has another ETag in each coding: its bytes differ. */
static struct kt_str
tag_text(const struct kt_reply *reply)
{
    enum { DIGITS = 16, REST = 16 };
    static const char digits[] = "0123456789abcdef";
    static const char *const endings[KT_CODING_COUNT] = { "\"", "-gzip\"",
                                                          "-zstd\"" };
    char *out = kt_arena_alloc(reply->arena, DIGITS + REST);
    char *at = out;
    *at++ = '"';
    for (int shift = 60; shift >= 0; shift -= 4)
        *at++ = digits[reply->tag >> shift & 0xf];
    at = stpcpy(at, endings[reply->coding]);
    return (struct kt_str){ out, (size_t)(at - out) };
}

struct kt_str
kt_reply_etag(const struct kt_reply *reply)
{
    if (reply->has_tag)
        return tag_text(reply);
    if (reply->etag.ptr != NULL || reply->etag_version < 0)
        return reply->etag;
    return kt_arena_format(reply->arena, "\"v%lld\"",
                           (long long)reply->etag_version);
}

void
kt_reply_share(struct kt_reply *reply, const struct kt_call *call)
{
    struct kt_shown_answer answer = { .text = kt_reply_body(reply) };
    reply->cache_control = "public, max-age=0, must-revalidate";
    if (reply->has_tag)
        return;
    answer.tag = kt_coding_tag(answer.text);
    kt_shown_pack(call, &answer);
    kt_reply_shown(reply, &answer);
}

void
kt_reply_check_cached(struct kt_reply *reply, const struct kt_head *head)
{
    struct kt_str list = head->values[KT_HEAD_IF_NONE_MATCH];
    if (list.ptr == NULL || reply->status != 200 || reply->is_live)
        return;
    struct kt_str etag = kt_reply_etag(reply);
    if (etag.ptr == NULL || !kt_etag_list_has(list, etag))
        return;
    kt_reply_release(reply);
    reply->status = 304;
    reply->body = (struct kt_buf){ .arena = reply->arena };
}

void
kt_reply_release(struct kt_reply *reply)
{
    if (reply->file >= 0)
        close(reply->file);
    reply->file = -1;
}
