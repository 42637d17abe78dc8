#include "base/shape.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/text.h"

/* An object that waits to be read into a struct. Objects inside it are put
 * behind it in the queue, so that no shape can make the reader recurse. */
struct job {
    struct job *next;
    const struct job *parent; /* the object around it, NULL: the root */
    const char *name;         /* of the member it stands in */
    size_t index;             /* in the list, or NO_INDEX */
    const struct kt_shape *shape;
    const struct cJSON *node;
    char *out;
};

/* The place of a value in the object of a job. */
struct spot {
    const struct job *job;
    const struct kt_field *field;
    size_t index; /* of an item, or NO_INDEX */
};

struct reader {
    struct kt_arena *arena;
    struct kt_error *err;
    struct kt_str base; /* pointer of the root */
    struct job *last;   /* end of the queue */
    bool owns_tree;     /* texts of the tree live in our arena */
    bool was_table;     /* see kt_shape_read_table */
};

#define NO_INDEX SIZE_MAX

/* ---- places ---- */

static void
write_step(struct kt_buf *buf, const char *name, size_t index)
{
    kt_buf_pointer(buf, kt_str_of(name));
    if (index != NO_INDEX)
        kt_buf_format(buf, "/%zu", index);
}

static void
write_place(struct kt_buf *buf, struct kt_str base, const struct job *job)
{
    if (job->parent == NULL) {
        kt_buf_str(buf, base);
        return;
    }
    write_place(buf, base, job->parent);
    write_step(buf, job->name, job->index);
}

/* The pointer of a job's object. Past the last fault that is kept nobody
 * reads it any more. */
static void
begin_pointer(struct reader *reader, const struct job *job, struct kt_buf *buf)
{
    kt_buf_init(buf, reader->arena, 64);
    if (reader->err->item_count < KT_ERROR_ITEMS_MAX)
        write_place(buf, reader->base, job);
}

static struct kt_str
pointer_of_member(struct reader *reader, const struct job *job,
                  struct kt_str name)
{
    struct kt_buf buf;
    begin_pointer(reader, job, &buf);
    kt_buf_pointer(&buf, name);
    return kt_buf_view(&buf);
}

static struct kt_str
pointer_of(struct reader *reader, const struct spot *spot)
{
    struct kt_buf buf;
    begin_pointer(reader, spot->job, &buf);
    write_step(&buf, spot->field->name, spot->index);
    return kt_buf_view(&buf);
}

static void
queue(struct reader *reader, const struct spot *spot, const struct cJSON *node,
      void *out)
{
    struct job *job = KT_NEW(reader->arena, struct job);
    *job = (struct job){ NULL,        spot->job,          spot->field->name,
                         spot->index, spot->field->shape, node,
                         out };
    reader->last->next = job;
    reader->last = job;
}

/* ---- checks ---- */

/* True for an empty list of what was a table: it has no members either. */
static bool
is_empty_table(const struct reader *reader, const struct cJSON *node)
{
    return reader->was_table && kt_json_kind(node) == KT_JSON_ARRAY &&
           kt_json_size(node) == 0;
}

static bool
expect(struct reader *reader, const struct spot *spot, const struct cJSON *node,
       enum kt_json_kind wanted)
{
    enum kt_json_kind kind = kt_json_kind(node);
    if (kind == wanted ||
        (wanted == KT_JSON_OBJECT && is_empty_table(reader, node)))
        return true;
    kt_error_add(reader->err, pointer_of(reader, spot), "wrong_type",
                 "must be %s, not %s", kt_json_kind_name(wanted),
                 kt_json_kind_name(kind));
    return false;
}

static int64_t
limit_of(const struct kt_field *field, int64_t otherwise)
{
    return field->max != 0 ? field->max : otherwise;
}

/* How a length is told. */
struct measure {
    const char *unit;
    const char *below; /* the codes of the faults */
    const char *above;
};

static const struct measure characters = { "character", "too_short",
                                           "too_long" };
static const struct measure items = { "item", "too_few", "too_many" };
static const struct measure members = { "member", "too_few", "too_many" };

static bool
fits(struct reader *reader, const struct spot *spot,
     const struct measure *measure, size_t count, int64_t min, int64_t max)
{
    bool is_below = (int64_t)count < min;
    if (!is_below && (int64_t)count <= max)
        return true;
    int64_t limit = is_below ? min : max;
    kt_error_add(reader->err, pointer_of(reader, spot),
                 is_below ? measure->below : measure->above,
                 "must have at %s %lld %s%s", is_below ? "least" : "most",
                 (long long)limit, measure->unit, limit == 1 ? "" : "s");
    return false;
}

/* A text inside a list or a dictionary has the kind's own limit. */
static bool
fits_inside(struct reader *reader, const struct spot *spot,
            const struct cJSON *node)
{
    return expect(reader, spot, node, KT_JSON_STR) &&
           fits(reader, spot, &characters,
                kt_utf8_length(kt_json_get_str(node)), 0, KT_SHAPE_STR_MAX);
}

static struct kt_str
take_text(struct reader *reader, const struct cJSON *node)
{
    struct kt_str text = kt_json_get_str(node);
    return reader->owns_tree ? text : kt_arena_str(reader->arena, text);
}

/* The array of a list, after its length was checked; NULL when it is wrong. */
static void *
new_items(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, enum kt_json_kind kind, size_t item_size,
          struct kt_list *list)
{
    if (!expect(reader, spot, node, kind))
        return NULL;
    size_t count = kt_json_size(node);
    if (!fits(reader, spot, kind == KT_JSON_OBJECT ? &members : &items, count,
              spot->field->min, limit_of(spot->field, KT_SHAPE_ITEMS_MAX)))
        return NULL;
    list->items = kt_arena_calloc(reader->arena, count, item_size);
    list->count = count;
    return list->items;
}

/* ---- one reader a kind of field ---- */

static void
read_bool(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, void *out)
{
    if (expect(reader, spot, node, KT_JSON_BOOL))
        *(bool *)out = kt_json_get_bool(node);
}

static void
read_int(struct reader *reader, const struct spot *spot,
         const struct cJSON *node, void *out)
{
    if (!expect(reader, spot, node, KT_JSON_INT))
        return;
    int64_t number = kt_json_get_int(node);
    int64_t max = limit_of(spot->field, KT_JSON_NUMBER_MAX);
    if (number < spot->field->min)
        kt_error_add(reader->err, pointer_of(reader, spot), "too_small",
                     "must be at least %lld", (long long)spot->field->min);
    else if (number > max)
        kt_error_add(reader->err, pointer_of(reader, spot), "too_large",
                     "must be at most %lld", (long long)max);
    else
        *(int64_t *)out = number;
}

static void
read_str(struct reader *reader, const struct spot *spot,
         const struct cJSON *node, void *out)
{
    if (!expect(reader, spot, node, KT_JSON_STR))
        return;
    size_t length = kt_utf8_length(kt_json_get_str(node));
    if (fits(reader, spot, &characters, length, spot->field->min,
             limit_of(spot->field, KT_SHAPE_STR_MAX)))
        *(struct kt_str *)out = take_text(reader, node);
}

static void
read_id(struct reader *reader, const struct spot *spot,
        const struct cJSON *node, void *out)
{
    if (!expect(reader, spot, node, KT_JSON_STR))
        return;
    if (!kt_id_parse(kt_json_get_str(node), spot->field->prefix, out))
        kt_error_add(reader->err, pointer_of(reader, spot), "invalid_id",
                     "must be %s_ and 26 letters and digits",
                     spot->field->prefix);
}

static void
read_time(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, void *out)
{
    if (!expect(reader, spot, node, KT_JSON_STR))
        return;
    if (!kt_time_parse(kt_json_get_str(node), out))
        kt_error_add(reader->err, pointer_of(reader, spot), "invalid_time",
                     "must be a time as in 2026-11-24T08:30:00Z");
}

static size_t
count_names(const char *const *names)
{
    size_t count = 0;
    while (names[count] != NULL)
        count++;
    return count;
}

static struct kt_str
list_names(struct kt_arena *arena, const char *const *names)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 128);
    for (size_t i = 0; names[i] != NULL; i++) {
        kt_buf_text(&buf, i == 0 ? "" : names[i + 1] == NULL ? " or " : ", ");
        kt_buf_text(&buf, names[i]);
    }
    return kt_buf_view(&buf);
}

static void
read_enum(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, void *out)
{
    if (!expect(reader, spot, node, KT_JSON_STR))
        return;
    const char *const *names = spot->field->names;
    struct kt_str text = kt_json_get_str(node);
    for (int i = 0; names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(names[i]), text)) {
            *(int *)out = i;
            return;
        }
    }
    struct kt_str known = list_names(reader->arena, names);
    const char *nearest = kt_text_nearest(text, names, count_names(names));
    kt_error_add(reader->err, pointer_of(reader, spot), "not_an_option",
                 "must be %.*s%s%s%s", KT_STR_FMT(known),
                 nearest != NULL ? "; did you mean \"" : "",
                 nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

static void
read_raw(struct reader *reader, const struct spot *spot,
         const struct cJSON *node, void *out)
{
    bool is_object = (spot->field->flags & KT_IS_OBJECT) != 0;
    if (is_object && !expect(reader, spot, node, KT_JSON_OBJECT))
        return;
    struct kt_str text = is_object && is_empty_table(reader, node)
                             ? KT_STR("{}")
                             : kt_json_text(node, reader->arena);
    int64_t max = limit_of(spot->field, KT_SHAPE_RAW_MAX);
    if ((int64_t)text.len > max)
        kt_error_add(reader->err, pointer_of(reader, spot), "too_long",
                     "must have at most %lld bytes", (long long)max);
    else
        *(struct kt_str *)out = text;
}

static void
read_object(struct reader *reader, const struct spot *spot,
            const struct cJSON *node, void *out)
{
    if (!expect(reader, spot, node, KT_JSON_OBJECT))
        return;
    void *item = kt_arena_calloc(reader->arena, 1, spot->field->shape->size);
    *(void **)out = item;
    queue(reader, spot, node, item);
}

static void
read_embed(struct reader *reader, const struct spot *spot,
           const struct cJSON *node, void *out)
{
    if (expect(reader, spot, node, KT_JSON_OBJECT))
        queue(reader, spot, node, out);
}

static void
read_list(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, void *out)
{
    size_t size = spot->field->shape->size;
    char *item = new_items(reader, spot, node, KT_JSON_ARRAY, size, out);
    if (item == NULL)
        return;
    struct spot at = *spot;
    at.index = 0;
    for (const struct cJSON *child = kt_json_first(node); child != NULL;
         child = kt_json_next(child), item += size, at.index++) {
        if (expect(reader, &at, child, KT_JSON_OBJECT))
            queue(reader, &at, child, item);
    }
}

static void
read_strs(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, void *out)
{
    struct kt_str *item = new_items(reader, spot, node, KT_JSON_ARRAY,
                                    sizeof(struct kt_str), out);
    if (item == NULL)
        return;
    struct spot at = *spot;
    at.index = 0;
    for (const struct cJSON *child = kt_json_first(node); child != NULL;
         child = kt_json_next(child), item++, at.index++) {
        if (fits_inside(reader, &at, child))
            *item = take_text(reader, child);
    }
}

static void
read_ids(struct reader *reader, const struct spot *spot,
         const struct cJSON *node, void *out)
{
    struct kt_id *item =
        new_items(reader, spot, node, KT_JSON_ARRAY, sizeof(struct kt_id), out);
    if (item == NULL)
        return;
    struct spot at = *spot;
    at.index = 0;
    for (const struct cJSON *child = kt_json_first(node); child != NULL;
         child = kt_json_next(child), item++, at.index++)
        read_id(reader, &at, child, item);
}

static void
read_pair(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, struct kt_pair *pair)
{
    /* The pointer is that of a member of the dictionary. */
    struct kt_field member = { .name = kt_json_name(node).ptr };
    struct job dict = { .parent = spot->job,
                        .name = spot->field->name,
                        .index = NO_INDEX };
    struct spot at = { &dict, &member, NO_INDEX };
    if (!fits_inside(reader, &at, node))
        return;
    struct kt_str name = kt_json_name(node);
    if (kt_utf8_length(name) > KT_SHAPE_NAME_MAX) {
        kt_error_add(reader->err, pointer_of(reader, &at), "too_long",
                     "must have a name of at most %d characters",
                     KT_SHAPE_NAME_MAX);
        return;
    }
    pair->name = reader->owns_tree ? name : kt_arena_str(reader->arena, name);
    pair->value = take_text(reader, node);
}

static void
read_dict(struct reader *reader, const struct spot *spot,
          const struct cJSON *node, void *out)
{
    struct kt_pair *pair = new_items(reader, spot, node, KT_JSON_OBJECT,
                                     sizeof(struct kt_pair), out);
    if (pair == NULL)
        return;
    for (const struct cJSON *child = kt_json_first(node); child != NULL;
         child = kt_json_next(child), pair++)
        read_pair(reader, spot, child, pair);
}

typedef void read_fn(struct reader *reader, const struct spot *spot,
                     const struct cJSON *node, void *out);

static read_fn *const readers[] = {
    [KT_FIELD_BOOL] = read_bool,   [KT_FIELD_INT] = read_int,
    [KT_FIELD_STR] = read_str,     [KT_FIELD_ID] = read_id,
    [KT_FIELD_TIME] = read_time,   [KT_FIELD_ENUM] = read_enum,
    [KT_FIELD_RAW] = read_raw,     [KT_FIELD_OBJECT] = read_object,
    [KT_FIELD_EMBED] = read_embed, [KT_FIELD_LIST] = read_list,
    [KT_FIELD_STRS] = read_strs,   [KT_FIELD_IDS] = read_ids,
    [KT_FIELD_DICT] = read_dict,
};

/* ---- objects ---- */

static void
clear(const struct job *job)
{
    const struct kt_shape *shape = job->shape;
    KT_ASSERT(shape->field_count <= KT_SHAPE_FIELDS_MAX);
    memset(job->out, 0, shape->size);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct kt_field *field = &shape->fields[i];
        if (field->kind == KT_FIELD_ENUM && (field->flags & KT_NULLABLE) != 0)
            *(int *)(job->out + field->offset) = -1;
    }
}

static const struct kt_field *
find_field(const struct kt_shape *shape, struct kt_str name)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const char *known = shape->fields[i].name;
        if (strncmp(known, name.ptr, name.len) == 0 && known[name.len] == '\0')
            return &shape->fields[i];
    }
    return NULL;
}

static void
refuse_unknown(struct reader *reader, const struct job *job, struct kt_str name)
{
    const char *names[KT_SHAPE_FIELDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < job->shape->field_count; i++) {
        if ((job->shape->fields[i].flags & KT_READ_ONLY) == 0)
            names[count++] = job->shape->fields[i].name;
    }
    struct kt_str pointer = pointer_of_member(reader, job, name);
    const char *nearest = kt_text_nearest(name, names, count);
    if (nearest != NULL)
        kt_error_add(reader->err, pointer, "unknown_field",
                     "is not known; did you mean \"%s\"?", nearest);
    else
        kt_error_add(reader->err, pointer, "unknown_field", "is not known");
}

static void
read_member(struct reader *reader, const struct job *job,
            const struct kt_field *field, const struct cJSON *node)
{
    struct spot spot = { job, field, NO_INDEX };
    if ((field->flags & KT_READ_ONLY) != 0)
        kt_error_add(reader->err, pointer_of(reader, &spot), "read_only",
                     "cannot be set");
    else if ((field->flags & KT_NULLABLE) == 0 ||
             kt_json_kind(node) != KT_JSON_NULL)
        readers[field->kind](reader, &spot, node, job->out + field->offset);
}

static void
demand_missing(struct reader *reader, const struct job *job, uint64_t given)
{
    for (size_t i = 0; i < job->shape->field_count; i++) {
        const struct kt_field *field = &job->shape->fields[i];
        bool is_wanted =
            (field->flags & (KT_REQUIRED | KT_READ_ONLY)) == KT_REQUIRED;
        if (!is_wanted || (given >> i & 1) != 0)
            continue;
        struct spot spot = { job, field, NO_INDEX };
        kt_error_add(reader->err, pointer_of(reader, &spot), "required",
                     "is missing");
    }
}

static void
read_job(struct reader *reader, const struct job *job)
{
    const struct kt_shape *shape = job->shape;
    uint64_t given = 0;
    clear(job);
    for (const struct cJSON *member = kt_json_first(job->node); member != NULL;
         member = kt_json_next(member)) {
        struct kt_str name = kt_json_name(member);
        const struct kt_field *field = find_field(shape, name);
        if (field == NULL) {
            refuse_unknown(reader, job, name);
            continue;
        }
        given |= UINT64_C(1) << (field - shape->fields);
        read_member(reader, job, field, member);
    }
    demand_missing(reader, job, given);
    if (shape->given_offset != KT_NO_GIVEN)
        *(uint64_t *)(job->out + shape->given_offset) = given;
}

static enum kt_status
read_tree(struct reader *reader, const struct kt_shape *shape,
          const struct cJSON *node, void *out)
{
    struct kt_error *err = reader->err;
    size_t faults = err->item_count + err->items_dropped;
    struct job root = {
        .index = NO_INDEX, .shape = shape, .node = node, .out = out
    };
    if (kt_json_kind(node) != KT_JSON_OBJECT && !is_empty_table(reader, node))
        return kt_error_add(err, reader->base, "wrong_type",
                            "must be an object, not %s",
                            kt_json_kind_name(kt_json_kind(node)));
    reader->last = &root;
    for (const struct job *job = &root; job != NULL; job = job->next)
        read_job(reader, job);
    bool is_sound = err->item_count + err->items_dropped == faults;
    return is_sound ? KT_OK : err->status;
}

static enum kt_status
read_body(struct reader *reader, const struct kt_shape *shape,
          struct kt_str body, void *out)
{
    const struct cJSON *root;
    reader->owns_tree = true;
    KT_TRY(kt_json_parse(reader->arena, body, &root, reader->err));
    return read_tree(reader, shape, root, out);
}

enum kt_status
kt_shape_read(const struct kt_shape *shape, struct kt_str body, void *out,
              struct kt_arena *arena, struct kt_error *err)
{
    struct reader reader = { .arena = arena, .err = err };
    return read_body(&reader, shape, body, out);
}

enum kt_status
kt_shape_read_table(const struct kt_shape *shape, struct kt_str body, void *out,
                    struct kt_arena *arena, struct kt_error *err)
{
    struct reader reader = { .arena = arena, .err = err, .was_table = true };
    return read_body(&reader, shape, body, out);
}

enum kt_status
kt_shape_read_node(const struct kt_shape *shape, const struct cJSON *node,
                   struct kt_str pointer, void *out, struct kt_arena *arena,
                   struct kt_error *err)
{
    struct reader reader = { .arena = arena, .err = err, .base = pointer };
    return read_tree(&reader, shape, node, out);
}

bool
kt_shape_was_given(const struct kt_shape *shape, const void *in,
                   const char *field)
{
    KT_ASSERT(shape->given_offset != KT_NO_GIVEN);
    const struct kt_field *row = find_field(shape, kt_str_of(field));
    KT_ASSERT(row != NULL);
    uint64_t given =
        *(const uint64_t *)((const char *)in + shape->given_offset);
    return (given >> (row - shape->fields) & 1) != 0;
}
