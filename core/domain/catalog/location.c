#include "domain/catalog/location.h"

void
kt_location_complete(struct kt_location *location)
{
    if (!kt_shape_was_given(&kt_location_shape, location, "is_active"))
        location->is_active = true;
}

static const struct kt_field fields[] = {
    KT_FIELD(ID, struct kt_location, id, KT_OMIT_EMPTY, .prefix = "loc",
             .help = "Its id."),
    KT_FIELD(STR, struct kt_location, code, KT_REQUIRED, .min = 1, .max = 64,
             .help = "Its name for stock."),
    KT_FIELD(STR, struct kt_location, name, KT_REQUIRED, .min = 1, .max = 200,
             .help = "What staff reads."),
    KT_FIELD(INT, struct kt_location, position, 0, .max = 1000000000,
             .help = "Locations give in this order."),
    KT_FIELD(BOOL, struct kt_location, is_active, 0,
             .help = "Gives stock; true unless given."),
};

const struct kt_shape kt_location_shape = {
    .name = "Location",
    .size = sizeof(struct kt_location),
    .given_offset = offsetof(struct kt_location, given),
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .help = "A place that has stock.",
};
