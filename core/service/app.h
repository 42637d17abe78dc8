/* What a process holds: a database, the scripts, the clock, and the shops it
 * serves. Services get it through their call. */
#ifndef KT_SERVICE_APP_H
#define KT_SERVICE_APP_H

#include "base/clock.h"
#include "script/host.h"
#include "store/store.h"

struct kt_directory;
struct kt_media_folder;
struct kt_media_options;
struct kt_pool;
struct kt_shop;
struct kt_shelves;
struct kt_shops;
struct kt_shown;

struct kt_app_options {
    const char *database; /* path, or ":memory:" */
    const char *const *script_folders;
    size_t script_folder_count;
    struct kt_script_limits limits;
    unsigned writer_cache_mib; /* this and the next two: see store/store.h */
    bool is_volatile;
    bool must_exist;
    size_t shown_bytes_max; /* kept answers; 0: none are kept */
    size_t shelf_bytes_max; /* indexes of shelves; 0: made for each request */
    const struct kt_media_options *media; /* NULL: there are no pictures */
};

struct kt_app {
    struct kt_store *store;
    struct kt_host *host;
    struct kt_clock clock;
    struct kt_shops *shops;         /* the snapshots, see service/shop.h */
    struct kt_directory *directory; /* which shop is meant, the same */
    struct kt_shown *shown;         /* kept answers, see service/shown.h */
    struct kt_shelves *shelves;     /* see service/shelf_index.h */
    struct kt_media_folder *media;  /* NULL: there are no pictures */
    struct kt_pool *pool;           /* for the work of use cases */
};

/* Opens the database, migrates it, loads the scripts. */
KT_CHECKED enum kt_status kt_app_open(const struct kt_app_options *options,
                                      struct kt_app *app, struct kt_error *err);
void kt_app_close(struct kt_app *app);

/* Ends the calling thread's part in it: reader, script arena. */
void kt_app_leave_thread(struct kt_app *app);

#endif
