/* /docs: the routes for readers, made from the same tables as /openapi.json. */
#ifndef KT_HTTP_DOCS_H
#define KT_HTTP_DOCS_H

#include "http/site.h"

void kt_docs_write(const struct kt_route_table *const *tables,
                   struct kt_arena *arena, struct kt_document *document);

#endif
