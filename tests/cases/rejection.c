/* What platforms say when they refuse a code or a promotion. */

#include "base/assert.h"
#include "case.h"

/* What a platform calls a refusal, and the states of a code or the reasons of
 * a promotion without one that say the same here. */
/* clang-format off */
static const struct {
    const char *code;
    enum kt_coupon_state least, most;
    const char *reasons[3];
} rejections[] = {
    { "unknown_coupon", KT_COUPON_UNKNOWN, KT_COUPON_UNKNOWN, { NULL } },
    { "not_started", KT_COUPON_NOT_STARTED, KT_COUPON_NOT_STARTED, { "not_started" } },
    { "ended", KT_COUPON_ENDED, KT_COUPON_ENDED, { "ended" } },
    { "expired", KT_COUPON_ENDED, KT_COUPON_ENDED, { "ended" } },
    { "usage_limit", KT_COUPON_USED_UP, KT_COUPON_USED_UP, { "uses", "uses_per_customer" } },
    { "budget_exceeded", KT_COUPON_USED_UP, KT_COUPON_USED_UP, { "budget", "uses" } },
    { "conditions_not_met", KT_COUPON_WAITING, KT_COUPON_WAITING, { NULL } },
    /* Sylius says this of every code that does not count. */
    { "coupon_invalid", KT_COUPON_WAITING, KT_COUPON_USED_UP, { NULL } },
};
/* clang-format on */

static bool
is_refused(const struct kt_quote *quote, size_t rejection)
{
    for (size_t i = 0; i < quote->coupon_count; i++) {
        if (quote->coupons[i].state >= rejections[rejection].least &&
            quote->coupons[i].state <= rejections[rejection].most)
            return true;
    }
    for (size_t i = 0; i < quote->trace_count; i++) {
        const char *const *reasons = rejections[rejection].reasons;
        for (; quote->coupon_count == 0 && *reasons != NULL; reasons++) {
            if (kt_str_eq(quote->trace[i].reason, kt_str_of(*reasons)))
                return true;
        }
    }
    return false;
}

bool
case_compare_rejection(const struct cJSON *json, const struct kt_quote *quote,
                       struct kt_buf *out)
{
    struct kt_str code = case_text(json, "code");

    if (json == NULL)
        return true;
    if (case_is_tender_rejection(code))
        return case_compare_tender_rejection(code, quote, out);
    for (size_t i = 0; i < KT_COUNT(rejections); i++) {
        if (kt_str_eq(code, kt_str_of(rejections[i].code)) &&
            is_refused(quote, i))
            return true;
    }
    kt_buf_format(out, "    wanted the refusal %.*s\n", KT_STR_FMT(code));
    return false;
}
