#include "domain/order/order.h"

enum kt_fulfilment_state
kt_fulfilment_compute(const struct kt_order_lines_sum *sum)
{
    if (sum->fulfilled == 0)
        return KT_UNFULFILLED;
    return sum->fulfilled < sum->units ? KT_PARTIALLY_FULFILLED : KT_FULFILLED;
}

/* Units that cost what the line's first ones do are told without a price. */
static void
write_run(const struct kt_quote_line *line, const struct kt_segment *segment,
          struct kt_json *json)
{
    kt_json_begin_object(json);
    kt_json_put_int(json, "count", segment->count);
    kt_json_put_int(json, "amount", segment->amount_minor);
    if (segment->unit_minor != line->unit_minor)
        kt_json_put_int(json, "unit", segment->unit_minor);
    kt_json_end_object(json);
}

void
kt_order_write_spread(const struct kt_quote_line *line, struct kt_json *json)
{
    kt_json_begin_array(json);
    for (size_t i = 0; i < line->segment_count; i++)
        write_run(line, &line->segments[i], json);
    kt_json_end_array(json);
}

/* {head} and {body} become {head,body}: neither is ever empty. */
struct kt_str
kt_order_join(const struct kt_order_out *head, struct kt_str body,
              struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, body.len + 1024);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_order_head_shape, head, &json);
    buf.len--;
    kt_buf_char(&buf, ',');
    kt_buf_append(&buf, body.ptr + 1, body.len - 1);
    return kt_buf_view(&buf);
}

static void
write_history(const struct kt_list *history, struct kt_json *json)
{
    const struct kt_order_event_out *events = history->items;
    kt_json_key(json, KT_STR("history"));
    kt_json_begin_array(json);
    for (size_t i = 0; i < history->count; i++)
        kt_shape_write(&kt_order_event_shape, &events[i], json);
    kt_json_end_array(json);
}

struct kt_str
kt_order_add_story(struct kt_str order_json, const struct kt_order_story *story,
                   struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, order_json.len + story->trace.len + 256);
    kt_buf_append(&buf, order_json.ptr, order_json.len - 1);
    kt_buf_char(&buf, ',');
    kt_json_init(&json, &buf);
    write_history(&story->history, &json);
    if (story->rules_hash.ptr != NULL) {
        kt_json_put_str(&json, "rules_hash", story->rules_hash);
        kt_json_put_raw(&json, "trace", story->trace);
        if (story->rule_trace.len > 0)
            kt_json_put_raw(&json, "rule_trace", story->rule_trace);
    }
    kt_buf_char(&buf, '}');
    return kt_buf_view(&buf);
}

const char *const kt_fulfilment_state_names[] = { "unfulfilled",
                                                  "partially_fulfilled",
                                                  "fulfilled", NULL };
