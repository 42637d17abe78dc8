#include "script/call.h"

#include "base/guard.h"
#include "base/log.h"
#include "base/metric.h"
#include "base/text.h"
#include "script/load.h"

static _Thread_local uint64_t moments;

void
kt_script_note_moment(void)
{
    moments++;
}

uint64_t
kt_script_moments(void)
{
    return moments;
}

static enum kt_status
fail(struct kt_error *err, struct kt_str code, struct kt_str message)
{
    (void)kt_fail_rule_failed(err, code);
    return kt_error_explain(err, "%.*s", KT_STR_FMT(message));
}

static enum kt_status
fail_unknown(struct kt_registry *registry, enum kt_rule_kind kind,
             struct kt_str code, struct kt_error *err)
{
    const char *nearest = kt_registry_nearest(registry, kind, code);
    (void)kt_fail_rule_failed(err, code);
    return kt_error_explain(err, "there is no %s '%.*s'%s",
                            kt_rule_kind_names[kind], KT_STR_FMT(code),
                            kt_text_meant(nearest, err->arena));
}

/* Params were checked when their row was stored; the rule has changed since. */
static enum kt_status
fail_params(struct kt_error *err, struct kt_str code,
            const struct kt_error *faults)
{
    struct kt_str text = faults->detail;
    if (faults->item_count > 0)
        text = kt_arena_format(err->arena, "%.*s: %.*s",
                               KT_STR_FMT(faults->items[0].pointer),
                               KT_STR_FMT(faults->items[0].detail));
    (void)kt_fail_rule_failed(err, code);
    return kt_error_explain(err, "its params do not fit: %.*s",
                            KT_STR_FMT(text));
}

static const struct kt_param_value *
keep_last(struct kt_image *image, struct kt_str text,
          const struct kt_param_value *values)
{
    image->last_text = text;
    image->last = values;
    return values;
}

/* Compiled params are kept with the image: rows change seldom, carts often.
 * When too many gather, wrong ones too, the generation's images start anew. */
static enum kt_status
find_params(struct kt_state *state, struct kt_registry *registry,
            struct kt_image *image, const struct kt_rule_info *rule,
            struct kt_str params, const struct kt_param_value **values,
            struct kt_error *err)
{
    if (image->last != NULL && kt_str_eq(image->last_text, params)) {
        *values = image->last;
        return KT_OK;
    }
    struct kt_image_set *set = kt_state_images(state, registry);
    const struct kt_map_slot *kept = kt_map_slot(&image->params, params);
    if (kept != NULL) {
        *values = keep_last(image, kept->key, kept->value);
        return KT_OK;
    }
    struct kt_error faults;
    kt_error_init(&faults, err->arena);
    set->params_kept++;
    struct kt_param_value *found =
        KT_NEW_ARRAY(&set->arena, struct kt_param_value, rule->param_count + 1);
    if (kt_params_parse(rule->params, rule->param_count, params,
                        KT_STR("/params"), &set->arena, found,
                        &faults) != KT_OK)
        return fail_params(err, rule->code, &faults);
    struct kt_str text = kt_arena_str(&set->arena, params);
    kt_map_put(&image->params, text, found);
    *values = keep_last(image, text, found);
    return KT_OK;
}

static void
log_print(const struct kt_state *state, const struct kt_rule_info *rule)
{
    if (state->print_len == 0)
        return;
    struct kt_str text = { state->print, state->print_len };
    kt_log(KT_LOG_DEBUG, "rule_printed", KT_LOG_STR("rule", rule->code),
           KT_LOG_STR("text", text));
}

static void
count_run(const struct kt_run *run)
{
    unsigned series = run->rule->series;
    kt_metric_add(KT_METRIC_RULE_CALLS, series, 1);
    kt_metric_add(KT_METRIC_RULE_TIME, series, run->effects.nanoseconds);
}

static enum kt_failure
failure_of(const struct kt_guarded *guarded)
{
    static const enum kt_failure stops[] = {
        [KT_STOP_STEPS] = KT_FAILURE_BUDGET,
        [KT_STOP_MEMORY] = KT_FAILURE_MEMORY,
        [KT_STOP_TIME] = KT_FAILURE_WALL,
        [KT_STOP_PANIC] = KT_FAILURE_ERROR,
    };
    if (guarded->stop != KT_STOP_NONE)
        return stops[guarded->stop];
    if (guarded->outcome == KT_OUTCOME_MEMORY)
        return KT_FAILURE_MEMORY;
    return guarded->outcome == KT_OUTCOME_DENIED ? KT_FAILURE_DENIED
                                                 : KT_FAILURE_ERROR;
}

/* How a run of it, or of its file, was ended. */
static enum kt_status
fail_run(struct kt_run *run, const struct kt_guarded *guarded,
         struct kt_error *err)
{
    struct kt_rule_failure *failure = &run->failure;
    failure->kind = failure_of(guarded);
    failure->is_kill = !run->is_trial && !guarded->is_starved &&
                       (failure->kind == KT_FAILURE_BUDGET ||
                        failure->kind == KT_FAILURE_WALL ||
                        failure->kind == KT_FAILURE_MEMORY);
    failure->text =
        kt_arena_format(err->arena, "%.*s%.*s", KT_STR_FMT(guarded->place),
                        KT_STR_FMT(guarded->message));
    return fail(err, run->rule->code, guarded->message);
}

static enum kt_status
run_rule(struct kt_state *state, struct kt_registry *registry,
         struct kt_image *image, struct kt_run *run, lua_CFunction body,
         struct kt_error *err)
{
    struct kt_guarded guarded = {
        .limits = &registry->limits,
        .lua = image->lua,
        .body = body,
        .arena = err->arena,
    };
    kt_state_restore(state, image);
    state->run = run;
    state->print_len = 0;
    bool is_done = kt_state_guard(state, &guarded);
    state->run = NULL;
    kt_state_count(state);
    run->effects.steps = kt_budget_steps(state);
    run->effects.nanoseconds =
        state->budget.ended_ns - state->budget.started_ns;
    log_print(state, run->rule);
    count_run(run);
    return is_done ? KT_OK : fail_run(run, &guarded, err);
}

struct calling {
    struct kt_registry *registry;
    enum kt_rule_kind kind;
    struct kt_str code;
    struct kt_str params;
    struct kt_run *run;
    lua_CFunction body;
};

static enum kt_status
call_on(struct kt_state *state, const struct calling *c, struct kt_error *err)
{
    struct kt_registry *registry = c->registry;
    struct kt_run *run = c->run;
    struct kt_guarded guarded;
    kt_state_trim_params(state, registry);
    struct kt_image *image =
        kt_load_image(state, registry, run->rule, &guarded, err->arena);
    if (image == NULL)
        return fail_run(run, &guarded, err);
    KT_TRY(find_params(state, registry, image, run->rule, c->params,
                       &run->params, err));
    return run_rule(state, registry, image, run, c->body, err);
}

static bool
is_disabled(const struct kt_registry *registry, const struct kt_rule_info *rule)
{
    return __atomic_load_n(&registry->disabled_count, __ATOMIC_RELAXED) > 0 &&
           kt_watch_is_disabled(kt_registry_watch(registry, rule));
}

static enum kt_status
fail_disabled(const struct kt_registry *registry, struct kt_run *run,
              struct kt_error *err)
{
    run->failure.kind = KT_FAILURE_DISABLED;
    return fail(err, run->rule->code,
                kt_host_tell_disabled(registry, run->rule, err->arena));
}

static enum kt_status
call_state(const struct calling *c, struct kt_error *err)
{
    struct kt_state *state;
    KT_TRY(kt_state_get((size_t)c->registry->limits.memory_max, &state, err));
    state->rescue = c->run->arena->rescue;
    enum kt_status status = call_on(state, c, err);
    state->rescue = NULL;
    return status;
}

static enum kt_status
call(void *arg, struct kt_error *err)
{
    const struct calling *c = arg;
    struct kt_registry *registry = c->registry;
    struct kt_run *run = c->run;
    run->rule = kt_registry_find(registry, c->kind, c->code);
    if (run->rule == NULL)
        return fail_unknown(registry, c->kind, c->code, err);
    if (!is_disabled(registry, run->rule))
        return call_state(c, err);
    if (run->is_trial || !kt_host_may_retry(registry, run->rule))
        return fail_disabled(registry, run, err);
    KT_TRY(call_state(c, err));
    kt_host_revive(registry, run->rule);
    return KT_OK;
}

/* What was told where nothing ran, as when params do not fit. */
static void
note_failure(struct kt_registry *registry, struct kt_run *run,
             const struct kt_error *err)
{
    if (run->failure.text.len == 0)
        run->failure.text = err->detail;
    kt_host_note(registry, run->rule, &run->failure);
}

enum kt_status
kt_call_rule(struct kt_registry *registry, enum kt_rule_kind kind,
             struct kt_str code, struct kt_str params, struct kt_run *run,
             lua_CFunction body, struct kt_error *err)
{
    struct calling calling = { registry, kind, code, params, run, body };
    enum kt_status status = kt_guard_run(run->arena, call, &calling, err);
    if (status == KT_OK)
        return KT_OK;
    kt_script_note_moment();
    if (status == KT_RULE_FAILED && run->rule != NULL)
        note_failure(registry, run, err);
    if (status == KT_OVERLOADED) {
        kt_state_abandon();
        kt_arena_give_up(run->arena);
    }
    return status;
}

struct kt_str
kt_script_printed(void)
{
    const struct kt_state *state = kt_state_current();
    if (state == NULL)
        return KT_STR("");
    return (struct kt_str){ state->print, state->print_len };
}
