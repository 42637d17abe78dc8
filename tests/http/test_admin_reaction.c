/* What follows an order by itself: reactions, beside the running server. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "admin.h"
#include "job/jobs.h"
#include "job/work.h"

Suite *kt_suite_admin_reaction(void);

static char folder[64], orders[80], rule_file[96];
static struct kt_jobs *jobs;

static const char rule[] =
    "--- A note when an order is paid or completed.\n"
    "\n"
    "local job <const> = require \"kontor.job\"\n"
    "local reaction <const> = require \"kontor.reaction\"\n"
    "\n"
    "return reaction {\n"
    "  code = \"tell_staff\",\n"
    "  title = \"Tell the staff\",\n"
    "  on = { \"order.paid\", \"order.completed\" },\n"
    "  react = function(event)\n"
    "    local total = event.order.totals.total\n"
    "    return job.note { text = event.order.state .. \" \" .. total }\n"
    "  end,\n"
    "}\n";

static void
open_own(void)
{
    snprintf(folder, sizeof folder, "/tmp/kontor-http-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(orders, sizeof orders, "%s/orders", folder);
    snprintf(rule_file, sizeof rule_file, "%s/tell_staff.lua", orders);
    ck_assert_int_eq(mkdir(orders, 0700), 0);
    FILE *file = fopen(rule_file, "w");
    ck_assert_ptr_nonnull(file);
    fputs(rule, file);
    ck_assert_int_eq(fclose(file), 0);
    shop_open(folder);
    admin_login();
    shop_add_rule("reaction", "tell_staff", "tell_staff", "{}");
    shop_add_rule("reaction", "thanks", "thank_you",
                  "{\"template\":\"hello\"}");
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_jobs_start(&http_app, &jobs, &err), KT_OK);
}

static void
close_own(void)
{
    kt_jobs_stop(jobs);
    shop_close();
    unlink(rule_file);
    rmdir(orders);
    rmdir(folder);
}

/* Places an order of 28.90 and gives its address. */
static struct kt_str
place(void)
{
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":2}]");
    struct http_reply reply = shop_call(
        201, "POST", shop_at(cart, "/checkout"),
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":2890}");
    return admin_text("/admin/v1/orders/%.*s",
                      KT_STR_FMT(shop_text(reply, "/id")));
}

/* The order when its history has so many entries. */
static struct http_reply
wait_for_history(struct kt_str order, size_t count)
{
    static const struct timespec pause = { .tv_nsec = 20000000 };
    struct http_reply reply = admin_get(order);
    for (int i = 0; i < 500 && shop_count(reply, "/history") < count; i++) {
        nanosleep(&pause, NULL);
        reply = admin_get(order);
    }
    ck_assert_uint_eq(shop_count(reply, "/history"), count);
    return reply;
}

START_TEST(writes_notes_into_the_history)
{
    struct kt_str order = place();
    struct http_reply reply = wait_for_history(order, 2);
    assert_str(reply, "/history/1/machine", "note");
    assert_str(reply, "/history/1/event", "order.paid");
    assert_str(reply, "/history/1/actor", "tell_staff");
    assert_str(reply, "/history/1/note", "placed 2890");
    admin_call(200, "POST", shop_at(order, "/transitions"),
               "{\"event\":\"confirm\"}");
    admin_call(200, "POST", shop_at(order, "/transitions"),
               "{\"event\":\"complete\"}");
    reply = wait_for_history(order, 5);
    assert_str(reply, "/history/4/note", "completed 2890");
}
END_TEST

START_TEST(keeps_the_mails_that_wait)
{
    struct kt_due_list mails;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    wait_for_history(place(), 2);
    int64_t now_ms = kt_clock_now(&http_app.clock);
    ck_assert_int_eq(kt_due_load(&http_app, "mail", now_ms, &http_arena, &mails,
                                 &err),
                     KT_OK);
    ck_assert_uint_eq(mails.count, 1);
    struct kt_job_body body;
    ck_assert_int_eq(kt_shape_read(&kt_job_body_shape, mails.items[0].body,
                                   &body, &http_arena, &err),
                     KT_OK);
    assert_text(body.topic, "order.placed");
    assert_text(body.rule, "thanks");
    struct http_reply job = { .body = body.job };
    assert_str(job, "/template", "hello");
    assert_str(job, "/to", "Ada@Example.com");
    assert_str(job, "/locale", "en");
    assert_str(job, "/data/number", "T-1000");
    assert_int(job, "/data/total", 2890);
    assert_str(job, "/data/currency", "EUR");
}
END_TEST

Suite *
kt_suite_admin_reaction(void)
{
    Suite *suite = suite_create("admin_reaction");
    TCase *tcase = tcase_create("reaction");
    tcase_add_checked_fixture(tcase, open_own, close_own);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, writes_notes_into_the_history);
    tcase_add_test(tcase, keeps_the_mails_that_wait);
    return suite;
}
