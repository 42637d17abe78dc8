#include "cli/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sodium.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/heap.h"

enum { PIECE = 64 * 1024, DEPTH_MAX = 16 };

static enum kt_status
fail_archive(struct kt_archive_writer *writer, struct kt_error *err)
{
    int code = archive_errno(writer->archive);
    const char *text = archive_error_string(writer->archive);
    if (code == ENOSPC || code == EDQUOT)
        kt_fail_store_full(err);
    else
        kt_fail_file_failed(err);
    return kt_error_explain(err, "the backup: %s", text != NULL ? text : "?");
}

static enum kt_status
fail_path(const char *path, struct kt_error *err)
{
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

enum kt_status
kt_archive_create(struct kt_archive_writer *writer, int file,
                  struct kt_arena *arena, struct kt_error *err)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* names of files are UTF-8 */
    *writer = (struct kt_archive_writer){ .archive = archive_write_new() };
    kt_buf_init(&writer->sums, arena, 4096);
    if (writer->archive == NULL)
        return kt_fail_overloaded(err);
    if (archive_write_set_format_pax_restricted(writer->archive) !=
            ARCHIVE_OK ||
        archive_write_add_filter_zstd(writer->archive) != ARCHIVE_OK ||
        archive_write_open_fd(writer->archive, file) != ARCHIVE_OK)
        return fail_archive(writer, err);
    return KT_OK;
}

static enum kt_status
begin_entry(struct kt_archive_writer *writer, const char *name, int64_t size,
            time_t changed_at, struct kt_error *err)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, size);
    archive_entry_set_mtime(entry, changed_at, 0);
    int code = archive_write_header(writer->archive, entry);
    archive_entry_free(entry);
    return code == ARCHIVE_OK ? KT_OK : fail_archive(writer, err);
}

static void
note_sum(struct kt_archive_writer *writer, const char *name,
         crypto_hash_sha256_state *hash)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char words[2 * crypto_hash_sha256_BYTES + 1];
    crypto_hash_sha256_final(hash, sum);
    sodium_bin2hex(words, sizeof words, sum, sizeof sum);
    kt_buf_format(&writer->sums, "%s  %s\n", words, name);
    writer->file_count++;
}

static bool
write_piece(struct kt_archive_writer *writer, crypto_hash_sha256_state *hash,
            const char *bytes, size_t len)
{
    crypto_hash_sha256_update(hash, (const unsigned char *)bytes, len);
    return archive_write_data(writer->archive, bytes, len) == (la_ssize_t)len;
}

enum kt_status
kt_archive_add_text(struct kt_archive_writer *writer, const char *name,
                    struct kt_str text, struct kt_error *err)
{
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    KT_TRY(begin_entry(writer, name, (int64_t)text.len, time(NULL), err));
    if (!write_piece(writer, &hash, text.ptr, text.len))
        return fail_archive(writer, err);
    note_sum(writer, name, &hash);
    return KT_OK;
}

static enum kt_status
write_bytes(struct kt_archive_writer *writer, const char *name,
            const char *path, int file, int64_t size, struct kt_error *err)
{
    static char piece[PIECE];
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    while (size > 0) {
        ssize_t got = read(file, piece, size < PIECE ? (size_t)size : PIECE);
        if (got < 0)
            return fail_path(path, err);
        if (got == 0) {
            kt_fail_file_failed(err);
            return kt_error_explain(err, "%s became shorter meanwhile", path);
        }
        if (!write_piece(writer, &hash, piece, (size_t)got))
            return fail_archive(writer, err);
        size -= got;
    }
    note_sum(writer, name, &hash);
    return KT_OK;
}

enum kt_status
kt_archive_add_file(struct kt_archive_writer *writer, const char *name,
                    const char *path, struct kt_error *err)
{
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return errno == ENOENT ? KT_OK : fail_path(path, err);

    enum kt_status status = KT_OK;
    if (fstat(file, &facts) != 0)
        status = fail_path(path, err);
    else if (S_ISREG(facts.st_mode)) {
        status = begin_entry(writer, name, facts.st_size, facts.st_mtime, err);
        if (status == KT_OK)
            status = write_bytes(writer, name, path, file, facts.st_size, err);
    }
    close(file);
    return status;
}

static enum kt_status add_below(struct kt_archive_writer *writer,
                                const char *name, const char *path, int depth,
                                struct kt_arena *arena, struct kt_error *err);

static enum kt_status
add_entry(struct kt_archive_writer *writer, const char *name, const char *path,
          int depth, struct kt_arena *arena, struct kt_error *err)
{
    struct stat facts;
    if (stat(path, &facts) != 0)
        return errno == ENOENT ? KT_OK : fail_path(path, err);
    return S_ISDIR(facts.st_mode)
               ? add_below(writer, name, path, depth + 1, arena, err)
               : kt_archive_add_file(writer, name, path, err);
}

static int
is_not_dot(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static enum kt_status
add_below(struct kt_archive_writer *writer, const char *name, const char *path,
          int depth, struct kt_arena *arena, struct kt_error *err)
{
    struct dirent **entries;
    enum kt_status status = KT_OK;

    if (depth > DEPTH_MAX) {
        kt_fail_file_failed(err);
        return kt_error_explain(err, "%s lies more than %d folders deep", path,
                                DEPTH_MAX);
    }
    int count = scandir(path, &entries, is_not_dot, alphasort);
    if (count < 0)
        return errno == ENOENT ? KT_OK : fail_path(path, err);
    for (int i = 0; i < count; i++) {
        const char *last = entries[i]->d_name;
        bool is_left_out = writer->leaves_hidden_out && last[0] == '.';
        if (status == KT_OK && !is_left_out)
            status = add_entry(writer,
                               kt_arena_format(arena, "%s/%s", name, last).ptr,
                               kt_arena_format(arena, "%s/%s", path, last).ptr,
                               depth, arena, err);
        kt_heap_free(entries[i]);
    }
    kt_heap_free(entries);
    return status;
}

enum kt_status
kt_archive_add_folder(struct kt_archive_writer *writer, const char *name,
                      const char *path, struct kt_arena *arena,
                      struct kt_error *err)
{
    return add_below(writer, name, path, 1, arena, err);
}

enum kt_status
kt_archive_add_visible(struct kt_archive_writer *writer, const char *name,
                       const char *path, struct kt_arena *arena,
                       struct kt_error *err)
{
    writer->leaves_hidden_out = true;
    enum kt_status status =
        kt_archive_add_folder(writer, name, path, arena, err);
    writer->leaves_hidden_out = false;
    return status;
}

enum kt_status
kt_archive_finish(struct kt_archive_writer *writer, struct kt_error *err)
{
    struct kt_str sums = kt_buf_view(&writer->sums);
    KT_TRY(
        begin_entry(writer, "SHA256SUMS", (int64_t)sums.len, time(NULL), err));
    if (archive_write_data(writer->archive, sums.ptr, sums.len) !=
            (la_ssize_t)sums.len ||
        archive_write_close(writer->archive) != ARCHIVE_OK)
        return fail_archive(writer, err);
    return KT_OK;
}

void
kt_archive_free(struct kt_archive_writer *writer)
{
    archive_write_free(writer->archive);
    writer->archive = NULL;
}
