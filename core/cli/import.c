/* kontor import: a catalogue from a file into a shop. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/folder.h"
#include "cli/media_files.h"
#include "cli/progress.h"
#include "service/column.h"
#include "service/import/import.h"

struct options {
    const char *shop;
    const char *store;
    bool is_dry_run;
    bool skips_faulty;
    int64_t batch;
    const char *currency;
    const char *locale;
    const char *location;
    const char *media;
    const char *from;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the shop's folder; without it this one" },
    { "store", KT_OPTION_TEXT, offsetof(struct options, store), "CODE",
      "the shop, where the folder has several" },
    { "dry-run", KT_OPTION_FLAG, offsetof(struct options, is_dry_run), NULL,
      "check everything, store nothing" },
    { "skip-faulty", KT_OPTION_FLAG, offsetof(struct options, skips_faulty),
      NULL, "store the sound products of a batch with faulty ones" },
    { "batch", KT_OPTION_NUMBER, offsetof(struct options, batch), "N",
      "products in one transaction; 1000" },
    { "currency", KT_OPTION_TEXT, offsetof(struct options, currency), "CODE",
      "of the prices; the default channel's" },
    { "locale", KT_OPTION_TEXT, offsetof(struct options, locale), "CODE",
      "of the texts; the default channel's" },
    { "location", KT_OPTION_TEXT, offsetof(struct options, location), "CODE",
      "of the stock; the first one, or a new one: main" },
    { "media", KT_OPTION_TEXT, offsetof(struct options, media), "DIR",
      "pictures and documents of JSON lines; FILE.media" },
    { "from", KT_OPTION_TEXT, offsetof(struct options, from), "DAY",
      "when tax rates begin that tell no start; ever since" },
};

/* What runs, with the file it reads. */
struct importing {
    const char *path; /* as it is told to people */
    int file;
    struct kt_progress progress;
};

static int64_t
read_file(void *arg, char *buf, size_t size)
{
    const struct importing *importing = arg;
    ssize_t got;
    do
        got = read(importing->file, buf, size);
    while (got < 0 && errno == EINTR);
    return got;
}

static void
show_progress(void *arg, const struct kt_import_report *report)
{
    struct importing *importing = arg;
    kt_progress_step(&importing->progress, report->bytes,
                     report->products_new + report->products_updated +
                         report->products_refused + report->products_held,
                     "products");
}

static enum kt_status
open_file(const char *name, struct importing *importing, struct kt_error *err)
{
    struct stat facts;
    bool is_input = strcmp(name, "-") == 0;
    importing->path = is_input ? "standard input" : name;
    importing->file =
        is_input ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (importing->file < 0 || fstat(importing->file, &facts) != 0) {
        kt_fail_file_failed(err);
        return kt_error_explain(err, "%s: %s", name, strerror(errno));
    }
    if (S_ISDIR(facts.st_mode)) {
        close(importing->file);
        kt_fail_file_failed(err);
        return kt_error_explain(err, "%s: %s", name, strerror(EISDIR));
    }
    kt_progress_begin(&importing->progress,
                      S_ISREG(facts.st_mode) ? (int64_t)facts.st_size : 0);
    return KT_OK;
}

/* ---- the report ---- */

static void
print_fault(const char *path, const struct kt_import_fault *fault)
{
    fprintf(stderr, "%s:%lld: ", path, (long long)fault->line);
    if (fault->column.len > 0)
        fprintf(stderr, "%.*s: ", KT_STR_FMT(fault->column));
    if (fault->value.len > 0)
        fprintf(stderr, "\"%.*s\": ", KT_STR_FMT(fault->value));
    fprintf(stderr, "%.*s\n", KT_STR_FMT(fault->reason));
}

static void
print_warnings(const char *path, const struct kt_import_report *report)
{
    const struct kt_import_warning *items = report->warnings.items;
    for (size_t i = 0; i < report->warnings.count; i++)
        fprintf(stderr, "%s:%lld: warning: promotion \"%.*s\"%s%.*s: %.*s\n",
                path, (long long)items[i].line, KT_STR_FMT(items[i].title),
                items[i].pointer.len > 0 ? " at " : "",
                KT_STR_FMT(items[i].pointer), KT_STR_FMT(items[i].detail));
    if (report->warnings_dropped > 0)
        fprintf(stderr, "… and %lld warnings more\n",
                (long long)report->warnings_dropped);
}

static void
print_report(const char *path, bool is_dry_run,
             const struct kt_import_report *report)
{
    const struct kt_str *notes = report->notes.items;
    for (size_t i = 0; i < report->fault_count; i++)
        print_fault(path, &report->faults[i]);
    if (report->faults_dropped > 0)
        fprintf(stderr, "… and %lld faults more\n",
                (long long)report->faults_dropped);
    print_warnings(path, report);
    for (size_t i = 0; i < report->notes.count; i++)
        fprintf(stderr, "note: %.*s\n", KT_STR_FMT(notes[i]));

    printf("%s: %lld rows, %lld products new, %lld updated, %lld variants, "
           "%lld other records%s\n",
           path, (long long)report->rows, (long long)report->products_new,
           (long long)report->products_updated, (long long)report->variants,
           (long long)report->others,
           is_dry_run ? " (dry run: nothing was stored)" : "");
    if (report->files > 0)
        printf("%lld files came into the media folder\n",
               (long long)report->files);
    if (report->fault_count > 0)
        printf("%lld products refused, %lld sound ones not stored beside "
               "them%s\n",
               (long long)report->products_refused,
               (long long)report->products_held,
               report->products_held > 0 ? "; --skip-faulty stores those" : "");
}

/* ---- files beside the lines ---- */

/* An export has put them there; without it there need not be any. */
static enum kt_status
find_media(const char *file, enum kt_import_kind kind, const char **media,
           struct kt_arena *arena, struct kt_error *err)
{
    bool is_asked = *media != NULL;
    if (kind != KT_IMPORT_JSONL)
        return KT_OK;
    if (!is_asked)
        *media = kt_media_files_beside(file, arena);
    if (access(*media, R_OK | X_OK) == 0)
        return KT_OK;
    if (is_asked) {
        kt_fail_file_failed(err);
        return kt_error_explain(err, "%s: %s", *media, strerror(errno));
    }
    *media = NULL;
    return KT_OK;
}

static enum kt_status
copy_plain(const struct kt_open_shop *shop,
           const struct kt_import_options *options, struct kt_arena *arena,
           struct kt_import_report *report, struct kt_error *err)
{
    struct kt_media_files files;
    if (options->media == NULL || options->is_dry_run)
        return KT_OK;
    kt_media_files_init(&files, options->media, shop->folder.media, arena);
    KT_TRY(kt_media_files_copy_plain(&files, err));
    report->files += files.count;
    return KT_OK;
}

/* ---- the command ---- */

static enum kt_status
import(struct kt_open_shop *shop, enum kt_import_kind kind,
       struct importing *importing, const struct options *options,
       const char *media, struct kt_arena *arena,
       struct kt_import_report *report, struct kt_error *err)
{
    struct kt_stream stream = { read_file, importing };
    struct kt_import_options import_options = {
        .app = &shop->app,
        .store_id = shop->store_id,
        .currency = kt_str_of(options->currency),
        .locale = kt_str_of(options->locale),
        .location = kt_str_of(options->location),
        .batch_max = (size_t)options->batch,
        .from = kt_str_of(options->from),
        .media = media,
        .is_dry_run = options->is_dry_run,
        .skips_faulty = options->skips_faulty,
        .progress = show_progress,
        .arg = importing,
    };
    enum kt_status status =
        kt_import_run(kind, &stream, &import_options, arena, report, err);
    if (status == KT_OK)
        status = copy_plain(shop, &import_options, arena, report, err);
    kt_progress_end(&importing->progress);
    print_report(importing->path, options->is_dry_run, report);
    return status;
}

static enum kt_exit
refuse_kind(const char *name)
{
    const char *nearest = kt_text_nearest(kt_str_of(name), kt_import_kind_names,
                                          KT_IMPORT_KIND_COUNT);
    fprintf(stderr,
            "kontor import: %s is none of shopify, woocommerce, jsonl and "
            "tax-rates%s%s%s\nTry: kontor import --help\n",
            name, nearest != NULL ? "; did you mean " : "",
            nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
    return KT_EXIT_USAGE;
}

#define OF(kind) (1U << (kind))
#define OF_PRODUCTS                                                            \
    (OF(KT_IMPORT_SHOPIFY) | OF(KT_IMPORT_WOOCOMMERCE) | OF(KT_IMPORT_JSONL))

/* Options that not every format knows what to do with. */
static const struct {
    const char *name;
    unsigned kinds;
} limited[] = {
    { "skip-faulty", OF_PRODUCTS },      { "batch", OF_PRODUCTS },
    { "currency", OF_PRODUCTS },         { "locale", OF_PRODUCTS },
    { "location", OF_PRODUCTS },         { "media", OF(KT_IMPORT_JSONL) },
    { "from", OF(KT_IMPORT_TAX_RATES) },
};

static bool
is_given(const struct options *options, const char *name)
{
    static const struct options none;
    static const size_t sizes[] = { [KT_OPTION_FLAG] = sizeof(bool),
                                    [KT_OPTION_TEXT] = sizeof(char *),
                                    [KT_OPTION_NUMBER] = sizeof(int64_t) };
    for (size_t i = 0; i < KT_COUNT(options_table); i++) {
        const struct kt_option *option = &options_table[i];
        if (strcmp(option->name, name) == 0)
            return memcmp((const char *)options + option->offset,
                          (const char *)&none + option->offset,
                          sizes[option->kind]) != 0;
    }
    return false;
}

/* NULL, or what is wrong with an option for a format. */
static const char *
fault_of_options(const struct options *options, enum kt_import_kind kind,
                 struct kt_arena *arena)
{
    int64_t day;
    for (size_t i = 0; i < KT_COUNT(limited); i++) {
        if (is_given(options, limited[i].name) &&
            !(limited[i].kinds & OF(kind)))
            return kt_arena_format(arena, "--%s is nothing for %s",
                                   limited[i].name, kt_import_kind_names[kind])
                .ptr;
    }
    if (options->batch < 0 || options->batch > 100000)
        return "--batch is a number from 1 to 100000";
    if (options->from != NULL && !kt_time_parse(kt_str_of(options->from), &day))
        return "--from is a day, as 2027-01-01";
    return NULL;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_open_shop shop;
    struct importing importing = { .file = -1 };
    struct kt_import_report report = { 0 };
    int kind =
        kt_name_index(kt_str_of(arguments->items[0]), kt_import_kind_names);

    if (kind < 0)
        return refuse_kind(arguments->items[0]);
    const char *fault =
        fault_of_options(options, (enum kt_import_kind)kind, arena);
    if (fault != NULL) {
        fprintf(stderr, "kontor import: %s\nTry: kontor import --help\n",
                fault);
        return KT_EXIT_USAGE;
    }
    kt_error_init(&err, arena);
    const char *path = options->shop != NULL ? options->shop : ".";
    const char *media = options->media;
    enum kt_status status = open_file(arguments->items[1], &importing, &err);
    if (status == KT_OK)
        status = find_media(arguments->items[1], (enum kt_import_kind)kind,
                            &media, arena, &err);
    if (status == KT_OK)
        status = kt_open_shop_begin(path, options->store, arena, &shop, &err);
    if (status == KT_OK) {
        status = import(&shop, (enum kt_import_kind)kind, &importing, options,
                        media, arena, &report, &err);
        kt_open_shop_end(&shop);
    }
    if (importing.file > STDIN_FILENO)
        close(importing.file);
    if (status != KT_OK)
        return kt_command_fail(&err);
    return report.fault_count > 0 ? KT_EXIT_REFUSED : KT_EXIT_OK;
}

const struct kt_command kt_command_import = {
    .name = "import",
    .arguments = "shopify|woocommerce|jsonl|tax-rates FILE|-",
    .arguments_min = 2,
    .arguments_max = 2,
    .summary =
        "import a catalogue or tax rates; again updates what was imported",
    .help =
        "Each batch is one transaction: it is stored whole or not at all. "
        "Rows\n"
        "that are refused are told with line, column, value and reason, and\n"
        "the exit code is 3 then. A table of tax rates is one batch. What is\n"
        "odd about promotions is told when all is stored, and no fault.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
