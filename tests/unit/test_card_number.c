#include "domain/payment/card_number.h"

#include "unit.h"

Suite *kt_suite_card_number(void);

/* Numbers of the providers' own tests: no card has them. */
static const struct {
    const char *text;
    bool is_card;
} rows[] = {
    { "4242424242424242", true },
    { "4242 4242 4242 4242", true },
    { "4242-4242-4242-4242", true },
    { "mine is 4242 4242 4242 4242, till 12/30", true },
    { "12 4242 4242 4242 4242", true },
    { "{\"note\":\"4242424242424242\"}", true },
    { "5555555555554444", true },
    { "2223003122003222", true },
    { "378282246310005", true },
    { "3782 822463 10005", true },
    { "6011111111111117", true },
    { "30569309025904", true },
    { "3566002020360505", true },
    { "6205500000000000004", true },
    { "4242424242424243", false },  /* another check digit */
    { "42424242424242424", false }, /* a digit more */
    { "4242  4242 4242 4242", false },
    { "1700000000000", false }, /* a time */
    { "4006381333931", false }, /* an article */
    { "9999999999999995", false },
    { "+49 40 123456789", false },
    { "Hafenstr. 1", false },
    { "", false },
    { "4", false },
    { "00000000000000000000000000", false },
};

START_TEST(test_card_is_seen)
{
    ck_assert_msg(kt_card_number_is_in(kt_str_of(rows[_i].text)) ==
                      rows[_i].is_card,
                  "%s", rows[_i].text);
}
END_TEST

Suite *
kt_suite_card_number(void)
{
    Suite *suite = suite_create("card_number");
    TCase *tcase = unit_case(suite, "card_number");
    tcase_add_loop_test(tcase, test_card_is_seen, 0, (int)KT_COUNT(rows));
    return suite;
}
