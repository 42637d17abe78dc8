/* The rules as pricing calls them: each fills in what is asked and runs the
 * rule. */
#include "script/answer.h"
#include "script/call.h"

static enum kt_status
ask_price(void *host, const struct kt_rule_use *use, const struct kt_item *item,
          const struct kt_price_context *context,
          const struct kt_currency *currency, struct kt_arena *arena,
          struct kt_price_answer *answer, struct kt_error *err)
{
    const struct kt_asker *asker = host;
    struct kt_run run = {
        .is_trial = asker->is_trial,
        .arena = arena,
        .currency = currency,
        .now_ms = context->now_ms,
        .local_ms = context->now_ms + context->utc_offset_ms,
        .item = item,
        .context = context,
    };
    KT_TRY(kt_call_rule(asker->registry, KT_RULE_PRICE, use->rule, use->params,
                        &run, kt_answer_price, err));
    if (context->told != NULL) {
        context->told->steps = run.effects.steps;
        context->told->nanoseconds = run.effects.nanoseconds;
    }
    *answer = run.price;
    return KT_OK;
}

/* The field by which a list rises, when that is a quantity; SIZE_MAX. */
static size_t
find_quantity(const struct kt_param_spec *list)
{
    for (size_t i = 0; i < list->field_count; i++) {
        if (list->fields[i].kind == KT_PARAM_QUANTITY &&
            kt_str_eq(list->fields[i].name, list->ascending))
            return i;
    }
    return SIZE_MAX;
}

static bool
has_bands(const struct kt_rule_info *info)
{
    for (size_t i = 0; info != NULL && i < info->param_count; i++) {
        if (find_quantity(&info->params[i]) != SIZE_MAX)
            return true;
    }
    return false;
}

static void
add_starts(const struct kt_param_spec *list, const struct kt_param_value *value,
           struct kt_arena *arena, int64_t **starts, size_t *count)
{
    size_t field = find_quantity(list);
    if (field == SIZE_MAX)
        return;
    *starts = kt_arena_grow(arena, *starts, *count * sizeof **starts,
                            (*count + value->count) * sizeof **starts);
    for (size_t i = 0; i < value->count; i++)
        (*starts)[(*count)++] =
            value->rows[i * list->field_count + field].number;
}

/* Params that do not fit refuse the price when the rule is asked for one. */
static enum kt_status
list_bands(void *host, const struct kt_rule_use *use, struct kt_arena *arena,
           const int64_t **starts, size_t *count, struct kt_error *err)
{
    const struct kt_asker *asker = host;
    const struct kt_rule_info *info =
        kt_registry_find(asker->registry, KT_RULE_PRICE, use->rule);
    struct kt_param_value *values;
    struct kt_error faults;
    int64_t *items = NULL;
    (void)err;
    *count = 0;
    if (!has_bands(info))
        return KT_OK;
    values = KT_NEW_ARRAY(arena, struct kt_param_value, info->param_count);
    kt_error_init(&faults, arena);
    if (kt_params_parse(info->params, info->param_count, use->params,
                        KT_STR(""), arena, values, &faults) != KT_OK)
        return KT_OK;
    for (size_t i = 0; i < info->param_count; i++)
        add_starts(&info->params[i], &values[i], arena, &items, count);
    *starts = items;
    return KT_OK;
}

static struct kt_run
run_of_quote(const struct kt_asker *asker, const struct kt_quote *quote,
             struct kt_arena *arena)
{
    return (struct kt_run){
        .is_trial = asker->is_trial,
        .arena = arena,
        .currency = quote->in->settings.currency,
        .now_ms = quote->in->now_ms,
        .local_ms = kt_quote_local_ms(quote->in),
        .quote = quote,
    };
}

static enum kt_status
ask_promotion(void *host, const struct kt_stage_view *view,
              struct kt_effects *effects, struct kt_error *err)
{
    const struct kt_asker *asker = host;
    struct kt_run run = run_of_quote(asker, view->quote, view->arena);
    run.stage = view;
    enum kt_status status =
        kt_call_rule(asker->registry, KT_RULE_PROMOTION, view->promotion->rule,
                     view->promotion->params, &run, kt_answer_promotion, err);
    if (status == KT_OK)
        *effects = run.effects;
    else
        *effects =
            (struct kt_effects){ .steps = run.effects.steps,
                                 .nanoseconds = run.effects.nanoseconds };
    return status;
}

/* The fee looks to a tax rule like a line of which only the class is known. */
static void
set_fee_line(struct kt_run *run, struct kt_str tax_class)
{
    run->fee_item.tax_class = tax_class;
    run->fee_line.item = &run->fee_item;
    run->fee_line.quantity = 1;
    run->fee_line.amount_minor = run->quote->shipping.amount_minor;
    run->line = &run->fee_line;
}

static enum kt_status
ask_tax(void *host, const struct kt_rule_use *use, const struct kt_quote *quote,
        const struct kt_quote_line *line, struct kt_str tax_class,
        struct kt_arena *arena, struct kt_treatment *treatment,
        struct kt_error *err)
{
    const struct kt_asker *asker = host;
    struct kt_run run = run_of_quote(asker, quote, arena);
    run.line = line;
    if (line == NULL)
        set_fee_line(&run, tax_class);
    KT_TRY(kt_call_rule(asker->registry, KT_RULE_TAX, use->rule, use->params,
                        &run, kt_answer_tax, err));
    *treatment = run.treatment;
    treatment->steps = run.effects.steps;
    treatment->nanoseconds = run.effects.nanoseconds;
    return KT_OK;
}

static enum kt_status
ask_shipping(void *host, const struct kt_rule_use *use,
             const struct kt_quote *quote, struct kt_arena *arena,
             struct kt_shipping_offer *offer, struct kt_error *err)
{
    const struct kt_asker *asker = host;
    struct kt_run run = run_of_quote(asker, quote, arena);
    KT_TRY(kt_call_rule(asker->registry, KT_RULE_SHIPPING, use->rule,
                        use->params, &run, kt_answer_shipping, err));
    *offer = run.offer;
    offer->steps = run.effects.steps;
    offer->nanoseconds = run.effects.nanoseconds;
    return KT_OK;
}

static enum kt_status
ask_check(void *host, const struct kt_rule_use *use,
          const struct kt_quote *quote, struct kt_arena *arena,
          struct kt_verdict *verdict, struct kt_error *err)
{
    const struct kt_asker *asker = host;
    struct kt_run run = run_of_quote(asker, quote, arena);
    KT_TRY(kt_call_rule(asker->registry, KT_RULE_CHECK, use->rule, use->params,
                        &run, kt_answer_check, err));
    *verdict = run.verdict;
    return KT_OK;
}

static struct kt_rules
rules_for(struct kt_asker *asker)
{
    return (struct kt_rules){
        .host = asker,
        .price = ask_price,
        .bands = list_bands,
        .evaluate = ask_promotion,
        .treat = ask_tax,
        .offer = ask_shipping,
        .check = ask_check,
    };
}

struct kt_rules
kt_registry_rules(struct kt_registry *registry)
{
    return rules_for(&registry->buyer);
}

struct kt_rules
kt_registry_trial_rules(struct kt_registry *registry)
{
    return rules_for(&registry->trial);
}

enum kt_status
kt_registry_guard(struct kt_registry *registry, const struct kt_rule_use *use,
                  struct kt_str order_json, struct kt_arena *arena,
                  struct kt_verdict *verdict, struct kt_error *err)
{
    struct kt_run run = { .arena = arena };
    KT_TRY(kt_json_parse(arena, order_json, &run.record, err));
    KT_TRY(kt_call_rule(registry, KT_RULE_GUARD, use->rule, use->params, &run,
                        kt_answer_guard, err));
    *verdict = run.verdict;
    return KT_OK;
}

enum kt_status
kt_registry_react(struct kt_registry *registry, const struct kt_rule_use *use,
                  const struct cJSON *event, struct kt_arena *arena,
                  struct kt_str *jobs_json, struct kt_error *err)
{
    struct kt_run run = { .arena = arena, .record = event };
    KT_TRY(kt_call_rule(registry, KT_RULE_REACTION, use->rule, use->params,
                        &run, kt_answer_reaction, err));
    *jobs_json = run.jobs_json;
    return KT_OK;
}
