/* The HTTP server: libmicrohttpd's daemons, one epoll thread a core, sharing
 * the port by SO_REUSEPORT. All of libmicrohttpd lives in server*.c. */
#ifndef KT_HTTP_SERVER_H
#define KT_HTTP_SERVER_H

#include "service/app.h"

struct kt_server;

struct kt_server_options {
    const char *address;            /* "127.0.0.1"; NULL: all, IPv4 and IPv6 */
    unsigned port;                  /* 0: any free one */
    unsigned threads;               /* 0: one a core */
    size_t body_max;                /* 0: 1 MiB */
    unsigned connections_max;       /* 0: 10 000 */
    unsigned head_timeout_s;        /* 0: 10 */
    unsigned body_timeout_s;        /* 0: 30 */
};

KT_CHECKED enum kt_status
kt_server_start(struct kt_app *app, const struct kt_server_options *options,
                struct kt_server **server, struct kt_error *err);

/* The port it listens on. */
unsigned kt_server_port(const struct kt_server *server);

/* Takes no new connection, answers what runs, then stops. */
void kt_server_stop(struct kt_server *server);

/* True while it takes new work; /readyz says so. */
bool kt_server_is_ready(const struct kt_server *server);

#endif
