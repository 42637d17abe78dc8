#include <signal.h>
#include <stdalign.h>

#include "unit.h"

START_TEST(test_blocks_are_aligned_and_apart)
{
    char *before = NULL;
    for (size_t size = 0; size < 200; size++) {
        char *ptr = kt_arena_alloc(&unit_arena, size);
        ck_assert_uint_eq((uintptr_t)ptr % alignof(max_align_t), 0);
        ck_assert_ptr_ne(ptr, before);
        memset(ptr, (int)size, size);
        before = ptr;
    }
}
END_TEST

START_TEST(test_block_larger_than_any_chunk)
{
    char *small = kt_arena_alloc(&unit_arena, 10);
    char *large = kt_arena_alloc(&unit_arena, 5000000);
    memset(large, 1, 5000000);
    memset(small, 2, 10);
    ck_assert_int_eq(large[4999999], 1);
}
END_TEST

START_TEST(test_calloc_clears_recycled_bytes)
{
    memset(kt_arena_alloc(&unit_arena, 1000), 0xff, 1000);
    kt_arena_reset(&unit_arena);
    const char *cleared = kt_arena_calloc(&unit_arena, 10, 100);
    for (size_t i = 0; i < 1000; i++)
        ck_assert_int_eq(cleared[i], 0);
}
END_TEST

START_TEST(test_reset_keeps_the_first_chunk_only)
{
    char *first = kt_arena_alloc(&unit_arena, 100);
    size_t bytes = unit_arena.bytes;
    for (int i = 0; i < 100; i++)
        kt_arena_alloc(&unit_arena, 10000);
    ck_assert_uint_gt(unit_arena.bytes, 1000000);
    kt_arena_reset(&unit_arena);
    ck_assert_uint_eq(unit_arena.bytes, bytes);
    ck_assert_ptr_eq(kt_arena_alloc(&unit_arena, 100), first);
    ck_assert_uint_eq(unit_arena.bytes, bytes);
}
END_TEST

START_TEST(test_reset_gives_a_giant_chunk_back)
{
    kt_arena_alloc(&unit_arena, 5000000);
    kt_arena_reset(&unit_arena);
    ck_assert_uint_eq(unit_arena.bytes, 0);
    ck_assert_ptr_nonnull(kt_arena_alloc(&unit_arena, 1));
}
END_TEST

START_TEST(test_released_arena_is_usable)
{
    kt_arena_alloc(&unit_arena, 100);
    kt_arena_release(&unit_arena);
    ck_assert_uint_eq(unit_arena.bytes, 0);
    kt_arena_reset(&unit_arena);
    ck_assert_ptr_nonnull(kt_arena_alloc(&unit_arena, 0));
}
END_TEST

START_TEST(test_rewind_frees_what_came_after)
{
    struct kt_str kept = kt_arena_str(&unit_arena, KT_STR("kept"));
    struct kt_arena_mark mark = kt_arena_mark(&unit_arena);
    size_t bytes = unit_arena.bytes;
    char *next = kt_arena_alloc(&unit_arena, 10);
    for (int i = 0; i < 100; i++)
        kt_arena_alloc(&unit_arena, 10000);
    kt_arena_rewind(&unit_arena, mark);
    ck_assert_uint_eq(unit_arena.bytes, bytes);
    ck_assert_ptr_eq(kt_arena_alloc(&unit_arena, 10), next);
    assert_text(kept, "kept");
}
END_TEST

START_TEST(test_rewind_to_the_empty_arena)
{
    struct kt_arena_mark mark = kt_arena_mark(&unit_arena);
    char *first = kt_arena_alloc(&unit_arena, 10);
    kt_arena_rewind(&unit_arena, mark);
    ck_assert_ptr_eq(kt_arena_alloc(&unit_arena, 10), first);
}
END_TEST

START_TEST(test_grow_in_place_and_by_moving)
{
    char *text = kt_arena_alloc(&unit_arena, 4);
    memcpy(text, "abcd", 4);
    char *grown = kt_arena_grow(&unit_arena, text, 4, 4000);
    ck_assert_ptr_eq(grown, text);
    memset(grown + 4, 'x', 3996);
    kt_arena_alloc(&unit_arena, 1);
    char *moved = kt_arena_grow(&unit_arena, grown, 4000, 8000);
    ck_assert_ptr_ne(moved, grown);
    ck_assert_mem_eq(moved, "abcdxxxx", 8);
    ck_assert_ptr_nonnull(kt_arena_grow(&unit_arena, NULL, 0, 100));
}
END_TEST

START_TEST(test_texts)
{
    assert_text(kt_arena_str(&unit_arena, (struct kt_str){ 0 }), "");
    ck_assert_str_eq(kt_arena_cstr(&unit_arena, KT_STR("mug")), "mug");
    assert_text(kt_arena_format(&unit_arena, "%s-%d", "mug", 7), "mug-7");
    struct kt_str wide = kt_arena_format(&unit_arena, "%*d", 255, 1);
    ck_assert_uint_eq(wide.len, 255);
    wide = kt_arena_format(&unit_arena, "%*d", 256, 1);
    ck_assert_uint_eq(wide.len, 256);
    ck_assert_int_eq(wide.ptr[255], '1');
    ck_assert_int_eq(wide.ptr[256], '\0');
}
END_TEST

/* True when size bytes fit an arena that may take bytes_max. */
static bool
fits(size_t bytes_max, size_t size)
{
    struct kt_arena arena;
    jmp_buf rescue;
    volatile bool is_rescued = false;
    kt_arena_init(&arena, bytes_max);
    arena.rescue = &rescue;
    if (setjmp(rescue) == 0)
        memset(kt_arena_alloc(&arena, size), 1, size);
    else
        is_rescued = true;
    kt_arena_release(&arena);
    return !is_rescued;
}

START_TEST(test_limit)
{
    ck_assert(fits(0, 3000000));
    ck_assert(fits(100000, 90000));
    ck_assert(!fits(100000, 100000));
    ck_assert(fits(1000, 900)); /* less than a usual chunk */
    ck_assert(!fits(1000, 1000));
    ck_assert(!fits(0, SIZE_MAX));
    ck_assert(!fits(0, SIZE_MAX / 2 + 1));
}
END_TEST

START_TEST(test_limit_counts_all_chunks)
{
    jmp_buf rescue;
    struct kt_arena arena;
    volatile int blocks = 0;
    kt_arena_init(&arena, 200000);
    arena.rescue = &rescue;
    if (setjmp(rescue) == 0) {
        for (;;) {
            kt_arena_alloc(&arena, 1000);
            blocks++;
        }
    }
    ck_assert_int_gt(blocks, 150);
    ck_assert_int_lt(blocks, 200);
    ck_assert_uint_le(arena.bytes, 200000);
    kt_arena_release(&arena);
}
END_TEST

START_TEST(test_calloc_product_overflows)
{
    jmp_buf rescue;
    unit_arena.rescue = &rescue;
    if (setjmp(rescue) == 0) {
        kt_arena_calloc(&unit_arena, SIZE_MAX / 2, 3);
        ck_abort_msg("an impossible array was given");
    }
}
END_TEST

START_TEST(test_without_rescue_the_process_ends)
{
    kt_arena_alloc(&unit_arena, SIZE_MAX);
}
END_TEST

Suite *
kt_suite_arena(void)
{
    Suite *suite = suite_create("arena");
    TCase *tcase = unit_case(suite, "blocks");
    tcase_add_test(tcase, test_blocks_are_aligned_and_apart);
    tcase_add_test(tcase, test_block_larger_than_any_chunk);
    tcase_add_test(tcase, test_calloc_clears_recycled_bytes);
    tcase_add_test(tcase, test_grow_in_place_and_by_moving);
    tcase_add_test(tcase, test_texts);
    tcase = unit_case(suite, "release");
    tcase_add_test(tcase, test_reset_keeps_the_first_chunk_only);
    tcase_add_test(tcase, test_reset_gives_a_giant_chunk_back);
    tcase_add_test(tcase, test_released_arena_is_usable);
    tcase_add_test(tcase, test_rewind_frees_what_came_after);
    tcase_add_test(tcase, test_rewind_to_the_empty_arena);
    tcase = unit_case(suite, "limits");
    tcase_add_test(tcase, test_limit);
    tcase_add_test(tcase, test_limit_counts_all_chunks);
    tcase_add_test(tcase, test_calloc_product_overflows);
    tcase_add_exit_test(tcase, test_without_rescue_the_process_ends, 1);
    return suite;
}
