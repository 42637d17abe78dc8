#include "http/forwarded.h"

#include "unit.h"

static struct kt_peer
peer(const char *text)
{
    struct kt_peer parsed;
    ck_assert_msg(kt_peer_parse(kt_str_of(text), &parsed), "%s", text);
    return parsed;
}

static struct kt_networks
networks(const char *text)
{
    struct kt_networks parsed;
    struct kt_error err;
    kt_error_init(&err, &unit_arena);
    enum kt_status status =
        kt_networks_parse(kt_str_of(text), &unit_arena, &parsed, &err);
    ck_assert_msg(status == KT_OK, "%s", text);
    return parsed;
}

START_TEST(test_v4_is_mapped)
{
    struct kt_peer v4 = peer("192.0.2.1");
    struct kt_peer v6 = peer("::ffff:192.0.2.1");
    struct kt_peer none;
    ck_assert(kt_peer_eq(&v4, &v6));
    ck_assert(!kt_peer_parse(KT_STR(""), &none));
    ck_assert(!kt_peer_parse(KT_STR("192.0.2"), &none));
    ck_assert(!kt_peer_parse(KT_STR("192.0.2.1:80"), &none));
}
END_TEST

static const struct {
    const char *list;
    const char *address;
    bool is_inside;
} rows[] = {
    { "", "127.0.0.1", false },
    { "127.0.0.1", "127.0.0.1", true },
    { "127.0.0.1", "127.0.0.2", false },
    { "10.0.0.0/8, 192.168.4.0/22", "192.168.7.255", true },
    { "10.0.0.0/8, 192.168.4.0/22", "192.168.8.0", false },
    { "10.0.0.0/8", "::1", false },
    { "0.0.0.0/0", "8.8.8.8", true },
    { "0.0.0.0/0", "2001:db8::1", false },
    { "::/0", "8.8.8.8", true },
    { "2001:db8::/33", "2001:db8:7fff::1", true },
    { "2001:db8::/33", "2001:db8:8000::1", false },
};

START_TEST(test_network_has_its_addresses)
{
    struct kt_networks list = networks(rows[_i].list);
    struct kt_peer address = peer(rows[_i].address);
    ck_assert_msg(kt_networks_have(&list, &address) == rows[_i].is_inside,
                  "%s in %s", rows[_i].address, rows[_i].list);
}
END_TEST

START_TEST(test_wrong_network_is_named)
{
    static const char *const wrong[] = { "10.0.0.0/33", "10.0.0.0/", "a",
                                         "10.0.0.1,,::1", "::1/129" };
    for (size_t i = 0; i < KT_COUNT(wrong); i++) {
        struct kt_networks parsed;
        struct kt_error err;
        kt_error_init(&err, &unit_arena);
        ck_assert_int_eq(kt_networks_parse(kt_str_of(wrong[i]), &unit_arena,
                                           &parsed, &err),
                         KT_INVALID_REQUEST);
    }
}
END_TEST

static const struct {
    const char *peer;
    const char *lines[3]; /* of the header */
    const char *client;
} ways[] = {
    { "203.0.113.9", { NULL }, "203.0.113.9" },
    { "203.0.113.9", { "1.2.3.4" }, "203.0.113.9" }, /* no proxy of ours */
    { "10.0.0.1", { "1.2.3.4" }, "1.2.3.4" },
    { "10.0.0.1", { "6.6.6.6, 1.2.3.4" }, "1.2.3.4" }, /* the client's word */
    { "10.0.0.1", { "1.2.3.4, 10.0.0.2" }, "1.2.3.4" },
    { "10.0.0.1", { "10.0.0.2" }, "10.0.0.2" },
    { "10.0.0.1", { "unknown" }, "10.0.0.1" },
    { "10.0.0.1", { "6.6.6.6, unknown" }, "10.0.0.1" },
    { "10.0.0.1", { "" }, "10.0.0.1" },
    { "10.0.0.1", { "6.6.6.6", "1.2.3.4" }, "1.2.3.4" },
    { "10.0.0.1", { "6.6.6.6", "1.2.3.4", "10.0.0.2" }, "1.2.3.4" },
    { "10.0.0.1", { "6.6.6.6", "unknown" }, "10.0.0.1" },
    { "10.0.0.1", { "1.2.3.4:5678" }, "1.2.3.4" },
    { "10.0.0.1", { "[2001:db8::7]:80" }, "2001:db8::7" },
    { "10.0.0.1", { "2001:db8::7" }, "2001:db8::7" },
    { "10.0.0.1", { "for=1.2.3.4" }, "1.2.3.4" },
    { "10.0.0.1",
      { "for=6.6.6.6, For=\"1.2.3.4:80\";proto=https" },
      "1.2.3.4" },
    { "10.0.0.1",
      { "proto=http;for=\"[2001:db8::7]:80\";by=a" },
      "2001:db8::7" },
    { "10.0.0.1", { "for=1.2.3.4, for=10.1.1.1;by=b" }, "1.2.3.4" },
    { "10.0.0.1", { "for=6.6.6.6, for=_hidden" }, "10.0.0.1" },
    { "10.0.0.1", { "for=6.6.6.6, proto=https" }, "10.0.0.1" },
    { "10.0.0.1", { "for=\"6.6.6.6, for=1.2.3.4" }, "1.2.3.4" },
};

START_TEST(test_client_behind_a_proxy)
{
    struct kt_networks proxies = networks("10.0.0.0/8");
    struct kt_peer from = peer(ways[_i].peer);
    struct kt_peer wanted = peer(ways[_i].client);
    struct kt_hops hops = { 0 };
    for (size_t i = 0; i < 3 && ways[_i].lines[i] != NULL; i++)
        kt_hops_add(&hops, kt_str_of(ways[_i].lines[i]));
    struct kt_peer client = kt_hops_client(&hops, &from, &proxies);
    ck_assert_msg(kt_peer_eq(&client, &wanted), "row %d: %s", _i,
                  kt_peer_format(&client, &unit_arena).ptr);
}
END_TEST

START_TEST(test_the_last_lines_count)
{
    struct kt_networks proxies = networks("10.0.0.0/8");
    struct kt_peer from = peer("10.0.0.1");
    struct kt_peer wanted = peer("9.9.9.9");
    struct kt_hops hops = { 0 };
    for (int i = 0; i < 9; i++)
        kt_hops_add(&hops, KT_STR("6.6.6.6"));
    kt_hops_add(&hops, KT_STR("9.9.9.9"));
    struct kt_peer client = kt_hops_client(&hops, &from, &proxies);
    ck_assert_uint_eq(hops.count, KT_HOP_LINES_MAX);
    ck_assert(kt_peer_eq(&client, &wanted));
}
END_TEST

START_TEST(test_https_is_the_last_word)
{
    struct kt_hops hops = { 0 };
    ck_assert(kt_hops_are_https(NULL, KT_STR("https")));
    ck_assert(kt_hops_are_https(NULL, KT_STR("http, HTTPS")));
    ck_assert(!kt_hops_are_https(NULL, KT_STR("https, http")));
    ck_assert(!kt_hops_are_https(NULL, (struct kt_str){ 0 }));
    kt_hops_add(&hops, KT_STR("for=1.2.3.4;proto=https"));
    ck_assert(kt_hops_are_https(&hops, KT_STR("http")));
    kt_hops_add(&hops, KT_STR("for=1.2.3.4;proto=http"));
    ck_assert(!kt_hops_are_https(&hops, KT_STR("https")));
}
END_TEST

START_TEST(test_client_is_an_address_or_a_network)
{
    static const char *const rows_of[][2] = {
        { "192.0.2.7", "192.0.2.7" },
        { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::" },
    };
    for (size_t i = 0; i < KT_COUNT(rows_of); i++) {
        struct kt_peer one = peer(rows_of[i][0]);
        struct kt_peer network = kt_peer_network(&one);
        assert_text(kt_peer_format(&network, &unit_arena), rows_of[i][1]);
    }
}
END_TEST

Suite *
kt_suite_peer(void)
{
    Suite *suite = suite_create("peer");
    TCase *tcase = unit_case(suite, "peer");
    tcase_add_test(tcase, test_v4_is_mapped);
    tcase_add_loop_test(tcase, test_network_has_its_addresses, 0,
                        (int)KT_COUNT(rows));
    tcase_add_test(tcase, test_wrong_network_is_named);
    tcase_add_loop_test(tcase, test_client_behind_a_proxy, 0,
                        (int)KT_COUNT(ways));
    tcase_add_test(tcase, test_the_last_lines_count);
    tcase_add_test(tcase, test_https_is_the_last_word);
    tcase_add_test(tcase, test_client_is_an_address_or_a_network);
    return suite;
}
