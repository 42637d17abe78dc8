/* The inside of the server: only server*.c include this and libmicrohttpd. */
#ifndef KT_HTTP_SERVER_PARTS_H
#define KT_HTTP_SERVER_PARTS_H

#include <microhttpd.h>
#include <pthread.h>

#include "http/exchange.h"

struct kt_loop;

/* An open connection. The sweeper cuts those that pass their deadline:
 * libmicrohttpd's own timeout begins anew with each byte. */
struct kt_connection {
    struct kt_connection *next;
    struct kt_connection *previous;
    int socket;
    struct kt_peer peer;
    unsigned slot;                    /* in which its address is counted */
    bool is_excess;                   /* beyond a limit: answered with 503 */
    atomic_int_least64_t deadline_us; /* 0: none, the server is working */
};

/* A request on a connection. */
struct kt_turn {
    struct kt_exchange x;
    struct kt_loop *loop;
    struct MHD_Connection *mhd;
    struct kt_connection *connection;
    bool is_open; /* the head was seen */
    bool is_running;
    bool is_suspended;
    bool is_sending;
    struct kt_turn *next; /* in the pool */
};

/* One daemon of libmicrohttpd with its thread. */
struct kt_loop {
    struct kt_server *server;
    struct MHD_Daemon *daemon;
    int listener;
    bool is_quiet;         /* accepts nobody any more */
    bool has_thread_end;   /* the thread will leave the app at its end */
    struct kt_arena arena; /* owns connections and turns */
    pthread_mutex_t lock;  /* of open */
    struct kt_connection *open;
    struct kt_connection *spare;
    unsigned open_count;
    struct kt_turn *idle;
    unsigned idle_count;
    atomic_uint turn_count; /* requests between their first line and end */
};

/* Connections are counted by a hash of their address under a secret key. Two
 * addresses that meet in one slot share its limit: among so many, one in 30 000
 * of an attacker's neighbours is told that there are too many. */
enum { KT_ADDRESS_SLOTS = 32768 };

struct kt_server {
    struct kt_site site;
    atomic_uint by_address[KT_ADDRESS_SLOTS];
    struct kt_arena arena;
    struct kt_loop *loops;
    unsigned loop_count; /* started ones */
    unsigned port;
    pthread_key_t thread_end; /* its destructor leaves the app */
    atomic_uint sending;      /* answers on their way */
    atomic_uint waking;       /* threads that are waking a loop */
    atomic_int_least64_t files_logged_us;
    pthread_t sweeper;
    pthread_mutex_t sweeper_lock;
    pthread_cond_t sweeper_wake;
    bool sweeper_stops;
    bool has_sweeper;
};

/* ---- server_listen.c ---- */

/* Opens count sockets on one port. IN_USE, INVALID_REQUEST. */
KT_CHECKED enum kt_status kt_listen(const struct kt_server_options *options,
                                    int *sockets, unsigned count,
                                    unsigned *port, struct kt_error *err);

/* ---- server_connection.c ---- */

/* Who has too many is told so a few times, and then no longer. */
enum MHD_Result kt_connection_admit(void *cls, const struct sockaddr *address,
                                    socklen_t address_size);
void kt_connection_notify(void *cls, struct MHD_Connection *mhd,
                          void **socket_context,
                          enum MHD_ConnectionNotificationCode code);
void kt_connection_deadline(struct kt_connection *connection, unsigned seconds);
/* The same, so long after that moment and, at the least rate, so many bytes. */
void kt_connection_deadline_of(struct kt_connection *connection,
                               const struct kt_server_options *options,
                               int64_t from_us, uint64_t bytes);
KT_CHECKED enum kt_status kt_sweeper_start(struct kt_server *server,
                                           struct kt_error *err);
void kt_sweeper_stop(struct kt_server *server);

/* ---- server_stop.c ---- */

/* Answers what was sent, accepts nothing more. */
void kt_loops_drain(struct kt_server *server);
/* Ends the threads. */
void kt_loops_stop(struct kt_server *server);

/* ---- server_head.c ---- */

/* Takes the headers of a request in and marks the head as malformed where its
 * bytes are not what HTTP/1.1 allows. */
void kt_turn_read_head(struct kt_turn *turn, const char *url,
                       const char *method, const char *version);

/* ---- server_turn.c ---- */

void *kt_turn_begin(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result kt_turn_access(void *cls, struct MHD_Connection *mhd,
                               const char *url, const char *method,
                               const char *version, const char *upload_data,
                               size_t *upload_data_size, void **con_cls);
void kt_turn_end(void *cls, struct MHD_Connection *mhd, void **con_cls,
                 enum MHD_RequestTerminationCode code);

/* ---- server_reply.c ---- */

enum MHD_Result kt_turn_send(struct kt_turn *turn);
/* For a request that found no memory at all. */
enum MHD_Result kt_server_send_busy(struct MHD_Connection *mhd);

#endif
