#include "base/time_zone.h"

#include <dlfcn.h>
#include <glib.h>
#include <pthread.h>
#include <string.h>

enum { ZONES_MAX = 64 }; /* kept; more are read each time */

struct zone {
    char name[KT_TIME_ZONE_MAX + 1];
    GTimeZone *zone; /* NULL: unknown */
};

static struct {
    __typeof__(&g_time_zone_new_identifier) open;
    __typeof__(&g_time_zone_find_interval) find_interval;
    __typeof__(&g_time_zone_get_offset) get_offset;
    __typeof__(&g_time_zone_unref) close;
} glib;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone zones[ZONES_MAX];
static size_t zone_count;

static void
take(void *library, const char *name, void *function)
{
    void *found = library != NULL ? dlsym(library, name) : NULL;
    memcpy(function, &found, sizeof found);
}

static void
load(void)
{
    void *library = dlopen("libglib-2.0.so.0", RTLD_NOW | RTLD_LOCAL);
    take(library, "g_time_zone_new_identifier", &glib.open);
    take(library, "g_time_zone_find_interval", &glib.find_interval);
    take(library, "g_time_zone_get_offset", &glib.get_offset);
    take(library, "g_time_zone_unref", &glib.close);
}

static bool
is_loaded(void)
{
    pthread_once(&once, load);
    return glib.open != NULL && glib.find_interval != NULL &&
           glib.get_offset != NULL && glib.close != NULL;
}

/* GLib also takes offsets and paths; a name of the database begins with a
 * letter, and no part of it with a dot. */
static bool
is_name(struct kt_str name)
{
    if (name.len == 0 || name.len > KT_TIME_ZONE_MAX || name.ptr[0] < 'A' ||
        name.ptr[0] > 'Z')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_sign = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       (c >= '0' && c <= '9') || strchr("/_+-", c) != NULL;
        if (c == '\0' || !is_sign)
            return false;
    }
    return true;
}

static const struct zone *
find_kept(const char *name)
{
    for (size_t i = 0; i < zone_count; i++) {
        if (strcmp(zones[i].name, name) == 0)
            return &zones[i];
    }
    return NULL;
}

/* NULL when it is unknown. *is_kept is false when the caller closes it. */
static GTimeZone *
open_zone(struct kt_str name, bool *is_kept)
{
    struct zone wanted = { .zone = NULL };
    *is_kept = true;
    if (!is_name(name) || !is_loaded())
        return NULL;
    memcpy(wanted.name, name.ptr, name.len);
    pthread_mutex_lock(&lock);
    const struct zone *kept = find_kept(wanted.name);
    if (kept != NULL) {
        wanted.zone = kept->zone;
    } else {
        wanted.zone = glib.open(wanted.name);
        *is_kept = wanted.zone != NULL && zone_count < ZONES_MAX;
        if (*is_kept)
            zones[zone_count++] = wanted;
    }
    pthread_mutex_unlock(&lock);
    return wanted.zone;
}

bool
kt_time_zone_is_known(struct kt_str name)
{
    bool is_kept;
    GTimeZone *zone = open_zone(name, &is_kept);
    if (zone != NULL && !is_kept)
        glib.close(zone);
    return zone != NULL;
}

int64_t
kt_time_zone_offset_ms(struct kt_str name, int64_t now_ms)
{
    bool is_kept;
    GTimeZone *zone = name.len > 0 ? open_zone(name, &is_kept) : NULL;
    if (zone == NULL)
        return 0;
    int64_t seconds = now_ms / 1000 - (now_ms % 1000 < 0);
    int interval = glib.find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);
    int64_t offset_ms = (int64_t)glib.get_offset(zone, interval) * 1000;
    if (!is_kept)
        glib.close(zone);
    return offset_ms;
}

int64_t
kt_time_zone_utc_ms(struct kt_str name, int64_t local_ms)
{
    int64_t before = local_ms - kt_time_zone_offset_ms(name, local_ms);
    int64_t now_ms = local_ms - kt_time_zone_offset_ms(name, before);
    int64_t offset_ms = kt_time_zone_offset_ms(name, now_ms);
    return now_ms + offset_ms == local_ms ? now_ms : local_ms - offset_ms;
}
