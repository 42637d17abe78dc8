#include "service/location.h"

#include "domain/catalog/code.h"
#include "service/catalog_rows.h"

/* ---- the list ---- */

static const char *const sort_names[] = { "position", "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_LOCATION_LIST_POSITION, .key_column = 3 },
    { KT_SQL_LOCATION_LIST_CODE, .key_column = 1, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_ACTIVE_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_location_query_shape =
    KT_SHAPE("LocationQuery", struct kt_active_query, query_fields, NULL);

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    kt_location_read_row(rows, arena, record);
    return KT_OK;
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_location_complete(shape, record);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_location *location = record;
    kt_code_check(location->code, KT_STR("/code"), err);
    return kt_edit_check_own(edit, KT_SQL_LOCATION_BY_CODE, "code",
                             location->code, location->id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_location *location = record;
    return kt_exec(edit->tx, KT_SQL_LOCATION_UPSERT, 1,
                   KT_ARGS(KT_ID(location->id), KT_TEXT(location->code),
                           KT_TEXT(location->name), KT_INT(location->position),
                           KT_INT(location->is_active)),
                   err);
}

static enum kt_status
forget(struct kt_edit *edit, struct kt_id id, struct kt_error *err)
{
    return kt_exec(edit->tx, KT_SQL_LOCATION_DROP_STOCK, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(id)), err);
}

static const struct kt_resource_user users[] = {
    { "variant", "var", KT_SQL_LOCATION_VARIANTS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_location_resource = {
    .name = "location",
    .path = "/admin/v1/locations",
    .prefix = "loc",
    .in = &kt_location_in_shape,
    .patch = &kt_location_patch_shape,
    .out = &kt_location_out_shape,
    KT_RESOURCE_RECORD(kt_location),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_LOCATION_GET,
    .claim = KT_SQL_LOCATION_CLAIM,
    .drop = KT_SQL_LOCATION_DELETE,
    .makes_refs = true,
    .filter = kt_active_filter,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
    .forget = forget,
};
