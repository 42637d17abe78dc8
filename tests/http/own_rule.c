#include "own_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shop.h"

static char folder[64], pricing[80], rule_file[96];

static const char rule_text[] =
    "--- A price for a test.\n"
    "\n"
    "local price_rule <const> = require \"kontor.price_rule\"\n"
    "\n"
    "return price_rule {\n"
    "  code = \"list_price\",\n"
    "  title = \"Test\",\n"
    "  price = function(item)\n"
    "    return %s\n"
    "  end,\n"
    "}\n";

void
own_rule_open(void)
{
    snprintf(folder, sizeof folder, "/tmp/kontor-http-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(pricing, sizeof pricing, "%s/pricing", folder);
    snprintf(rule_file, sizeof rule_file, "%s/list_price.lua", pricing);
    ck_assert_int_eq(mkdir(pricing, 0700), 0);
    shop_open(folder);
    shop_add_rule("price_rule", "list", "list_price", "{}");
}

void
own_rule_close(void)
{
    shop_close();
    unlink(rule_file);
    rmdir(pricing);
    rmdir(folder);
}

void
own_rule_write(const char *price)
{
    FILE *file = fopen(rule_file, "w");
    ck_assert_ptr_nonnull(file);
    fputs(kt_arena_format(&http_arena, rule_text, price).ptr, file);
    ck_assert_int_eq(fclose(file), 0);
}

void
own_rule_reload(void)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_host_reload(http_app.host, &err), KT_OK);
}
