#include "cli/seed.h"

#include "service/import/import.h"
#include "service/promotion.h"

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

static enum kt_status
create_promotion(struct kt_call *call, struct kt_str line, struct kt_error *err)
{
    struct kt_promotion_record record;
    struct kt_promotion_use state = { .use = { .call = call },
                                      .if_match = -1,
                                      .in = &record };
    KT_TRY(
        kt_shape_read(&kt_promotion_in_shape, line, &record, call->arena, err));
    return kt_use_run(&kt_use_promotion_create, &state.use, err);
}

static enum kt_status
create_promotions(struct kt_call *call, const char *name, struct kt_str lines,
                  struct kt_error *err)
{
    for (int number = 1; lines.len > 0; number++) {
        const char *end = memchr(lines.ptr, '\n', lines.len);
        size_t len = end != NULL ? (size_t)(end - lines.ptr) : lines.len;
        enum kt_status status =
            create_promotion(call, (struct kt_str){ lines.ptr, len }, err);
        if (status != KT_OK)
            return kt_error_explain(err, "%s:%d", name, number);
        size_t step = end != NULL ? len + 1 : len;
        lines = (struct kt_str){ lines.ptr + step, lines.len - step };
    }
    return KT_OK;
}

enum kt_status
kt_seed_promotions(struct kt_app *app, struct kt_id store_id, const char *name,
                   struct kt_str lines, struct kt_arena *arena,
                   struct kt_error *err)
{
    const struct kt_shop *shop;
    KT_TRY(kt_shop_acquire(app, store_id, &shop, err));
    struct kt_call call = {
        .app = app,
        .shop = shop,
        .actor = { .kind = KT_ACTOR_SYSTEM, .name = KT_STR("kontor") },
        .arena = arena,
        .now_ms = kt_clock_now(&app->clock),
    };
    enum kt_status status = create_promotions(&call, name, lines, err);
    kt_shop_release(app, shop);
    return status;
}
