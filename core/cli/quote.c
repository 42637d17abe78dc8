/* kontor quote: prices a cart file against a shop, without a server. */

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/folder.h"
#include "service/quote_price.h"

enum { CART_MAX = 4 * 1024 * 1024 };

struct options {
    const char *shop;
    const char *store;
    bool explains;
    bool is_json;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the shop's folder; without it this one" },
    { "store", KT_OPTION_TEXT, offsetof(struct options, store), "CODE",
      "the shop, where the folder has several" },
    { "explain", KT_OPTION_FLAG, offsetof(struct options, explains), NULL,
      "tell why promotions did or did not apply, and other rules" },
    { "json", KT_OPTION_FLAG, offsetof(struct options, is_json), NULL,
      "write what the Admin API would answer" },
};

static void
print_quote(const struct kt_quote_use *state, const struct options *options,
            struct kt_arena *arena)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 4096);
    if (options->is_json) {
        struct kt_json json;
        kt_json_init(&json, &buf);
        kt_shape_write(&kt_priced_out_shape, &state->out, &json);
        kt_buf_char(&buf, '\n');
    } else if (state->in->explain) {
        kt_quote_write_story(state->quote, kt_terminal_is_rich(STDOUT_FILENO),
                             &buf);
    } else {
        kt_quote_write_text(state->quote, &buf);
    }
    fwrite(buf.ptr, 1, buf.len, stdout);
}

static enum kt_status
read_cart(const char *path, const struct options *options,
          struct kt_quote_in *in, struct kt_arena *arena, struct kt_error *err)
{
    struct kt_str text;
    KT_TRY(kt_file_read(path, CART_MAX, arena, &text, err));
    KT_TRY(kt_shape_read(&kt_quote_in_shape, text, in, arena, err));
    in->explain = in->explain || options->explains;
    return KT_OK;
}

static enum kt_status
price(struct kt_open_shop *opened, const struct kt_quote_in *in,
      const struct options *options, struct kt_arena *arena,
      struct kt_error *err)
{
    const struct kt_shop *shop;
    KT_TRY(kt_shop_acquire(&opened->app, opened->store_id, &shop, err));
    struct kt_call call = {
        .app = &opened->app,
        .shop = shop,
        .actor = { .kind = KT_ACTOR_SYSTEM, .name = KT_STR("kontor quote") },
        .arena = arena,
        .now_ms = kt_clock_now(&opened->app.clock),
    };
    struct kt_quote_use state = { .use = { .call = &call }, .in = in };
    enum kt_status status = kt_use_run(&kt_use_quote_price, &state.use, err);
    if (status == KT_OK)
        print_quote(&state, options, arena);
    kt_shop_release(&opened->app, shop);
    return status;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_open_shop shop;
    struct kt_quote_in in;

    kt_error_init(&err, arena);
    const char *path = options->shop != NULL ? options->shop : ".";
    enum kt_status status =
        read_cart(arguments->items[0], options, &in, arena, &err);
    if (status == KT_OK)
        status = kt_open_shop_begin(path, options->store, arena, &shop, &err);
    if (status == KT_OK) {
        status = price(&shop, &in, options, arena, &err);
        kt_open_shop_end(&shop);
    }
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_quote = {
    .name = "quote",
    .arguments = "CART.json",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "price a cart file without a server; --explain tells why",
    .help = "The file is a body of POST /admin/v1/quotes, as\n"
            "  {\"lines\":[{\"sku\":\"mug-red\",\"quantity\":3}],"
            "\"coupons\":[\"TEN\"]}\n"
            "with channel, currency, email, shipping_address, as_of and more.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
