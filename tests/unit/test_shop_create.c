#include "service/shop_create.h"

#include "service/shop.h"
#include "shop.h"

static enum kt_status
create(struct kt_shop_create_in in, struct kt_id *store_id)
{
    return kt_shop_create(&unit_app, &in, store_id, &unit_err);
}

START_TEST(test_makes_a_shop)
{
    struct kt_id made;
    struct kt_id found;
    const struct kt_shop *shop;
    assert_ok(
        create((struct kt_shop_create_in){ KT_STR("second"),
                                           KT_STR("Zweiter Laden"),
                                           KT_STR("{\"clamps_stock\":true}"),
                                           { 0 } },
               &made));
    assert_ok(kt_shop_find(&unit_app, KT_STR("second"), &found, &unit_err));
    ck_assert(kt_id_eq(made, found));
    assert_ok(kt_shop_acquire(&unit_app, made, &shop, &unit_err));
    assert_text(shop->code, "second");
    assert_text(shop->name, "Zweiter Laden");
    ck_assert(shop->settings.clamps_stock);
    ck_assert_uint_eq(shop->channel_count, 0);
    kt_shop_release(&unit_app, shop);
}
END_TEST

START_TEST(test_is_named_by_its_code)
{
    const struct kt_shop *shop;
    assert_ok(kt_shop_acquire(&unit_app, unit_store, &shop, &unit_err));
    assert_text(shop->name, "test");
    kt_shop_release(&unit_app, shop);
}
END_TEST

START_TEST(test_tells_every_fault)
{
    struct kt_id made;
    enum kt_status status = create(
        (struct kt_shop_create_in){
            KT_STR("My Shop"),
            KT_STR("x"),
            KT_STR("{\"clamp_stock\":true,\"lines_max\":-1}"),
            { 0 } },
        &made);
    ck_assert_int_eq(status, KT_INVALID_BODY);
    ck_assert_uint_eq(unit_err.item_count, 3);
    assert_text(unit_err.items[0].pointer, "/code");
    assert_text(unit_err.items[1].pointer, "/settings/clamp_stock");
    assert_text(unit_err.items[2].pointer, "/settings/lines_max");
}
END_TEST

START_TEST(test_refuses_settings_that_are_no_json)
{
    struct kt_id made;
    enum kt_status status =
        create((struct kt_shop_create_in){ KT_STR("a"),
                                           KT_STR(""),
                                           KT_STR("{\"a\":"),
                                           { 0 } },
               &made);
    ck_assert_int_eq(status, KT_INVALID_BODY);
    ck_assert_uint_eq(unit_err.item_count, 1);
    assert_text(unit_err.items[0].pointer, "/settings");
}
END_TEST

START_TEST(test_refuses_a_code_twice)
{
    struct kt_id made;
    enum kt_status status =
        create((struct kt_shop_create_in){ .code = KT_STR("test") }, &made);
    ck_assert_int_eq(status, KT_ALREADY_EXISTS);
    assert_text(unit_err.detail, "there is a shop \"test\" already");
}
END_TEST

Suite *kt_suite_shop_create(void);

Suite *
kt_suite_shop_create(void)
{
    Suite *suite = suite_create("shop_create");
    TCase *tcase = unit_shop_case(suite, "create");
    tcase_add_test(tcase, test_makes_a_shop);
    tcase_add_test(tcase, test_is_named_by_its_code);
    tcase_add_test(tcase, test_tells_every_fault);
    tcase_add_test(tcase, test_refuses_settings_that_are_no_json);
    tcase_add_test(tcase, test_refuses_a_code_twice);
    return suite;
}
