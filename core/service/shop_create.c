#include "service/shop_create.h"

#include "base/text.h"
#include "domain/catalog/code.h"
#include "service/shop.h"
#include "service/shop_hosts.h"

enum { CODE_MAX = 64, NAME_MAX_LENGTH = 200 };

struct creating {
    struct kt_str code;
    struct kt_str name;
    struct kt_str settings;
    const struct kt_list *hosts;
    int64_t now_ms;
};

static enum kt_status
check_settings(struct kt_str settings, struct kt_error *err)
{
    struct kt_shop_settings read;
    const struct cJSON *root;
    struct kt_error parsing;
    kt_error_init(&parsing, err->arena);
    if (kt_json_parse(err->arena, settings, &root, &parsing) != KT_OK)
        return kt_error_add(err, KT_STR("/settings"), "invalid_json", "%.*s",
                            KT_STR_FMT(parsing.detail));
    return kt_shape_read_node(&kt_shop_settings_shape, root,
                              KT_STR("/settings"), &read, err->arena, err);
}

static enum kt_status
check(const struct kt_shop_create_in *in, struct kt_error *err)
{
    kt_code_check(in->code, KT_STR("/code"), err);
    if (in->code.len > CODE_MAX)
        kt_error_add(err, KT_STR("/code"), "too_long",
                     "must have at most %d characters", CODE_MAX);
    if (!kt_utf8_is_valid(in->name) ||
        kt_utf8_length(in->name) > NAME_MAX_LENGTH)
        kt_error_add(err, KT_STR("/name"), "invalid",
                     "must have at most %d characters", NAME_MAX_LENGTH);
    if (!kt_str_is_empty(in->settings))
        KT_TRY(check_settings(in->settings, err));
    return err->status;
}

static enum kt_status
insert(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct creating *creating = arg;
    kt_tx_touch_settings(tx);
    KT_TRY(kt_shop_hosts_check(kt_tx_reading(tx), creating->hosts,
                               KT_STR("/hosts"), err));
    KT_TRY(
        kt_exec(tx, KT_SQL_STORE_UPSERT, 1,
                KT_ARGS(KT_TEXT(creating->code), KT_TEXT(creating->name),
                        KT_TEXT(creating->settings), KT_INT(creating->now_ms)),
                err));
    return kt_shop_hosts_save(tx, creating->hosts, err);
}

enum kt_status
kt_shop_create(struct kt_app *app, const struct kt_shop_create_in *in,
               struct kt_id *store_id, struct kt_error *err)
{
    struct creating creating = {
        .code = in->code,
        .name = kt_str_is_empty(in->name) ? in->code : in->name,
        .settings = kt_str_is_empty(in->settings) ? KT_STR("{}") : in->settings,
        .hosts = &in->hosts,
        .now_ms = kt_clock_now(&app->clock),
    };
    KT_TRY(check(in, err));
    struct kt_id id = kt_id_new(creating.now_ms);
    enum kt_status status =
        kt_store_write(app->store, id, insert, &creating, err);
    if (status == KT_ALREADY_EXISTS)
        return kt_error_explain(err, "there is a shop \"%.*s\" already",
                                KT_STR_FMT(in->code));
    if (status == KT_OK)
        *store_id = id;
    return status;
}
