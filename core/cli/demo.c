/* kontor demo: a shop to try, made anew in a moment and gone afterwards. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/demo_cart.h"
#include "cli/new_shop.h"
#include "cli/seed.h"
#include "cli/serving.h"
#include "cli/tree.h"
#include "service/token.h"

#define DEMO_CODE "demo"

enum { SEED_MAX = 4 * 1024 * 1024 };

struct options {
    const char *keep;
    int64_t port;
};

static const struct kt_option options_table[] = {
    { "keep", KT_OPTION_TEXT, offsetof(struct options, keep), "DIR",
      "make the shop in this folder and leave it; serve it again" },
    { "port", KT_OPTION_NUMBER, offsetof(struct options, port), "N",
      "listen on this port of 127.0.0.1; 8080" },
};

struct demo {
    const char *path;
    bool is_kept;
    bool is_old; /* the kept folder of an earlier run */
    struct kt_open_shop shop;
    struct kt_str token;
    struct kt_demo_cart cart;
};

/* ---- making the shop ---- */

static enum kt_status
seed_file(struct demo *demo, const char *folder, const char *name,
          struct kt_arena *arena, struct kt_error *err)
{
    struct kt_str lines;
    const char *path = kt_arena_format(arena, "%s/%s", folder, name).ptr;
    KT_TRY(kt_file_read(path, SEED_MAX, arena, &lines, err));
    return kt_seed_lines(&demo->shop.app, demo->shop.store_id, path, lines,
                         arena, err);
}

static enum kt_status
fill(struct demo *demo, struct kt_arena *arena, struct kt_error *err)
{
    /* The share folder is there: new_shop was copied from it. */
    const char *folder =
        kt_arena_format(arena, "%s/examples/demo_shop", kt_share_folder(arena))
            .ptr;
    KT_TRY(seed_file(demo, folder, "shop.jsonl", arena, err));
    KT_TRY(seed_file(demo, folder, "catalogue.jsonl", arena, err));
    KT_TRY(seed_file(demo, folder, "promotions.jsonl", arena, err));
    return kt_tree_copy(kt_arena_format(arena, "%s/media", folder).ptr,
                        demo->shop.folder.media, arena, err);
}

static enum kt_status
create(struct demo *demo, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_shop_create_in in = { .code = KT_STR(DEMO_CODE) };
    KT_TRY(kt_new_shop_begin(demo->path, &in, arena, &demo->shop, err));
    enum kt_status status = fill(demo, arena, err);
    if (status != KT_OK) {
        kt_open_shop_end(&demo->shop);
        kt_tree_remove(demo->path);
    }
    return status;
}

static bool
is_shop(const char *path, struct kt_arena *arena)
{
    struct stat facts;
    return stat(kt_arena_format(arena, "%s/kontor.conf", path).ptr, &facts) ==
           0;
}

static enum kt_status
make_temporary(struct demo *demo, struct kt_arena *arena, struct kt_error *err)
{
    enum { PATH_MAX_SIZE = 512 };
    const char *named = getenv("TMPDIR");
    const char *place = named != NULL && named[0] != '\0' ? named : "/tmp";
    char *path = kt_arena_alloc(arena, PATH_MAX_SIZE);
    int len = snprintf(path, PATH_MAX_SIZE, "%s/kontor-demo-XXXXXX", place);
    if (len >= PATH_MAX_SIZE || mkdtemp(path) == NULL) {
        kt_fail_file_failed(err);
        return kt_error_explain(err, "no folder can be made in %s", place);
    }
    demo->path = path;
    return KT_OK;
}

static enum kt_status
begin(struct demo *demo, const struct options *options, struct kt_arena *arena,
      struct kt_error *err)
{
    demo->is_kept = options->keep != NULL;
    demo->path = options->keep;
    demo->is_old = demo->is_kept && is_shop(demo->path, arena);
    if (demo->is_old)
        return kt_open_shop_begin(demo->path, DEMO_CODE, arena, &demo->shop,
                                  err);

    if (!demo->is_kept)
        KT_TRY(make_temporary(demo, arena, err));
    return create(demo, arena, err);
}

static enum kt_status
make_token(struct demo *demo, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_str all = KT_STR("*");
    struct kt_token_wish wish = { .name = KT_STR("demo"),
                                  .scopes = { &all, 1 } };
    return kt_token_create(&demo->shop.app, demo->shop.store_id, &wish, arena,
                           &demo->token, err);
}

static void
end(struct demo *demo)
{
    kt_open_shop_end(&demo->shop);
    if (!demo->is_kept && !kt_tree_remove(demo->path))
        fprintf(stderr, "kontor demo: %s could not be removed\n", demo->path);
    else if (demo->is_kept)
        printf("\nThe shop is kept: kontor serve %s\n", demo->path);
}

/* ---- what to try ---- */

static void
print_invitation(unsigned port, void *arg)
{
    const struct demo *demo = arg;
    bool is_rich = kt_terminal_is_rich(STDOUT_FILENO);
    const char *strong = is_rich ? "\033[1m" : "";
    const char *plain = is_rich ? "\033[0m" : "";
    const char *cart = demo->cart.id.ptr;

    printf("%sA shop is open%s in %s\n\n", strong, plain, demo->path);
    printf("  Store API    http://127.0.0.1:%u/store/v1/products\n", port);
    printf("  API docs     http://127.0.0.1:%u/docs\n", port);
    printf("  Admin token  %s\n\n", demo->token.ptr);
    printf("%sList products, fill a cart, place an order:%s\n\n", strong,
           plain);
    printf("curl 'http://127.0.0.1:%u/store/v1/products?limit=3'\n\n", port);
    printf("curl http://127.0.0.1:%u/store/v1/carts/%s/lines "
           "--json '{\"sku\":\"%s\",\"quantity\":%d}'\n\n",
           port, cart, KT_DEMO_SKU, KT_DEMO_QUANTITY);
    printf("curl http://127.0.0.1:%u/store/v1/carts/%s/checkout "
           "--json '{\"payment\":{\"provider\":\"test\"},"
           "\"expected_total\":%lld}'\n\n",
           port, cart, (long long)demo->cart.total_minor);
    printf("Other channels answer to -H 'X-Publishable-Key: pk_demo_app' (USD) "
           "and\npk_demo_kiosk (JPY). Coupon: HELLO10. Ctrl-C ends it%s.\n",
           demo->is_kept ? "; the folder stays" : " and leaves nothing behind");
    fflush(stdout);
}

/* ---- the command ---- */

static enum kt_status
serve(struct demo *demo, const struct options *options, struct kt_arena *arena,
      struct kt_error *err)
{
    struct kt_folder *folder = &demo->shop.folder;
    struct kt_serving serving = { .ready = print_invitation,
                                  .arg = demo,
                                  .ends_on_hangup = true };
    kt_log_configure(KT_LOG_WARN, isatty(STDERR_FILENO) != 1);
    folder->settings.address = KT_STR("127.0.0.1");
    folder->settings.port = options->port > 0 ? options->port : 8080;
    KT_TRY(make_token(demo, arena, err));
    KT_TRY(kt_demo_cart_create(&demo->shop, arena, &demo->cart, err));
    enum kt_status status =
        kt_serve_until_signal(&demo->shop.app, folder, &serving, arena, err);
    if (status == KT_IN_USE)
        kt_error_explain(err, "port %lld is taken; --port N names another one",
                         (long long)folder->settings.port);
    return status;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct demo demo = { 0 };

    (void)arguments;
    if (options->port < 0 || options->port > 65535) {
        fprintf(stderr, "kontor demo: --port is a number from 1 to 65535\n"
                        "Try: kontor demo --help\n");
        return KT_EXIT_USAGE;
    }
    /* A signal while the shop is made waits until it is served: the way out
     * removes the folder. */
    kt_serving_block_signals();
    kt_error_init(&err, arena);
    enum kt_status status = begin(&demo, options, arena, &err);
    if (status == KT_OK) {
        status = serve(&demo, options, arena, &err);
        end(&demo);
    }
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_demo = {
    .name = "demo",
    .arguments = "",
    .summary = "make and serve a shop with sample data",
    .help =
        "The shop has some fifty products, three channels (web in EUR, app in\n"
        "USD, kiosk in JPY) and five promotions. It is made in a temporary\n"
        "folder and removed at the end, unless --keep names another one.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
