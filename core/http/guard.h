/* Limits at work: who a client is, and whether he asks too often. */
#ifndef KT_HTTP_GUARD_H
#define KT_HTTP_GUARD_H

#include "http/quota.h"

struct kt_exchange;

/* The limits in force; never changed, only replaced by others. */
struct kt_guard {
    struct kt_server_limits limits;
    struct kt_networks proxies;
};

/* Copies the limits into the arena. INVALID_REQUEST. */
KT_CHECKED enum kt_status kt_guard_make(const struct kt_server_limits *limits,
                                        struct kt_arena *arena,
                                        const struct kt_guard **guard,
                                        struct kt_error *err);

/* Tells who asks, from his connection and the head. */
void kt_guard_recognise(struct kt_exchange *x);

/* Takes from the buckets that the route names, in which the client or the cart
 * of the path is counted. TOO_MANY_REQUESTS. */
KT_CHECKED enum kt_status kt_guard_admit(struct kt_exchange *x);

/* The same around the credential: before it is looked at, and once it is
 * known. */
KT_CHECKED enum kt_status kt_guard_admit_login(struct kt_exchange *x);
KT_CHECKED enum kt_status kt_guard_admit_token(struct kt_exchange *x);

/* After the answer is known: what it does not count is given back. */
void kt_guard_settle(struct kt_exchange *x);

/* RateLimit-Policy and RateLimit of the answer; ptr NULL where it counts for
 * nothing. */
struct kt_str kt_guard_policy(const struct kt_exchange *x);
struct kt_str kt_guard_left(const struct kt_exchange *x);

#endif
