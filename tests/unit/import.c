#include "import.h"

#include <stdio.h>
#include <stdlib.h>

#include "service/catalog_rows.h"

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

static enum kt_status
run(enum kt_import_kind kind, struct text_source *source,
    struct kt_import_options options, struct kt_import_report *report)
{
    struct kt_stream stream = { read_text, source };
    options.app = &unit_app;
    if (kt_id_is_null(options.store_id))
        options.store_id = unit_store;
    kt_error_init(&unit_err, &unit_arena);
    return kt_import_run(kind, &stream, &options, &unit_arena, report,
                         &unit_err);
}

enum kt_status
unit_import_try(enum kt_import_kind kind, const char *text,
                struct kt_import_options options,
                struct kt_import_report *report)
{
    struct text_source source = { kt_str_of(text), 0 };
    return run(kind, &source, options, report);
}

struct kt_import_report
unit_import(enum kt_import_kind kind, const char *text,
            struct kt_import_options options, size_t piece)
{
    struct text_source source = { kt_str_of(text), piece };
    struct kt_import_report report;
    assert_ok(run(kind, &source, options, &report));
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

struct loading {
    const char *slug;
    struct kt_product *product;
};

static enum kt_status
load_by_slug(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct loading *loading = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_PRODUCT_ID_BY_SLUG,
                    KT_ARGS(KT_TEXT(kt_str_of(loading->slug))), &rows, err));
    bool is_there = kt_rows_next(&rows);
    struct kt_id id = is_there ? kt_col_id(&rows, 0) : (struct kt_id){ 0 };
    KT_TRY(kt_rows_close(&rows));
    if (!is_there)
        return kt_fail_not_found(err);
    return kt_product_load(tx, id, &unit_arena, loading->product, err);
}

struct kt_product
unit_product(const char *slug)
{
    struct kt_product product;
    struct loading loading = { slug, &product };
    assert_ok(kt_store_read(unit_app.store, unit_store, load_by_slug, &loading,
                            &unit_err));
    return product;
}

const struct kt_variant *
unit_variant(const struct kt_product *product, size_t index)
{
    ck_assert_uint_lt(index, product->variants.count);
    return (const struct kt_variant *)product->variants.items + index;
}

const struct kt_product_price *
unit_price(const struct kt_variant *variant, size_t index)
{
    ck_assert_uint_lt(index, variant->prices.count);
    return (const struct kt_product_price *)variant->prices.items + index;
}

struct kt_str
unit_joined(const struct kt_list *texts)
{
    const struct kt_str *items = texts->items;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 64);
    for (size_t i = 0; i < texts->count; i++) {
        kt_buf_text(&buf, i > 0 ? "|" : "");
        kt_buf_str(&buf, items[i]);
    }
    return kt_buf_view(&buf);
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
