#include "job/work.h"
#include "unit.h"

static enum kt_status
read_text(const char *json, struct kt_job_in **jobs, size_t *count)
{
    return kt_jobs_read(kt_str_of(json), &unit_arena, jobs, count, &unit_err);
}

START_TEST(test_reads_jobs)
{
    struct kt_job_in *jobs;
    size_t count;
    ck_assert_int_eq(
        read_text("[{\"text\":\"a\",\"kind\":\"note\"},"
                  "{\"kind\":\"webhook\",\"url\":\"https://a.example/\","
                  "\"delay_s\":31622400,\"data\":{\"n\":[1,2]}}]",
                  &jobs, &count),
        KT_OK);
    ck_assert_uint_eq(count, 2);
    assert_text(jobs[0].kind, "note");
    ck_assert_int_eq(jobs[0].delay_s, 0);
    assert_text(jobs[0].body, "{\"text\":\"a\",\"kind\":\"note\"}");
    assert_text(jobs[1].kind, "webhook");
    ck_assert_int_eq(jobs[1].delay_s, 31622400);
}
END_TEST

START_TEST(test_none_is_fine)
{
    struct kt_job_in *jobs;
    size_t count;
    ck_assert_int_eq(read_text("[]", &jobs, &count), KT_OK);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(test_tells_every_fault)
{
    struct kt_job_in *jobs;
    size_t count;
    ck_assert_int_eq(read_text("[{\"kind\":\"fax\"},"
                               "{\"kind\":\"note\",\"txt\":\"a\"},"
                               "{\"kind\":\"note\",\"delay_s\":31622401}]",
                               &jobs, &count),
                     KT_INVALID_BODY);
    ck_assert_uint_eq(unit_err.item_count, 3);
    assert_text(unit_err.items[0].pointer, "/0/kind");
    assert_text(unit_err.items[1].pointer, "/1/txt");
    assert_text(unit_err.items[2].pointer, "/2/delay_s");
}
END_TEST

/* One job of a note with so many letters. */
static enum kt_status
read_note(size_t letters)
{
    struct kt_job_in *jobs;
    size_t count;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    kt_buf_text(&buf, "[{\"kind\":\"note\",\"text\":\"");
    memset(kt_buf_room(&buf, letters), 'a', letters);
    buf.len += letters;
    kt_buf_text(&buf, "\"}]");
    kt_error_init(&unit_err, &unit_arena);
    return kt_jobs_read(kt_buf_view(&buf), &unit_arena, &jobs, &count,
                        &unit_err);
}

START_TEST(test_limits_a_note)
{
    ck_assert_int_eq(read_note(999), KT_OK);
    ck_assert_int_eq(read_note(1000), KT_OK);
    ck_assert_int_eq(read_note(1001), KT_INVALID_BODY);
    assert_text(unit_err.items[0].pointer, "/0/text");
    ck_assert_int_eq(read_note(70000), KT_INVALID_BODY);
    assert_text(unit_err.items[0].pointer, "/0");
}
END_TEST

static enum kt_status
read_many(size_t wanted)
{
    struct kt_job_in *jobs;
    size_t count;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    for (size_t i = 0; i < wanted; i++)
        kt_buf_text(&buf, i == 0 ? "[{\"kind\":\"note\",\"text\":\"a\"}"
                                 : ",{\"kind\":\"note\",\"text\":\"a\"}");
    kt_buf_char(&buf, ']');
    kt_error_init(&unit_err, &unit_arena);
    return kt_jobs_read(kt_buf_view(&buf), &unit_arena, &jobs, &count,
                        &unit_err);
}

START_TEST(test_limits_their_number)
{
    ck_assert_int_eq(read_many(KT_JOBS_MAX), KT_OK);
    ck_assert_int_eq(read_many(KT_JOBS_MAX + 1), KT_INVALID_BODY);
    assert_text(unit_err.items[0].detail,
                "at most 100 jobs for an event, not 101");
}
END_TEST

/* ---- when again ---- */

START_TEST(test_waits_double_up_to_an_hour)
{
    static const struct {
        int64_t attempts;
        int64_t wait_ms;
    } rows[] = { { 0, 1000 },      { 1, 2000 },     { 2, 4000 },
                 { 11, 2048000 },  { 12, 3600000 }, { 13, 3600000 },
                 { 1000, 3600000 } };
    struct kt_id id = { { 0 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        id.bytes[15] = 0;
        ck_assert_int_eq(kt_retry_at(5, rows[i].attempts, id),
                         5 + rows[i].wait_ms);
        id.bytes[15] = 255;
        ck_assert_int_eq(kt_retry_at(5, rows[i].attempts, id),
                         5 + rows[i].wait_ms + rows[i].wait_ms * 255 / 1280);
    }
}
END_TEST

START_TEST(test_is_over_after_three_days)
{
    ck_assert(!kt_retry_is_over(INT64_C(259200006), 7));
    ck_assert(kt_retry_is_over(INT64_C(259200007), 7));
    ck_assert(kt_retry_is_over(INT64_C(259200008), 7));
}
END_TEST

Suite *
kt_suite_jobs_read(void)
{
    Suite *suite = suite_create("jobs_read");
    TCase *read = unit_case(suite, "read");
    tcase_add_test(read, test_reads_jobs);
    tcase_add_test(read, test_none_is_fine);
    tcase_add_test(read, test_tells_every_fault);
    tcase_add_test(read, test_limits_a_note);
    tcase_add_test(read, test_limits_their_number);
    TCase *retry = unit_case(suite, "retry");
    tcase_add_test(retry, test_waits_double_up_to_an_hour);
    tcase_add_test(retry, test_is_over_after_three_days);
    return suite;
}
