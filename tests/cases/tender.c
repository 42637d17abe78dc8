/* Gift cards of the neutral vocabulary. */

#include <string.h>

#include "base/assert.h"
#include "case.h"

static const int64_t day_ms = 86400000;

/* What platforms call the state of a card, or their refusal of one, by a word
 * that it holds; and what that is here. */
static const struct {
    const char *word;
    enum kt_tender_state state;
} words[] = {
    { "partial", KT_TENDER_APPLIED },
    { "expired", KT_TENDER_ENDED },
    { "ended", KT_TENDER_ENDED },
    { "cancel", KT_TENDER_CANCELLED },
    { "inactive", KT_TENDER_CANCELLED },
    { "disabled", KT_TENDER_CANCELLED },
    { "redeemed", KT_TENDER_USED_UP },
    { "used", KT_TENDER_USED_UP },
    { "empty", KT_TENDER_USED_UP },
    { "balance", KT_TENDER_USED_UP },
    { "remaining", KT_TENDER_USED_UP },
    { "currency", KT_TENDER_OTHER_CURRENCY },
    { "customer", KT_TENDER_OTHER_CUSTOMER },
    { "owner", KT_TENDER_OTHER_CUSTOMER },
    { "user", KT_TENDER_OTHER_CUSTOMER },
};

static bool
find_state(struct kt_str text, enum kt_tender_state *state)
{
    for (size_t i = 0; i < KT_COUNT(words); i++) {
        if (memmem(text.ptr, text.len, words[i].word, strlen(words[i].word))) {
            *state = words[i].state;
            return true;
        }
    }
    return false;
}

/* A card that was redeemed has nothing left, whatever it once had. */
static void
translate_state(struct pricing_case *pricing, struct kt_str text,
                struct kt_tender_in *tender)
{
    enum kt_tender_state state = KT_TENDER_APPLIED;
    if (text.len == 0 || kt_str_eq(text, KT_STR("active")))
        return;
    if (!find_state(text, &state))
        case_skip(pricing, "a gift card that is %.*s", KT_STR_FMT(text));
    if (state == KT_TENDER_ENDED)
        tender->ends_ms = pricing->in.now_ms - day_ms;
    if (state == KT_TENDER_USED_UP)
        tender->balance_minor = 0;
    tender->is_cancelled = state == KT_TENDER_CANCELLED;
}

/* Cases name the owner of a card where it is not the buyer. */
void
case_translate_tenders(struct pricing_case *pricing)
{
    static const char *const members[] = { "code",     "balance", "taxable",
                                           "currency", "state",   "owner",
                                           NULL };

    CASE_EACH(json, case_list(pricing->json, "gift_cards"))
    {
        case_expect_members(pricing, json, "a gift card", members);
        size_t index = pricing->in.tender_count++;
        KT_ASSERT(index < CASE_TENDERS_MAX);
        struct kt_tender_in *tender = &pricing->tenders[index];
        *tender = (struct kt_tender_in){
            .code = case_text(json, "code"),
            .balance_minor = case_int(json, "balance"),
            .currency = case_text(json, "currency"),
            .owner = case_text(json, "owner"),
            .is_taxed = case_flag(json, "taxable", false),
        };
        translate_state(pricing, case_text(json, "state"), tender);
    }
}

bool
case_is_tender_rejection(struct kt_str code)
{
    return kt_str_starts(code, KT_STR("gift_card"));
}

bool
case_compare_tender_rejection(struct kt_str code, const struct kt_quote *quote,
                              struct kt_buf *out)
{
    enum kt_tender_state wanted;
    for (size_t i = 0; i < quote->tender_count; i++) {
        if (find_state(code, &wanted) && quote->tenders[i].state == wanted)
            return true;
    }
    kt_buf_format(out, "    wanted the refusal %.*s\n", KT_STR_FMT(code));
    return false;
}
