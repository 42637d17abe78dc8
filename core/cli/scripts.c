#include "cli/scripts.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"

enum { FILES_MAX = 10000, LOOK_MS = 200 };

enum kt_status
kt_scripts_find(const char *path, struct kt_arena *arena,
                struct kt_folder *folder, struct kt_error *err)
{
    struct stat facts;
    const char *conf = kt_arena_format(arena, "%s/kontor.conf", path).ptr;
    if (stat(conf, &facts) == 0)
        return kt_folder_read(path, arena, folder, err);

    if (stat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
        kt_fail_not_found(err);
        return kt_error_explain(err, "there is no folder %s", path);
    }
    *folder = (struct kt_folder){ .path = path, .scripts = path };
    const char *share = kt_share_folder(arena);
    if (share != NULL)
        folder->script_folders[folder->script_folder_count++] =
            kt_arena_format(arena, "%s/scripts", share).ptr;
    folder->script_folders[folder->script_folder_count++] = path;
    return KT_OK;
}

enum kt_status
kt_scripts_kind(const char *name, enum kt_rule_kind *kind, struct kt_error *err)
{
    for (int i = 0; i < KT_RULE_KIND_COUNT; i++) {
        *kind = (enum kt_rule_kind)i;
        if (strcmp(kt_rule_kind_names[i], name) == 0)
            return KT_OK;
    }
    const char *nearest = kt_text_nearest(kt_str_of(name), kt_rule_kind_names,
                                          KT_RULE_KIND_COUNT);
    (void)kt_fail_not_found(err);
    return kt_error_explain(err, "there is no kind '%s'%s", name,
                            kt_text_meant(nearest, err->arena));
}

enum kt_status
kt_scripts_load(const struct kt_folder *folder, struct kt_host **host,
                struct kt_error *err)
{
    struct kt_host_options options = {
        .folders = folder->script_folders,
        .folder_count = folder->script_folder_count,
    };
    return kt_host_new(&options, host, err);
}

static bool
ends_in(const char *name, const char *const *extensions)
{
    size_t len = strlen(name);
    for (; *extensions != NULL; extensions++) {
        size_t end = strlen(*extensions);
        if (len > end && strcmp(name + len - end, *extensions) == 0)
            return true;
    }
    return false;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

struct kt_list
kt_scripts_list(const char *folder, const char *const *extensions,
                struct kt_arena *arena)
{
    char *const roots[] = { (char *)folder, NULL };
    struct kt_str *paths = KT_NEW_ARRAY(arena, struct kt_str, FILES_MAX);
    size_t count = 0;
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    FTSENT *entry;
    while (tree != NULL && (entry = fts_read(tree)) != NULL) {
        if (entry->fts_info == FTS_F && count < FILES_MAX &&
            ends_in(entry->fts_name, extensions))
            paths[count++] = kt_arena_str(arena, kt_str_of(entry->fts_path));
    }
    if (tree != NULL)
        fts_close(tree);
    return (struct kt_list){ paths, count };
}

/* Of names, times, sizes and inodes below the folders. */
static uint64_t
signature_of(const struct kt_folder *folder)
{
    uint64_t signature = 0;
    for (size_t i = 0; i < folder->script_folder_count; i++) {
        char *const roots[] = { (char *)folder->script_folders[i], NULL };
        FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
        FTSENT *entry;
        while (tree != NULL && (entry = fts_read(tree)) != NULL) {
            if (entry->fts_info != FTS_F)
                continue;
            const struct stat *facts = entry->fts_statp;
            const uint64_t parts[] = { (uint64_t)facts->st_mtim.tv_sec,
                                       (uint64_t)facts->st_mtim.tv_nsec,
                                       (uint64_t)facts->st_size,
                                       (uint64_t)facts->st_ino };
            for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++)
                signature = (signature ^ parts[p]) * UINT64_C(1099511628211);
        }
        if (tree != NULL)
            fts_close(tree);
    }
    return signature;
}

void
kt_scripts_watch(const struct kt_folder *folder, void (*run)(void *context),
                 void *context)
{
    static const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
    for (;;) {
        uint64_t seen = signature_of(folder);
        if (kt_terminal_is_rich(STDOUT_FILENO))
            fputs("\033[H\033[2J", stdout);
        run(context);
        fflush(stdout);
        fflush(stderr);
        while (signature_of(folder) == seen)
            nanosleep(&pause, NULL);
    }
}
