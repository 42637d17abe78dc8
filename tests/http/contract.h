/* Every answer that a test sees is checked against the server's own document:
 * its status, its media type, and its body by the schema that stands there. So
 * is the body of a request that was obeyed. */
#ifndef KT_TESTS_CONTRACT_H
#define KT_TESTS_CONTRACT_H

#include "http.h"

/* The document of these tables holds from now on. */
void contract_begin(const struct kt_route_table *const *tables);

/* body NULL: none, or none that is JSON. */
void contract_check(const char *method, struct kt_str target, const char *body,
                    const struct http_reply *reply);

#endif
