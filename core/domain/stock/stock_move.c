#include "domain/stock/stock_move.h"

#include "base/assert.h"

static bool
is_count(const struct kt_stock_move *move)
{
    return kt_shape_was_given(&kt_stock_move_in_shape, move, "set");
}

void
kt_stock_move_check(const struct kt_stock_move *move, struct kt_error *err)
{
    bool has_adjust =
        kt_shape_was_given(&kt_stock_move_in_shape, move, "adjust");
    bool has_sku = move->sku.len > 0;
    if (is_count(move) == has_adjust)
        kt_error_add(err, KT_STR("/set"), "wrong_value",
                     "give either set or adjust");
    if (has_adjust && move->adjust == 0)
        kt_error_add(err, KT_STR("/adjust"), "wrong_value", "changes nothing");
    if (has_sku != kt_id_is_null(move->variant_id))
        kt_error_add(err, KT_STR("/variant_id"), "wrong_value",
                     "give either variant_id or sku");
}

/* All figures are at most KT_STOCK_UNITS_MAX, so that nothing overflows. */
bool
kt_stock_move_apply(const struct kt_stock_move *move,
                    const struct kt_stock_state *state, int64_t *quantity)
{
    int64_t after = is_count(move) ? move->set - state->reserved
                                   : state->available + move->adjust;
    *quantity = after - state->available;
    return after >= 0 || *quantity >= 0 || state->policy == KT_STOCK_BACKORDER;
}

#define LEVEL(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_level, member, 0, __VA_ARGS__)
#define MOVE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_stock_move, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field level_fields[] = {
    LEVEL(STR, id, .help = "Of the variant and the location."),
    LEVEL(ID, variant_id, .prefix = "var"),
    LEVEL(ID, product_id, .prefix = "prod"),
    LEVEL(STR, sku, .help = "Of the variant."),
    LEVEL(STR, location, .help = "Code."),
    LEVEL(ID, location_id, .prefix = "loc"),
    LEVEL(INT, available, .min = -KT_STOCK_UNITS_MAX, .help = "What can still be sold."),
    LEVEL(INT, reserved, .help = "What orders hold and was not handed over."),
    LEVEL(INT, on_hand, .min = -KT_STOCK_UNITS_MAX,
          .help = "What lies there: available and reserved."),
};

static const struct kt_field move_fields[] = {
    MOVE(ID, id, KT_READ_ONLY, .prefix = "move", .help = "Its id."),
    MOVE(ID, variant_id, 0, .prefix = "var", .help = "Of what; or sku."),
    MOVE(STR, sku, KT_NULLABLE, .min = 1, .max = 100,
         .help = "Of the variant; null when it is gone."),
    MOVE(STR, location, KT_REQUIRED, .min = 1, .max = 64, .help = "Code."),
    MOVE(STR, reason, KT_REQUIRED, .min = 1, .max = 500, .help = "Why, in words."),
    MOVE(INT, set, KT_WRITE_ONLY, .max = KT_STOCK_UNITS_MAX,
         .help = "What lies there as it was counted, reserved units among it."),
    MOVE(INT, adjust, KT_WRITE_ONLY, .min = -KT_STOCK_UNITS_MAX, .max = KT_STOCK_UNITS_MAX,
         .help = "How many came, below zero: went."),
    MOVE(STR, kind, KT_READ_ONLY, .help = "set, adjust; sale, cancel, handover of orders."),
    MOVE(INT, quantity, KT_READ_ONLY, .min = -KT_STOCK_UNITS_MAX,
         .help = "By which available changed; that of a handover ends what an order holds."),
    MOVE(ID, order_id, KT_READ_ONLY | KT_NULLABLE, .prefix = "ord", .help = "Whose move it is."),
    MOVE(TIME, created_at, KT_READ_ONLY, .help = "When it was."),
};
/* clang-format on */

enum { ID = 1, TOLD_FIELDS = 4 };

const struct kt_shape kt_level_out_shape =
    KT_SHAPE("StockLevelDetails", struct kt_level, level_fields,
             "What a location has of a variant.");

const struct kt_shape kt_stock_move_in_shape =
    KT_SHAPE_OF("NewStockMove", struct kt_stock_move, move_fields + ID,
                KT_COUNT(move_fields) - ID - TOLD_FIELDS,
                "Stock that was counted, came or went.");

const struct kt_shape kt_stock_move_out_shape =
    KT_SHAPE_OF("StockMove", struct kt_stock_move, move_fields,
                KT_COUNT(move_fields), "A row of the ledger of stock.");
