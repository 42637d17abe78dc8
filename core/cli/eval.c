/* kontor eval: one script in the server's sandbox, told as JSON. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/assert.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/scripts.h"
#include "script/eval.h"
#include "trial/rule_trial.h"

enum { INPUT_MAX = 4 << 20 };

struct options {
    const char *kind;
    const char *cart;
    const char *params;
    const char *shop;
};

static const struct kt_option options_table[] = {
    { "kind", KT_OPTION_TEXT, offsetof(struct options, kind), "KIND",
      "what a rule's file declares: price_rule, promotion, tax_rule,\n"
      "shipping_method, checkout_check, order_guard or reaction; promotion" },
    { "cart", KT_OPTION_TEXT, offsetof(struct options, cart), "CART.json",
      "the cart; of a guard the order, of a reaction the event" },
    { "params", KT_OPTION_TEXT, offsetof(struct options, params), "JSON",
      "the rule's params; {}" },
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "a shop's folder, whose lib/ the script may require" },
};

/* What one call works on. */
struct eval {
    const char *path;
    const struct options *options;
    struct kt_arena *arena;
    struct kt_folder folder;
    enum kt_rule_kind kind;
    struct kt_str text;
    struct kt_str cart;
    struct kt_evaluation evaluation;
};

/* The shipped scripts, and the shop's. */
static enum kt_status
find_folders(struct eval *eval, struct kt_error *err)
{
    struct kt_folder *folder = &eval->folder;
    if (eval->options->shop != NULL)
        return kt_folder_read(eval->options->shop, eval->arena, folder, err);
    const char *share = kt_share_folder(eval->arena);
    if (share != NULL)
        folder->script_folders[folder->script_folder_count++] =
            kt_arena_format(eval->arena, "%s/scripts", share).ptr;
    return KT_OK;
}

static enum kt_status
read_files(struct eval *eval, struct kt_error *err)
{
    const char *cart = eval->options->cart;
    KT_TRY(kt_file_read(eval->path, INPUT_MAX, eval->arena, &eval->text, err));
    eval->cart = kt_str_of(kt_trial_cart);
    if (cart == NULL)
        return KT_OK;
    return kt_file_read(cart, INPUT_MAX, eval->arena, &eval->cart, err);
}

static enum kt_status
begin_host(const struct eval *eval, const char *file, struct kt_host **host,
           struct kt_error *err)
{
    struct kt_host_options options = {
        .folders = eval->folder.script_folders,
        .folder_count = eval->folder.script_folder_count,
        .file = file,
        .kind = eval->kind,
    };
    return kt_host_new(&options, host, err);
}

/* A fault that the script has, with its place where it has one. */
static void
note_fault(struct eval *eval, const struct kt_error *err)
{
    struct kt_evaluation *evaluation = &eval->evaluation;
    if (evaluation->figures.outcome == KT_OUTCOME_OK)
        evaluation->figures.outcome = KT_OUTCOME_ERROR;
    evaluation->message = kt_trial_message(err, ": ");
}

static void
write_answer(struct eval *eval, const struct kt_trial_answer *answer)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, eval->arena, 1024);
    kt_json_init(&json, &buf);
    kt_trial_answer_write(answer, eval->arena, &json);
    eval->evaluation.value = kt_buf_view(&buf);
}

/* The body ran to its declaration: now the rule on the cart. */
static void
try_rule(struct eval *eval)
{
    struct kt_error fault;
    struct kt_host *host = NULL;
    struct kt_str params = eval->options->params != NULL
                               ? kt_str_of(eval->options->params)
                               : KT_STR("{}");
    kt_error_init(&fault, eval->arena);
    kt_script_figures_clear();
    if (begin_host(eval, eval->path, &host, &fault) != KT_OK) {
        note_fault(eval, &fault);
        return;
    }
    struct kt_registry *registry = kt_registry_acquire(host);
    size_t count;
    const struct kt_rule_info *rules = kt_registry_list(registry, &count);
    const struct kt_rule_info *rule = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rules[i].path.ptr, eval->path) == 0)
            rule = &rules[i];
    }
    KT_ASSERT(rule != NULL);
    struct kt_trial_answer answer;
    enum kt_status status = kt_rule_try(registry, rule, params, eval->cart,
                                        eval->arena, &answer, &fault);
    eval->evaluation.figures = kt_script_figures();
    if (status == KT_OK)
        write_answer(eval, &answer);
    else
        note_fault(eval, &fault);
    eval->evaluation.printed = kt_script_printed();
    kt_registry_release(registry);
    kt_host_free(host);
}

static enum kt_status
evaluate(struct eval *eval, struct kt_error *err)
{
    const struct cJSON *input;
    struct kt_host *host = NULL;
    struct kt_eval_in in = { .name = kt_str_of(eval->path),
                             .text = eval->text };
    KT_TRY(kt_json_parse(eval->arena, eval->cart, &input, err));
    in.input = input;
    KT_TRY(begin_host(eval, NULL, &host, err));
    struct kt_registry *registry = kt_registry_acquire(host);
    enum kt_status status =
        kt_script_evaluate(registry, &in, eval->arena, &eval->evaluation, err);
    kt_registry_release(registry);
    if (status == KT_OK && eval->evaluation.is_declaration)
        try_rule(eval);
    kt_host_free(host);
    return status;
}

static void
print_evaluation(const struct kt_evaluation *evaluation, struct kt_arena *arena)
{
    const struct kt_script_figures *figures = &evaluation->figures;
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, arena, 1024);
    kt_json_init(&json, &buf);
    kt_json_begin_object(&json);
    kt_json_key(&json, KT_STR("outcome"));
    kt_json_str(&json, kt_str_of(kt_outcome_names[figures->outcome]));
    kt_json_key(&json, KT_STR("value"));
    if (figures->outcome == KT_OUTCOME_OK && evaluation->value.len > 0)
        kt_json_raw(&json, evaluation->value);
    else
        kt_json_null(&json);
    if (evaluation->message.len > 0) {
        kt_json_key(&json, KT_STR("message"));
        kt_json_str(&json, evaluation->message);
    }
    if (evaluation->printed.len > 0) {
        kt_json_key(&json, KT_STR("printed"));
        kt_json_str(&json, kt_utf8_mend(arena, evaluation->printed));
    }
    kt_json_key(&json, KT_STR("steps"));
    kt_json_int(&json, figures->steps);
    kt_json_key(&json, KT_STR("bytes"));
    kt_json_int(&json, figures->bytes);
    kt_json_key(&json, KT_STR("microseconds"));
    kt_json_int(&json, (figures->nanoseconds + 999) / 1000);
    kt_json_end_object(&json);
    kt_buf_char(&buf, '\n');
    fwrite(buf.ptr, 1, buf.len, stdout);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    struct kt_error err;
    struct eval eval = { .path = arguments->items[0],
                         .options = options,
                         .arena = arena };
    kt_error_init(&err, arena);
    enum kt_status status = KT_OK;
    eval.kind = KT_RULE_PROMOTION;
    if (eval.options->kind != NULL)
        status = kt_scripts_kind(eval.options->kind, &eval.kind, &err);
    if (status == KT_OK)
        status = find_folders(&eval, &err);
    if (status == KT_OK)
        status = read_files(&eval, &err);
    if (status == KT_OK)
        status = evaluate(&eval, &err);
    if (status == KT_OK)
        print_evaluation(&eval.evaluation, arena);
    kt_script_leave_thread();
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_eval = {
    .name = "eval",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "run one script in the server's sandbox and tell all about it",
    .help =
        "FILE is a rule, or a bare body: statements that use `input` (the\n"
        "cart as plain tables: input.lines[1].sku, .qty, .price) and\n"
        "return a text. The JSON on standard output tells the outcome (ok,\n"
        "error, budget, memory, denied), the value, steps, bytes and\n"
        "microseconds; a script that fails is an outcome, too, and exits 0.",
    .options = options_table,
    .option_count = KT_COUNT(options_table),
    .options_size = sizeof(struct options),
    .run = run,
};
