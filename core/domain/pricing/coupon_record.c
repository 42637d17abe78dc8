#include "domain/pricing/coupon_record.h"

#include "base/assert.h"
#include "base/text.h"
#include "domain/catalog/code.h"

void
kt_coupon_complete(const struct kt_shape *shape,
                   struct kt_coupon_record *record)
{
    if (!kt_shape_was_given(shape, record, "is_active"))
        record->is_active = true;
}

/* A code stands in the address by which a cart gives it back. */
static bool
is_code(struct kt_str code)
{
    bool has_letter = false;
    for (size_t i = 0; i < code.len; i++) {
        unsigned char c = (unsigned char)code.ptr[i];
        if (c < ' ' || c == 0x7f || c == '/' || c == '\\')
            return false;
        has_letter |= c != '.' && c != ' ';
    }
    return has_letter;
}

void
kt_coupon_check_record(const struct kt_coupon_record *record,
                       struct kt_error *err)
{
    if (!is_code(kt_text_trim(record->code)))
        kt_error_add(err, KT_STR("/code"), "wrong_value",
                     "letters, digits and signs, without / and \\");
    kt_window_check(record->starts_at, record->ends_at, KT_STR("/ends_at"),
                    err);
}

enum { EMPTY = KT_NULLABLE | KT_OMIT_EMPTY };

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_coupon_record, member, __VA_ARGS__)

/* clang-format off */
#define ROWS(FLAGS) \
    ROW(STR, code, FLAGS, .min = 1, .max = 100, \
        .help = "What buyers enter; blanks at its ends and case do not count"), \
    ROW(BOOL, is_active, 0, .help = "Is accepted; true unless given"), \
    ROW(TIME, starts_at, EMPTY, .help = "Inclusive"), \
    ROW(TIME, ends_at, EMPTY, .help = "Exclusive"), \
    ROW(INT, uses_max, EMPTY, .max = 1000000000, \
        .help = "Orders that may use it; none: any number"), \
    ROW(INT, uses_per_customer_max, EMPTY, .max = 1000000000, \
        .help = "Orders of one buyer that may use it")

static const struct kt_field patch_fields[] = {
    ROWS(0),
};

static const struct kt_field fields[] = {
    /* Of imports and exports: they are listed by age. */
    ROW(TIME, created_at, KT_OMIT_EMPTY, .help = "When it was made; none: now"),
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "coupon", .help = "Its id"),
    ROW(ID, promotion_id, KT_REQUIRED, .prefix = "promo", .help = "What it turns on"),
    ROWS(KT_REQUIRED),
    /* From here on only told. */
    ROW(INT, uses, KT_READ_ONLY, .help = "Orders that used it"),
    ROW(TIME, created_at, KT_READ_ONLY, .help = "RFC 3339"),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match"),
};
/* clang-format on */

enum { MADE = 1, ID = 1, TOLD_FIELDS = 3 };

#define SHAPE(NAME, table, COUNT, HELP)                                        \
    {                                                                          \
        .name = (NAME), .size = sizeof(struct kt_coupon_record),               \
        .given_offset = offsetof(struct kt_coupon_record, given),              \
        .fields = (table), .field_count = (COUNT), .help = (HELP)              \
    }

const struct kt_shape kt_coupon_in_shape =
    SHAPE("NewCoupon", fields + MADE + ID,
          KT_COUNT(fields) - MADE - ID - TOLD_FIELDS,
          "A new code of a promotion");

const struct kt_shape kt_coupon_patch_shape =
    SHAPE("CouponPatch", patch_fields, KT_COUNT(patch_fields),
          "What changes in a code; null takes a limit away");

const struct kt_shape kt_coupon_out_shape =
    SHAPE("PromotionCoupon", fields + MADE, KT_COUNT(fields) - MADE,
          "A code that turns on a promotion");

const struct kt_shape kt_coupon_record_shape =
    SHAPE("CouponRecord", fields, KT_COUNT(fields) - TOLD_FIELDS,
          "A code as it is imported and exported");
