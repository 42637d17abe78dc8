/* Finds the route of a path: a tree of segments, made once from the route
 * tables. A literal segment is tried before a parameter. */
#ifndef KT_HTTP_ROUTER_H
#define KT_HTTP_ROUTER_H

#include "http/path.h"
#include "http/route.h"

struct kt_router_node;

struct kt_router {
    struct kt_router_node *root;
    unsigned route_count;
};

/* One path with its routes by method. */
struct kt_route_match {
    const struct kt_route *routes[KT_METHOD_COUNT]; /* NULL: not known */
    unsigned numbers[KT_METHOD_COUNT]; /* from 1, in the order of the tables */
};

/* Builds the tree in the arena. Two routes with the same method and path, a
 * malformed path or a name of a parameter that stands twice are bugs. */
void kt_router_init(struct kt_router *router,
                    const struct kt_route_table *const *tables,
                    struct kt_arena *arena);

/* NULL when no route has this path. */
const struct kt_route_match *kt_router_find(const struct kt_router *router,
                                            const struct kt_path *path);

/* Fills the parameters of the route from the path. NOT_FOUND when one of them
 * is no id of its kind. */
KT_CHECKED enum kt_status kt_router_params(
    const struct kt_route *route, const struct kt_path *path,
    struct kt_path_param params[KT_PATH_PARAMS_MAX], struct kt_error *err);

/* "GET, HEAD, POST, OPTIONS" */
struct kt_str kt_router_allow(const struct kt_route_match *match,
                              struct kt_arena *arena);

/* Takes the next segment off a route's path; false at its end. */
bool kt_route_next(struct kt_str *path, struct kt_str *segment);

/* The name of a parameter segment "{name}"; empty for a literal. */
struct kt_str kt_route_param(struct kt_str segment);

/* The prefix of an id parameter ("cart" of cart_id), NULL for any other. */
const char *kt_route_prefix(struct kt_str param, struct kt_arena *arena);

#endif
