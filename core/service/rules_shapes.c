#include "base/assert.h"
#include "service/rules.h"

#define RULE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct kt_rule_out, member, __VA_ARGS__)
#define DETAIL(KIND, member, ...)                                              \
    KT_FIELD(KIND, struct kt_rule_detail_out, member, __VA_ARGS__)
#define FAILURES(member, HELP)                                                 \
    KT_FIELD(INT, struct kt_rule_failures_out, member, 0, .help = (HELP))
#define ERROR(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct kt_rule_error_out, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field failures_fields[] = {
    FAILURES(error, "It raised an error, or answered what its kind may not"),
    FAILURES(budget, "Its steps ran out"),
    FAILURES(wall, "Its time ran out"),
    FAILURES(memory, "Its memory ran out"),
    FAILURES(denied, "It reached for what scripts do not have"),
    FAILURES(disabled, "It was not asked, as it had been given up"),
};

static const struct kt_field error_fields[] = {
    ERROR(ENUM, outcome, 0, .names = kt_failure_names),
    ERROR(STR, detail, 0, .help = "What it told"),
    ERROR(STR, file, KT_NULLABLE, .help = "Where, if that is known"),
    ERROR(INT, line, KT_NULLABLE),
    ERROR(TIME, at, 0),
};

static const struct kt_shape failures_shape =
    KT_SHAPE("RuleFailures", struct kt_rule_failures_out, failures_fields,
             "Evaluations of a rule that failed since the server began");

static const struct kt_shape error_shape =
    KT_SHAPE("RuleError", struct kt_rule_error_out, error_fields,
             "How an evaluation failed");

/* Those of a rule first, and what only its own address tells behind them. */
enum { RULE_FIELDS = 10 };

static const struct kt_field rule_fields[] = {
    RULE(ENUM, kind, 0, .names = kt_rule_kind_names),
    RULE(STR, code, 0, .help = "By which rows name it"),
    RULE(STR, title, 0, .help = "With {param} places"),
    RULE(STR, help, 0, .help = "The first comment of its file"),
    RULE(STR, file, 0, .help = "Where it stands"),
    RULE(STR, hash, 0, .help = "BLAKE2b-256 of its text and of what it requires"),
    RULE(ENUM, stage, KT_NULLABLE, .names = kt_stage_names, .help = "Of a promotion"),
    RULE(STRS, events, KT_OMIT_EMPTY, .help = "Of guards: edges; of reactions: events"),
    RULE(RAW, params, KT_IS_OBJECT, .help = "JSON schema of its params"),
    RULE(ENUM, state, 0, .names = kt_rule_state_names,
         .help = "disabled: it was stopped five times within a minute and is off, but for "
                 "one try a minute; fallen_back: an earlier text serves instead"),
    DETAIL(INT, generation, 0, .help = "Of the load that serves, counted by the process"),
    DETAIL(STR, rules_hash, 0, .help = "Over all rules that serve: orders keep it"),
    DETAIL(STR, given_up, KT_OMIT_EMPTY, .help = "Hash of the newer text that is not loaded"),
    DETAIL(EMBED, failures, 0, .shape = &failures_shape),
    DETAIL(OBJECT, last_error, KT_NULLABLE, .shape = &error_shape),
    DETAIL(INT, kills_last_minute, 0,
           .help = "How often it was stopped, five at most: then it is given up"),
};

static const struct kt_field fault_fields[] = {
    KT_FIELD(STR, struct kt_rule_fault, place, 0, .help = "File and line"),
    KT_FIELD(STR, struct kt_rule_fault, detail, 0, .help = "What is wrong there"),
};
/* clang-format on */

static const struct kt_shape rule_shape = {
    .name = "Rule",
    .size = sizeof(struct kt_rule_out),
    .given_offset = KT_NO_GIVEN,
    .fields = rule_fields,
    .field_count = RULE_FIELDS,
    .help = "A rule of the scripts",
};

const struct kt_shape kt_rule_detail_out_shape =
    KT_SHAPE("RuleDetail", struct kt_rule_detail_out, rule_fields,
             "A rule of the scripts, and how it fares");

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
