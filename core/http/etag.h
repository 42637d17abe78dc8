/* ETags in the headers of a request. */
#ifndef KT_HTTP_ETAG_H
#define KT_HTTP_ETAG_H

#include <stdint.h>

#include <kontor/str.h>

/* The version of an If-Match value: -1 without one or for "*", 0 for an ETag
 * that is none of ours. False for what is no ETag. */
bool kt_etag_parse(struct kt_str value, int64_t *version);

/* True when If-None-Match is "*" or names the ETag, weak or strong. What stands
 * behind the first thing that is no ETag does not count. */
bool kt_etag_list_has(struct kt_str list, struct kt_str etag);

#endif
