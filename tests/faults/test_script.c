/* Rules that are asked, and loaded anew, while memory runs out: that of Lua and
 * that of the process, at each of their allocations. */
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include "base/guard.h"
#include "faults.h"
#include "http/admin.h"
#include "script/state.h"
#include "service/quote_price.h"

Suite *kt_suite_script(void);

/* More than any of the loops needs; one that gets there never ends. */
enum { ALWAYS = 100000 };

static const char cart[] =
    "{\"lines\":[{\"sku\":\"mug-red\",\"quantity\":2}],\"shipping_option\":"
    "\"standard\",\"shipping_address\":{\"country\":\"DE\"}}";

/* ---- over HTTP ---- */

static struct kt_str token;

static void
serve(void)
{
    place_make();
    ck_assert_int_eq(place_open(), KT_OK);
    token = admin_token((const char *const[]){ "*", NULL });
}

static void
end(void)
{
    place_close();
    place_remove();
}

static struct http_reply
ask(void)
{
    return admin_call_as(token, "", "POST", KT_STR("/admin/v1/quotes"), cart);
}

static void
assert_total(struct http_reply reply)
{
    ck_assert_msg(reply.status == 200, "%d: %.*s", reply.status,
                  KT_STR_FMT(reply.body));
    assert_int(reply, "/totals/total", 2890);
}

/* A rule that had no memory is told as a rule that failed. */
START_TEST(test_a_rule_without_memory_is_a_problem)
{
    struct kt_arena_mark mark = kt_arena_mark(&http_arena);
    int failed = 0;
    long n = 1;
    assert_total(ask());
    for (; n < ALWAYS; n++) {
        faults_fail_lua(n);
        struct http_reply reply = ask();
        bool has_failed = faults_lua_count() >= n;
        faults_fail_lua(-1);
        if (!has_failed)
            break;
        if (reply.status != 200) {
            assert_problem(reply, 500, "{\"type\":\"/problems/rule-failed\"");
            failed++;
        }
        assert_total(ask());
        kt_arena_rewind(&http_arena, mark);
    }
    ck_assert_int_lt(n, ALWAYS);
    ck_assert_int_gt(failed, 10);
}
END_TEST

static enum kt_status
reload(void *host, struct kt_error *err)
{
    return kt_host_reload(host, err);
}

static enum kt_status
try_reload(struct kt_host *host)
{
    struct kt_arena arena;
    struct kt_error err;
    kt_arena_init(&arena, 0);
    kt_error_init(&err, &arena);
    enum kt_status status = kt_guard_run(&arena, reload, host, &err);
    kt_arena_release(&arena);
    return status;
}

/* After a reload nothing is kept: neither the shop nor its rules. */
START_TEST(test_a_quote_with_new_rules_has_no_memory)
{
    struct kt_arena_mark mark = kt_arena_mark(&http_arena);
    long n = 1;
    for (; n < ALWAYS; n++) {
        ck_assert_int_eq(try_reload(http_app.host), KT_OK);
        faults_fail_memory(n);
        struct http_reply reply = ask();
        bool has_failed = faults_memory_count() >= n;
        faults_fail_memory(-1);
        if (!has_failed)
            break;
        ck_assert_msg(reply.status == 200 || reply.status == 503 ||
                          reply.status == 0,
                      "%ld: %d %.*s", n, reply.status, KT_STR_FMT(reply.body));
        assert_total(ask());
        kt_arena_rewind(&http_arena, mark);
    }
    ck_assert_int_gt(n, 20);
    ck_assert_int_lt(n, ALWAYS);
}
END_TEST

/* ---- on this thread ---- */

struct pricing {
    const struct kt_shop *shop;
    struct kt_arena arena;
    int64_t total;
};

static enum kt_status
price(void *arg, struct kt_error *err)
{
    struct pricing *pricing = arg;
    struct kt_call call = { .app = &http_app,
                            .shop = pricing->shop,
                            .actor = { .kind = KT_ACTOR_STAFF },
                            .arena = &pricing->arena,
                            .now_ms = INT64_C(1790000000000) };
    struct kt_quote_in in;
    struct kt_quote_use use = { .use.call = &call, .in = &in };
    KT_TRY(kt_shape_read(&kt_quote_in_shape, kt_str_of(cart), &in,
                         &pricing->arena, err));
    KT_TRY(kt_use_run(&kt_use_quote_price, &use.use, err));
    pricing->total = use.out.quote.totals.total;
    return KT_OK;
}

static enum kt_status
price_cart(const struct kt_shop *shop, int64_t *total)
{
    struct pricing pricing = { .shop = shop };
    struct kt_error err;
    kt_arena_init(&pricing.arena, 0);
    kt_error_init(&err, &pricing.arena);
    enum kt_status status = kt_guard_run(&pricing.arena, price, &pricing, &err);
    *total = pricing.total;
    kt_arena_release(&pricing.arena);
    return status;
}

static const struct kt_shop *
acquire(void)
{
    const struct kt_shop *shop;
    struct kt_error err;
    struct kt_id store_id;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_find(&http_app, KT_STR(""), &store_id, &err),
                     KT_OK);
    ck_assert_int_eq(kt_shop_acquire(&http_app, store_id, &shop, &err), KT_OK);
    return shop;
}

/* The rules are loaded on a thread that knows none of them. */
START_TEST(test_a_rule_is_loaded_without_memory)
{
    const struct kt_shop *shop = acquire();
    int failed = 0;
    long n = 1;
    for (; n < ALWAYS; n++) {
        int64_t total;
        kt_script_leave_thread();
        faults_fail_lua(n);
        enum kt_status status = price_cart(shop, &total);
        bool has_failed = faults_lua_count() >= n;
        faults_fail_lua(-1);
        if (!has_failed)
            break;
        ck_assert(status == KT_OK || status == KT_RULE_FAILED);
        failed += status != KT_OK;
        ck_assert_int_eq(price_cart(shop, &total), KT_OK);
        ck_assert_int_eq(total, 2890);
    }
    kt_shop_release(&http_app, shop);
    ck_assert_int_lt(n, ALWAYS);
    ck_assert_int_gt(failed, 100);
}
END_TEST

/* An arena that jumps out of a rule leaves nothing running behind. */
START_TEST(test_a_rule_that_was_left_runs_no_more)
{
    const struct kt_shop *shop = acquire();
    int failed = 0;
    long n = 1;
    for (; n < ALWAYS; n++) {
        int64_t total;
        kt_script_leave_thread();
        faults_spare_thread(false);
        faults_fail_memory(n);
        enum kt_status status = price_cart(shop, &total);
        bool has_failed = faults_memory_count() >= n;
        faults_fail_memory(-1);
        faults_spare_thread(true);
        if (!has_failed)
            break;
        ck_assert(status == KT_OK || status == KT_OVERLOADED);
        failed += status != KT_OK;
        const struct kt_state *state = kt_state_current();
        ck_assert(state == NULL || (!state->budget.is_running &&
                                    state->run == NULL && state->load == NULL));
        ck_assert_int_eq(price_cart(shop, &total), KT_OK);
        ck_assert_int_eq(total, 2890);
    }
    kt_shop_release(&http_app, shop);
    ck_assert_int_lt(n, ALWAYS);
    ck_assert_int_gt(failed, 3);
}
END_TEST

/* ---- loading anew ---- */

static char folder[] = "/tmp/kontor-faults-scripts-XXXXXX";
static struct kt_host *host;

static void
make_host(void)
{
    static const char *folders[] = { folder };
    struct kt_host_options options = { .folders = folders, .folder_count = 1 };
    struct kt_error err;
    char command[400];
    kt_arena_init(&http_arena, 0);
    kt_error_init(&err, &http_arena);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(command, sizeof command,
             "cd %s/scripts && cp --parents pricing/list_price.lua "
             "tax/flat_rate.lua promotions/percent_off.lua lib/*.lua %s",
             KONTOR_SOURCE_DIR, folder);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(kt_host_new(&options, &host, &err), KT_OK);
}

static void
remove_host(void)
{
    char command[100];
    kt_host_free(host);
    kt_script_leave_thread();
    kt_arena_release(&http_arena);
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static uint64_t
generation(void)
{
    struct kt_registry *registry = kt_registry_acquire(host);
    size_t count;
    uint64_t number = kt_registry_generation(registry);
    kt_registry_list(registry, &count);
    ck_assert_uint_eq(count, 3);
    kt_registry_release(registry);
    return number;
}

static size_t
fault_count(void)
{
    return kt_host_faults(host, &http_arena).count;
}

START_TEST(test_rules_that_do_not_load_leave_the_old_ones)
{
    struct kt_arena_mark mark = kt_arena_mark(&http_arena);
    long n = 1;
    for (; n < ALWAYS; n++) {
        uint64_t before = generation();
        faults_fail_lua(n);
        enum kt_status status = try_reload(host);
        bool has_failed = faults_lua_count() >= n;
        faults_fail_lua(-1);
        if (!has_failed)
            break;
        ck_assert_int_eq(status, KT_INVALID_RULE);
        ck_assert_uint_eq(generation(), before);
        ck_assert_uint_eq(fault_count(), 1);
        ck_assert_int_eq(try_reload(host), KT_OK);
        ck_assert_uint_eq(fault_count(), 0);
        kt_arena_rewind(&http_arena, mark);
    }
    ck_assert_int_gt(n, 100);
    ck_assert_int_lt(n, ALWAYS);
}
END_TEST

/* What had no memory is tried again, though no file changed. */
START_TEST(test_a_reload_without_memory_is_tried_again)
{
    struct kt_arena_mark mark = kt_arena_mark(&http_arena);
    size_t bytes = 0;
    long n = 1;
    ck_assert(!kt_host_is_stale(host));
    for (; n < ALWAYS; n++) {
        uint64_t before = generation();
        faults_spare_thread(false);
        faults_fail_memory(n);
        enum kt_status status = try_reload(host);
        bool has_failed = faults_memory_count() >= n;
        faults_fail_memory(-1);
        faults_spare_thread(true);
        if (!has_failed)
            break;
        ck_assert(status == KT_OK || status == KT_OVERLOADED);
        if (status != KT_OK) {
            ck_assert_uint_eq(generation(), before);
            ck_assert_uint_eq(fault_count(), 1);
            ck_assert(kt_host_is_stale(host));
        }
        ck_assert_int_eq(try_reload(host), KT_OK);
        ck_assert_uint_eq(fault_count(), 0);
        ck_assert(!kt_host_is_stale(host));
        kt_arena_rewind(&http_arena, mark);
        if (n == 1)
            bytes = mallinfo2().uordblks;
    }
    ck_assert_int_gt(n, 5);
    ck_assert_int_lt(n, ALWAYS);
    ck_assert_uint_eq(mallinfo2().uordblks, bytes);
}
END_TEST

Suite *
kt_suite_script(void)
{
    Suite *suite = suite_create("script");
    TCase *served = tcase_create("quote");
    tcase_add_checked_fixture(served, serve, end);
    tcase_set_timeout(served, 120);
    tcase_add_test(served, test_a_rule_without_memory_is_a_problem);
    tcase_add_test(served, test_a_quote_with_new_rules_has_no_memory);
    tcase_add_test(served, test_a_rule_is_loaded_without_memory);
    tcase_add_test(served, test_a_rule_that_was_left_runs_no_more);
    suite_add_tcase(suite, served);
    TCase *loading = tcase_create("reload");
    tcase_add_checked_fixture(loading, make_host, remove_host);
    tcase_set_timeout(loading, 120);
    tcase_add_test(loading, test_rules_that_do_not_load_leave_the_old_ones);
    tcase_add_test(loading, test_a_reload_without_memory_is_tried_again);
    suite_add_tcase(suite, loading);
    return suite;
}
