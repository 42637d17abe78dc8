/* kontor init: a new shop. */

#include <stdio.h>

#include <kontor/money.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/new_shop.h"
#include "cli/seed.h"
#include "cli/tree.h"
#include "domain/catalog/code.h"

enum { SHIPPING_FEE_MINOR = 490 };

struct options {
    const char *name;
    const char *currency;
    const char *country;
    const char *locale;
    const char *tax;
    bool is_net;
    bool is_empty;
};

static const struct kt_option options_table[] = {
    { "name", KT_OPTION_TEXT, offsetof(struct options, name), "TEXT",
      "the shop's name; the folder's without it" },
    { "currency", KT_OPTION_TEXT, offsetof(struct options, currency), "CODE",
      "of its prices (ISO 4217); EUR" },
    { "country", KT_OPTION_TEXT, offsetof(struct options, country), "CODE",
      "where it is at home (ISO 3166), for tax" },
    { "locale", KT_OPTION_TEXT, offsetof(struct options, locale), "CODE",
      "the language of its texts; en" },
    { "tax", KT_OPTION_TEXT, offsetof(struct options, tax), "PERCENT",
      "the one rate of tax, as 19 or 7.375; 0" },
    { "net", KT_OPTION_FLAG, offsetof(struct options, is_net), NULL,
      "prices are typed without tax" },
    { "empty", KT_OPTION_FLAG, offsetof(struct options, is_empty), NULL,
      "no channel and no rules yet: to import another shop's export" },
};

/* What the options say, with what they leave open. */
struct wish {
    struct kt_str name;
    struct kt_str currency;
    struct kt_str country;
    struct kt_str locale;
    struct kt_str tax;
    bool is_net;
    bool is_empty;
};

/* ---- the records that a shop begins with ---- */

static void
begin_record(struct kt_json *json, const char *kind, const char *code)
{
    json->needs_comma = false;
    kt_json_begin_object(json);
    kt_json_put_str(json, "kind", kt_str_of(kind));
    kt_json_put_str(json, "code", kt_str_of(code));
}

static void
end_record(struct kt_json *json)
{
    kt_json_end_object(json);
    kt_buf_char(json->buf, '\n');
}

static void
put_list(struct kt_json *json, const char *name, struct kt_str item)
{
    kt_json_key(json, kt_str_of(name));
    kt_json_begin_array(json);
    kt_json_str(json, item);
    kt_json_end_array(json);
}

static void
write_channel(struct kt_json *json, const struct wish *wish)
{
    begin_record(json, "channel", "web");
    kt_json_put_str(json, "name", KT_STR("Web shop"));
    put_list(json, "currencies", wish->currency);
    put_list(json, "locales", wish->locale);
    kt_json_put_str(json, "tax_mode",
                    wish->is_net ? KT_STR("excluded") : KT_STR("included"));
    if (wish->country.len > 0)
        kt_json_put_str(json, "home_country", wish->country);
    end_record(json);
}

static void
write_rules(struct kt_json *json, const struct wish *wish)
{
    begin_record(json, "price_rule", "list");
    kt_json_put_str(json, "rule", KT_STR("list_price"));
    end_record(json);

    begin_record(json, "tax_rule", "tax");
    kt_json_put_str(json, "rule", KT_STR("flat_rate"));
    kt_json_key(json, KT_STR("params"));
    kt_json_begin_object(json);
    kt_json_put_str(json, "percent", wish->tax);
    kt_json_end_object(json);
    end_record(json);

    begin_record(json, "shipping_method", "standard");
    kt_json_put_str(json, "rule", KT_STR("flat_fee"));
    kt_json_key(json, KT_STR("params"));
    kt_json_begin_object(json);
    kt_json_put_int(json, "fee", SHIPPING_FEE_MINOR);
    kt_json_end_object(json);
    end_record(json);
}

static struct kt_str
first_records(const struct wish *wish, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    begin_record(&json, "location", "main");
    kt_json_put_str(&json, "name", KT_STR("Main"));
    end_record(&json);
    write_channel(&json, wish);
    write_rules(&json, wish);
    return kt_buf_view(&buf);
}

/* ---- the command ---- */

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

static struct kt_str
or_else(const char *given, struct kt_str otherwise)
{
    return given != NULL ? kt_str_of(given) : otherwise;
}

static bool
is_country(struct kt_str code)
{
    return code.len == 2 && code.ptr[0] >= 'A' && code.ptr[0] <= 'Z' &&
           code.ptr[1] >= 'A' && code.ptr[1] <= 'Z';
}

static enum kt_status
check(const struct wish *wish, struct kt_error *err)
{
    int64_t ppm;
    if (kt_currency_find(wish->currency) == NULL)
        kt_error_add(err, KT_STR("--currency"), "unknown",
                     "ISO 4217 knows no currency %.*s",
                     KT_STR_FMT(wish->currency));
    if (wish->country.len > 0 && !is_country(wish->country))
        kt_error_add(err, KT_STR("--country"), "invalid",
                     "two capital letters, as DE or US");
    if (!kt_rate_parse_percent(wish->tax, &ppm) || ppm < 0 || ppm > KT_RATE_ONE)
        kt_error_add(err, KT_STR("--tax"), "invalid",
                     "a rate from 0 to 100, as 19 or 7.375");
    return err->status;
}

static enum kt_status
init(const char *path, const struct wish *wish, struct kt_arena *arena,
     struct kt_error *err)
{
    struct kt_open_shop shop;
    struct kt_shop_create_in in = {
        .code = code_of(wish->name, arena),
        .name = wish->name,
    };
    KT_TRY(check(wish, err));
    KT_TRY(kt_new_shop_begin(path, &in, arena, &shop, err));
    enum kt_status status = KT_OK;
    if (!wish->is_empty)
        status = kt_seed_lines(&shop.app, shop.store_id, "first records",
                               first_records(wish, arena), arena, err);
    kt_open_shop_end(&shop);
    if (status != KT_OK)
        kt_tree_remove(path);
    return status;
}

static void
print_next_steps(const char *path, const struct wish *wish)
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
    const char *path = arguments->items[0];
    struct wish wish = {
        .name = or_else(options->name, last_part(path)),
        .currency = or_else(options->currency, KT_STR("EUR")),
        .country = or_else(options->country, KT_STR("")),
        .locale = or_else(options->locale, KT_STR("en")),
        .tax = or_else(options->tax, KT_STR("0")),
        .is_net = options->is_net,
        .is_empty = options->is_empty,
    };

    kt_error_init(&err, arena);
    if (init(path, &wish, arena, &err) != KT_OK)
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
