/* One request and its answer, without a socket: the server feeds it, runs it,
 * lends its job to the store where it must wait, and sends its reply.
 *
 *   begin (request line) -> open (head) -> take (body)… -> run
 *      run, resume: KT_NEXT_WAIT  submit x->job (or x->work, as x->wait says),
 *                                 call resume when it is done
 *                   KT_NEXT_REPLY send x->reply, then end
 *
 * All memory is the exchange's arena. Each step has a rescue point: a request
 * that wants more than it may have is answered with 503. */
#ifndef KT_HTTP_EXCHANGE_H
#define KT_HTTP_EXCHANGE_H

#include "base/pool.h"
#include "http/guard.h"
#include "http/idempotency.h"
#include "http/site.h"
#include "media/folder.h"

enum { KT_HEADERS_MAX = 32, KT_QUOTAS_MAX = 4 };

/* A header of the answer; both texts live as long as the exchange. */
struct kt_header {
    const char *name;
    const char *value;
};

enum kt_next { KT_NEXT_REPLY, KT_NEXT_WAIT };

enum kt_wait { KT_WAIT_WORK, KT_WAIT_SAVE, KT_WAIT_KEEP };

struct kt_exchange {
    struct kt_site *site;
    struct kt_arena arena;
    struct kt_arena_mark opened; /* what stays when memory runs out */
    struct kt_arena_mark asked;  /* where each try begins anew */
    struct kt_str method;
    struct kt_str target;
    struct kt_head head;
    struct kt_path path;
    struct kt_request request;
    unsigned route_number; /* for its figures; 0: no route */
    struct kt_buf body;
    struct kt_str piece;         /* of the body, being taken in */
    size_t body_seen;            /* bytes, those that were thrown away too */
    struct kt_media_spool spool; /* the body, where it is a file */
    bool is_admitted;            /* call tells who asks */
    bool is_refused;             /* the reply is ready before the body is in */
    struct kt_error err;
    struct kt_reply reply;
    struct kt_use_state *state;
    bool has_key;
    bool is_taken; /* the key was lost to another request */
    bool is_first; /* our answer is the one that is kept */
    struct kt_idempotency kept;
    int tries;
    enum kt_wait wait;
    struct kt_write_job job;      /* store_id, fn, arg and err are set by run */
    struct kt_pool_job work;      /* key and run are set by run */
    const struct kt_guard *guard; /* from the head to the end the same */
    bool is_https;                /* says a proxy that is believed */
    struct kt_quota_left taken[KT_QUOTAS_MAX];
    size_t taken_count;
    int retry_after_s; /* of a limit; 0: none was met */
    struct kt_header headers[KT_HEADERS_MAX];
    size_t header_count;
    int64_t begun_us;
};

void kt_exchange_init(struct kt_exchange *x, struct kt_site *site);
void kt_exchange_release(struct kt_exchange *x);

/* The request line has come. False when there is no memory for it. */
bool kt_exchange_begin(struct kt_exchange *x, struct kt_str target);

/* The head has come (x->head is filled): framing, route, method, kind and size
 * of the body. When it refuses, x->is_refused and x->reply are set. */
void kt_exchange_open(struct kt_exchange *x, struct kt_str method);

/* A piece of the body. */
void kt_exchange_take(struct kt_exchange *x, struct kt_str piece);

/* The whole request has come. */
enum kt_next kt_exchange_run(struct kt_exchange *x);
enum kt_next kt_exchange_resume(struct kt_exchange *x);

/* Makes x->headers from the reply. Never fails: without memory the reply
 * becomes a bare 503. */
void kt_exchange_close_reply(struct kt_exchange *x);

/* Refuses with a problem without running anything. */
void kt_exchange_refuse(struct kt_exchange *x, enum kt_status status,
                        const char *detail);

/* The reply was sent, or nobody waits for it: ready for the next request. */
void kt_exchange_end(struct kt_exchange *x);

/* Runs a step under the rescue point. OVERLOADED when memory runs out. */
KT_CHECKED enum kt_status kt_exchange_guard(
    struct kt_exchange *x, enum kt_status (*step)(struct kt_exchange *x));

/* Turns x->err into the reply. */
enum kt_next kt_exchange_fail(struct kt_exchange *x);

/* How many bytes of a body are read. */
int64_t kt_exchange_body_max(const struct kt_exchange *x);

/* Who asks, for which shop; may he? Once. A step. */
KT_CHECKED enum kt_status kt_request_admit(struct kt_exchange *x);

/* Fills x->request from head, path and body: who asks, parameters, query,
 * body, If-Match, Idempotency-Key. A step. */
KT_CHECKED enum kt_status kt_request_read(struct kt_exchange *x);

#endif
