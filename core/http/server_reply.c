#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "http/range.h"
#include "http/server_parts.h"

enum { PARTS_PIECE = 32 * 1024 };

/* The parts and their file live as long as the exchange, which ends after the
 * last call. */
static ssize_t
read_parts(void *cls, uint64_t position, char *bytes, size_t max)
{
    ssize_t got = kt_parts_read(cls, position, bytes, max);
    if (got == 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    return got > 0 ? got : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *
make_parts(const struct kt_reply *reply)
{
    union {
        const struct kt_parts *kept;
        void *argument;
    } parts = { .kept = reply->parts };
    return MHD_create_response_from_callback(reply->file_size, PARTS_PIECE,
                                             read_parts, parts.argument, NULL);
}

static struct MHD_Response *
make_response(struct kt_reply *reply)
{
    if (reply->parts != NULL)
        return make_parts(reply);
    if (reply->file >= 0) {
        struct MHD_Response *response =
            MHD_create_response_from_fd_at_offset64(reply->file_size,
                                                    reply->file,
                                                    reply->file_from);
        if (response != NULL)
            reply->file = -1; /* the response closes it */
        return response;
    }
    /* The bytes stay until the exchange ends, which is after this response. */
    return MHD_create_response_from_buffer(reply->body.len, reply->body.ptr,
                                           MHD_RESPMEM_PERSISTENT);
}

static void
record(const struct kt_exchange *x)
{
    int64_t us = kt_clock_monotonic_us() - x->begun_us;
    kt_metrics_count(&x->site->series[x->route_number], x->reply.status, us);
    if (!kt_log_shows(KT_LOG_DEBUG))
        return;
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    kt_log(KT_LOG_DEBUG, "request", KT_LOG_STR("method", x->method),
           KT_LOG_STR("path", x->path.text),
           KT_LOG_INT("status", x->reply.status), KT_LOG_INT("us", us),
           KT_LOG_STR("client", kt_peer_format(&x->request.client, &arena)),
           KT_LOG_STR("request_id", x->request.request_id));
    kt_arena_release(&arena);
}

static void
limit_sending(const struct kt_turn *turn, uint64_t size)
{
    if (turn->connection != NULL)
        kt_connection_deadline_of(turn->connection, &turn->x.site->options,
                                  kt_clock_monotonic_us(), size);
}

enum MHD_Result
kt_turn_send(struct kt_turn *turn)
{
    struct kt_exchange *x = &turn->x;
    if (atomic_load_explicit(&x->site->is_stopping, memory_order_relaxed))
        x->reply.must_close = true;
    kt_exchange_close_reply(x);
    uint64_t size = x->reply.body.len + x->reply.file_size;
    struct MHD_Response *response = make_response(&x->reply);
    if (response == NULL)
        return MHD_NO;
    enum MHD_Result result = MHD_YES;
    for (size_t i = 0; i < x->header_count && result == MHD_YES; i++)
        result = MHD_add_response_header(response, x->headers[i].name,
                                         x->headers[i].value);
    if (result == MHD_YES)
        result =
            MHD_queue_response(turn->mhd, (unsigned)x->reply.status, response);
    MHD_destroy_response(response);
    limit_sending(turn, size);
    record(x);
    return result;
}

enum MHD_Result
kt_server_send_busy(struct MHD_Connection *mhd)
{
    struct kt_reply reply;
    kt_reply_init(&reply, NULL, 503);
    kt_reply_out_of_memory(&reply);
    struct MHD_Response *response = make_response(&reply);
    if (response == NULL)
        return MHD_NO;
    enum MHD_Result result =
        MHD_add_response_header(response, "Content-Type", KT_TYPE_PROBLEM);
    if (result == MHD_YES)
        result = MHD_add_response_header(response, "Retry-After", "1");
    if (result == MHD_YES)
        result = MHD_queue_response(mhd, 503, response);
    MHD_destroy_response(response);
    return result;
}
