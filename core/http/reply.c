#include "http/reply.h"

#include <unistd.h>

#include "base/assert.h"
#include "base/text.h"

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
    const char *item = items;
    begin_body(reply, &json);
    kt_json_begin_object(&json);
    kt_json_key(&json, KT_STR("data"));
    kt_json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        kt_shape_write(shape, item + i * shape->size, &json);
    kt_json_end_array(&json);
    kt_json_key(&json, KT_STR("page"));
    kt_json_begin_object(&json);
    kt_json_key(&json, KT_STR("next"));
    if (kt_str_is_empty(next))
        kt_json_null(&json);
    else
        kt_json_str(&json, next);
    kt_json_end_object(&json);
    kt_json_end_object(&json);
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
kt_reply_static(struct kt_reply *reply, struct kt_str body,
                const char *content_type, struct kt_str etag)
{
    show(reply, body);
    reply->content_type = content_type;
    reply->etag = etag;
}

struct kt_str
kt_reply_body(const struct kt_reply *reply)
{
    return (struct kt_str){ reply->body.ptr, reply->body.len };
}

static void
write_fields(struct kt_json *json, const struct kt_error *err)
{
    for (size_t i = 0; i < err->field_count; i++) {
        const struct kt_error_field *field = &err->fields[i];
        kt_json_key(json, kt_str_of(field->name));
        if (field->is_text)
            kt_json_str(json, field->text);
        else
            kt_json_int(json, field->number);
    }
}

static void
write_errors(struct kt_json *json, const struct kt_error *err)
{
    if (err->item_count == 0)
        return;
    kt_json_key(json, KT_STR("errors"));
    kt_json_begin_array(json);
    for (size_t i = 0; i < err->item_count; i++) {
        const struct kt_error_item *item = &err->items[i];
        kt_json_begin_object(json);
        kt_json_put_str(json, "pointer", item->pointer);
        kt_json_put_str(json, "code", kt_str_of(item->code));
        kt_json_put_str(json, "detail", item->detail);
        kt_json_end_object(json);
    }
    kt_json_end_array(json);
    if (err->items_dropped > 0)
        kt_json_put_int(json, "errors_omitted", (int64_t)err->items_dropped);
}

void
kt_reply_problem(struct kt_reply *reply, const struct kt_error *err,
                 struct kt_str request_id)
{
    const struct kt_problem *problem = kt_problem_get(err->status);
    struct kt_json json;
    bool is_ours = problem->http_status >= 500 && err->status != KT_OVERLOADED;

    reply->status = problem->http_status;
    reply->content_type = KT_TYPE_PROBLEM;
    reply->etag_version = -1;
    reply->etag = (struct kt_str){ 0 };
    reply->cache_control = NULL;
    reply->body = (struct kt_buf){ .arena = reply->arena };
    if (problem->http_status == 503 || problem->http_status == 429)
        reply->retry_after_s = 1;

    begin_body(reply, &json);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "type",
                    kt_arena_format(reply->arena, "/problems/%s",
                                    problem->slug));
    kt_json_put_str(&json, "title", kt_str_of(problem->title));
    kt_json_put_int(&json, "status", problem->http_status);
    if (!kt_str_is_empty(err->detail) && !is_ours)
        kt_json_put_str(&json, "detail", err->detail);
    write_fields(&json, err);
    write_errors(&json, err);
    kt_json_put_str(&json, "request_id", request_id);
    kt_json_end_object(&json);
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

struct kt_str
kt_reply_etag(const struct kt_reply *reply)
{
    if (reply->etag.ptr != NULL || reply->etag_version < 0)
        return reply->etag;
    return kt_arena_format(reply->arena, "\"v%lld\"",
                           (long long)reply->etag_version);
}

static struct kt_str
next_etag(struct kt_str *list)
{
    const char *comma = memchr(list->ptr, ',', list->len);
    size_t len = comma != NULL ? (size_t)(comma - list->ptr) : list->len;
    struct kt_str etag = kt_text_trim((struct kt_str){ list->ptr, len });
    size_t step = comma != NULL ? len + 1 : len;
    *list = (struct kt_str){ list->ptr + step, list->len - step };
    if (kt_str_starts(etag, KT_STR("W/")))
        etag = (struct kt_str){ etag.ptr + 2, etag.len - 2 };
    return etag;
}

void
kt_reply_check_cached(struct kt_reply *reply, const struct kt_head *head)
{
    struct kt_str list = head->values[KT_HEAD_IF_NONE_MATCH];
    struct kt_str etag = kt_reply_etag(reply);
    if (reply->status != 200 || reply->is_live || list.ptr == NULL ||
        etag.ptr == NULL)
        return;
    bool is_cached = kt_str_eq(list, KT_STR("*"));
    while (!is_cached && list.len > 0)
        is_cached = kt_str_eq(next_etag(&list), etag);
    if (!is_cached)
        return;
    kt_reply_release(reply);
    reply->status = 304;
    reply->body = (struct kt_buf){ .arena = reply->arena };
}

bool
kt_etag_parse(struct kt_str value, int64_t *version)
{
    *version = -1;
    if (value.ptr == NULL || kt_str_eq(value, KT_STR("*")))
        return true;
    if (value.len < 2 || value.ptr[0] != '"' ||
        value.ptr[value.len - 1] != '"' ||
        memchr(value.ptr + 1, '"', value.len - 2) != NULL)
        return false;
    struct kt_str inside = { value.ptr + 1, value.len - 2 };
    struct kt_str number = { inside.ptr + 1, inside.len - 1 };
    if (!kt_str_starts(inside, KT_STR("v")) || number.len == 0 ||
        number.ptr[0] < '0' || number.ptr[0] > '9' ||
        !kt_int_parse(number, version))
        *version = 0;
    return true;
}

void
kt_reply_release(struct kt_reply *reply)
{
    if (reply->file >= 0)
        close(reply->file);
    reply->file = -1;
}
