/* The OpenAPI 3.1 document, made from route tables and shapes. */
#ifndef KT_HTTP_OPENAPI_H
#define KT_HTTP_OPENAPI_H

#include "http/site.h"

/* Text and ETag in the arena. Two shapes with one name are a bug. */
void kt_openapi_write(const struct kt_route_table *const *tables,
                      struct kt_arena *arena, struct kt_document *document);

/* "post_store_carts_by_cart_id_lines": stable and unique, since method and
 * path are. */
struct kt_str kt_openapi_operation_id(const struct kt_route *route,
                                      struct kt_arena *arena);

/* "store carts", "admin orders", "server". */
struct kt_str kt_openapi_tag(const struct kt_route *route,
                             struct kt_arena *arena);

/* "For storefronts: carts." */
struct kt_str kt_openapi_tag_help(struct kt_str tag, struct kt_arena *arena);

#endif
