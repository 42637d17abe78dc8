#include "domain/pricing/work.h"

/* The weights of the parts that have room. */
static void
weigh_open(const int64_t *weights, const int64_t *rooms, const int64_t *shares,
           size_t count, int64_t *open)
{
    for (size_t i = 0; i < count; i++)
        open[i] = shares[i] < rooms[i] ? weights[i] : 0;
}

/* Each round gives all that is left, or closes a part. */
bool
kt_spread(int64_t total, const int64_t *weights, const int64_t *rooms,
          size_t count, int64_t *shares, struct kt_arena *arena)
{
    int64_t *parts = KT_NEW_ARRAY(arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++)
        shares[i] = 0;
    while (total > 0) {
        weigh_open(weights, rooms, shares, count, parts);
        if (!kt_money_allocate(total, parts, count, parts, arena))
            return false;
        total = 0;
        for (size_t i = 0; i < count; i++) {
            shares[i] += parts[i];
            if (shares[i] > rooms[i]) {
                total += shares[i] - rooms[i];
                shares[i] = rooms[i];
            }
        }
    }
    return true;
}
