/* kontor serve: the server of a shop. */

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "cli/command.h"
#include "cli/serving.h"

struct options {
    const char *address;
    int64_t port;
    int64_t threads;
};

static const struct kt_option options_table[] = {
    { "address", KT_OPTION_TEXT, offsetof(struct options, address), "IP",
      "listen on this address instead of the settings'" },
    { "port", KT_OPTION_NUMBER, offsetof(struct options, port), "N",
      "listen on this port instead of the settings'" },
    { "threads", KT_OPTION_NUMBER, offsetof(struct options, threads), "N",
      "answer with so many threads" },
};

enum { PORT_MAX = 65535, THREADS_MAX = 256 };

static bool
refuse(const struct options *options)
{
    const char *fault =
        options->port > PORT_MAX         ? "--port is a number from 1 to 65535"
        : options->threads > THREADS_MAX ? "--threads is a number from 1 to 256"
                                         : NULL;
    if (fault != NULL)
        fprintf(stderr, "kontor serve: %s\nTry: kontor serve --help\n", fault);
    return fault != NULL;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_folder folder;
    struct kt_app app = { 0 };

    if (refuse(options))
        return KT_EXIT_USAGE;
    kt_serving_block_signals(); /* before the store's thread begins */
    kt_error_init(&err, arena);
    const char *path = arguments->count > 0 ? arguments->items[0] : ".";
    enum kt_status status = kt_folder_read(path, arena, &folder, &err);
    if (status == KT_OK) {
        struct kt_folder_settings *settings = &folder.settings;
        if (options->address != NULL)
            settings->address = kt_str_of(options->address);
        if (options->port > 0)
            settings->port = options->port;
        if (options->threads > 0)
            settings->threads = options->threads;
        status = kt_folder_open(&folder, &app, &err);
    }
    if (status == KT_OK) {
        status = kt_serve_until_signal(&app, &folder, NULL, arena, &err);
        kt_app_close(&app);
    }
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_serve = {
    .name = "serve",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "serve a shop's folder",
    .help =
        "SIGTERM and Ctrl-C stop the server after the running requests are\n"
        "answered; SIGHUP loads the scripts anew, and limits and log settings\n"
        "of kontor.conf. Changed scripts are noticed within a second without\n"
        "it.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
