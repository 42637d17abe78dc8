#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server_parts.h"

enum { BACKLOG = 1024 };

static bool
set_option(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/* A bound socket, or -1. Only shared ones may have the same port. */
static int
bind_one(const struct addrinfo *at, bool is_shared)
{
    int fd =
        socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    bool is_set = set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (is_shared)
        is_set = is_set && set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (at->ai_family == AF_INET6)
        is_set = is_set && set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (is_set && bind(fd, at->ai_addr, at->ai_addrlen) == 0)
        return fd;
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

static unsigned
port_of(int fd)
{
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    if (getsockname(fd, (struct sockaddr *)&name, &size) != 0)
        return 0;
    if (name.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&name)->sin6_port);
    return ntohs(((struct sockaddr_in *)&name)->sin_port);
}

static void
set_port(const struct addrinfo *at, unsigned port)
{
    if (at->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)at->ai_addr)->sin6_port = htons((uint16_t)port);
    else
        ((struct sockaddr_in *)at->ai_addr)->sin_port = htons((uint16_t)port);
}

static bool
open_all(const struct addrinfo *at, int *sockets, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        sockets[i] = bind_one(at, true);
        if (sockets[i] >= 0 && listen(sockets[i], BACKLOG) == 0)
            continue;
        int reason = errno;
        for (unsigned j = 0; j <= i; j++) {
            if (sockets[j] >= 0)
                close(sockets[j]);
        }
        errno = reason;
        return false;
    }
    return true;
}

/* A socket that shares with nobody finds out whether another process listens
 * there, and which port is free where none was asked for; it keeps that one for
 * the others. It does not listen itself: whom it let in would be cut off. */
static bool
open_port(const struct addrinfo *at, int *sockets, unsigned count,
          unsigned *port)
{
    int claim = bind_one(at, false);
    if (claim < 0)
        return false;
    *port = port_of(claim);
    set_port(at, *port);
    bool is_open = open_all(at, sockets, count);
    int reason = errno;
    close(claim);
    errno = reason;
    return is_open;
}

static enum kt_status
refuse(const struct kt_server_options *options, int reason,
       struct kt_error *err)
{
    const char *address = options->address != NULL ? options->address : "*";
    if (reason == EADDRINUSE)
        kt_fail_in_use(err, KT_STR("another process"), KT_STR("process"), 1);
    else
        kt_fail_invalid_request(err);
    return kt_error_explain(err, "cannot listen on %s port %u: %s", address,
                            options->port, strerror(reason));
}

/* IPv6 first where no address was named: its wildcard takes IPv4 as well. */
static const struct addrinfo *
choose(const struct addrinfo *list)
{
    for (const struct addrinfo *at = list; at != NULL; at = at->ai_next) {
        if (at->ai_family == AF_INET6)
            return at;
    }
    return list;
}

enum kt_status
kt_listen(const struct kt_server_options *options, int *sockets, unsigned count,
          unsigned *port, struct kt_error *err)
{
    struct addrinfo wanted = { .ai_family = AF_UNSPEC,
                               .ai_socktype = SOCK_STREAM,
                               .ai_flags = AI_PASSIVE };
    struct addrinfo *list;
    char service[16];
    if (options->port > 65535)
        return refuse(options, EINVAL, err);
    snprintf(service, sizeof service, "%u", options->port);
    if (getaddrinfo(options->address, service, &wanted, &list) != 0)
        return refuse(options, EADDRNOTAVAIL, err);
    const struct addrinfo *at = options->address == NULL ? choose(list) : list;
    bool is_open = open_port(at, sockets, count, port);
    if (!is_open && errno == EAFNOSUPPORT && at != list)
        is_open = open_port(list, sockets, count, port);
    int reason = errno;
    freeaddrinfo(list);
    return is_open ? KT_OK : refuse(options, reason, err);
}
