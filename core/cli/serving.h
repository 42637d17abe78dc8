/* Running the server of an open shop, for `serve` and `demo`. */
#ifndef KT_CLI_SERVING_H
#define KT_CLI_SERVING_H

#include "cli/folder.h"

/* Serves until SIGINT or SIGTERM. ready is called once with the port, before
 * the first request is answered; it may be NULL. */
struct kt_serving {
    void (*ready)(unsigned port, void *arg);
    void *arg;
    bool ends_on_hangup; /* SIGHUP stops it instead of loading scripts anew */
};

/* Lets the signals that stop a server wait, on this thread and those it
 * starts, until kt_serve_until_signal looks for them. */
void kt_serving_block_signals(void);

KT_CHECKED enum kt_status kt_serve_until_signal(
    struct kt_app *app, const struct kt_folder *folder,
    const struct kt_serving *serving, struct kt_arena *arena,
    struct kt_error *err);

#endif
