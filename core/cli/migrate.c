/* kontor migrate: brings the database's schema up to date. */

#include <stdio.h>

#include "cli/command.h"
#include "cli/folder.h"

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    struct kt_error err;
    struct kt_folder folder;
    struct kt_store *store = NULL;
    int from = 0, to = 0;

    (void)options;
    kt_error_init(&err, arena);
    const char *path = arguments->count > 0 ? arguments->items[0] : ".";
    enum kt_status status = kt_folder_read(path, arena, &folder, &err);
    if (status == KT_OK)
        status =
            kt_store_open(&(struct kt_store_options){ .path = folder.database },
                          &store, &err);
    if (status == KT_OK)
        status = kt_store_migrate(store, &from, &to, &err);
    if (status == KT_OK && from == to)
        printf("%s is up to date (schema %d)\n", folder.database, to);
    else if (status == KT_OK)
        printf("%s: schema %d -> %d\n", folder.database, from, to);

    kt_store_close(store);
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_migrate = {
    .name = "migrate",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "bring the database of a shop up to date",
    .help = "Safe to run again. A server that runs must be stopped first.",
    .run = run,
};
