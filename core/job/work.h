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

/* At most KT_DUE_BATCH, the longest due first; a NULL kind means events. */
KT_CHECKED enum kt_status kt_due_load(struct kt_app *app, const char *kind,
                                      int64_t now_ms, struct kt_arena *arena,
                                      struct kt_due_list *list,
                                      struct kt_error *err);

/* When the next event or job that runs here is due; INT64_MAX when none is. */
KT_CHECKED enum kt_status kt_due_next(struct kt_app *app, int64_t *due_ms,
                                      struct kt_error *err);

/* Tells one event to the reactions of its shop that have not answered it yet,
 * and saves the jobs they ask for. When all have answered, the event is gone;
 * when one failed, it comes again later, or is buried among the jobs after
 * three days. All this is one transaction: what is not KT_OK is the store's
 * failure, and nothing has changed. */
KT_CHECKED enum kt_status kt_event_dispatch(struct kt_app *app,
                                            const struct kt_due *event,
                                            struct kt_arena *arena,
                                            struct kt_error *err);

/* Runs one job and saves what became of it: done, again later, or dead. What
 * is not KT_OK is the store's failure; the job is then still waiting. */
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

/* Reads the job array that a reaction gave: at most KT_JOBS_MAX, of kinds that
 * there are. INVALID_BODY. */
enum { KT_JOBS_MAX = 100 };

struct kt_job_in {
    struct kt_str kind;
    int64_t delay_s;
    struct kt_str body; /* the whole object */
};

KT_CHECKED enum kt_status kt_jobs_read(struct kt_str json,
                                       struct kt_arena *arena,
                                       struct kt_job_in **jobs, size_t *count,
                                       struct kt_error *err);

/* What a job's row keeps as its body: what was asked, and what happened that
 * it was asked for. */
struct kt_job_body {
    struct kt_str topic;
    struct kt_id order_id;
    struct kt_id payment_id; /* may be zero */
    struct kt_str rule;      /* code of the rule in use that asked */
    struct kt_str job;       /* JSON, as the rule gave it */
};

extern const struct kt_shape kt_job_body_shape;

/* The call of a background step in a shop; the caller releases call->shop.
 * NOT_FOUND. */
KT_CHECKED enum kt_status kt_job_call(struct kt_app *app, struct kt_id store_id,
                                      struct kt_arena *arena,
                                      struct kt_call *call,
                                      struct kt_error *err);

#endif
