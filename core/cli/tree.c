#include "cli/tree.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cli/folder.h"

enum { FILE_MAX = 4 * 1024 * 1024, OPEN_MAX = 16 };

static enum kt_status
fail_path(const char *path, struct kt_error *err)
{
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

static bool
is_dot_name(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static enum kt_status
copy_file(const char *from, const char *to, struct kt_arena *arena,
          struct kt_error *err)
{
    struct kt_arena_mark mark = kt_arena_mark(arena);
    struct kt_str text;
    KT_TRY(kt_file_read(from, FILE_MAX, arena, &text, err));
    KT_TRY(kt_file_create(to, text, err));
    kt_arena_rewind(arena, mark);
    return KT_OK;
}

static enum kt_status
copy_entry(const char *from, const char *to, struct kt_arena *arena,
           struct kt_error *err)
{
    struct stat facts;
    if (lstat(from, &facts) != 0)
        return fail_path(from, err);
    return S_ISDIR(facts.st_mode) ? kt_tree_copy(from, to, arena, err)
                                  : copy_file(from, to, arena, err);
}

enum kt_status
kt_tree_copy(const char *from, const char *to, struct kt_arena *arena,
             struct kt_error *err)
{
    enum kt_status status = KT_OK;
    DIR *folder = opendir(from);
    if (folder == NULL)
        return fail_path(from, err);
    if (mkdir(to, 0755) != 0 && errno != EEXIST)
        status = fail_path(to, err);

    struct dirent *entry;
    while (status == KT_OK && (entry = readdir(folder)) != NULL) {
        const char *name = entry->d_name;
        if (!is_dot_name(name))
            status = copy_entry(kt_arena_format(arena, "%s/%s", from, name).ptr,
                                kt_arena_format(arena, "%s/%s", to, name).ptr,
                                arena, err);
    }
    closedir(folder);
    return status;
}

static bool
is_empty(const char *path)
{
    bool found = false;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return false;
    for (struct dirent *entry; !found && (entry = readdir(folder)) != NULL;)
        found = !is_dot_name(entry->d_name);
    closedir(folder);
    return !found;
}

enum kt_status
kt_tree_create(const char *path, struct kt_error *err)
{
    if (mkdir(path, 0755) == 0)
        return KT_OK;
    if (errno != EEXIST)
        return fail_path(path, err);
    if (is_empty(path))
        return KT_OK;
    kt_fail_already_exists(err, KT_STR("folder"), kt_str_of(path));
    return kt_error_explain(err, "%s is not an empty folder", path);
}

static int
remove_entry(const char *path, const struct stat *facts, int kind,
             struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

bool
kt_tree_remove(const char *path)
{
    return nftw(path, remove_entry, OPEN_MAX, FTW_DEPTH | FTW_PHYS) == 0;
}
