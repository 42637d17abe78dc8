/* The shelves of a process: one of each shop that was asked for, held while it
 * is in use, thrown away when there is no room. Private to shelf_index.c and
 * shelf_tend.c. */
#ifndef KT_SERVICE_SHELF_SET_H
#define KT_SERVICE_SHELF_SET_H

#include <pthread.h>

#include "service/shelf_index.h"

/* What a buyer asks in. */
struct kt_shelf_place {
    struct kt_id channel_id;
    struct kt_str currency, locale;
};

enum { KT_SHELF_EXPECTED_MAX = 8, KT_SHELF_LOCALE_MAX = 35 };

/* What buyers ask in, for the next to come. */
struct kt_shelf_expected {
    struct kt_id channel_id;
    char currency[4];
    char locale[KT_SHELF_LOCALE_MAX + 1];
};

/* What was there when the shelf was tended. */
struct kt_shelf_tended {
    uint64_t epoch, turn, moved;
};

struct kt_shelf_slot {
    struct kt_shelf_slot *next;
    struct kt_id store_id;
    pthread_rwlock_t lock;
    unsigned holders;  /* under the lock of all, like what follows works */
    atomic_uint works; /* that bring much of it */
    uint64_t used;
    size_t bytes;
    struct kt_shelf_expected expected[KT_SHELF_EXPECTED_MAX];
    size_t expected_count; /* so far; the oldest is written over */
    bool is_unmet;         /* something is expected that was not tended yet */
    int64_t asked_us, rests_until_us;
    struct kt_shelf_tended tended;
    struct kt_shelf_index index;
};

struct kt_shelves {
    pthread_mutex_t lock;
    struct kt_shelf_slot *first;
    size_t bytes_max;
    bool is_tight;  /* there was no room for the one used last */
    uint64_t clock; /* grows with each use */
};

/* INVALID_QUERY for a currency that the channel lacks. */
KT_CHECKED enum kt_status kt_shelf_place_find(const struct kt_call *call,
                                              struct kt_str currency,
                                              struct kt_shelf_place *place,
                                              struct kt_error *err);

/* *used: how late this use is. NULL without memory. */
struct kt_shelf_slot *kt_shelf_hold(struct kt_shelves *shelves,
                                    struct kt_id store_id, uint64_t *used);

/* False: there was no room for one that had just been used. */
bool kt_shelf_drop(struct kt_shelves *shelves, struct kt_shelf_slot *slot);

/* The same for buyers who ask in a currency: their place is expected from now
 * on. NULL as well where no shelf is kept or the channel lacks the currency. */
struct kt_shelf_slot *kt_shelf_hold_asked(const struct kt_call *call,
                                          struct kt_str currency,
                                          struct kt_shelf_place *place);

/* How many places are expected. */
static inline size_t
kt_shelf_expected_places(const struct kt_shelf_slot *slot)
{
    return slot->expected_count < KT_SHELF_EXPECTED_MAX ? slot->expected_count
                                                        : KT_SHELF_EXPECTED_MAX;
}

/* Whether to bring it up to date takes long, or another is at that. */
bool kt_shelf_is_far_behind(struct kt_shelf_slot *slot,
                            const struct kt_shelf_place *place,
                            const struct kt_call *call);

/* What was sold is brought by who asks; more than so much of it is brought
 * before, while the store still knows which products moved. */
enum { KT_SHELF_MOVES_FEW = KT_MOVES_KEPT / 2 };

#endif
