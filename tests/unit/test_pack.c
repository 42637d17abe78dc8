#include "base/pack.h"

#include <pthread.h>

#include "unit.h"

enum { THREADS = 16, ROOM = 4096 };

static const char words[] =
    "{\"promotion_id\":\"promo_06g3\",\"title\":\"Tenth for nothing\"}";

static struct kt_str
pack_alone(struct kt_str text)
{
    struct kt_str packed = kt_pack(NULL, text, &unit_arena);
    ck_assert_ptr_nonnull(packed.ptr);
    return packed;
}

START_TEST(test_there_and_back)
{
    struct kt_str text;
    struct kt_str none = KT_STR("");
    ck_assert(kt_unpack(none, pack_alone(none), 0, &unit_arena, &text));
    assert_text(text, "");
    ck_assert(
        kt_unpack(none, pack_alone(KT_STR("mug")), 3, &unit_arena, &text));
    assert_text(text, "mug");
    ck_assert(
        !kt_unpack(none, pack_alone(KT_STR("mug")), 2, &unit_arena, &text));
}
END_TEST

START_TEST(test_a_dictionary_says_the_rest)
{
    struct kt_str text, known = kt_str_of(words), other = KT_STR("other words");
    struct kt_dictionary *dictionary = kt_dictionary_new(known);
    struct kt_str packed = kt_pack(dictionary, known, &unit_arena);
    ck_assert_uint_lt(packed.len, 30);
    ck_assert_uint_gt(pack_alone(known).len, packed.len + 30);
    ck_assert(kt_unpack(known, packed, 1000, &unit_arena, &text));
    assert_text(text, words);
    ck_assert(!kt_unpack(other, packed, 1000, &unit_arena, &text));
    ck_assert(!kt_unpack(KT_STR(""), packed, 1000, &unit_arena, &text));
    kt_dictionary_free(dictionary);
}
END_TEST

START_TEST(test_damage_is_seen)
{
    struct kt_str text, known = kt_str_of(words);
    struct kt_dictionary *dictionary = kt_dictionary_new(known);
    struct kt_str packed = kt_pack(dictionary, known, &unit_arena);
    for (size_t i = 0; i < packed.len; i++) {
        char bytes[ROOM];
        memcpy(bytes, packed.ptr, packed.len);
        bytes[i] ^= 0x10;
        struct kt_str damaged = { bytes, packed.len };
        ck_assert(!kt_unpack(known, damaged, 1000, &unit_arena, &text) ||
                  kt_str_eq(text, known));
        damaged = (struct kt_str){ packed.ptr, i };
        ck_assert(!kt_unpack(known, damaged, 1000, &unit_arena, &text));
    }
    kt_dictionary_free(dictionary);
}
END_TEST

struct packing {
    pthread_t thread;
    const struct kt_dictionary *dictionary;
    char bytes[ROOM];
    size_t len;
};

static void *
pack_twice(void *data)
{
    struct packing *packing = data;
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    (void)kt_pack(packing->dictionary, KT_STR("something else"), &arena);
    struct kt_str packed =
        kt_pack(packing->dictionary, kt_str_of(words), &arena);
    packing->len = packed.len;
    memcpy(packing->bytes, packed.ptr, packed.len);
    kt_pack_leave_thread();
    kt_arena_release(&arena);
    return NULL;
}

START_TEST(test_all_threads_give_the_same_bytes)
{
    static struct packing packings[THREADS];
    struct kt_dictionary *dictionary = kt_dictionary_new(kt_str_of(words));
    for (size_t i = 0; i < THREADS; i++) {
        packings[i].dictionary = dictionary;
        ck_assert_int_eq(pthread_create(&packings[i].thread, NULL, pack_twice,
                                        &packings[i]),
                         0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(packings[i].thread, NULL);
        ck_assert_uint_eq(packings[i].len, packings[0].len);
        ck_assert_mem_eq(packings[i].bytes, packings[0].bytes, packings[0].len);
    }
    kt_dictionary_free(dictionary);
}
END_TEST

Suite *kt_suite_pack(void);

Suite *
kt_suite_pack(void)
{
    Suite *suite = suite_create("pack");
    TCase *tcase = unit_case(suite, "pack");
    tcase_add_test(tcase, test_there_and_back);
    tcase_add_test(tcase, test_a_dictionary_says_the_rest);
    tcase_add_test(tcase, test_damage_is_seen);
    tcase_add_test(tcase, test_all_threads_give_the_same_bytes);
    return suite;
}
