/* What the files of this folder share: an event or a job that is due. */
#ifndef KT_JOB_WORK_H
#define KT_JOB_WORK_H

#include "service/order.h"

/* A row of outbox or job. */
struct kt_due {
    struct kt_id store_id;
    struct kt_id id;
    struct kt_str name; /* topic, or kind of job */
    struct kt_str body; /* JSON */
    int64_t attempts;
    int64_t created_ms;
};

enum { KT_DUE_BATCH = 100 };

struct kt_due_list {
    struct kt_due *items;
    size_t count;
};

/* Tells one event to the reactions of its shop. */
KT_CHECKED enum kt_status kt_event_dispatch(struct kt_app *app,
                                            const struct kt_due *event,
                                            struct kt_arena *arena,
                                            struct kt_error *err);

/* Runs one job. */
KT_CHECKED enum kt_status kt_job_run(struct kt_app *app,
                                     const struct kt_due *job,
                                     struct kt_arena *arena,
                                     struct kt_error *err);

/* The kinds of jobs that run here; the others wait for somebody else. Ends
 * with NULL. */
extern const char *const kt_job_kinds_here[];

/* When to try again after so many failures: a second, doubled each time, up to
 * an hour, spread by a fifth so that what failed together does not come back
 * together. */
int64_t kt_retry_at(int64_t now_ms, int64_t attempts, struct kt_id id);

/* True when an event or job of this age is not tried again. */
bool kt_retry_is_over(int64_t now_ms, int64_t created_ms);

/* Reads the job array that a reaction gave. */
struct kt_job_in {
    struct kt_str kind;
    int64_t delay_s;
    struct kt_str body; /* the whole object */
};

KT_CHECKED enum kt_status kt_jobs_read(struct kt_str json,
                                       struct kt_arena *arena,
                                       struct kt_job_in **jobs, size_t *count,
                                       struct kt_error *err);

/* The call of a background step in a shop; the caller releases call->shop. */
KT_CHECKED enum kt_status kt_job_call(struct kt_app *app, struct kt_id store_id,
                                      struct kt_arena *arena,
                                      struct kt_call *call,
                                      struct kt_error *err);

#endif
