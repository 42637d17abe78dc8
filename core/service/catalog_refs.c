#include "service/catalog_refs.h"

#include "base/text.h"
#include "service/catalog_rows.h"

static const char *const kind_names[] = { "category",     "channel",
                                          "location",     "price list",
                                          "product type", "shipping zone",
                                          "tax class",    "tax zone" };

static struct kt_ref *
put_ref(struct kt_refs *refs, enum kt_ref_kind kind, struct kt_str code,
        struct kt_id id)
{
    struct kt_ref *ref = KT_NEW(refs->arena, struct kt_ref);
    ref->id = id;
    ref->code = kt_arena_str(refs->arena, code);
    kt_map_put(&refs->by_code[kind], ref->code, ref);
    return ref;
}

/* ---- loading ---- */

/* Parents come before their children. */
static enum kt_status
load_categories(const struct kt_tx *tx, struct kt_refs *refs,
                struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_CATEGORY_REFS, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_ref *ref =
            put_ref(refs, KT_REF_CATEGORY, kt_col_text(&rows, 1),
                    kt_col_id(&rows, 0));
        ref->parent =
            kt_col_is_null(&rows, 2)
                ? NULL
                : kt_refs_find(refs, KT_REF_CATEGORY, kt_col_text(&rows, 2));
    }
    return kt_rows_close(&rows);
}

static enum kt_status
load_channels(const struct kt_tx *tx, struct kt_refs *refs,
              struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_CHANNEL_ALL, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_ref *ref =
            put_ref(refs, KT_REF_CHANNEL, kt_col_text(&rows, 1),
                    kt_col_id(&rows, 0));
        ref->key = kt_col_copy(&rows, 3, refs->arena);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
load_locations(const struct kt_tx *tx, struct kt_refs *refs,
               struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_LOCATION_ALL, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows)) {
        struct kt_ref *ref =
            put_ref(refs, KT_REF_LOCATION, kt_col_text(&rows, 1),
                    kt_col_id(&rows, 0));
        if (kt_str_is_empty(refs->first_location))
            refs->first_location = ref->code;
    }
    return kt_rows_close(&rows);
}

static enum kt_status
load_price_lists(const struct kt_tx *tx, struct kt_refs *refs,
                 struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PRICE_LIST_ALL, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows))
        put_ref(refs, KT_REF_PRICE_LIST, kt_col_text(&rows, 1),
                kt_col_id(&rows, 0));
    return kt_rows_close(&rows);
}

static enum kt_status
load_types(const struct kt_tx *tx, struct kt_refs *refs, struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_TYPE_ALL, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        struct kt_product_type *type =
            KT_NEW(refs->arena, struct kt_product_type);
        status = kt_product_type_read_row(&rows, refs->arena, type, err);
        if (status == KT_OK)
            put_ref(refs, KT_REF_PRODUCT_TYPE, type->code, type->id)->type =
                type;
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
load_zones(const struct kt_tx *tx, const char *kind, enum kt_ref_kind ref_kind,
           struct kt_refs *refs, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ZONE_REFS, KT_ARGS(KT_TEXT(kt_str_of(kind))),
                    &rows, err));
    while (kt_rows_next(&rows))
        put_ref(refs, ref_kind, kt_col_text(&rows, 1), kt_col_id(&rows, 0));
    return kt_rows_close(&rows);
}

static enum kt_status
load_shipping_zones(const struct kt_tx *tx, struct kt_refs *refs,
                    struct kt_error *err)
{
    return load_zones(tx, "shipping", KT_REF_SHIPPING_ZONE, refs, err);
}

static enum kt_status
load_tax_zones(const struct kt_tx *tx, struct kt_refs *refs,
               struct kt_error *err)
{
    return load_zones(tx, "tax", KT_REF_TAX_ZONE, refs, err);
}

static enum kt_status
load_tax_classes(const struct kt_tx *tx, struct kt_refs *refs,
                 struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_TAX_CLASS_ALL, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows))
        put_ref(refs, KT_REF_TAX_CLASS, kt_col_text(&rows, 1),
                kt_col_id(&rows, 0));
    return kt_rows_close(&rows);
}

static enum kt_status (*const loaders[])(const struct kt_tx *tx,
                                         struct kt_refs *refs,
                                         struct kt_error *err) = {
    [KT_REF_CATEGORY] = load_categories,
    [KT_REF_CHANNEL] = load_channels,
    [KT_REF_LOCATION] = load_locations,
    [KT_REF_PRICE_LIST] = load_price_lists,
    [KT_REF_PRODUCT_TYPE] = load_types,
    [KT_REF_SHIPPING_ZONE] = load_shipping_zones,
    [KT_REF_TAX_CLASS] = load_tax_classes,
    [KT_REF_TAX_ZONE] = load_tax_zones,
};

enum kt_status
kt_refs_load_kinds(const struct kt_tx *tx, unsigned kinds,
                   struct kt_arena *arena, struct kt_refs *refs,
                   struct kt_error *err)
{
    *refs = (struct kt_refs){ .arena = arena };
    for (int kind = 0; kind < KT_REF_KIND_COUNT; kind++) {
        kt_map_init(&refs->by_code[kind], arena, 64);
        if ((kinds & KT_REF_BIT(kind)) != 0)
            KT_TRY(loaders[kind](tx, refs, err));
    }
    return KT_OK;
}

enum kt_status
kt_refs_load(const struct kt_tx *tx, struct kt_arena *arena,
             struct kt_refs *refs, struct kt_error *err)
{
    return kt_refs_load_kinds(tx, KT_REF_BIT(KT_REF_KIND_COUNT) - 1, arena,
                              refs, err);
}

/* ---- asking ---- */

struct kt_ref *
kt_refs_find(const struct kt_refs *refs, enum kt_ref_kind kind,
             struct kt_str code)
{
    return kt_map_find(&refs->by_code[kind], code);
}

struct kt_ref *
kt_refs_name(struct kt_refs *refs, enum kt_ref_kind kind, struct kt_str code,
             struct kt_id id, int64_t now_ms)
{
    struct kt_ref *ref = kt_refs_find(refs, kind, code);
    if (ref != NULL)
        return ref;
    ref = put_ref(refs, kind, code, kt_id_is_null(id) ? kt_id_new(now_ms) : id);
    ref->is_new = true;
    if (kind == KT_REF_LOCATION && kt_str_is_empty(refs->first_location))
        refs->first_location = ref->code;
    return ref;
}

/* There are few, and a record rarely brings its id. */
static struct kt_ref *
find_id(const struct kt_map *map, struct kt_id id)
{
    for (size_t i = 0; i < map->slot_count; i++) {
        struct kt_ref *ref = map->slots[i].value;
        if (ref != NULL && kt_id_eq(ref->id, id))
            return ref;
    }
    return NULL;
}

struct kt_ref *
kt_refs_claim(struct kt_refs *refs, enum kt_ref_kind kind, struct kt_str code,
              struct kt_id id, int64_t now_ms, struct kt_error *err)
{
    const struct kt_ref *owner =
        kt_id_is_null(id) ? NULL : find_id(&refs->by_code[kind], id);
    struct kt_ref *ref = kt_refs_find(refs, kind, code);
    if (owner != NULL && owner != ref) {
        kt_error_add(err, KT_STR("/id"), "in_use",
                     "is the %s \"%.*s\"; leave the id out for a new one",
                     kind_names[kind], KT_STR_FMT(owner->code));
        return NULL;
    }
    if (ref != NULL && !kt_id_is_null(id) && !kt_id_eq(ref->id, id)) {
        kt_error_add(err, KT_STR("/id"), "wrong_value",
                     "the %s \"%.*s\" has another id; leave the id out to "
                     "change it",
                     kind_names[kind], KT_STR_FMT(code));
        return NULL;
    }
    return kt_refs_name(refs, kind, code, id, now_ms);
}

static const char *
nearest_code(const struct kt_map *map, struct kt_str code,
             struct kt_arena *arena)
{
    const char **names = KT_NEW_ARRAY(arena, const char *, map->size);
    size_t count = 0;
    for (size_t i = 0; i < map->slot_count; i++) {
        if (map->slots[i].value != NULL)
            names[count++] = map->slots[i].key.ptr;
    }
    return kt_text_nearest(code, names, count);
}

struct kt_ref *
kt_refs_get(const struct kt_refs *refs, enum kt_ref_kind kind,
            struct kt_str code, struct kt_str pointer, struct kt_error *err)
{
    if (kt_str_is_empty(code))
        return NULL;
    struct kt_ref *ref = kt_refs_find(refs, kind, code);
    if (ref != NULL)
        return ref;
    const char *nearest = nearest_code(&refs->by_code[kind], code, err->arena);
    kt_error_add(err, pointer, "unknown", "there is no %s \"%.*s\"%s%s%s",
                 kind_names[kind], KT_STR_FMT(code),
                 nearest != NULL ? ", did you mean \"" : "",
                 nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
    return NULL;
}
