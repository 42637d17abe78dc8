/* What is kept under an Idempotency-Key. The row is written in the transaction
 * that does the work, so a key that is found has been obeyed; its answer is
 * written after it was rendered and before it is sent, so that every repetition
 * gets the same bytes. A row without an answer (the process died in between, or
 * the answer is just being made) is answered from its resource. */
#ifndef KT_HTTP_IDEMPOTENCY_H
#define KT_HTTP_IDEMPOTENCY_H

#include "http/reply.h"

enum { KT_REQUEST_HASH_SIZE = 32, KT_IDEMPOTENCY_KEY_MAX = 255 };

struct kt_idempotency {
    struct kt_str scope; /* route and credential */
    struct kt_str key;
    uint8_t hash[KT_REQUEST_HASH_SIZE]; /* of method, target and body */
    int64_t now_ms;
    int64_t oldest_ms;      /* rows made until then count no longer */
    struct kt_arena *arena; /* of the texts below */
    bool is_found;
    bool is_same; /* found, and made by the same request */
    int status;   /* 0: the answer is not kept yet */
    struct kt_id resource;
    struct kt_str body;
    struct kt_str etag;     /* ptr NULL: none */
    struct kt_str location; /* ptr NULL: none */
};

/* 1 to 255 visible characters. */
bool kt_idempotency_is_key(struct kt_str text);

/* Scope, hash and times for a request that has a key. */
void kt_idempotency_init(struct kt_idempotency *kept,
                         const struct kt_request *request, struct kt_str method,
                         struct kt_str target);

/* Looks the key up. */
KT_CHECKED enum kt_status kt_idempotency_find(struct kt_idempotency *kept,
                                              const struct kt_call *call,
                                              struct kt_error *err);

/* Takes the key in the working transaction. REQUEST_RUNNING when somebody has
 * it. */
KT_CHECKED enum kt_status kt_idempotency_claim(
    struct kt_tx *tx, const struct kt_idempotency *kept, struct kt_id resource,
    struct kt_error *err);

KT_CHECKED enum kt_status kt_idempotency_set_resource(
    struct kt_tx *tx, const struct kt_idempotency *kept, struct kt_id resource,
    struct kt_error *err);

/* Keeps the answer. *is_first: it was the first one; otherwise the one that is
 * kept already must be sent. */
KT_CHECKED enum kt_status kt_idempotency_answer(
    struct kt_tx *tx, const struct kt_idempotency *kept,
    const struct kt_reply *reply, bool *is_first, struct kt_error *err);

/* The kept answer as the reply. */
void kt_idempotency_reply(const struct kt_idempotency *kept,
                          struct kt_reply *reply);

#endif
