#include "service/promotion_row.h"

#include "domain/pricing/promotion_record.h"
#include "service/column.h"

static enum kt_status
read_enums(const struct kt_rows *rows, struct kt_promotion *promotion,
           struct kt_error *err)
{
    int stage;
    int mode = KT_GROUP_ALL;
    int on_error;
    KT_TRY(kt_col_enum(rows, 3, kt_stage_names, &stage, err));
    KT_TRY(kt_col_enum(rows, 20, kt_on_error_names, &on_error, err));
    if (!kt_col_is_null(rows, 12))
        KT_TRY(kt_col_enum(rows, 12, kt_group_mode_names, &mode, err));
    promotion->stage = (enum kt_stage)stage;
    promotion->group_mode = (enum kt_group_mode)mode;
    promotion->on_error = (enum kt_on_error)on_error;
    return KT_OK;
}

enum kt_status
kt_promotion_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                      struct kt_promotion *promotion, struct kt_error *err)
{
    KT_TRY(kt_col_shape(rows, 5, &kt_promotion_conditions_shape, promotion,
                        arena, err));
    promotion->id = kt_col_id(rows, 0);
    promotion->title = kt_col_copy(rows, 1, arena);
    promotion->rule = kt_col_copy(rows, 2, arena);
    promotion->params = kt_col_copy(rows, 4, arena);
    promotion->starts_ms = kt_col_int(rows, 6);
    promotion->ends_ms = kt_col_int(rows, 7);
    promotion->needs_coupon = kt_col_int(rows, 8) != 0;
    promotion->priority = kt_col_int(rows, 9);
    promotion->is_exclusive = kt_col_int(rows, 10) != 0;
    promotion->group = kt_col_copy(rows, 11, arena);
    promotion->companion_of = kt_col_id(rows, 13);
    promotion->uses_max = kt_col_int(rows, 14);
    promotion->uses_per_customer_max = kt_col_int(rows, 15);
    promotion->budget_minor = kt_col_int(rows, 16);
    promotion->uses = kt_col_int(rows, 17);
    promotion->spent_minor = kt_col_int(rows, 18);
    promotion->uses_by_buyer = -1;
    promotion->keeps_use = kt_col_int(rows, 19) != 0;
    promotion->created_ms = kt_col_int(rows, 21);
    promotion->is_active = kt_col_int(rows, 22) != 0;
    promotion->since_ms = kt_col_int(rows, 25);
    return read_enums(rows, promotion, err);
}

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
