/* A route is a row: method, path, who may call it, the shapes of what comes in
 * and goes out, and a use case between two small functions. Routing, shape
 * checks, 404, 405, OPTIONS, CORS, idempotency, /openapi.json and /docs are
 * derived from the rows, so that the document cannot differ from the server.
 *
 * Every resource is a file in http/api/{store,admin}/ that ends with its table:
 *
 *   static const struct kt_route routes[] = {
 *       { KT_POST, "/store/v1/carts/{cart_id}/lines", KT_AUTH_STORE, NULL,
 *         .in = &kt_lines_in_shape, .out = &kt_cart_out_shape, .status = 200,
 *         .use = &kt_use_cart_add_lines, .ask = ask_add_lines,
 *         .reply = reply_cart, .summary = "Put items in the cart" },
 *       …
 *   };
 *
 *   const struct kt_route_table kt_routes_store_cart = KT_ROUTES(routes);
 *
 * and routes.def lists the tables. */
#ifndef KT_HTTP_ROUTE_H
#define KT_HTTP_ROUTE_H

#include "http/quota.h"
#include "service/shown.h"

enum kt_method {
    KT_GET,
    KT_POST,
    KT_PUT,
    KT_PATCH,
    KT_DELETE,
    KT_METHOD_COUNT
};

extern const char *const kt_method_names[];

enum kt_auth {
    KT_AUTH_NONE,  /* /healthz, /openapi.json */
    KT_AUTH_STORE, /* publishable key, or the default channel */
    KT_AUTH_ADMIN  /* bearer token with the route's scope */
};

enum { KT_PATH_PARAMS_MAX = 4 };

struct kt_head;
struct kt_media_spool;
struct kt_parts;
struct kt_site;
struct kt_resource;

/* {…_id} parameters arrive as ids; the table in router.c tells the prefix of
 * each name (cart_id is "cart", order_id is "ord"). Any other is text. A wrong
 * id is a 404. */
struct kt_path_param {
    struct kt_str name;
    struct kt_str text; /* decoded */
    struct kt_id id;
};

/* A finished, checked request. */
struct kt_request {
    struct kt_call call;
    const struct kt_route *route;
    struct kt_path_param params[KT_PATH_PARAMS_MAX];
    const void *query;             /* a struct of route->query */
    const void *body;              /* a struct of route->in */
    struct kt_str raw_body;        /* of a file its hash */
    struct kt_media_spool *upload; /* of a route that takes a file */
    struct kt_str raw_query;
    struct kt_str idempotency_key; /* ptr NULL: none */
    int64_t if_match; /* version from If-Match; -1: none, 0: an ETag
                                 * that no version of ours ever had */
    struct kt_str request_id;
    bool wants_html;       /* Accept prefers text/html */
    struct kt_peer peer;   /* who is connected */
    struct kt_peer client; /* who asks, perhaps behind proxies */
    const struct kt_head *head;
    const struct kt_site *site; /* for routes about the server itself */
};

/* The text of a parameter by name; a name that the path lacks is a bug. */
struct kt_str kt_request_text(const struct kt_request *request,
                              const char *name);
struct kt_id kt_request_id(const struct kt_request *request, const char *name);

/* The answer under construction. */
struct kt_reply {
    struct kt_arena *arena;
    int status; /* the route's unless changed */
    const char *content_type;
    struct kt_buf body;
    int64_t etag_version; /* -1: no ETag; 12 is sent as "v12" */
    struct kt_str etag;   /* with its quotes, instead of a version */
    bool has_tag;         /* tag is the ETag, with the coding behind it */
    uint64_t tag;
    enum kt_coding coding;  /* of the body */
    bool is_live;           /* depends on more than its version: the ETag serves
                             * If-Match alone, a GET is never a 304 */
    struct kt_str location; /* ptr NULL: none */
    const char *cache_control; /* NULL: "no-store" */
    struct kt_str disposition; /* ptr NULL: none */
    struct kt_str allow;       /* of 405 and OPTIONS */
    int retry_after_s;         /* 0: none */
    bool is_replayed;          /* the kept answer of an Idempotency-Key */
    bool must_close;           /* the connection cannot be used further */
    int file;                  /* -1: body; else an open file, sent instead */
    uint64_t file_size;        /* bytes that are sent */
    uint64_t file_from;        /* where they begin */
    const struct kt_parts *parts; /* of the file; NULL: one */
    struct kt_str content_range;  /* ptr NULL: none */
};

struct kt_route {
    enum kt_method method;
    const char *path;
    enum kt_auth auth;
    const char *scope;             /* "promotions:write"; NULL for others */
    const struct kt_shape *query;  /* scalar fields only; NULL: no query */
    const struct kt_shape *in;     /* body; NULL: none allowed */
    int64_t body_max;              /* bytes; 0: what all others take */
    bool takes_file;               /* the body is a picture or a document */
    bool in_may_be_list;           /* the body may be an array of in */
    const struct kt_shape *out;    /* reply; NULL: no body (204) */
    bool out_is_list;              /* {"data":[out…],"page":{"next":…}} */
    const struct kt_shape *facets; /* a list may have them beside its page */
    int status;                    /* of success; 0: 200 */
    const struct kt_use *use;      /* a step that is NULL is skipped */
    /* Typed input to the use case's state. NULL: nothing to carry over. */
    enum kt_status (*ask)(const struct kt_request *request,
                          struct kt_use_state *state, struct kt_error *err);
    /* The state's answer to the reply, through the functions below. */
    void (*reply)(const struct kt_use_state *state, struct kt_reply *reply);
    const enum kt_status *problems; /* what it can answer besides the usual;
                                     * ends with KT_OK */
    unsigned quotas;                /* 1 << enum kt_quota each */
    bool is_public; /* its answer is the same for all who ask with one key:
                     * caches keep it, and it is packed on its way. Whatever
                     * shows a secret or a buyer is not: packed beside words
                     * of an attacker its length would tell it (BREACH) */
    bool has_etag;  /* a GET of it tells its ETag, as those of is_public, files
                     * and records do: 304 to who names it */
    bool is_secret; /* its answer is given once, and not kept for a key */
    const char *media_type;             /* of an answer that is not JSON */
    const char *other_type;             /* that it may have too, or NULL */
    bool is_file;                       /* it may be asked for in parts */
    bool has_page;                      /* text/html for those who prefer it */
    const char *summary;                /* one line for the document */
    const char *help;                   /* more, or NULL */
    const struct kt_resource *resource; /* http/resource.h */
};

/* A body of route->in_may_be_list arrives as this. */
struct kt_body_list {
    void *items; /* structs of route->in */
    size_t count;
    bool is_array; /* false: one object stood for the list */
};

/* Writes one struct as the body. */
void kt_reply_shape(struct kt_reply *reply, const struct kt_shape *shape,
                    const void *out);

/* Writes {"data":[…],"page":{"next":…}}; next may be empty. */
void kt_reply_list(struct kt_reply *reply, const struct kt_shape *shape,
                   const void *items, size_t count, struct kt_str next);

/* A body that is JSON already. */
void kt_reply_raw(struct kt_reply *reply, struct kt_str json);

/* An answer that is kept ready; its bytes need no copy. */
void kt_reply_shown(struct kt_reply *reply,
                    const struct kt_shown_answer *shown);

/* The routes of one resource. */
struct kt_route_table {
    const struct kt_route *routes;
    size_t count;
};

#define KT_ROUTES(table)                                                       \
    {                                                                          \
        (table), sizeof(table) / sizeof((table)[0])                            \
    }

/* The tables that routes.def lists; NULL ends the list. */
extern const struct kt_route_table *const kt_route_tables[];

#endif
