#include "base/pool.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/heap.h"

enum { THREADS_MAX = 16, REST_AFTER_S = 10 };

struct kt_pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t threads[THREADS_MAX];
    unsigned thread_count; /* started ones */
    unsigned threads_max;
    unsigned idle_count; /* woken ones too that did not run yet */
    unsigned queued_count;
    unsigned waiting;
    unsigned waiting_max;
    bool is_ending;
    struct kt_pool_job *first; /* queued, the oldest first */
    struct kt_pool_job *last;
    struct kt_pool_job *running;
    void (*rest)(void *arg);
    void *arg;
};

/* ---- lists; the lock is held ---- */

static struct kt_pool_job *
take_first(struct kt_pool *pool)
{
    struct kt_pool_job *job = pool->first;
    pool->first = job->next;
    pool->queued_count--;
    if (pool->first == NULL)
        pool->last = NULL;
    job->next = pool->running;
    pool->running = job;
    return job;
}

static void
remove_running(struct kt_pool *pool, const struct kt_pool_job *job)
{
    struct kt_pool_job **place = &pool->running;
    while (*place != job)
        place = &(*place)->next;
    *place = job->next;
}

static struct kt_pool_job *
find_key(struct kt_pool_job *list, struct kt_str key)
{
    while (list != NULL && !kt_str_eq(list->key, key))
        list = list->next;
    return list;
}

/* ---- a worker ---- */

/* The owner of a job may free it as soon as it is done. */
static void
finish(struct kt_pool_job *job, enum kt_status status)
{
    struct kt_pool_job *copy = job->copies;
    job->status = status;
    job->done(job);
    while (copy != NULL) {
        struct kt_pool_job *next = copy->next;
        copy->status = status;
        copy->done(copy);
        copy = next;
    }
}

static unsigned
count_all(const struct kt_pool_job *job)
{
    unsigned count = 1;
    for (const struct kt_pool_job *copy = job->copies; copy != NULL;
         copy = copy->next)
        count++;
    return count;
}

static void
run_first(struct kt_pool *pool)
{
    struct kt_pool_job *job = take_first(pool);
    pthread_mutex_unlock(&pool->lock);
    enum kt_status status = job->run(job);
    pthread_mutex_lock(&pool->lock);
    remove_running(pool, job);
    pool->waiting -= count_all(job);
    pthread_mutex_unlock(&pool->lock);
    finish(job, status);
    pthread_mutex_lock(&pool->lock);
}

/* Waits for a job; without one for a while the pool rests, once. */
static void
wait_for_job(struct kt_pool *pool, bool *is_resting)
{
    struct timespec until;
    if (*is_resting || pool->rest == NULL) {
        pthread_cond_wait(&pool->wake, &pool->lock);
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += REST_AFTER_S;
    if (pthread_cond_timedwait(&pool->wake, &pool->lock, &until) != ETIMEDOUT)
        return;
    *is_resting = true;
    pthread_mutex_unlock(&pool->lock);
    pool->rest(pool->arg);
    pthread_mutex_lock(&pool->lock);
}

static void *
work(void *arg)
{
    struct kt_pool *pool = arg;
    bool is_resting = false;
    pthread_mutex_lock(&pool->lock);
    while (!pool->is_ending || pool->first != NULL) {
        if (pool->first != NULL) {
            is_resting = false;
            run_first(pool);
            continue;
        }
        pool->idle_count++;
        wait_for_job(pool, &is_resting);
        pool->idle_count--;
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* ---- the pool ---- */

struct kt_pool *
kt_pool_new(unsigned threads, unsigned waiting_max, void (*rest)(void *arg),
            void *arg)
{
    struct kt_pool *pool = KT_HEAP_NEW(struct kt_pool);
    pthread_condattr_t attributes;
    *pool = (struct kt_pool){
        .threads_max = threads < THREADS_MAX ? threads : THREADS_MAX,
        .waiting_max = waiting_max,
        .rest = rest,
        .arg = arg,
    };
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return pool;
}

void
kt_pool_free(struct kt_pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->is_ending = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    kt_heap_free(pool);
}

/* The lock is held. */
static struct kt_pool_job *
find_same(const struct kt_pool *pool, struct kt_str key)
{
    struct kt_pool_job *same = NULL;
    if (key.len > 0)
        same = find_key(pool->running, key);
    return same == NULL && key.len > 0 ? find_key(pool->first, key) : same;
}

bool
kt_pool_admit(struct kt_pool *pool, struct kt_str key)
{
    pthread_mutex_lock(&pool->lock);
    bool is_admitted =
        pool->waiting < pool->waiting_max || find_same(pool, key) != NULL;
    /* The first thread is there before the first job is. */
    if (is_admitted && pool->thread_count == 0)
        is_admitted = pthread_create(&pool->threads[0], NULL, work, pool) == 0;
    if (is_admitted && pool->thread_count == 0)
        pool->thread_count = 1;
    pool->waiting += is_admitted;
    pthread_mutex_unlock(&pool->lock);
    return is_admitted;
}

void
kt_pool_submit(struct kt_pool *pool, struct kt_pool_job *job)
{
    job->next = NULL;
    job->copies = NULL;
    pthread_mutex_lock(&pool->lock);
    struct kt_pool_job *same = find_same(pool, job->key);
    job->is_copy = same != NULL;
    if (same != NULL) {
        job->next = same->copies;
        same->copies = job;
    } else {
        *(pool->last != NULL ? &pool->last->next : &pool->first) = job;
        pool->last = job;
        pool->queued_count++;
        if (pool->queued_count > pool->idle_count &&
            pool->thread_count < pool->threads_max &&
            pthread_create(&pool->threads[pool->thread_count], NULL, work,
                           pool) == 0)
            pool->thread_count++;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->lock);
}

unsigned
kt_pool_count(struct kt_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    unsigned count = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
    return count;
}
