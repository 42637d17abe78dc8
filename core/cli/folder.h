/* A shop's folder: kontor.conf, the database below data/, the merchant's own
 * scripts below scripts/, pictures below media/. */
#ifndef KT_CLI_FOLDER_H
#define KT_CLI_FOLDER_H

#include "base/log.h"
#include "media/folder.h"
#include "service/app.h"

/* What kontor.conf says; each has a default. */
struct kt_folder_settings {
    struct kt_str address;
    int64_t port;
    int64_t threads;        /* 0: one a core */
    struct kt_str database; /* relative to the folder */
    struct kt_str scripts;
    struct kt_str media;
    struct kt_str metrics_token;   /* empty: none */
    struct kt_str trusted_proxies; /* as struct kt_server_limits has them */
    int forwarded_header;          /* enum kt_forwarded_header */
    int64_t hsts_seconds;
    int64_t connections_max;
    int64_t connections_per_address;
    int64_t carts_per_minute;
    int64_t checkouts_per_minute;
    int64_t checkouts_of_cart_per_minute;
    int64_t wrong_coupons_per_minute;
    int64_t wrong_coupons_of_cart_per_minute;
    int64_t wrong_tokens_per_minute;
    int64_t requests_of_token_per_minute;
    int64_t cache_mib;       /* answers that are kept; 0: none */
    int64_t index_mib;       /* indexes of shelves; 0: none is kept */
    int64_t media_max_mib;   /* of an upload */
    int64_t media_cache_mib; /* of all thumbnails */
    int64_t media_max_megapixels;
    struct kt_str media_sizes; /* of thumbnails: "480x480, 320x320-cover" */
    int log_level;             /* enum kt_log_level */
    int log_format;            /* enum kt_log_format */
};

enum kt_forwarded_header { KT_X_FORWARDED_FOR, KT_FORWARDED };

enum kt_log_format { KT_LOG_AUTO, KT_LOG_TEXT, KT_LOG_JSON };

struct kt_folder {
    const char *path;
    struct kt_folder_settings settings;
    const char *database;
    const char *scripts; /* the shop's own; may not be there */
    const char *media;
    const char *script_folders[2]; /* shipped ones, then the shop's own */
    size_t script_folder_count;
    struct kt_media_options media_options;
    unsigned writer_cache_mib; /* see store/store.h */
    bool is_new;               /* its database is made when it is opened */
};

/* Where the shipped files lie: $KONTOR_SHARE, share/kontor beside the program's
 * bin/, or the source tree of a build. NULL when none of them is there. */
const char *kt_share_folder(struct kt_arena *arena);

/* Reads DIR/kontor.conf and sets the log up as it says. NOT_FOUND when DIR is
 * no shop, INVALID_FILE. */
KT_CHECKED enum kt_status kt_folder_read(const char *path,
                                         struct kt_arena *arena,
                                         struct kt_folder *folder,
                                         struct kt_error *err);

/* Opens the shop's database, scripts and pictures. */
KT_CHECKED enum kt_status kt_folder_open(const struct kt_folder *folder,
                                         struct kt_app *app,
                                         struct kt_error *err);

/* A shop at work: its folder, database and scripts. */
struct kt_open_shop {
    struct kt_folder folder;
    struct kt_app app;
    struct kt_id store_id;
};

/* Reads the folder and opens it, without choosing a shop. After a failure
 * nothing is open. NOT_FOUND when DIR is no shop, STORE_BUSY while a server
 * runs on it. */
KT_CHECKED enum kt_status kt_open_folder_begin(const char *path,
                                               struct kt_arena *arena,
                                               struct kt_open_shop *shop,
                                               struct kt_error *err);

/* The same with the shop of this code, or the only one when it is NULL. */
KT_CHECKED enum kt_status kt_open_shop_begin(const char *path, const char *code,
                                             struct kt_arena *arena,
                                             struct kt_open_shop *shop,
                                             struct kt_error *err);
void kt_open_shop_end(struct kt_open_shop *shop);

/* The whole file. NOT_FOUND, FILE_FAILED, INVALID_FILE above bytes_max. */
KT_CHECKED enum kt_status kt_file_read(const char *path, size_t bytes_max,
                                       struct kt_arena *arena,
                                       struct kt_str *text,
                                       struct kt_error *err);

/* Writes a new file, refuses to replace one. ALREADY_EXISTS, FILE_FAILED. */
KT_CHECKED enum kt_status kt_file_create(const char *path, struct kt_str text,
                                         struct kt_error *err);

#endif
