/* What every answer has in common: problems, ETags, the kept answer of an
 * Idempotency-Key. Handlers use the functions in route.h. */
#ifndef KT_HTTP_REPLY_H
#define KT_HTTP_REPLY_H

#include "http/head.h"
#include "http/route.h"

#define KT_TYPE_JSON    "application/json"
#define KT_TYPE_PROBLEM "application/problem+json"
#define KT_TYPE_HTML    "text/html; charset=utf-8"

void kt_reply_init(struct kt_reply *reply, struct kt_arena *arena, int status);

/* RFC 9457: type, title, status, detail, the problem's fields, errors,
 * request_id. What a 500 says in detail is for the log, not for the caller. */
void kt_reply_problem(struct kt_reply *reply, const struct kt_error *err,
                      struct kt_str request_id);

/* An answer of few bytes that needs no memory at all. */
void kt_reply_out_of_memory(struct kt_reply *reply);

/* The ETag with its quotes; ptr NULL when the reply has none. */
struct kt_str kt_reply_etag(const struct kt_reply *reply);

/* Of a public route: kept by caches, which ask each time whether it still is
 * what it was, since prices change at once. */
void kt_reply_share(struct kt_reply *reply, const struct kt_call *call);

/* Turns a 200 into a 304 when If-None-Match names its ETag. */
void kt_reply_check_cached(struct kt_reply *reply, const struct kt_head *head);

/* The body so far. */
struct kt_str kt_reply_body(const struct kt_reply *reply);

/* Closes what a reply owns. */
void kt_reply_release(struct kt_reply *reply);

#endif
