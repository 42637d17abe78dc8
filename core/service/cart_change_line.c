#include "service/cart.h"
#include "service/catalog_kept.h"

/* Changing and removing one line. */

struct reading {
    const struct kt_cart_use *state;
    struct kt_cart cart;
    const struct kt_cart_line_row *line;
    struct kt_stock_facts stock;
};

static const struct kt_cart_line_row *
find_line(const struct kt_cart *cart, struct kt_id line_id)
{
    for (size_t i = 0; i < cart->line_count; i++)
        if (kt_id_eq(cart->lines[i].id, line_id))
            return &cart->lines[i];
    return NULL;
}

static enum kt_status
read_line(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    const struct kt_cart_use *state = reading->state;
    KT_TRY(kt_cart_open(tx, state, &reading->cart, err));
    reading->line = find_line(&reading->cart, state->line_id);
    if (reading->line == NULL)
        return kt_fail_not_found(err);
    return kt_stock_facts_get(tx, state->use.call, reading->line->variant_id,
                              &reading->stock, err);
}

/* Another line of the variant with these metadata. */
static bool
has_twin(const struct reading *reading, struct kt_str metadata_key)
{
    for (size_t i = 0; i < reading->cart.line_count; i++) {
        const struct kt_cart_line_row *row = &reading->cart.lines[i];
        if (row != reading->line &&
            kt_id_eq(row->variant_id, reading->line->variant_id) &&
            kt_str_eq(kt_cart_metadata_key(row->metadata,
                                           reading->state->use.call->arena),
                      metadata_key))
            return true;
    }
    return false;
}

static enum kt_status
plan_metadata(struct kt_cart_use *state, const struct reading *reading,
              struct kt_error *err)
{
    const struct kt_line_patch *patch = state->line_patch;
    struct kt_line_plan *plan = state->plan.lines;
    plan->metadata = reading->line->metadata;
    if (kt_shape_was_given(&kt_line_patch_shape, patch, "metadata"))
        plan->metadata =
            patch->metadata.ptr != NULL ? patch->metadata : KT_STR("{}");
    KT_TRY(kt_cart_check_metadata(plan->metadata, KT_STR("/metadata"), err));
    plan->metadata_key =
        kt_cart_metadata_key(plan->metadata, state->use.call->arena);
    if (has_twin(reading, plan->metadata_key))
        return kt_fail_already_exists(err, KT_STR("metadata"), plan->metadata);
    return KT_OK;
}

static enum kt_status
plan_quantity(struct kt_cart_use *state, const struct reading *reading,
              struct kt_error *err)
{
    struct kt_line_plan *plan = state->plan.lines;
    struct kt_cart_limits limits = kt_cart_limits_of(state->use.call->shop);
    plan->quantity = reading->line->quantity;
    plan->units_max = INT64_MAX;
    if (state->line_patch->quantity == 0)
        return KT_OK;
    plan->quantity = state->line_patch->quantity;
    plan->units_max = kt_stock_limit(&reading->stock, limits.units_max);
    int64_t others =
        kt_cart_count_units(&reading->cart, reading->line->variant_id,
                            reading->line->id);
    struct kt_line_fault fault =
        kt_cart_check_units(&reading->stock, &limits, others, &plan->quantity);
    fault.pointer = KT_STR("/quantity");
    return fault.kind == KT_LINE_FINE ? KT_OK
                                      : kt_line_faults_fail(&fault, 1, err);
}

static enum kt_status
decide(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_cart_use *state = (struct kt_cart_use *)use;
    struct reading reading = { .state = state };
    use->resource = state->cart_id;
    KT_TRY(kt_call_read(use->call, read_line, &reading, err));
    state->plan.lines = KT_NEW(use->call->arena, struct kt_line_plan);
    state->plan.lines->variant_id = reading.line->variant_id;
    KT_TRY(plan_quantity(state, &reading, err));
    return plan_metadata(state, &reading, err);
}

static enum kt_status
check_units(struct kt_tx *tx, const struct kt_cart_use *state,
            struct kt_error *err)
{
    struct kt_rows rows;
    const struct kt_line_plan *plan = state->plan.lines;
    KT_TRY(kt_query(kt_tx_reading(tx), KT_SQL_CART_COUNT_UNITS,
                    KT_ARGS(KT_ID(state->cart_id), KT_ID(plan->variant_id)),
                    &rows, err));
    int64_t units = kt_rows_next(&rows) ? kt_col_int(&rows, 0) : 0;
    KT_TRY(kt_rows_close(&rows));
    return units <= plan->units_max ? KT_OK : kt_fail_conflict(err);
}

static enum kt_status
save(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)use;
    const struct kt_line_plan *plan = state->plan.lines;
    int64_t last;
    KT_TRY(kt_cart_touch(tx, state, 0, &last, err));
    KT_TRY(kt_exec(tx, KT_SQL_CART_SET_LINE, 1,
                   KT_ARGS(KT_INT(plan->quantity), KT_TEXT(plan->metadata),
                           KT_TEXT(plan->metadata_key), KT_ID(state->cart_id),
                           KT_ID(state->line_id)),
                   err));
    return check_units(tx, state, err);
}

const struct kt_use kt_use_cart_change_line = {
    .name = "cart_change_line",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide,
    .save = save,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};

static enum kt_status
decide_remove(struct kt_use_state *use, struct kt_error *err)
{
    struct reading reading = { .state = (const struct kt_cart_use *)use };
    use->resource = reading.state->cart_id;
    return kt_call_read(use->call, read_line, &reading, err);
}

static enum kt_status
save_remove(struct kt_tx *tx, struct kt_use_state *use, struct kt_error *err)
{
    const struct kt_cart_use *state = (const struct kt_cart_use *)use;
    int64_t last;
    KT_TRY(kt_cart_touch(tx, state, 0, &last, err));
    return kt_exec(tx, KT_SQL_CART_REMOVE_LINE, 1,
                   KT_ARGS(KT_ID(state->cart_id), KT_ID(state->line_id)), err);
}

const struct kt_use kt_use_cart_remove_line = {
    .name = "cart_remove_line",
    .state_size = sizeof(struct kt_cart_use),
    .decide = decide_remove,
    .save = save_remove,
    .look = kt_cart_look,
    .answer = kt_cart_answer,
};
