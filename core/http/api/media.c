/* /media/…: pictures and documents of the shop from its media folder. A name is
 * a plain file name; links are not followed; the kind is told by the ending. A
 * file that was uploaded has its hash as its name, so that browsers keep it for
 * ever. */

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/disposition.h"
#include "http/head.h"
#include "http/reply.h"
#include "http/site.h"
#include "service/media.h"

/* What has a hash in its name never changes. */
static const char for_ever[] = "public, max-age=31536000, immutable";

struct media_state {
    struct kt_use_state base;
    const char *folder;
    const char *sub_folder; /* NULL: none */
    const char *name;
    const char *content_type;
    struct kt_str host;
    struct kt_str called; /* of a document, where the shop knows it */
    int file;
    struct stat facts;
};

static enum kt_status
ask_file(const struct kt_request *request, struct kt_use_state *base,
         struct kt_error *err)
{
    struct media_state *state = (struct media_state *)base;
    struct kt_str name = kt_request_text(request, "name");
    struct kt_arena *arena = request->call.arena;
    state->file = -1;
    const struct kt_media_folder *media = request->call.app->media;
    state->folder = media != NULL ? media->options.path : NULL;
    state->name = kt_arena_cstr(arena, name);
    state->content_type = kt_media_type_of_name(name);
    state->host = request->head->values[KT_HEAD_HOST];
    if (state->folder == NULL || state->content_type == NULL ||
        name.ptr[0] == '.')
        return kt_fail_not_found(err);
    return KT_OK;
}

static enum kt_status
ask_sub_file(const struct kt_request *request, struct kt_use_state *base,
             struct kt_error *err)
{
    struct media_state *state = (struct media_state *)base;
    struct kt_str folder = kt_request_text(request, "folder");
    state->sub_folder = kt_arena_cstr(request->call.arena, folder);
    return folder.ptr[0] == '.' ? kt_fail_not_found(err)
                                : ask_file(request, base, err);
}

/* Opens name below the folder that is open as at, and closes that. */
static int
open_below(int at, const char *name, int flags)
{
    if (at < 0)
        return -1;
    int file = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags);
    close(at);
    return file;
}

static bool
is_document(const struct media_state *state)
{
    return strcmp(state->content_type, kt_media_content_type(KT_MEDIA_PDF)) ==
           0;
}

static bool
is_stored(const struct media_state *state, struct kt_media_name *name)
{
    return state->sub_folder == NULL &&
           kt_media_name_parse(kt_str_of(state->name), name);
}

static enum kt_status
open_file(struct kt_use_state *base, struct kt_error *err)
{
    struct media_state *state = (struct media_state *)base;
    struct kt_media_name name;
    if (is_document(state) && is_stored(state, &name))
        KT_TRY(kt_media_find_name(base->call, state->host, &name,
                                  &state->called, err));
    int at = open(state->folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (state->sub_folder != NULL)
        at = open_below(at, state->sub_folder, O_DIRECTORY);
    int file = open_below(at, state->name, O_NONBLOCK);
    if (file < 0)
        return kt_fail_not_found(err);
    if (fstat(file, &state->facts) != 0 || !S_ISREG(state->facts.st_mode)) {
        close(file);
        return kt_fail_not_found(err);
    }
    state->file = file;
    return KT_OK;
}

static struct kt_str
facts_etag(const struct stat *facts, struct kt_arena *arena)
{
    return kt_arena_format(arena, "\"%llx-%llx-%lx\"",
                           (unsigned long long)facts->st_size,
                           (unsigned long long)facts->st_mtim.tv_sec,
                           facts->st_mtim.tv_nsec);
}

static void
reply_file(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct media_state *state = (const struct media_state *)base;
    struct kt_media_name name;
    reply->file = state->file;
    reply->file_size = (uint64_t)state->facts.st_size;
    reply->content_type = state->content_type;
    bool is_hash = is_stored(state, &name);
    if (is_document(state))
        reply->disposition =
            kt_disposition_format(state->called.len > 0
                                      ? state->called
                                      : kt_str_of(state->name),
                                  KT_STR(".pdf"), reply->arena);
    reply->cache_control = is_hash ? for_ever : "public, max-age=300";
    reply->etag = is_hash ? kt_arena_format(reply->arena, "\"%.*s\"",
                                            KT_MEDIA_HASH_TEXT, state->name)
                          : facts_etag(&state->facts, reply->arena);
}

static const struct kt_use use_media = {
    .name = "media",
    .state_size = sizeof(struct media_state),
    .decide = open_file,
};

/* ---- thumbnails ---- */

static enum kt_status
ask_thumbnail(const struct kt_request *request, struct kt_use_state *base,
              struct kt_error *err)
{
    struct kt_media_thumbnail_use *state =
        (struct kt_media_thumbnail_use *)base;
    struct kt_str name = kt_request_text(request, "name");
    state->size = kt_request_text(request, "size");
    state->file = -1;
    return kt_media_name_parse(name, &state->name) &&
                   state->name.kind == KT_MEDIA_WEBP
               ? KT_OK
               : kt_fail_not_found(err);
}

static void
reply_thumbnail(const struct kt_use_state *base, struct kt_reply *reply)
{
    const struct kt_media_thumbnail_use *state =
        (const struct kt_media_thumbnail_use *)base;
    struct stat facts = { 0 };
    reply->file = state->file;
    fstat(state->file, &facts);
    reply->file_size = (uint64_t)facts.st_size;
    reply->content_type = kt_media_content_type(KT_MEDIA_WEBP);
    reply->cache_control = for_ever;
    reply->etag = facts_etag(&facts, reply->arena);
}

static const enum kt_status thumbnail_problems[] = {
    KT_NOT_FOUND,       KT_RANGE_NOT_SATISFIABLE,
    KT_INVALID_PICTURE, KT_FILE_FAILED,
    KT_STORE_FULL,      KT_OK
};

static const enum kt_status problems[] = { KT_NOT_FOUND,
                                           KT_RANGE_NOT_SATISFIABLE, KT_OK };

static const struct kt_route routes[] = {
    { KT_GET, "/media/{name}", KT_AUTH_NONE, .use = &use_media, .ask = ask_file,
      .reply = reply_file, .media_type = "image/*",
      .other_type = "application/pdf", .is_file = true, .problems = problems,
      .summary = "A picture or a document",
      .help = "A document in PDF comes with the name that it had when it was "
              "uploaded, to be looked at; it runs no script." },
    { KT_GET, "/media/{folder}/{name}", KT_AUTH_NONE, .use = &use_media,
      .ask = ask_sub_file, .reply = reply_file, .media_type = "image/*",
      .other_type = "application/pdf", .is_file = true, .problems = problems,
      .summary = "A picture or a document in a folder" },
    { KT_GET, "/media/thumbnails/{size}/{name}", KT_AUTH_NONE,
      .use = &kt_use_media_thumbnail, .ask = ask_thumbnail,
      .reply = reply_thumbnail, .media_type = "image/webp", .is_file = true,
      .problems = thumbnail_problems, .summary = "A smaller picture",
      .help =
          "Of an uploaded picture, in WebP: its hash and .webp is the name, "
          "the "
          "size one of those that the server has set, as 480x480 (fits into "
          "it) or 320x320-cover (fills it, cut at the sides). It is made "
          "when it is first asked for." },
};

const struct kt_route_table kt_routes_media = KT_ROUTES(routes);
