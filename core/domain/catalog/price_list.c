#include "domain/catalog/price_list.h"

#include "base/assert.h"
#include "domain/catalog/code.h"
#include "domain/catalog/item.h"

void
kt_price_list_complete(const struct kt_shape *shape, struct kt_price_list *list)
{
    if (!kt_shape_was_given(shape, list, "is_active"))
        list->is_active = true;
}

void
kt_price_list_check(const struct kt_price_list *list, struct kt_error *err)
{
    kt_code_check(list->code, KT_STR("/code"), err);
    kt_window_check(list->starts_at, list->ends_at, KT_STR("/ends_at"), err);
}

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_price_list, member, __VA_ARGS__)

/* clang-format off */
#define ROWS(FLAGS, EMPTY) \
    ROW(STR, name, FLAGS, .min = 1, .max = 200, .help = "What staff reads."), \
    ROW(BOOL, is_active, 0, .help = "Its prices hold; true unless given."), \
    ROW(STR, channel, EMPTY, .max = 64, .help = "Code of the only channel; none: all."), \
    ROW(STR, customer_group, EMPTY, .max = 64, .help = "The only group; none: everybody."), \
    ROW(TIME, starts_at, EMPTY, .help = "Inclusive."), \
    ROW(TIME, ends_at, EMPTY, .help = "Exclusive."), \
    ROW(ENUM, pool, 0, .names = kt_price_pool_names, \
        .help = "Whose units its bands count: of the line, or of all lines of the product."), \
    ROW(ENUM, bands, 0, .names = kt_price_bands_names, \
        .help = "A band's price holds for all units, or graduated: for those in the band alone.")

static const struct kt_field fields[] = {
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "plist", .help = "Its id."),
    ROW(STR, code, KT_REQUIRED, .min = 1, .max = 64,
        .help = "Its name for prices and rules; never changes."),
    ROWS(KT_REQUIRED, KT_NULLABLE | KT_OMIT_EMPTY),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROWS(0, KT_NULLABLE),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 1 };

const struct kt_shape kt_price_list_in_shape =
    KT_SHAPE_OF("NewPriceList", struct kt_price_list, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS,
                "A new list of prices that hold together.");

const struct kt_shape kt_price_list_patch_shape =
    KT_SHAPE_OF("PriceListPatch", struct kt_price_list, patch_fields,
                KT_COUNT(patch_fields), "What changes in a price list.");

const struct kt_shape kt_price_list_out_shape =
    KT_SHAPE_OF("PriceList", struct kt_price_list, fields, KT_COUNT(fields),
                "Prices that hold together.");

const struct kt_shape kt_price_list_shape =
    KT_SHAPE_OF("PriceListRecord", struct kt_price_list, fields,
                KT_COUNT(fields) - TOLD_FIELDS,
                "A price list as it is imported and exported.");
