#include "domain/catalog/code.h"
#include "service/column.h"
#include "service/shop_rule.h"

static const struct kt_field fields[] = {
    KT_FIELD(ID, struct kt_shop_rule, id, KT_OMIT_EMPTY, .prefix = "rule",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_shop_rule, code, KT_REQUIRED, .min = 1, .max = 64,
             .help = "Its own name among those of its kind."),
    KT_FIELD(STR, struct kt_shop_rule, title, KT_OMIT_EMPTY, .max = 200,
             .help = "What buyers read; none: the rule's title."),
    KT_FIELD(STR, struct kt_shop_rule, rule, KT_REQUIRED, .min = 1, .max = 64,
             .help = "Code of the rule in the scripts."),
    KT_FIELD(RAW, struct kt_shop_rule, params, KT_OMIT_EMPTY | KT_IS_OBJECT,
             .help = "What the rule declares."),
    KT_FIELD(STR, struct kt_shop_rule, tax_class, KT_OMIT_EMPTY, .max = 64,
             .help = "Of a shipping method's fee; none: standard."),
    KT_FIELD(STRS, struct kt_shop_rule, channels, KT_OMIT_EMPTY, .max = 100,
             .help = "Codes of the channels it holds in; none: all."),
    KT_FIELD(STRS, struct kt_shop_rule, zones, KT_OMIT_EMPTY, .max = 1000,
             .help = "Codes of the shipping zones in which a method is "
                     "offered; none: everywhere."),
    KT_FIELD(STRS, struct kt_shop_rule, events, KT_OMIT_EMPTY, .max = 50,
             .help = "Of those that the rule declares; none: all of them."),
    KT_FIELD(INT, struct kt_shop_rule, position, 0, .max = 1000000000,
             .help = "Rules of a kind are asked in this order."),
    KT_FIELD(BOOL, struct kt_shop_rule, is_active, 0,
             .help = "Holds; true unless given."),
};

const struct kt_shape kt_shop_rule_shape = {
    .name = "ShopRule",
    .size = sizeof(struct kt_shop_rule),
    .given_offset = offsetof(struct kt_shop_rule, given),
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .help = "A rule in use.",
};

void
kt_shop_rule_complete(const struct kt_shape *shape, struct kt_shop_rule *record)
{
    if (!kt_shape_was_given(shape, record, "is_active"))
        record->is_active = true;
    if (kt_str_is_empty(record->params))
        record->params = KT_STR("{}");
    if (record->kind == KT_RULE_SHIPPING && kt_str_is_empty(record->tax_class))
        record->tax_class = KT_STR("standard");
}

/* ---- checks ---- */

/* Params are read further only while their error is clean, so that they have
 * one of their own. */
static void
check_params(const struct kt_shop_rule *record, const struct kt_rule_info *info,
             struct kt_error *err)
{
    struct kt_error own;
    struct kt_str full;
    kt_error_init(&own, err->arena);
    if (kt_rule_check_params(info, record->params, KT_STR("/params"),
                             err->arena, &full, &own) == KT_OK)
        return;
    for (size_t i = 0; i < own.item_count; i++)
        kt_error_add(err, own.items[i].pointer, own.items[i].code, "%.*s",
                     KT_STR_FMT(own.items[i].detail));
    if (own.item_count == 0)
        kt_error_add(err, KT_STR("/params"), "wrong_value", "%.*s",
                     KT_STR_FMT(own.detail));
}

static void
check_event(const struct kt_rule_info *info, struct kt_str event, size_t index,
            struct kt_error *err)
{
    for (size_t i = 0; i < info->event_count; i++) {
        if (kt_str_eq(info->events[i], event))
            return;
    }
    kt_error_add(err, kt_arena_format(err->arena, "/events/%zu", index),
                 "wrong_value", "the rule %.*s does not declare \"%.*s\"",
                 KT_STR_FMT(info->code), KT_STR_FMT(event));
}

static void
check_rule(const struct kt_shop_rule *record,
           const struct kt_registry *registry, struct kt_error *err)
{
    const struct kt_rule_info *info =
        kt_registry_find(registry, record->kind, record->rule);
    if (info == NULL) {
        const char *nearest =
            kt_registry_nearest(registry, record->kind, record->rule);
        kt_error_add(err, KT_STR("/rule"), "unknown",
                     "there is no %s \"%.*s\"%s%s%s",
                     kt_rule_kind_names[record->kind], KT_STR_FMT(record->rule),
                     nearest != NULL ? ", did you mean \"" : "",
                     nearest != NULL ? nearest : "",
                     nearest != NULL ? "\"?" : "");
        return;
    }
    const struct kt_str *events = record->events.items;
    for (size_t i = 0; i < record->events.count; i++)
        check_event(info, events[i], i, err);
    check_params(record, info, err);
}

static void
check_names(const struct kt_list *codes, enum kt_ref_kind kind,
            const char *member, const struct kt_refs *refs,
            struct kt_error *err)
{
    const struct kt_str *items = codes->items;
    for (size_t i = 0; i < codes->count; i++)
        (void)kt_refs_get(refs, kind, items[i],
                          kt_arena_format(err->arena, "/%s/%zu", member, i),
                          err);
}

void
kt_shop_rule_check(const struct kt_shop_rule *record,
                   const struct kt_registry *registry,
                   const struct kt_refs *refs, struct kt_error *err)
{
    bool is_method = record->kind == KT_RULE_SHIPPING;
    kt_code_check(record->code, KT_STR("/code"), err);
    if (registry != NULL)
        check_rule(record, registry, err);
    if (!is_method && record->tax_class.len > 0)
        kt_error_add(err, KT_STR("/tax_class"), "wrong_place",
                     "is for shipping methods only");
    if (!is_method && record->zones.count > 0)
        kt_error_add(err, KT_STR("/zones"), "wrong_place",
                     "is for shipping methods only");
    check_names(&record->channels, KT_REF_CHANNEL, "channels", refs, err);
    check_names(&record->zones, KT_REF_SHIPPING_ZONE, "zones", refs, err);
}

/* ---- storing ---- */

enum kt_status
kt_shop_rule_find(const struct kt_tx *tx, enum kt_rule_kind kind,
                  struct kt_str code, struct kt_id *id, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_SHOP_RULE_ID_BY_CODE,
                    KT_ARGS(KT_TEXT(kt_str_of(kt_rule_kind_names[kind])),
                            KT_TEXT(code)),
                    &rows, err));
    *id = kt_rows_next(&rows) ? kt_col_id(&rows, 0) : (struct kt_id){ 0 };
    return kt_rows_close(&rows);
}

static enum kt_status
identify(const struct kt_saving *saving, struct kt_shop_rule *record,
         struct kt_error *err)
{
    struct kt_id id;
    KT_TRY(kt_shop_rule_find(saving->reading, record->kind, record->code, &id,
                             err));
    if (kt_id_is_null(id)) {
        if (kt_id_is_null(record->id))
            record->id = kt_id_new(saving->now_ms);
        return err->status;
    }
    if (!kt_id_is_null(record->id) && !kt_id_eq(record->id, id))
        kt_error_add(err, KT_STR("/id"), "wrong_value",
                     "the %s \"%.*s\" has another id; leave the id out to "
                     "change it",
                     kt_rule_kind_names[record->kind],
                     KT_STR_FMT(record->code));
    record->id = id;
    return err->status;
}

enum kt_status
kt_shop_rule_write(struct kt_tx *tx, const struct kt_shop_rule *record,
                   struct kt_arena *arena, struct kt_error *err)
{
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_SHOP_RULE_UPSERT, 1,
                   KT_ARGS(KT_ID(record->id),
                           KT_TEXT(kt_str_of(kt_rule_kind_names[record->kind])),
                           KT_TEXT(record->code), KT_TEXT(record->title),
                           KT_TEXT(record->rule), KT_TEXT(record->params),
                           KT_TEXT(record->tax_class),
                           KT_TEXT(kt_strs_text(&record->channels, arena)),
                           KT_TEXT(kt_strs_text(&record->events, arena)),
                           KT_INT(record->position), KT_INT(record->is_active),
                           KT_TEXT(kt_strs_text(&record->zones, arena))),
                   err);
}

enum kt_status
kt_shop_rule_save(const struct kt_saving *saving,
                  const struct kt_registry *registry,
                  struct kt_shop_rule *record, struct kt_error *err)
{
    kt_shop_rule_complete(&kt_shop_rule_shape, record);
    kt_shop_rule_check(record, registry, saving->refs, err);
    KT_TRY(identify(saving, record, err));
    return saving->tx != NULL
               ? kt_shop_rule_write(saving->tx, record, saving->arena, err)
               : KT_OK;
}

/* ---- reading ---- */

enum kt_status
kt_shop_rule_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                      struct kt_shop_rule *record, struct kt_error *err)
{
    int kind;
    *record = (struct kt_shop_rule){
        .id = kt_col_id(rows, 0),
        .code = kt_col_copy(rows, 2, arena),
        .title = kt_col_copy(rows, 3, arena),
        .rule = kt_col_copy(rows, 4, arena),
        .params = kt_col_copy(rows, 5, arena),
        .tax_class = kt_col_copy(rows, 6, arena),
        .position = kt_col_int(rows, 9),
        .is_active = kt_col_int(rows, 10) != 0,
        .version = kt_col_int(rows, 11),
    };
    KT_TRY(kt_col_enum(rows, 1, kt_rule_kind_names, &kind, err));
    record->kind = (enum kt_rule_kind)kind;
    KT_TRY(kt_col_strs(rows, 7, arena, &record->channels, err));
    KT_TRY(kt_col_strs(rows, 8, arena, &record->events, err));
    return kt_col_strs(rows, 12, arena, &record->zones, err);
}
