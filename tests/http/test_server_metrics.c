/* GET /metrics: what is counted, who may read it, and its form. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "http.h"

static struct kt_str
page(void)
{
    struct http_reply reply = http_get("/metrics");
    ck_assert_int_eq(reply.status, 200);
    assert_text(http_header(&reply, "Content-Type"),
                "text/plain; version=0.0.4; charset=utf-8");
    assert_text(http_header(&reply, "Cache-Control"), "no-store");
    return reply.body;
}

/* A whole page is too long for a message of Check. */
static void
assert_line(struct kt_str text, const char *line)
{
    ck_assert_msg(memmem(text.ptr, text.len, line, strlen(line)) != NULL,
                  "no %s", line);
}

START_TEST(answers_are_counted_by_route_and_status)
{
    http_get("/store/v1/words/a");
    http_get("/store/v1/words/b?limit=1");
    http_call("HEAD", "/store/v1/words/c", "", NULL);
    http_call("POST", "/store/v1/things", "", "{\"name\":\"cup\"}");
    http_call("POST", "/store/v1/things", "", "{}");
    http_get("/nowhere/secret-path");
    http_call("TRACE", "/healthz", "", NULL);
    struct kt_str text = page();
    assert_line(text, "kontor_http_requests_total{method=\"POST\","
                      "route=\"/store/v1/things\",status=\"201\"} 1\n");
    assert_line(text, "kontor_http_requests_total{method=\"POST\","
                      "route=\"/store/v1/things\",status=\"400\"} 1\n");
    assert_line(text, "kontor_http_requests_total{method=\"other\","
                      "route=\"none\",status=\"404\"} 1\n");
    assert_line(text, "kontor_http_requests_total{method=\"other\","
                      "route=\"none\",status=\"405\"} 1\n");
    assert_line(text, "kontor_http_request_duration_seconds_count"
                      "{method=\"GET\",route=\"/store/v1/words/{word}\"} 3\n");
    ck_assert_ptr_null(memmem(text.ptr, text.len, "secret", 6));
}
END_TEST

START_TEST(commits_and_connections_are_counted)
{
    struct http_client client;
    http_open(&client);
    http_print(&client, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    ck_assert_int_eq(http_read(&client).status, 200);
    for (int i = 0; i < 3; i++)
        http_call("POST", "/store/v1/things", "", "{\"name\":\"cup\"}");
    struct kt_str text = page();
    /* The shop of the test is one more. */
    assert_line(text, "kontor_commit_jobs_bucket{le=\"1\"} 4\n");
    assert_line(text, "kontor_commits_total 4\n");
    assert_line(text, "kontor_http_requests_running 1\n"
                      "# HELP kontor_http_requests_suspended");
    assert_line(text, "kontor_events_waiting 0\n");
    assert_line(text, "kontor_jobs_waiting 0\n");
    /* This one, and the one that asks; others are closing. */
    const char *open = memmem(text.ptr, text.len, "\nkontor_http_conn", 17);
    ck_assert_int_ge(atoi(strchr(open, ' ') + 1), 2);
    http_close(&client);
}
END_TEST

/* ---- who may read it ---- */

START_TEST(proxied_reader_is_refused)
{
    struct http_reply reply =
        http_call("GET", "/metrics", "X-Forwarded-For: 127.0.0.1\r\n", NULL);
    assert_problem(reply, 401, "{\"type\":\"/problems/unauthorized\"");
}
END_TEST

START_TEST(token_opens_and_nothing_else)
{
    http_start((struct kt_server_options){
        .threads = 1, .limits.metrics_token = "scrape-me" });
    assert_problem(http_get("/metrics"), 401,
                   "{\"type\":\"/problems/unauthorized\"");
    ck_assert_int_eq(http_call("GET", "/metrics",
                               "Authorization: Bearer scrape-m\r\n", NULL)
                         .status,
                     401);
    ck_assert_int_eq(http_call("GET", "/metrics",
                               "Authorization: Bearer scrape-me\r\n"
                               "X-Forwarded-For: 192.0.2.1\r\n",
                               NULL)
                         .status,
                     200);
}
END_TEST

/* ---- its form: text format 0.0.4 ---- */

static size_t
name_length(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyz_:0123456789");
}

/* Behind the labels: name="value" with commas between, in braces. */
static const char *
skip_labels(const char *at)
{
    if (*at != '{')
        return at;
    do {
        size_t len = name_length(++at);
        ck_assert_uint_gt(len, 0);
        at += len;
        ck_assert_int_eq(memcmp(at, "=\"", 2), 0);
        at += 2;
        at += strcspn(at, "\"\n\\");
        ck_assert_int_eq(*at, '"');
        at++;
    } while (*at == ',');
    ck_assert_int_eq(*at, '}');
    return at + 1;
}

/* A sample belongs to the family whose HELP and TYPE stand before it. */
static void
check_sample(const char *line, const char *family, bool is_histogram)
{
    static const char *const suffixes[] = { "", "_bucket", "_sum", "_count" };
    size_t len = name_length(line);
    size_t family_len = strlen(family);
    char *end;
    bool is_member = false;
    for (size_t i = is_histogram; i < (is_histogram ? 4 : 1); i++)
        is_member |=
            len == family_len + strlen(suffixes[i]) &&
            memcmp(line, family, family_len) == 0 &&
            memcmp(line + family_len, suffixes[i], strlen(suffixes[i])) == 0;
    ck_assert_msg(is_member, "of %s: %.80s", family, line);
    const char *at = skip_labels(line + len);
    ck_assert_int_eq(*at, ' ');
    strtod(at + 1, &end);
    ck_assert_msg(end > at + 1 && *end == '\0', "%s", line);
}

START_TEST(every_line_has_its_form)
{
    char family[100] = "";
    char type[20] = "";
    http_get("/healthz");
    char *save = NULL;
    struct kt_str shown = page();
    char *text = strndup(shown.ptr, shown.len);
    ck_assert_int_eq(text[strlen(text) - 1], '\n');
    for (char *line = strtok_r(text, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        char named[100];
        if (sscanf(line, "# HELP %99s %*s", family) == 1)
            continue;
        if (sscanf(line, "# TYPE %99s %19s", named, type) == 2) {
            ck_assert_str_eq(named, family);
            continue;
        }
        check_sample(line, family, strcmp(type, "histogram") == 0);
    }
    free(text);
}
END_TEST

/* Prometheus' own judgement, where its tool is installed. */
START_TEST(promtool_finds_no_fault)
{
    char path[] = "/tmp/kontor-metrics-XXXXXX";
    char command[200];
    if (system("command -v promtool >/dev/null") != 0) {
        fputs("promtool is not installed, its check is skipped\n", stderr);
        return;
    }
    http_get("/healthz");
    struct kt_str text = page();
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text.ptr, text.len), (ssize_t)text.len);
    close(file);
    snprintf(command, sizeof command, "promtool check metrics <%s >&2", path);
    int status = system(command);
    unlink(path);
    ck_assert_int_eq(status, 0);
}
END_TEST

Suite *
kt_suite_server_metrics(void)
{
    Suite *suite = suite_create("server_metrics");
    TCase *tcase = http_case(suite, "metrics");
    tcase_add_test(tcase, answers_are_counted_by_route_and_status);
    tcase_add_test(tcase, commits_and_connections_are_counted);
    tcase_add_test(tcase, proxied_reader_is_refused);
    tcase_add_test(tcase, every_line_has_its_form);
    tcase_add_test(tcase, promtool_finds_no_fault);
    tcase = http_bare_case(suite, "metrics token");
    tcase_add_test(tcase, token_opens_and_nothing_else);
    return suite;
}
