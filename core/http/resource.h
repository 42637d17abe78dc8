/* The five routes of a record resource (service/resource.h).
 *
 *   static const struct kt_route routes[] = {
 *       KT_RESOURCE_ROUTES(price_list, "price-lists", "price list"),
 *   };
 *
 * takes kt_price_list_resource, its shapes kt_price_list_{query,in,patch,out}
 * _shape, the path "/admin/v1/price-lists" with {price_list_id} and the scopes
 * "price-lists:read" and "price-lists:write". A resource that is special in one
 * route writes the rows one by one; members behind the three arguments are
 * added to the row: KT_RESOURCE_DELETE(promotion, "promotions", "a promotion",
 * .help = "…"). */
#ifndef KT_HTTP_RESOURCE_H
#define KT_HTTP_RESOURCE_H

#include "http/route.h"
#include "service/resource.h"

enum kt_status kt_resource_ask_list(const struct kt_request *request,
                                    struct kt_use_state *use,
                                    struct kt_error *err);
void kt_resource_reply_list(const struct kt_use_state *use,
                            struct kt_reply *reply);

enum kt_status kt_resource_ask_new(const struct kt_request *request,
                                   struct kt_use_state *use,
                                   struct kt_error *err);
void kt_resource_reply_new(const struct kt_use_state *use,
                           struct kt_reply *reply);

/* The last parameter of the path is the id. */
enum kt_status kt_resource_ask_one(const struct kt_request *request,
                                   struct kt_use_state *use,
                                   struct kt_error *err);
void kt_resource_reply_one(const struct kt_use_state *use,
                           struct kt_reply *reply);

extern const enum kt_status kt_resource_create_problems[];
extern const enum kt_status kt_resource_change_problems[];
extern const enum kt_status kt_resource_delete_problems[];

/* clang-format off */
#define KT_RESOURCE_LIST(noun, plural, ...)                                    \
    { KT_GET, "/admin/v1/" plural, KT_AUTH_ADMIN, plural ":read",              \
      .query = &kt_##noun##_query_shape, .out = &kt_##noun##_out_shape,        \
      .out_is_list = true, .use = &kt_use_resource_list,                       \
      .ask = kt_resource_ask_list, .reply = kt_resource_reply_list,            \
      .resource = &kt_##noun##_resource, .summary = __VA_ARGS__ }

#define KT_RESOURCE_CREATE(noun, plural, ...)                                  \
    { KT_POST, "/admin/v1/" plural, KT_AUTH_ADMIN, plural ":write",            \
      .in = &kt_##noun##_in_shape, .out = &kt_##noun##_out_shape,              \
      .status = 201, .use = &kt_use_resource_create,                           \
      .ask = kt_resource_ask_new, .reply = kt_resource_reply_new,              \
      .problems = kt_resource_create_problems,                                 \
      .resource = &kt_##noun##_resource, .summary = __VA_ARGS__ }

#define KT_RESOURCE_GET(noun, plural, ...)                                     \
    { KT_GET, "/admin/v1/" plural "/{" #noun "_id}", KT_AUTH_ADMIN,            \
      plural ":read", .out = &kt_##noun##_out_shape,                           \
      .use = &kt_use_resource_get, .ask = kt_resource_ask_one,                 \
      .reply = kt_resource_reply_one, .resource = &kt_##noun##_resource,       \
      .summary = __VA_ARGS__ }

#define KT_RESOURCE_UPDATE(noun, plural, ...)                                  \
    { KT_PATCH, "/admin/v1/" plural "/{" #noun "_id}", KT_AUTH_ADMIN,          \
      plural ":write", .in = &kt_##noun##_patch_shape,                         \
      .out = &kt_##noun##_out_shape, .use = &kt_use_resource_update,           \
      .ask = kt_resource_ask_one, .reply = kt_resource_reply_one,              \
      .problems = kt_resource_change_problems,                                 \
      .resource = &kt_##noun##_resource, .summary = __VA_ARGS__ }

#define KT_RESOURCE_DELETE(noun, plural, ...)                                  \
    { KT_DELETE, "/admin/v1/" plural "/{" #noun "_id}", KT_AUTH_ADMIN,         \
      plural ":write", .use = &kt_use_resource_delete,                         \
      .ask = kt_resource_ask_one, .problems = kt_resource_delete_problems,     \
      .resource = &kt_##noun##_resource, .summary = __VA_ARGS__ }

#define KT_RESOURCE_ROUTES(noun, plural, one)                                  \
    KT_RESOURCE_LIST(noun, plural, "List " one "s"),                           \
    KT_RESOURCE_CREATE(noun, plural, "Create a " one),                         \
    KT_RESOURCE_GET(noun, plural, "Read a " one),                              \
    KT_RESOURCE_UPDATE(noun, plural, "Change a " one,                          \
                       .help = "What is not given stays."),                    \
    KT_RESOURCE_DELETE(noun, plural, "Delete a " one)
/* clang-format on */

#endif
