#include "service/customer_group.h"

#include "domain/catalog/code.h"

static const char *const sort_names[] = { "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_CUSTOMER_GROUP_LIST_CODE, .key_column = 1, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_customer_group_query_shape =
    KT_SHAPE("CustomerGroupQuery", struct kt_list_query, query_fields, NULL);

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    *(struct kt_customer_group *)record = (struct kt_customer_group){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 2, arena),
        .version = kt_col_int(rows, 3),
    };
    return KT_OK;
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_customer_group *group = record;
    kt_code_check(group->code, KT_STR("/code"), err);
    return kt_edit_check_own(edit, KT_SQL_CUSTOMER_GROUP_BY_CODE, "code",
                             group->code, group->id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_customer_group *group = record;
    return kt_exec(edit->tx, KT_SQL_CUSTOMER_GROUP_UPSERT, 1,
                   KT_ARGS(KT_ID(group->id), KT_TEXT(group->code),
                           KT_TEXT(group->name)),
                   err);
}

static const char *const named_in[] = { "customer_groups", "customer_group",
                                        "groups", NULL };

static const struct kt_resource_user users[] = {
    { "price_list", "plist", KT_SQL_CUSTOMER_GROUP_PRICE_LISTS },
    { "price", "price", KT_SQL_CUSTOMER_GROUP_PRICES },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_customer_group_resource = {
    .name = "customer_group",
    .path = "/admin/v1/customer-groups",
    .prefix = "group",
    .in = &kt_customer_group_in_shape,
    .patch = &kt_customer_group_patch_shape,
    .out = &kt_customer_group_out_shape,
    KT_RESOURCE_RECORD(kt_customer_group),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_CUSTOMER_GROUP_GET,
    .claim = KT_SQL_CUSTOMER_GROUP_CLAIM,
    .drop = KT_SQL_CUSTOMER_GROUP_DELETE,
    .read = read_row,
    .check = check,
    .save = save,
    .named_in = named_in,
    .name_offset = offsetof(struct kt_customer_group, code),
};
