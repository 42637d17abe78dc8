/* Work on threads of its own. */

#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "unit.h"

Suite *kt_suite_pool(void);

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t meeting;
static atomic_int run_count, done_count, copy_count;

static enum kt_status
run(struct kt_pool_job *job)
{
    (void)job;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    atomic_fetch_add(&run_count, 1);
    return KT_CONFLICT;
}

static void
done(struct kt_pool_job *job)
{
    atomic_fetch_add(&copy_count, job->is_copy);
    ck_assert_int_eq(job->status, KT_CONFLICT);
    atomic_fetch_add(&done_count, 1);
}

static void
submit(struct kt_pool *pool, struct kt_pool_job *jobs, int count,
       const char *key)
{
    for (int i = 0; i < count; i++) {
        jobs[i] = (struct kt_pool_job){ .key = kt_str_of(key),
                                        .run = run,
                                        .done = done };
        ck_assert(kt_pool_admit(pool, jobs[i].key));
        kt_pool_submit(pool, &jobs[i]);
    }
}

START_TEST(every_job_is_done_before_the_end)
{
    struct kt_pool_job jobs[50];
    struct kt_pool *pool = kt_pool_new(3, 50, NULL, NULL);
    submit(pool, jobs, 50, "");
    kt_pool_free(pool);
    ck_assert_int_eq(run_count, 50);
    ck_assert_int_eq(done_count, 50);
    ck_assert_int_eq(copy_count, 0);
}
END_TEST

START_TEST(what_many_want_is_run_once)
{
    struct kt_pool_job jobs[20], others[1];
    struct kt_pool *pool = kt_pool_new(2, 50, NULL, NULL);
    pthread_mutex_lock(&gate);
    submit(pool, jobs, 20, "one");
    submit(pool, others, 1, "other");
    pthread_mutex_unlock(&gate);
    kt_pool_free(pool);
    ck_assert_int_eq(run_count, 2);
    ck_assert_int_eq(done_count, 21);
    ck_assert_int_eq(copy_count, 19);
}
END_TEST

START_TEST(the_queue_has_an_end)
{
    struct kt_pool_job jobs[5];
    struct kt_pool *pool = kt_pool_new(1, 5, NULL, NULL);
    pthread_mutex_lock(&gate);
    submit(pool, jobs, 5, "");
    ck_assert(!kt_pool_admit(pool, KT_STR("")));
    ck_assert_uint_eq(kt_pool_count(pool), 5);
    pthread_mutex_unlock(&gate);
    while (kt_pool_count(pool) > 0)
        usleep(1000);
    ck_assert(kt_pool_admit(pool, KT_STR("")));
    kt_pool_free(pool);
}
END_TEST

START_TEST(a_copy_needs_no_place)
{
    struct kt_pool_job jobs[20];
    struct kt_pool *pool = kt_pool_new(1, 1, NULL, NULL);
    pthread_mutex_lock(&gate);
    submit(pool, jobs, 20, "one");
    ck_assert(!kt_pool_admit(pool, KT_STR("other")));
    ck_assert_uint_eq(kt_pool_count(pool), 20);
    pthread_mutex_unlock(&gate);
    kt_pool_free(pool);
    ck_assert_int_eq(run_count, 1);
    ck_assert_int_eq(done_count, 20);
}
END_TEST

/* Each waits for all: nobody may wait behind another in the queue. */
static enum kt_status
meet(struct kt_pool_job *job)
{
    (void)job;
    pthread_barrier_wait(&meeting);
    return KT_CONFLICT;
}

START_TEST(jobs_that_come_together_run_together)
{
    enum { THREADS = 8 };
    struct kt_pool_job first[1], jobs[THREADS];
    struct kt_pool *pool = kt_pool_new(THREADS, THREADS, NULL, NULL);
    pthread_barrier_init(&meeting, NULL, THREADS);
    submit(pool, first, 1, "");
    while (atomic_load(&done_count) == 0)
        usleep(1000); /* whoever did it waits again */
    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (struct kt_pool_job){ .run = meet, .done = done };
        ck_assert(kt_pool_admit(pool, jobs[i].key));
        kt_pool_submit(pool, &jobs[i]);
    }
    kt_pool_free(pool);
    ck_assert_int_eq(done_count, THREADS + 1);
    pthread_barrier_destroy(&meeting);
}
END_TEST

Suite *
kt_suite_pool(void)
{
    Suite *suite = suite_create("pool");
    TCase *tcase = unit_case(suite, "pool");
    tcase_add_test(tcase, every_job_is_done_before_the_end);
    tcase_add_test(tcase, what_many_want_is_run_once);
    tcase_add_test(tcase, the_queue_has_an_end);
    tcase_add_test(tcase, a_copy_needs_no_place);
    tcase_add_test(tcase, jobs_that_come_together_run_together);
    return suite;
}
