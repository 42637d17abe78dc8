/* Which shop is meant: by its code, by the host name and the publishable key
 * of a request. All of it is asked of one listing of the process's shops, made
 * anew when something of shops has changed. */

#include <pthread.h>

#include "base/assert.h"
#include "base/guard.h"
#include "base/map.h"
#include "base/text.h"
#include "service/shop.h"

enum { HOST_MAX = 253, SHOPS_EXPECTED = 16 };

struct listing {
    struct kt_arena arena; /* owns this struct */
    uint64_t epoch;
    struct kt_map codes;
    struct kt_map hosts;
    struct kt_map keys;  /* the null id stands for a key of several shops */
    struct kt_buf names; /* the codes, for people */
    size_t count;
    struct kt_id only; /* the shop when there is just one */
};

struct kt_directory {
    pthread_mutex_t lock;
    struct listing *listing; /* NULL until somebody asks */
    struct kt_arena arena;   /* owns this struct */
};

struct kt_directory *
kt_directory_new(void)
{
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    struct kt_directory *directory = KT_NEW(&arena, struct kt_directory);
    pthread_mutex_init(&directory->lock, NULL);
    directory->arena = arena;
    return directory;
}

static void
free_listing(struct listing *listing)
{
    if (listing == NULL)
        return;
    struct kt_arena arena = listing->arena;
    kt_arena_release(&arena);
}

void
kt_directory_free(struct kt_directory *directory)
{
    if (directory == NULL)
        return;
    free_listing(directory->listing);
    pthread_mutex_destroy(&directory->lock);
    struct kt_arena arena = directory->arena;
    kt_arena_release(&arena);
}

/* ---- the listing ---- */

static struct kt_id *
keep_id(struct listing *listing, struct kt_id id)
{
    struct kt_id *kept = KT_NEW(&listing->arena, struct kt_id);
    *kept = id;
    return kept;
}

static enum kt_status
load_shops(const struct kt_tx *tx, struct listing *listing,
           struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_LIST, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_str code = kt_col_copy(&rows, 1, &listing->arena);
        struct kt_id *id = keep_id(listing, kt_col_id(&rows, 0));
        kt_map_put(&listing->codes, code, id);
        kt_buf_format(&listing->names, "%s%.*s", listing->count > 0 ? ", " : "",
                      KT_STR_FMT(code));
        listing->only = *id;
        listing->count++;
    }
    return kt_rows_close(&rows);
}

static enum kt_status
load_names(const struct kt_tx *tx, enum kt_sql statement, struct kt_map *names,
           struct listing *listing, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, statement, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_str name = kt_col_copy(&rows, 0, &listing->arena);
        struct kt_id id = kt_col_id(&rows, 1);
        struct kt_id *other = kt_map_find(names, name);
        if (other == NULL)
            kt_map_put(names, name, keep_id(listing, id));
        else if (!kt_id_eq(*other, id))
            *other = KT_NO_STORE;
    }
    return kt_rows_close(&rows);
}

static enum kt_status
load_listing(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct listing *listing = arg;
    KT_TRY(load_shops(tx, listing, err));
    KT_TRY(
        load_names(tx, KT_SQL_STORE_HOST_ALL, &listing->hosts, listing, err));
    return load_names(tx, KT_SQL_STORE_KEY_ALL, &listing->keys, listing, err);
}

struct building {
    struct kt_app *app;
    uint64_t epoch;
    struct kt_arena arena; /* the listing's, once there is one */
    struct listing *listing;
};

static enum kt_status
fill_listing(void *arg, struct kt_error *err)
{
    struct building *building = arg;
    struct listing *listing = KT_NEW(&building->arena, struct listing);
    listing->arena = building->arena;
    building->listing = listing;
    kt_error_init(err, &listing->arena);
    listing->epoch = building->epoch;
    kt_map_init(&listing->codes, &listing->arena, SHOPS_EXPECTED);
    kt_map_init(&listing->hosts, &listing->arena, SHOPS_EXPECTED);
    kt_map_init(&listing->keys, &listing->arena, SHOPS_EXPECTED);
    kt_buf_init(&listing->names, &listing->arena, 64);
    return kt_store_read(building->app->store, KT_NO_STORE, load_listing,
                         listing, err);
}

/* The error lives in the listing's memory until that is given up: nothing of
 * the caller's may jump away while this memory is ours. */
static enum kt_status
build_listing(struct kt_app *app, uint64_t epoch, struct listing **built,
              struct kt_error *err)
{
    struct building building = { .app = app, .epoch = epoch };
    struct kt_error own;
    kt_arena_init(&building.arena, 0);
    kt_error_init(&own, &building.arena);
    enum kt_status status =
        kt_guard_run(&building.arena, fill_listing, &building, &own);
    struct listing *listing = building.listing;
    if (listing != NULL)
        listing->arena.rescue = NULL;
    if (status != KT_OK) {
        kt_error_set(err, status);
        kt_error_explain(err, "%.*s", KT_STR_FMT(own.detail));
        free_listing(listing);
        return status;
    }
    *built = listing;
    return KT_OK;
}

/* The listing in force, with the directory locked; another thread may have put
 * a newer one there than the one that was just built. */
static enum kt_status
lock_listing(struct kt_app *app, const struct listing **listing,
             struct kt_error *err)
{
    struct kt_directory *directory = app->directory;
    uint64_t epoch = kt_store_settings_epoch(app->store);
    struct listing *built;
    pthread_mutex_lock(&directory->lock);
    *listing = directory->listing;
    if (*listing != NULL && (*listing)->epoch == epoch)
        return KT_OK;
    pthread_mutex_unlock(&directory->lock);

    KT_TRY(build_listing(app, epoch, &built, err));
    pthread_mutex_lock(&directory->lock);
    struct listing *old = directory->listing;
    bool is_newer = old == NULL || old->epoch < built->epoch;
    directory->listing = is_newer ? built : old;
    free_listing(is_newer ? old : built);
    *listing = directory->listing;
    return KT_OK;
}

/* ---- by code ---- */

enum kt_status
kt_shop_find(struct kt_app *app, struct kt_str code, struct kt_id *store_id,
             struct kt_error *err)
{
    const struct listing *listing;
    KT_TRY(lock_listing(app, &listing, err));
    size_t count = listing->count;
    const struct kt_id *named = kt_map_find(&listing->codes, code);
    bool is_found = named != NULL || (code.len == 0 && count == 1);
    char names[1024];
    int len = (int)(listing->names.len < sizeof names ? listing->names.len
                                                      : sizeof names);
    memcpy(names, listing->names.ptr, (size_t)len);
    if (is_found)
        *store_id = named != NULL ? *named : listing->only;
    pthread_mutex_unlock(&app->directory->lock);
    if (is_found)
        return KT_OK;
    kt_fail_not_found(err);
    if (count == 0)
        return kt_error_explain(err, "there is no shop yet");
    if (code.len == 0)
        return kt_error_explain(
            err, "there are several shops, name one of them: %.*s", len, names);
    return kt_error_explain(err, "no shop has the code \"%.*s\", only: %.*s",
                            KT_STR_FMT(code), len, names);
}

/* ---- by host and key ---- */

/* A Host header without its port and the dot at its end, in lower case. Longer
 * ones than any name are cut, so that they match nothing. */
static struct kt_str
host_name(struct kt_str host, char out[HOST_MAX + 1])
{
    const char *colon = host.len > 0 ? memrchr(host.ptr, ':', host.len) : NULL;
    const char *bracket =
        host.len > 0 ? memrchr(host.ptr, ']', host.len) : NULL;
    if (colon != NULL && (bracket == NULL || bracket < colon))
        host.len = (size_t)(colon - host.ptr);
    if (host.len > 0 && host.ptr[host.len - 1] == '.')
        host.len--;
    if (host.len > HOST_MAX)
        host.len = HOST_MAX + 1;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return (struct kt_str){ out, host.len };
}

/* The shop of a host name, NULL when no shop has it. */
static const struct kt_id *
find_host(const struct listing *listing, struct kt_str host)
{
    char name[HOST_MAX + 1];
    return listing->hosts.size > 0
               ? kt_map_find(&listing->hosts, host_name(host, name))
               : NULL;
}

enum asked { ASKED_FOUND, ASKED_NO_SHOP, ASKED_KEY_TWICE, ASKED_UNKNOWN };

static enum asked
find_asked(const struct listing *listing, struct kt_str host,
           struct kt_str publishable_key, struct kt_id *store_id)
{
    const struct kt_id *found = find_host(listing, host);
    if (found == NULL && listing->count == 1)
        found = &listing->only;
    if (found == NULL && publishable_key.len > 0)
        found = kt_map_find(&listing->keys, publishable_key);
    if (found == NULL)
        return listing->count == 0 ? ASKED_NO_SHOP : ASKED_UNKNOWN;
    *store_id = *found;
    return kt_id_is_null(*found) ? ASKED_KEY_TWICE : ASKED_FOUND;
}

enum kt_status
kt_shop_find_asked(struct kt_app *app, struct kt_str host,
                   struct kt_str publishable_key, struct kt_id *store_id,
                   struct kt_error *err)
{
    const struct listing *listing;
    KT_TRY(lock_listing(app, &listing, err));
    enum asked asked = find_asked(listing, host, publishable_key, store_id);
    pthread_mutex_unlock(&app->directory->lock);
    if (asked == ASKED_FOUND)
        return KT_OK;
    kt_fail_not_found(err);
    if (asked == ASKED_NO_SHOP)
        return kt_error_explain(err, "there is no shop yet");
    if (asked == ASKED_KEY_TWICE)
        return kt_error_explain(err,
                                "several shops have this publishable key "
                                "and none the host \"%.*s\"",
                                KT_STR_FMT(host));
    return kt_error_explain(err, "no shop has the host \"%.*s\"%s",
                            KT_STR_FMT(host),
                            publishable_key.len > 0
                                ? " or this publishable key"
                                : ", and no publishable key names one");
}

enum kt_status
kt_shop_check_host(struct kt_app *app, struct kt_str host,
                   struct kt_id store_id, struct kt_error *err)
{
    const struct listing *listing;
    KT_TRY(lock_listing(app, &listing, err));
    const struct kt_id *found = find_host(listing, host);
    bool is_other = found != NULL && !kt_id_eq(*found, store_id);
    pthread_mutex_unlock(&app->directory->lock);
    if (!is_other)
        return KT_OK;
    kt_fail_not_found(err);
    return kt_error_explain(err, "the token is not of the shop of this host");
}
