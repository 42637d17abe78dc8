#include "http/route.h"

#define X(table) extern const struct kt_route_table table;
#include "http/routes.def"
#undef X

const struct kt_route_table *const kt_route_tables[] = {
#define X(table) &(table),
#include "http/routes.def"
#undef X
    NULL,
};
