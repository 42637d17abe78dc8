#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { TEXT_MAX = 65536, BLOCK_MAX = 4096 };

/* The shell block below a heading of a README, in a buffer of the caller's. */
static void
read_block(const char *path, const char *heading, char *block)
{
    static char text[TEXT_MAX];
    char where[512];
    snprintf(where, sizeof where, "%s/%s", KONTOR_SOURCE_DIR, path);
    FILE *file = fopen(where, "re");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, TEXT_MAX - 1, file)] = '\0';
    fclose(file);

    char *section = strstr(text, heading);
    ck_assert_ptr_nonnull(section);
    char *begin = strstr(section, "```sh\n");
    ck_assert_ptr_nonnull(begin);
    begin += strlen("```sh\n");
    char *end = strstr(begin, "```");
    ck_assert_ptr_nonnull(end);
    ck_assert_int_lt(end - begin, BLOCK_MAX);
    memcpy(block, begin, (size_t)(end - begin));
    block[end - begin] = '\0';
}

/* An address that the READMEs name, at the port of the test. */
static void
move_port(char *block, unsigned port)
{
    char address[64];
    snprintf(address, sizeof address, "127.0.0.1:%-5u", port);
    char *end = strchr(address, ' ');
    if (end != NULL)
        *end = '\0';
    char *at = strstr(block, "127.0.0.1:8080");
    ck_assert_ptr_nonnull(at);
    size_t tail = strlen(at) + 1 - strlen("127.0.0.1:8080");
    memmove(at + strlen(address), at + strlen("127.0.0.1:8080"), tail);
    memcpy(at, address, strlen(address));
}

START_TEST(test_a_promotion_of_the_own_rule)
{
    char block[BLOCK_MAX + 16], *out;
    unsigned port = cli_port();
    pid_t demo = cli_demo(port, NULL, &out);
    read_block("examples/new_shop/README.md", "# Your shop", block);
    move_port(block, port);
    ck_assert_int_eq(cli_sh("set -e\nTOKEN=%.46s\n%s", strstr(out, "sk_"),
                            block),
                     0);
    assert_says(cli_out, "\"shown_title\":\"50 % off one of every 3\"");
    ck_assert_int_eq(cli_stop(demo, SIGINT), 0);
    free(out);
}
END_TEST

Suite *kt_suite_readme(void);

Suite *
kt_suite_readme(void)
{
    Suite *suite = suite_create("readme");
    TCase *blocks = cli_case(suite, "blocks");
    tcase_add_test(blocks, test_a_promotion_of_the_own_rule);
    return suite;
}
