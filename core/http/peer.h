/* Addresses of the other side, and of proxies that are believed. */
#ifndef KT_HTTP_PEER_H
#define KT_HTTP_PEER_H

#include <kontor/problem.h>

struct sockaddr;

/* IPv6; IPv4 is ::ffff:a.b.c.d. */
struct kt_peer {
    unsigned char bytes[16];
};

struct kt_network {
    struct kt_peer address;
    unsigned bits; /* of the address that count */
};

struct kt_networks {
    const struct kt_network *items;
    size_t count;
};

/* All zero for anything but IPv4 and IPv6, and for NULL. */
struct kt_peer kt_peer_of(const struct sockaddr *address);

bool kt_peer_parse(struct kt_str text, struct kt_peer *peer);

bool kt_peer_eq(const struct kt_peer *a, const struct kt_peer *b);
bool kt_peer_is_loopback(const struct kt_peer *peer);

/* "127.0.0.1, 10.0.0.0/8, fd00::/8"; may be empty. INVALID_REQUEST names the
 * part that is none. */
KT_CHECKED enum kt_status kt_networks_parse(struct kt_str list,
                                            struct kt_arena *arena,
                                            struct kt_networks *networks,
                                            struct kt_error *err);
bool kt_networks_have(const struct kt_networks *networks,
                      const struct kt_peer *peer);

/* What counts as one client: an IPv4 address, the first half of an IPv6 one,
 * since a line has all addresses below that. */
struct kt_peer kt_peer_network(const struct kt_peer *peer);

/* "192.0.2.1", "2001:db8::1". */
struct kt_str kt_peer_format(const struct kt_peer *peer,
                             struct kt_arena *arena);

#endif
