/* Orders: reading them and moving them on. */
#ifndef KT_SERVICE_ORDER_H
#define KT_SERVICE_ORDER_H

#include "domain/order/order.h"
#include "service/payment.h"
#include "service/resource.h"

/* An order with all that changes, as it was read. */
struct kt_order {
    struct kt_id id;
    int64_t number;
    struct kt_str email, email_fold;
    int state;                 /* enum kt_order_state */
    struct kt_str hold_reason; /* ptr NULL: none */
    int64_t total_minor, due_minor;
    struct kt_str body; /* frozen JSON */
    int64_t version;
    int64_t placed_ms, updated_ms;
    struct kt_payments payments;
    struct kt_order_lines_sum lines;
};

/* NOT_FOUND. */
KT_CHECKED enum kt_status kt_order_load(const struct kt_tx *tx,
                                        struct kt_id order_id,
                                        struct kt_arena *arena,
                                        struct kt_order *order,
                                        struct kt_error *err);

/* The order as the HTTP API tells it. */
struct kt_str kt_order_json(const struct kt_order *order,
                            const struct kt_shop *shop, struct kt_arena *arena);

/* "K-1000": the number with the shop's prefix. */
struct kt_str kt_order_number_text(const struct kt_shop *shop, int64_t number,
                                   struct kt_arena *arena);

/* The other way, with or without the prefix, whose case does not count. False
 * for what is no number. */
bool kt_order_number_parse(const struct kt_shop *shop, struct kt_str text,
                           int64_t *number);

/* What GET and transitions answer. */
struct kt_order_answer {
    struct kt_str json;
    int64_t version;
};

struct kt_order_answer kt_order_tell(const struct kt_call *call,
                                     const struct kt_order *order);

/* The same of an order that is read. */
enum kt_status kt_order_answer(const struct kt_call *call,
                               struct kt_id order_id,
                               struct kt_order_answer *answer,
                               struct kt_error *err);

/* The same with the order's history, and with explain why it cost that. */
enum kt_status kt_order_answer_staff(const struct kt_call *call,
                                     struct kt_id order_id, bool explain,
                                     struct kt_order_answer *answer,
                                     struct kt_error *err);

struct kt_order_use {
    struct kt_use_state use; /* first */
    struct kt_id order_id;
    bool explain; /* for staff */
    struct kt_order_answer answer;
};

extern const struct kt_use kt_use_order_get;     /* for its buyer */
extern const struct kt_use kt_use_order_inspect; /* for staff */

/* What a list of orders is asked for. */
struct kt_order_query {
    struct kt_list_query list; /* first */
    int state;                 /* -1: any; so are those below */
    int payment_state;
    int fulfilment_state;
    struct kt_str channel;        /* code */
    struct kt_str email;          /* of the buyer, whole */
    struct kt_str number;         /* with or without its prefix */
    struct kt_str q;              /* a number, or words of name and address */
    int64_t placed_from;          /* inclusive */
    int64_t placed_to;            /* exclusive; 0: no end */
    int64_t total_min, total_max; /* inclusive; total_max 0: no end */
};

extern const struct kt_shape kt_order_query_shape;

struct kt_order_list_use {
    struct kt_use_state use; /* first */
    const struct kt_order_query *query;
    struct kt_list rows; /* of kt_order_row_out */
    struct kt_str next;  /* cursor; empty: that was all */
};

extern const struct kt_use kt_use_order_list;

/* An event on the order or on one of its payments. */
struct kt_transition_use {
    struct kt_use_state use; /* first */
    /* asked */
    struct kt_id order_id;
    int64_t if_match; /* -1: none */
    const struct kt_transition_in *in;
    /* decided */
    struct kt_order order;
    const struct kt_machine *machine;
    const struct kt_edge *edge;
    struct kt_payment payment; /* the one that moves */
    bool settles;              /* it makes the order paid */
    struct kt_str note;
    /* answered */
    struct kt_order_answer answer;
};

extern const struct kt_use kt_use_order_transition;

/* Below: what orders and checkout share. */

/* Writes what happened to the order's record. */
struct kt_happening {
    struct kt_id order_id;
    const char *machine;
    struct kt_str event;
    struct kt_str from, to;
    struct kt_str note;
};

KT_CHECKED enum kt_status kt_order_record(struct kt_tx *tx,
                                          const struct kt_call *call,
                                          const struct kt_happening *what,
                                          struct kt_error *err);

/* Puts an event for reactions in the outbox. payment_id may be zero. */
KT_CHECKED enum kt_status kt_event_emit(struct kt_tx *tx, const char *topic,
                                        struct kt_id order_id,
                                        struct kt_id payment_id, int64_t now_ms,
                                        struct kt_error *err);

/* A number for the order now being placed: from a block that this process
 * took beforehand, or 0 when numbers leave no gap and are taken while saving.
 */
KT_CHECKED enum kt_status kt_order_number_reserve(const struct kt_call *call,
                                                  int64_t *number,
                                                  struct kt_error *err);
KT_CHECKED enum kt_status kt_order_number_take(struct kt_tx *tx,
                                               const struct kt_shop *shop,
                                               int64_t count, int64_t *first,
                                               struct kt_error *err);

#endif
