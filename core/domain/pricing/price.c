/* Step 1: the unit price of a line. */

#include "domain/pricing/work.h"

/* A line that stands in no cart, as a gift, counts alone. */
static int64_t
count_product(const struct kt_work *work, const struct kt_item *item,
              int64_t quantity, const struct kt_cart_line *line)
{
    const struct kt_cart_line *lines = work->in->lines;
    int64_t sum = quantity;
    for (size_t i = 0; line != NULL && i < work->in->line_count; i++) {
        if (&lines[i] != line &&
            kt_id_eq(lines[i].item->product_id, item->product_id) &&
            !kt_money_add(sum, lines[i].quantity, &sum))
            return INT64_MAX;
    }
    return sum;
}

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

static enum kt_status
refuse_rule(struct kt_work *work, const struct kt_rule_use *use)
{
    struct kt_str why = kt_error_text(work->err);
    kt_fail_rule_failed(work->err, use->rule);
    return kt_error_explain(work->err, "%.*s", KT_STR_FMT(why));
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

/* The first rule that answers; *unit_minor stays negative when none does. */
static enum kt_status
ask_rules(struct kt_work *work, const struct kt_item *item,
          struct kt_price_context *context, int64_t *unit_minor,
          int64_t *compare_at_minor)
{
    const struct kt_quote_input *in = work->in;
    for (size_t i = 0; i < in->price_rule_count && *unit_minor < 0; i++) {
        const struct kt_rule_use *use = &in->price_rules[i];
        struct kt_price_asked *asked = begin_story(work, use, context);
        *compare_at_minor = 0;
        if (work->rules->price(work->rules->host, use, item, context,
                               in->settings.currency, work->arena, unit_minor,
                               compare_at_minor, work->err) != KT_OK)
            return refuse_rule(work, use);
        if (asked != NULL)
            asked->is_answered = *unit_minor >= 0;
    }
    return KT_OK;
}

enum kt_status
kt_work_price_line(struct kt_work *work, const struct kt_item *item,
                   int64_t quantity, const struct kt_cart_line *line,
                   int64_t *unit_minor, int64_t *compare_at_minor)
{
    struct kt_price_context context =
        context_of(work, quantity, count_product(work, item, quantity, line));

    const struct kt_price *price = NULL;

    kt_price_trace_begin(work);
    *unit_minor = -1;
    *compare_at_minor = 0;
    KT_TRY(ask_rules(work, item, &context, unit_minor, compare_at_minor));
    if (*unit_minor < 0) {
        price = kt_price_select(item, &context, NULL);
        if (price != NULL) {
            *unit_minor = price->amount_minor;
            *compare_at_minor = price->compare_at_minor;
        }
    }
    if (*compare_at_minor <= *unit_minor)
        *compare_at_minor = 0;
    if (work->price != NULL)
        kt_price_trace_end(work, item, &context, price, *unit_minor,
                           *compare_at_minor);
    return KT_OK;
}
