/* A disk that forgets what was not synced, under SQLite: each sync keeps a copy
 * of the file, "<file>.synced", and a loss of power puts the copies back. */
#include "drivers.h"

#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stands behind the real file's own bytes. */
struct watched {
    const sqlite3_io_methods *real;
    sqlite3_io_methods methods;
    const char *path; /* NULL: a temporary file */
};

static sqlite3_vfs *real_vfs;
static int syncs_left; /* until one fails, or CONTRACT_… */

static const char *
join(char out[PATH_MAX], const char *path, const char *ending)
{
    int len = snprintf(out, PATH_MAX, "%s%s", path, ending);
    ck_assert_int_lt(len, PATH_MAX);
    return out;
}

/* Copies all or nothing: whoever is killed meanwhile leaves the old copy. */
static void
copy_file(const char *from, const char *to)
{
    char draft[PATH_MAX];
    struct stat facts;
    join(draft, to, ".draft");
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    ck_assert_int_ge(source, 0);
    ck_assert_int_ge(target, 0);
    ck_assert_int_eq(fstat(source, &facts), 0);
    for (off_t left = facts.st_size; left > 0;) {
        ssize_t sent = sendfile(target, source, NULL, (size_t)left);
        ck_assert_int_gt(sent, 0);
        left -= sent;
    }
    close(source);
    close(target);
    ck_assert_int_eq(rename(draft, to), 0);
}

static void
keep(const char *path)
{
    char copy[PATH_MAX];
    copy_file(path, join(copy, path, ".synced"));
}

static struct watched *
watched_of(sqlite3_file *file)
{
    return (struct watched *)(void *)((char *)file + real_vfs->szOsFile);
}

static int
sync_file(sqlite3_file *file, int flags)
{
    struct watched *watched = watched_of(file);
    bool is_data =
        watched->path != NULL && strstr(watched->path, ".db-") == NULL;
    if (syncs_left == 0 || (syncs_left == CONTRACT_BEHIND_LOG && is_data))
        return SQLITE_IOERR_FSYNC;
    syncs_left -= syncs_left > 0;
    int code = watched->real->xSync(file, flags);
    if (code == SQLITE_OK && watched->path != NULL)
        keep(watched->path);
    return code;
}

/* path outlives the file, as SQLite promises. */
static int
open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
          int *out_flags)
{
    struct watched *watched = watched_of(file);
    (void)vfs;
    int code = real_vfs->xOpen(real_vfs, path, file, flags, out_flags);
    if (code != SQLITE_OK)
        return code;
    watched->real = file->pMethods;
    watched->methods = *file->pMethods;
    watched->methods.xSync = sync_file;
    watched->path = path;
    file->pMethods = &watched->methods;
    return SQLITE_OK;
}

void
sqlite_watch_disk(const char *place, int syncs)
{
    static sqlite3_vfs vfs;
    sqlite3_initialize();
    real_vfs = sqlite3_vfs_find(NULL);
    syncs_left = syncs;
    vfs = *real_vfs;
    vfs.zName = "forgetful";
    vfs.szOsFile = real_vfs->szOsFile + (int)sizeof(struct watched);
    vfs.xOpen = open_file;
    ck_assert_int_eq(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
    keep(place);
}

void
sqlite_lose_power(const char *place)
{
    static const char *const endings[] = { "", "-wal" };
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_MAX], copy[PATH_MAX];
        join(path, place, endings[i]);
        join(copy, path, ".synced");
        unlink(path);
        if (access(copy, F_OK) == 0)
            ck_assert_int_eq(rename(copy, path), 0);
    }
    char shared[PATH_MAX];
    unlink(join(shared, place, "-shm"));
}
