/* What a quote that explains tells of its taxes, with the shipped scripts: as
 * JSON and on a terminal, to the letter. */

#include "rule_kit.h"

/* ---- taxes ---- */

static const char taxes_head[] = "               STEPS        US        TAX";

enum { JANUARY = 1, JUNE };

/* Midnight of 2026-01-01 and 2026-06-01. */
static const int64_t moments[] = { 0, INT64_C(1767225600000),
                                   INT64_C(1780272000000) };

static struct kt_address address;
static struct kt_rule_use method;

static void
set_rates(const char *params)
{
    static struct kt_zone_member german = { .country = KT_STR_INIT("DE") };
    static struct kt_zone_member island = { .country = KT_STR_INIT("DE"),
                                            .postal_code =
                                                KT_STR_INIT("27498") };
    static struct kt_zone_member austrian = { .country = KT_STR_INIT("AT") };
    static const struct kt_zone zones[] = {
        { .code = KT_STR_INIT("germany"), .members = { &german, 1 } },
        { .code = KT_STR_INIT("heligoland"), .members = { &island, 1 } },
        { .code = KT_STR_INIT("austria"), .members = { &austrian, 1 } },
    };
    struct kt_tax_rate_row rows[] = {
        { .zone = zones[0].code,
          .tax_class = KT_STR("standard"),
          .name = KT_STR("MwSt."),
          .rate_ppm = 190000 },
        { .zone = zones[0].code,
          .tax_class = KT_STR("reduced"),
          .name = KT_STR("MwSt."),
          .rate_ppm = 50000,
          .starts_at = moments[JANUARY],
          .ends_at = moments[JUNE] },
        { .zone = zones[0].code,
          .tax_class = KT_STR("reduced"),
          .name = KT_STR("MwSt."),
          .rate_ppm = 70000 },
        { .zone = zones[1].code,
          .tax_class = KT_STR("standard"),
          .name = KT_STR("none"),
          .rate_ppm = 0 },
        { .zone = zones[2].code,
          .tax_class = KT_STR("standard"),
          .name = KT_STR("USt."),
          .rate_ppm = 200000 },
    };
    static struct kt_tax_rates rates;
    kt_tax_rates_build(zones, KT_COUNT(zones), rows, KT_COUNT(rows),
                       &unit_arena, &rates);
    rule_kit.tax = rule_use_of("rates", "zone_rates", params);
    rule_kit.in.tax_rule = &rule_kit.tax;
    rule_kit.in.settings.tax_mode = KT_TAX_INCLUDED;
    kt_quote_take_rates(&rule_kit.in, &rates, &unit_arena);
}

static void
send_to(const char *country, const char *postal_code)
{
    address = (struct kt_address){ .country = kt_str_of(country),
                                   .postal_code = kt_str_of(postal_code) };
    rule_kit.in.shipping_address = &address;
}

static void
fill_cart(void)
{
    kit_line(&rule_kit, 2, 599)->title = KT_STR("Mug");
    kit_line(&rule_kit, 1, 1000)->title = KT_STR("Pot");
    kit_line(&rule_kit, 1, 1000)->tax_class = KT_STR("reduced");
    kit_line(&rule_kit, 1, 1000)->tax_class = KT_STR("books");
    kit_line(&rule_kit, 1, 5000)->is_gift_card = true;
    method = rule_use_of("standard", "flat_fee", "{\"fee\":490}");
    rule_kit.in.shipping_methods = &method;
    rule_kit.in.shipping_method_count = 1;
}

START_TEST(test_rates_of_zones)
{
    fill_cart();
    send_to("DE", "10115");
    set_rates("{\"fallback\":\"standard\"}");
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, taxes_head),
        "               STEPS        US        TAX  TAXES\n"
        "                                           at the shipping "
        "address DE 10115, half_up per line\n"
        " +                54                 3.51  rates (zone_rates): #1 "
        "to #2, class standard\n"
        "                                             MwSt. 19 % included, "
        "of zone germany by DE\n"
        "      #1 1.91 (1.91277)  #2 1.60 (1.59664)\n"
        " +                27                 0.48  rates (zone_rates): #3,"
        " class reduced\n"
        "                                             MwSt. 5 % included, "
        "of zone germany by DE since 2026-01-01T00:00:00Z until "
        "2026-06-01T00:00:00Z: #3 0.48 (0.47619)\n"
        " +                37                 1.60  rates (zone_rates): #4,"
        " class books, at the rates of standard\n"
        "                                             MwSt. 19 % included, "
        "of zone germany by DE: #4 1.60 (1.59664)\n"
        " -                                         #5, class standard, a "
        "gift card\n"
        " +                27                 0.78  rates (zone_rates): "
        "fee, class standard\n"
        "                                             MwSt. 19 % included, "
        "of zone germany by DE: fee 0.78 (0.78235)\n");
    assert_text(rule_told(quote, "tax"),
                "{\"code\":\"rates\",\"rule\":\"zone_rates\","
                "\"place\":\"shipping_address\",\"country\":\"DE\","
                "\"postal_code\":\"10115\",\"is_cross_border\":false,"
                "\"vat_id\":\"none\",\"mode\":\"included\",\"level\":\"line\","
                "\"rounding\":\"half_up\",\"keeps\":\"gross\","
                "\"lines\":[{\"line\":0,\"state\":\"rates\","
                "\"tax_class\":\"standard\",\"taxes\":[{\"name\":\"MwSt.\","
                "\"rate\":\"19\",\"is_included\":true,\"zone\":\"germany\","
                "\"place\":\"DE\",\"amount\":191,\"exact\":\"191.277\"}],"
                "\"steps\":27},{\"line\":1,\"state\":\"rates\","
                "\"tax_class\":\"standard\",\"taxes\":[{\"name\":\"MwSt.\","
                "\"rate\":\"19\",\"is_included\":true,\"zone\":\"germany\","
                "\"place\":\"DE\",\"amount\":160,\"exact\":\"159.664\"}],"
                "\"steps\":27},{\"line\":2,\"state\":\"rates\","
                "\"tax_class\":\"reduced\",\"taxes\":[{\"name\":\"MwSt.\","
                "\"rate\":\"5\",\"is_included\":true,\"zone\":\"germany\","
                "\"place\":\"DE\",\"starts_at\":\"2026-01-01T00:00:00Z\","
                "\"ends_at\":\"2026-06-01T00:00:00Z\",\"amount\":48,"
                "\"exact\":\"47.619\"}],\"steps\":27},{\"line\":3,"
                "\"state\":\"rates\",\"tax_class\":\"books\","
                "\"due_class\":\"standard\",\"taxes\":[{\"name\":\"MwSt.\","
                "\"rate\":\"19\",\"is_included\":true,\"zone\":\"germany\","
                "\"place\":\"DE\",\"amount\":160,\"exact\":\"159.664\"}],"
                "\"steps\":37},{\"line\":4,\"state\":\"gift_card\","
                "\"tax_class\":\"standard\"},{\"line\":-1,\"state\":\"rates\","
                "\"tax_class\":\"standard\",\"taxes\":[{\"name\":\"MwSt.\","
                "\"rate\":\"19\",\"is_included\":true,\"zone\":\"germany\","
                "\"place\":\"DE\",\"amount\":78,\"exact\":\"78.235\"}],"
                "\"steps\":27}]}");
}
END_TEST

START_TEST(test_the_narrower_zone_and_no_rate)
{
    fill_cart();
    send_to("DE", "27498");
    rule_kit.in.settings.tax_level = KT_TAX_PER_ORDER;
    rule_kit.in.settings.tax_rounding = KT_HALF_EVEN;
    rule_kit.in.buyer.vat_id = KT_STR("DE123");
    set_rates("{}");
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, taxes_head),
        "               STEPS        US        TAX  TAXES\n"
        "                                           at the shipping "
        "address DE 27498, a VAT id that is wrong, half_even per order\n"
        " +                54                 0.00  rates (zone_rates): #1 "
        "to #2, class standard\n"
        "                                             none 0 % included, "
        "of zone heligoland by DE, 27498\n"
        "      #1 0.00  #2 0.00\n"
        " +                27                 0.48  rates (zone_rates): #3,"
        " class reduced\n"
        "                                             MwSt. 5 % included, "
        "of zone germany by DE since 2026-01-01T00:00:00Z until "
        "2026-06-01T00:00:00Z: #3 0.48 (0.47619)\n"
        " -                27                       rates (zone_rates): #4,"
        " class books, no rate\n"
        " -                                         #5, class standard, a "
        "gift card\n"
        " +                27                 0.00  rates (zone_rates): "
        "fee, class standard\n"
        "                                             none 0 % included, "
        "of zone heligoland by DE, 27498: fee 0.00\n");
}
END_TEST

/* A gift card is money: it does not count in the mean of the fee's rate. */
START_TEST(test_prices_of_home_sold_abroad)
{
    fill_cart();
    send_to("AT", "1010");
    rule_kit.in.settings.price_keeps = KT_KEEPS_NET;
    rule_kit.in.settings.weighted_shipping_tax = true;
    set_rates("{\"fallback\":\"standard\"}");
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, taxes_head),
        "               STEPS        US        TAX  TAXES\n"
        "                                           at the shipping "
        "address AT 1010, half_up per line\n"
        " +                26                 2.01  rates (zone_rates): #1,"
        " class standard, 5.99 at home is 6.04 here\n"
        "                                             USt. 20 % included, "
        "of zone austria by AT: #1 2.01 (2.01333)\n"
        " +                26                 1.68  rates (zone_rates): #2,"
        " class standard, 10.00 at home is 10.08 here\n"
        "                                             USt. 20 % included, "
        "of zone austria by AT: #2 1.68\n"
        " +                35                 1.91  rates (zone_rates): #3,"
        " class reduced, at the rates of standard, 10.00 at home is 11.43 "
        "here\n"
        "                                             USt. 20 % included, "
        "of zone austria by AT: #3 1.91 (1.905)\n"
        " +                35                 1.68  rates (zone_rates): #4,"
        " class books, at the rates of standard, 10.00 at home is 10.08 "
        "here\n"
        "                                             USt. 20 % included, "
        "of zone austria by AT: #4 1.68\n"
        " -                                         #5, class standard, a "
        "gift card\n"
        " +                26                 0.82  rates (zone_rates): "
        "fee, class standard, at the mean of the goods' rates, 4.90 at "
        "home is 4.94 here\n"
        "                                             USt. 20 % "
        "included: fee 0.82 (0.82333)\n");
    assert_text(
        rule_told(quote, "tax"),
        "{\"code\":\"rates\",\"rule\":\"zone_rates\","
        "\"place\":\"shipping_address\",\"country\":\"AT\","
        "\"postal_code\":\"1010\",\"is_cross_border\":true,"
        "\"vat_id\":\"none\",\"mode\":\"included\",\"level\":\"line\","
        "\"rounding\":\"half_up\",\"keeps\":\"net\",\"lines\":[{\"line\":0,"
        "\"state\":\"rates\",\"tax_class\":\"standard\","
        "\"taxes\":[{\"name\":\"USt.\",\"rate\":\"20\","
        "\"is_included\":true,\"zone\":\"austria\",\"place\":\"AT\","
        "\"amount\":201,\"exact\":\"201.333\"}],\"typed\":599,"
        "\"price\":604,\"steps\":26},{\"line\":1,\"state\":\"rates\","
        "\"tax_class\":\"standard\",\"taxes\":[{\"name\":\"USt.\","
        "\"rate\":\"20\",\"is_included\":true,\"zone\":\"austria\","
        "\"place\":\"AT\",\"amount\":168}],\"typed\":1000,\"price\":1008,"
        "\"steps\":26},{\"line\":2,\"state\":\"rates\","
        "\"tax_class\":\"reduced\",\"due_class\":\"standard\","
        "\"taxes\":[{\"name\":\"USt.\",\"rate\":\"20\","
        "\"is_included\":true,\"zone\":\"austria\",\"place\":\"AT\","
        "\"amount\":191,\"exact\":\"190.5\"}],\"typed\":1000,"
        "\"price\":1143,\"steps\":35},{\"line\":3,\"state\":\"rates\","
        "\"tax_class\":\"books\",\"due_class\":\"standard\","
        "\"taxes\":[{\"name\":\"USt.\",\"rate\":\"20\","
        "\"is_included\":true,\"zone\":\"austria\",\"place\":\"AT\","
        "\"amount\":168}],\"typed\":1000,\"price\":1008,\"steps\":35},"
        "{\"line\":4,\"state\":\"gift_card\",\"tax_class\":\"standard\"},"
        "{\"line\":-1,\"state\":\"rates\",\"tax_class\":\"standard\","
        "\"is_weighted\":true,\"taxes\":[{\"name\":\"USt.\","
        "\"rate\":\"20\",\"is_included\":true,\"amount\":82,"
        "\"exact\":\"82.333\"}],\"typed\":490,\"price\":494,\"steps\":26}]}");
}
END_TEST

START_TEST(test_a_business_in_another_country)
{
    fill_cart();
    rule_kit.in.line_count = 2;
    send_to("AT", "1010");
    rule_kit.in.billing_address = rule_kit.in.shipping_address;
    rule_kit.in.shipping_address = NULL;
    rule_kit.in.buyer.vat_id = KT_STR("ATU13585627");
    set_rates("{\"reverse_charge\":true}");
    const struct kt_quote *quote = kit_quote(&rule_kit);
    assert_text(
        rule_shown(quote, taxes_head),
        "               STEPS        US        TAX  TAXES\n"
        "                                           at the billing address "
        "AT 1010, VAT id of AT, half_up per line\n"
        " -               120                       rates (zone_rates): #1 "
        "to #2 and fee, class standard, reverse charge (Reverse charge)\n");
    assert_text(
        rule_told(quote, "tax"),
        "{\"code\":\"rates\",\"rule\":\"zone_rates\","
        "\"place\":\"billing_address\",\"country\":\"AT\","
        "\"postal_code\":\"1010\",\"is_cross_border\":true,"
        "\"vat_id\":\"right\",\"vat_country\":\"AT\",\"mode\":\"included\","
        "\"level\":\"line\",\"rounding\":\"half_up\",\"keeps\":\"gross\","
        "\"lines\":[{\"line\":0,\"state\":\"reverse_charge\","
        "\"tax_class\":\"standard\",\"note\":\"Reverse charge\","
        "\"steps\":40},{\"line\":1,\"state\":\"reverse_charge\","
        "\"tax_class\":\"standard\",\"note\":\"Reverse charge\","
        "\"steps\":40},{\"line\":-1,\"state\":\"reverse_charge\","
        "\"tax_class\":\"standard\",\"note\":\"Reverse charge\","
        "\"steps\":40}]}");
}
END_TEST

START_TEST(test_an_export_and_a_cart_without_a_rule)
{
    fill_cart();
    rule_kit.in.line_count = 1;
    rule_kit.in.shipping_method_count = 0;
    assert_text(
        rule_shown(kit_quote(&rule_kit), taxes_head),
        "               STEPS        US        TAX  TAXES\n"
        "                                           at home, DE, half_up "
        "per line\n"
        " -                                         #1, class standard, no "
        "tax rule\n");
    send_to("CH", "");
    address.region = KT_STR("GR");
    rule_kit.tax =
        rule_use_of("eu", "eu_vat",
                    "{\"rates\":[{\"country\":\"DE\",\"class\":"
                    "\"standard\",\"name\":\"VAT\",\"percent\":19}]}");
    rule_kit.in.tax_rule = &rule_kit.tax;
    assert_text(
        rule_shown(kit_quote(&rule_kit), taxes_head),
        "               STEPS        US        TAX  TAXES\n"
        "                                           at the shipping "
        "address CH GR, half_up per line\n"
        " -                31                       eu (eu_vat): #1, class "
        "standard, exempt (Export outside the EU)\n");
    assert_text(
        rule_told(kit_quote(&rule_kit), "tax"),
        "{\"code\":\"eu\",\"rule\":\"eu_vat\","
        "\"place\":\"shipping_address\",\"country\":\"CH\","
        "\"region\":\"GR\",\"is_cross_border\":true,\"vat_id\":\"none\","
        "\"mode\":\"excluded\",\"level\":\"line\",\"rounding\":\"half_up\","
        "\"keeps\":\"gross\",\"lines\":[{\"line\":0,\"state\":\"exempt\","
        "\"tax_class\":\"standard\",\"note\":\"Export outside the EU\","
        "\"steps\":31}]}");
}
END_TEST

/* ---- all of it ---- */

/* An input with all that the traces are made of is the same when it was frozen
 * and read. */
START_TEST(test_frozen_inputs_tell_the_same)
{
    struct kt_quote_input *in;
    struct kt_quote *again;
    fill_cart();
    send_to("AT", "1010");
    rule_kit.in.settings.price_keeps = KT_KEEPS_NET;
    set_rates("{\"fallback\":\"standard\"}");
    static const struct kt_str zones[] = { KT_STR_INIT("de"),
                                           KT_STR_INIT("eu") };
    static struct kt_rule_use elsewhere;
    elsewhere = rule_use_of("ropeway", "flat_fee", "{\"fee\":1990}");
    elsewhere.zones = (struct kt_list){ (void *)(uintptr_t)zones, 1 };
    rule_kit.in.methods_elsewhere = &elsewhere;
    rule_kit.in.method_elsewhere_count = 1;
    rule_kit.in.shipping_zones =
        (struct kt_list){ (void *)(uintptr_t)&zones[1], 1 };
    const struct kt_quote *quote = kit_quote(&rule_kit);
    ck_assert_int_eq(kt_quote_input_read(kit_freeze(&rule_kit.in), &unit_arena,
                                         &in, &unit_err),
                     KT_OK);
    ck_assert_int_eq(kt_quote_compute(in, &rule_kit.rules, &unit_arena, &again,
                                      &unit_err),
                     KT_OK);
    rule_forget_times(quote);
    rule_forget_times(again);
    ck_assert(kt_str_eq(kit_json(quote), kit_json(again)));
    ck_assert(kt_str_eq(rule_shown(quote, ""), rule_shown(again, "")));
}
END_TEST

Suite *
kt_suite_tax_trace(void)
{
    Suite *suite = suite_create("tax_trace");
    TCase *taxes = rule_case(suite, "taxes");
    tcase_add_test(taxes, test_rates_of_zones);
    tcase_add_test(taxes, test_the_narrower_zone_and_no_rate);
    tcase_add_test(taxes, test_prices_of_home_sold_abroad);
    tcase_add_test(taxes, test_a_business_in_another_country);
    tcase_add_test(taxes, test_an_export_and_a_cart_without_a_rule);
    TCase *whole = rule_case(suite, "whole");
    tcase_add_test(whole, test_frozen_inputs_tell_the_same);
    return suite;
}
