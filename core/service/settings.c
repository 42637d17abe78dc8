#include "service/settings.h"

#include "domain/payment/payment.h"
#include "service/catalog_refs.h"
#include "service/column.h"

static enum kt_status
load(const struct kt_tx *tx, struct kt_settings_use *state,
     struct kt_error *err)
{
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_STORE_GET, KT_NO_ARGS, &rows, err));
    if (!kt_rows_next(&rows)) {
        KT_TRY(kt_rows_close(&rows));
        return kt_fail_not_found(err);
    }
    state->version = kt_col_int(&rows, 3);
    enum kt_status status =
        kt_col_shape(&rows, 2, &kt_shop_settings_shape, &state->settings,
                     state->use.call->arena, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
read_settings(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return load(tx, arg, err);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    return kt_call_read(use->call, read_settings, use, err);
}

const struct kt_use kt_use_settings_get = {
    .name = "settings_get",
    .state_size = sizeof(struct kt_settings_use),
    .answer = answer,
};

/* ---- changing them ---- */

static void
check_providers(const struct kt_list *providers, struct kt_error *err)
{
    const struct kt_str *codes = providers->items;
    for (size_t i = 0; i < providers->count; i++) {
        if (kt_payment_provider_find(codes[i]) == NULL)
            kt_error_add(err,
                         kt_arena_format(err->arena, "/payment_providers/%zu",
                                         i),
                         "unknown", "there is no payment provider \"%.*s\"",
                         KT_STR_FMT(codes[i]));
    }
}

static enum kt_status
check_change(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_settings_use *state = arg;
    struct kt_refs refs;
    KT_TRY(load(tx, state, err));
    if (state->if_match >= 0 && state->if_match != state->version)
        return kt_fail_version_mismatch(err, state->version);
    kt_shape_patch(&kt_shop_settings_shape, state->patch, &state->settings);
    KT_TRY(kt_refs_load_kinds(tx, KT_REF_BIT(KT_REF_CHANNEL),
                              state->use.call->arena, &refs, err));
    (void)kt_refs_get(&refs, KT_REF_CHANNEL, state->settings.default_channel,
                      KT_STR("/default_channel"), err);
    check_providers(&state->settings.payment_providers, err);
    return err->status;
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    return kt_call_read(use->call, check_change, use, err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_settings_use *state = (const struct kt_settings_use *)use;
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, use->call->arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_shop_settings_shape, &state->settings, &json);
    kt_tx_touch_settings(tx);
    return kt_exec(tx, KT_SQL_STORE_SET_SETTINGS, 1,
                   KT_ARGS(KT_TEXT(kt_buf_view(&buf)), KT_INT(state->version)),
                   err);
}

const struct kt_use kt_use_settings_update = {
    .name = "settings_update",
    .state_size = sizeof(struct kt_settings_use),
    .decide = decide,
    .save = save,
    .answer = answer,
};
