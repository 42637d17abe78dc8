#include <kontor/money.h>

#include "base/assert.h"
#include "money/int128.h"

/* What flooring a share cut off, in units of 1 / sum of the weights. */
struct claim {
    uint64_t rest;
    size_t part;
};

static bool
sum_weights(const int64_t *weights, size_t count, int64_t *sum)
{
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        KT_ASSERT(weights[i] >= 0);
        if (!kt_money_add(*sum, weights[i], sum))
            return false;
    }
    return true;
}

static bool
is_before(struct claim a, struct claim b)
{
    return a.rest != b.rest ? a.rest > b.rest : a.part < b.part;
}

/* Restores the heap below `at`: the claim to serve next is on top. */
static void
sift_down(struct claim *claims, size_t count, size_t at)
{
    struct claim claim = claims[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count && is_before(claims[child + 1], claims[child]))
            child++;
        if (!is_before(claims[child], claim))
            break;
        claims[at] = claims[child];
        at = child;
    }
    claims[at] = claim;
}

/* Gives one unit each to the `units` largest claims. A heap finds them without
 * sorting the others: O(count + units * log count). */
static void
serve_claims(struct claim *claims, size_t count, uint64_t units,
             bool is_negative, int64_t *shares)
{
    KT_ASSERT(units <= count);
    for (size_t i = count / 2; i > 0; i--)
        sift_down(claims, count, i - 1);
    for (; units > 0; units--) {
        shares[claims[0].part] += is_negative ? -1 : 1;
        claims[0] = claims[--count];
        if (count > 0)
            sift_down(claims, count, 0);
    }
}

bool
kt_money_allocate(int64_t total, const int64_t *weights, size_t count,
                  int64_t *shares, struct kt_arena *arena)
{
    int64_t sum;
    if (!sum_weights(weights, count, &sum))
        return false;
    if (sum == 0) {
        for (size_t i = 0; i < count; i++)
            shares[i] = 0;
        return true;
    }
    bool is_negative = total < 0;
    uint64_t magnitude = kt_magnitude(total);
    uint64_t divisor = (uint64_t)sum;
    uint64_t left = magnitude;
    struct kt_arena_mark mark = kt_arena_mark(arena);
    struct claim *claims = KT_NEW_ARRAY(arena, struct claim, count);
    size_t claim_count = 0;
    for (size_t i = 0; i < count; i++) {
        kt_u128 product = (kt_u128)magnitude * (uint64_t)weights[i];
        uint64_t share = (uint64_t)(product / divisor);
        uint64_t rest = (uint64_t)(product % divisor);
        shares[i] = kt_with_sign(share, is_negative);
        left -= share;
        if (rest > 0)
            claims[claim_count++] = (struct claim){ rest, i };
    }
    serve_claims(claims, claim_count, left, is_negative, shares);
    kt_arena_rewind(arena, mark);
    return true;
}
