#include "service/import/resource.h"

#include "base/text.h"

/* A record on its way; it is of the resource's struct. */
struct bringing {
    const struct kt_saving *saving;
    const struct kt_call *call;
    const struct kind *kind;
    void *record;
};

/* What is special about a kind of line. */
struct kind {
    const struct kt_resource *resource;
    const struct kt_shape *shape;
    enum kt_sql find;   /* takes the name, gives an id */
    const char *name;   /* the member by which people know it */
    bool keeps_name;    /* other records refer to it by that */
    size_t made_offset; /* of created_at; 0: it has none */
    struct kt_str (*get_name)(const void *record, struct kt_arena *arena);
    /* Takes what earlier lines of a dry run brought out of the record, which
     * the database does not know, or remembers it. NULL: nothing. */
    void (*forget_seen)(const struct kt_saving *saving, void *record);
    void (*remember)(const struct kt_saving *saving, const void *record);
    /* Stores what goes beside the row. NULL: nothing. */
    enum kt_status (*save_more)(const struct bringing *bringing,
                                struct kt_error *err);
};

/* ---- groups of customers ---- */

static struct kt_str
group_name(const void *record, struct kt_arena *arena)
{
    (void)arena;
    return ((const struct kt_customer_group *)record)->code;
}

static struct kt_str
group_key(const struct kt_saving *saving, struct kt_str code)
{
    return kt_arena_format(saving->arena, "customer group %.*s",
                           KT_STR_FMT(code));
}

static void
remember_group(const struct kt_saving *saving, const void *record)
{
    kt_import_remember(saving,
                       group_key(saving, group_name(record, saving->arena)));
}

/* ---- collections ---- */

static struct kt_str
collection_name(const void *record, struct kt_arena *arena)
{
    (void)arena;
    return ((const struct kt_collection *)record)->slug;
}

static void
forget_products(const struct kt_saving *saving, void *record)
{
    struct kt_list *products = &((struct kt_collection *)record)->products;
    struct kt_id *ids = products->items;
    size_t count = 0;
    for (size_t i = 0; i < products->count; i++) {
        if (!kt_import_was_seen(saving,
                                kt_id_text(saving->arena, ids[i], "prod")))
            ids[count++] = ids[i];
    }
    products->count = count;
}

/* ---- customers ---- */

static struct kt_str
customer_name(const void *record, struct kt_arena *arena)
{
    return kt_text_fold(arena,
                        kt_text_trim(
                            ((const struct kt_customer *)record)->email));
}

static void
forget_groups(const struct kt_saving *saving, void *record)
{
    struct kt_list *groups = &((struct kt_customer *)record)->groups;
    struct kt_str *codes = groups->items;
    size_t count = 0;
    for (size_t i = 0; i < groups->count; i++) {
        if (!kt_import_was_seen(saving, group_key(saving, codes[i])))
            codes[count++] = codes[i];
    }
    groups->count = count;
}

static enum kt_status
save_counts(const struct bringing *bringing, struct kt_error *err)
{
    const struct kt_customer *customer = bringing->record;
    struct kt_tx *tx = bringing->saving->tx;
    KT_TRY(kt_exec(tx, KT_SQL_CUSTOMER_RAISE_ORDERS, KT_ANY_ROWS,
                   KT_ARGS(KT_INT(customer->order_count), KT_ID(customer->id)),
                   err));
    if (!kt_shape_was_given(bringing->kind->shape, customer, "points"))
        return KT_OK;
    return kt_points_import(tx, bringing->call, customer->id, customer->points,
                            err);
}

/* ---- the kinds ---- */

static const struct kind kinds[KT_RECORD_KIND_COUNT] = {
    [KT_RECORD_CUSTOMER_GROUP] = {
        .resource = &kt_customer_group_resource,
        .shape = &kt_customer_group_line_shape,
        .find = KT_SQL_CUSTOMER_GROUP_BY_CODE,
        .name = "code",
        .keeps_name = true,
        .get_name = group_name,
        .remember = remember_group,
    },
    [KT_RECORD_COLLECTION] = {
        .resource = &kt_collection_resource,
        .shape = &kt_collection_line_shape,
        .find = KT_SQL_COLLECTION_BY_SLUG,
        .name = "slug",
        .made_offset = offsetof(struct kt_collection, created_at),
        .get_name = collection_name,
        .forget_seen = forget_products,
    },
    [KT_RECORD_CUSTOMER] = {
        .resource = &kt_customer_resource,
        .shape = &kt_customer_line_shape,
        .find = KT_SQL_CUSTOMER_ID_BY_EMAIL,
        .name = "email",
        .made_offset = offsetof(struct kt_customer, created_at),
        .get_name = customer_name,
        .forget_seen = forget_groups,
        .save_more = save_counts,
    },
};

/* ---- which record is meant ---- */

static enum kt_status
find_named(const struct bringing *bringing, struct kt_id *id,
           struct kt_error *err)
{
    const struct kind *kind = bringing->kind;
    struct kt_rows rows;
    struct kt_str name =
        kind->get_name(bringing->record, bringing->call->arena);
    *id = (struct kt_id){ { 0 } };
    KT_TRY(kt_query(bringing->saving->reading, kind->find,
                    KT_ARGS(KT_TEXT(name)), &rows, err));
    if (kt_rows_next(&rows))
        *id = kt_col_id(&rows, 0);
    return kt_rows_close(&rows);
}

/* The record that has this id; *version is 0 when none has. */
static enum kt_status
look_at_stored(const struct bringing *bringing, struct kt_id id,
               int64_t *version, struct kt_error *err)
{
    const struct kind *kind = bringing->kind;
    struct kt_arena *arena = bringing->call->arena;
    void *stored = kt_arena_calloc(arena, 1, kind->resource->out->size);
    struct kt_error own;
    kt_error_init(&own, arena);
    *version = 0;
    enum kt_status status =
        kt_resource_load(kind->resource, bringing->saving->reading, id, arena,
                         stored, &own);
    if (status == KT_NOT_FOUND)
        return KT_OK;
    if (status != KT_OK)
        return kt_fail_store_failed(err);
    struct kt_str name = kind->get_name(stored, arena);
    *version = kt_resource_version(kind->resource, stored);
    if (kind->keeps_name &&
        !kt_str_eq(name, kind->get_name(bringing->record, arena)))
        kt_error_add(err, KT_STR("/id"), "in_use",
                     "is the one with the %s \"%.*s\"; leave the id out for a "
                     "new one",
                     kind->name, KT_STR_FMT(name));
    return err->status;
}

static void
put(const struct bringing *bringing, size_t offset, const void *value,
    size_t size)
{
    memcpy((char *)bringing->record + offset, value, size);
}

/* Gives the record its id and its version; is_new: it is not stored yet. */
static enum kt_status
identify(const struct bringing *bringing, bool *is_new, struct kt_error *err)
{
    const struct kt_resource *resource = bringing->kind->resource;
    struct kt_id id = kt_resource_id(resource, bringing->record), named;
    int64_t version;
    KT_TRY(find_named(bringing, &named, err));
    if (!kt_id_is_null(named) && !kt_id_is_null(id) && !kt_id_eq(named, id))
        return kt_error_add(err, KT_STR("/id"), "wrong_value",
                            "the one with this %s has another id; leave the id "
                            "out to change it",
                            bringing->kind->name);
    id = !kt_id_is_null(named) ? named : id;
    id = kt_id_is_null(id) ? kt_id_new(bringing->saving->now_ms) : id;
    KT_TRY(look_at_stored(bringing, id, &version, err));
    put(bringing, resource->id_offset, &id, sizeof id);
    put(bringing, resource->version_offset, &version, sizeof version);
    *is_new = version == 0;
    return KT_OK;
}

/* ---- storing ---- */

/* A new one is as old as its line says. */
static int64_t
made_at(const struct bringing *bringing)
{
    int64_t made_ms = 0;
    if (bringing->kind->made_offset > 0)
        memcpy(&made_ms,
               (const char *)bringing->record + bringing->kind->made_offset,
               sizeof made_ms);
    return made_ms > 0 ? made_ms : bringing->saving->now_ms;
}

static enum kt_status
bring(const struct bringing *bringing, struct kt_error *err)
{
    const struct kt_saving *saving = bringing->saving;
    const struct kind *kind = bringing->kind;
    struct kt_call call = *bringing->call;
    struct kt_edit edit;
    call.now_ms = made_at(bringing);
    kt_edit_init(&edit, &call, saving->reading, saving->tx);
    edit.shape = kind->shape;
    edit.asked = bringing->record;
    KT_TRY(identify(bringing, &edit.is_new, err));
    if (saving->seen != NULL && kind->forget_seen != NULL)
        kind->forget_seen(saving, bringing->record);
    KT_TRY(kind->resource->check(&edit, bringing->record, err));
    if (kind->remember != NULL)
        kind->remember(saving, bringing->record);
    if (saving->tx == NULL)
        return KT_OK;
    KT_TRY(kt_resource_save(kind->resource, &edit, bringing->record, err));
    KT_TRY(kt_edit_finish(&edit, err));
    return kind->save_more != NULL ? kind->save_more(bringing, err) : KT_OK;
}

enum kt_status
kt_import_resource(struct kt_import_run *run, const struct kt_saving *saving,
                   const struct kt_import_record *record, struct kt_error *err)
{
    const struct kind *kind = &kinds[record->kind];
    struct kt_call call = {
        .app = run->options->app,
        .shop = run->shop,
        .actor = { .kind = KT_ACTOR_SYSTEM },
        .arena = saving->arena,
        .now_ms = saving->now_ms,
    };
    /* A batch may be tried again, and it is told as it came then. */
    void *copy = kt_arena_alloc(saving->arena, kind->shape->size);
    memcpy(copy, record->data, kind->shape->size);
    struct bringing bringing = { saving, &call, kind, copy };
    if (kind->resource->complete != NULL)
        kind->resource->complete(kind->shape, copy);
    return bring(&bringing, err);
}
