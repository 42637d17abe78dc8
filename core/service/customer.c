#include "service/customer.h"

#include "base/text.h"
#include "domain/customer/vat_id.h"
#include "service/column.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str email;
    struct kt_str group;
};

enum { NEWEST };

static const char *const sort_names[] = { "newest", "email", NULL };

static const struct kt_resource_sort sorts[] = {
    [NEWEST] = { KT_SQL_CUSTOMER_LIST_NEWEST, .key_column = 8,
                 .is_falling = true },
    { KT_SQL_CUSTOMER_LIST_EMAIL, .key_column = 1, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, email, 0, .min = 1, .max = 254,
             .help = "With this address"),
    KT_FIELD(STR, struct query, group, 0, .min = 1, .max = 64,
             .help = "In the group with this code"),
};

const struct kt_shape kt_customer_query_shape =
    KT_SHAPE("CustomerQuery", struct query, query_fields, NULL);

/* A code in the array of them, for LIKE. */
static struct kt_str
pattern_of(struct kt_str group, struct kt_arena *arena)
{
    struct kt_buf buf;
    if (group.len == 0)
        return group;
    kt_buf_init(&buf, arena, 2 * group.len + 4);
    kt_buf_text(&buf, "%\"");
    for (size_t i = 0; i < group.len; i++) {
        if (strchr("%_!", group.ptr[i]) != NULL)
            kt_buf_char(&buf, '!');
        kt_buf_char(&buf, group.ptr[i]);
    }
    kt_buf_text(&buf, "\"%");
    return kt_buf_view(&buf);
}

static struct kt_str
fold(struct kt_str email, struct kt_arena *arena)
{
    return kt_text_fold(arena, kt_text_trim(email));
}

static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    kt_filter_add(filters, KT_TEXT(fold(query->email, call->arena)));
    kt_filter_add(filters, KT_TEXT(pattern_of(query->group, call->arena)));
    return query->email.len > 0 && query->list.sort == NEWEST
               ? KT_SQL_CUSTOMER_FIND_NEWEST
               : sorts[query->list.sort].statement;
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    struct kt_customer *customer = record;
    *customer = (struct kt_customer){
        .id = kt_col_id(rows, 0),
        .email = kt_col_copy(rows, 1, arena),
        .name = kt_col_copy(rows, 2, arena),
        .vat_id = kt_col_copy(rows, 4, arena),
        .birthday = kt_col_copy(rows, 5, arena),
        .points = kt_col_int(rows, 6),
        .order_count = kt_col_int(rows, 7),
        .created_at = kt_col_int(rows, 8),
        .version = kt_col_int(rows, 9),
    };
    return kt_col_strs(rows, 3, arena, &customer->groups, err);
}

static enum kt_status
check_group(const struct kt_edit *edit, struct kt_str code, size_t i,
            struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(edit->reading, KT_SQL_CUSTOMER_GROUP_BY_CODE,
                    KT_ARGS(KT_TEXT(code)), &rows, err));
    if (!kt_rows_next(&rows))
        kt_error_add(err, kt_arena_format(err->arena, "/groups/%zu", i),
                     "unknown", "there is no group \"%.*s\"", KT_STR_FMT(code));
    return kt_rows_close(&rows);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_customer *customer = record;
    const struct kt_str *groups = customer->groups.items;
    kt_customer_check(customer, err);
    customer->email = kt_text_trim(customer->email);
    customer->vat_id = kt_vat_id_fold(customer->vat_id, edit->call->arena);
    for (size_t i = 0; i < customer->groups.count; i++)
        KT_TRY(check_group(edit, groups[i], i, err));
    KT_TRY(err->status);
    return kt_edit_check_own(edit, KT_SQL_CUSTOMER_ID_BY_EMAIL, "email",
                             fold(customer->email, edit->call->arena),
                             customer->id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_customer *customer = record;
    struct kt_arena *arena = edit->call->arena;
    struct kt_str email_fold = fold(customer->email, arena);
    struct kt_str groups = kt_strs_text(&customer->groups, arena);
    if (edit->is_new)
        return kt_exec(edit->tx, KT_SQL_CUSTOMER_INSERT, 1,
                       KT_ARGS(KT_ID(customer->id), KT_TEXT(customer->email),
                               KT_TEXT(email_fold), KT_TEXT(customer->name),
                               KT_TEXT(groups), KT_TEXT(customer->vat_id),
                               KT_TEXT(customer->birthday),
                               KT_INT(edit->call->now_ms)),
                       err);
    return kt_exec(edit->tx, KT_SQL_CUSTOMER_UPDATE, 1,
                   KT_ARGS(KT_TEXT(customer->email), KT_TEXT(email_fold),
                           KT_TEXT(customer->name), KT_TEXT(groups),
                           KT_TEXT(customer->vat_id),
                           KT_TEXT(customer->birthday), KT_ID(customer->id)),
                   err);
}

static const struct kt_resource_user users[] = {
    { "order", "ord", KT_SQL_CUSTOMER_ORDERS },
    { "point_move", "pmove", KT_SQL_CUSTOMER_MOVES },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_customer_resource = {
    .name = "customer",
    .path = "/admin/v1/customers",
    .prefix = "cust",
    .in = &kt_customer_in_shape,
    .patch = &kt_customer_patch_shape,
    .out = &kt_customer_out_shape,
    KT_RESOURCE_RECORD(kt_customer),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_CUSTOMER_GET,
    .claim = KT_SQL_CUSTOMER_CLAIM,
    .drop = KT_SQL_CUSTOMER_DELETE,
    .choose = choose,
    .read = read_row,
    .check = check,
    .save = save,
};
