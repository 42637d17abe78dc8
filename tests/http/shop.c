#include "shop.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "contract.h"
#include "domain/pricing/quote_out.h"
#include "service/origin.h"
#include "shop_rows.h"

/* ---- the server ---- */

static void
assert_ok(enum kt_status status, const struct kt_error *err)
{
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(err).ptr);
}

void
shop_open(const char *own_scripts)
{
    const char *scripts[] = { KONTOR_SOURCE_DIR "/scripts", own_scripts };
    struct kt_app_options options = { .database = ":memory:",
                                      .shown_bytes_max = 4 << 20,
                                      .shelf_bytes_max = 4 << 20,
                                      .script_folders = scripts,
                                      .script_folder_count =
                                          own_scripts != NULL ? 2 : 1,
                                      .is_volatile = true };
    struct kt_server_options serving = { .address = "127.0.0.1", .threads = 2 };
    struct kt_error err;
    contract_begin(kt_route_tables);
    ck_assert_int_ge(sodium_init(), 0);
    kt_log_configure(KT_LOG_ERROR, true);
    kt_arena_init(&http_arena, 0);
    kt_error_init(&err, &http_arena);
    assert_ok(kt_app_open(&options, &http_app, &err), &err);
    assert_ok(kt_store_write(http_app.store, kt_id_new(1), shop_rows_save, NULL,
                             &err),
              &err);
    assert_ok(kt_server_start(&http_app, &serving, &http_server, &err), &err);
}

void
shop_close(void)
{
    http_stop();
    kt_app_leave_thread(&http_app);
    kt_app_close(&http_app);
    kt_arena_release(&http_arena);
}

static void
set_up(void)
{
    shop_open(NULL);
}

TCase *
shop_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, set_up, shop_close);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

/* ---- calls ---- */

struct http_reply
shop_call(int status, const char *method, struct kt_str target,
          const char *body)
{
    struct http_reply reply =
        http_call(method, kt_arena_cstr(&http_arena, target), "", body);
    ck_assert_msg(reply.status == status, "%s %.*s: %d, want %d: %.*s", method,
                  KT_STR_FMT(target), reply.status, status,
                  KT_STR_FMT(reply.body));
    return reply;
}

struct kt_str
shop_cart(const char *lines)
{
    struct kt_str body = kt_arena_format(&http_arena, "{\"lines\":%s}", lines);
    struct http_reply reply =
        shop_call(201, "POST", KT_STR("/store/v1/carts"), body.ptr);
    return kt_arena_str(&http_arena, http_header(&reply, "Location"));
}

struct kt_str
shop_ready_cart(const char *lines)
{
    struct kt_str cart = shop_cart(lines);
    shop_call(200, "PATCH", cart,
              "{\"email\":\"Ada@Example.com\",\"shipping_address\":{"
              "\"first_name\":\"Ada\",\"last_name\":\"Byron\",\"line1\":\"Weg "
              "1\",\"city\":\"Bonn\","
              "\"postal_code\":\"53111\",\"country\":\"DE\"},"
              "\"shipping_option\":\"standard\"}");
    return cart;
}

struct kt_str
shop_at(struct kt_str cart, const char *format, ...)
{
    char below[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(below, sizeof below, format, args);
    va_end(args);
    ck_assert_int_lt(len, (int)sizeof below);
    return kt_arena_format(&http_arena, "%.*s%s", KT_STR_FMT(cart), below);
}

void
shop_race(const char *method, const struct kt_str *targets, size_t count,
          const char *headers, const char *body, struct http_reply *replies)
{
    struct http_client *clients =
        KT_NEW_ARRAY(&http_arena, struct http_client, count);
    const char *bytes = body != NULL ? body : "";
    for (size_t i = 0; i < count; i++)
        http_open(&clients[i]);
    for (size_t i = 0; i < count; i++)
        http_print(&clients[i],
                   "%s %.*s HTTP/1.1\r\nHost: shop.test\r\n%s"
                   "Content-Type: application/json\r\nContent-Length: %zu\r\n"
                   "\r\n%s",
                   method, KT_STR_FMT(targets[i]), headers, strlen(bytes),
                   bytes);
    for (size_t i = 0; i < count; i++) {
        replies[i] = http_read(&clients[i]);
        replies[i].head = kt_arena_str(&http_arena, replies[i].head);
        replies[i].body = kt_arena_str(&http_arena, replies[i].body);
        contract_check(method, targets[i], body, &replies[i]);
        http_close(&clients[i]);
    }
}

struct kt_str
shop_tally(const struct http_reply *replies, size_t count)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &http_arena, 64);
    for (int status = 100; status < 600; status++) {
        size_t found = 0;
        for (size_t i = 0; i < count; i++)
            found += replies[i].status == status;
        if (found > 0)
            kt_buf_format(&buf, "%s%zu x %d", buf.len > 0 ? ", " : "", found,
                          status);
    }
    return kt_buf_view(&buf);
}

/* ---- answers ---- */

static const struct cJSON *
step(const struct cJSON *node, struct kt_str token)
{
    if (kt_json_kind(node) == KT_JSON_OBJECT)
        return kt_json_find(node, token);
    int64_t index;
    if (kt_json_kind(node) != KT_JSON_ARRAY || !kt_int_parse(token, &index))
        return NULL;
    node = kt_json_first(node);
    while (node != NULL && index-- > 0)
        node = kt_json_next(node);
    return node;
}

const struct cJSON *
shop_node(struct http_reply reply, const char *pointer)
{
    const struct cJSON *node;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    assert_ok(kt_json_parse(&http_arena, reply.body, &node, &err), &err);
    for (const char *at = pointer; *at == '/' && node != NULL;) {
        size_t len = strcspn(at + 1, "/");
        node = step(node, (struct kt_str){ at + 1, len });
        at += len + 1;
    }
    ck_assert_msg(node != NULL, "no %s in %.*s", pointer,
                  KT_STR_FMT(reply.body));
    return node;
}

int64_t
shop_int(struct http_reply reply, const char *pointer)
{
    const struct cJSON *node = shop_node(reply, pointer);
    ck_assert_msg(kt_json_kind(node) == KT_JSON_INT, "%s is %s", pointer,
                  kt_json_kind_name(kt_json_kind(node)));
    return kt_json_get_int(node);
}

struct kt_str
shop_text(struct http_reply reply, const char *pointer)
{
    const struct cJSON *node = shop_node(reply, pointer);
    ck_assert_msg(kt_json_kind(node) == KT_JSON_STR, "%s is %s", pointer,
                  kt_json_kind_name(kt_json_kind(node)));
    return kt_json_get_str(node);
}

size_t
shop_count(struct http_reply reply, const char *pointer)
{
    return kt_json_size(shop_node(reply, pointer));
}

/* ---- the database ---- */

struct looking {
    const char *sku;
    int64_t number;
    struct kt_id id;
    struct kt_str text;
};

static enum kt_status
read_available(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    struct kt_rows rows;
    struct kt_id id = { { 0 } };
    KT_TRY(kt_query(tx, KT_SQL_VARIANT_BY_SKU,
                    KT_ARGS(KT_TEXT(kt_str_of(looking->sku))), &rows, err));
    if (kt_rows_next(&rows))
        id = kt_col_id(&rows, 0);
    KT_TRY(kt_rows_close(&rows));
    KT_TRY(
        kt_query(tx, KT_SQL_STOCK_TAKE_FACTS, KT_ARGS(KT_ID(id)), &rows, err));
    if (kt_rows_next(&rows))
        looking->number = kt_col_int(&rows, 5);
    return kt_rows_close(&rows);
}

static int64_t
look(kt_read_fn fn, const char *sku)
{
    struct looking looking = { .sku = sku };
    struct kt_id store_id;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    assert_ok(kt_shop_find(&http_app, KT_STR(""), &store_id, &err), &err);
    assert_ok(kt_store_read(http_app.store, store_id, fn, &looking, &err),
              &err);
    return looking.number;
}

int64_t
shop_available(const char *sku)
{
    return look(read_available, sku);
}

static enum kt_status
count_orders(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_LIST_OLDEST,
                    KT_ARGS(KT_INT(0), KT_TEXT(KT_STR("")), KT_TEXT(KT_STR("")),
                            KT_TEXT(KT_STR("")), KT_TEXT(KT_STR("")), KT_NULL,
                            KT_TEXT(KT_STR("")), KT_INT(0), KT_INT(INT64_MAX),
                            KT_INT(0), KT_INT(INT64_MAX), KT_INT(0),
                            KT_ID((struct kt_id){ { 0 } }), KT_INT(1000)),
                    &rows, err));
    while (kt_rows_next(&rows))
        looking->number++;
    return kt_rows_close(&rows);
}

int64_t
shop_order_count(void)
{
    return look(count_orders, NULL);
}

static struct kt_str
whole_input(const struct kt_tx *tx, const struct kt_rows *rows,
            struct kt_error *err)
{
    struct kt_origin_base base;
    struct kt_origin_own own;
    struct kt_quote_shared shared;
    struct kt_quote_input *in;
    struct kt_buf buf;
    struct kt_json json;
    const struct kt_facts_row row = { kt_col_id(rows, 3), kt_col_text(rows, 5),
                                      kt_col_text(rows, 6) };
    assert_ok(kt_origin_load_base(tx, &row, &http_arena, &base, err), err);
    assert_ok(kt_origin_read_own(&base, kt_col_text(rows, 4), &http_arena, &own,
                                 err),
              err);
    assert_ok(kt_quote_shared_read(base.shared, &http_arena, &shared, err),
              err);
    assert_ok(kt_quote_own_read(own.input, &shared, &http_arena, &in, err),
              err);
    kt_buf_init(&buf, &http_arena, 4096);
    kt_json_init(&json, &buf);
    kt_quote_input_write(in, &json);
    return kt_buf_view(&buf);
}

static enum kt_status
read_input(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct looking *looking = arg;
    struct kt_rows rows;
    KT_TRY(kt_query(tx, KT_SQL_ORDER_GET_ORIGIN, KT_ARGS(KT_ID(looking->id)),
                    &rows, err));
    if (kt_rows_next(&rows))
        looking->text = whole_input(tx, &rows, err);
    return kt_rows_close(&rows);
}

struct kt_str
shop_order_input(struct kt_id order_id)
{
    struct looking looking = { .id = order_id };
    struct kt_id store_id;
    struct kt_error err;
    kt_error_init(&err, &http_arena);
    assert_ok(kt_shop_find(&http_app, KT_STR(""), &store_id, &err), &err);
    assert_ok(kt_store_read(http_app.store, store_id, read_input, &looking,
                            &err),
              &err);
    return looking.text;
}

struct http_reply
shop_price(struct kt_str input)
{
    struct kt_registry *registry = kt_registry_acquire(http_app.host);
    struct kt_rules rules = kt_registry_rules(registry);
    struct http_reply reply = { 0 };
    struct kt_quote_input *in;
    struct kt_quote *quote;
    struct kt_quote_out out;
    struct kt_error err;
    struct kt_buf buf;
    struct kt_json json;
    kt_error_init(&err, &http_arena);
    assert_ok(kt_quote_input_read(input, &http_arena, &in, &err), &err);
    assert_ok(kt_quote_compute(in, &rules, &http_arena, &quote, &err), &err);
    kt_quote_tell(quote, false, &http_arena, &out);
    kt_buf_init(&buf, &http_arena, 4096);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_quote_out_shape, &out, &json);
    kt_registry_release(registry);
    reply.body = kt_buf_view(&buf);
    return reply;
}
