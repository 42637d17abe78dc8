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

/* One event or job on its way. */
struct kt_step {
    struct kt_write_job job; /* first; the batch's */
    const struct kt_due *due;
    struct kt_arena arena; /* the step's own */
    struct kt_error err;
    struct kt_call call;   /* shop is NULL when there is none */
    struct kt_str failure; /* why it comes again; empty: it is done */
    void *work;            /* the kind's own, zeroed, in the arena */
    void *batch;
};

/* What is done with a kind of rows. decide reads, asks rules and speaks with
 * others; when it fails (in step->err) or there is no shop, that is the
 * failure. save writes what became of it, gone, done, again later or dead, in
 * one transaction. When save itself fails it is called once more with that as
 * the failure. */
struct kt_step_kind {
    const char *name; /* of jobs; NULL: events */
    size_t work_size;
    enum kt_status (*decide)(struct kt_step *step);
    kt_write_fn save; /* arg is the step */
};

/* Tells an event to the reactions of its shop that have not answered it yet,
 * and saves the jobs they ask for. When all have answered, the event is gone;
 * when one failed, it comes again later, or is buried among the jobs after
 * three days. */
extern const struct kt_step_kind kt_event_step;

/* Jobs that run here; the others wait for somebody else. name NULL ends. */
extern const struct kt_step_kind kt_job_steps[];

/* Decides one after the other and saves all of them together; *done grows by
 * those that were saved. Rows that somebody else took meanwhile are passed
 * over. What is not KT_OK is the store's failure: what was not saved is still
 * due. */
KT_CHECKED enum kt_status kt_batch_run(struct kt_app *app,
                                       const struct kt_step_kind *kind,
                                       const struct kt_due_list *list,
                                       size_t *done, struct kt_error *err);

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
