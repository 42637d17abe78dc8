#include <setjmp.h>

#include "http/server_parts.h"

/* Turns beyond so many give their memory back when they end. */
enum { WARM_TURNS = 64 };

/* ---- the pool ---- */

static struct kt_turn *
new_turn(struct kt_loop *loop)
{
    jmp_buf rescue;
    struct kt_turn *volatile turn = NULL;
    loop->arena.rescue = &rescue;
    if (setjmp(rescue) == 0)
        turn = KT_NEW(&loop->arena, struct kt_turn);
    loop->arena.rescue = NULL;
    if (turn != NULL)
        kt_exchange_init(&turn->x, &loop->server->site);
    return turn;
}

static struct kt_turn *
take_turn(struct kt_loop *loop)
{
    struct kt_turn *turn = loop->idle;
    if (turn == NULL)
        return new_turn(loop);
    loop->idle = turn->next;
    loop->idle_count--;
    return turn;
}

static void
give_turn(struct kt_loop *loop, struct kt_turn *turn)
{
    kt_exchange_end(&turn->x);
    if (loop->idle_count >= WARM_TURNS)
        kt_exchange_release(&turn->x);
    turn->is_open = false;
    turn->next = loop->idle;
    loop->idle = turn;
    loop->idle_count++;
}

void *
kt_turn_begin(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    struct kt_loop *loop = cls;
    struct kt_turn *turn = take_turn(loop);
    if (turn == NULL)
        return NULL;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    turn->loop = loop;
    turn->mhd = mhd;
    turn->connection = info != NULL ? info->socket_context : NULL;
    if (turn->connection != NULL)
        turn->x.request.peer = turn->connection->peer;
    if (kt_exchange_begin(&turn->x, kt_str_of(uri))) {
        atomic_fetch_add_explicit(&loop->turn_count, 1, memory_order_relaxed);
        return turn;
    }
    give_turn(loop, turn);
    return NULL;
}

void
kt_turn_end(void *cls, struct MHD_Connection *mhd, void **con_cls,
            enum MHD_RequestTerminationCode code)
{
    struct kt_loop *loop = cls;
    struct kt_turn *turn = *con_cls;
    (void)mhd;
    (void)code;
    *con_cls = NULL;
    if (turn == NULL)
        return;
    const struct kt_server_options *options = &turn->x.site->options;
    if (turn->connection != NULL)
        kt_connection_deadline(turn->connection, options->idle_timeout_s +
                                                     options->head_timeout_s);
    if (turn->is_running)
        atomic_fetch_sub(&turn->x.site->running, 1);
    if (turn->is_sending)
        atomic_fetch_sub(&loop->server->sending, 1);
    /* Resumed, and closed because the other side had hung up meanwhile. */
    if (turn->is_suspended)
        atomic_fetch_sub(&turn->x.site->suspended, 1);
    turn->is_running = false;
    turn->is_sending = false;
    turn->is_suspended = false;
    atomic_fetch_sub_explicit(&loop->turn_count, 1, memory_order_relaxed);
    give_turn(loop, turn);
}

/* ---- sending ---- */

/* Counted as sending before it is no longer counted as running, so that a stop
 * sees it in one of the two. */
static enum MHD_Result
send_reply(struct kt_turn *turn)
{
    struct kt_site *site = turn->x.site;
    turn->is_sending = true;
    atomic_fetch_add(&turn->loop->server->sending, 1);
    enum MHD_Result result = kt_turn_send(turn);
    if (turn->is_running)
        atomic_fetch_sub(&site->running, 1);
    turn->is_running = false;
    return result;
}

/* ---- the head ---- */

/* A body that nobody will read: a small one is let in and thrown away, so that
 * the connection goes on; otherwise the answer goes out and the connection
 * ends. */
static bool
is_body_worth_reading(const struct kt_exchange *x)
{
    return !x->reply.must_close && !kt_head_has(&x->head, KT_HEAD_EXPECT) &&
           x->head.content_length <= (int64_t)x->site->options.body_max;
}

/* A file gets a second more for each 64 KiB. */
static unsigned
body_time(const struct kt_exchange *x)
{
    const struct kt_route *route = x->request.route;
    unsigned seconds = x->site->options.body_timeout_s;
    if (x->is_refused || !route->takes_file)
        return seconds;
    int64_t length = x->head.content_length;
    if (length < 0)
        length = kt_exchange_body_max(x);
    return seconds + (unsigned)(length / (64 * 1024));
}

static enum MHD_Result
open_turn(struct kt_turn *turn, const char *url, const char *method,
          const char *version)
{
    struct kt_exchange *x = &turn->x;
    struct kt_loop *loop = turn->loop;
    turn->is_open = true;
    if (!loop->has_thread_end) {
        pthread_setspecific(loop->server->thread_end, x->site->app);
        loop->has_thread_end = true;
    }
    kt_turn_read_head(turn, url, method, version);
    kt_exchange_open(x, kt_str_of(method));
    if (turn->connection == NULL || turn->connection->is_excess) {
        x->reply.must_close = true;
        kt_exchange_refuse(x, KT_OVERLOADED, "too many connections");
    }
    if (turn->connection != NULL)
        kt_connection_deadline(turn->connection, body_time(x));
    bool has_body = kt_head_has_body(&x->head);
    if (!x->is_refused || (has_body && is_body_worth_reading(x)))
        return MHD_YES;
    x->reply.must_close |= has_body;
    return send_reply(turn);
}

/* ---- the body ---- */

static enum MHD_Result
take_piece(struct kt_turn *turn, const char *data, size_t *size)
{
    struct kt_exchange *x = &turn->x;
    kt_exchange_take(x, (struct kt_str){ data, *size });
    *size = 0;
    if (turn->connection != NULL)
        kt_connection_deadline_of(turn->connection, &x->site->options,
                                  x->begun_us, x->body_seen);
    /* Whoever sends much more than is read gets no answer. */
    return (int64_t)x->body_seen / 4 > kt_exchange_body_max(x) ? MHD_NO
                                                               : MHD_YES;
}

/* ---- running ---- */

/* The request belongs to its own thread again as soon as the connection is
 * resumed, and may be answered before the loop was woken for it: no loop ends
 * while it is being woken. */
static void
wake(const struct kt_turn *turn)
{
    struct kt_server *server = turn->loop->server;
    atomic_fetch_add(&server->waking, 1);
    MHD_resume_connection(turn->mhd);
    atomic_fetch_sub(&server->waking, 1);
}

/* On the writer's thread. */
static void
resume_turn(struct kt_write_job *job)
{
    const struct kt_exchange *x = job->arg;
    wake((const struct kt_turn *)x);
}

/* The same on a thread of the pool. */
static void
resume_worked(struct kt_pool_job *job)
{
    wake((const struct kt_turn *)(void *)((char *)job -
                                          offsetof(struct kt_turn, x.work)));
}

/* False when too many wait already. A request whose work is done is let in
 * always. */
static bool
may_wait(struct kt_turn *turn)
{
    struct kt_site *site = turn->x.site;
    unsigned before = atomic_fetch_add(&site->suspended, 1);
    bool has_place = before < site->options.suspended_max;
    if (turn->x.wait == KT_WAIT_WORK)
        has_place =
            has_place && kt_pool_admit(site->app->pool, turn->x.work.key);
    if (turn->x.wait == KT_WAIT_KEEP || has_place)
        return true;
    atomic_fetch_sub(&site->suspended, 1);
    return false;
}

static enum MHD_Result
advance(struct kt_turn *turn, enum kt_next next)
{
    struct kt_exchange *x = &turn->x;
    if (next == KT_NEXT_REPLY)
        return send_reply(turn);
    if (!may_wait(turn)) {
        kt_exchange_refuse(x, KT_OVERLOADED,
                           x->wait == KT_WAIT_WORK
                               ? "too much work is waiting"
                               : "too many writes are waiting");
        return send_reply(turn);
    }
    turn->is_suspended = true;
    x->job.done = resume_turn;
    x->work.done = resume_worked;
    MHD_suspend_connection(turn->mhd);
    if (x->wait == KT_WAIT_WORK)
        kt_pool_submit(x->site->app->pool, &x->work);
    else
        kt_store_submit(x->site->app->store, &x->job);
    return MHD_YES;
}

static enum MHD_Result
run_turn(struct kt_turn *turn)
{
    struct kt_exchange *x = &turn->x;
    if (x->is_refused)
        return send_reply(turn);
    if (turn->connection != NULL)
        kt_connection_deadline(turn->connection, 0);
    turn->is_running = true;
    atomic_fetch_add(&x->site->running, 1);
    if (atomic_load(&x->site->is_open))
        return advance(turn, kt_exchange_run(x));
    x->reply.must_close = true;
    kt_exchange_refuse(x, KT_OVERLOADED, "the server is stopping");
    return send_reply(turn);
}

static enum MHD_Result
resume(struct kt_turn *turn)
{
    turn->is_suspended = false;
    atomic_fetch_sub(&turn->x.site->suspended, 1);
    return advance(turn, kt_exchange_resume(&turn->x));
}

enum MHD_Result
kt_turn_access(void *cls, struct MHD_Connection *mhd, const char *url,
               const char *method, const char *version, const char *upload_data,
               size_t *upload_data_size, void **con_cls)
{
    struct kt_turn *turn = *con_cls;
    (void)cls;
    if (turn == NULL)
        return kt_server_send_busy(mhd);
    if (!turn->is_open)
        return open_turn(turn, url, method, version);
    if (*upload_data_size > 0)
        return take_piece(turn, upload_data, upload_data_size);
    return turn->is_suspended ? resume(turn) : run_turn(turn);
}
