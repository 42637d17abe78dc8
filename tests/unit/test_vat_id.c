/* Numbers that companies print on their pages, one or more a rule, and what a
 * mistyped digit makes of each. */

#include "base/assert.h"
#include "domain/customer/vat_id.h"
#include "unit.h"

Suite *kt_suite_vat_id(void);

static const struct {
    const char *id, *country;
} right[] = {
    { "ATU13585627", "AT" },     { "BE0403019261", "BE" },
    { "BG175074752", "BG" },     { "CHE107787577IVA", "CH" },
    { "CHE107787577TPV", "CH" }, { "CHE-107.787.577 MWST", "CH" },
    { "CY10259033P", "CY" },     { "CZ25123891", "CZ" },
    { "CZ7103192745", "CZ" },    { "CZ640903926", "CZ" },
    { "DE136695976", "DE" },     { "DK13585628", "DK" },
    { "EE100931558", "EE" },     { "EL094259216", "GR" },
    { "ESJ99216582", "ES" },     { "ES54362315K", "ES" },
    { "ESX2482300W", "ES" },     { "FI20774740", "FI" },
    { "FR40303265045", "FR" },   { "FRK7399859412", "FR" },
    { "GB980780684", "GB" },     { "GBGD001", "GB" },
    { "HR33392005961", "HR" },   { "HU12892312", "HU" },
    { "IE6433435F", "IE" },      { "IE8D79739I", "IE" },
    { "IE6433435OA", "IE" },     { "IT00743110157", "IT" },
    { "LT119511515", "LT" },     { "LT100001919017", "LT" },
    { "LU15027442", "LU" },      { "LV40003521600", "LV" },
    { "MT11679112", "MT" },      { "NL004495445B01", "NL" },
    { "NL123456789B13", "NL" },  { "NO988077917MVA", "NO" },
    { "PL8567346215", "PL" },    { "PT501964843", "PT" },
    { "RO18547290", "RO" },      { "SE123456789701", "SE" },
    { "SI50223054", "SI" },      { "SK2022749619", "SK" },
    { "XI980780684", "XI" },     { "de 136.695-976", "DE" },
};

START_TEST(test_right_ones)
{
    for (size_t i = 0; i < KT_COUNT(right); i++) {
        struct kt_str country = kt_vat_id_country(kt_str_of(right[i].id));
        ck_assert_msg(kt_str_eq(country, kt_str_of(right[i].country)),
                      "%s is not of %s", right[i].id, right[i].country);
    }
}
END_TEST

/* Another digit in each place in turn: a check digit finds all of them but
 * where two moduli are allowed. */
START_TEST(test_mistyped_ones)
{
    int found = 0, all = 0;
    for (size_t i = 0; i < KT_COUNT(right); i++) {
        char id[40];
        size_t len = strlen(right[i].id);
        memcpy(id, right[i].id, len + 1);
        for (size_t j = 2; j < len; j++) {
            char was = id[j];
            if (was < '0' || was > '9')
                continue;
            id[j] = was == '9' ? '0' : (char)(was + 1);
            found += kt_vat_id_country(kt_str_of(id)).len == 0;
            all++;
            id[j] = was;
        }
    }
    ck_assert_msg(found * 100 >= all * 97, "%d of %d found", found, all);
}
END_TEST

START_TEST(test_no_ids_at_all)
{
    static const char *const wrong[] = {
        "",
        "DE",
        "DE13669597",
        "DE1366959766",
        "136695976",
        "US123456789",
        "ATU1358562",
        "AT13585627",
        "FRIO303265",
        "CHE107787577XXX",
        "GBGD500",
        "GBHA499",
        "NL004495445B0X",
        "NL004495445B00",
        "DE13669597\xc3\xa4",
        "DE1366959761111111111111111111111111111",
    };
    for (size_t i = 0; i < KT_COUNT(wrong); i++)
        ck_assert_msg(kt_vat_id_country(kt_str_of(wrong[i])).len == 0, "%s",
                      wrong[i]);
}
END_TEST

START_TEST(test_folds_spellings)
{
    struct kt_str folded =
        kt_vat_id_fold(KT_STR("che-107.787.577 mwst"), &unit_arena);
    ck_assert(kt_str_eq(folded, KT_STR("CHE107787577MWST")));
}
END_TEST

Suite *
kt_suite_vat_id(void)
{
    Suite *suite = suite_create("vat_id");
    TCase *tcase = unit_case(suite, "vat ids");
    tcase_add_test(tcase, test_right_ones);
    tcase_add_test(tcase, test_mistyped_ones);
    tcase_add_test(tcase, test_no_ids_at_all);
    tcase_add_test(tcase, test_folds_spellings);
    return suite;
}
