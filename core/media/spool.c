#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "media/parts.h"

enum kt_status
kt_media_fail(const char *what, struct kt_error *err)
{
    int reason = errno;
    if (reason == ENOSPC || reason == EDQUOT)
        kt_fail_store_full(err);
    else
        kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", what, strerror(reason));
}

/* ---- temporary files ---- */

static void
name_temporary(char temporary[48])
{
    unsigned char chance[12];
    char hex[2 * sizeof chance + 1];
    randombytes_buf(chance, sizeof chance);
    sodium_bin2hex(hex, sizeof hex, chance, sizeof chance);
    snprintf(temporary, 48, ".incoming/%s", hex);
}

enum kt_status
kt_media_temporary(struct kt_media_folder *folder, char temporary[48],
                   int *file, struct kt_error *err)
{
    static const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    char path[KT_MEDIA_PATH_MAX];
    char place[KT_MEDIA_PATH_MAX];
    name_temporary(temporary);
    if (!kt_media_path(folder, temporary, path) ||
        !kt_media_path(folder, ".incoming", place)) {
        errno = ENAMETOOLONG;
        return kt_media_fail("the media folder", err);
    }
    *file = open(path, flags, 0600);
    if (*file < 0 && errno == ENOENT) {
        mkdir(folder->options.path, 0700);
        mkdir(place, 0700);
        *file = open(path, flags, 0600);
    }
    return *file >= 0 ? KT_OK : kt_media_fail(".incoming", err);
}

/* ---- an upload ---- */

enum kt_status
kt_media_spool_begin(struct kt_media_folder *folder,
                     struct kt_media_spool *spool, struct kt_error *err)
{
    KT_TRY(kt_media_temporary(folder, spool->temporary, &spool->file, err));
    crypto_hash_sha256_init(&spool->state);
    spool->folder = folder;
    spool->bytes = 0;
    spool->is_ended = false;
    spool->is_kept = false;
    pthread_mutex_lock(&folder->lock);
    spool->previous = NULL;
    spool->next = folder->spools;
    if (folder->spools != NULL)
        folder->spools->previous = spool;
    folder->spools = spool;
    pthread_mutex_unlock(&folder->lock);
    return KT_OK;
}

static void
take_head(struct kt_media_spool *spool, struct kt_str bytes)
{
    size_t have = (size_t)spool->bytes;
    if (have >= sizeof spool->head)
        return;
    size_t len = sizeof spool->head - have;
    memcpy(spool->head + have, bytes.ptr, bytes.len < len ? bytes.len : len);
}

enum kt_status
kt_media_spool_take(struct kt_media_spool *spool, struct kt_str bytes,
                    struct kt_error *err)
{
    int64_t limit = spool->folder->options.bytes_max;
    if ((int64_t)bytes.len > limit - spool->bytes)
        return kt_fail_too_large(err, limit);
    crypto_hash_sha256_update(&spool->state, (const unsigned char *)bytes.ptr,
                              bytes.len);
    take_head(spool, bytes);
    spool->bytes += (int64_t)bytes.len;
    while (bytes.len > 0) {
        ssize_t done = write(spool->file, bytes.ptr, bytes.len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return kt_media_fail("the upload", err);
        bytes = (struct kt_str){ bytes.ptr + done, bytes.len - (size_t)done };
    }
    return KT_OK;
}

void
kt_media_spool_end(struct kt_media_spool *spool)
{
    size_t len = (size_t)spool->bytes;
    struct kt_str head = { (const char *)spool->head,
                           len < sizeof spool->head ? len
                                                    : sizeof spool->head };
    if (spool->is_ended)
        return;
    crypto_hash_sha256_final(&spool->state, spool->name.hash);
    spool->name.kind = kt_media_kind_of_bytes(head);
    spool->is_ended = true;
}

/* Who finds the name finds the whole file, also after a power cut. */
static bool
make_durable(const struct kt_media_spool *spool, const char *from,
             const char *to)
{
    if (fsync(spool->file) != 0 || rename(from, to) != 0)
        return false;
    int place =
        open(spool->folder->options.path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    bool is_done = place >= 0 && fsync(place) == 0;
    if (place >= 0)
        close(place);
    return is_done;
}

enum kt_status
kt_media_spool_keep(struct kt_media_spool *spool, struct kt_error *err)
{
    struct kt_media_folder *folder = spool->folder;
    char from[KT_MEDIA_PATH_MAX];
    char to[KT_MEDIA_PATH_MAX];
    if (spool->is_kept)
        return KT_OK;
    if (!kt_media_path(folder, spool->temporary, from) ||
        !kt_media_name_path(folder, &spool->name, to)) {
        errno = ENAMETOOLONG;
        return kt_media_fail("the media folder", err);
    }
    /* From here on nobody removes the name; see kt_media_folder_remove. */
    pthread_mutex_lock(&folder->lock);
    spool->is_kept = true;
    pthread_mutex_unlock(&folder->lock);
    if (make_durable(spool, from, to))
        return KT_OK;
    enum kt_status status = kt_media_fail("the upload", err);
    unlink(from);
    return status;
}

void
kt_media_spool_release(struct kt_media_spool *spool)
{
    struct kt_media_folder *folder = spool->folder;
    char path[KT_MEDIA_PATH_MAX];
    if (folder == NULL)
        return;
    pthread_mutex_lock(&folder->lock);
    *(spool->previous != NULL ? &spool->previous->next : &folder->spools) =
        spool->next;
    if (spool->next != NULL)
        spool->next->previous = spool->previous;
    pthread_mutex_unlock(&folder->lock);
    close(spool->file);
    if (!spool->is_kept && kt_media_path(folder, spool->temporary, path))
        unlink(path);
    spool->folder = NULL;
}
