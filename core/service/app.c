#include "service/app.h"

#include "base/assert.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/pool.h"
#include "media/folder.h"
#include "service/search_save.h"
#include "service/shelf_index.h"
#include "service/shown.h"

/* Two pictures at once, and the patience of a browser for those that wait. */
enum { WORKERS = 2, WORK_MAX = 64 };

static enum kt_status
open_store(const struct kt_app_options *options, struct kt_app *app,
           struct kt_error *err)
{
    struct kt_store_options store_options = {
        .path = options->database,
        .writer_cache_mib = options->writer_cache_mib,
        .must_exist = options->must_exist,
        .is_volatile = options->is_volatile,
    };
    int from;
    int to;
    KT_TRY(kt_store_open(&store_options, &app->store, err));
    KT_TRY(kt_store_migrate(app->store, &from, &to, err));
    if (from == to)
        return KT_OK;
    kt_log(KT_LOG_INFO, "database brought up to date", KT_LOG_INT("from", from),
           KT_LOG_INT("to", to));
    return kt_search_fill(app->store, err);
}

static void
rest(void *arg)
{
    const struct kt_app *app = arg;
    if (app->media != NULL)
        kt_media_rest(app->media);
}

enum kt_status
kt_app_open(const struct kt_app_options *options, struct kt_app *app,
            struct kt_error *err)
{
    struct kt_host_options host_options = {
        .folders = options->script_folders,
        .folder_count = options->script_folder_count,
        .limits = options->limits,
        .clock = &app->clock,
    };
    *app = (struct kt_app){ 0 };
    enum kt_status status = kt_host_new(&host_options, &app->host, err);
    if (status == KT_OK)
        status = open_store(options, app, err);
    if (status != KT_OK) {
        kt_app_close(app);
        return status;
    }
    app->shops = kt_shops_new();
    app->directory = kt_directory_new();
    app->shown = kt_shown_new(options->shown_bytes_max);
    app->shelves = kt_shelves_new(options->shelf_bytes_max);
    if (options->media != NULL)
        app->media = kt_media_folder_open(options->media);
    app->pool = kt_pool_new(WORKERS, WORK_MAX, rest, app);
    return KT_OK;
}

void
kt_app_close(struct kt_app *app)
{
    kt_pool_free(app->pool);
    kt_media_folder_close(app->media);
    kt_shops_free(app->shops);
    kt_directory_free(app->directory);
    kt_shown_free(app->shown);
    kt_shelves_free(app->shelves);
    if (app->store != NULL)
        kt_store_close(app->store);
    if (app->host != NULL)
        kt_host_free(app->host);
    *app = (struct kt_app){ 0 };
}

void
kt_app_leave_thread(struct kt_app *app)
{
    kt_store_leave_thread(app->store);
    kt_script_leave_thread();
    kt_pack_leave_thread();
}
