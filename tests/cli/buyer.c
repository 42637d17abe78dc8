#include "buyer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

void
cli_make_shop(void)
{
    ck_assert_int_eq(
        cli_sh("kontor init s --currency EUR --country DE --tax 19 && "
               "echo '{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":"
               "{\"en\":\"Mug\"},\"variants\":[{\"sku\":\"mug\",\"prices\":["
               "{\"currency\":\"EUR\",\"amount\":1190}],\"stock\":[{"
               "\"location\":\"main\",\"available\":1000000}]}]}\n{\"kind\":"
               "\"reaction\",\"code\":\"thanks\",\"rule\":\"thank_you\"}' | "
               "kontor import jsonl - --shop s"),
        0);
}

long long
cli_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static int
dial(unsigned port)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((unsigned short)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(file, (struct sockaddr *)&to, sizeof to) == 0)
        return file;
    close(file);
    return -1;
}

static void
hang_up(struct cli_buyer *buyer)
{
    if (buyer->file >= 0)
        close(buyer->file);
    buyer->file = -1;
}

/* How long the whole answer is; 0 while its head is not in. */
static size_t
wanted_size(const char *reply)
{
    const char *end = strstr(reply, "\r\n\r\n");
    const char *length = strstr(reply, "Content-Length: ");
    if (end == NULL || length == NULL)
        return 0;
    return (size_t)(end + 4 - reply) +
           strtoul(length + strlen("Content-Length: "), NULL, 10);
}

static bool
read_reply(struct cli_buyer *buyer)
{
    size_t len = 0, wanted = 0;
    ssize_t got;
    while ((wanted == 0 || len < wanted) &&
           (got = recv(buyer->file, buyer->reply + len, CLI_REPLY - 1 - len,
                       0)) > 0) {
        len += (size_t)got;
        buyer->reply[len] = '\0';
        wanted = wanted_size(buyer->reply);
    }
    return wanted > 0 && len == wanted;
}

bool
cli_ask(struct cli_buyer *buyer, const char *target, const char *body)
{
    char text[2048];
    buyer->sent_us = 0;
    buyer->is_answered = false;
    buyer->reply[0] = '\0';
    if (buyer->file < 0)
        buyer->file = dial(buyer->port);
    if (buyer->file < 0)
        return false;
    int size =
        snprintf(text, sizeof text,
                 "POST /store/v1/carts%s HTTP/1.1\r\nHost: shop\r\n"
                 "%sContent-Type: application/json\r\n"
                 "Content-Length: %zu\r\n\r\n%s",
                 target, buyer->keeps_connection ? "" : "Connection: close\r\n",
                 strlen(body), body);
    if (send(buyer->file, text, (size_t)size, MSG_NOSIGNAL) == size) {
        buyer->sent_us = cli_now_us();
        buyer->is_answered = read_reply(buyer);
    }
    if (!buyer->is_answered || !buyer->keeps_connection ||
        strstr(buyer->reply, "\r\nConnection: close\r\n") != NULL)
        hang_up(buyer);
    return strncmp(buyer->reply, "HTTP/1.1 20", 11) == 0;
}

static const char cart_body[] =
    "{\"email\":\"a@example.com\",\"shipping_option\":\"standard\","
    "\"shipping_address\":{\"first_name\":\"A\",\"last_name\":\"B\",\"line1\":"
    "\"Weg 1\",\"postal_code\":\"20457\",\"city\":\"Hamburg\",\"country\":"
    "\"DE\"},\"lines\":[{\"sku\":\"mug\",\"quantity\":1}]}";

static const char lines_body[] = "{\"sku\":\"mug\",\"quantity\":1}";

long
cli_buy(struct cli_buyer *buyer)
{
    char cart[64], target[128];
    const char *at;
    if (!cli_ask(buyer, "", cart_body) ||
        (at = strstr(buyer->reply, "cart_")) == NULL)
        return 0;
    snprintf(cart, sizeof cart, "%.31s", at);
    snprintf(target, sizeof target, "/%s/lines", cart);
    if (!cli_ask(buyer, target, lines_body))
        return 0;
    snprintf(target, sizeof target, "/%s/checkout", cart);
    if (!cli_ask(buyer, target,
                 "{\"payment\":{\"provider\":\"manual\"},"
                 "\"expected_total\":2870}") ||
        (at = strstr(buyer->reply, "\"number\":\"")) == NULL)
        return 0;
    return strtol(at + strlen("\"number\":\""), NULL, 10);
}
