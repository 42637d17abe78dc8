#include "admin.h"

Suite *kt_suite_coupon_batch(void);

#define BATCHES "/admin/v1/coupon-batches"

static const char mugs[] = "[{\"sku\":\"mug-red\",\"quantity\":2}]";

static struct kt_str
make_promotion(void)
{
    return admin_id(
        admin_make("/admin/v1/promotions",
                   "{\"rule\":\"order_percent_off\","
                   "\"params\":{\"percent\":10},\"needs_coupon\":true}"));
}

static struct http_reply
make(int status, struct kt_str promotion, const char *members)
{
    return admin_call(status, "POST", KT_STR(BATCHES),
                      admin_text("{\"promotion_id\":\"%.*s\"%s}",
                                 KT_STR_FMT(promotion), members)
                          .ptr);
}

static struct kt_str
codes_of(struct http_reply batch)
{
    return admin_get(admin_text(BATCHES "/%.*s/codes",
                                KT_STR_FMT(shop_text(batch, "/id"))))
        .body;
}

static size_t
count_lines(struct kt_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

/* The code of the line behind the first one. */
static struct kt_str
first_code(struct kt_str csv)
{
    const char *line = (const char *)memchr(csv.ptr, '\n', csv.len) + 1;
    return (struct kt_str){ line, (size_t)(strchr(line, ',') - line) };
}

START_TEST(makes_codes_that_carts_take_once)
{
    struct kt_str promotion = make_promotion();
    struct http_reply batch =
        make(201, promotion,
             ",\"name\":\"flyer\",\"prefix\":\"FLY-\",\"count\":3,"
             "\"ends_at\":\"2090-01-01T00:00:00Z\"");
    assert_int(batch, "/count", 3);
    assert_int(batch, "/made", 3);
    assert_int(batch, "/signs", 8);
    assert_int(batch, "/uses_max", 1);
    struct kt_str csv = codes_of(batch);
    ck_assert_uint_eq(count_lines(csv), 4);
    ck_assert(kt_str_starts(
        csv, KT_STR("code,is_active,uses,uses_max,starts_at,ends_at\r\nFLY-")));
    struct kt_str code = first_code(csv);
    ck_assert_uint_eq(code.len, 12);
    for (size_t i = 4; i < code.len; i++)
        ck_assert_ptr_nonnull(
            strchr("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", code.ptr[i]));
    ck_assert_int_eq(memcmp(code.ptr + code.len,
                            ",true,0,1,,2090-01-01T00:00:00Z\r\n", 33),
                     0);
    struct kt_str cart = shop_cart(mugs);
    struct http_reply reply =
        shop_call(200, "POST", shop_at(cart, "/coupons"),
                  admin_text("{\"code\":\"%.*s\"}", KT_STR_FMT(code)).ptr);
    assert_str(reply, "/coupons/0/state", "applied");
    assert_int(reply, "/totals/discount", 240);
}
END_TEST

START_TEST(makes_many_in_several_transactions)
{
    struct http_reply batch = make(201, make_promotion(),
                                   ",\"name\":\"many\",\"count\":2500,"
                                   "\"signs\":6,\"uses_max\":null");
    assert_int(batch, "/made", 2500);
    assert_int(batch, "/version", 5);
    struct kt_str csv = codes_of(batch);
    ck_assert_uint_eq(count_lines(csv), 2501);
    struct http_reply listed =
        admin_get(KT_STR("/admin/v1/coupons?limit=1&sort=code"));
    ck_assert(kt_str_eq(shop_text(listed, "/data/0/code"), first_code(csv)));
}
END_TEST

START_TEST(goes_on_with_the_same_batch)
{
    static const char members[] = ",\"name\":\"flyer\",\"count\":2";
    struct kt_str promotion = make_promotion();
    struct http_reply batch = make(201, promotion, members);
    struct http_reply again = make(201, promotion, members);
    ck_assert(kt_str_eq(shop_text(batch, "/id"), shop_text(again, "/id")));
    ck_assert_uint_eq(count_lines(codes_of(batch)), 3);
    struct http_reply reply =
        make(409, promotion, ",\"name\":\"flyer\",\"count\":3");
    assert_str(reply, "/field", "name");
    reply = admin_get(
        admin_text(BATCHES "?promotion_id=%.*s", KT_STR_FMT(promotion)));
    ck_assert_uint_eq(shop_count(reply, "/data"), 1);
    reply = admin_get(
        admin_text(BATCHES "?promotion_id=%.*s", KT_STR_FMT(make_promotion())));
    ck_assert_uint_eq(shop_count(reply, "/data"), 0);
}
END_TEST

START_TEST(makes_one_batch_for_one_key)
{
    struct kt_str promotion = make_promotion();
    struct kt_str token = admin_token((const char *const[]){ "*", NULL });
    struct kt_str body =
        admin_text("{\"promotion_id\":\"%.*s\",\"name\":\"flyer\",\"count\":2}",
                   KT_STR_FMT(promotion));
    struct http_reply first =
        admin_call_as(token, "Idempotency-Key: batch-1\r\n", "POST",
                      KT_STR(BATCHES), body.ptr);
    struct http_reply second =
        admin_call_as(token, "Idempotency-Key: batch-1\r\n", "POST",
                      KT_STR(BATCHES), body.ptr);
    ck_assert_int_eq(first.status, 201);
    ck_assert_int_eq(second.status, 201);
    assert_text(second.body, kt_arena_cstr(&http_arena, first.body));
    ck_assert_uint_eq(count_lines(codes_of(first)), 3);
}
END_TEST

START_TEST(tells_all_faults)
{
    struct http_reply reply =
        admin_call(400, "POST", KT_STR(BATCHES),
                   "{\"promotion_id\":\"promo_00000000000000000000000001\","
                   "\"name\":\"A flyer\",\"prefix\":\"=1\",\"count\":5,"
                   "\"starts_at\":\"2027-01-01T00:00:00Z\","
                   "\"ends_at\":\"2026-01-01T00:00:00Z\"}");
    static const char *const pointers[] = { "/name", "/prefix", "/ends_at",
                                            "/promotion_id" };
    ck_assert_uint_eq(shop_count(reply, "/errors"), KT_COUNT(pointers));
    for (size_t i = 0; i < KT_COUNT(pointers); i++)
        assert_str(reply, admin_text("/errors/%zu/pointer", i).ptr,
                   pointers[i]);
    reply = make(400, make_promotion(), ",\"name\":\"x\",\"count\":100001");
    assert_str(reply, "/errors/0/pointer", "/count");
}
END_TEST

Suite *
kt_suite_coupon_batch(void)
{
    Suite *suite = suite_create("coupon_batch");
    TCase *tcase = admin_case(suite, "coupon batches");
    tcase_add_test(tcase, makes_codes_that_carts_take_once);
    tcase_add_test(tcase, makes_many_in_several_transactions);
    tcase_add_test(tcase, goes_on_with_the_same_batch);
    tcase_add_test(tcase, makes_one_batch_for_one_key);
    tcase_add_test(tcase, tells_all_faults);
    return suite;
}
