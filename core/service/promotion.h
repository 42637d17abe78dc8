/* The use cases of promotions, for staff. A change holds for the next quote:
 * the snapshot of the shop is built anew after it. */
#ifndef KT_SERVICE_PROMOTION_H
#define KT_SERVICE_PROMOTION_H

#include "domain/pricing/promotion_record.h"
#include "service/catalog_refs.h"
#include "service/use.h"

struct kt_promotion_use {
    struct kt_use_state use; /* first */
    /* asked */
    struct kt_id promotion_id;
    int64_t if_match; /* version; -1: none */
    const struct kt_promotion_record *in;
    /* decided */
    struct kt_promotion_record record;
    /* answered */
    struct kt_promotion_record out;
};

extern const struct kt_use kt_use_promotion_create;
extern const struct kt_use kt_use_promotion_get;
extern const struct kt_use kt_use_promotion_update;
extern const struct kt_use kt_use_promotion_delete;

/* Newest first. Filters are empty for all. */
struct kt_promotion_list_use {
    struct kt_use_state use; /* first */
    struct kt_str rule;
    int is_active;       /* -1: any */
    struct kt_str after; /* a cursor; empty: from the start */
    int64_t limit;       /* 0: 20 */
    struct kt_list rows; /* of kt_promotion_record */
    struct kt_str next;  /* cursor; empty: that was all */
};

extern const struct kt_use kt_use_promotion_list;

/* Below: what writes promotions, staff's use cases and imports. */

/* Checks a whole record and completes it by its rule: the stage, and params
 * with their defaults. The rule and its params, channels, the group and the
 * promotion it goes along with must be there. Every fault is added to err:
 * INVALID_BODY; an unknown name tells the nearest right one. registry NULL:
 * the rule and its params stay as they stand, even when the scripts lack it by
 * now. */
KT_CHECKED enum kt_status kt_promotion_check(const struct kt_tx *tx,
                                             const struct kt_registry *registry,
                                             const struct kt_refs *refs,
                                             struct kt_promotion_record *record,
                                             struct kt_arena *arena,
                                             struct kt_error *err);

/* Writes a checked record under its id, and its group: a new row, or the row
 * of that id with its counters left as they are. A record with a version is
 * written over that version alone: CONFLICT. */
KT_CHECKED enum kt_status kt_promotion_save(
    struct kt_tx *tx, const struct kt_promotion_record *record, int64_t now_ms,
    struct kt_arena *arena, struct kt_error *err);

/* NOT_FOUND. */
KT_CHECKED enum kt_status kt_promotion_load(const struct kt_tx *tx,
                                            struct kt_id promotion_id,
                                            struct kt_arena *arena,
                                            struct kt_promotion_record *record,
                                            struct kt_error *err);

/* The one that a use case is about, for a change, into state->record.
 * NOT_FOUND, VERSION_MISMATCH. */
KT_CHECKED enum kt_status kt_promotion_open(const struct kt_tx *tx,
                                            struct kt_promotion_use *state,
                                            struct kt_error *err);

/* Answers with the promotion state->use.resource. */
enum kt_status kt_promotion_answer(struct kt_use_state *use,
                                   struct kt_error *err);

/* The columns of promotion_all as a record; shown_title is left to
 * kt_promotion_show. */
KT_CHECKED enum kt_status kt_promotion_read_record(
    const struct kt_rows *rows, struct kt_arena *arena,
    struct kt_promotion_record *record, struct kt_error *err);

/* Fills in what buyers see. */
void kt_promotion_show(const struct kt_shop *shop,
                       struct kt_promotion_record *record,
                       struct kt_arena *arena);

#endif
