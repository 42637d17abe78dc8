#include "base/config.h"

#include "unit.h"

struct settings {
    int64_t port;
    bool quiet;
    struct kt_str name;
    struct kt_list tags;
    int level;
};

static const char *const levels[] = { "low", "high", NULL };

static const struct kt_field fields[] = {
    KT_FIELD(INT, struct settings, port, 0, .min = 1, .max = 65535,
             .help = "a port from 1 to 65535"),
    KT_FIELD(BOOL, struct settings, quiet, 0, .help = "yes or no"),
    KT_FIELD(STR, struct settings, name, 0, .min = 2, .max = 5,
             .help = "two to five letters"),
    KT_FIELD(STRS, struct settings, tags, 0, .max = 3, .help = "at most three"),
    KT_FIELD(ENUM, struct settings, level, 0, .names = levels,
             .help = "low or high"),
};

static const struct kt_shape shape =
    KT_SHAPE("Settings", struct settings, fields, NULL);

static struct settings out;

static enum kt_status
read_text(const char *text)
{
    out = (struct settings){ .port = 8080 };
    return kt_config_read(&shape, kt_str_of(text), "a.conf", &out, &unit_arena,
                          &unit_err);
}

START_TEST(settings_of_every_kind)
{
    ck_assert_int_eq(read_text("# shop\r\n\r\nport = 81\r\nquiet = yes\r\n"
                               "name = \"a # b\"\ntags = a, \"b c\" ,\n"
                               "level=high"),
                     KT_OK);
    const struct kt_str *tags = out.tags.items;
    ck_assert_int_eq(out.port, 81);
    ck_assert(out.quiet);
    assert_text(out.name, "a # b");
    ck_assert_uint_eq(out.tags.count, 2);
    assert_text(tags[0], "a");
    assert_text(tags[1], "b c");
    ck_assert_int_eq(out.level, 1);
}
END_TEST

START_TEST(what_is_not_set_stays)
{
    ck_assert_int_eq(read_text(""), KT_OK);
    ck_assert_int_eq(out.port, 8080);
}
END_TEST

struct faulty {
    const char *text;
    const char *pointer;
    const char *detail;
};

static const struct faulty faulty[] = {
    { "\nport 80", "a.conf:2", "a line is `name = value`" },
    { "prot = 80", "a.conf:1", "there is no setting prot; did you mean port?" },
    { "port = 0", "a.conf:1", "port: a port from 1 to 65535" },
    { "port = 65536", "a.conf:1", "port: a port from 1 to 65535" },
    { "port = 80a", "a.conf:1", "port: a port from 1 to 65535" },
    { "quiet = maybe", "a.conf:1", "quiet: yes or no" },
    { "name = a", "a.conf:1", "name: two to five letters" },
    { "name = abcdef", "a.conf:1", "name: two to five letters" },
    { "name = \"abcdef\"", "a.conf:1", "name: two to five letters" },
    { "tags = a,b,c,d", "a.conf:1", "tags: at most three" },
    { "level = medium", "a.conf:1", "level: low or high" },
    { "port = 80\nport = 81", "a.conf:2", "port stands in line 1 already" },
};

START_TEST(fault_names_its_line)
{
    ck_assert_int_eq(read_text(faulty[_i].text), KT_INVALID_FILE);
    ck_assert_uint_eq(unit_err.item_count, 1);
    assert_text(unit_err.items[0].pointer, faulty[_i].pointer);
    assert_text(unit_err.items[0].detail, faulty[_i].detail);
}
END_TEST

START_TEST(every_fault_is_told)
{
    ck_assert_int_eq(read_text("prot = 1\nport = x\nquiet = x\n"),
                     KT_INVALID_FILE);
    ck_assert_uint_eq(unit_err.item_count, 3);
}
END_TEST

START_TEST(other_bytes_than_utf8_are_refused)
{
    ck_assert_int_eq(read_text("name = \xff"), KT_INVALID_FILE);
    assert_text(unit_err.detail, "a.conf is not UTF-8");
}
END_TEST

Suite *
kt_suite_config(void)
{
    Suite *suite = suite_create("config");
    TCase *tcase = unit_case(suite, "config");
    tcase_add_test(tcase, settings_of_every_kind);
    tcase_add_test(tcase, what_is_not_set_stays);
    tcase_add_loop_test(tcase, fault_names_its_line, 0, (int)KT_COUNT(faulty));
    tcase_add_test(tcase, every_fault_is_told);
    tcase_add_test(tcase, other_bytes_than_utf8_are_refused);
    return suite;
}
