/* Many writers at once: each job stands or falls alone, none is lost. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "contract.h"

enum { THREADS = 16, EACH = 40, ALL = THREADS * EACH };

/* ---- writers that wait ---- */

struct writer {
    pthread_t thread;
    int number;
    int failed;
};

/* One in four fails after it has written. */
static bool
shall_fail(int number)
{
    return number % 4 == 3;
}

static enum kt_status
put_numbered(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const int *number = arg;
    int64_t before;
    char key[16];
    snprintf(key, sizeof key, "n%d", *number);
    KT_TRY(contract_put(tx, kt_str_of(key), kt_str_of(key), err));
    KT_TRY(contract_count_up(tx, 1, &before, err));
    return shall_fail(*number) ? kt_fail_limit_reached(err, KT_STR("n"), 3)
                               : KT_OK;
}

static void *
run_writer(void *arg)
{
    struct writer *writer = arg;
    for (int i = 0; i < EACH; i++) {
        struct kt_arena arena;
        struct kt_error err;
        int number = writer->number * EACH + i;
        kt_arena_init(&arena, 0);
        kt_error_init(&err, &arena);
        enum kt_status wanted = shall_fail(number) ? KT_LIMIT_REACHED : KT_OK;
        enum kt_status status = kt_store_write(contract_store, contract_shop,
                                               put_numbered, &number, &err);
        writer->failed += status != wanted || err.status != wanted;
        kt_arena_release(&arena);
    }
    return NULL;
}

static void
run_writers(void)
{
    struct writer writers[THREADS] = { 0 };
    for (int i = 0; i < THREADS; i++) {
        writers[i].number = i;
        ck_assert_int_eq(pthread_create(&writers[i].thread, NULL, run_writer,
                                        &writers[i]),
                         0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(writers[i].thread, NULL);
        ck_assert_int_eq(writers[i].failed, 0);
    }
}

static enum kt_status
count_one(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return contract_count_up(tx, 1, arg, err);
}

static int64_t
count_up_alone(void)
{
    int64_t before = -1;
    assert_ok(contract_write(count_one, &before));
    return before;
}

START_TEST(test_each_stands_or_falls_alone)
{
    struct kt_store_stats stats;
    kt_store_stats_get(contract_store, &stats);
    uint64_t jobs = stats.jobs;
    run_writers();
    for (int i = 0; i < ALL; i++) {
        char key[16];
        snprintf(key, sizeof key, "n%d", i);
        ck_assert_msg(contract_has(key) != shall_fail(i), "%s", key);
    }
    ck_assert_int_eq(count_up_alone(), ALL - ALL / 4);
    kt_store_stats_get(contract_store, &stats);
    ck_assert_uint_eq(stats.jobs - jobs, ALL + 1);
    ck_assert_uint_eq(stats.failed_jobs, ALL / 4);
    ck_assert_uint_eq(stats.queue_length, 0);
}
END_TEST

START_TEST(test_what_was_answered_is_there_after_opening_anew)
{
    run_writers();
    contract_close();
    assert_ok(contract_open());
    for (int i = 0; i < ALL; i++) {
        char key[16];
        snprintf(key, sizeof key, "n%d", i);
        ck_assert_msg(contract_has(key) != shall_fail(i), "%s", key);
    }
}
END_TEST

/* ---- jobs that nobody waits for ---- */

struct late {
    struct kt_write_job job; /* first */
    struct kt_arena arena;
    struct kt_error err;
    int number;
    atomic_int done;
    enum kt_status told;
};

static void
note_done(struct kt_write_job *job)
{
    struct late *late = (struct late *)(void *)job;
    late->told = job->status;
    atomic_fetch_add(&late->done, 1);
}

static void
submit(struct late *late, int number)
{
    kt_arena_init(&late->arena, 0);
    kt_error_init(&late->err, &late->arena);
    late->number = number;
    late->job = (struct kt_write_job){
        .store_id = contract_shop,
        .fn = put_numbered,
        .done = note_done,
        .arg = &late->number,
        .err = &late->err,
    };
    kt_store_submit(contract_store, &late->job);
}

/* One thread can hand over far more than a batch holds. */
START_TEST(test_closing_answers_all_that_wait)
{
    static struct late jobs[ALL];
    for (int i = 0; i < ALL; i++)
        submit(&jobs[i], i);
    contract_close();
    for (int i = 0; i < ALL; i++) {
        ck_assert_int_eq(atomic_load(&jobs[i].done), 1);
        ck_assert_int_eq(jobs[i].told,
                         shall_fail(i) ? KT_LIMIT_REACHED : KT_OK);
        kt_arena_release(&jobs[i].arena);
    }
    assert_ok(contract_open());
    ck_assert_int_eq(count_up_alone(), ALL - ALL / 4);
}
END_TEST

START_TEST(test_jobs_of_one_thread_keep_their_order)
{
    static struct late jobs[ALL];
    /* The same entry twice: the second of each pair comes too late. */
    for (int i = 0; i < ALL; i++)
        submit(&jobs[i], i / 2 * 4);
    contract_close();
    for (int i = 0; i < ALL; i++) {
        ck_assert_int_eq(jobs[i].told, i % 2 == 0 ? KT_OK : KT_CONFLICT);
        kt_arena_release(&jobs[i].arena);
    }
}
END_TEST

/* ---- few commits for many jobs ---- */

START_TEST(test_jobs_share_commits)
{
    struct kt_store_stats stats;
    static struct late jobs[ALL];
    kt_store_stats_get(contract_store, &stats);
    uint64_t commits = stats.commits;
    for (int i = 0; i < ALL; i++)
        submit(&jobs[i], i * 4);
    static const struct timespec pause = { .tv_nsec = 1000000 };
    while (atomic_load(&jobs[ALL - 1].done) == 0)
        nanosleep(&pause, NULL);
    kt_store_stats_get(contract_store, &stats);
    ck_assert_uint_ge(stats.commits - commits, 1);
    ck_assert_uint_lt(stats.commits - commits, ALL / 4);
    for (int i = 0; i < ALL; i++)
        kt_arena_release(&jobs[i].arena);
}
END_TEST

Suite *
kt_suite_batch(void)
{
    Suite *suite = suite_create("batch");
    TCase *batch = contract_case(suite, "batch");
    tcase_add_test(batch, test_each_stands_or_falls_alone);
    tcase_add_test(batch, test_what_was_answered_is_there_after_opening_anew);
    tcase_add_test(batch, test_closing_answers_all_that_wait);
    tcase_add_test(batch, test_jobs_of_one_thread_keep_their_order);
    tcase_add_test(batch, test_jobs_share_commits);
    return suite;
}
