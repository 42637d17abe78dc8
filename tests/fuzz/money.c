/* Money and rates in words: what is read is written and read again as the
 * same; shares sum to what was shared; a sum that overflows is told. */
#include <kontor/money.h>

#include "fuzz.h"

static void
check_words(struct kt_str text, struct kt_arena *arena)
{
    static const char *const codes[] = { "JPY", "EUR", "KWD", "CLF" };
    int64_t read, again;
    for (size_t i = 0; i < KT_COUNT(codes); i++) {
        const struct kt_currency *currency =
            kt_currency_find(kt_str_of(codes[i]));
        if (!kt_money_parse(text, currency, &read))
            continue;
        struct kt_str out = kt_money_format(arena, read, currency);
        KT_ASSERT(kt_money_parse(out, currency, &again) && read == again);
    }
    if (kt_rate_parse_percent(text, &read)) {
        struct kt_str out = kt_rate_format_percent(arena, read);
        KT_ASSERT(kt_rate_parse_percent(out, &again) && read == again);
    }
}

enum { PARTS_MAX = 64 };

/* The bytes are a total and weights, eight bytes each. */
static void
check_shares(const uint8_t *data, size_t size, struct kt_arena *arena)
{
    int64_t numbers[PARTS_MAX + 1], shares[PARTS_MAX];
    size_t count = size / sizeof *numbers;
    if (count < 2)
        return;
    count = count > PARTS_MAX ? PARTS_MAX : count - 1;
    memcpy(numbers, data, (count + 1) * sizeof *numbers);
    for (size_t i = 1; i <= count; i++)
        numbers[i] &= INT64_MAX >> (numbers[i] & 31);
    if (!kt_money_allocate(numbers[0], numbers + 1, count, shares, arena))
        return;
    int64_t sum = 0, weight = 0;
    for (size_t i = 0; i < count; i++) {
        KT_ASSERT(kt_money_add(sum, shares[i], &sum));
        KT_ASSERT(numbers[i + 1] > 0 || shares[i] == 0);
        weight |= numbers[i + 1];
    }
    KT_ASSERT(sum == (weight != 0 ? numbers[0] : 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kt_arena arena;
    kt_arena_init(&arena, 0);
    check_words(fuzz_text(&arena, data, size), &arena);
    check_shares(data, size, &arena);
    kt_arena_release(&arena);
    return 0;
}
