#include "service/shop_hosts.h"
#include "service/shops.h"

static enum kt_status
save_hosts(struct kt_tx *tx, const struct kt_list *hosts, struct kt_error *err)
{
    KT_TRY(
        kt_shop_hosts_check(kt_tx_reading(tx), hosts, KT_STR("/hosts"), err));
    return kt_shop_hosts_save(tx, hosts, err);
}

static enum kt_status
change_shop(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_shop_change *change = arg;
    kt_tx_touch_settings(tx);
    if (change->changes_hosts)
        KT_TRY(save_hosts(tx, &change->hosts, err));
    enum kt_status status = kt_exec(tx, KT_SQL_STORE_SET_NAME, 1,
                                    KT_ARGS(KT_TEXT(change->name)), err);
    return status == KT_CONFLICT ? kt_fail_not_found(err) : status;
}

enum kt_status
kt_shop_change(struct kt_app *app, struct kt_id store_id,
               const struct kt_shop_change *change, struct kt_error *err)
{
    struct kt_shop_change copy = *change;
    return kt_store_write(app->store, store_id, change_shop, &copy, err);
}
