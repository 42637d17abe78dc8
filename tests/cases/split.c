/* Cases about the bare split of an amount. */

#include "base/assert.h"
#include "case.h"

void
case_translate_split(struct pricing_case *pricing)
{
    static const char *const members[] = { "amount", "weights", NULL };
    static const char *const sections[] = { "allocation", NULL };
    static const char *const figures[] = { "shares", NULL };

    case_expect_members(pricing, case_list(pricing->json, "allocation"),
                        "an allocation", members);
    case_expect_members(pricing, case_list(pricing->json, "expected"),
                        "a result", figures);
    case_expect_sections(pricing, sections);
    case_translate_policy(pricing);
}

bool
case_compare_split(struct pricing_case *pricing, const struct kt_rules *rules,
                   struct kt_buf *out)
{
    const struct cJSON *json = case_list(pricing->json, "allocation");
    const struct cJSON *weights = case_list(json, "weights");
    const struct cJSON *expected = case_list(pricing->json, "expected");
    size_t count = kt_json_size(weights), at = 0;
    int64_t *shares = KT_NEW_ARRAY(pricing->arena, int64_t, count + 1);
    bool is_equal = true;

    (void)rules;
    CASE_EACH(weight, weights)
    shares[at++] = kt_json_get_int(weight);
    if (!kt_money_allocate(case_int(json, "amount"), shares, count, shares,
                           pricing->arena)) {
        kt_buf_text(out, "    overflow\n");
        return false;
    }
    at = 0;
    CASE_EACH(share, case_list(expected, "shares"))
    {
        int64_t got = at < count ? shares[at] : 0;
        if (kt_json_get_int(share) != got) {
            kt_buf_format(out, "    share %zu: wanted %lld, got %lld\n", at,
                          (long long)kt_json_get_int(share), (long long)got);
            is_equal = false;
        }
        at++;
    }
    return is_equal && at == count;
}
