#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "cli/doctor.h"
#include "service/column.h"

/* More are counted, not named. */
enum { NAMED_MAX = 10 };

struct looking {
    struct kt_doctor *doctor;
    struct kt_map known; /* hashes that some shop has a use for */
    int64_t pictures;
    int64_t missing;
    int64_t strays;
    int64_t unused;
};

static void
know(struct looking *looking, struct kt_str hash)
{
    kt_map_put(&looking->known, kt_arena_str(looking->doctor->arena, hash),
               looking);
}

/* The path of a stored file. */
static const char *
path_of(const struct looking *looking, const struct kt_media_name *name)
{
    char text[KT_MEDIA_NAME_MAX];
    kt_media_name_format(name, text);
    return kt_arena_format(looking->doctor->arena, "%s/%s",
                           looking->doctor->folder.media, text)
        .ptr;
}

static void
tell_missing(struct looking *looking, struct kt_str shop, const char *path)
{
    if (++looking->missing <= NAMED_MAX)
        kt_doctor_wrong(looking->doctor, "media",
                        "upload it again, or take it out of the last backup",
                        "shop %.*s: %s is not there, or not whole",
                        KT_STR_FMT(shop), path);
}

static enum kt_status
look_at_record(struct looking *looking, const struct kt_rows *rows,
               struct kt_error *err)
{
    struct kt_media_name name;
    struct stat facts;
    int kind;
    struct kt_str hash = kt_col_text(rows, 1);
    KT_TRY(kt_col_enum(rows, 2, kt_media_kind_names, &kind, err));
    if (hash.len != sizeof name.hash)
        return kt_fail_store_failed(err);
    memcpy(name.hash, hash.ptr, sizeof name.hash);
    name.kind = (enum kt_media_kind)kind;
    know(looking, hash);
    looking->pictures++;
    const char *path = path_of(looking, &name);
    if (stat(path, &facts) != 0 || facts.st_size != kt_col_int(rows, 3))
        tell_missing(looking, kt_col_text(rows, 0), path);
    return KT_OK;
}

static enum kt_status
read_records(const struct kt_tx *tx, struct looking *looking,
             struct kt_error *err)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(tx, KT_SQL_MEDIA_FILES, KT_NO_ARGS, &rows, err));
    while (status == KT_OK && kt_rows_next(&rows))
        status = look_at_record(looking, &rows, err);
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* A product may show a file that was laid there by hand. */
static void
look_at_stray(struct looking *looking, const struct kt_rows *rows)
{
    struct kt_media_name name;
    struct kt_str hash = kt_col_text(rows, 2);
    struct kt_str shop = kt_col_text(rows, 0);
    bool is_there = false;
    if (hash.len != sizeof name.hash)
        return;
    memcpy(name.hash, hash.ptr, sizeof name.hash);
    know(looking, hash);
    for (int kind = 0; kind < KT_MEDIA_KIND_COUNT; kind++) {
        name.kind = (enum kt_media_kind)kind;
        is_there |= access(path_of(looking, &name), R_OK) == 0;
    }
    if (is_there || ++looking->strays > NAMED_MAX)
        return;
    struct kt_str id =
        kt_id_text(looking->doctor->arena, kt_col_id(rows, 1), "prod");
    kt_doctor_wrong(looking->doctor, "media",
                    "upload the picture, or take it out of the product",
                    "shop %.*s: %.*s shows a picture that is not there",
                    KT_STR_FMT(shop), KT_STR_FMT(id));
}

static enum kt_status
read_all(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    struct kt_rows rows;
    KT_TRY(read_records(tx, looking, err));
    KT_TRY(kt_query(tx, KT_SQL_MEDIA_STRAYS, KT_NO_ARGS, &rows, err));
    while (kt_rows_next(&rows))
        look_at_stray(looking, &rows);
    return kt_rows_close(&rows);
}

static void
count_unused(void *arg, const struct kt_media_name *name, int64_t bytes,
             int64_t written_s)
{
    struct looking *looking = arg;
    struct kt_str hash = { (const char *)name->hash, sizeof name->hash };
    (void)bytes;
    (void)written_s;
    looking->unused += kt_map_find(&looking->known, hash) == NULL;
}

static void
tell_counts(struct looking *looking)
{
    struct kt_doctor *doctor = looking->doctor;
    int64_t more = (looking->missing > NAMED_MAX ? looking->missing : 0) +
                   (looking->strays > NAMED_MAX ? looking->strays : 0);
    if (more > 0)
        kt_doctor_wrong(doctor, "media", "begin with those above",
                        "%lld pictures are not there, or not whole",
                        (long long)more);
    if (looking->missing + looking->strays == 0)
        kt_doctor_good(doctor, "media", "%lld pictures are whole",
                       (long long)looking->pictures);
    if (looking->unused > 0)
        kt_doctor_good(doctor, "media",
                       "%lld more have no use; the server removes them a day "
                       "after they came",
                       (long long)looking->unused);
}

void
kt_doctor_check_media(struct kt_doctor *doctor)
{
    struct looking looking = { .doctor = doctor };
    struct kt_error err;
    const char *program = doctor->folder.media_options.program;
    kt_error_init(&err, doctor->arena);
    kt_map_init(&looking.known, doctor->arena, 64);
    if (access(program, X_OK) != 0)
        kt_doctor_wrong(doctor, "media", "install Kontor again",
                        "%s is not there: no picture can be uploaded", program);
    if (kt_store_read(doctor->store, KT_NO_STORE, read_all, &looking, &err) !=
        KT_OK) {
        struct kt_str text = kt_error_text(&err);
        kt_doctor_wrong(doctor, "media", "look at the other findings", "%.*s",
                        KT_STR_FMT(text));
        return;
    }
    kt_media_folder_each(doctor->folder.media, count_unused, &looking);
    tell_counts(&looking);
}
