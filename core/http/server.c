#include "http/server.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/server_parts.h"

enum {
    CONNECTION_MEMORY = 32 * 1024,
    SPARE_CONNECTIONS = 64, /* beyond the limit, to be told so */
    SENDING_MAX_MS = 5000,  /* for answers on their way, at the end */
};

/* Paths are split before they are decoded, so libmicrohttpd decodes nothing. */
static size_t
leave_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls;
    (void)mhd;
    return strlen(text);
}

static void
log_library(void *cls, const char *format, va_list args)
{
    char text[200];
    (void)cls;
    int len = vsnprintf(text, sizeof text, format, args);
    if (len <= 0)
        return;
    size_t end = strcspn(text, "\n");
    kt_log(KT_LOG_DEBUG, "libmicrohttpd",
           KT_LOG_STR("text", ((struct kt_str){ text, end })));
}

static void
leave_app(void *app)
{
    kt_app_leave_thread(app);
}

/* Every connection is an open file, and the database has some. */
static void
raise_file_limit(unsigned connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + 1024;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        kt_log(KT_LOG_WARN, "few open files allowed",
               KT_LOG_INT("limit", (int64_t)limit.rlim_cur));
}

static bool
start_daemon(struct kt_loop *loop)
{
    const struct kt_server_options *options = &loop->server->site.options;
    unsigned limit =
        options->connections_max / options->threads + SPARE_CONNECTIONS;
    loop->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG |
            MHD_ALLOW_SUSPEND_RESUME,
        0, kt_connection_admit, loop, kt_turn_access, loop,
        MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL, MHD_OPTION_LISTEN_SOCKET,
        loop->listener, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_LIMIT, limit, MHD_OPTION_CONNECTION_TIMEOUT,
        options->idle_timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes,
        NULL, MHD_OPTION_URI_LOG_CALLBACK, kt_turn_begin, loop,
        MHD_OPTION_NOTIFY_CONNECTION, kt_connection_notify, loop,
        MHD_OPTION_NOTIFY_COMPLETED, kt_turn_end, loop, MHD_OPTION_END);
    return loop->daemon != NULL;
}

static enum kt_status
start_loops(struct kt_server *server, struct kt_error *err)
{
    unsigned count = server->site.options.threads;
    int *listeners = KT_NEW_ARRAY(&server->arena, int, count);
    server->loops = KT_NEW_ARRAY(&server->arena, struct kt_loop, count);
    KT_TRY(
        kt_listen(&server->site.options, listeners, count, &server->port, err));
    for (unsigned i = 0; i < count; i++) {
        struct kt_loop *loop = &server->loops[i];
        loop->server = server;
        loop->listener = listeners[i];
        kt_arena_init(&loop->arena, 0);
        pthread_mutex_init(&loop->lock, NULL);
        server->loop_count = i + 1;
    }
    for (unsigned i = 0; i < count; i++) {
        if (start_daemon(&server->loops[i]))
            continue;
        kt_fail_overloaded(err);
        return kt_error_explain(err, "the HTTP thread %u did not start", i);
    }
    return KT_OK;
}

/* ---- stopping ---- */

static void
pause_ms(long ms)
{
    struct timespec pause = { .tv_nsec = ms * 1000000 };
    nanosleep(&pause, NULL);
}

/* No daemon may be stopped while a connection is suspended: that would end the
 * process. Nothing new begins any more, so the wait is finite. */
static void
wait_for_running(struct kt_server *server)
{
    while (atomic_load(&server->site.running) > 0)
        pause_ms(1);
    for (int ms = 0; ms < SENDING_MAX_MS && atomic_load(&server->sending) > 0;
         ms++)
        pause_ms(1);
}

static void
release_turns(struct kt_loop *loop)
{
    for (struct kt_turn *turn = loop->idle; turn != NULL; turn = turn->next)
        kt_exchange_release(&turn->x);
}

static void
quiesce(struct kt_loop *loop)
{
    int listener = loop->listener;
    if (loop->daemon != NULL)
        listener = MHD_quiesce_daemon(loop->daemon);
    if (listener >= 0)
        close(listener);
}

static void
free_server(struct kt_server *server)
{
    for (unsigned i = 0; i < server->loop_count; i++)
        quiesce(&server->loops[i]);
    wait_for_running(server);
    for (unsigned i = 0; i < server->loop_count; i++) {
        struct kt_loop *loop = &server->loops[i];
        if (loop->daemon != NULL)
            MHD_stop_daemon(loop->daemon);
    }
    kt_sweeper_stop(server);
    for (unsigned i = 0; i < server->loop_count; i++) {
        struct kt_loop *loop = &server->loops[i];
        release_turns(loop);
        pthread_mutex_destroy(&loop->lock);
        kt_arena_release(&loop->arena);
    }
    pthread_key_delete(server->thread_end);
    kt_site_release(&server->site);
    struct kt_arena arena = server->arena; /* it owns the server */
    kt_arena_release(&arena);
}

enum kt_status
kt_server_start(struct kt_app *app, const struct kt_server_options *options,
                struct kt_server **out, struct kt_error *err)
{
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    struct kt_server *server = KT_NEW(&arena, struct kt_server);
    server->arena = arena;
    if (sodium_init() < 0 ||
        pthread_key_create(&server->thread_end, leave_app) != 0) {
        kt_arena_release(&arena);
        return kt_fail_internal(err);
    }
    enum kt_status status = kt_site_init(&server->site, app, options, err);
    raise_file_limit(server->site.options.connections_max);
    atomic_store(&server->site.is_open, true);
    if (status == KT_OK)
        status = start_loops(server, err);
    if (status == KT_OK)
        status = kt_sweeper_start(server, err);
    if (status != KT_OK) {
        atomic_store(&server->site.is_open, false);
        free_server(server);
        return status;
    }
    *out = server;
    return KT_OK;
}

enum kt_status
kt_server_set_limits(struct kt_server *server,
                     const struct kt_server_limits *limits,
                     struct kt_error *err)
{
    return kt_site_set_limits(&server->site, limits, err);
}

unsigned
kt_server_port(const struct kt_server *server)
{
    return server->port;
}

void
kt_server_stop(struct kt_server *server)
{
    atomic_store(&server->site.is_open, false);
    free_server(server);
}

bool
kt_server_is_ready(const struct kt_server *server)
{
    return atomic_load(&server->site.is_open);
}
