/* A buyer over real sockets, for tests that end the server under load. */
#ifndef KT_TESTS_BUYER_H
#define KT_TESTS_BUYER_H

#include <stdbool.h>
#include <stddef.h>

enum { CLI_REPLY = 65536 };

struct cli_buyer {
    unsigned port;
    bool keeps_connection; /* asks for all on one, while that is open */
    int file;              /* -1 at the start: none is open */
    /* Of the last request: when its last byte had gone (microseconds; 0: it
     * did not go in full), and whether it was answered. */
    long long sent_us;
    bool is_answered;
    char reply[CLI_REPLY];
};

/* A shop in the folder s, with a million mugs and a reaction to orders. */
void cli_make_shop(void);

long long cli_now_us(void);

/* One POST below /store/v1/carts; false when it was not obeyed. */
bool cli_ask(struct cli_buyer *buyer, const char *target, const char *body);

/* A cart, a mug more, the order: two mugs for 28.70. Its number, 0 when one of
 * its requests was not obeyed. */
long cli_buy(struct cli_buyer *buyer);

#endif
