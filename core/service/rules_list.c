#include "base/assert.h"
#include "service/rules.h"

static struct kt_str
schema_of(const struct kt_rule_info *info, struct kt_arena *arena)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    kt_rule_write_schema(info, &json);
    return kt_buf_view(&buf);
}

struct kt_rule_out
kt_rule_tell(const struct kt_registry *registry,
             const struct kt_rule_info *info, struct kt_arena *arena)
{
    return (struct kt_rule_out){
        .kind = (int)info->kind,
        .code = info->code,
        .title = info->title,
        .help = info->help,
        .file = info->path,
        .hash = info->hash,
        .stage = info->kind == KT_RULE_PROMOTION ? (int)info->stage : -1,
        .events = { (void *)(uintptr_t)info->events, info->event_count },
        .params = schema_of(info, arena),
        .state = (int)kt_rule_state_get(registry, info),
    };
}

static enum kt_status
answer(struct kt_use_state *use, struct kt_error *err)
{
    struct kt_rules_use *state = (struct kt_rules_use *)use;
    const struct kt_registry *registry = use->call->shop->registry;
    struct kt_arena *arena = use->call->arena;
    size_t count;
    const struct kt_rule_info *infos = kt_registry_list(registry, &count);
    struct kt_rule_out *rules = KT_NEW_ARRAY(arena, struct kt_rule_out, count);
    size_t told = 0;
    (void)err;
    for (size_t i = 0; i < count; i++) {
        if (state->kind < 0 || state->kind == (int)infos[i].kind)
            rules[told++] = kt_rule_tell(registry, &infos[i], arena);
    }
    state->out = (struct kt_rules_out){
        .data = { rules, told },
        .hash = kt_registry_hash(registry),
        .faults = kt_host_faults(use->call->app->host, arena),
    };
    return KT_OK;
}

const struct kt_use kt_use_rules_list = {
    .name = "rules_list",
    .state_size = sizeof(struct kt_rules_use),
    .answer = answer,
};
