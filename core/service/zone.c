#include "service/column.h"
#include "service/shop_rule.h"
#include "service/tax.h"
#include "service/zone_rows.h"
#include "service/zone_save.h"

/* Zones of taxes and of shipping: two resources of one kind of record. */

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str country;
};

static const char *const sort_names[] = { "code", "name", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_ZONE_LIST_CODE, .key_column = 2, .is_text = true },
    { KT_SQL_ZONE_LIST_NAME, .key_column = 3, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, country, 0, .min = 2, .max = 2,
             .help = "With a member in this country"),
};

const struct kt_shape kt_zone_query_shape =
    KT_SHAPE("ZoneQuery", struct query, query_fields, NULL);

static void
take_filters(const struct query *query, enum kt_zone_kind kind,
             struct kt_filters *filters)
{
    kt_filter_add(filters, KT_TEXT(kt_str_of(kt_zone_kind_names[kind])));
    kt_filter_add(filters, KT_TEXT(query->country));
}

/* ---- one ---- */

static enum kt_status
read_kind(const struct kt_rows *rows, enum kt_zone_kind kind,
          struct kt_arena *arena, struct kt_zone *zone, struct kt_error *err)
{
    KT_TRY(kt_zone_read_row(rows, arena, zone, err));
    return zone->kind == kind ? KT_OK : kt_fail_not_found(err);
}

static enum kt_status
load_more(const struct kt_tx *tx, struct kt_arena *arena, void *record,
          struct kt_error *err)
{
    return kt_zone_load_members(tx, arena, record, err);
}

static enum kt_status
find_owner(const struct kt_edit *edit, const struct kt_zone *zone,
           struct kt_id *owner, struct kt_error *err)
{
    struct kt_rows rows;
    struct kt_str kind = kt_str_of(kt_zone_kind_names[zone->kind]);
    KT_TRY(kt_query(edit->reading, KT_SQL_ZONE_BY_CODE,
                    KT_ARGS(KT_TEXT(kind), KT_TEXT(zone->code)), &rows, err));
    *owner = kt_rows_next(&rows) ? kt_col_id(&rows, 0) : zone->id;
    return kt_rows_close(&rows);
}

static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    const struct kt_zone *zone = record;
    struct kt_id owner;
    kt_zone_check(zone, err);
    KT_TRY(err->status);
    KT_TRY(find_owner(edit, zone, &owner, err));
    return kt_id_eq(owner, zone->id)
               ? KT_OK
               : kt_fail_already_exists(err, KT_STR("code"), zone->code);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_zone_write(edit->tx, record, err);
}

static bool
is_named(const struct kt_list *zones, struct kt_str code)
{
    const struct kt_str *codes = zones->items;
    for (size_t i = 0; i < zones->count; i++) {
        if (kt_str_eq(codes[i], code))
            return true;
    }
    return false;
}

/* The shipping methods that are offered in it. */
static enum kt_status
find_methods(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    const struct kt_zone *zone = record;
    struct kt_arena *arena = edit->call->arena;
    struct kt_id one = { 0 };
    int64_t count = 0;
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(
        kt_query(edit->reading, KT_SQL_SHOP_RULE_ALL, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        struct kt_shop_rule rule;
        status = kt_shop_rule_read_row(&rows, arena, &rule, err);
        if (status == KT_OK && is_named(&rule.zones, zone->code) &&
            count++ == 0)
            one = rule.id;
    }
    enum kt_status closed = kt_rows_close(&rows);
    KT_TRY(status != KT_OK ? status : closed);
    if (count > 0)
        kt_resource_used(err, "shipping_method", kt_id_text(arena, one, "rule"),
                         count);
    return KT_OK;
}

/* ---- the two kinds ---- */

/* What differs from kind to kind. */
#define KIND(noun, KIND)                                                       \
    static void filter_##noun(const void *query, struct kt_filters *filters,   \
                              struct kt_arena *arena)                          \
    {                                                                          \
        (void)arena;                                                           \
        take_filters(query, KIND, filters);                                    \
    }                                                                          \
                                                                               \
    static enum kt_status read_##noun(const struct kt_rows *rows,              \
                                      struct kt_arena *arena, void *record,    \
                                      struct kt_error *err)                    \
    {                                                                          \
        return read_kind(rows, KIND, arena, record, err);                      \
    }                                                                          \
                                                                               \
    static void complete_##noun(const struct kt_shape *shape, void *record)    \
    {                                                                          \
        (void)shape;                                                           \
        ((struct kt_zone *)record)->kind = KIND;                               \
    }

KIND(tax, KT_ZONE_TAX)
KIND(shipping, KT_ZONE_SHIPPING)

#define ZONE_RESOURCE                                                          \
    .prefix = "zone", .in = &kt_zone_in_shape, .patch = &kt_zone_patch_shape,  \
    .out = &kt_zone_out_shape, KT_RESOURCE_RECORD(kt_zone), .sorts = sorts,    \
    .get = KT_SQL_ZONE_GET, .claim = KT_SQL_ZONE_CLAIM,                        \
    .drop = KT_SQL_ZONE_DELETE, .makes_shop = true, .makes_refs = true,        \
    .load_more = load_more, .check = check, .save = save

static const struct kt_resource_user tax_users[] = {
    { "tax_rate", "rate", KT_SQL_ZONE_RATES },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_tax_zone_resource = {
    ZONE_RESOURCE,
    .name = "tax_zone",
    .path = "/admin/v1/tax-zones",
    .users = tax_users,
    .filter = filter_tax,
    .read = read_tax,
    .complete = complete_tax,
};

const struct kt_resource kt_shipping_zone_resource = {
    ZONE_RESOURCE,
    .name = "shipping_zone",
    .path = "/admin/v1/shipping-zones",
    .filter = filter_shipping,
    .read = read_shipping,
    .complete = complete_shipping,
    .find_users = find_methods,
};
