#include "base/shape.h"
#include "unit.h"

struct record {
    struct kt_id id;
    struct kt_str group;
    struct kt_str facts;
};

static const struct kt_field record_fields[] = {
    KT_FIELD(ID, struct record, id, KT_OMIT_EMPTY, .prefix = "prod"),
    KT_FIELD(STR, struct record, group, KT_NULLABLE | KT_OMIT_EMPTY, .max = 9),
    KT_FIELD(RAW, struct record, facts, KT_NULLABLE | KT_IS_OBJECT),
};

static const struct kt_shape record_shape =
    KT_SHAPE("Record", struct record, record_fields, NULL);

static const struct kt_field plain_fields[] = {
    KT_FIELD(RAW, struct record, facts, KT_IS_OBJECT),
};

static const struct kt_shape plain_shape =
    KT_SHAPE("Plain", struct record, plain_fields, NULL);

static struct kt_str
schema(void)
{
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_json_init(&json, &buf);
    kt_shape_schema(&record_shape, false, &json);
    return kt_buf_view(&buf);
}

START_TEST(test_schema_tells_what_is_always_there)
{
    assert_text(schema(), "{\"type\":\"object\",\"properties\":{"
                          "\"id\":{\"type\":\"string\","
                          "\"pattern\":\"^prod_[0-7][0-9a-hjkmnp-tv-z]{25}$\"},"
                          "\"group\":{\"type\":\"string\"},"
                          "\"facts\":{\"type\":[\"object\",\"null\"],"
                          "\"additionalProperties\":{}}},"
                          "\"required\":[\"id\",\"facts\"]}");
}
END_TEST

static enum kt_status
read_record(const char *body, struct record *record)
{
    kt_error_init(&unit_err, &unit_arena);
    return kt_shape_read(&record_shape, kt_str_of(body), record, &unit_arena,
                         &unit_err);
}

START_TEST(test_an_object_is_kept_and_nothing_else)
{
    struct record record;
    ck_assert_int_eq(read_record("{\"facts\":{\"a\":1}}", &record), KT_OK);
    assert_text(record.facts, "{\"a\":1}");
    ck_assert_int_eq(read_record("{\"facts\":null}", &record), KT_OK);
    ck_assert_ptr_null(record.facts.ptr);
    ck_assert_int_eq(read_record("{\"facts\":[1]}", &record), KT_INVALID_BODY);
    assert_text(unit_err.items[0].detail, "must be an object, not an array");
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(kt_shape_read_table(&record_shape,
                                         KT_STR("{\"facts\":[]}"), &record,
                                         &unit_arena, &unit_err),
                     KT_OK);
    assert_text(record.facts, "{}");
}
END_TEST

/* What is written can be read. */
START_TEST(test_an_object_that_was_not_given_is_empty)
{
    struct record record = { .group = KT_STR("") };
    struct kt_buf buf;
    struct kt_json json;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_json_init(&json, &buf);
    kt_shape_write(&plain_shape, &record, &json);
    assert_text(kt_buf_view(&buf), "{\"facts\":{}}");
    ck_assert_int_eq(kt_shape_read(&plain_shape, kt_buf_view(&buf), &record,
                                   &unit_arena, &unit_err),
                     KT_OK);
    assert_text(record.facts, "{}");
}
END_TEST

Suite *kt_suite_shape_record(void);

Suite *
kt_suite_shape_record(void)
{
    Suite *suite = suite_create("shape_record");
    TCase *tcase = unit_case(suite, "records");
    tcase_add_test(tcase, test_schema_tells_what_is_always_there);
    tcase_add_test(tcase, test_an_object_is_kept_and_nothing_else);
    tcase_add_test(tcase, test_an_object_that_was_not_given_is_empty);
    return suite;
}
