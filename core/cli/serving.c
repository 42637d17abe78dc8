#include "cli/serving.h"

#include <signal.h>
#include <time.h>

#include "cli/checkup.h"
#include "http/server.h"
#include "job/jobs.h"

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

static void
reload(struct kt_app *app)
{
    struct kt_arena arena;
    struct kt_error err;

    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (kt_host_reload(app->host, &err) == KT_OK)
        kt_log_write(KT_LOG_INFO, "scripts loaded anew", NULL, 0);
    else
        kt_log(KT_LOG_ERROR, "scripts not loaded, the old ones stay",
               KT_LOG_STR("why", kt_error_text(&err)));
    kt_arena_release(&arena);
}

/* Waits for a signal to stop; between, looks each half second whether a
 * script changed. */
static void
wait_for_stop(struct kt_app *app, bool ends_on_hangup)
{
    sigset_t signals;
    static const struct timespec pause = { .tv_nsec = 500000000 };

    collect_signals(&signals);
    for (;;) {
        int signal_number = sigtimedwait(&signals, NULL, &pause);
        if (signal_number == SIGINT || signal_number == SIGTERM ||
            (signal_number == SIGHUP && ends_on_hangup))
            return;
        if (signal_number == SIGHUP || kt_host_is_stale(app->host))
            reload(app);
    }
}

static const char *
text_or_null(struct kt_arena *arena, struct kt_str text)
{
    return text.len > 0 ? kt_arena_cstr(arena, text) : NULL;
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
        .media_folder = folder->media,
        .metrics_token = text_or_null(arena, folder->settings.metrics_token),
    };

    KT_TRY(kt_server_start(app, &options, &server, err));
    unsigned port = kt_server_port(server);
    kt_log(KT_LOG_INFO, "listening",
           KT_LOG_STR("address", folder->settings.address),
           KT_LOG_INT("port", port));
    if (serving != NULL)
        serving->ready(port, serving->arg);
    wait_for_stop(app, serving != NULL && serving->ends_on_hangup);
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
