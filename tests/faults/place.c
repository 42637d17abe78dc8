#include <ftw.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "faults.h"
#include "http/contract.h"
#include "http/shop_rows.h"
#include "job/jobs.h"
#include "service/audit.h"

static char folder[64];
static char path[80];
static struct kt_jobs *jobs;

/* ---- the folder ---- */

static void
begin_error(struct kt_error *err)
{
    kt_arena_init(&http_arena, 0);
    kt_error_init(err, &http_arena);
}

static enum kt_status
open_app(struct kt_error *err)
{
    static const char *const scripts[] = { KONTOR_SOURCE_DIR "/scripts" };
    struct kt_app_options options = { .database = path,
                                      .shown_bytes_max = 1 << 20,
                                      .script_folders = scripts,
                                      .script_folder_count = 1 };
    return kt_app_open(&options, &http_app, err);
}

static void
close_app(void)
{
    kt_app_leave_thread(&http_app);
    kt_app_close(&http_app);
    kt_arena_release(&http_arena);
}

/* Behind the server's back; the first column of the first row. */
static int64_t
ask(const char *sql, struct kt_id id)
{
    sqlite3 *db;
    sqlite3_stmt *row;
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
    (void)sqlite3_bind_blob(row, 1, id.bytes, sizeof id.bytes, SQLITE_STATIC);
    int code = sqlite3_step(row);
    ck_assert(code == SQLITE_ROW || code == SQLITE_DONE);
    int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return number;
}

void
place_make(void)
{
    struct kt_error err;
    snprintf(folder, sizeof folder, "/tmp/kontor-faults-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/shop.db", folder);
    ck_assert_int_ge(sodium_init(), 0);
    kt_log_configure(KT_LOG_ERROR + 1, true);
    contract_begin(kt_route_tables);
    begin_error(&err);
    ck_assert_int_eq(open_app(&err), KT_OK);
    ck_assert_int_eq(kt_store_write(http_app.store, kt_id_new(1),
                                    shop_rows_save, NULL, &err),
                     KT_OK);
    close_app();
    /* The rows know nothing of the ledger. */
    ask("UPDATE stock SET available = 100000", KT_NO_STORE);
    ask("INSERT INTO stock_move (store_id, id, variant_id, location_id, kind,"
        " quantity, created_at) SELECT store_id, variant_id, variant_id,"
        " location_id, 'import', available, 1 FROM stock",
        KT_NO_STORE);
}

static int
remove_entry(const char *name, const struct stat *facts, int kind,
             struct FTW *at)
{
    (void)facts;
    (void)kind;
    (void)at;
    return remove(name);
}

void
place_remove(void)
{
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the server ---- */

enum kt_status
place_open(void)
{
    struct kt_server_options serving = { .address = "127.0.0.1", .threads = 2 };
    struct kt_error err;
    begin_error(&err);
    enum kt_status status = open_app(&err);
    if (status != KT_OK) {
        kt_arena_release(&http_arena);
        return status;
    }
    status = kt_jobs_start(&http_app, &jobs, &err);
    if (status == KT_OK)
        status = kt_server_start(&http_app, &serving, &http_server, &err);
    if (status != KT_OK)
        place_close();
    return status;
}

void
place_close(void)
{
    http_stop();
    kt_jobs_stop(jobs);
    jobs = NULL;
    close_app();
}

struct place_sale
place_buy(void)
{
    static const char cart[] =
        "{\"email\":\"ada@example.com\",\"shipping_address\":{"
        "\"first_name\":\"Ada\",\"last_name\":\"Byron\",\"line1\":\"Weg 1\","
        "\"city\":\"Bonn\",\"postal_code\":\"53111\",\"country\":\"DE\"},"
        "\"shipping_option\":\"standard\","
        "\"lines\":[{\"sku\":\"mug-red\",\"quantity\":1}]}";
    static const char checkout[] =
        "{\"payment\":{\"provider\":\"manual\"},\"expected_total\":1690}";
    struct place_sale sale = { 0 };
    struct http_reply reply = http_call("POST", "/store/v1/carts", "", cart);
    sale.status = reply.status;
    if (reply.status != 201)
        return sale;
    struct kt_str target =
        shop_at(http_header(&reply, "Location"), "/checkout");
    reply = http_call("POST", target.ptr, "", checkout);
    sale.status = reply.status;
    sale.is_sold = reply.status == 201;
    if (sale.is_sold)
        ck_assert(kt_id_parse(shop_text(reply, "/id"), "ord", &sale.order_id));
    return sale;
}

/* ---- the books ---- */

static void
tell(void *arg, struct kt_str fault)
{
    (void)arg;
    ck_abort_msg("%.*s", KT_STR_FMT(fault));
}

struct place_books
place_audit(void)
{
    struct kt_audit_figures figures;
    struct kt_error err;
    struct place_books books;
    begin_error(&err);
    ck_assert_int_eq(open_app(&err), KT_OK);
    struct kt_store *store = http_app.store;
    ck_assert_int_eq(kt_store_verify(store, tell, NULL, &err), KT_OK);
    ck_assert_int_eq(kt_audit_stock(store, tell, NULL, &err), KT_OK);
    ck_assert_int_eq(kt_audit_orders(store, tell, NULL, &err), KT_OK);
    ck_assert_int_eq(kt_audit_count(store, &figures, &err), KT_OK);
    books.orders = figures.orders;
    books.sold = 100000 - shop_available("mug-red");
    close_app();
    return books;
}

bool
place_has_order(struct kt_id id)
{
    return ask("SELECT COUNT(*) FROM orders WHERE id = ?1", id) == 1;
}

int64_t
place_ask(const char *sql)
{
    return ask(sql, KT_NO_STORE);
}
