#include "service/catalog_kept.h"

#include "base/assert.h"
#include "base/flat.h"
#include "service/column.h"
#include "service/shown.h"

static void
walk_item(struct kt_flat *flat, void *value)
{
    static const size_t pair[] = { offsetof(struct kt_pair, name),
                                   offsetof(struct kt_pair, value) };
    static const size_t price[] = { offsetof(struct kt_price, list),
                                    offsetof(struct kt_price, customer_group),
                                    offsetof(struct kt_price, country) };
    struct kt_item *item = value;
    kt_flat_str(flat, &item->sku);
    kt_flat_str(flat, &item->title);
    kt_flat_str(flat, &item->variant_title);
    kt_flat_str(flat, &item->product);
    kt_flat_str(flat, &item->vendor);
    kt_flat_str(flat, &item->tax_class);
    item->categories =
        kt_flat_strs(flat, item->categories, item->category_count);
    item->tags = kt_flat_strs(flat, item->tags, item->tag_count);
    item->attributes =
        kt_flat_array(flat, item->attributes, item->attribute_count,
                      sizeof *item->attributes, pair, KT_COUNT(pair));
    item->prices = kt_flat_array(flat, item->prices, item->price_count,
                                 sizeof *item->prices, price, KT_COUNT(price));
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
                  kt_flatten(*item, sizeof **item, walk_item, call->arena));
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
            found[i] = kt_unflatten(bytes, walk_item);
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
