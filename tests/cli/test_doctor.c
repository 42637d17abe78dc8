/* What the doctor finds. Each fault is made in a sound shop. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static void
make_shop(void)
{
    ck_assert_int_eq(
        cli_sh("kontor init s --currency EUR --tax 19 && "
               "echo '{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":"
               "{\"en\":\"Mug\"},\"variants\":[{\"sku\":\"mug\",\"prices\":["
               "{\"currency\":\"EUR\",\"amount\":1190}],\"stock\":[{"
               "\"location\":\"main\",\"available\":5}]}]}' | "
               "kontor import jsonl - --shop s"),
        0);
}

START_TEST(test_a_sound_shop_has_nothing_wrong)
{
    make_shop();
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
    assert_says(cli_out, "ok     settings   kontor.conf reads\n");
    assert_says(cli_out,
                "ok     stock      what is there is what the ledger says\n");
    ck_assert_ptr_null(strstr(cli_out, "wrong"));
    assert_err("");
    cli_sh("cd s && kontor doctor | cut -c 8-17 | tr -d ' \\n'");
    assert_out("settingsfilesdiskscriptsschemaintegritylogstockorders"
               "replayjobsmediaclock");
    ck_assert_int_eq(cli_sh("kontor doctor s --json"), 0);
    assert_says(cli_out, "{\"is_sound\":true,\"findings\":[{\"check\":"
                         "\"settings\",\"is_wrong\":false,\"text\":"
                         "\"kontor.conf reads\"},");
}
END_TEST

START_TEST(test_files_without_a_use_are_counted)
{
    make_shop();
    cli_sh("touch s/media/$(printf %%064d 7).png s/media/mug.svg");
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
    assert_says(cli_out, "ok     media      0 pictures are whole\n"
                         "ok     media      1 more have no use; the server "
                         "removes them a day after they came\n");
}
END_TEST

/* A change to the folder or to the database, and what is told. */
static const struct {
    const char *shell;
    const char *sql;
    const char *told;
} faults[] = {
    { "echo 'prot = 1' >> s/kontor.conf", NULL,
      "wrong  settings   invalid-file: " },
    { "rm -r s", NULL,
      "wrong  settings   not-found: there is no "
      "s/kontor.conf\n" },
    { "chmod 755 s/data", NULL,
      "wrong  files      s/data/shop.db: every user of this machine can read "
      "the buyers' addresses\n                  chmod o-rwx" },
    { "chmod 777 s/scripts", NULL,
      "wrong  files      every user of this machine can change the shop\n" },
    { "echo 'return promoton {}' > s/scripts/promotions/mine.lua", NULL,
      "mine.lua:1: " },
    { "rm s/data/shop.db", NULL,
      "wrong  schema     not-found: there is no database s/data/shop.db\n" },
    { ": > s/data/shop.db", NULL,
      "wrong  schema     not-found: the database s/data/shop.db is empty\n" },
    { "head -c 100000 /dev/urandom > s/data/shop.db", NULL,
      "/s/data/shop.db: file is not a database\n"
      "                  keep a copy of data/, then restore" },
    { NULL, "DELETE FROM kontor_migration", "wrong  schema     0, this " },
    { NULL, "UPDATE kontor_migration SET number = number + 9000",
      "wrong  schema     schema-too-new: its schema is 9" },
    { NULL, "UPDATE stock SET available = 7",
      "wrong  stock      shop s: mug at main has 7 available and 0 allocated, "
      "the ledger 5 and 0\n                  count the goods" },
    { NULL,
      "INSERT INTO stock_move SELECT store_id, x'01', variant_id, location_id,"
      " 'sale', -1, x'02', 1, '' FROM stock_move",
      "wrong  orders     shop s: a move of stock (sale) belongs to an order "
      "that is not there\n" },
    { NULL, "DELETE FROM location",
      "wrong  integrity  a row of stock has no location\n" },
    { NULL,
      "INSERT INTO job SELECT id, x'01', x'02', 'thanks', 'mail', '{}', 'dead',"
      " 9, 1, 'refused', 1 FROM store",
      "wrong  jobs       1 of reactions were given up\n" },
    { NULL,
      "INSERT INTO media SELECT id, x'01', zeroblob(32), 'png', 'mug.png', "
      "'{}', 3, 2, 90, 1, 1 FROM store",
      "wrong  media      shop s: s/media/000000000000000000000000000000000000"
      "0000000000000000000000000000.png is not there, or not whole\n"
      "                  upload it again" },
    { NULL,
      "INSERT INTO product_media SELECT store_id, id, zeroblob(32) FROM "
      "product",
      " shows a picture that is not there\n" },
};

START_TEST(test_a_fault_is_told_with_advice)
{
    make_shop();
    if (faults[_i].shell != NULL)
        cli_sh("%s", faults[_i].shell);
    else
        cli_sql("s/data/shop.db", faults[_i].sql);
    ck_assert_int_eq(cli_sh("kontor doctor s"), 3);
    assert_says(cli_out, faults[_i].told);
    assert_err("");
    ck_assert_int_eq(cli_sh("kontor doctor s --json"), 3);
    assert_says(cli_out, "{\"is_sound\":false,");
    assert_says(cli_out, "\"is_wrong\":true,");
    assert_says(cli_out, "\"advice\":\"");
}
END_TEST

/* What root runs on a shop of another user leaves nothing there that this user
 * cannot open. */
START_TEST(test_files_of_another_user)
{
    if (geteuid() != 0) {
        printf("skipped: only root can give files away\n");
        return;
    }
    make_shop();
    ck_assert_int_eq(cli_sh("chown -R nobody s && rm s/data/*.lock && "
                            "kontor token s --scopes '*' >token && "
                            "stat -c %%U s/data/shop.db.lock"),
                     0);
    assert_out("nobody\n");
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
    ck_assert_int_eq(cli_sh("chown root s/data/shop.db.lock; kontor doctor s"),
                     3);
    assert_says(cli_out, "wrong  files      s/data/shop.db.lock belongs to "
                         "another user than the database\n"
                         "                  chown it to the owner of the "
                         "database\n");
}
END_TEST

/* The three lines that the demo prints: the last one places an order. */
static void
make_order(void)
{
    char *out;
    pid_t demo = cli_demo(cli_port(), "s", &out);
    for (char *line = strstr(out, "\ncurl "); line != NULL;
         line = strstr(line, "\ncurl ")) {
        size_t len = strcspn(++line, "\n");
        ck_assert_int_eq(cli_sh("%.*s", (int)len, line), 0);
    }
    assert_says(cli_out, "\"state\":");
    ck_assert_int_eq(cli_stop(demo, SIGTERM), 0);
    free(out);
}

/* An order that lost something of its transaction. */
static const struct {
    const char *sql;
    const char *told;
} orders[] = {
    { "UPDATE order_line SET total = total + 1",
      "order 1000 has another subtotal than its lines\n" },
    { "UPDATE orders SET total = 1", "order 1000 has a smaller total than its "
                                     "lines\n" },
    { "UPDATE orders SET due = total + 1",
      "order 1000 asks for more than its total\n" },
    { "DELETE FROM order_line", "order 1000 has no lines\n" },
    { "DELETE FROM order_event", "order 1000 has no record of its placing\n" },
    { "UPDATE cart SET order_id = NULL",
      "order 1000 has a cart that is still open\n" },
    { "UPDATE payment SET captured = amount + 1",
      "order 1000 has a payment that does not add up\n" },
    { "UPDATE orders SET placed_at = placed_at + 3600000",
      "wrong  clock      the last order was placed in 59 minutes\n" },
};

START_TEST(test_an_order_that_lost_something_is_told)
{
    make_order();
    ck_assert_int_eq(cli_sh("kontor doctor s"), 0);
    cli_sql("s/data/shop.db", orders[_i].sql);
    ck_assert_int_eq(cli_sh("kontor doctor s"), 3);
    assert_says(cli_out, orders[_i].told);
}
END_TEST

START_TEST(test_a_damaged_page_is_found)
{
    make_shop();
    cli_sh("kontor doctor s && dd if=/dev/zero of=s/data/shop.db bs=4096 "
           "seek=20 count=3 conv=notrunc 2>/dev/null");
    ck_assert_int_eq(cli_sh("kontor doctor s"), 3);
    assert_says(cli_out, "wrong  integrity  ");
    assert_says(cli_out, "keep a copy of data/, then restore the last backup");
}
END_TEST

Suite *kt_suite_doctor(void);

Suite *
kt_suite_doctor(void)
{
    Suite *suite = suite_create("doctor");
    TCase *doctor = cli_case(suite, "doctor");
    tcase_add_test(doctor, test_a_sound_shop_has_nothing_wrong);
    tcase_add_test(doctor, test_files_without_a_use_are_counted);
    tcase_add_test(doctor, test_files_of_another_user);
    tcase_add_loop_test(doctor, test_a_fault_is_told_with_advice, 0,
                        sizeof faults / sizeof faults[0]);
    tcase_add_loop_test(doctor, test_an_order_that_lost_something_is_told, 0,
                        sizeof orders / sizeof orders[0]);
    tcase_add_test(doctor, test_a_damaged_page_is_found);
    return suite;
}
