/* Running the server of an open shop, for `serve` and `demo`. */
#ifndef KT_CLI_SERVING_H
#define KT_CLI_SERVING_H

#include "cli/folder.h"

/* Serves until SIGINT or SIGTERM. ready is called once with the port, before
 * the first request is answered; it may be NULL. */
struct kt_serving {
    void (*ready)(unsigned port, void *arg);
    void *arg;
};

KT_CHECKED enum kt_status kt_serve_until_signal(
    struct kt_app *app, const struct kt_folder *folder,
    const struct kt_serving *serving, struct kt_arena *arena,
    struct kt_error *err);

#endif
