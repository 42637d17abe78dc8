#include "service/tax.h"
#include "service/zone_rows.h"
#include "service/zone_save.h"

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str zone;
    struct kt_str tax_class;
    int64_t holds_at;
};

static const char *const sort_names[] = { "starts_at", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_TAX_RATE_LIST, .key_column = 4 },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, zone, 0, .max = 64,
             .help = "Of the tax zone with this code"),
    KT_FIELD(STR, struct query, tax_class, 0, .max = 64,
             .help = "Of the tax class with this code"),
    KT_FIELD(TIME, struct query, holds_at, 0,
             .help = "That hold at this moment"),
};

const struct kt_shape kt_tax_rate_query_shape =
    KT_SHAPE("TaxRateQuery", struct query, query_fields, NULL);

static void
filter(const void *asked, struct kt_filters *filters, struct kt_arena *arena)
{
    const struct query *query = asked;
    (void)arena;
    kt_filter_add(filters, KT_TEXT(query->zone));
    kt_filter_add(filters, KT_TEXT(query->tax_class));
    kt_filter_add(filters, KT_INT(query->holds_at));
}

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    (void)err;
    kt_tax_rate_read_row(rows, arena, record);
    return KT_OK;
}

static enum kt_status
find(struct kt_edit *edit, const struct kt_tax_rate_row *rate,
     struct kt_tax_rate_key *key, struct kt_id *owner, struct kt_error *err)
{
    KT_TRY(kt_edit_refs(
        edit, KT_REF_BIT(KT_REF_TAX_ZONE) | KT_REF_BIT(KT_REF_TAX_CLASS), err));
    return kt_tax_rate_find(edit->reading, edit->refs, rate, key, owner, err);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_tax_rate_row *rate = record;
    struct kt_tax_rate_key key;
    struct kt_id owner;
    KT_TRY(find(edit, rate, &key, &owner, err));
    if (kt_id_is_null(owner) || kt_id_eq(owner, rate->id))
        return KT_OK;
    struct kt_str other = kt_id_text(edit->call->arena, owner, "rate");
    return kt_error_add(err, KT_STR("/starts_at"), "in_use",
                        "%.*s has this zone, class and priority from that "
                        "moment on",
                        KT_STR_FMT(other));
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    struct kt_tax_rate_key key;
    struct kt_id owner;
    KT_TRY(find(edit, record, &key, &owner, err));
    return kt_tax_rate_write(edit->tx, record, &key, err);
}

const struct kt_resource kt_tax_rate_resource = {
    .name = "tax_rate",
    .path = "/admin/v1/tax-rates",
    .prefix = "rate",
    .in = &kt_tax_rate_in_shape,
    .patch = &kt_tax_rate_patch_shape,
    .out = &kt_tax_rate_out_shape,
    KT_RESOURCE_RECORD(kt_tax_rate_row),
    .sorts = sorts,
    .get = KT_SQL_TAX_RATE_GET,
    .claim = KT_SQL_TAX_RATE_CLAIM,
    .drop = KT_SQL_TAX_RATE_DELETE,
    .makes_shop = true,
    .filter = filter,
    .read = read_row,
    .check = check,
    .save = save,
};
