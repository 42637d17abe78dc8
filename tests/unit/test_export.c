/* What comes out goes in again and comes out the same. */
#include "base/buf.h"
#include "http/route.h"
#include "import.h"

#define BARE "06ab0000000000000000000001"

/* Everything that a line can hold at least once; ids and keys are left to the
 * first import. */
static const char shop[] =
    "{\"kind\":\"shop\",\"name\":\"Everything\",\"settings\":{"
    "\"clamps_stock\":true,\"payment_providers\":[\"manual\",\"test\"]}}\n"
    "{\"kind\":\"channel\",\"code\":\"web\",\"name\":\"Web\",\"currencies\":["
    "\"EUR\",\"USD\"],\"locales\":[\"en\",\"de\"],\"home_country\":\"DE\","
    "\"countries\":[\"DE\",\"AT\"],\"coupons_max\":2,"
    "\"prior_price_days\":60}\n"
    "{\"kind\":\"channel\",\"code\":\"app\",\"name\":\"App\",\"currencies\":["
    "\"JPY\"],\"locales\":[\"ja\"],\"tax_mode\":\"excluded\","
    "\"tax_level\":\"order\",\"tax_rounding\":\"half_even\",\"position\":3,"
    "\"is_active\":false}\n"
    "{\"kind\":\"location\",\"code\":\"north\",\"name\":\"N\","
    "\"position\":2}\n"
    "{\"kind\":\"location\",\"code\":\"south\",\"name\":\"S\","
    "\"position\":1}\n"
    "{\"kind\":\"product_type\",\"code\":\"mug\",\"name\":\"Mug\","
    "\"attributes\":[{\"code\":\"volume\",\"kind\":\"integer\","
    "\"labels\":{\"en\":\"Volume\"},\"unit\":\"ml\"},{\"code\":\"colours\","
    "\"kind\":\"choices\",\"values\":[\"red\",\"blue\"],"
    "\"is_variant\":true}]}\n"
    "{\"kind\":\"category\",\"slug\":\"z\",\"names\":{\"en\":\"Z\"}}\n"
    "{\"kind\":\"category\",\"slug\":\"a\",\"parent\":\"z\",\"names\":{"
    "\"en\":\"A\",\"de\":\"\xc3\x84\"},\"descriptions\":{\"en\":\"x\"},"
    "\"position\":4,\"is_active\":false,"
    "\"created_at\":\"2020-02-29T12:00:00.5Z\"}\n"
    "{\"kind\":\"customer_group\",\"code\":\"vip\",\"name\":\"VIP\"}\n"
    "{\"kind\":\"price_list\",\"code\":\"vip\",\"name\":\"VIP\","
    "\"channel\":\"web\",\"customer_group\":\"vip\","
    "\"starts_at\":\"2026-01-01T00:00:00Z\",\"pool\":\"product\","
    "\"bands\":\"graduated\"}\n"
    "{\"kind\":\"tax_class\",\"code\":\"standard\",\"name\":\"All\"}\n"
    "{\"kind\":\"tax_zone\",\"code\":\"ny\",\"name\":\"New York\","
    "\"members\":[{\"country\":\"US\",\"region\":\"NY\"},{\"country\":\"US\","
    "\"postal_code\":\"100*\"},{\"country\":\"DE\",\"postal_from\":\"10000\","
    "\"postal_to\":\"14199\"},{}]}\n"
    "{\"kind\":\"tax_zone\",\"code\":\"bare\",\"name\":\"Nowhere\"}\n"
    "{\"kind\":\"shipping_zone\",\"code\":\"ny\",\"name\":\"Upstate\","
    "\"members\":[{\"country\":\"US\"}]}\n"
    "{\"kind\":\"tax_rate\",\"zone\":\"ny\",\"tax_class\":\"standard\","
    "\"name\":\"New York\",\"rate_ppm\":40000}\n"
    "{\"kind\":\"tax_rate\",\"zone\":\"ny\",\"tax_class\":\"standard\","
    "\"name\":\"New York\",\"rate_ppm\":45000,\"is_compound\":true,"
    "\"priority\":3,\"starts_at\":\"2027-01-01T00:00:00Z\","
    "\"ends_at\":\"2028-01-01T00:00:00Z\"}\n"
    "{\"kind\":\"product\",\"slug\":\"mug\",\"status\":\"draft\","
    "\"type\":\"mug\",\"vendor\":\"Us \\\"and\\\" them\","
    "\"tax_class\":\"reduced\",\"titles\":{\"en\":\"Mug\",\"de\":\"Becher\"},"
    "\"descriptions\":{\"en\":\"<p>\\n</p>\"},\"options\":[{\"name\":\"Size\","
    "\"values\":[\"S\",\"L\"]}],\"attributes\":{\"volume\":300},\"media\":[{"
    "\"url\":\"/a.svg\",\"alt\":\"A\"},{\"url\":\"/b.svg\",\"skus\":["
    "\"MUG-L\"]}],\"categories\":[\"a\",\"z\"],\"tags\":[\"b\",\"a\"],"
    "\"extra\":{\"x\":[1,2.50,null]},\"variants\":[{\"sku\":\"MUG-L\","
    "\"option_values\":[\"L\"],\"barcode\":\"4006381333931\","
    "\"tax_class\":\"standard\",\"attributes\":{\"colours\":[\"red\"]},"
    "\"weight_g\":310,\"length_mm\":1,\"width_mm\":2,\"height_mm\":3,"
    "\"requires_shipping\":false,\"is_discountable\":false,"
    "\"is_gift_card\":true,\"stock_policy\":\"backorder\",\"quantity_min\":2,"
    "\"quantity_max\":9,\"extra\":{\"y\":1},\"prices\":[{\"currency\":\"USD\","
    "\"amount\":1},{\"currency\":\"EUR\",\"amount\":1200,\"compare_at\":1400,"
    "\"min_amount\":900},{\"currency\":\"EUR\",\"amount\":1000,"
    "\"price_list\":\"vip\",\"channel\":\"web\",\"customer_group\":\"gold\","
    "\"country\":\"AT\",\"quantity_min\":2,\"quantity_max\":5,"
    "\"starts_at\":\"2026-01-01T00:00:00Z\","
    "\"ends_at\":\"2026-02-01T00:00:00Z\"}],\"stock\":[{\"location\":"
    "\"north\",\"available\":-2},{\"location\":\"south\",\"available\":7}]},{"
    "\"sku\":\"MUG-S\",\"option_values\":[\"S\"],\"is_active\":false}]}\n"
    "{\"kind\":\"product\",\"id\":\"prod_" BARE "\",\"slug\":\"bare\","
    "\"titles\":{\"en\":\"B\"}}\n"
    "{\"kind\":\"price_rule\",\"code\":\"list\",\"rule\":\"list_price\"}\n"
    "{\"kind\":\"tax_rule\",\"code\":\"vat\",\"rule\":\"flat_rate\","
    "\"params\":{\"name\":\"VAT\",\"percent\":\"19\",\"classes\":[{"
    "\"class\":\"reduced\",\"percent\":7}]},\"channels\":[\"web\"]}\n"
    "{\"kind\":\"shipping_method\",\"code\":\"std\",\"title\":\"Standard\","
    "\"rule\":\"flat_fee\",\"params\":{\"fee\":490},\"position\":2,"
    "\"zones\":[\"ny\"],"
    "\"is_active\":false}\n"
    "{\"kind\":\"checkout_check\",\"code\":\"minimum\","
    "\"rule\":\"min_order\",\"params\":{\"minimum\":1000}}\n"
    "{\"kind\":\"order_guard\",\"code\":\"large\","
    "\"rule\":\"hold_large_orders\",\"params\":{\"limit\":100000}}\n"
    "{\"kind\":\"reaction\",\"code\":\"thanks\",\"rule\":\"thank_you\"}\n"
    "{\"kind\":\"promotion\",\"code\":\"second\",\"companion\":\"first\","
    "\"rule\":\"free_shipping\",\"created_at\":\"2026-01-01T00:00:00Z\","
    "\"group\":\"g\"}\n";

static const char first_promotion[] =
    "{\"kind\":\"promotion\",\"code\":\"first\",\"rule\":\"percent_off\","
    "\"created_at\":\"2026-03-01T00:00:00Z\",\"title\":\"Ten off\","
    "\"params\":{\"percent\":10},\"channels\":[\"web\"],\"priority\":5,"
    "\"subtotal_min\":5000,\"currency\":\"EUR\",\"needs_coupon\":true,"
    "\"products\":{\"categories\":[\"a\"]},\"uses_max\":10,\"group\":\"g\","
    "\"group_mode\":\"best\"}\n"
    "{\"kind\":\"coupon\",\"promotion\":\"first\",\"code\":\"Save10\","
    "\"uses_max\":3,\"ends_at\":\"2027-01-01T00:00:00Z\"}\n"
    "{\"kind\":\"coupon\",\"promotion\":\"first\",\"code\":\"OLD\","
    "\"is_active\":false,\"created_at\":\"2020-01-01T00:00:00Z\"}\n";

static const char last_lines[] =
    "{\"kind\":\"collection\",\"slug\":\"chosen\",\"names\":{\"en\":\"C\"},"
    "\"descriptions\":{\"de\":\"D\"},\"position\":7,\"is_active\":false,"
    "\"products\":[\"prod_" BARE "\"],"
    "\"created_at\":\"2025-01-01T00:00:00Z\"}\n"
    "{\"kind\":\"collection\",\"slug\":\"ruled\",\"names\":{\"en\":\"R\"},"
    "\"selector\":{\"tags\":[\"a\"],\"vendors\":[\"Us\"]}}\n"
    "{\"kind\":\"customer\",\"email\":\"Eve@example.com\",\"name\":\"Eve\","
    "\"groups\":[\"vip\"],\"vat_id\":\"DE136695976\",\"birthday\":\"02-29\","
    "\"points\":120,\"order_count\":3,"
    "\"created_at\":\"2024-05-01T08:00:00Z\"}\n"
    "{\"kind\":\"customer\",\"email\":\"bob@example.com\"}\n";

static bool
write_text(void *arg, struct kt_str text)
{
    kt_buf_str(arg, text);
    return true;
}

static struct kt_str
export_shop(struct kt_id store_id, int64_t *lines)
{
    struct kt_buf buf;
    struct kt_sink sink = { write_text, &buf, NULL, false };
    kt_buf_init(&buf, &unit_arena, 1 << 16);
    assert_ok(kt_export_jsonl(&unit_app, store_id, &sink, lines, &unit_err));
    kt_buf_char(&buf, '\0');
    buf.len--;
    return kt_buf_view(&buf);
}

/* The companion stands behind the promotion that it needs. */
static void
import_everything(void)
{
    size_t companion = sizeof shop - 1;
    while (strncmp(shop + companion, "{\"kind\":\"promotion\"", 19) != 0)
        companion--;
    struct kt_str text =
        kt_arena_format(&unit_arena, "%.*s%s%s%s", (int)companion, shop,
                        first_promotion, shop + companion, last_lines);
    struct kt_import_report report = unit_import_jsonl(text.ptr);
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_new, 2);
    ck_assert_int_eq(report.others, 30);
}

START_TEST(test_comes_back_byte_for_byte)
{
    int64_t lines;
    int64_t lines_again;
    import_everything();
    struct kt_str first = export_shop(unit_store, &lines);
    ck_assert_int_eq(lines, 32);
    struct kt_id second = unit_shop_new("second");
    struct kt_import_report report =
        unit_import(KT_IMPORT_JSONL, first.ptr,
                    (struct kt_import_options){ .store_id = second }, 0);
    unit_import_sound(&report);
    ck_assert_int_eq(report.rows, 32);
    ck_assert_int_eq(report.products_new, 2);
    assert_text(export_shop(second, &lines_again), first.ptr);
    ck_assert_int_eq(lines_again, 32);
}
END_TEST

START_TEST(test_changes_nothing_when_read_into_its_own_shop)
{
    int64_t lines;
    import_everything();
    struct kt_str first = export_shop(unit_store, &lines);
    struct kt_import_report report = unit_import_jsonl(first.ptr);
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_new, 0);
    ck_assert_int_eq(report.products_updated, 2);
    assert_text(export_shop(unit_store, &lines), first.ptr);
    report = unit_import(KT_IMPORT_JSONL, first.ptr,
                         (struct kt_import_options){ .is_dry_run = true }, 0);
    unit_import_sound(&report);
}
END_TEST

START_TEST(test_leaves_customers_out_when_asked)
{
    struct kt_buf buf;
    struct kt_sink sink = { write_text, &buf, NULL, true };
    int64_t all, lines;
    import_everything();
    export_shop(unit_store, &all);
    kt_buf_init(&buf, &unit_arena, 1 << 16);
    assert_ok(kt_export_jsonl(&unit_app, unit_store, &sink, &lines, &unit_err));
    ck_assert_int_eq(lines, all - 2);
    ck_assert_ptr_null(memmem(buf.ptr, buf.len, "@", 1));
}
END_TEST

/* ---- every admin resource ---- */

enum { KINDS_MAX = 3 };

/* What becomes of each: the kinds of its lines, or why it has none. */
static const struct {
    const char *path;
    const char *kinds[KINDS_MAX];
    const char *reason;
} carried[] = {
    { "bulk", { NULL }, "writes the others" },
    { "categories", { "category" }, NULL },
    { "channels", { "channel" }, NULL },
    { "checkout-checks", { "checkout_check" }, NULL },
    { "collections", { "collection" }, NULL },
    { "coupon-batches",
      { NULL },
      "its codes go as coupons, not what made them" },
    { "coupons", { "coupon" }, NULL },
    { "customer-groups", { "customer_group" }, NULL },
    { "customers", { "customer" }, NULL },
    { "gift-card-moves", { NULL }, "go with their cards" },
    { "gift-cards",
      { NULL },
      "only a hash of a code is kept, another in each "
      "shop: nobody could enter it there" },
    { "locations", { "location" }, NULL },
    { "media", { "media" }, NULL },
    { "order-guards", { "order_guard" }, NULL },
    { "orders", { NULL }, "belong to their shop; a backup carries them" },
    { "point-moves",
      { NULL },
      "a customer has the balance, which begins a "
      "ledger" },
    { "price-history", { NULL }, "a new shop has no past" },
    { "price-lists", { "price_list" }, NULL },
    { "price-rules", { "price_rule" }, NULL },
    { "prices", { "product" }, NULL },
    { "product-types", { "product_type" }, NULL },
    { "products", { "product" }, NULL },
    { "promotions", { "promotion" }, NULL },
    { "quotes", { NULL }, "are not kept" },
    { "reactions", { "reaction" }, NULL },
    { "rules", { NULL }, "are files in scripts/" },
    { "settings", { "shop" }, NULL },
    { "shipping-methods", { "shipping_method" }, NULL },
    { "shipping-zones", { "shipping_zone" }, NULL },
    { "stock", { "product" }, "levels; the moves stay, as orders do" },
    { "tax-classes", { "tax_class" }, NULL },
    { "tax-rates", { "tax_rate" }, NULL },
    { "tax-rules", { "tax_rule" }, NULL },
    { "tax-zones", { "tax_zone" }, NULL },
    { "tokens", { NULL }, "secrets; kontor token makes new ones" },
    { "variants", { "product" }, NULL },
};

static bool is_met[KT_COUNT(carried)];

/* The row of a path of the admin API; false of another path. */
static bool
find_row(const char *path, size_t *row)
{
    struct kt_str rest = kt_str_of(path), start = KT_STR("/admin/v1/");
    if (!kt_str_starts(rest, start))
        return false;
    rest = (struct kt_str){ rest.ptr + start.len, rest.len - start.len };
    rest.len = strcspn(rest.ptr, "/");
    for (*row = 0; *row < KT_COUNT(carried); ++*row) {
        if (kt_str_eq(rest, kt_str_of(carried[*row].path)))
            return true;
    }
    ck_abort_msg("%s: say in this table whether it is exported", path);
}

START_TEST(test_carries_every_admin_resource_or_says_why_not)
{
    int64_t lines;
    size_t row;
    import_everything();
    struct kt_str text = export_shop(unit_store, &lines);
    for (size_t i = 0; kt_route_tables[i] != NULL; i++) {
        for (size_t k = 0; k < kt_route_tables[i]->count; k++) {
            if (find_row(kt_route_tables[i]->routes[k].path, &row))
                is_met[row] = true;
        }
    }
    for (row = 0; row < KT_COUNT(carried); row++) {
        ck_assert_msg(is_met[row], "there is no %s", carried[row].path);
        ck_assert_msg(carried[row].kinds[0] != NULL ||
                          carried[row].reason != NULL,
                      "%s", carried[row].path);
        for (size_t i = 0; i < KINDS_MAX && carried[row].kinds[i]; i++) {
            const char *kind = carried[row].kinds[i];
            struct kt_str start =
                kt_arena_format(&unit_arena, "{\"kind\":\"%s\",", kind);
            /* With its file, in tests/cli/test_media.c. */
            ck_assert_msg(strstr(text.ptr, start.ptr) != NULL ||
                              strcmp(kind, "media") == 0,
                          "no line of kind %s", kind);
        }
    }
}
END_TEST

/* Of 50 sizes and 100 colours. */
static const char *
many_variants(void)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 1 << 20);
    kt_buf_text(&buf, "{\"kind\":\"product\",\"slug\":\"shirt\",\"titles\":{"
                      "\"en\":\"Shirt\"},\"options\":[{\"name\":\"Size\","
                      "\"values\":[");
    for (int i = 0; i < 50; i++)
        kt_buf_format(&buf, "%s\"S%d\"", i > 0 ? "," : "", i);
    kt_buf_text(&buf, "]},{\"name\":\"Colour\",\"values\":[");
    for (int i = 0; i < 100; i++)
        kt_buf_format(&buf, "%s\"C%d\"", i > 0 ? "," : "", i);
    kt_buf_text(&buf, "]}],\"variants\":[");
    for (int i = 0; i < 5000; i++)
        kt_buf_format(&buf,
                      "%s{\"sku\":\"shirt-%d\",\"option_values\":[\"S%d\","
                      "\"C%d\"],\"prices\":[{\"currency\":\"EUR\","
                      "\"amount\":%d}]}",
                      i > 0 ? "," : "", i, i / 100, i % 100, 1000 + i);
    kt_buf_text(&buf, "]}\n");
    kt_buf_char(&buf, '\0');
    return kt_buf_view(&buf).ptr;
}

START_TEST(test_brings_back_five_thousand_variants)
{
    int64_t lines;
    struct kt_import_report report = unit_import_jsonl(many_variants());
    unit_import_sound(&report);
    ck_assert_int_eq(report.variants, 5000);
    struct kt_str first = export_shop(unit_store, &lines);
    ck_assert_int_eq(lines, 2);
    struct kt_id second = unit_shop_new("second");
    report = unit_import(KT_IMPORT_JSONL, first.ptr,
                         (struct kt_import_options){ .store_id = second }, 0);
    unit_import_sound(&report);
    assert_text(export_shop(second, &lines), first.ptr);
    report = unit_import_jsonl(first.ptr);
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_updated, 1);
    assert_text(export_shop(unit_store, &lines), first.ptr);
}
END_TEST

static bool
refuse_text(void *arg, struct kt_str text)
{
    (void)text;
    return --*(int *)arg >= 0;
}

START_TEST(test_tells_a_sink_that_fails)
{
    int left = 1;
    int64_t lines;
    struct kt_sink sink = { refuse_text, &left, NULL, false };
    unit_import_jsonl(
        "{\"kind\":\"location\",\"code\":\"a\",\"name\":\"A\"}\n");
    ck_assert_int_eq(kt_export_jsonl(&unit_app, unit_store, &sink, &lines,
                                     &unit_err),
                     KT_INVALID_FILE);
    assert_text(unit_err.detail, "line 2 cannot be written");
    ck_assert_int_eq(lines, 1);
}
END_TEST

START_TEST(test_exports_an_empty_shop)
{
    int64_t lines;
    struct kt_str text = export_shop(unit_store, &lines);
    ck_assert_int_eq(lines, 1);
    ck_assert(kt_str_starts(
        text, KT_STR("{\"kind\":\"shop\",\"name\":\"test\",\"settings\":{")));
}
END_TEST

Suite *kt_suite_export(void);

Suite *
kt_suite_export(void)
{
    Suite *suite = suite_create("export");
    TCase *tcase = unit_shop_case(suite, "export");
    tcase_add_test(tcase, test_comes_back_byte_for_byte);
    tcase_add_test(tcase, test_changes_nothing_when_read_into_its_own_shop);
    tcase_add_test(tcase, test_carries_every_admin_resource_or_says_why_not);
    tcase_add_test(tcase, test_leaves_customers_out_when_asked);
    tcase_add_test(tcase, test_brings_back_five_thousand_variants);
    tcase_add_test(tcase, test_tells_a_sink_that_fails);
    tcase_add_test(tcase, test_exports_an_empty_shop);
    return suite;
}
