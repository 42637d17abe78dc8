/* A route is a row: method, path, who may call it, the shapes of what comes in
 * and goes out, and a use case between two small functions. Routing, shape
 * checks, 404, 405, OPTIONS, CORS, idempotency, /openapi.json and /docs are
 * derived from the rows, so that the document cannot differ from the server.
 *
 * Every resource is a file in http/api/{store,admin}/ that ends with its table:
 *
 *   const struct kt_route kt_routes_store_cart[] = {
 *       { KT_POST, "/store/v1/carts/{cart_id}/lines", KT_AUTH_STORE, NULL,
 *         .in = &kt_lines_in_shape, .out = &kt_cart_out_shape, .status = 200,
 *         .use = &kt_use_cart_add_lines, .ask = ask_add_lines,
 *         .reply = reply_cart, .summary = "Put items in the cart" },
 *       …
 *   };
 * and routes.def lists the tables. */
#ifndef KT_HTTP_ROUTE_H
#define KT_HTTP_ROUTE_H

#include "service/use.h"

enum kt_method { KT_GET, KT_POST, KT_PUT, KT_PATCH, KT_DELETE, KT_METHOD_COUNT };

extern const char *const kt_method_names[];

enum kt_auth {
    KT_AUTH_NONE,           /* /healthz, /openapi.json */
    KT_AUTH_STORE,          /* publishable key, or the default channel */
    KT_AUTH_ADMIN           /* bearer token with the route's scope */
};

enum { KT_PATH_PARAMS_MAX = 4 };

/* {…_id} parameters arrive as ids with the prefix of their name (cart_id is
 * "cart"), any other as text. A wrong id is a 404. */
struct kt_path_param {
    struct kt_str name;
    struct kt_str text;         /* decoded */
    struct kt_id id;
};

/* A finished, checked request. */
struct kt_request {
    struct kt_call call;
    const struct kt_route *route;
    struct kt_path_param params[KT_PATH_PARAMS_MAX];
    const void *query;          /* a struct of route->query */
    const void *body;           /* a struct of route->in */
    struct kt_str raw_body;
    struct kt_str raw_query;
    struct kt_str idempotency_key; /* ptr NULL: none */
    int64_t if_match;           /* version from If-Match; -1: none */
    struct kt_str request_id;
};

/* The answer under construction. */
struct kt_reply {
    struct kt_arena *arena;
    int status;                 /* the route's unless changed */
    const char *content_type;
    struct kt_buf body;
    int64_t etag_version;       /* -1: no ETag */
    struct kt_str location;     /* ptr NULL: none */
    const char *cache_control;  /* NULL: "no-store" */
};

struct kt_route {
    enum kt_method method;
    const char *path;
    enum kt_auth auth;
    const char *scope;              /* "promotions:write"; NULL for others */
    const struct kt_shape *query;   /* scalar fields only; NULL: no query */
    const struct kt_shape *in;      /* body; NULL: none allowed */
    bool in_may_be_list;            /* the body may be an array of in */
    const struct kt_shape *out;     /* reply; NULL: no body (204) */
    bool out_is_list;               /* {"data":[out…],"page":{"next":…}} */
    int status;                     /* of success; 0: 200 */
    const struct kt_use *use;
    /* Typed input to the use case's state. NULL: nothing to carry over. */
    enum kt_status (*ask)(const struct kt_request *request,
                          struct kt_use_state *state, struct kt_error *err);
    /* The state's answer to the reply, through the functions below. */
    void (*reply)(const struct kt_use_state *state, struct kt_reply *reply);
    const enum kt_status *problems; /* what it can answer besides the usual;
                                     * ends with KT_OK */
    const char *summary;            /* one line for the document */
    const char *help;               /* more, or NULL */
};

/* A body of route->in_may_be_list arrives as this. */
struct kt_body_list {
    void *items;                    /* structs of route->in */
    size_t count;
};

/* Writes one struct as the body. */
void kt_reply_shape(struct kt_reply *reply, const struct kt_shape *shape,
                    const void *out);

/* Writes {"data":[…],"page":{"next":…}}; next may be empty. */
void kt_reply_list(struct kt_reply *reply, const struct kt_shape *shape,
                   const void *items, size_t count, struct kt_str next);

/* A body that is JSON already. */
void kt_reply_raw(struct kt_reply *reply, struct kt_str json);

/* All tables. */
struct kt_route_table {
    const struct kt_route *routes;
    size_t count;
};

extern const struct kt_route_table kt_route_tables[];
extern const size_t kt_route_table_count;

#endif
