/* kontor test: the tests of rules, without a server or a database. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/assert.h"
#include "cli/command.h"
#include "cli/coverage.h"
#include "cli/scripts.h"
#include "trial/cart_file.h"
#include "trial/rule_test.h"

enum { FILE_MAX = 1 << 18 };

struct options {
    const char *only;
    bool watches;
    bool blesses;
    bool covers;
};

static const struct kt_option options_table[] = {
    { "only", KT_OPTION_TEXT, offsetof(struct options, only), "WORD",
      "run only files whose path has the word" },
    { "watch", KT_OPTION_FLAG, offsetof(struct options, watches), NULL,
      "run again whenever a script or a test changes" },
    { "bless", KT_OPTION_FLAG, offsetof(struct options, blesses), NULL,
      "write what golden carts cost into their files" },
    { "coverage", KT_OPTION_FLAG, offsetof(struct options, covers), NULL,
      "tell which lines of the own scripts no test has run" },
};

/* One run over all files. */
struct run {
    const struct options *options;
    struct kt_folder folder;
    struct kt_registry *registry;
    struct kt_test_report report;
    int faults; /* files that are no tests */
};

static void
print_failure(void *context, struct kt_str what, struct kt_str why)
{
    (void)context;
    printf("FAIL %.*s\n     %.*s\n", KT_STR_FMT(what), KT_STR_FMT(why));
}

static void
print_fault(struct run *run, const char *path, const struct kt_error *err)
{
    run->faults++;
    fprintf(stderr, "%s: %.*s\n", path, KT_STR_FMT(kt_error_text(err)));
    for (size_t i = 0; i < err->item_count; i++)
        fprintf(stderr, "  %.*s %.*s\n", KT_STR_FMT(err->items[i].pointer),
                KT_STR_FMT(err->items[i].detail));
}

static void
print_lines(const char *mark, struct kt_str lines)
{
    while (lines.len > 0) {
        const char *end = memchr(lines.ptr, '\n', lines.len);
        size_t len = end != NULL ? (size_t)(end - lines.ptr) : lines.len;
        printf("     %s %.*s\n", mark, (int)len, lines.ptr);
        size_t step = end != NULL ? len + 1 : len;
        lines = (struct kt_str){ lines.ptr + step, lines.len - step };
    }
}

static void
bless(struct run *run, const char *path, const struct kt_cart_file *cart,
      struct kt_str text, struct kt_str result)
{
    FILE *file = fopen(path, "wb");
    bool is_done =
        file != NULL &&
        fwrite(text.ptr, 1, cart->expected_at, file) == cart->expected_at &&
        fwrite(result.ptr, 1, result.len, file) == result.len;
    if (file != NULL)
        is_done = fclose(file) == 0 && is_done;
    if (!is_done) {
        run->faults++;
        fprintf(stderr, "%s: it cannot be written\n", path);
    }
}

static enum kt_status
run_cart(struct run *run, const char *path, struct kt_str text,
         struct kt_arena *arena, struct kt_error *err)
{
    struct kt_cart_file *cart = KT_NEW(arena, struct kt_cart_file);
    KT_TRY(kt_cart_file_read(text, run->registry, arena, cart, err));
    struct kt_str result =
        kt_cart_file_price(cart, &cart->in, run->registry, arena);
    const char *law = kt_cart_file_broken_law(cart, run->registry, arena);
    bool is_same = kt_str_eq(result, cart->expected);
    if (run->options->blesses && !is_same)
        bless(run, path, cart, text, result);
    if (law == NULL && (is_same || run->options->blesses)) {
        run->report.passed++;
        return KT_OK;
    }
    run->report.failed++;
    printf("FAIL %s%s%s\n", path, law != NULL ? ": broken law: " : "",
           law != NULL ? law : "");
    if (!is_same) {
        print_lines("want", cart->expected);
        print_lines("got ", result);
    }
    return KT_OK;
}

static void
run_file(struct run *run, const char *path)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_str text;
    size_t len = strlen(path);
    bool is_cart = len > 5 && strcmp(path + len - 5, ".cart") == 0;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    enum kt_status status = kt_file_read(path, FILE_MAX, &arena, &text, &err);
    if (status == KT_OK && is_cart)
        status = run_cart(run, path, text, &arena, &err);
    else if (status == KT_OK)
        status = kt_rule_test_run(run->registry, kt_str_of(path), text, &arena,
                                  &run->report, &err);
    if (status != KT_OK)
        print_fault(run, path, &err);
    kt_arena_release(&arena);
}

static void
run_files(struct run *run, struct kt_arena *arena)
{
    static const char *const extensions[] = { ".lua", ".cart", NULL };
    const char *tests =
        kt_arena_format(arena, "%s/tests", run->folder.scripts).ptr;
    struct kt_list files = kt_scripts_list(tests, extensions, arena);
    const struct kt_str *paths = files.items;
    bool has_run = false;
    for (size_t i = 0; i < files.count; i++) {
        if (run->options->only != NULL &&
            strstr(paths[i].ptr, run->options->only) == NULL)
            continue;
        run_file(run, paths[i].ptr);
        has_run = true;
    }
    if (run->options->only == NULL || has_run)
        return;
    run->faults++;
    fprintf(stderr, "kontor test: no file in %s has \"%s\" in its path\n",
            tests, run->options->only);
}

static int64_t
now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* Loads, runs and tells; for --watch this is one round. */
static enum kt_exit
run_once(struct run *run)
{
    struct kt_arena arena;
    struct kt_error err;
    struct kt_host *host = NULL;
    enum kt_exit code = KT_EXIT_REFUSED;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    run->faults = 0;
    run->report =
        (struct kt_test_report){ .context = run, .fail = print_failure };
    if (run->options->covers)
        kt_cover_begin(&arena);
    if (kt_scripts_load(&run->folder, &host, &err) == KT_OK) {
        int64_t began_us = now_us();
        run->registry = kt_registry_acquire(host);
        run_files(run, &arena);
        kt_registry_release(run->registry);
        printf("%d passed, %d failed in %" PRId64 " ms\n", run->report.passed,
               run->report.failed, (now_us() - began_us + 999) / 1000);
        if (run->options->covers)
            kt_coverage_print(run->folder.scripts, kt_cover_end(), &arena);
        bool is_good = run->report.failed == 0 && run->faults == 0;
        code = is_good ? KT_EXIT_OK : KT_EXIT_REFUSED;
        kt_host_free(host);
    } else {
        code = kt_command_fail(&err);
        if (run->options->covers)
            (void)kt_cover_end();
    }
    kt_arena_release(&arena);
    return code;
}

static void
run_round(void *context)
{
    (void)run_once(context);
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *options,
    struct kt_arena *arena)
{
    struct kt_error err;
    struct run state = { .options = options };
    kt_error_init(&err, arena);
    const char *path = arguments->count > 0 ? arguments->items[0] : ".";
    if (kt_scripts_find(path, arena, &state.folder, &err) != KT_OK)
        return kt_command_fail(&err);
    if (state.options->watches)
        kt_scripts_watch(&state.folder, run_round, &state);
    enum kt_exit code = run_once(&state);
    kt_script_leave_thread();
    return code;
}

const struct kt_command kt_command_test = {
    .name = "test",
    .arguments = "[DIR]",
    .arguments_max = 1,
    .summary = "run the tests of rules and their golden carts",
    .help =
        "DIR is a shop's folder or a bare folder of scripts; the tests are\n"
        "the .lua and .cart files below its tests/. `kontor new` writes\n"
        "the first ones.",
    .options = options_table,
    .option_count = KT_COUNT(options_table),
    .options_size = sizeof(struct options),
    .run = run,
};
