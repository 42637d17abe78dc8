#include "base/flat.h"

#include "unit.h"

struct tag {
    int64_t weight;
    struct kt_str name;
    struct kt_str value;
};

struct thing {
    int64_t number;
    struct kt_str title;
    struct kt_str missing;
    const struct tag *tags;
    size_t tag_count;
    const struct kt_str *words;
    size_t word_count;
    const struct tag *none;
};

static void
walk_thing(struct kt_flat *flat, void *value)
{
    static const size_t strs[] = { offsetof(struct tag, name),
                                   offsetof(struct tag, value) };
    struct thing *thing = value;
    kt_flat_str(flat, &thing->title);
    kt_flat_str(flat, &thing->missing);
    thing->tags = kt_flat_array(flat, thing->tags, thing->tag_count,
                                sizeof *thing->tags, strs, 2);
    thing->words = kt_flat_strs(flat, thing->words, thing->word_count);
    thing->none =
        kt_flat_array(flat, thing->none, 0, sizeof *thing->none, strs, 2);
}

static struct kt_str
flatten(void)
{
    struct tag tags[] = { { 1, KT_STR("colour"), KT_STR("red") },
                          { 2, KT_STR("size"), KT_STR("") } };
    struct kt_str words[] = { KT_STR("a"), KT_STR("word") };
    struct thing thing = { .number = 7,
                           .title = KT_STR("Mug"),
                           .tags = tags,
                           .tag_count = 2,
                           .words = words,
                           .word_count = 2 };
    struct kt_str bytes =
        kt_flatten(&thing, sizeof thing, walk_thing, &unit_arena);
    memset(tags, 0xff, sizeof tags); /* the bytes hold all of it */
    memset(words, 0xff, sizeof words);
    memset(&thing, 0xff, sizeof thing);
    return bytes;
}

static void
assert_thing(const struct thing *thing)
{
    ck_assert_int_eq(thing->number, 7);
    ck_assert(kt_str_eq(thing->title, KT_STR("Mug")));
    ck_assert_ptr_null(thing->missing.ptr);
    ck_assert_ptr_null(thing->none);
    ck_assert_int_eq(thing->tags[0].weight, 1);
    ck_assert(kt_str_eq(thing->tags[0].name, KT_STR("colour")));
    ck_assert(kt_str_eq(thing->tags[0].value, KT_STR("red")));
    ck_assert_int_eq(thing->tags[1].weight, 2);
    ck_assert(kt_str_eq(thing->tags[1].value, KT_STR("")));
    ck_assert(kt_str_eq(thing->words[1], KT_STR("word")));
}

START_TEST(test_stands_where_it_is_copied_to)
{
    struct kt_str bytes = flatten();
    char *first = kt_arena_alloc(&unit_arena, bytes.len);
    char *second = kt_arena_alloc(&unit_arena, bytes.len);
    memcpy(first, bytes.ptr, bytes.len);
    memcpy(second, bytes.ptr, bytes.len);
    memset((char *)(uintptr_t)bytes.ptr, 0xff, bytes.len);
    assert_thing(kt_unflatten((struct kt_str){ first, bytes.len }, walk_thing));
    memset(first, 0xff, bytes.len);
    assert_thing(
        kt_unflatten((struct kt_str){ second, bytes.len }, walk_thing));
}
END_TEST

START_TEST(test_gives_the_same_bytes_but_for_addresses)
{
    struct kt_str one = flatten(), other = flatten();
    ck_assert_uint_eq(one.len, other.len);
    assert_thing(kt_unflatten(one, walk_thing));
    assert_thing(kt_unflatten(other, walk_thing));
}
END_TEST

Suite *
kt_suite_flat(void)
{
    Suite *suite = suite_create("flat");
    TCase *tcase = unit_case(suite, "flat");
    tcase_add_test(tcase, test_stands_where_it_is_copied_to);
    tcase_add_test(tcase, test_gives_the_same_bytes_but_for_addresses);
    return suite;
}
