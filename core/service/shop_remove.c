#include "service/shops.h"

static enum kt_status
remove_all(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    (void)arg;
    kt_tx_touch_settings(tx);
    KT_TRY(kt_tx_remove_shop(tx, err));
    enum kt_status status =
        kt_exec(tx, KT_SQL_STORE_DELETE, 1, KT_NO_ARGS, err);
    return status == KT_CONFLICT ? kt_fail_not_found(err) : status;
}

enum kt_status
kt_shop_remove(struct kt_app *app, struct kt_id store_id, struct kt_error *err)
{
    return kt_store_write(app->store, store_id, remove_all, NULL, err);
}
