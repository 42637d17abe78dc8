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

static struct kt_rule_out
tell(const struct kt_rule_info *info, struct kt_arena *arena)
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
            rules[told++] = tell(&infos[i], arena);
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

#define RULE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_rule_out, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field rule_fields[] = {
    RULE(ENUM, kind, 0, .names = kt_rule_kind_names),
    RULE(STR, code, 0, .help = "By which rows name it"),
    RULE(STR, title, 0, .help = "With {param} places"),
    RULE(STR, help, 0, .help = "The first comment of its file"),
    RULE(STR, file, 0, .help = "Where it stands"),
    RULE(STR, hash, 0, .help = "BLAKE2b-256 of its text and of what it requires"),
    RULE(ENUM, stage, KT_NULLABLE, .names = kt_stage_names, .help = "Of a promotion"),
    RULE(STRS, events, KT_OMIT_EMPTY, .help = "Of guards: edges; of reactions: events"),
    RULE(RAW, params, 0, .help = "JSON schema of its params"),
};

static const struct kt_field fault_fields[] = {
    KT_FIELD(STR, struct kt_rule_fault, place, 0, .help = "File and line"),
    KT_FIELD(STR, struct kt_rule_fault, detail, 0, .help = "What is wrong there"),
};
/* clang-format on */

static const struct kt_shape rule_shape =
    KT_SHAPE("Rule", struct kt_rule_out, rule_fields, "A rule of the scripts");

static const struct kt_shape fault_shape =
    KT_SHAPE("RuleFault", struct kt_rule_fault, fault_fields,
             "Why a script does not load");

static const struct kt_field fields[] = {
    KT_FIELD(LIST, struct kt_rules_out, data, 0, .shape = &rule_shape,
             .help = "By kind and code"),
    KT_FIELD(STR, struct kt_rules_out, hash, 0,
             .help = "Over all of them: orders keep it"),
    KT_FIELD(LIST, struct kt_rules_out, faults, 0, .shape = &fault_shape,
             .help = "Why the files as they are now are not in force; the "
                     "rules above serve on"),
};

const struct kt_shape kt_rules_out_shape =
    KT_SHAPE("Rules", struct kt_rules_out, fields, "The rules in force");
