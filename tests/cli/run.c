#include "cli.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MAX = 4 * 1024 * 1024, WAIT_S = 30 };

int cli_code;
char *cli_out;
char *cli_err;

/* Streams lie beside the folder of the test, which a test may list. */
static char scratch[64];
static char folder[80];
static char out_path[80];
static char err_path[80];
static char started_out_path[80];
static char started_err_path[80];

/* ---- folders ---- */

static void
set_up(void)
{
    snprintf(scratch, sizeof scratch, "/tmp/kontor-cli-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
    snprintf(folder, sizeof folder, "%s/here", scratch);
    snprintf(out_path, sizeof out_path, "%s/out", scratch);
    snprintf(err_path, sizeof err_path, "%s/err", scratch);
    snprintf(started_out_path, sizeof out_path, "%s/started-out", scratch);
    snprintf(started_err_path, sizeof err_path, "%s/started-err", scratch);
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    cli_out = calloc(1, TEXT_MAX);
    cli_err = calloc(1, TEXT_MAX);
    unsetenv("NO_COLOR");
    setenv("TMPDIR", folder, 1);
    setenv("KONTOR_SHARE", KONTOR_SOURCE_DIR, 1);
    setenv("KONTOR", KONTOR_BINARY, 1);
}

static int
remove_entry(const char *path, const struct stat *facts, int kind,
             struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static void
tear_down(void)
{
    free(cli_out);
    free(cli_err);
    nftw(scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

TCase *
cli_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

/* ---- running ---- */

static void
redirect(const char *path, int to)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, to) < 0)
        _exit(126);
    close(file);
}

static pid_t
start(char *const *words, const char *out, const char *err)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child > 0)
        return child;
    if (chdir(folder) != 0)
        _exit(126);
    redirect(out, STDOUT_FILENO);
    redirect(err, STDERR_FILENO);
    execv(words[0], words);
    _exit(127);
}

static void
read_stream(const char *path, char *text)
{
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(text, 1, TEXT_MAX - 1, file);
    text[len] = '\0';
    fclose(file);
}

static int
wait_for(pid_t child, const char *out, const char *err)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    read_stream(out, cli_out);
    read_stream(err, cli_err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int
cli_sh(const char *format, ...)
{
    static const char function[] = "kontor() { \"$KONTOR\" \"$@\"; }\n";
    static char text[65536];
    char name[] = "/bin/sh", option[] = "-c";
    char *words[] = { name, option, text, NULL };
    va_list args;

    memcpy(text, function, sizeof function);
    size_t used = sizeof function - 1;
    va_start(args, format);
    int len = vsnprintf(text + used, sizeof text - used, format, args);
    va_end(args);
    ck_assert_int_lt(len, (int)(sizeof text - used));
    cli_code = wait_for(start(words, out_path, err_path), out_path, err_path);
    return cli_code;
}

pid_t
cli_start(char *const *words, const char *ready, char **out)
{
    static const struct timespec pause = { .tv_nsec = 20000000 };
    time_t end = time(NULL) + WAIT_S;
    pid_t child = start(words, started_out_path, started_err_path);

    cli_out[0] = '\0';
    while (strstr(cli_out, ready) == NULL) {
        int status;
        if (waitpid(child, &status, WNOHANG) == child || time(NULL) > end) {
            read_stream(started_err_path, cli_err);
            ck_abort_msg("not ready: %s%s", cli_out, cli_err);
        }
        nanosleep(&pause, NULL);
        if (access(started_out_path, R_OK) == 0)
            read_stream(started_out_path, cli_out);
    }
    *out = strdup(cli_out);
    return child;
}

pid_t
cli_demo(unsigned port, const char *keep, char **out)
{
    char program[] = KONTOR_BINARY, command[] = "demo", number[16],
         port_option[] = "--port", keep_option[] = "--keep", kept[64];
    char *words[] = { program, command, port_option, number, NULL, kept, NULL };
    snprintf(number, sizeof number, "%u", port);
    if (keep != NULL) {
        snprintf(kept, sizeof kept, "%s", keep);
        words[4] = keep_option;
    }
    return cli_start(words, "Ctrl-C ends it", out);
}

static bool
listens(unsigned port)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((unsigned short)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool does = connect(file, (struct sockaddr *)&to, sizeof to) == 0;
    close(file);
    return does;
}

pid_t
cli_serve(const char *shop, unsigned port)
{
    static const struct timespec pause = { .tv_nsec = 5000000 };
    char program[] = KONTOR_BINARY, command[] = "serve", option[] = "--port",
         number[16], name[64];
    char *words[] = { program, command, option, number, name, NULL };
    time_t end = time(NULL) + WAIT_S;
    snprintf(number, sizeof number, "%u", port);
    snprintf(name, sizeof name, "%s", shop);
    pid_t child = start(words, started_out_path, started_err_path);
    while (!listens(port)) {
        int status;
        if (waitpid(child, &status, WNOHANG) == child || time(NULL) > end) {
            read_stream(started_err_path, cli_err);
            ck_abort_msg("not listening: %s", cli_err);
        }
        nanosleep(&pause, NULL);
    }
    return child;
}

void
cli_await(const char *said)
{
    static const struct timespec pause = { .tv_nsec = 5000000 };
    time_t end = time(NULL) + WAIT_S;
    do {
        nanosleep(&pause, NULL);
        read_stream(started_err_path, cli_err);
    } while (strstr(cli_err, said) == NULL && time(NULL) <= end);
    assert_says(cli_err, said);
}

int
cli_stop(pid_t child, int signal_number)
{
    ck_assert_int_eq(kill(child, signal_number), 0); /* 0 sends nothing */
    return wait_for(child, started_out_path, started_err_path);
}

long long
cli_sql(const char *path, const char *sql)
{
    char full[256];
    sqlite3 *db;
    sqlite3_stmt *row;
    long long number = 0;
    snprintf(full, sizeof full, "%s/%s", folder, path);
    ck_assert_int_eq(sqlite3_open(full, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &row, NULL) == SQLITE_OK,
                  "%s: %s", sql, sqlite3_errmsg(db));
    int code = sqlite3_step(row);
    if (code == SQLITE_ROW)
        number = sqlite3_column_int64(row, 0);
    ck_assert_msg(code == SQLITE_ROW || code == SQLITE_DONE, "%s: %s", sql,
                  sqlite3_errmsg(db));
    sqlite3_finalize(row);
    sqlite3_close(db);
    return number;
}

/* Below those that the system gives away by itself: a server of another test,
 * which takes any free port, does not get it before the program does. */
unsigned
cli_port(void)
{
    enum { FIRST = 10000, COUNT = 22000, EACH = 8 };
    static unsigned calls;
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    bool is_free = false;
    while (!is_free) {
        unsigned number = (unsigned)getpid() * EACH + calls++;
        int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ck_assert_int_ge(file, 0);
        at.sin_port = htons((unsigned short)(FIRST + number % COUNT));
        is_free = bind(file, (struct sockaddr *)&at, sizeof at) == 0;
        close(file);
    }
    return ntohs(at.sin_port);
}
