#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

enum { CURLS = 3 };

/* The demo as it runs, with what it printed. */
struct demo {
    unsigned port;
    pid_t child;
    char *out;
    char *curls[CURLS];
};

static void
start_demo(struct demo *demo, char *keep)
{
    char program[] = KONTOR_BINARY, command[] = "demo",
         port_option[] = "--port", keep_option[] = "--keep", port[16];
    char *words[] = {
        program, command, port_option, port, keep != NULL ? keep_option : NULL,
        keep,    NULL
    };
    demo->port = cli_port();
    snprintf(port, sizeof port, "%u", demo->port);
    demo->child = cli_start(words, "Ctrl-C ends it", &demo->out);

    char *line = demo->out;
    for (int i = 0; i < CURLS; i++) {
        line = strstr(line, "\ncurl ");
        ck_assert_ptr_nonnull(line);
        size_t len = strcspn(++line, "\n");
        demo->curls[i] = strndup(line, len);
    }
    ck_assert_ptr_null(strstr(line, "\ncurl "));
}

/* Ends it and wants nothing left in the folder that it had for its own. */
static void
end_demo(struct demo *demo, int signal_number)
{
    ck_assert_int_eq(cli_stop(demo->child, signal_number), 0);
    assert_err("");
    for (int i = 0; i < CURLS; i++)
        free(demo->curls[i]);
    free(demo->out);
}

START_TEST(test_it_prints_what_to_try)
{
    struct demo demo;
    char address[64];
    start_demo(&demo, NULL);
    snprintf(address, sizeof address, "http://127.0.0.1:%u/store/v1/products",
             demo.port);
    assert_says(demo.out, address);
    snprintf(address, sizeof address, "http://127.0.0.1:%u/docs\n", demo.port);
    assert_says(demo.out, address);
    assert_says(demo.out, "Admin token  sk_");
    ck_assert_ptr_null(strchr(demo.out, '\033'));
    end_demo(&demo, SIGINT);
}
END_TEST

START_TEST(test_its_lines_work_as_they_are_printed)
{
    struct demo demo;
    start_demo(&demo, NULL);

    ck_assert_int_eq(cli_sh("%s", demo.curls[0]), 0);
    assert_says(cli_out, "{\"data\":[{\"id\":\"prod_");
    assert_says(cli_out, "\"slug\":\"mug\"");

    ck_assert_int_eq(cli_sh("%s", demo.curls[1]), 0);
    assert_says(cli_out, "\"title\":\"Mugs: buy two, get one free\","
                         "\"amount\":1290");
    assert_says(cli_out, "\"total\":3070,\"tendered\":0,\"due\":3070");

    ck_assert_int_eq(cli_sh("%s", demo.curls[2]), 0);
    assert_says(cli_out, "{\"id\":\"ord_");
    assert_says(cli_out, "\"number\":\"1000\",\"state\":\"placed\","
                         "\"payment_state\":\"paid\"");
    end_demo(&demo, SIGINT);
}
END_TEST

START_TEST(test_the_token_and_the_channels_work)
{
    struct demo demo;
    start_demo(&demo, NULL);
    const char *token = strstr(demo.out, "sk_");

    ck_assert_int_eq(cli_sh("curl -s http://127.0.0.1:%u/admin/v1/promotions "
                            "-H 'Authorization: Bearer %.46s' | "
                            "grep -o '\"shown_title\"' | wc -l",
                            demo.port, token),
                     0);
    assert_out("6\n");

    cli_sh("curl -s http://127.0.0.1:%u/store/v1/products/mug "
           "-H 'X-Publishable-Key: pk_demo_app'",
           demo.port);
    assert_says(cli_out, "\"currency\":\"USD\"");
    cli_sh("curl -s http://127.0.0.1:%u/store/v1/products/mug "
           "-H 'X-Publishable-Key: pk_demo_kiosk'",
           demo.port);
    assert_says(cli_out, "\"currency\":\"JPY\"");
    assert_says(cli_out, "\"title\":\"マグカップ\"");
    cli_sh("curl -s http://127.0.0.1:%u/media/mug-red.svg | head -c 4",
           demo.port);
    assert_out("<svg");
    cli_sh("curl -s -o page -w '%%{http_code}' http://127.0.0.1:%u/docs && "
           "rm page",
           demo.port);
    assert_out("200");
    end_demo(&demo, SIGINT);
}
END_TEST

static const int endings[] = { SIGINT, SIGTERM, SIGHUP };

START_TEST(test_it_leaves_nothing_behind)
{
    struct demo demo;
    start_demo(&demo, NULL);
    cli_sh("ls -A | wc -l");
    assert_out("1\n");
    end_demo(&demo, endings[_i]);
    cli_sh("ls -A");
    assert_out("");
}
END_TEST

START_TEST(test_a_kept_shop_serves_again)
{
    struct demo demo;
    char keep[] = "kept";
    start_demo(&demo, keep);
    cli_sh("%s", demo.curls[1]);
    cli_sh("%s", demo.curls[2]);
    end_demo(&demo, SIGINT);
    assert_says(cli_out, "The shop is kept: kontor serve kept\n");

    ck_assert_int_eq(cli_sh("kontor check kept"), 0);
    start_demo(&demo, keep);
    cli_sh("%s", demo.curls[1]);
    cli_sh("%s", demo.curls[2]);
    assert_says(cli_out, "\"number\":\"1001\"");
    end_demo(&demo, SIGTERM);
}
END_TEST

START_TEST(test_a_taken_port_is_told_and_nothing_stays)
{
    struct demo demo;
    char keep[] = "kept";
    start_demo(&demo, keep);
    cli_sh("kontor demo --port %u", demo.port);
    ck_assert_int_eq(cli_code, 1);
    char fault[128];
    snprintf(fault, sizeof fault,
             "kontor: It is still in use: port %u is taken; --port N names "
             "another one\n",
             demo.port);
    assert_err(fault);
    cli_sh("ls -A");
    assert_out("kept\n");
    end_demo(&demo, SIGINT);
}
END_TEST

START_TEST(test_other_commands_keep_off_a_served_folder)
{
    struct demo demo;
    char keep[] = "kept";
    start_demo(&demo, keep);
    ck_assert_int_eq(cli_sh("kontor token kept --list"), 1);
    assert_err("kontor: The database is owned by another process: a server "
               "runs on kept: stop it, or ask its admin API\n");
    end_demo(&demo, SIGINT);
    ck_assert_int_eq(cli_sh("kontor token kept --list | wc -l"), 0);
    assert_out("1\n");
}
END_TEST

/* ---- its files ---- */

START_TEST(test_its_files_are_what_their_tool_writes)
{
    cli_sh("cp -r $KONTOR_SHARE/examples/demo_shop . && cd demo_shop && "
           "rm media/* && lua5.4 make.lua && "
           "diff -r . $KONTOR_SHARE/examples/demo_shop");
    ck_assert_int_eq(cli_code, 0);
    assert_out("");
}
END_TEST

START_TEST(test_its_files_make_a_shop_by_hand)
{
    cli_sh("set -e; kontor init s --empty; for name in shop catalogue "
           "promotions; do kontor import jsonl "
           "$KONTOR_SHARE/examples/demo_shop/$name.jsonl --shop s; done");
    ck_assert_int_eq(cli_code, 0);
    cli_sh("echo '{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":3}],"
           "\"coupons\":[\"hello10\"],"
           "\"shipping_address\":{\"country\":\"DE\"}}' > cart.json && "
           "kontor quote cart.json --shop s --json");
    ck_assert_int_eq(cli_code, 0);
    assert_says(cli_out, "\"discount\":1548,");
}
END_TEST

START_TEST(test_a_folder_of_something_else_is_not_taken)
{
    cli_sh("mkdir full && touch full/own.txt && kontor demo --keep full");
    ck_assert_int_eq(cli_code, 3);
    assert_err("kontor: It exists already: full is not an empty folder\n");
    cli_sh("ls -A full");
    assert_out("own.txt\n");
}
END_TEST

Suite *kt_suite_demo(void);

Suite *
kt_suite_demo(void)
{
    Suite *suite = suite_create("demo");
    TCase *demo = cli_case(suite, "demo");
    tcase_add_test(demo, test_it_prints_what_to_try);
    tcase_add_test(demo, test_its_lines_work_as_they_are_printed);
    tcase_add_test(demo, test_the_token_and_the_channels_work);
    tcase_add_loop_test(demo, test_it_leaves_nothing_behind, 0,
                        sizeof endings / sizeof endings[0]);
    tcase_add_test(demo, test_a_kept_shop_serves_again);
    tcase_add_test(demo, test_a_taken_port_is_told_and_nothing_stays);
    tcase_add_test(demo, test_other_commands_keep_off_a_served_folder);
    tcase_add_test(demo, test_its_files_are_what_their_tool_writes);
    tcase_add_test(demo, test_its_files_make_a_shop_by_hand);
    tcase_add_test(demo, test_a_folder_of_something_else_is_not_taken);
    return suite;
}
