#include "base/assert.h"
#include "service/column.h"
#include "service/promotion.h"

struct checking {
    const struct kt_tx *tx;
    const struct kt_registry *registry;
    const struct kt_refs *refs;
    struct kt_promotion_record *record;
    struct kt_arena *arena;
    struct kt_error *err;
};

/* ---- the rule ---- */

static void
refuse_rule(struct checking *c)
{
    struct kt_str rule = c->record->promotion.rule;
    const char *nearest =
        kt_registry_nearest(c->registry, KT_RULE_PROMOTION, rule);
    kt_error_add(c->err, KT_STR("/rule"), "unknown",
                 "there is no promotion rule \"%.*s\"%s%s%s", KT_STR_FMT(rule),
                 nearest != NULL ? ", did you mean \"" : "",
                 nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

/* The faults of params stand in an error of their own first: a rule reads
 * further only while its error is clean. */
static void
check_params(struct checking *c, const struct kt_rule_info *info)
{
    struct kt_promotion *row = &c->record->promotion;
    struct kt_error own;
    kt_error_init(&own, c->arena);
    if (kt_rule_check_params(info, row->params, KT_STR("/params"), c->arena,
                             &row->params, &own) == KT_OK)
        return;
    for (size_t i = 0; i < own.item_count; i++)
        kt_error_add(c->err, own.items[i].pointer, own.items[i].code, "%.*s",
                     KT_STR_FMT(own.items[i].detail));
    if (own.item_count == 0)
        kt_error_add(c->err, KT_STR("/params"), "wrong_value", "%.*s",
                     KT_STR_FMT(own.detail));
}

/* A catalogue promotion lowers the price that the shop shows before there is a
 * cart: what only a cart could tell cannot be its condition. */
static void
check_shelf(struct checking *c)
{
    const struct kt_promotion *row = &c->record->promotion;
    const struct {
        const char *pointer;
        bool is_given;
    } members[] = {
        { "/subtotal_min", row->subtotal_min_minor > 0 },
        { "/subtotal_max", row->subtotal_max_minor > 0 },
        { "/quantity_min", row->quantity_min > 0 },
        { "/cap", row->cap_minor > 0 },
        { "/no_reduced_lines", row->no_reduced_lines },
        { "/companion_of", !kt_id_is_null(row->companion_of) },
    };
    for (size_t i = 0; i < KT_COUNT(members); i++) {
        if (members[i].is_given)
            kt_error_add(c->err, kt_str_of(members[i].pointer), "not_allowed",
                         "the rule sets the price that the shop shows, which "
                         "no cart can change");
    }
}

static void
check_rule(struct checking *c)
{
    struct kt_promotion *row = &c->record->promotion;
    const struct kt_rule_info *info =
        kt_registry_find(c->registry, KT_RULE_PROMOTION, row->rule);
    if (info == NULL) {
        refuse_rule(c);
        return;
    }
    row->stage = info->stage;
    if (row->stage == KT_STAGE_CATALOG)
        check_shelf(c);
    check_params(c, info);
}

/* ---- other rows ---- */

static void
check_channels(struct checking *c)
{
    const struct kt_list *channels = &c->record->promotion.channels;
    const struct kt_str *codes = channels->items;
    for (size_t i = 0; i < channels->count; i++)
        (void)kt_refs_get(c->refs, KT_REF_CHANNEL, codes[i],
                          kt_arena_format(c->arena, "/channels/%zu", i),
                          c->err);
}

static enum kt_status
is_stored(struct checking *c, enum kt_sql statement, struct kt_args args,
          bool *is_there)
{
    struct kt_rows rows;
    KT_TRY(kt_query(c->tx, statement, args, &rows, c->err));
    *is_there = kt_rows_next(&rows);
    return kt_rows_close(&rows);
}

/* A group gets its mode with the first promotion that names it. */
static enum kt_status
check_group(struct checking *c)
{
    struct kt_str group = c->record->promotion.group;
    bool is_there = false;
    if (group.len == 0 || c->record->group_mode >= 0)
        return KT_OK;
    KT_TRY(is_stored(c, KT_SQL_PROMOTION_GROUP_GET, KT_ARGS(KT_TEXT(group)),
                     &is_there));
    if (!is_there)
        kt_error_add(c->err, KT_STR("/group_mode"), "required",
                     "the group \"%.*s\" is new: all, best, best_per_line, "
                     "additive or same_base",
                     KT_STR_FMT(group));
    return KT_OK;
}

static enum kt_status
check_companion(struct checking *c)
{
    struct kt_id companion = c->record->promotion.companion_of;
    bool is_there = false;
    if (kt_id_is_null(companion))
        return KT_OK;
    KT_TRY(is_stored(c, KT_SQL_PROMOTION_GET, KT_ARGS(KT_ID(companion)),
                     &is_there));
    if (!is_there)
        kt_error_add(c->err, KT_STR("/companion_of"), "unknown",
                     "there is no such promotion");
    return KT_OK;
}

enum kt_status
kt_promotion_check(const struct kt_tx *tx, const struct kt_registry *registry,
                   const struct kt_refs *refs,
                   struct kt_promotion_record *record, struct kt_arena *arena,
                   struct kt_error *err)
{
    struct checking c = { tx, registry, refs, record, arena, err };
    kt_promotion_check_record(record, err);
    if (registry != NULL)
        check_rule(&c);
    check_channels(&c);
    KT_TRY(check_group(&c));
    KT_TRY(check_companion(&c));
    return err->status;
}
