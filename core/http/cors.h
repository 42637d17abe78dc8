/* What other origins may do. The storefront API is open to every origin, since
 * nothing of it rests on cookies, unless the key's channel names those of its
 * pages; the admin API to none. A preflight carries no key: it is answered for
 * all, and the request itself is refused. */
#ifndef KT_HTTP_CORS_H
#define KT_HTTP_CORS_H

#include <kontor/str.h>

struct kt_cors_header {
    const char *name;
    const char *value; /* NULL: the reply's Allow */
    bool is_preflight; /* on answers to OPTIONS only */
};

/* The headers of an answer for this path, the allowed origin apart; *count is
 * 0 for the admin API. */
const struct kt_cors_header *kt_cors_headers(struct kt_str path, size_t *count);

#endif
