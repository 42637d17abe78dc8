#include "service/product_type.h"

#include "domain/catalog/code.h"
#include "service/catalog_rows.h"

/* ---- the list ---- */

static const char *const sort_names[] = { "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_PRODUCT_TYPE_LIST_CODE, .key_column = 1, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_product_type_query_shape =
    KT_SHAPE("ProductTypeQuery", struct kt_list_query, query_fields, NULL);

/* ---- the values of its products ---- */

enum { BROKEN_TOLD_MAX = 20 };

struct fitting {
    const struct kt_edit *edit;
    const struct kt_product_type *type;
    struct kt_error *err;
    int64_t broken;
};

/* The first fault of one product's or variant's values. */
static void
check_values(struct fitting *f, const struct kt_rows *rows, bool of_variant)
{
    struct kt_arena *arena = f->edit->call->arena;
    struct kt_error own;
    kt_error_init(&own, arena);
    kt_attributes_check(f->type, of_variant, kt_col_copy(rows, 1, arena),
                        KT_STR(""), &own);
    if (own.item_count == 0 || ++f->broken > BROKEN_TOLD_MAX)
        return;
    struct kt_str id =
        kt_id_text(arena, kt_col_id(rows, 0), of_variant ? "var" : "prod");
    kt_error_add(f->err, KT_STR("/attributes"), "in_use",
                 "would break %.*s: %.*s %.*s", KT_STR_FMT(id),
                 KT_STR_FMT(own.items[0].pointer),
                 KT_STR_FMT(own.items[0].detail));
}

static enum kt_status
fit(struct fitting *f, enum kt_sql statement, bool of_variant)
{
    struct kt_rows rows;
    KT_TRY(kt_query(f->edit->reading, statement, KT_ARGS(KT_ID(f->type->id)),
                    &rows, f->err));
    while (kt_rows_next(&rows))
        check_values(f, &rows, of_variant);
    return kt_rows_close(&rows);
}

static enum kt_status
check_products(const struct kt_edit *edit, const struct kt_product_type *type,
               struct kt_error *err)
{
    struct fitting fitting = { .edit = edit, .type = type, .err = err };
    KT_TRY(fit(&fitting, KT_SQL_PRODUCT_TYPE_VALUES, false));
    KT_TRY(fit(&fitting, KT_SQL_PRODUCT_TYPE_VARIANT_VALUES, true));
    if (fitting.broken > BROKEN_TOLD_MAX)
        kt_error_add(err, KT_STR("/attributes"), "in_use",
                     "would break %lld in all", (long long)fitting.broken);
    return err->status;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_product_type_read_row(rows, arena, record, err);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_product_type *type = record;
    kt_code_check(type->code, KT_STR("/code"), err);
    kt_product_type_check(type, err);
    KT_TRY(err->status);
    if (!edit->is_new && kt_edit_gives(edit, "attributes"))
        KT_TRY(check_products(edit, type, err));
    return kt_edit_check_own(edit, KT_SQL_PRODUCT_TYPE_BY_CODE, "code",
                             type->code, type->id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_product_type *type = record;
    struct kt_str attributes =
        kt_list_text(&kt_attribute_shape, &type->attributes, edit->call->arena);
    return kt_exec(edit->tx, KT_SQL_PRODUCT_TYPE_UPSERT, 1,
                   KT_ARGS(KT_ID(type->id), KT_TEXT(type->code),
                           KT_TEXT(type->name), KT_TEXT(attributes)),
                   err);
}

static const struct kt_resource_user users[] = {
    { "product", "prod", KT_SQL_PRODUCT_TYPE_PRODUCTS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_product_type_resource = {
    .name = "product_type",
    .path = "/admin/v1/product-types",
    .prefix = "ptype",
    .in = &kt_product_type_in_shape,
    .patch = &kt_product_type_patch_shape,
    .out = &kt_product_type_out_shape,
    KT_RESOURCE_RECORD(kt_product_type),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_PRODUCT_TYPE_GET,
    .claim = KT_SQL_PRODUCT_TYPE_CLAIM,
    .drop = KT_SQL_PRODUCT_TYPE_DELETE,
    .makes_refs = true,
    .read = read_row,
    .check = check,
    .save = save,
};
