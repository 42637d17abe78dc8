#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "contract.h"
#include "http.h"

enum { RECEIVE_MAX = 4 * 1024 * 1024, WAIT_MS = 20000 };

void
http_open_from(struct http_client *client, const char *address)
{
    struct sockaddr_in from = { .sin_family = AF_INET };
    struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)kt_server_port(http_server)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int yes = 1;
    *client = (struct http_client){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
    kt_arena_init(&client->arena, 0);
    ck_assert_int_ge(client->fd, 0);
    if (address != NULL) {
        ck_assert_int_eq(inet_pton(AF_INET, address, &from.sin_addr), 1);
        ck_assert_int_eq(bind(client->fd, (struct sockaddr *)&from,
                              sizeof from),
                         0);
    }
    ck_assert_int_eq(connect(client->fd, (struct sockaddr *)&to, sizeof to), 0);
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void
http_open(struct http_client *client)
{
    http_open_from(client, NULL);
}

void
http_close(struct http_client *client)
{
    close(client->fd);
    kt_arena_release(&client->arena);
}

void
http_send(struct http_client *client, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(client->fd, bytes, len, MSG_NOSIGNAL);
        if (sent < 0)
            return; /* the server closed; what it said tells the test */
        bytes += sent;
        len -= (size_t)sent;
    }
}

void
http_print(struct http_client *client, const char *format, ...)
{
    char text[8192];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ck_assert_int_lt(len, (int)sizeof text);
    http_send(client, text, (size_t)len);
}

/* The timer of a rule that this thread ran may ring late and interrupt the
 * wait. */
static bool
wait_for_bytes(const struct http_client *client, int timeout_ms)
{
    struct pollfd wait = { client->fd, POLLIN, 0 };
    int ready;
    while ((ready = poll(&wait, 1, timeout_ms)) < 0 && errno == EINTR)
        continue;
    return ready > 0;
}

/* False at the end of the connection. */
static bool
receive(struct http_client *client, int timeout_ms)
{
    if (client->bytes == NULL)
        client->bytes = kt_arena_alloc(&client->arena, RECEIVE_MAX);
    if (!wait_for_bytes(client, timeout_ms))
        return false;
    ssize_t got = recv(client->fd, client->bytes + client->len,
                       RECEIVE_MAX - client->len, 0);
    if (got <= 0)
        return false;
    client->len += (size_t)got;
    return true;
}

bool
http_ends(struct http_client *client, int timeout_ms)
{
    char byte;
    return wait_for_bytes(client, timeout_ms) &&
           recv(client->fd, &byte, 1, MSG_DONTWAIT) <= 0;
}

static struct kt_str
take(struct http_client *client, size_t len)
{
    struct kt_str text =
        kt_arena_str(&client->arena, (struct kt_str){ client->bytes, len });
    memmove(client->bytes, client->bytes + len, client->len - len);
    client->len -= len;
    return text;
}

struct kt_str
http_header(const struct http_reply *reply, const char *name)
{
    size_t len = strlen(name);
    const char *line = memchr(reply->head.ptr, '\n', reply->head.len);
    while (line != NULL) {
        line++;
        const char *end = strstr(line, "\r\n");
        if (end == NULL)
            break;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            const char *value = line + len + 1 + (line[len + 1] == ' ');
            return (struct kt_str){ value, (size_t)(end - value) };
        }
        line = end + 1;
    }
    return (struct kt_str){ 0 };
}

struct http_reply
http_read_head(struct http_client *client)
{
    struct http_reply reply = { 0 };
    const char *end = NULL;
    while (client->bytes == NULL ||
           (end = memmem(client->bytes, client->len, "\r\n\r\n", 4)) == NULL) {
        if (!receive(client, WAIT_MS)) {
            reply.is_closed = true;
            return reply;
        }
    }
    reply.head = take(client, (size_t)(end - client->bytes) + 4);
    ck_assert_int_eq(sscanf(reply.head.ptr, "HTTP/1.1 %d", &reply.status), 1);
    return reply;
}

struct http_reply
http_read(struct http_client *client)
{
    struct http_reply reply = http_read_head(client);
    unsigned long len = 0;
    struct kt_str length = http_header(&reply, "Content-Length");
    if (length.ptr != NULL)
        ck_assert_int_eq(sscanf(length.ptr, "%lu", &len), 1);
    while (client->len < len) {
        if (!receive(client, WAIT_MS)) {
            reply.is_closed = true;
            return reply;
        }
    }
    if (reply.status != 0)
        reply.body = take(client, len);
    return reply;
}

/* The answer in the test's arena, the connection closed. */
static struct http_reply
finish(struct http_client *client)
{
    struct http_reply reply = http_read(client);
    reply.head = kt_arena_str(&http_arena, reply.head);
    reply.body = kt_arena_str(&http_arena, reply.body);
    reply.is_closed |=
        kt_str_eq(http_header(&reply, "Connection"), KT_STR("close"));
    http_close(client);
    return reply;
}

/* What libmicrohttpd answers itself carries no request id, and is not ours to
 * declare. */
static void
check_raw(const char *bytes, size_t len, const struct http_reply *reply)
{
    char method[16], target[1000];
    struct kt_str line =
        kt_arena_str(&http_arena, (struct kt_str){ bytes, len });
    if (http_header(reply, "X-Request-Id").ptr != NULL &&
        sscanf(line.ptr, "%15s %999s HTTP/1.1", method, target) == 2)
        contract_check(method, kt_str_of(target), NULL, reply);
}

struct http_reply
http_raw(const char *bytes, size_t len)
{
    struct http_client client;
    http_open(&client);
    http_send(&client, bytes, len);
    struct http_reply reply = finish(&client);
    check_raw(bytes, len, &reply);
    return reply;
}

struct http_reply
http_call(const char *method, const char *target, const char *headers,
          const char *body)
{
    struct http_client client;
    http_open(&client);
    http_print(&client, "%s %s HTTP/1.1\r\nHost: shop.test\r\n%s", method,
               target, headers);
    if (body == NULL) {
        http_print(&client, "\r\n");
    } else {
        http_print(&client,
                   "Content-Type: application/json\r\nContent-Length: "
                   "%zu\r\n\r\n",
                   strlen(body));
        http_send(&client, body, strlen(body));
    }
    struct http_reply reply = finish(&client);
    contract_check(method, kt_str_of(target), body, &reply);
    return reply;
}
