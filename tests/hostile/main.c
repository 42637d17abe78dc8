/* Runs scripts that mean harm, each as `kontor eval` would: how it ends, that
 * it ends in two seconds, that a second run is the same, that an innocent
 * script of another shop sees nothing of it; then all of them on sixteen
 * threads at once.
 *
 *   kontor-hostile [NAME…] */

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/assert.h"
#include "script/eval.h"
#include "trial/rule_trial.h"

enum { SCRIPTS_MAX = 600, THREADS = 16, SHARE = 4, FILE_MAX = 1 << 18 };

static const int64_t milliseconds_max = 2000;

/* The thread sanitizer brings a signal only when the thread calls something:
 * there nothing ends a single instruction that takes long. */
#ifdef __SANITIZE_THREAD__
static const char *const left_out[] = { "endless/hash_collisions",
                                        "endless/index_chain", NULL };
#else
static const char *const left_out[] = { NULL };
#endif

struct script {
    char name[96]; /* "endless/goto" */
    enum kt_outcome outcome;
    struct kt_str value; /* that it must give; empty: any */
    struct kt_str text;
};

/* Too long to be written down: how often the unit stands in it. */
static const struct {
    const char *name;
    enum kt_outcome outcome;
    const char *head, *unit;
    int times;
    const char *tail;
} grown[] = {
    { "or_chain", KT_OUTCOME_OK, "local a = 1 return a", " or a", 3000, "" },
    { "plus_chain", KT_OUTCOME_OK, "local a = 1 return a", "+a", 32000, "" },
    { "concat_chain", KT_OUTCOME_ERROR, "local a = 'x' return a", "..a", 20000,
      "" },
    { "power_chain", KT_OUTCOME_ERROR, "local a = 1 return a", "^a", 32000,
      "" },
    { "not_chain", KT_OUTCOME_ERROR, "return ", "not ", 16000, "1" },
    { "compare_chain", KT_OUTCOME_ERROR, "local a = 1 return a", "<a", 32000,
      "" },
    { "shift_chain", KT_OUTCOME_OK, "local a = 1 return a", "<<a", 20000, "" },
    { "elseif_chain", KT_OUTCOME_OK, "local a if a then ", "elseif a then ",
      1500, "end" },
    { "call_chain", KT_OUTCOME_ERROR, "local function f() return f end f", "()",
      32000, "(" },
    { "method_chain", KT_OUTCOME_OK,
      "local t = {} function t:a() return self end t", ":a()", 16000, "" },
    { "index_chain", KT_OUTCOME_ERROR, "local t = {} return t", ".a", 32000,
      "" },
    { "parentheses", KT_OUTCOME_ERROR, "return ", "(", 64000, "1" },
    { "braces", KT_OUTCOME_ERROR, "return ", "{", 64000, "}" },
    { "functions", KT_OUTCOME_ERROR, "return ", "function() return ", 3600,
      "1" },
    { "blocks", KT_OUTCOME_ERROR, "", "do ", 21000, "end" },
    { "blocks_with_locals", KT_OUTCOME_OK, "", "do local a end ", 4300, "" },
    { "locals", KT_OUTCOME_ERROR, "", "local a ", 201, "" },
    { "parameters", KT_OUTCOME_ERROR, "return (function(a", ", a", 260,
      ") end)()" },
    { "returns", KT_OUTCOME_ERROR, "return 1", ",1", 32000, "" },
    { "assigned", KT_OUTCOME_ERROR, "local a a", ",a", 30000, " = 1" },
    { "texts", KT_OUTCOME_OK, "local t = {", "'x',", 16000, "} return 'done'" },
    { "gotos", KT_OUTCOME_OK, "", "goto a ", 9000, "::a::" },
    { "semicolons", KT_OUTCOME_OK, "", ";", 64000, "return 1" },
    { "comment_level", KT_OUTCOME_OK, "--[", "=", 64000, "x" },
    { "bracket_level", KT_OUTCOME_ERROR, "return [", "=", 64000, "[" },
    { "long_number", KT_OUTCOME_OK, "return 0x", "f", 64000, "" },
    { "long_name", KT_OUTCOME_OK, "local a", "a", 64000, " = 1 return 1" },
    { "escapes", KT_OUTCOME_OK, "return '", "\\z ", 16000, "'" },
    { "lines", KT_OUTCOME_OK, "", "\n", 64000, "return 1" },
    { "too_long", KT_OUTCOME_MEMORY, "--", "x", 66000, "" },
};

static struct kt_arena arena;
static struct script scripts[SCRIPTS_MAX];
static size_t script_count;
static struct kt_registry *registry;
static struct kt_registry *other; /* of another shop */
static const struct cJSON *input;
static int failed;      /* atomic */
static bool is_crowded; /* sixteen run at once */

/* What an innocent script uses and gives, whoever ran before it. */
static const char innocent[] =
    "local sum = 0\n"
    "for _, line in ipairs(input.lines) do sum = sum + line.qty * line.price "
    "end\n"
    "local names = {}\n"
    "for name in pairs({ b = 1, a = 2 }) do names[#names + 1] = name end\n"
    "return table.concat(names) .. sum .. ('x'):rep(3)\n";
static struct kt_evaluation innocent_before;

static void
fail(const struct script *script, const char *what, struct kt_str got)
{
    __atomic_add_fetch(&failed, 1, __ATOMIC_RELAXED);
    printf("FAIL %s: %s: %.*s\n", script->name, what, KT_STR_FMT(got));
}

static enum kt_outcome
outcome_of(struct kt_str word, const char *path)
{
    for (int i = 0; kt_outcome_names[i] != NULL; i++) {
        if (kt_str_eq(kt_str_of(kt_outcome_names[i]), word))
            return (enum kt_outcome)i;
    }
    fprintf(stderr, "%s: no outcome: %.*s\n", path, KT_STR_FMT(word));
    exit(1);
}

static struct kt_str
take_line(struct kt_str *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end != NULL ? (size_t)(end - rest->ptr) : rest->len;
    struct kt_str line = { rest->ptr, len };
    size_t step = end != NULL ? len + 1 : len;
    *rest = (struct kt_str){ rest->ptr + step, rest->len - step };
    return line;
}

/* "--# name: outcome value", then the script up to the next such line. */
static void
add_script(const char *group, struct kt_str head, struct kt_str text)
{
    static const size_t mark = 4;
    struct script *script = &scripts[script_count++];
    const char *colon = memchr(head.ptr, ':', head.len);
    struct kt_str word = { colon + 2,
                           head.len - (size_t)(colon + 2 - head.ptr) };
    const char *blank = memchr(word.ptr, ' ', word.len);
    if (blank != NULL) {
        script->value =
            (struct kt_str){ blank + 1,
                             word.len - (size_t)(blank + 1 - word.ptr) };
        word.len = (size_t)(blank - word.ptr);
    }
    snprintf(script->name, sizeof script->name, "%s/%.*s", group,
             (int)(colon - head.ptr - (ptrdiff_t)mark), head.ptr + mark);
    script->outcome = outcome_of(word, group);
    script->text = text;
    for (const char *const *name = left_out; *name != NULL; name++) {
        if (strcmp(script->name, *name) == 0)
            script_count--;
    }
}

static void
read_scripts(const char *group, struct kt_str rest)
{
    struct kt_str head = take_line(&rest);
    while (rest.len > 0) {
        struct kt_str text = { rest.ptr, 0 };
        struct kt_str line = { 0 };
        while (rest.len > 0) {
            line = take_line(&rest);
            if (kt_str_starts(line, KT_STR("--# ")))
                break;
            text.len = (size_t)(rest.ptr - text.ptr);
        }
        add_script(group, head, text);
        head = line;
    }
}

static void
grow_scripts(void)
{
    for (size_t i = 0; i < KT_COUNT(grown); i++) {
        struct script *script = &scripts[script_count++];
        struct kt_buf buf;
        kt_buf_init(&buf, &arena, 1 << 16);
        kt_buf_text(&buf, grown[i].head);
        for (int k = 0; k < grown[i].times; k++)
            kt_buf_text(&buf, grown[i].unit);
        kt_buf_text(&buf, grown[i].tail);
        snprintf(script->name, sizeof script->name, "grown/%s", grown[i].name);
        script->outcome = grown[i].outcome;
        script->text = kt_buf_view(&buf);
    }
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void
read_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, by_name);
    for (int i = 0; i < count; i++) {
        char *name = entries[i]->d_name;
        char *dot = strrchr(name, '.');
        if (dot != NULL && strcmp(dot, ".txt") == 0) {
            const char *path =
                kt_arena_format(&arena, "%s/%s", folder, name).ptr;
            char *bytes = kt_arena_alloc(&arena, FILE_MAX);
            FILE *file = fopen(path, "rb");
            size_t len = file != NULL ? fread(bytes, 1, FILE_MAX, file) : 0;
            if (file != NULL)
                fclose(file);
            *dot = '\0';
            read_scripts(kt_arena_cstr(&arena, kt_str_of(name)),
                         (struct kt_str){ bytes, len });
        }
        free(entries[i]);
    }
    free(entries);
}

static struct kt_evaluation
evaluate(struct kt_registry *shop, const char *name, struct kt_str text,
         struct kt_arena *of)
{
    struct kt_eval_in in = { .name = kt_str_of(name),
                             .text = text,
                             .input = input };
    struct kt_evaluation evaluation;
    struct kt_error err;
    kt_error_init(&err, of);
    if (kt_script_evaluate(shop, &in, of, &evaluation, &err) != KT_OK) {
        fprintf(stderr, "%.*s\n", KT_STR_FMT(kt_error_text(&err)));
        exit(1);
    }
    return evaluation;
}

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* JSON texts are told with quotes, numbers without. */
static bool
is_value(struct kt_str json, struct kt_str wanted)
{
    bool is_text = json.len >= 2 && json.ptr[0] == '"';
    struct kt_str bare = { json.ptr + is_text, json.len - 2U * is_text };
    return wanted.len == 0 || kt_str_eq(bare, wanted);
}

/* Stopped by the clock, not by its steps: how far it came is chance. */
static bool
was_late(const struct kt_evaluation *evaluation)
{
    static const struct kt_str unit = KT_STR_INIT(" ms");
    struct kt_str text = evaluation->message;
    return evaluation->figures.outcome == KT_OUTCOME_BUDGET &&
           text.len > unit.len &&
           memcmp(text.ptr + text.len - unit.len, unit.ptr, unit.len) == 0;
}

/* On a busy machine the clock may be first. */
static void
check_outcome(const struct script *script,
              const struct kt_evaluation *evaluation)
{
    enum kt_outcome outcome = evaluation->figures.outcome;
    if (was_late(evaluation) &&
        (is_crowded || script->outcome == KT_OUTCOME_MEMORY))
        return;
    if (outcome != script->outcome)
        fail(script, kt_outcome_names[outcome],
             outcome == KT_OUTCOME_OK ? evaluation->value
                                      : evaluation->message);
    else if (outcome == KT_OUTCOME_OK &&
             !is_value(evaluation->value, script->value))
        fail(script, "another value", evaluation->value);
}

static bool
is_same(const struct kt_evaluation *a, const struct kt_evaluation *b)
{
    return kt_str_eq(a->value, b->value) && kt_str_eq(a->message, b->message) &&
           a->figures.steps == b->figures.steps &&
           a->figures.bytes == b->figures.bytes;
}

static void
try_script(const struct script *script, struct kt_arena *of)
{
    int64_t before_ms = now_ms();
    struct kt_evaluation first =
        evaluate(registry, script->name, script->text, of);
    int64_t after_ms = now_ms();
    check_outcome(script, &first);
    if (after_ms - before_ms > milliseconds_max)
        fail(script, "too slow, ms",
             kt_arena_format(of, "%lld", (long long)(after_ms - before_ms)));
    struct kt_evaluation second =
        evaluate(registry, script->name, script->text, of);
    if (!was_late(&first) && !was_late(&second) && !is_same(&first, &second))
        fail(script, "another run differs", second.message);
    struct kt_evaluation after =
        evaluate(other, "innocent", kt_str_of(innocent), of);
    if (!is_same(&after, &innocent_before))
        fail(script, "an innocent script differs after it", after.message);
}

static bool
is_wanted(const struct script *script, char **names, int count)
{
    for (int i = 0; i < count; i++) {
        if (strstr(script->name, names[i]) != NULL)
            return true;
    }
    return count == 0;
}

/* Each script on some threads, at the same time as fifteen others. */
static void *
run_some(void *number)
{
    for (size_t i = (size_t)(uintptr_t)number % SHARE; i < script_count;
         i += SHARE) {
        const struct script *script = &scripts[i];
        struct kt_arena own;
        kt_arena_init(&own, 0);
        struct kt_evaluation evaluation =
            evaluate(registry, script->name, script->text, &own);
        check_outcome(script, &evaluation);
        kt_arena_release(&own);
    }
    kt_script_leave_thread();
    return NULL;
}

static void
run_at_once(void)
{
    pthread_t threads[THREADS];
    is_crowded = true;
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, run_some, (void *)(uintptr_t)i) !=
            0)
            exit(1);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static struct kt_registry *
open_shop(struct kt_host **host)
{
    const char *folder = KONTOR_SOURCE_DIR "/scripts";
    struct kt_host_options options = { .folders = &folder, .folder_count = 1 };
    struct kt_error err;
    kt_error_init(&err, &arena);
    if (kt_host_new(&options, host, &err) != KT_OK ||
        kt_json_parse(&arena, kt_str_of(kt_trial_cart), &input, &err) !=
            KT_OK) {
        fprintf(stderr, "%.*s\n", KT_STR_FMT(kt_error_text(&err)));
        exit(1);
    }
    return kt_registry_acquire(*host);
}

int
main(int count, char **words)
{
    struct kt_host *host, *other_host;
    int tried = 0;
    kt_arena_init(&arena, 0);
    registry = open_shop(&host);
    other = open_shop(&other_host);
    read_folder(KONTOR_SOURCE_DIR "/tests/hostile");
    grow_scripts();
    innocent_before = evaluate(other, "innocent", kt_str_of(innocent), &arena);
    for (size_t i = 0; i < script_count; i++) {
        if (!is_wanted(&scripts[i], words + 1, count - 1))
            continue;
        try_script(&scripts[i], &arena);
        tried++;
    }
    if (count == 1)
        run_at_once();
    printf("%d scripts, %d failed\n", tried, failed);
    kt_registry_release(registry);
    kt_registry_release(other);
    kt_host_free(host);
    kt_host_free(other_host);
    kt_script_leave_thread();
    kt_arena_release(&arena);
    return failed > 0 || tried == 0;
}
