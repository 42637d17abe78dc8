/* kontor man: the manual page kontor(1), out of the table of commands. */

#include <stdio.h>

#include <kontor/kontor.h>

#include "cli/command.h"

/* A text as roff takes it: no line begins with a dot or a quote, a backslash
 * and a hyphen mean themselves. */
static void
print_text(const char *text)
{
    bool begins_line = true;
    for (; *text != '\0'; text++) {
        if (begins_line && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
        begins_line = *text == '\n';
    }
}

static void
print_option(const struct kt_option *option)
{
    printf(".TP\n\\fB\\-\\-");
    print_text(option->name);
    printf("\\fR");
    if (option->value != NULL)
        printf(" \\fI%s\\fR", option->value);
    printf("\n");
    print_text(option->help);
    printf("\n");
}

static void
print_command(const struct kt_command *command)
{
    printf(".SS kontor %s%s %s\n", command->name,
           command->option_count > 0 ? " [options]" : "", command->arguments);
    print_text(command->summary);
    printf(".\n");
    if (command->help != NULL) {
        printf(".PP\n");
        print_text(command->help);
        printf("\n");
    }
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    (void)arguments;
    (void)options;
    (void)arena;
    printf(".TH KONTOR 1 \"\" \"Kontor %s\" \"User commands\"\n",
           KONTOR_VERSION);
    printf(".SH NAME\nkontor \\- a headless commerce engine\n"
           ".SH SYNOPSIS\n.B kontor\n.I command\n[options] [arguments]\n"
           ".SH DESCRIPTION\nA shop is a folder: kontor.conf (settings), data/ "
           "(the database),\nscripts/ (its rules), media/ (pictures).\n"
           ".SH COMMANDS\n");
    for (size_t i = 0; kt_commands[i] != NULL; i++)
        print_command(kt_commands[i]);
    printf(".SH EXIT STATUS\n"
           "0 done, 1 failed, 2 wrong command line, 3 the input has faults.\n"
           ".SH FILES\n.TP\n/etc/default/kontor\nwhich shop kontor.service "
           "serves\n.TP\n/var/lib/kontor\nits folder, of the user kontor\n"
           ".SH ENVIRONMENT\n.TP\nKONTOR_SHARE\nwhere the shipped scripts and "
           "examples lie\n.TP\nNO_COLOR\nno colours and no bars\n");
    return KT_EXIT_OK;
}

const struct kt_command kt_command_man = {
    .name = "man",
    .arguments = "",
    .summary = "print this program's manual page",
    .run = run,
};
