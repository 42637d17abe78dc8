#include "service/catalog_kept.h"

#include "base/assert.h"
#include "service/column.h"
#include "service/shown.h"

/* ---- an item as one piece of memory ---- */

/* Goes over all that an item points at: adds it up, packs it behind the item,
 * or moves the pointers of a copy. */
struct walk {
    void (*visit)(struct walk *walk, const void **part, size_t bytes);
    size_t bytes;   /* added up, or packed so far */
    char *block;    /* packed into */
    intptr_t moved; /* how far a copy stands from its original */
};

enum { ALIGN = 8 };

static size_t
aligned(size_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static void
add_up(struct walk *walk, const void **part, size_t bytes)
{
    if (*part != NULL)
        walk->bytes += aligned(bytes);
}

static void
pack(struct walk *walk, const void **part, size_t bytes)
{
    if (*part == NULL)
        return;
    char *at = walk->block + walk->bytes;
    if (bytes > 0)
        memcpy(at, *part, bytes);
    *part = at;
    walk->bytes += aligned(bytes);
}

static void
move(struct walk *walk, const void **part, size_t bytes)
{
    (void)bytes;
    if (*part != NULL)
        *part = (const void *)((intptr_t)*part + walk->moved);
}

static void
walk_str(struct walk *walk, struct kt_str *str)
{
    const void *part = str->ptr;
    walk->visit(walk, &part, str->len);
    if (part != str->ptr)
        str->ptr = part;
}

/* An array of structs in which strings stand at offsets; the array itself is
 * the item's own while it is packed or moved, and only read otherwise. */
static const void *
walk_array(struct walk *walk, const void *items, size_t count, size_t size,
           const size_t *strs, size_t str_count)
{
    walk->visit(walk, &items, count * size);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < str_count; j++) {
            char *at = (char *)(uintptr_t)items + i * size + strs[j];
            walk_str(walk, (struct kt_str *)(void *)at);
        }
    }
    return items;
}

static void
walk_item(struct walk *walk, struct kt_item *item)
{
    static const size_t whole[] = { 0 };
    static const size_t pair[] = { offsetof(struct kt_pair, name),
                                   offsetof(struct kt_pair, value) };
    static const size_t price[] = { offsetof(struct kt_price, list),
                                    offsetof(struct kt_price, customer_group),
                                    offsetof(struct kt_price, country) };
    walk_str(walk, &item->sku);
    walk_str(walk, &item->title);
    walk_str(walk, &item->variant_title);
    walk_str(walk, &item->product);
    walk_str(walk, &item->vendor);
    walk_str(walk, &item->tax_class);
    item->categories =
        walk_array(walk, item->categories, item->category_count,
                   sizeof *item->categories, whole, KT_COUNT(whole));
    item->tags = walk_array(walk, item->tags, item->tag_count,
                            sizeof *item->tags, whole, KT_COUNT(whole));
    item->attributes =
        walk_array(walk, item->attributes, item->attribute_count,
                   sizeof *item->attributes, pair, KT_COUNT(pair));
    item->prices = walk_array(walk, item->prices, item->price_count,
                              sizeof *item->prices, price, KT_COUNT(price));
}

/* An item, and where it stood when its pointers were right. */
struct packed_item {
    struct kt_item item;
    intptr_t origin;
};

static struct kt_str
pack_item(const struct kt_item *item, struct kt_arena *arena)
{
    struct kt_item copy = *item;
    struct walk sum = { .visit = add_up };
    walk_item(&sum, &copy);
    size_t size = sizeof(struct packed_item) + sum.bytes;
    struct packed_item *packed = kt_arena_alloc(arena, size);
    memset(packed, 0, size);
    packed->item = *item;
    packed->origin = (intptr_t)packed;
    struct walk packing = { .visit = pack, .block = (char *)(packed + 1) };
    walk_item(&packing, &packed->item);
    return (struct kt_str){ (const char *)packed, size };
}

static const struct kt_item *
unpack_item(struct kt_str bytes)
{
    struct packed_item *packed = (void *)(uintptr_t)bytes.ptr;
    struct walk moving = { .visit = move,
                           .moved = (intptr_t)packed - packed->origin };
    walk_item(&moving, &packed->item);
    return &packed->item;
}

/* ---- keys ---- */

/* By kind and shop. */
static struct kt_buf
begin_key(const struct kt_call *call, char kind)
{
    struct kt_buf buf;
    kt_buf_init(&buf, call->arena, 128);
    kt_buf_char(&buf, kind);
    kt_buf_append(&buf, (const char *)call->shop->store_id.bytes,
                  sizeof call->shop->store_id.bytes);
    return buf;
}

static struct kt_str
item_key(const struct kt_call *call, const struct kt_items_query *query,
         struct kt_id id)
{
    struct kt_buf buf = begin_key(call, 'i');
    kt_buf_append(&buf, (const char *)id.bytes, sizeof id.bytes);
    kt_buf_text(&buf, query->currency->code);
    kt_buf_str(&buf, query->locale);
    kt_buf_char(&buf, '\n');
    kt_buf_str(&buf, query->fallback);
    return kt_buf_view(&buf);
}

static struct kt_str
stock_key(const struct kt_call *call, struct kt_id id)
{
    struct kt_buf buf = begin_key(call, 's');
    kt_buf_append(&buf, (const char *)id.bytes, sizeof id.bytes);
    return kt_buf_view(&buf);
}

static struct kt_str
sku_key(const struct kt_call *call, struct kt_str sku)
{
    struct kt_buf buf = begin_key(call, 'k');
    kt_buf_str(&buf, sku);
    return kt_buf_view(&buf);
}

/* ---- items ---- */

static enum kt_status
read_item(const struct kt_tx *tx, const struct kt_call *call,
          const struct kt_items_query *query, struct kt_id id,
          const struct kt_item **item, struct kt_error *err)
{
    struct kt_items_query one = *query;
    struct kt_shown_needs needs;
    const struct kt_item *const *items;
    kt_shown_begin_within(tx, call, &needs);
    one.ids = &id;
    one.count = 1;
    KT_TRY(kt_items_load(tx, &one, call->arena, &items, err));
    *item = items[0];
    if (*item == NULL)
        return KT_OK;
    kt_shown_need_record(&needs, (*item)->variant_id);
    kt_shown_need_record(&needs, (*item)->product_id);
    kt_shown_keep(call, item_key(call, query, id), &needs,
                  pack_item(*item, call->arena));
    return KT_OK;
}

static enum kt_status
find_id(const struct kt_tx *tx, const struct kt_call *call,
        const struct kt_items_query *query, size_t index, struct kt_id *id,
        struct kt_error *err)
{
    if (query->ids == NULL)
        return kt_variant_find_by_sku(tx, call, query->skus[index], id, err);
    *id = query->ids[index];
    return KT_OK;
}

enum kt_status
kt_items_get(const struct kt_tx *tx, const struct kt_call *call,
             const struct kt_items_query *query,
             const struct kt_item *const **items, struct kt_error *err)
{
    const struct kt_item **found =
        KT_NEW_ARRAY(call->arena, const struct kt_item *, query->count);
    for (size_t i = 0; i < query->count; i++) {
        struct kt_id id;
        struct kt_str bytes;
        KT_TRY(find_id(tx, call, query, i, &id, err));
        if (kt_shown_find(call, item_key(call, query, id), NULL, &bytes))
            found[i] = unpack_item(bytes);
        else
            KT_TRY(read_item(tx, call, query, id, &found[i], err));
    }
    *items = found;
    return KT_OK;
}

/* ---- stock ---- */

/* Facts, behind them the bytes of the sku. */
static struct kt_str
pack_facts(const struct kt_stock_facts *facts, struct kt_arena *arena)
{
    size_t size = sizeof *facts + facts->sku.len;
    char *bytes = kt_arena_alloc(arena, size);
    memcpy(bytes, facts, sizeof *facts);
    memcpy(bytes + sizeof *facts, facts->sku.ptr, facts->sku.len);
    return (struct kt_str){ bytes, size };
}

static void
unpack_facts(struct kt_str bytes, struct kt_stock_facts *facts)
{
    memcpy(facts, bytes.ptr, sizeof *facts);
    facts->sku.ptr = bytes.ptr + sizeof *facts;
}

static enum kt_status
read_facts_row(const struct kt_rows *rows, struct kt_arena *arena,
               struct kt_stock_facts *facts, struct kt_error *err)
{
    int policy = KT_STOCK_REFUSE;
    KT_TRY(kt_col_enum(rows, 1, kt_stock_policy_names, &policy, err));
    facts->sku = kt_col_copy(rows, 0, arena);
    facts->policy = (enum kt_stock_policy)policy;
    facts->quantity_min = kt_col_int(rows, 2);
    facts->quantity_max = kt_col_int(rows, 3);
    facts->is_active = kt_col_int(rows, 4) != 0;
    facts->available = kt_col_int(rows, 5);
    return KT_OK;
}

static enum kt_status
read_facts(const struct kt_tx *tx, const struct kt_call *call,
           struct kt_id variant_id, struct kt_stock_facts *facts,
           struct kt_error *err)
{
    struct kt_shown_needs needs;
    struct kt_rows rows;
    kt_shown_begin_within(tx, call, &needs);
    *facts = (struct kt_stock_facts){ .variant_id = variant_id };
    KT_TRY(kt_query(tx, KT_SQL_STOCK_TAKE_FACTS, KT_ARGS(KT_ID(variant_id)),
                    &rows, err));
    if (!kt_rows_next(&rows))
        return kt_rows_close(&rows);
    kt_shown_need_id(&needs, variant_id);
    kt_shown_need_record(&needs, kt_col_id(&rows, 6));
    KT_TRY(read_facts_row(&rows, call->arena, facts, err));
    KT_TRY(kt_rows_close(&rows));
    kt_shown_keep(call, stock_key(call, variant_id), &needs,
                  pack_facts(facts, call->arena));
    return KT_OK;
}

enum kt_status
kt_stock_facts_get(const struct kt_tx *tx, const struct kt_call *call,
                   struct kt_id variant_id, struct kt_stock_facts *facts,
                   struct kt_error *err)
{
    struct kt_str bytes;
    if (!kt_shown_find(call, stock_key(call, variant_id), NULL, &bytes))
        return read_facts(tx, call, variant_id, facts, err);
    unpack_facts(bytes, facts);
    return KT_OK;
}

/* ---- skus ---- */

enum kt_status
kt_variant_find_by_sku(const struct kt_tx *tx, const struct kt_call *call,
                       struct kt_str sku, struct kt_id *variant_id,
                       struct kt_error *err)
{
    struct kt_shown_needs needs;
    struct kt_rows rows;
    struct kt_str bytes, key = sku_key(call, sku);
    *variant_id = (struct kt_id){ { 0 } };
    if (kt_shown_find(call, key, NULL, &bytes)) {
        memcpy(variant_id, bytes.ptr, sizeof *variant_id);
        return KT_OK;
    }
    kt_shown_begin_within(tx, call, &needs);
    KT_TRY(kt_query(tx, KT_SQL_STOCK_TAKE_VARIANT_BY_SKU, KT_ARGS(KT_TEXT(sku)),
                    &rows, err));
    if (kt_rows_next(&rows))
        *variant_id = kt_col_id(&rows, 0);
    KT_TRY(kt_rows_close(&rows));
    if (kt_id_is_null(*variant_id))
        return KT_OK;
    kt_shown_need_record(&needs, *variant_id);
    kt_shown_keep(call, key, &needs,
                  (struct kt_str){ (const char *)variant_id->bytes,
                                   sizeof variant_id->bytes });
    return KT_OK;
}
