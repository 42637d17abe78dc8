#include "base/shape.h"
#include "unit.h"

struct inner {
    int64_t depth;
};

struct thing {
    uint64_t given;
    bool flag;
    int64_t number;
    int64_t at;
    struct kt_str text;
    struct kt_str raw;
    struct kt_id id;
    int choice;
    struct inner *object;
    struct inner embed;
    struct kt_list texts;
    struct kt_list pairs;
};

static const char *const choices[] = { "one", "two", NULL };

static const struct kt_field inner_fields[] = {
    KT_FIELD(INT, struct inner, depth, 0),
};

static const struct kt_shape inner_shape =
    KT_SHAPE("Inner", struct inner, inner_fields, NULL);

static const struct kt_field fields[] = {
    KT_FIELD(BOOL, struct thing, flag, 0),
    KT_FIELD(INT, struct thing, number, KT_NULLABLE),
    KT_FIELD(TIME, struct thing, at, 0),
    KT_FIELD(STR, struct thing, text, KT_NULLABLE),
    KT_FIELD(RAW, struct thing, raw, 0),
    KT_FIELD(ID, struct thing, id, 0, .prefix = "thing"),
    KT_FIELD(ENUM, struct thing, choice, 0, .names = choices),
    KT_FIELD(OBJECT, struct thing, object, 0, .shape = &inner_shape),
    KT_FIELD(EMBED, struct thing, embed, 0, .shape = &inner_shape),
    KT_FIELD(STRS, struct thing, texts, 0),
    KT_FIELD(DICT, struct thing, pairs, 0),
};

static const struct kt_shape shape = {
    .name = "Thing",
    .size = sizeof(struct thing),
    .given_offset = offsetof(struct thing, given),
    .fields = fields,
    .field_count = KT_COUNT(fields),
};

#define FULL                                                                   \
    "{\"flag\":true,\"number\":7,\"at\":\"1970-01-01T00:00:01Z\","             \
    "\"text\":\"a\",\"raw\":[1],\"id\":\"thing_00000000000000000000000001\","  \
    "\"choice\":\"two\",\"object\":{\"depth\":1},\"embed\":{\"depth\":2},"     \
    "\"texts\":[\"x\",\"y\"],\"pairs\":{\"k\":\"v\"}}"

static void
patch(struct thing *thing, const char *body)
{
    struct thing given;
    ck_assert_int_eq(kt_shape_read(&shape, kt_str_of(body), &given, &unit_arena,
                                   &unit_err),
                     KT_OK);
    kt_shape_patch(&shape, &given, thing);
}

static void
assert_written(const struct thing *thing, const char *expected)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 64);
    kt_json_init(&json, &buf);
    kt_shape_write(&shape, thing, &json);
    assert_text(kt_buf_view(&buf), expected);
}

START_TEST(takes_members_of_every_kind)
{
    struct thing thing = { 0 };
    patch(&thing, FULL);
    assert_written(&thing, FULL);
}
END_TEST

START_TEST(leaves_what_was_not_given)
{
    struct thing thing = { 0 };
    patch(&thing, FULL);
    patch(&thing, "{}");
    assert_written(&thing, FULL);
}
END_TEST

START_TEST(replaces_lists_and_takes_null_for_nothing)
{
    struct thing thing = { 0 };
    patch(&thing, FULL);
    patch(&thing, "{\"flag\":false,\"number\":null,\"text\":null,"
                  "\"choice\":\"one\",\"embed\":{},\"texts\":[\"z\"]}");
    assert_written(
        &thing,
        "{\"flag\":false,\"number\":null,\"at\":\"1970-01-01T00:00:01Z\","
        "\"text\":null,\"raw\":[1],\"id\":\"thing_00000000000000000000000001\","
        "\"choice\":\"one\",\"object\":{\"depth\":1},\"embed\":{\"depth\":0},"
        "\"texts\":[\"z\"],\"pairs\":{\"k\":\"v\"}}");
}
END_TEST

Suite *kt_suite_shape_patch(void);

Suite *
kt_suite_shape_patch(void)
{
    Suite *suite = suite_create("shape_patch");
    TCase *tcase = unit_case(suite, "patch");
    tcase_add_test(tcase, takes_members_of_every_kind);
    tcase_add_test(tcase, leaves_what_was_not_given);
    tcase_add_test(tcase, replaces_lists_and_takes_null_for_nothing);
    return suite;
}
