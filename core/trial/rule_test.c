#include "trial/rule_test.h"

#include "base/assert.h"
#include "base/text.h"
#include "script/eval.h"
#include "script/params.h"
#include "trial/rule_expect.h"
#include "trial/rule_property.h"

enum { CASES_MAX = 1000, RAW_MAX = 65536 };

struct rule_case {
    struct kt_str name;
    struct kt_str params;
    struct kt_str cart;
    struct kt_rule_expect *expect;
};

struct rule_tests {
    struct kt_str rule;
    int kind; /* enum kt_rule_kind; -1: whatever the rule is */
    struct kt_str params;
    struct kt_list cases;
    struct kt_rule_properties *properties;
};

#define CASE(KIND, member, ...)                                                \
    KT_FIELD(KIND, struct rule_case, member, __VA_ARGS__)
#define TESTS(KIND, member, ...)                                               \
    KT_FIELD(KIND, struct rule_tests, member, __VA_ARGS__)

/* clang-format off */
static const struct kt_field case_fields[] = {
    CASE(STR, name, KT_REQUIRED, .min = 1, .max = 255),
    CASE(RAW, params, 0, .max = RAW_MAX, .help = "Instead of the file's"),
    CASE(RAW, cart, KT_REQUIRED, .max = RAW_MAX,
         .help = "Of a guard the order, of a reaction the event"),
    CASE(OBJECT, expect, KT_REQUIRED, .shape = &kt_rule_expect_shape),
};

static const struct kt_shape case_shape =
    KT_SHAPE("RuleCase", struct rule_case, case_fields, "A cart and its answer");

static const struct kt_field tests_fields[] = {
    TESTS(STR, rule, KT_REQUIRED, .min = 1, .max = 64, .help = "Its code"),
    TESTS(ENUM, kind, KT_NULLABLE, .names = kt_rule_kind_names,
          .help = "Where rules of several kinds have the code"),
    TESTS(RAW, params, 0, .max = RAW_MAX, .help = "Of each case"),
    TESTS(LIST, cases, KT_REQUIRED, .shape = &case_shape, .min = 1, .max = CASES_MAX),
    TESTS(OBJECT, properties, 0, .shape = &kt_rule_properties_shape,
          .help = "Of a promotion: what holds on any cart"),
};
/* clang-format on */

static const struct kt_shape tests_shape =
    KT_SHAPE("RuleTests", struct rule_tests, tests_fields, "Tests of one rule");

struct run {
    struct kt_registry *registry;
    const struct kt_rule_info *rule;
    const struct rule_tests *tests;
    struct kt_str name;
    struct kt_arena *arena;
    struct kt_test_report *report;
};

/* Of several rules with the code the first, in the order of kinds. */
static const struct kt_rule_info *
find_rule(struct kt_registry *registry, const struct rule_tests *tests,
          struct kt_error *err)
{
    const char *nearest = NULL;
    for (int kind = 0; kind < KT_RULE_KIND_COUNT; kind++) {
        if (tests->kind >= 0 && tests->kind != kind)
            continue;
        const struct kt_rule_info *rule =
            kt_registry_find(registry, (enum kt_rule_kind)kind, tests->rule);
        if (rule != NULL)
            return rule;
        if (nearest == NULL)
            nearest = kt_registry_nearest(registry, (enum kt_rule_kind)kind,
                                          tests->rule);
    }
    (void)kt_fail_invalid_body(err);
    kt_error_add(err, KT_STR("/rule"), "unknown", "there is no rule '%.*s'%s",
                 KT_STR_FMT(tests->rule), kt_text_meant(nearest, err->arena));
    return NULL;
}

/* ---- params ----
 * An empty table is a list in JSON; where an object is wanted it means that. */

static bool
is_empty_list(const struct cJSON *node)
{
    return kt_json_kind(node) == KT_JSON_ARRAY && kt_json_size(node) == 0;
}

static bool
wants_object(const struct kt_rule_info *rule, struct kt_str name)
{
    for (size_t i = 0; i < rule->param_count; i++) {
        if (kt_str_eq(rule->params[i].name, name))
            return rule->params[i].kind == KT_PARAM_PRODUCTS;
    }
    return false;
}

static struct kt_str
mend_params(const struct run *run, const struct cJSON *params)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, run->arena, 256);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    for (const struct cJSON *node = kt_json_first(params); node != NULL;
         node = kt_json_next(node)) {
        struct kt_str name = kt_json_name(node);
        bool is_object = is_empty_list(node) && wants_object(run->rule, name);
        kt_json_key(&json, name);
        kt_json_raw(&json,
                    is_object ? KT_STR("{}") : kt_json_text(node, run->arena));
    }
    kt_json_end_object(&json);
    return kt_buf_view(&buf);
}

static struct kt_str
params_of(const struct run *run, const struct rule_case *one)
{
    struct kt_str params =
        one->params.ptr != NULL ? one->params : run->tests->params;
    const struct cJSON *root;
    struct kt_error err;
    kt_error_init(&err, run->arena);
    if (params.ptr == NULL)
        return KT_STR("{}");
    if (kt_json_parse(run->arena, params, &root, &err) != KT_OK)
        return params;
    bool is_table = kt_json_kind(root) == KT_JSON_OBJECT || is_empty_list(root);
    return is_table ? mend_params(run, root) : params;
}

/* ---- cases ---- */

static struct kt_str
judge_failure(const struct rule_case *one, struct kt_str message,
              struct kt_arena *arena)
{
    struct kt_str wanted = one->expect->error;
    if (wanted.len == 0)
        return message;
    if (memmem(message.ptr, message.len, wanted.ptr, wanted.len) != NULL)
        return KT_STR("");
    return kt_arena_format(arena, "error: want '%.*s', got '%.*s'",
                           KT_STR_FMT(wanted), KT_STR_FMT(message));
}

/* What is not as wanted, or nothing. */
static struct kt_str
try_case(const struct run *run, const struct rule_case *one)
{
    struct kt_trial_answer answer;
    struct kt_error err;
    kt_error_init(&err, run->arena);
    if (kt_rule_try(run->registry, run->rule, params_of(run, one), one->cart,
                    run->arena, &answer, &err) != KT_OK)
        return judge_failure(one, kt_trial_message(&err, " "), run->arena);
    if (one->expect->error.len > 0)
        return kt_arena_format(run->arena, "error: want '%.*s', got none",
                               KT_STR_FMT(one->expect->error));
    return kt_rule_expect_compare(one->expect, &answer, run->arena);
}

static void
run_case(const struct run *run, const struct rule_case *one)
{
    struct kt_str why = try_case(run, one);
    if (why.len == 0) {
        run->report->passed++;
        return;
    }
    run->report->failed++;
    run->report->fail(run->report->context,
                      kt_arena_format(run->arena, "%.*s: %.*s",
                                      KT_STR_FMT(run->name),
                                      KT_STR_FMT(one->name)),
                      why);
}

/* ---- the file ---- */

/* Runs the file and reads the table that it returns. */
static enum kt_status
read_tests(struct run *run, struct kt_str text, struct rule_tests *tests,
           struct kt_error *err)
{
    struct kt_evaluation evaluation;
    struct kt_eval_in in = { .name = run->name, .text = text };
    KT_TRY(
        kt_script_evaluate(run->registry, &in, run->arena, &evaluation, err));
    if (evaluation.is_declaration)
        evaluation.message = KT_STR("it declares a rule, not tests of one");
    if (evaluation.message.len > 0) {
        (void)kt_fail_invalid_file(err);
        return kt_error_explain(err, "%.*s", KT_STR_FMT(evaluation.message));
    }
    return kt_shape_read_table(&tests_shape, evaluation.value, tests,
                               run->arena, err);
}

enum kt_status
kt_rule_test_run(struct kt_registry *registry, struct kt_str name,
                 struct kt_str text, struct kt_arena *arena,
                 struct kt_test_report *report, struct kt_error *err)
{
    struct rule_tests tests;
    struct run run = { .registry = registry,
                       .tests = &tests,
                       .name = name,
                       .arena = arena,
                       .report = report };
    KT_TRY(read_tests(&run, text, &tests, err));
    run.rule = find_rule(registry, &tests, err);
    if (run.rule == NULL)
        return err->status;
    const struct rule_case *cases = tests.cases.items;
    for (size_t i = 0; i < tests.cases.count; i++)
        run_case(&run, &cases[i]);
    kt_rule_property_run(registry, run.rule, name, tests.properties, report);
    return KT_OK;
}
