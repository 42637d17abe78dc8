#include "base/json.h"

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/json_scan.h"

/* cJSON's hooks are global and take no context, so the arena of the parse
 * under way stands here. Outside of a parse cJSON uses the heap. */
static _Thread_local struct kt_arena *parse_arena;
static pthread_once_t hooks_once = PTHREAD_ONCE_INIT;

static void *
hook_alloc(size_t size)
{
    return parse_arena != NULL ? kt_arena_alloc(parse_arena, size)
                               : malloc(size);
}

static void
hook_free(void *ptr)
{
    if (parse_arena == NULL)
        free(ptr);
}

static void
set_hooks(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){ hook_alloc, hook_free });
}

/* Hangs the text of each number with a fraction or an exponent on its node:
 * walks the tree in the order of the text and counts the numbers. */
static void
mark_reals(cJSON *root, const struct kt_json_reals *reals)
{
    cJSON *parents[KT_JSON_DEPTH_MAX];
    size_t depth = 0;
    size_t ordinal = 0;
    size_t marked = 0;
    for (cJSON *node = root; marked < reals->count;) {
        if (cJSON_IsNumber(node) && ordinal++ == reals->items[marked].ordinal)
            node->valuestring = (char *)reals->items[marked++].text.ptr;
        if (node->child != NULL) {
            parents[depth++] = node;
            node = node->child;
            continue;
        }
        while (node->next == NULL && depth > 0)
            node = parents[--depth];
        node = node->next;
    }
}

static void
write_node(struct kt_json *json, const cJSON *node)
{
    bool is_object = cJSON_IsObject(node);
    switch (kt_json_kind(node)) {
    case KT_JSON_NULL:
        kt_json_null(json);
        return;
    case KT_JSON_BOOL:
        kt_json_bool(json, cJSON_IsTrue(node));
        return;
    case KT_JSON_INT:
        kt_json_int(json, kt_json_get_int(node));
        return;
    case KT_JSON_NUMBER:
        kt_json_raw(json, kt_str_of(node->valuestring));
        return;
    case KT_JSON_STR:
        kt_json_str(json, kt_json_get_str(node));
        return;
    case KT_JSON_ARRAY:
    case KT_JSON_OBJECT:
        break;
    }
    if (is_object)
        kt_json_begin_object(json);
    else
        kt_json_begin_array(json);
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        if (is_object)
            kt_json_key(json, kt_json_name(child));
        write_node(json, child);
    }
    if (is_object)
        kt_json_end_object(json);
    else
        kt_json_end_array(json);
}

enum kt_status
kt_json_parse(struct kt_arena *arena, struct kt_str text,
              const struct cJSON **root, struct kt_error *err)
{
    struct kt_json_reals reals;
    KT_TRY(kt_json_scan(arena, text, &reals, err));
    pthread_once(&hooks_once, set_hooks);
    parse_arena = arena;
    cJSON *tree = cJSON_ParseWithLengthOpts(text.ptr, text.len, NULL, false);
    parse_arena = NULL;
    KT_ASSERT(tree != NULL);
    mark_reals(tree, &reals);
    *root = tree;
    return KT_OK;
}

enum kt_json_kind
kt_json_kind(const struct cJSON *node)
{
    switch (node->type & 0xff) {
    case cJSON_NULL:
        return KT_JSON_NULL;
    case cJSON_False:
    case cJSON_True:
        return KT_JSON_BOOL;
    case cJSON_Number:
        return node->valuestring == NULL ? KT_JSON_INT : KT_JSON_NUMBER;
    case cJSON_String:
        return KT_JSON_STR;
    case cJSON_Array:
        return KT_JSON_ARRAY;
    default:
        return KT_JSON_OBJECT;
    }
}

const char *
kt_json_kind_name(enum kt_json_kind kind)
{
    static const char *const names[] = {
        [KT_JSON_NULL] = "null",
        [KT_JSON_BOOL] = "true or false",
        [KT_JSON_INT] = "an integer",
        [KT_JSON_NUMBER] = "a number with a fraction or an exponent",
        [KT_JSON_STR] = "a string",
        [KT_JSON_ARRAY] = "an array",
        [KT_JSON_OBJECT] = "an object",
    };
    return names[kind];
}

bool
kt_json_get_bool(const struct cJSON *node)
{
    KT_ASSERT(kt_json_kind(node) == KT_JSON_BOOL);
    return cJSON_IsTrue(node);
}

int64_t
kt_json_get_int(const struct cJSON *node)
{
    KT_ASSERT(kt_json_kind(node) == KT_JSON_INT);
    return (int64_t)node->valuedouble; /* exact up to 2^53 */
}

struct kt_str
kt_json_get_str(const struct cJSON *node)
{
    KT_ASSERT(kt_json_kind(node) == KT_JSON_STR);
    return kt_str_of(node->valuestring);
}

size_t
kt_json_size(const struct cJSON *node)
{
    size_t size = 0;
    for (const cJSON *child = node->child; child != NULL; child = child->next)
        size++;
    return size;
}

const struct cJSON *
kt_json_first(const struct cJSON *container)
{
    return container->child;
}

const struct cJSON *
kt_json_next(const struct cJSON *node)
{
    return node->next;
}

struct kt_str
kt_json_name(const struct cJSON *member)
{
    return kt_str_of(member->string);
}

const struct cJSON *
kt_json_find(const struct cJSON *object, struct kt_str name)
{
    for (const cJSON *child = object->child; child != NULL;
         child = child->next) {
        if (child->string != NULL && kt_str_eq(kt_json_name(child), name))
            return child;
    }
    return NULL;
}

const struct cJSON *
kt_json_detach(const struct cJSON *object, struct kt_str name)
{
    cJSON *item = (cJSON *)(uintptr_t)kt_json_find(object, name);
    if (item == NULL)
        return NULL;
    return cJSON_DetachItemViaPointer((cJSON *)(uintptr_t)object, item);
}

struct kt_str
kt_json_text(const struct cJSON *node, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    write_node(&json, node);
    return kt_buf_view(&buf);
}
