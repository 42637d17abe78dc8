#include "service/catalog.h"
#include "service/product_shelf.h"

struct reading {
    const struct kt_product_use *state;
    struct kt_shown_needs needs;
    struct kt_product_out out;
};

static enum kt_status
read_product(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct reading *reading = arg;
    const struct kt_product_use *state = reading->state;
    struct kt_shelf shelf;
    struct kt_id id;
    bool is_shown;
    KT_TRY(kt_shelf_open(tx, state->use.call, state->currency, &reading->needs,
                         &shelf, err));
    KT_TRY(kt_shelf_find_named(tx, state->name, &id, err));
    KT_TRY(kt_shelf_show(&shelf, id, true, &reading->out, &is_shown, err));
    return is_shown ? KT_OK : kt_fail_not_found(err);
}

static struct kt_str
product_text(const struct kt_product_out *out, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 2048);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_product_shown_shape, out, &json);
    return kt_buf_view(&buf);
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_product_use *state = (struct kt_product_use *)use;
    const struct kt_call *call = use->call;
    struct reading reading = { .state = state };
    struct kt_str key =
        kt_shown_key(call, "product", state->currency, state->name);
    if (kt_shown_find_answer(call, key, &state->shown))
        return KT_OK;
    kt_shown_begin(call, &reading.needs);
    KT_TRY(kt_call_read(call, read_product, &reading, err));
    kt_shown_keep_answer(call, key, &reading.needs,
                         product_text(&reading.out, call->arena),
                         &state->shown);
    return KT_OK;
}

const struct kt_use kt_use_product_get = {
    .name = "product_get",
    .state_size = sizeof(struct kt_product_use),
    .answer = answer,
};
