#include "domain/pricing/quote_in.h"

#include "base/assert.h"
#include "base/text.h"
#include "domain/catalog/code.h"
#include "domain/customer/customer.h"
#include "domain/customer/vat_id.h"
#include "domain/pricing/promotion_record.h"

static void
check_line(const struct kt_quote_line_in *line, size_t index,
           struct kt_error *err)
{
    bool has_id = !kt_id_is_null(line->variant_id);
    bool has_sku = line->sku.ptr != NULL;
    if (!has_id && !has_sku)
        kt_error_add(err,
                     kt_arena_format(err->arena, "/lines/%zu/variant_id",
                                     index),
                     "required", "variant_id or sku");
    if (has_id && has_sku)
        kt_error_add(err, kt_arena_format(err->arena, "/lines/%zu/sku", index),
                     "not_both", "variant_id or sku, not both");
}

static void
check_coupons(const struct kt_list *coupons, struct kt_error *err)
{
    const struct kt_str *codes = coupons->items;
    for (size_t i = 0; i < coupons->count; i++) {
        struct kt_str code = kt_text_fold(err->arena, kt_text_trim(codes[i]));
        for (size_t j = 0; j < i; j++) {
            struct kt_str other =
                kt_text_fold(err->arena, kt_text_trim(codes[j]));
            if (kt_str_eq(code, other))
                kt_error_add(err,
                             kt_arena_format(err->arena, "/coupons/%zu", i),
                             "twice", "is entered already");
        }
    }
}

static void
check_groups(const struct kt_list *groups, struct kt_error *err)
{
    const struct kt_str *codes = groups->items;
    for (size_t i = 0; i < groups->count; i++)
        kt_code_check(codes[i],
                      kt_arena_format(err->arena, "/customer_groups/%zu", i),
                      err);
}

void
kt_quote_check_in(const struct kt_quote_in *in, struct kt_error *err)
{
    const struct kt_quote_line_in *lines = in->lines.items;
    for (size_t i = 0; i < in->lines.count; i++)
        check_line(&lines[i], i, err);
    check_coupons(&in->coupons, err);
    check_groups(&in->customer_groups, err);
    if (in->vat_id.ptr != NULL && kt_vat_id_country(in->vat_id).len == 0)
        kt_error_add(err, KT_STR("/vat_id"), "format",
                     "no VAT id: its country, length or "
                     "check digits are wrong");
    kt_address_check(in->shipping_address, "/shipping_address", err);
    kt_address_check(in->billing_address, "/billing_address", err);
}

enum { COUPONS_MAX = 50, LINES_MAX = 1000 };
enum { PROMOTIONS_MAX = 1000, DRAFTS_MAX = 20 };

#define LINE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_quote_line_in, member, __VA_ARGS__)
#define IN(KIND, member, ...)                                                  \
    KT_FIELD(KIND, struct kt_quote_in, member, __VA_ARGS__)
#define OUT(KIND, member, ...)                                                 \
    KT_FIELD(KIND, struct kt_priced_out, member, 0, __VA_ARGS__)

/* clang-format off */
static const struct kt_field line_fields[] = {
    LINE(ID, variant_id, 0, .prefix = "var", .help = "This or sku"),
    LINE(STR, sku, 0, .min = 1, .max = 255, .help = "This or variant_id"),
    LINE(INT, quantity, KT_REQUIRED, .min = 1, .max = 1000000, .help = "Units"),
    LINE(INT, unit_price, 0, .max = KT_MONEY_MAX,
         .help = "In minor units, instead of what price rules say"),
    LINE(RAW, metadata, KT_NULLABLE | KT_IS_OBJECT, .max = 4096, .help = "An object"),
};

static const struct kt_shape line_shape = {
    .name = "QuoteLineIn",
    .size = sizeof(struct kt_quote_line_in),
    .given_offset = offsetof(struct kt_quote_line_in, given),
    .fields = line_fields,
    .field_count = KT_COUNT(line_fields),
    .help = "An item to price",
};

static const struct kt_field fields[] = {
    IN(STR, channel, 0, .min = 1, .max = 64, .help = "Code; the default channel when absent"),
    IN(STR, currency, 0, .min = 3, .max = 3, .help = "The channel's first one when absent"),
    IN(STR, locale, 0, .min = 2, .max = 35, .help = "Language of the titles"),
    IN(TIME, as_of, 0, .help = "The moment to price for; now when absent"),
    IN(BOOL, explain, 0, .help = "Tells the story of every promotion and rule"),
    IN(LIST, lines, KT_REQUIRED, .shape = &line_shape, .max = LINES_MAX),
    IN(STRS, coupons, 0, .max = COUPONS_MAX, .help = "Codes"),
    IN(STRS, promotions, 0, .max = PROMOTIONS_MAX,
       .help = "Only these count, even when switched off: ids, or codes of an import"),
    IN(LIST, drafts, 0, .shape = &kt_promotion_in_shape, .max = DRAFTS_MAX,
       .help = "Promotions that are not stored; they count too, as the youngest"),
    IN(STR, email, KT_NULLABLE, .min = 3, .max = 254,
       .help = "Of the buyer: their groups and what they used count"),
    IN(STR, vat_id, KT_NULLABLE, .min = 4, .max = 30, .help = "Instead of the buyer's"),
    IN(INT, points, 0, .max = KT_POINTS_MAX,
       .help = "Of the buyer's points, to be used up; more than there are: all"),
    IN(STRS, customer_groups, 0, .max = 100, .help = "Instead of the buyer's"),
    IN(OBJECT, shipping_address, KT_NULLABLE, .shape = &kt_address_shape),
    IN(OBJECT, billing_address, KT_NULLABLE, .shape = &kt_address_shape),
    IN(STR, shipping_option, KT_NULLABLE, .min = 1, .max = 100, .help = "Code"),
};

static const struct kt_field out_fields[] = {
    OUT(STR, channel, .help = "Code"),
    OUT(STR, locale, .help = "Language of the titles"),
    OUT(TIME, as_of, .help = "The moment it is priced for"),
    KT_FIELD(IDS, struct kt_priced_out, draft_ids, KT_OMIT_EMPTY, .prefix = "promo",
             .help = "What discounts and trace call the drafts, in their order"),
    KT_QUOTE_ROWS(struct kt_priced_out, quote),
    KT_QUOTE_OPEN_ROWS(struct kt_priced_out, quote),
    OUT(LIST, shipping_options, .shape = &kt_shipping_option_out_shape),
};
/* clang-format on */

int64_t
kt_quote_line_price(const struct kt_quote_line_in *in)
{
    return kt_shape_was_given(&line_shape, in, "unit_price") ? in->unit_price
                                                             : -1;
}

const struct kt_shape kt_quote_in_shape = {
    .name = "QuoteIn",
    .size = sizeof(struct kt_quote_in),
    .given_offset = offsetof(struct kt_quote_in, given),
    .fields = fields,
    .field_count = KT_COUNT(fields),
    .help = "A cart to price",
};

const struct kt_shape kt_priced_out_shape =
    KT_SHAPE("PricedCart", struct kt_priced_out, out_fields,
             "A cart with its prices at a moment");
