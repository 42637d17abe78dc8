/* An import under way: what its sources and its batches share. A source reads a
 * file and pushes records; batch.c stores them. */
#ifndef KT_SERVICE_IMPORT_RUN_H
#define KT_SERVICE_IMPORT_RUN_H

#include "service/import/import.h"
#include "service/shop_record.h"
#include "service/shop_rule.h"
#include "service/zone_save.h"

enum kt_import_record_kind {
    KT_RECORD_SHOP,
    KT_RECORD_CHANNEL,
    KT_RECORD_LOCATION,
    KT_RECORD_PRODUCT_TYPE,
    KT_RECORD_CATEGORY,
    KT_RECORD_CUSTOMER_GROUP,
    KT_RECORD_PRICE_LIST,
    KT_RECORD_TAX_CLASS,
    KT_RECORD_ZONE,
    KT_RECORD_TAX_RATE,
    KT_RECORD_TAX_TABLE,
    KT_RECORD_MEDIA,
    KT_RECORD_PRODUCT,
    KT_RECORD_COLLECTION,
    KT_RECORD_RULE,
    KT_RECORD_PROMOTION,
    KT_RECORD_COUPON,
    KT_RECORD_CUSTOMER,
    KT_RECORD_KIND_COUNT
};

struct kt_import_source;

/* One thing to store, with what is wrong about it. Lives in the batch. */
struct kt_import_record {
    enum kt_import_record_kind kind;
    void *data; /* struct kt_product, … */
    int64_t line;
    const void *place;     /* the source's, to locate faults */
    struct kt_list faults; /* of struct kt_import_fault */
    size_t read_faults;    /* of these, found by the source */
};

/* A promotion that was stored. */
struct kt_import_promoted {
    struct kt_id id;
    int64_t line;
};

struct kt_import_run {
    const struct kt_import_options *options;
    const struct kt_stream *stream;
    struct kt_import_report *report;
    const struct kt_shop *shop;
    int64_t now_ms;
    const struct kt_currency *currency; /* of files that name none */
    struct kt_str locale;
    struct kt_str location;
    struct kt_arena arena; /* of the run: the source's state */
    struct kt_arena refs_arena;
    struct kt_refs refs;
    struct kt_saving_seen *seen; /* of a dry run, else NULL */
    struct kt_map categories;    /* by path; of draft_category.c */
    int64_t location_batch;      /* that made the location; -1: none did */
    struct kt_arena batch_arena;
    struct kt_import_record *records; /* of the batch */
    size_t record_count;
    int64_t batch; /* number of the one that fills */
    const struct kt_import_source *source;
    void *state; /* the source's */
    struct kt_import_promoted *promoted;
    size_t promoted_count;
};

/* A format of files. */
struct kt_import_source {
    /* Gives the state that step gets; INVALID_FILE when the file is none of
     * this format. */
    enum kt_status (*open)(struct kt_import_run *run, void **state,
                           struct kt_error *err);
    /* Reads on until it pushed a record and those that it needs; false at the
     * end. INVALID_FILE. */
    enum kt_status (*step)(struct kt_import_run *run, void *state,
                           bool *is_more, struct kt_error *err);
    /* Fills line, column and value of a fault at a JSON pointer of the
     * record. */
    void (*locate)(const struct kt_import_run *run,
                   const struct kt_import_record *record, struct kt_str pointer,
                   struct kt_import_fault *fault);
};

extern const struct kt_import_source kt_import_jsonl;
extern const struct kt_import_source kt_import_shopify;
extern const struct kt_import_source kt_import_woocommerce;
extern const struct kt_import_source kt_import_tax_rates;

/* For sources whose prices name no currency: NOT_FOUND when neither the options
 * nor a channel tell one. */
KT_CHECKED enum kt_status kt_import_need_currency(
    const struct kt_import_run *run, struct kt_error *err);

/* A new record of the batch, without faults. Valid until the next push. */
struct kt_import_record *kt_import_push(struct kt_import_run *run,
                                        enum kt_import_record_kind kind,
                                        void *data, int64_t line);

/* Adds a fault to a record; value is cut. The texts live as long as the batch.
 */
void kt_import_fault_add(struct kt_import_run *run,
                         struct kt_import_record *record,
                         struct kt_import_fault fault);

/* The faults of an error as faults of the record. */
void kt_import_error_add(struct kt_import_run *run,
                         struct kt_import_record *record,
                         const struct kt_error *err);

/* A dry run knows what earlier lines brought from its notes, not from the
 * database: promotions and products by their id, groups of promotions and of
 * customers by "group …" and "customer group …". */
bool kt_import_was_seen(const struct kt_saving *saving, struct kt_str key);
void kt_import_remember(const struct kt_saving *saving, struct kt_str key);

/* Tells once what was not used. */
void kt_import_note(struct kt_import_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Stores the records of the batch, or tells their faults, and empties it. */
KT_CHECKED enum kt_status kt_import_batch_end(struct kt_import_run *run,
                                              struct kt_error *err);

/* Reads the shop's names anew. */
KT_CHECKED enum kt_status kt_import_load_refs(struct kt_import_run *run,
                                              struct kt_error *err);

/* Looks at the promotions that were stored, when all is there. */
KT_CHECKED enum kt_status kt_import_advise(struct kt_import_run *run,
                                           struct kt_error *err);

#endif
