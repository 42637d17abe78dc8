/* The use cases of coupons, for staff: codes that turn on a promotion. Buyers
 * enter them through service/cart.h. */
#ifndef KT_SERVICE_COUPON_H
#define KT_SERVICE_COUPON_H

#include "domain/pricing/coupon_record.h"
#include "service/use.h"

struct kt_coupon_use {
    struct kt_use_state use; /* first */
    /* asked */
    struct kt_id coupon_id;
    int64_t if_match; /* version; -1: none */
    const struct kt_coupon_record *in;
    /* decided */
    struct kt_coupon_record record;
    /* answered */
    struct kt_coupon_record out;
};

extern const struct kt_use kt_use_coupon_create;
extern const struct kt_use kt_use_coupon_get;
extern const struct kt_use kt_use_coupon_update;
extern const struct kt_use kt_use_coupon_delete;

/* Newest first. Filters are empty for all. */
struct kt_coupon_list_use {
    struct kt_use_state use;   /* first */
    struct kt_id promotion_id; /* zero: any */
    struct kt_str code;
    struct kt_str after; /* a cursor; empty: from the start */
    int64_t limit;       /* 0: 20 */
    struct kt_list rows; /* of kt_coupon_record */
    struct kt_str next;  /* cursor; empty: that was all */
};

extern const struct kt_use kt_use_coupon_list;

/* Below: what writes coupons, staff's use cases and imports. */

/* Checks a whole record: its promotion is there, its code is nobody else's.
 * Every fault is added to err: INVALID_BODY; ALREADY_EXISTS for a code that is
 * taken. A record without an id gets that of its code, or a new one. */
KT_CHECKED enum kt_status kt_coupon_check(const struct kt_tx *tx,
                                          struct kt_coupon_record *record,
                                          int64_t now_ms,
                                          struct kt_arena *arena,
                                          struct kt_error *err);

/* Writes a checked record under its id: a new row, or the row of that id with
 * its counter left as it is. A record with a version is written over that
 * version alone: CONFLICT. */
KT_CHECKED enum kt_status kt_coupon_save(struct kt_tx *tx,
                                         const struct kt_coupon_record *record,
                                         int64_t now_ms, struct kt_arena *arena,
                                         struct kt_error *err);

/* The columns of coupon_all. */
void kt_coupon_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                        struct kt_coupon_record *record);

/* The one that a use case is about, for a change, into state->record.
 * NOT_FOUND, VERSION_MISMATCH. */
KT_CHECKED enum kt_status kt_coupon_open(const struct kt_tx *tx,
                                         struct kt_coupon_use *state,
                                         struct kt_error *err);

/* Answers with the coupon state->use.resource. */
enum kt_status kt_coupon_answer(struct kt_use_state *use, struct kt_error *err);

#endif
