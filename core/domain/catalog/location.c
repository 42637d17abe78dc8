#include "domain/catalog/location.h"

#include "base/assert.h"

void
kt_location_complete(const struct kt_shape *shape, struct kt_location *location)
{
    if (!kt_shape_was_given(shape, location, "is_active"))
        location->is_active = true;
}

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_location, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "loc", .help = "Its id."),
    ROW(STR, code, KT_REQUIRED, .min = 1, .max = 64,
        .help = "Its name for stock; never changes."),
    ROW(STR, name, KT_REQUIRED, .min = 1, .max = 200, .help = "What staff reads."),
    ROW(INT, position, 0, .max = 1000000000, .help = "Locations give in this order."),
    ROW(BOOL, is_active, 0, .help = "Gives stock; true unless given."),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROW(STR, name, 0, .min = 1, .max = 200, .help = "What staff reads."),
    ROW(INT, position, 0, .max = 1000000000, .help = "Locations give in this order."),
    ROW(BOOL, is_active, 0, .help = "Gives stock."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 1 };

const struct kt_shape kt_location_in_shape =
    KT_SHAPE_OF("NewLocation", struct kt_location, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS,
                "A new place that has stock.");

const struct kt_shape kt_location_patch_shape =
    KT_SHAPE_OF("LocationPatch", struct kt_location, patch_fields,
                KT_COUNT(patch_fields), "What changes in a location.");

const struct kt_shape kt_location_out_shape =
    KT_SHAPE_OF("Location", struct kt_location, fields, KT_COUNT(fields),
                "A place that has stock.");

const struct kt_shape kt_location_shape =
    KT_SHAPE_OF("LocationRecord", struct kt_location, fields,
                KT_COUNT(fields) - TOLD_FIELDS,
                "A location as it is imported and exported.");
