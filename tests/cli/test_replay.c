/* Placed orders computed again: whatever changed since, and whatever was
 * tampered with. Three mugs at 11.90 with the third at half price, and 4.90 for
 * the way, are 34.65. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buyer.h"
#include "cli.h"

static struct cli_buyer buyer;

static void
make_shop(void)
{
    cli_make_shop();
    ck_assert_int_eq(
        cli_sh("echo '{\"kind\":\"promotion\",\"id\":"
               "\"promo_17jwe13ygdhsdbndrvvxm64e1p\",\"rule\":\"nth_cheaper\","
               "\"params\":{\"nth\":3,\"percent\":50},\"uses_max\":5}' | "
               "kontor import jsonl - --shop s"),
        0);
}

/* Three mugs, whatever they cost; the number of the order. */
static long
buy(unsigned port)
{
    static const char cart[] =
        "{\"email\":\"a@example.com\",\"shipping_option\":\"standard\","
        "\"shipping_address\":{\"first_name\":\"A\",\"last_name\":\"B\","
        "\"line1\":\"Weg 1\",\"postal_code\":\"20457\",\"city\":\"Hamburg\","
        "\"country\":\"DE\"},\"lines\":[{\"sku\":\"mug\",\"quantity\":3}]}";
    char target[128], body[128];
    buyer.port = port;
    buyer.file = -1;
    ck_assert_msg(cli_ask(&buyer, "", cart), "%s", buyer.reply);
    const char *totals = strstr(buyer.reply, "\"totals\":");
    snprintf(target, sizeof target, "/%.31s/checkout",
             strstr(buyer.reply, "cart_"));
    snprintf(body, sizeof body,
             "{\"payment\":{\"provider\":\"manual\"},\"expected_total\":%ld}",
             strtol(strstr(totals, "\"total\":") + strlen("\"total\":"), NULL,
                    10));
    ck_assert_msg(cli_ask(&buyer, target, body), "%s", buyer.reply);
    return strtol(strstr(buyer.reply, "\"number\":\"") +
                      strlen("\"number\":\""),
                  NULL, 10);
}

static pid_t
serve(unsigned *port)
{
    *port = cli_port();
    return cli_serve("s", *port);
}

/* A shop that sold once: order 1000. */
static void
make_order(void)
{
    unsigned port;
    make_shop();
    pid_t server = serve(&port);
    ck_assert_int_eq(buy(port), 1000);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
}

START_TEST(test_orders_are_equal_beside_the_server)
{
    unsigned port;
    make_shop();
    pid_t server = serve(&port);
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 0);
    assert_out("0 orders: 0 equal, 0 different, 0 broken\n");
    for (long number = 1000; number < 1003; number++)
        ck_assert_int_eq(buy(port), number);
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 0);
    assert_out("3 orders: 3 equal, 0 different, 0 broken\n");
    assert_err("");
    char id[64];
    snprintf(id, sizeof id, "%.30s", strstr(buyer.reply, "ord_"));
    ck_assert_int_eq(cli_sh("cd s && kontor replay 1000 %s", id), 0);
    assert_out("2 orders: 2 equal, 0 different, 0 broken\n");
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    ck_assert_int_eq(cli_sql("s/data/shop.db",
                             "SELECT COUNT(*) FROM quote_facts"),
                     1);
    ck_assert_int_eq(
        cli_sql("s/data/shop.db",
                "SELECT COUNT(*) FROM orders WHERE input = '' AND trace = ''"),
        3);
}
END_TEST

/* The second order is of another generation: every second mug is free, and the
 * tax is 7 %. Then nothing is left of what they were computed from. */
START_TEST(test_orders_are_equal_whatever_changes)
{
    static const char database[] = "s/data/shop.db";
    unsigned port;
    make_order();
    long long files = cli_sql(database, "SELECT COUNT(*) FROM rule_source");
    cli_sh("sed -i 's/give.percent(chosen, params.percent)/give.free(chosen)/' "
           "s/scripts/promotions/nth_cheaper.lua");
    cli_sql(database, "UPDATE promotion SET params = '{\"nth\":2}'");
    cli_sql(database, "UPDATE shop_rule SET params = replace(params, '19', "
                      "'7') WHERE kind = 'tax_rule'");
    pid_t server = serve(&port);
    ck_assert_int_eq(buy(port), 1001);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    ck_assert_int_eq(cli_sql(database,
                             "SELECT total FROM orders WHERE number = 1000"),
                     3465);
    ck_assert_int_eq(cli_sql(database,
                             "SELECT total FROM orders WHERE number = 1001"),
                     2870);
    ck_assert_int_eq(cli_sql(database, "SELECT COUNT(*) FROM rule_generation"),
                     2);
    ck_assert_int_eq(cli_sql(database, "SELECT COUNT(*) FROM rule_source"),
                     files + 1);

    cli_sql(database, "DELETE FROM promotion");
    cli_sql(database, "DELETE FROM shop_rule");
    cli_sql(database, "DELETE FROM price");
    cli_sql(database, "DELETE FROM variant");
    cli_sql(database, "DELETE FROM product");
    cli_sh("rm -r s/scripts");
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 0);
    assert_out("2 orders: 2 equal, 0 different, 0 broken\n");
    assert_err("");
}
END_TEST

/* Something is changed in the database, and what is told. */
static const struct {
    const char *sql;
    const char *told;
} faults[] = {
    { "UPDATE orders SET total = total + 1",
      "order 1000 differs:\n  orders.total: stored 3466, computed 3465\n"
      "1 order: 0 equal, 1 different, 0 broken\n" },
    { "UPDATE orders SET tax = 0, due = 1",
      "  orders.tax: stored 0, computed 553\n"
      "  orders.due: stored 1, computed 3465\n" },
    { "UPDATE orders SET body = replace(body, '\"total\":3465', "
      "'\"total\":3464')",
      "order 1000 differs:\n  /totals/total: stored 3464, computed 3465\n" },
    { "UPDATE orders SET body = replace(body, '\"sku\":\"mug\",', '')",
      "  /lines/0/sku: stored nothing, computed \"mug\"\n" },
    { "UPDATE orders SET body = '{'", "  orders.body: stored {, computed {\"" },
    { "UPDATE orders SET rules_hash = 'other'",
      "  orders.rules_hash: stored other, computed " },
    { "UPDATE order_line SET tax = 0",
      "order 1000 differs:\n  order_line 0.tax: stored 0, computed 475\n" },
    { "UPDATE order_line SET spread = '[]'",
      "  order_line 0.spread: stored [], computed [{\"count\":" },
    { "DELETE FROM order_line", "  order_line.count: stored 0, computed 1\n" },
    { "UPDATE orders SET origin = x'00'",
      "order 1000 cannot be computed: store-failed: what it was computed from "
      "is damaged\n1 order: 0 equal, 0 different, 1 broken\n" },
    { "DELETE FROM quote_facts",
      "order 1000 cannot be computed: the facts of its time are not in the "
      "database\n" },
    { "UPDATE quote_facts SET packed = x'00'",
      ": what orders of its time have in common is damaged\n" },
    { "DELETE FROM rule_generation",
      ": its scripts are not in the database\n" },
    { "UPDATE rule_source SET packed = x'00'", ": a script is damaged\n" },
    { "DELETE FROM rule_generation_file WHERE name = 'pricing/list_price.lua'",
      ": the set of scripts is damaged\n" },
    { "UPDATE rule_generation SET steps_max = 17",
      "order 1000 cannot be computed: store-failed: " },
};

START_TEST(test_a_fault_is_told_by_name)
{
    make_order();
    cli_sql("s/data/shop.db", faults[_i].sql);
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 3);
    assert_says(cli_out, faults[_i].told);
    assert_err("");
}
END_TEST

/* 60 promotions, of which one changes between two orders. */
static void
make_long_facts(void)
{
    static const char database[] = "s/data/shop.db";
    unsigned port;
    make_shop();
    cli_sh("for i in $(seq 1001 1060); do printf '{\"kind\":\"promotion\","
           "\"id\":\"promo_17jwe13ygdhsdbndrvvxm6%%s\","
           "\"rule\":\"order_percent_off\",\"subtotal_min\":900000,"
           "\"params\":{\"percent\":5}}\\n' $i; done | "
           "kontor import jsonl - --shop s");
    pid_t server = serve(&port);
    ck_assert_int_eq(buy(port), 1000);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    cli_sql(database, "UPDATE promotion SET params = '{\"percent\":7}' WHERE "
                      "id = (SELECT MAX(id) FROM promotion)");
    server = serve(&port);
    ck_assert_int_eq(buy(port), 1001);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    ck_assert_int_eq(cli_sql(database,
                             "SELECT COUNT(*) FROM quote_facts WHERE packed = "
                             "x'' AND length(pieces) % 16 = 0"),
                     2);
}

START_TEST(test_long_facts_stand_in_pieces)
{
    static const char database[] = "s/data/shop.db";
    make_long_facts();
    long long in_use =
        cli_sql(database, "SELECT SUM(length(pieces)) / 16 FROM quote_facts");
    long long kept = cli_sql(database, "SELECT COUNT(*) FROM quote_piece");
    ck_assert_int_gt(in_use, 6);
    /* Its params changed, and the title that tells them. */
    ck_assert_int_eq(2 * kept - in_use, 2 * 2);
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 0);
    assert_out("2 orders: 2 equal, 0 different, 0 broken\n");
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
    cli_sh("cp s/data/shop.db sound.db");
    cli_sql(database, "UPDATE quote_piece SET packed = x'00'");
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 3);
    assert_says(cli_out, "what orders of its time have in common is damaged\n");
    cli_sh("cp sound.db s/data/shop.db");
    cli_sql(database, "DELETE FROM quote_piece WHERE id = (SELECT MAX(id) FROM "
                      "quote_piece)");
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 3);
    assert_says(cli_out, "what orders of its time have in common is damaged\n");
    ck_assert_int_eq(cli_sh("kontor doctor s"), 3);
    assert_says(cli_out, "what orders of its time have in common is damaged\n");
}
END_TEST

START_TEST(test_the_doctor_looks_as_well)
{
    static const char *const told[] = {
        "DELETE FROM quote_facts",
        "wrong  replay     shop s: order 1000 lacks the facts of its time\n",
        "DELETE FROM rule_generation",
        "wrong  replay     shop s: order 1000 lacks the rules that priced it\n",
        "UPDATE orders SET rules_hash = 'x'",
        "shop s: order 1000 names other rules than its facts\n",
        "UPDATE rule_source SET packed = x'00'",
        ": a script is damaged\n",
        "UPDATE quote_facts SET packed = x'00'",
        ": what orders of its time have in common is damaged\n",
    };
    make_order();
    cli_sh("cp s/data/shop.db sound.db && kontor doctor s");
    ck_assert_int_eq(cli_code, 0);
    assert_says(cli_out, "ok     replay     what orders were computed from is "
                         "whole\n");
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i += 2) {
        cli_sh("cp sound.db s/data/shop.db");
        cli_sql("s/data/shop.db", told[i]);
        ck_assert_int_eq(cli_sh("kontor doctor s"), 3);
        assert_says(cli_out, told[i + 1]);
    }
}
END_TEST

START_TEST(test_an_old_order_is_no_difference)
{
    make_order();
    cli_sql("s/data/shop.db", "UPDATE orders SET facts_id = NULL, origin = "
                              "NULL, input = '{}', trace = '[]'");
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 0);
    assert_out(
        "1 order: 0 equal, 0 different, 0 broken, 1 placed before orders "
        "kept how they came about\n");
    ck_assert_int_eq(cli_sh("kontor replay 1000 --shop s"), 0);
    assert_says(cli_out, "order 1000 was placed before orders kept how they "
                         "came about\n1 order: ");
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
}
END_TEST

START_TEST(test_what_is_asked_for)
{
    static const struct {
        const char *words;
        int count;
    } asked[] = {
        { "--since 2001-09-09", 2 },
        { "--since 2001-09-10", 1 },
        { "--since 2001-09-09T01:46:40Z", 2 },
        { "--since 2001-09-09T01:46:41Z", 1 },
        { "--since 2999-01-01", 0 },
    };
    unsigned port;
    make_order();
    pid_t server = serve(&port);
    ck_assert_int_eq(buy(port), 1001);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    cli_sql("s/data/shop.db", "UPDATE orders SET placed_at = 1000000000000 "
                              "WHERE number = 1000");
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        char wanted[64];
        ck_assert_int_eq(cli_sh("kontor replay %s --shop s", asked[i].words),
                         0);
        snprintf(wanted, sizeof wanted, "%d order%s: %d equal, ",
                 asked[i].count, asked[i].count == 1 ? "" : "s",
                 asked[i].count);
        assert_says(cli_out, wanted);
    }
    ck_assert_int_eq(cli_sh("kontor replay 1001 77 ord_x 1000 --shop s"), 3);
    assert_out("2 orders: 2 equal, 0 different, 0 broken\n");
    assert_err("kontor replay: there is no order 77\n"
               "kontor replay: there is no order ord_x\n");
}
END_TEST

/* What is told of the first and the third order; the second is equal. */
START_TEST(test_one_object_for_programs)
{
    static const char database[] = "s/data/shop.db";
    unsigned port;
    make_order();
    pid_t server = serve(&port);
    ck_assert_int_eq(buy(port), 1001);
    ck_assert_int_eq(buy(port), 1002);
    ck_assert_int_eq(cli_stop(server, SIGTERM), 0);
    ck_assert_int_eq(cli_sh("kontor replay --all --json --shop s | sed "
                            "'s/\"computed_by\":\"[^\"]*\"/V/'"),
                     0);
    assert_out("{\"entries\":[],\"orders\":3,\"equal\":3,\"different\":0,"
               "\"broken\":0,\"old\":0,\"unknown\":0,V}\n");
    cli_sql(database, "UPDATE orders SET total = 1, rules_hash = 'x' "
                      "WHERE number = 1000");
    cli_sql(database, "UPDATE orders SET body = replace(body, "
                      "'\"sku\":\"mug\",', '') WHERE number = 1000");
    cli_sql(database, "UPDATE orders SET origin = x'00' WHERE number = 1002");
    ck_assert_int_eq(
        cli_sh("kontor replay 1000 1001 77 1002 --json --shop s > a; code=$?; "
               "sed -E 's/\"(computed|placed)_by\":\"[^\"]*\"/V/g;"
               "s/[0-9a-f]{64}/H/' a; exit $code"),
        3);
    assert_out(
        "{\"entries\":["
        "{\"order\":\"1000\",\"outcome\":\"differs\",V,"
        "\"member\":\"orders.rules_hash\",\"stored\":\"x\","
        "\"computed\":\"H\"},"
        "{\"order\":\"1000\",\"outcome\":\"differs\",V,"
        "\"member\":\"orders.total\",\"stored\":1,\"computed\":3465},"
        "{\"order\":\"1000\",\"outcome\":\"differs\",V,"
        "\"member\":\"/lines/0/sku\",\"computed\":\"mug\"},"
        "{\"order\":\"77\",\"outcome\":\"unknown\"},"
        "{\"order\":\"1002\",\"outcome\":\"broken\",\"detail\":"
        "\"store-failed: what it was computed from is damaged\"}],"
        "\"orders\":3,\"equal\":1,\"different\":1,\"broken\":1,\"old\":0,"
        "\"unknown\":1,V}\n");
    assert_err("kontor replay: there is no order 77\n");
}
END_TEST

START_TEST(test_wrong_words)
{
    ck_assert_int_eq(cli_sh("kontor replay"), 2);
    assert_err("kontor replay: give orders, or one of --since and --all\n"
               "Try: kontor replay --help\n");
    ck_assert_int_eq(cli_sh("kontor replay 1000 --all"), 2);
    ck_assert_int_eq(cli_sh("kontor replay --since yesterday"), 2);
    assert_says(cli_err, "--since is a date, as 2026-11-01\n");
    ck_assert_int_eq(cli_sh("kontor replay --all"), 3);
    assert_says(cli_err, "there is no ./kontor.conf");
}
END_TEST

START_TEST(test_one_of_several_shops)
{
    make_order();
    ck_assert_int_eq(cli_sh("kontor store add second --shop s"), 0);
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s"), 3);
    assert_says(cli_err, "there are several shops, name one of them: ");
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s --store s"), 0);
    assert_says(cli_out, "1 order: 1 equal, ");
    ck_assert_int_eq(cli_sh("kontor replay --all --shop s --store second"), 0);
    assert_says(cli_out, "0 orders: 0 equal, ");
    ck_assert_int_eq(cli_sh("kontor replay 1000 --shop s --store second"), 3);
    assert_err("kontor replay: there is no order 1000\n");
}
END_TEST

START_TEST(test_a_backup_carries_them)
{
    make_order();
    ck_assert_int_eq(cli_sh("kontor backup b.kontor --shop s && rm -r s && "
                            "kontor restore b.kontor t && "
                            "kontor replay --all --shop t"),
                     0);
    assert_says(cli_out, "1 order: 1 equal, 0 different, 0 broken\n");
}
END_TEST

Suite *kt_suite_replay(void);

Suite *
kt_suite_replay(void)
{
    Suite *suite = suite_create("replay");
    TCase *replay = cli_case(suite, "replay");
    tcase_add_test(replay, test_orders_are_equal_beside_the_server);
    tcase_add_test(replay, test_orders_are_equal_whatever_changes);
    tcase_add_loop_test(replay, test_a_fault_is_told_by_name, 0,
                        sizeof faults / sizeof faults[0]);
    tcase_add_test(replay, test_long_facts_stand_in_pieces);
    tcase_add_test(replay, test_the_doctor_looks_as_well);
    tcase_add_test(replay, test_an_old_order_is_no_difference);
    tcase_add_test(replay, test_what_is_asked_for);
    tcase_add_test(replay, test_one_object_for_programs);
    tcase_add_test(replay, test_wrong_words);
    tcase_add_test(replay, test_one_of_several_shops);
    tcase_add_test(replay, test_a_backup_carries_them);
    return suite;
}
