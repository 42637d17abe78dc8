#include "media/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/heap.h"
#include "media/parts.h"

/* ---- files below a folder ---- */

void
kt_media_each_file(const char *path, kt_media_file_fn visit, void *arg)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    struct stat facts;
    if (folder == NULL)
        return;
    while ((entry = readdir(folder)) != NULL) {
        if (fstatat(dirfd(folder), entry->d_name, &facts,
                    AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(facts.st_mode))
            visit(arg, dirfd(folder), entry->d_name, &facts);
    }
    closedir(folder);
}

void
kt_media_each_folder(char *path, kt_media_file_fn visit, void *arg)
{
    size_t len = strlen(path);
    DIR *folder = opendir(path);
    const struct dirent *entry;
    if (folder == NULL)
        return;
    while ((entry = readdir(folder)) != NULL) {
        int added =
            snprintf(path + len, KT_MEDIA_PATH_MAX - len, "/%s", entry->d_name);
        if (entry->d_name[0] != '.' && added > 0 &&
            (size_t)added < KT_MEDIA_PATH_MAX - len)
            kt_media_each_file(path, visit, arg);
        path[len] = '\0';
    }
    closedir(folder);
}

/* ---- the folder ---- */

static void
remove_file(void *arg, int at, const char *name, const struct stat *facts)
{
    (void)arg;
    (void)facts;
    unlinkat(at, name, 0);
}

struct kt_media_folder *
kt_media_folder_open(const struct kt_media_options *options)
{
    char path[KT_MEDIA_PATH_MAX];
    struct kt_media_folder *folder = KT_HEAP_NEW(struct kt_media_folder);
    folder->options = *options;
    pthread_mutex_init(&folder->lock, NULL);
    pthread_mutex_init(&folder->cache_lock, NULL);
    pthread_mutex_init(&folder->programs_lock, NULL);
    if (kt_media_path(folder, ".incoming", path))
        kt_media_each_file(path, remove_file, NULL);
    kt_media_thumbnails_count(folder);
    return folder;
}

void
kt_media_folder_close(struct kt_media_folder *folder)
{
    if (folder == NULL)
        return;
    kt_media_rest(folder);
    pthread_mutex_destroy(&folder->programs_lock);
    pthread_mutex_destroy(&folder->cache_lock);
    pthread_mutex_destroy(&folder->lock);
    kt_heap_free(folder);
}

bool
kt_media_path(const struct kt_media_folder *folder, const char *below,
              char path[KT_MEDIA_PATH_MAX])
{
    int len =
        snprintf(path, KT_MEDIA_PATH_MAX, "%s/%s", folder->options.path, below);
    return len > 0 && len < KT_MEDIA_PATH_MAX;
}

bool
kt_media_name_path(const struct kt_media_folder *folder,
                   const struct kt_media_name *name,
                   char path[KT_MEDIA_PATH_MAX])
{
    char text[KT_MEDIA_NAME_MAX];
    kt_media_name_format(name, text);
    return kt_media_path(folder, text, path);
}

int
kt_media_folder_open_file(const struct kt_media_folder *folder,
                          const struct kt_media_name *name)
{
    char path[KT_MEDIA_PATH_MAX];
    if (!kt_media_name_path(folder, name, path))
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

int
kt_media_folder_find_file(const struct kt_media_folder *folder,
                          struct kt_media_name *name)
{
    int file = -1;
    for (int kind = 0; file < 0 && kind < KT_MEDIA_KIND_COUNT; kind++) {
        name->kind = (enum kt_media_kind)kind;
        file = kt_media_folder_open_file(folder, name);
    }
    return file;
}

/* ---- removing ---- */

static bool
is_uploaded_now(const struct kt_media_folder *folder,
                const struct kt_media_name *name)
{
    for (const struct kt_media_spool *spool = folder->spools; spool != NULL;
         spool = spool->next) {
        if (spool->is_kept &&
            memcmp(&spool->name, name, sizeof spool->name) == 0)
            return true;
    }
    return false;
}

bool
kt_media_folder_remove(struct kt_media_folder *folder,
                       const struct kt_media_name *name,
                       bool (*is_needed)(void *arg), void *arg)
{
    char path[KT_MEDIA_PATH_MAX];
    bool is_removed = false;
    if (!kt_media_name_path(folder, name, path))
        return false;
    pthread_mutex_lock(&folder->lock);
    if (!is_uploaded_now(folder, name) && !is_needed(arg))
        is_removed = unlink(path) == 0;
    pthread_mutex_unlock(&folder->lock);
    if (is_removed)
        kt_media_thumbnail_drop(folder, name);
    return is_removed;
}

/* ---- all of them ---- */

struct visiting {
    void (*visit)(void *arg, const struct kt_media_name *name, int64_t bytes,
                  int64_t written_s);
    void *arg;
};

static void
visit_file(void *arg, int at, const char *name, const struct stat *facts)
{
    const struct visiting *visiting = arg;
    struct kt_media_name known;
    (void)at;
    if (kt_media_name_parse(kt_str_of(name), &known))
        visiting->visit(visiting->arg, &known, facts->st_size,
                        facts->st_mtim.tv_sec);
}

void
kt_media_folder_each(const char *path,
                     void (*visit)(void *arg, const struct kt_media_name *name,
                                   int64_t bytes, int64_t written_s),
                     void *arg)
{
    struct visiting visiting = { visit, arg };
    kt_media_each_file(path, visit_file, &visiting);
}
