#include "cli/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, FILES_MAX = 1000000, NAME_MAX_BYTES = 1024 };

/* What has been read so far. */
struct reading {
    struct archive *archive;
    const char *path;
    const char *folder;
    struct kt_arena *arena;
    struct kt_buf sums; /* as they are */
    struct kt_str told; /* as SHA256SUMS says */
    int64_t file_count;
};

static enum kt_status
refuse(const struct reading *reading, const char *name, const char *why,
       struct kt_error *err)
{
    kt_fail_invalid_file(err);
    return kt_error_explain(err, "%s: %s%s%s", reading->path, name,
                            name[0] != '\0' ? ": " : "", why);
}

static enum kt_status
refuse_damaged(const struct reading *reading, struct kt_error *err)
{
    const char *text = archive_error_string(reading->archive);
    return refuse(reading, "it is no backup or damaged",
                  text != NULL ? text : "it cannot be read", err);
}

static enum kt_status
fail_path(const char *path, struct kt_error *err)
{
    if (errno == ENOSPC || errno == EDQUOT)
        kt_fail_store_full(err);
    else
        kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

static bool
begins_with(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

/* No part of it is empty, "." or "..". */
static bool
has_plain_parts(const char *name)
{
    for (const char *part = name;; part++) {
        size_t len = strcspn(part, "/");
        if (len == 0 || (len == 1 && part[0] == '.') ||
            (len == 2 && part[0] == '.' && part[1] == '.'))
            return false;
        part += len;
        if (*part == '\0')
            return true;
    }
}

/* NULL when the entry is a file of a shop; else why not. */
static const char *
fault_of(struct archive_entry *entry, const char *name)
{
    if (archive_entry_filetype(entry) != AE_IFREG ||
        archive_entry_hardlink(entry) != NULL ||
        archive_entry_symlink(entry) != NULL)
        return "only plain files may be in a backup";
    if (strlen(name) > NAME_MAX_BYTES || !has_plain_parts(name) ||
        strchr(name, '\n') != NULL || strchr(name, '\\') != NULL)
        return "this name may not be in a backup";
    if (strcmp(name, "kontor.conf") != 0 && strcmp(name, "data/shop.db") != 0 &&
        !begins_with(name, "scripts/") && !begins_with(name, "media/"))
        return "this is no file of a shop";
    if (!archive_entry_size_is_set(entry) || archive_entry_size(entry) < 0)
        return "its size is not told";
    return NULL;
}

static enum kt_status
check_room(const struct reading *reading, int64_t size, struct kt_error *err)
{
    struct statvfs disk;
    if (statvfs(reading->folder, &disk) != 0)
        return fail_path(reading->folder, err);
    if ((uint64_t)size / disk.f_frsize < disk.f_bavail)
        return KT_OK;
    kt_fail_store_full(err);
    return kt_error_explain(err, "%s needs room for %lld bytes",
                            reading->folder, (long long)size);
}

/* Makes the folders that lead to a file. */
static enum kt_status
make_way(char *path, size_t known, struct kt_error *err)
{
    for (char *slash = strchr(path + known, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mode_t mode = begins_with(path + known, "data") ? 0700 : 0755;
        bool is_made = mkdir(path, mode) == 0 || errno == EEXIST;
        if (!is_made)
            return fail_path(path, err);
        *slash = '/';
    }
    return KT_OK;
}

static enum kt_status
write_all(int file, const char *path, const char *bytes, size_t len,
          struct kt_error *err)
{
    while (len > 0) {
        ssize_t written = write(file, bytes, len);
        if (written < 0)
            return fail_path(path, err);
        bytes += written;
        len -= (size_t)written;
    }
    return KT_OK;
}

/* Its bytes, exactly as many as its head says. */
static enum kt_status
copy_bytes(const struct reading *reading, int file, const char *path,
           int64_t size, crypto_hash_sha256_state *hash, struct kt_error *err)
{
    static char piece[PIECE];
    for (;;) {
        la_ssize_t got = archive_read_data(reading->archive, piece, PIECE);
        if (got < 0)
            return refuse_damaged(reading, err);
        if (got == 0)
            return size == 0 ? KT_OK : refuse_damaged(reading, err);
        size -= got;
        if (size < 0)
            return refuse_damaged(reading, err);
        crypto_hash_sha256_update(hash, (const unsigned char *)piece,
                                  (unsigned long long)got);
        KT_TRY(write_all(file, path, piece, (size_t)got, err));
    }
}

static void
note_sum(struct reading *reading, const char *name,
         crypto_hash_sha256_state *hash)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char words[2 * crypto_hash_sha256_BYTES + 1];
    crypto_hash_sha256_final(hash, sum);
    sodium_bin2hex(words, sizeof words, sum, sizeof sum);
    kt_buf_format(&reading->sums, "%s  %s\n", words, name);
}

/* The database holds what is nobody else's. */
static mode_t
mode_of(const char *name)
{
    return begins_with(name, "data/") ? 0600 : 0644;
}

static enum kt_status
extract_file(struct reading *reading, const char *name, int64_t size,
             struct kt_error *err)
{
    char path[PATH_MAX];
    crypto_hash_sha256_state hash;

    int len = snprintf(path, sizeof path, "%s/%s", reading->folder, name);
    if (len >= (int)sizeof path)
        return refuse(reading, name, "this name is too long", err);
    KT_TRY(check_room(reading, size, err));
    KT_TRY(make_way(path, strlen(reading->folder) + 1, err));
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    mode_of(name));
    if (file < 0 && errno == EEXIST)
        return refuse(reading, name, "this name is there twice", err);
    if (file < 0)
        return fail_path(path, err);

    crypto_hash_sha256_init(&hash);
    enum kt_status status = copy_bytes(reading, file, path, size, &hash, err);
    if (close(file) != 0 && status == KT_OK)
        status = fail_path(path, err);
    note_sum(reading, name, &hash);
    return status;
}

static enum kt_status
read_sums(struct reading *reading, int64_t size, struct kt_error *err)
{
    size_t len = kt_buf_view(&reading->sums).len;
    char *text = kt_arena_alloc(reading->arena, len + 1);
    if (size != (int64_t)len)
        return refuse(reading, "SHA256SUMS", "it names other files", err);
    for (size_t got = 0; got < len;) {
        la_ssize_t more =
            archive_read_data(reading->archive, text + got, len - got);
        if (more <= 0)
            return refuse_damaged(reading, err);
        got += (size_t)more;
    }
    reading->told = (struct kt_str){ text, len };
    return KT_OK;
}

/* Names the first file whose checksum is another. */
static enum kt_status
compare_sums(const struct reading *reading, struct kt_error *err)
{
    struct kt_str are = kt_buf_view(&reading->sums);
    if (reading->told.ptr == NULL)
        return refuse(reading, "", "it ends too early", err);
    size_t line = 0;
    for (size_t i = 0; i < are.len; i++) {
        if (are.ptr[i] != reading->told.ptr[i]) {
            size_t end = line;
            while (are.ptr[end] != '\n')
                end++;
            size_t name = line + 2 * crypto_hash_sha256_BYTES + 2;
            struct kt_str of = { are.ptr + name, end - name };
            return refuse(reading, kt_arena_cstr(reading->arena, of),
                          "its checksum is another", err);
        }
        if (are.ptr[i] == '\n')
            line = i + 1;
    }
    return KT_OK;
}

static enum kt_status
extract_entry(struct reading *reading, struct archive_entry *entry,
              struct kt_error *err)
{
    const char *name = archive_entry_pathname(entry);
    if (name == NULL)
        return refuse_damaged(reading, err);
    if (reading->told.ptr != NULL)
        return refuse(reading, name, "it stands behind the checksums", err);
    if (strcmp(name, "SHA256SUMS") == 0)
        return read_sums(reading, archive_entry_size(entry), err);
    const char *fault = fault_of(entry, name);
    if (fault != NULL)
        return refuse(reading, name, fault, err);
    if (++reading->file_count > FILES_MAX)
        return refuse(reading, "", "it has more than a million files", err);
    return extract_file(reading, name, archive_entry_size(entry), err);
}

static enum kt_status
extract_all(struct reading *reading, struct kt_error *err)
{
    struct archive_entry *entry;
    int code;
    while ((code = archive_read_next_header(reading->archive, &entry)) ==
           ARCHIVE_OK)
        KT_TRY(extract_entry(reading, entry, err));
    if (code != ARCHIVE_EOF)
        return refuse_damaged(reading, err);
    return compare_sums(reading, err);
}

static enum kt_status
extract_archive(struct reading *reading, struct kt_error *err)
{
    int file = open(reading->path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        kt_fail_file_failed(err);
        return kt_error_explain(err, "%s: %s", reading->path, strerror(errno));
    }
    enum kt_status status =
        archive_read_open_fd(reading->archive, file, PIECE) == ARCHIVE_OK
            ? extract_all(reading, err)
            : refuse_damaged(reading, err);
    close(file);
    return status;
}

enum kt_status
kt_archive_extract(const char *path, const char *folder, int64_t *file_count,
                   struct kt_arena *arena, struct kt_error *err)
{
    struct reading reading = { .archive = archive_read_new(),
                               .path = path,
                               .folder = folder,
                               .arena = arena };
    setlocale(LC_CTYPE, "C.UTF-8"); /* names of files are UTF-8 */
    kt_buf_init(&reading.sums, arena, 4096);
    if (reading.archive == NULL)
        return kt_fail_overloaded(err);
    archive_read_support_format_tar(reading.archive);
    archive_read_support_filter_zstd(reading.archive);
    enum kt_status status = extract_archive(&reading, err);
    archive_read_free(reading.archive);
    *file_count = reading.file_count;
    return status;
}
