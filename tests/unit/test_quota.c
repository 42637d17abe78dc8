#include "http/quota.h"

#include "unit.h"

Suite *kt_suite_quota(void);

#define SECOND_US INT64_C(1000000)

static const unsigned char me[16] = { 1 };
static const unsigned char other[16] = { 2 };

static struct kt_quotas *quotas;
static struct kt_quota_left left;

static void
begin(void)
{
    quotas = kt_quotas_new();
}

static void
end(void)
{
    kt_quotas_free(quotas);
}

static bool
take(const unsigned char owner[16], int64_t now_us)
{
    return kt_quotas_take(quotas, KT_QUOTA_CARTS, owner, 3, now_us, &left);
}

START_TEST(test_a_bucket_is_emptied_and_fills_again)
{
    static const struct {
        int64_t at_s;
        bool is_taken;
        int64_t remaining, reset_s;
    } steps[] = {
        { 100, true, 2, 20 },  { 100, true, 1, 40 }, { 100, true, 0, 60 },
        { 100, false, 0, 20 }, { 119, false, 0, 1 }, { 120, true, 0, 60 },
        { 120, false, 0, 20 }, { 179, true, 1, 21 }, { 1000, true, 2, 20 },
    };
    for (size_t i = 0; i < KT_COUNT(steps); i++) {
        bool is_taken = take(me, steps[i].at_s * SECOND_US);
        ck_assert_msg(is_taken == steps[i].is_taken &&
                          left.is_refused == !is_taken &&
                          left.remaining == steps[i].remaining &&
                          left.reset_s == steps[i].reset_s,
                      "step %zu: %d, %lld left, %lld s", i, is_taken,
                      (long long)left.remaining, (long long)left.reset_s);
    }
}
END_TEST

START_TEST(test_owners_and_kinds_have_their_own)
{
    for (int i = 0; i < 3; i++)
        ck_assert(take(me, SECOND_US));
    ck_assert(!take(me, SECOND_US));
    ck_assert(take(other, SECOND_US));
    ck_assert(
        kt_quotas_take(quotas, KT_QUOTA_COUPONS, me, 3, SECOND_US, &left));
}
END_TEST

START_TEST(test_what_is_given_back_can_be_taken_again)
{
    for (int i = 0; i < 100; i++) {
        ck_assert(take(me, SECOND_US));
        kt_quotas_give(quotas, &left);
    }
    for (int i = 0; i < 3; i++)
        ck_assert(take(me, SECOND_US));
    ck_assert(!take(me, SECOND_US));
}
END_TEST

/* However many ask: who is refused stays refused while others come and go. */
START_TEST(test_the_table_forgets_the_fullest_first)
{
    for (int i = 0; i < 3; i++)
        ck_assert(take(me, SECOND_US));
    for (int i = 0; i < 300000; i++) {
        unsigned char owner[16] = { 9, (unsigned char)i,
                                    (unsigned char)(i >> 8),
                                    (unsigned char)(i >> 16) };
        ck_assert(take(owner, SECOND_US));
    }
    ck_assert(!take(me, SECOND_US));
}
END_TEST

Suite *
kt_suite_quota(void)
{
    Suite *suite = suite_create("quota");
    TCase *tcase = unit_case(suite, "quota");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, test_a_bucket_is_emptied_and_fills_again);
    tcase_add_test(tcase, test_owners_and_kinds_have_their_own);
    tcase_add_test(tcase, test_what_is_given_back_can_be_taken_again);
    tcase_add_test(tcase, test_the_table_forgets_the_fullest_first);
    return suite;
}
