/* kontor store: the shops of one folder. */

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "cli/first_records.h"
#include "cli/folder.h"
#include "service/shop.h"
#include "service/shop_create.h"
#include "service/shops.h"

struct options {
    const char *shop;
    const char *name;
    const char *hosts;
    bool is_sure;
    struct kt_first_options first;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the folder; without it this one" },
    { "name", KT_OPTION_TEXT, offsetof(struct options, name), "TEXT",
      "the shop's name; its code without it" },
    { "hosts", KT_OPTION_TEXT, offsetof(struct options, hosts), "A,B",
      "host names that lead to it, as shop.example.com" },
    { "yes", KT_OPTION_FLAG, offsetof(struct options, is_sure), NULL,
      "remove the shop with all that belongs to it" },
    KT_FIRST_OPTIONS(struct options, first),
};

/* What a verb works on. */
struct work {
    const struct options *options;
    const char *code; /* NULL: none was given */
    struct kt_open_shop shop;
    struct kt_arena *arena;
};

/* Beside others, a shop without a host is found by its key alone: a storefront
 * that names none finds it no more. */
static enum kt_status
warn_of_hosts(struct work *work, struct kt_error *err)
{
    struct kt_list shops;
    KT_TRY(kt_shop_list(&work->shop.app, work->arena, &shops, err));
    const struct kt_shop_row *rows = shops.items;
    for (size_t i = 0; i < shops.count && shops.count > 1; i++) {
        if (rows[i].hosts.count == 0)
            fprintf(stderr,
                    "note: %.*s has no host name: only requests with its "
                    "publishable key or a token of it find it; kontor store "
                    "set %.*s --hosts shop.example.com\n",
                    KT_STR_FMT(rows[i].code), KT_STR_FMT(rows[i].code));
    }
    return KT_OK;
}

static enum kt_status
add(struct work *work, struct kt_error *err)
{
    const struct options *options = work->options;
    struct kt_first_wish wish;
    struct kt_id id;
    struct kt_shop_create_in in = {
        .code = kt_str_of(work->code),
        .name = kt_str_of(options->name != NULL ? options->name : ""),
        .hosts = kt_option_split(options->hosts, work->arena),
    };
    KT_TRY(kt_first_wish_read(&options->first, &wish, err));
    KT_TRY(kt_shop_create(&work->shop.app, &in, &id, err));
    enum kt_status status =
        kt_first_records_save(&work->shop.app, id, &wish, work->arena, err);
    if (status != KT_OK) {
        struct kt_error ignored;
        kt_error_init(&ignored, work->arena);
        if (kt_shop_remove(&work->shop.app, id, &ignored) != KT_OK)
            fprintf(stderr, "kontor store: %s is left half made\n", work->code);
        return status;
    }
    printf("%s is a shop: kontor token --store %s --scopes '*' makes a token "
           "for it\n",
           work->code, work->code);
    return warn_of_hosts(work, err);
}

static enum kt_status
set(struct work *work, struct kt_error *err)
{
    const struct options *options = work->options;
    struct kt_id id;
    struct kt_shop_change change = {
        .name = kt_str_of(options->name),
        .changes_hosts = options->hosts != NULL,
        .hosts = kt_option_split(options->hosts, work->arena),
    };
    KT_TRY(kt_shop_find(&work->shop.app, kt_str_of(work->code), &id, err));
    KT_TRY(kt_shop_change(&work->shop.app, id, &change, err));
    printf("%s is changed\n", work->code);
    return warn_of_hosts(work, err);
}

static enum kt_status
list(struct work *work, struct kt_error *err)
{
    struct kt_list shops;
    KT_TRY(kt_shop_list(&work->shop.app, work->arena, &shops, err));
    const struct kt_shop_row *rows = shops.items;
    for (size_t i = 0; i < shops.count; i++) {
        const struct kt_str *hosts = rows[i].hosts.items;
        printf("%.*s  \"%.*s\"", KT_STR_FMT(rows[i].code),
               KT_STR_FMT(rows[i].name));
        for (size_t at = 0; at < rows[i].hosts.count; at++)
            printf("%s%.*s", at > 0 ? "," : "  ", KT_STR_FMT(hosts[at]));
        putchar('\n');
    }
    return KT_OK;
}

static enum kt_status
remove_shop(struct work *work, struct kt_error *err)
{
    struct kt_id id;
    KT_TRY(kt_shop_find(&work->shop.app, kt_str_of(work->code), &id, err));
    KT_TRY(kt_shop_remove(&work->shop.app, id, err));
    printf("%s is removed\n", work->code);
    return KT_OK;
}

/* ---- the command ---- */

struct verb {
    const char *name;
    bool needs_code;
    bool needs_yes;
    enum kt_status (*run)(struct work *work, struct kt_error *err);
};

static const struct verb verbs[] = {
    { "add", true, false, add },
    { "list", false, false, list },
    { "remove", true, true, remove_shop },
    { "set", true, false, set },
};

static enum kt_exit
refuse(const char *fault, const char *word)
{
    fprintf(stderr, "kontor store: %s%s\nTry: kontor store --help\n", fault,
            word);
    return KT_EXIT_USAGE;
}

static const struct verb *
find_verb(const char *name)
{
    for (size_t i = 0; i < KT_COUNT(verbs); i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    const char *code = arguments->count > 1 ? arguments->items[1] : NULL;
    const struct verb *verb = find_verb(arguments->items[0]);
    struct kt_error err;
    struct work work = { .options = options, .code = code, .arena = arena };

    if (verb == NULL)
        return refuse("the verbs are add, list, remove and set, not ",
                      arguments->items[0]);
    if (verb->needs_code != (code != NULL))
        return refuse(verb->needs_code ? "name the shop: CODE is missing"
                                       : "list takes no code",
                      "");
    if (verb->needs_yes && !options->is_sure)
        return refuse("its products, orders and tokens go with it and do not "
                      "come back; --yes removes ",
                      code);
    kt_error_init(&err, arena);
    const char *path = options->shop != NULL ? options->shop : ".";
    enum kt_status status = kt_open_folder_begin(path, arena, &work.shop, &err);
    if (status == KT_OK) {
        status = verb->run(&work, &err);
        kt_open_shop_end(&work.shop);
    }
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_store = {
    .name = "store",
    .arguments = "add|set|remove CODE, list",
    .arguments_min = 1,
    .arguments_max = 2,
    .summary = "several shops in one folder: add, list, change, remove",
    .help = "A request means the shop that has its host name, else the one of\n"
            "its publishable key or token. `set` changes --name and --hosts\n"
            "('' for none). Scripts and media are the folder's.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
