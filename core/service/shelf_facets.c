#include "base/assert.h"
#include "service/shelf_search.h"

/* Counts as they are told: the most frequent values of each kind. */

enum {
    VALUES_MAX = 20,     /* of an attribute, of tags, of vendors */
    CATEGORIES_MAX = 50, /* all of them count in one kind */
    ATTRIBUTES_MAX = 20
};

struct row {
    uint32_t term;
    uint32_t count;
};

/* The rows of a domain, in the order in which they are told. */
struct rank {
    struct row *rows;
    uint32_t count;
    uint32_t values;   /* that some product has */
    uint64_t products; /* each value's, summed */
    bool is_chosen;
};

struct facets {
    const struct kt_shelf_counts *counts;
    struct kt_arena *arena;
    struct kt_str locale, fallback;
    struct rank *ranks; /* by domain */
    size_t domain_count;
};

static const struct kt_shelf_term *
term_of(const struct facets *f, uint32_t term)
{
    return &f->counts->view->index->terms[term];
}

/* ---- ranks ---- */

static int
compare_texts(struct kt_str x, struct kt_str y)
{
    size_t len = x.len < y.len ? x.len : y.len;
    int order = len > 0 ? memcmp(x.ptr, y.ptr, len) : 0;
    return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* What is chosen stands in front; then the most frequent, by name. */
static bool
comes_before(const struct facets *f, const struct row *a, const struct row *b)
{
    const bool *is_chosen = f->counts->is_chosen;
    if (is_chosen[a->term] != is_chosen[b->term])
        return is_chosen[a->term];
    if (a->count != b->count)
        return a->count > b->count;
    return compare_texts(term_of(f, a->term)->value,
                         term_of(f, b->term)->value) < 0;
}

static void
rank_term(struct facets *f, uint32_t term)
{
    uint32_t domain = term_of(f, term)->domain;
    struct rank *rank = &f->ranks[domain];
    struct row row = { term, f->counts->terms[term] };
    uint32_t room = domain == KT_SHELF_CATEGORY ? CATEGORIES_MAX : VALUES_MAX;
    rank->values++;
    rank->products += row.count;
    rank->is_chosen |= f->counts->is_chosen[term];
    if (rank->rows == NULL)
        rank->rows = KT_NEW_ARRAY(f->arena, struct row, room + 1);
    if (rank->count == room && !comes_before(f, &row, &rank->rows[room - 1]))
        return;
    uint32_t at = rank->count;
    for (; at > 0 && comes_before(f, &row, &rank->rows[at - 1]); at--)
        rank->rows[at] = rank->rows[at - 1];
    rank->rows[at] = row;
    rank->count += rank->count < room;
}

static void
rank_terms(struct facets *f)
{
    const struct kt_shelf_index *index = f->counts->view->index;
    f->domain_count = KT_SHELF_ATTRIBUTE + index->attribute_count;
    f->ranks = KT_NEW_ARRAY(f->arena, struct rank, f->domain_count);
    for (uint32_t i = 0; i < index->term_count; i++) {
        if (f->counts->terms[i] > 0 || f->counts->is_chosen[i])
            rank_term(f, i);
    }
}

/* ---- lists ---- */

static struct kt_list
list_values(const struct facets *f, uint32_t domain)
{
    const struct rank *rank = &f->ranks[domain];
    struct kt_facet_value *values =
        KT_NEW_ARRAY(f->arena, struct kt_facet_value, rank->count);
    for (uint32_t i = 0; i < rank->count; i++) {
        values[i] = (struct kt_facet_value){
            .value = term_of(f, rank->rows[i].term)->value,
            .count = rank->rows[i].count,
            .is_chosen = f->counts->is_chosen[rank->rows[i].term],
        };
    }
    return (struct kt_list){ values, rank->count };
}

static struct kt_list
list_categories(const struct facets *f)
{
    const struct rank *rank = &f->ranks[KT_SHELF_CATEGORY];
    const struct kt_str *names = f->counts->view->cell->category_names;
    struct kt_facet_category *rows =
        KT_NEW_ARRAY(f->arena, struct kt_facet_category, rank->count);
    for (uint32_t i = 0; i < rank->count; i++) {
        const struct kt_shelf_category *category =
            term_of(f, rank->rows[i].term)->category;
        rows[i] = (struct kt_facet_category){
            .slug = category->slug,
            .name = names[category - f->counts->view->index->categories],
            .parent = category->parent,
            .count = rank->rows[i].count,
            .is_chosen = f->counts->is_chosen[rank->rows[i].term],
        };
    }
    return (struct kt_list){ rows, rank->count };
}

static struct kt_list
list_prices(const struct facets *f)
{
    struct kt_facet_price *rows =
        KT_NEW_ARRAY(f->arena, struct kt_facet_price, KT_PRICE_STEPS);
    size_t count = 0;
    for (unsigned i = 0; i < KT_PRICE_STEPS; i++) {
        if (f->counts->steps[i] > 0)
            rows[count++] = (struct kt_facet_price){
                kt_price_step_min(i),
                kt_price_step_max(i),
                f->counts->steps[i],
            };
    }
    return (struct kt_list){ rows, count };
}

/* ---- attributes ---- */

static struct kt_str
find_label(const struct kt_list *labels, struct kt_str locale)
{
    const struct kt_pair *pairs = labels->items;
    for (size_t i = 0; i < labels->count; i++) {
        if (kt_str_eq(pairs[i].name, locale))
            return pairs[i].value;
    }
    return KT_STR("");
}

static struct kt_str
label_of(const struct facets *f, const struct kt_shelf_attribute *attribute)
{
    const struct kt_str locales[] = { f->locale, kt_locale_language(f->locale),
                                      f->fallback };
    for (size_t i = 0; i < KT_COUNT(locales); i++) {
        struct kt_str label = find_label(&attribute->labels, locales[i]);
        if (label.len > 0)
            return label;
    }
    return attribute->code;
}

static bool
is_told_first(const struct facets *f, uint32_t a, uint32_t b)
{
    const struct kt_shelf_attribute *attributes =
        f->counts->view->index->attributes;
    if (f->ranks[a].is_chosen != f->ranks[b].is_chosen)
        return f->ranks[a].is_chosen;
    if (f->ranks[a].products != f->ranks[b].products)
        return f->ranks[a].products > f->ranks[b].products;
    return compare_texts(attributes[a - KT_SHELF_ATTRIBUTE].code,
                         attributes[b - KT_SHELF_ATTRIBUTE].code) < 0;
}

/* The domains of the attributes that are told. */
static size_t
rank_attributes(const struct facets *f, uint32_t domains[ATTRIBUTES_MAX + 1])
{
    size_t count = 0;
    for (uint32_t i = KT_SHELF_ATTRIBUTE; i < f->domain_count; i++) {
        if (f->ranks[i].count == 0)
            continue;
        size_t at = count;
        for (; at > 0 && is_told_first(f, i, domains[at - 1]); at--)
            domains[at] = domains[at - 1];
        if (at == ATTRIBUTES_MAX)
            continue;
        domains[at] = i;
        count += count < ATTRIBUTES_MAX;
    }
    return count;
}

static struct kt_list
list_attributes(const struct facets *f)
{
    const struct kt_shelf_index *index = f->counts->view->index;
    uint32_t domains[ATTRIBUTES_MAX + 1];
    size_t count = rank_attributes(f, domains);
    struct kt_facet_attribute *rows =
        KT_NEW_ARRAY(f->arena, struct kt_facet_attribute, count);
    for (size_t i = 0; i < count; i++) {
        const struct kt_shelf_attribute *attribute =
            &index->attributes[domains[i] - KT_SHELF_ATTRIBUTE];
        rows[i] = (struct kt_facet_attribute){
            .code = attribute->code,
            .label = label_of(f, attribute),
            .unit = attribute->unit,
            .value_count = f->ranks[domains[i]].values,
            .values = list_values(f, domains[i]),
        };
    }
    return (struct kt_list){ rows, count };
}

/* ---- the whole ---- */

struct kt_str
kt_shelf_facets(const struct kt_shelf_counts *counts, unsigned asked)
{
    const struct kt_call *call = counts->view->call;
    struct facets f = {
        .counts = counts,
        .arena = call->arena,
        .locale = kt_channel_locale(call->channel, call->locale),
        .fallback = kt_channel_locale(call->channel, KT_STR("")),
    };
    struct kt_facets out = { .total = counts->total };
    struct kt_buf buf;
    struct kt_json json;
    rank_terms(&f);
    if ((asked & KT_FACET_CATEGORIES) != 0)
        out.categories = list_categories(&f);
    if ((asked & KT_FACET_PRICE) != 0)
        out.price = list_prices(&f);
    if ((asked & KT_FACET_ATTRIBUTES) != 0)
        out.attributes = list_attributes(&f);
    if ((asked & KT_FACET_TAGS) != 0)
        out.tags = list_values(&f, KT_SHELF_TAG);
    if ((asked & KT_FACET_VENDOR) != 0)
        out.vendor = list_values(&f, KT_SHELF_VENDOR);
    kt_buf_init(&buf, f.arena, 4096);
    kt_json_init(&json, &buf);
    kt_shape_write(&kt_facets_shape, &out, &json);
    return kt_buf_view(&buf);
}
