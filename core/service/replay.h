/* Placed orders computed again, with the scripts and facts that they were
 * placed with. What differs is told by its name. It only reads, and may do so
 * beside the server. */
#ifndef KT_SERVICE_REPLAY_H
#define KT_SERVICE_REPLAY_H

#include "domain/order/order.h"
#include "service/origin.h"

enum kt_replay_outcome {
    KT_REPLAY_EQUAL,
    KT_REPLAY_DIFFERS,
    KT_REPLAY_OLD,   /* placed before orders kept how they came about */
    KT_REPLAY_BROKEN /* what it needs is not there, damaged, or fails */
};

/* JSON values; ptr NULL: it has none. */
struct kt_replay_difference {
    struct kt_str member; /* "/totals/total" of the order as it is told,
                           * "/trace/3/amount", "orders.total" of its row,
                           * "order_line 1.tax" of its lines' */
    struct kt_str stored;
    struct kt_str computed;
};

/* The differences of one order that are told. */
enum { KT_REPLAY_DIFFERENCES_MAX = 100 };

struct kt_replay_result {
    int64_t number;
    enum kt_replay_outcome outcome;
    struct kt_list differences; /* of struct kt_replay_difference */
    struct kt_str detail;       /* why it is broken */
    struct kt_str engine; /* of Kontor, that priced it; ptr NULL: unknown */
};

/* The result is the callee's until it returns. */
typedef void (*kt_replay_fn)(void *arg, const struct kt_replay_result *result);

/* What was loaded for one shop, on one thread: scripts of a time once, facts
 * while they are needed. */
struct kt_replay;

struct kt_replay *kt_replay_new(struct kt_store *store, struct kt_id store_id,
                                kt_replay_fn tell, void *arg);
void kt_replay_free(struct kt_replay *replay);

/* NOT_FOUND. */
KT_CHECKED enum kt_status kt_replay_order(struct kt_replay *replay,
                                          struct kt_id order_id,
                                          struct kt_error *err);
KT_CHECKED enum kt_status kt_replay_number(struct kt_replay *replay,
                                           int64_t number,
                                           struct kt_error *err);

/* All that were placed since then, in that order. */
KT_CHECKED enum kt_status kt_replay_since(struct kt_replay *replay,
                                          int64_t since_ms,
                                          struct kt_error *err);

/* Below: what the files of this noun share. */

/* An order as it is stored. */
struct kt_replay_row {
    struct kt_id order_id;
    int64_t number, placed_ms;
    struct kt_str rules_hash;
    struct kt_id facts_id; /* zero: an old one */
    struct kt_str origin, body;
    int64_t subtotal, discount, shipping, tax, total, due;
};

/* Adds what differs between the order as it is stored and its quote. */
KT_CHECKED enum kt_status kt_replay_compare(
    const struct kt_tx *tx, const struct kt_replay_row *row,
    const struct kt_origin_base *base, const struct kt_origin_own *own,
    const struct kt_quote *quote, struct kt_arena *arena,
    struct kt_list *differences, struct kt_error *err);

#endif
