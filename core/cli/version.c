/* kontor version: what this program is built from. */

#include <stdio.h>

#include <kontor/kontor.h>

#include "cli/command.h"

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    (void)arguments;
    (void)options;
    (void)arena;
    printf("kontor %s\n", KONTOR_VERSION);
    return KT_EXIT_OK;
}

const struct kt_command kt_command_version = {
    .name = "version",
    .arguments = "",
    .summary = "print the version",
    .run = run,
};
