#include "cli/folder.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"
#include "http/peer.h"

static const char *const log_levels[] = { "debug", "info", "warn", "error",
                                          NULL };
static const char *const log_formats[] = { "auto", "text", "json", NULL };

static const char *const forwarded_headers[] = { "x-forwarded-for", "forwarded",
                                                 NULL };

#define PER_MINUTE(member, what)                                               \
    KT_FIELD(INT, struct kt_folder_settings, member, 0, .max = 1000000,        \
             .help = what " a minute, from 1 to 1000000; 0 is no limit")

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
    KT_FIELD(INT, struct kt_folder_settings, media_max_mib, 0, .min = 1,
             .max = 1024, .help = "MiB of an uploaded picture, from 1 to 1024"),
    KT_FIELD(INT, struct kt_folder_settings, media_cache_mib, 0, .min = 1,
             .max = 1048576,
             .help = "MiB of thumbnails that are kept, from 1 to 1048576"),
    KT_FIELD(INT, struct kt_folder_settings, media_max_megapixels, 0, .min = 1,
             .max = 500, .help = "millions of pixels, from 1 to 500"),
    KT_FIELD(STR, struct kt_folder_settings, media_sizes, 0, .max = 400,
             .help = "sizes of thumbnails, as in 480x480, 320x320-cover"),
    KT_FIELD(STR, struct kt_folder_settings, metrics_token, 0, .max = 200,
             .help = "the bearer token that /metrics wants"),
    KT_FIELD(STR, struct kt_folder_settings, trusted_proxies, 0, .max = 2000,
             .help = "addresses and networks, as in 127.0.0.1, 10.0.0.0/8"),
    KT_FIELD(ENUM, struct kt_folder_settings, forwarded_header, 0,
             .names = forwarded_headers,
             .help = "x-forwarded-for or forwarded"),
    KT_FIELD(INT, struct kt_folder_settings, hsts_seconds, 0, .max = 63072000,
             .help = "seconds, from 0 (never) to 63072000"),
    KT_FIELD(INT, struct kt_folder_settings, connections_max, 0, .min = 1,
             .max = 1000000, .help = "a number from 1 to 1000000"),
    KT_FIELD(INT, struct kt_folder_settings, connections_per_address, 0,
             .max = 1000000, .help = "a number; 0 is no limit"),
    PER_MINUTE(carts_per_minute, "new carts"),
    PER_MINUTE(checkouts_per_minute, "checkouts"),
    PER_MINUTE(checkouts_of_cart_per_minute, "checkouts"),
    PER_MINUTE(wrong_coupons_per_minute, "refused coupons"),
    PER_MINUTE(wrong_coupons_of_cart_per_minute, "refused coupons"),
    PER_MINUTE(wrong_tokens_per_minute, "refused tokens"),
    PER_MINUTE(requests_of_token_per_minute, "requests"),
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

/* Beside the program in a build, in libexec/ where it is installed. */
static const char *
picture_program(struct kt_arena *arena)
{
    const char *installed =
        beside_program(arena, "../libexec/kontor/kontor-picture");
    return access(installed, X_OK) == 0
               ? installed
               : beside_program(arena, "kontor-picture");
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

static enum kt_status
resolve_media(struct kt_folder *folder, const char *file,
              struct kt_arena *arena, struct kt_error *err)
{
    const struct kt_folder_settings *settings = &folder->settings;
    struct kt_media_options *options = &folder->media_options;
    *options = (struct kt_media_options){
        .path = folder->media,
        .program = picture_program(arena),
        .bytes_max = settings->media_max_mib << 20,
        .cache_bytes_max = settings->media_cache_mib << 20,
        .pixels_max = settings->media_max_megapixels * 1000000,
    };
    if (kt_media_sizes_parse(settings->media_sizes, &options->sizes))
        return KT_OK;
    kt_fail_invalid_file(err);
    return kt_error_explain(err,
                            "%s: media_sizes must be at most %d sizes, as in "
                            "480x480, 320x320-cover",
                            file, KT_MEDIA_SIZES_MAX);
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

static enum kt_status
check_proxies(const char *file, struct kt_str list, struct kt_arena *arena,
              struct kt_error *err)
{
    struct kt_networks networks;
    if (kt_networks_parse(list, arena, &networks, err) == KT_OK)
        return KT_OK;
    struct kt_str why = err->detail;
    kt_fail_invalid_file(err);
    return kt_error_explain(err, "%s: trusted_proxies: %.*s", file,
                            KT_STR_FMT(why));
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
                      .trusted_proxies = KT_STR("127.0.0.1, ::1"),
                      .hsts_seconds = 31536000,
                      .connections_max = 10000,
                      .connections_per_address = 256,
                      .carts_per_minute = 600,
                      .checkouts_per_minute = 120,
                      .checkouts_of_cart_per_minute = 20,
                      .wrong_coupons_per_minute = 60,
                      .wrong_coupons_of_cart_per_minute = 10,
                      .wrong_tokens_per_minute = 30,
                      .requests_of_token_per_minute = 6000,
                      .media_max_mib = 20,
                      .media_cache_mib = 512,
                      .media_max_megapixels = 64,
                      .media_sizes =
                          KT_STR("160x160, 320x320, 640x640, 1280x1280, "
                                 "320x320-cover, 640x640-cover"),
                      .log_level = KT_LOG_INFO },
    };
    KT_TRY(kt_file_read(file, 64 * 1024, arena, &text, err));
    KT_TRY(kt_config_read(&settings_shape, text, file, &folder->settings, arena,
                          err));
    KT_TRY(check_proxies(file, folder->settings.trusted_proxies, arena, err));
    resolve(folder, arena);
    KT_TRY(resolve_media(folder, file, arena, err));

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
        .media = &folder->media_options,
        .writer_cache_mib = folder->writer_cache_mib,
        .must_exist = !folder->is_new,
    };
    return kt_app_open(&options, app, err);
}
