#include "base/id.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

#define NOW_MS INT64_C(1795509000000)

START_TEST(test_new_is_a_uuid_v7)
{
    struct kt_id id = kt_id_new(INT64_C(0x0123456789ab));
    static const uint8_t time[] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab };
    ck_assert_mem_eq(id.bytes, time, sizeof time);
    ck_assert_int_eq(id.bytes[6] >> 4, 7);
    ck_assert_int_eq(id.bytes[8] >> 6, 2);
}
END_TEST

START_TEST(test_new_ids_sort_by_time)
{
    struct kt_id early = kt_id_new(NOW_MS);
    struct kt_id late = kt_id_new(NOW_MS + 1);
    ck_assert_int_lt(kt_id_cmp(early, late), 0);
    char a[KT_ID_TEXT_MAX];
    char b[KT_ID_TEXT_MAX];
    struct kt_str early_text = kt_id_format(early, "ord", a);
    ck_assert_int_lt(kt_str_cmp(early_text, kt_id_format(late, "ord", b)), 0);
}
END_TEST

static int
compare(const void *a, const void *b)
{
    return kt_id_cmp(*(const struct kt_id *)a, *(const struct kt_id *)b);
}

static void
assert_all_differ(struct kt_id *ids, size_t count)
{
    qsort(ids, count, sizeof *ids, compare);
    for (size_t i = 1; i < count; i++)
        ck_assert(!kt_id_eq(ids[i - 1], ids[i]));
}

START_TEST(test_new_ids_differ)
{
    enum { COUNT = 20000 };
    struct kt_id *ids = KT_NEW_ARRAY(&unit_arena, struct kt_id, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        ids[i] = kt_id_new(NOW_MS);
    assert_all_differ(ids, COUNT);
}
END_TEST

/* Each of the 74 random bits must show both values. */
START_TEST(test_random_bits_move)
{
    uint8_t ones[16] = { 0 };
    uint8_t zeros[16] = { 0 };
    for (int i = 0; i < 200; i++) {
        struct kt_id id = kt_id_new(0);
        for (size_t b = 0; b < 16; b++) {
            ones[b] |= id.bytes[b];
            zeros[b] |= (uint8_t)~id.bytes[b];
        }
    }
    static const uint8_t random[16] = { 0,    0,    0,    0,    0,    0,
                                        0x0f, 0xff, 0x3f, 0xff, 0xff, 0xff,
                                        0xff, 0xff, 0xff, 0xff };
    for (size_t b = 0; b < 16; b++)
        ck_assert_int_eq(ones[b] & zeros[b], random[b]);
}
END_TEST

enum { PER_THREAD = 5000, THREADS = 4 };

static void *
draw_ids(void *out)
{
    struct kt_id *ids = out;
    for (size_t i = 0; i < PER_THREAD; i++)
        ids[i] = kt_id_new(NOW_MS);
    return NULL;
}

START_TEST(test_threads_draw_different_ids)
{
    struct kt_id *ids =
        KT_NEW_ARRAY(&unit_arena, struct kt_id, THREADS * PER_THREAD);
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, draw_ids,
                                        ids + i * PER_THREAD),
                         0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_all_differ(ids, THREADS * PER_THREAD);
}
END_TEST

START_TEST(test_child_of_a_fork_draws_its_own_ids)
{
    kt_id_new(NOW_MS); /* the pool is filled before the fork */
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    struct kt_id mine = kt_id_new(NOW_MS);
    if (child == 0) {
        ssize_t written = write(ends[1], &mine, sizeof mine);
        _exit(written == (ssize_t)sizeof mine ? 0 : 1);
    }
    struct kt_id theirs;
    ck_assert_int_eq(read(ends[0], &theirs, sizeof theirs), sizeof theirs);
    waitpid(child, NULL, 0);
    ck_assert(!kt_id_eq(mine, theirs));
}
END_TEST

START_TEST(test_format)
{
    char out[KT_ID_TEXT_MAX];
    struct kt_id id = { { 0x01, 0x89, 0xf7, 0xe5, 0x6e, 0x80, 0x7a, 0x3b, 0x9c,
                          0x12, 0xde, 0xad, 0xbe, 0xef, 0x00, 0xff } };
    assert_text(kt_id_format(id, "prod", out),
                "prod_01h7vyavm0f8xsr4pynpzey07z");
    ck_assert_uint_eq(strlen(out), 31);
    struct kt_id all;
    memset(&all, 0xff, sizeof all);
    assert_text(kt_id_text(&unit_arena, all, "x"),
                "x_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    struct kt_id one = { { [15] = 1 } };
    assert_text(kt_id_format(one, "abcdefghijkl", out),
                "abcdefghijkl_00000000000000000000000001");
}
END_TEST

START_TEST(test_parse_is_the_way_back)
{
    uint64_t seed = 5;
    for (int i = 0; i < 2000; i++) {
        struct kt_id id;
        uint64_t half = unit_random(&seed);
        memcpy(id.bytes, &half, 8);
        half = unit_random(&seed);
        memcpy(id.bytes + 8, &half, 8);
        char out[KT_ID_TEXT_MAX];
        struct kt_id parsed;
        ck_assert(kt_id_parse(kt_id_format(id, "cart", out), "cart", &parsed));
        ck_assert(kt_id_eq(id, parsed));
    }
}
END_TEST

START_TEST(test_parse_accepts_upper_case)
{
    struct kt_id lower;
    struct kt_id upper;
    ck_assert(
        kt_id_parse(KT_STR("prod_01h7vyavm07mxss4pypmqey07z"), "prod", &lower));
    ck_assert(
        kt_id_parse(KT_STR("PROD_01H7VYAVM07MXSS4PYPMQEY07Z"), "prod", &upper));
    ck_assert(kt_id_eq(lower, upper));
}
END_TEST

START_TEST(test_parse_refuses)
{
    static const char *const texts[] = {
        "",
        "prod",
        "prod_",
        "01h7vyavm07mxss4pypmqey07z",
        "cart_01h7vyavm07mxss4pypmqey07z",
        "prods_01h7vyavm07mxss4pypmqey07z",
        "prod-01h7vyavm07mxss4pypmqey07z",
        "prod_01h7vyavm07mxss4pypmqey07",   /* 25 */
        "prod_01h7vyavm07mxss4pypmqey07zz", /* 27 */
        "prod_81h7vyavm07mxss4pypmqey07z",  /* beyond 128 bits */
        "prod_z1h7vyavm07mxss4pypmqey07z",
        "prod_0ih7vyavm07mxss4pypmqey07z", /* i l o u are no digits */
        "prod_0lh7vyavm07mxss4pypmqey07z",
        "prod_0oh7vyavm07mxss4pypmqey07z",
        "prod_0uh7vyavm07mxss4pypmqey07z",
        "prod_0-h7vyavm07mxss4pypmqey07z",
        "prod_0@h7vyavm07mxss4pypmqey07z",
        "prod_0[h7vyavm07mxss4pypmqey07z",
        "prod_00000000000000000000000000", /* the null id */
        " prod_01h7vyavm07mxss4pypmqey07z",
    };
    struct kt_id id = { { 7 } };
    for (size_t i = 0; i < KT_COUNT(texts); i++)
        ck_assert_msg(!kt_id_parse(kt_str_of(texts[i]), "prod", &id), "%s",
                      texts[i]);
    ck_assert_int_eq(id.bytes[0], 7);
}
END_TEST

START_TEST(test_of_name)
{
    struct kt_id space = { { 1 } };
    struct kt_id other = { { 2 } };
    struct kt_id id = kt_id_of_name(space, KT_STR("mug-red"));
    ck_assert_int_eq(id.bytes[6] >> 4, 8);
    ck_assert_int_eq(id.bytes[8] >> 6, 2);
    ck_assert(kt_id_eq(id, kt_id_of_name(space, KT_STR("mug-red"))));
    ck_assert(!kt_id_eq(id, kt_id_of_name(space, KT_STR("mug-rec"))));
    ck_assert(!kt_id_eq(id, kt_id_of_name(other, KT_STR("mug-red"))));
    kt_id_of_name(space, (struct kt_str){ 0 });
    /* Stored ids hang on these bytes for ever. */
    assert_text(kt_id_text(&unit_arena, id, "prod"),
                "prod_00r4d79d3mgy3rv4czx9vchn1p");
}
END_TEST

Suite *
kt_suite_id(void)
{
    Suite *suite = suite_create("id");
    TCase *tcase = unit_case(suite, "new");
    tcase_add_test(tcase, test_new_is_a_uuid_v7);
    tcase_add_test(tcase, test_new_ids_sort_by_time);
    tcase_add_test(tcase, test_new_ids_differ);
    tcase_add_test(tcase, test_random_bits_move);
    tcase_add_test(tcase, test_threads_draw_different_ids);
    tcase_add_test(tcase, test_child_of_a_fork_draws_its_own_ids);
    tcase_add_test(tcase, test_of_name);
    tcase = unit_case(suite, "text");
    tcase_add_test(tcase, test_format);
    tcase_add_test(tcase, test_parse_is_the_way_back);
    tcase_add_test(tcase, test_parse_accepts_upper_case);
    tcase_add_test(tcase, test_parse_refuses);
    return suite;
}
