/* Several shops in one folder. */

#include "cli.h"

static const char lines[] =
    "{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":{\"en\":\"%s mug\"},"
    "\"variants\":[{\"sku\":\"mug\",\"prices\":["
    "{\"currency\":\"EUR\",\"amount\":%d}],\"stock\":[{\"location\":\"main\","
    "\"available\":5}]}]}";

static void
make_shops(void)
{
    ck_assert_int_eq(cli_sh("kontor init s --name First --tax 19 && "
                            "kontor store add second --shop s --name 'The "
                            "second' --hosts b.example.com,b.test --net"),
                     0);
    assert_says(cli_out, "second is a shop: kontor token --store second "
                         "--scopes '*' makes a token for it\n");
}

START_TEST(test_shops_are_listed_by_code)
{
    make_shops();
    ck_assert_int_eq(cli_sh("kontor store list --shop s"), 0);
    assert_out("first  \"First\"\n"
               "second  \"The second\"  b.example.com,b.test\n");
    assert_err("");
}
END_TEST

START_TEST(test_commands_name_their_shop)
{
    make_shops();
    ck_assert_int_eq(cli_sh("kontor token s --scopes '*'"), 3);
    assert_err("kontor: There is no such thing: there are several shops, name "
               "one of them: "
               "first, second; --store CODE does\n");
    ck_assert_int_eq(cli_sh("kontor token s --store secnd --list"), 3);
    assert_err(
        "kontor: There is no such thing: no shop has the code \"secnd\", only: "
        "first, second\n");
    cli_sh("kontor token s --store first --scopes '*' --name a && "
           "kontor token s --store second --scopes '*' --name b && "
           "kontor token s --store second --list | wc -l");
    assert_says(cli_out, "\n1\n");
}
END_TEST

START_TEST(test_each_shop_has_a_catalogue_of_its_own)
{
    make_shops();
    ck_assert_int_eq(
        cli_sh("printf '%s' First 1190 | kontor import jsonl - --shop s "
               "--store first && printf '%s' Second 990 | "
               "kontor import jsonl - --shop s --store second",
               lines, lines),
        0);
    cli_sh("echo '{\"lines\":[{\"sku\":\"mug\",\"quantity\":1}]}' > c.json");
    cli_sh("kontor quote c.json --shop s --store first | head -1 && "
           "kontor quote c.json --shop s --store second | head -1");
    assert_out("First mug (mug)\nSecond mug (mug)\n");
    ck_assert_int_eq(cli_sh("kontor export jsonl --shop s --store second"), 0);
    assert_says(cli_out, "{\"kind\":\"shop\",\"name\":\"The second\",\"hosts\":"
                         "[\"b.example.com\",\"b.test\"],");
    assert_says(cli_out, "\"amount\":990");
}
END_TEST

START_TEST(test_hosts_are_changed_and_stay_unique)
{
    make_shops();
    ck_assert_int_eq(cli_sh("kontor store set first --shop s --hosts b.test"),
                     3);
    assert_says(cli_err, "  /hosts/0: another shop has the host \"b.test\"\n");
    ck_assert_int_eq(cli_sh("kontor store set second --shop s --hosts '' && "
                            "kontor store set first --shop s --hosts b.test "
                            "--name One && kontor store list --shop s"),
                     0);
    assert_out("second is changed\nfirst is changed\n"
               "first  \"One\"  b.test\nsecond  \"The second\"\n");
}
END_TEST

START_TEST(test_a_shop_that_no_host_finds_is_told)
{
    cli_sh("kontor init s --name First");
    ck_assert_int_eq(cli_sh("kontor store set first --shop s --name One"), 0);
    assert_err("");
    cli_sh("kontor store add second --shop s --hosts b.test");
    assert_err("note: first has no host name: only requests with its "
               "publishable key or a token of it find it; kontor store set "
               "first --hosts shop.example.com\n");
    cli_sh("kontor store set first --shop s --hosts a.test");
    assert_err("");
}
END_TEST

START_TEST(test_a_shop_is_removed_when_one_is_sure)
{
    make_shops();
    ck_assert_int_eq(cli_sh("kontor store remove second --shop s"), 2);
    assert_err("kontor store: its products, orders and tokens go with it and "
               "do not come back; --yes removes second\n"
               "Try: kontor store --help\n");
    ck_assert_int_eq(cli_sh("kontor store remove secnd --shop s --yes"), 3);
    ck_assert_int_eq(cli_sh("kontor store remove second --shop s --yes && "
                            "kontor store list --shop s && "
                            "kontor token s --list"),
                     0);
    assert_out("second is removed\nfirst  \"First\"\n");
}
END_TEST

START_TEST(test_wrong_words_are_told)
{
    ck_assert_int_eq(cli_sh("kontor store drop x"), 2);
    assert_says(cli_err, "the verbs are add, list, remove and set, not drop\n");
    ck_assert_int_eq(cli_sh("kontor store add"), 2);
    assert_says(cli_err, "name the shop: CODE is missing\n");
    ck_assert_int_eq(cli_sh("kontor store list x"), 2);
    assert_says(cli_err, "list takes no code\n");
    make_shops();
    ck_assert_int_eq(cli_sh("kontor store add second --shop s"), 3);
    assert_says(cli_err, "there is a shop \"second\" already\n");
    ck_assert_int_eq(cli_sh("kontor store add third --shop s --tax 1900"), 3);
    assert_says(cli_err, "  --tax: a rate from 0 to 100, as 19 or 7.375\n");
    cli_sh("kontor store list --shop s | wc -l");
    assert_out("2\n");
}
END_TEST

Suite *kt_suite_store(void);

Suite *
kt_suite_store(void)
{
    Suite *suite = suite_create("store");
    TCase *tcase = cli_case(suite, "store");
    tcase_add_test(tcase, test_shops_are_listed_by_code);
    tcase_add_test(tcase, test_commands_name_their_shop);
    tcase_add_test(tcase, test_each_shop_has_a_catalogue_of_its_own);
    tcase_add_test(tcase, test_hosts_are_changed_and_stay_unique);
    tcase_add_test(tcase, test_a_shop_that_no_host_finds_is_told);
    tcase_add_test(tcase, test_a_shop_is_removed_when_one_is_sure);
    tcase_add_test(tcase, test_wrong_words_are_told);
    return suite;
}
