/* A process that is killed: what it acknowledged is there, once and whole. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "contract.h"

enum { ROUNDS = 5, WRITERS = 4, ACKNOWLEDGED = 150 };

/* Each write is an entry and a step of the counter. */
static enum kt_status
put_numbered(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    const uint32_t *number = arg;
    int64_t before;
    char key[16];
    snprintf(key, sizeof key, "n%u", *number);
    KT_TRY(contract_put(tx, kt_str_of(key), kt_str_of(key), err));
    return contract_count_up(tx, 1, &before, err);
}

struct writer {
    uint32_t first;
    int acknowledgements; /* a pipe */
};

static void *
write_for_ever(void *arg)
{
    const struct writer *writer = arg;
    for (uint32_t number = writer->first;; number += WRITERS) {
        struct kt_arena arena;
        struct kt_error err;
        kt_arena_init(&arena, 0);
        kt_error_init(&err, &arena);
        if (kt_store_write(contract_store, contract_shop, put_numbered, &number,
                           &err) != KT_OK ||
            write(writer->acknowledgements, &number, sizeof number) !=
                sizeof number)
            _exit(1);
        kt_arena_release(&arena);
    }
    return NULL;
}

static void
run_child(uint32_t first, int acknowledgements)
{
    struct writer writers[WRITERS];
    assert_ok(contract_open());
    for (uint32_t i = 0; i < WRITERS; i++) {
        pthread_t thread;
        writers[i] = (struct writer){ first + i, acknowledgements };
        ck_assert_int_eq(pthread_create(&thread, NULL, write_for_ever,
                                        &writers[i]),
                         0);
    }
    for (;;)
        pause();
}

/* Kills the child when it has acknowledged enough; numbers takes them all, also
 * those that were on their way. */
static size_t
run_and_kill(uint32_t first, uint32_t *numbers, size_t max)
{
    int pipes[2], result;
    size_t count = 0;
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(pipes[0]);
        run_child(first, pipes[1]);
    }
    close(pipes[1]);
    while (count < max && read(pipes[0], &numbers[count], sizeof *numbers) ==
                              sizeof *numbers) {
        if (++count == ACKNOWLEDGED)
            kill(child, SIGKILL);
    }
    close(pipes[0]);
    ck_assert_int_eq(waitpid(child, &result, 0), child);
    ck_assert(WIFSIGNALED(result) && WTERMSIG(result) == SIGKILL);
    return count;
}

static enum kt_status
count_nothing(struct kt_tx *tx, void *arg, struct kt_error *err)
{
    return contract_count_up(tx, 0, arg, err);
}

/* Entries that are there, acknowledged or not. */
static int64_t
count_entries(uint32_t end)
{
    int64_t count = 0;
    for (uint32_t number = 0; number < end; number++) {
        char key[16];
        snprintf(key, sizeof key, "n%u", number);
        count += contract_has(key);
    }
    return count;
}

START_TEST(test_what_was_acknowledged_survives)
{
    static uint32_t numbers[100000];
    enum { SPACE = 20000 };
    contract_close();
    for (uint32_t round = 0; round < ROUNDS; round++) {
        size_t count = run_and_kill(round * SPACE, numbers, 100000);
        ck_assert_uint_ge(count, ACKNOWLEDGED);
        assert_ok(contract_open());
        uint32_t last = 0;
        for (size_t i = 0; i < count; i++) {
            char key[16];
            snprintf(key, sizeof key, "n%u", numbers[i]);
            assert_text(contract_get_alone(key), key);
            last = numbers[i] > last ? numbers[i] : last;
        }
        /* No half of a write: as many entries as steps of the counter. */
        int64_t steps;
        assert_ok(contract_write(count_nothing, &steps));
        ck_assert_int_eq(count_entries(last + 10 * WRITERS), steps);
        contract_close();
    }
}
END_TEST

Suite *
kt_suite_crash(void)
{
    Suite *suite = suite_create("crash");
    TCase *crash = contract_case(suite, "crash");
    tcase_add_test(crash, test_what_was_acknowledged_survives);
    return suite;
}
