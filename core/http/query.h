/* The query of a URI, read through a shape: "?limit=20&sort=price" becomes the
 * struct that the route named. Every fault is told: unknown names with the
 * nearest right one, names that stand twice, wrong kinds, limits.
 *
 * A field of kind STRS may stand several times: "?tag=a&tag=b". One of kind
 * LIST takes pairs, each named behind a point: "?attr.size=M&attr.size=L" are
 * two structs of kt_query_pair_shape. */
#ifndef KT_HTTP_QUERY_H
#define KT_HTTP_QUERY_H

#include "base/shape.h"

extern const struct kt_shape kt_query_pair_shape; /* of struct kt_pair */

/* shape NULL: no parameter is known. *out takes the struct, in the arena, or
 * NULL without a shape. INVALID_QUERY. */
KT_CHECKED enum kt_status kt_query_read(const struct kt_shape *shape,
                                        struct kt_str query, const void **out,
                                        struct kt_arena *arena,
                                        struct kt_error *err);

#endif
