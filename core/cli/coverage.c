#include "cli/coverage.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"

static bool
is_own(const struct kt_cover_file *file, const char *folder)
{
    struct kt_str start = kt_str_of(folder);
    struct kt_str rest = { file->path.ptr + start.len,
                           file->path.len - start.len };
    return kt_str_starts(file->path, start) &&
           kt_str_starts(rest, KT_STR("/")) &&
           !kt_str_starts(rest, KT_STR("/tests/"));
}

/* "4, 9-11": the lines that did not run. */
static struct kt_str
missed_lines(const struct kt_cover_file *file, struct kt_arena *arena)
{
    struct kt_buf buf;
    kt_buf_init(&buf, arena, 64);
    for (size_t line = 1; line <= file->line_count; line++) {
        size_t first = line, last = 0;
        while (line <= file->line_count &&
               file->lines[line] != (KT_COVER_CODE | KT_COVER_RAN) &&
               (file->lines[line] == KT_COVER_CODE || last > 0)) {
            if (file->lines[line] == KT_COVER_CODE)
                last = line;
            line++;
        }
        if (last == 0)
            continue;
        kt_buf_format(&buf, last > first ? "%s%zu-%zu" : "%s%zu",
                      buf.len > 0 ? ", " : "", first, last);
    }
    return kt_buf_view(&buf);
}

struct share {
    int64_t code, ran;
};

static struct share
count_lines(const struct kt_cover_file *file)
{
    struct share share = { 0, 0 };
    for (size_t line = 1; line <= file->line_count; line++) {
        bool is_code = (file->lines[line] & KT_COVER_CODE) != 0;
        share.code += is_code;
        share.ran += is_code && (file->lines[line] & KT_COVER_RAN) != 0;
    }
    return share;
}

static void
print_share(struct kt_str name, struct share share, struct kt_str missed)
{
    int64_t tenths = share.code > 0 ? share.ran * 1000 / share.code : 1000;
    printf("  %-40.*s %3" PRId64 ".%" PRId64 " %% of %" PRId64 " lines%s%.*s\n",
           KT_STR_FMT(name), tenths / 10, tenths % 10, share.code,
           missed.len > 0 ? ", not " : "", KT_STR_FMT(missed));
}

void
kt_coverage_print(const char *folder, struct kt_list files,
                  struct kt_arena *arena)
{
    const struct kt_cover_file *items = files.items;
    struct share all = { 0, 0 };
    for (size_t i = 0; i < files.count; i++) {
        if (!is_own(&items[i], folder))
            continue;
        struct share share = count_lines(&items[i]);
        print_share(items[i].name, share, missed_lines(&items[i], arena));
        all.code += share.code;
        all.ran += share.ran;
    }
    print_share(KT_STR("all"), all, KT_STR(""));
}
