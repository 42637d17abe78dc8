#include "domain/stock/stock.h"

const char *const kt_stock_policy_names[] = { "refuse", "backorder",
                                              "untracked", NULL };

int64_t
kt_stock_limit(const struct kt_stock_facts *facts, int64_t units_max)
{
    int64_t limit = units_max;
    if (facts->quantity_max > 0 && facts->quantity_max < limit)
        limit = facts->quantity_max;
    if (facts->policy == KT_STOCK_REFUSE && facts->available < limit)
        limit = facts->available > 0 ? facts->available : 0;
    return limit;
}

bool
kt_stock_spread(enum kt_stock_policy policy, int64_t quantity,
                struct kt_stock_place *places, size_t count)
{
    int64_t rest = quantity;
    for (size_t i = 0; i < count; i++) {
        int64_t has = places[i].available > 0 ? places[i].available : 0;
        places[i].taken = has < rest ? has : rest;
        places[i].goes_below = false;
        rest -= places[i].taken;
    }
    if (rest == 0)
        return true;
    if (policy != KT_STOCK_BACKORDER || count == 0)
        return false;
    places[0].taken += rest;
    places[0].goes_below = true;
    return true;
}
