#include "domain/customer/customer_group.h"

#include "base/assert.h"

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_customer_group, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(ID, id, 0, .prefix = "group", .help = "Its id."),
    ROW(STR, code, KT_REQUIRED, .min = 1, .max = 64,
        .help = "Its name for customers, prices and promotions; never changes."),
    ROW(STR, name, KT_REQUIRED, .min = 1, .max = 200, .help = "What staff reads."),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROW(STR, name, 0, .min = 1, .max = 200, .help = "What staff reads."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 1 };

const struct kt_shape kt_customer_group_line_shape =
    KT_SHAPE_OF("CustomerGroupRecord", struct kt_customer_group, fields,
                KT_COUNT(fields) - TOLD_FIELDS,
                "A group as it is imported and exported.");

const struct kt_shape kt_customer_group_in_shape =
    KT_SHAPE_OF("NewCustomerGroup", struct kt_customer_group, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS,
                "A new group of customers.");

const struct kt_shape kt_customer_group_patch_shape =
    KT_SHAPE_OF("CustomerGroupPatch", struct kt_customer_group, patch_fields,
                KT_COUNT(patch_fields), "What changes in a group.");

const struct kt_shape kt_customer_group_out_shape =
    KT_SHAPE_OF("CustomerGroup", struct kt_customer_group, fields,
                KT_COUNT(fields), "A group of customers.");
