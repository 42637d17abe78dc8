/* The plans that SQLite makes for our statements: none may read a whole shop
 * to find a few rows. */

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/sqlite/sqlite.h"
#include "store/store.h"
#include "shop.h"

Suite *kt_suite_statistics(void);

static char path[64];
static sqlite3 *db;

static void
open_database(void)
{
    struct kt_store *store;
    struct kt_store_options options = { .path = path, .is_volatile = true };
    int from, to;
    strcpy(path, "/tmp/kontor-plan-XXXXXX");
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    assert_ok(kt_store_open(&options, &store, &unit_err));
    assert_ok(kt_store_migrate(store, &from, &to, &unit_err));
    kt_store_close(store);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite_add_tally(db), SQLITE_OK);
}

static void
close_database(void)
{
    static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
    sqlite3_close(db);
    for (size_t i = 0; i < KT_COUNT(endings); i++)
        unlink(kt_arena_format(&unit_arena, "%s%s", path, endings[i]).ptr);
}

/* The plan's first step that finds its rows by the shop alone, or not even by
 * that. The list of due events is of all shops. */
static const char *
whole_read(const char *text)
{
    struct kt_str sql =
        kt_arena_format(&unit_arena, "EXPLAIN QUERY PLAN %s", text);
    sqlite3_stmt *handle;
    const char *found = NULL;
    ck_assert_msg(sqlite3_prepare_v2(db, sql.ptr, -1, &handle, NULL) ==
                      SQLITE_OK,
                  "%s: %s", text, sqlite3_errmsg(db));
    while (found == NULL && sqlite3_step(handle) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(handle, 3);
        if (strncmp(step, "SCAN", 4) == 0 || strstr(step, "(store_id=?)"))
            found = kt_arena_format(&unit_arena, "%s", step).ptr;
    }
    sqlite3_finalize(handle);
    return found;
}

/* All steps of the plan, a line each. */
static struct kt_str
plan_of(const char *text)
{
    struct kt_str sql =
        kt_arena_format(&unit_arena, "EXPLAIN QUERY PLAN %s", text);
    struct kt_str plan = KT_STR("");
    sqlite3_stmt *handle;
    ck_assert_int_eq(sqlite3_prepare_v2(db, sql.ptr, -1, &handle, NULL),
                     SQLITE_OK);
    while (sqlite3_step(handle) == SQLITE_ROW)
        plan = kt_arena_format(&unit_arena, "%.*s%s\n", KT_STR_FMT(plan),
                               (const char *)sqlite3_column_text(handle, 3));
    sqlite3_finalize(handle);
    return plan;
}

/* Small tables that are read whole, and what only staff asks. */
static const char *const may_read_all[] = {
    "category_refs",
    "category_all",
    "category_shown",
    "channel_active",
    "channel_all",
    "collection_every",
    "coupon_all",
    "customer_all",
    "customer_group_all",
    "location_all",
    "media_all",
    "outbox_next_due",
    "price_list_all",
    "product_type_all",
    "promotion_active",
    "promotion_all",
    "promotion_list_newest",
    "promotion_list_oldest",
    "promotion_list_priority",
    "shop_rule_active",
    "shop_rule_all",
    "stock_take_places",
    "store_host_all",
    "store_host_list",
    "store_host_clear",
    "store_key_all",
    "store_list",
    "tax_class_all",
    "tax_rate_all",
    "tax_rate_held",
    "token_list",
    "zone_all",
    "zone_held",
    "zone_sizes",
    "shelf_all", /* the index of the shelf, when it is made */
    /* counts to a limit */
    "order_count_few",
    "media_files",
    "media_strays",
    /* lists and deletions for staff */
    "media_products",
    "location_list_position",
    "location_variants",
    "location_drop_stock",
    "channel_list_position",
    "category_list_position",
    "category_list_newest",
    "category_children",
    "collection_shown",
    "collection_names",
    "collection_list_position",
    "collection_of_all",
    "collection_attributes",
    "collection_variant_attributes",
    "customer_names",
    "customer_group_price_lists",
    "customer_group_prices",
    "token_list_newest",
    "category_products",
    "price_list_list_code",
    "price_list_prices",
    "product_type_products",
    "product_type_values",
    "product_type_variant_values",
    "channel_orders",
    "channel_carts",
    "channel_price_lists",
    "channel_prices",
    "promotion_names",
    "promotion_companions",
    "promotion_past_latest", /* to a limit */
    "shop_rule_names",
    "tax_class_list_name",
    "tax_class_products",
    "tax_class_variants",
    "tax_class_methods",
    "tax_class_rates",
    "tax_rate_list",
    "zone_rates",
    "customer_moves",
    /* the operator's audit reads everything */
    "audit_stock",
    "audit_orders",
    "audit_gift_cards",
    "audit_points",
    "audit_orders_last",
    "audit_origins",
    "audit_strays",
    "rule_generation_list",
    "quote_facts_list",
    "audit_jobs_dead",
    "job_count_waiting",
    /* what an index found for them is gone through */
    "product_find_newest",
    "product_find_updated",
    "product_find_title",
    "price_find",
    "stock_move_levels_of",
    "variant_find_sku",
    "variant_find_position",
    "variant_orders",
    "customer_orders",
    "product_orders",
    "product_collections",
    /* few rows at any time, in an index of their own */
    "search_stale",
    "search_stale_stores",
    /* full text: FTS5 looks words up in ways of its own */
    "search_staff_newest",
    "search_staff_updated",
    "search_staff_title",
    "search_add_text",
    "search_drop_text",
    "search_missing",
    "search_word",
    "search_words",
    "search_examples",
};

static bool
is_in(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

START_TEST(no_statement_reads_a_whole_shop)
{
    int faults = 0;
    open_database();
    for (int i = 0; i < KT_SQL_COUNT; i++) {
        const char *step = whole_read(kt_sql_texts[i].sqlite);
        if (step == NULL ||
            is_in(kt_sql_texts[i].name, may_read_all, KT_COUNT(may_read_all)))
            continue;
        fprintf(stderr, "%s: %s\n", kt_sql_texts[i].name, step);
        faults++;
    }
    close_database();
    ck_assert_int_eq(faults, 0);
}
END_TEST

static void
assert_plan(const char *name, const char *step)
{
    for (int i = 0; i < KT_SQL_COUNT; i++) {
        if (strcmp(kt_sql_texts[i].name, name) == 0) {
            struct kt_str plan = plan_of(kt_sql_texts[i].sqlite);
            bool is_few = strncmp(name, "order_few", 9) == 0;
            bool is_sorted =
                strstr(plan.ptr, "USE TEMP B-TREE FOR ORDER BY") != NULL;
            ck_assert_msg(strncmp(plan.ptr, step, strlen(step)) == 0 &&
                              is_sorted == is_few,
                          "%s: %s", name, plan.ptr);
            return;
        }
    }
    ck_abort_msg("there is no statement %s", name);
}

/* Each list of what a shop has very many of reads the index of what was asked,
 * in its order. */
START_TEST(lists_walk_their_index)
{
    static const struct {
        const char *name, *step;
    } cases[] = {
        { "order_list_newest", "SEARCH o USING INDEX orders_placed "
                               "(store_id=? AND " },
        { "order_list_oldest", "SEARCH o USING INDEX orders_placed "
                               "(store_id=? AND " },
        { "order_list_email_newest", "SEARCH o USING INDEX orders_email "
                                     "(store_id=? AND email_fold=? AND " },
        { "order_list_email_oldest", "SEARCH o USING INDEX orders_email "
                                     "(store_id=? AND email_fold=? AND " },
        { "order_list_state_newest", "SEARCH o USING INDEX orders_state "
                                     "(store_id=? AND state=? AND " },
        { "order_list_state_oldest", "SEARCH o USING INDEX orders_state "
                                     "(store_id=? AND state=? AND " },
        { "order_list_payment_state_newest",
          "SEARCH o USING INDEX orders_payment_state "
          "(store_id=? AND payment_state=? AND " },
        { "order_list_payment_state_oldest",
          "SEARCH o USING INDEX orders_payment_state "
          "(store_id=? AND payment_state=? AND " },
        { "order_list_fulfilment_state_newest",
          "SEARCH o USING INDEX orders_fulfilment_state "
          "(store_id=? AND fulfilment_state=? AND " },
        { "order_list_fulfilment_state_oldest",
          "SEARCH o USING INDEX orders_fulfilment_state "
          "(store_id=? AND fulfilment_state=? AND " },
        { "order_list_channel_newest", "SEARCH o USING INDEX orders_channel "
                                       "(store_id=? AND channel_id=? AND " },
        { "order_list_channel_oldest", "SEARCH o USING INDEX orders_channel "
                                       "(store_id=? AND channel_id=? AND " },
        { "order_list_total", "SEARCH o USING INDEX orders_total "
                              "(store_id=? AND " },
        { "product_list_newest", "SEARCH p USING INDEX product_created "
                                 "(store_id=? AND " },
        { "product_list_updated", "SEARCH p USING INDEX product_updated "
                                  "(store_id=? AND " },
        { "product_list_title", "SEARCH p USING INDEX product_titled "
                                "(store_id=? AND " },
        { "coupon_list_newest", "SEARCH c USING INDEX coupon_created "
                                "(store_id=? AND " },
        { "coupon_list_code", "SEARCH c USING INDEX sqlite_autoindex_coupon_2 "
                              "(store_id=? AND " },
        { "coupon_list_promotion_newest",
          "SEARCH c USING INDEX coupon_promotion_created "
          "(store_id=? AND promotion_id=? AND " },
        { "coupon_list_promotion_code",
          "SEARCH c USING INDEX coupon_promotion_code "
          "(store_id=? AND promotion_id=? AND " },
        { "order_few_newest", "SEARCH o USING PRIMARY KEY "
                              "(store_id=? AND id=?)" },
        { "order_few_oldest", "SEARCH o USING PRIMARY KEY "
                              "(store_id=? AND id=?)" },
        { "order_few_total", "SEARCH o USING PRIMARY KEY "
                             "(store_id=? AND id=?)" },
    };
    open_database();
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_plan(cases[i].name, cases[i].step);
    close_database();
}
END_TEST

/* Lists whose rows are few in every shop. */
static const char *const may_sort[] = {
    "category_list_newest",
    "category_list_position",
    "channel_list_position",
    "collection_list_position",
    "coupon_list_coded_newest", /* what begins with a text */
    "location_list_position",
    "price_list_prices", /* which of them stands in the way */
    "promotion_list_newest",
    "promotion_list_oldest",
    "promotion_list_priority",
    "shop_rule_list_position",
    "tax_class_list_name",
    "token_list_newest",
    "zone_list_name",
};

START_TEST(no_page_sorts_a_whole_list)
{
    int faults = 0;
    open_database();
    for (int i = 0; i < KT_SQL_COUNT; i++) {
        const struct kt_sql_text *text = &kt_sql_texts[i];
        bool is_list = strstr(text->name, "_list_") != NULL;
        struct kt_str plan = is_list ? plan_of(text->sqlite) : KT_STR("");
        if (strstr(plan.ptr, "USE TEMP B-TREE FOR ORDER BY") == NULL ||
            is_in(text->name, may_sort, KT_COUNT(may_sort)))
            continue;
        fprintf(stderr, "%s: %s", text->name, plan.ptr);
        faults++;
    }
    close_database();
    ck_assert_int_eq(faults, 0);
}
END_TEST

/* A window function reads the rows of its index as a subquery. */
START_TEST(users_of_a_channel_stand_in_an_index)
{
    static const struct {
        enum kt_sql statement;
        const char *step;
    } cases[] = {
        { KT_SQL_CHANNEL_ORDERS, "USING COVERING INDEX orders_channel "
                                 "(store_id=? AND channel_id=?)" },
        { KT_SQL_CHANNEL_CARTS, "USING COVERING INDEX cart_channel "
                                "(store_id=? AND channel_id=?)" },
        { KT_SQL_CHANNEL_PRICES, "USING COVERING INDEX price_channel "
                                 "(store_id=? AND channel_id=?)" },
    };
    open_database();
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_str plan = plan_of(kt_sql_texts[cases[i].statement].sqlite);
        ck_assert_msg(strstr(plan.ptr, cases[i].step) != NULL, "%s", plan.ptr);
    }
    close_database();
}
END_TEST

Suite *
kt_suite_statistics(void)
{
    Suite *suite = suite_create("statistics");
    TCase *tcase = unit_case(suite, "plan");
    tcase_add_test(tcase, no_statement_reads_a_whole_shop);
    tcase_add_test(tcase, lists_walk_their_index);
    tcase_add_test(tcase, no_page_sorts_a_whole_list);
    tcase_add_test(tcase, users_of_a_channel_stand_in_an_index);
    return suite;
}
