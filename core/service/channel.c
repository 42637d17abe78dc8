#include "service/channel.h"

#include "service/catalog_rows.h"
#include "service/channel_row.h"

/* ---- the list ---- */

static const char *const sort_names[] = { "position", "code", NULL };

static const struct kt_resource_sort sorts[] = {
    { KT_SQL_CHANNEL_LIST_POSITION, .key_column = 14 },
    { KT_SQL_CHANNEL_LIST_CODE, .key_column = 1, .is_text = true },
};

static const struct kt_field query_fields[] = {
    KT_ACTIVE_QUERY_ROWS(sort_names),
};

const struct kt_shape kt_channel_query_shape =
    KT_SHAPE("ChannelQuery", struct kt_active_query, query_fields, NULL);

/* ---- one ---- */

static enum kt_status
read_row(const struct kt_rows *rows, struct kt_arena *arena, void *record,
         struct kt_error *err)
{
    return kt_channel_record_read_row(rows, arena, record, err);
}

static void
complete(const struct kt_shape *shape, void *record)
{
    kt_channel_record_complete(shape, record);
}

/* Keys are made here alone: nobody takes the key of another shop. */
static void
check_key(const struct kt_edit *edit, struct kt_channel *channel,
          struct kt_error *err)
{
    if (!edit->is_new && !kt_edit_gives(edit, "publishable_key"))
        return;
    if (!kt_str_is_empty(channel->publishable_key))
        kt_error_add(err, KT_STR("/publishable_key"), "not_allowed",
                     "is made by the server: null makes a new one");
    channel->publishable_key =
        kt_id_text(edit->call->arena, kt_id_new(edit->call->now_ms), "pk");
}

static enum kt_status
check(struct kt_edit *edit, void *arg, struct kt_error *err)
{
    struct kt_channel_record *record = arg;
    kt_channel_record_check(record, err);
    check_key(edit, &record->channel, err);
    return kt_edit_check_own(edit, KT_SQL_CHANNEL_BY_CODE, "code",
                             record->channel.code, record->channel.id, err);
}

static enum kt_status
save(struct kt_edit *edit, const void *record, struct kt_error *err)
{
    return kt_channel_write(edit->tx, record, edit->call->now_ms,
                            edit->call->arena, err);
}

static enum kt_status
find_users(struct kt_edit *edit, const void *arg, struct kt_error *err)
{
    const struct kt_channel_record *record = arg;
    const struct kt_shop *shop = edit->call->shop;
    if (kt_str_eq(shop->settings.default_channel, record->channel.code))
        kt_resource_used(err, "settings", KT_STR("default_channel"), 1);
    return KT_OK;
}

static const char *const named_in[] = { "channels", NULL };

static const struct kt_resource_user users[] = {
    { "order", "ord", KT_SQL_CHANNEL_ORDERS },
    { "cart", "cart", KT_SQL_CHANNEL_CARTS },
    { "price_list", "plist", KT_SQL_CHANNEL_PRICE_LISTS },
    { "price", "price", KT_SQL_CHANNEL_PRICES },
    { NULL, NULL, 0 },
};

const struct kt_resource kt_channel_resource = {
    .name = "channel",
    .path = "/admin/v1/channels",
    .prefix = "chan",
    .in = &kt_channel_in_shape,
    .patch = &kt_channel_patch_shape,
    .out = &kt_channel_out_shape,
    .id_offset = offsetof(struct kt_channel_record, channel.id),
    .version_offset = offsetof(struct kt_channel_record, channel.version),
    .sorts = sorts,
    .users = users,
    .get = KT_SQL_CHANNEL_GET,
    .claim = KT_SQL_CHANNEL_CLAIM,
    .drop = KT_SQL_CHANNEL_DELETE,
    .makes_shop = true,
    .makes_refs = true,
    .filter = kt_active_filter,
    .read = read_row,
    .complete = complete,
    .check = check,
    .save = save,
    .named_in = named_in,
    .name_offset = offsetof(struct kt_channel_record, channel.code),
    .find_users = find_users,
};
