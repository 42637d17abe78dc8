#include "cli/folder.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"

static const char *const log_levels[] = { "debug", "info", "warn", "error",
                                          NULL };
static const char *const log_formats[] = { "auto", "text", "json", NULL };

static const struct kt_field fields[] = {
    KT_FIELD(STR, struct kt_folder_settings, address, 0, .max = 64,
             .help = "an address of this machine, 127.0.0.1 for itself alone"),
    KT_FIELD(INT, struct kt_folder_settings, port, 0, .max = 65535,
             .help = "a port from 0 (any free one) to 65535"),
    KT_FIELD(INT, struct kt_folder_settings, threads, 0, .max = 256,
             .help = "a number of threads from 0 (one a core) to 256"),
    KT_FIELD(STR, struct kt_folder_settings, database, 0, .max = 1024,
             .help = "the path of the database"),
    KT_FIELD(STR, struct kt_folder_settings, scripts, 0, .max = 1024,
             .help = "the folder of the shop's own scripts"),
    KT_FIELD(STR, struct kt_folder_settings, media, 0, .max = 1024,
             .help = "the folder of pictures"),
    KT_FIELD(INT, struct kt_folder_settings, cache_mib, 0, .max = 65536,
             .help = "MiB of pages that are kept ready, from 0 to 65536"),
    KT_FIELD(INT, struct kt_folder_settings, index_mib, 0, .max = 65536,
             .help = "MiB of products' facts and prices that are kept for "
                     "filters and facets, from 0 to 65536"),
    KT_FIELD(STR, struct kt_folder_settings, metrics_token, 0, .max = 200,
             .help = "the bearer token that /metrics wants"),
    KT_FIELD(ENUM, struct kt_folder_settings, log_level, 0, .names = log_levels,
             .help = "debug, info, warn or error"),
    KT_FIELD(ENUM, struct kt_folder_settings, log_format, 0,
             .names = log_formats, .help = "auto, text or json"),
};

static const struct kt_shape settings_shape =
    KT_SHAPE("FolderSettings", struct kt_folder_settings, fields,
             "kontor.conf");

static bool
is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static const char *
beside_program(struct kt_arena *arena, const char *relative)
{
    char program[1024];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program);
    while (len > 0 && program[len - 1] != '/')
        len--;
    return kt_arena_format(arena, "%.*s%s", (int)(len > 0 ? len : 0), program,
                           relative)
        .ptr;
}

const char *
kt_share_folder(struct kt_arena *arena)
{
    const char *named = getenv("KONTOR_SHARE");
    const char *places[] = { named != NULL ? named : "",
                             beside_program(arena, "../share/kontor"),
                             beside_program(arena, "../../..") };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *scripts =
            kt_arena_format(arena, "%s/scripts/api", places[i]).ptr;
        if (places[i][0] != '\0' && is_folder(scripts))
            return places[i];
    }
    return NULL;
}

static const char *
inside(struct kt_arena *arena, const char *folder, struct kt_str path)
{
    if (path.len > 0 && path.ptr[0] == '/')
        return kt_arena_cstr(arena, path);
    return kt_arena_format(arena, "%s/%.*s", folder, KT_STR_FMT(path)).ptr;
}

static void
resolve(struct kt_folder *folder, struct kt_arena *arena)
{
    const char *share = kt_share_folder(arena);
    const char *own = inside(arena, folder->path, folder->settings.scripts);

    folder->scripts = own;
    folder->database = inside(arena, folder->path, folder->settings.database);
    folder->media = inside(arena, folder->path, folder->settings.media);
    folder->script_folder_count = 0;
    if (share != NULL)
        folder->script_folders[folder->script_folder_count++] =
            kt_arena_format(arena, "%s/scripts", share).ptr;
    if (is_folder(own))
        folder->script_folders[folder->script_folder_count++] = own;
}

enum kt_status
kt_folder_read(const char *path, struct kt_arena *arena,
               struct kt_folder *folder, struct kt_error *err)
{
    const char *file = kt_arena_format(arena, "%s/kontor.conf", path).ptr;
    struct kt_str text;

    *folder = (struct kt_folder){
        .path = path,
        .settings = { .address = KT_STR("127.0.0.1"),
                      .port = 8080,
                      .database = KT_STR("data/shop.db"),
                      .scripts = KT_STR("scripts"),
                      .media = KT_STR("media"),
                      .cache_mib = 16,
                      .index_mib = 64,
                      .log_level = KT_LOG_INFO },
    };
    KT_TRY(kt_file_read(file, 64 * 1024, arena, &text, err));
    KT_TRY(kt_config_read(&settings_shape, text, file, &folder->settings, arena,
                          err));
    resolve(folder, arena);

    bool as_json = folder->settings.log_format == KT_LOG_JSON ||
                   (folder->settings.log_format == KT_LOG_AUTO &&
                    isatty(STDERR_FILENO) != 1);
    kt_log_configure((enum kt_log_level)folder->settings.log_level, as_json);
    return KT_OK;
}

enum kt_status
kt_folder_open(const struct kt_folder *folder, struct kt_app *app,
               struct kt_error *err)
{
    struct kt_app_options options = {
        .database = folder->database,
        .script_folders = folder->script_folders,
        .script_folder_count = folder->script_folder_count,
        .shown_bytes_max = (size_t)folder->settings.cache_mib << 20,
        .shelf_bytes_max = (size_t)folder->settings.index_mib << 20,
    };
    return kt_app_open(&options, app, err);
}
