#include "base/grow.h"
#include "service/import/run.h"
#include "service/promotion.h"

/* What is odd about the promotions of an import, seen beside all others when
 * everything is there: one look at each pair of them, and no rule is asked. */

struct looking {
    struct kt_import_run *run;
    struct kt_call call;
};

static void
report(struct kt_import_report *report, int64_t line,
       const struct kt_promotion *promotion, const struct kt_advice *advice)
{
    struct kt_list *warnings = &report->warnings;
    struct kt_import_warning *items = warnings->items;
    if (warnings->count == KT_IMPORT_FAULTS_MAX) {
        report->warnings_dropped++;
        return;
    }
    items = kt_grow(report->arena, items, warnings->count, sizeof *items);
    items[warnings->count++] = (struct kt_import_warning){
        .line = line,
        .title = kt_arena_str(report->arena, promotion->title.len > 0
                                                 ? promotion->title
                                                 : promotion->rule),
        .pointer = kt_arena_str(report->arena, advice->pointer),
        .detail = kt_arena_str(report->arena, advice->detail),
    };
    warnings->items = items;
}

static enum kt_status
look_at(const struct kt_tx *tx, const struct looking *looking,
        const struct kt_import_promoted *promoted, struct kt_error *err)
{
    struct kt_promotion_record record;
    struct kt_list advice = { NULL, 0 };
    KT_TRY(kt_resource_load(&kt_promotion_resource, tx, promoted->id,
                            looking->call.arena, &record, err));
    KT_TRY(kt_promotion_look_at(tx, &looking->call, &record.promotion, &advice,
                                err));
    const struct kt_advice *items = advice.items;
    for (size_t i = 0; i < advice.count; i++)
        report(looking->run->report, promoted->line, &record.promotion,
               &items[i]);
    return KT_OK;
}

static enum kt_status
look_at_all(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    const struct kt_import_run *run = looking->run;
    for (size_t i = 0; i < run->promoted_count; i++) {
        struct kt_arena_mark mark = kt_arena_mark(looking->call.arena);
        KT_TRY(look_at(tx, looking, &run->promoted[i], err));
        kt_arena_rewind(looking->call.arena, mark);
    }
    return KT_OK;
}

enum kt_status
kt_import_advise(struct kt_import_run *run, struct kt_error *err)
{
    const struct kt_import_options *options = run->options;
    struct looking looking = {
        .run = run,
        .call = { .app = options->app,
                  .actor = { .kind = KT_ACTOR_SYSTEM },
                  .arena = &run->batch_arena,
                  .now_ms = run->now_ms },
    };
    if (options->is_dry_run || run->promoted_count == 0)
        return KT_OK;
    KT_TRY(kt_shop_acquire(options->app, options->store_id, &looking.call.shop,
                           err));
    enum kt_status status =
        kt_store_read(options->app->store, options->store_id, look_at_all,
                      &looking, err);
    kt_shop_release(options->app, looking.call.shop);
    return status;
}
