#include "shop.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "service/shop_create.h"

struct kt_app unit_app;
struct kt_id unit_store;

static char folder[64];

struct kt_str
unit_database(void)
{
    return kt_arena_format(&unit_arena, "%s/kontor.db", folder);
}

struct kt_id
unit_shop_new(const char *code)
{
    struct kt_shop_create_in in = { .code = kt_str_of(code) };
    struct kt_id store_id;
    assert_ok(kt_shop_create(&unit_app, &in, &store_id, &unit_err));
    return store_id;
}

static void
set_up(void)
{
    char path[128];
    kt_arena_init(&unit_arena, 0);
    kt_error_init(&unit_err, &unit_arena);
    kt_log_configure(KT_LOG_ERROR + 1, true);
    ck_assert_int_ge(sodium_init(), 0);
    snprintf(folder, sizeof folder, "/tmp/kontor-unit-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/kontor.db", folder);
    static const char *const scripts[] = { KONTOR_SOURCE_DIR "/scripts" };
    struct kt_app_options options = { .database = path,
                                      .script_folders = scripts,
                                      .script_folder_count = 1,
                                      .is_volatile = true };
    assert_ok(kt_app_open(&options, &unit_app, &unit_err));
    unit_store = unit_shop_new("test");
}

/* A database is a few files in one folder. */
static void
remove_folder(void)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(folder);
}

static void
tear_down(void)
{
    kt_app_leave_thread(&unit_app);
    kt_app_close(&unit_app);
    kt_arena_release(&unit_arena);
    remove_folder();
}

TCase *
unit_shop_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}
