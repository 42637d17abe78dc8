/* Figures about the running process, which GET /metrics shows. Counting takes
 * no lock and shares no cache line: each thread has cells of its own, and only
 * who reads adds them up. */
#ifndef KT_BASE_METRIC_H
#define KT_BASE_METRIC_H

#include "base/buf.h"

/* What tells the series of one figure apart, and how many there may be; those
 * beyond share the last one. NONE: the figure is one series. */
#define KT_METRIC_LABELS(X)                                                    \
    X(NONE, 1)                                                                 \
    X(ANSWER, 2048)                                                            \
    X(ROUTE, 512)                                                              \
    X(RULE, 256)                                                               \
    X(FAILURE, 1024)                                                           \
    X(LIMIT, 16)

enum kt_metric_labels {
#define X(TOKEN, count) KT_LABELS_##TOKEN,
    KT_METRIC_LABELS(X)
#undef X
        KT_LABELS_COUNT
};

enum kt_metric {
#define X(TOKEN, kind, unit, labels, name, help) KT_METRIC_##TOKEN,
#include "base/metrics.def"
#undef X
    KT_METRIC_COUNT
};

/* The series of these labels, `rule="x"`: the same text has the same number.
 * Takes a lock; callers keep the number. 0 is the series without labels. */
unsigned kt_metric_series(enum kt_metric_labels labels, struct kt_str text);

/* Adds to a counter, or moves a level, which may go down. */
void kt_metric_add(enum kt_metric metric, unsigned series, int64_t count);

/* Counts a value of a histogram, in the unit of its row. */
void kt_metric_record(enum kt_metric metric, unsigned series, int64_t value);

/* Of one series, added up over all threads: a counter or level, or how many
 * values a histogram has. */
int64_t kt_metric_read(enum kt_metric metric, unsigned series);

/* All of it in Prometheus's text format 0.0.4. */
void kt_metrics_write(struct kt_buf *buf);

/* The lines before a figure that is read somewhere else. */
void kt_metric_write_head(struct kt_buf *buf, const char *name,
                          const char *type, const char *help);

#endif
