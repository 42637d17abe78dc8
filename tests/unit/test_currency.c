#include <stdio.h>
#include <stdlib.h>

#include <kontor/money.h>

#include "unit.h"

#ifndef KONTOR_SOURCE_DIR
#define KONTOR_SOURCE_DIR "."
#endif

START_TEST(test_exponents)
{
    static const struct {
        const char *code;
        int exponent;
        int number;
    } cases[] = {
        { "JPY", 0, 392 }, { "KRW", 0, 410 }, { "CLP", 0, 152 },
        { "EUR", 2, 978 }, { "USD", 2, 840 }, { "GBP", 2, 826 },
        { "HUF", 2, 348 }, { "ALL", 2, 8 },   { "KWD", 3, 414 },
        { "BHD", 3, 48 },  { "CLF", 4, 990 }, { "XCG", 2, 532 },
        { "ZWG", 2, 924 }, { "AED", 2, 784 }, { "XOF", 0, 952 },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        const struct kt_currency *currency =
            kt_currency_find(kt_str_of(cases[i].code));
        ck_assert_ptr_nonnull(currency);
        ck_assert_str_eq(currency->code, cases[i].code);
        ck_assert_int_eq(currency->exponent, cases[i].exponent);
        ck_assert_int_eq(currency->number, cases[i].number);
    }
}
END_TEST

START_TEST(test_unknown_codes)
{
    static const char *const codes[] = { "",    "E",   "EU",  "EURO", "eur",
                                         "XXX", "XAU", "XTS", "BGN",  "HRK",
                                         "AAA", "ZZZ", "DEM", "   " };
    for (size_t i = 0; i < KT_COUNT(codes); i++)
        ck_assert_msg(kt_currency_find(kt_str_of(codes[i])) == NULL, "%s",
                      codes[i]);
}
END_TEST

START_TEST(test_table_is_sorted_and_sound)
{
    size_t count;
    const struct kt_currency *list = kt_currency_list(&count);
    ck_assert_uint_gt(count, 150);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(strlen(list[i].code), 3);
        ck_assert_int_le(list[i].exponent, 4);
        ck_assert_int_ge(list[i].cash_step, 1);
        ck_assert_uint_gt(strlen(list[i].name), 0);
        if (i > 0)
            ck_assert_int_lt(strcmp(list[i - 1].code, list[i].code), 0);
        ck_assert_ptr_eq(kt_currency_find(kt_str_of(list[i].code)), &list[i]);
    }
}
END_TEST

START_TEST(test_cash_steps)
{
    ck_assert_int_eq(kt_currency_find(KT_STR("CHF"))->cash_step, 5);
    ck_assert_int_eq(kt_currency_find(KT_STR("HUF"))->cash_step, 500);
    ck_assert_int_eq(kt_currency_find(KT_STR("SEK"))->cash_step, 100);
    ck_assert_int_eq(kt_currency_find(KT_STR("EUR"))->cash_step, 1);
    ck_assert_int_eq(kt_currency_find(KT_STR("JPY"))->cash_step, 1);
}
END_TEST

/* The published list lies beside the source, in $KONTOR_SHARED or ../shared. */
static FILE *
open_published(void)
{
    char path[4096];
    const char *shared = getenv("KONTOR_SHARED");
    const char *base = shared != NULL ? shared : KONTOR_SOURCE_DIR "/../shared";
    snprintf(path, sizeof path,
             "%s/data/reference/currencies/datasets-currency-codes.csv", base);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fprintf(stderr,
                "currency: %s is not there, the table is not compared\n", path);
    return file;
}

/* Cuts a line of CSV in place; quotes hold commas together. */
static size_t
cut_fields(char *line, char *fields[], size_t max)
{
    size_t count = 0;
    char *out = line;
    bool is_quoted = false;
    fields[count++] = out;
    for (const char *at = line; *at != '\0' && *at != '\r' && *at != '\n';
         at++) {
        if (*at == '"') {
            is_quoted = !is_quoted;
        } else if (*at == ',' && !is_quoted && count < max) {
            *out++ = '\0';
            fields[count++] = out;
        } else {
            *out++ = *at;
        }
    }
    *out = '\0';
    return count;
}

/* True when the row is a currency of ours; then it has to agree. */
static bool
check_row(char *fields[])
{
    enum { CODE = 2, NUMBER, EXPONENT, WITHDRAWN };
    const struct kt_currency *currency =
        kt_currency_find(kt_str_of(fields[CODE]));
    bool is_ours = fields[WITHDRAWN][0] == '\0' && fields[CODE][0] != '\0' &&
                   fields[EXPONENT][0] >= '0' && fields[EXPONENT][0] <= '9';
    if (!is_ours)
        return false;
    ck_assert_msg(currency != NULL, "%s is missing", fields[CODE]);
    ck_assert_int_eq(currency->number, atoi(fields[NUMBER]));
    ck_assert_int_eq(currency->exponent, atoi(fields[EXPONENT]));
    return true;
}

START_TEST(test_table_is_the_published_one)
{
    enum { FIELDS = 6 };
    FILE *file = open_published();
    if (file == NULL)
        return;
    bool is_listed[1000] = { false };
    char line[1000];
    char *fields[FIELDS];
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        ck_assert_uint_eq(cut_fields(line, fields, FIELDS), FIELDS);
        if (check_row(fields))
            is_listed[atoi(fields[3])] = true;
    }
    fclose(file);
    size_t count;
    const struct kt_currency *list = kt_currency_list(&count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(is_listed[list[i].number], "%s is not published",
                      list[i].code);
}
END_TEST

Suite *
kt_suite_currency(void)
{
    Suite *suite = suite_create("currency");
    TCase *tcase = unit_case(suite, "table");
    tcase_add_test(tcase, test_exponents);
    tcase_add_test(tcase, test_unknown_codes);
    tcase_add_test(tcase, test_table_is_sorted_and_sound);
    tcase_add_test(tcase, test_cash_steps);
    tcase_add_test(tcase, test_table_is_the_published_one);
    return suite;
}
