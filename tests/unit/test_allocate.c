#include <stdlib.h>

#include <kontor/money.h>

#include "unit.h"

enum { PARTS_MAX = 12 };

static void
assert_split(int64_t total, const int64_t *weights, size_t count,
             const int64_t *wanted)
{
    int64_t shares[PARTS_MAX];
    ck_assert(kt_money_allocate(total, weights, count, shares, &unit_arena));
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(shares[i] == wanted[i], "part %zu: got %lld, want %lld",
                      i, (long long)shares[i], (long long)wanted[i]);
}

#define ASSERT_SPLIT(total, count, weights, ...)                               \
    assert_split(total, (const int64_t[]){ UNPACK weights }, count,            \
                 (const int64_t[]){ __VA_ARGS__ })
#define UNPACK(...) __VA_ARGS__

START_TEST(test_figures)
{
    ASSERT_SPLIT(299, 3, (4300, 1400, 2300), 161, 52, 86);
    ASSERT_SPLIT(300, 3, (4300, 1400, 2300), 161, 53, 86);
    ASSERT_SPLIT(-299, 3, (4300, 1400, 2300), -161, -52, -86);
    ASSERT_SPLIT(100, 3, (1, 1, 1), 34, 33, 33);
    ASSERT_SPLIT(101, 3, (1, 1, 1), 34, 34, 33);
    ASSERT_SPLIT(-100, 3, (1, 1, 1), -34, -33, -33);
    ASSERT_SPLIT(5, 2, (3, 7), 2, 3); /* a tie of 1.5 and 3.5 */
    ASSERT_SPLIT(1, 3, (1, 5, 1), 0, 1, 0);
    ASSERT_SPLIT(1, 4, (1, 1, 1, 1), 1, 0, 0, 0);
    ASSERT_SPLIT(7, 1, (3), 7);
    ASSERT_SPLIT(0, 2, (3, 4), 0, 0);
}
END_TEST

START_TEST(test_zero_weights_get_nothing)
{
    ASSERT_SPLIT(10, 3, (0, 1, 0), 0, 10, 0);
    ASSERT_SPLIT(1, 4, (0, 3, 3, 0), 0, 1, 0, 0);
    ASSERT_SPLIT(10, 3, (0, 0, 0), 0, 0, 0);
    ck_assert(kt_money_allocate(10, NULL, 0, NULL, &unit_arena));
}
END_TEST

START_TEST(test_whole_total_gives_the_weights)
{
    ASSERT_SPLIT(8000, 3, (4300, 1400, 2300), 4300, 1400, 2300);
    ASSERT_SPLIT(16000, 3, (4300, 1400, 2300), 8600, 2800, 4600);
}
END_TEST

START_TEST(test_extremes)
{
    ASSERT_SPLIT(INT64_MAX, 2, (INT64_MAX, 0), INT64_MAX, 0);
    ASSERT_SPLIT(INT64_MIN, 2, (0, INT64_MAX), 0, INT64_MIN);
    ASSERT_SPLIT(INT64_MAX, 2, (INT64_MAX / 2, INT64_MAX / 2),
                 INT64_MAX / 2 + 1, INT64_MAX / 2);
    ASSERT_SPLIT(INT64_MIN, 2, (1, 1), INT64_MIN / 2, INT64_MIN / 2);
    ASSERT_SPLIT(INT64_MAX, 3, (1, 1, 1), INT64_MAX / 3 + 1, INT64_MAX / 3,
                 INT64_MAX / 3);
}
END_TEST

START_TEST(test_weights_overflow)
{
    const int64_t weights[] = { INT64_MAX, 1 };
    int64_t shares[2] = { 7, 7 };
    ck_assert(!kt_money_allocate(10, weights, 2, shares, &unit_arena));
    ck_assert_int_eq(shares[0], 7);
    ck_assert(kt_money_allocate(10, weights, 1, shares, &unit_arena));
}
END_TEST

START_TEST(test_shares_may_stand_on_the_weights)
{
    int64_t both[] = { 4300, 1400, 2300 };
    ck_assert(kt_money_allocate(299, both, 3, both, &unit_arena));
    ck_assert_int_eq(both[0], 161);
    ck_assert_int_eq(both[1], 52);
    ck_assert_int_eq(both[2], 86);
}
END_TEST

START_TEST(test_arena_is_as_before)
{
    const int64_t weights[] = { 1, 1, 1 };
    int64_t shares[3];
    char *before = kt_arena_alloc(&unit_arena, 1);
    struct kt_arena_mark mark = kt_arena_mark(&unit_arena);
    ck_assert(kt_money_allocate(100, weights, 3, shares, &unit_arena));
    struct kt_arena_mark after = kt_arena_mark(&unit_arena);
    ck_assert_ptr_nonnull(before);
    ck_assert_ptr_eq(mark.next, after.next);
    ck_assert_ptr_eq(mark.chunk, after.chunk);
}
END_TEST

/* ---- laws over random cases ---- */

struct example {
    int64_t total;
    int64_t weights[PARTS_MAX];
    int64_t shares[PARTS_MAX];
    size_t count;
    int64_t weight_sum;
};

/* Small and large numbers, ties, zeros: each example another mixture. */
static struct example
draw_example(uint64_t *seed)
{
    static const int64_t scales[] = { 1, 3, 10, 1000, 100000, KT_MONEY_MAX };
    struct example example = { 0 };
    example.count = (size_t)unit_between(seed, 1, PARTS_MAX);
    int64_t weight_max = scales[unit_between(seed, 0, 5)];
    int64_t total_max = scales[unit_between(seed, 0, 5)];
    example.total = unit_between(seed, -total_max, total_max);
    for (size_t i = 0; i < example.count; i++) {
        example.weights[i] = unit_between(seed, 0, weight_max);
        example.weight_sum += example.weights[i];
    }
    ck_assert(kt_money_allocate(example.total, example.weights, example.count,
                                example.shares, &unit_arena));
    return example;
}

__extension__ typedef __int128 int128;

/* share * sum - total * weight: how far the share is from the exact one, in
 * units of 1 / sum. */
static int128
error_of(const struct example *example, size_t part)
{
    return (int128)example->shares[part] * example->weight_sum -
           (int128)example->total * example->weights[part];
}

START_TEST(test_law_sum_is_exact)
{
    uint64_t seed = 21;
    for (int round = 0; round < 20000; round++) {
        struct example example = draw_example(&seed);
        int64_t sum = 0;
        for (size_t i = 0; i < example.count; i++)
            sum += example.shares[i];
        ck_assert_int_eq(sum, example.weight_sum > 0 ? example.total : 0);
    }
}
END_TEST

START_TEST(test_law_within_one_of_the_exact_share)
{
    uint64_t seed = 22;
    for (int round = 0; round < 20000; round++) {
        struct example example = draw_example(&seed);
        for (size_t i = 0; i < example.count && example.weight_sum > 0; i++) {
            int128 error = error_of(&example, i);
            ck_assert(error < example.weight_sum);
            ck_assert(error > -(int128)example.weight_sum);
            if (example.weights[i] == 0)
                ck_assert_int_eq(example.shares[i], 0);
        }
    }
}
END_TEST

START_TEST(test_law_negative_mirrors)
{
    uint64_t seed = 23;
    for (int round = 0; round < 20000; round++) {
        struct example example = draw_example(&seed);
        int64_t mirror[PARTS_MAX];
        ck_assert(kt_money_allocate(-example.total, example.weights,
                                    example.count, mirror, &unit_arena));
        for (size_t i = 0; i < example.count; i++)
            ck_assert_int_eq(mirror[i], -example.shares[i]);
    }
}
END_TEST

/* No discount beyond its line: a total of at most the weights' sum gives no
 * part more than its weight. */
START_TEST(test_law_no_share_beyond_its_weight)
{
    uint64_t seed = 24;
    for (int round = 0; round < 20000; round++) {
        struct example example = draw_example(&seed);
        int64_t total = unit_between(&seed, 0, example.weight_sum);
        ck_assert(kt_money_allocate(total, example.weights, example.count,
                                    example.shares, &unit_arena));
        for (size_t i = 0; i < example.count; i++) {
            ck_assert_int_ge(example.shares[i], 0);
            ck_assert_int_le(example.shares[i], example.weights[i]);
        }
    }
}
END_TEST

/* Whoever got the odd unit had at least the claim of whoever did not, and
 * between equal claims stood earlier. */
START_TEST(test_law_largest_remainder_first)
{
    uint64_t seed = 25;
    for (int round = 0; round < 20000; round++) {
        struct example example = draw_example(&seed);
        int sign = example.total < 0 ? -1 : 1;
        for (size_t up = 0; up < example.count; up++) {
            int128 over = error_of(&example, up) * sign;
            for (size_t down = 0; over > 0 && down < example.count; down++) {
                int128 under = error_of(&example, down) * sign;
                if (under >= 0)
                    continue;
                int128 claim_up = example.weight_sum - over;
                ck_assert(claim_up > -under ||
                          (claim_up == -under && up < down));
            }
        }
    }
}
END_TEST

static int
compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Shuffled weights give the same parts; only parts of equal weight may swap,
 * and equal claims, which the earlier place wins. */
START_TEST(test_law_order_of_parts_changes_nothing)
{
    uint64_t seed = 26;
    int compared = 0;
    for (int round = 0; round < 20000; round++) {
        struct example example = draw_example(&seed);
        bool has_tie = false;
        for (size_t i = 0; i < example.count; i++) {
            for (size_t k = i + 1; k < example.count; k++) {
                int128 a = error_of(&example, i);
                int128 b = error_of(&example, k);
                int128 gap = a > b ? a - b : b - a;
                has_tie |= example.weights[i] != example.weights[k] &&
                           (gap == 0 || gap == example.weight_sum);
            }
        }
        if (has_tie)
            continue;
        compared++;
        int64_t shuffled[PARTS_MAX];
        int64_t shares[PARTS_MAX];
        memcpy(shuffled, example.weights, sizeof shuffled);
        for (size_t i = example.count; i > 1; i--) {
            size_t k = (size_t)unit_between(&seed, 0, (int64_t)i - 1);
            int64_t kept = shuffled[i - 1];
            shuffled[i - 1] = shuffled[k];
            shuffled[k] = kept;
        }
        ck_assert(kt_money_allocate(example.total, shuffled, example.count,
                                    shares, &unit_arena));
        qsort(shares, example.count, sizeof *shares, compare);
        qsort(example.shares, example.count, sizeof *shares, compare);
        ck_assert_mem_eq(shares, example.shares,
                         example.count * sizeof *shares);
    }
    ck_assert_int_gt(compared, 5000);
}
END_TEST

START_TEST(test_many_parts)
{
    enum { COUNT = 100000 };
    int64_t *weights = KT_NEW_ARRAY(&unit_arena, int64_t, COUNT);
    int64_t *shares = KT_NEW_ARRAY(&unit_arena, int64_t, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        weights[i] = 3;
    ck_assert(
        kt_money_allocate(COUNT / 2, weights, COUNT, shares, &unit_arena));
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_int_eq(shares[i], i < COUNT / 2);
}
END_TEST

Suite *
kt_suite_allocate(void)
{
    Suite *suite = suite_create("allocate");
    TCase *tcase = unit_case(suite, "figures");
    tcase_add_test(tcase, test_figures);
    tcase_add_test(tcase, test_zero_weights_get_nothing);
    tcase_add_test(tcase, test_whole_total_gives_the_weights);
    tcase_add_test(tcase, test_extremes);
    tcase_add_test(tcase, test_weights_overflow);
    tcase_add_test(tcase, test_shares_may_stand_on_the_weights);
    tcase_add_test(tcase, test_arena_is_as_before);
    tcase_add_test(tcase, test_many_parts);
    tcase = unit_case(suite, "laws");
    tcase_add_test(tcase, test_law_sum_is_exact);
    tcase_add_test(tcase, test_law_within_one_of_the_exact_share);
    tcase_add_test(tcase, test_law_negative_mirrors);
    tcase_add_test(tcase, test_law_no_share_beyond_its_weight);
    tcase_add_test(tcase, test_law_largest_remainder_first);
    tcase_add_test(tcase, test_law_order_of_parts_changes_nothing);
    return suite;
}
