/* components.schemas: every shape that routes read or write, once by name. A
 * shape that is both read and written has two schemas, "Cart" for answers and
 * "CartInput" for bodies, for what is demanded of them differs. */
#ifndef KT_HTTP_OPENAPI_SCHEMAS_H
#define KT_HTTP_OPENAPI_SCHEMAS_H

#include "http/route.h"

enum { KT_SCHEMAS_MAX = 512 };

struct kt_schemas {
    const struct kt_shape *shapes[KT_SCHEMAS_MAX];
    bool is_read[KT_SCHEMAS_MAX];
    bool is_written[KT_SCHEMAS_MAX];
    size_t count;
};

void kt_schemas_collect(struct kt_schemas *schemas,
                        const struct kt_route_table *const *tables);

/* Members of an open object, one a schema. */
void kt_schemas_write(const struct kt_schemas *schemas, struct kt_json *json);

/* {"$ref":…} to a shape as body or as answer. */
void kt_schemas_ref(const struct kt_schemas *schemas,
                    const struct kt_shape *shape, bool for_reading,
                    struct kt_json *json);

#endif
