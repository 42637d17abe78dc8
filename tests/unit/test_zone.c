/* Zones: where an address lies, and which rates hold there when. */
#include "domain/pricing/quote.h"

#include "unit.h"

Suite *kt_suite_zone(void);

#define MEMBERS(...)                                                           \
    {                                                                          \
        (struct kt_zone_member[]){ __VA_ARGS__ },                              \
            sizeof((struct kt_zone_member[]){ __VA_ARGS__ }) /                 \
                sizeof(struct kt_zone_member)                                  \
    }
#define S(text) KT_STR_INIT(text)

static struct kt_zone zones[] = {
    { .code = S("world"), .members = MEMBERS({ .region = S("") }) },
    { .code = S("us"), .members = MEMBERS({ .country = S("US") }) },
    { .code = S("ny"),
      .members = MEMBERS({ .country = S("US"), .region = S("NY") }) },
    { .code = S("nyc"),
      .members = MEMBERS({ .country = S("US"), .postal_code = S("100*") },
                         { .country = S("US"),
                           .postal_from = S("10301"),
                           .postal_to = S("10314") }) },
    { .code = S("tower"),
      .members = MEMBERS({ .country = S("US"), .postal_code = S("10001") }) },
    { .code = S("london"),
      .members =
          MEMBERS({ .country = S("GB"), .postal_code = S("SW1A 1AA") },
                  { .country = S("GB"), .region = S("Greater London") }) },
    { .code = S("poland"),
      .members = MEMBERS({ .country = S("PL"),
                           .postal_from = S("00-000"),
                           .postal_to = S("05-999") }) },
    { .code = S("nowhere") },
};

/* The codes of the zones, or by what the address lies in each. */
static const char *
find(const char *country, const char *region, const char *postal,
     bool tells_place)
{
    struct kt_address address = { .country = kt_str_of(country),
                                  .region = kt_str_of(region),
                                  .postal_code = kt_str_of(postal) };
    struct kt_zone_index index;
    struct kt_str text = KT_STR("");
    size_t count;
    kt_zone_index_build(zones, KT_COUNT(zones), &unit_arena, &index);
    struct kt_zone_hit *hits =
        kt_zone_index_find(&index, &address, &unit_arena, &count);
    for (size_t i = 0; i < count; i++)
        text =
            kt_arena_format(&unit_arena, "%.*s%s%.*s", KT_STR_FMT(text),
                            i == 0        ? ""
                            : tells_place ? "; "
                                          : " ",
                            KT_STR_FMT(tells_place
                                           ? kt_zone_place_text(hits[i].place,
                                                                &unit_arena)
                                           : zones[hits[i].zone].code));
    return text.ptr;
}

static const char *
zones_of(const char *country, const char *region, const char *postal)
{
    return find(country, region, postal, false);
}

START_TEST(test_tells_by_what)
{
    ck_assert_str_eq(find("US", "ny", "10001", true),
                     "US, 10001; US, 100*; US, NY; US; anywhere");
    ck_assert_str_eq(find("US", "NJ", "10301", true),
                     "US, 10301 to 10314; US; anywhere");
    ck_assert_str_eq(find("GB", "greater london", "sw1a1aa", true),
                     "GB, SW1A1AA; anywhere");
}
END_TEST

START_TEST(test_finds_the_narrowest_first)
{
    static const struct {
        const char *country, *region, *postal, *zones;
    } cases[] = {
        { "US", "NY", "10001", "tower nyc ny us world" },
        { "US", "ny", "10002", "nyc ny us world" },
        { "US", "NY", "10001-1234", "nyc ny us world" },
        { "US", "NJ", "10301", "nyc us world" },
        { "US", "NY", "10314", "nyc ny us world" },
        { "US", "NY", "10300", "ny us world" },
        { "US", "NY", "10315", "ny us world" },
        { "US", "NY", "1031", "ny us world" },
        { "US", "", "", "us world" },
        { "GB", "", "sw1a1aa", "london world" },
        { "GB", "greater london", "SW1A 1AA", "london world" },
        { "GB", "Greater-London", "SW1A 2AA", "world" },
        { "PL", "", "05 999", "poland world" },
        { "PL", "", "06-000", "world" },
        { "", "", "10001", "world" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_str_of(zones_of(cases[i].country, cases[i].region,
                                       cases[i].postal)),
                    cases[i].zones);
}
END_TEST

static void
assert_fault(size_t index, const char *pointer, const char *code)
{
    ck_assert_uint_lt(index, unit_err.item_count);
    assert_text(unit_err.items[index].pointer, pointer);
    ck_assert_str_eq(unit_err.items[index].code, code);
}

START_TEST(test_refuses_members)
{
    struct kt_zone zone = {
        .code = S("Not a code"),
        .members = MEMBERS({ .country = S("de") }, { .region = S("NY") },
                           { .country = S("US"), .postal_code = S("1*0") },
                           { .country = S("US"), .postal_code = S("-*") },
                           { .country = S("US"), .postal_from = S("100") },
                           { .country = S("US"), .postal_to = S("100") },
                           { .country = S("US"),
                             .postal_from = S("100"),
                             .postal_to = S("99") },
                           { .country = S("US"),
                             .postal_from = S("200"),
                             .postal_to = S("100") },
                           { .country = S("US"),
                             .postal_code = S("1"),
                             .postal_from = S("1"),
                             .postal_to = S("2") }),
    };
    kt_zone_check(&zone, &unit_err);
    ck_assert_uint_eq(unit_err.item_count, 10);
    assert_fault(0, "/code", "wrong_value");
    assert_fault(1, "/members/0/country", "format");
    assert_fault(2, "/members/1/country", "required");
    assert_fault(3, "/members/2/postal_code", "wrong_value");
    assert_fault(4, "/members/3/postal_code", "wrong_value");
    assert_fault(5, "/members/4/postal_to", "required");
    assert_fault(6, "/members/5/postal_from", "required");
    assert_fault(7, "/members/6/postal_to", "wrong_value");
    assert_fault(8, "/members/7/postal_to", "wrong_value");
    assert_fault(9, "/members/8/postal_from", "not_both");
}
END_TEST

/* ---- rates ---- */

#define RATE(ZONE, CLASS, PRIORITY, FROM, TO, NAME)                            \
    {                                                                          \
        .zone = S(ZONE), .tax_class = S(CLASS), .priority = (PRIORITY),        \
        .starts_at = (FROM), .ends_at = (TO), .name = S(NAME)                  \
    }

static const char *
rates_at(int64_t now_ms, const char *region, const char *postal)
{
    struct kt_tax_rate_row rows[] = {
        RATE("us", "standard", 0, 0, 0, "federal"),
        RATE("ny", "standard", 1, 0, 0, "state"),
        RATE("ny", "standard", 1, 1000, 2000, "holiday"),
        RATE("ny", "standard", 1, 1500, 0, "new state"),
        RATE("ny", "books", 1, 0, 500, "books"),
        RATE("nyc", "standard", 2, 0, 0, "city"),
        RATE("tower", "standard", 1, 0, 0, "tower"),
        RATE("nowhere", "standard", 1, 0, 0, "never"),
        RATE("unknown", "standard", 1, 0, 0, "never"),
    };
    struct kt_address address = { .country = KT_STR("US"),
                                  .region = kt_str_of(region),
                                  .postal_code = kt_str_of(postal) };
    struct kt_tax_rates rates;
    struct kt_str text = KT_STR("");
    size_t count;
    kt_tax_rates_build(zones, KT_COUNT(zones), rows, KT_COUNT(rows),
                       &unit_arena, &rates);
    const struct kt_due_rate *due =
        kt_tax_rates_at(&rates, &address, now_ms, &unit_arena, &count);
    for (size_t i = 0; i < count; i++)
        text = kt_arena_format(&unit_arena, "%.*s%s%.*s", KT_STR_FMT(text),
                               i > 0 ? ", " : "", KT_STR_FMT(due[i].name));
    return text.ptr;
}

START_TEST(test_takes_the_rates_of_the_moment)
{
    static const struct {
        int64_t now_ms;
        const char *region, *postal, *rates;
    } cases[] = {
        { 0, "NJ", "07001", "federal" },
        { 499, "NY", "12000", "books, federal, state" },
        { 500, "NY", "12000", "federal, state" },
        { 999, "NY", "12000", "federal, state" },
        { 1000, "NY", "12000", "federal, holiday" },
        { 1499, "NY", "12000", "federal, holiday" },
        { 1500, "NY", "12000", "federal, new state" },
        { 2000, "NY", "12000", "federal, new state" },
        { 0, "NY", "10002", "books, federal, state, city" },
        { 1000, "NY", "10001", "federal, tower, city" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_str_of(rates_at(cases[i].now_ms, cases[i].region,
                                       cases[i].postal)),
                    cases[i].rates);
}
END_TEST

/* Ten thousand postal codes are asked as fast as ten: the index is asked once
 * for each beginning of the code. */
START_TEST(test_finds_one_of_many)
{
    enum { COUNT = 10000 };
    struct kt_zone *many = KT_NEW_ARRAY(&unit_arena, struct kt_zone, COUNT);
    struct kt_zone_index index;
    size_t count;
    for (int i = 0; i < COUNT; i++) {
        struct kt_zone_member *member =
            KT_NEW(&unit_arena, struct kt_zone_member);
        *member = (struct kt_zone_member){
            .country = KT_STR("US"),
            .postal_code = kt_arena_format(&unit_arena, "%05d", i * 7),
        };
        many[i] = (struct kt_zone){ .members = { member, 1 } };
    }
    kt_zone_index_build(many, COUNT, &unit_arena, &index);
    for (int i = 0; i < COUNT * 7; i++) {
        struct kt_address address = {
            .country = KT_STR("US"),
            .postal_code = kt_arena_format(&unit_arena, "%05d", i),
        };
        struct kt_zone_hit *hits =
            kt_zone_index_find(&index, &address, &unit_arena, &count);
        ck_assert_uint_eq(count, i % 7 == 0);
        if (count == 1)
            ck_assert_uint_eq(hits[0].zone, (size_t)i / 7);
    }
}
END_TEST

Suite *
kt_suite_zone(void)
{
    Suite *suite = suite_create("zone");
    TCase *tcase = unit_case(suite, "zones");
    tcase_add_test(tcase, test_finds_the_narrowest_first);
    tcase_add_test(tcase, test_tells_by_what);
    tcase_add_test(tcase, test_refuses_members);
    tcase_add_test(tcase, test_finds_one_of_many);
    tcase = unit_case(suite, "rates");
    tcase_add_test(tcase, test_takes_the_rates_of_the_moment);
    return suite;
}
