#include "service/promotion.h"

#include "base/assert.h"
#include "domain/search/words.h"
#include "service/promotion_row.h"

static struct kt_str
conditions_text(const struct kt_promotion *row, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_promotion_conditions_shape, row, &json);
    return kt_buf_view(&buf);
}

/* " app web ": each code between blanks. */
static struct kt_str
channels_text(const struct kt_promotion *row, struct kt_arena *arena)
{
    const struct kt_str *codes = row->channels.items;
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 64);
    for (size_t i = 0; i < row->channels.count; i++) {
        kt_buf_char(&buf, ' ');
        kt_buf_append(&buf, codes[i].ptr, codes[i].len);
    }
    if (buf.len > 0)
        kt_buf_char(&buf, ' ');
    return kt_buf_view(&buf);
}

static struct kt_str
words_text(const struct kt_promotion *row, struct kt_arena *arena)
{
    struct kt_str texts[] = { row->rule, row->group, row->title };
    struct kt_list words = kt_words(texts, KT_COUNT(texts), arena);
    return kt_words_text(&words, arena);
}

static struct kt_arg
group_or_null(const struct kt_promotion *row)
{
    return row->group.len > 0 ? KT_TEXT(row->group) : KT_NULL;
}

static enum kt_status
save_group(struct kt_tx *tx, const struct kt_promotion_record *record,
           struct kt_error *err)
{
    if (record->group_mode < 0 || record->promotion.group.len == 0)
        return KT_OK;
    struct kt_str mode = kt_str_of(kt_group_mode_names[record->group_mode]);
    return kt_exec(tx, KT_SQL_PROMOTION_GROUP_UPSERT, 1,
                   KT_ARGS(KT_TEXT(record->promotion.group), KT_TEXT(mode)),
                   err);
}

static enum kt_status
upsert(struct kt_tx *tx, const struct kt_promotion *row, int64_t now_ms,
       struct kt_arena *arena, struct kt_error *err)
{
    return kt_exec(
        tx, KT_SQL_PROMOTION_UPSERT, 1,
        KT_ARGS(KT_ID(row->id), KT_TEXT(row->title), KT_TEXT(row->rule),
                KT_TEXT(kt_str_of(kt_stage_names[row->stage])),
                KT_TEXT(row->params), KT_TEXT(conditions_text(row, arena)),
                KT_INT(row->is_active), KT_INT_OR_NULL(row->starts_ms),
                KT_INT_OR_NULL(row->ends_ms), KT_INT(row->needs_coupon),
                KT_INT(row->priority), KT_INT(row->is_exclusive),
                group_or_null(row), KT_ID_OR_NULL(row->companion_of),
                KT_INT_OR_NULL(row->uses_max),
                KT_INT_OR_NULL(row->uses_per_customer_max),
                KT_INT_OR_NULL(row->budget_minor), KT_INT(row->keeps_use),
                KT_TEXT(kt_str_of(kt_on_error_names[row->on_error])),
                KT_TEXT(channels_text(row, arena)),
                KT_TEXT(words_text(row, arena)),
                KT_INT(row->created_ms != 0 ? row->created_ms : now_ms),
                KT_INT(now_ms)),
        err);
}

static enum kt_status
keep_past(struct kt_tx *tx, const struct kt_promotion *row, int64_t now_ms,
          struct kt_arena *arena, struct kt_error *err)
{
    return kt_exec(
        tx, KT_SQL_PROMOTION_PAST_ADD, KT_ANY_ROWS,
        KT_ARGS(KT_INT(now_ms), KT_ID(row->id), KT_TEXT(row->rule),
                KT_TEXT(kt_str_of(kt_stage_names[row->stage])),
                KT_TEXT(row->params), KT_TEXT(conditions_text(row, arena)),
                KT_INT(row->is_active), KT_INT_OR_NULL(row->starts_ms),
                KT_INT_OR_NULL(row->ends_ms), KT_INT(row->needs_coupon),
                KT_INT(row->priority), KT_INT(row->is_exclusive),
                group_or_null(row), KT_ID_OR_NULL(row->companion_of)),
        err);
}

enum kt_status
kt_promotion_save(struct kt_tx *tx, const struct kt_promotion_record *record,
                  int64_t now_ms, struct kt_arena *arena, struct kt_error *err)
{
    const struct kt_promotion *row = &record->promotion;
    KT_TRY(save_group(tx, record, err));
    KT_TRY(keep_past(tx, row, now_ms, arena, err));
    KT_TRY(upsert(tx, row, now_ms, arena, err));
    kt_tx_touch_settings(tx);
    return KT_OK;
}
