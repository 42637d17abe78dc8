#include "domain/cart/cart.h"

#include <sodium.h>

enum { METADATA_KEY_BYTES = 16 };

struct kt_str
kt_cart_metadata_key(struct kt_str metadata, struct kt_arena *arena)
{
    if (kt_str_is_empty(metadata) || kt_str_eq(metadata, KT_STR("{}")))
        return KT_STR("");
    unsigned char hash[METADATA_KEY_BYTES];
    size_t room = 2 * sizeof hash + 1;
    char *hex = kt_arena_alloc(arena, room);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)metadata.ptr,
                       metadata.len, NULL, 0);
    sodium_bin2hex(hex, room, hash, sizeof hash);
    return (struct kt_str){ hex, room - 1 };
}

int64_t
kt_cart_count_units(const struct kt_cart *cart, struct kt_id variant_id,
                    struct kt_id except)
{
    int64_t units = 0;
    for (size_t i = 0; i < cart->line_count; i++)
        if (kt_id_eq(cart->lines[i].variant_id, variant_id) &&
            !kt_id_eq(cart->lines[i].id, except))
            units += cart->lines[i].quantity;
    return units;
}

static struct kt_line_fault
fault(enum kt_line_fault_kind kind, struct kt_str sku, int64_t number)
{
    return (struct kt_line_fault){ .kind = kind, .sku = sku, .number = number };
}

struct kt_line_fault
kt_cart_check_units(const struct kt_stock_facts *facts,
                    const struct kt_cart_limits *limits, int64_t units,
                    int64_t *quantity)
{
    int64_t limit = kt_stock_limit(facts, limits->units_max);
    int64_t most =
        facts->quantity_max > 0 && facts->quantity_max < limits->units_max
            ? facts->quantity_max
            : limits->units_max;
    if (!facts->is_active)
        return fault(KT_LINE_NOT_SELLABLE, facts->sku, 0);
    if (*quantity > most - units)
        return fault(KT_LINE_ABOVE_MAXIMUM, facts->sku, most);
    if (units + *quantity > limit && limits->clamps && limit > units)
        *quantity = limit - units;
    if (units + *quantity > limit)
        return fault(KT_LINE_OUT_OF_STOCK, facts->sku, limit);
    if (units + *quantity < facts->quantity_min)
        return fault(KT_LINE_BELOW_MINIMUM, facts->sku, facts->quantity_min);
    return fault(KT_LINE_FINE, facts->sku, 0);
}
