/* kontor token: makes, lists and revokes tokens of the Admin API. */

#include <stdio.h>

#include "cli/command.h"
#include "cli/folder.h"
#include "service/token.h"

#define DAY_MS INT64_C(86400000)

struct options {
    const char *scopes;
    const char *name;
    int64_t days;
    bool lists;
    const char *revoke;
    const char *store;
};

static const struct kt_option options_table[] = {
    { "scopes", KT_OPTION_TEXT, offsetof(struct options, scopes), "A,B",
      "what it may do: '*', 'orders:*', orders:read, …" },
    { "name", KT_OPTION_TEXT, offsetof(struct options, name), "TEXT",
      "whose it is, for people and the record" },
    { "days", KT_OPTION_NUMBER, offsetof(struct options, days), "N",
      "ends after so many days; without it never" },
    { "list", KT_OPTION_FLAG, offsetof(struct options, lists), NULL,
      "tell the tokens there are" },
    { "revoke", KT_OPTION_TEXT, offsetof(struct options, revoke), "ID",
      "end the token with this id" },
    { "store", KT_OPTION_TEXT, offsetof(struct options, store), "CODE",
      "the shop, where the folder has several" },
};

static enum kt_status
create(struct kt_open_shop *shop, const struct options *options,
       struct kt_arena *arena, struct kt_error *err)
{
    struct kt_str secret;
    struct kt_token_wish wish = {
        .name = kt_str_of(options->name != NULL ? options->name : "command"),
        .scopes = kt_option_split(options->scopes, arena),
    };
    if (options->days > 0)
        wish.expires_ms =
            kt_clock_now(&shop->app.clock) + options->days * DAY_MS;
    KT_TRY(kt_token_create(&shop->app, shop->store_id, &wish, arena, &secret,
                           err));
    printf("%s\n", secret.ptr);
    fprintf(stderr, "Keep it: only its hash is stored, nobody can read it "
                    "again.\n");
    return KT_OK;
}

static void
print_row(const struct kt_token_row *row, struct kt_arena *arena)
{
    const struct kt_str *scopes = row->scopes.items;
    printf("%s  \"%.*s\"", kt_id_text(arena, row->id, "tok").ptr,
           KT_STR_FMT(row->name));
    for (size_t i = 0; i < row->scopes.count; i++)
        printf("%s%.*s", i > 0 ? "," : "  ", KT_STR_FMT(scopes[i]));
    printf("  since %.10s", kt_time_format(arena, row->created_ms).ptr);
    if (row->expires_ms > 0)
        printf("  until %.10s", kt_time_format(arena, row->expires_ms).ptr);
    putchar('\n');
}

static enum kt_status
list(struct kt_open_shop *shop, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_list tokens;
    KT_TRY(kt_token_list(&shop->app, shop->store_id, arena, &tokens, err));
    const struct kt_token_row *rows = tokens.items;
    for (size_t i = 0; i < tokens.count; i++)
        print_row(&rows[i], arena);
    return KT_OK;
}

static enum kt_status
revoke(struct kt_open_shop *shop, const char *text, struct kt_error *err)
{
    struct kt_id id;
    enum kt_status status =
        kt_id_parse(kt_str_of(text), "tok", &id)
            ? kt_token_revoke(&shop->app, shop->store_id, id, err)
            : kt_fail_not_found(err);
    if (status == KT_NOT_FOUND)
        return kt_error_explain(err, "there is no token %s", text);
    if (status == KT_OK)
        printf("%s is revoked\n", text);
    return status;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_open_shop shop;
    int wishes =
        (options->scopes != NULL) + options->lists + (options->revoke != NULL);

    if (wishes != 1 || options->days < 0 || options->days > 36500) {
        fprintf(stderr, "kontor token: %s\nTry: kontor token --help\n",
                wishes != 1 ? "give one of --scopes, --list and --revoke"
                            : "--days is a number from 1 to 36500");
        return KT_EXIT_USAGE;
    }
    kt_error_init(&err, arena);
    const char *path = arguments->count > 0 ? arguments->items[0] : ".";
    enum kt_status status =
        kt_open_shop_begin(path, options->store, arena, &shop, &err);
    if (status == KT_OK) {
        status = options->lists ? list(&shop, arena, &err)
                 : options->revoke != NULL
                     ? revoke(&shop, options->revoke, &err)
                     : create(&shop, options, arena, &err);
        kt_open_shop_end(&shop);
    }
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_token = {
    .name = "token",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "make an admin token with scopes; list and revoke tokens",
    .help = "The token is printed once, alone on standard output. A server\n"
            "that runs on the folder must be stopped first.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
