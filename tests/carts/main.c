/* Runs golden carts: every *.cart below a folder is priced by the library with
 * the shipped rules, its result compared with the "=" lines, and the laws that
 * hold for every cart are tried on it.
 *
 *   kontor-carts [--bless] FOLDER [NAME…]
 *
 * --bless writes the results into the files; read the difference before you
 * commit it. */

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cart_file.h"

static struct kt_host *host;
static bool is_blessing;
static int passed, failed;
static char **names;
static int name_count;

static bool
is_wanted(const char *path)
{
    for (int i = 0; i < name_count; i++) {
        if (strstr(path, names[i]) != NULL)
            return true;
    }
    return name_count == 0;
}

static struct kt_str
read_file(const char *path, struct kt_arena *arena)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return (struct kt_str){ 0 };
    char *bytes = kt_arena_alloc(arena, 1 << 16);
    size_t len = fread(bytes, 1, 1 << 16, stream);
    fclose(stream);
    return (struct kt_str){ bytes, len };
}

static void
bless(const char *path, const struct cart_file *file, struct kt_str text,
      struct kt_str result)
{
    FILE *stream = fopen(path, "wb");
    if (stream == NULL)
        return;
    fwrite(text.ptr, 1, file->expected_at, stream);
    fwrite(result.ptr, 1, result.len, stream);
    fclose(stream);
}

/* The text of the quote with its trace, or of the error. */
static struct kt_str
price(const struct kt_quote_input *in, const struct cart_file *file,
      struct kt_registry *registry, struct kt_arena *arena)
{
    struct kt_rules rules = kt_registry_rules(registry);
    struct kt_quote *quote;
    struct kt_verdict *verdicts = NULL;
    size_t verdict_count = 0;
    struct kt_error err;

    kt_error_init(&err, arena);
    if (kt_quote_compute(in, &rules, arena, &quote, &err) != KT_OK ||
        kt_quote_check(quote, file->checks, file->check_count, &rules, arena,
                       &verdicts, &verdict_count, &err) != KT_OK)
        return kt_arena_format(arena, "= error %.*s\n",
                               KT_STR_FMT(kt_error_text(&err)));
    return cart_file_quote_text(file, quote, verdicts, verdict_count, registry,
                                arena);
}

/* The total line alone. */
static struct kt_str
total_of(struct kt_str result)
{
    const char *at = memmem(result.ptr, result.len, "\n= total ", 9);
    if (at == NULL)
        return result;
    const char *end =
        memchr(at + 1, '\n', (size_t)(result.ptr + result.len - at - 1));
    return (struct kt_str){ at + 1, (size_t)(end - at - 1) };
}

/* Laws over several quotes of one cart; the name of a broken one, or NULL. */
static const char *
broken_law(const struct cart_file *file, struct kt_registry *registry,
           struct kt_str result, struct kt_arena *arena)
{
    if (!kt_str_eq(price(&file->in, file, registry, arena), result))
        return "the same cart gives the same result twice";

    struct kt_quote_input turned = file->in;
    struct kt_cart_line lines[KT_CART_LINES_MAX];
    for (size_t i = 0; i < turned.line_count; i++)
        lines[i] = file->lines[turned.line_count - 1 - i];
    turned.lines = lines;
    struct kt_str backwards = price(&turned, file, registry, arena);
    if (!kt_str_eq(total_of(backwards), total_of(result)) &&
        memmem(file->about.ptr, file->about.len, "(ties)", 6) == NULL)
        return "the order of lines changes no total";
    return NULL;
}

static void
print_lines(const char *mark, struct kt_str lines)
{
    while (lines.len > 0) {
        const char *end = memchr(lines.ptr, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.ptr) : lines.len;
        printf("    %s %.*s\n", mark, (int)len, lines.ptr);
        size_t step = end ? len + 1 : len;
        lines = (struct kt_str){ lines.ptr + step, lines.len - step };
    }
}

static void
run_cart(const char *path, struct kt_arena *arena)
{
    struct kt_registry *registry = kt_registry_acquire(host);
    struct cart_file *file = KT_NEW(arena, struct cart_file);
    struct kt_str text = read_file(path, arena);
    struct kt_error err;

    kt_error_init(&err, arena);
    if (cart_file_read(text, registry, arena, file, &err) != KT_OK) {
        printf("FAIL %s: %.*s\n", path, KT_STR_FMT(kt_error_text(&err)));
        failed++;
        kt_registry_release(registry);
        return;
    }
    struct kt_str result = price(&file->in, file, registry, arena);
    const char *law = broken_law(file, registry, result, arena);
    if (is_blessing)
        bless(path, file, text, result);
    if (law == NULL && (is_blessing || kt_str_eq(result, file->expected))) {
        passed++;
    } else {
        printf("FAIL %s%s%s\n", path, law ? ": broken law: " : "",
               law ? law : "");
        print_lines("want", file->expected);
        print_lines("got ", result);
        failed++;
    }
    kt_registry_release(registry);
}

static int
visit(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)place;
    size_t len = strlen(path);
    if (kind != FTW_F || len < 5 || strcmp(path + len - 5, ".cart") != 0 ||
        !is_wanted(path))
        return 0;

    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    run_cart(path, &arena);
    kt_arena_release(&arena);
    return 0;
}

int
main(int count, char **words)
{
    struct kt_arena arena;
    struct kt_error err;
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";

    int next = 1;
    if (next < count && strcmp(words[next], "--bless") == 0) {
        is_blessing = true;
        next++;
    }
    const char *folder =
        next < count ? words[next++] : KONTOR_SOURCE_DIR "/tests/carts";
    names = words + next;
    name_count = count - next;

    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    if (kt_host_new(&(struct kt_host_options){ .folders = &scripts,
                                               .folder_count = 1 },
                    &host, &err) != KT_OK) {
        fprintf(stderr, "%.*s\n", KT_STR_FMT(kt_error_text(&err)));
        return 1;
    }
    nftw(folder, visit, 16, FTW_PHYS);
    printf("%d passed, %d failed\n", passed, failed);
    kt_host_free(host);
    kt_script_leave_thread();
    kt_arena_release(&arena);
    return failed > 0 || passed == 0;
}
