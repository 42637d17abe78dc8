#include "domain/catalog/channel_out.h"

#define OUT(KIND, member, FLAGS, ...)                                          \
    KT_FIELD(KIND, struct kt_channel_out, member, FLAGS, __VA_ARGS__)

static const struct kt_field fields[] = {
    OUT(STR, code, 0, .help = "As in web"),
    OUT(STR, name, 0, .help = "For people"),
    OUT(STRS, currencies, 0, .help = "ISO 4217, the first by default"),
    OUT(STRS, locales, 0, .help = "The first by default"),
    OUT(ENUM, tax_mode, 0, .names = kt_tax_mode_names,
        .help = "Whether the prices it shows have the tax in them"),
    OUT(STR, home_country, KT_NULLABLE,
        .help = "Whose tax is counted while no address is known"),
    OUT(STRS, countries, 0, .help = "It delivers to these; none: to all"),
};

const struct kt_shape kt_channel_shown_shape =
    KT_SHAPE("Channel", struct kt_channel_out, fields, "A way to sell");

struct kt_channel_out
kt_channel_tell(const struct kt_channel *channel)
{
    struct kt_str home = channel->home_country;
    return (struct kt_channel_out){
        .code = channel->code,
        .name = channel->name,
        .currencies = channel->currencies,
        .locales = channel->locales,
        .tax_mode = (int)channel->tax_mode,
        .home_country = home.len > 0 ? home : (struct kt_str){ NULL, 0 },
        .countries = channel->countries,
    };
}
