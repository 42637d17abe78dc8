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
    CONNECTION_MEMORY =
        20 * 1024,          /* a head of 16 KiB fits; cleared each time */
    SPARE_CONNECTIONS = 64, /* beyond the limit, to be told so */
    SPARE_FILES = 256,      /* for the database, scripts, pictures */
    CONNECTIONS_LEAST = 16,
};

/* Paths are split before they are decoded, so libmicrohttpd decodes nothing. */
static size_t
leave_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls;
    (void)mhd;
    return strlen(text);
}

/* Told when no file is left for another connection. The library then lets new
 * ones wait until one of the loop ends; a loop that has none would ask again at
 * once, all the time. */
static void
meet_file_limit(struct kt_loop *loop)
{
    static const struct timespec pause = { .tv_nsec = 20000000 };
    enum { REMIND_US = 60000000 };
    int64_t now_us = kt_clock_monotonic_us();
    int_least64_t last_us = atomic_load(&loop->server->files_logged_us);
    if ((last_us == 0 || now_us - last_us > REMIND_US) &&
        atomic_compare_exchange_strong(&loop->server->files_logged_us, &last_us,
                                       now_us))
        kt_log_write(KT_LOG_WARN,
                     "no more files may be opened: new connections wait", NULL,
                     0);
    if (loop->open_count == 0)
        nanosleep(&pause, NULL);
}

static void
log_library(void *cls, const char *format, va_list args)
{
    char text[200];
    if (strstr(format, "resource limit") != NULL)
        meet_file_limit(cls);
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

/* Every connection is an open file, and the database has some: no more
 * connections than files that are left for them. */
static void
fit_file_limit(struct kt_server_options *options)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)options->connections_max + SPARE_FILES +
                    (rlim_t)options->threads * SPARE_CONNECTIONS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted)
        return;
    rlim_t others = wanted - options->connections_max;
    options->connections_max = CONNECTIONS_LEAST;
    if (limit.rlim_cur > others + CONNECTIONS_LEAST)
        options->connections_max = (unsigned)(limit.rlim_cur - others);
    kt_log(KT_LOG_WARN, "few open files allowed, so fewer connections",
           KT_LOG_INT("files", (int64_t)limit.rlim_cur),
           KT_LOG_INT("connections", options->connections_max));
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
        MHD_OPTION_EXTERNAL_LOGGER, log_library, loop, MHD_OPTION_LISTEN_SOCKET,
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

/* ---- its end ---- */

static void
release_turns(struct kt_loop *loop)
{
    for (struct kt_turn *turn = loop->idle; turn != NULL; turn = turn->next)
        kt_exchange_release(&turn->x);
}

static void
free_server(struct kt_server *server)
{
    kt_loops_stop(server);
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
    fit_file_limit(&server->site.options);
    atomic_store(&server->site.is_open, true);
    if (status == KT_OK)
        status = start_loops(server, err);
    if (status == KT_OK)
        status = kt_sweeper_start(server, err);
    if (status != KT_OK) {
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
    kt_loops_drain(server);
    free_server(server);
}

bool
kt_server_is_ready(const struct kt_server *server)
{
    return !atomic_load(&server->site.is_stopping);
}
