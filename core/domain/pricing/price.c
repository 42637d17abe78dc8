/* Step 1: the unit price of a line. */

#include "domain/pricing/work.h"

static struct kt_price_context
context_of(const struct kt_work *work, int64_t quantity,
           int64_t product_quantity)
{
    const struct kt_quote_input *in = work->in;
    return (struct kt_price_context){
        .channel_id = in->settings.channel_id,
        .buyer = &in->buyer,
        .country =
            in->shipping_address ? in->shipping_address->country : KT_STR(""),
        .quantity = quantity,
        .product_quantity = product_quantity,
        .now_ms = in->now_ms,
        .utc_offset_ms = in->settings.utc_offset_ms,
    };
}

/* What is asked of the next rule is told with it. */
static struct kt_price_asked *
begin_story(struct kt_work *work, const struct kt_rule_use *use,
            struct kt_price_context *context)
{
    if (work->price == NULL)
        return NULL;
    struct kt_price_asked *asked = kt_price_trace_ask(work, use);
    context->told = &asked->told;
    return asked;
}

/* The first rule that answers; unit_minor stays negative when none does. */
static enum kt_status
ask_rules(struct kt_work *work, const struct kt_item *item,
          struct kt_price_context *context, struct kt_price_answer *answer)
{
    const struct kt_quote_input *in = work->in;
    for (size_t i = 0; i < in->price_rule_count && answer->unit_minor < 0;
         i++) {
        const struct kt_rule_use *use = &in->price_rules[i];
        struct kt_price_asked *asked = begin_story(work, use, context);
        if (work->rules->price(work->rules->host, use, item, context,
                               in->settings.currency, work->arena, answer,
                               work->err) != KT_OK)
            return kt_rule_refuse(use->rule, kt_rule_failure_text(work->err),
                                  work->err);
        if (asked != NULL)
            asked->is_answered = answer->unit_minor >= 0;
    }
    return KT_OK;
}

static void
answer_price(const struct kt_price *price, struct kt_price_answer *answer)
{
    *answer = (struct kt_price_answer){
        .unit_minor = price->amount_minor,
        .compare_at_minor = price->compare_at_minor,
        .is_graduated = price->bands == KT_BANDS_GRADUATED,
        .counts_product = price->pool == KT_POOL_PRODUCT,
    };
}

enum kt_status
kt_work_price(struct kt_work *work, const struct kt_item *item,
              int64_t quantity, int64_t product_quantity,
              struct kt_price_answer *answer)
{
    struct kt_price_context context =
        context_of(work, quantity, product_quantity);
    const struct kt_price *price = NULL;

    kt_price_trace_begin(work);
    *answer = (struct kt_price_answer){ .unit_minor = -1 };
    KT_TRY(ask_rules(work, item, &context, answer));
    if (answer->unit_minor < 0) {
        price = kt_price_select(item, &context, NULL);
        if (price != NULL)
            answer_price(price, answer);
    }
    if (answer->compare_at_minor <= answer->unit_minor)
        answer->compare_at_minor = 0;
    if (work->price != NULL)
        kt_price_trace_end(work, item, &context, price, answer);
    return KT_OK;
}
