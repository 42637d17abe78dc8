#include "job/jobs.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "job/work.h"
#include "jobs.h"

enum { SECOND_MS = 1000, HOUR_MS = 3600 * 1000 };

static const int64_t noon_ms = INT64_C(1764072000000); /* 2025-11-25 12:00 */

static const char note_number[] =
    "return job.note { text = event.topic .. \" \" .. event.order.number }";

static const char select_notes[] =
    "SELECT event, actor, note FROM order_event WHERE machine = 'note'"
    " ORDER BY actor";

static const char select_jobs[] =
    "SELECT rule, kind, state, attempts, last_error FROM job ORDER BY kind";

static int64_t
number_of(const char *sql)
{
    return strtoll(jobs_rows(sql).ptr, NULL, 10);
}

static struct kt_due_list
load_due(const char *kind)
{
    struct kt_due_list list;
    assert_ok(
        kt_due_load(&jobs_app, kind, noon_ms, &unit_arena, &list, &unit_err));
    return list;
}

/* ---- telling ---- */

START_TEST(test_a_reaction_gets_the_event_once)
{
    jobs_script("note_it", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 2); /* the event, its note */
    ck_assert_uint_eq(jobs_run(), 0);
    assert_text(jobs_rows(select_notes),
                "order.placed|note_it|order.placed 1000");
    assert_text(jobs_rows(select_jobs), "note_it|note|done|1|");
    assert_text(jobs_rows("SELECT count(*) FROM outbox"), "0");
}
END_TEST

START_TEST(test_the_event_tells_what_happened)
{
    jobs_script("tell", "order.placed",
                "return job.note { text = event.id:sub(1, 4) .. #event.id .."
                " \" \" .. event.topic .. \" \" .. event.at .. \" \" .."
                " tostring(event.payment_id) .. \" \" .. event.order.email .."
                " \" \" .. event.order.state }");
    jobs_open(noon_ms);
    jobs_use("tell", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 2);
    assert_text(jobs_rows("SELECT note FROM order_event"),
                "evt_30 order.placed 2025-11-25T12:00:00Z nil "
                "ada@example.org placed");
}
END_TEST

START_TEST(test_only_those_are_told_that_it_is_about)
{
    jobs_script("placed", "order.placed", note_number);
    jobs_script("paid", "order.paid", note_number);
    jobs_script("by_row", "order.paid", note_number);
    jobs_script("elsewhere", "order.placed", note_number);
    jobs_script("here", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("placed", "[]", "[]");
    jobs_use("paid", "[]", "[]");
    jobs_use("by_row", "[]", "[\"order.held\",\"order.placed\"]");
    jobs_use("elsewhere", "[\"kiosk\"]", "[]");
    jobs_use("here", "[\"kiosk\",\"web\"]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 4);
    assert_text(jobs_rows("SELECT rule FROM job ORDER BY rule"),
                "by_row\nhere\nplaced");
}
END_TEST

START_TEST(test_an_event_without_reactions_is_gone)
{
    jobs_open(noon_ms);
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows("SELECT count(*) FROM outbox"), "0");
    assert_text(jobs_rows("SELECT count(*) FROM job"), "0");
}
END_TEST

static enum kt_status
emit_four(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    static const char *const topics[] = { "order.placed", "payment.captured",
                                          "order.paid", "order.completed" };
    (void)arg;
    for (size_t i = 0; i < 4; i++)
        KT_TRY(kt_event_emit(tx, topics[i], jobs_order, (struct kt_id){ { 0 } },
                             noon_ms, err));
    return KT_OK;
}

START_TEST(test_events_of_one_moment_keep_their_order)
{
    jobs_open(noon_ms);
    for (int round = 0; round < 30; round++) {
        assert_ok(kt_store_write(jobs_app.store, jobs_store, emit_four, NULL,
                                 &unit_err));
        struct kt_due_list list = load_due(NULL);
        ck_assert_uint_eq(list.count, 4);
        assert_text(list.items[0].name, "order.placed");
        assert_text(list.items[1].name, "payment.captured");
        assert_text(list.items[2].name, "order.paid");
        assert_text(list.items[3].name, "order.completed");
        ck_assert_uint_eq(jobs_run(), 4);
    }
}
END_TEST

START_TEST(test_more_than_a_batch_is_told)
{
    jobs_script("note_it", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    for (int i = 0; i < KT_DUE_BATCH + 1; i++)
        jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 2 * (KT_DUE_BATCH + 1));
    assert_text(jobs_rows("SELECT count(*) FROM order_event"), "101");
}
END_TEST

/* ---- what fails ---- */

START_TEST(test_a_failure_holds_up_itself_alone)
{
    jobs_script("broken", "order.placed", "error(\"no\")");
    jobs_script("note_it", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("broken", "[]", "[]");
    jobs_use("note_it", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 2);
    assert_text(jobs_rows("SELECT attempts, json_extract(body, '$.told'),"
                          " last_error LIKE 'broken: rule-failed: %no%'"
                          " FROM outbox"),
                "1|[\"note_it\"]|1");

    /* The one that answered is not asked again, the mended one is. */
    jobs_script("broken", "order.placed",
                "return job.note { text = \"mended\" }");
    assert_ok(kt_host_reload(jobs_app.host, &unit_err));
    jobs_app.clock.fixed_ms += 2 * SECOND_MS;
    ck_assert_uint_eq(jobs_run(), 2);
    assert_text(jobs_rows(select_notes),
                "order.placed|broken|mended\n"
                "order.placed|note_it|order.placed 1000");
}
END_TEST

/* At the clock's moment and a millisecond before it is due. */
START_TEST(test_it_is_tried_again_later_and_later)
{
    jobs_script("broken", "order.placed", "error(\"no\")");
    jobs_open(noon_ms);
    jobs_use("broken", "[]", "[]");
    jobs_emit("order.placed");
    struct kt_id id;
    struct kt_str hex = jobs_rows("SELECT hex(id) FROM outbox");
    for (int i = 0; i < 16; i++) {
        unsigned byte;
        ck_assert_int_eq(sscanf(hex.ptr + 2 * i, "%2x", &byte), 1);
        id.bytes[i] = (uint8_t)byte;
    }
    for (int64_t attempt = 0; attempt < 14; attempt++) {
        int64_t now_ms = jobs_app.clock.fixed_ms;
        ck_assert_uint_eq(jobs_run(), 1);
        int64_t due_ms = number_of("SELECT due_at FROM outbox");
        int64_t wait = INT64_C(1000) << attempt;
        wait = wait < HOUR_MS ? wait : HOUR_MS;
        ck_assert_int_eq(due_ms,
                         now_ms + wait + wait * id.bytes[15] / (5 * 256));
        jobs_app.clock.fixed_ms = due_ms - 1;
        ck_assert_uint_eq(jobs_run(), 0);
        jobs_app.clock.fixed_ms = due_ms;
    }
    ck_assert_int_eq(number_of("SELECT attempts FROM outbox"), 14);
}
END_TEST

START_TEST(test_after_three_days_it_is_dead)
{
    const int64_t end_ms = noon_ms + INT64_C(72) * HOUR_MS;
    jobs_script("broken", "order.placed", "error(\"no\")");
    jobs_open(noon_ms);
    jobs_use("broken", "[]", "[]");
    jobs_emit("order.placed");
    jobs_app.clock.fixed_ms = end_ms - 1;
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows("SELECT count(*) FROM job"), "0");
    jobs_app.clock.fixed_ms = end_ms + SECOND_MS;
    ck_assert_uint_eq(jobs_run(), 0);
    jobs_app.clock.fixed_ms = end_ms + 2 * SECOND_MS;
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows("SELECT count(*) FROM outbox"), "0");
    assert_text(jobs_rows("SELECT kind, state, created_at,"
                          " last_error LIKE 'broken: %' FROM job"),
                "event|dead|1764072000000|1");
    jobs_app.clock.fixed_ms += HOUR_MS;
    ck_assert_uint_eq(jobs_run(), 0);
}
END_TEST

START_TEST(test_a_job_that_fails_is_tried_again_then_dead)
{
    jobs_script("note_it", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 2);
    (void)jobs_rows("UPDATE job SET state = 'waiting', attempts = 0,"
                    " body = json_set(body, '$.order_id',"
                    " 'ord_00000000000000000000000001')");
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows("SELECT state, attempts, last_error LIKE 'in-use%',"
                          " due_at > 1764072000999 FROM job"),
                "waiting|1|1|1");
    jobs_app.clock.fixed_ms += INT64_C(72) * HOUR_MS;
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows("SELECT state, attempts FROM job"), "dead|2");
    assert_text(jobs_rows("SELECT count(*) FROM order_event"), "1");
}
END_TEST

START_TEST(test_a_rule_that_is_missing_is_waited_for)
{
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows("SELECT last_error FROM outbox"),
                "note_it: rule-failed: there is no reaction 'note_it'");
    jobs_script("note_it", "order.placed", note_number);
    assert_ok(kt_host_reload(jobs_app.host, &unit_err));
    jobs_app.clock.fixed_ms += 2 * SECOND_MS;
    ck_assert_uint_eq(jobs_run(), 2);
    assert_text(jobs_rows(select_notes),
                "order.placed|note_it|order.placed 1000");
}
END_TEST

/* Rows that only a hand on the database could have written. */
START_TEST(test_a_broken_event_holds_up_itself_alone)
{
    jobs_script("note_it", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    jobs_emit("order.placed");
    (void)jobs_rows("INSERT INTO outbox SELECT store_id, zeroblob(16), topic,"
                    " '{\"order_id\":1}', 0, due_at, '', created_at"
                    " FROM outbox;"
                    "INSERT INTO outbox SELECT zeroblob(16), id, topic, body,"
                    " 0, due_at, '', created_at FROM outbox"
                    " WHERE id <> zeroblob(16)");
    ck_assert_uint_eq(jobs_run(), 4);
    assert_text(jobs_rows(select_notes),
                "order.placed|note_it|order.placed 1000");
    assert_text(jobs_rows("SELECT store_id = zeroblob(16), attempts,"
                          " last_error FROM outbox ORDER BY store_id"),
                "1|1|not-found: the shop is not in the database\n"
                "0|1|invalid-body: The body does not fit its shape"
                " (/order_id: must be a string, not an integer)");
}
END_TEST

/* ---- jobs ---- */

START_TEST(test_a_delay_puts_a_job_off)
{
    jobs_script("late", "order.placed",
                "return job.note { text = \"late\", delay_s = 60 }");
    jobs_open(noon_ms);
    jobs_use("late", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 1);
    jobs_app.clock.fixed_ms = noon_ms + 60 * SECOND_MS - 1;
    ck_assert_uint_eq(jobs_run(), 0);
    jobs_app.clock.fixed_ms = noon_ms + 60 * SECOND_MS;
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows(select_notes), "order.placed|late|late");
}
END_TEST

START_TEST(test_kinds_of_others_wait)
{
    jobs_script("all", "order.placed",
                "return {"
                " job.mail { template = \"hello\", to = event.order.email },"
                " job.call { name = \"sync\", data = { n = 1 } },"
                " job.note { text = \"here\" } }");
    jobs_open(noon_ms);
    jobs_use("all", "[]", "[]");
    jobs_emit("order.placed");
    ck_assert_uint_eq(jobs_run(), 2);
    assert_text(jobs_rows(select_jobs), "all|call|waiting|0|\n"
                                        "all|mail|waiting|0|\n"
                                        "all|note|done|1|");
    assert_text(jobs_rows("SELECT json_extract(body, '$.topic'),"
                          " json_extract(body, '$.rule'),"
                          " json_extract(body, '$.job.to') FROM job"
                          " WHERE kind = 'mail'"),
                "order.placed|all|ada@example.org");
}
END_TEST

/* ---- crashes ---- */

/* Runs fn in a process that is killed after it. */
static void
run_and_die(void (*fn)(void))
{
    int result;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        fn();
        kill(getpid(), SIGKILL);
    }
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert(WIFSIGNALED(result) && WTERMSIG(result) == SIGKILL);
}

static void
emit_only(void)
{
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    jobs_emit("order.placed");
}

static void
emit_and_tell(void)
{
    emit_only();
    struct kt_due_list list = load_due(NULL);
    size_t done = 0;
    assert_ok(kt_batch_run(&jobs_app, &kt_event_step, &list, &done, &unit_err));
}

START_TEST(test_a_crash_before_the_telling_loses_nothing)
{
    jobs_script("note_it", "order.placed", note_number);
    run_and_die(emit_only);
    jobs_open(noon_ms);
    ck_assert_uint_eq(jobs_run(), 2);
    assert_text(jobs_rows(select_notes),
                "order.placed|note_it|order.placed 1000");
}
END_TEST

START_TEST(test_a_crash_before_the_job_loses_nothing)
{
    jobs_script("note_it", "order.placed", note_number);
    run_and_die(emit_and_tell);
    jobs_open(noon_ms);
    assert_text(jobs_rows("SELECT count(*) FROM outbox"), "0");
    ck_assert_uint_eq(jobs_run(), 1);
    assert_text(jobs_rows(select_notes),
                "order.placed|note_it|order.placed 1000");
}
END_TEST

START_TEST(test_told_and_run_twice_is_done_once)
{
    jobs_script("note_it", "order.placed", note_number);
    emit_only();
    struct kt_due_list events = load_due(NULL);
    size_t done = 0;
    for (int i = 0; i < 2; i++)
        assert_ok(
            kt_batch_run(&jobs_app, &kt_event_step, &events, &done, &unit_err));
    ck_assert_uint_eq(done, 1);
    struct kt_due_list jobs = load_due("note");
    ck_assert_uint_eq(jobs.count, 1);
    for (int i = 0; i < 2; i++)
        assert_ok(
            kt_batch_run(&jobs_app, &kt_job_steps[0], &jobs, &done, &unit_err));
    ck_assert_uint_eq(done, 2);
    assert_text(jobs_rows(select_notes),
                "order.placed|note_it|order.placed 1000");
}
END_TEST

/* ---- the thread ---- */

START_TEST(test_the_thread_does_it_by_itself)
{
    struct kt_jobs *jobs;
    static const struct timespec pause = { .tv_nsec = 20000000 };
    jobs_script("note_it", "order.placed", note_number);
    jobs_open(noon_ms);
    jobs_use("note_it", "[]", "[]");
    assert_ok(kt_jobs_start(&jobs_app, &jobs, &unit_err));
    for (int round = 1; round <= 2; round++) {
        jobs_emit("order.placed");
        int64_t notes = 0;
        for (int i = 0; i < 500 && notes < round; i++) {
            nanosleep(&pause, NULL);
            notes = number_of("SELECT count(*) FROM order_event");
        }
        ck_assert_int_eq(notes, round);
    }
    kt_jobs_stop(jobs);
    kt_jobs_stop(NULL);
    jobs_emit("order.placed");
    assert_text(jobs_rows("SELECT count(*) FROM outbox"), "1");
}
END_TEST

Suite *
kt_suite_jobs(void)
{
    Suite *suite = suite_create("jobs");
    TCase *tell = jobs_case(suite, "telling");
    tcase_add_test(tell, test_a_reaction_gets_the_event_once);
    tcase_add_test(tell, test_the_event_tells_what_happened);
    tcase_add_test(tell, test_only_those_are_told_that_it_is_about);
    tcase_add_test(tell, test_an_event_without_reactions_is_gone);
    tcase_add_test(tell, test_events_of_one_moment_keep_their_order);
    tcase_add_test(tell, test_more_than_a_batch_is_told);
    TCase *failures = jobs_case(suite, "failures");
    tcase_add_test(failures, test_a_failure_holds_up_itself_alone);
    tcase_add_test(failures, test_it_is_tried_again_later_and_later);
    tcase_add_test(failures, test_after_three_days_it_is_dead);
    tcase_add_test(failures, test_a_job_that_fails_is_tried_again_then_dead);
    tcase_add_test(failures, test_a_rule_that_is_missing_is_waited_for);
    tcase_add_test(failures, test_a_broken_event_holds_up_itself_alone);
    TCase *jobs = jobs_case(suite, "jobs");
    tcase_add_test(jobs, test_a_delay_puts_a_job_off);
    tcase_add_test(jobs, test_kinds_of_others_wait);
    TCase *crashes = jobs_case(suite, "crashes");
    tcase_add_test(crashes, test_a_crash_before_the_telling_loses_nothing);
    tcase_add_test(crashes, test_a_crash_before_the_job_loses_nothing);
    tcase_add_test(crashes, test_told_and_run_twice_is_done_once);
    TCase *thread = jobs_case(suite, "thread");
    tcase_add_test(thread, test_the_thread_does_it_by_itself);
    return suite;
}
