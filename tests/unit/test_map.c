#include "base/map.h"

#include "unit.h"

static struct kt_str
key_of(int number)
{
    return kt_arena_format(&unit_arena, "key-%d", number);
}

/* As many live slots as entries, at least half of the slots free. */
static void
assert_sane_map(const struct kt_map *map)
{
    size_t live = 0;
    for (size_t i = 0; i < map->slot_count; i++)
        live += map->slots[i].value != NULL;
    ck_assert_uint_eq(live, map->size);
    ck_assert_uint_le(map->size * 2, map->slot_count);
    ck_assert_uint_eq(map->slot_count & (map->slot_count - 1), 0);
}

START_TEST(test_put_and_find)
{
    struct kt_map map;
    int one = 1;
    int two = 2;
    kt_map_init(&map, &unit_arena, 0);
    ck_assert_ptr_null(kt_map_find(&map, KT_STR("a")));
    ck_assert_ptr_null(kt_map_put(&map, KT_STR("a"), &one));
    ck_assert_ptr_eq(kt_map_find(&map, KT_STR("a")), &one);
    ck_assert_ptr_eq(kt_map_put(&map, KT_STR("a"), &two), &one);
    ck_assert_ptr_eq(kt_map_find(&map, KT_STR("a")), &two);
    ck_assert_uint_eq(map.size, 1);
    ck_assert_ptr_null(kt_map_find(&map, KT_STR("A")));
}
END_TEST

START_TEST(test_keys_are_bytes)
{
    struct kt_map map;
    int value[4];
    kt_map_init(&map, &unit_arena, 4);
    kt_map_put(&map, KT_STR(""), &value[0]);
    kt_map_put(&map, KT_STR("a"), &value[1]);
    kt_map_put(&map, KT_STR("a\0"), &value[2]);
    kt_map_put(&map, KT_STR("a\0b"), &value[3]);
    ck_assert_ptr_eq(kt_map_find(&map, (struct kt_str){ 0 }), &value[0]);
    ck_assert_ptr_eq(kt_map_find(&map, KT_STR("a")), &value[1]);
    ck_assert_ptr_eq(kt_map_find(&map, KT_STR("a\0")), &value[2]);
    ck_assert_ptr_eq(kt_map_find(&map, KT_STR("a\0b")), &value[3]);
}
END_TEST

START_TEST(test_grows)
{
    enum { COUNT = 5000 };
    struct kt_map map;
    int *values = KT_NEW_ARRAY(&unit_arena, int, COUNT);
    kt_map_init(&map, &unit_arena, 3);
    for (int i = 0; i < COUNT; i++) {
        ck_assert_ptr_null(kt_map_put(&map, key_of(i), &values[i]));
        if (i % 500 == 0)
            assert_sane_map(&map);
    }
    assert_sane_map(&map);
    for (int i = 0; i < COUNT; i++)
        ck_assert_ptr_eq(kt_map_find(&map, key_of(i)), &values[i]);
    ck_assert_ptr_null(kt_map_find(&map, key_of(COUNT)));
}
END_TEST

START_TEST(test_expected_size_needs_no_growth)
{
    struct kt_map map;
    int value;
    kt_map_init(&map, &unit_arena, 100);
    const struct kt_map_slot *slots = map.slots;
    for (int i = 0; i < 100; i++)
        kt_map_put(&map, key_of(i), &value);
    ck_assert_ptr_eq(map.slots, slots);
    assert_sane_map(&map);
}
END_TEST

START_TEST(test_hash)
{
    ck_assert_uint_eq(kt_str_hash(KT_STR("mug")), kt_str_hash(KT_STR("mug")));
    ck_assert_uint_ne(kt_str_hash(KT_STR("mug")), kt_str_hash(KT_STR("muh")));
    ck_assert_uint_ne(kt_str_hash(KT_STR("")), kt_str_hash(KT_STR("\0")));
}
END_TEST

Suite *
kt_suite_map(void)
{
    Suite *suite = suite_create("map");
    TCase *tcase = unit_case(suite, "map");
    tcase_add_test(tcase, test_put_and_find);
    tcase_add_test(tcase, test_keys_are_bytes);
    tcase_add_test(tcase, test_grows);
    tcase_add_test(tcase, test_expected_size_needs_no_growth);
    tcase_add_test(tcase, test_hash);
    return suite;
}
