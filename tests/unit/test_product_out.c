#include "domain/catalog/product_out.h"
#include "unit.h"

static struct kt_product_out
sum(struct kt_variant_out *variants, size_t count)
{
    struct kt_product_out product = { .variant_count = 0 };
    for (size_t i = 0; i < count; i++)
        kt_product_add_variants(&product, &variants[i], 1);
    ck_assert_int_eq(product.variant_count, (int64_t)count);
    return product;
}

START_TEST(prices_span_the_variants)
{
    struct kt_variant_out variants[] = {
        { .price = 300, .compare_at = 400 },
        { .price = 200 },
        { .price = 500, .compare_at = 600, .is_available = true },
    };
    struct kt_product_out product = sum(variants, 3);
    ck_assert_int_eq(product.price_min, 200);
    ck_assert_int_eq(product.price_max, 500);
    ck_assert_int_eq(product.compare_at, 0);
    ck_assert(product.is_available);
    product = sum(variants, 1);
    ck_assert_int_eq(product.price_min, 300);
    ck_assert_int_eq(product.price_max, 300);
    ck_assert_int_eq(product.compare_at, 400);
    ck_assert(!product.is_available);
}
END_TEST

START_TEST(a_free_variant_is_the_cheapest)
{
    struct kt_variant_out variants[] = { { .price = 300 }, { .price = 0 } };
    struct kt_product_out product = sum(variants, 2);
    ck_assert_int_eq(product.price_min, 0);
    ck_assert_int_eq(product.price_max, 300);
}
END_TEST

Suite *kt_suite_product_out(void);

Suite *
kt_suite_product_out(void)
{
    Suite *suite = suite_create("product_out");
    TCase *tcase = unit_case(suite, "sum");
    tcase_add_test(tcase, prices_span_the_variants);
    tcase_add_test(tcase, a_free_variant_is_the_cheapest);
    return suite;
}
