#include "import.h"
#include "service/shop.h"

#define SHOP_LINES                                                             \
    "{\"kind\":\"channel\",\"code\":\"web\",\"name\":\"Web\","                 \
    "\"currencies\":[\"EUR\"],\"locales\":[\"en\",\"de\"],"                    \
    "\"home_country\":\"DE\"}\n"                                               \
    "{\"kind\":\"location\",\"code\":\"main\",\"name\":\"Main\"}\n"            \
    "{\"kind\":\"category\",\"slug\":\"home\",\"names\":{\"en\":\"Home\"}}\n"  \
    "{\"kind\":\"category\",\"slug\":\"mugs\",\"parent\":\"home\","            \
    "\"names\":{\"en\":\"Mugs\"}}\n"                                           \
    "{\"kind\":\"price_list\",\"code\":\"members\",\"name\":\"Members\","      \
    "\"customer_group\":\"member\"}\n"

#define MUG_LINE                                                               \
    "{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":{\"en\":\"Mug\","       \
    "\"de\":\"Becher\"},\"options\":[{\"name\":\"Size\",\"values\":[\"S\","    \
    "\"L\"]}],\"categories\":[\"mugs\"],\"tags\":[\"new\"],\"variants\":["     \
    "{\"sku\":\"MUG-S\",\"option_values\":[\"S\"],\"prices\":["                \
    "{\"currency\":\"EUR\",\"amount\":900},{\"currency\":\"EUR\","             \
    "\"amount\":800,\"price_list\":\"members\"}],"                             \
    "\"stock\":[{\"location\":\"main\",\"available\":3}]},"                    \
    "{\"sku\":\"MUG-L\",\"option_values\":[\"L\"],\"prices\":["                \
    "{\"currency\":\"EUR\",\"amount\":1200}]}]}\n"

#define RULE_LINES                                                             \
    "{\"kind\":\"price_rule\",\"code\":\"list\",\"rule\":\"list_price\"}\n"    \
    "{\"kind\":\"tax_rule\",\"code\":\"vat\",\"rule\":\"flat_rate\","          \
    "\"params\":{\"name\":\"VAT\",\"percent\":\"19\"}}\n"                      \
    "{\"kind\":\"shipping_method\",\"code\":\"standard\","                     \
    "\"title\":\"Standard\",\"rule\":\"flat_fee\",\"params\":{\"fee\":490}}\n"

START_TEST(test_imports_a_shop)
{
    struct kt_import_report report =
        unit_import_jsonl(SHOP_LINES MUG_LINE RULE_LINES);
    const struct kt_shop *shop;
    unit_import_sound(&report);
    ck_assert_int_eq(report.rows, 9);
    ck_assert_int_eq(report.products_new, 1);
    ck_assert_int_eq(report.products_updated, 0);
    ck_assert_int_eq(report.variants, 2);
    ck_assert_int_eq(report.others, 8);
    struct kt_product mug = unit_product("mug");
    ck_assert_uint_eq(mug.variants.count, 2);
    assert_text(unit_variant(&mug, 0)->sku, "MUG-S");
    ck_assert_int_eq(unit_price(unit_variant(&mug, 0), 0)->amount, 900);
    ck_assert_int_eq(unit_price(unit_variant(&mug, 0), 1)->amount, 800);
    assert_text(unit_price(unit_variant(&mug, 0), 1)->price_list, "members");
    ck_assert_int_eq(unit_variant(&mug, 0)->stock_policy, KT_STOCK_REFUSE);
    ck_assert_int_eq(unit_variant(&mug, 1)->stock_policy, KT_STOCK_UNTRACKED);
    assert_ok(kt_shop_acquire(&unit_app, unit_store, &shop, &unit_err));
    ck_assert_uint_eq(shop->channel_count, 1);
    ck_assert_uint_eq(shop->uses[KT_RULE_TAX].count, 1);
    assert_text(shop->uses[KT_RULE_SHIPPING].items[0].tax_class, "standard");
    kt_shop_release(&unit_app, shop);
}
END_TEST

START_TEST(test_updates_on_the_second_run)
{
    unit_import_jsonl(SHOP_LINES MUG_LINE RULE_LINES);
    struct kt_product before = unit_product("mug");
    struct kt_import_report report = unit_import_jsonl(
        SHOP_LINES RULE_LINES
        "{\"kind\":\"product\",\"slug\":\"mug\",\"titles\":{\"en\":\"Cup\"},"
        "\"options\":[{\"name\":\"Size\",\"values\":[\"S\"]}],\"variants\":["
        "{\"sku\":\"MUG-S\",\"option_values\":[\"S\"],\"prices\":["
        "{\"currency\":\"EUR\",\"amount\":950}]}]}\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_new, 0);
    ck_assert_int_eq(report.products_updated, 1);
    ck_assert_int_eq(report.others, 8);
    struct kt_product after = unit_product("mug");
    ck_assert(kt_id_eq(before.id, after.id));
    ck_assert_uint_eq(after.variants.count, 2);
    ck_assert(
        kt_id_eq(unit_variant(&before, 0)->id, unit_variant(&after, 0)->id));
    ck_assert(unit_variant(&after, 0)->is_active);
    ck_assert(!unit_variant(&after, 1)->is_active);
    ck_assert_uint_eq(unit_variant(&after, 0)->prices.count, 1);
    ck_assert_int_eq(unit_price(unit_variant(&after, 0), 0)->amount, 950);
    ck_assert(kt_id_eq(unit_price(unit_variant(&before, 0), 0)->id,
                       unit_price(unit_variant(&after, 0), 0)->id));
    ck_assert_uint_eq(after.categories.count, 0);
    ck_assert_uint_eq(after.tags.count, 0);
    ck_assert_uint_eq(unit_variant(&after, 0)->stock.count, 1);
}
END_TEST

START_TEST(test_tells_line_pointer_value_and_reason)
{
    unit_import_jsonl(SHOP_LINES);
    struct kt_import_report report = unit_import_jsonl(
        "\n"
        "{\"kind\":\"prodct\"}\n"
        "{\"kind\":\"product\",\"slug\":\"a\",\"titles\":{\"en\":\"A\"},"
        "\"categories\":[\"mugz\"],\"variants\":[{\"sku\":\"A\",\"prices\":["
        "{\"currency\":\"EUR\",\"amount\":\"9\"}]}]}\n"
        "{\"kind\":\"product\",\"slug\":\"a\",\"titles\":{\"en\":\"A\"},"
        "\"categories\":[\"mugz\"],\"variants\":[{\"sku\":\"A\"}]}\n"
        "{\"kind\":\"location\",\"code\":\"B!\",\"name\":\"b\"}\n"
        "[1]\n"
        "{\"kind\"\n");
    ck_assert_uint_eq(report.fault_count, 6);
    assert_fault(
        report, 0,
        "2|/kind|prodct|\"prodct\" is no kind, did you mean \"product\"?");
    assert_fault(report, 1,
                 "3|/variants/0/prices/0/amount|9|must be an integer, not a "
                 "string");
    assert_fault(report, 2,
                 "4|/categories/0|mugz|there is no category \"mugz\", did you "
                 "mean \"mugs\"?");
    assert_fault(report, 3,
                 "5|/code|B!|\"B!\" is no code: write a-z, 0-9, -, _ or .");
    assert_fault(report, 4, "6|||must be an object, not an array");
    ck_assert_int_eq(report.faults[5].line, 7);
    ck_assert_int_eq(report.products_refused, 2);
    ck_assert_int_eq(report.others, 0);
}
END_TEST

START_TEST(test_stores_a_batch_whole_or_not)
{
    static const char text[] = SHOP_LINES MUG_LINE
        "{\"kind\":\"product\",\"slug\":\"b\",\"titles\":{\"en\":\"B\"},"
        "\"variants\":[{\"sku\":\"MUG-L\"}]}\n";
    struct kt_import_report report = unit_import_jsonl(text);
    ck_assert_uint_eq(report.fault_count, 1);
    assert_fault(report, 0,
                 "7|/variants/0/sku|MUG-L|a variant of another product has it");
    ck_assert_int_eq(report.products_new, 0);
    ck_assert_int_eq(report.products_refused, 1);
    ck_assert_int_eq(report.products_held, 1);
    ck_assert_int_eq(report.others, 0);
    report = unit_import(KT_IMPORT_JSONL, text,
                         (struct kt_import_options){ .skips_faulty = true }, 0);
    ck_assert_int_eq(report.products_new, 1);
    ck_assert_int_eq(report.products_refused, 1);
    ck_assert_int_eq(report.products_held, 0);
    ck_assert_int_eq(report.others, 5);
}
END_TEST

START_TEST(test_stores_nothing_in_a_dry_run)
{
    static const char text[] = SHOP_LINES MUG_LINE
        "{\"kind\":\"product\",\"slug\":\"b\",\"titles\":{\"en\":\"B\"},"
        "\"variants\":[{\"sku\":\"MUG-L\"}]}\n" MUG_LINE RULE_LINES;
    uint64_t commits = kt_store_epoch(unit_app.store);
    struct kt_import_report report =
        unit_import(KT_IMPORT_JSONL, text,
                    (struct kt_import_options){ .is_dry_run = true,
                                                .batch_max = 1 },
                    0);
    ck_assert_uint_eq(report.fault_count, 1);
    assert_fault(report, 0,
                 "7|/variants/0/sku|MUG-L|a variant of another product has it");
    ck_assert_int_eq(report.products_new, 1);
    ck_assert_int_eq(report.products_updated, 1);
    ck_assert_int_eq(report.others, 8);
    ck_assert_uint_eq(kt_store_epoch(unit_app.store), commits);
    ck_assert_int_eq(unit_import_jsonl(SHOP_LINES MUG_LINE).products_new, 1);
}
END_TEST

START_TEST(test_reads_any_pieces_and_line_ends)
{
    static const char text[] =
        "\xef\xbb\xbf{\"kind\":\"location\",\"code\":\"a\",\"name\":\"A\"}\r\n"
        "\r\n  \n{\"kind\":\"location\",\"code\":\"b\",\"name\":\"B\"}";
    for (size_t piece = 1; piece < 4; piece++) {
        struct kt_import_report report =
            unit_import(KT_IMPORT_JSONL, text, (struct kt_import_options){ 0 },
                        piece);
        unit_import_sound(&report);
        ck_assert_int_eq(report.rows, 2);
        ck_assert_int_eq(report.others, 2);
        ck_assert_int_eq(report.bytes, sizeof text - 1);
    }
}
END_TEST

START_TEST(test_moves_a_branch_of_categories)
{
    static const char below[] =
        "{\"kind\":\"category\",\"slug\":\"a\",\"names\":{\"en\":\"A\"}}\n"
        "{\"kind\":\"category\",\"slug\":\"b\",\"parent\":\"a\","
        "\"names\":{\"en\":\"B\"}}\n"
        "{\"kind\":\"category\",\"slug\":\"c\",\"parent\":\"b\","
        "\"names\":{\"en\":\"C\"}}\n";
    struct kt_import_report report = unit_import_jsonl(below);
    unit_import_sound(&report);
    report = unit_import_jsonl(
        "{\"kind\":\"category\",\"slug\":\"a\",\"parent\":\"c\","
        "\"names\":{\"en\":\"A\"}}\n");
    assert_fault(report, 0, "1|/parent|c|\"c\" stands below this category");
    report = unit_import_jsonl(
        "{\"kind\":\"category\",\"slug\":\"b\",\"names\":{\"en\":\"B\"}}\n"
        "{\"kind\":\"category\",\"slug\":\"a\",\"parent\":\"c\","
        "\"names\":{\"en\":\"A\"}}\n");
    unit_import_sound(&report);
}
END_TEST

START_TEST(test_checks_rules_by_their_declaration)
{
    struct kt_import_report report = unit_import_jsonl(
        SHOP_LINES
        "{\"kind\":\"tax_rule\",\"code\":\"vat\",\"rule\":\"flat_rat\"}\n"
        "{\"kind\":\"tax_rule\",\"code\":\"vat\",\"rule\":\"flat_rate\","
        "\"params\":{\"percent\":\"x\"},\"tax_class\":\"a\","
        "\"channels\":[\"wob\"]}\n");
    ck_assert_uint_eq(report.fault_count, 4);
    assert_fault(report, 0,
                 "6|/rule|flat_rat|there is no tax_rule \"flat_rat\", did you "
                 "mean \"flat_rate\"?");
    assert_text(report.faults[1].column, "/params/percent");
    assert_text(report.faults[1].value, "x");
    assert_fault(report, 2, "7|/tax_class|a|is for shipping methods only");
    assert_fault(report, 3,
                 "7|/channels/0|wob|there is no channel \"wob\", did you mean "
                 "\"web\"?");
}
END_TEST

#define PROMOTION(CODE, MORE)                                                  \
    "{\"kind\":\"promotion\",\"code\":\"" CODE "\",\"title\":\"" CODE          \
    "\",\"rule\":\"order_percent_off\",\"params\":{\"percent\":10}," MORE      \
    "}\n"

/* Seen beside what comes behind them, a coupon among it. */
START_TEST(test_warns_of_odd_promotions)
{
    static const char text[] = SHOP_LINES PROMOTION("Ten", "\"priority\":1")
        PROMOTION("Alone", "\"is_exclusive\":true,\"needs_coupon\":true")
            PROMOTION(
                "Code",
                "\"priority\":2,\"needs_coupon\":true,"
                "\"products\":{\"skus\":[\"nope\"]}") "{\"kind\":\"coupon\","
                                                      "\"promotion\":\"Code\","
                                                      "\"code\":\"SAVE\"}\n";
    static const char *const wanted[] = {
        "6|Ten||never together with what is exclusive: \"Alone\"",
        "7|Alone|/needs_coupon|it has no coupon that may be used",
        "8|Code||never together with what is exclusive: \"Alone\"",
        "8|Code|/products/skus/0|there is no SKU \"nope\"",
    };
    struct kt_import_report report =
        unit_import(KT_IMPORT_JSONL, text,
                    (struct kt_import_options){ .is_dry_run = true }, 0);
    unit_import_sound(&report);
    ck_assert_uint_eq(report.warnings.count, 0);
    report = unit_import_jsonl(text);
    unit_import_sound(&report);
    ck_assert_uint_eq(report.warnings.count, KT_COUNT(wanted));
    const struct kt_import_warning *warnings = report.warnings.items;
    for (size_t i = 0; i < KT_COUNT(wanted); i++)
        assert_text(kt_arena_format(&unit_arena, "%lld|%.*s|%.*s|%.*s",
                                    (long long)warnings[i].line,
                                    KT_STR_FMT(warnings[i].title),
                                    KT_STR_FMT(warnings[i].pointer),
                                    KT_STR_FMT(warnings[i].detail)),
                    wanted[i]);
}
END_TEST

/* As many as are told; the others are counted. */
START_TEST(test_warns_of_many)
{
    struct kt_buf text;
    kt_buf_init(&text, &unit_arena, 1 << 18);
    kt_buf_text(&text, SHOP_LINES);
    for (int i = 0; i < KT_IMPORT_FAULTS_MAX + 7; i++)
        kt_buf_format(&text,
                      "{\"kind\":\"promotion\",\"code\":\"p%d\",\"rule\":"
                      "\"order_percent_off\",\"params\":{\"percent\":10},"
                      "\"ends_at\":\"2020-01-01T00:00:00Z\"}\n",
                      i);
    kt_buf_append(&text, "", 1);
    struct kt_import_report report = unit_import_jsonl(text.ptr);
    unit_import_sound(&report);
    ck_assert_uint_eq(report.warnings.count, KT_IMPORT_FAULTS_MAX);
    ck_assert_int_eq(report.warnings_dropped, 7);
}
END_TEST

Suite *kt_suite_import_jsonl(void);

Suite *
kt_suite_import_jsonl(void)
{
    Suite *suite = suite_create("import_jsonl");
    TCase *tcase = unit_shop_case(suite, "jsonl");
    tcase_add_test(tcase, test_imports_a_shop);
    tcase_add_test(tcase, test_updates_on_the_second_run);
    tcase_add_test(tcase, test_tells_line_pointer_value_and_reason);
    tcase_add_test(tcase, test_stores_a_batch_whole_or_not);
    tcase_add_test(tcase, test_stores_nothing_in_a_dry_run);
    tcase_add_test(tcase, test_reads_any_pieces_and_line_ends);
    tcase_add_test(tcase, test_moves_a_branch_of_categories);
    tcase_add_test(tcase, test_warns_of_odd_promotions);
    tcase_add_test(tcase, test_warns_of_many);
    tcase_add_test(tcase, test_checks_rules_by_their_declaration);
    return suite;
}
