/* kontor init: a new shop. */

#include <stdio.h>

#include "base/text.h"
#include "cli/first_records.h"
#include "cli/new_shop.h"
#include "cli/tree.h"
#include "domain/catalog/code.h"

struct options {
    const char *name;
    struct kt_first_options first;
};

static const struct kt_option options_table[] = {
    { "name", KT_OPTION_TEXT, offsetof(struct options, name), "TEXT",
      "the shop's name; the folder's without it" },
    KT_FIRST_OPTIONS(struct options, first),
};

/* The last part of a path, for the name of the shop. */
static struct kt_str
last_part(const char *path)
{
    struct kt_str text = kt_str_of(path);
    while (text.len > 1 && text.ptr[text.len - 1] == '/')
        text.len--;
    const char *slash = memrchr(text.ptr, '/', text.len);
    if (slash != NULL && text.len > 1)
        text.len -= (size_t)(slash + 1 - text.ptr);
    return slash != NULL && text.len > 0
               ? (struct kt_str){ slash + 1, text.len }
               : text;
}

/* A code for the shop out of its name. */
static struct kt_str
code_of(struct kt_str name, struct kt_arena *arena)
{
    struct kt_error err;
    struct kt_str code = kt_text_clip(kt_text_slug(arena, name), 64);
    kt_error_init(&err, arena);
    kt_code_check(code, KT_STR("/code"), &err);
    return err.status == KT_OK ? code : KT_STR("shop");
}

static enum kt_status
init(const char *path, struct kt_str name, const struct kt_first_wish *wish,
     struct kt_arena *arena, struct kt_error *err)
{
    struct kt_open_shop shop;
    struct kt_shop_create_in in = { .code = code_of(name, arena),
                                    .name = name };
    KT_TRY(kt_new_shop_begin(path, &in, arena, &shop, err));
    enum kt_status status =
        kt_first_records_save(&shop.app, shop.store_id, wish, arena, err);
    kt_open_shop_end(&shop);
    if (status != KT_OK)
        kt_tree_remove(path);
    return status;
}

static void
print_next_steps(const char *path, const struct kt_first_wish *wish)
{
    if (wish->is_empty)
        printf("%s is a shop without channels and rules.\n", path);
    else
        printf("%s is a shop: channel web sells in %.*s, prices %s tax of "
               "%.*s %%,\ndelivery for one fee.\n",
               path, KT_STR_FMT(wish->currency),
               wish->is_net ? "without" : "include", KT_STR_FMT(wish->tax));
    printf("\n"
           "  kontor.conf   settings of the server\n"
           "  scripts/      your rules; promotions/nth_cheaper.lua is the "
           "first\n"
           "  media/        pictures, served as /media/…\n"
           "  data/         the database\n\n"
           "Next:\n"
           "  kontor import %s --shop %s\n"
           "  kontor token %s --scopes '*'\n"
           "  kontor serve %s\n",
           wish->is_empty ? "jsonl export.jsonl" : "shopify products.csv", path,
           path, path);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_first_wish wish;
    const char *path = arguments->items[0];
    struct kt_str name =
        options->name != NULL ? kt_str_of(options->name) : last_part(path);

    kt_error_init(&err, arena);
    enum kt_status status = kt_first_wish_read(&options->first, &wish, &err);
    if (status == KT_OK)
        status = init(path, name, &wish, arena, &err);
    if (status != KT_OK)
        return kt_command_fail(&err);
    print_next_steps(path, &wish);
    return KT_EXIT_OK;
}

const struct kt_command kt_command_init = {
    .name = "init",
    .arguments = "DIR",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "a new shop folder with commented settings and one rule",
    .help = "DIR must be new or empty. The shop has one channel, a price, a "
            "tax and\na shipping rule in use, and no products yet.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
