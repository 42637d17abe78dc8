#include "service/import/run.h"

enum { BATCH_MAX = 1000 };

static const struct kt_import_source *const sources[KT_IMPORT_KIND_COUNT] = {
    [KT_IMPORT_SHOPIFY] = &kt_import_shopify,
    [KT_IMPORT_WOOCOMMERCE] = &kt_import_woocommerce,
    [KT_IMPORT_JSONL] = &kt_import_jsonl,
    [KT_IMPORT_TAX_RATES] = &kt_import_tax_rates,
};

/* ---- what files leave open ---- */

static enum kt_status
choose_currency(struct kt_import_run *run, struct kt_error *err)
{
    const struct kt_channel *channel = kt_shop_channel(run->shop, KT_STR(""));
    struct kt_str wanted = run->options->currency;
    run->currency = wanted.len > 0    ? kt_currency_find(wanted)
                    : channel != NULL ? kt_channel_currency(channel, KT_STR(""))
                                      : NULL;
    if (run->currency != NULL || (wanted.len == 0 && channel == NULL))
        return KT_OK;
    kt_fail_not_found(err);
    return kt_error_explain(err, "ISO 4217 knows no currency \"%.*s\"",
                            KT_STR_FMT(wanted));
}

enum kt_status
kt_import_need_currency(const struct kt_import_run *run, struct kt_error *err)
{
    if (run->currency != NULL)
        return KT_OK;
    kt_fail_not_found(err);
    return kt_error_explain(err, "the shop has no channel yet: name the "
                                 "currency of the prices");
}

static enum kt_status
choose_names(struct kt_import_run *run, struct kt_error *err)
{
    const struct kt_import_options *options = run->options;
    const struct kt_channel *channel = kt_shop_channel(run->shop, KT_STR(""));
    run->locale = options->locale.len > 0 ? options->locale
                  : channel != NULL ? kt_channel_locale(channel, KT_STR(""))
                                    : KT_STR("en");
    run->location = options->location;
    if (options->location.len > 0 &&
        kt_refs_find(&run->refs, KT_REF_LOCATION, options->location) == NULL) {
        kt_fail_not_found(err);
        return kt_error_explain(err, "there is no location \"%.*s\"",
                                KT_STR_FMT(options->location));
    }
    if (options->location.len == 0)
        run->location = kt_arena_str(&run->arena, run->refs.first_location);
    return choose_currency(run, err);
}

/* ---- the run ---- */

static void
init_seen(struct kt_import_run *run)
{
    if (!run->options->is_dry_run)
        return;
    run->seen = KT_NEW(&run->arena, struct kt_saving_seen);
    kt_map_init(&run->seen->slugs, &run->arena, 64);
    kt_map_init(&run->seen->skus, &run->arena, 64);
    kt_map_init(&run->seen->others, &run->arena, 64);
}

static enum kt_status
run_batches(struct kt_import_run *run, struct kt_error *err)
{
    size_t batch_max =
        run->options->batch_max > 0 ? run->options->batch_max : BATCH_MAX;
    KT_TRY(run->source->open(run, &run->state, err));
    for (bool is_more = true; is_more;) {
        KT_TRY(run->source->step(run, run->state, &is_more, err));
        if (!is_more || run->record_count >= batch_max)
            KT_TRY(kt_import_batch_end(run, err));
    }
    return KT_OK;
}

static enum kt_status
run_source(struct kt_import_run *run, struct kt_error *err)
{
    KT_TRY(kt_import_load_refs(run, err));
    KT_TRY(choose_names(run, err));
    init_seen(run);
    kt_map_init(&run->categories, &run->arena, 64);
    KT_TRY(run_batches(run, err));
    return kt_import_advise(run, err);
}

enum kt_status
kt_import_run(enum kt_import_kind kind, const struct kt_stream *stream,
              const struct kt_import_options *options, struct kt_arena *arena,
              struct kt_import_report *report, struct kt_error *err)
{
    struct kt_import_run run = {
        .options = options,
        .stream = stream,
        .report = report,
        .now_ms = kt_clock_now(&options->app->clock),
        .source = sources[kind],
        .location_batch = -1,
    };
    *report = (struct kt_import_report){ .arena = arena };
    KT_TRY(kt_shop_acquire(options->app, options->store_id, &run.shop, err));
    kt_arena_init(&run.arena, 0);
    kt_arena_init(&run.refs_arena, 0);
    kt_arena_init(&run.batch_arena, 0);
    enum kt_status status = run_source(&run, err);
    kt_shop_release(options->app, run.shop);
    kt_arena_release(&run.batch_arena);
    kt_arena_release(&run.refs_arena);
    kt_arena_release(&run.arena);
    return status;
}
