/* Who asks behind a proxy: X-Forwarded-For and Forwarded (RFC 7239), read from
 * the right, since only what a believed proxy has added is true. */
#ifndef KT_HTTP_FORWARDED_H
#define KT_HTTP_FORWARDED_H

#include "http/peer.h"

enum { KT_HOP_LINES_MAX = 4 };

/* The lines of one such header, in their order; of more the last ones. */
struct kt_hops {
    struct kt_str lines[KT_HOP_LINES_MAX];
    size_t count;
};

void kt_hops_add(struct kt_hops *hops, struct kt_str line);

/* The peer, or where that is a proxy that is believed, the last address that is
 * none. A hop that is no address ends the way: its proxy is who asks. */
struct kt_peer kt_hops_client(const struct kt_hops *hops,
                              const struct kt_peer *peer,
                              const struct kt_networks *proxies);

/* True when the last hop came by https: proto of Forwarded, or the last value
 * of X-Forwarded-Proto. */
bool kt_hops_are_https(const struct kt_hops *forwarded, struct kt_str proto);

#endif
