#include "base/problem_json.h"

/* What a failure says of itself as problem+json. */

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
kt_error_write(const struct kt_error *err, struct kt_str request_id,
               struct kt_json *json)
{
    const struct kt_problem *problem = kt_problem_get(err->status);
    bool is_ours = problem->http_status >= 500 && err->status != KT_OVERLOADED;
    kt_json_begin_object(json);
    kt_json_put_str(json, "type",
                    kt_arena_format(json->buf->arena, "/problems/%s",
                                    problem->slug));
    kt_json_put_str(json, "title", kt_str_of(problem->title));
    kt_json_put_int(json, "status", problem->http_status);
    if (!kt_str_is_empty(err->detail) && !is_ours)
        kt_json_put_str(json, "detail", err->detail);
    write_fields(json, err);
    write_errors(json, err);
    if (!kt_str_is_empty(request_id))
        kt_json_put_str(json, "request_id", request_id);
    kt_json_end_object(json);
}
