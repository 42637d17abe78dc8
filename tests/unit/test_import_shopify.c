#include "import.h"

static struct kt_import_report
import(const char *text)
{
    return unit_import(KT_IMPORT_SHOPIFY, text,
                       (struct kt_import_options){ .currency = KT_STR("USD") },
                       0);
}

static bool
has_note(const struct kt_import_report *report, const char *note)
{
    const struct kt_str *notes = report->notes.items;
    for (size_t i = 0; i < report->notes.count; i++) {
        if (kt_str_eq(notes[i], kt_str_of(note)))
            return true;
    }
    return false;
}

static struct kt_str
media_text(const struct kt_product *product)
{
    const struct kt_media *media = product->media.items;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 256);
    for (size_t i = 0; i < product->media.count; i++) {
        struct kt_str skus = unit_joined(&media[i].skus);
        kt_buf_format(&buf, "%s%.*s(%.*s)", i > 0 ? " " : "",
                      KT_STR_FMT(media[i].url), KT_STR_FMT(skus));
    }
    return kt_buf_view(&buf);
}

/* ---- the published files ---- */

START_TEST(test_imports_the_published_files)
{
    static const struct {
        const char *file;
        int64_t rows, variants, others;
    } files[] = {
        { "shopify/apparel.csv", 22, 22, 0 },
        { "shopify/home-and-garden.csv", 21, 21, 3 },
        { "shopify/jewelery.csv", 41, 23, 3 },
    };
    for (size_t i = 0; i < KT_COUNT(files); i++) {
        const char *text = unit_catalog_file(files[i].file);
        if (text == NULL)
            return;
        struct kt_import_report report = import(text);
        unit_import_sound(&report);
        ck_assert_int_eq(report.rows, files[i].rows);
        ck_assert_int_eq(report.products_new, 20);
        ck_assert_int_eq(report.variants, files[i].variants);
        ck_assert_int_eq(report.others, files[i].others);
        report = import(text);
        unit_import_sound(&report);
        ck_assert_int_eq(report.products_new, 0);
        ck_assert_int_eq(report.products_updated, 20);
        ck_assert_int_eq(report.variants, files[i].variants);
        ck_assert_int_eq(report.others, 0);
    }
}
END_TEST

START_TEST(test_reads_a_published_product_right)
{
    const char *text = unit_catalog_file("shopify/jewelery.csv");
    if (text == NULL)
        return;
    import(text);
    struct kt_product product = unit_product("chain-bracelet");
    const struct kt_variant *black = unit_variant(&product, 1);
    assert_text(product.vendor, "Company 123");
    assert_text(unit_joined(&product.categories), "bracelet");
    ck_assert_uint_eq(product.options.count, 1);
    assert_text(((struct kt_product_option *)product.options.items)->name,
                "Color");
    ck_assert_uint_eq(product.variants.count, 2);
    assert_text(black->sku, "chain-bracelet-black");
    assert_text(unit_joined(&black->option_values), "Black");
    ck_assert_int_eq(unit_price(black, 0)->amount, 4299);
    ck_assert_int_eq(unit_price(black, 0)->compare_at, 4499);
    ck_assert_int_eq(black->stock_policy, KT_STOCK_UNTRACKED);
    struct kt_product necklace = unit_product("choker-with-gold-pendant");
    const struct kt_pair *texts = necklace.descriptions.items;
    ck_assert_ptr_nonnull(
        strstr(kt_arena_cstr(&unit_arena, texts[0].value),
               "<li>Length, 12\" with 2.5\" extender</li>\n"));
}
END_TEST

/* ---- rows ---- */

START_TEST(test_reads_columns_in_any_order)
{
    struct kt_import_report report = import(
        "\xef\xbb\xbf"
        "variant price,HANDLE,Something,Option2 Value,"
        "Option1 Value,Option1 Name,Option2 Name,Title,Variant SKU,"
        "Variant Inventory Tracker,Variant Inventory Qty,"
        "Variant Inventory Policy,Variant Grams,Variant Barcode,Tags,"
        "Variant Compare At Price,Status,Published,Variant Taxable\r\n"
        "9.90,Blue-Tee,x,S,Blue,Colour,Size,\"Tee \"\"B\"\"\",'T-1,shopify,4,"
        "continue,250,'00123,\" a, b ,,a\",9.90,Draft,TRUE,false\r\n"
        "\"10,50\",Blue-Tee,,L,Blue,,,,T-2,shopify,,deny,,,,12,,,\r\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_new, 1);
    ck_assert_int_eq(report.others, 1);
    ck_assert(has_note(&report, "the column \"Something\" is not used"));
    struct kt_product tee = unit_product("blue-tee");
    const struct kt_variant *small = unit_variant(&tee, 0);
    const struct kt_variant *large = unit_variant(&tee, 1);
    assert_text(((struct kt_pair *)tee.titles.items)->value, "Tee \"B\"");
    ck_assert_int_eq(tee.status, KT_PRODUCT_DRAFT);
    assert_text(unit_joined(&tee.tags), "a|b");
    assert_text(small->sku, "T-1");
    assert_text(small->barcode, "00123");
    assert_text(small->tax_class, "exempt");
    ck_assert_int_eq(small->weight_g, 250);
    ck_assert_int_eq(small->stock_policy, KT_STOCK_BACKORDER);
    ck_assert_int_eq(((struct kt_stock_level *)small->stock.items)->available,
                     4);
    ck_assert_int_eq(unit_price(small, 0)->amount, 990);
    ck_assert_int_eq(unit_price(small, 0)->compare_at, 0);
    assert_text(unit_joined(&large->option_values), "Blue|L");
    ck_assert_int_eq(unit_price(large, 0)->amount, 1050);
    ck_assert_int_eq(unit_price(large, 0)->compare_at, 1200);
    ck_assert_int_eq(large->stock_policy, KT_STOCK_REFUSE);
}
END_TEST

START_TEST(test_reads_the_newer_template)
{
    struct kt_import_report report = import(
        "Title,URL handle,Description,Product category,Status,SKU,Price,"
        "Inventory quantity,Continue selling when out of stock,"
        "Weight value (grams),Product image URL\n"
        "Cap,cap,<p>Cap</p>,Apparel > Hats > Caps,Active,CAP,25.00,3,TRUE,90,"
        "https://x.example/cap.jpg\n");
    unit_import_sound(&report);
    struct kt_product cap = unit_product("cap");
    assert_text(unit_joined(&cap.categories), "caps");
    ck_assert_int_eq(report.others, 4);
    ck_assert_int_eq(unit_variant(&cap, 0)->stock_policy, KT_STOCK_BACKORDER);
    assert_text(unit_variant(&cap, 0)->sku, "CAP");
}
END_TEST

START_TEST(test_gives_pictures_to_their_variants)
{
    struct kt_import_report report = import(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
        "Image Src,Image Position,Variant Image\n"
        "a,A,Colour,Red,R,1,/2.jpg,2,/1.jpg\n"
        "a,,,Blue,B,1,/1.jpg,1,/3.jpg\n"
        "a,,,,,,/4.jpg,4,\n");
    unit_import_sound(&report);
    struct kt_product product = unit_product("a");
    assert_text(media_text(&product), "/1.jpg(R) /2.jpg() /4.jpg() /3.jpg(B)");
}
END_TEST

START_TEST(test_refuses_wrong_cells_with_their_place)
{
    static const char head[] =
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
        "Variant Inventory Qty,Variant Taxable,Status\n";
    static const struct {
        const char *rows;
        const char *fault;
    } cases[] = {
        { "a,A,,,A,12.505,,,\n",
          "2|Variant Price|12.505|is no amount in USD: write it as 1234.56" },
        { "a,A,,,A,$12,,,\n",
          "2|Variant Price|$12|is no amount in USD: write it as 1234.56" },
        { "a,A,,,A,\"1,234.50\",,,\n",
          "2|Variant Price|1,234.50|is no amount in USD: write it as 1234.56" },
        { "a,A,,,A,\"1,234\",,,\n",
          "2|Variant Price|1,234|is no amount in USD: write it as 1234.56" },
        { "a,A,,,A,-1,,,\n",
          "2|Variant Price|-1|is no amount in USD: write it as 1234.56" },
        { "a,A,,,A,1e3,,,\n",
          "2|Variant Price|1e3|is no amount in USD: write it as 1234.56" },
        { "a,A,,,A,1,2.5,,\n",
          "2|Variant Inventory Qty|2.5|must be a whole number from "
          "-1000000000 to 1000000000" },
        { "a,A,,,A,1,,maybe,\n",
          "2|Variant Taxable|maybe|must be true or false" },
        { "a,A,,,A,1,,,gone\n",
          "2|Status|gone|must be active, draft or archived" },
        { "a,,,,A,1,,,\n",
          "2|Title||the first row of a product needs a title" },
        { "a,A,Size,S,A,1,,,\na,,,,B,2,,,\n",
          "3|Option1 Value||the variant needs a value" },
        { "a,A,,,A,1,,,\na,,,L,B,2,,,\n",
          "3|Option1 Value|L|the first row names no such option" },
        { "a,A,,,A,1,,,\nb,B,,,B,1,,,\na,A,,,C,1,,,\n",
          "4|Handle|a|stands further up already: the rows of a product follow "
          "one another" },
        { "!!,A,,,A,1,,,\n",
          "2|Handle|!!|a product needs a handle of letters or digits" },
        { "a,A,,,A,1,,,\nb,B,,,A,1,,,\n",
          "3|Variant SKU|A|a variant of another product has it" },
        { "a,A\xff,,,A,1,,,\n",
          "2|Title||is not UTF-8: save the file in that encoding" },
        { "a,A,,,A,1,,,,more\n",
          "2|||the row has more cells than there are columns" },
        { "a,A,Size,S,A,1,,,\na,,,S,B,2,,,\n",
          "3|Option1 Value||another variant is \"S\" already" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_import_report report = import(
            kt_arena_format(&unit_arena, "%s%s", head, cases[i].rows).ptr);
        ck_assert_uint_eq(report.fault_count, 1);
        assert_fault(report, 0, cases[i].fault);
        ck_assert_int_eq(report.products_new, 0);
        ck_assert_int_eq(report.products_refused, 1);
    }
}
END_TEST

START_TEST(test_tells_what_the_first_row_lacks)
{
    static const struct {
        const char *text;
        const char *detail;
    } cases[] = {
        { "", "the file is empty" },
        { "Handel,Title,Variant Price\n",
          "line 1: there is no column \"Handle\", is it \"Handel\"?" },
        { "Handle,Title,Price,Variant Price\n",
          "line 1: the column \"Variant Price\" stands there twice" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_import_options options = { .app = &unit_app,
                                             .store_id = unit_store,
                                             .currency = KT_STR("EUR") };
        struct kt_import_report report;
        enum kt_status status =
            unit_import_try(KT_IMPORT_SHOPIFY, cases[i].text, options, &report);
        ck_assert_int_eq(status, KT_INVALID_FILE);
        assert_text(unit_err.detail, cases[i].detail);
    }
}
END_TEST

START_TEST(test_needs_a_currency)
{
    struct kt_import_report report;
    enum kt_status status =
        unit_import_try(KT_IMPORT_SHOPIFY, "Handle,Title,Price\n",
                        (struct kt_import_options){ 0 }, &report);
    ck_assert_int_eq(status, KT_NOT_FOUND);
    assert_text(unit_err.detail, "the shop has no channel yet: name the "
                                 "currency of the prices");
    unit_import_jsonl("{\"kind\":\"channel\",\"code\":\"jp\",\"name\":\"J\","
                      "\"currencies\":[\"JPY\"],\"locales\":[\"ja\"]}\n");
    report = unit_import(KT_IMPORT_SHOPIFY,
                         "Handle,Title,Price\na,\xe7\x9f\xa5,500\n"
                         "b,B,500.00\nc,C,0.5\n",
                         (struct kt_import_options){ .skips_faulty = true }, 0);
    ck_assert_int_eq(report.products_new, 2);
    assert_fault(report, 0,
                 "4|Price|0.5|is no amount in JPY: write it as 123456");
    struct kt_product product = unit_product("b");
    assert_text(unit_price(unit_variant(&product, 0), 0)->currency, "JPY");
    ck_assert_int_eq(unit_price(unit_variant(&product, 0), 0)->amount, 500);
    assert_text(((struct kt_pair *)product.titles.items)->name, "ja");
}
END_TEST

Suite *kt_suite_import_shopify(void);

Suite *
kt_suite_import_shopify(void)
{
    Suite *suite = suite_create("import_shopify");
    TCase *tcase = unit_shop_case(suite, "shopify");
    tcase_add_test(tcase, test_imports_the_published_files);
    tcase_add_test(tcase, test_reads_a_published_product_right);
    tcase_add_test(tcase, test_reads_columns_in_any_order);
    tcase_add_test(tcase, test_reads_the_newer_template);
    tcase_add_test(tcase, test_gives_pictures_to_their_variants);
    tcase_add_test(tcase, test_refuses_wrong_cells_with_their_place);
    tcase_add_test(tcase, test_tells_what_the_first_row_lacks);
    tcase_add_test(tcase, test_needs_a_currency);
    return suite;
}
