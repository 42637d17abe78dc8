/* What tests of the command line share: the real program, run by a shell in a
 * folder of the test's own. */
#ifndef KT_TESTS_CLI_H
#define KT_TESTS_CLI_H

#include <check.h>
#include <sys/types.h>

/* A group of tests, each in a new empty folder that goes with it. */
TCase *cli_case(Suite *suite, const char *name);

/* Of the last cli_sh or cli_stop. */
extern int cli_code;
extern char *cli_out;
extern char *cli_err;

/* Runs a shell command in the test's folder; `kontor` is the built program, and
 * printf arguments are put into the text first. Gives cli_code. */
int cli_sh(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Starts the program with words that end with NULL and waits until it says
 * `ready` on standard output, which *out takes; the caller frees it. */
pid_t cli_start(char *const *words, const char *ready, char **out);

/* Starts `kontor demo`, in the folder keep unless that is NULL. */
pid_t cli_demo(unsigned port, const char *keep, char **out);

/* Starts `kontor serve` and waits until it listens. */
pid_t cli_serve(const char *folder, unsigned port);

/* Sends a signal, unless that is 0, and gives the exit code, or minus the
 * signal it died of. */
int cli_stop(pid_t child, int signal_number);

/* Waits until what was started says so on its standard error. */
void cli_await(const char *said);

/* Asks a database that nobody owns, or beside its owner; the first column of
 * the first row. */
long long cli_sql(const char *path, const char *sql);

/* A port that nobody listens on. */
unsigned cli_port(void);

#define assert_out(expected) ck_assert_str_eq(cli_out, (expected))
#define assert_err(expected) ck_assert_str_eq(cli_err, (expected))
#define assert_says(text, part)                                                \
    ck_assert_msg(strstr((text), (part)) != NULL, "no \"%s\" in:\n%s", (part), \
                  (text))

#endif
