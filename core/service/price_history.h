/* Prices that held before, for staff. */
#ifndef KT_SERVICE_PRICE_HISTORY_H
#define KT_SERVICE_PRICE_HISTORY_H

#include "service/resource.h"

extern const struct kt_shape kt_price_history_query_shape;
extern const struct kt_shape kt_price_history_out_shape;
extern const struct kt_resource kt_price_history_resource;

#endif
