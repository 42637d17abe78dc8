/* One evaluation: what the views show, and where the answer goes. */
#ifndef KT_SCRIPT_RUN_H
#define KT_SCRIPT_RUN_H

#include "domain/pricing/quote.h"
#include "script/host.h"
#include "script/params.h"
#include "script/watch.h"

struct kt_run {
    const struct kt_rule_info *rule;
    const struct kt_param_value *params;
    struct kt_arena *arena; /* of the call: answers live here */
    const struct kt_currency *currency;
    int64_t now_ms;
    int64_t local_ms; /* the same in the channel's time zone */

    /* What is asked; members that the kind does not have are NULL. */
    const struct kt_stage_view *stage;
    const struct kt_quote *quote;
    const struct kt_quote_line *line; /* fee_line for the shipping fee */
    const struct kt_item *item;
    const struct kt_price_context *context;
    const struct cJSON *record;

    /* A tax rule that is asked for the fee sees this line. */
    struct kt_quote_line fee_line;
    struct kt_item fee_item;

    /* The answer of the kind. */
    struct kt_price_answer price;
    struct kt_effects effects;
    struct kt_treatment treatment;
    struct kt_shipping_offer offer;
    struct kt_verdict verdict;
    struct kt_str jobs_json;

    bool is_trial; /* nobody buys */
    struct kt_rule_failure failure;
};

#endif
