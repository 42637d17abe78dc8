/* What a route can answer with besides success, and the schema of each problem:
 * its own type and members, from the rows of problems.def. */
#ifndef KT_HTTP_OPENAPI_PROBLEMS_H
#define KT_HTTP_OPENAPI_PROBLEMS_H

#include "http/route.h"

/* Every problem a route can answer with. */
void kt_openapi_problems(const struct kt_route *route,
                         bool problems[KT_STATUS_COUNT]);

/* Members of the open object responses, one an HTTP status. */
void kt_openapi_write_responses(const struct kt_route *route,
                                struct kt_json *json);

/* Members of the open object components.schemas, one a problem that any route
 * of the tables can answer with. */
void kt_openapi_write_problems(const struct kt_route_table *const *tables,
                               struct kt_json *json);

#endif
