#include "service/promotion.h"
#include "service/promotion_row.h"

enum kt_status
kt_promotion_read_record(const struct kt_rows *rows, struct kt_arena *arena,
                         struct kt_promotion_record *record,
                         struct kt_error *err)
{
    *record = (struct kt_promotion_record){ .group_mode = -1 };
    KT_TRY(kt_promotion_read_row(rows, arena, &record->promotion, err));
    if (record->promotion.group.len > 0)
        record->group_mode = (int)record->promotion.group_mode;
    record->version = kt_col_int(rows, 23);
    record->updated_ms = kt_col_int(rows, 24);
    return KT_OK;
}

enum kt_status
kt_promotion_load(const struct kt_tx *tx, struct kt_id promotion_id,
                  struct kt_arena *arena, struct kt_promotion_record *record,
                  struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PROMOTION_GET, KT_ARGS(KT_ID(promotion_id)),
                    &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    KT_TRY(kt_promotion_read_record(&rows, arena, record, err));
    return kt_rows_close(&rows);
}

void
kt_promotion_show(const struct kt_shop *shop,
                  struct kt_promotion_record *record, struct kt_arena *arena)
{
    const struct kt_promotion *row = &record->promotion;
    const struct kt_rule_info *info =
        kt_registry_find(shop->registry, KT_RULE_PROMOTION, row->rule);
    record->shown_title = kt_shop_rule_title(shop, row->title, info,
                                             row->params, row->currency, arena);
}

enum kt_status
kt_promotion_open(const struct kt_tx *tx, struct kt_promotion_use *state,
                  struct kt_error *err)
{
    KT_TRY(kt_promotion_load(tx, state->promotion_id, state->use.call->arena,
                             &state->record, err));
    if (state->if_match >= 0 && state->if_match != state->record.version)
        return kt_fail_version_mismatch(err, state->record.version);
    return KT_OK;
}

static enum kt_status
read_answer(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_promotion_use *state = arg;
    return kt_promotion_load(tx, state->use.resource, state->use.call->arena,
                             &state->out, err);
}

enum kt_status
kt_promotion_answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_promotion_use *state = (struct kt_promotion_use *)use;
    KT_TRY(kt_call_read(use->call, read_answer, state, err));
    kt_promotion_show(use->call->shop, &state->out, use->call->arena);
    return KT_OK;
}
