/* The headers that this server knows, and the rules of HTTP/1.1 about them
 * that libmicrohttpd leaves to us: no header twice where one is meant, one
 * framing only, Host. */
#ifndef KT_HTTP_HEAD_H
#define KT_HTTP_HEAD_H

#include <kontor/problem.h>

#include "base/coding.h"
#include "http/forwarded.h"

enum kt_head_name {
    KT_HEAD_ACCEPT,
    KT_HEAD_ACCEPT_ENCODING,
    KT_HEAD_ACCEPT_LANGUAGE,
    KT_HEAD_AUTHORIZATION,
    KT_HEAD_CONTENT_ENCODING,
    KT_HEAD_CONTENT_LENGTH,
    KT_HEAD_CONTENT_TYPE,
    KT_HEAD_EXPECT,
    KT_HEAD_FORWARDED,
    KT_HEAD_FORWARDED_FOR,
    KT_HEAD_FORWARDED_PROTO,
    KT_HEAD_HOST,
    KT_HEAD_IDEMPOTENCY_KEY,
    KT_HEAD_IF_MATCH,
    KT_HEAD_IF_NONE_MATCH,
    KT_HEAD_IF_RANGE,
    KT_HEAD_ORIGIN,
    KT_HEAD_PUBLISHABLE_KEY,
    KT_HEAD_RANGE,
    KT_HEAD_REQUEST_ID,
    KT_HEAD_TRANSFER_ENCODING,
    KT_HEAD_COUNT
};

struct kt_head {
    struct kt_str values[KT_HEAD_COUNT]; /* ptr NULL: absent; trimmed */
    struct kt_hops forwarded;
    struct kt_hops forwarded_for;
    const char *repeated; /* name of a header that came twice, or NULL */
    bool is_malformed;    /* control characters, a name that is none */
    bool is_http_1_0;
    int64_t content_length; /* -1: not told */
};

/* Takes a header in. The value is borrowed. */
void kt_head_add(struct kt_head *head, struct kt_str name, struct kt_str value);

/* The framing, after all headers. INVALID_REQUEST. */
KT_CHECKED enum kt_status kt_head_check(struct kt_head *head,
                                        struct kt_error *err);

/* True when a body follows the head. */
bool kt_head_has_body(const struct kt_head *head);

/* True when the body is packed: nobody unpacks it here. */
bool kt_head_is_encoded(const struct kt_head *head);

/* The Content-Type without parameters, as it was written; may be empty. */
struct kt_str kt_head_type(const struct kt_head *head);

/* Content-Type is application/json, in UTF-8 where it says a charset. */
bool kt_head_is_json(const struct kt_head *head);

bool kt_head_prefers_html(const struct kt_head *head);

/* The wanted language of Accept-Language: highest q, the first of equals;
 * empty when none is named. */
struct kt_str kt_head_language(const struct kt_head *head);

/* What of Accept-Encoding we can give: highest q; of equals zstd, then gzip.
 * "*" stands for gzip alone, which everybody knows. Who accepts nothing that we
 * have is given plain text. */
struct kt_coding_wish kt_head_coding(const struct kt_head *head);

static inline bool
kt_head_has(const struct kt_head *head, enum kt_head_name name)
{
    return head->values[name].ptr != NULL;
}

#endif
