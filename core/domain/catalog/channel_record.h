/* A channel as staff writes and reads it, and as it is imported. */
#ifndef KT_DOMAIN_CHANNEL_RECORD_H
#define KT_DOMAIN_CHANNEL_RECORD_H

#include "domain/catalog/channel.h"

struct kt_channel_record {
    uint64_t given;
    struct kt_channel channel; /* id zero: known by its code, or new;
                                     * no key: kept, or a new one */
    int64_t position;
};

/* One table of rows in four shapes. */
extern const struct kt_shape kt_channel_in_shape;     /* a new one */
extern const struct kt_shape kt_channel_patch_shape;  /* what changes */
extern const struct kt_shape kt_channel_out_shape;    /* what staff is told */
extern const struct kt_shape kt_channel_record_shape; /* import, export */

/* Fills in what a new one leaves open; shape is the one it was read by. */
void kt_channel_record_complete(const struct kt_shape *shape,
                                struct kt_channel_record *record);

/* What a shape cannot say and needs no other row. Adds every fault to err. */
void kt_channel_record_check(const struct kt_channel_record *record,
                             struct kt_error *err);

#endif
