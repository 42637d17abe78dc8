#include "base/metric.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

#include "base/assert.h"

enum { LABEL_MAX = 200, BUCKETS = 14 };

enum kind { COUNTER, LEVEL, HISTOGRAM };
enum unit { ONE, MICROSECONDS, NANOSECONDS };

typedef _Atomic uint64_t cell;

/* Values up to each bound, those beyond all, their sum: two cache lines. */
enum { CELLS_COUNTER = 1, CELLS_LEVEL = 1, CELLS_HISTOGRAM = BUCKETS + 2 };

enum label_counts {
#define X(TOKEN, count) COUNT_##TOKEN = (count),
    KT_METRIC_LABELS(X)
#undef X
};

/* The cells of one thread. Only it writes them; whole pages, so that no other
 * thread's are near, and those that are never used cost no memory. */
struct shard {
#define X(TOKEN, kind, unit, labels, name, help)                               \
    cell TOKEN[COUNT_##labels][CELLS_##kind];
#include "base/metrics.def"
#undef X
    struct shard *next;
    struct shard *next_spare;
};

struct metric {
    enum kind kind;
    enum unit unit;
    enum kt_metric_labels labels;
    size_t offset; /* in a shard */
    size_t cells;  /* of a series */
    const char *name;
    const char *help;
};

static const struct metric metrics[KT_METRIC_COUNT] = {
#define X(TOKEN, kind, unit, labels, name, help)                               \
    { kind,                                                                    \
      unit,                                                                    \
      KT_LABELS_##labels,                                                      \
      offsetof(struct shard, TOKEN),                                           \
      CELLS_##kind,                                                            \
      name,                                                                    \
      help },
#include "base/metrics.def"
#undef X
};

/* Upper bounds: microseconds from 25 us to 1 s, and numbers. */
static const int64_t time_bounds[BUCKETS] = {
    25,   50,    100,   250,   500,    1000,   2500,
    5000, 10000, 25000, 50000, 100000, 250000, 1000000,
};
static const int64_t number_bounds[BUCKETS] = { 1,  2,  3,  4,  6,  8,  12,
                                                16, 24, 32, 48, 64, 96, 128 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct shard *shards; /* all there ever were: counters never go back */
static struct shard *spares; /* of threads that ended */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t thread_end;
static _Thread_local struct shard *own;

static struct {
    unsigned max;
    atomic_uint count;
    char (*texts)[LABEL_MAX];
} label_sets[KT_LABELS_COUNT] = {
#define X(TOKEN, max)                                                          \
    [KT_LABELS_##TOKEN] = { max, 0, (char[max][LABEL_MAX]){ { 0 } } },
    KT_METRIC_LABELS(X)
#undef X
};

/* ---- shards ---- */

static void
give_shard(void *shard)
{
    pthread_mutex_lock(&lock);
    ((struct shard *)shard)->next_spare = spares;
    spares = shard;
    pthread_mutex_unlock(&lock);
}

static void
make_key(void)
{
    int failed = pthread_key_create(&thread_end, give_shard);
    KT_ASSERT(failed == 0);
}

/* NULL without memory: the figures of this thread are lost. */
static struct shard *
take_shard(void)
{
    pthread_once(&once, make_key);
    pthread_mutex_lock(&lock);
    struct shard *shard = spares;
    if (shard != NULL) {
        spares = shard->next_spare;
    } else {
        void *pages = mmap(NULL, sizeof *shard, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        shard = pages != MAP_FAILED ? pages : NULL;
        if (shard != NULL) {
            shard->next = shards;
            shards = shard;
        }
    }
    pthread_mutex_unlock(&lock);
    if (shard != NULL)
        pthread_setspecific(thread_end, shard);
    return own = shard;
}

static cell *
cells_in(struct shard *shard, const struct metric *metric, unsigned series)
{
    return (cell *)((char *)shard + metric->offset) + series * metric->cells;
}

static cell *
own_cells(const struct metric *metric, unsigned series)
{
    struct shard *shard = own != NULL ? own : take_shard();
    return shard != NULL ? cells_in(shard, metric, series) : NULL;
}

/* One writer, so that no locked instruction is needed. */
static void
add(cell *place, uint64_t count)
{
    uint64_t before = atomic_load_explicit(place, memory_order_relaxed);
    atomic_store_explicit(place, before + count, memory_order_relaxed);
}

/* ---- counting ---- */

void
kt_metric_add(enum kt_metric metric, unsigned series, int64_t count)
{
    cell *place = own_cells(&metrics[metric], series);
    if (place != NULL)
        add(place, (uint64_t)count);
}

static const int64_t *
bounds_of(const struct metric *metric)
{
    return metric->unit == ONE ? number_bounds : time_bounds;
}

void
kt_metric_record(enum kt_metric metric, unsigned series, int64_t value)
{
    cell *places = own_cells(&metrics[metric], series);
    const int64_t *bounds = bounds_of(&metrics[metric]);
    size_t bucket = 0;
    KT_ASSERT(metrics[metric].kind == HISTOGRAM);
    if (places == NULL)
        return;
    while (bucket < BUCKETS && value > bounds[bucket])
        bucket++;
    add(&places[bucket], 1);
    add(&places[BUCKETS + 1], (uint64_t)value);
}

/* ---- series ---- */

unsigned
kt_metric_series(enum kt_metric_labels labels, struct kt_str text)
{
    unsigned max = label_sets[labels].max;
    char(*texts)[LABEL_MAX] = label_sets[labels].texts;
    if (text.len >= LABEL_MAX)
        return max - 1;
    pthread_mutex_lock(&lock);
    unsigned count = atomic_load(&label_sets[labels].count);
    unsigned at = 1; /* 0 has no labels, the last one all others */
    while (at <= count && !kt_str_eq(kt_str_of(texts[at]), text))
        at++;
    if (at > count && at < max - 1) {
        memcpy(texts[at], text.ptr, text.len);
        atomic_store(&label_sets[labels].count, at);
    }
    pthread_mutex_unlock(&lock);
    return at < max ? at : max - 1;
}

/* ---- reading ---- */

static void
sum_up(const struct metric *metric, unsigned series,
       uint64_t sums[CELLS_HISTOGRAM])
{
    pthread_mutex_lock(&lock);
    memset(sums, 0, CELLS_HISTOGRAM * sizeof *sums);
    for (struct shard *shard = shards; shard != NULL; shard = shard->next) {
        cell *places = cells_in(shard, metric, series);
        for (size_t i = 0; i < metric->cells; i++)
            sums[i] += atomic_load_explicit(&places[i], memory_order_relaxed);
    }
    pthread_mutex_unlock(&lock);
}

static uint64_t
count_values(const uint64_t sums[CELLS_HISTOGRAM])
{
    uint64_t count = 0;
    for (size_t i = 0; i <= BUCKETS; i++)
        count += sums[i];
    return count;
}

int64_t
kt_metric_read(enum kt_metric metric, unsigned series)
{
    uint64_t sums[CELLS_HISTOGRAM];
    sum_up(&metrics[metric], series, sums);
    return (int64_t)(metrics[metric].kind == HISTOGRAM ? count_values(sums)
                                                       : sums[0]);
}

static void
write_number(struct kt_buf *buf, const struct metric *metric, int64_t number)
{
    static const int64_t per_one[] = {
        [MICROSECONDS] = 1000000, [NANOSECONDS] = 1000000000
    };
    if (metric->unit == ONE)
        kt_buf_int(buf, number);
    else
        kt_buf_format(buf, "%lld.%0*lld",
                      (long long)(number / per_one[metric->unit]),
                      metric->unit == MICROSECONDS ? 6 : 9,
                      (long long)(number % per_one[metric->unit]));
}

/* name_suffix{labels} — the value follows. */
static void
write_name(struct kt_buf *buf, const struct metric *metric, const char *suffix,
           struct kt_str labels)
{
    kt_buf_text(buf, metric->name);
    kt_buf_text(buf, suffix);
    if (labels.len > 0)
        kt_buf_format(buf, "{%.*s}", KT_STR_FMT(labels));
    kt_buf_char(buf, ' ');
}

static void
write_bucket(struct kt_buf *buf, const struct metric *metric,
             struct kt_str labels, size_t bucket, uint64_t count)
{
    kt_buf_format(buf, "%s_bucket{%.*s%sle=\"", metric->name,
                  KT_STR_FMT(labels), labels.len > 0 ? "," : "");
    if (bucket == BUCKETS)
        kt_buf_text(buf, "+Inf");
    else
        write_number(buf, metric, bounds_of(metric)[bucket]);
    kt_buf_format(buf, "\"} %llu\n", (unsigned long long)count);
}

static void
write_histogram(struct kt_buf *buf, const struct metric *metric,
                struct kt_str labels, const uint64_t sums[CELLS_HISTOGRAM])
{
    uint64_t count = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        count += sums[i];
        write_bucket(buf, metric, labels, i, count);
    }
    write_name(buf, metric, "_sum", labels);
    write_number(buf, metric, (int64_t)sums[BUCKETS + 1]);
    kt_buf_char(buf, '\n');
    write_name(buf, metric, "_count", labels);
    kt_buf_format(buf, "%llu\n", (unsigned long long)count);
}

static void
write_series(struct kt_buf *buf, const struct metric *metric, unsigned series,
             struct kt_str labels)
{
    uint64_t sums[CELLS_HISTOGRAM];
    sum_up(metric, series, sums);
    if (metric->kind == HISTOGRAM) {
        if (labels.len == 0 || count_values(sums) > 0)
            write_histogram(buf, metric, labels, sums);
        return;
    }
    write_name(buf, metric, "", labels);
    write_number(buf, metric, (int64_t)sums[0]);
    kt_buf_char(buf, '\n');
}

static void
write_metric(struct kt_buf *buf, const struct metric *metric)
{
    static const char *const types[] = { "counter", "gauge", "histogram" };
    unsigned max = label_sets[metric->labels].max;
    unsigned count = atomic_load(&label_sets[metric->labels].count);

    kt_metric_write_head(buf, metric->name, types[metric->kind], metric->help);
    if (metric->labels == KT_LABELS_NONE) {
        write_series(buf, metric, 0, KT_STR(""));
        return;
    }
    for (unsigned i = 1; i <= count; i++)
        write_series(buf, metric, i,
                     kt_str_of(label_sets[metric->labels].texts[i]));
    if (count == max - 2)
        write_series(buf, metric, max - 1, KT_STR("other=\"true\""));
}

void
kt_metric_write_head(struct kt_buf *buf, const char *name, const char *type,
                     const char *help)
{
    kt_buf_format(buf, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void
kt_metrics_write(struct kt_buf *buf)
{
    for (size_t i = 0; i < KT_METRIC_COUNT; i++)
        write_metric(buf, &metrics[i]);
}
