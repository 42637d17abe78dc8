#include "service/promotion_row.h"

#include "service/column.h"

/* A condition whose name in JSON is not that of the member. */
#define FIELD(KIND, json_name, member, ...)                                    \
    {                                                                          \
        .name = (json_name), .kind = KT_FIELD_##KIND,                          \
        .offset = offsetof(struct kt_promotion, member), .flags = __VA_ARGS__  \
    }

static const struct kt_field condition_fields[] = {
    FIELD(STRS, "channels", channels, KT_OMIT_EMPTY, .max = 100,
          .help = "Codes of the channels it holds in; none: all."),
    FIELD(STRS, "customer_groups", customer_groups, KT_OMIT_EMPTY, .max = 100,
          .help = "Groups it is for; none: everybody."),
    FIELD(STRS, "countries", countries, KT_OMIT_EMPTY, .max = 250,
          .help = "Countries of delivery; none: all."),
    FIELD(INT, "subtotal_min", subtotal_min_minor, KT_OMIT_EMPTY,
          .max = KT_MONEY_MAX, .help = "Inclusive, in minor units."),
    FIELD(INT, "subtotal_max", subtotal_max_minor, KT_OMIT_EMPTY,
          .max = KT_MONEY_MAX, .help = "Inclusive, in minor units."),
    FIELD(STR, "currency", currency, KT_OMIT_EMPTY, .max = 3,
          .help = "Of the amounts in this row; none: any."),
    FIELD(INT, "quantity_min", quantity_min, KT_OMIT_EMPTY, .max = 1000000,
          .help = "Units that products takes."),
    FIELD(EMBED, "products", products, KT_OMIT_EMPTY,
          .shape = &kt_selector_shape,
          .help = "What the minima count; nothing chosen: the cart."),
    FIELD(BOOL, "must_contain", must_contain, KT_OMIT_EMPTY,
          .help = "Some unit must be among products."),
    FIELD(INT, "order_number_min", order_number_min, KT_OMIT_EMPTY,
          .max = 1000000, .help = "From the buyer's n-th order on."),
    FIELD(INT, "order_number_max", order_number_max, KT_OMIT_EMPTY,
          .max = 1000000, .help = "Up to the buyer's n-th order."),
    FIELD(BOOL, "no_reduced_lines", no_reduced_lines, KT_OMIT_EMPTY,
          .help = "Off when the catalogue reduces any line."),
    FIELD(BOOL, "skips_reduced", skips_reduced, KT_OMIT_EMPTY,
          .help = "Leaves out lines that the catalogue reduces."),
    FIELD(ENUM, "basis", basis, 0, .names = kt_basis_names,
          .help = "What minima are tested on."),
    FIELD(INT, "cap", cap_minor, KT_OMIT_EMPTY, .max = KT_MONEY_MAX,
          .help = "Takes off at most so much."),
};

const struct kt_shape kt_promotion_conditions_shape =
    KT_SHAPE("PromotionConditions", struct kt_promotion, condition_fields,
             "What must hold before the rule is asked.");

static enum kt_status
read_enums(const struct kt_rows *rows, struct kt_promotion *promotion,
           struct kt_error *err)
{
    int stage;
    int mode = KT_GROUP_ALL;
    int on_error;
    KT_TRY(kt_col_enum(rows, 3, kt_stage_names, &stage, err));
    KT_TRY(kt_col_enum(rows, 20, kt_on_error_names, &on_error, err));
    if (!kt_col_is_null(rows, 12))
        KT_TRY(kt_col_enum(rows, 12, kt_group_mode_names, &mode, err));
    promotion->stage = (enum kt_stage)stage;
    promotion->group_mode = (enum kt_group_mode)mode;
    promotion->on_error = (enum kt_on_error)on_error;
    return KT_OK;
}

enum kt_status
kt_promotion_read_row(const struct kt_rows *rows, struct kt_arena *arena,
                      struct kt_promotion *promotion, struct kt_error *err)
{
    KT_TRY(kt_col_shape(rows, 5, &kt_promotion_conditions_shape, promotion,
                        arena, err));
    promotion->id = kt_col_id(rows, 0);
    promotion->title = kt_col_copy(rows, 1, arena);
    promotion->rule = kt_col_copy(rows, 2, arena);
    promotion->params = kt_col_copy(rows, 4, arena);
    promotion->starts_ms = kt_col_int(rows, 6);
    promotion->ends_ms = kt_col_int(rows, 7);
    promotion->needs_coupon = kt_col_int(rows, 8) != 0;
    promotion->priority = kt_col_int(rows, 9);
    promotion->is_exclusive = kt_col_int(rows, 10) != 0;
    promotion->group = kt_col_copy(rows, 11, arena);
    promotion->companion_of = kt_col_id(rows, 13);
    promotion->uses_max = kt_col_int(rows, 14);
    promotion->uses_per_customer_max = kt_col_int(rows, 15);
    promotion->budget_minor = kt_col_int(rows, 16);
    promotion->uses = kt_col_int(rows, 17);
    promotion->spent_minor = kt_col_int(rows, 18);
    promotion->uses_by_buyer = -1;
    promotion->keeps_use = kt_col_int(rows, 19) != 0;
    promotion->created_ms = kt_col_int(rows, 21);
    promotion->is_active = kt_col_int(rows, 22) != 0;
    return read_enums(rows, promotion, err);
}
