/* Channels for staff. */
#ifndef KT_SERVICE_CHANNEL_H
#define KT_SERVICE_CHANNEL_H

#include "domain/catalog/channel_record.h"
#include "service/resource.h"

extern const struct kt_shape kt_channel_query_shape;
extern const struct kt_resource kt_channel_resource;

#endif
