#include "base/assert.h"
#include "base/grow.h"
#include "service/import/media.h"
#include "service/import/promotion.h"
#include "service/import/resource.h"
#include "service/import/run.h"
#include "service/tax_table_save.h"

/* What a batch came to. */
struct outcome {
    int64_t products_new;
    int64_t products_updated;
    int64_t variants;
    int64_t others;
    bool is_refused;
};

struct storing {
    struct kt_import_run *run;
    struct outcome outcome;
};

/* ---- one record ---- */

static enum kt_status
save_product(const struct kt_saving *saving, struct kt_product *product,
             struct outcome *outcome, struct kt_error *err)
{
    bool is_new;
    KT_TRY(kt_product_save(saving, product, &is_new, err));
    kt_import_remember(saving, kt_id_text(saving->arena, product->id, "prod"));
    if (is_new)
        outcome->products_new++;
    else
        outcome->products_updated++;
    outcome->variants += (int64_t)product->variants.count;
    return KT_OK;
}

static enum kt_status
save_table(const struct kt_saving *saving, const struct kt_tax_table *table,
           struct outcome *outcome, struct kt_error *err)
{
    int64_t changed;
    KT_TRY(kt_tax_table_save(saving, table, &changed, err));
    outcome->others += changed;
    return KT_OK;
}

static enum kt_status
save_other(const struct storing *storing, const struct kt_saving *saving,
           const struct kt_import_record *record, struct kt_error *err)
{
    switch (record->kind) {
    case KT_RECORD_SHOP:
        return kt_shop_record_save(saving, record->data, err);
    case KT_RECORD_CHANNEL:
        return kt_channel_save(saving, record->data, err);
    case KT_RECORD_LOCATION:
        return kt_location_save(saving, record->data, err);
    case KT_RECORD_PRODUCT_TYPE:
        return kt_product_type_save(saving, record->data, err);
    case KT_RECORD_CATEGORY:
        return kt_category_save(saving, record->data, err);
    case KT_RECORD_PRICE_LIST:
        return kt_price_list_save(saving, record->data, err);
    case KT_RECORD_TAX_CLASS:
        return kt_tax_class_save(saving, record->data, err);
    case KT_RECORD_ZONE:
        return kt_zone_save(saving, record->data, err);
    case KT_RECORD_TAX_RATE:
        return kt_tax_rate_save(saving, record->data, err);
    case KT_RECORD_MEDIA:
        return kt_import_media(saving, record->data, err);
    case KT_RECORD_RULE:
        return kt_shop_rule_save(saving, storing->run->shop->registry,
                                 record->data, err);
    case KT_RECORD_PROMOTION:
        return kt_import_promotion(saving, storing->run->shop->registry,
                                   record->data, err);
    case KT_RECORD_COUPON:
        return kt_import_coupon(saving, record->data, err);
    case KT_RECORD_CUSTOMER_GROUP:
    case KT_RECORD_COLLECTION:
    case KT_RECORD_CUSTOMER:
        return kt_import_resource(storing->run, saving, record, err);
    case KT_RECORD_PRODUCT:
    case KT_RECORD_TAX_TABLE:
    case KT_RECORD_KIND_COUNT:
        break;
    }
    KT_ASSERT(false);
    return KT_INTERNAL;
}

static enum kt_status
save_record(struct storing *storing, const struct kt_saving *saving,
            const struct kt_import_record *record, struct kt_error *err)
{
    struct outcome *outcome = &storing->outcome;
    if (record->kind == KT_RECORD_PRODUCT)
        return save_product(saving, record->data, outcome, err);
    if (record->kind == KT_RECORD_TAX_TABLE)
        return save_table(saving, record->data, outcome, err);
    KT_TRY(save_other(storing, saving, record, err));
    outcome->others++;
    return KT_OK;
}

/* What the database refuses is the record's fault, too; but its transaction
 * can only end. */
static bool
is_constraint(enum kt_status status)
{
    return status == KT_ALREADY_EXISTS || status == KT_IN_USE ||
           status == KT_CONFLICT;
}

/* ---- all records in one transaction ---- */

static enum kt_status
save_all(struct storing *storing, const struct kt_saving *saving,
         struct kt_error *err)
{
    struct kt_import_run *run = storing->run;
    storing->outcome = (struct outcome){ 0 };
    for (size_t i = 0; i < run->record_count; i++)
        run->records[i].faults.count = run->records[i].read_faults;
    for (size_t i = 0; i < run->record_count; i++) {
        struct kt_import_record *record = &run->records[i];
        struct kt_error own;
        kt_error_init(&own, &run->batch_arena);
        enum kt_status status =
            record->faults.count > 0
                ? KT_INVALID_BODY
                : save_record(storing, saving, record, &own);
        if (status == KT_OK)
            continue;
        if (status != KT_INVALID_BODY && !is_constraint(status)) {
            kt_error_set(err, status);
            return kt_error_explain(err, "%.*s", KT_STR_FMT(own.detail));
        }
        if (record->faults.count == 0)
            kt_import_error_add(run, record, &own);
        if (is_constraint(status)) {
            record->read_faults = record->faults.count;
            storing->outcome.is_refused = true;
            return kt_fail_conflict(err);
        }
        storing->outcome.is_refused |= !run->options->skips_faulty;
    }
    return storing->outcome.is_refused ? kt_fail_conflict(err) : KT_OK;
}

static enum kt_status
save_in_write(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct storing *storing = arg;
    struct kt_import_run *run = storing->run;
    struct kt_saving saving = { .reading = kt_tx_reading(tx),
                                .tx = tx,
                                .refs = &run->refs,
                                .arena = &run->batch_arena,
                                .now_ms = run->now_ms };
    return save_all(storing, &saving, err);
}

static enum kt_status
save_in_read(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct storing *storing = arg;
    struct kt_import_run *run = storing->run;
    struct kt_saving saving = { .reading = tx,
                                .refs = &run->refs,
                                .seen = run->seen,
                                .arena = &run->batch_arena,
                                .now_ms = run->now_ms };
    return save_all(storing, &saving, err);
}

/* ---- the report ---- */

static void
report_fault(struct kt_import_report *report,
             const struct kt_import_fault *fault)
{
    struct kt_arena *arena = report->arena;
    if (report->fault_count == KT_IMPORT_FAULTS_MAX) {
        report->faults_dropped++;
        return;
    }
    report->faults = kt_grow(arena, report->faults, report->fault_count,
                             sizeof *report->faults);
    report->faults[report->fault_count++] = (struct kt_import_fault){
        .line = fault->line,
        .column = kt_arena_str(arena, fault->column),
        .value = kt_arena_str(arena, fault->value),
        .reason = kt_arena_str(arena, fault->reason),
    };
}

/* Its record goes with the batch. */
static void
note_promotion(struct kt_import_run *run, const struct kt_import_record *record)
{
    const struct kt_promotion_record *promotion = record->data;
    run->promoted = kt_grow(&run->arena, run->promoted, run->promoted_count,
                            sizeof *run->promoted);
    run->promoted[run->promoted_count++] = (struct kt_import_promoted){
        .id = promotion->promotion.id,
        .line = record->line,
    };
}

static void
report_batch(const struct storing *storing)
{
    struct kt_import_run *run = storing->run;
    struct kt_import_report *report = run->report;
    const struct outcome *outcome = &storing->outcome;
    for (size_t i = 0; i < run->record_count; i++) {
        const struct kt_import_record *record = &run->records[i];
        const struct kt_import_fault *faults = record->faults.items;
        for (size_t j = 0; j < record->faults.count; j++)
            report_fault(report, &faults[j]);
        if (record->kind == KT_RECORD_PROMOTION && record->faults.count == 0 &&
            !outcome->is_refused)
            note_promotion(run, record);
        if (record->kind != KT_RECORD_PRODUCT)
            continue;
        if (record->faults.count > 0)
            report->products_refused++;
        else if (outcome->is_refused)
            report->products_held++;
    }
    if (outcome->is_refused)
        return;
    report->products_new += outcome->products_new;
    report->products_updated += outcome->products_updated;
    report->variants += outcome->variants;
    report->others += outcome->others;
}

/* ---- a batch ---- */

static enum kt_status
load_refs(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_import_run *run = arg;
    return kt_refs_load(tx, &run->refs_arena, &run->refs, err);
}

enum kt_status
kt_import_load_refs(struct kt_import_run *run, struct kt_error *err)
{
    kt_arena_reset(&run->refs_arena);
    return kt_store_read(run->options->app->store, run->options->store_id,
                         load_refs, run, err);
}

static size_t
count_faulty(const struct kt_import_run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->record_count; i++)
        count += run->records[i].read_faults > 0;
    return count;
}

/* One try; *is_done is false when a record was refused by the database alone:
 * the next try leaves it out. */
static enum kt_status
try_batch(struct storing *storing, bool *is_done, struct kt_error *err)
{
    struct kt_import_run *run = storing->run;
    const struct kt_import_options *options = run->options;
    struct kt_store *store = options->app->store;
    size_t faulty = count_faulty(run);
    struct kt_error own;
    kt_error_init(&own, &run->batch_arena);
    enum kt_status status = options->is_dry_run
                                ? kt_store_read(store, options->store_id,
                                                save_in_read, storing, &own)
                                : kt_store_write(store, options->store_id,
                                                 save_in_write, storing, &own);
    *is_done = !options->skips_faulty || count_faulty(run) == faulty;
    if (status != KT_OK && !storing->outcome.is_refused) {
        kt_error_set(err, status);
        return kt_error_explain(err, "%.*s", KT_STR_FMT(own.detail));
    }
    if (status == KT_OK || options->is_dry_run)
        return KT_OK;
    return kt_import_load_refs(run, err);
}

enum kt_status
kt_import_batch_end(struct kt_import_run *run, struct kt_error *err)
{
    struct storing storing = { .run = run };
    if (run->record_count == 0)
        return KT_OK;
    for (bool is_done = false; !is_done;)
        KT_TRY(try_batch(&storing, &is_done, err));
    report_batch(&storing);
    run->records = NULL;
    run->record_count = 0;
    run->batch++;
    kt_arena_reset(&run->batch_arena);
    if (run->options->progress != NULL)
        run->options->progress(run->options->arg, run->report);
    return KT_OK;
}
