/* Who asks, and for which shop. A publishable key names a channel and is no
 * secret; a bearer token is, so only its BLAKE2b-256 hash is stored. */
#ifndef KT_HTTP_AUTH_H
#define KT_HTTP_AUTH_H

#include "http/head.h"
#include "http/route.h"
#include "service/token.h"

/* Fills shop, channel and actor of the call; the caller releases call->shop.
 * UNAUTHORIZED, FORBIDDEN; NOT_FOUND when neither host nor key names a shop, or
 * the host is of another one than the token. */
KT_CHECKED enum kt_status kt_auth_admit(const struct kt_route *route,
                                        const struct kt_head *head,
                                        struct kt_call *call,
                                        struct kt_error *err);

/* True when the head has this very bearer token. */
bool kt_auth_shows(const struct kt_head *head, struct kt_str token);

/* True when the JSON array of scopes holds the wanted one, "*", or "orders:*"
 * for "orders:read". */
bool kt_scopes_allow(struct kt_str scopes_json, struct kt_str wanted,
                     struct kt_arena *arena);

#endif
