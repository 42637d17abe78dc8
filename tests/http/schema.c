#include "schema.h"

#include <regex.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

/* One value against one schema, and where the value stands. */
struct spot {
    struct schema_check *check;
    const struct cJSON *schema;
    const struct cJSON *node;
    struct kt_str place;
};

static bool
refuse(const struct spot *spot, const char *what, struct kt_str about)
{
    struct schema_check *check = spot->check;
    if (check->fault.ptr == NULL)
        check->fault =
            kt_arena_format(check->arena, "%.*s: %s %.*s",
                            KT_STR_FMT(spot->place), what, KT_STR_FMT(about));
    return false;
}

static struct kt_str
text_of(const struct spot *spot, const struct cJSON *node)
{
    return kt_json_text(node, spot->check->arena);
}

static bool fits(const struct spot *spot);

static bool
fits_below(const struct spot *spot, const struct cJSON *schema,
           const struct cJSON *node, struct kt_str step)
{
    struct spot below = {
        .check = spot->check,
        .schema = schema,
        .node = node,
        .place = kt_arena_format(spot->check->arena, "%.*s/%.*s",
                                 KT_STR_FMT(spot->place), KT_STR_FMT(step)),
    };
    return fits(&below);
}

/* The same value against another schema. */
static bool
fits_other(const struct spot *spot, const struct cJSON *schema)
{
    struct spot other = *spot;
    other.schema = schema;
    return fits(&other);
}

/* ---- keywords ---- */

static bool
is_of_type(const struct cJSON *node, struct kt_str type)
{
    static const char *const names[] = {
        [KT_JSON_NULL] = "null",     [KT_JSON_BOOL] = "boolean",
        [KT_JSON_INT] = "integer",   [KT_JSON_NUMBER] = "number",
        [KT_JSON_STR] = "string",    [KT_JSON_ARRAY] = "array",
        [KT_JSON_OBJECT] = "object",
    };
    return kt_str_eq(type, kt_str_of(names[kt_json_kind(node)]));
}

static bool
check_type(const struct spot *spot, const struct cJSON *value)
{
    if (kt_json_kind(value) == KT_JSON_STR)
        return is_of_type(spot->node, kt_json_get_str(value)) ||
               refuse(spot, "is no", kt_json_get_str(value));
    for (const struct cJSON *type = kt_json_first(value); type != NULL;
         type = kt_json_next(type)) {
        if (is_of_type(spot->node, kt_json_get_str(type)))
            return true;
    }
    return refuse(spot, "is none of", text_of(spot, value));
}

static bool
check_format(const struct spot *spot, const struct cJSON *value)
{
    struct kt_str format = kt_json_get_str(value);
    int64_t ignored;
    if (kt_str_eq(format, KT_STR("date-time")))
        return kt_json_kind(spot->node) != KT_JSON_STR ||
               kt_time_parse(kt_json_get_str(spot->node), &ignored) ||
               refuse(spot, "is no", format);
    return kt_str_eq(format, KT_STR("int64")) ||
           kt_str_eq(format, KT_STR("binary")) ||
           refuse(spot, "has the unknown format", format);
}

static bool
check_pattern(const struct spot *spot, const struct cJSON *value)
{
    regex_t regex;
    struct kt_arena *arena = spot->check->arena;
    struct kt_str pattern = kt_json_get_str(value);
    if (kt_json_kind(spot->node) != KT_JSON_STR)
        return true;
    if (regcomp(&regex, kt_arena_cstr(arena, pattern),
                REG_EXTENDED | REG_NOSUB) != 0)
        return refuse(spot, "has a bad pattern", pattern);
    struct kt_str text = kt_json_get_str(spot->node);
    bool is_match =
        regexec(&regex, kt_arena_cstr(arena, text), 0, NULL, 0) == 0;
    regfree(&regex);
    return is_match || refuse(spot, "does not match", pattern);
}

static bool
check_enum(const struct spot *spot, const struct cJSON *value)
{
    struct kt_str text = text_of(spot, spot->node);
    for (const struct cJSON *item = kt_json_first(value); item != NULL;
         item = kt_json_next(item)) {
        if (kt_str_eq(text_of(spot, item), text))
            return true;
    }
    return refuse(spot, "is none of", text_of(spot, value));
}

static bool
check_ref(const struct spot *spot, const struct cJSON *value)
{
    struct kt_str rest = kt_json_get_str(value);
    struct kt_str start = KT_STR("#");
    const struct cJSON *target = spot->check->document;
    if (!kt_str_starts(rest, start))
        return refuse(spot, "has a foreign reference", rest);
    rest = (struct kt_str){ rest.ptr + 1, rest.len - 1 };
    while (target != NULL && rest.len > 1) {
        const char *slash = memchr(rest.ptr + 1, '/', rest.len - 1);
        size_t len = slash != NULL ? (size_t)(slash - rest.ptr) : rest.len;
        target = kt_json_find(target, (struct kt_str){ rest.ptr + 1, len - 1 });
        rest = (struct kt_str){ rest.ptr + len, rest.len - len };
    }
    return target != NULL
               ? fits_other(spot, target)
               : refuse(spot, "has a dead reference", kt_json_get_str(value));
}

/* The choice whose fault is worth telling: one that agrees in its type. */
static bool
is_told(struct kt_str fault)
{
    return fault.ptr != NULL &&
           memmem(fault.ptr, fault.len, "/type: is none", 14) == NULL;
}

/* How many of the schemas it fits. */
static size_t
count_fitting(const struct spot *spot, const struct cJSON *schemas)
{
    struct schema_check *check = spot->check;
    struct kt_str before = check->fault;
    struct kt_str told = before;
    size_t count = 0;
    for (const struct cJSON *schema = kt_json_first(schemas); schema != NULL;
         schema = kt_json_next(schema)) {
        check->fault = before;
        count += fits_other(spot, schema);
        if (told.ptr == NULL || is_told(check->fault))
            told = check->fault;
    }
    check->fault = count > 0 ? before : told;
    return count;
}

static bool
check_any_of(const struct spot *spot, const struct cJSON *value)
{
    return count_fitting(spot, value) > 0;
}

static bool
check_one_of(const struct spot *spot, const struct cJSON *value)
{
    size_t count = count_fitting(spot, value);
    return count == 1 ||
           (count > 1 && refuse(spot, "fits several of", KT_STR("oneOf")));
}

static bool
check_items(const struct spot *spot, const struct cJSON *value)
{
    size_t at = 0;
    if (kt_json_kind(spot->node) != KT_JSON_ARRAY)
        return true;
    for (const struct cJSON *item = kt_json_first(spot->node); item != NULL;
         item = kt_json_next(item), at++) {
        struct kt_str step = kt_arena_format(spot->check->arena, "%zu", at);
        if (!fits_below(spot, value, item, step))
            return false;
    }
    return true;
}

static bool
check_required(const struct spot *spot, const struct cJSON *value)
{
    if (kt_json_kind(spot->node) != KT_JSON_OBJECT)
        return true;
    for (const struct cJSON *name = kt_json_first(value); name != NULL;
         name = kt_json_next(name)) {
        if (kt_json_find(spot->node, kt_json_get_str(name)) == NULL)
            return refuse(spot, "lacks", kt_json_get_str(name));
    }
    return true;
}

static bool
check_properties(const struct spot *spot, const struct cJSON *value)
{
    if (kt_json_kind(spot->node) != KT_JSON_OBJECT)
        return true;
    for (const struct cJSON *member = kt_json_first(spot->node); member != NULL;
         member = kt_json_next(member)) {
        struct kt_str name = kt_json_name(member);
        const struct cJSON *schema = kt_json_find(value, name);
        if (schema == NULL)
            return refuse(spot, "has the undeclared member", name);
        if (!fits_below(spot, schema, member, name))
            return false;
    }
    return true;
}

/* false closes a list of properties, which is closed anyway; a schema is that
 * of every member. */
static bool
check_additional(const struct spot *spot, const struct cJSON *value)
{
    if (kt_json_kind(value) == KT_JSON_BOOL)
        return !kt_json_get_bool(value) ||
               refuse(spot, "may have", KT_STR("any member"));
    if (kt_json_kind(spot->node) != KT_JSON_OBJECT)
        return true;
    for (const struct cJSON *member = kt_json_first(spot->node); member != NULL;
         member = kt_json_next(member)) {
        if (!fits_below(spot, value, member, kt_json_name(member)))
            return false;
    }
    return true;
}

/* ---- limits ---- */

/* What minimum, maxLength and the like count. */
static int64_t
size_of(const struct cJSON *node)
{
    switch (kt_json_kind(node)) {
    case KT_JSON_INT:
        return kt_json_get_int(node);
    case KT_JSON_STR:
        return (int64_t)kt_utf8_length(kt_json_get_str(node));
    case KT_JSON_ARRAY:
    case KT_JSON_OBJECT:
        return (int64_t)kt_json_size(node);
    default:
        return 0;
    }
}

static bool
check_least(const struct spot *spot, const struct cJSON *value)
{
    return kt_json_kind(spot->node) == KT_JSON_NULL ||
           size_of(spot->node) >= kt_json_get_int(value) ||
           refuse(spot, "is less than", text_of(spot, value));
}

static bool
check_most(const struct spot *spot, const struct cJSON *value)
{
    return kt_json_kind(spot->node) == KT_JSON_NULL ||
           size_of(spot->node) <= kt_json_get_int(value) ||
           refuse(spot, "is more than", text_of(spot, value));
}

static bool
check_nothing(const struct spot *spot, const struct cJSON *value)
{
    (void)spot;
    (void)value;
    return true;
}

static const struct {
    const char *name;
    bool (*check)(const struct spot *spot, const struct cJSON *value);
} keywords[] = {
    { "$ref", check_ref },
    { "additionalProperties", check_additional },
    { "anyOf", check_any_of },
    { "description", check_nothing },
    { "enum", check_enum },
    { "examples", check_nothing },
    { "format", check_format },
    { "items", check_items },
    { "maxItems", check_most },
    { "maxLength", check_most },
    { "maxProperties", check_most },
    { "maximum", check_most },
    { "minItems", check_least },
    { "minLength", check_least },
    { "minProperties", check_least },
    { "minimum", check_least },
    { "oneOf", check_one_of },
    { "pattern", check_pattern },
    { "properties", check_properties },
    { "required", check_required },
    { "type", check_type },
};

static bool
fits_keyword(const struct spot *spot, const struct cJSON *keyword)
{
    struct kt_str name = kt_json_name(keyword);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (kt_str_eq(name, kt_str_of(keywords[i].name)))
            return keywords[i].check(spot, keyword);
    }
    return refuse(spot, "has the unknown keyword", name);
}

/* The type first: it says more than what follows from a wrong one. */
static bool
fits(const struct spot *spot)
{
    const struct cJSON *type = kt_json_find(spot->schema, KT_STR("type"));
    if (type != NULL && !check_type(spot, type))
        return false;
    for (const struct cJSON *keyword = kt_json_first(spot->schema);
         keyword != NULL; keyword = kt_json_next(keyword)) {
        if (!fits_keyword(spot, keyword))
            return false;
    }
    return true;
}

bool
schema_fits(struct schema_check *check, const struct cJSON *schema,
            const struct cJSON *node)
{
    struct spot root = { .check = check, .schema = schema, .node = node };
    return fits(&root);
}
