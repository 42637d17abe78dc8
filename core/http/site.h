/* What a server serves, apart from sockets: the app, the routes, and the
 * documents that are made from them once. Shared by all threads. */
#ifndef KT_HTTP_SITE_H
#define KT_HTTP_SITE_H

#include <stdatomic.h>

#include "http/document.h"
#include "http/guard.h"
#include "http/metrics.h"
#include "http/router.h"
#include "http/server.h"

struct kt_site {
    struct kt_app *app;
    struct kt_arena arena; /* owns all that stands below */
    struct kt_server_options options;
    struct kt_router router;
    struct kt_route_series *series; /* the figures of each route */
    struct kt_document *openapi;
    struct kt_document *docs; /* the same for readers, in HTML */
    _Atomic(const struct kt_guard *) guard;
    struct kt_quotas *quotas;
    unsigned limited[KT_QUOTA_COUNT]; /* their series of refusals */
    atomic_int_least64_t overload_logged_us;
    atomic_bool is_stopping; /* answers end their connections */
    atomic_bool is_open;     /* takes new requests */
    atomic_uint running;     /* requests begun and not yet answered */
    atomic_uint suspended;   /* of them, those that wait for a write */
    atomic_uint_least64_t answered;
};

/* Takes the options (zeros filled with their defaults), builds router and
 * documents. INVALID_REQUEST, as kt_server_start. The site is to be released
 * also after a failure. */
KT_CHECKED enum kt_status kt_site_init(struct kt_site *site, struct kt_app *app,
                                       const struct kt_server_options *options,
                                       struct kt_error *err);

/* Replaces the limits. INVALID_REQUEST. */
KT_CHECKED enum kt_status kt_site_set_limits(
    struct kt_site *site, const struct kt_server_limits *limits,
    struct kt_error *err);
void kt_site_release(struct kt_site *site);

#endif
