#include "cli/serving.h"

#include <malloc.h>
#include <signal.h>
#include <time.h>

#include "base/guard.h"
#include "cli/checkup.h"
#include "cli/chore.h"
#include "http/server.h"
#include "job/jobs.h"
#include "service/media.h"
#include "service/shelf_index.h"

/* The signals that the serving loop waits for; other threads block them. */
static void
collect_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGHUP);
}

void
kt_serving_block_signals(void)
{
    sigset_t signals;
    collect_signals(&signals);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* What is not there for want of memory stays as it was. */
static void
run_guarded(enum kt_status (*step)(void *arg, struct kt_error *err), void *arg)
{
    struct kt_arena arena;
    struct kt_error err;

    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (kt_guard_run(&arena, step, arg, &err) == KT_OVERLOADED)
        kt_log_write(KT_LOG_ERROR, "no memory to load anew", NULL, 0);
    kt_arena_release(&arena);
}

static enum kt_status
reload_scripts(void *arg, struct kt_error *err)
{
    const struct kt_app *app = arg;
    enum kt_status status = kt_host_reload(app->host, err);
    if (status == KT_OK)
        kt_log_write(KT_LOG_INFO, "scripts loaded anew", NULL, 0);
    else if (status != KT_OVERLOADED)
        kt_log(KT_LOG_ERROR, "scripts not loaded, the old ones stay",
               KT_LOG_STR("why", kt_error_text(err)));
    return status;
}

static const char *
text_or_null(struct kt_arena *arena, struct kt_str text)
{
    return text.len > 0 ? kt_arena_cstr(arena, text) : NULL;
}

static struct kt_server_limits
limits_of(const struct kt_folder_settings *settings, struct kt_arena *arena)
{
    const int64_t per_minute[KT_QUOTA_COUNT] = {
        [KT_QUOTA_CARTS] = settings->carts_per_minute,
        [KT_QUOTA_COUPONS] = settings->wrong_coupons_per_minute,
        [KT_QUOTA_CART_COUPONS] = settings->wrong_coupons_of_cart_per_minute,
        [KT_QUOTA_CHECKOUTS] = settings->checkouts_per_minute,
        [KT_QUOTA_CART_CHECKOUTS] = settings->checkouts_of_cart_per_minute,
        [KT_QUOTA_LOGINS] = settings->wrong_tokens_per_minute,
        [KT_QUOTA_TOKENS] = settings->requests_of_token_per_minute,
    };
    struct kt_server_limits limits = {
        .trusted_proxies = kt_arena_cstr(arena, settings->trusted_proxies),
        .reads_forwarded = settings->forwarded_header == KT_FORWARDED,
        .connections_per_address = (unsigned)settings->connections_per_address,
        .hsts_s = (unsigned)settings->hsts_seconds,
        .metrics_token = text_or_null(arena, settings->metrics_token),
    };
    for (size_t i = 0; i < KT_QUOTA_COUNT; i++)
        limits.per_minute[i] = (unsigned)per_minute[i];
    return limits;
}

struct settings {
    struct kt_server *server;
    const char *path;
};

/* What of kontor.conf can change while the server runs: limits and log. */
static enum kt_status
reload_settings(void *arg, struct kt_error *err)
{
    const struct settings *settings = arg;
    struct kt_folder folder;
    enum kt_status status =
        kt_folder_read(settings->path, err->arena, &folder, err);
    if (status == KT_OK) {
        struct kt_server_limits limits =
            limits_of(&folder.settings, err->arena);
        status = kt_server_set_limits(settings->server, &limits, err);
    }
    if (status == KT_OK)
        kt_log_write(KT_LOG_INFO, "settings read anew", NULL, 0);
    else if (status != KT_OVERLOADED)
        kt_log(KT_LOG_ERROR, "settings not read, the old ones stay",
               KT_LOG_STR("why", kt_error_text(err)));
    return status;
}

enum { DAY_S = 24 * 3600, TRIM_S = 1 };

/* Pictures that nobody uses: what a crash between a file and its record left
 * behind. */
static void
sweep_media(struct kt_app *app)
{
    kt_media_sweep(app, DAY_S);
}

/* What requests freed lies in the heaps of their threads, in pieces that no
 * other thread takes: after a load a third of the process, given back in less
 * than a millisecond. */
static void
trim_heaps(struct kt_app *app)
{
    (void)app;
    malloc_trim(0);
}

/* Waits for a signal to stop; between, looks each half second whether a
 * script changed. */
static void
wait_for_stop(struct kt_app *app, struct kt_server *server,
              const struct kt_folder *folder, bool ends_on_hangup)
{
    sigset_t signals;
    static const struct timespec pause = { .tv_nsec = 500000000 };
    struct kt_chore sweeping = { .app = app,
                                 .run = sweep_media,
                                 .every_s = DAY_S };
    struct kt_chore trimming = { .app = app,
                                 .run = trim_heaps,
                                 .every_s = TRIM_S };
    struct kt_chore tending = { .app = app, .run = kt_shelf_tend };
    struct settings settings = { server, folder->path };

    collect_signals(&signals);
    for (;;) {
        int signal_number = sigtimedwait(&signals, NULL, &pause);
        if (signal_number == SIGINT || signal_number == SIGTERM ||
            (signal_number == SIGHUP && ends_on_hangup))
            break;
        kt_chore_begin(&sweeping);
        kt_chore_begin(&trimming);
        if (kt_shelf_is_due(app))
            kt_chore_begin(&tending);
        if (signal_number == SIGHUP)
            run_guarded(reload_settings, &settings);
        if (signal_number == SIGHUP || kt_host_is_stale(app->host))
            run_guarded(reload_scripts, app);
    }
    kt_chore_end(&sweeping);
    kt_chore_end(&trimming);
    kt_chore_end(&tending);
}

static enum kt_status
serve(struct kt_app *app, const struct kt_folder *folder,
      const struct kt_serving *serving, struct kt_arena *arena,
      struct kt_error *err)
{
    struct kt_server *server;
    struct kt_server_options options = {
        .address = kt_arena_cstr(arena, folder->settings.address),
        .port = (unsigned)folder->settings.port,
        .threads = (unsigned)folder->settings.threads,
        .connections_max = (unsigned)folder->settings.connections_max,
        .limits = limits_of(&folder->settings, arena),
    };

    KT_TRY(kt_server_start(app, &options, &server, err));
    unsigned port = kt_server_port(server);
    kt_log(KT_LOG_INFO, "listening",
           KT_LOG_STR("address", folder->settings.address),
           KT_LOG_INT("port", port));
    if (serving != NULL)
        serving->ready(port, serving->arg);
    wait_for_stop(app, server, folder,
                  serving != NULL && serving->ends_on_hangup);
    kt_server_stop(server);
    return KT_OK;
}

enum kt_status
kt_serve_until_signal(struct kt_app *app, const struct kt_folder *folder,
                      const struct kt_serving *serving, struct kt_arena *arena,
                      struct kt_error *err)
{
    struct kt_jobs *jobs;
    struct kt_checkup checkup;

    kt_serving_block_signals();
    KT_TRY(kt_checkup_begin(&checkup, app->store, folder->database, err));
    enum kt_status status = kt_jobs_start(app, &jobs, err);
    if (status == KT_OK) {
        status = serve(app, folder, serving, arena, err);
        kt_jobs_stop(jobs);
    }
    kt_checkup_end(&checkup);
    return status;
}
