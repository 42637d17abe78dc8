/* Does a JSON value keep to a schema of /openapi.json? Knows the keywords that
 * core/http/openapi*.c and core/base/shape_schema.c write, and takes any other
 * one for a fault. Members that a schema does not name are faults, too. */
#ifndef KT_TESTS_SCHEMA_H
#define KT_TESTS_SCHEMA_H

#include "base/json.h"

struct schema_check {
    const struct cJSON *document; /* where references lead */
    struct kt_arena *arena;
    struct kt_str fault; /* "/data/0/id: pattern", the first one */
};

/* False when it does not; fault tells what is wrong. */
bool schema_fits(struct schema_check *check, const struct cJSON *schema,
                 const struct cJSON *node);

#endif
