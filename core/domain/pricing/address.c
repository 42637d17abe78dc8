#include "domain/catalog/code.h"
#include "domain/pricing/rule.h"

static const struct kt_field fields[] = {
    KT_FIELD(STR, struct kt_address, first_name, KT_OMIT_EMPTY, .max = 100),
    KT_FIELD(STR, struct kt_address, last_name, KT_OMIT_EMPTY, .max = 100),
    KT_FIELD(STR, struct kt_address, company, KT_OMIT_EMPTY, .max = 200),
    KT_FIELD(STR, struct kt_address, line1, KT_OMIT_EMPTY, .max = 200),
    KT_FIELD(STR, struct kt_address, line2, KT_OMIT_EMPTY, .max = 200),
    KT_FIELD(STR, struct kt_address, city, KT_OMIT_EMPTY, .max = 100),
    KT_FIELD(STR, struct kt_address, region, KT_OMIT_EMPTY, .max = 100,
             .help = "State, province or county"),
    KT_FIELD(STR, struct kt_address, postal_code, KT_OMIT_EMPTY, .max = 20),
    KT_FIELD(STR, struct kt_address, country, KT_OMIT_EMPTY, .min = 2, .max = 2,
             .help = "ISO 3166-1 alpha-2"),
    KT_FIELD(STR, struct kt_address, phone, KT_OMIT_EMPTY, .max = 40),
};

const struct kt_shape kt_address_shape =
    KT_SHAPE("Address", struct kt_address, fields, "A postal address");

void
kt_address_check(const struct kt_address *address, const char *pointer,
                 struct kt_error *err)
{
    if (address == NULL || address->country.len == 0 ||
        kt_country_is_code(address->country))
        return;
    struct kt_str at = kt_arena_format(err->arena, "%s/country", pointer);
    kt_error_add(err, at, "format", "two capital letters, as in DE");
}
