/* A program of somebody else: shares an amount out. */
#include <stdio.h>

#include <kontor/kontor.h>

int
main(void)
{
    const int64_t weights[] = { 1, 1, 1 };
    int64_t parts[3];
    struct kt_arena arena;

    kt_arena_init(&arena, 0);
    if (!kt_money_allocate(1000, weights, 3, parts, &arena))
        return 1;
    printf("%d %d %d\n", (int)parts[0], (int)parts[1], (int)parts[2]);
    kt_arena_release(&arena);
    return 0;
}
