/* What a server serves, apart from sockets: the app, the routes, and the
 * documents that are made from them once. Shared by all threads. */
#ifndef KT_HTTP_SITE_H
#define KT_HTTP_SITE_H

#include <stdatomic.h>

#include "http/document.h"
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
    atomic_bool is_open;      /* takes new requests */
    atomic_uint running;      /* requests begun and not yet answered */
    atomic_uint suspended;    /* of them, those that wait for a write */
    atomic_uint_least64_t answered;
};

/* Takes the options (zeros filled with their defaults), builds router and
 * documents. */
void kt_site_init(struct kt_site *site, struct kt_app *app,
                  const struct kt_server_options *options);
void kt_site_release(struct kt_site *site);

#endif
