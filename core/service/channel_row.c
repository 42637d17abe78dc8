#include "service/channel_row.h"

#include "service/column.h"

static const struct kt_field settings_fields[] = {
    KT_FIELD(BOOL, struct kt_channel, weighted_shipping_tax, KT_OMIT_EMPTY,
             .help = "Taxes the fee by the goods' net amounts."),
    KT_FIELD(ENUM, struct kt_channel, price_keeps, KT_OMIT_EMPTY,
             .names = kt_price_keeps_names,
             .help = "Where another rate holds."),
    KT_FIELD(STR, struct kt_channel, time_zone, KT_OMIT_EMPTY, .help = "IANA."),
    KT_FIELD(INT, struct kt_channel, coupons_max, KT_OMIT_EMPTY, .max = 100,
             .help = "Codes in one cart; 0: any number."),
    KT_FIELD(INT, struct kt_channel, prior_price_days, KT_OMIT_EMPTY,
             .max = 180, .help = "Before a reduction; 0: 30."),
    KT_FIELD(STRS, struct kt_channel, origins, KT_OMIT_EMPTY,
             .max = KT_CHANNEL_ORIGINS_MAX, .help = "Of browsers."),
};

const struct kt_shape kt_channel_settings_shape =
    KT_SHAPE("ChannelSettings", struct kt_channel, settings_fields,
             "Settings of a channel.");

static enum kt_status
read_enums(const struct kt_rows *rows, struct kt_channel *channel,
           struct kt_error *err)
{
    int mode, level, price, tax;
    KT_TRY(kt_col_enum(rows, 6, kt_tax_mode_names, &mode, err));
    KT_TRY(kt_col_enum(rows, 7, kt_tax_level_names, &level, err));
    KT_TRY(kt_col_enum(rows, 8, kt_rounding_names, &price, err));
    KT_TRY(kt_col_enum(rows, 9, kt_rounding_names, &tax, err));
    channel->tax_mode = (enum kt_tax_mode)mode;
    channel->tax_level = (enum kt_tax_level)level;
    channel->price_rounding = (enum kt_rounding)price;
    channel->tax_rounding = (enum kt_rounding)tax;
    return KT_OK;
}

enum kt_status
kt_channel_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                    struct kt_channel *channel, struct kt_error *err)
{
    KT_TRY(kt_col_shape(rows, 12, &kt_channel_settings_shape, channel, arena,
                        err));
    channel->id = kt_col_id(rows, 0);
    channel->code = kt_col_copy(rows, 1, arena);
    channel->name = kt_col_copy(rows, 2, arena);
    channel->publishable_key = kt_col_copy(rows, 3, arena);
    KT_TRY(kt_col_strs(rows, 4, arena, &channel->currencies, err));
    KT_TRY(kt_col_strs(rows, 5, arena, &channel->locales, err));
    KT_TRY(read_enums(rows, channel, err));
    channel->home_country = kt_col_copy(rows, 10, arena);
    KT_TRY(kt_col_strs(rows, 11, arena, &channel->countries, err));
    channel->version = kt_col_int(rows, 13);
    return KT_OK;
}

static struct kt_str
settings_text(const struct kt_channel *channel, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 256);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_channel_settings_shape, channel, &json);
    return kt_buf_view(&buf);
}

enum kt_status
kt_channel_write(struct kt_tx *tx, const struct kt_channel_record *record,
                 int64_t now_ms, struct kt_arena *arena, struct kt_error *err)
{
    const struct kt_channel *channel = &record->channel;
    return kt_exec(
        tx, KT_SQL_CHANNEL_UPSERT, 1,
        KT_ARGS(KT_ID(channel->id), KT_TEXT(channel->code),
                KT_TEXT(channel->name), KT_TEXT(channel->publishable_key),
                KT_INT(record->position), KT_INT(channel->is_active),
                KT_TEXT(kt_strs_text(&channel->currencies, arena)),
                KT_TEXT(kt_strs_text(&channel->locales, arena)),
                KT_TEXT(kt_str_of(kt_tax_mode_names[channel->tax_mode])),
                KT_TEXT(kt_str_of(kt_tax_level_names[channel->tax_level])),
                KT_TEXT(kt_str_of(kt_rounding_names[channel->price_rounding])),
                KT_TEXT(kt_str_of(kt_rounding_names[channel->tax_rounding])),
                KT_TEXT(channel->home_country),
                KT_TEXT(kt_strs_text(&channel->countries, arena)),
                KT_TEXT(settings_text(channel, arena)), KT_INT(now_ms)),
        err);
}
