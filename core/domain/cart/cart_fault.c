#include "domain/cart/cart.h"

static const struct {
    const char *code;
    const char *detail; /* takes the number */
} kinds[] = {
    [KT_LINE_FINE] = { "fine", "%lld" },
    [KT_LINE_UNKNOWN] = { "unknown", "there is no such variant" },
    [KT_LINE_NOT_SELLABLE] = { "not_sellable", "it cannot be bought here" },
    [KT_LINE_ABOVE_MAXIMUM] = { "above_maximum", "at most %lld units" },
    [KT_LINE_BELOW_MINIMUM] = { "below_minimum", "at least %lld units" },
    [KT_LINE_OUT_OF_STOCK] = { "out_of_stock", "%lld units are available" },
};

const char *
kt_line_fault_code(enum kt_line_fault_kind kind)
{
    return kinds[kind].code;
}

/* The number stands where the text of the kind has its place for it. */
struct kt_str
kt_line_fault_detail(const struct kt_line_fault *fault, struct kt_arena *arena)
{
    struct kt_str text = kt_str_of(kinds[fault->kind].detail);
    const char *place = strstr(text.ptr, "%lld");
    if (place == NULL)
        return text;
    return kt_arena_format(arena, "%.*s%lld%s", (int)(place - text.ptr),
                           text.ptr, (long long)fault->number, place + 4);
}

/* All faults are of this kind. */
static enum kt_status
fail_one_kind(const struct kt_line_fault *fault, struct kt_error *err)
{
    switch (fault->kind) {
    case KT_LINE_NOT_SELLABLE:
        return kt_fail_not_sellable(err, fault->sku);
    case KT_LINE_ABOVE_MAXIMUM:
        return kt_fail_limit_reached(err, KT_STR("quantity"), fault->number);
    case KT_LINE_OUT_OF_STOCK:
        return kt_fail_out_of_stock(err, fault->sku, fault->number);
    default:
        return kt_fail_invalid_body(err);
    }
}

enum kt_status
kt_line_faults_fail(const struct kt_line_fault *faults, size_t count,
                    struct kt_error *err)
{
    if (count == 0)
        return KT_OK;
    enum kt_status status = fail_one_kind(&faults[0], err);
    for (size_t i = 1; i < count && status != KT_INVALID_BODY; i++)
        if (faults[i].kind != faults[0].kind)
            status = kt_fail_invalid_body(err);
    for (size_t i = 0; i < count; i++) {
        struct kt_str detail = kt_line_fault_detail(&faults[i], err->arena);
        status =
            kt_error_add(err, faults[i].pointer, kinds[faults[i].kind].code,
                         "%.*s", KT_STR_FMT(detail));
    }
    return status;
}
