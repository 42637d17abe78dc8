/* kontor export: a shop as JSON lines, with its pictures. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/folder.h"
#include "cli/media_files.h"
#include "service/import/import.h"

struct options {
    const char *shop;
    const char *store;
    const char *media;
    bool skips_customers;
};

/* Where lines and files go. */
struct exporting {
    struct kt_open_shop *shop;
    FILE *lines;
    bool skips_customers;
    int64_t line_count;
    struct kt_media_files files;
};

static const struct kt_option options_table[] = {
    { "shop", KT_OPTION_TEXT, offsetof(struct options, shop), "DIR",
      "the shop's folder; without it this one" },
    { "store", KT_OPTION_TEXT, offsetof(struct options, store), "CODE",
      "the shop, where the folder has several" },
    { "media", KT_OPTION_TEXT, offsetof(struct options, media), "DIR",
      "where pictures and documents go; FILE.media" },
    { "skip-customers", KT_OPTION_FLAG,
      offsetof(struct options, skips_customers), NULL,
      "leave out who buys: no addresses, no points" },
};

static bool
write_text(void *arg, struct kt_str text)
{
    const struct exporting *exporting = arg;
    return fwrite(text.ptr, 1, text.len, exporting->lines) == text.len;
}

static enum kt_status
take_file(void *arg, struct kt_str name, struct kt_error *err)
{
    return kt_media_files_copy(&((struct exporting *)arg)->files, name, err);
}

static enum kt_status
fail_write(const char *path, struct kt_error *err)
{
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

static void
tell(const struct exporting *exporting)
{
    const struct kt_media_files *files = &exporting->files;
    long long lines = exporting->line_count;
    long long count = files->count, missing = files->missing;
    if (count > 0 && files->to != NULL)
        fprintf(stderr, "%lld lines written, %lld files in %s\n", lines, count,
                files->to);
    else
        fprintf(stderr, "%lld lines written\n", lines);
    if (count > 0 && files->to == NULL)
        fprintf(stderr,
                "note: they name %lld files of the media folder; --media DIR "
                "copies them\n",
                count);
    if (missing > 0)
        fprintf(stderr,
                "note: %lld files that they name are not in the media folder; "
                "see kontor doctor\n",
                missing);
}

static enum kt_status
write_lines(struct exporting *exporting, const char *path, FILE *file,
            struct kt_error *err)
{
    struct kt_sink sink = { write_text, exporting, take_file,
                            exporting->skips_customers };
    exporting->lines = file;
    KT_TRY(kt_export_jsonl(&exporting->shop->app, exporting->shop->store_id,
                           &sink, &exporting->line_count, err));
    return fflush(file) == 0 ? KT_OK : fail_write(path, err);
}

/* For its owner alone: buyers' addresses are in it. */
static FILE *
open_own(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *stream = file >= 0 ? fdopen(file, "w") : NULL;
    if (stream == NULL && file >= 0)
        close(file);
    return stream;
}

/* Writes beside the file and puts the result in its place, so that what fails
 * leaves the old file as it was. */
static enum kt_status
write_file(struct exporting *exporting, const char *path,
           struct kt_arena *arena, struct kt_error *err)
{
    const char *beside = kt_arena_format(arena, "%s.part", path).ptr;
    FILE *file = open_own(beside);
    if (file == NULL)
        return fail_write(beside, err);

    enum kt_status status = write_lines(exporting, beside, file, err);
    if (fclose(file) != 0 && status == KT_OK)
        status = fail_write(beside, err);
    if (status == KT_OK && rename(beside, path) != 0)
        status = fail_write(path, err);
    if (status != KT_OK)
        unlink(beside);
    return status;
}

static enum kt_status export(struct kt_open_shop *shop, const char *file,
                             const struct options *options,
                             struct kt_arena *arena, struct kt_error *err) {
    struct exporting exporting = { .shop = shop,
                                   .skips_customers =
                                       options->skips_customers };
    const char *media = options->media;
    bool is_output = strcmp(file, "-") == 0;
    if (media == NULL && !is_output) media = kt_media_files_beside(file, arena);
    kt_media_files_init(&exporting.files, shop->folder.media, media, arena);
    KT_TRY(is_output ? write_lines(&exporting, "standard output", stdout, err)
                     : write_file(&exporting, file, arena, err));
    tell(&exporting);
    return KT_OK;
}

static enum kt_exit
run(const struct kt_arguments *arguments, const void *given,
    struct kt_arena *arena)
{
    const struct options *options = given;
    struct kt_error err;
    struct kt_open_shop shop;

    if (strcmp(arguments->items[0], "jsonl") != 0) {
        fprintf(stderr,
                "kontor export: there is no format %s, only jsonl\n"
                "Try: kontor export --help\n",
                arguments->items[0]);
        return KT_EXIT_USAGE;
    }
    kt_error_init(&err, arena);
    const char *path = options->shop != NULL ? options->shop : ".";
    const char *file = arguments->count > 1 ? arguments->items[1] : "-";
    enum kt_status status =
        kt_open_shop_begin(path, options->store, arena, &shop, &err);
    if (status == KT_OK) {
        status = export(&shop, file, options, arena, &err);
        kt_open_shop_end(&shop);
    }
    return status == KT_OK ? KT_EXIT_OK : kt_command_fail(&err);
}

const struct kt_command kt_command_export = {
    .name = "export",
    .arguments = "jsonl [FILE|-]",
    .arguments_min = 1,
    .arguments_max = 2,
    .summary = "write the shop as JSON lines",
    .help =
        "The same shop gives the same bytes; `kontor import jsonl` reads\n"
        "them. Without FILE they go to standard output. Orders, gift cards\n"
        "and tokens are not among them: `kontor backup` has everything.\n"
        "Pictures and documents are files: they are copied beside it.",
    .options = options_table,
    .option_count = sizeof options_table / sizeof options_table[0],
    .options_size = sizeof(struct options),
    .run = run,
};
