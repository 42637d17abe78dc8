/* Promotions in effect. A case that names them names all of a cart, in their
 * order. */

#include "base/assert.h"
#include "case.h"

/* The first row of a promotion that took something off. */
static const struct kt_promotion *
row_of(const struct pricing_case *pricing, const struct kt_quote *quote,
       struct kt_str name)
{
    for (size_t i = 0; i < quote->trace_count; i++) {
        const struct kt_trace *trace = &quote->trace[i];
        if (trace->state == KT_TRACE_APPLIED &&
            kt_str_eq(pricing->promotion_names[trace->promotion], name))
            return &pricing->promotions[trace->promotion];
    }
    return NULL;
}

/* Platforms without stages name a later stage's promotion before. */
static bool
runs_before(const struct kt_promotion *a, const struct kt_promotion *b)
{
    if (a->stage != b->stage)
        return true;
    if (a->priority != b->priority)
        return a->priority > b->priority;
    return a->created_ms < b->created_ms;
}

/* In effect, and none of the names before says one that runs later. */
static bool
is_in_place(const struct pricing_case *pricing, const struct kt_quote *quote,
            const struct cJSON *names, const struct cJSON *name)
{
    const struct kt_promotion *row =
        row_of(pricing, quote, kt_json_get_str(name));
    if (row == NULL)
        return false;
    CASE_EACH(json, names)
    {
        const struct kt_promotion *before =
            row_of(pricing, quote, kt_json_get_str(json));
        if (json == name)
            return true;
        if (before != NULL && !runs_before(before, row))
            return false;
    }
    return true;
}

static bool
is_named(const struct cJSON *names, struct kt_str name)
{
    CASE_EACH(json, names)
    {
        if (kt_str_eq(kt_json_get_str(json), name))
            return true;
    }
    return false;
}

/* What a promotion of the catalogue does is in the price already. */
static bool
is_besides(const struct pricing_case *pricing, const struct kt_trace *trace,
           const struct cJSON *names)
{
    return trace->state == KT_TRACE_APPLIED &&
           pricing->promotions[trace->promotion].stage != KT_STAGE_CATALOG &&
           !is_named(names, pricing->promotion_names[trace->promotion]);
}

bool
case_compare_applied(const struct pricing_case *pricing,
                     const struct kt_quote *quote, const struct cJSON *names,
                     struct kt_buf *out)
{
    bool is_equal = true;
    CASE_EACH(json, names)
    {
        if (is_in_place(pricing, quote, names, json))
            continue;
        kt_buf_format(out, "    %.*s: wanted to apply, or later\n",
                      KT_STR_FMT(kt_json_get_str(json)));
        is_equal = false;
    }
    for (size_t i = 0; names != NULL && i < quote->trace_count; i++) {
        if (!is_besides(pricing, &quote->trace[i], names))
            continue;
        kt_buf_format(out, "    %.*s: applied, not wanted\n",
                      KT_STR_FMT(
                          pricing->promotion_names[quote->trace[i].promotion]));
        is_equal = false;
    }
    return is_equal;
}
