/* The inside of a host: only host*.c include this. */
#ifndef KT_SCRIPT_HOST_PARTS_H
#define KT_SCRIPT_HOST_PARTS_H

#include <pthread.h>

#include "script/registry.h"

enum { KT_HOST_GIVEN_UP_MAX = 2000 };

struct kt_host {
    struct kt_arena arena; /* owns the host itself too */
    pthread_mutex_t lock;  /* guards what follows, references and watches */
    struct kt_registry *current;
    struct kt_registry *last_good; /* to fall back to; NULL: none */
    struct kt_arena fault_arena;   /* owns the faults of the last attempt */
    struct kt_str faults;          /* "place\0detail\0" each */
    char *given_up;                /* the same, of rules that were given up */
    size_t given_up_len;
    size_t fallen_back_len; /* of it, of a generation that was given up */
    uint64_t turn;          /* atomic */
    struct kt_host_options options; /* copied */
    uint64_t signature;             /* of the last attempt; atomic */
};

/* Under the lock: puts a registry into force in place of the current one, and
 * gives the one that the host holds no longer, if any; its caller releases it
 * without the lock. False, and nothing happens, when a text in it was given
 * up. */
bool kt_host_put(struct kt_host *host, struct kt_registry *fresh,
                 struct kt_registry **dropped);

#endif
