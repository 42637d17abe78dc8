#include "service/shop_record.h"

#include "service/column.h"
#include "service/shop_hosts.h"

static const struct kt_field fields[] = {
    KT_FIELD(STR, struct kt_shop_record, name, KT_REQUIRED, .min = 1,
             .max = 200, .help = "What staff reads."),
    KT_FIELD(STRS, struct kt_shop_record, hosts, KT_OMIT_EMPTY,
             .max = KT_SHOP_HOSTS_MAX,
             .help = "Names under which it is reached."),
    KT_FIELD(EMBED, struct kt_shop_record, settings, 0,
             .shape = &kt_shop_settings_shape, .help = "How it works."),
};

const struct kt_shape kt_shop_record_shape =
    KT_SHAPE("ShopRecord", struct kt_shop_record, fields,
             "A shop as it is imported and exported.");

static enum kt_status
load_row(const struct kt_tx *tx, struct kt_arena *arena, struct kt_str *code,
         struct kt_shop_record *record, struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_GET, KT_NO_ARGS, &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    *code = kt_col_copy(&rows, 0, arena);
    record->name = kt_col_copy(&rows, 1, arena);
    enum kt_status status = kt_col_shape(&rows, 2, &kt_shop_settings_shape,
                                         &record->settings, arena, err);
    enum kt_status closed = kt_rows_close(&rows);
    KT_TRY(status != KT_OK ? status : closed);
    return kt_shop_hosts_load(tx, arena, &record->hosts, err);
}

enum kt_status
kt_shop_record_load(const struct kt_tx *tx, struct kt_arena *arena,
                    struct kt_shop_record *record, struct kt_error *err)
{
    struct kt_str code;
    return load_row(tx, arena, &code, record, err);
}

enum kt_status
kt_shop_record_save(const struct kt_saving *saving,
                    const struct kt_shop_record *record, struct kt_error *err)
{
    struct kt_shop_record old;
    struct kt_str code;
    struct kt_buf buf;
    struct kt_json json;
    KT_TRY(load_row(saving->reading, saving->arena, &code, &old, err));
    KT_TRY(kt_shop_hosts_check(saving->reading, &record->hosts,
                               KT_STR("/hosts"), err));
    if (saving->tx == NULL)
        return KT_OK;
    kt_buf_init(&buf, saving->arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_shop_settings_shape, &record->settings, &json);
    kt_tx_touch_settings(saving->tx);
    if (record->hosts.count > 0)
        KT_TRY(kt_shop_hosts_save(saving->tx, &record->hosts, err));
    return kt_exec(saving->tx, KT_SQL_STORE_UPSERT, 1,
                   KT_ARGS(KT_TEXT(code), KT_TEXT(record->name),
                           KT_TEXT(kt_buf_view(&buf)), KT_INT(saving->now_ms)),
                   err);
}
