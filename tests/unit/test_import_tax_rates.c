/* Tables of tax rates: what they come to, and what is due where and when. */
#include <cjson/cJSON.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/time_zone.h"
#include "domain/pricing/rule.h"
#include "import.h"
#include "service/shop.h"
#include "service/zone_rows.h"

Suite *kt_suite_import_tax_rates(void);

static const char channel[] =
    "{\"kind\":\"channel\",\"code\":\"web\",\"name\":\"Web\",\"currencies\":["
    "\"EUR\"],\"locales\":[\"en\"],\"time_zone\":\"Europe/Berlin\","
    "\"home_country\":\"DE\"}\n";

static struct kt_import_report
import(const char *text)
{
    return unit_import(KT_IMPORT_TAX_RATES, text,
                       (struct kt_import_options){ 0 }, 0);
}

static struct kt_import_report
import_from(const char *text, const char *day)
{
    return unit_import(KT_IMPORT_TAX_RATES, text,
                       (struct kt_import_options){ .from = kt_str_of(day) }, 0);
}

static const struct kt_shop *
acquire(void)
{
    const struct kt_shop *shop;
    assert_ok(kt_shop_acquire(&unit_app, unit_store, &shop, &unit_err));
    return shop;
}

static enum kt_status
load_zones(const struct kt_tx *tx, void *arg, struct kt_error *err)
{
    struct kt_list *zones = arg;
    struct kt_zone *items;
    KT_TRY(kt_zones_load(tx, &unit_arena, &items, &zones->count, err));
    zones->items = items;
    return KT_OK;
}

static struct kt_list
zones_of_shop(void)
{
    struct kt_list zones = { 0 };
    assert_ok(kt_store_read(unit_app.store, unit_store, load_zones, &zones,
                            &unit_err));
    return zones;
}

/* "code: member member" of each zone, a line each. */
static const char *
zones_text(void)
{
    struct kt_list list = zones_of_shop();
    const struct kt_zone *zones = list.items;
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 256);
    for (size_t i = 0; i < list.count; i++) {
        const struct kt_zone_member *members = zones[i].members.items;
        kt_buf_format(&buf, "%.*s:", KT_STR_FMT(zones[i].code));
        for (size_t j = 0; j < zones[i].members.count; j++)
            kt_buf_format(&buf, " %.*s/%.*s/%.*s%.*s%s%.*s",
                          KT_STR_FMT(members[j].country),
                          KT_STR_FMT(members[j].region),
                          KT_STR_FMT(members[j].postal_code),
                          KT_STR_FMT(members[j].postal_from),
                          members[j].postal_to.len > 0 ? "-" : "",
                          KT_STR_FMT(members[j].postal_to));
        kt_buf_char(&buf, '\n');
    }
    return kt_arena_cstr(&unit_arena, kt_buf_view(&buf));
}

/* "class name ppm" of each rate that is due, "+" before one that compounds. */
static const char *
due(const char *country, const char *region, const char *postal,
    const char *moment)
{
    struct kt_address address = { .country = kt_str_of(country),
                                  .region = kt_str_of(region),
                                  .postal_code = kt_str_of(postal) };
    const struct kt_shop *shop = acquire();
    struct kt_buf buf;
    int64_t now_ms;
    size_t count;
    kt_buf_init(&buf, &unit_arena, 64);
    ck_assert(kt_time_parse(kt_str_of(moment), &now_ms));
    const struct kt_due_rate *rates =
        kt_tax_rates_at(&shop->tax_rates, &address, now_ms, &unit_arena,
                        &count);
    for (size_t i = 0; i < count; i++)
        kt_buf_format(&buf, "%s%s%.*s %.*s %lld", i > 0 ? ", " : "",
                      rates[i].is_compound ? "+" : "",
                      KT_STR_FMT(rates[i].tax_class), KT_STR_FMT(rates[i].name),
                      (long long)rates[i].rate_ppm);
    kt_shop_release(&unit_app, shop);
    return kt_arena_cstr(&unit_arena, kt_buf_view(&buf));
}

#define assert_due(country, region, postal, moment, expected)                  \
    assert_text(kt_str_of(due(country, region, postal, moment)), expected)

/* ---- our columns ---- */

START_TEST(test_makes_classes_zones_and_a_rule)
{
    struct kt_import_report report = import("country,tax_class,name,percent\n"
                                            "DE,,VAT 19 %,19\n"
                                            "DE,reduced,VAT 7 %,7\n"
                                            "AT,standard,USt 20 %,20\n"
                                            ",,Export,0\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.rows, 4);
    /* 2 classes, 3 zones, 4 rates, the rule */
    ck_assert_int_eq(report.others, 10);
    assert_text(kt_str_of(zones_text()),
                "rates-all: //\nrates-at: AT//\nrates-de: DE//\n");
    assert_due("DE", "", "", "2026-01-01",
               "reduced VAT 7 % 70000, standard VAT 19 % 190000");
    assert_due("AT", "", "", "2026-01-01", "standard USt 20 % 200000");
    assert_due("CH", "", "", "2026-01-01", "standard Export 0");
    const struct kt_shop *shop = acquire();
    ck_assert_uint_eq(shop->uses[KT_RULE_TAX].count, 1);
    assert_text(shop->uses[KT_RULE_TAX].items[0].rule, "zone_rates");
    assert_text(shop->uses[KT_RULE_TAX].items[0].params,
                "{\"fallback\":\"standard\"}");
    kt_shop_release(&unit_app, shop);
}
END_TEST

START_TEST(test_the_same_file_again_changes_nothing)
{
    static const char text[] =
        "country,region,postal_code,name,percent,priority,is_compound\n"
        "CA,,,GST,5,0,no\n"
        "CA,QC,,QST,9.975,1,yes\n"
        "US,NY,10001;10002;104*,City,4.5,1,\n";
    struct kt_import_report report = import(text);
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 8);
    report = import(text);
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 0);
    assert_due("CA", "QC", "H2X", "2026-01-01",
               "standard GST 50000, +standard QST 99750");
    assert_due("US", "NY", "10001-1234", "2026-01-01", "standard City 45000");
    assert_due("US", "NY", "10477", "2026-01-01", "standard City 45000");
    assert_due("US", "NY", "10003", "2026-01-01", "");
}
END_TEST

/* Midnight is that of the shop's clocks, in summer and in winter. */
START_TEST(test_a_rate_from_a_day_ends_the_one_before)
{
    unit_import_jsonl(channel);
    import("country,name,percent\nDE,VAT,19\n");
    struct kt_import_report report =
        import("country,name,percent,from,to\n"
               "DE,VAT,16,2027-07-01,2028-01-01\n"
               "DE,VAT,20,2029-01-01T00:00:00Z,\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 2);
    assert_due("DE", "", "", "2027-06-30T21:59:59.999Z", "standard VAT 190000");
    assert_due("DE", "", "", "2027-06-30T22:00:00Z", "standard VAT 160000");
    assert_due("DE", "", "", "2027-12-31T22:59:59.999Z", "standard VAT 160000");
    assert_due("DE", "", "", "2027-12-31T23:00:00Z", "standard VAT 190000");
    assert_due("DE", "", "", "2028-12-31T23:59:59.999Z", "standard VAT 190000");
    assert_due("DE", "", "", "2029-01-01", "standard VAT 200000");
}
END_TEST

START_TEST(test_a_row_of_the_same_start_is_changed)
{
    import("country,name,percent\nDE,VAT,19\nAT,VAT,20\n");
    struct kt_import_report report =
        import("country,name,percent\nDE,VAT,21\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 1);
    assert_due("DE", "", "", "2026-01-01", "standard VAT 210000");
    assert_due("AT", "", "", "2026-01-01", "standard VAT 200000");
}
END_TEST

/* One code of a zone gets a rate of its own: it leaves the zone. */
START_TEST(test_places_that_differ_part)
{
    import("country,postal_code,name,percent\nUS,10001;10002;10003,Tax,8\n");
    assert_text(kt_str_of(zones_text()),
                "rates-us-10001: US//10001* US//10002* US//10003*\n");
    struct kt_import_report report =
        import("country,postal_code,name,percent,from\n"
               "US,10002,Tax,9,2027-01-01\n");
    unit_import_sound(&report);
    /* the zone without it, its own one with two rates */
    ck_assert_int_eq(report.others, 4);
    assert_text(kt_str_of(zones_text()),
                "rates-us-10001: US//10001* US//10003*\n"
                "rates-us-10002: US//10002*\n");
    assert_due("US", "", "10001", "2027-01-01", "standard Tax 80000");
    assert_due("US", "", "10002", "2026-12-31T23:59:59.999Z",
               "standard Tax 80000");
    assert_due("US", "", "10002", "2027-01-01", "standard Tax 90000");
    report = import("country,postal_code,name,percent,from\n"
                    "US,10002,Tax,8,2027-01-01\n");
    /* the zone is whole again; the other one goes with its two rates */
    ck_assert_int_eq(report.others, 4);
    assert_text(kt_str_of(zones_text()),
                "rates-us-10001: US//10001* US//10002* US//10003*\n");
}
END_TEST

START_TEST(test_reads_ranges_and_codes_with_hyphens)
{
    struct kt_import_report report =
        import("country;postal_code;name;percent\n"
               "ES;\"35000-35999;38000...38999\";IGIC;7\n"
               "PL;00-950;VAT;23\n");
    unit_import_sound(&report);
    assert_text(kt_str_of(zones_text()),
                "rates-es-35000-35999: ES//35000-35999 ES//38000-38999\n"
                "rates-pl-00950: PL//00950\n");
}
END_TEST

START_TEST(test_leaves_zones_of_others_alone)
{
    struct kt_import_report report = unit_import_jsonl(
        "{\"kind\":\"tax_class\",\"code\":\"standard\",\"name\":\"Standard\"}\n"
        "{\"kind\":\"tax_zone\",\"code\":\"de\",\"name\":\"Germany\","
        "\"members\":[{\"country\":\"DE\"}]}\n"
        "{\"kind\":\"tax_rate\",\"zone\":\"de\",\"tax_class\":\"standard\","
        "\"name\":\"VAT\",\"rate_ppm\":190000}\n"
        "{\"kind\":\"tax_rule\",\"code\":\"vat\",\"rule\":\"flat_rate\","
        "\"params\":{\"percent\":\"19\"}}\n");
    unit_import_sound(&report);
    report = import("country,name,percent\nAT,VAT,20\n");
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 2);
    assert_text(kt_str_of(zones_text()), "de: DE//\nrates-at: AT//\n");
    ck_assert_uint_eq(report.notes.count, 1);
    assert_text(((const struct kt_str *)report.notes.items)[0],
                "the tax rule in use is \"flat_rate\": these rates count where "
                "\"zone_rates\" takes its place");
}
END_TEST

START_TEST(test_a_dry_run_stores_nothing)
{
    struct kt_import_report report =
        unit_import(KT_IMPORT_TAX_RATES, "country,name,percent\nDE,VAT,19\n",
                    (struct kt_import_options){ .is_dry_run = true }, 3);
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 4);
    assert_text(kt_str_of(zones_text()), "");
}
END_TEST

/* More places than a zone may have make two. */
START_TEST(test_parts_zones_that_are_too_large)
{
    struct kt_buf text;
    kt_buf_init(&text, &unit_arena, 1 << 16);
    kt_buf_text(&text, "country,postal_code,name,percent\n");
    for (int i = 10000; i <= 15000; i++)
        kt_buf_format(&text, "DE,%d,VAT,19\n", i);
    struct kt_import_report report =
        import(kt_arena_cstr(&unit_arena, kt_buf_view(&text)));
    unit_import_sound(&report);
    ck_assert_int_eq(report.others, 6);
    struct kt_list list = zones_of_shop();
    const struct kt_zone *zones = list.items;
    ck_assert_uint_eq(list.count, 2);
    ck_assert_uint_eq(zones[0].members.count, 5000);
    assert_text(zones[0].code, "rates-de-10000");
    assert_text(zones[0].name, "DE 10000 and 4999 more");
    assert_text(zones[1].code, "rates-de-15000");
    assert_due("DE", "", "15000", "2026-01-01", "standard VAT 190000");
}
END_TEST

/* ---- faults ---- */

START_TEST(test_tells_every_wrong_cell_at_once)
{
    struct kt_import_report report = import(
        "country,region,postal_code,tax_class,name,percent,priority,from,to\n"
        "de,,,,VAT,19,,,\n"
        ",NY,,,VAT,19,,,\n"
        "DE,,1*2,,VAT,19,,,\n"
        "DE,,\"1000...20000\",,VAT,19,,,\n"
        "DE,,,Books,,19.00001,x,soon,\n"
        "DE,,,,VAT,101,,2027-01-02,2027-01-01\n"
        "DE,,,,VAT,19,,,\n"
        "DE,,,,VAT,16,,,\n");
    ck_assert_uint_eq(report.fault_count, 12);
    assert_fault(report, 0, "2|country|de|two capital letters, as in DE");
    assert_fault(report, 1,
                 "3|country||regions and postal codes belong to a country");
    assert_fault(report, 2,
                 "4|postal_code|1*2|\"*\" stands at the end only, as in 100*");
    assert_fault(report, 3,
                 "5|postal_code|1000...20000|must have as many letters and "
                 "digits as postal_from");
    assert_fault(report, 4,
                 "6|percent|19.00001|must be a rate in per cent from 0 to 100 "
                 "with four decimals at most, as 7.375");
    assert_fault(report, 5,
                 "6|priority|x|must be a whole number from 0 to 1000");
    assert_fault(report, 6,
                 "6|tax_class|Books|must be the code of a tax class: a-z, 0-9, "
                 "\"-\", \"_\" and \".\", 64 at most");
    assert_fault(
        report, 7,
        "6|name||must be what stands on the invoice, in 100 letters at "
        "most");
    assert_fault(report, 8,
                 "6|from|soon|must be a day, as 2027-01-01, or a moment, as "
                 "2027-01-01T00:00:00+01:00");
    assert_fault(report, 9,
                 "7|percent|101|must be a rate in per cent from 0 to 100 with "
                 "four decimals at most, as 7.375");
    assert_fault(report, 10, "7|to|2027-01-01|must be later than the start");
    assert_fault(report, 11,
                 "9|percent|16|line 8 tells another tax of this place, class, "
                 "priority and start: rates that add up have different "
                 "priorities");
    ck_assert_int_eq(report.others, 0);
    assert_text(kt_str_of(zones_text()), "");
}
END_TEST

START_TEST(test_columns_that_are_missing_are_told)
{
    struct kt_import_report report;
    ck_assert_int_eq(unit_import_try(KT_IMPORT_TAX_RATES,
                                     "country,names,percent\n",
                                     (struct kt_import_options){ 0 }, &report),
                     KT_INVALID_FILE);
    assert_text(unit_err.detail,
                "line 1: there is no column \"name\", is it \"names\"?");
}
END_TEST

/* ---- the VAT of the EU ---- */

static void
write_period(struct kt_buf *rows, const char *country,
             const struct cJSON *period)
{
    const struct cJSON *rate = kt_json_find(period, KT_STR("rates"))->child;
    struct kt_str from =
        kt_json_get_str(kt_json_find(period, KT_STR("effective_from")));
    if (kt_str_eq(from, KT_STR("0000-01-01")))
        from = KT_STR("");
    for (; rate != NULL; rate = rate->next)
        kt_buf_format(rows, "%s,%s,VAT,%.*s,%.*s\n", country, rate->string,
                      KT_STR_FMT(kt_json_text(rate, &unit_arena)),
                      KT_STR_FMT(from));
}

static struct kt_str
write_vat(const char *text)
{
    const struct cJSON *root;
    struct kt_buf rows;
    kt_buf_init(&rows, &unit_arena, 8192);
    assert_ok(kt_json_parse(&unit_arena, kt_str_of(text), &root, &unit_err));
    kt_buf_text(&rows, "country,class,name,percent,from\n");
    const struct cJSON *country = kt_json_find(root, KT_STR("items"))->child;
    for (; country != NULL; country = country->next) {
        const struct cJSON *period = country->child;
        for (; period != NULL; period = period->next)
            write_period(&rows, country->string, period);
    }
    return kt_buf_view(&rows);
}

START_TEST(test_the_published_rates_of_the_eu_hold_in_their_times)
{
    const char *text =
        unit_catalog_file("../reference/vat/ibericode-vat-rates.json");
    if (text == NULL)
        return;
    unit_import_jsonl(channel);
    const char *rows = kt_arena_cstr(&unit_arena, write_vat(text));
    struct kt_import_report report = import(rows);
    unit_import_sound(&report);
    assert_due("DE", "", "", "2020-06-30T21:59:59.999Z",
               "reduced VAT 70000, standard VAT 190000");
    assert_due("DE", "", "", "2020-06-30T22:00:00Z",
               "reduced VAT 50000, standard VAT 160000");
    assert_due("DE", "", "", "2020-12-31T22:59:59.999Z",
               "reduced VAT 50000, standard VAT 160000");
    assert_due("DE", "", "", "2020-12-31T23:00:00Z",
               "reduced VAT 70000, standard VAT 190000");
    assert_due("FR", "", "", "2012-06-01",
               "reduced1 VAT 55000, reduced2 VAT 70000, standard VAT 196000, "
               "super_reduced VAT 21000");
    assert_due("EE", "", "", "2023-12-31",
               "reduced VAT 90000, standard VAT "
               "200000");
    ck_assert_int_eq(import(rows).others, 0);
}
END_TEST

/* ---- by postal codes of the United States ---- */

#define ZIP_NAMES                                                              \
    "State,ZipCode,TaxRegionName,EstimatedCombinedRate,StateRate,"             \
    "EstimatedCountyRate,EstimatedCityRate,EstimatedSpecialRate,RiskLevel\n"

START_TEST(test_reads_a_table_by_zip)
{
    struct kt_import_report report =
        import(ZIP_NAMES "CA,90001,LOS ANGELES,0.0975,0.06,0.0025,0,0.035,1\n"
                         "CA,90002,LOS ANGELES,0.0975,.06,.0025,0,.035,1\n"
                         "OR,97201,PORTLAND,0,0,0,0,0,1\n");
    unit_import_sound(&report);
    assert_text(kt_str_of(zones_text()),
                "rates-us-ca-90001: US/CA/90001* US/CA/90002*\n");
    assert_due("US", "CA", "90002-1234", "2026-01-01",
               "standard CA State Tax 60000, standard CA County Tax 2500, "
               "standard CA Special Tax 35000");
    assert_due("US", "OR", "97201", "2026-01-01", "");
}
END_TEST

/* The next month's table, with one rate up, one begun and one gone. */
START_TEST(test_a_newer_table_holds_from_its_day)
{
    static const char newer[] =
        ZIP_NAMES "CA,90001,LOS ANGELES,0,0.0625,0,0.01,0,1\n"
                  "CA,90002,LOS ANGELES,0,0.06,0.0025,0,0,1\n";
    import(ZIP_NAMES "CA,90001,LOS ANGELES,0,0.06,0.0025,0,0,1\n"
                     "CA,90002,LOS ANGELES,0,0.06,0.0025,0,0,1\n");
    struct kt_import_report report = import_from(newer, "2027-01-01");
    unit_import_sound(&report);
    /* two zones; state, county and city from that day on, twice the old ones */
    ck_assert_int_eq(report.others, 7);
    assert_due("US", "CA", "90001", "2026-12-31T23:59:59.999Z",
               "standard CA State Tax 60000, standard CA County Tax 2500");
    assert_due("US", "CA", "90001", "2027-01-01",
               "standard CA State Tax 62500, standard CA County Tax 0, "
               "standard CA City Tax 10000");
    assert_due("US", "CA", "90002", "2027-01-01",
               "standard CA State Tax 60000, standard CA County Tax 2500");
    ck_assert_int_eq(import_from(newer, "2027-01-01").others, 0);
}
END_TEST

START_TEST(test_refuses_wrong_cells_of_a_table_by_zip)
{
    struct kt_import_report report =
        import(ZIP_NAMES "Ca,9001,X,0,0.06,7%,0,1.5,1\n");
    ck_assert_uint_eq(report.fault_count, 4);
    assert_fault(report, 0, "2|State|Ca|must be two capital letters, as CA");
    assert_fault(report, 1, "2|ZipCode|9001|must have five digits, as 90210");
    assert_fault(report, 2,
                 "2|EstimatedCountyRate|7%|must be a rate as a fraction with "
                 "six decimals at most, as 0.0725");
    assert_fault(report, 3,
                 "2|EstimatedSpecialRate|1.5|must be a rate as a fraction with "
                 "six decimals at most, as 0.0725");
}
END_TEST

/* ---- clocks ---- */

START_TEST(test_days_begin_at_the_first_moment_of_the_day)
{
    static const struct {
        const char *zone, *local, *utc;
    } cases[] = {
        { "", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z" },
        { "Europe/Berlin", "2027-01-01T00:00:00Z", "2026-12-31T23:00:00Z" },
        { "Europe/Berlin", "2027-03-28T00:00:00Z", "2027-03-27T23:00:00Z" },
        { "Europe/Berlin", "2027-03-29T00:00:00Z", "2027-03-28T22:00:00Z" },
        { "America/New_York", "2026-11-01T00:00:00Z", "2026-11-01T04:00:00Z" },
        { "Asia/Tokyo", "2027-01-01T00:00:00Z", "2026-12-31T15:00:00Z" },
        /* clocks leap from 0:00 to 1:00 */
        { "America/Santiago", "2026-09-06T00:00:00Z", "2026-09-06T04:00:00Z" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        int64_t local_ms;
        ck_assert(kt_time_parse(kt_str_of(cases[i].local), &local_ms));
        int64_t now_ms =
            kt_time_zone_utc_ms(kt_str_of(cases[i].zone), local_ms);
        assert_text(kt_time_format(&unit_arena, now_ms), cases[i].utc);
    }
}
END_TEST

Suite *
kt_suite_import_tax_rates(void)
{
    Suite *suite = suite_create("import_tax_rates");
    TCase *tcase = unit_shop_case(suite, "tax_rates");
    tcase_add_test(tcase, test_makes_classes_zones_and_a_rule);
    tcase_add_test(tcase, test_the_same_file_again_changes_nothing);
    tcase_add_test(tcase, test_a_rate_from_a_day_ends_the_one_before);
    tcase_add_test(tcase, test_a_row_of_the_same_start_is_changed);
    tcase_add_test(tcase, test_places_that_differ_part);
    tcase_add_test(tcase, test_reads_ranges_and_codes_with_hyphens);
    tcase_add_test(tcase, test_leaves_zones_of_others_alone);
    tcase_add_test(tcase, test_a_dry_run_stores_nothing);
    tcase_add_test(tcase, test_parts_zones_that_are_too_large);
    tcase_add_test(tcase, test_tells_every_wrong_cell_at_once);
    tcase_add_test(tcase, test_columns_that_are_missing_are_told);
    tcase_add_test(tcase,
                   test_the_published_rates_of_the_eu_hold_in_their_times);
    tcase_add_test(tcase, test_reads_a_table_by_zip);
    tcase_add_test(tcase, test_a_newer_table_holds_from_its_day);
    tcase_add_test(tcase, test_refuses_wrong_cells_of_a_table_by_zip);
    tcase_add_test(tcase, test_days_begin_at_the_first_moment_of_the_day);
    return suite;
}
