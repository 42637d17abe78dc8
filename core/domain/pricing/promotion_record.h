/* A promotion as staff writes and reads it, and as it is imported. */
#ifndef KT_DOMAIN_PROMOTION_RECORD_H
#define KT_DOMAIN_PROMOTION_RECORD_H

#include "domain/pricing/promotion.h"

struct kt_promotion_record {
    uint64_t given;
    struct kt_promotion promotion; /* id zero: new; title empty: the rule's */
    int group_mode; /* enum kt_group_mode; -1: as the group has it */
    struct kt_str shown_title;
    struct kt_list warnings; /* of kt_advice; after a change */
    int64_t version;         /* 0: not stored yet */
    int64_t updated_ms;
};

/* The JSON of promotion.conditions: those members of struct kt_promotion that
 * only a quote reads and no statement tests. Reading by it clears the struct;
 * read the conditions first. */
extern const struct kt_shape kt_promotion_conditions_shape;

/* One table of rows in four shapes. */
extern const struct kt_shape kt_promotion_in_shape;     /* a new one */
extern const struct kt_shape kt_promotion_patch_shape;  /* what changes */
extern const struct kt_shape kt_promotion_out_shape;    /* what is told */
extern const struct kt_shape kt_promotion_record_shape; /* import, export */

/* Fills in what a new record leaves open; shape is the one it was read by. */
void kt_promotion_complete(const struct kt_shape *shape,
                           struct kt_promotion_record *record);

/* Takes over what the patch gives. */
void kt_promotion_patch(const struct kt_promotion_record *patch,
                        struct kt_promotion_record *record);

/* What a shape cannot say and needs no other row: dates, limits, countries,
 * codes. Adds every fault to err. */
void kt_promotion_check_record(const struct kt_promotion_record *record,
                               struct kt_error *err);

#endif
