#include "script_shop.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char script_folder[64];
struct kt_host *script_host;
struct kt_script_limits script_limits;
const struct kt_clock *script_clock;

static void
set_up(void)
{
    strcpy(script_folder, "/tmp/kontor-unit-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(script_folder));
    script_host = NULL;
    script_limits = (struct kt_script_limits){ 0 };
    script_clock = NULL;
}

static int
remove_entry(const char *path, const struct stat *facts, int kind,
             struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static void
clear_folder(void)
{
    nftw(script_folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void
tear_down(void)
{
    kt_host_free(script_host);
    kt_script_leave_thread();
    clear_folder();
}

TCase *
script_case(Suite *suite, const char *name)
{
    TCase *tcase = unit_case(suite, name);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    return tcase;
}

const char *
script_path(const char *name)
{
    return kt_arena_format(&unit_arena, "%s/%s", script_folder, name).ptr;
}

void
script_write(const char *name, const char *text)
{
    const char *slash = strrchr(name, '/');
    if (slash != NULL) {
        struct kt_str place = { name, (size_t)(slash - name) };
        mkdir(script_path(kt_arena_cstr(&unit_arena, place)), 0700);
    }
    FILE *file = fopen(script_path(name), "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

void
script_remove(const char *name)
{
    ck_assert_int_eq(remove(script_path(name)), 0);
}

void
script_make_folder(const char *name)
{
    ck_assert_int_eq(mkdir(script_path(name), 0700), 0);
}

enum kt_status
script_load_folders(const char *const *folders, size_t count)
{
    kt_host_free(script_host);
    script_host = NULL;
    kt_error_init(&unit_err, &unit_arena);
    return kt_host_new(&(struct kt_host_options){ .folders = folders,
                                                  .folder_count = count,
                                                  .limits = script_limits,
                                                  .clock = script_clock },
                       &script_host, &unit_err);
}

enum kt_status
script_load(void)
{
    const char *folders[] = { script_folder };
    return script_load_folders(folders, 1);
}

const char *
script_faults(void)
{
    struct kt_buf buf;
    size_t prefix = strlen(script_folder) + 1;
    kt_buf_init(&buf, &unit_arena, 256);
    for (size_t i = 0; i < unit_err.item_count; i++) {
        const struct kt_error_item *item = &unit_err.items[i];
        kt_buf_text(&buf, i > 0 ? "\n" : "");
        if (item->pointer.len > prefix)
            kt_buf_append(&buf, item->pointer.ptr + prefix,
                          item->pointer.len - prefix);
        kt_buf_text(&buf, ": ");
        kt_buf_str(&buf, item->detail);
    }
    return kt_arena_cstr(&unit_arena, kt_buf_view(&buf));
}

const char *
script_faults_of(const char *name, const char *text)
{
    clear_folder();
    ck_assert_int_eq(mkdir(script_folder, 0700), 0);
    script_write(name, text);
    if (script_load() == KT_OK)
        return "";
    ck_assert_int_eq(unit_err.status, KT_INVALID_RULE);
    return script_faults();
}

struct kt_quote_input *
script_cart(void)
{
    static const struct kt_str kitchen = KT_STR_INIT("kitchen");
    static const struct kt_str red = KT_STR_INIT("red");
    static const struct kt_str vip = KT_STR_INIT("vip");
    static const struct kt_price prices[] = { { .amount_minor = 1200 },
                                              { .amount_minor = 5000 } };
    static const struct kt_item items[] = {
        { .sku = KT_STR_INIT("mug"),
          .title = KT_STR_INIT("Mug"),
          .tax_class = KT_STR_INIT("standard"),
          .categories = &kitchen,
          .category_count = 1,
          .tags = &red,
          .tag_count = 1,
          .weight_g = 300,
          .requires_shipping = true,
          .is_discountable = true,
          .prices = &prices[0],
          .price_count = 1 },
        { .sku = KT_STR_INIT("lamp"),
          .title = KT_STR_INIT("Lamp"),
          .tax_class = KT_STR_INIT("standard"),
          .weight_g = 1000,
          .requires_shipping = true,
          .is_discountable = true,
          .prices = &prices[1],
          .price_count = 1 },
    };
    static const struct kt_cart_line lines[] = {
        { .id = { { 1 } },
          .item = &items[0],
          .quantity = 2,
          .metadata = KT_STR_INIT("{\"engraving\":\"Ada\"}"),
          .manual_price_minor = -1 },
        { .id = { { 2 } },
          .item = &items[1],
          .quantity = 1,
          .manual_price_minor = -1 },
    };
    static const struct kt_address address = {
        .line1 = KT_STR_INIT("Postfach 12"),
        .region = KT_STR_INIT("9"),
        .postal_code = KT_STR_INIT("1010"),
        .country = KT_STR_INIT("AT"),
    };
    struct kt_quote_input *in = KT_NEW(&unit_arena, struct kt_quote_input);
    *in = (struct kt_quote_input){
        .now_ms = INT64_C(1767225600000), /* Thursday 2026-01-01 */
        .settings = { .channel = KT_STR("web"),
                      .currency = kt_currency_find(KT_STR("EUR")),
                      .locale = KT_STR("en"),
                      .tax_mode = KT_TAX_NONE,
                      .home_country = KT_STR("DE") },
        .buyer = { .email = KT_STR("ada@example.org"),
                   .groups = &vip,
                   .group_count = 1,
                   .order_count = 3 },
        .shipping_address = &address,
        .lines = lines,
        .line_count = KT_COUNT(lines),
    };
    return in;
}

const struct kt_quote *
script_quote(void)
{
    struct kt_rules none = { 0 };
    struct kt_quote *quote = NULL;
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(kt_quote_compute(script_cart(), &none, &unit_arena, &quote,
                                      &unit_err),
                     KT_OK);
    return quote;
}
