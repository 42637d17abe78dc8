#include "service/order.h"

static struct kt_str
actor_text(const struct kt_actor *actor)
{
    static const struct kt_str kinds[] = {
        [KT_ACTOR_BUYER] = KT_STR_INIT("buyer"),
        [KT_ACTOR_STAFF] = KT_STR_INIT("staff"),
        [KT_ACTOR_SYSTEM] = KT_STR_INIT("system"),
    };
    return actor->name.len > 0 ? actor->name : kinds[actor->kind];
}

/* Events are told by time, then id, and a millisecond may have several: the
 * twelve bits behind an id's time count them. A request that began earlier than
 * one that was saved before it, or after the clock was set back, counts on.
 * Whatever is saved is saved by one thread, so that the count needs no lock. */
static struct kt_id
next_event_id(int64_t now_ms)
{
    enum { COUNT_MAX = 0xfff };
    static _Thread_local struct {
        int64_t now_ms;
        unsigned count;
    } last;

    if (now_ms > last.now_ms) {
        last.count = 0;
        last.now_ms = now_ms;
    } else if (last.count < COUNT_MAX) {
        last.count++;
    } else {
        last.count = 0;
        last.now_ms++;
    }
    struct kt_id id = kt_id_new(last.now_ms);
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0xf0) | last.count >> 8);
    id.bytes[7] = (uint8_t)(last.count & 0xff);
    return id;
}

enum kt_status
kt_order_record(struct kt_tx *tx, const struct kt_call *call,
                const struct kt_happening *what, struct kt_error *err)
{
    return kt_exec(tx, KT_SQL_ORDER_INSERT_EVENT, 1,
                   KT_ARGS(KT_ID(what->order_id),
                           KT_ID(next_event_id(call->now_ms)),
                           KT_TEXT(kt_str_of(what->machine)),
                           KT_TEXT(what->event), KT_TEXT(what->from),
                           KT_TEXT(what->to), KT_TEXT(actor_text(&call->actor)),
                           KT_TEXT(what->note), KT_INT(call->now_ms)),
                   err);
}

/* {"order_id":"ord_…","payment_id":"pay_…"}; the rest is read when the event is
 * told. */
enum kt_status
kt_event_emit(struct kt_tx *tx, const char *topic, struct kt_id order_id,
              struct kt_id payment_id, int64_t now_ms, struct kt_error *err)
{
    char order[KT_ID_TEXT_MAX];
    char payment[KT_ID_TEXT_MAX];
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, err->arena, 128);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "order_id", kt_id_format(order_id, "ord", order));
    if (!kt_id_is_null(payment_id))
        kt_json_put_str(&json, "payment_id",
                        kt_id_format(payment_id, "pay", payment));
    kt_json_end_object(&json);
    return kt_exec(tx, KT_SQL_OUTBOX_INSERT, 1,
                   KT_ARGS(KT_ID(next_event_id(now_ms)),
                           KT_TEXT(kt_str_of(topic)),
                           KT_TEXT(kt_buf_view(&buf)), KT_INT(now_ms)),
                   err);
}
