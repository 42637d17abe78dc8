/* Stock for staff: levels, which are read, and the moves that change them. */
#ifndef KT_SERVICE_STOCK_H
#define KT_SERVICE_STOCK_H

#include "domain/stock/stock_move.h"
#include "service/resource.h"

extern const struct kt_shape kt_level_query_shape;
extern const struct kt_resource kt_level_resource; /* is listed alone */

extern const struct kt_shape kt_stock_move_query_shape;
/* Is never changed and never deleted. */
extern const struct kt_resource kt_stock_move_resource;

#endif
