/* The tree of all routes: what is found is what the pattern says, and no
 * parameter reaches beyond its segment. */
#include "fuzz.h"
#include "http/router.h"

static struct kt_router router;
static struct kt_arena routes_arena;

static void
check_route(const struct kt_route *route, const struct kt_path *path,
            struct kt_error *err)
{
    struct kt_path_param params[KT_PATH_PARAMS_MAX] = { 0 };
    struct kt_str pattern = kt_str_of(route->path);
    struct kt_str segment;
    size_t count = 0;
    for (; kt_route_next(&pattern, &segment); count++) {
        KT_ASSERT(count < path->count);
        if (kt_str_is_empty(kt_route_param(segment)))
            KT_ASSERT(kt_str_eq(segment, path->segments[count]));
        else
            KT_ASSERT(path->segments[count].len > 0);
    }
    KT_ASSERT(count == path->count);
    enum kt_status status = kt_router_params(route, path, params, err);
    KT_ASSERT(status == KT_OK || status == KT_NOT_FOUND);
    for (size_t i = 0; status == KT_OK && i < KT_PATH_PARAMS_MAX; i++) {
        struct kt_str text = params[i].text;
        KT_ASSERT(text.len == 0 || memchr(text.ptr, '/', text.len) == NULL);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_path path;
    if (router.root == NULL) {
        kt_arena_init(&routes_arena, 0);
        kt_router_init(&router, kt_route_tables, &routes_arena);
    }
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    struct kt_str text = fuzz_text(&arena, data, size);
    const struct kt_route_match *match = NULL;
    if (kt_path_parse(text, &arena, &path, &err) == KT_OK)
        match = kt_router_find(&router, &path);
    for (size_t i = 0; match != NULL && i < KT_METHOD_COUNT; i++) {
        if (match->routes[i] != NULL)
            check_route(match->routes[i], &path, &err);
    }
    kt_arena_release(&arena);
    return 0;
}
