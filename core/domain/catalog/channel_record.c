#include "domain/catalog/channel_record.h"

#include "base/assert.h"
#include "base/time_zone.h"
#include "domain/catalog/code.h"

void
kt_channel_record_complete(const struct kt_shape *shape,
                           struct kt_channel_record *record)
{
    if (!kt_shape_was_given(shape, record, "is_active"))
        record->channel.is_active = true;
}

/* ---- checks ---- */

static void
check_currencies(const struct kt_list *currencies, struct kt_error *err)
{
    const struct kt_str *codes = currencies->items;
    for (size_t i = 0; i < currencies->count; i++) {
        if (kt_currency_find(codes[i]) == NULL)
            kt_error_add(err, kt_arena_format(err->arena, "/currencies/%zu", i),
                         "wrong_value", "ISO 4217 knows no currency %.*s",
                         KT_STR_FMT(codes[i]));
    }
}

static void
check_country(struct kt_str country, struct kt_str pointer,
              struct kt_error *err)
{
    if (!kt_country_is_code(country))
        kt_error_add(err, pointer, "wrong_value",
                     "\"%.*s\" is no country: two capital letters, as in DE",
                     KT_STR_FMT(country));
}

static bool
is_port(struct kt_str port)
{
    int number = 0;
    for (size_t i = 0; i < port.len && i < 6; i++) {
        if (port.ptr[i] < '0' || port.ptr[i] > '9')
            return false;
        number = number * 10 + (port.ptr[i] - '0');
    }
    return port.len > 0 && port.ptr[0] != '0' && number <= 65535;
}

/* Scheme, host and, unless it is the scheme's own, port, as browsers send them:
 * in lower case, without a slash at the end. */
static bool
is_origin(struct kt_str origin)
{
    static const struct kt_str schemes[] = { KT_STR_INIT("https://"),
                                             KT_STR_INIT("http://") };
    bool is_secure = kt_str_starts(origin, schemes[0]);
    if (!is_secure && !kt_str_starts(origin, schemes[1]))
        return false;
    size_t start = schemes[is_secure ? 0 : 1].len;
    struct kt_str host = { origin.ptr + start, origin.len - start };
    const char *colon = memchr(host.ptr, ':', host.len);
    if (colon != NULL) {
        struct kt_str port = { colon + 1,
                               (size_t)(host.ptr + host.len - colon) - 1 };
        host.len = (size_t)(colon - host.ptr);
        if (!is_port(port) ||
            kt_str_eq(port, is_secure ? KT_STR("443") : KT_STR("80")))
            return false;
    }
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
            c != '.')
            return false;
    }
    return host.len > 0;
}

static void
check_origins(const struct kt_list *origins, struct kt_error *err)
{
    const struct kt_str *texts = origins->items;
    for (size_t i = 0; i < origins->count; i++) {
        if (!is_origin(texts[i]))
            kt_error_add(err, kt_arena_format(err->arena, "/origins/%zu", i),
                         "wrong_value",
                         "\"%.*s\" is no origin: write https://shop.example or "
                         "http://localhost:3000",
                         KT_STR_FMT(texts[i]));
    }
}

void
kt_channel_record_check(const struct kt_channel_record *record,
                        struct kt_error *err)
{
    const struct kt_channel *channel = &record->channel;
    const struct kt_str *countries = channel->countries.items;
    const struct kt_str *locales = channel->locales.items;
    kt_code_check(channel->code, KT_STR("/code"), err);
    check_currencies(&channel->currencies, err);
    for (size_t i = 0; i < channel->locales.count; i++)
        kt_locale_check(locales[i],
                        kt_arena_format(err->arena, "/locales/%zu", i), err);
    if (!kt_str_is_empty(channel->home_country))
        check_country(channel->home_country, KT_STR("/home_country"), err);
    if (!kt_str_is_empty(channel->time_zone) &&
        !kt_time_zone_is_known(channel->time_zone))
        kt_error_add(err, KT_STR("/time_zone"), "wrong_value",
                     "the tz database knows no \"%.*s\", write Europe/Berlin",
                     KT_STR_FMT(channel->time_zone));
    for (size_t i = 0; i < channel->countries.count; i++)
        check_country(countries[i],
                      kt_arena_format(err->arena, "/countries/%zu", i), err);
    check_origins(&channel->origins, err);
}

/* ---- shapes ---- */

#define ROW(KIND, member, ...)                                                 \
    {                                                                          \
        .name = #member, .kind = KT_FIELD_##KIND,                              \
        .offset = offsetof(struct kt_channel_record, channel.member),          \
        .flags = __VA_ARGS__                                                   \
    }

/* clang-format off */
#define ROWS(FLAGS, EMPTY) \
    ROW(STR, name, FLAGS, .min = 1, .max = 200, .help = "What people read."), \
    KT_FIELD(INT, struct kt_channel_record, position, 0, .max = 1000000000, \
             .help = "The first one serves requests without a key."), \
    ROW(BOOL, is_active, 0, .help = "Sells; true unless given."), \
    ROW(STRS, currencies, FLAGS, .min = 1, .max = 50, \
        .help = "ISO 4217; the first by default."), \
    ROW(STRS, locales, FLAGS, .min = 1, .max = 50, .help = "Languages; the first by default."), \
    ROW(ENUM, tax_mode, 0, .names = kt_tax_mode_names, .help = "How prices are typed."), \
    ROW(ENUM, tax_level, 0, .names = kt_tax_level_names, .help = "Where tax is rounded."), \
    ROW(ENUM, price_rounding, 0, .names = kt_rounding_names, .help = "Of prices and discounts."), \
    ROW(ENUM, tax_rounding, 0, .names = kt_rounding_names, .help = "Of tax."), \
    ROW(STR, home_country, EMPTY, .max = 2, .help = "Tax zone while no address is known."), \
    ROW(STR, time_zone, EMPTY, .max = KT_TIME_ZONE_MAX, \
        .help = "IANA, as in Europe/Berlin: the days and hours of rules; none: UTC."), \
    ROW(STRS, countries, EMPTY, .max = 250, .help = "It delivers to; none: anywhere."), \
    ROW(BOOL, weighted_shipping_tax, EMPTY, .help = "Taxes the fee by the goods' net amounts."), \
    ROW(ENUM, price_keeps, 0, .names = kt_price_keeps_names, \
        .help = "What of a price with home's tax stays where another rate holds."), \
    ROW(INT, coupons_max, EMPTY, .max = 100, .help = "Codes in one cart; 0: any number."), \
    ROW(INT, prior_price_days, EMPTY, .max = 180, \
        .help = "Days before a reduction of which buyers see the lowest price; 0: 30."), \
    ROW(STRS, origins, EMPTY, .max = KT_CHANNEL_ORIGINS_MAX, \
        .help = "Of browsers that may use its key: https://shop.example.")

static const struct kt_field fields[] = {
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "chan", .help = "Its id."),
    ROW(STR, publishable_key, KT_OMIT_EMPTY, .max = 100,
        .help = "Names the channel in requests; no secret. Made when it is missing."),
    ROW(STR, code, KT_REQUIRED, .min = 1, .max = 64,
        .help = "Its name for prices, promotions and rules; never changes."),
    ROWS(KT_REQUIRED, KT_OMIT_EMPTY),
};

static const struct kt_field told_fields[] = {
    ROW(ID, id, 0, .prefix = "chan", .help = "Its id."),
    ROW(STR, publishable_key, 0,
        .help = "Names the channel in requests of buyers; no secret."),
    ROW(STR, code, 0, .help = "Its name for prices, promotions and rules."),
    ROWS(0, 0),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROW(STR, publishable_key, KT_NULLABLE, .max = 100,
        .help = "null takes it away and makes a new one."),
    ROWS(0, KT_NULLABLE),
};
/* clang-format on */

enum { OWN = 2 };

const struct kt_shape kt_channel_in_shape =
    KT_SHAPE_OF("NewChannel", struct kt_channel_record, fields + OWN,
                KT_COUNT(fields) - OWN, "A new way to sell.");

const struct kt_shape kt_channel_patch_shape =
    KT_SHAPE_OF("ChannelPatch", struct kt_channel_record, patch_fields,
                KT_COUNT(patch_fields), "What changes in a channel.");

const struct kt_shape kt_channel_out_shape =
    KT_SHAPE_OF("ChannelDetails", struct kt_channel_record, told_fields,
                KT_COUNT(told_fields), "A way to sell, as staff knows it.");

const struct kt_shape kt_channel_record_shape =
    KT_SHAPE_OF("ChannelRecord", struct kt_channel_record, fields,
                KT_COUNT(fields), "A channel as it is imported and exported.");
