/* System calls that fail under SQLite. Its unix files call through a table that
 * may be changed; only the sync stands outside of it and is put in between as a
 * method of each file. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "faults.h"

static struct faults_disk disk;
static atomic_long calls;
static atomic_long fails_at;

static bool
fails(enum faults_call call)
{
    if (call != disk.call)
        return false;
    long count = atomic_fetch_add(&calls, 1) + 1;
    if (count != atomic_load(&fails_at))
        return false;
    errno = disk.error;
    return true;
}

static int
open_file(const char *path, int flags, int mode)
{
    return fails(FAULTS_OPEN) ? -1 : open(path, flags, mode);
}

static ssize_t
read_file(int file, void *bytes, size_t size, off64_t at)
{
    if (!fails(FAULTS_READ))
        return pread64(file, bytes, size, at);
    return disk.error != 0 ? -1 : pread64(file, bytes, (size + 1) / 2, at);
}

static ssize_t
write_file(int file, const void *bytes, size_t size, off64_t at)
{
    if (!fails(FAULTS_WRITE))
        return pwrite64(file, bytes, size, at);
    return disk.error != 0 ? -1 : pwrite64(file, bytes, (size + 1) / 2, at);
}

static int
truncate_file(int file, off_t size)
{
    return fails(FAULTS_TRUNCATE) ? -1 : ftruncate(file, size);
}

static int
lock_file(int file, int command, ...)
{
    va_list args;
    va_start(args, command);
    void *arg = va_arg(args, void *);
    va_end(args);
    return fails(FAULTS_LOCK) ? -1 : fcntl(file, command, arg);
}

/* The index of the log is mapped in pieces of 32 KiB. The database is not
 * mapped here, so that it is read. */
static void *
map_file(void *at, size_t size, int access, int flags, int file, off_t begin)
{
    enum { PIECE = 32 * 1024 };
    if (size > PIECE) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return fails(FAULTS_MAP) ? MAP_FAILED
                             : mmap(at, size, access, flags, file, begin);
}

static const struct {
    const char *name;
    sqlite3_syscall_ptr call;
} table[] = {
    { "open", (sqlite3_syscall_ptr)open_file },
    { "pread64", (sqlite3_syscall_ptr)read_file },
    { "pwrite64", (sqlite3_syscall_ptr)write_file },
    { "ftruncate", (sqlite3_syscall_ptr)truncate_file },
    { "fcntl", (sqlite3_syscall_ptr)lock_file },
    { "mmap", (sqlite3_syscall_ptr)map_file },
};

/* ---- the sync ---- */

/* Stands behind the real file's own bytes. */
struct watched {
    const sqlite3_io_methods *real;
    sqlite3_io_methods methods;
};

static sqlite3_vfs *real_vfs;

static struct watched *
watched_of(sqlite3_file *file)
{
    return (struct watched *)(void *)((char *)file + real_vfs->szOsFile);
}

static int
sync_file(sqlite3_file *file, int flags)
{
    return fails(FAULTS_SYNC) ? SQLITE_IOERR_FSYNC
                              : watched_of(file)->real->xSync(file, flags);
}

static int
open_watched(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
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
    file->pMethods = &watched->methods;
    return SQLITE_OK;
}

/* Who waits for a lock that is never given back waits less. */
static int
sleep_less(sqlite3_vfs *vfs, int pause_us)
{
    (void)vfs;
    return real_vfs->xSleep(real_vfs, pause_us / 5);
}

void
faults_disk_begin(void)
{
    static sqlite3_vfs vfs;
    disk.call = FAULTS_CALL_COUNT;
    sqlite3_initialize();
    real_vfs = sqlite3_vfs_find(NULL);
    for (size_t i = 0; i < KT_COUNT(table); i++)
        ck_assert_int_eq(real_vfs->xSetSystemCall(real_vfs, table[i].name,
                                                  table[i].call),
                         SQLITE_OK);
    vfs = *real_vfs;
    vfs.zName = "failing";
    vfs.szOsFile = real_vfs->szOsFile + (int)sizeof(struct watched);
    vfs.xOpen = open_watched;
    vfs.xSleep = sleep_less;
    ck_assert_int_eq(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
}

void
faults_fail_disk(struct faults_disk chosen, long n)
{
    atomic_store(&fails_at, 0);
    atomic_store(&calls, 0);
    disk = chosen;
    atomic_store(&fails_at, n);
}

long
faults_disk_count(void)
{
    return atomic_load(&calls);
}
