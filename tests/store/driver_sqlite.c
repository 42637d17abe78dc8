#include "drivers.h"

#include <sqlite3.h>
#include <unistd.h>

static const char *
place(struct kt_arena *arena, const char *folder)
{
    return kt_arena_format(arena, "%s/store.db", folder).ptr;
}

static void
tamper(const char *path, const char *sql)
{
    sqlite3 *db;
    char *why = NULL;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    sqlite3_exec(db, sql, NULL, NULL, &why);
    ck_assert_msg(why == NULL, "%s: %s", sql, why);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static const char *
alias(struct kt_arena *arena, const char *path)
{
    const char *link = kt_arena_format(arena, "%s.link", path).ptr;
    ck_assert_int_eq(symlink(path, link), 0);
    return link;
}

static void
spoil(const char *path)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 1000; i++)
        fprintf(file, "This is a letter, not a database.\n");
    ck_assert_int_eq(fclose(file), 0);
}

const struct contract_driver contract_sqlite = {
    .name = "sqlite",
    .place = place,
    .tamper = tamper,
    .alias = alias,
    .spoil = spoil,
    .watch_disk = sqlite_watch_disk,
    .lose_power = sqlite_lose_power,
};
