/* The kontor program: a table of commands. */

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <kontor/kontor.h>

#include "base/assert.h"
#include "base/text.h"
#include "cli/command.h"

const struct kt_command *const kt_commands[] = {
    &kt_command_demo,    &kt_command_init,
    &kt_command_serve,   &kt_command_import,
    &kt_command_export,  &kt_command_check,
    &kt_command_quote,   &kt_command_replay,
    &kt_command_eval,    &kt_command_test,
    &kt_command_new,     &kt_command_token,
    &kt_command_store,   &kt_command_migrate,
    &kt_command_backup,  &kt_command_restore,
    &kt_command_doctor,  &kt_command_man,
    &kt_command_version, NULL,
};

enum { COMMANDS = KT_COUNT(kt_commands) - 1 };

static void
print_commands(FILE *stream)
{
    fprintf(stream,
            "Kontor %s, a headless commerce engine.\n\n"
            "Usage: kontor COMMAND [options] [arguments]\n\n",
            KONTOR_VERSION);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(stream, "  %-9s %s\n", kt_commands[i]->name,
                kt_commands[i]->summary);
    fprintf(stream,
            "\n`kontor help COMMAND` tells more of each.\n\n"
            "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 the input "
            "has faults.\n");
}

static const struct kt_command *
find_command(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(kt_commands[i]->name, name) == 0)
            return kt_commands[i];
    }
    return NULL;
}

static enum kt_exit
refuse_command(const char *name)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = kt_commands[i]->name;

    const char *nearest = kt_text_nearest(kt_str_of(name), names, COMMANDS);
    fprintf(stderr, "kontor: there is no command %s", name);
    if (nearest != NULL)
        fprintf(stderr, "; did you mean %s?", nearest);
    fprintf(stderr, "\nTry: kontor --help\n");
    return KT_EXIT_USAGE;
}

static bool
is_help(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 ||
           strcmp(word, "-h") == 0;
}

int
main(int count, char **words)
{
    signal(SIGXFSZ, SIG_IGN); /* a write that is refused says so itself */
    if (count < 2) {
        print_commands(stderr);
        return KT_EXIT_USAGE;
    }
    char help[] = "--help", *only_help = help;
    const char *name = words[1];
    char **rest = words + 2;
    bool asks = is_help(name);
    if (asks && count == 2) {
        print_commands(stdout);
        return KT_EXIT_OK;
    }
    if (asks) { /* kontor help import */
        name = words[2];
        rest = &only_help;
        count = 3;
    }
    if (strcmp(name, "--version") == 0)
        name = "version";

    const struct kt_command *command = find_command(name);
    return (int)(command != NULL ? kt_command_run(command, count - 2, rest)
                                 : refuse_command(name));
}
