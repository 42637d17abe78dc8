/* kontor backup: a shop's database, settings, scripts and media in one file,
 * while its server runs or not.
 *
 * It reads the database as one more process beside the owner: a reader of the
 * write-ahead log sees one commit and all before it, holds nobody up and needs
 * neither the server nor a token. Only the log cannot shrink meanwhile. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/archive.h"
#include "cli/command.h"
#include "cli/folder.h"

struct options {
    const char *shop;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the shop's folder; without it this one" },
};

/* Where it goes: beside FILE until it is whole. */
struct draft {
    const char *path; /* FILE */
    const char *part;
    const char *database;
    int file;
};

static enum kt_status
fail_path(const char *path, struct kt_error *err)
{
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

/* ---- the draft ---- */

/* Locks it against another backup to the same file, whose draft this one may
 * have been when it was opened. */
static enum kt_status
lock_draft(const struct draft *draft, struct kt_error *err)
{
    struct stat opened, named;
    if (flock(draft->file, LOCK_EX | LOCK_NB) == 0 &&
        fstat(draft->file, &opened) == 0 && stat(draft->part, &named) == 0 &&
        opened.st_ino == named.st_ino && ftruncate(draft->file, 0) == 0)
        return KT_OK;
    kt_fail_file_failed(err);
    return kt_error_explain(err, "another backup writes %s", draft->part);
}

static enum kt_status
open_draft(struct draft *draft, const char *path, struct kt_arena *arena,
           struct kt_error *err)
{
    struct stat facts;
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
        kt_fail_file_failed(err);
        return kt_error_explain(err, "%s is no file", path);
    }
    *draft = (struct draft){
        .path = path,
        .part = kt_arena_format(arena, "%s.part", path).ptr,
        .database = kt_arena_format(arena, "%s.part.db", path).ptr,
    };
    draft->file = open(draft->part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (draft->file < 0)
        return fail_path(draft->part, err);
    enum kt_status status = lock_draft(draft, err);
    if (status != KT_OK)
        close(draft->file);
    return status;
}

/* The name of a file is safe when its folder is. */
static enum kt_status
sync_folder(const char *path, struct kt_arena *arena, struct kt_error *err)
{
    const char *slash = strrchr(path, '/');
    const char *folder =
        slash != NULL
            ? kt_arena_format(arena, "%.*s", (int)(slash + 1 - path), path).ptr
            : ".";
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_synced ? KT_OK : fail_path(folder, err);
}

static enum kt_status
keep_draft(const struct draft *draft, int64_t *bytes, struct kt_arena *arena,
           struct kt_error *err)
{
    struct stat facts;
    if (fsync(draft->file) != 0 || fstat(draft->file, &facts) != 0)
        return fail_path(draft->part, err);
    if (rename(draft->part, draft->path) != 0)
        return fail_path(draft->path, err);
    *bytes = facts.st_size;
    return sync_folder(draft->path, arena, err);
}

/* ---- what is in it ---- */

/* Settings that name a place of this machine are taken out: a shop that is
 * restored elsewhere must not open the database of this one. */
static struct kt_str
portable_settings(struct kt_str text, struct kt_arena *arena)
{
    static const char *const places[] = { "database", "scripts", "media" };
    struct kt_buf buf;
    kt_buf_init(&buf, arena, text.len + 64);
    while (text.len > 0) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end != NULL ? (size_t)(end + 1 - text.ptr) : text.len;
        struct kt_str line = { text.ptr, len };
        struct kt_str name = kt_text_trim(line);
        for (size_t i = 0; i < 3; i++) {
            size_t known = strlen(places[i]);
            if (name.len > known && memcmp(name.ptr, places[i], known) == 0 &&
                strchr(" \t=", name.ptr[known]) != NULL)
                kt_buf_char(&buf, '#');
        }
        kt_buf_str(&buf, line);
        text = (struct kt_str){ text.ptr + len, text.len - len };
    }
    return kt_buf_view(&buf);
}

static enum kt_status
copy_database(const struct kt_folder *folder, const struct draft *draft,
              struct kt_error *err)
{
    struct kt_store *store;
    struct kt_store_options options = { .path = folder->database,
                                        .only_reads = true };
    unlink(draft->database); /* of a backup that was killed */
    KT_TRY(kt_store_open(&options, &store, err));
    enum kt_status status = kt_store_backup(store, draft->database, err);
    kt_store_close(store);
    return status;
}

/* The database first: what its rows name is in media/ by then. Thumbnails and
 * uploads under way, in hidden folders there, stay out. */
static enum kt_status
fill(struct kt_archive_writer *writer, const struct kt_folder *folder,
     const struct draft *draft, struct kt_arena *arena, struct kt_error *err)
{
    const char *conf =
        kt_arena_format(arena, "%s/kontor.conf", folder->path).ptr;
    struct kt_str settings;

    KT_TRY(copy_database(folder, draft, err));
    KT_TRY(kt_file_read(conf, 64 * 1024, arena, &settings, err));
    KT_TRY(kt_archive_create(writer, draft->file, arena, err));
    KT_TRY(kt_archive_add_text(writer, "kontor.conf",
                               portable_settings(settings, arena), err));
    KT_TRY(kt_archive_add_file(writer, "data/shop.db", draft->database, err));
    KT_TRY(
        kt_archive_add_folder(writer, "scripts", folder->scripts, arena, err));
    KT_TRY(kt_archive_add_visible(writer, "media", folder->media, arena, err));
    return kt_archive_finish(writer, err);
}

static enum kt_status
back_up(const struct kt_folder *folder, const char *path,
        struct kt_arena *arena, struct kt_error *err)
{
    struct kt_archive_writer writer = { 0 };
    struct draft draft = { 0 };
    int64_t bytes = 0;

    KT_TRY(open_draft(&draft, path, arena, err));
    enum kt_status status = fill(&writer, folder, &draft, arena, err);
    kt_archive_free(&writer);
    unlink(draft.database);
    if (status == KT_OK)
        status = keep_draft(&draft, &bytes, arena, err);
    if (status != KT_OK)
        unlink(draft.part);
    close(draft.file);
    if (status == KT_OK)
        printf("%s: %lld files, %lld bytes\n", path,
               (long long)writer.file_count, (long long)bytes);
    return status;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_folder folder;

    kt_error_init(&err, arena);
    const char *shop = options->shop != NULL ? options->shop : ".";
    enum kt_status status = kt_folder_read(shop, arena, &folder, &err);
    if (status == KT_OK)
        status = back_up(&folder, arguments->items[0], arena, &err);
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_backup = {
    .name = "backup",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "a shop in one file, also while its server runs",
    .help =
        "Database, kontor.conf, scripts and media (without thumbnails, which\n"
        "are made again) as tar in zstd, with their checksums. What the "
        "server\n"
        "acknowledged before the call is in it.\n"
        "FILE appears when it is whole and on the disk; an older FILE stays\n"
        "until then. `kontor restore` makes a shop of it again.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
