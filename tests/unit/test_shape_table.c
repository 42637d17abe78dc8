/* What was a table of a script. */
#include "base/shape.h"

#include "unit.h"

struct place {
    struct kt_str city;
};

struct buyer {
    struct kt_str name;
    struct place place;
    struct place *other;
    struct kt_list words;
};

static const struct kt_field place_fields[] = {
    KT_FIELD(STR, struct place, city, KT_REQUIRED),
};

static const struct kt_shape place_shape =
    KT_SHAPE("Place", struct place, place_fields, NULL);

static const struct kt_field buyer_fields[] = {
    KT_FIELD(STR, struct buyer, name, 0),
    KT_FIELD(EMBED, struct buyer, place, 0, .shape = &place_shape),
    KT_FIELD(OBJECT, struct buyer, other, 0, .shape = &place_shape),
    KT_FIELD(DICT, struct buyer, words, 0),
};

static const struct kt_shape buyer_shape =
    KT_SHAPE("Buyer", struct buyer, buyer_fields, NULL);

/* Where nothing stands in the way, an empty list is an empty object; a list
 * with items is none, nor is it a text. */
static const struct {
    const char *text;
    const char *faults; /* when it was a table */
    const char *strict; /* when it was not */
} rows[] = {
    { "[]", "", " must be an object, not an array\n" },
    { "[1]", " must be an object, not an array\n",
      " must be an object, not an array\n" },
    { "{\"words\":[]}", "", "/words must be an object, not an array\n" },
    { "{\"words\":[1]}", "/words must be an object, not an array\n",
      "/words must be an object, not an array\n" },
    { "{\"place\":[],\"other\":[]}",
      "/place/city is missing\n/other/city is missing\n",
      "/place must be an object, not an array\n"
      "/other must be an object, not an array\n" },
    { "{\"name\":[]}", "/name must be a string, not an array\n",
      "/name must be a string, not an array\n" },
};

static struct kt_str
faults_of(void)
{
    struct kt_buf buf;
    kt_buf_init(&buf, &unit_arena, 256);
    for (size_t i = 0; i < unit_err.item_count; i++)
        kt_buf_format(&buf, "%.*s %.*s\n",
                      KT_STR_FMT(unit_err.items[i].pointer),
                      KT_STR_FMT(unit_err.items[i].detail));
    return kt_buf_view(&buf);
}

START_TEST(test_an_empty_list_is_an_empty_object)
{
    struct kt_str text = kt_str_of(rows[_i].text);
    struct buyer buyer;
    bool is_sound = rows[_i].faults[0] == '\0';
    ck_assert_int_eq(kt_shape_read_table(&buyer_shape, text, &buyer,
                                         &unit_arena, &unit_err),
                     is_sound ? KT_OK : KT_INVALID_BODY);
    assert_text(faults_of(), rows[_i].faults);
    kt_error_init(&unit_err, &unit_arena);
    ck_assert_int_eq(kt_shape_read(&buyer_shape, text, &buyer, &unit_arena,
                                   &unit_err),
                     KT_INVALID_BODY);
    assert_text(faults_of(), rows[_i].strict);
}
END_TEST

Suite *kt_suite_shape_table(void);

Suite *
kt_suite_shape_table(void)
{
    Suite *suite = suite_create("shape_table");
    TCase *tcase = unit_case(suite, "shape_table");
    tcase_add_loop_test(tcase, test_an_empty_list_is_an_empty_object, 0,
                        sizeof rows / sizeof rows[0]);
    return suite;
}
