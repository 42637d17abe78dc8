#include "service/shop_rule.h"

#include "service/naming.h"

/* Rules in use for staff: six resources of one kind of record. */

/* ---- the list ---- */

struct query {
    struct kt_list_query list; /* first */
    struct kt_str rule;
    int is_active; /* -1: any */
};

static const char *const sort_names[] = { "position", "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_SHOP_RULE_LIST_POSITION, .key_column = 9 },
    { KT_SQL_SHOP_RULE_LIST_CODE, .key_column = 2, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_LIST_QUERY_ROWS(sort_names),
    KT_FIELD(STR, struct query, rule, 0, .max = 64,
             .help = "That use the rule with this code"),
    KT_FIELD(ENUM, struct query, is_active, KT_NULLABLE,
             .names = kt_truth_names),
};

const struct kt_shape kt_shop_rule_query_shape =
    KT_SHAPE("RuleInUseQuery", struct query, query_fields, NULL);

static void
take_filters(const struct query *query, enum kt_rule_kind kind,
             struct kt_filters *filters)
{
    kt_filter_add(filters, KT_TEXT(kt_str_of(kt_rule_kind_names[kind])));
    kt_filter_add(filters, KT_TEXT(query->rule));
    kt_filter_add(filters, KT_INT(query->is_active));
}

/* ---- one ---- */

static enum kt_status
read_kind(const struct kt_rows *rows, enum kt_rule_kind kind,
          struct kt_arena *arena, struct kt_shop_rule *record,
          struct kt_error *err)
{
    KT_TRY(kt_shop_rule_read_row(rows, arena, record, err));
    return record->kind == kind ? KT_OK : kt_fail_not_found(err);
}

static void
show(const struct kt_call *call, void *record)
{
    struct kt_shop_rule *rule = record;
    const struct kt_rule_info *info =
        kt_registry_find(call->shop->registry, rule->kind, rule->rule);
    rule->shown_title =
        kt_shop_rule_title(call->shop, rule->title, info, rule->params,
                           KT_STR(""), call->arena);
}

/* A rule that is gone from the scripts can still be switched off. */
static enum kt_status
check(struct kt_edit *edit, void *record, struct kt_error *err)
{
    struct kt_shop_rule *rule = record;
    bool has_events =
        rule->kind == KT_RULE_GUARD || rule->kind == KT_RULE_REACTION;
    bool is_ruled = edit->is_new || kt_edit_gives(edit, "rule") ||
                    kt_edit_gives(edit, "params") ||
                    (has_events && kt_edit_gives(edit, "events"));
    struct kt_id owner;
    KT_TRY(kt_edit_refs(edit,
                        KT_REF_BIT(KT_REF_CHANNEL) |
                            KT_REF_BIT(KT_REF_SHIPPING_ZONE),
                        err));
    kt_shop_rule_check(rule, is_ruled ? edit->call->shop->registry : NULL,
                       edit->refs, err);
    KT_TRY(err->status);
    KT_TRY(
        kt_shop_rule_find(edit->reading, rule->kind, rule->code, &owner, err));
    return kt_id_is_null(owner) || kt_id_eq(owner, rule->id)
               ? KT_OK
               : kt_fail_already_exists(err, KT_STR("code"), rule->code);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_shop_rule_write(edit->tx, record, edit->call->arena, err);
}

/* Promotions name the methods whose fee they lower. */
static enum kt_status
find_promotions(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    static const char *const members[] = { "methods", NULL };
    const struct kt_shop_rule *rule = record;
    return kt_edit_find_naming(edit, members, rule->code, err);
}

/* ---- the kinds ---- */

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
        ((struct kt_shop_rule *)record)->kind = KIND;                          \
        kt_shop_rule_complete(shape, record);                                  \
    }

KIND(price_rule, KT_RULE_PRICE)
KIND(tax_rule, KT_RULE_TAX)
KIND(shipping_method, KT_RULE_SHIPPING)
KIND(checkout_check, KT_RULE_CHECK)
KIND(order_guard, KT_RULE_GUARD)
KIND(reaction, KT_RULE_REACTION)

#define RESOURCE(noun, plural, shapes, FIND)                                   \
    const struct kt_resource kt_##noun##_resource = {                          \
        .name = #noun,                                                         \
        .path = "/admin/v1/" plural,                                           \
        .prefix = "rule",                                                      \
        .in = &kt_##shapes##_in_shape,                                         \
        .patch = &kt_##shapes##_patch_shape,                                   \
        .out = &kt_##shapes##_out_shape,                                       \
        KT_RESOURCE_RECORD(kt_shop_rule),                                      \
        .sorts = sorts,                                                        \
        .get = KT_SQL_SHOP_RULE_GET,                                           \
        .claim = KT_SQL_SHOP_RULE_CLAIM,                                       \
        .drop = KT_SQL_SHOP_RULE_DELETE,                                       \
        .makes_shop = true,                                                    \
        .filter = filter_##noun,                                               \
        .read = read_##noun,                                                   \
        .show = show,                                                          \
        .complete = complete_##noun,                                           \
        .check = check,                                                        \
        .save = save,                                                          \
        .find_users = (FIND)                                                   \
    }

RESOURCE(price_rule, "price-rules", plain_rule, NULL);
RESOURCE(tax_rule, "tax-rules", plain_rule, NULL);
RESOURCE(checkout_check, "checkout-checks", plain_rule, NULL);
RESOURCE(order_guard, "order-guards", event_rule, NULL);
RESOURCE(reaction, "reactions", event_rule, NULL);
RESOURCE(shipping_method, "shipping-methods", shipping_method, find_promotions);
