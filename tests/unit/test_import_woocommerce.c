#include "import.h"
#include "service/shop.h"

static struct kt_import_report
import(const char *text)
{
    return unit_import(KT_IMPORT_WOOCOMMERCE, text,
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

/* ---- the published files ---- */

START_TEST(test_imports_the_published_products)
{
    const char *text = unit_catalog_file("woocommerce/sample_products.csv");
    if (text == NULL)
        return;
    struct kt_import_report report = import(text);
    unit_import_sound(&report);
    ck_assert_int_eq(report.rows, 24);
    ck_assert_int_eq(report.products_new, 13);
    ck_assert_int_eq(report.variants, 26);
    ck_assert_int_eq(report.others, 5);
    ck_assert(has_note(&report, "line 17: grouped products are left out: Logo "
                                "Collection"));
    ck_assert(has_note(&report, "line 18: external products are left out: "
                                "ClassicPress Donation"));
    report = import(text);
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_new, 0);
    ck_assert_int_eq(report.products_updated, 13);
    ck_assert_int_eq(report.variants, 26);
    ck_assert_int_eq(report.others, 0);
}
END_TEST

START_TEST(test_reads_published_products_right)
{
    const char *text = unit_catalog_file("woocommerce/sample_products.csv");
    if (text == NULL)
        return;
    import(text);
    struct kt_product hoodie = unit_product("hoodie");
    const struct kt_product_option *options = hoodie.options.items;
    const struct kt_variant *red = unit_variant(&hoodie, 0);
    ck_assert_uint_eq(hoodie.options.count, 2);
    assert_text(unit_joined(&options[0].values), "Blue|Green|Red");
    assert_text(unit_joined(&options[1].values), "Yes|No");
    ck_assert_uint_eq(hoodie.variants.count, 6);
    assert_text(red->sku, "cc-hoodie-red");
    assert_text(unit_joined(&red->option_values), "Red|No");
    ck_assert_int_eq(unit_price(red, 0)->amount, 4200);
    ck_assert_int_eq(unit_price(red, 0)->compare_at, 4500);
    assert_text(unit_joined(&hoodie.categories), "hoodies");
    struct kt_product tee = unit_product("t-shirt");
    ck_assert_uint_eq(tee.variants.count, 9);
    assert_text(unit_variant(&tee, 0)->sku, "cc-t-shirt-blue-blue-large");
    struct kt_product album = unit_product("album");
    ck_assert(!unit_variant(&album, 0)->requires_shipping);
    struct kt_product beanie = unit_product("beanie");
    assert_text(beanie.attributes, "{\"color\":\"Red\"}");
}
END_TEST

START_TEST(test_imports_the_published_tax_rates)
{
    const char *text = unit_catalog_file("woocommerce/sample_tax_rates.csv");
    const struct kt_shop *shop;
    if (text == NULL)
        return;
    struct kt_import_report report = import(text);
    unit_import_sound(&report);
    ck_assert_int_eq(report.rows, 5);
    /* 3 classes, 3 zones, 5 rates, the rule */
    ck_assert_int_eq(report.others, 12);
    assert_ok(kt_shop_acquire(&unit_app, unit_store, &shop, &unit_err));
    const struct kt_tax_rates *rates = &shop->tax_rates;
    ck_assert_uint_eq(rates->index.zone_count, 3);
    assert_text(rates->zones[0].code, "rates-gb");
    assert_text(rates->zones[1].code, "rates-us");
    assert_text(rates->zones[2].code, "rates-us-al-12345");
    ck_assert_uint_eq(rates->row_count, 5);
    assert_text(rates->rows[0].tax_class, "reduced-rate");
    ck_assert_int_eq(rates->rows[0].rate_ppm, 50000);
    assert_text(rates->rows[4].name, "US AL");
    ck_assert_int_eq(rates->rows[4].rate_ppm, 20000);
    ck_assert_int_eq(rates->rows[4].priority, 2);
    ck_assert(rates->rows[4].is_compound);
    assert_text(shop->uses[KT_RULE_TAX].items[0].rule, "zone_rates");
    kt_shop_release(&unit_app, shop);
    ck_assert_int_eq(import(text).others, 0);
}
END_TEST

/* ---- rows ---- */

START_TEST(test_reads_prices_stock_and_measures)
{
    struct kt_import_report report = import(
        "Type,SKU,Name,Published,Regular price,Sale price,"
        "Date sale price starts,Date sale price ends,Stock,In stock?,"
        "Backorders allowed?,Sold individually?,Weight (lbs),Length (in),"
        "Width (in),Height (in),Tax status,Tax class,Categories,Tags,Brands\n"
        "simple,A,Table,1,100,80,2026-01-01,2026-01-31,5,1,notify,1,2.5,10,20,"
        "30,taxable,reduced-rate,\"Home > Tables, Sale\",\"x, y\",Oak\n"
        "simple,B,Chair,0,50,,,,,0,0,0,,,,,none,,,,\n"
        "simple,C,Lamp,-1,\"12,5\",,,,,1,0,,,,,,,,Home > Lamps,,\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.products_new, 3);
    ck_assert_int_eq(report.others, 5);
    struct kt_product table = unit_product("table");
    const struct kt_variant *a = unit_variant(&table, 0);
    assert_text(unit_joined(&table.categories), "tables|sale");
    assert_text(table.vendor, "Oak");
    ck_assert_int_eq(a->weight_g, 1134);
    ck_assert_int_eq(a->length_mm, 254);
    ck_assert_int_eq(a->width_mm, 508);
    ck_assert_int_eq(a->quantity_max, 1);
    ck_assert_int_eq(a->stock_policy, KT_STOCK_BACKORDER);
    assert_text(a->tax_class, "reduced-rate");
    ck_assert_uint_eq(a->prices.count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct kt_product_price *price = unit_price(a, i);
        bool is_sale = price->starts_at != 0;
        ck_assert_int_eq(price->amount, is_sale ? 8000 : 10000);
        ck_assert_int_eq(price->compare_at, is_sale ? 10000 : 0);
        ck_assert_int_eq(price->starts_at,
                         is_sale ? INT64_C(1767225600000) : 0);
        ck_assert_int_eq(price->ends_at, is_sale ? INT64_C(1769904000000) : 0);
    }
    struct kt_product chair = unit_product("chair");
    ck_assert_int_eq(chair.status, KT_PRODUCT_DRAFT);
    ck_assert_int_eq(unit_variant(&chair, 0)->stock_policy, KT_STOCK_REFUSE);
    ck_assert_uint_eq(unit_variant(&chair, 0)->stock.count, 1);
    assert_text(unit_variant(&chair, 0)->tax_class, "exempt");
    struct kt_product lamp = unit_product("lamp");
    ck_assert_int_eq(unit_variant(&lamp, 0)->stock_policy, KT_STOCK_UNTRACKED);
    ck_assert_int_eq(unit_price(unit_variant(&lamp, 0), 0)->amount, 1250);
}
END_TEST

START_TEST(test_joins_variations_wherever_they_stand)
{
    struct kt_import_report report =
        import("ID,Type,SKU,Name,Regular price,Parent,Stock,Attribute 1 name,"
               "Attribute 1 value(s)\n"
               "3,variation,R,Mug - Red,5,id:1,,Colour,Red\n"
               "1,variable,,Mug,,,,Colour,\"Blue, Red\"\n"
               "5,variation,X,Cup - any,6,cup,7,Size,\n"
               "2,variation,,Mug - Blue,6,id:1,,Colour,Blue\n"
               "4,variable,cup,Cup,,,,Size,\"S, L\"\n"
               "6,variation,Y,Lost,6,nobody,,,\n");
    ck_assert_uint_eq(report.fault_count, 1);
    assert_fault(report, 0,
                 "7|Parent|nobody|no variable product of the file has this SKU "
                 "or id");
    ck_assert_int_eq(report.products_held, 2);
    report = unit_import(
        KT_IMPORT_WOOCOMMERCE,
        "ID,Type,SKU,Name,Regular price,Parent,Stock,Attribute 1 name,"
        "Attribute 1 value(s)\n"
        "3,variation,R,Mug - Red,5,id:1,,Colour,Red\n"
        "1,variable,,Mug,,,,Colour,\"Blue, Red\"\n"
        "5,variation,X,Cup - any,6,cup,7,Size,\n"
        "2,variation,,Mug - Blue,6,id:1,,Colour,Blue\n"
        "4,variable,cup,Cup,,,,Size,\"S, L\"\n",
        (struct kt_import_options){ .currency = KT_STR("EUR") }, 0);
    unit_import_sound(&report);
    struct kt_product mug = unit_product("mug");
    ck_assert_uint_eq(mug.variants.count, 2);
    assert_text(unit_variant(&mug, 0)->sku, "R");
    assert_text(unit_variant(&mug, 1)->sku, "mug-blue");
    struct kt_product cup = unit_product("cup");
    ck_assert_uint_eq(cup.variants.count, 1);
    assert_text(unit_joined(&unit_variant(&cup, 0)->option_values), "Any");
}
END_TEST

START_TEST(test_tells_products_of_one_name_apart)
{
    static const char text[] = "ID,Type,SKU,Name,Regular price\n"
                               "1,simple,A,Mug,5\n"
                               "2,simple,B,Mug,6\n"
                               "3,simple,,Mug,7\n";
    for (int i = 0; i < 2; i++) {
        struct kt_import_report report = import(text);
        unit_import_sound(&report);
        ck_assert_int_eq(report.products_new, i == 0 ? 3 : 0);
    }
    ck_assert_int_eq(import(
                         "ID,Type,SKU,Name,Regular price\n9,simple,C,Mug,5\n")
                         .products_new,
                     1);
    ck_assert_int_eq(
        import("ID,Type,SKU,Name,Regular price\n1,simple,A,Beaker,5\n")
            .products_updated,
        1);
    struct kt_product a = unit_product("mug");
    struct kt_product b = unit_product("mug-b");
    struct kt_product c = unit_product("mug-c");
    assert_text(((struct kt_pair *)a.titles.items)->value, "Beaker");
    assert_text(unit_variant(&a, 0)->sku, "A");
    assert_text(unit_variant(&b, 0)->sku, "B");
    assert_text(unit_variant(&c, 0)->sku, "C");
}
END_TEST

START_TEST(test_keeps_categories_of_one_name_apart)
{
    static const char text[] = "Type,SKU,Name,Regular price,Categories\n"
                               "simple,A,A,5,\"Men > Shoes, Women > Shoes\"\n"
                               "simple,B,B,5,Women > Shoes > Boots\n";
    for (int i = 0; i < 2; i++) {
        struct kt_import_report report = import(text);
        unit_import_sound(&report);
        ck_assert_int_eq(report.others, i == 0 ? 5 : 0);
        struct kt_product a = unit_product("a");
        struct kt_product b = unit_product("b");
        assert_text(unit_joined(&a.categories), "shoes|women-shoes");
        assert_text(unit_joined(&b.categories), "boots");
    }
}
END_TEST

/* A category that fell with its batch is made again with the next product. */
START_TEST(test_makes_categories_of_a_refused_batch_again)
{
    struct kt_import_report report =
        unit_import(KT_IMPORT_WOOCOMMERCE,
                    "Type,SKU,Name,Regular price,Categories,Stock\n"
                    "simple,A,A,x,Home,1\n"
                    "simple,B,B,5,Home,1\n",
                    (struct kt_import_options){ .currency = KT_STR("USD"),
                                                .batch_max = 1 },
                    0);
    ck_assert_uint_eq(report.fault_count, 1);
    ck_assert_int_eq(report.products_refused, 1);
    ck_assert_int_eq(report.products_new, 1);
    ck_assert_int_eq(report.others, 2);
    struct kt_product b = unit_product("b");
    assert_text(unit_joined(&b.categories), "home");
}
END_TEST

START_TEST(test_refuses_wrong_cells)
{
    static const struct {
        const char *text;
        const char *fault;
    } cases[] = {
        { "Type,SKU,Name,Regular price\nsubscription,A,A,5\n",
          "2|Type|subscription|must be simple, variable, variation, grouped or "
          "external" },
        { "Type,SKU,Name,Regular price,Weight (kg)\nsimple,A,A,5,heavy\n",
          "2|Weight (kg)|heavy|is no weight in kg: write it as 1.5" },
        { "Type,SKU,Name,Regular price,Sale price,Date sale price ends\n"
          "simple,A,A,5,4,soon\n",
          "2|Date sale price ends|soon|is no date: write it as 2026-11-24" },
        { "Country Code,State Code,ZIP/Postcode,City,Rate %,Tax Name\n"
          "DE,,,Ulm,19,VAT\n",
          "2|City|Ulm|rates of cities are not read: name its postal codes" },
        { "Country Code,State Code,ZIP/Postcode,Rate %,Tax Name\n"
          "DE,,,many,VAT\n",
          "2|Rate %|many|must be a rate in per cent from 0 to 100 with four "
          "decimals at most, as 7.375" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        struct kt_import_report report = import(cases[i].text);
        ck_assert_uint_eq(report.fault_count, 1);
        assert_fault(report, 0, cases[i].fault);
    }
}
END_TEST

Suite *kt_suite_import_woocommerce(void);

Suite *
kt_suite_import_woocommerce(void)
{
    Suite *suite = suite_create("import_woocommerce");
    TCase *tcase = unit_shop_case(suite, "woocommerce");
    tcase_add_test(tcase, test_imports_the_published_products);
    tcase_add_test(tcase, test_reads_published_products_right);
    tcase_add_test(tcase, test_imports_the_published_tax_rates);
    tcase_add_test(tcase, test_reads_prices_stock_and_measures);
    tcase_add_test(tcase, test_joins_variations_wherever_they_stand);
    tcase_add_test(tcase, test_tells_products_of_one_name_apart);
    tcase_add_test(tcase, test_keeps_categories_of_one_name_apart);
    tcase_add_test(tcase, test_makes_categories_of_a_refused_batch_again);
    tcase_add_test(tcase, test_refuses_wrong_cells);
    return suite;
}
