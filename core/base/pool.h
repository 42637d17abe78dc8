/* Threads for work that would hold up a thread that serves: looking into a
 * picture, making another one of it. They start with the first job, and rest
 * when there is none. Jobs under one key are one piece of work: the first is
 * run, the others are done when it is.
 *
 *   if (!kt_pool_admit(pool, key))   too many wait; say so and give up
 *   …
 *   kt_pool_submit(pool, job);  job->done is called once, on a worker */
#ifndef KT_BASE_POOL_H
#define KT_BASE_POOL_H

#include <kontor/problem.h>

struct kt_pool;

struct kt_pool_job {
    struct kt_str key; /* empty: like no other */
    enum kt_status (*run)(struct kt_pool_job *job);
    /* The job belongs to its owner again. */
    void (*done)(struct kt_pool_job *job);
    enum kt_status status; /* of run, or of the run of another with the key */
    bool is_copy;          /* another one was run for it */
    /* the pool's */
    struct kt_pool_job *next;
    struct kt_pool_job *copies;
};

/* rest is called on a worker after it had nothing to do for a while, or NULL.
 * waiting_max counts the jobs that are not done yet. */
struct kt_pool *kt_pool_new(unsigned threads, unsigned waiting_max,
                            void (*rest)(void *arg), void *arg);

/* Ends what runs and waits; accepts NULL. */
void kt_pool_free(struct kt_pool *pool);

/* Takes a place in the queue, which a copy of what is there needs not. False
 * when there is none. */
bool kt_pool_admit(struct kt_pool *pool, struct kt_str key);

/* Queues an admitted job. */
void kt_pool_submit(struct kt_pool *pool, struct kt_pool_job *job);

/* How many jobs are not done yet. */
unsigned kt_pool_count(struct kt_pool *pool);

#endif
