#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "contract.h"
#include "http.h"
#include "http/auth.h"

struct kt_app http_app;
struct kt_server *http_server;
struct kt_arena http_arena;

static enum kt_status
save_token(struct kt_tx *tx, const char *token, const char *name,
           const char *scopes, int64_t expires_at, struct kt_error *err)
{
    uint8_t hash[KT_TOKEN_HASH_SIZE];
    kt_token_hash(kt_str_of(token), hash);
    struct kt_str bytes = { (const char *)hash, sizeof hash };
    return kt_exec(tx, KT_SQL_TOKEN_INSERT, 1,
                   KT_ARGS(KT_ID(kt_id_new(1)), KT_BLOB(bytes),
                           KT_TEXT(kt_str_of(name)), KT_TEXT(kt_str_of(scopes)),
                           KT_INT_OR_NULL(expires_at), KT_INT(1)),
                   err);
}

static enum kt_status
save_shop(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_str empty_object = KT_STR("{}");
    (void)arg;
    KT_TRY(kt_exec(tx, KT_SQL_STORE_UPSERT, 1,
                   KT_ARGS(KT_TEXT(KT_STR("test")), KT_TEXT(KT_STR("Test")),
                           KT_TEXT(empty_object), KT_INT(1)),
                   err));
    KT_TRY(
        kt_exec(tx, KT_SQL_CHANNEL_UPSERT, 1,
                KT_ARGS(KT_ID(kt_id_new(1)), KT_TEXT(KT_STR("web")),
                        KT_TEXT(KT_STR("Web")), KT_TEXT(KT_STR(HTTP_KEY)),
                        KT_INT(0), KT_INT(1), KT_TEXT(KT_STR("[\"EUR\"]")),
                        KT_TEXT(KT_STR("[\"en\"]")),
                        KT_TEXT(KT_STR("included")), KT_TEXT(KT_STR("line")),
                        KT_TEXT(KT_STR("half_up")), KT_TEXT(KT_STR("half_up")),
                        KT_TEXT(KT_STR("DE")), KT_TEXT(KT_STR("[]")),
                        KT_TEXT(empty_object), KT_INT(1)),
                err));
    kt_tx_touch_settings(tx);
    KT_TRY(save_token(tx, HTTP_TOKEN_ALL, "all", "[\"*\"]", 0, err));
    KT_TRY(
        save_token(tx, HTTP_TOKEN_READ, "read", "[\"things:read\"]", 0, err));
    return save_token(tx, HTTP_TOKEN_OLD, "old", "[\"*\"]", 1000, err);
}

static void
set_up(void)
{
    struct kt_app_options options = { .database = ":memory:",
                                      .shown_bytes_max = 4 << 20,
                                      .shelf_bytes_max = 4 << 20,
                                      .is_volatile = true };
    struct kt_error err;
    ck_assert_int_ge(sodium_init(), 0);
    kt_log_configure(KT_LOG_ERROR + 1, true);
    kt_arena_init(&http_arena, 0);
    kt_error_init(&err, &http_arena);
    enum kt_status status = kt_app_open(&options, &http_app, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
    status =
        kt_store_write(http_app.store, kt_id_new(1), save_shop, NULL, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
}

void
http_start(struct kt_server_options options)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    options.address = "127.0.0.1";
    if (options.tables == NULL)
        options.tables = http_tables;
    contract_begin(options.tables);
    enum kt_status status =
        kt_server_start(&http_app, &options, &http_server, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
}

static void
set_up_server(void)
{
    set_up();
    http_start((struct kt_server_options){ .threads = 2 });
}

/* ---- pictures ---- */

static char media_path[64];

static void
remove_below(const char *path)
{
    struct kt_str command = kt_arena_format(&http_arena, "rm -rf '%s'", path);
    ck_assert_int_eq(system(command.ptr), 0);
}

#define DEFAULT(member, value)                                                 \
    do {                                                                       \
        if (options.member == 0)                                               \
            options.member = (value);                                          \
    } while (0)

const char *
http_open_media(struct kt_media_options options)
{
    snprintf(media_path, sizeof media_path, "/tmp/kontor-media-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(media_path));
    options.path = media_path;
    options.program = KONTOR_BINARY "-picture";
    DEFAULT(bytes_max, 4 << 20);
    DEFAULT(cache_bytes_max, 4 << 20);
    DEFAULT(pixels_max, 4000000);
    if (options.sizes.count == 0)
        ck_assert(
            kt_media_sizes_parse(KT_STR("16x16, 8x8-cover"), &options.sizes));
    http_app.media = kt_media_folder_open(&options);
    return media_path;
}

void
http_stop(void)
{
    if (http_server != NULL)
        kt_server_stop(http_server);
    http_server = NULL;
    if (media_path[0] != '\0')
        remove_below(media_path);
    media_path[0] = '\0';
}

static void
tear_down(void)
{
    http_stop();
    kt_app_leave_thread(&http_app);
    kt_app_close(&http_app);
    kt_arena_release(&http_arena);
}

static TCase *
add_case(Suite *suite, const char *name, SFun begin)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, begin, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

TCase *
http_case(Suite *suite, const char *name)
{
    return add_case(suite, name, set_up_server);
}

TCase *
http_bare_case(Suite *suite, const char *name)
{
    return add_case(suite, name, set_up);
}
