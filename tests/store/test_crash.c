/* A process that ends in the middle of its work: what it acknowledged is there,
 * once and whole. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract.h"

enum { ROUNDS = 5, WRITERS = 4, ACKNOWLEDGED = 150, NUMBERS = 100000 };

/* Numbers of a round; no round writes so many. */
enum { SPACE = 20000 };

/* ---- the process that ends ---- */

struct writer {
    uint32_t first;
    int acknowledgements; /* a pipe */
    struct kt_str blob;
};

struct entry {
    uint32_t number;
    struct kt_str blob;
};

/* Each write is an entry and a step of the counter. */
static enum kt_status
put_numbered(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const struct entry *entry = arg;
    int64_t before;
    char key[16];
    snprintf(key, sizeof key, "n%u", entry->number);
    KT_TRY(contract_put(tx, kt_str_of(key), entry->blob, err));
    return contract_count_up(tx, 1, &before, err);
}

static void *
write_for_ever(void *arg)
{
    const struct writer *writer = arg;
    for (uint32_t number = writer->first;; number += WRITERS) {
        struct entry entry = { number, writer->blob };
        struct kt_arena arena;
        struct kt_error err;
        kt_arena_init(&arena, 0);
        kt_error_init(&err, &arena);
        if (kt_store_write(contract_store, contract_shop, put_numbered, &entry,
                           &err) != KT_OK ||
            write(writer->acknowledgements, &number, sizeof number) !=
                sizeof number)
            _exit(1);
        kt_arena_release(&arena);
    }
    return NULL;
}

static void
run_child(uint32_t first, struct kt_str blob, int acknowledgements)
{
    static struct writer writers[WRITERS];
    assert_ok(contract_open());
    for (uint32_t i = 0; i < WRITERS; i++) {
        pthread_t thread;
        writers[i] = (struct writer){ first + i, acknowledgements, blob };
        ck_assert_int_eq(pthread_create(&thread, NULL, write_for_ever,
                                        &writers[i]),
                         0);
    }
    for (;;)
        pause();
}

/* ---- the one that watches ---- */

struct ending {
    size_t kill_after; /* acknowledgements */
    size_t blob_size;
    bool forgets; /* the disk */
    int syncs;    /* until one fails */
    int result;   /* of waitpid */
};

static uint32_t numbers[NUMBERS];

/* Numbers that were acknowledged, also those that were on their way. */
static size_t
run_until_it_ends(uint32_t first, struct ending *ending)
{
    int pipes[2];
    size_t count = 0;
    struct kt_str blob = {
        kt_arena_calloc(&contract_arena, 1, ending->blob_size),
        ending->blob_size,
    };
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(pipes[0]);
        if (ending->forgets)
            contract_driver->watch_disk(contract_place, ending->syncs);
        run_child(first, blob, pipes[1]);
    }
    close(pipes[1]);
    while (count < NUMBERS && read(pipes[0], &numbers[count],
                                   sizeof *numbers) == sizeof *numbers) {
        if (++count == ending->kill_after)
            kill(child, SIGKILL);
    }
    close(pipes[0]);
    ck_assert_int_eq(waitpid(child, &ending->result, 0), child);
    if (ending->forgets)
        contract_driver->lose_power(contract_place);
    return count;
}

static bool
was_killed(const struct ending *ending)
{
    return WIFSIGNALED(ending->result) && WTERMSIG(ending->result) == SIGKILL;
}

static enum kt_status
count_nothing(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return contract_count_up(tx, 0, arg, err);
}

static bool
is_there(uint32_t number, size_t size)
{
    char key[16];
    snprintf(key, sizeof key, "n%u", number);
    struct kt_str blob = contract_get_alone(key);
    ck_assert(blob.ptr == NULL || blob.len == size);
    return blob.ptr != NULL;
}

/* Every acknowledged number is there; and no half of a write: as many entries
 * as steps of the counter. Entries of earlier rounds are known. */
static void
check_round(uint32_t first, size_t count, size_t size, int64_t *entries)
{
    uint32_t end = first;
    int64_t steps;
    assert_ok(contract_open());
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(is_there(numbers[i], size), "%u is lost", numbers[i]);
        end = numbers[i] > end ? numbers[i] : end;
    }
    end += 10 * WRITERS;
    ck_assert_uint_lt(end, first + SPACE);
    for (uint32_t number = first; number < end; number++)
        *entries += is_there(number, size);
    assert_ok(contract_write(count_nothing, &steps));
    ck_assert_int_eq(*entries, steps);
    contract_close();
}

static void
run_rounds(struct ending ending, uint32_t rounds)
{
    int64_t entries = 0;
    contract_close();
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t first = round * SPACE;
        size_t count = run_until_it_ends(first, &ending);
        ck_assert(was_killed(&ending));
        ck_assert_uint_ge(count, ending.kill_after);
        check_round(first, count, ending.blob_size, &entries);
    }
}

START_TEST(test_a_killed_process_loses_nothing)
{
    run_rounds((struct ending){ .kill_after = ACKNOWLEDGED, .blob_size = 10 },
               ROUNDS);
}
END_TEST

START_TEST(test_a_loss_of_power_loses_nothing)
{
    run_rounds((struct ending){ .kill_after = ACKNOWLEDGED,
                                .blob_size = 10,
                                .forgets = true,
                                .syncs = CONTRACT_NEVER },
               ROUNDS);
}
END_TEST

/* Enough that the log is copied back meanwhile, and begun anew. */
START_TEST(test_a_loss_of_power_while_much_is_written_loses_nothing)
{
    run_rounds((struct ending){ .kill_after = 3 * ACKNOWLEDGED,
                                .blob_size = 20000,
                                .forgets = true,
                                .syncs = CONTRACT_NEVER },
               2);
}
END_TEST

/* After a sync that failed nothing is acknowledged, and the process ends by
 * itself: what the disk holds then is not known. */
static void
run_until_a_sync_fails(uint32_t first, int syncs, size_t size, int64_t *entries)
{
    struct ending ending = { .kill_after = NUMBERS,
                             .blob_size = size,
                             .forgets = true,
                             .syncs = syncs };
    size_t count = run_until_it_ends(first, &ending);
    ck_assert(WIFEXITED(ending.result));
    ck_assert_int_eq(WEXITSTATUS(ending.result), 70);
    check_round(first, count, size, entries);
}

START_TEST(test_a_failed_sync_ends_the_process)
{
    static const int syncs[] = { 3, 20, 41 };
    int64_t entries = 0;
    contract_close();
    for (uint32_t i = 0; i < 3; i++)
        run_until_a_sync_fails(i * SPACE, syncs[i], 10, &entries);
}
END_TEST

START_TEST(test_a_failed_sync_behind_the_log_ends_the_process)
{
    int64_t entries = 0;
    contract_close();
    run_until_a_sync_fails(0, CONTRACT_BEHIND_LOG, 20000, &entries);
}
END_TEST

Suite *
kt_suite_crash(void)
{
    Suite *suite = suite_create("crash");
    TCase *crash = contract_case(suite, "crash");
    tcase_add_test(crash, test_a_killed_process_loses_nothing);
    tcase_add_test(crash, test_a_loss_of_power_loses_nothing);
    tcase_add_test(crash,
                   test_a_loss_of_power_while_much_is_written_loses_nothing);
    tcase_add_test(crash, test_a_failed_sync_ends_the_process);
    tcase_add_test(crash, test_a_failed_sync_behind_the_log_ends_the_process);
    return suite;
}
