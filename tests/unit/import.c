#include "import.h"

#include <stdio.h>
#include <stdlib.h>

struct text_source {
    struct kt_str rest;
    size_t piece;
};

static int64_t
read_text(void *arg, char *buf, size_t size)
{
    struct text_source *source = arg;
    size_t count = source->rest.len < size ? source->rest.len : size;
    if (source->piece > 0 && count > source->piece)
        count = source->piece;
    memcpy(buf, source->rest.ptr, count);
    source->rest.ptr += count;
    source->rest.len -= count;
    return (int64_t)count;
}

struct kt_import_report
unit_import(enum kt_import_kind kind, const char *text,
            struct kt_import_options options, size_t piece)
{
    struct text_source source = { kt_str_of(text), piece };
    struct kt_stream stream = { read_text, &source };
    struct kt_import_report report;
    options.app = &unit_app;
    if (kt_id_is_null(options.store_id))
        options.store_id = unit_store;
    assert_ok(kt_import_run(kind, &stream, &options, &unit_arena, &report,
                            &unit_err));
    return report;
}

struct kt_import_report
unit_import_jsonl(const char *text)
{
    return unit_import(KT_IMPORT_JSONL, text, (struct kt_import_options){ 0 },
                       0);
}

struct kt_str
unit_fault_text(const struct kt_import_fault *fault)
{
    return kt_arena_format(&unit_arena, "%lld|%.*s|%.*s|%.*s",
                           (long long)fault->line, KT_STR_FMT(fault->column),
                           KT_STR_FMT(fault->value), KT_STR_FMT(fault->reason));
}

void
unit_import_sound(const struct kt_import_report *report)
{
    ck_assert_msg(report->fault_count == 0, "%s",
                  unit_fault_text(report->faults).ptr);
}

const char *
unit_catalog_file(const char *name)
{
    const char *shared = getenv("KONTOR_SHARED");
    const char *path =
        kt_arena_format(&unit_arena, "%s/data/catalog/%s",
                        shared != NULL ? shared
                                       : KONTOR_SOURCE_DIR "/../shared",
                        name)
            .ptr;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        printf("skipped: %s is not there\n", path);
        return NULL;
    }
    size_t size = 0;
    char *text = kt_arena_alloc(&unit_arena, 1 << 20);
    size = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    text[size] = '\0';
    return text;
}
