/* kontor check: loads every script as the server would, without a server. */

#include <stdio.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/folder.h"

/* The folders to load: those of a shop, or a bare folder of scripts behind the
 * shipped ones. */
static enum kt_status
find_scripts(const char *path, struct kt_arena *arena, struct kt_folder *folder,
             struct kt_error *err)
{
    struct stat facts;
    const char *conf = kt_arena_format(arena, "%s/kontor.conf", path).ptr;
    if (stat(conf, &facts) == 0)
        return kt_folder_read(path, arena, folder, err);

    if (stat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
        kt_fail_not_found(err);
        return kt_error_explain(err, "there is no folder %s", path);
    }
    *folder = (struct kt_folder){ .path = path };
    const char *share = kt_share_folder(arena);
    if (share != NULL)
        folder->script_folders[folder->script_folder_count++] =
            kt_arena_format(arena, "%s/scripts", share).ptr;
    folder->script_folders[folder->script_folder_count++] = path;
    return KT_OK;
}

static void
print_rules(struct kt_host *host)
{
    size_t counts[KT_RULE_KIND_COUNT] = { 0 };
    size_t count;
    struct kt_registry *registry = kt_registry_acquire(host);
    const struct kt_rule_info *rules = kt_registry_list(registry, &count);

    for (size_t i = 0; i < count; i++)
        counts[rules[i].kind]++;
    printf("%zu rules load:", count);
    for (int kind = 0; kind < KT_RULE_KIND_COUNT; kind++)
        printf(" %s %zu%s", kt_rule_kind_names[kind], counts[kind],
               kind + 1 < KT_RULE_KIND_COUNT ? "," : "\n");
    kt_registry_release(registry);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    struct kt_error err;
    struct kt_folder folder;
    struct kt_host *host = NULL;

    (void)options;
    kt_error_init(&err, arena);
    const char *path = arguments->count > 0 ? arguments->items[0] : ".";
    enum kt_status status = find_scripts(path, arena, &folder, &err);
    if (status == KT_OK)
        status = kt_host_new(
            &(struct kt_host_options){ .folders = folder.script_folders,
                                       .folder_count =
                                           folder.script_folder_count },
            &host, &err);
    if (status == KT_OK)
        print_rules(host);

    kt_host_free(host);
    kt_script_leave_thread();
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_check = {
    .name = "check",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "load all scripts and tell every fault with file and line",
    .help = "DIR is a shop's folder or a bare folder of scripts; the shipped\n"
            "scripts are loaded before it.",
    .run = run,
};
