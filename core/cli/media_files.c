#include "cli/media_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/kind.h"

enum { PIECE = 1 << 20 };

static enum kt_status
fail_path(const char *path, struct kt_error *err)
{
    kt_fail_file_failed(err);
    return kt_error_explain(err, "%s: %s", path, strerror(errno));
}

static const char *
below(const struct kt_media_files *files, const char *folder, const char *name)
{
    return kt_arena_format(files->arena, "%s/%s", folder, name).ptr;
}

const char *
kt_media_files_beside(const char *path, struct kt_arena *arena)
{
    return kt_arena_format(arena, "%s.media", path).ptr;
}

void
kt_media_files_init(struct kt_media_files *files, const char *from,
                    const char *to, struct kt_arena *arena)
{
    *files = (struct kt_media_files){ .from = from, .to = to, .arena = arena };
    kt_map_init(&files->seen, arena, 64);
}

/* A file of the folder or of one below it, as /media/ serves them. */
static bool
is_served(const char *name)
{
    const char *slash = strchr(name, '/');
    const char *last = slash != NULL ? slash + 1 : name;
    return name[0] != '.' && last[0] != '.' && strchr(last, '/') == NULL &&
           slash != name && kt_media_type_of_name(kt_str_of(last)) != NULL;
}

static bool
is_stored(const char *name)
{
    struct kt_media_name known;
    return kt_media_name_parse(kt_str_of(name), &known);
}

/* ---- one ---- */

static bool
is_file(const char *path, struct stat *facts)
{
    return stat(path, facts) == 0 && S_ISREG(facts->st_mode);
}

/* The content of what has a hash as its name is known by it. */
static bool
is_there(const char *name, const char *to, const struct stat *from_facts)
{
    struct stat facts;
    return is_stored(name) && is_file(to, &facts) &&
           facts.st_size == from_facts->st_size;
}

static enum kt_status
write_copy(const char *from, const char *to, struct kt_error *err)
{
    ssize_t sent = 1;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return fail_path(from, err);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    while (out >= 0 && sent > 0)
        sent = sendfile(out, in, NULL, PIECE);
    bool is_done = out >= 0 && sent == 0 && fsync(out) == 0;
    enum kt_status status = is_done ? KT_OK : fail_path(to, err);
    if (out >= 0)
        close(out);
    close(in);
    return status;
}

static enum kt_status
make_folders(const struct kt_media_files *files, const char *name,
             struct kt_error *err)
{
    const char *slash = strchr(name, '/');
    if (mkdir(files->to, 0755) != 0 && errno != EEXIST)
        return fail_path(files->to, err);
    if (slash == NULL)
        return KT_OK;
    const char *folder = kt_arena_format(files->arena, "%s/%.*s", files->to,
                                         (int)(slash - name), name)
                             .ptr;
    return mkdir(folder, 0755) == 0 || errno == EEXIST ? KT_OK
                                                       : fail_path(folder, err);
}

/* Under another name first, so that no half of a file has its name. */
static enum kt_status
copy(const struct kt_media_files *files, const char *name, const char *from,
     const char *to, struct kt_error *err)
{
    const char *part = kt_arena_format(files->arena, "%s.part", to).ptr;
    KT_TRY(make_folders(files, name, err));
    enum kt_status status = write_copy(from, part, err);
    if (status == KT_OK && rename(part, to) != 0)
        status = fail_path(to, err);
    if (status != KT_OK)
        unlink(part);
    return status;
}

enum kt_status
kt_media_files_copy(struct kt_media_files *files, struct kt_str name,
                    struct kt_error *err)
{
    struct stat facts;
    const char *text = kt_arena_cstr(files->arena, name);
    if (!is_served(text) || kt_map_find(&files->seen, name) != NULL)
        return KT_OK;
    kt_map_put(&files->seen, kt_str_of(text), files);
    const char *from = below(files, files->from, text);
    if (!is_file(from, &facts)) {
        files->missing++;
        return KT_OK;
    }
    files->count++;
    if (files->to == NULL)
        return KT_OK;
    const char *to = below(files, files->to, text);
    return is_there(text, to, &facts) ? KT_OK
                                      : copy(files, text, from, to, err);
}

/* ---- those that were laid by hand ---- */

static enum kt_status
copy_new(struct kt_media_files *files, const char *name, struct kt_error *err)
{
    struct stat facts;
    if (is_stored(name) || is_file(below(files, files->to, name), &facts))
        return KT_OK;
    return kt_media_files_copy(files, kt_str_of(name), err);
}

static bool
is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* The files of one folder; inside is "" or "mugs/". */
static enum kt_status
copy_plain(struct kt_media_files *files, const char *inside,
           struct kt_error *err)
{
    enum kt_status status = KT_OK;
    const struct dirent *entry;
    const char *path = below(files, files->from, inside);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return fail_path(path, err);
    while (status == KT_OK && (entry = readdir(folder)) != NULL) {
        const char *name =
            kt_arena_format(files->arena, "%s%s", inside, entry->d_name).ptr;
        bool is_below = entry->d_name[0] != '.' && inside[0] == '\0' &&
                        is_folder(below(files, files->from, name));
        status =
            is_below
                ? copy_plain(files,
                             kt_arena_format(files->arena, "%s/", name).ptr,
                             err)
                : copy_new(files, name, err);
    }
    closedir(folder);
    return status;
}

enum kt_status
kt_media_files_copy_plain(struct kt_media_files *files, struct kt_error *err)
{
    return copy_plain(files, "", err);
}
