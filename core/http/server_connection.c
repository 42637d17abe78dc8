#include <errno.h>
#include <setjmp.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/metric.h"
#include "http/server_parts.h"

void
kt_connection_deadline(struct kt_connection *connection, unsigned seconds)
{
    int64_t at = 0;
    if (seconds > 0)
        at = kt_clock_monotonic_us() + (int64_t)seconds * 1000000;
    atomic_store_explicit(&connection->deadline_us, at, memory_order_relaxed);
}

void
kt_connection_deadline_of(struct kt_connection *connection,
                          const struct kt_server_options *options,
                          int64_t from_us, uint64_t bytes)
{
    enum { SECOND_US = 1000000 };
    uint64_t seconds = options->body_timeout_s + bytes / options->rate_min;
    atomic_store_explicit(&connection->deadline_us,
                          from_us + (int64_t)seconds * SECOND_US,
                          memory_order_relaxed);
}

/* A record from those that were used before, or a new one; NULL without
 * memory. */
static struct kt_connection *
take_record(struct kt_loop *loop)
{
    jmp_buf rescue;
    struct kt_connection *volatile record = loop->spare;
    if (record != NULL) {
        loop->spare = record->next;
        return record;
    }
    loop->arena.rescue = &rescue;
    if (setjmp(rescue) == 0)
        record = KT_NEW(&loop->arena, struct kt_connection);
    loop->arena.rescue = NULL;
    return record;
}

/* ---- by address ---- */

enum { TOLD_BY_ADDRESS = 8, EXCESS_TIMEOUT_S = 1 };

/* How many an address may have; 0: any number. */
static unsigned
limit_of(struct kt_server *server, const struct kt_peer *peer)
{
    const struct kt_guard *guard = atomic_load(&server->site.guard);
    return kt_networks_have(&guard->proxies, peer)
               ? 0
               : guard->limits.connections_per_address;
}

static unsigned
slot_of(const struct kt_peer *peer)
{
    struct kt_peer network = kt_peer_network(peer);
    return kt_str_hash((struct kt_str){ (const char *)network.bytes,
                                        sizeof network.bytes }) %
           KT_ADDRESS_SLOTS;
}

enum MHD_Result
kt_connection_admit(void *cls, const struct sockaddr *address,
                    socklen_t address_size)
{
    struct kt_server *server = ((struct kt_loop *)cls)->server;
    struct kt_peer peer = kt_peer_of(address);
    unsigned limit = limit_of(server, &peer);
    (void)address_size;
    if (limit == 0 || atomic_load(&server->by_address[slot_of(&peer)]) <
                          limit + TOLD_BY_ADDRESS)
        return MHD_YES;
    kt_metric_add(KT_METRIC_HTTP_REFUSED, 0, 1);
    return MHD_NO;
}

static bool
is_one_too_many(struct kt_server *server, struct kt_connection *connection)
{
    unsigned limit = limit_of(server, &connection->peer);
    connection->slot = slot_of(&connection->peer);
    unsigned before =
        atomic_fetch_add(&server->by_address[connection->slot], 1);
    return limit > 0 && before >= limit;
}

/* ---- all of them ---- */

static struct kt_peer
peer_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return kt_peer_of(info != NULL ? info->client_addr : NULL);
}

static void
add_connection(struct kt_loop *loop, struct MHD_Connection *mhd,
               void **socket_context)
{
    const struct kt_server_options *options = &loop->server->site.options;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct kt_connection *connection = take_record(loop);
    *socket_context = connection;
    if (connection == NULL)
        return;
    unsigned limit = options->connections_max / options->threads + 1;
    connection->socket = info->connect_fd;
    connection->peer = peer_of(mhd);
    kt_metric_add(KT_METRIC_HTTP_CONNECTIONS, 0, 1);
    connection->is_excess = is_one_too_many(loop->server, connection);
    connection->is_excess |= ++loop->open_count > limit;
    if (connection->is_excess)
        kt_metric_add(KT_METRIC_HTTP_REFUSED, 0, 1);
    kt_connection_deadline(connection, connection->is_excess
                                           ? EXCESS_TIMEOUT_S
                                           : options->head_timeout_s);

    pthread_mutex_lock(&loop->lock);
    connection->previous = NULL;
    connection->next = loop->open;
    if (loop->open != NULL)
        loop->open->previous = connection;
    loop->open = connection;
    pthread_mutex_unlock(&loop->lock);
}

static void
remove_connection(struct kt_loop *loop, struct kt_connection *connection)
{
    if (connection == NULL)
        return;
    pthread_mutex_lock(&loop->lock);
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        loop->open = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    pthread_mutex_unlock(&loop->lock);
    kt_metric_add(KT_METRIC_HTTP_CONNECTIONS, 0, -1);
    atomic_fetch_sub(&loop->server->by_address[connection->slot], 1);
    loop->open_count--;
    connection->next = loop->spare;
    loop->spare = connection;
}

void
kt_connection_notify(void *cls, struct MHD_Connection *mhd,
                     void **socket_context,
                     enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        add_connection(cls, mhd, socket_context);
    else
        remove_connection(cls, *socket_context);
}

/* A socket that is shut down wakes its daemon, which then closes it. While it
 * stands in the list its number belongs to nobody else. */
static void
sweep(struct kt_loop *loop, int64_t now_us)
{
    pthread_mutex_lock(&loop->lock);
    for (struct kt_connection *connection = loop->open; connection != NULL;
         connection = connection->next) {
        int64_t deadline_us = atomic_load_explicit(&connection->deadline_us,
                                                   memory_order_relaxed);
        if (deadline_us == 0 || deadline_us > now_us ||
            !atomic_compare_exchange_strong(&connection->deadline_us,
                                            &deadline_us, 0))
            continue;
        shutdown(connection->socket, SHUT_RDWR);
        kt_metric_add(KT_METRIC_HTTP_CUT, 0, 1);
    }
    pthread_mutex_unlock(&loop->lock);
}

static void *
sweep_until_stop(void *arg)
{
    struct kt_server *server = arg;
    pthread_mutex_lock(&server->sweeper_lock);
    while (!server->sweeper_stops) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += 1;
        if (pthread_cond_timedwait(&server->sweeper_wake, &server->sweeper_lock,
                                   &until) != ETIMEDOUT)
            continue;
        for (unsigned i = 0; i < server->loop_count; i++)
            sweep(&server->loops[i], kt_clock_monotonic_us());
    }
    pthread_mutex_unlock(&server->sweeper_lock);
    return NULL;
}

enum kt_status
kt_sweeper_start(struct kt_server *server, struct kt_error *err)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&server->sweeper_lock, NULL);
    pthread_cond_init(&server->sweeper_wake, &attributes);
    pthread_condattr_destroy(&attributes);
    int failed =
        pthread_create(&server->sweeper, NULL, sweep_until_stop, server);
    server->has_sweeper = failed == 0;
    return failed == 0 ? KT_OK : kt_fail_overloaded(err);
}

void
kt_sweeper_stop(struct kt_server *server)
{
    if (!server->has_sweeper)
        return;
    pthread_mutex_lock(&server->sweeper_lock);
    server->sweeper_stops = true;
    pthread_cond_signal(&server->sweeper_wake);
    pthread_mutex_unlock(&server->sweeper_lock);
    pthread_join(server->sweeper, NULL);
    pthread_cond_destroy(&server->sweeper_wake);
    pthread_mutex_destroy(&server->sweeper_lock);
}
