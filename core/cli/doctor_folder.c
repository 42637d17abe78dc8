#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/assert.h"
#include "cli/doctor.h"

enum { MIB = 1024 * 1024, FREE_MIN_MIB = 256 };

/* ---- settings ---- */

bool
kt_doctor_check_settings(struct kt_doctor *doctor)
{
    struct kt_error err;
    kt_error_init(&err, doctor->arena);
    if (kt_folder_read(doctor->path, doctor->arena, &doctor->folder, &err) ==
        KT_OK) {
        kt_doctor_good(doctor, "settings", "kontor.conf reads");
        return true;
    }
    struct kt_str text = kt_error_text(&err);
    kt_doctor_wrong(doctor, "settings",
                    "name the folder of a shop; mend the lines named", "%.*s",
                    KT_STR_FMT(text));
    return false;
}

/* ---- files ---- */

static bool
is_open_to(const char *path, mode_t bits)
{
    struct stat facts;
    return stat(path, &facts) == 0 && (facts.st_mode & bits) != 0;
}

static const char *
folder_of(const char *path, struct kt_arena *arena)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL
               ? kt_arena_format(arena, "%.*s", (int)(slash + 1 - path), path)
                     .ptr
               : ".";
}

/* What a command made that another user ran, root perhaps. */
static void
check_owners(struct kt_doctor *doctor)
{
    static const char *const endings[] = { "-wal", "-shm", ".lock" };
    const char *database = doctor->folder.database;
    struct stat own, facts;
    if (stat(database, &own) != 0)
        return;
    for (size_t i = 0; i < KT_COUNT(endings); i++) {
        const char *path =
            kt_arena_format(doctor->arena, "%s%s", database, endings[i]).ptr;
        if (stat(path, &facts) == 0 && facts.st_uid != own.st_uid)
            kt_doctor_wrong(doctor, "files",
                            "chown it to the owner of the database",
                            "%s belongs to another user than the database",
                            path);
    }
}

void
kt_doctor_check_files(struct kt_doctor *doctor)
{
    const struct kt_folder *folder = &doctor->folder;
    const char *conf =
        kt_arena_format(doctor->arena, "%s/kontor.conf", folder->path).ptr;
    const char *data = folder_of(folder->database, doctor->arena);
    size_t before = doctor->wrong_count;

    if (access(folder->database, R_OK | W_OK) != 0)
        kt_doctor_wrong(doctor, "files",
                        "the database must belong to the user that serves",
                        "%s: %s", folder->database, strerror(errno));
    if (is_open_to(folder->database, S_IROTH | S_IWOTH) &&
        is_open_to(data, S_IXOTH))
        kt_doctor_wrong(doctor, "files", "chmod o-rwx it or its folder",
                        "%s: every user of this machine can read the buyers' "
                        "addresses",
                        folder->database);
    check_owners(doctor);
    if (is_open_to(conf, S_IWOTH) || is_open_to(folder->scripts, S_IWOTH))
        kt_doctor_wrong(doctor, "files", "chmod o-w kontor.conf and scripts/",
                        "every user of this machine can change the shop");
    if (doctor->wrong_count == before)
        kt_doctor_good(doctor, "files", "owners and permissions are right");
}

/* ---- disk ---- */

/* File systems whose locks and shared memory do not hold between machines. */
static const char *
network_name(long type)
{
    static const struct {
        long type;
        const char *name;
    } names[] = { { 0x6969, "NFS" },     { 0xff534d42, "CIFS" },
                  { 0xfe534d42, "SMB" }, { 0x517b, "SMB" },
                  { 0x01021997, "9P" },  { 0x65735546, "FUSE" } };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].type == type)
            return names[i].name;
    }
    return NULL;
}

void
kt_doctor_check_disk(struct kt_doctor *doctor)
{
    const char *data = folder_of(doctor->folder.database, doctor->arena);
    struct statvfs disk;
    struct statfs kind;

    if (statvfs(data, &disk) != 0 || statfs(data, &kind) != 0) {
        kt_doctor_wrong(doctor, "disk", "look at the disk", "%s: %s", data,
                        strerror(errno));
        return;
    }
    const char *network = network_name((long)kind.f_type);
    if (network != NULL)
        kt_doctor_wrong(doctor, "disk", "put data/ on a disk of this machine",
                        "%s lies on %s, a network file system", data, network);
    long long free_mib =
        (long long)(disk.f_bavail * (uint64_t)disk.f_frsize / MIB);
    if (free_mib < FREE_MIN_MIB)
        kt_doctor_wrong(doctor, "disk",
                        "make room; without any, orders are refused with 507",
                        "%lld MiB are free", free_mib);
    else if (disk.f_files > 0 && disk.f_favail < 1000)
        kt_doctor_wrong(doctor, "disk", "remove small files",
                        "%lld files more can be made",
                        (long long)disk.f_favail);
    else
        kt_doctor_good(doctor, "disk", "%lld MiB are free", free_mib);
}

/* ---- scripts ---- */

void
kt_doctor_check_scripts(struct kt_doctor *doctor)
{
    struct kt_error err;
    struct kt_host *host = NULL;
    struct kt_host_options options = {
        .folders = doctor->folder.script_folders,
        .folder_count = doctor->folder.script_folder_count,
    };
    kt_error_init(&err, doctor->arena);
    if (kt_host_new(&options, &host, &err) == KT_OK) {
        size_t count;
        struct kt_registry *registry = kt_registry_acquire(host);
        kt_registry_list(registry, &count);
        kt_registry_release(registry);
        kt_doctor_good(doctor, "scripts", "%zu rules load", count);
    } else {
        struct kt_str text = kt_error_text(&err);
        kt_doctor_wrong(doctor, "scripts", "kontor check tells every fault",
                        "%.*s", KT_STR_FMT(text));
    }
    kt_host_free(host);
    kt_script_leave_thread();
}
