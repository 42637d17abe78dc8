#include "http/metrics.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/metric.h"
#include "http/site.h"
#include "job/jobs.h"

/* ---- requests ---- */

/* Places of the statuses that are answered; 0 is all others'. */
static const unsigned char status_slots[600] = {
    [200] = 1,  [201] = 2,  [202] = 3,  [204] = 4,  [206] = 5,  [301] = 6,
    [302] = 7,  [303] = 8,  [304] = 9,  [400] = 10, [401] = 11, [403] = 12,
    [404] = 13, [405] = 14, [406] = 15, [409] = 16, [410] = 17, [412] = 18,
    [413] = 19, [415] = 20, [416] = 21, [422] = 22, [423] = 23, [428] = 24,
    [429] = 25, [431] = 26, [500] = 27, [501] = 28, [502] = 29, [503] = 30,
    [507] = 31,
};

static void
init_series(struct kt_route_series *series, struct kt_str labels)
{
    series->labels = labels;
    series->duration = kt_metric_series(KT_LABELS_ROUTE, labels);
}

struct kt_route_series *
kt_metrics_series(const struct kt_route_table *const *tables, size_t count,
                  struct kt_arena *arena)
{
    struct kt_route_series *all =
        KT_NEW_ARRAY(arena, struct kt_route_series, count + 1);
    size_t number = 0;
    init_series(&all[0], KT_STR("method=\"other\",route=\"none\""));
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++) {
            const struct kt_route *route = &(*tables)->routes[i];
            init_series(&all[++number],
                        kt_arena_format(arena, "method=\"%s\",route=\"%s\"",
                                        kt_method_names[route->method],
                                        route->path));
        }
    }
    KT_ASSERT(number == count);
    return all;
}

/* Once for each status of a route. */
static unsigned
find_answer(const struct kt_route_series *series, int status, bool is_known)
{
    char text[256];
    int len = is_known ? snprintf(text, sizeof text, "%.*s,status=\"%d\"",
                                  KT_STR_FMT(series->labels), status)
                       : snprintf(text, sizeof text, "%.*s,status=\"other\"",
                                  KT_STR_FMT(series->labels));
    return kt_metric_series(KT_LABELS_ANSWER,
                            (struct kt_str){ text, (size_t)len });
}

void
kt_metrics_count(struct kt_route_series *series, int status,
                 int64_t duration_us)
{
    unsigned slot = status > 0 && status < 600 ? status_slots[status] : 0;
    unsigned answer =
        atomic_load_explicit(&series->answers[slot], memory_order_relaxed);
    if (answer == 0) {
        answer = find_answer(series, status, slot != 0);
        atomic_store(&series->answers[slot], answer);
    }
    kt_metric_add(KT_METRIC_HTTP_REQUESTS, answer, 1);
    kt_metric_record(KT_METRIC_HTTP_DURATION, series->duration, duration_us);
}

/* ---- figures that are read when they are asked for ---- */

struct reading {
    const struct kt_site *site;
    const struct kt_jobs_waiting *waiting;
    struct kt_store_stats store;
    struct rusage usage;
};

static int64_t
read_suspended(const struct reading *reading)
{
    return atomic_load(&reading->site->suspended);
}

static int64_t
read_running(const struct reading *reading)
{
    return atomic_load(&reading->site->running);
}

static int64_t
read_queue(const struct reading *reading)
{
    return reading->store.queue_length;
}

static int64_t
read_commits(const struct reading *reading)
{
    return (int64_t)reading->store.commits;
}

static int64_t
read_failed_jobs(const struct reading *reading)
{
    return (int64_t)reading->store.failed_jobs;
}

static int64_t
read_wal(const struct reading *reading)
{
    return (int64_t)reading->store.wal_bytes;
}

static int64_t
read_events(const struct reading *reading)
{
    return reading->waiting->events;
}

static int64_t
read_jobs(const struct reading *reading)
{
    return reading->waiting->jobs;
}

static int64_t
read_dead(const struct reading *reading)
{
    return reading->waiting->dead;
}

static int64_t
read_memory(const struct reading *reading)
{
    long long total = 0;
    long long resident = 0;
    (void)reading;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%lld %lld", &total, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

static int64_t
read_cpu_ms(const struct reading *reading)
{
    const struct rusage *usage = &reading->usage;
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000 +
           (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
}

static const struct gauge {
    const char *name;
    const char *type;
    int64_t (*read)(const struct reading *reading);
    bool is_ms; /* shown in seconds */
    const char *help;
} gauges[] = {
    { "kontor_http_requests_running", "gauge", read_running, false,
      "Requests begun and not yet answered." },
    { "kontor_http_requests_suspended", "gauge", read_suspended, false,
      "Requests that wait for the disk." },
    { "kontor_write_queue", "gauge", read_queue, false,
      "Writes that wait for the writer." },
    { "kontor_commits_total", "counter", read_commits, false,
      "Transactions that were committed." },
    { "kontor_write_failures_total", "counter", read_failed_jobs, false,
      "Writes that were refused or failed." },
    { "kontor_wal_bytes", "gauge", read_wal, false,
      "Write-ahead log that is not copied back yet." },
    { "kontor_events_waiting", "gauge", read_events, false,
      "Events of the outbox that no reaction has answered." },
    { "kontor_jobs_waiting", "gauge", read_jobs, false,
      "Jobs that reactions asked for and that are not done." },
    { "kontor_jobs_dead", "gauge", read_dead, false,
      "Events and jobs that were given up." },
    { "process_resident_memory_bytes", "gauge", read_memory, false,
      "Resident memory." },
    { "process_cpu_seconds_total", "counter", read_cpu_ms, true,
      "User and system CPU time." },
};

void
kt_metrics_write_page(const struct kt_site *site,
                      const struct kt_jobs_waiting *waiting, struct kt_buf *buf)
{
    struct reading reading = { .site = site, .waiting = waiting };
    kt_store_stats_get(site->app->store, &reading.store);
    getrusage(RUSAGE_SELF, &reading.usage);
    kt_metrics_write(buf);
    for (size_t i = 0; i < KT_COUNT(gauges); i++) {
        const struct gauge *gauge = &gauges[i];
        long long value = gauge->read(&reading);
        kt_metric_write_head(buf, gauge->name, gauge->type, gauge->help);
        if (gauge->is_ms)
            kt_buf_format(buf, "%s %lld.%03lld\n", gauge->name, value / 1000,
                          value % 1000);
        else
            kt_buf_format(buf, "%s %lld\n", gauge->name, value);
    }
}
