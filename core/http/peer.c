#include "http/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/text.h"

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

static struct kt_peer
map_v4(const struct in_addr *address)
{
    struct kt_peer peer;
    memcpy(peer.bytes, mapped, sizeof mapped);
    memcpy(peer.bytes + sizeof mapped, address, 4);
    return peer;
}

struct kt_peer
kt_peer_of(const struct sockaddr *address)
{
    struct kt_peer peer = { { 0 } };
    if (address == NULL)
        return peer;
    if (address->sa_family == AF_INET)
        return map_v4(&((const struct sockaddr_in *)address)->sin_addr);
    if (address->sa_family == AF_INET6)
        memcpy(peer.bytes, &((const struct sockaddr_in6 *)address)->sin6_addr,
               sizeof peer.bytes);
    return peer;
}

bool
kt_peer_parse(struct kt_str text, struct kt_peer *peer)
{
    char copy[INET6_ADDRSTRLEN + 1];
    struct in_addr v4;
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET6, copy, peer->bytes) == 1)
        return true;
    if (inet_pton(AF_INET, copy, &v4) != 1)
        return false;
    *peer = map_v4(&v4);
    return true;
}

bool
kt_peer_eq(const struct kt_peer *a, const struct kt_peer *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static bool
is_v4(const struct kt_peer *peer)
{
    return memcmp(peer->bytes, mapped, sizeof mapped) == 0;
}

bool
kt_peer_is_loopback(const struct kt_peer *peer)
{
    static const struct kt_peer v6 = { { [15] = 1 } };
    return is_v4(peer) ? peer->bytes[12] == 127 : kt_peer_eq(peer, &v6);
}

/* ---- networks ---- */

static struct kt_str
take_part(struct kt_str *list)
{
    const char *comma = memchr(list->ptr, ',', list->len);
    size_t len = comma != NULL ? (size_t)(comma - list->ptr) : list->len;
    struct kt_str part = { list->ptr, len };
    size_t step = comma != NULL ? len + 1 : len;
    *list = (struct kt_str){ list->ptr + step, list->len - step };
    return kt_text_trim(part);
}

static bool
parse_network(struct kt_str text, struct kt_network *network)
{
    const char *slash = memchr(text.ptr, '/', text.len);
    size_t len = slash != NULL ? (size_t)(slash - text.ptr) : text.len;
    int64_t bits = 0;
    if (!kt_peer_parse((struct kt_str){ text.ptr, len }, &network->address))
        return false;
    unsigned shift = is_v4(&network->address) ? 96 : 0;
    network->bits = 128;
    if (slash == NULL)
        return true;
    struct kt_str digits = { slash + 1, text.len - len - 1 };
    if (!kt_int_parse(digits, &bits) || bits < 0 || bits > 128 - shift)
        return false;
    network->bits = (unsigned)bits + shift;
    return true;
}

enum kt_status
kt_networks_parse(struct kt_str list, struct kt_arena *arena,
                  struct kt_networks *networks, struct kt_error *err)
{
    size_t commas = 0;
    for (size_t i = 0; i < list.len; i++)
        commas += list.ptr[i] == ',';
    struct kt_network *items =
        KT_NEW_ARRAY(arena, struct kt_network, commas + 1);
    *networks = (struct kt_networks){ items, 0 };
    while (list.len > 0) {
        struct kt_str part = take_part(&list);
        if (!parse_network(part, &items[networks->count++])) {
            kt_fail_invalid_request(err);
            return kt_error_explain(err, "'%.*s' is no network",
                                    KT_STR_FMT(part));
        }
    }
    return KT_OK;
}

static bool
is_inside(const struct kt_network *network, const struct kt_peer *peer)
{
    unsigned whole = network->bits / 8;
    unsigned rest = network->bits % 8;
    if (memcmp(network->address.bytes, peer->bytes, whole) != 0)
        return false;
    unsigned difference =
        rest == 0 ? 0 : network->address.bytes[whole] ^ peer->bytes[whole];
    return difference >> (8 - rest) == 0;
}

bool
kt_networks_have(const struct kt_networks *networks, const struct kt_peer *peer)
{
    for (size_t i = 0; i < networks->count; i++) {
        if (is_inside(&networks->items[i], peer))
            return true;
    }
    return false;
}

struct kt_peer
kt_peer_network(const struct kt_peer *peer)
{
    enum { HALF = 8 };
    struct kt_peer network = *peer;
    if (!is_v4(peer))
        memset(network.bytes + HALF, 0, HALF);
    return network;
}

struct kt_str
kt_peer_format(const struct kt_peer *peer, struct kt_arena *arena)
{
    char text[INET6_ADDRSTRLEN];
    bool is_short = is_v4(peer);
    if (inet_ntop(is_short ? AF_INET : AF_INET6,
                  peer->bytes + (is_short ? sizeof mapped : 0), text,
                  sizeof text) == NULL)
        return KT_STR("");
    return kt_arena_str(arena, kt_str_of(text));
}
