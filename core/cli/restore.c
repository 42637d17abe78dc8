/* kontor restore: a shop's folder out of a backup. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/archive.h"
#include "cli/command.h"
#include "cli/folder.h"
#include "cli/tree.h"

static enum kt_status
fail_path(const char *path, struct kt_error *err)
{
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

static void
keep_fault(void *arg, struct kt_str fault)
{
    struct kt_str *first = arg;
    if (first->ptr == NULL)
        *first = fault;
}

/* Reads the whole database once. */
static enum kt_status
verify(const char *folder, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_store *store;
    struct kt_str fault = { 0 };
    struct kt_store_options options = {
        .path = kt_arena_format(arena, "%s/data/shop.db", folder).ptr,
        .must_exist = true,
    };
    KT_TRY(kt_store_open(&options, &store, err));
    enum kt_status status = kt_store_verify(store, keep_fault, &fault, err);
    kt_store_leave_thread(store);
    kt_store_close(store);
    if (status == KT_OK && fault.ptr != NULL) {
        kt_fail_invalid_file(err);
        return kt_error_explain(err, "the database in it is damaged: %.*s",
                                KT_STR_FMT(fault));
    }
    return status;
}

static enum kt_status
sync_all(const char *folder, struct kt_error *err)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = file >= 0 && syncfs(file) == 0;
    if (file >= 0)
        close(file);
    return is_synced ? KT_OK : fail_path(folder, err);
}

static enum kt_status
lay_down(const char *backup, const char *folder, int64_t *files,
         struct kt_arena *arena, struct kt_error *err)
{
    struct kt_folder read;
    KT_TRY(kt_archive_extract(backup, folder, files, arena, err));
    KT_TRY(verify(folder, arena, err));
    KT_TRY(kt_folder_read(folder, arena, &read, err));
    return sync_all(folder, err);
}

/* "shop/" is "shop": its draft lies beside it. */
static const char *
without_slash(const char *path, struct kt_arena *arena)
{
    struct kt_str text = kt_str_of(path);
    while (text.len > 1 && text.ptr[text.len - 1] == '/')
        text.len--;
    return kt_arena_cstr(arena, text);
}

/* Lays it down beside DIR and puts it in its place when it is whole. */
static enum kt_status
restore(const char *backup, const char *path, int64_t *files,
        struct kt_arena *arena, struct kt_error *err)
{
    const char *target = without_slash(path, arena);
    const char *beside = kt_arena_format(arena, "%s.part", target).ptr;

    KT_TRY(kt_tree_create(target, err));
    enum kt_status status = kt_tree_create(beside, err);
    if (status != KT_OK) {
        rmdir(target);
        return status;
    }
    status = lay_down(backup, beside, files, arena, err);
    if (status == KT_OK && rename(beside, target) != 0)
        status = fail_path(target, err);
    if (status != KT_OK) {
        kt_tree_remove(beside);
        rmdir(target);
    }
    return status;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    struct kt_error err;
    const char *path = arguments->items[1];
    int64_t files = 0;

    (void)options;
    kt_error_init(&err, arena);
    if (restore(arguments->items[0], path, &files, arena, &err) != KT_OK)
        return kt_command_fail(&err);
    printf("%s is a shop: %lld files, checksums and database are whole\n", path,
           (long long)files);
    return KT_EXIT_OK;
}

const struct kt_command kt_command_restore = {
    .name = "restore",
    .arguments = "FILE DIR",
    .arguments_min = 2,
    .arguments_max = 2,
    .summary = "a shop's folder out of a backup",
    .help = "DIR must be new or empty. Every checksum is compared and the\n"
            "whole database is read before DIR appears.",
    .run = run,
};
