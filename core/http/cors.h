/* What other origins may do. The storefront API is open to every origin, since
 * nothing of it rests on cookies; the admin API to none. */
#ifndef KT_HTTP_CORS_H
#define KT_HTTP_CORS_H

#include <kontor/str.h>

struct kt_cors_header {
    const char *name;
    const char *value; /* NULL: the reply's Allow */
    bool is_preflight; /* on answers to OPTIONS only */
};

/* The headers of an answer for this path; *count is 0 for the admin API. */
const struct kt_cors_header *kt_cors_headers(struct kt_str path, size_t *count);

#endif
