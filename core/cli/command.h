/* A command of the kontor program: a row with its options, from which the
 * parsing and `--help` are made. */
#ifndef KT_CLI_COMMAND_H
#define KT_CLI_COMMAND_H

#include <kontor/problem.h>

#include "base/shape.h"

/* What the program exits with. */
enum kt_exit {
    KT_EXIT_OK = 0,
    KT_EXIT_FAILED = 1, /* it could not be done */
    KT_EXIT_USAGE = 2,  /* the command line is wrong */
    KT_EXIT_REFUSED = 3 /* the input has faults; they were told */
};

enum kt_option_kind {
    KT_OPTION_FLAG,  /* bool */
    KT_OPTION_TEXT,  /* const char * */
    KT_OPTION_NUMBER /* int64_t, from 1 on; 0: it was not given */
};

struct kt_option {
    const char *name; /* "port" for --port */
    enum kt_option_kind kind;
    size_t offset;     /* of the member it fills */
    const char *value; /* "N", shown in the help; NULL for flags */
    const char *help;
};

enum { KT_ARGUMENTS_MAX = 16 };

/* What the command line gave besides options. */
struct kt_arguments {
    const char *items[KT_ARGUMENTS_MAX];
    size_t count;
};

struct kt_command {
    const char *name;
    const char *arguments; /* "FILE", "[DIR]"; "" for none */
    size_t arguments_min, arguments_max;
    const char *summary; /* one line */
    const char *help;    /* more, or NULL */
    const struct kt_option *options;
    size_t option_count;
    size_t options_size; /* of the struct the options fill */
    enum kt_exit (*run)(const struct kt_arguments *arguments,
                        const void *options, struct kt_arena *arena);
};

extern const struct kt_command kt_command_backup, kt_command_check,
    kt_command_demo, kt_command_doctor, kt_command_eval, kt_command_export,
    kt_command_import, kt_command_init, kt_command_man, kt_command_migrate,
    kt_command_new, kt_command_quote, kt_command_replay, kt_command_restore,
    kt_command_serve, kt_command_store, kt_command_test, kt_command_token,
    kt_command_version;

/* All of them, as the help lists them; NULL ends the list. */
extern const struct kt_command *const kt_commands[];

/* Parses the words behind the command's name and runs it. */
enum kt_exit kt_command_run(const struct kt_command *command, int count,
                            char **words);

/* Prints an error with its items to standard error, and gives the exit code
 * that fits its status. */
enum kt_exit kt_command_fail(const struct kt_error *err);

/* "a, b" as a list of struct kt_str; NULL and "" give none. */
struct kt_list kt_option_split(const char *value, struct kt_arena *arena);

/* True when colours and progress bars are welcome on this stream. */
bool kt_terminal_is_rich(int file_descriptor);

#endif
