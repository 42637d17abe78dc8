#include "service/coupon.h"

#include "base/assert.h"
#include "base/assert.h"
#include "base/text.h"
#include "service/cart_text.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_id promotion_id;
    struct kt_str code, code_prefix;
    int state; /* -1: any */
};

static const char *const sort_names[] = { "newest", "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_COUPON_LIST_NEWEST, .key_column = 10, .is_falling = true },
    { KT_SQL_COUPON_LIST_CODE, .key_column = 3, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(ID, struct query, promotion_id, 0, .prefix = "promo",
             .help = "Of this one only"),
    KT_FIELD(STR, struct query, code, 0, .min = 1, .max = 100,
             .help = "As a buyer enters it"),
    KT_FIELD(STR, struct query, code_prefix, 0, .min = 1, .max = 100,
             .help = "How codes begin; case does not count"),
    KT_FIELD(ENUM, struct query, state, KT_NULLABLE, .names = kt_window_names,
             .help = "Now"),
};

const struct kt_shape kt_coupon_query_shape =
    KT_SHAPE("CouponQuery", struct query, query_fields, NULL);

/* A shop may have a hundred thousand: each list walks the index of what was
 * asked. */
static enum kt_sql
statement_of(const struct query *query)
{
    bool is_newest = query->list.sort == 0;
    if (is_newest && query->code.len + query->code_prefix.len > 0)
        return KT_SQL_COUPON_LIST_CODED_NEWEST;
    if (kt_id_is_null(query->promotion_id))
        return sorts[query->list.sort].statement;
    return is_newest ? KT_SQL_COUPON_LIST_PROMOTION_NEWEST
                     : KT_SQL_COUPON_LIST_PROMOTION_CODE;
}

/* Codes from the first to the last that are asked for, both included. */
static enum kt_sql
choose(const struct kt_call *call, const void *asked,
       struct kt_filters *filters)
{
    const struct query *query = asked;
    struct kt_arena *arena = call->arena;
    struct kt_str code = kt_coupon_fold(query->code, arena);
    struct kt_str prefix = kt_coupon_fold(query->code_prefix, arena);
    bool is_one = code.len > 0;
    struct kt_str last = is_one ? code
                                : kt_arena_format(arena, "%.*s" KT_TEXT_LAST,
                                                  KT_STR_FMT(prefix));
    const struct kt_arg args[] = {
        KT_ID_OR_NULL(query->promotion_id),
        KT_TEXT(is_one ? code : prefix),
        KT_TEXT(last),
        KT_TEXT(prefix),
        KT_TEXT(kt_filter_name(kt_window_names, query->state)),
        KT_INT(call->now_ms),
    };
    kt_filters_add(filters, args, KT_COUNT(args));
    return statement_of(query);
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    kt_coupon_read_row(rows, arena, record);
    return KT_OK;
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_coupon_complete(shape, record);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    return kt_coupon_check(edit->reading, record, edit->call->now_ms,
                           edit->call->arena, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_coupon_save(edit->tx, record, edit->call->now_ms,
                          edit->call->arena, err);
}

/* What orders used of it stays in their records. */
static enum kt_status
forget(struct kt_edit *edit, struct kt_id id, struct kt_error *err)
{
    return kt_exec(edit->tx, KT_SQL_PROMOTION_USE_FORGET, KT_ANY_ROWS,
                   KT_ARGS(KT_ID(id)), err);
}

const struct kt_resource kt_coupon_resource = {
    .name = "coupon",
    .path = "/admin/v1/coupons",
    .prefix = "coupon",
    .in = &kt_coupon_in_shape,
    .patch = &kt_coupon_patch_shape,
    .out = &kt_coupon_out_shape,
    KT_RESOURCE_RECORD(kt_coupon_record),
    .sorts = sorts,
    .get = KT_SQL_COUPON_GET,
    .claim = KT_SQL_COUPON_CLAIM,
    .drop = KT_SQL_COUPON_DELETE,
    .choose = choose,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
    .forget = forget,
};
