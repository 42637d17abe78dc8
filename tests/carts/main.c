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

#include "trial/cart_file.h"

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
bless(const char *path, const struct kt_cart_file *file, struct kt_str text,
      struct kt_str result)
{
    FILE *stream = fopen(path, "wb");
    if (stream == NULL)
        return;
    fwrite(text.ptr, 1, file->expected_at, stream);
    fwrite(result.ptr, 1, result.len, stream);
    fclose(stream);
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
    struct kt_cart_file *file = KT_NEW(arena, struct kt_cart_file);
    struct kt_str text = read_file(path, arena);
    struct kt_error err;

    kt_error_init(&err, arena);
    if (kt_cart_file_read(text, registry, arena, file, &err) != KT_OK) {
        printf("FAIL %s: %.*s\n", path, KT_STR_FMT(kt_error_text(&err)));
        failed++;
        kt_registry_release(registry);
        return;
    }
    struct kt_str result = kt_cart_file_price(file, &file->in, registry, arena);
    const char *law = kt_cart_file_broken_law(file, registry, arena);
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
