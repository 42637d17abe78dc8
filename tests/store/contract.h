/* What the tests of the storage port share. They know the port alone
 * (store/store.h); what only a driver can tell stands in its row of drivers. */
#ifndef KT_TESTS_CONTRACT_H
#define KT_TESTS_CONTRACT_H

#include <check.h>
#include <stdio.h>

#include "store/store.h"

/* When a sync fails: never, or the first of the data behind the log. */
enum { CONTRACT_NEVER = -1, CONTRACT_BEHIND_LOG = -2 };

/* A driver under test. */
struct contract_driver {
    const char *name;
    /* Where a new, empty database would be; the folder is the test's own. */
    const char *(*place)(struct kt_arena *arena, const char *folder);
    /* Changes the closed or open database behind the port's back. */
    void (*tamper)(const char *place, const char *sql);
    /* Another name for the same place. */
    const char *(*alias)(struct kt_arena *arena, const char *place);
    /* Puts something there that is no database. */
    void (*spoil)(const char *place);
    /* From now on this process writes to a disk that forgets what was not
     * synced, and that fails to sync after so many times, or CONTRACT_…
     * lose_power makes it forget, when the process is gone. */
    void (*watch_disk)(const char *place, int syncs);
    void (*lose_power)(const char *place);
};

/* The driver that these tests run on; NULL is the first one. False when there
 * is none of that name. */
bool contract_choose(const char *name);
extern const struct contract_driver *contract_driver;

/* ---- a test's own ---- */

extern struct kt_arena contract_arena;
extern struct kt_error contract_err;
extern const char *contract_place; /* nothing is there at first */
extern struct kt_store *contract_store;
extern struct kt_id contract_shop, contract_neighbour;

/* A group of tests that open the store themselves. */
TCase *contract_bare_case(Suite *suite, const char *name);

/* A group of tests with an open, migrated store of two shops, "shop" and
 * "neighbour". */
TCase *contract_case(Suite *suite, const char *name);

enum kt_status contract_open(void);
void contract_migrate(void);
void contract_close(void); /* leaves the thread first */
void contract_add_shops(void);

/* Runs fn in a write of the first shop; the error is new each time. */
enum kt_status contract_write(kt_write_fn fn, void *arg);
enum kt_status contract_read(kt_read_fn fn, void *arg);

#define assert_ok(status)                                                      \
    do {                                                                       \
        enum kt_status status_ = (status);                                     \
        ck_assert_msg(status_ == KT_OK, "%s",                                  \
                      kt_error_text(&contract_err).ptr);                       \
    } while (0)

#define assert_status(actual, expected)                                        \
    do {                                                                       \
        enum kt_status actual_ = (actual);                                     \
        ck_assert_msg(actual_ == (expected), "got %s, want %s",                \
                      kt_problem_get(actual_)->slug,                           \
                      kt_problem_get(expected)->slug);                         \
    } while (0)

#define assert_text(actual, expected)                                          \
    do {                                                                       \
        struct kt_str actual_ = (actual);                                      \
        struct kt_str expected_ = kt_str_of(expected);                         \
        ck_assert_msg(kt_str_eq(actual_, expected_),                           \
                      "got \"%.*s\", want \"%.*s\"", KT_STR_FMT(actual_),      \
                      KT_STR_FMT(expected_));                                  \
    } while (0)

/* ---- entries: the simplest rows there are ---- */

/* Inserts an entry; want 1 row, so that one that exists is KT_CONFLICT. */
KT_CHECKED enum kt_status contract_put(struct kt_tx *tx, struct kt_str key,
                                       struct kt_str blob,
                                       struct kt_error *err);

/* The blob of an entry in the arena; ptr NULL when there is none. */
KT_CHECKED enum kt_status contract_get(const struct kt_tx *tx,
                                       struct kt_str key,
                                       struct kt_arena *arena,
                                       struct kt_str *blob,
                                       struct kt_error *err);

/* The two in a transaction of their own. */
enum kt_status contract_put_alone(const char *key, const char *text);
struct kt_str contract_get_alone(const char *key);
bool contract_has(const char *key);

/* A counter of the shop grows by count; gives what it was before. */
KT_CHECKED enum kt_status contract_count_up(struct kt_tx *tx, int64_t count,
                                            int64_t *before,
                                            struct kt_error *err);

#endif
