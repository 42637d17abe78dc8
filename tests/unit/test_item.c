/* Price selection: most conditions, then lowest, then first. */

#include "domain/catalog/item.h"
#include "unit.h"

static const struct kt_str club = KT_STR_INIT("club");

static const struct kt_buyer member = { .groups = &club, .group_count = 1 };
static const struct kt_buyer guest;

static struct kt_price_context
context_of(const struct kt_buyer *buyer, int64_t quantity)
{
    return (struct kt_price_context){ .channel_id = { { 7 } },
                                      .buyer = buyer,
                                      .country = KT_STR("DE"),
                                      .quantity = quantity,
                                      .now_ms = 1000 };
}

/* The amount of the chosen price; -1 when none fits. */
static int64_t
choose(const struct kt_price *prices, size_t count, const struct kt_buyer *who,
       int64_t quantity)
{
    struct kt_item item = { .prices = prices, .price_count = count };
    struct kt_price_context context = context_of(who, quantity);
    const struct kt_price *price = kt_price_select(&item, &context, NULL);
    return price != NULL ? price->amount_minor : -1;
}

START_TEST(test_specific_before_cheap)
{
    const struct kt_price prices[] = {
        { .amount_minor = 500 },
        { .amount_minor = 700, .customer_group = KT_STR("club") },
        { .amount_minor = 800,
          .customer_group = KT_STR("club"),
          .country = KT_STR("DE") },
    };
    ck_assert_int_eq(choose(prices, 3, &member, 1), 800);
    ck_assert_int_eq(choose(prices, 2, &member, 1), 700);
    ck_assert_int_eq(choose(prices, 3, &guest, 1), 500);
}
END_TEST

START_TEST(test_equal_goes_to_the_lowest_then_the_first)
{
    const struct kt_price prices[] = {
        { .amount_minor = 500, .compare_at_minor = 1 },
        { .amount_minor = 400, .compare_at_minor = 2 },
        { .amount_minor = 400, .compare_at_minor = 3 },
    };
    struct kt_item item = { .prices = prices, .price_count = 3 };
    struct kt_price_context context = context_of(&guest, 1);
    const struct kt_price *price = kt_price_select(&item, &context, NULL);
    ck_assert_int_eq(price->amount_minor, 400);
    ck_assert_int_eq(price->compare_at_minor, 2);
}
END_TEST

START_TEST(test_bands_are_inclusive)
{
    const struct kt_price prices[] = {
        { .amount_minor = 500 },
        { .amount_minor = 450, .quantity_min = 5, .quantity_max = 9 },
        { .amount_minor = 400, .quantity_min = 10 },
    };
    ck_assert_int_eq(choose(prices, 3, &guest, 4), 500);
    ck_assert_int_eq(choose(prices, 3, &guest, 5), 450);
    ck_assert_int_eq(choose(prices, 3, &guest, 9), 450);
    ck_assert_int_eq(choose(prices, 3, &guest, 10), 400);
}
END_TEST

START_TEST(test_a_pool_counts_the_product)
{
    const struct kt_price prices[] = {
        { .amount_minor = 500 },
        { .amount_minor = 450,
          .quantity_min = 5,
          .quantity_max = 9,
          .pool = KT_POOL_PRODUCT },
        { .amount_minor = 400, .quantity_min = 5, .pool = KT_POOL_LINE },
    };
    static const struct {
        int64_t line, product, amount;
    } cases[] = {
        { 4, 4, 500 },  { 4, 5, 450 },  { 4, 9, 450 },
        { 4, 10, 500 }, { 5, 10, 400 }, { 5, 9, 450 },
    };
    struct kt_item item = { .prices = prices, .price_count = 3 };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kt_price_context context = context_of(&guest, cases[i].line);
        context.product_quantity = cases[i].product;
        ck_assert_int_eq(kt_price_select(&item, &context, NULL)->amount_minor,
                         cases[i].amount);
    }
}
END_TEST

START_TEST(test_dates)
{
    const struct kt_price from[] = { { .amount_minor = 5, .starts_ms = 1000 } };
    const struct kt_price soon[] = { { .amount_minor = 5, .starts_ms = 1001 } };
    const struct kt_price last[] = { { .amount_minor = 5, .ends_ms = 1001 } };
    const struct kt_price over[] = { { .amount_minor = 5, .ends_ms = 1000 } };
    ck_assert_int_eq(choose(from, 1, &guest, 1), 5);
    ck_assert_int_eq(choose(soon, 1, &guest, 1), -1);
    ck_assert_int_eq(choose(last, 1, &guest, 1), 5);
    ck_assert_int_eq(choose(over, 1, &guest, 1), -1);
}
END_TEST

START_TEST(test_channel_and_country)
{
    const struct kt_price here[] = { { .amount_minor = 5,
                                       .channel_id = { { 7 } } } };
    const struct kt_price there[] = { { .amount_minor = 5,
                                        .channel_id = { { 8 } } } };
    const struct kt_price abroad[] = { { .amount_minor = 5,
                                         .country = KT_STR("FR") } };
    ck_assert_int_eq(choose(here, 1, &guest, 1), 5);
    ck_assert_int_eq(choose(there, 1, &guest, 1), -1);
    ck_assert_int_eq(choose(abroad, 1, &guest, 1), -1);
    ck_assert_int_eq(choose(NULL, 0, &guest, 1), -1);
}
END_TEST

START_TEST(test_one_list_only)
{
    const struct kt_price prices[] = {
        { .amount_minor = 500 },
        { .amount_minor = 300, .list = KT_STR("sale") },
    };
    struct kt_item item = { .prices = prices, .price_count = 2 };
    struct kt_price_context context = context_of(&guest, 1);
    struct kt_str sale = KT_STR("sale"), other = KT_STR("other");
    struct kt_str base = KT_STR("");
    ck_assert_int_eq(kt_price_select(&item, &context, &sale)->amount_minor,
                     300);
    ck_assert_int_eq(kt_price_select(&item, &context, &base)->amount_minor,
                     500);
    ck_assert_ptr_null(kt_price_select(&item, &context, &other));
}
END_TEST

START_TEST(test_groups_of_a_buyer)
{
    ck_assert(kt_buyer_is_in(&member, KT_STR("club")));
    ck_assert(!kt_buyer_is_in(&member, KT_STR("clu")));
    ck_assert(!kt_buyer_is_in(&guest, KT_STR("club")));
}
END_TEST

Suite *
kt_suite_item(void)
{
    Suite *suite = suite_create("item");
    TCase *tcase = unit_case(suite, "prices");
    tcase_add_test(tcase, test_specific_before_cheap);
    tcase_add_test(tcase, test_equal_goes_to_the_lowest_then_the_first);
    tcase_add_test(tcase, test_bands_are_inclusive);
    tcase_add_test(tcase, test_a_pool_counts_the_product);
    tcase_add_test(tcase, test_dates);
    tcase_add_test(tcase, test_channel_and_country);
    tcase_add_test(tcase, test_one_list_only);
    tcase_add_test(tcase, test_groups_of_a_buyer);
    return suite;
}
