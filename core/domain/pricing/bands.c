/* Quantity bands: what each unit of a line costs where a price holds for the
 * units of its own band alone. The unit that is the n-th costs what each of n
 * units would cost if the last band held for all of them.
 *
 * Where bands count the units of a product, the units of its lines lie evenly
 * among each other: of the first units each line has its share by quantity, the
 * j-th of a line's q units at the place (2 j - 1) / 2 q. So each line gets its
 * part of every band, and the order of lines changes nothing. */

#include "domain/pricing/work.h"
#include "money/int128.h"

/* ---- where bands begin ---- */

struct starts {
    struct kt_arena *arena;
    int64_t *items;
    size_t count;
    int64_t last;
};

/* Rising, each once. */
static void
add_start(struct starts *starts, int64_t start)
{
    size_t at = starts->count;
    if (start < 1 || start > starts->last)
        return;
    while (at > 0 && starts->items[at - 1] >= start)
        at--;
    if (at < starts->count && starts->items[at] == start)
        return;
    starts->items = kt_arena_grow(starts->arena, starts->items,
                                  starts->count * sizeof *starts->items,
                                  (starts->count + 1) * sizeof *starts->items);
    memmove(starts->items + at + 1, starts->items + at,
            (starts->count - at) * sizeof *starts->items);
    starts->items[at] = start;
    starts->count++;
}

static enum kt_status
add_of_rule(struct kt_work *work, const struct kt_rule_use *use,
            struct starts *starts)
{
    const int64_t *items;
    size_t count;
    KT_TRY(work->rules->bands(work->rules->host, use, work->arena, &items,
                              &count, work->err));
    for (size_t i = 0; i < count; i++)
        add_start(starts, items[i]);
    return KT_OK;
}

enum kt_status
kt_work_band_starts(struct kt_work *work, const struct kt_item *item,
                    int64_t last, int64_t **starts, size_t *count)
{
    struct starts all = { .arena = work->arena, .last = last };

    add_start(&all, 1);
    for (size_t i = 0; i < item->price_count; i++) {
        add_start(&all, item->prices[i].quantity_min);
        if (item->prices[i].quantity_max > 0)
            add_start(&all, item->prices[i].quantity_max + 1);
    }
    for (size_t i = 0;
         work->rules->bands != NULL && i < work->in->price_rule_count; i++)
        KT_TRY(add_of_rule(work, &work->in->price_rules[i], &all));
    *starts = all.items;
    *count = all.count;
    return KT_OK;
}

/* ---- the units of a product ---- */

/* The lines of one product, one of them at hand. */
struct pool {
    const struct kt_cart_line **lines;
    size_t count;
    size_t own;
    int64_t units;
    int64_t *shares; /* of the first units, while they are looked for */
};

/* Units of all lines of the item's product; false when they are no number. */
static bool
count_product(const struct kt_quote_input *in, const struct kt_item *item,
              int64_t *units)
{
    *units = 0;
    for (size_t i = 0; i < in->line_count; i++) {
        const struct kt_cart_line *line = &in->lines[i];
        if (kt_id_eq(line->item->product_id, item->product_id) &&
            (line->quantity <= 0 ||
             !kt_money_add(*units, line->quantity, units)))
            return false;
    }
    return true;
}

/* A line that counts its own units is alone in its pool. */
static void
open_pool(struct kt_work *work, const struct kt_cart_line *line,
          bool counts_product, struct pool *pool)
{
    const struct kt_quote_input *in = work->in;
    *pool = (struct pool){
        .lines = KT_NEW_ARRAY(work->arena, const struct kt_cart_line *,
                              in->line_count),
        .shares = KT_NEW_ARRAY(work->arena, int64_t, in->line_count),
    };
    for (size_t i = 0; i < in->line_count; i++) {
        const struct kt_cart_line *other = &in->lines[i];
        if (other == line)
            pool->own = pool->count;
        else if (!counts_product ||
                 !kt_id_eq(other->item->product_id, line->item->product_id))
            continue;
        pool->lines[pool->count++] = other;
        pool->units += other->quantity;
    }
}

/* The unit behind the first `a_at` of line a lies before that of line b. Equal
 * places go by the SKU, so that only lines of one variant go by their order. */
static bool
lies_before(const struct pool *pool, size_t a, int64_t a_at, size_t b,
            int64_t b_at)
{
    const struct kt_cart_line *left = pool->lines[a], *right = pool->lines[b];
    kt_u128 one = (kt_u128)(2 * (uint64_t)a_at + 1) * (uint64_t)right->quantity;
    kt_u128 two = (kt_u128)(2 * (uint64_t)b_at + 1) * (uint64_t)left->quantity;
    int order = kt_str_cmp(left->item->sku, right->item->sku);
    if (one != two)
        return one < two;
    return order != 0 ? order < 0 : a < b;
}

/* The line whose last unit so far lies behind those of all others. */
static size_t
find_last(const struct pool *pool)
{
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->shares[i] > 0 &&
            (last == SIZE_MAX || lies_before(pool, last, pool->shares[last] - 1,
                                             i, pool->shares[i] - 1)))
            last = i;
    }
    return last;
}

/* The line whose next unit lies before those of all others. */
static size_t
find_next(const struct pool *pool)
{
    size_t next = SIZE_MAX;
    for (size_t i = 0; i < pool->count; i++) {
        if (pool->shares[i] < pool->lines[i]->quantity &&
            (next == SIZE_MAX ||
             lies_before(pool, i, pool->shares[i], next, pool->shares[next])))
            next = i;
    }
    return next;
}

/* How many of the first units of the product are the line's own. Rounded shares
 * are those up to one place; a few units more or less make them the first. */
static int64_t
share_of(struct pool *pool, int64_t first)
{
    int64_t sum = 0;

    if (first >= pool->units)
        return pool->lines[pool->own]->quantity;
    for (size_t i = 0; i < pool->count; i++) {
        kt_u128 part =
            (kt_u128)(uint64_t)first * (uint64_t)pool->lines[i]->quantity;
        pool->shares[i] = (int64_t)((2 * part + (uint64_t)pool->units) /
                                    (2 * (kt_u128)(uint64_t)pool->units));
        sum += pool->shares[i];
    }
    for (; sum > first; sum--)
        pool->shares[find_last(pool)]--;
    for (; sum < first; sum++)
        pool->shares[find_next(pool)]++;
    return pool->shares[pool->own];
}

/* ---- the parts of a line ---- */

static void
push_part(struct kt_line_part *parts, size_t *count, int64_t units,
          const struct kt_price_answer *answer)
{
    struct kt_line_part *last = *count > 0 ? &parts[*count - 1] : NULL;
    if (last != NULL && last->list_minor == answer->unit_minor &&
        last->compare_at_minor == answer->compare_at_minor)
        last->units += units;
    else
        parts[(*count)++] = (struct kt_line_part){
            .units = units,
            .list_minor = answer->unit_minor,
            .compare_at_minor = answer->compare_at_minor,
        };
}

static enum kt_status
split(struct kt_work *work, const struct kt_cart_line *line, struct pool *pool,
      struct kt_line_part **parts, size_t *count)
{
    int64_t *starts, before = 0;
    size_t start_count;

    KT_TRY(kt_work_band_starts(work, line->item, pool->units, &starts,
                               &start_count));
    *parts = KT_NEW_ARRAY(work->arena, struct kt_line_part, start_count);
    *count = 0;
    for (size_t i = 0; i < start_count; i++) {
        struct kt_price_answer answer;
        int64_t first = i + 1 < start_count ? starts[i + 1] - 1 : pool->units;
        int64_t upto = share_of(pool, first);
        if (upto == before)
            continue;
        KT_TRY(kt_work_price(work, line->item, starts[i], starts[i], &answer));
        push_part(*parts, count, upto - before, &answer);
        before = upto;
    }
    return KT_OK;
}

enum kt_status
kt_work_price_parts(struct kt_work *work, const struct kt_cart_line *line,
                    struct kt_line_part **parts, size_t *count)
{
    struct kt_price_answer answer;
    struct pool pool;
    int64_t units;

    if (!count_product(work->in, line->item, &units))
        return kt_work_overflow(work, (size_t)(line - work->in->lines));
    KT_TRY(kt_work_price(work, line->item, line->quantity, units, &answer));
    if (answer.is_graduated) {
        struct kt_price_trace *story = work->price;
        open_pool(work, line, answer.counts_product, &pool);
        KT_TRY(split(work, line, &pool, parts, count));
        work->price = story;
        return KT_OK;
    }
    *parts = KT_NEW(work->arena, struct kt_line_part);
    *count = 0;
    push_part(*parts, count, line->quantity, &answer);
    return KT_OK;
}
