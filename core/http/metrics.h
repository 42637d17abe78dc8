/* The figures of requests, and the page GET /metrics. */
#ifndef KT_HTTP_METRICS_H
#define KT_HTTP_METRICS_H

#include <stdatomic.h>

#include "base/buf.h"

struct kt_jobs_waiting;
struct kt_route_table;
struct kt_site;

enum { KT_STATUS_SLOTS = 32 };

/* The series of one route: its pattern is the label, never a path. */
struct kt_route_series {
    struct kt_str labels; /* method="GET",route="/healthz" */
    unsigned duration;
    atomic_uint answers[KT_STATUS_SLOTS]; /* 0: not needed yet */
};

/* By number of the route; number 0 is for requests without one. */
struct kt_route_series *kt_metrics_series(
    const struct kt_route_table *const *tables, size_t count,
    struct kt_arena *arena);

/* Counts an answer. */
void kt_metrics_count(struct kt_route_series *series, int status,
                      int64_t duration_us);

void kt_metrics_write_page(const struct kt_site *site,
                           const struct kt_jobs_waiting *waiting,
                           struct kt_buf *buf);

#endif
