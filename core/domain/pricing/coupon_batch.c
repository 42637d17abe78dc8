#include "domain/pricing/coupon_batch.h"

#include "base/assert.h"
#include "domain/catalog/code.h"

void
kt_coupon_batch_complete(const struct kt_shape *shape,
                         struct kt_coupon_batch *batch)
{
    if (!kt_shape_was_given(shape, batch, "signs"))
        batch->signs = KT_COUPON_SIGNS;
    if (!kt_shape_was_given(shape, batch, "uses_max"))
        batch->uses_max = 1;
}

static bool
is_prefix(struct kt_str prefix)
{
    for (size_t i = 0; i < prefix.len; i++) {
        char c = prefix.ptr[i];
        bool is_sign = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                       (c >= 'a' && c <= 'z');
        if (!is_sign && (i == 0 || (c != '-' && c != '_')))
            return false;
    }
    return true;
}

/* 32 signs at each place: six of them are a thousand million codes, so that
 * even of the largest batch one guess in ten thousand is right. */
void
kt_coupon_batch_check(const struct kt_coupon_batch *batch, struct kt_error *err)
{
    kt_code_check(batch->name, KT_STR("/name"), err);
    if (!is_prefix(batch->prefix))
        kt_error_add(err, KT_STR("/prefix"), "wrong_value",
                     "letters and digits, then also - and _");
    kt_window_check(batch->starts_at, batch->ends_at, KT_STR("/ends_at"), err);
}

bool
kt_coupon_batch_is_same(const struct kt_coupon_batch *a,
                        const struct kt_coupon_batch *b)
{
    return kt_id_eq(a->promotion_id, b->promotion_id) &&
           kt_str_eq(a->prefix, b->prefix) && a->signs == b->signs &&
           a->count == b->count && a->starts_at == b->starts_at &&
           a->ends_at == b->ends_at && a->uses_max == b->uses_max &&
           a->uses_per_customer_max == b->uses_per_customer_max;
}

enum { EMPTY = KT_NULLABLE | KT_OMIT_EMPTY };

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_coupon_batch, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field fields[] = {
    ROW(ID, id, 0, .prefix = "cbatch", .help = "Its id"),
    ROW(STR, name, KT_REQUIRED, .min = 1, .max = 64,
        .help = "Its own: asking again for it makes what is missing"),
    ROW(ID, promotion_id, KT_REQUIRED, .prefix = "promo", .help = "What its codes turn on"),
    ROW(STR, prefix, 0, .max = 20, .help = "How codes begin"),
    ROW(INT, signs, 0, .min = KT_COUPON_SIGNS_MIN, .max = KT_COUPON_SIGNS_MAX,
        .help = "Random signs of each, capitals and digits without I, O, 0 and 1; 8 unless given"),
    ROW(INT, count, KT_REQUIRED, .min = 1, .max = KT_COUPON_BATCH_MAX, .help = "How many"),
    ROW(TIME, starts_at, EMPTY, .help = "Inclusive"),
    ROW(TIME, ends_at, EMPTY, .help = "Exclusive"),
    ROW(INT, uses_max, EMPTY, .max = 1000000000,
        .help = "Orders that may use each code; 1 unless given, null: any number"),
    ROW(INT, uses_per_customer_max, EMPTY, .max = 1000000000,
        .help = "Orders of one buyer that may use it"),
    /* From here on only told. */
    ROW(INT, made, KT_READ_ONLY, .help = "Codes that are there; fewer than count: broken off"),
    ROW(TIME, created_at, KT_READ_ONLY, .help = "RFC 3339"),
    ROW(INT, version, KT_READ_ONLY, .help = "Of the record"),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 3 };

const struct kt_shape kt_coupon_batch_in_shape =
    KT_SHAPE_OF("NewCouponBatch", struct kt_coupon_batch, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS,
                "Many new codes of a promotion");

const struct kt_shape kt_coupon_batch_out_shape =
    KT_SHAPE_OF("CouponBatch", struct kt_coupon_batch, fields, KT_COUNT(fields),
                "Codes that were made together");
