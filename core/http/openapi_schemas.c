#include "http/openapi_schemas.h"

#include "base/assert.h"

static size_t
find(const struct kt_schemas *schemas, struct kt_str name)
{
    size_t at = 0;
    while (at < schemas->count &&
           !kt_str_eq(kt_str_of(schemas->shapes[at]->name), name))
        at++;
    return at;
}

/* Adds a shape and all that its fields refer to. */
static void
add(struct kt_schemas *schemas, const struct kt_shape *shape, bool for_reading)
{
    size_t at = find(schemas, kt_str_of(shape->name));
    if (at == schemas->count) {
        KT_ASSERT(schemas->count < KT_SCHEMAS_MAX);
        schemas->shapes[schemas->count++] = shape;
    }
    /* Two tables under one name would make the document a lie. */
    KT_ASSERT(schemas->shapes[at]->fields == shape->fields);
    bool *is_known =
        for_reading ? &schemas->is_read[at] : &schemas->is_written[at];
    if (*is_known)
        return;
    *is_known = true;
    unsigned hidden = for_reading ? KT_READ_ONLY : KT_WRITE_ONLY;
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        if (field->shape != NULL && (field->flags & hidden) == 0)
            add(schemas, field->shape, for_reading);
    }
}

void
kt_schemas_collect(struct kt_schemas *schemas,
                   const struct kt_route_table *const *tables)
{
    *schemas = (struct kt_schemas){ 0 };
    for (; *tables != NULL; tables++) {
        for (size_t i = 0; i < (*tables)->count; i++) {
            const struct kt_route *route = &(*tables)->routes[i];
            if (route->in != NULL)
                add(schemas, route->in, true);
            if (route->out != NULL)
                add(schemas, route->out, false);
            if (route->facets != NULL)
                add(schemas, route->facets, false);
        }
    }
}

static bool
is_both(const struct kt_schemas *schemas, struct kt_str name)
{
    size_t at = find(schemas, name);
    return at < schemas->count && schemas->is_read[at] &&
           schemas->is_written[at];
}

/* The schema of a body, its references bent to the schemas of bodies. */
static void
write_input(const struct kt_schemas *schemas, const struct kt_shape *shape,
            struct kt_json *json)
{
    static const char start[] = "#/components/schemas/";
    struct kt_buf plain, bent;
    struct kt_json inner;
    kt_buf_init(&plain, json->buf->arena, 1024);
    kt_buf_init(&bent, json->buf->arena, 1024);
    kt_json_init(&inner, &plain);
    kt_shape_schema(shape, true, &inner);
    struct kt_str rest = kt_buf_view(&plain);
    const char *ref;
    while ((ref = memmem(rest.ptr, rest.len, start, sizeof start - 1))) {
        const char *name = ref + sizeof start - 1;
        const char *end = strchr(name, '"');
        kt_buf_append(&bent, rest.ptr, (size_t)(end - rest.ptr));
        if (is_both(schemas, (struct kt_str){ name, (size_t)(end - name) }))
            kt_buf_text(&bent, "Input");
        rest.len -= (size_t)(end - rest.ptr);
        rest.ptr = end;
    }
    kt_buf_str(&bent, rest);
    kt_json_raw(json, kt_buf_view(&bent));
}

void
kt_schemas_write(const struct kt_schemas *schemas, struct kt_json *json)
{
    struct kt_arena *arena = json->buf->arena;
    for (size_t i = 0; i < schemas->count; i++) {
        const struct kt_shape *shape = schemas->shapes[i];
        if (schemas->is_written[i]) {
            kt_json_key(json, kt_str_of(shape->name));
            kt_shape_schema(shape, false, json);
        }
        if (schemas->is_read[i]) {
            bool is_second = schemas->is_written[i];
            kt_json_key(json, kt_arena_format(arena, "%s%s", shape->name,
                                              is_second ? "Input" : ""));
            write_input(schemas, shape, json);
        }
    }
}

void
kt_schemas_ref(const struct kt_schemas *schemas, const struct kt_shape *shape,
               bool for_reading, struct kt_json *json)
{
    struct kt_str name = kt_str_of(shape->name);
    bool is_input = for_reading && is_both(schemas, name);
    kt_json_begin_object(json);
    kt_json_put_str(json, "$ref",
                    kt_arena_format(json->buf->arena,
                                    "#/components/schemas/%s%s", shape->name,
                                    is_input ? "Input" : ""));
    kt_json_end_object(json);
}
