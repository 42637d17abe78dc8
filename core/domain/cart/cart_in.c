#include "base/assert.h"
#include "base/text.h"
#include "domain/cart/cart.h"
#include "domain/customer/customer.h"
#include "domain/customer/email.h"
#include "domain/customer/vat_id.h"
#include "domain/payment/card_number.h"

static struct kt_str
below(struct kt_str pointer, const char *member, struct kt_error *err)
{
    return kt_arena_format(err->arena, "%.*s/%s", KT_STR_FMT(pointer), member);
}

/* The text is not told again: neither the answer nor the log may have it. */
static void
check_no_card(struct kt_str text, struct kt_str pointer, const char *member,
              struct kt_error *err)
{
    if (text.ptr == NULL || !kt_card_number_is_in(text))
        return;
    if (member != NULL)
        pointer = below(pointer, member, err);
    (void)kt_error_add(err, pointer, "card_number",
                       "must hold no number of a payment card");
}

static void
check_address(const struct kt_address *address, const char *pointer,
              struct kt_error *err)
{
    if (address == NULL)
        return;
    const struct {
        const char *name;
        struct kt_str text;
    } texts[] = {
        { "first_name", address->first_name },
        { "last_name", address->last_name },
        { "company", address->company },
        { "line1", address->line1 },
        { "line2", address->line2 },
        { "city", address->city },
        { "region", address->region },
    };
    for (size_t i = 0; i < KT_COUNT(texts); i++)
        check_no_card(texts[i].text, kt_str_of(pointer), texts[i].name, err);
    kt_address_check(address, pointer, err);
}

enum kt_status
kt_cart_check_metadata(struct kt_str metadata, struct kt_str pointer,
                       struct kt_error *err)
{
    check_no_card(metadata, pointer, NULL, err);
    return err->status;
}

enum kt_status
kt_cart_check_line_in(const struct kt_line_in *in, struct kt_str pointer,
                      struct kt_error *err)
{
    bool has_id = !kt_id_is_null(in->variant_id);
    bool has_sku = in->sku.ptr != NULL;
    if (!has_id && !has_sku)
        (void)kt_error_add(err, below(pointer, "variant_id", err), "required",
                           "variant_id or sku");
    if (has_id && has_sku)
        (void)kt_error_add(err, below(pointer, "sku", err), "not_both",
                           "variant_id or sku, not both");
    (void)kt_cart_check_metadata(in->metadata, below(pointer, "metadata", err),
                                 err);
    return err->status;
}

enum kt_status
kt_cart_check_in(const struct kt_cart_in *in, struct kt_error *err)
{
    if (in->email.ptr != NULL && !kt_email_is_one(kt_text_trim(in->email)))
        (void)kt_error_add(err, KT_STR("/email"), "format",
                           "an address, as in buyer@example.com");
    if (in->vat_id.ptr != NULL && kt_vat_id_country(in->vat_id).len == 0)
        (void)kt_error_add(err, KT_STR("/vat_id"), "format",
                           "no VAT id: its country, length or check digits are "
                           "wrong");
    check_address(in->shipping_address, "/shipping_address", err);
    check_address(in->billing_address, "/billing_address", err);
    (void)kt_cart_check_metadata(in->metadata, KT_STR("/metadata"), err);
    const struct kt_line_in *lines = in->lines.items;
    for (size_t i = 0; i < in->lines.count; i++)
        kt_cart_check_line_in(&lines[i],
                              kt_arena_format(err->arena, "/lines/%zu", i),
                              err);
    return err->status;
}

/* clang-format off */
#define LINE_METADATA(type) \
    KT_FIELD(RAW, type, metadata, KT_NULLABLE | KT_IS_OBJECT, .max = KT_CART_METADATA_MAX, \
             .help = "4096 bytes at most; lines of one variant with other metadata stay apart")

static const struct kt_field line_fields[] = {
    KT_FIELD(ID, struct kt_line_in, variant_id, 0, .prefix = "var", .help = "This or sku"),
    KT_FIELD(STR, struct kt_line_in, sku, 0, .min = 1, .max = 255, .help = "This or variant_id"),
    KT_FIELD(INT, struct kt_line_in, quantity, KT_REQUIRED, .min = 1, .max = KT_CART_QUANTITY_MAX,
             .help = "Units to add"),
    LINE_METADATA(struct kt_line_in),
};

static const struct kt_field line_patch_fields[] = {
    KT_FIELD(INT, struct kt_line_patch, quantity, 0, .min = 1, .max = KT_CART_QUANTITY_MAX,
             .help = "Units the line shall have"),
    LINE_METADATA(struct kt_line_patch),
};

static const struct kt_field coupon_fields[] = {
    KT_FIELD(STR, struct kt_coupon_in, code, KT_REQUIRED, .min = 1, .max = 100,
             .help = "Blanks at its ends and upper or lower case do not matter"),
};

static const struct kt_field gift_card_fields[] = {
    KT_FIELD(STR, struct kt_cart_gift_card_in, code, KT_REQUIRED, .min = 1, .max = 64,
             .help = "Blanks, dashes and upper or lower case do not matter"),
};

#define IN(KIND, member, ...) \
    KT_FIELD(KIND, struct kt_cart_in, member, KT_NULLABLE, __VA_ARGS__)

/* Rows that a new cart and a change share. */
#define CART_ROWS \
    KT_FIELD(STR, struct kt_cart_in, locale, 0, .min = 2, .max = 35, \
             .help = "As in de or de-AT; the channel's nearest is taken"), \
    IN(STR, email, .min = 3, .max = 254, .help = "Of the buyer"), \
    IN(STR, vat_id, .min = 4, .max = 30, \
       .help = "Of the buyer's company, as in DE136695976; its check digits must be right"), \
    IN(INT, points, .max = KT_POINTS_MAX, \
       .help = "Of the buyer's points, to be used up by a promotion; more than there are: all"), \
    IN(OBJECT, shipping_address, .shape = &kt_address_shape), \
    IN(OBJECT, billing_address, .shape = &kt_address_shape), \
    IN(STR, shipping_option, .min = 1, .max = 100, \
       .help = "Code of one of the cart's shipping-options"), \
    KT_FIELD(RAW, struct kt_cart_in, metadata, KT_NULLABLE | KT_IS_OBJECT, \
             .max = KT_CART_METADATA_MAX, .help = "Your own, 4096 bytes at most")

static const struct kt_field cart_patch_fields[] = {
    CART_ROWS,
};

static const struct kt_field cart_fields[] = {
    KT_FIELD(STR, struct kt_cart_in, currency, 0, .min = 3, .max = 3,
             .help = "One of the channel's; its first one when absent"),
    CART_ROWS,
    KT_FIELD(LIST, struct kt_cart_in, lines, 0, .shape = &kt_line_in_shape,
             .max = KT_CART_LINES_MAX, .help = "First items; more can be put in later"),
};
/* clang-format on */

const struct kt_shape kt_line_in_shape =
    KT_SHAPE("LineIn", struct kt_line_in, line_fields, "An item to put in");

const struct kt_shape kt_cart_coupon_in_shape =
    KT_SHAPE("CouponIn", struct kt_coupon_in, coupon_fields, "A code to enter");

const struct kt_shape kt_cart_gift_card_in_shape =
    KT_SHAPE("GiftCardIn", struct kt_cart_gift_card_in, gift_card_fields,
             "The code of a card to pay with");

const struct kt_shape kt_line_patch_shape = {
    .name = "LinePatch",
    .size = sizeof(struct kt_line_patch),
    .given_offset = offsetof(struct kt_line_patch, given),
    .fields = line_patch_fields,
    .field_count = KT_COUNT(line_patch_fields),
    .help = "What changes in a line",
};

const struct kt_shape kt_cart_in_shape = {
    .name = "CartIn",
    .size = sizeof(struct kt_cart_in),
    .given_offset = offsetof(struct kt_cart_in, given),
    .fields = cart_fields,
    .field_count = KT_COUNT(cart_fields),
    .help = "A new cart; all of it can be told later",
};

const struct kt_shape kt_cart_patch_shape = {
    .name = "CartPatch",
    .size = sizeof(struct kt_cart_in),
    .given_offset = offsetof(struct kt_cart_in, given),
    .fields = cart_patch_fields,
    .field_count = KT_COUNT(cart_patch_fields),
    .help = "What changes in a cart; null takes a value away",
};
