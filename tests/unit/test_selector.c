#include "domain/catalog/item.h"
#include "unit.h"

static const struct kt_str categories[] = { KT_STR_INIT("mugs"),
                                            KT_STR_INIT("kitchen") };
static const struct kt_str tags[] = { KT_STR_INIT("sale") };
static const struct kt_pair attributes[] = { { KT_STR_INIT("colour"),
                                               KT_STR_INIT("red") } };

static const struct kt_item mug = {
    .sku = KT_STR_INIT("mug-red"),
    .product = KT_STR_INIT("mug"),
    .vendor = KT_STR_INIT("Clay"),
    .categories = categories,
    .category_count = 2,
    .tags = tags,
    .tag_count = 1,
    .attributes = attributes,
    .attribute_count = 1,
};

static struct kt_selector
read(const char *json)
{
    struct kt_selector selector;
    enum kt_status status = kt_shape_read(&kt_selector_shape, kt_str_of(json),
                                          &selector, &unit_arena, &unit_err);
    ck_assert_msg(status == KT_OK, "%s", json);
    return selector;
}

static bool
takes(const char *json, int64_t unit_minor)
{
    struct kt_selector selector = read(json);
    return kt_selector_matches(&selector, &mug, unit_minor);
}

START_TEST(test_nothing_named_takes_all)
{
    struct kt_selector all = read("{}");
    struct kt_selector some = read("{\"exclude_tags\":[\"x\"]}");
    struct kt_selector cheap = read("{\"price_max\":5}");
    ck_assert(kt_selector_takes_all(&all));
    ck_assert(!kt_selector_takes_all(&some));
    ck_assert(!kt_selector_takes_all(&cheap));
    ck_assert(takes("{}", 1000));
    ck_assert(takes("{\"exclude_tags\":[\"x\"]}", 1000));
}
END_TEST

START_TEST(test_any_member_matches)
{
    ck_assert(takes("{\"skus\":[\"x\",\"mug-red\"]}", 1));
    ck_assert(takes("{\"products\":[\"mug\"]}", 1));
    ck_assert(takes("{\"vendors\":[\"Clay\"]}", 1));
    ck_assert(takes("{\"categories\":[\"kitchen\"]}", 1));
    ck_assert(takes("{\"tags\":[\"sale\"]}", 1));
    ck_assert(takes("{\"attributes\":{\"colour\":\"red\"}}", 1));
    ck_assert(takes("{\"skus\":[\"x\"],\"tags\":[\"sale\"]}", 1));
}
END_TEST

START_TEST(test_no_member_matches)
{
    ck_assert(!takes("{\"skus\":[\"mug\"]}", 1));
    ck_assert(!takes("{\"skus\":[\"Mug-red\"]}", 1));
    ck_assert(!takes("{\"attributes\":{\"colour\":\"blue\"}}", 1));
    ck_assert(!takes("{\"attributes\":{\"size\":\"red\"}}", 1));
    ck_assert(!takes("{\"categories\":[\"mug\"]}", 1));
}
END_TEST

START_TEST(test_exclusion_wins)
{
    ck_assert(!takes("{\"exclude_skus\":[\"mug-red\"]}", 1));
    ck_assert(!takes("{\"exclude_products\":[\"mug\"]}", 1));
    ck_assert(!takes("{\"exclude_categories\":[\"mugs\"]}", 1));
    ck_assert(!takes("{\"tags\":[\"sale\"],\"exclude_tags\":[\"sale\"]}", 1));
}
END_TEST

START_TEST(test_price_limits_are_inclusive)
{
    const char *band = "{\"price_min\":500,\"price_max\":900}";
    ck_assert(!takes(band, 499));
    ck_assert(takes(band, 500));
    ck_assert(takes(band, 900));
    ck_assert(!takes(band, 901));
    ck_assert(!takes("{\"skus\":[\"mug-red\"],\"price_min\":2}", 1));
}
END_TEST

Suite *
kt_suite_selector(void)
{
    Suite *suite = suite_create("selector");
    TCase *tcase = unit_case(suite, "matches");
    tcase_add_test(tcase, test_nothing_named_takes_all);
    tcase_add_test(tcase, test_any_member_matches);
    tcase_add_test(tcase, test_no_member_matches);
    tcase_add_test(tcase, test_exclusion_wins);
    tcase_add_test(tcase, test_price_limits_are_inclusive);
    return suite;
}
