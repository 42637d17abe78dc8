#include <stdio.h>
#include <string.h>

#include <kontor/kontor.h>

#include "cli.h"

static const char *const commands[] = {
    "demo",  "init", "serve", "import",  "export",  "check",
    "quote", "eval", "token", "migrate", "version",
};

START_TEST(test_each_command_has_help)
{
    char usage[64];
    const char *name = commands[_i];
    ck_assert_int_eq(cli_sh("kontor %s --help", name), 0);
    snprintf(usage, sizeof usage, "Usage: kontor %s", name);
    ck_assert_int_eq(strncmp(cli_out, usage, strlen(usage)), 0);
    assert_says(cli_out, "--help");
    assert_says(cli_out, "Exit codes: 0 done, 1 failed, 2 wrong command line");
    assert_err("");

    ck_assert_int_eq(cli_sh("kontor help %s", name), 0);
    ck_assert_int_eq(strncmp(cli_out, usage, strlen(usage)), 0);
    ck_assert_int_eq(cli_sh("kontor --help"), 0);
    assert_says(cli_out, name);
}
END_TEST

START_TEST(test_no_word_is_a_wrong_command_line)
{
    ck_assert_int_eq(cli_sh("kontor"), 2);
    assert_out("");
    assert_says(cli_err, "Usage: kontor COMMAND");
}
END_TEST

START_TEST(test_the_version_is_told)
{
    ck_assert_int_eq(cli_sh("kontor --version"), 0);
    assert_out("kontor " KONTOR_VERSION "\n");
}
END_TEST

/* clang-format off */
static const struct {
    const char *words;
    const char *fault;
} wrong[] = {
    { "quot",
      "kontor: there is no command quot; did you mean quote?\n"
      "Try: kontor --help\n" },
    { "demo --prot 1",
      "kontor demo: there is no option --prot; did you mean --port?\n"
      "Try: kontor demo --help\n" },
    { "serve -p",
      "kontor serve: there is no option -p\n"
      "Try: kontor serve --help\n" },
    { "demo --port",
      "kontor demo: this option needs a value: --port\n"
      "Try: kontor demo --help\n" },
    { "demo --port=many",
      "kontor demo: this option needs a number from 1 on: --port=many\n"
      "Try: kontor demo --help\n" },
    { "token s --scopes * --days 0",
      "kontor token: this option needs a number from 1 on: --days\n"
      "Try: kontor token --help\n" },
    { "serve s --threads 0",
      "kontor serve: this option needs a number from 1 on: --threads\n"
      "Try: kontor serve --help\n" },
    { "serve s --threads 257",
      "kontor serve: --threads is a number from 1 to 256\n"
      "Try: kontor serve --help\n" },
    { "serve s --port 65536",
      "kontor serve: --port is a number from 1 to 65535\n"
      "Try: kontor serve --help\n" },
    { "demo --port 65536",
      "kontor demo: --port is a number from 1 to 65535\n"
      "Try: kontor demo --help\n" },
    { "quote a.json --json=yes",
      "kontor quote: this option takes no value: --json=yes\n"
      "Try: kontor quote --help\n" },
    { "init",
      "kontor init: missing: DIR\n"
      "Try: kontor init --help\n" },
    { "version now",
      "kontor version: one word too many: now\n"
      "Try: kontor version --help\n" },
    { "import shopfy a.csv",
      "kontor import: shopfy is none of shopify, woocommerce, jsonl and "
      "tax-rates; did you mean shopify?\n"
      "Try: kontor import --help\n" },
    { "export csv",
      "kontor export: there is no format csv, only jsonl\n"
      "Try: kontor export --help\n" },
    { "token",
      "kontor token: give one of --scopes, --list and --revoke\n"
      "Try: kontor token --help\n" },
};
/* clang-format on */

START_TEST(test_a_wrong_command_line_is_told)
{
    ck_assert_int_eq(cli_sh("kontor %s", wrong[_i].words), 2);
    assert_out("");
    assert_err(wrong[_i].fault);
}
END_TEST

/* ---- what needs a shop says so ---- */

START_TEST(test_a_folder_that_is_no_shop_is_refused)
{
    ck_assert_int_eq(cli_sh("kontor serve nowhere"), 3);
    assert_err("kontor: There is no such thing: there is no "
               "nowhere/kontor.conf\n");
}
END_TEST

START_TEST(test_a_file_that_the_system_refuses_is_no_fault_of_the_input)
{
    ck_assert_int_eq(cli_sh("kontor init none/s"), 1);
    assert_err("kontor: A file cannot be read or written: none/s: No such file "
               "or directory\n");
    ck_assert_int_eq(cli_sh("kontor import jsonl none.jsonl"), 1);
    assert_err("kontor: A file cannot be read or written: none.jsonl: No such "
               "file or directory\n");
    ck_assert_int_eq(cli_sh("TMPDIR=/none kontor demo"), 1);
    assert_err("kontor: A file cannot be read or written: no folder can be "
               "made in /none\n");
    cli_sh("kontor init s");
    ck_assert_int_eq(cli_sh("kontor export jsonl none/a.jsonl --shop s"), 1);
    assert_err("kontor: A file cannot be read or written: none/a.jsonl.part: "
               "No such file or directory\n");
}
END_TEST

START_TEST(test_a_wrong_setting_is_told_with_its_line)
{
    cli_sh("kontor init s && printf 'prot = 1\\nport = x\\n' > s/kontor.conf");
    ck_assert_int_eq(cli_sh("kontor serve s"), 3);
    assert_err("kontor: The file cannot be read as what it should be\n"
               "  s/kontor.conf:1: there is no setting prot; did you mean "
               "port?\n"
               "  s/kontor.conf:2: port: a port from 0 (any free one) to "
               "65535\n");
}
END_TEST

Suite *kt_suite_command(void);

Suite *
kt_suite_command(void)
{
    Suite *suite = suite_create("command");
    TCase *words = cli_case(suite, "words");
    tcase_add_loop_test(words, test_each_command_has_help, 0,
                        sizeof commands / sizeof commands[0]);
    tcase_add_test(words, test_no_word_is_a_wrong_command_line);
    tcase_add_test(words, test_the_version_is_told);
    tcase_add_loop_test(words, test_a_wrong_command_line_is_told, 0,
                        sizeof wrong / sizeof wrong[0]);
    tcase_add_test(words, test_a_folder_that_is_no_shop_is_refused);
    tcase_add_test(
        words, test_a_file_that_the_system_refuses_is_no_fault_of_the_input);
    tcase_add_test(words, test_a_wrong_setting_is_told_with_its_line);
    return suite;
}
