#include "http/site.h"

#include <unistd.h>

#include "base/guard.h"
#include "base/metric.h"
#include "http/docs.h"
#include "http/openapi.h"

static unsigned
core_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 && cores < 256 ? (unsigned)cores : 1;
}

#define DEFAULT(member, value)                                                 \
    do {                                                                       \
        if (options->member == 0)                                              \
            options->member = (value);                                         \
    } while (0)

static void
fill_defaults(struct kt_server_options *options)
{
    DEFAULT(threads, core_count());
    DEFAULT(body_max, (size_t)1024 * 1024);
    DEFAULT(connections_max, 10000);
    DEFAULT(head_timeout_s, 10);
    DEFAULT(body_timeout_s, 30);
    DEFAULT(rate_min, 16 * 1024);
    DEFAULT(idle_timeout_s, 30);
    DEFAULT(suspended_max, 4096);
    DEFAULT(request_memory_max, (size_t)64 * 1024 * 1024);
    if (options->tables == NULL)
        options->tables = kt_route_tables;
}

struct limiting {
    struct kt_site *site;
    const struct kt_server_limits *limits;
};

static enum kt_status
set_limits(void *arg, struct kt_error *err)
{
    const struct limiting *limiting = arg;
    struct kt_site *site = limiting->site;
    const struct kt_guard *guard;
    KT_TRY(kt_guard_make(limiting->limits, &site->arena, &guard, err));
    atomic_store(&site->guard, guard);
    return KT_OK;
}

/* Requests that run keep the limits they began with, so none is ever freed. */
enum kt_status
kt_site_set_limits(struct kt_site *site, const struct kt_server_limits *limits,
                   struct kt_error *err)
{
    struct limiting limiting = { site, limits };
    return kt_guard_run(&site->arena, set_limits, &limiting, err);
}

static void
name_limits(struct kt_site *site)
{
    for (size_t i = 0; i < KT_QUOTA_COUNT; i++)
        site->limited[i] =
            kt_metric_series(KT_LABELS_LIMIT,
                             kt_arena_format(&site->arena, "limit=\"%s\"",
                                             kt_quota_kinds[i].name));
}

enum kt_status
kt_site_init(struct kt_site *site, struct kt_app *app,
             const struct kt_server_options *options, struct kt_error *err)
{
    *site = (struct kt_site){ .app = app, .options = *options };
    kt_arena_init(&site->arena, 0);
    fill_defaults(&site->options);
    const struct kt_route_table *const *tables = site->options.tables;
    kt_router_init(&site->router, tables, &site->arena);
    site->series =
        kt_metrics_series(tables, site->router.route_count, &site->arena);
    site->openapi = KT_NEW(&site->arena, struct kt_document);
    site->docs = KT_NEW(&site->arena, struct kt_document);
    kt_openapi_write(tables, &site->arena, site->openapi);
    kt_docs_write(tables, &site->arena, site->docs);
    site->quotas = kt_quotas_new();
    name_limits(site);
    return kt_site_set_limits(site, &site->options.limits, err);
}

void
kt_site_release(struct kt_site *site)
{
    kt_quotas_free(site->quotas);
    kt_document_release(site->openapi);
    kt_document_release(site->docs);
    kt_arena_release(&site->arena);
}
