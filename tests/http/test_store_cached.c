/* What caches may keep, and how it is sent: every public answer is asked for
 * again by its ETag and packed as the client wishes; all others stay with whom
 * they were made for. */
#include <stdio.h>
#include <zlib.h>
#include <zstd.h>

#include "admin.h"
#include "shop.h"

Suite *kt_suite_store_cached(void);

#define VARY_STORE                                                             \
    "Accept-Encoding, Accept-Language, Authorization, X-Publishable-Key"

static const struct {
    const char *target;
    const char *vary;
} shared[] = {
    { "/store/v1/channel", VARY_STORE },
    { "/store/v1/products", VARY_STORE },
    { "/store/v1/products?tag=gift", VARY_STORE },
    { "/store/v1/products?q=mug", VARY_STORE },
    { "/store/v1/products/mug", VARY_STORE },
    { "/store/v1/categories", VARY_STORE },
    { "/store/v1/categories/cups", VARY_STORE },
    { "/store/v1/collections", VARY_STORE },
    { "/openapi.json", "Accept-Encoding" },
    { "/docs", "Accept-Encoding" },
    { "/problems", "Accept, Accept-Encoding" },
    { "/problems/not-found", "Accept, Accept-Encoding" },
};

static struct http_reply
get(const char *target, const char *name, struct kt_str value)
{
    char headers[200];
    snprintf(headers, sizeof headers, "%s: %.*s\r\n", name, KT_STR_FMT(value));
    return http_call("GET", target, headers, NULL);
}

static struct kt_str
etag_of(const struct http_reply *reply)
{
    struct kt_str etag = http_header(reply, "ETag");
    ck_assert_ptr_nonnull(etag.ptr);
    return etag;
}

START_TEST(public_answer_is_asked_for_again_by_its_etag)
{
    const char *target = shared[_i].target;
    struct http_reply made = http_get(target);
    struct http_reply kept = http_get(target);
    ck_assert_int_eq(made.status, 200);
    ck_assert(kt_str_eq(made.body, kept.body));
    ck_assert(kt_str_eq(etag_of(&made), etag_of(&kept)));
    assert_text(http_header(&kept, "Cache-Control"),
                "public, max-age=0, must-revalidate");
    assert_text(http_header(&kept, "Vary"), shared[_i].vary);

    struct http_reply same = get(target, "If-None-Match", etag_of(&made));
    ck_assert_int_eq(same.status, 304);
    ck_assert_uint_eq(same.body.len, 0);
    ck_assert(kt_str_eq(etag_of(&same), etag_of(&made)));
    assert_text(http_header(&same, "Vary"), shared[_i].vary);
    assert_text(http_header(&same, "Cache-Control"),
                "public, max-age=0, must-revalidate");
    struct http_reply other = get(target, "If-None-Match", KT_STR("\"v1\""));
    ck_assert_int_eq(other.status, 200);
    ck_assert(kt_str_eq(other.body, made.body));
}
END_TEST

START_TEST(another_price_is_another_etag)
{
    struct http_reply before = http_get("/store/v1/products/mug");
    shop_add_price("mug-red", 900, 0, 0);
    struct http_reply after =
        get("/store/v1/products/mug", "If-None-Match", etag_of(&before));
    ck_assert_int_eq(after.status, 200);
    assert_int(after, "/variants/0/price", 900);
    ck_assert(!kt_str_eq(etag_of(&before), etag_of(&after)));
}
END_TEST

START_TEST(another_language_or_channel_is_another_answer)
{
    struct http_reply english = http_get("/store/v1/products/mug");
    struct http_reply german =
        get("/store/v1/products/mug", "Accept-Language", KT_STR("de"));
    struct http_reply dollars = get("/store/v1/products/mug",
                                    "X-Publishable-Key", KT_STR(SHOP_APP_KEY));
    ck_assert(!kt_str_eq(etag_of(&english), etag_of(&german)));
    ck_assert(!kt_str_eq(etag_of(&english), etag_of(&dollars)));
}
END_TEST

/* ---- codings ---- */

static struct kt_str
unpack_gzip(struct kt_str packed)
{
    enum { ROOM = 2 * 1024 * 1024, GZIP = 16 };
    char *out = kt_arena_alloc(&http_arena, ROOM);
    char *in = kt_arena_alloc(&http_arena, packed.len);
    memcpy(in, packed.ptr, packed.len);
    z_stream z = { .next_in = (Bytef *)in,
                   .avail_in = (uInt)packed.len,
                   .next_out = (Bytef *)out,
                   .avail_out = ROOM };
    ck_assert_int_eq(inflateInit2(&z, MAX_WBITS + GZIP), Z_OK);
    ck_assert_int_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
    ck_assert_uint_eq(z.avail_in, 0);
    inflateEnd(&z);
    return (struct kt_str){ out, z.total_out };
}

static struct kt_str
unpack_zstd(struct kt_str packed)
{
    enum { ROOM = 2 * 1024 * 1024 };
    char *out = kt_arena_alloc(&http_arena, ROOM);
    size_t len = ZSTD_decompress(out, ROOM, packed.ptr, packed.len);
    ck_assert(!ZSTD_isError(len));
    return (struct kt_str){ out, len };
}

/* Asked twice: packed, and kept packed. */
static void
check_packed(const char *target, const char *coding,
             struct kt_str (*unpack)(struct kt_str packed))
{
    struct http_reply plain = http_get(target);
    for (int i = 0; i < 2; i++) {
        struct http_reply packed =
            get(target, "Accept-Encoding", kt_str_of(coding));
        assert_text(http_header(&packed, "Content-Encoding"), coding);
        ck_assert_uint_lt(packed.body.len, plain.body.len);
        ck_assert(kt_str_eq(unpack(packed.body), plain.body));
        ck_assert(!kt_str_eq(etag_of(&packed), etag_of(&plain)));
        assert_has(etag_of(&packed), coding);
        struct http_reply same =
            http_call("GET", target,
                      admin_text("Accept-Encoding: %s\r\n"
                                 "If-None-Match: %.*s\r\n",
                                 coding, KT_STR_FMT(etag_of(&packed)))
                          .ptr,
                      NULL);
        ck_assert_int_eq(same.status, 304);
        ck_assert_ptr_null(http_header(&same, "Content-Encoding").ptr);
        ck_assert(kt_str_eq(etag_of(&same), etag_of(&packed)));
    }
    ck_assert_ptr_null(http_header(&plain, "Content-Encoding").ptr);
}

static const char *const long_ones[] = { "/store/v1/products", "/openapi.json",
                                         "/docs", "/problems" };

START_TEST(public_answer_is_packed_as_asked)
{
    check_packed(long_ones[_i], "gzip", unpack_gzip);
    check_packed(long_ones[_i], "zstd", unpack_zstd);
}
END_TEST

START_TEST(packed_answer_shows_a_change_at_once)
{
    struct kt_str gzip = KT_STR("gzip");
    get("/store/v1/products", "Accept-Encoding", gzip);
    shop_add_price("mug-red", 777, 0, 0);
    struct http_reply packed =
        get("/store/v1/products", "Accept-Encoding", gzip);
    assert_has(unpack_gzip(packed.body), "\"price_min\":777");
}
END_TEST

START_TEST(short_answer_is_packed_only_where_plain_is_refused)
{
    struct http_reply reply =
        get("/store/v1/channel", "Accept-Encoding", KT_STR("gzip, zstd"));
    ck_assert_ptr_null(http_header(&reply, "Content-Encoding").ptr);
    reply = get("/store/v1/channel", "Accept-Encoding",
                KT_STR("identity;q=0, gzip"));
    assert_text(http_header(&reply, "Content-Encoding"), "gzip");
    ck_assert(
        kt_str_eq(unpack_gzip(reply.body), http_get("/store/v1/channel").body));
}
END_TEST

/* ---- what stays with whom it was made for ---- */

static void
check_private(struct http_reply reply)
{
    assert_text(http_header(&reply, "Cache-Control"), "no-store");
    ck_assert_ptr_null(http_header(&reply, "Content-Encoding").ptr);
}

START_TEST(personal_answer_is_neither_kept_nor_packed)
{
    const char *accept = "Accept-Encoding: identity;q=0, gzip\r\n"
                         "Authorization: Bearer " HTTP_TOKEN_ALL "\r\n";
    struct kt_str cart =
        shop_ready_cart("[{\"sku\":\"mug-red\",\"quantity\":1}]");
    check_private(http_call("GET", cart.ptr, accept, NULL));
    struct http_reply order = http_call(
        "POST", shop_at(cart, "/checkout").ptr, accept,
        "{\"payment\":{\"provider\":\"test\"},\"expected_total\":1690}");
    ck_assert_int_eq(order.status, 201);
    check_private(order);
    struct kt_str placed =
        kt_arena_str(&http_arena, http_header(&order, "Location"));
    check_private(http_call("GET", placed.ptr, accept, NULL));
    check_private(http_call("GET", "/admin/v1/orders", accept, NULL));
    check_private(http_call("GET", "/metrics", accept, NULL));
    check_private(http_call("GET", "/store/v1/products/none", accept, NULL));
    check_private(http_call("GET", "/healthz", accept, NULL));
}
END_TEST

Suite *
kt_suite_store_cached(void)
{
    Suite *suite = suite_create("store_cached");
    TCase *tcase = shop_case(suite, "caches");
    tcase_add_loop_test(tcase, public_answer_is_asked_for_again_by_its_etag, 0,
                        (int)KT_COUNT(shared));
    tcase_add_test(tcase, another_price_is_another_etag);
    tcase_add_test(tcase, another_language_or_channel_is_another_answer);
    tcase_add_loop_test(tcase, public_answer_is_packed_as_asked, 0,
                        (int)KT_COUNT(long_ones));
    tcase_add_test(tcase, packed_answer_shows_a_change_at_once);
    tcase_add_test(tcase, short_answer_is_packed_only_where_plain_is_refused);
    tcase_add_test(tcase, personal_answer_is_neither_kept_nor_packed);
    return suite;
}
