#include "base/shape.h"

#include "unit.h"

struct address {
    struct kt_str city;
    struct kt_str country;
};

static const struct kt_field address_fields[] = {
    KT_FIELD(STR, struct address, city, KT_REQUIRED, .min = 1, .max = 5),
    KT_FIELD(STR, struct address, country, 0, .min = 2, .max = 2),
};

static const struct kt_shape address_shape =
    KT_SHAPE("Address", struct address, address_fields,
             "Where somebody lives.");

struct option {
    struct kt_str name;
    struct address place;
};

static const struct kt_field option_fields[] = {
    KT_FIELD(STR, struct option, name, KT_REQUIRED),
    KT_FIELD(EMBED, struct option, place, 0, .shape = &address_shape),
};

static const struct kt_shape option_shape =
    KT_SHAPE("Option", struct option, option_fields, NULL);

enum mode { MODE_FAST, MODE_SLOW };

static const char *const mode_names[] = { "fast", "slow", NULL };

/* One field of each kind. */
struct thing {
    uint64_t given;
    bool is_active;
    int64_t quantity;
    int64_t delta;
    struct kt_str name;
    struct kt_id product_id;
    int64_t created_at;
    int mode;
    int speed;
    struct kt_str metadata;
    struct address *billing;
    struct address shipping;
    struct kt_list options;
    struct kt_list tags;
    struct kt_list variant_ids;
    struct kt_list labels;
    struct kt_str secret;
    int64_t version;
};

static const struct kt_field thing_fields[] = {
    KT_FIELD(BOOL, struct thing, is_active, 0, .help = "Whether it is sold."),
    KT_FIELD(INT, struct thing, quantity, KT_REQUIRED, .min = 1, .max = 100),
    KT_FIELD(INT, struct thing, delta, KT_NULLABLE | KT_OMIT_EMPTY, .min = -10),
    KT_FIELD(STR, struct thing, name, KT_NULLABLE, .min = 2, .max = 8),
    KT_FIELD(ID, struct thing, product_id, KT_NULLABLE, .prefix = "prod"),
    KT_FIELD(TIME, struct thing, created_at, KT_NULLABLE),
    KT_FIELD(ENUM, struct thing, mode, 0, .names = mode_names),
    KT_FIELD(ENUM, struct thing, speed, KT_NULLABLE, .names = mode_names),
    KT_FIELD(RAW, struct thing, metadata, KT_OMIT_EMPTY, .max = 20),
    KT_FIELD(OBJECT, struct thing, billing, KT_NULLABLE,
             .shape = &address_shape),
    KT_FIELD(EMBED, struct thing, shipping, 0, .shape = &address_shape),
    KT_FIELD(LIST, struct thing, options, KT_OMIT_EMPTY, .shape = &option_shape,
             .min = 1, .max = 2),
    KT_FIELD(STRS, struct thing, tags, KT_OMIT_EMPTY, .max = 2),
    KT_FIELD(IDS, struct thing, variant_ids, KT_OMIT_EMPTY, .prefix = "var"),
    KT_FIELD(DICT, struct thing, labels, KT_OMIT_EMPTY, .max = 2),
    KT_FIELD(STR, struct thing, secret, KT_WRITE_ONLY),
    KT_FIELD(INT, struct thing, version, KT_READ_ONLY | KT_REQUIRED),
};

static const struct kt_shape thing_shape = {
    .name = "Thing",
    .size = sizeof(struct thing),
    .given_offset = offsetof(struct thing, given),
    .fields = thing_fields,
    .field_count = KT_COUNT(thing_fields),
    .help = "One field of each kind.",
};

static struct thing thing;

static enum kt_status
read_thing(const char *body)
{
    memset(&thing, 0xff, sizeof thing); /* the reader must clear it */
    kt_error_init(&unit_err, &unit_arena);
    return kt_shape_read(&thing_shape, kt_str_of(body), &thing, &unit_arena,
                         &unit_err);
}

static void
assert_sound(const char *body)
{
    ck_assert_msg(read_thing(body) == KT_OK, "%.*s",
                  KT_STR_FMT(kt_error_text(&unit_err)));
}

/* Exactly these faults, "pointer code: detail" each on a line. */
static void
assert_faults(const char *body, const char *faults)
{
    struct kt_buf buf;
    ck_assert_int_eq(read_thing(body), KT_INVALID_BODY);
    kt_buf_init(&buf, &unit_arena, 0);
    for (size_t i = 0; i < unit_err.item_count; i++) {
        const struct kt_error_item *item = &unit_err.items[i];
        kt_buf_format(&buf, "%s%.*s %s: %.*s", i > 0 ? "\n" : "",
                      KT_STR_FMT(item->pointer), item->code,
                      KT_STR_FMT(item->detail));
    }
    assert_text(kt_buf_view(&buf), faults);
}

static struct kt_str
write_thing(void)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_json_init(&json, &buf);
    kt_shape_write(&thing_shape, &thing, &json);
    return kt_buf_view(&buf);
}

static struct kt_str
schema(const struct kt_shape *shape, bool for_reading)
{
    struct kt_buf buf;
    struct kt_json json;
    const struct cJSON *root;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_json_init(&json, &buf);
    kt_shape_schema(shape, for_reading, &json);
    ck_assert_int_eq(kt_json_parse(&unit_arena, kt_buf_view(&buf), &root,
                                   &unit_err),
                     KT_OK);
    return kt_buf_view(&buf);
}

#define PRODUCT "prod_01hf7yat00fhk4q4m0e7fh4p2c"
#define VARIANT "var_01hf7yat00fhk4q4m0e7fh4p2d"

/* ---- reading ---- */

START_TEST(test_read_everything)
{
    assert_sound("{\"is_active\":true,\"quantity\":3,\"delta\":-10,"
                 "\"name\":\"Größe\",\"product_id\":\"" PRODUCT "\","
                 "\"created_at\":\"2026-11-24T08:30:00Z\",\"mode\":\"slow\","
                 "\"speed\":\"fast\",\"metadata\":{ \"a\" : [1.50] },"
                 "\"billing\":{\"city\":\"Ulm\",\"country\":\"DE\"},"
                 "\"shipping\":{\"city\":\"Rom\"},"
                 "\"options\":[{\"name\":\"x\"},"
                 "{\"name\":\"y\",\"place\":{\"city\":\"Bonn\"}}],"
                 "\"tags\":[\"red\",\"\"],\"variant_ids\":[\"" VARIANT "\"],"
                 "\"labels\":{\"de\":\"Rot\",\"en\":\"Red\"},"
                 "\"secret\":\"s\"}");
    ck_assert(thing.is_active);
    ck_assert_int_eq(thing.quantity, 3);
    ck_assert_int_eq(thing.delta, -10);
    assert_text(thing.name, "Größe");
    assert_text(kt_id_text(&unit_arena, thing.product_id, "prod"), PRODUCT);
    ck_assert_int_eq(thing.created_at, INT64_C(1795509000000));
    ck_assert_int_eq(thing.mode, MODE_SLOW);
    ck_assert_int_eq(thing.speed, MODE_FAST);
    assert_text(thing.metadata, "{\"a\":[1.50]}");
    assert_text(thing.billing->city, "Ulm");
    assert_text(thing.billing->country, "DE");
    assert_text(thing.shipping.city, "Rom");
    ck_assert_ptr_null(thing.shipping.country.ptr);
    ck_assert_uint_eq(thing.options.count, 2);
    const struct option *options = thing.options.items;
    assert_text(options[0].name, "x");
    ck_assert_ptr_null(options[0].place.city.ptr);
    assert_text(options[1].place.city, "Bonn");
    const struct kt_str *tags = thing.tags.items;
    ck_assert_uint_eq(thing.tags.count, 2);
    assert_text(tags[0], "red");
    assert_text(tags[1], "");
    const struct kt_id *ids = thing.variant_ids.items;
    assert_text(kt_id_text(&unit_arena, ids[0], "var"), VARIANT);
    const struct kt_pair *labels = thing.labels.items;
    ck_assert_uint_eq(thing.labels.count, 2);
    assert_text(labels[1].name, "en");
    assert_text(labels[1].value, "Red");
    assert_text(thing.secret, "s");
}
END_TEST

START_TEST(test_absent_fields_are_cleared)
{
    assert_sound("{\"quantity\":1}");
    struct thing empty = { .given = 2, .quantity = 1, .speed = -1 };
    ck_assert(!thing.is_active);
    ck_assert_int_eq(thing.speed, empty.speed);
    ck_assert_int_eq(thing.mode, MODE_FAST);
    ck_assert_uint_eq(thing.given, empty.given);
    ck_assert_ptr_null(thing.name.ptr);
    ck_assert_ptr_null(thing.metadata.ptr);
    ck_assert_ptr_null(thing.billing);
    ck_assert_ptr_null(thing.options.items);
    ck_assert_uint_eq(thing.labels.count, 0);
    ck_assert(kt_id_is_null(thing.product_id));
    ck_assert_int_eq(thing.created_at, 0);
}
END_TEST

START_TEST(test_null_is_absent_where_allowed)
{
    assert_sound("{\"quantity\":1,\"name\":null,\"product_id\":null,"
                 "\"created_at\":null,\"speed\":null,\"billing\":null,"
                 "\"delta\":null,\"metadata\":null}");
    ck_assert_ptr_null(thing.name.ptr);
    ck_assert_ptr_null(thing.billing);
    ck_assert_int_eq(thing.speed, -1);
    assert_text(thing.metadata, "null"); /* not nullable: a value like others */
    assert_faults("{\"quantity\":null,\"is_active\":null,\"tags\":null,"
                  "\"shipping\":null}",
                  "/quantity wrong_type: must be an integer, not null\n"
                  "/is_active wrong_type: must be true or false, not null\n"
                  "/tags wrong_type: must be an array, not null\n"
                  "/shipping wrong_type: must be an object, not null");
}
END_TEST

START_TEST(test_given)
{
    assert_sound("{\"name\":null,\"quantity\":1}");
    ck_assert(kt_shape_was_given(&thing_shape, &thing, "name"));
    ck_assert(kt_shape_was_given(&thing_shape, &thing, "quantity"));
    ck_assert(!kt_shape_was_given(&thing_shape, &thing, "is_active"));
}
END_TEST

START_TEST(test_int_limits)
{
    assert_faults("{\"quantity\":0}",
                  "/quantity too_small: must be at least 1");
    assert_sound("{\"quantity\":1}");
    assert_sound("{\"quantity\":100}");
    assert_faults("{\"quantity\":101}",
                  "/quantity too_large: must be at most 100");
    assert_faults("{\"quantity\":1,\"delta\":-11}",
                  "/delta too_small: must be at least -10");
    assert_sound("{\"quantity\":1,\"delta\":9007199254740992}");
    assert_faults("{\"quantity\":1.0}",
                  "/quantity wrong_type: must be an integer, not a number with "
                  "a fraction or an exponent");
}
END_TEST

START_TEST(test_text_limits_count_code_points)
{
    assert_faults("{\"quantity\":1,\"name\":\"é\"}",
                  "/name too_short: must have at least 2 characters");
    assert_sound("{\"quantity\":1,\"name\":\"éé\"}");
    assert_sound("{\"quantity\":1,\"name\":\"éééééééé\"}");
    assert_faults("{\"quantity\":1,\"name\":\"ééééééééé\"}",
                  "/name too_long: must have at most 8 characters");
    assert_faults("{\"quantity\":1,\"metadata\":\"1234567890123456789\"}",
                  "/metadata too_long: must have at most 20 bytes");
    assert_sound("{\"quantity\":1,\"metadata\":\"123456789012345678\"}");
}
END_TEST

START_TEST(test_text_without_a_limit_has_the_kind_s_own)
{
    struct kt_buf buf;
    for (size_t len = KT_SHAPE_STR_MAX - 1; len <= KT_SHAPE_STR_MAX + 1;
         len++) {
        kt_buf_init(&buf, &unit_arena, 0);
        kt_buf_text(&buf, "{\"quantity\":1,\"secret\":\"");
        memset(kt_buf_room(&buf, len), 'x', len);
        buf.len += len;
        kt_buf_text(&buf, "\"}");
        kt_buf_append(&buf, "", 1);
        if (len <= KT_SHAPE_STR_MAX)
            assert_sound(buf.ptr);
        else
            assert_faults(buf.ptr, "/secret too_long: must have at most 10000 "
                                   "characters");
    }
}
END_TEST

START_TEST(test_wrong_kinds)
{
    assert_faults(
        "{\"is_active\":1,\"quantity\":\"3\",\"name\":7,\"product_id\":[],"
        "\"created_at\":1795509000,\"mode\":true,\"billing\":[],"
        "\"shipping\":\"x\",\"options\":{},\"tags\":\"red\","
        "\"variant_ids\":1,\"labels\":[]}",
        "/is_active wrong_type: must be true or false, not an integer\n"
        "/quantity wrong_type: must be an integer, not a string\n"
        "/name wrong_type: must be a string, not an integer\n"
        "/product_id wrong_type: must be a string, not an array\n"
        "/created_at wrong_type: must be a string, not an integer\n"
        "/mode wrong_type: must be a string, not true or false\n"
        "/billing wrong_type: must be an object, not an array\n"
        "/shipping wrong_type: must be an object, not a string\n"
        "/options wrong_type: must be an array, not an object\n"
        "/tags wrong_type: must be an array, not a string\n"
        "/variant_ids wrong_type: must be an array, not an integer\n"
        "/labels wrong_type: must be an object, not an array");
}
END_TEST

START_TEST(test_malformed_texts)
{
    assert_faults(
        "{\"quantity\":1,\"product_id\":\"" VARIANT "\","
        "\"created_at\":\"tomorrow\",\"mode\":\"Fast\"}",
        "/product_id invalid_id: must be prod_ and 26 letters and digits\n"
        "/created_at invalid_time: must be a time as in "
        "2026-11-24T08:30:00Z\n"
        "/mode not_an_option: must be fast or slow; did you mean \"fast\"?");
}
END_TEST

START_TEST(test_unknown_and_missing)
{
    assert_faults("{\"quantiy\":3,\"colour\":1,\"a/b~c\":1}",
                  "/quantiy unknown_field: is not known; did you mean "
                  "\"quantity\"?\n"
                  "/colour unknown_field: is not known\n"
                  "/a~1b~0c unknown_field: is not known\n"
                  "/quantity required: is missing");
    /* A field that cannot be set is no advice. */
    assert_faults("{\"quantity\":1,\"versions\":1,\"version\":1}",
                  "/versions unknown_field: is not known\n"
                  "/version read_only: cannot be set");
}
END_TEST

START_TEST(test_faults_inside)
{
    assert_faults(
        "{\"quantity\":1,\"billing\":{\"town\":\"x\"},"
        "\"shipping\":{\"city\":\"London\"},"
        "\"options\":[7,{\"name\":\"x\",\"place\":{\"country\":\"D\"}}],"
        "\"tags\":[\"a\",1],\"variant_ids\":[\"" PRODUCT "\"],"
        "\"labels\":{\"d/e\":5}}",
        "/options/0 wrong_type: must be an object, not an integer\n"
        "/tags/1 wrong_type: must be a string, not an integer\n"
        "/variant_ids/0 invalid_id: must be var_ and 26 letters and digits\n"
        "/labels/d~1e wrong_type: must be a string, not an integer\n"
        "/billing/town unknown_field: is not known\n"
        "/billing/city required: is missing\n"
        "/shipping/city too_long: must have at most 5 characters\n"
        "/options/1/place/country too_short: must have at least 2 characters\n"
        "/options/1/place/city required: is missing");
}
END_TEST

START_TEST(test_counts)
{
    assert_faults("{\"quantity\":1,\"options\":[]}",
                  "/options too_few: must have at least 1 item");
    assert_faults("{\"quantity\":1,\"options\":[{},{},{}]}",
                  "/options too_many: must have at most 2 items");
    assert_faults("{\"quantity\":1,\"tags\":[\"a\",\"b\",\"c\"]}",
                  "/tags too_many: must have at most 2 items");
    assert_sound("{\"quantity\":1,\"tags\":[]}");
    ck_assert_ptr_nonnull(thing.tags.items);
    assert_faults("{\"quantity\":1,\"labels\":{\"a\":\"\",\"b\":\"\","
                  "\"c\":\"\"}}",
                  "/labels too_many: must have at most 2 members");
}
END_TEST

START_TEST(test_root_must_be_an_object)
{
    assert_faults("[]", " wrong_type: must be an object, not an array");
    ck_assert_int_eq(read_thing("{"), KT_INVALID_JSON);
}
END_TEST

START_TEST(test_many_faults_are_bounded)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_buf_text(&buf, "{\"quantity\":1");
    for (int i = 0; i < 900; i++)
        kt_buf_format(&buf, ",\"unknown_%d\":1", i);
    kt_buf_text(&buf, "}");
    kt_buf_append(&buf, "", 1);
    ck_assert_int_eq(read_thing(buf.ptr), KT_INVALID_BODY);
    ck_assert_uint_eq(unit_err.item_count, KT_ERROR_ITEMS_MAX);
    ck_assert_uint_eq(unit_err.items_dropped, 900 - KT_ERROR_ITEMS_MAX);
}
END_TEST

START_TEST(test_read_node_copies_and_prefixes)
{
    struct kt_arena other;
    const struct cJSON *root;
    struct address address;
    kt_arena_init(&other, 0);
    ck_assert_int_eq(kt_json_parse(&other, KT_STR("[{\"city\":\"Ulm\"},{}]"),
                                   &root, &unit_err),
                     KT_OK);
    const struct cJSON *first = kt_json_first(root);
    ck_assert_int_eq(kt_shape_read_node(&address_shape, first, KT_STR("/0"),
                                        &address, &unit_arena, &unit_err),
                     KT_OK);
    struct address second;
    ck_assert_int_eq(kt_shape_read_node(&address_shape, kt_json_next(first),
                                        KT_STR("/1"), &second, &unit_arena,
                                        &unit_err),
                     KT_INVALID_BODY);
    kt_arena_release(&other);
    assert_text(address.city, "Ulm");
    assert_text(unit_err.items[0].pointer, "/1/city");
}
END_TEST

START_TEST(test_read_node_keeps_earlier_faults_apart)
{
    const struct cJSON *root;
    struct address address;
    ck_assert_int_eq(kt_json_parse(&unit_arena, KT_STR("{\"city\":\"Ulm\"}"),
                                   &root, &unit_err),
                     KT_OK);
    kt_error_add(&unit_err, KT_STR("/other"), "required", "is missing");
    ck_assert_int_eq(kt_shape_read_node(&address_shape, root, KT_STR(""),
                                        &address, &unit_arena, &unit_err),
                     KT_OK);
}
END_TEST

/* ---- writing ---- */

START_TEST(test_write_empty)
{
    thing = (struct thing){ .speed = -1 };
    assert_text(write_thing(),
                "{\"is_active\":false,\"quantity\":0,\"name\":null,"
                "\"product_id\":null,\"created_at\":null,\"mode\":\"fast\","
                "\"speed\":null,\"billing\":null,"
                "\"shipping\":{\"city\":\"\",\"country\":\"\"},\"version\":0}");
}
END_TEST

START_TEST(test_write_what_was_read)
{
    assert_sound("{\"is_active\":true,\"quantity\":3,\"delta\":4,"
                 "\"name\":\"\\\"mug\\\"\",\"product_id\":\"" PRODUCT "\","
                 "\"created_at\":\"2026-11-24T09:30:00.250+01:00\","
                 "\"speed\":\"slow\",\"metadata\":{\"a\":[1.50,null]},"
                 "\"billing\":{\"city\":\"Ulm\",\"country\":\"DE\"},"
                 "\"options\":[{\"name\":\"x\"}],\"tags\":[\"red\"],"
                 "\"variant_ids\":[\"" VARIANT "\"],"
                 "\"labels\":{\"de\":\"Rot\"},\"secret\":\"hidden\"}");
    thing.version = 7;
    assert_text(write_thing(),
                "{\"is_active\":true,\"quantity\":3,\"delta\":4,"
                "\"name\":\"\\\"mug\\\"\",\"product_id\":\"" PRODUCT "\","
                "\"created_at\":\"2026-11-24T08:30:00.250Z\","
                "\"mode\":\"fast\",\"speed\":\"slow\","
                "\"metadata\":{\"a\":[1.50,null]},"
                "\"billing\":{\"city\":\"Ulm\",\"country\":\"DE\"},"
                "\"shipping\":{\"city\":\"\",\"country\":\"\"},"
                "\"options\":[{\"name\":\"x\","
                "\"place\":{\"city\":\"\",\"country\":\"\"}}],"
                "\"tags\":[\"red\"],\"variant_ids\":[\"" VARIANT "\"],"
                "\"labels\":{\"de\":\"Rot\"},\"version\":7}");
}
END_TEST

/* ---- schema ---- */

START_TEST(test_schema_of_a_body)
{
    assert_text(
        schema(&address_shape, true),
        "{\"type\":\"object\",\"description\":\"Where somebody lives.\","
        "\"properties\":{"
        "\"city\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5},"
        "\"country\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":2}},"
        "\"required\":[\"city\"],\"additionalProperties\":false}");
}
END_TEST

START_TEST(test_schema_of_an_answer)
{
    assert_text(schema(&address_shape, false),
                "{\"type\":\"object\",\"description\":\"Where somebody "
                "lives.\",\"properties\":{\"city\":{\"type\":\"string\"},"
                "\"country\":{\"type\":\"string\"}},"
                "\"required\":[\"city\",\"country\"]}");
}
END_TEST

START_TEST(test_schema_of_every_kind)
{
    assert_text(
        schema(&thing_shape, true),
        "{\"type\":\"object\",\"description\":\"One field of each kind.\","
        "\"properties\":{"
        "\"is_active\":{\"type\":\"boolean\","
        "\"description\":\"Whether it is sold.\"},"
        "\"quantity\":{\"type\":\"integer\",\"format\":\"int64\","
        "\"minimum\":1,\"maximum\":100},"
        "\"delta\":{\"type\":[\"integer\",\"null\"],\"format\":\"int64\","
        "\"minimum\":-10,\"maximum\":9007199254740992},"
        "\"name\":{\"type\":[\"string\",\"null\"],"
        "\"minLength\":2,\"maxLength\":8},"
        "\"product_id\":{\"type\":[\"string\",\"null\"],"
        "\"pattern\":\"^prod_[0-7][0-9a-hjkmnp-tv-z]{25}$\"},"
        "\"created_at\":{\"type\":[\"string\",\"null\"],"
        "\"format\":\"date-time\"},"
        "\"mode\":{\"type\":\"string\",\"enum\":[\"fast\",\"slow\"]},"
        "\"speed\":{\"type\":[\"string\",\"null\"],"
        "\"enum\":[\"fast\",\"slow\",null]},"
        "\"metadata\":{},"
        "\"billing\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Address\"},"
        "{\"type\":\"null\"}]},"
        "\"shipping\":{\"$ref\":\"#/components/schemas/Address\"},"
        "\"options\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":2,"
        "\"items\":{\"$ref\":\"#/components/schemas/Option\"}},"
        "\"tags\":{\"type\":\"array\",\"minItems\":0,\"maxItems\":2,"
        "\"items\":{\"type\":\"string\"}},"
        "\"variant_ids\":{\"type\":\"array\",\"minItems\":0,"
        "\"maxItems\":1000,\"items\":{\"type\":\"string\","
        "\"pattern\":\"^var_[0-7][0-9a-hjkmnp-tv-z]{25}$\"}},"
        "\"labels\":{\"type\":\"object\",\"minProperties\":0,"
        "\"maxProperties\":2,\"additionalProperties\":{\"type\":\"string\"}},"
        "\"secret\":{\"type\":\"string\",\"minLength\":0,"
        "\"maxLength\":10000}},"
        "\"required\":[\"quantity\"],\"additionalProperties\":false}");
}
END_TEST

START_TEST(test_schema_shows_each_way_its_own)
{
    struct kt_str in = schema(&thing_shape, true);
    struct kt_str out = schema(&thing_shape, false);
    ck_assert_ptr_null(memmem(in.ptr, in.len, "\"version\"", 9));
    ck_assert_ptr_nonnull(memmem(in.ptr, in.len, "\"secret\"", 8));
    ck_assert_ptr_nonnull(memmem(out.ptr, out.len, "\"version\"", 9));
    ck_assert_ptr_null(memmem(out.ptr, out.len, "\"secret\"", 8));
}
END_TEST

Suite *
kt_suite_shape(void)
{
    Suite *suite = suite_create("shape");
    TCase *tcase = unit_case(suite, "read");
    tcase_add_test(tcase, test_read_everything);
    tcase_add_test(tcase, test_absent_fields_are_cleared);
    tcase_add_test(tcase, test_null_is_absent_where_allowed);
    tcase_add_test(tcase, test_given);
    tcase_add_test(tcase, test_read_node_copies_and_prefixes);
    tcase_add_test(tcase, test_read_node_keeps_earlier_faults_apart);
    tcase = unit_case(suite, "faults");
    tcase_add_test(tcase, test_int_limits);
    tcase_add_test(tcase, test_text_limits_count_code_points);
    tcase_add_test(tcase, test_text_without_a_limit_has_the_kind_s_own);
    tcase_add_test(tcase, test_wrong_kinds);
    tcase_add_test(tcase, test_malformed_texts);
    tcase_add_test(tcase, test_unknown_and_missing);
    tcase_add_test(tcase, test_faults_inside);
    tcase_add_test(tcase, test_counts);
    tcase_add_test(tcase, test_root_must_be_an_object);
    tcase_add_test(tcase, test_many_faults_are_bounded);
    tcase = unit_case(suite, "write");
    tcase_add_test(tcase, test_write_empty);
    tcase_add_test(tcase, test_write_what_was_read);
    tcase = unit_case(suite, "schema");
    tcase_add_test(tcase, test_schema_of_a_body);
    tcase_add_test(tcase, test_schema_of_an_answer);
    tcase_add_test(tcase, test_schema_of_every_kind);
    tcase_add_test(tcase, test_schema_shows_each_way_its_own);
    return suite;
}
