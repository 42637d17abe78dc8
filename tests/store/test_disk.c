/* A disk that is full: writes are refused, reads go on, and all is well when
 * there is room again. */
#include <signal.h>
#include <sys/resource.h>

#include "contract.h"

enum { BLOB = 64 * 1024, ROOM = 2 * 1024 * 1024 };

static void
limit_files(rlim_t bytes)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

struct entry {
    int number;
    struct kt_str blob;
};

static enum kt_status
put_entry(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct entry *entry = arg;
    char key[16];
    snprintf(key, sizeof key, "n%d", entry->number);
    return contract_put(tx, kt_str_of(key), entry->blob, err);
}

static bool
is_there(int number)
{
    char key[16];
    snprintf(key, sizeof key, "n%d", number);
    return contract_get_alone(key).len == BLOB;
}

START_TEST(test_a_full_disk_refuses_and_recovers)
{
    struct entry entry = {
        0, { kt_arena_calloc(&contract_arena, 1, BLOB), BLOB }
    };
    enum kt_status status = KT_OK;
    signal(SIGXFSZ, SIG_IGN);
    limit_files(ROOM);
    while (entry.number < 100) {
        status = contract_write(put_entry, &entry);
        if (status != KT_OK)
            break;
        entry.number++;
    }
    assert_status(status, KT_STORE_FULL);
    int written = entry.number;
    ck_assert_int_ge(written, 1);
    limit_files(BLOB);
    assert_status(contract_write(put_entry, &entry), KT_STORE_FULL);
    for (int i = 0; i <= written; i++)
        ck_assert_msg(is_there(i) == (i < written), "%d of %d", i, written);

    limit_files(RLIM_INFINITY);
    assert_ok(contract_write(put_entry, &entry));
    contract_close();
    assert_ok(contract_open());
    for (int i = 0; i <= written; i++)
        ck_assert_msg(is_there(i), "%d of %d", i, written);
}
END_TEST

Suite *
kt_suite_disk(void)
{
    Suite *suite = suite_create("disk");
    TCase *disk = contract_case(suite, "disk");
    tcase_add_test(disk, test_a_full_disk_refuses_and_recovers);
    return suite;
}
