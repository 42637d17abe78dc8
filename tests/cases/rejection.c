/* What platforms say when they refuse a code or a promotion. */

#include <string.h>

#include "base/assert.h"
#include "case.h"

/* A word of a platform's refusal, and the states of a code or the reasons of a
 * promotion without one that say the same here. The first word that the refusal
 * holds decides. */
/* clang-format off */
static const struct {
    const char *word;
    enum kt_coupon_state least, most;
    const char *reasons[4];
} rejections[] = {
    { "not_started", KT_COUPON_NOT_STARTED, KT_COUPON_NOT_STARTED, { "not_started" } },
    { "not_yet", KT_COUPON_NOT_STARTED, KT_COUPON_NOT_STARTED, { "not_started" } },
    { "ended", KT_COUPON_ENDED, KT_COUPON_ENDED, { "ended" } },
    { "expired", KT_COUPON_ENDED, KT_COUPON_ENDED, { "ended" } },
    { "budget", KT_COUPON_USED_UP, KT_COUPON_USED_UP, { "budget", "uses" } },
    { "limit", KT_COUPON_USED_UP, KT_COUPON_USED_UP, { "uses", "uses_per_customer" } },
    { "used", KT_COUPON_USED_UP, KT_COUPON_USED_UP, { "uses", "uses_per_customer" } },
    { "inactive", KT_COUPON_UNKNOWN, KT_COUPON_UNKNOWN, { "inactive" } },
    { "disabled", KT_COUPON_UNKNOWN, KT_COUPON_UNKNOWN, { "inactive" } },
    { "unknown", KT_COUPON_UNKNOWN, KT_COUPON_UNKNOWN, { NULL } },
    { "not_found", KT_COUPON_UNKNOWN, KT_COUPON_UNKNOWN, { NULL } },
    { "conditions_not_met", KT_COUPON_WAITING, KT_COUPON_WAITING, { NULL } },
    { "not_applicable", KT_COUPON_WAITING, KT_COUPON_BEATEN, { NULL } },
    { "not_eligible", KT_COUPON_WAITING, KT_COUPON_BEATEN, { NULL } },
    { "minimum", KT_COUPON_WAITING, KT_COUPON_WAITING, { "subtotal_min", "quantity_min" } },
    /* Sylius says this of every code that does not count. */
    { "invalid", KT_COUPON_WAITING, KT_COUPON_USED_UP, { NULL } },
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
        const char *word = rejections[i].word;
        if (memmem(code.ptr, code.len, word, strlen(word)) == NULL)
            continue;
        if (is_refused(quote, i))
            return true;
        break;
    }
    kt_buf_format(out, "    wanted the refusal %.*s\n", KT_STR_FMT(code));
    return false;
}
