#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/grow.h"
#include "base/text.h"

enum { OPTIONS_MAX = 16 };

static void
print_help(const struct kt_command *command)
{
    printf("Usage: kontor %s%s%s%s\n\n%s\n", command->name,
           command->option_count > 0 ? " [options]" : "",
           command->arguments[0] != '\0' ? " " : "", command->arguments,
           command->summary);
    if (command->help != NULL)
        printf("\n%s\n", command->help);
    printf("\nOptions:\n");
    for (size_t i = 0; i < command->option_count; i++) {
        const struct kt_option *option = &command->options[i];
        char name[64];
        snprintf(name, sizeof name, "--%s%s%s", option->name,
                 option->value ? " " : "", option->value ? option->value : "");
        printf("  %-20s %s\n", name, option->help);
    }
    printf("  %-20s %s\n", "--help", "show this text");
    printf("\nExit codes: 0 done, 1 failed, 2 wrong command line, 3 the input "
           "has faults.\n");
}

static enum kt_exit
usage_fault(const struct kt_command *command, const char *fault,
            const char *word)
{
    fprintf(stderr, "kontor %s: %s%s%s\nTry: kontor %s --help\n", command->name,
            fault, word[0] != '\0' ? ": " : "", word, command->name);
    return KT_EXIT_USAGE;
}

static const struct kt_option *
find_option(const struct kt_command *command, struct kt_str name)
{
    for (size_t i = 0; i < command->option_count; i++) {
        if (kt_str_eq(kt_str_of(command->options[i].name), name))
            return &command->options[i];
    }
    return NULL;
}

static enum kt_exit
refuse_option(const struct kt_command *command, const char *word,
              struct kt_str name)
{
    const char *names[OPTIONS_MAX + 1] = { "help" };
    size_t count = 1;
    for (size_t i = 0; i < command->option_count; i++)
        names[count++] = command->options[i].name;

    const char *nearest = kt_text_nearest(name, names, count);
    fprintf(stderr, "kontor %s: there is no option %s", command->name, word);
    if (nearest != NULL)
        fprintf(stderr, "; did you mean --%s?", nearest);
    fprintf(stderr, "\nTry: kontor %s --help\n", command->name);
    return KT_EXIT_USAGE;
}

/* False when the value is not of the option's kind. */
static bool
store_value(const struct kt_option *option, const char *value, char *options)
{
    void *member = options + option->offset;
    switch (option->kind) {
    case KT_OPTION_FLAG:
        *(bool *)member = true;
        return true;
    case KT_OPTION_TEXT:
        *(const char **)member = value;
        return true;
    case KT_OPTION_NUMBER:
        return kt_int_parse(kt_str_of(value), member) &&
               *(const int64_t *)member > 0;
    }
    return false;
}

struct words {
    char **items;
    int count;
    int next;
};

/* "-" alone stands for standard input or output. */
static bool
is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

/* One word that begins with "-"; KT_EXIT_OK to go on. */
static enum kt_exit
take_option(const struct kt_command *command, struct words *words,
            char *options)
{
    const char *word = words->items[words->next++];
    const char *sign = strchr(word, '=');
    bool is_long = word[1] == '-';
    struct kt_str name = kt_str_of(word + (is_long ? 2 : 1));
    if (sign != NULL)
        name.len = (size_t)(sign - name.ptr);

    const struct kt_option *option = find_option(command, name);
    if (option == NULL || !is_long)
        return refuse_option(command, word, name);

    const char *value = sign != NULL ? sign + 1 : NULL;
    if (option->kind == KT_OPTION_FLAG && value != NULL)
        return usage_fault(command, "this option takes no value", word);
    if (option->kind != KT_OPTION_FLAG && value == NULL) {
        if (words->next == words->count)
            return usage_fault(command, "this option needs a value", word);
        value = words->items[words->next++];
    }
    if (!store_value(option, value, options))
        return usage_fault(command, "this option needs a number from 1 on",
                           word);
    return KT_EXIT_OK;
}

static enum kt_exit
take_words(const struct kt_command *command, struct words *words, char *options,
           struct kt_arguments *arguments)
{
    bool only_arguments = false;
    while (words->next < words->count) {
        const char *word = words->items[words->next];
        if (!only_arguments && strcmp(word, "--") == 0) {
            only_arguments = true;
            words->next++;
        } else if (!only_arguments && is_option(word)) {
            enum kt_exit code = take_option(command, words, options);
            if (code != KT_EXIT_OK)
                return code;
        } else if (arguments->count == command->arguments_max) {
            return usage_fault(command, "one word too many", word);
        } else {
            arguments->items[arguments->count++] = word;
            words->next++;
        }
    }
    return arguments->count < command->arguments_min
               ? usage_fault(command, "missing", command->arguments)
               : KT_EXIT_OK;
}

static bool
asks_for_help(int count, char **words)
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    }
    return false;
}

enum kt_exit
kt_command_run(const struct kt_command *command, int count, char **words)
{
    if (asks_for_help(count, words)) {
        print_help(command);
        return KT_EXIT_OK;
    }
    KT_ASSERT(command->arguments_max <= KT_ARGUMENTS_MAX);
    KT_ASSERT(command->option_count <= OPTIONS_MAX);

    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    char *options = kt_arena_calloc(&arena, 1, command->options_size + 1);
    struct kt_arguments arguments = { .count = 0 };
    struct words given = { words, count, 0 };

    enum kt_exit code = take_words(command, &given, options, &arguments);
    if (code == KT_EXIT_OK)
        code = command->run(&arguments, options, &arena);
    kt_arena_release(&arena);
    return code;
}

enum kt_exit
kt_command_fail(const struct kt_error *err)
{
    const struct kt_problem *problem = kt_problem_get(err->status);
    fprintf(stderr, "kontor: %s", problem->title);
    if (err->detail.len > 0)
        fprintf(stderr, ": %.*s", KT_STR_FMT(err->detail));
    fputc('\n', stderr);
    for (size_t i = 0; i < err->item_count; i++) {
        const struct kt_error_item *item = &err->items[i];
        fprintf(stderr, "  %.*s: %.*s\n", KT_STR_FMT(item->pointer),
                KT_STR_FMT(item->detail));
    }
    bool is_busy = err->status == KT_IN_USE || problem->http_status >= 500;
    return is_busy ? KT_EXIT_FAILED : KT_EXIT_REFUSED;
}

struct kt_list
kt_option_split(const char *value, struct kt_arena *arena)
{
    struct kt_str text = kt_str_of(value);
    struct kt_str *parts = NULL;
    size_t count = 0;
    while (text.len > 0) {
        const char *comma = memchr(text.ptr, ',', text.len);
        size_t len = comma != NULL ? (size_t)(comma - text.ptr) : text.len;
        parts = kt_grow(arena, parts, count, sizeof *parts);
        parts[count++] = kt_text_trim((struct kt_str){ text.ptr, len });
        size_t step = comma != NULL ? len + 1 : len;
        text = (struct kt_str){ text.ptr + step, text.len - step };
    }
    return (struct kt_list){ parts, count };
}

bool
kt_terminal_is_rich(int file_descriptor)
{
    const char *term = getenv("TERM");
    return isatty(file_descriptor) == 1 && getenv("NO_COLOR") == NULL &&
           term != NULL && strcmp(term, "dumb") != 0;
}
