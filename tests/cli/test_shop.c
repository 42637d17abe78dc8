#include <string.h>

#include "cli.h"

static const char mug[] =
    "{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":{\"en\":\"Mug\"},"
    "\"variants\":[{\"sku\":\"mug\",\"weight_g\":300,\"prices\":["
    "{\"currency\":\"EUR\",\"amount\":1190}],\"stock\":[{\"location\":\"main\","
    "\"available\":5}]}]}";

static const char cart[] = "{\"lines\":[{\"sku\":\"mug\",\"quantity\":3}],"
                           "\"shipping_address\":{\"country\":\"DE\"}}";

static void
make_shop(void)
{
    ck_assert_int_eq(cli_sh("kontor init s --name 'Mugs & More' --currency EUR "
                            "--country DE --tax 19 && echo '%s' | "
                            "kontor import jsonl - --shop s",
                            mug),
                     0);
    assert_err("");
    assert_says(cli_out, "s is a shop: channel web sells in EUR, prices "
                         "include tax of 19 %,\n");
    assert_says(cli_out, "\nstandard input: 1 rows, 1 products new, 0 updated, "
                         "1 variants, 0 other records\n");
}

/* ---- init ---- */

START_TEST(test_a_new_shop_has_settings_and_a_rule)
{
    make_shop();
    cli_sh("cd s && find . -type f | grep -v '^./data/' | sort");
    assert_out(
        "./.luarc.json\n./README.md\n./kontor.conf\n./scripts/README.md\n"
        "./scripts/promotions/README.md\n"
        "./scripts/promotions/nth_cheaper.lua\n");
    cli_sh("grep -c '^#' s/kontor.conf && grep -v '^#' s/kontor.conf | tr -d "
           "'\\n'");
    ck_assert_int_eq(cli_code, 0);
    ck_assert_int_eq(cli_sh("kontor check s"), 0);
    assert_says(cli_out, " rules load: ");
    assert_err("");
}
END_TEST

/* The stubs are where the file says they are. */
START_TEST(test_an_editor_finds_the_script_api)
{
    make_shop();
    cli_sh("sed 's|\\[\".*/scripts\"]|[\"…/scripts\"]|' s/.luarc.json");
    assert_out("{\"runtime.version\":\"Lua 5.4\",\"runtime.builtin\":{"
               "\"coroutine\":\"disable\",\"debug\":\"disable\","
               "\"io\":\"disable\",\"os\":\"disable\"},"
               "\"workspace.library\":[\"…/scripts\"],"
               "\"workspace.checkThirdParty\":false}\n");
    cli_sh("head -1 $(grep -o '/[^\"]*/scripts' s/.luarc.json)/api/"
           "promotion.lua");
    assert_out("---@meta kontor.promotion\n");
}
END_TEST

START_TEST(test_a_folder_with_something_in_it_is_refused)
{
    cli_sh("mkdir s && echo mine > s/notes.txt");
    ck_assert_int_eq(cli_sh("kontor init s"), 3);
    assert_err("kontor: It exists already: s is not an empty folder\n");
    cli_sh("ls -A s");
    assert_out("notes.txt\n");
}
END_TEST

START_TEST(test_all_wrong_options_are_told_at_once)
{
    ck_assert_int_eq(cli_sh("kontor init s --currency EUX --country Germany "
                            "--tax 1900"),
                     3);
    assert_says(cli_err, "\n  --currency: ISO 4217 knows no currency EUX\n");
    assert_says(cli_err, "\n  --country: two capital letters, as DE or US\n");
    assert_says(cli_err, "\n  --tax: a rate from 0 to 100, as 19 or 7.375\n");
    cli_sh("ls -A");
    assert_out("");
}
END_TEST

START_TEST(test_a_broken_rule_is_told_with_its_line)
{
    make_shop();
    cli_sh("echo 'return promoton {}' > s/scripts/promotions/mine.lua");
    ck_assert_int_eq(cli_sh("kontor check s"), 3);
    assert_says(cli_err, "s/scripts/promotions/mine.lua:1: ");
    ck_assert_int_eq(cli_sh("kontor quote none.json --shop s"), 3);
}
END_TEST

/* ---- import and export ---- */

START_TEST(test_a_dry_run_stores_nothing)
{
    cli_sh("kontor init s");
    ck_assert_int_eq(
        cli_sh("echo '%s' | kontor import jsonl - --shop s --dry-run", mug), 0);
    assert_out("standard input: 1 rows, 1 products new, 0 updated, 1 variants, "
               "0 other records (dry run: nothing was stored)\n");
    cli_sh("kontor export jsonl --shop s | grep -c product");
    assert_out("0\n");
}
END_TEST

START_TEST(test_a_refused_row_is_told_and_the_code_is_3)
{
    cli_sh("kontor init s");
    cli_sh("printf '%%s\\n' '%s' '{\"kind\":\"product\",\"slug\":\"Ä b\","
           "\"titles\":{\"en\":\"B\"},\"variants\":[]}' > two.jsonl",
           mug);
    ck_assert_int_eq(cli_sh("kontor import jsonl two.jsonl --shop s"), 3);
    assert_says(cli_err, "two.jsonl:2: /slug: \"Ä b\": ");
    assert_says(cli_out, "\n1 products refused, 1 sound ones not stored beside "
                         "them; --skip-faulty stores those\n");
    ck_assert_int_eq(
        cli_sh("kontor import jsonl two.jsonl --shop s --skip-faulty"), 3);
    assert_says(cli_out, "two.jsonl: 2 rows, 1 products new, 0 updated");
}
END_TEST

START_TEST(test_an_odd_promotion_is_told_and_stored)
{
    cli_sh("kontor init s");
    ck_assert_int_eq(
        cli_sh("echo '{\"kind\":\"promotion\",\"code\":\"ten\",\"title\":"
               "\"Ten\",\"rule\":\"order_percent_off\",\"params\":{"
               "\"percent\":10},\"needs_coupon\":true}' > p.jsonl && "
               "kontor import jsonl p.jsonl --shop s"),
        0);
    assert_err("p.jsonl:1: warning: promotion \"Ten\" at /needs_coupon: it has "
               "no coupon that may be used\n");
    assert_out("p.jsonl: 1 rows, 0 products new, 0 updated, 0 variants, "
               "1 other records\n");
}
END_TEST

START_TEST(test_an_export_comes_back_the_same)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor export jsonl a.jsonl --shop s"), 0);
    assert_err("7 lines written\n");
    assert_out("");
    ck_assert_int_eq(cli_sh("kontor init t --empty && "
                            "kontor import jsonl a.jsonl --shop t && "
                            "kontor import jsonl a.jsonl --shop t && "
                            "kontor export jsonl --shop t > b.jsonl && "
                            "cmp a.jsonl b.jsonl && ls *.part"),
                     2);
    assert_says(cli_err, "*.part");
}
END_TEST

START_TEST(test_an_export_keeps_buyers_to_its_owner_or_leaves_them_out)
{
    make_shop();
    cli_sh("echo '{\"kind\":\"customer\",\"email\":\"eve@example.com\"}' | "
           "kontor import jsonl - --shop s");
    cli_sh("umask 022; kontor export jsonl a --shop s && stat -c %%a a && "
           "grep -c eve@ a");
    assert_out("600\n1\n");
    cli_sh("kontor export jsonl b --shop s --skip-customers; "
           "grep -v eve@ a | cmp - b && echo same");
    assert_out("same\n");
}
END_TEST

START_TEST(test_a_shop_whose_database_is_gone_is_not_served_empty)
{
    make_shop();
    cli_sh("mv s/data/shop.db away");
    ck_assert_int_eq(cli_sh("kontor serve s --port %u", cli_port()), 3);
    assert_err("kontor: There is no such thing: there is no database "
               "s/data/shop.db\n");
    ck_assert_int_eq(cli_sh("kontor token s --scopes '*'"), 3);
    ck_assert_int_eq(cli_sh("test -e s/data/shop.db"), 1);
    cli_sh(": > s/data/shop.db");
    ck_assert_int_eq(cli_sh("kontor serve s --port %u", cli_port()), 3);
    assert_err("kontor: There is no such thing: the database s/data/shop.db is "
               "empty\n");
    ck_assert_int_eq(cli_sh("rm s/data/shop.db && kontor migrate s"), 0);
    assert_says(cli_out, "s/data/shop.db: schema 0 -> ");
}
END_TEST

START_TEST(test_what_cannot_be_read_is_told_by_its_name)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor restore none r"), 1);
    assert_err("kontor: A file cannot be read or written: none: No such file "
               "or directory\n");
    ck_assert_int_eq(cli_sh("test -e r"), 1);
    ck_assert_int_eq(cli_sh("kontor import shopify s --shop s"), 1);
    assert_err("kontor: A file cannot be read or written: s: Is a "
               "directory\n");
    ck_assert_int_eq(cli_sh("mkdir d && kontor export jsonl d --shop s"), 1);
    assert_err("kontor: A file cannot be read or written: d: Is a "
               "directory\n");
}
END_TEST

START_TEST(test_a_bar_is_drawn_on_a_terminal_only)
{
    cli_sh("kontor init s && echo '%s' > mug.jsonl", mug);
    cli_sh("TERM=xterm script -qec \"$KONTOR import jsonl mug.jsonl --shop s\""
           " /dev/null");
    assert_says(cli_out, "[\033[32m##############################\033[0m] 100 "
                         "%  1 products");
    cli_sh("TERM=xterm NO_COLOR=1 script -qec "
           "\"$KONTOR import jsonl mug.jsonl --shop s\" /dev/null");
    ck_assert_ptr_null(strchr(cli_out, '\033'));
    cli_sh("kontor import jsonl mug.jsonl --shop s");
    ck_assert_ptr_null(strchr(cli_out, '\033'));
    assert_err("");
}
END_TEST

/* ---- quote ---- */

START_TEST(test_a_cart_is_priced_without_a_server)
{
    make_shop();
    cli_sh("echo '%s' > cart.json", cart);
    ck_assert_int_eq(cli_sh("kontor quote cart.json --shop s"), 0);
    assert_out(
        "Mug (mug)\n"
        "    3 x 11.90                                              35.70\n"
        "----------------------------------------------------------------\n"
        "Subtotal                                                   35.70\n"
        "Shipping: Delivery (estimate)                               4.90\n"
        "Tax included, on 34.12                                      6.48\n"
        "----------------------------------------------------------------\n"
        "Total EUR                                                  40.60\n");
    assert_err("");

    /* Steps are the same each time, the clock is not. */
    ck_assert_int_eq(cli_sh("kontor quote cart.json --shop s --explain | "
                            "sed -E 's/^( [-+][ 0-9]{18})[ 0-9]{10}/"
                            "\\1        us/'"),
                     0);
    assert_out(
        " #    QTY       EACH       OFF      TOTAL  ITEM\n"
        " 1      3      11.90                35.70  Mug (mug)\n"
        "                                    35.70  subtotal\n"
        "                                     4.90  shipping, Delivery "
        "(estimate)\n"
        "                                     6.48  Tax included, on 34.12, "
        "half_up per line\n"
        "                                    40.60  total EUR\n"
        "\n"
        "               STEPS        US        OFF  PROMOTION\n"
        "none\n"
        "\n"
        "               STEPS        US      PRICE  PRICES\n"
        " +                15        us             list (list_price), the "
        "only "
        "price of #1\n"
        "\n"
        "               STEPS        US        FEE  SHIPPING\n"
        " +                18        us       4.90  standard (flat_fee): "
        "chosen, the first that is offered\n"
        "\n"
        "               STEPS        US        TAX  TAXES\n"
        "                                           at the shipping address "
        "DE, half_up per line\n"
        " +                66        us       6.48  tax (flat_rate): #1 and "
        "fee, class standard\n"
        "                                             Tax 19 % included\n"
        "      #1 5.70  fee 0.78 (0.78235)\n");
    ck_assert_int_eq(cli_sh("kontor quote cart.json --shop s --json"), 0);
    assert_says(cli_out, "\"total\":4060,");
}
END_TEST

START_TEST(test_the_own_rule_prices_when_a_promotion_uses_it)
{
    make_shop();
    cli_sh(
        "echo '{\"kind\":\"promotion\",\"code\":\"third\","
        "\"title\":\"Every third at half price\",\"rule\":\"nth_cheaper\"}' |"
        "kontor import jsonl - --shop s && echo '%s' > cart.json",
        cart);
    /* Steps are the same each time, the clock is not. */
    ck_assert_int_eq(cli_sh(
                         "kontor quote cart.json --shop s --explain | "
                         "sed -n '/PROMOTION/,/^$/p' | "
                         "sed -E 's/^( [+])[ 0-9]{28}( .*)/\\1 steps us\\2/'"),
                     0);
    assert_out(
        "               STEPS        US        OFF  PROMOTION\n"
        " + steps us      -5.95  Every third at half price (item)\n"
        "                                             50 % of 11.90: #1 1x "
        "-5.95\n"
        "\n");
    ck_assert_int_eq(cli_sh("kontor quote cart.json --shop s --json --explain "
                            "| grep -c '\"microseconds\":'"),
                     0);
}
END_TEST

START_TEST(test_an_explained_quote_is_coloured_on_a_terminal_alone)
{
    make_shop();
    cli_sh("echo '%s' > cart.json", cart);
    cli_sh("TERM=xterm script -qec "
           "\"$KONTOR quote cart.json --shop s --explain\" /dev/null");
    assert_says(cli_out, "\033[1m                                    40.60  "
                         "total EUR\033[0m");
    cli_sh("TERM=xterm NO_COLOR=1 script -qec "
           "\"$KONTOR quote cart.json --shop s --explain\" /dev/null");
    assert_says(cli_out, "40.60  total EUR");
    ck_assert_ptr_null(strchr(cli_out, '\033'));
    cli_sh("kontor quote cart.json --shop s --explain");
    ck_assert_ptr_null(strchr(cli_out, '\033'));
}
END_TEST

static const char ten_products[] =
    "for i in 0 1 2 3 4 5 6 7 8 9; do printf '{\"kind\":\"product\","
    "\"slug\":\"p%s\",\"titles\":{\"en\":\"P\"},\"variants\":[{\"sku\":\"p%s\","
    "\"prices\":[{\"currency\":\"EUR\",\"amount\":99%s}]}]}\\n' $i $i $i; done";

static const char three_promotions[] =
    "for i in 1 2 3; do printf '{\"kind\":\"promotion\",\"code\":\"off_%s\","
    "\"rule\":\"order_percent_off\",\"params\":{\"percent\":%s}}\\n' $i $i; "
    "done";

START_TEST(test_an_explained_cart_of_ten_lines_fits_a_screen)
{
    make_shop();
    cli_sh("{ %s; %s; } | kontor import jsonl - --shop s", ten_products,
           three_promotions);
    assert_err("");
    cli_sh("for i in 0 1 2 3 4 5 6 7 8 9; do "
           "printf '{\"sku\":\"p%%s\",\"quantity\":3}\\n' $i; done | "
           "paste -sd, | sed 's/.*/{\"lines\":[&]}/' > cart.json");
    ck_assert_int_eq(cli_sh("kontor quote cart.json --shop s --explain | "
                            "grep -c ''"),
                     0);
    assert_out("50\n");
}
END_TEST

START_TEST(test_all_faults_of_a_cart_are_told)
{
    make_shop();
    cli_sh("echo '{\"lines\":[{\"sku\":\"mug\",\"quantiti\":3}]}' > cart.json");
    ck_assert_int_eq(cli_sh("kontor quote cart.json --shop s"), 3);
    assert_err("kontor: The body does not fit its shape\n"
               "  /lines/0/quantiti: is not known; did you mean "
               "\"quantity\"?\n"
               "  /lines/0/quantity: is missing\n");
}
END_TEST

/* ---- check ---- */

static const char odd_promotions[] =
    "{\"kind\":\"promotion\",\"code\":\"fifth\",\"title\":\"A fifth\","
    "\"rule\":\"order_percent_off\",\"params\":{\"percent\":20},"
    "\"customer_groups\":[\"members\"],\"priority\":4}\n"
    "{\"kind\":\"promotion\",\"code\":\"ten\",\"title\":\"Ten\","
    "\"rule\":\"percent_off\",\"params\":{\"percent\":10},"
    "\"priority\":3}\n"
    "{\"kind\":\"promotion\",\"code\":\"past\",\"title\":\"Past\","
    "\"rule\":\"percent_off\",\"params\":{\"percent\":90},"
    "\"ends_at\":\"2020-01-01T00:00:00Z\",\"priority\":2}\n"
    "{\"kind\":\"promotion\",\"code\":\"alone\",\"title\":\"Alone\","
    "\"rule\":\"order_amount_off\",\"params\":{\"amount\":500},"
    "\"is_exclusive\":true,\"subtotal_min\":100000}\n";

START_TEST(test_check_tells_odd_promotions_and_broken_minima)
{
    make_shop();
    cli_sh("echo '%s' | sed 's/\"amount\":1190/&,\"min_amount\":900/' | "
           "kontor import jsonl - --shop s && printf '%s' | "
           "kontor import jsonl - --shop s",
           mug, odd_promotions);
    assert_err(
        "standard input:1: warning: promotion \"A fifth\": never together with "
        "what is exclusive: \"Alone\"\n"
        "standard input:2: warning: promotion \"Ten\": never together with "
        "what "
        "is exclusive: \"Alone\"\n"
        "standard input:3: warning: promotion \"Past\" at /ends_at: it ended "
        "at "
        "2020-01-01T00:00:00Z\n"
        "standard input:4: warning: promotion \"Alone\" at /is_exclusive: it "
        "is "
        "exclusive: never together with \"A fifth\", \"Ten\"\n");
    ck_assert_int_eq(cli_sh("kontor check s | sed 1d"), 0);
    assert_out(
        "promotion \"A fifth\": never together with what is exclusive: "
        "\"Alone\"\n"
        "promotion \"Ten\": never together with what is exclusive: \"Alone\"\n"
        "promotion \"Past\" at /ends_at: it ended at 2020-01-01T00:00:00Z\n"
        "promotion \"Alone\" at /is_exclusive: it is exclusive: never together "
        "with \"A fifth\", \"Ten\"\n"
        "SKU mug in web: 6.90 EUR a unit at the worst, of 1, where its minimum "
        "holds it at 9.00: Alone\n"
        "4 promotions, 5 warnings\n");
    assert_err("");
    cli_sh("echo '{\"kind\":\"promotion\",\"code\":\"alone\","
           "\"rule\":\"order_amount_off\",\"params\":{\"amount\":1}}' | "
           "kontor import jsonl - --shop s");
    ck_assert_int_eq(cli_sh("kontor check s | sed -n '/^SKU/p'"), 0);
    assert_out("SKU mug in web: 8.56 EUR a unit at the worst, of 1, where "
               "its minimum holds it at 9.00: Ten, A fifth, "
               "0.01 EUR off your order\n");
}
END_TEST

/* ---- token ---- */

START_TEST(test_a_token_is_shown_once)
{
    make_shop();
    ck_assert_int_eq(
        cli_sh("kontor token s --scopes 'orders:*, rules:read' --name Till"),
        0);
    ck_assert_int_eq(strncmp(cli_out, "sk_", 3), 0);
    ck_assert_uint_eq(strlen(cli_out), 47);
    ck_assert_int_eq(cli_sh("kontor token s --list"), 0);
    assert_says(cli_out, "  \"Till\"  orders:*,rules:read  since ");
    ck_assert_ptr_null(strstr(cli_out, "sk_"));

    ck_assert_int_eq(
        cli_sh("id=$(kontor token s --list | cut -d' ' -f1) && "
               "kontor token s --revoke $id && kontor token s --list && "
               "kontor token s --revoke $id"),
        3);
    assert_says(cli_out, " is revoked\n");
    assert_says(cli_err, "there is no token tok_");
}
END_TEST

START_TEST(test_a_wrong_scope_names_the_right_one)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor token s --scopes ordres:read"), 3);
    assert_says(cli_err, "  /scopes/0: \"ordres:read\" is no scope; did you "
                         "mean \"orders:read\"?\n");
}
END_TEST

/* ---- tax rates ---- */

static void
assert_tax_at(const char *moment, const char *tax)
{
    ck_assert_int_eq(
        cli_sh("echo '{\"lines\":[{\"sku\":\"mug\",\"quantity\":1}],"
               "\"shipping_address\":{\"country\":\"AT\"},"
               "\"as_of\":\"%s\"}' >a.json && kontor quote a.json --shop s",
               moment),
        0);
    assert_says(cli_out, tax);
}

START_TEST(test_tax_rates_come_from_a_table)
{
    make_shop();
    ck_assert_int_eq(cli_sh(
                         "printf 'country,name,percent,from\\nAT,USt 20,20,\\n"
                         "AT,USt 10,10,2027-07-01\\n' >rates.csv && "
                         "kontor import tax-rates rates.csv --shop s"),
                     0);
    assert_out("rates.csv: 2 rows, 0 products new, 0 updated, 0 variants, 4 "
               "other records\n");
    assert_err("note: the tax rule in use is \"flat_rate\": these rates count "
               "where \"zone_rates\" takes its place\n");
    ck_assert_int_eq(
        cli_sh("echo '{\"kind\":\"tax_rule\",\"code\":\"tax\",\"rule\":"
               "\"zone_rates\",\"params\":{}}' | "
               "kontor import jsonl - --shop s"),
        0);
    assert_tax_at("2027-06-30T23:59:59Z", "USt 20");
    assert_tax_at("2027-07-01T00:00:00Z", "USt 10");
    ck_assert_int_eq(cli_sh("kontor import tax-rates rates.csv --shop s"), 0);
    assert_out("rates.csv: 2 rows, 0 products new, 0 updated, 0 variants, 0 "
               "other records\n");
    ck_assert_int_eq(cli_sh("sed s/,20,/,x,/ rates.csv | "
                            "kontor import tax-rates - --shop s"),
                     3);
    assert_says(cli_err, "standard input:2: percent: \"x\": must be a rate in "
                         "per cent from 0 to 100");
    ck_assert_int_eq(cli_sh("kontor import tax-rates rates.csv --skip-faulty "
                            "--shop s"),
                     2);
    assert_says(cli_err, "--skip-faulty is nothing for tax-rates\n");
}
END_TEST

Suite *kt_suite_shop(void);

Suite *
kt_suite_shop(void)
{
    Suite *suite = suite_create("shop");
    TCase *shop = cli_case(suite, "shop");
    tcase_add_test(shop, test_a_new_shop_has_settings_and_a_rule);
    tcase_add_test(shop, test_an_editor_finds_the_script_api);
    tcase_add_test(shop, test_a_folder_with_something_in_it_is_refused);
    tcase_add_test(shop, test_all_wrong_options_are_told_at_once);
    tcase_add_test(shop, test_a_broken_rule_is_told_with_its_line);
    tcase_add_test(shop, test_a_dry_run_stores_nothing);
    tcase_add_test(shop, test_a_refused_row_is_told_and_the_code_is_3);
    tcase_add_test(shop, test_tax_rates_come_from_a_table);
    tcase_add_test(shop, test_an_odd_promotion_is_told_and_stored);
    tcase_add_test(shop, test_an_export_comes_back_the_same);
    tcase_add_test(shop,
                   test_a_shop_whose_database_is_gone_is_not_served_empty);
    tcase_add_test(shop, test_what_cannot_be_read_is_told_by_its_name);
    tcase_add_test(shop,
                   test_an_export_keeps_buyers_to_its_owner_or_leaves_them_out);
    tcase_add_test(shop, test_a_bar_is_drawn_on_a_terminal_only);
    tcase_add_test(shop, test_a_cart_is_priced_without_a_server);
    tcase_add_test(shop, test_the_own_rule_prices_when_a_promotion_uses_it);
    tcase_add_test(shop,
                   test_an_explained_quote_is_coloured_on_a_terminal_alone);
    tcase_add_test(shop, test_an_explained_cart_of_ten_lines_fits_a_screen);
    tcase_add_test(shop, test_check_tells_odd_promotions_and_broken_minima);
    tcase_add_test(shop, test_all_faults_of_a_cart_are_told);
    tcase_add_test(shop, test_a_token_is_shown_once);
    tcase_add_test(shop, test_a_wrong_scope_names_the_right_one);
    return suite;
}
