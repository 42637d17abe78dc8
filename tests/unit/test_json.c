#include "base/json.h"

#include <stdlib.h>

#include "base/buf.h"
#include "unit.h"

static const struct cJSON *
parse(struct kt_str text)
{
    const struct cJSON *root = NULL;
    enum kt_status status = kt_json_parse(&unit_arena, text, &root, &unit_err);
    ck_assert_msg(status == KT_OK, "%.*s",
                  KT_STR_FMT(kt_error_text(&unit_err)));
    return root;
}

/* The body is refused at this place for this reason. */
static void
assert_refused(struct kt_str text, int line, int column, const char *pointer,
               const char *fault)
{
    const struct cJSON *root = NULL;
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_msg(kt_json_parse(&unit_arena, text, &root, &unit_err) ==
                      KT_INVALID_JSON,
                  "accepted: %.*s", KT_STR_FMT(text));
    ck_assert_ptr_null(root);
    ck_assert_uint_eq(unit_err.item_count, 1);
    assert_text(unit_err.items[0].pointer, pointer);
    assert_text(unit_err.items[0].detail, fault);
    struct kt_str detail =
        kt_arena_format(&unit_arena, "line %d, column %d, at \"%s\": %s", line,
                        column, pointer, fault);
    assert_text(unit_err.detail, detail.ptr);
}

START_TEST(test_kinds)
{
    const struct cJSON *root =
        parse(KT_STR(" {\"n\":null,\"t\":true,\"f\":false,\"i\":-7,\"d\":1.5,"
                     "\"e\":1e2,\"s\":\"mug\",\"a\":[1,2,3],\"o\":{}}\n"));
    static const struct {
        const char *name;
        enum kt_json_kind kind;
    } members[] = {
        { "n", KT_JSON_NULL }, { "t", KT_JSON_BOOL },   { "f", KT_JSON_BOOL },
        { "i", KT_JSON_INT },  { "d", KT_JSON_NUMBER }, { "e", KT_JSON_NUMBER },
        { "s", KT_JSON_STR },  { "a", KT_JSON_ARRAY },  { "o", KT_JSON_OBJECT },
    };
    ck_assert_int_eq(kt_json_kind(root), KT_JSON_OBJECT);
    ck_assert_uint_eq(kt_json_size(root), KT_COUNT(members));
    const struct cJSON *member = kt_json_first(root);
    for (size_t i = 0; i < KT_COUNT(members); i++) {
        assert_text(kt_json_name(member), members[i].name);
        ck_assert_int_eq(kt_json_kind(member), members[i].kind);
        ck_assert_ptr_eq(kt_json_find(root, kt_str_of(members[i].name)),
                         member);
        member = kt_json_next(member);
    }
    ck_assert_ptr_null(member);
    ck_assert(kt_json_get_bool(kt_json_find(root, KT_STR("t"))));
    ck_assert(!kt_json_get_bool(kt_json_find(root, KT_STR("f"))));
    ck_assert_int_eq(kt_json_get_int(kt_json_find(root, KT_STR("i"))), -7);
    assert_text(kt_json_get_str(kt_json_find(root, KT_STR("s"))), "mug");
    ck_assert_uint_eq(kt_json_size(kt_json_find(root, KT_STR("a"))), 3);
}
END_TEST

START_TEST(test_root_may_be_any_value)
{
    ck_assert_int_eq(kt_json_get_int(parse(KT_STR("7"))), 7);
    ck_assert_int_eq(kt_json_get_int(parse(KT_STR("-0"))), 0);
    ck_assert_int_eq(kt_json_kind(parse(KT_STR("null"))), KT_JSON_NULL);
    ck_assert_int_eq(kt_json_kind(parse(KT_STR(" \t\r\n[] "))), KT_JSON_ARRAY);
    assert_text(kt_json_get_str(parse(KT_STR("\"\""))), "");
}
END_TEST

START_TEST(test_find_is_exact)
{
    const struct cJSON *root = parse(KT_STR("{\"sku\":1,\"SKU\":2,\"\":3}"));
    ck_assert_int_eq(kt_json_get_int(kt_json_find(root, KT_STR("SKU"))), 2);
    ck_assert_int_eq(kt_json_get_int(kt_json_find(root, KT_STR(""))), 3);
    ck_assert_ptr_null(kt_json_find(root, KT_STR("sk")));
    ck_assert_ptr_null(kt_json_find(root, KT_STR("skus")));
    ck_assert_ptr_null(kt_json_find(parse(KT_STR("[1]")), KT_STR("sku")));
}
END_TEST

START_TEST(test_integers_up_to_2_53)
{
    ck_assert_int_eq(kt_json_get_int(parse(KT_STR("9007199254740991"))),
                     KT_JSON_NUMBER_MAX - 1);
    ck_assert_int_eq(kt_json_get_int(parse(KT_STR("9007199254740992"))),
                     KT_JSON_NUMBER_MAX);
    ck_assert_int_eq(kt_json_get_int(parse(KT_STR("-9007199254740992"))),
                     -KT_JSON_NUMBER_MAX);
    ck_assert_int_eq(kt_json_get_int(parse(KT_STR("4294967297"))), 4294967297);
}
END_TEST

START_TEST(test_numbers_within_2_53)
{
    static const char *const texts[] = {
        "0.0",
        "0e9999",
        "0.000e999999999999999999",
        "1e-9999",
        "1e15",
        "9.007199254740992e15",
        "9007199254740992.0",
        "90071992547409920e-1",
        "0.9007199254740992e16",
        "0.00000000000000001e30",
        "1E+2",
        "-1.5e-3",
        "9007199254740992.000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < KT_COUNT(texts); i++) {
        const struct cJSON *node = parse(kt_str_of(texts[i]));
        ck_assert_int_eq(kt_json_kind(node), KT_JSON_NUMBER);
        assert_text(kt_json_text(node, &unit_arena), texts[i]);
    }
}
END_TEST

START_TEST(test_numbers_beyond_2_53)
{
    static const char *const texts[] = {
        "9007199254740993",
        "-9007199254740993",
        "10000000000000000",
        "9007199254740992.1",
        "9007199254740992.00000000000000001",
        "1e16",
        "1e400",
        "1e99999999999999999999",
        "9.007199254740993e15",
        "0.1e17",
        "0.000001e22",
        "123456789012345678901234567890",
        "90071992547409921e-1",
    };
    for (size_t i = 0; i < KT_COUNT(texts); i++)
        assert_refused(kt_str_of(texts[i]), 1, 1, "",
                       "a number is beyond 2^53");
}
END_TEST

START_TEST(test_number_length_triple)
{
    char text[64] = "0.";
    memset(text + 2, '1', 60);
    for (size_t len = 59; len <= 60; len++)
        ck_assert_int_eq(kt_json_kind(parse((struct kt_str){ text, len })),
                         KT_JSON_NUMBER);
    assert_refused((struct kt_str){ text, 61 }, 1, 1, "",
                   "a number has too many digits");
}
END_TEST

START_TEST(test_real_numbers_keep_their_text)
{
    struct kt_str text = KT_STR("[1,0.1,[2,{\"a\":1e2,\"b\":3}],-0.30,[],4.0]");
    assert_text(kt_json_text(parse(text), &unit_arena), text.ptr);
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_buf_char(&buf, '[');
    for (int i = 0; i < 500; i++)
        kt_buf_format(&buf, "%s%d%s", i > 0 ? "," : "", i, i % 3 ? ".50" : "");
    kt_buf_char(&buf, ']');
    struct kt_str written = kt_json_text(parse(kt_buf_view(&buf)), &unit_arena);
    ck_assert(kt_str_eq(written, kt_buf_view(&buf)));
}
END_TEST

START_TEST(test_strings)
{
    static const struct {
        const char *json;
        const char *text;
    } cases[] = {
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
        { "\"\\u00e9\\u20AC\\ud83d\\ude00\"", "é€😀" },
        { "\"\\uD83D\\uDE00\"", "😀" },
        { "\"é€😀\x7f\"", "é€😀\x7f" },
        { "\"\\uffff\\u0001\"", "\xef\xbf\xbf\x01" },
    };
    for (size_t i = 0; i < KT_COUNT(cases); i++)
        assert_text(kt_json_get_str(parse(kt_str_of(cases[i].json))),
                    cases[i].text);
}
END_TEST

START_TEST(test_text_round_trip)
{
    struct kt_str text =
        KT_STR("{\"a\":[1,\"\\u0001é\\\"\",null,true,false],\"\":{\"b\":{}}}");
    assert_text(kt_json_text(parse(text), &unit_arena), text.ptr);
    assert_text(kt_json_text(parse(KT_STR("{ \"b\" : 1 , \"a\" : [ ] }")),
                             &unit_arena),
                "{\"b\":1,\"a\":[]}");
}
END_TEST

struct hostile {
    struct kt_str text;
    int line;
    int column;
    const char *pointer;
    const char *fault;
};

#define H(text, line, column, pointer, fault)                                  \
    {                                                                          \
        KT_STR_INIT(text), line, column, pointer, fault                        \
    }

static const struct hostile hostile[] = {
    /* structure */
    H("", 1, 1, "", "a value is missing"),
    H(" \n ", 2, 2, "", "a value is missing"),
    H("{", 1, 2, "", "a key in double quotes is missing"),
    H("[", 1, 2, "/0", "a value is missing"),
    H("{\"a\"", 1, 5, "/a", "a colon is missing behind a key"),
    H("{\"a\":", 1, 6, "/a", "a value is missing"),
    H("{\"a\":1", 1, 7, "/a", "a comma or } is missing"),
    H("[1", 1, 3, "/0", "a comma or ] is missing"),
    H("[1,]", 1, 4, "/1", "a value is missing"),
    H("[,1]", 1, 2, "/0", "a value is missing"),
    H("{\"a\":1,}", 1, 8, "", "a key in double quotes is missing"),
    H("{,}", 1, 2, "", "a key in double quotes is missing"),
    H("{a:1}", 1, 2, "", "a key in double quotes is missing"),
    H("{'a':1}", 1, 2, "", "a key in double quotes is missing"),
    H("{1:1}", 1, 2, "", "a key in double quotes is missing"),
    H("{\"a\" 1}", 1, 6, "/a", "a colon is missing behind a key"),
    H("{\"a\":1 \"b\":2}", 1, 8, "/a", "a comma or } is missing"),
    H("{\"a\":[1,2}", 1, 10, "/a/1", "a comma or ] is missing"),
    H("[{\"a\":1]", 1, 8, "/0/a", "a comma or } is missing"),
    H("]", 1, 1, "", "a value is missing"),
    H("[1 /* c */]", 1, 4, "/0", "a comma or ] is missing"),
    H("// c\n1", 1, 1, "", "a value is none that JSON knows"),
    /* text after the value */
    H("{} {}", 1, 4, "", "text follows the value"),
    H("1 2", 1, 3, "", "text follows the value"),
    H("[]]", 1, 3, "", "text follows the value"),
    H("{}\0", 1, 3, "", "text follows the value"),
    H("null\xff", 1, 5, "", "text follows the value"),
    /* words */
    H("nul", 1, 1, "", "a value is none that JSON knows"),
    H("[True]", 1, 2, "/0", "a value is none that JSON knows"),
    H("truex", 1, 5, "", "text follows the value"),
    H("NaN", 1, 1, "", "a value is none that JSON knows"),
    H("-Infinity", 1, 1, "", "a digit is missing behind a minus sign"),
    H("undefined", 1, 1, "", "a value is none that JSON knows"),
    H("\xef\xbb\xbf{}", 1, 1, "", "a byte order mark stands before it"),
    H("\0", 1, 1, "", "a value is missing"),
    H("\v1", 1, 1, "", "a value is none that JSON knows"),
    /* numbers */
    H("01", 1, 1, "", "a number begins with a needless zero"),
    H("-01", 1, 1, "", "a number begins with a needless zero"),
    H("00", 1, 1, "", "a number begins with a needless zero"),
    H("1.", 1, 1, "", "a number lacks digits"),
    H(".5", 1, 1, "", "a value is none that JSON knows"),
    H("+1", 1, 1, "", "a value is none that JSON knows"),
    H("-", 1, 1, "", "a digit is missing behind a minus sign"),
    H("1e", 1, 1, "", "a number lacks digits"),
    H("1e+", 1, 1, "", "a number lacks digits"),
    H("1.e5", 1, 1, "", "a number lacks digits"),
    H("0x10", 1, 2, "", "text follows the value"),
    H("1.5.5", 1, 4, "", "text follows the value"),
    H("{\"lines\":[{\"quantity\":9007199254740993}]}", 1, 23,
      "/lines/0/quantity", "a number is beyond 2^53"),
    /* strings */
    H("\"a", 1, 3, "", "a string is not closed"),
    H("\"a\\", 1, 3, "", "a string is not closed"),
    H("[\"a\n\"]", 1, 4, "/0", "a control character is not escaped"),
    H("\"\t\"", 1, 2, "", "a control character is not escaped"),
    H("\"VIP\0x\"", 1, 5, "", "a control character is not escaped"),
    H("\"VIP\\u0000x\"", 1, 5, "", "\\u0000 is not allowed"),
    H("\"\\x41\"", 1, 2, "", "an escape in a string is unknown"),
    H("\"\\\0\"", 1, 2, "", "an escape in a string is unknown"),
    H("\"\\u12\"", 1, 2, "", "an escape is not a code point of Unicode"),
    H("\"\\u12G4\"", 1, 2, "", "an escape is not a code point of Unicode"),
    H("\"\\ud800\"", 1, 2, "", "an escape is not a code point of Unicode"),
    H("\"\\udc00\"", 1, 2, "", "an escape is not a code point of Unicode"),
    H("\"\\ud800\\u0041\"", 1, 2, "",
      "an escape is not a code point of Unicode"),
    H("\"\\ud800\\ud800\"", 1, 2, "",
      "an escape is not a code point of Unicode"),
    H("\"\\ud800\\", 1, 2, "", "an escape is not a code point of Unicode"),
    H("\"\\ud800\\udc0", 1, 2, "", "an escape is not a code point of Unicode"),
    H("\"\xff\"", 1, 2, "", "a string is not UTF-8"),
    H("\"\xc0\xaf\"", 1, 2, "", "a string is not UTF-8"),
    H("\"\xed\xa0\x80\"", 1, 2, "", "a string is not UTF-8"),
    H("\"12345678\xc3\"", 1, 10, "", "a string is not UTF-8"),
    H("{\"\xff\":1}", 1, 3, "", "a string is not UTF-8"),
    /* keys */
    H("{\"a\":1,\"a\":2}", 1, 8, "/a", "a key stands twice in one object"),
    H("{\"a\":1,\"\\u0061\":2}", 1, 8, "/a",
      "a key stands twice in one object"),
    H("{\"\":1,\"\":2}", 1, 7, "/", "a key stands twice in one object"),
    H("{\"x\":[{},{\"b\":{\"c\":1},\"d\":2,\"b\":3}]}", 1, 29, "/x/1/b",
      "a key stands twice in one object"),
    /* the place is told in characters, lines and an escaped pointer */
    H("{\n  \"é€😀\": ?}", 2, 10, "/é€😀", "a value is none that JSON knows"),
    H("{\"a/b\":{\"c~d\":?}}", 1, 15, "/a~1b/c~0d",
      "a value is none that JSON knows"),
    H("{\"a\":{\"b\":1},\"c\":[[],[0,?]]}", 1, 25, "/c/1/1",
      "a value is none that JSON knows"),
};

START_TEST(test_hostile)
{
    const struct hostile *h = &hostile[_i];
    assert_refused(h->text, h->line, h->column, h->pointer, h->fault);
}
END_TEST

START_TEST(test_same_key_in_different_objects)
{
    parse(KT_STR("{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1},\"c\":[{\"a\":1},"
                 "{\"a\":2}],\"A\":1}"));
}
END_TEST

/* "[[[…]]]" with this many brackets each way. */
static struct kt_str
nest(size_t depth, const char *open, const char *close)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    for (size_t i = 0; i < depth; i++)
        kt_buf_text(&buf, open);
    kt_buf_text(&buf, "1");
    for (size_t i = 0; i < depth; i++)
        kt_buf_text(&buf, close);
    return kt_buf_view(&buf);
}

START_TEST(test_depth_triple)
{
    parse(nest(KT_JSON_DEPTH_MAX - 1, "[", "]"));
    parse(nest(KT_JSON_DEPTH_MAX, "[", "]"));
    parse(nest(KT_JSON_DEPTH_MAX, "{\"a\":", "}"));
    struct kt_str place = kt_str_of("");
    for (size_t i = 0; i < KT_JSON_DEPTH_MAX; i++)
        place = kt_arena_format(&unit_arena, "%s/0", place.ptr);
    assert_refused(nest(KT_JSON_DEPTH_MAX + 1, "[", "]"), 1,
                   KT_JSON_DEPTH_MAX + 1, place.ptr,
                   "values are nested too deep");
    struct kt_str bomb = nest(1000000, "[", "");
    assert_refused(bomb, 1, KT_JSON_DEPTH_MAX + 1, place.ptr,
                   "values are nested too deep");
}
END_TEST

static struct kt_str
object_of(int members, int stride)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_buf_char(&buf, '{');
    for (int i = 0; i < members; i++)
        kt_buf_format(&buf, "%s\"k%d\":%d", i > 0 ? "," : "", i * stride, i);
    kt_buf_char(&buf, '}');
    return kt_buf_view(&buf);
}

START_TEST(test_keys_triple)
{
    ck_assert_uint_eq(kt_json_size(parse(object_of(KT_JSON_KEYS_MAX - 1, 1))),
                      KT_JSON_KEYS_MAX - 1);
    ck_assert_uint_eq(kt_json_size(parse(object_of(KT_JSON_KEYS_MAX, 1))),
                      KT_JSON_KEYS_MAX);
    const struct cJSON *root;
    ck_assert_int_eq(kt_json_parse(&unit_arena,
                                   object_of(KT_JSON_KEYS_MAX + 1, 1), &root,
                                   &unit_err),
                     KT_INVALID_JSON);
    assert_text(unit_err.items[0].pointer, "/k1000");
    assert_text(unit_err.items[0].detail, "an object has too many keys");
}
END_TEST

START_TEST(test_long_keys_are_cut_in_pointers)
{
    struct kt_buf buf;
    const struct cJSON *root;
    kt_buf_init(&buf, &unit_arena, 0);
    kt_buf_text(&buf, "{\"");
    for (int i = 0; i < 100000; i++)
        kt_buf_char(&buf, 'k');
    kt_buf_text(&buf, "\":}");
    ck_assert_int_eq(kt_json_parse(&unit_arena, kt_buf_view(&buf), &root,
                                   &unit_err),
                     KT_INVALID_JSON);
    ck_assert_uint_lt(unit_err.items[0].pointer.len, 120);
}
END_TEST

/* A sample that holds every kind of thing, damaged in every way: no byte may
 * crash the reader, and what it accepts, it writes and reads again. */
START_TEST(test_damaged_bytes)
{
    static const char sample[] =
        "{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\n\xc3\xa9\"],\"b\":{\"c\":{}}}";
    static const char bytes[] = "{}[]\",:\\u0-+.e \n\x01\x80\xff";
    for (size_t at = 0; at < sizeof sample; at++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            char *text = malloc(sizeof sample - 1);
            memcpy(text, sample, sizeof sample - 1);
            if (at < sizeof sample - 1)
                text[at] = bytes[i];
            const struct cJSON *root;
            struct kt_str body = { text, sizeof sample - 1 };
            if (kt_json_parse(&unit_arena, body, &root, &unit_err) == KT_OK)
                parse(kt_json_text(root, &unit_arena));
            free(text);
            kt_arena_reset(&unit_arena);
        }
    }
}
END_TEST

START_TEST(test_cut_bodies)
{
    static const char sample[] =
        "{\"a\":[1,-2.5e3,true,null,\"\\ud83d\\ude00\xc3\xa9\"],\"b\":{}}";
    for (size_t len = 0; len < sizeof sample - 1; len++) {
        /* Exactly so many bytes, so that a step beyond them is seen. */
        char *text = malloc(len + 1);
        memcpy(text + 1, sample, len);
        const struct cJSON *root;
        ck_assert_int_eq(kt_json_parse(&unit_arena,
                                       (struct kt_str){ text + 1, len }, &root,
                                       &unit_err),
                         KT_INVALID_JSON);
        free(text);
    }
}
END_TEST

START_TEST(test_kind_names)
{
    ck_assert_str_eq(kt_json_kind_name(KT_JSON_INT), "an integer");
    ck_assert_str_eq(kt_json_kind_name(KT_JSON_NULL), "null");
    ck_assert_str_eq(kt_json_kind_name(KT_JSON_OBJECT), "an object");
}
END_TEST

Suite *
kt_suite_json(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = unit_case(suite, "values");
    tcase_add_test(tcase, test_kinds);
    tcase_add_test(tcase, test_kind_names);
    tcase_add_test(tcase, test_root_may_be_any_value);
    tcase_add_test(tcase, test_find_is_exact);
    tcase_add_test(tcase, test_strings);
    tcase_add_test(tcase, test_text_round_trip);
    tcase = unit_case(suite, "numbers");
    tcase_add_test(tcase, test_integers_up_to_2_53);
    tcase_add_test(tcase, test_numbers_within_2_53);
    tcase_add_test(tcase, test_numbers_beyond_2_53);
    tcase_add_test(tcase, test_number_length_triple);
    tcase_add_test(tcase, test_real_numbers_keep_their_text);
    tcase = unit_case(suite, "hostile");
    tcase_add_loop_test(tcase, test_hostile, 0, KT_COUNT(hostile));
    tcase_add_test(tcase, test_same_key_in_different_objects);
    tcase_add_test(tcase, test_depth_triple);
    tcase_add_test(tcase, test_keys_triple);
    tcase_add_test(tcase, test_long_keys_are_cut_in_pointers);
    tcase_add_test(tcase, test_damaged_bytes);
    tcase_add_test(tcase, test_cut_bodies);
    return suite;
}
