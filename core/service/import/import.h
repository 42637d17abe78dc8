/* Import of a catalogue. A source is read as a stream, product by product; what
 * was read is checked and stored in batches, each in one transaction: a batch
 * with a faulty product is not stored at all, unless the options say to leave
 * the faulty ones out. An import that is run again updates what it made before:
 * products are known by id, slug and sku, and keep their ids. */
#ifndef KT_SERVICE_IMPORT_H
#define KT_SERVICE_IMPORT_H

#include "service/app.h"

enum kt_import_kind {
    KT_IMPORT_SHOPIFY,
    KT_IMPORT_WOOCOMMERCE,
    KT_IMPORT_JSONL,
    KT_IMPORT_TAX_RATES,
    KT_IMPORT_KIND_COUNT
};

extern const char *const kt_import_kind_names[]; /* ends with NULL */

/* Where bytes come from. read gives how many it put into buf, 0 at the end,
 * -1 when the source failed. */
struct kt_stream {
    int64_t (*read)(void *arg, char *buf, size_t size);
    void *arg;
};

/* A row that was refused. */
struct kt_import_fault {
    int64_t line;         /* of the file, from 1 */
    struct kt_str column; /* its name, or a JSON pointer; may be empty */
    struct kt_str value;  /* as it stands there, cut at 200 bytes */
    struct kt_str reason; /* one sentence */
};

/* What is odd about a promotion that was stored. */
struct kt_import_warning {
    int64_t line;
    struct kt_str title;   /* of the promotion, or its rule */
    struct kt_str pointer; /* into it; may be empty */
    struct kt_str detail;
};

/* More than any reader wants; what is beyond them is counted. */
enum { KT_IMPORT_FAULTS_MAX = 1000 };

struct kt_import_report {
    struct kt_arena *arena; /* the caller's; owns the texts below */
    int64_t bytes;          /* read so far */
    int64_t rows;           /* read so far, headers apart */
    int64_t products_new;
    int64_t products_updated;
    int64_t variants;         /* of those products */
    int64_t others;           /* categories, price lists, channels, … */
    int64_t products_refused; /* faulty themselves */
    int64_t products_held;    /* sound, but in a batch with a faulty one */
    int64_t files;            /* that came into the media folder */
    struct kt_import_fault *faults;
    size_t fault_count;
    int64_t faults_dropped;  /* beyond KT_IMPORT_FAULTS_MAX */
    struct kt_list warnings; /* of struct kt_import_warning, as many; seen
                                * beside all that was imported */
    int64_t warnings_dropped;
    struct kt_list notes; /* of struct kt_str: what was not used, once each */
};

struct kt_import_options {
    struct kt_app *app;
    struct kt_id store_id;
    struct kt_str currency; /* of the prices; empty: the default channel's */
    struct kt_str locale;   /* of the texts; empty: the default channel's */
    struct kt_str location; /* code, of the stock; empty: the first, or a new
                              * one named "main" */
    struct kt_str from;     /* a day: tax rates that tell no start begin then */
    size_t batch_max;       /* products in a transaction; 0: 1000 */
    const char *media;      /* folder with the files of media lines, or NULL */
    bool is_dry_run;        /* checks everything, stores nothing */
    bool skips_faulty;      /* stores the sound products of a batch */
    /* Called after each batch; may be NULL. */
    void (*progress)(void *arg, const struct kt_import_report *report);
    void *arg;
};

/* Runs to the end of the stream. Refused rows are in the report and no failure;
 * INVALID_FILE when the source cannot be read further: what earlier batches
 * stored stays. NOT_FOUND for a shop, channel or currency that is not there. */
KT_CHECKED enum kt_status kt_import_run(enum kt_import_kind kind,
                                        const struct kt_stream *stream,
                                        const struct kt_import_options *options,
                                        struct kt_arena *arena,
                                        struct kt_import_report *report,
                                        struct kt_error *err);

/* Where bytes go; false when they could not be written. take_file is told, by
 * its name below /media/, each file that the lines name, perhaps more than
 * once; it may be NULL. */
struct kt_sink {
    bool (*write)(void *arg, struct kt_str text);
    void *arg;
    enum kt_status (*take_file)(void *arg, struct kt_str name,
                                struct kt_error *err);
    bool leaves_buyers; /* writes no customers */
};

/* Writes the whole shop as JSON lines, in an order that depends on it
 * alone: the same shop gives the same bytes. One read transaction.
 * INVALID_FILE when the sink fails; *lines takes the number of lines. */
KT_CHECKED enum kt_status kt_export_jsonl(struct kt_app *app,
                                          struct kt_id store_id,
                                          const struct kt_sink *sink,
                                          int64_t *lines, struct kt_error *err);

#endif
