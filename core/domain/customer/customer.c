#include "domain/customer/customer.h"

#include "base/assert.h"
#include "base/text.h"
#include "domain/catalog/code.h"
#include "domain/customer/email.h"
#include "domain/customer/vat_id.h"

/* ---- checks ---- */

/* "02-29" is a day. */
static bool
is_day(struct kt_str text)
{
    static const int lengths[] = { 31, 29, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31 };
    int64_t month, day;
    return text.len == 5 && text.ptr[2] == '-' &&
           kt_int_parse((struct kt_str){ text.ptr, 2 }, &month) &&
           kt_int_parse((struct kt_str){ text.ptr + 3, 2 }, &day) &&
           month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1];
}

void
kt_customer_check(const struct kt_customer *customer, struct kt_error *err)
{
    const struct kt_str *groups = customer->groups.items;
    if (!kt_email_is_one(kt_text_trim(customer->email)))
        kt_error_add(err, KT_STR("/email"), "format",
                     "an address, as in buyer@example.com");
    if (customer->vat_id.len > 0 &&
        kt_vat_id_country(customer->vat_id).len == 0)
        kt_error_add(err, KT_STR("/vat_id"), "format",
                     "no VAT id: its country, length or check digits are "
                     "wrong");
    if (customer->birthday.len > 0 && !is_day(customer->birthday))
        kt_error_add(err, KT_STR("/birthday"), "format",
                     "month and day, as in 02-29");
    for (size_t i = 0; i < customer->groups.count; i++)
        kt_code_check(groups[i], kt_arena_format(err->arena, "/groups/%zu", i),
                      err);
}

/* ---- shapes ---- */

#define ROW(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_customer, member, __VA_ARGS__)
#define MOVE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_point_move, member, __VA_ARGS__)

/* clang-format off */
#define ROWS(REQUIRED) \
    ROW(STR, email, REQUIRED, .min = 3, .max = 254, \
        .help = "By which carts and orders know the buyer; upper or lower case does not matter."), \
    ROW(STR, name, 0, .max = 200, .help = "What staff reads."), \
    ROW(STRS, groups, 0, .max = 100, .help = "Codes of customer groups."), \
    ROW(STR, vat_id, 0, .max = 30, .help = "Of the company, as in DE136695976; empty: none."), \
    ROW(STR, birthday, 0, .max = 5, .help = "Month and day, as in 02-29; empty: not known.")

static const struct kt_field fields[] = {
    ROW(ID, id, 0, .prefix = "cust", .help = "Its id."),
    ROWS(KT_REQUIRED),
    /* From here on only told. */
    ROW(INT, points, KT_READ_ONLY, .help = "What is left of the points; moves change it."),
    ROW(INT, order_count, KT_READ_ONLY, .help = "Orders placed and not cancelled."),
    ROW(TIME, created_at, KT_READ_ONLY, .help = "RFC 3339."),
    ROW(INT, version, KT_READ_ONLY, .help = "For If-Match."),
};

static const struct kt_field patch_fields[] = {
    ROWS(0),
};

static const struct kt_field line_fields[] = {
    ROW(TIME, created_at, KT_OMIT_EMPTY, .help = "When it was first known; none: now"),
    ROW(ID, id, KT_OMIT_EMPTY, .prefix = "cust", .help = "Its id."),
    ROWS(KT_REQUIRED),
    ROW(INT, points, 0, .max = KT_POINTS_MAX,
        .help = "What is left of the points; the ledger takes the difference."),
    ROW(INT, order_count, 0, .max = 1000000000,
        .help = "Orders placed and not cancelled, elsewhere too; never fewer than are known."),
};

static const struct kt_field move_fields[] = {
    MOVE(ID, id, KT_READ_ONLY, .prefix = "pmove", .help = "Its id."),
    MOVE(ID, customer_id, KT_READ_ONLY, .prefix = "cust", .help = "Of which customer."),
    MOVE(INT, points, KT_REQUIRED, .min = -KT_POINTS_MAX, .max = KT_POINTS_MAX,
         .help = "Given, or taken when below zero; never more than there are."),
    MOVE(STR, reason, KT_REQUIRED, .max = 500, .min = 1, .help = "Why, in words."),
    MOVE(STR, kind, KT_READ_ONLY, .help = "adjust; redeem, restore of orders."),
    MOVE(ID, order_id, KT_READ_ONLY | KT_NULLABLE, .prefix = "ord", .help = "Of which order."),
    MOVE(TIME, created_at, KT_READ_ONLY, .help = "When it was."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 4, MOVE_IDS = 2, MOVE_TOLD_FIELDS = 3 };

const struct kt_shape kt_customer_in_shape =
    KT_SHAPE_OF("NewCustomer", struct kt_customer, fields + ID,
                KT_COUNT(fields) - ID - TOLD_FIELDS, "A new customer.");

const struct kt_shape kt_customer_patch_shape =
    KT_SHAPE_OF("CustomerPatch", struct kt_customer, patch_fields,
                KT_COUNT(patch_fields), "What changes in a customer.");

const struct kt_shape kt_customer_out_shape =
    KT_SHAPE_OF("Customer", struct kt_customer, fields, KT_COUNT(fields),
                "Somebody who buys, or may.");

const struct kt_shape kt_customer_line_shape =
    KT_SHAPE_OF("CustomerRecord", struct kt_customer, line_fields,
                KT_COUNT(line_fields),
                "A customer as it is imported and exported.");

const struct kt_shape kt_point_move_in_shape =
    KT_SHAPE_OF("NewPointMove", struct kt_point_move, move_fields + MOVE_IDS,
                KT_COUNT(move_fields) - MOVE_IDS - MOVE_TOLD_FIELDS,
                "Points that are given to a customer or taken.");

const struct kt_shape kt_point_move_out_shape =
    KT_SHAPE_OF("PointMove", struct kt_point_move, move_fields,
                KT_COUNT(move_fields), "A row of the ledger of points.");
