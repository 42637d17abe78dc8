/* What happens after the commit: events of the outbox are told to reactions,
 * and the jobs that reactions ask for are run. One thread does it, at least
 * once each; what fails is tried again, later and later, for three days, and
 * is then kept as dead. */
#ifndef KT_JOB_JOBS_H
#define KT_JOB_JOBS_H

#include "service/app.h"

struct kt_jobs;

/* Starts the thread. The app outlives it. */
KT_CHECKED enum kt_status kt_jobs_start(struct kt_app *app,
                                        struct kt_jobs **jobs,
                                        struct kt_error *err);

/* Ends what runs and joins the thread. Accepts NULL. */
void kt_jobs_stop(struct kt_jobs *jobs);

/* Does what is due now, on the calling thread; *done takes how many events and
 * jobs that were. The thread calls it; tests and tools may, too. */
KT_CHECKED enum kt_status kt_jobs_run_due(struct kt_app *app, size_t *done,
                                          struct kt_error *err);

/* What stands in the queues of all shops. */
struct kt_jobs_waiting {
    int64_t events;
    int64_t jobs;
    int64_t dead; /* given up after three days */
};

KT_CHECKED enum kt_status kt_jobs_count(struct kt_app *app,
                                        struct kt_jobs_waiting *waiting,
                                        struct kt_error *err);

#endif
