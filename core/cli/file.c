#include "cli/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum kt_status
fail_errno(struct kt_error *err, const char *path)
{
    if (errno == ENOENT) {
        kt_fail_not_found(err);
        return kt_error_explain(err, "there is no %s", path);
    }
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

enum kt_status
kt_file_read(const char *path, size_t bytes_max, struct kt_arena *arena,
             struct kt_str *text, struct kt_error *err)
{
    enum kt_status status = KT_OK;
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0 || fstat(file, &facts) != 0) {
        status = fail_errno(err, path);
        goto out;
    }
    if ((size_t)facts.st_size > bytes_max) {
        kt_fail_invalid_file(err);
        status = kt_error_explain(err, "%s is larger than %zu bytes", path,
                                  bytes_max);
        goto out;
    }
    char *bytes = kt_arena_alloc(arena, (size_t)facts.st_size + 1);
    size_t len = 0;
    ssize_t got;
    while (len < (size_t)facts.st_size &&
           (got = read(file, bytes + len, (size_t)facts.st_size - len)) > 0)
        len += (size_t)got;
    bytes[len] = '\0';
    *text = (struct kt_str){ bytes, len };
out:
    if (file >= 0)
        close(file);
    return status;
}

enum kt_status
kt_file_create(const char *path, struct kt_str text, struct kt_error *err)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0 && errno == EEXIST)
        return kt_fail_already_exists(err, KT_STR("file"), kt_str_of(path));
    if (file < 0)
        return fail_errno(err, path);

    enum kt_status status = KT_OK;
    while (text.len > 0 && status == KT_OK) {
        ssize_t written = write(file, text.ptr, text.len);
        if (written < 0)
            status = fail_errno(err, path);
        else
            text = (struct kt_str){ text.ptr + written,
                                    text.len - (size_t)written };
    }
    if (close(file) != 0 && status == KT_OK)
        status = fail_errno(err, path);
    return status;
}
