#include "service/import/media.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/catalog/code.h"
#include "service/media.h"

enum { PIECE = 64 * 1024 };

static enum kt_status
fail_url(struct kt_error *err, const char *code, const char *detail)
{
    return kt_error_add(err, KT_STR("/url"), code, "%s", detail);
}

/* What comes out of an export tells the size of a picture; for lines that were
 * written by hand it is looked at. */
static enum kt_status
measure(const struct kt_import_run *run, int open_file, enum kt_media_kind kind,
        struct kt_media_file *file, struct kt_error *err)
{
    struct kt_media_facts facts;
    if (file->width > 0 && file->height > 0)
        return KT_OK;
    KT_TRY(
        kt_media_look(run->options->app->media, open_file, kind, &facts, err));
    file->width = facts.width;
    file->height = facts.height;
    return KT_OK;
}

/* ---- from the folder beside the lines ---- */

static int
open_beside(struct kt_import_run *run, const struct kt_media_name *name)
{
    char text[KT_MEDIA_NAME_MAX];
    if (run->options->media == NULL)
        return -1;
    kt_media_name_format(name, text);
    struct kt_str path =
        kt_arena_format(&run->batch_arena, "%s/%s", run->options->media, text);
    return open(path.ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static enum kt_status
take_bytes(struct kt_media_spool *spool, int from, struct kt_error *err)
{
    char piece[PIECE];
    for (;;) {
        ssize_t got = read(from, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_url(err, "unreadable", strerror(errno));
        if (got == 0)
            return KT_OK;
        KT_TRY(kt_media_spool_take(spool, (struct kt_str){ piece, (size_t)got },
                                   err));
    }
}

static enum kt_status
keep(struct kt_import_run *run, struct kt_media_spool *spool,
     const struct kt_media_name *name, struct kt_media_file *file,
     struct kt_error *err)
{
    kt_media_spool_end(spool);
    if (spool->name.kind != name->kind ||
        memcmp(spool->name.hash, name->hash, sizeof name->hash) != 0)
        return fail_url(err, "wrong_file",
                        "the file is another one than its name says");
    KT_TRY(measure(run, spool->file, name->kind, file, err));
    file->bytes = spool->bytes;
    if (run->options->is_dry_run)
        return KT_OK;
    run->report->files++;
    return kt_media_spool_keep(spool, err);
}

static enum kt_status
take(struct kt_import_run *run, int from, const struct kt_media_name *name,
     struct kt_media_file *file, struct kt_error *err)
{
    struct kt_media_spool spool;
    KT_TRY(kt_media_spool_begin(run->options->app->media, &spool, err));
    enum kt_status status = take_bytes(&spool, from, err);
    if (status == KT_TOO_LARGE)
        status = fail_url(err, "too_large",
                          "the file is larger than this shop takes: "
                          "media_max_mib of kontor.conf");
    if (status == KT_OK)
        status = keep(run, &spool, name, file, err);
    kt_media_spool_release(&spool);
    return status;
}

static enum kt_status
bring(struct kt_import_run *run, const struct kt_media_name *name,
      struct kt_media_file *file, struct kt_error *err)
{
    int from = open_beside(run, name);
    if (from < 0)
        return fail_url(err, "missing",
                        "the file is neither in the shop's media folder nor "
                        "beside the lines");
    enum kt_status status = take(run, from, name, file, err);
    close(from);
    return status;
}

enum kt_status
kt_import_media_file(struct kt_import_run *run, struct kt_media_file *file,
                     struct kt_error *err)
{
    struct kt_media_name name;
    struct stat facts;
    if (!kt_media_url_parse(file->url, &name))
        return fail_url(err, "malformed",
                        "must be the address of an uploaded file, as in "
                        "\"/media/9f86….png\"");
    if (run->options->app->media == NULL)
        return fail_url(err, "missing", "there is no media folder");
    int stored = kt_media_folder_open_file(run->options->app->media, &name);
    if (stored < 0)
        return bring(run, &name, file, err);
    enum kt_status status = measure(run, stored, name.kind, file, err);
    file->bytes = fstat(stored, &facts) == 0 ? facts.st_size : 0;
    close(stored);
    return status;
}

/* ---- the record ---- */

enum kt_status
kt_import_media(const struct kt_saving *saving,
                const struct kt_media_file *file, struct kt_error *err)
{
    struct kt_media_name name;
    struct kt_str hash = { (const char *)name.hash, sizeof name.hash };
    kt_media_check(file, err);
    KT_TRY(err->status);
    if (saving->tx == NULL || !kt_media_url_parse(file->url, &name))
        return KT_OK;
    struct kt_id id =
        kt_id_is_null(file->id) ? kt_id_new(saving->now_ms) : file->id;
    int64_t created_at =
        file->created_at != 0 ? file->created_at : saving->now_ms;
    KT_TRY(kt_exec(saving->tx, KT_SQL_MEDIA_IMPORT, 1,
                   KT_ARGS(KT_ID(id), KT_BLOB(hash),
                           KT_TEXT(kt_str_of(kt_media_kind_names[name.kind])),
                           KT_TEXT(file->name),
                           KT_TEXT(kt_texts_json(&file->alts, saving->arena)),
                           KT_INT(file->width), KT_INT(file->height),
                           KT_INT(file->bytes), KT_INT(created_at)),
                   err));
    return kt_media_tell_products(saving->tx, hash, err);
}
