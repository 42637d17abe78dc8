#include "service/tax.h"
#include "service/zone_rows.h"
#include "service/zone_save.h"

struct query {
    struct kt_list_query list; /* first */
};

static const char *const sort_names[] = { "code", "name", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_TAX_CLASS_LIST_CODE, .key_column = 1, .is_text = true },
    { KT_SQL_TAX_CLASS_LIST_NAME, .key_column = 2, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_tax_class_query_shape =
    KT_SHAPE("TaxClassQuery", struct query, query_fields, NULL);

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    kt_tax_class_read_row(rows, arena, record);
    return KT_OK;
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_tax_class *class = record;
    kt_tax_class_check(class, err);
    return kt_edit_check_own(edit, KT_SQL_TAX_CLASS_BY_CODE, "code",
                             class->code, class->id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_tax_class_write(edit->tx, record, err);
}

/* Rules name classes in their params. */
static const char *const named_in[] = { "class", "classes", "exempt_classes",
                                        "fallback", NULL };

static const struct kt_resource_user users[] = {
    { "tax_rate", "rate", KT_SQL_TAX_CLASS_RATES },
    { "product", "prod", KT_SQL_TAX_CLASS_PRODUCTS },
    { "variant", "var", KT_SQL_TAX_CLASS_VARIANTS },
    { "shipping_method", "rule", KT_SQL_TAX_CLASS_METHODS },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_tax_class_resource = {
    .name = "tax_class",
    .path = "/admin/v1/tax-classes",
    .prefix = "taxc",
    .in = &kt_tax_class_in_shape,
    .patch = &kt_tax_class_patch_shape,
    .out = &kt_tax_class_out_shape,
    KT_RESOURCE_RECORD(kt_tax_class),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_TAX_CLASS_GET,
    .claim = KT_SQL_TAX_CLASS_CLAIM,
    .drop = KT_SQL_TAX_CLASS_DELETE,
    .makes_shop = true,
    .makes_refs = true,
    .read = read_row,
    .check = check,
    .save = save,
    .named_in = named_in,
    .name_offset = offsetof(struct kt_tax_class, code),
};
