#include "service/cart_text.h"

#include "base/text.h"
#include "domain/customer/vat_id.h"

struct kt_str
kt_address_text(const struct kt_address *address, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    if (address == NULL)
        return (struct kt_str){ NULL, 0 };
    kt_buf_init(&buf, arena, 512);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_address_shape, address, &json);
    return kt_buf_view(&buf);
}

struct kt_str
kt_coupon_fold(struct kt_str code, struct kt_arena *arena)
{
    return kt_text_fold(arena, kt_text_trim(code));
}

void
kt_cart_plan_texts(struct kt_cart_use *state, const struct kt_channel *channel)
{
    const struct kt_call *call = state->use.call;
    const struct kt_cart_in *in = state->in;
    struct kt_cart_plan *plan = &state->plan;
    struct kt_str locale = in->locale.len > 0 ? in->locale : call->locale;
    plan->locale = kt_channel_locale(channel, locale);
    if (in->email.ptr != NULL)
        plan->email = kt_text_trim(in->email);
    if (in->vat_id.ptr != NULL)
        plan->vat_id = kt_vat_id_fold(in->vat_id, call->arena);
    plan->shipping_address = kt_address_text(in->shipping_address, call->arena);
    plan->billing_address = kt_address_text(in->billing_address, call->arena);
    plan->metadata = in->metadata.ptr != NULL ? in->metadata : KT_STR("{}");
}
