#include "base/log.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "unit.h"

/* What one line of the log writes to standard error. */
static struct kt_str
capture(enum kt_log_level level, const char *event,
        const struct kt_log_field *fields, size_t count)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    int stderr_before = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    kt_log_write(level, event, fields, count);
    dup2(stderr_before, STDERR_FILENO);
    close(stderr_before);
    close(ends[1]);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    ssize_t got;
    while ((got = read(ends[0], kt_buf_room(&buf, 4096), 4096)) > 0)
        buf.len += (size_t)got;
    close(ends[0]);
    return kt_buf_view(&buf);
}

static const struct cJSON *
capture_json(const struct kt_log_field *fields, size_t count)
{
    const struct cJSON *root;
    struct kt_str line = capture(KT_LOG_WARN, "tested", fields, count);
    ck_assert_uint_gt(line.len, 0);
    ck_assert_int_eq(line.ptr[line.len - 1], '\n');
    ck_assert_ptr_null(memchr(line.ptr, '\n', line.len - 1));
    ck_assert_msg(kt_json_parse(&unit_arena, line, &root, &unit_err) == KT_OK,
                  "%.*s", KT_STR_FMT(line));
    return root;
}

START_TEST(test_json_line)
{
    kt_log_configure(KT_LOG_INFO, true);
    const struct kt_log_field fields[] = {
        KT_LOG_STR("path", KT_STR("/a\n\"b\"")),
        KT_LOG_INT("port", 8080),
    };
    const struct cJSON *root = capture_json(fields, 2);
    ck_assert_uint_eq(kt_json_size(root), 5);
    assert_text(kt_json_get_str(kt_json_find(root, KT_STR("level"))), "warn");
    assert_text(kt_json_get_str(kt_json_find(root, KT_STR("event"))), "tested");
    assert_text(kt_json_get_str(kt_json_find(root, KT_STR("path"))),
                "/a\n\"b\"");
    ck_assert_int_eq(kt_json_get_int(kt_json_find(root, KT_STR("port"))), 8080);
    ck_assert_int_eq(kt_json_kind(kt_json_find(root, KT_STR("time"))),
                     KT_JSON_STR);
}
END_TEST

START_TEST(test_json_line_survives_any_value)
{
    char noise[9000];
    uint64_t seed = 9;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)unit_between(&seed, 1, 255);
    kt_log_configure(KT_LOG_INFO, true);
    const struct kt_log_field fields[] = {
        KT_LOG_STR("bad", KT_STR("a\xff\xc3")),
        KT_LOG_STR("long", ((struct kt_str){ noise, sizeof noise })),
        KT_LOG_STR("none", ((struct kt_str){ 0 })),
    };
    const struct cJSON *root = capture_json(fields, 3);
    assert_text(kt_json_get_str(kt_json_find(root, KT_STR("bad"))),
                "a\xef\xbf\xbd\xef\xbf\xbd");
    struct kt_str cut = kt_json_get_str(kt_json_find(root, KT_STR("long")));
    ck_assert_uint_lt(cut.len, 3 * 4000 + 10);
    assert_text(((struct kt_str){ cut.ptr + cut.len - 3, 3 }), "…");
}
END_TEST

START_TEST(test_text_line)
{
    kt_log_configure(KT_LOG_INFO, false);
    const struct kt_log_field fields[] = {
        KT_LOG_INT("port", -1),
        KT_LOG_STR("plain", KT_STR("a/b")),
        KT_LOG_STR("quoted", KT_STR("a b\x1b[31m")),
        KT_LOG_STR("c1", KT_STR("x\xc2\x9b"
                                "31m\x7f")),
        KT_LOG_STR("empty", KT_STR("")),
    };
    struct kt_str line = capture(KT_LOG_ERROR, "tested", fields, 5);
    const char *wanted = " error tested port=-1 plain=a/b "
                         "quoted=\"a b\\u001b[31m\" c1=x?31m? empty=\"\"\n";
    size_t len = strlen(wanted);
    ck_assert_uint_gt(line.len, len);
    assert_text(((struct kt_str){ line.ptr + line.len - len, len }), wanted);
}
END_TEST

START_TEST(test_levels)
{
    kt_log_configure(KT_LOG_WARN, false);
    ck_assert_uint_eq(capture(KT_LOG_INFO, "x", NULL, 0).len, 0);
    ck_assert_uint_gt(capture(KT_LOG_WARN, "x", NULL, 0).len, 0);
    ck_assert_uint_gt(capture(KT_LOG_ERROR, "x", NULL, 0).len, 0);
    kt_log_configure(KT_LOG_DEBUG, false);
    ck_assert_uint_gt(capture(KT_LOG_DEBUG, "x", NULL, 0).len, 0);
}
END_TEST

START_TEST(test_macro_counts_its_fields)
{
    kt_log_configure(KT_LOG_ERROR, true);
    kt_log(KT_LOG_INFO, "dropped", KT_LOG_INT("a", 1), KT_LOG_INT("b", 2));
}
END_TEST

Suite *
kt_suite_log(void)
{
    Suite *suite = suite_create("log");
    TCase *tcase = unit_case(suite, "lines");
    tcase_add_test(tcase, test_json_line);
    tcase_add_test(tcase, test_json_line_survives_any_value);
    tcase_add_test(tcase, test_text_line);
    tcase_add_test(tcase, test_levels);
    tcase_add_test(tcase, test_macro_counts_its_fields);
    return suite;
}
