/* Every golden cart of tests/carts as a shop of its own, priced over HTTP: the
 * way through import, database, snapshot and route changes no figure. */

#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "cart_shop.h"
#include "contract.h"
#include "domain/pricing/quote_out.h"
#include "service/import/import.h"
#include "service/shop_create.h"
#include "service/token.h"
#include "shop.h"

enum { CARTS_MAX = 1000, TEXT_MAX = 1 << 16 };

static char *paths[CARTS_MAX];
static int path_count;

static int
collect(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)place;
    size_t len = strlen(path);
    if (kind == FTW_F && len > 5 && strcmp(path + len - 5, ".cart") == 0 &&
        path_count < CARTS_MAX)
        paths[path_count++] = strdup(path);
    return 0;
}

/* ---- the shop ---- */

static int64_t
read_text(void *arg, char *buf, size_t size)
{
    struct kt_str *rest = arg;
    size_t count = rest->len < size ? rest->len : size;
    memcpy(buf, rest->ptr, count);
    rest->ptr += count;
    rest->len -= count;
    return (int64_t)count;
}

static struct kt_str token;

static void
open_shop(void)
{
    const char *scripts = KONTOR_SOURCE_DIR "/scripts";
    struct kt_app_options options = { .database = ":memory:",
                                      .shown_bytes_max = 4 << 20,
                                      .shelf_bytes_max = 4 << 20,
                                      .script_folders = &scripts,
                                      .script_folder_count = 1,
                                      .is_volatile = true };
    struct kt_error err;
    ck_assert_int_ge(sodium_init(), 0);
    kt_log_configure(KT_LOG_ERROR, true);
    kt_arena_init(&http_arena, 0);
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_app_open(&options, &http_app, &err), KT_OK);
}

/* The file's shop, imported. */
static void
fill_shop(const struct kt_cart_file *file)
{
    struct kt_shop_create_in shop = { .code = KT_STR("cart") };
    struct kt_import_options options = { .app = &http_app };
    struct kt_import_report report;
    struct kt_error err;
    struct kt_str lines = cart_shop_lines(file, &http_arena);
    struct kt_stream stream = { read_text, &lines };
    kt_error_init(&err, &http_arena);
    ck_assert_int_eq(kt_shop_create(&http_app, &shop, &options.store_id, &err),
                     KT_OK);
    enum kt_status status = kt_import_run(KT_IMPORT_JSONL, &stream, &options,
                                          &http_arena, &report, &err);
    ck_assert_msg(status == KT_OK, "%s", kt_error_text(&err).ptr);
    ck_assert_msg(report.fault_count == 0, "line %d, %.*s: %.*s",
                  (int)report.faults[0].line,
                  KT_STR_FMT(report.faults[0].column),
                  KT_STR_FMT(report.faults[0].reason));
    struct kt_str scope = KT_STR("quotes:write");
    struct kt_token_wish wish = { .name = KT_STR("test"),
                                  .scopes = { &scope, 1 } };
    status = kt_token_create(&http_app, options.store_id, &wish, &http_arena,
                             &token, &err);
    ck_assert_int_eq(status, KT_OK);
}

/* ---- comparing ---- */

/* The figures at a pointer of both answers are the same JSON. */
static void
assert_same(struct http_reply told, struct http_reply wanted,
            const char *pointer)
{
    struct kt_str a = kt_json_text(shop_node(told, pointer), &http_arena);
    struct kt_str b = kt_json_text(shop_node(wanted, pointer), &http_arena);
    ck_assert_msg(kt_str_eq(a, b), "%s: got %.*s, want %.*s", pointer,
                  KT_STR_FMT(a), KT_STR_FMT(b));
}

static void
assert_same_lines(struct http_reply told, struct http_reply wanted)
{
    static const char *const members[] = {
        "sku",   "quantity", "unit_price", "list_price", "subtotal", "discount",
        "total", "taxes",    "tax",        "net",        "gross",    "is_gift",
    };
    size_t count = shop_count(wanted, "/lines");
    ck_assert_uint_eq(shop_count(told, "/lines"), count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < KT_COUNT(members); j++) {
            char pointer[64];
            snprintf(pointer, sizeof pointer, "/lines/%zu/%s", i, members[j]);
            assert_same(told, wanted, pointer);
        }
    }
}

/* What the library says, as the body of an answer. */
static struct http_reply
price_here(const struct kt_cart_file *file, struct kt_registry *registry,
           enum kt_status *status)
{
    struct kt_rules rules = kt_registry_rules(registry);
    struct http_reply reply = { 0 };
    struct kt_quote *quote;
    struct kt_quote_out out;
    struct kt_error err;
    struct kt_buf buf;
    struct kt_json json;
    kt_error_init(&err, &http_arena);
    *status = kt_quote_compute(&file->in, &rules, &http_arena, &quote, &err);
    if (*status != KT_OK)
        return reply;
    kt_quote_tell(quote, false, &http_arena, &out);
    kt_buf_init(&buf, &http_arena, 4096);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_quote_out_shape, &out, &json);
    reply.body = kt_buf_view(&buf);
    return reply;
}

static void
compare(const struct kt_cart_file *file, struct kt_registry *registry)
{
    enum kt_status status;
    struct http_reply wanted = price_here(file, registry, &status);
    char headers[200];
    snprintf(headers, sizeof headers, "Authorization: Bearer %.*s\r\n",
             KT_STR_FMT(token));
    struct http_reply told =
        http_call("POST", "/admin/v1/quotes", headers,
                  kt_arena_cstr(&http_arena,
                                cart_shop_body(file, &http_arena)));
    if (status != KT_OK) {
        ck_assert_int_eq(told.status, kt_problem_get(status)->http_status);
        return;
    }
    ck_assert_msg(told.status == 200, "%.*s", KT_STR_FMT(told.body));
    assert_same_lines(told, wanted);
    assert_same(told, wanted, "/taxes");
    assert_same(told, wanted, "/totals");
    ck_assert_uint_eq(shop_count(told, "/hints"), shop_count(wanted, "/hints"));
}

static struct kt_str
read_file(const char *path)
{
    char *text = kt_arena_alloc(&http_arena, TEXT_MAX);
    FILE *stream = fopen(path, "rb");
    ck_assert_ptr_nonnull(stream);
    size_t len = fread(text, 1, TEXT_MAX, stream);
    fclose(stream);
    return (struct kt_str){ text, len };
}

START_TEST(test_costs_the_same_over_http)
{
    struct kt_server_options serving = { .address = "127.0.0.1", .threads = 1 };
    struct kt_error err;
    open_shop();
    kt_error_init(&err, &http_arena);
    struct kt_registry *registry = kt_registry_acquire(http_app.host);
    struct kt_cart_file *file = KT_NEW(&http_arena, struct kt_cart_file);
    ck_assert_int_eq(kt_cart_file_read(read_file(paths[_i]), registry,
                                       &http_arena, file, &err),
                     KT_OK);
    if (cart_shop_can(file)) {
        fill_shop(file);
        contract_begin(kt_route_tables);
        ck_assert_int_eq(kt_server_start(&http_app, &serving, &http_server,
                                         &err),
                         KT_OK);
        compare(file, registry);
    }
    kt_registry_release(registry);
    shop_close();
}
END_TEST

Suite *kt_suite_golden_cart(void);

Suite *
kt_suite_golden_cart(void)
{
    Suite *suite = suite_create("golden_cart");
    TCase *tcase = tcase_create("carts");
    tcase_set_timeout(tcase, 60);
    nftw(KONTOR_SOURCE_DIR "/tests/carts", collect, 16, FTW_PHYS);
    tcase_add_loop_test(tcase, test_costs_the_same_over_http, 0, path_count);
    suite_add_tcase(suite, tcase);
    return suite;
}
