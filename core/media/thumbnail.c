/* Looking into pictures, and the cache of smaller ones: a file for each size
 * and picture. Its time of access says when it was last wanted; when the cache
 * grows too large, those that nobody wanted for the longest time go. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/grow.h"
#include "media/parts.h"

enum { WANTED_AGAIN_S = 3600 };

/* ---- asking ---- */

static const char *const reasons[] = {
    [KT_PICTURE_GOOD] = NULL,
    [KT_PICTURE_BROKEN] = "broken",
    [KT_PICTURE_OTHER_KIND] = "unknown_kind",
    [KT_PICTURE_TOO_LARGE] = "too_many_pixels",
    [KT_PICTURE_NO_ROOM] = NULL,
};

static enum kt_status
judge(const struct kt_media_folder *folder, const struct kt_picture_told *told,
      struct kt_error *err)
{
    if (told->verdict == KT_PICTURE_GOOD)
        return KT_OK;
    if (told->verdict >= KT_COUNT(reasons) || reasons[told->verdict] == NULL)
        return kt_fail_store_full(err);
    kt_fail_invalid_picture(err, kt_str_of(reasons[told->verdict]));
    if (told->verdict == KT_PICTURE_TOO_LARGE)
        return kt_error_explain(err,
                                "it has %u x %u pixels, at most %lld are taken",
                                told->width, told->height,
                                (long long)folder->options.pixels_max);
    return kt_error_explain(err, "%s",
                            told->why[0] != '\0' ? told->why
                                                 : "it does not decode");
}

static enum kt_status
ask(struct kt_media_folder *folder, const struct kt_picture_ask *asked,
    const int *files, size_t file_count, struct kt_picture_told *told,
    struct kt_error *err)
{
    enum kt_status status =
        kt_media_ask_program(folder, asked, files, file_count, told, err);
    if (status == KT_OVERLOADED) {
        kt_fail_invalid_picture(err, KT_STR("too_much"));
        return kt_error_explain(err, "it takes too much time or memory");
    }
    return status == KT_OK ? judge(folder, told, err) : status;
}

enum kt_status
kt_media_look(struct kt_media_folder *folder, int file, enum kt_media_kind kind,
              struct kt_media_facts *facts, struct kt_error *err)
{
    struct kt_picture_told told;
    struct kt_picture_ask asked = {
        .task = KT_PICTURE_LOOK,
        .kind = kind,
        .pixels_max = (uint64_t)folder->options.pixels_max,
    };
    *facts = (struct kt_media_facts){ 0 };
    if (!kt_media_is_picture(kind))
        return kt_media_look_at_document(file, err);
    KT_TRY(ask(folder, &asked, &file, 1, &told, err));
    *facts = (struct kt_media_facts){ told.width, told.height };
    return KT_OK;
}

/* ---- places ---- */

static bool
place_of(const struct kt_media_folder *folder, const struct kt_media_name *name,
         const struct kt_media_size *size, char path[KT_MEDIA_PATH_MAX])
{
    struct kt_media_name webp = *name;
    char text[KT_MEDIA_NAME_MAX];
    char below[KT_MEDIA_NAME_MAX + 40];
    webp.kind = KT_MEDIA_WEBP;
    kt_media_name_format(&webp, text);
    snprintf(below, sizeof below, ".thumbnails/%s/%s", size->name, text);
    return kt_media_path(folder, below, path);
}

/* The folders .thumbnails and .thumbnails/480x480. */
static void
make_place(const struct kt_media_folder *folder,
           const struct kt_media_size *size)
{
    char path[KT_MEDIA_PATH_MAX];
    char below[40];
    if (kt_media_path(folder, ".thumbnails", path))
        mkdir(path, 0700);
    snprintf(below, sizeof below, ".thumbnails/%s", size->name);
    if (kt_media_path(folder, below, path))
        mkdir(path, 0700);
}

int
kt_media_thumbnail_open(const struct kt_media_folder *folder,
                        const struct kt_media_name *name,
                        const struct kt_media_size *size)
{
    char path[KT_MEDIA_PATH_MAX];
    struct stat facts;
    struct timespec now;
    if (!place_of(folder, name, size, path))
        return -1;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 || fstat(file, &facts) != 0)
        return file;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec - facts.st_atim.tv_sec > WANTED_AGAIN_S) {
        struct timespec times[] = { { .tv_nsec = UTIME_NOW },
                                    { .tv_nsec = UTIME_OMIT } };
        futimens(file, times);
    }
    return file;
}

/* ---- room ---- */

struct thumbnail {
    const char *path;
    int64_t wanted_ns;
    int64_t bytes;
};

struct room {
    struct kt_arena arena;
    const char *place; /* that is being read */
    struct thumbnail **items;
    size_t count;
    int64_t bytes;
};

static void
note(void *arg, int at, const char *name, const struct stat *facts)
{
    struct room *room = arg;
    (void)at;
    struct thumbnail *item = KT_NEW(&room->arena, struct thumbnail);
    item->path = kt_arena_format(&room->arena, "%s/%s", room->place, name).ptr;
    item->wanted_ns =
        facts->st_atim.tv_sec * INT64_C(1000000000) + facts->st_atim.tv_nsec;
    item->bytes = facts->st_size;
    room->items = kt_grow(&room->arena, room->items, room->count,
                          sizeof(struct thumbnail *));
    room->items[room->count++] = item;
    room->bytes += item->bytes;
}

static int
compare(const void *a, const void *b)
{
    const struct thumbnail *one = *(struct thumbnail *const *)a;
    const struct thumbnail *other = *(struct thumbnail *const *)b;
    return (one->wanted_ns > other->wanted_ns) -
           (one->wanted_ns < other->wanted_ns);
}

/* A tenth more than must be goes, so that this is rare. */
static void
make_room(struct kt_media_folder *folder)
{
    int64_t max = folder->options.cache_bytes_max;
    char path[KT_MEDIA_PATH_MAX];
    struct room room = { .place = path };
    pthread_mutex_lock(&folder->cache_lock);
    if (atomic_load(&folder->cache_bytes) > max &&
        kt_media_path(folder, ".thumbnails", path)) {
        kt_arena_init(&room.arena, 0);
        kt_media_each_folder(path, note, &room);
        if (room.count > 0)
            qsort(room.items, room.count, sizeof(struct thumbnail *), compare);
        for (size_t i = 0; i < room.count && room.bytes > max - max / 10; i++) {
            if (unlink(room.items[i]->path) == 0)
                room.bytes -= room.items[i]->bytes;
        }
        atomic_store(&folder->cache_bytes, room.bytes);
        kt_arena_release(&room.arena);
    }
    pthread_mutex_unlock(&folder->cache_lock);
}

static void
count(void *arg, int at, const char *name, const struct stat *facts)
{
    struct kt_media_folder *folder = arg;
    (void)at;
    (void)name;
    atomic_fetch_add(&folder->cache_bytes, facts->st_size);
}

/* Sizes that are no longer set count as well, so that they go in the end. */
void
kt_media_thumbnails_count(struct kt_media_folder *folder)
{
    char path[KT_MEDIA_PATH_MAX];
    if (kt_media_path(folder, ".thumbnails", path))
        kt_media_each_folder(path, count, folder);
}

void
kt_media_thumbnail_drop(struct kt_media_folder *folder,
                        const struct kt_media_name *name)
{
    char path[KT_MEDIA_PATH_MAX];
    struct stat facts;
    for (size_t i = 0; i < folder->options.sizes.count; i++) {
        if (place_of(folder, name, &folder->options.sizes.items[i], path) &&
            stat(path, &facts) == 0 && unlink(path) == 0)
            atomic_fetch_sub(&folder->cache_bytes, facts.st_size);
    }
}

/* ---- making ---- */

/* It gets its name when its bytes are on the disk: one that a power cut made
 * short would be served for ever. */
static enum kt_status
keep(struct kt_media_folder *folder, int made, const char *from,
     const struct kt_media_name *name, const struct kt_media_size *size,
     struct kt_error *err)
{
    char path[KT_MEDIA_PATH_MAX];
    struct stat facts;
    make_place(folder, size);
    if (fdatasync(made) != 0 || fstat(made, &facts) != 0 ||
        !place_of(folder, name, size, path) || rename(from, path) != 0)
        return kt_media_fail("a thumbnail", err);
    atomic_fetch_add(&folder->cache_bytes, facts.st_size);
    make_room(folder);
    return KT_OK;
}

enum kt_status
kt_media_thumbnail_make(struct kt_media_folder *folder, int file,
                        const struct kt_media_name *name,
                        const struct kt_media_size *size, struct kt_error *err)
{
    struct kt_picture_told told;
    struct kt_picture_ask asked = {
        .task = KT_PICTURE_SHRINK,
        .kind = name->kind,
        .width = size->width,
        .height = size->height,
        .is_cover = size->is_cover,
        .pixels_max = (uint64_t)folder->options.pixels_max,
    };
    char temporary[48];
    char path[KT_MEDIA_PATH_MAX];
    int files[] = { file, -1 };
    KT_TRY(kt_media_temporary(folder, temporary, &files[1], err));
    enum kt_status status = ask(folder, &asked, files, 2, &told, err);
    if (kt_media_path(folder, temporary, path)) {
        if (status == KT_OK)
            status = keep(folder, files[1], path, name, size, err);
        if (status != KT_OK)
            unlink(path);
    }
    close(files[1]);
    return status;
}
