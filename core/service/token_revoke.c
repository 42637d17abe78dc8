#include "service/token.h"

static enum kt_status
revoke(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct kt_id *id = arg;
    int64_t changed;
    KT_TRY(kt_exec_count(tx, KT_SQL_TOKEN_DELETE, KT_ARGS(KT_ID(*id)), &changed,
                         err));
    return changed == 1 ? KT_OK : kt_fail_not_found(err);
}

enum kt_status
kt_token_revoke(struct kt_app *app, struct kt_id store_id, struct kt_id id,
                struct kt_error *err)
{
    return kt_store_write(app->store, store_id, revoke, &id, err);
}
