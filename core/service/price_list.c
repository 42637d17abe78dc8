#include "service/price_list.h"

#include "domain/catalog/item.h"
#include "service/catalog_rows.h"
#include "service/price_past.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str channel;
    struct kt_str customer_group;
    int is_active; /* -1: any */
};

static const char *const sort_names[] = { "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_PRICE_LIST_LIST_CODE, .key_column = 1, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, channel, 0, .max = 64,
             .help = "Of this channel only"),
    KT_FIELD(STR, struct query, customer_group, 0, .max = 64,
             .help = "Of this group only"),
    KT_FIELD(ENUM, struct query, is_active, KT_NULLABLE,
             .names = kt_truth_names),
};

const struct kt_shape kt_price_list_query_shape =
    KT_SHAPE("PriceListQuery", struct query, query_fields, NULL);

static void
filter(const void *asked, struct kt_filters *filters, struct kt_arena *arena)
{
    const struct query *query = asked;
    (void)arena;
    kt_filter_add(filters, KT_TEXT(query->channel));
    kt_filter_add(filters, KT_TEXT(query->customer_group));
    kt_filter_add(filters, KT_INT(query->is_active));
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_price_list_read_row(rows, arena, record, err);
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_price_list_complete(shape, record);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_price_list *list = record;
    kt_price_list_check(list, err);
    KT_TRY(kt_edit_refs(edit, KT_REF_BIT(KT_REF_CHANNEL), err));
    (void)kt_refs_get(edit->refs, KT_REF_CHANNEL, list->channel,
                      KT_STR("/channel"), err);
    return kt_edit_check_own(edit, KT_SQL_PRICE_LIST_BY_CODE, "code",
                             list->code, list->id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_price_list *list = record;
    const struct kt_ref *channel =
        kt_refs_find(edit->refs, KT_REF_CHANNEL, list->channel);
    struct kt_str group = { list->customer_group.len > 0
                                ? list->customer_group.ptr
                                : NULL,
                            list->customer_group.len };
    struct kt_arg channel_id = channel != NULL ? KT_ID(channel->id) : KT_NULL;
    KT_TRY(kt_price_past_add_list(edit->tx, list->id, list, channel_id,
                                  KT_TEXT_OR_NULL(group), edit->call->now_ms,
                                  err));
    return kt_exec(
        edit->tx, KT_SQL_PRICE_LIST_UPSERT, 1,
        KT_ARGS(KT_ID(list->id), KT_TEXT(list->code), KT_TEXT(list->name),
                KT_INT(list->is_active), channel_id, KT_TEXT_OR_NULL(group),
                KT_INT_OR_NULL(list->starts_at), KT_INT_OR_NULL(list->ends_at),
                KT_TEXT(kt_str_of(kt_price_pool_names[list->pool])),
                KT_TEXT(kt_str_of(kt_price_bands_names[list->bands]))),
        err);
}

static const char *const named_in[] = { "list", "lists", "price_list", NULL };

static const struct kt_resource_user users[] = {
    { "price", "price", KT_SQL_PRICE_LIST_PRICES },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_price_list_resource = {
    .name = "price_list",
    .path = "/admin/v1/price-lists",
    .prefix = "plist",
    .in = &kt_price_list_in_shape,
    .patch = &kt_price_list_patch_shape,
    .out = &kt_price_list_out_shape,
    KT_RESOURCE_RECORD(kt_price_list),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_PRICE_LIST_GET,
    .claim = KT_SQL_PRICE_LIST_CLAIM,
    .drop = KT_SQL_PRICE_LIST_DELETE,
    .makes_refs = true,
    .filter = filter,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
    .named_in = named_in,
    .name_offset = offsetof(struct kt_price_list, code),
};
