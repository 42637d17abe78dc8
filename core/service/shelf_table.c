/* Numbers of the index by key, and what is looked up in them. */

#include "service/shelf_index.h"

#include "base/map.h"

uint64_t
kt_shelf_key(struct kt_id id)
{
    return kt_str_hash(
        (struct kt_str){ (const char *)id.bytes, sizeof id.bytes });
}

static void
put(struct kt_shelf_table *table, uint64_t key, uint32_t value)
{
    size_t at = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    for (at &= table->room - 1; table->values[at] != 0;
         at = (at + 1) & (table->room - 1)) {
        if (table->keys[at] == key && table->values[at] == value + 1)
            return;
    }
    table->keys[at] = key;
    table->values[at] = value + 1;
    table->count++;
}

/* Never more than half full; what was outgrown stays in the arena. */
void
kt_shelf_put(struct kt_shelf_table *table, struct kt_arena *arena, uint64_t key,
             uint32_t value)
{
    if (2 * (table->count + 1) > table->room) {
        struct kt_shelf_table old = *table;
        table->room = old.room > 0 ? 2 * old.room : 64;
        table->count = 0;
        table->keys = KT_NEW_ARRAY(arena, uint64_t, table->room);
        table->values = KT_NEW_ARRAY(arena, uint32_t, table->room);
        for (size_t i = 0; i < old.room; i++) {
            if (old.values[i] != 0)
                put(table, old.keys[i], old.values[i] - 1);
        }
    }
    put(table, key, value);
}

bool
kt_shelf_next(const struct kt_shelf_table *table, uint64_t key, size_t *at,
              uint32_t *value)
{
    size_t start = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    if (table->room == 0)
        return false;
    for (;;) {
        size_t place = (start + (*at)++) & (table->room - 1);
        if (table->values[place] == 0)
            return false;
        *value = table->values[place] - 1;
        if (table->keys[place] == key)
            return true;
    }
}

/* ---- looking up ---- */

uint32_t
kt_shelf_find_product(const struct kt_shelf_index *index, struct kt_id id)
{
    size_t at = 0;
    uint32_t number;
    while (kt_shelf_next(&index->by_id, kt_shelf_key(id), &at, &number)) {
        if (kt_id_eq(index->products[number].id, id))
            return number;
    }
    return KT_SHELF_NONE;
}

uint32_t
kt_shelf_find_number(const struct kt_shelf_index *index, uint32_t number)
{
    uint32_t at = number - index->first_number;
    return at < index->number_room ? index->by_number[at] - 1 /* 0: none */
                                   : KT_SHELF_NONE;
}
