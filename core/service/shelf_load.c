#include "service/shelf_index.h"

#include "base/grow.h"
#include "base/map.h"
#include "service/catalog_rows.h"
#include "service/column.h"

/* The facts of the shelf: what products have in common, read whole or, of those
 * that moved, anew. */

struct loading {
    struct kt_shelf_index *index;
    const struct kt_tx *tx;
    struct kt_arena *scratch; /* of a product */
    struct kt_error *err;
    uint64_t moved;         /* of the snapshot */
    struct kt_list options; /* of the product at hand */
    uint32_t *terms;
    uint32_t term_count;
};

/* ---- terms ---- */

static uint64_t
term_key(uint32_t domain, struct kt_str value)
{
    return kt_str_hash(value) ^ domain;
}

uint32_t
kt_shelf_find_term(const struct kt_shelf_index *index, uint32_t domain,
                   struct kt_str value)
{
    size_t at = 0;
    uint32_t number;
    while (
        kt_shelf_next(&index->by_term, term_key(domain, value), &at, &number)) {
        const struct kt_shelf_term *term = &index->terms[number];
        if (term->domain == domain && kt_str_eq(term->value, value))
            return number;
    }
    return KT_SHELF_NONE;
}

uint32_t
kt_shelf_find_attribute(const struct kt_shelf_index *index, struct kt_str code)
{
    size_t at = 0;
    uint32_t number;
    while (kt_shelf_next(&index->by_code, kt_str_hash(code), &at, &number)) {
        if (kt_str_eq(index->attributes[number].code, code))
            return KT_SHELF_ATTRIBUTE + number;
    }
    return KT_SHELF_NONE;
}

static uint32_t
get_term(struct kt_shelf_index *index, uint32_t domain, struct kt_str value)
{
    uint32_t number = kt_shelf_find_term(index, domain, value);
    if (number != KT_SHELF_NONE)
        return number;
    number = (uint32_t)index->term_count;
    index->terms = kt_grow(&index->arena, index->terms, index->term_count,
                           sizeof *index->terms);
    index->terms[index->term_count++] = (struct kt_shelf_term){
        .domain = domain,
        .value = kt_arena_str(&index->arena, value),
    };
    kt_shelf_put(&index->by_term, &index->arena, term_key(domain, value),
                 number);
    return number;
}

static uint32_t
get_attribute(struct kt_shelf_index *index, struct kt_str code)
{
    uint32_t domain = kt_shelf_find_attribute(index, code);
    if (domain != KT_SHELF_NONE)
        return domain;
    uint32_t number = (uint32_t)index->attribute_count;
    index->attributes =
        kt_grow(&index->arena, index->attributes, index->attribute_count,
                sizeof *index->attributes);
    index->attributes[index->attribute_count++] = (struct kt_shelf_attribute){
        .code = kt_arena_str(&index->arena, code),
    };
    kt_shelf_put(&index->by_code, &index->arena, kt_str_hash(code), number);
    return KT_SHELF_ATTRIBUTE + number;
}

/* Once for each product, however many variants have it. */
static void
take_term(struct loading *l, uint32_t domain, struct kt_str value)
{
    uint32_t term = get_term(l->index, domain, value);
    if (l->index->terms[term].reading == l->index->readings)
        return;
    l->index->terms[term].reading = l->index->readings;
    l->terms = kt_grow(l->scratch, l->terms, l->term_count, sizeof *l->terms);
    l->terms[l->term_count++] = term;
}

static void
count_terms(struct kt_shelf_index *index, const struct kt_shelf_span *span,
            bool is_more)
{
    uint32_t step = is_more ? 1 : UINT32_MAX;
    for (uint32_t i = 0; i < span->count; i++) {
        uint32_t number = index->all_terms[span->first + i];
        struct kt_shelf_term *term = &index->terms[number];
        term->uses += step;
        if (term->domain >= KT_SHELF_ATTRIBUTE)
            index->attributes[term->domain - KT_SHELF_ATTRIBUTE].uses += step;
    }
}

/* ---- what a product has ---- */

static void
take_attributes(struct loading *l, struct kt_str attributes)
{
    struct kt_list list =
        kt_attributes_pairs(attributes, KT_STR(""), l->scratch);
    const struct kt_pair *pairs = list.items;
    for (size_t i = 0; i < list.count; i++)
        take_term(l, get_attribute(l->index, pairs[i].name), pairs[i].value);
}

/* What was chosen of each option stands under the option's name. */
static enum kt_status
take_options(struct loading *l, const struct kt_rows *rows, int column)
{
    const struct kt_product_option *options = l->options.items;
    struct kt_list values;
    KT_TRY(kt_col_strs(rows, column, l->scratch, &values, l->err));
    const struct kt_str *items = values.items;
    for (size_t i = 0; i < values.count && i < l->options.count; i++)
        take_term(l, get_attribute(l->index, options[i].name), items[i]);
    return KT_OK;
}

static enum kt_status
take_variants(struct loading *l, uint32_t number, struct kt_id product_id)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_SHELF_VARIANTS, KT_ARGS(KT_ID(product_id)),
                    &rows, l->err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        kt_shelf_put(&l->index->by_variant, &l->index->arena,
                     kt_shelf_key(kt_col_id(&rows, 0)), number);
        take_attributes(l, kt_col_copy(&rows, 1, l->scratch));
        status = take_options(l, &rows, 2);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
take_texts(struct loading *l, enum kt_sql statement, struct kt_id product_id,
           uint32_t domain)
{
    struct kt_rows rows;
    KT_TRY(
        kt_query(l->tx, statement, KT_ARGS(KT_ID(product_id)), &rows, l->err));
    while (kt_rows_next(&rows)) {
        struct kt_str text = kt_col_text(&rows, 0);
        bool is_hidden =
            domain == KT_SHELF_CATEGORY &&
            kt_shelf_find_term(l->index, domain, text) == KT_SHELF_NONE;
        if (!is_hidden)
            take_term(l, domain, text);
    }
    return kt_rows_close(&rows);
}

/* Numbers are dense: those of the shops of a process are drawn together. The
 * room begins with the first that is seen; lower ones make it begin anew. */
static void
put_number(struct kt_shelf_index *index, uint32_t number, uint32_t product)
{
    uint32_t first = index->first_number, room = index->number_room;
    if (room == 0 || number < first)
        first = number > room / 2 ? number - room / 2 : 1;
    uint32_t end = index->first_number + room;
    if (number >= end)
        end = number + room + 64;
    if (first != index->first_number || end - first > room) {
        uint32_t *bigger =
            KT_NEW_ARRAY(&index->arena, uint32_t, (size_t)(end - first));
        if (room > 0)
            memcpy(bigger + (index->first_number - first), index->by_number,
                   room * sizeof *bigger);
        index->by_number = bigger;
        index->first_number = first;
        index->number_room = end - first;
    }
    index->by_number[number - index->first_number] = product + 1;
}

static enum kt_status
load_number(struct loading *l, uint32_t number)
{
    struct kt_shelf_product *product = &l->index->products[number];
    struct kt_rows rows;
    KT_TRY(kt_query(l->tx, KT_SQL_SEARCH_NUMBER, KT_ARGS(KT_ID(product->id)),
                    &rows, l->err));
    if (kt_rows_next(&rows)) {
        l->index->spans[number].lengths = (uint32_t)kt_col_int(&rows, 1);
        put_number(l->index, (uint32_t)kt_col_int(&rows, 0), number);
    }
    return kt_rows_close(&rows);
}

static enum kt_status
load_row(struct loading *l, uint32_t number)
{
    struct kt_shelf_product *product = &l->index->products[number];
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_SHELF_PRODUCT, KT_ARGS(KT_ID(product->id)),
                    &rows, l->err));
    product->is_active = kt_rows_next(&rows);
    if (product->is_active) {
        struct kt_str vendor = kt_col_text(&rows, 2);
        product->created_ms = kt_col_int(&rows, 0);
        product->title_fold = kt_col_copy(&rows, 1, &l->index->arena);
        if (vendor.len > 0)
            take_term(l, KT_SHELF_VENDOR, vendor);
        take_attributes(l, kt_col_copy(&rows, 3, l->scratch));
        status = kt_col_list(&rows, 4, &kt_product_option_shape, l->scratch,
                             &l->options, l->err);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

/* What the product had before is left behind. */
static void
put_terms(struct loading *l, struct kt_shelf_span *span)
{
    struct kt_shelf_index *index = l->index;
    size_t size = sizeof *index->all_terms;
    size_t count = index->all_term_count + l->term_count;
    if (count > index->all_term_room) {
        size_t room = 2 * count + 64;
        index->all_terms =
            kt_arena_grow(&index->arena, index->all_terms,
                          index->all_term_room * size, room * size);
        index->all_term_room = room;
    }
    span->first = (uint32_t)index->all_term_count;
    span->count = l->term_count;
    if (l->term_count > 0)
        memcpy(&index->all_terms[span->first], l->terms, l->term_count * size);
    index->all_term_count = count;
}

/* One that is not active, or gone, has nothing. */
static enum kt_status
load_product(struct loading *l, uint32_t number)
{
    struct kt_arena_mark mark = kt_arena_mark(l->scratch);
    struct kt_shelf_product *product = &l->index->products[number];
    struct kt_id id = product->id;
    l->terms = NULL;
    l->term_count = 0;
    l->index->readings++;
    count_terms(l->index, &l->index->spans[number], false);
    l->index->spans[number].count = 0;
    product->loaded = l->moved;
    KT_TRY(load_row(l, number));
    if (product->is_active) {
        KT_TRY(load_number(l, number));
        KT_TRY(take_variants(l, number, id));
        KT_TRY(
            take_texts(l, KT_SQL_CATEGORY_OF_PRODUCT, id, KT_SHELF_CATEGORY));
        KT_TRY(take_texts(l, KT_SQL_PRODUCT_TAGS, id, KT_SHELF_TAG));
        put_terms(l, &l->index->spans[number]);
        count_terms(l->index, &l->index->spans[number], true);
    }
    kt_arena_rewind(l->scratch, mark);
    return KT_OK;
}

static uint32_t
add_product(struct loading *l, struct kt_id id)
{
    struct kt_shelf_index *index = l->index;
    uint32_t number = (uint32_t)index->count;
    index->products = kt_grow(&index->arena, index->products, index->count,
                              sizeof *index->products);
    index->spans = kt_grow(&index->arena, index->spans, index->count,
                           sizeof *index->spans);
    index->spans[index->count] = (struct kt_shelf_span){ 0 };
    index->products[index->count++] = (struct kt_shelf_product){ .id = id };
    kt_shelf_put(&index->by_id, &index->arena, kt_shelf_key(id), number);
    return number;
}

/* ---- the whole ---- */

/* Those that buyers see; each has its term from the start. */
static enum kt_status
load_categories(struct loading *l)
{
    struct kt_shelf_index *index = l->index;
    struct kt_rows rows;
    KT_TRY(kt_query(l->tx, KT_SQL_CATEGORY_SHOWN, KT_NO_ARGS, &rows, l->err));
    while (kt_rows_next(&rows)) {
        index->categories =
            kt_grow(&index->arena, index->categories, index->category_count,
                    sizeof *index->categories);
        index->categories[index->category_count++] = (struct kt_shelf_category){
            .slug = kt_col_copy(&rows, 1, &index->arena),
            .parent = kt_col_copy(&rows, 2, &index->arena),
            .names = kt_col_copy(&rows, 3, &index->arena),
        };
    }
    KT_TRY(kt_rows_close(&rows));
    for (size_t i = 0; i < index->category_count; i++) {
        const struct kt_shelf_category *category = &index->categories[i];
        uint32_t term = get_term(index, KT_SHELF_CATEGORY, category->slug);
        index->terms[term].category = category;
    }
    return KT_OK;
}

/* The first type that has a code labels it. */
static void
declare(struct kt_shelf_index *index, const struct kt_list *attributes)
{
    const struct kt_attribute *items = attributes->items;
    for (size_t i = 0; i < attributes->count; i++) {
        uint32_t domain = get_attribute(index, items[i].code);
        struct kt_shelf_attribute *known =
            &index->attributes[domain - KT_SHELF_ATTRIBUTE];
        if (known->is_declared)
            continue;
        known->is_declared = true;
        known->labels = items[i].labels;
        known->unit = items[i].unit;
    }
}

static enum kt_status
load_types(struct loading *l)
{
    struct kt_rows rows;
    enum kt_status status = KT_OK;
    KT_TRY(kt_query(l->tx, KT_SQL_PRODUCT_TYPE_ALL, KT_NO_ARGS, &rows, l->err));
    while (status == KT_OK && kt_rows_next(&rows)) {
        struct kt_list attributes;
        status = kt_col_list(&rows, 3, &kt_attribute_shape, &l->index->arena,
                             &attributes, l->err);
        if (status == KT_OK)
            declare(l->index, &attributes);
    }
    enum kt_status closed = kt_rows_close(&rows);
    return status != KT_OK ? status : closed;
}

static enum kt_status
load_ids(struct loading *l)
{
    struct kt_rows rows;
    KT_TRY(kt_query(l->tx, KT_SQL_SHELF_ALL, KT_NO_ARGS, &rows, l->err));
    while (kt_rows_next(&rows))
        add_product(l, kt_col_id(&rows, 0));
    return kt_rows_close(&rows);
}

/* Prices may depend on what was changed: the cells go, too. */
static enum kt_status
load_whole(struct loading *l)
{
    struct kt_shelf_index *index = l->index;
    kt_shelf_drop_cells(index);
    kt_arena_release(&index->arena);
    *index = (struct kt_shelf_index){ .arena = index->arena };
    KT_TRY(load_categories(l));
    KT_TRY(load_types(l));
    KT_TRY(load_ids(l));
    for (uint32_t i = 0; i < index->count; i++)
        KT_TRY(load_product(l, i));
    index->bytes_full = index->arena.bytes;
    index->is_loaded = true;
    return KT_OK;
}

/* ---- what moved ---- */

static void
forget_price(struct kt_shelf_index *index, uint32_t number)
{
    for (struct kt_shelf_cell *cell = index->cells; cell != NULL;
         cell = cell->next) {
        if (number >= cell->count)
            continue;
        cell->times[number].until_ms = INT64_MIN;
        cell->until_ms = INT64_MIN;
    }
}

static enum kt_status
follow_product(struct loading *l, uint32_t number, bool is_record)
{
    bool is_read = l->index->products[number].loaded == l->moved;
    forget_price(l->index, number);
    return is_record && !is_read ? load_product(l, number) : KT_OK;
}

/* A product that is not known may be new; only the statement of a record can
 * have made it. What is no product of this shop becomes one without anything.
 */
static enum kt_status
follow_unknown(struct loading *l, struct kt_id id)
{
    struct kt_rows rows;
    KT_TRY(kt_query(l->tx, KT_SQL_SHELF_PRODUCT, KT_ARGS(KT_ID(id)), &rows,
                    l->err));
    bool is_there = kt_rows_next(&rows);
    KT_TRY(kt_rows_close(&rows));
    return is_there ? load_product(l, add_product(l, id)) : KT_OK;
}

static enum kt_status
follow(struct loading *l, const struct kt_move *move)
{
    uint32_t number = kt_shelf_find_product(l->index, move->id);
    bool is_known = number != KT_SHELF_NONE;
    size_t at = 0;
    if (is_known)
        KT_TRY(follow_product(l, number, move->is_record));
    while (kt_shelf_next(&l->index->by_variant, kt_shelf_key(move->id), &at,
                         &number)) {
        is_known = true;
        KT_TRY(follow_product(l, number, move->is_record));
    }
    return is_known || !move->is_record ? KT_OK : follow_unknown(l, move->id);
}

/* What products had before stays in the arena until it is as much again. */
static bool
must_load_whole(const struct kt_shelf_index *index)
{
    enum { SPARE = 1 << 20 };
    return !index->is_loaded ||
           index->arena.bytes > 2 * index->bytes_full + SPARE;
}

enum kt_status
kt_shelf_load(struct kt_shelf_index *index, const struct kt_tx *tx,
              const struct kt_call *call, uint64_t moved, struct kt_error *err)
{
    const struct kt_move *moves = NULL;
    struct loading l = { .index = index,
                         .tx = tx,
                         .scratch = call->arena,
                         .err = err,
                         .moved = moved };
    bool is_whole = must_load_whole(index) ||
                    !kt_store_moved_since(call->app->store, index->moved, moved,
                                          call->arena, &moves);
    size_t count = is_whole ? 0 : (size_t)(moved - index->moved);
    if (is_whole)
        KT_TRY(load_whole(&l));
    for (size_t i = 0; i < count; i++)
        KT_TRY(follow(&l, &moves[i]));
    index->moved = moved;
    return KT_OK;
}
