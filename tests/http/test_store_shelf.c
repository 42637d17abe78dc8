/* Lists out of the index of the shelf are what the shop itself would tell,
 * whatever changes, whoever asks beside. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "admin.h"
#include "base/pool.h"
#include "own_rule.h"
#include "service/search_save.h"
#include "service/shelf_index.h"

Suite *kt_suite_store_shelf(void);

static struct http_reply
list(const char *query)
{
    return shop_get(admin_text("/store/v1/products?%s", query));
}

static struct kt_str
slugs_of(struct http_reply reply)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (size_t i = 0; i < shop_count(reply, "/data"); i++) {
        kt_buf_text(&buf, i > 0 ? " " : "");
        kt_buf_str(&buf, shop_text(reply, admin_text("/data/%zu/slug", i).ptr));
    }
    return kt_buf_view(&buf);
}

static void
assert_list(const char *query, const char *slugs)
{
    for (int i = 0; i < 2; i++) {
        struct kt_str found = slugs_of(list(query));
        ck_assert_msg(kt_str_eq(found, kt_str_of(slugs)),
                      "%s: got %.*s, want %s", query, KT_STR_FMT(found), slugs);
    }
}

/* ---- where it is made ---- */

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_int at_gate;

static enum kt_status
wait_at_gate(struct kt_pool_job *job)
{
    (void)job;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return KT_OK;
}

static void
leave_gate(struct kt_pool_job *job)
{
    (void)job;
    atomic_fetch_sub(&at_gate, 1);
}

enum { WORKERS = 2, WAITING = 4 };

/* Nothing else is worked at until the gate opens. */
static void
close_gate(struct kt_pool_job *jobs)
{
    pthread_mutex_lock(&gate);
    atomic_store(&at_gate, WORKERS);
    for (int i = 0; i < WORKERS; i++) {
        jobs[i] =
            (struct kt_pool_job){ .run = wait_at_gate, .done = leave_gate };
        ck_assert(kt_pool_admit(http_app.pool, KT_STR("")));
        kt_pool_submit(http_app.pool, &jobs[i]);
    }
}

static void
open_gate(void)
{
    pthread_mutex_unlock(&gate);
    while (kt_pool_count(http_app.pool) > 0 || atomic_load(&at_gate) > 0)
        usleep(1000);
}

static void
ask_narrowed(struct http_client *client, const char *query)
{
    http_open(client);
    http_print(client, "GET /store/v1/%s HTTP/1.1\r\nHost: shop.test\r\n\r\n",
               query);
}

/* The threads that serve go on while a pool's thread makes the shelf; when it
 * is there nobody waits. A change of all products has it made again. */
START_TEST(is_made_where_nobody_waits)
{
    static const char *const asked[] = { "products?price_max=900",
                                         "search/suggest?q=mu",
                                         "products?facets=1",
                                         "products?in_stock=true" };
    for (int round = 0; round < 2; round++) {
        struct http_client clients[WAITING];
        struct kt_pool_job jobs[WORKERS];
        close_gate(jobs);
        for (size_t i = 0; i < WAITING; i++)
            ask_narrowed(&clients[i], asked[i % KT_COUNT(asked)]);
        while (kt_pool_count(http_app.pool) < WORKERS + WAITING)
            usleep(1000);
        for (int i = 0; i < 4; i++)
            shop_get(KT_STR("/store/v1/products/mug"));
        open_gate();
        for (int i = 0; i < WAITING; i++) {
            ck_assert_int_eq(http_read(&clients[i]).status, 200);
            http_close(&clients[i]);
        }
        close_gate(jobs);
        assert_list(round == 0 ? "price_max=901" : "category=books",
                    round == 0 ? "ebook poster" : "paper ebook");
        shop_add_price("lamp", 850 - round, 0, 0);
        assert_list("price_max=850&price_min=840", "lamp");
        open_gate();
        admin_call(200, "PATCH", KT_STR("/admin/v1/settings"),
                   admin_text("{\"lines_max\":%d}", 50 + round).ptr);
    }
}
END_TEST

static void
tend_when_due(void)
{
    while (!kt_shelf_is_due(&http_app))
        usleep(1000);
    kt_shelf_tend(&http_app);
    ck_assert(!kt_shelf_is_due(&http_app));
}

/* Who looks at a plain list narrows it next. A change of everything is caught
 * up with before somebody asks; tended by what nobody asked for is nothing. */
START_TEST(is_ready_before_it_is_asked_for)
{
    struct kt_pool_job jobs[WORKERS];
    ck_assert(!kt_shelf_is_due(&http_app));
    list("limit=2");
    tend_when_due();
    close_gate(jobs);
    assert_list("price_max=900", "ebook poster");
    open_gate();
    admin_call(200, "PATCH", KT_STR("/admin/v1/settings"),
               "{\"lines_max\":50}");
    tend_when_due();
    close_gate(jobs);
    assert_list("price_max=901", "ebook poster");
    open_gate();
    shop_add_price("lamp", 850, 0, 0);
    ck_assert(!kt_shelf_is_due(&http_app));
    assert_list("price_max=850", "poster lamp");
}
END_TEST

/* ---- against the shop itself ---- */

/* The plain list reads the database; what the index says must follow from its
 * rows. */
static void
assert_agrees(void)
{
    struct http_reply plain = list("limit=100");
    struct http_reply sorted = list("limit=100&sort=price_asc&facets=price");
    size_t count = shop_count(plain, "/data"), available = 0;
    int64_t last = 0, sum = 0, indexed = 0;
    for (size_t i = 0; i < count; i++) {
        const struct cJSON *row =
            shop_node(plain, admin_text("/data/%zu", i).ptr);
        sum += kt_json_get_int(kt_json_find(row, KT_STR("price_min")));
        available +=
            kt_json_get_bool(kt_json_find(row, KT_STR("is_available")));
    }
    ck_assert_uint_eq(shop_count(sorted, "/data"), count);
    assert_int(sorted, "/facets/total", (int64_t)count);
    for (size_t i = 0; i < count; i++) {
        int64_t price =
            shop_int(sorted, admin_text("/data/%zu/price_min", i).ptr);
        ck_assert_int_ge(price, last);
        last = price;
        indexed += price;
    }
    ck_assert_int_eq(indexed, sum);
    ck_assert_uint_eq(shop_count(list("limit=100&in_stock=true"), "/data"),
                      available);
    ck_assert_uint_eq(
        shop_count(
            list(admin_text("limit=100&price_max=%lld", (long long)last).ptr),
            "/data"),
        count);
}

static const char *const skus[] = { "mug-red", "mug-blue", "plate", "lamp",
                                    "poster",  "ebook",    "paper" };

static void
buy(const char *sku)
{
    struct kt_str line = admin_text("[{\"sku\":\"%s\",\"quantity\":1}]", sku);
    struct kt_str cart = shop_ready_cart(line.ptr);
    int64_t total = shop_int(shop_get(cart), "/totals/total");
    shop_call(201, "POST", shop_at(cart, "/checkout"),
              admin_text("{\"payment\":{\"provider\":\"test\"},"
                         "\"expected_total\":%lld}",
                         (long long)total)
                  .ptr);
}

static void
change(size_t round)
{
    const char *sku = skus[round * 5 % KT_COUNT(skus)];
    switch (round % 5) {
    case 0:
        shop_add_price(sku, (int64_t)(900 - 20 * round), 0, 0);
        break;
    case 1:
        shop_promote(&(struct shop_promotion){
            .rule = "catalogue_sale",
            .stage = "catalog",
            .params = admin_text("{\"percent\":%zu}", round).ptr,
            .uses_max = round % 2 == 0 ? 1 : 0,
        });
        break;
    case 2:
        buy("lamp");
        break;
    case 3:
        buy("mug-red");
        break;
    default:
        shop_retire(sku);
        break;
    }
}

static void
assert_always_agrees(void)
{
    assert_agrees();
    for (size_t round = 0; round < 13; round++) {
        if (round % 5 == 2 && shop_available("lamp") < 1)
            continue;
        change(round);
        assert_agrees();
    }
}

START_TEST(agrees_after_each_change)
{
    assert_always_agrees();
}
END_TEST

START_TEST(agrees_without_memory_to_keep_it)
{
    kt_shelves_free(http_app.shelves);
    http_app.shelves = kt_shelves_new(0);
    assert_always_agrees();
}
END_TEST

/* ---- beside writers ---- */

static atomic_bool is_over;

static void *
ask_on(void *arg)
{
    struct http_client client;
    unsigned *count = arg;
    http_open(&client);
    while (!atomic_load(&is_over)) {
        http_print(&client,
                   "GET /store/v1/products?in_stock=true&facets=1"
                   "&price_min=%u HTTP/1.1\r\nHost: x\r\n\r\n",
                   *count % 7);
        struct http_reply reply = http_read(&client);
        ck_assert_int_eq(reply.status, 200);
        (*count)++;
    }
    http_close(&client);
    return NULL;
}

START_TEST(agrees_while_others_ask)
{
    pthread_t threads[3];
    unsigned counts[3] = { 0 };
    atomic_store(&is_over, false);
    for (size_t i = 0; i < KT_COUNT(threads); i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_on, &counts[i]),
                         0);
    assert_always_agrees();
    atomic_store(&is_over, true);
    for (size_t i = 0; i < KT_COUNT(threads); i++) {
        pthread_join(threads[i], NULL);
        ck_assert_uint_gt(counts[i], 0);
    }
}
END_TEST

/* ---- collections ---- */

START_TEST(narrows_to_a_collection)
{
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_search_fill(http_app.store, &err), KT_OK);
    admin_make("/admin/v1/collections",
               "{\"slug\":\"gifts\",\"names\":{\"en\":\"Gifts\"},\"selector\":{"
               "\"tags\":[\"gift\"]}}");
    assert_list("collection=gifts", "paper mug");
    assert_list("collection=gifts&price_max=1200", "mug");
    assert_list("collection=gifts&q=mug", "mug");
    assert_json(list("collection=gifts&facets=vendor"), "/facets/vendor",
                "[{\"value\":\"Acme\",\"count\":2}]");
    shop_retire("paper");
    assert_list("collection=gifts", "mug");
}
END_TEST

/* ---- rules of the shop's own ---- */

static void
force_rule(const char *price)
{
    own_rule_write(price);
    own_rule_reload();
}

START_TEST(counts_what_a_changed_rule_says)
{
    assert_list("price_max=900", "ebook poster");
    force_rule("item:best_price() * 2");
    assert_list("price_max=1800", "ebook poster");
    assert_list("price_max=900", "");
}
END_TEST

START_TEST(asks_a_rule_that_looks_at_the_clock_each_time)
{
    force_rule("item.now");
    http_app.clock.fixed_ms = 7000;
    assert_json(list("facets=price"), "/facets/price",
                "[{\"price_min\":5000,\"price_max\":9999,\"count\":6}]");
    http_app.clock.fixed_ms = 12000;
    assert_json(list("facets=price"), "/facets/price",
                "[{\"price_min\":10000,\"price_max\":19999,\"count\":6}]");
}
END_TEST

/* A price that is refused refuses the lists that have the product. */
START_TEST(refuses_lists_with_a_price_that_fails)
{
    force_rule("item.sku == \"lamp\" and ({})[1].y or item:best_price()");
    struct http_reply reply =
        shop_call(500, "GET", KT_STR("/store/v1/products?facets=1"), NULL);
    assert_str(reply, "/type", "/problems/rule-failed");
    assert_str(reply, "/rule", "list_price");
    assert_list("category=books&price_max=900", "ebook");
    force_rule("item:best_price()");
    assert_json(list("facets=price"), "/facets/total", "6");
}
END_TEST

Suite *
kt_suite_store_shelf(void)
{
    Suite *suite = suite_create("store_shelf");
    TCase *shelf = admin_case(suite, "shelf");
    tcase_add_test(shelf, is_made_where_nobody_waits);
    tcase_add_test(shelf, is_ready_before_it_is_asked_for);
    tcase_add_test(shelf, agrees_after_each_change);
    tcase_add_test(shelf, agrees_without_memory_to_keep_it);
    tcase_add_test(shelf, agrees_while_others_ask);
    tcase_add_test(shelf, narrows_to_a_collection);
    TCase *rules = tcase_create("rules");
    tcase_add_checked_fixture(rules, own_rule_open, own_rule_close);
    tcase_set_timeout(rules, 60);
    suite_add_tcase(suite, rules);
    tcase_add_test(rules, counts_what_a_changed_rule_says);
    tcase_add_test(rules, asks_a_rule_that_looks_at_the_clock_each_time);
    tcase_add_test(rules, refuses_lists_with_a_price_that_fails);
    return suite;
}
