/* The HTTP server: libmicrohttpd's daemons, one epoll thread a core, sharing
 * the port by SO_REUSEPORT. All of libmicrohttpd lives in server*.c. */
#ifndef KT_HTTP_SERVER_H
#define KT_HTTP_SERVER_H

#include "service/app.h"

struct kt_route_table;
struct kt_server;

/* What is counted a minute; http/quota.c says of whom. */
enum kt_quota {
    KT_QUOTA_CARTS,
    KT_QUOTA_COUPONS, /* those that were refused */
    KT_QUOTA_CART_COUPONS,
    KT_QUOTA_CHECKOUTS,
    KT_QUOTA_CART_CHECKOUTS,
    KT_QUOTA_LOGINS, /* with a token that is none */
    KT_QUOTA_TOKENS,
    KT_QUOTA_COUNT
};

/* What may change while it serves. Whoever asks from a trusted proxy itself,
 * for nobody else, is not limited. */
struct kt_server_limits {
    const char *trusted_proxies;      /* "127.0.0.1, 10.0.0.0/8"; NULL: none */
    bool reads_forwarded;             /* Forwarded instead of X-Forwarded-For */
    unsigned connections_per_address; /* 0: no limit */
    unsigned per_minute[KT_QUOTA_COUNT]; /* 0: no limit */
    unsigned hsts_s;           /* told where a proxy says https; 0: never */
    const char *metrics_token; /* who shows it reads /metrics; NULL: whoever is
                                * on this machine and behind no proxy */
};

struct kt_server_options {
    const char *address;       /* "127.0.0.1"; NULL: all, IPv4 and IPv6 */
    unsigned port;             /* 0: any free one */
    unsigned threads;          /* 0: one a core */
    size_t body_max;           /* 0: 1 MiB */
    unsigned connections_max;  /* 0: 10 000 */
    unsigned head_timeout_s;   /* 0: 10 */
    unsigned body_timeout_s;   /* 0: 30 */
    unsigned rate_min;         /* bytes a second of bodies and answers, once
                                * body_timeout_s is over; 0: 16 KiB */
    unsigned idle_timeout_s;   /* between two requests; 0: 30 */
    unsigned suspended_max;    /* requests that wait for the disk; 0: 4 096.
                                     * Beyond it: 503 and Retry-After */
    size_t request_memory_max; /* bytes of one request; 0: 64 MiB */
    struct kt_server_limits limits;
    /* Ends with NULL; NULL itself: those of routes.def. */
    const struct kt_route_table *const *tables;
};

/* STORE_BUSY when another process listens on the port, INVALID_REQUEST when
 * the address is none of this machine or a trusted proxy is no network. */
KT_CHECKED enum kt_status kt_server_start(
    struct kt_app *app, const struct kt_server_options *options,
    struct kt_server **server, struct kt_error *err);

/* Takes other limits. INVALID_REQUEST names a network that is none; the old
 * ones stay then. */
KT_CHECKED enum kt_status kt_server_set_limits(
    struct kt_server *server, const struct kt_server_limits *limits,
    struct kt_error *err);

/* The port it listens on. */
unsigned kt_server_port(const struct kt_server *server);

/* Takes no new connection, answers what runs, then stops. */
void kt_server_stop(struct kt_server *server);

/* True while it takes new work; /readyz says so. */
bool kt_server_is_ready(const struct kt_server *server);

#endif
