#include "cli/seed.h"

#include "service/import/import.h"

static int64_t
read_text(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t len = rest->len < size ? rest->len : size;
    if (len > 0)
        memcpy(buf, rest->ptr, len);
    *rest = (struct kt_str){ rest->ptr + len, rest->len - len };
    return (int64_t)len;
}

static enum kt_status
tell_faults(const char *name, const struct kt_import_report *report,
            struct kt_error *err)
{
    if (report->fault_count == 0)
        return KT_OK;
    kt_fail_invalid_file(err);
    for (size_t i = 0; i < report->fault_count; i++) {
        const struct kt_import_fault *fault = &report->faults[i];
        kt_error_add(err,
                     kt_arena_format(err->arena, "%s:%lld", name,
                                     (long long)fault->line),
                     "refused", "%.*s: %.*s", KT_STR_FMT(fault->column),
                     KT_STR_FMT(fault->reason));
    }
    return KT_INVALID_FILE;
}

enum kt_status
kt_seed_lines(struct kt_app *app, struct kt_id store_id, const char *name,
              struct kt_str lines, struct kt_arena *arena, struct kt_error *err)
{
    enum { BATCH_MAX = 100000 };
    struct kt_import_report report = { 0 };
    struct kt_stream stream = { read_text, &lines };
    struct kt_import_options options = {
        .app = app,
        .store_id = store_id,
        .batch_max = BATCH_MAX,
    };
    KT_TRY(
        kt_import_run(KT_IMPORT_JSONL, &stream, &options, arena, &report, err));
    return tell_faults(name, &report, err);
}
