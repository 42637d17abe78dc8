#include "base/buf.h"

#include "base/json.h"
#include "unit.h"

static struct kt_buf buf;
static struct kt_json json;

static void
start(size_t capacity)
{
    kt_buf_init(&buf, &unit_arena, capacity);
    kt_json_init(&json, &buf);
}

START_TEST(test_append)
{
    start(0);
    kt_buf_append(&buf, NULL, 0);
    kt_buf_text(&buf, "a");
    kt_buf_char(&buf, 'b');
    kt_buf_str(&buf, KT_STR("cd"));
    kt_buf_format(&buf, "%03d", 7);
    assert_text(kt_buf_view(&buf), "abcd007");
}
END_TEST

START_TEST(test_grows_across_chunks)
{
    start(1);
    for (int i = 0; i < 100000; i++) {
        kt_buf_char(&buf, (char)('a' + i % 26));
        if (i % 1000 == 0)
            kt_arena_alloc(&unit_arena, 10); /* so that it has to move */
    }
    ck_assert_uint_eq(buf.len, 100000);
    for (int i = 0; i < 100000; i++)
        ck_assert_int_eq(buf.ptr[i], 'a' + i % 26);
}
END_TEST

START_TEST(test_room)
{
    start(4);
    memcpy(kt_buf_room(&buf, 1000), "abc", 3);
    buf.len += 3;
    ck_assert_uint_ge(buf.capacity, 1000);
    assert_text(kt_buf_view(&buf), "abc");
}
END_TEST

START_TEST(test_int)
{
    static const struct {
        int64_t number;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { 9, "9" },
        { 10, "10" },
        { -1, "-1" },
        { 1234567890, "1234567890" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++) {
        start(0);
        kt_buf_int(&buf, cases[i].number);
        assert_text(kt_buf_view(&buf), cases[i].text);
    }
}
END_TEST

START_TEST(test_pointer_step)
{
    start(0);
    kt_buf_pointer(&buf, KT_STR("lines"));
    kt_buf_pointer(&buf, KT_STR("a/b~c"));
    kt_buf_pointer(&buf, KT_STR(""));
    assert_text(kt_buf_view(&buf), "/lines/a~1b~0c/");
}
END_TEST

START_TEST(test_pointer_cuts_long_names)
{
    char name[200];
    memset(name, 'n', sizeof name);
    start(0);
    kt_buf_pointer(&buf, (struct kt_str){ name, 100 });
    ck_assert_uint_eq(buf.len, 101);
    start(0);
    kt_buf_pointer(&buf, (struct kt_str){ name, 101 });
    ck_assert_uint_eq(buf.len, 101 + strlen("…"));
}
END_TEST

START_TEST(test_json_commas)
{
    start(0);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "a", KT_STR("x"));
    kt_json_put_int(&json, "b", -1);
    kt_json_key(&json, KT_STR("c"));
    kt_json_begin_array(&json);
    kt_json_begin_object(&json);
    kt_json_end_object(&json);
    kt_json_begin_array(&json);
    kt_json_end_array(&json);
    kt_json_bool(&json, true);
    kt_json_null(&json);
    kt_json_end_array(&json);
    kt_json_put_bool(&json, "d", false);
    kt_json_put_raw(&json, "e", KT_STR("{\"f\":[]}"));
    kt_json_end_object(&json);
    assert_text(kt_buf_view(&buf),
                "{\"a\":\"x\",\"b\":-1,\"c\":[{},[],true,null],"
                "\"d\":false,\"e\":{\"f\":[]}}");
}
END_TEST

START_TEST(test_json_escapes)
{
    start(0);
    kt_json_begin_object(&json);
    kt_json_put_str(&json, "k\"\n", KT_STR("\"\\/\b\f\n\r\t\x01\x1f\x7f é€😀"));
    kt_json_end_object(&json);
    assert_text(kt_buf_view(&buf),
                "{\"k\\\"\\n\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f "
                "é€😀\"}");
}
END_TEST

START_TEST(test_json_empty_texts)
{
    start(0);
    kt_json_begin_array(&json);
    kt_json_str(&json, (struct kt_str){ 0 });
    kt_json_str(&json, KT_STR("\0"));
    kt_json_end_array(&json);
    assert_text(kt_buf_view(&buf), "[\"\",\"\\u0000\"]");
}
END_TEST

/* Every byte at every place of a word of eight, read back by the parser. */
START_TEST(test_json_escapes_everywhere)
{
    for (int byte = 1; byte < 0x80; byte++) {
        for (size_t at = 0; at < 17; at++) {
            char text[18] = "abcdefghijklmnopq";
            text[at] = (char)byte;
            const struct cJSON *node;
            start(0);
            kt_json_str(&json, kt_str_of(text));
            ck_assert_int_eq(kt_json_parse(&unit_arena, kt_buf_view(&buf),
                                           &node, &unit_err),
                             KT_OK);
            assert_text(kt_json_get_str(node), text);
        }
        kt_arena_reset(&unit_arena);
    }
}
END_TEST

Suite *
kt_suite_buf(void)
{
    Suite *suite = suite_create("buf");
    TCase *tcase = unit_case(suite, "text");
    tcase_add_test(tcase, test_append);
    tcase_add_test(tcase, test_grows_across_chunks);
    tcase_add_test(tcase, test_room);
    tcase_add_test(tcase, test_int);
    tcase_add_test(tcase, test_pointer_step);
    tcase_add_test(tcase, test_pointer_cuts_long_names);
    tcase = unit_case(suite, "json");
    tcase_add_test(tcase, test_json_commas);
    tcase_add_test(tcase, test_json_escapes);
    tcase_add_test(tcase, test_json_empty_texts);
    tcase_add_test(tcase, test_json_escapes_everywhere);
    return suite;
}
