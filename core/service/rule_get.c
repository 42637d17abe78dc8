#include "base/text.h"
#include "service/rules.h"

static enum kt_status
fail_unknown(struct kt_error *err, const char *what, struct kt_str word,
             const char *nearest)
{
    (void)kt_fail_not_found(err);
    return kt_error_explain(err, "there is no %s \"%.*s\"%s%s%s", what,
                            KT_STR_FMT(word),
                            nearest != NULL ? "; did you mean \"" : "",
                            nearest != NULL ? nearest : "",
                            nearest != NULL ? "\"?" : "");
}

static enum kt_status
find_kind(struct kt_str word, enum kt_rule_kind *kind, struct kt_error *err)
{
    for (size_t i = 0; i < KT_RULE_KIND_COUNT; i++) {
        if (kt_str_eq(kt_str_of(kt_rule_kind_names[i]), word)) {
            *kind = (enum kt_rule_kind)i;
            return KT_OK;
        }
    }
    return fail_unknown(err, "kind of rules", word,
                        kt_text_nearest(word, kt_rule_kind_names,
                                        KT_RULE_KIND_COUNT));
}

static const struct kt_rule_error_out *
tell_error(const struct kt_rule_health *health, struct kt_arena *arena)
{
    if (health->failed_ms == 0)
        return NULL;
    struct kt_rule_error_out *error = KT_NEW(arena, struct kt_rule_error_out);
    *error = (struct kt_rule_error_out){
        .outcome = (int)health->failure,
        .detail = health->message,
        .file = health->file,
        .line = health->line,
        .at = health->failed_ms,
    };
    return error;
}

static struct kt_rule_detail_out
tell(const struct kt_registry *registry, const struct kt_rule_info *info,
     struct kt_arena *arena)
{
    struct kt_rule_health health;
    kt_rule_health_get(registry, info, arena, &health);
    return (struct kt_rule_detail_out){
        .rule = kt_rule_tell(registry, info, arena),
        .generation = (int64_t)kt_registry_generation(registry),
        .rules_hash = kt_registry_hash(registry),
        .given_up = health.given_up,
        .failures = {
            .error = health.failures[KT_FAILURE_ERROR],
            .budget = health.failures[KT_FAILURE_BUDGET],
            .wall = health.failures[KT_FAILURE_WALL],
            .memory = health.failures[KT_FAILURE_MEMORY],
            .denied = health.failures[KT_FAILURE_DENIED],
            .disabled = health.failures[KT_FAILURE_DISABLED],
        },
        .last_error = tell_error(&health, arena),
        .kills_last_minute = health.kills_in_minute,
    };
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_rule_get_use *state = (struct kt_rule_get_use *)use;
    const struct kt_registry *registry = use->call->shop->registry;
    enum kt_rule_kind kind = KT_RULE_KIND_COUNT;
    KT_TRY(find_kind(state->kind, &kind, err));
    const struct kt_rule_info *info =
        kt_registry_find(registry, kind, state->code);
    if (info == NULL)
        return fail_unknown(err, kt_rule_kind_names[kind], state->code,
                            kt_registry_nearest(registry, kind, state->code));
    state->out = tell(registry, info, use->call->arena);
    return KT_OK;
}

const struct kt_use kt_use_rule_get = {
    .name = "rule_get",
    .state_size = sizeof(struct kt_rule_get_use),
    .answer = answer,
};
