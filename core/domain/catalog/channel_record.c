#include "domain/catalog/channel_record.h"

#include "domain/catalog/code.h"

void
kt_channel_record_complete(struct kt_channel_record *record)
{
    if (!kt_shape_was_given(&kt_channel_record_shape, record, "is_active"))
        record->channel.is_active = true;
}

void
kt_channel_record_check(const struct kt_channel_record *record,
                        struct kt_error *err)
{
    const struct kt_channel *channel = &record->channel;
    const struct kt_str *currencies = channel->currencies.items;
    kt_code_check(channel->code, KT_STR("/code"), err);
    for (size_t i = 0; i < channel->currencies.count; i++) {
        if (kt_currency_find(currencies[i]) == NULL)
            kt_error_add(err, kt_arena_format(err->arena, "/currencies/%zu", i),
                         "wrong_value", "ISO 4217 knows no currency %.*s",
                         KT_STR_FMT(currencies[i]));
    }
}

#define FIELD(KIND, member, ...)                                               \
    {                                                                          \
        .name = #member, .kind = KT_FIELD_##KIND,                              \
        .offset = offsetof(struct kt_channel_record, channel.member),          \
        .flags = __VA_ARGS__                                                   \
    }

static const struct kt_field fields[] = {
    FIELD(ID, id, KT_OMIT_EMPTY, .prefix = "chan", .help = "Its id."),
    FIELD(STR, code, KT_REQUIRED, .min = 1, .max = 64,
          .help = "Its name for prices, promotions and rules."),
    FIELD(STR, name, KT_REQUIRED, .min = 1, .max = 200,
          .help = "What people read."),
    FIELD(STR, publishable_key, KT_OMIT_EMPTY, .max = 100,
          .help = "Names the channel in requests; no secret. Made when it is "
                  "missing."),
    KT_FIELD(INT, struct kt_channel_record, position, 0, .max = 1000000000,
             .help = "The first one serves requests without a key."),
    FIELD(BOOL, is_active, 0, .help = "Sells; true unless given."),
    FIELD(STRS, currencies, KT_REQUIRED, .min = 1, .max = 50,
          .help = "ISO 4217; the first by default."),
    FIELD(STRS, locales, KT_REQUIRED, .min = 1, .max = 50,
          .help = "Languages; the first by default."),
    FIELD(ENUM, tax_mode, 0, .names = kt_tax_mode_names,
          .help = "How prices are typed."),
    FIELD(ENUM, tax_level, 0, .names = kt_tax_level_names,
          .help = "Where tax is rounded."),
    FIELD(ENUM, price_rounding, 0, .names = kt_rounding_names,
          .help = "Of prices and discounts."),
    FIELD(ENUM, tax_rounding, 0, .names = kt_rounding_names, .help = "Of tax."),
    FIELD(STR, home_country, KT_OMIT_EMPTY, .max = 2,
          .help = "Tax zone while no address is known."),
    FIELD(STRS, countries, KT_OMIT_EMPTY, .max = 250,
          .help = "It delivers to; none: anywhere."),
    FIELD(BOOL, weighted_shipping_tax, KT_OMIT_EMPTY,
          .help = "Taxes the fee by the goods' net amounts."),
    FIELD(INT, coupons_max, KT_OMIT_EMPTY, .max = 100,
          .help = "Codes in one cart; 0: any number."),
};

const struct kt_shape kt_channel_record_shape = {
    .name = "ChannelRecord",
    .size = sizeof(struct kt_channel_record),
    .given_offset = offsetof(struct kt_channel_record, given),
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .help = "A channel as it is imported and exported.",
};
