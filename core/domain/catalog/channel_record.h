/* A channel as it is imported and exported. */
#ifndef KT_DOMAIN_CHANNEL_RECORD_H
#define KT_DOMAIN_CHANNEL_RECORD_H

#include "domain/catalog/channel.h"

struct kt_channel_record {
    uint64_t given;
    struct kt_channel channel; /* id zero: known by its code, or new;
                                     * no key: kept, or a new one */
    int64_t position;
};

extern const struct kt_shape kt_channel_record_shape;

void kt_channel_record_complete(struct kt_channel_record *record);
void kt_channel_record_check(const struct kt_channel_record *record,
                             struct kt_error *err);

#endif
