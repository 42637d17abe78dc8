#include "http/router.h"

#include "base/assert.h"
#include "base/buf.h"
#include "base/text.h"

struct kt_router_node {
    struct kt_router_node *next; /* the next literal beside this one */
    struct kt_str segment;
    struct kt_router_node *literals;
    struct kt_router_node *param; /* child of any other segment */
    struct kt_route_match match;
    bool has_route;
};

const char *const kt_method_names[] = { "GET", "POST", "PUT", "PATCH",
                                        "DELETE" };

/* Parameters whose ids have another prefix than their name; NULL: text. */
static const struct {
    struct kt_str name;
    const char *prefix;
} short_prefixes[] = {
    { KT_STR_INIT("category_id"), "cat" },
    { KT_STR_INIT("channel_id"), "chan" },
    { KT_STR_INIT("checkout_check_id"), "rule" },
    { KT_STR_INIT("collection_id"), "coll" },
    { KT_STR_INIT("coupon_batch_id"), "cbatch" },
    { KT_STR_INIT("customer_group_id"), "group" },
    { KT_STR_INIT("customer_id"), "cust" },
    { KT_STR_INIT("gift_card_id"), "gcard" },
    { KT_STR_INIT("gift_card_move_id"), "gmove" },
    { KT_STR_INIT("location_id"), "loc" },
    { KT_STR_INIT("media_id"), "med" },
    { KT_STR_INIT("movement_id"), "move" },
    { KT_STR_INIT("order_guard_id"), "rule" },
    { KT_STR_INIT("order_id"), "ord" },
    { KT_STR_INIT("point_move_id"), "pmove" },
    { KT_STR_INIT("price_list_id"), "plist" },
    { KT_STR_INIT("price_rule_id"), "rule" },
    { KT_STR_INIT("product_id"), "prod" },
    { KT_STR_INIT("product_type_id"), "ptype" },
    { KT_STR_INIT("promotion_id"), "promo" },
    { KT_STR_INIT("reaction_id"), "rule" },
    { KT_STR_INIT("shipping_method_id"), "rule" },
    { KT_STR_INIT("shipping_zone_id"), "zone" },
    { KT_STR_INIT("slug_or_id"), NULL },
    { KT_STR_INIT("tax_class_id"), "taxc" },
    { KT_STR_INIT("tax_rate_id"), "rate" },
    { KT_STR_INIT("tax_rule_id"), "rule" },
    { KT_STR_INIT("tax_zone_id"), "zone" },
    { KT_STR_INIT("token_id"), "tok" },
    { KT_STR_INIT("variant_id"), "var" },
};

bool
kt_route_next(struct kt_str *path, struct kt_str *segment)
{
    if (path->len == 0)
        return false;
    KT_ASSERT(path->ptr[0] == '/');
    struct kt_str rest = { path->ptr + 1, path->len - 1 };
    const char *slash = memchr(rest.ptr, '/', rest.len);
    size_t len = slash != NULL ? (size_t)(slash - rest.ptr) : rest.len;
    *segment = (struct kt_str){ rest.ptr, len };
    *path = (struct kt_str){ rest.ptr + len, rest.len - len };
    return true;
}

struct kt_str
kt_route_param(struct kt_str segment)
{
    if (segment.len < 3 || segment.ptr[0] != '{' ||
        segment.ptr[segment.len - 1] != '}')
        return KT_STR("");
    return (struct kt_str){ segment.ptr + 1, segment.len - 2 };
}

static bool
ends_in_id(struct kt_str name)
{
    return name.len > 3 && memcmp(name.ptr + name.len - 3, "_id", 3) == 0 &&
           !kt_str_eq(name, KT_STR("slug_or_id"));
}

const char *
kt_route_prefix(struct kt_str param, struct kt_arena *arena)
{
    for (size_t i = 0; i < KT_COUNT(short_prefixes); i++) {
        if (kt_str_eq(short_prefixes[i].name, param))
            return short_prefixes[i].prefix;
    }
    if (!ends_in_id(param))
        return NULL;
    return kt_arena_cstr(arena, (struct kt_str){ param.ptr, param.len - 3 });
}

static struct kt_router_node *
literal_child(struct kt_router_node *node, struct kt_str segment,
              struct kt_arena *arena)
{
    struct kt_router_node **place = &node->literals;
    while (*place != NULL) {
        if (kt_str_eq((*place)->segment, segment))
            return *place;
        place = &(*place)->next;
    }
    *place = KT_NEW(arena, struct kt_router_node);
    (*place)->segment = segment;
    return *place;
}

static struct kt_router_node *
child(struct kt_router_node *node, struct kt_str segment,
      struct kt_arena *arena)
{
    if (kt_str_is_empty(kt_route_param(segment)))
        return literal_child(node, segment, arena);
    if (node->param == NULL)
        node->param = KT_NEW(arena, struct kt_router_node);
    return node->param;
}

static void
add_route(struct kt_router *router, const struct kt_route *route,
          struct kt_arena *arena)
{
    struct kt_router_node *node = router->root;
    struct kt_str path = kt_str_of(route->path);
    struct kt_str segment;
    size_t params = 0;
    size_t segments = 0;
    while (kt_route_next(&path, &segment)) {
        node = child(node, segment, arena);
        params += !kt_str_is_empty(kt_route_param(segment));
        segments++;
    }
    KT_ASSERT(params <= KT_PATH_PARAMS_MAX);
    KT_ASSERT(segments > 0 && segments <= KT_PATH_SEGMENTS_MAX);
    KT_ASSERT(node->match.routes[route->method] == NULL);
    node->match.routes[route->method] = route;
    node->match.numbers[route->method] = ++router->route_count;
    node->has_route = true;
}

void
kt_router_init(struct kt_router *router,
               const struct kt_route_table *const *tables,
               struct kt_arena *arena)
{
    *router = (struct kt_router){ KT_NEW(arena, struct kt_router_node), 0 };
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++)
            add_route(router, &(*tables)->routes[i], arena);
    }
}

/* A literal that leads nowhere gives way to the parameter beside it. */
static const struct kt_router_node *
find_below(const struct kt_router_node *node, const struct kt_path *path,
           size_t at)
{
    if (at == path->count)
        return node->has_route ? node : NULL;
    struct kt_str segment = path->segments[at];
    const struct kt_router_node *literal = node->literals;
    while (literal != NULL && !kt_str_eq(literal->segment, segment))
        literal = literal->next;
    const struct kt_router_node *found = NULL;
    if (literal != NULL)
        found = find_below(literal, path, at + 1);
    if (found == NULL && node->param != NULL && segment.len > 0)
        found = find_below(node->param, path, at + 1);
    return found;
}

const struct kt_route_match *
kt_router_find(const struct kt_router *router, const struct kt_path *path)
{
    if (path->count == 0 || path->count > KT_PATH_SEGMENTS_MAX)
        return NULL;
    const struct kt_router_node *node = find_below(router->root, path, 0);
    return node != NULL ? &node->match : NULL;
}

enum kt_status
kt_router_params(const struct kt_route *route, const struct kt_path *path,
                 struct kt_path_param params[KT_PATH_PARAMS_MAX],
                 struct kt_error *err)
{
    struct kt_str pattern = kt_str_of(route->path);
    struct kt_str segment;
    size_t count = 0;
    for (size_t i = 0; kt_route_next(&pattern, &segment); i++) {
        struct kt_str name = kt_route_param(segment);
        if (kt_str_is_empty(name))
            continue;
        struct kt_path_param *param = &params[count++];
        *param =
            (struct kt_path_param){ .name = name, .text = path->segments[i] };
        const char *prefix = kt_route_prefix(name, err->arena);
        if (prefix != NULL && !kt_id_parse(param->text, prefix, &param->id)) {
            kt_fail_not_found(err);
            return kt_error_explain(err, "%.*s is no id of this kind",
                                    KT_STR_FMT(kt_text_clip(param->text, 64)));
        }
    }
    return KT_OK;
}

struct kt_str
kt_router_allow(const struct kt_route_match *match, struct kt_arena *arena)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 64);
    for (size_t i = 0; i < KT_METHOD_COUNT; i++) {
        if (match->routes[i] == NULL)
            continue;
        kt_buf_text(&buf, kt_method_names[i]);
        kt_buf_text(&buf, i == KT_GET ? ", HEAD, " : ", ");
    }
    kt_buf_text(&buf, "OPTIONS");
    return kt_buf_view(&buf);
}
