/* kontor check: loads every script as the server would, without a server, and
 * looks at the promotions of a shop. */

#include <stdio.h>

#include "base/assert.h"
#include "cli/check_shop.h"
#include "cli/command.h"
#include "cli/scripts.h"
#include "script/scan.h"

struct options {
    bool watches;
};

static const struct kt_option options_table[] = {
    { "watch", KT_OPTION_FLAG, offsetof(struct options, watches), NULL,
      "check again whenever a script changes" },
};

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

/* Scripts that stand where none are looked for; tests and stubs do. */
static void
print_unread(const struct kt_folder *folder, struct kt_arena *arena)
{
    static const char *const extensions[] = { ".lua", ".LUA", NULL };
    static const struct kt_str others[] = { KT_STR_INIT("tests/"),
                                            KT_STR_INIT("api/"),
                                            KT_STR_INIT("plugin.lua") };
    const char *own = folder->script_folders[folder->script_folder_count - 1];
    size_t prefix = strlen(own) + 1;
    struct kt_list list = kt_scripts_list(own, extensions, arena);
    const struct kt_str *paths = list.items;
    for (size_t i = 0; i < list.count; i++) {
        struct kt_str name = { paths[i].ptr + prefix, paths[i].len - prefix };
        bool is_read = kt_scan_reads(name);
        for (size_t k = 0; k < KT_COUNT(others); k++)
            is_read = is_read || kt_str_starts(name, others[k]);
        if (!is_read)
            printf("warning: %.*s is not read: a rule is a .lua file in the "
                   "folder of its kind\n",
                   KT_STR_FMT(paths[i]));
    }
}

static enum kt_exit
check(const struct kt_folder *folder)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_host *host = NULL;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    enum kt_exit code = KT_EXIT_OK;
    enum kt_status status = kt_scripts_load(folder, &host, &err);
    if (status == KT_OK) {
        print_rules(host);
        print_unread(folder, &arena);
        status = kt_check_shops(folder, host, &arena, &err);
    }
    if (status != KT_OK)
        code = kt_command_fail(&err);
    kt_host_free(host);
    kt_arena_release(&arena);
    return code;
}

static void
check_again(void *folder)
{
    (void)check(folder);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_folder folder;

    kt_error_init(&err, arena);
    const char *path = arguments->count > 0 ? arguments->items[0] : ".";
    if (kt_scripts_find(path, arena, &folder, &err) != KT_OK)
        return kt_command_fail(&err);
    if (options->watches)
        kt_scripts_watch(&folder, check_again, &folder);
    enum kt_exit code = check(&folder);
    kt_script_leave_thread();
    return code;
}

const struct kt_command kt_command_check = {
    .name = "check",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "load all scripts and tell every fault with file and line",
    .help = "DIR is a shop's folder or a bare folder of scripts; the shipped\n"
            "scripts are loaded before it. Of a shop it also tells promotions\n"
            "that can never apply, or never together, and SKUs that they\n"
            "would take below their minimum price; it may run beside a server.",
    .options = options_table,
    .option_count = KT_COUNT(options_table),
    .options_size = sizeof(struct options),
    .run = run,
};
