#include "service/shelf_search.h"

#include "base/text.h"

/* Each product is judged once: which of the wishes does it not meet? None: it
 * is in the list. One alone: it still counts for that kind. */

/* The price has a kind of its own, in front of the domains. */
enum { PRICE_KIND = 0, FIRST_KIND = 1, KINDS_MAX = 64, TITLE_KEY_MAX = 1000 };

/* Where a product stands: the lower order first. */
struct place {
    int64_t order;
    uint32_t product;
};

struct searching {
    const struct kt_shelf_view *view;
    const struct kt_shelf_wish *wish;
    struct kt_arena *arena;
    struct kt_error *err;
    bool *is_chosen;        /* by term */
    uint64_t *kinds;        /* by domain: its bit, 0 when nothing is asked */
    uint32_t *kind_domains; /* by kind */
    unsigned kind_count;
    uint64_t wanted; /* the bits of all kinds that are asked */
    bool *is_taken;  /* by product: of the collection; NULL: all are */
    struct kt_shelf_counts counts;
    struct place *best; /* of the page and one more, in order */
    size_t best_count;
    struct kt_page_key after;
    bool is_rising; /* low numbers first */
    struct kt_shelf_found *found;
};

/* ---- what is asked ---- */

static enum kt_status
fail_query(struct searching *s, struct kt_str pointer, const char *code,
           const char *format, const char *word)
{
    kt_fail_invalid_query(s->err);
    return kt_error_add(s->err, pointer, code, format, word);
}

/* The bit of a domain's kind. */
static uint64_t
open_kind(struct searching *s, uint32_t domain)
{
    if (s->kinds[domain] == 0 && s->kind_count < KINDS_MAX) {
        s->kind_domains[s->kind_count] = domain;
        s->kinds[domain] = UINT64_C(1) << s->kind_count++;
        s->wanted |= s->kinds[domain];
    }
    return s->kinds[domain];
}

static void
choose(struct searching *s, uint32_t domain, struct kt_str value)
{
    uint32_t term = kt_shelf_find_term(s->view->index, domain, value);
    open_kind(s, domain);
    if (term != KT_SHELF_NONE)
        s->is_chosen[term] = true;
}

static void
choose_all(struct searching *s, uint32_t domain, const struct kt_list *values)
{
    const struct kt_str *items = values->items;
    for (size_t i = 0; i < values->count; i++)
        choose(s, domain, items[i]);
}

static enum kt_status
choose_categories(struct searching *s)
{
    const struct kt_list *slugs = &s->wish->asked->category;
    const struct kt_str *items = slugs->items;
    for (size_t i = 0; i < slugs->count; i++) {
        if (kt_shelf_find_term(s->view->index, KT_SHELF_CATEGORY, items[i]) ==
            KT_SHELF_NONE)
            return fail_query(s, KT_STR("/category"), "unknown",
                              "there is no such category%s", "");
    }
    choose_all(s, KT_SHELF_CATEGORY, slugs);
    return KT_OK;
}

/* A code is known when a type declares it or a product has it. */
static bool
is_known(const struct kt_shelf_attribute *attribute)
{
    return attribute->is_declared || attribute->uses > 0;
}

static enum kt_status
fail_attribute(struct searching *s, struct kt_str code)
{
    const struct kt_shelf_index *index = s->view->index;
    const char **codes =
        KT_NEW_ARRAY(s->arena, const char *, index->attribute_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < index->attribute_count; i++) {
        if (is_known(&index->attributes[i]))
            codes[count++] = kt_arena_cstr(s->arena, index->attributes[i].code);
    }
    const char *nearest = kt_text_nearest(code, codes, count);
    struct kt_buf pointer;
    kt_buf_init(&pointer, s->arena, 64);
    kt_buf_pointer(&pointer,
                   kt_arena_format(s->arena, "attr.%.*s", KT_STR_FMT(code)));
    if (nearest == NULL)
        return fail_query(s, kt_buf_view(&pointer), "unknown",
                          "no product has such an attribute%s", "");
    return fail_query(s, kt_buf_view(&pointer), "unknown",
                      "no product has such an attribute; did you mean \"%s\"?",
                      nearest);
}

static enum kt_status
choose_attributes(struct searching *s)
{
    const struct kt_shelf_index *index = s->view->index;
    const struct kt_list *pairs = &s->wish->asked->attr;
    const struct kt_pair *items = pairs->items;
    for (size_t i = 0; i < pairs->count; i++) {
        uint32_t domain = kt_shelf_find_attribute(index, items[i].name);
        if (domain == KT_SHELF_NONE ||
            !is_known(&index->attributes[domain - KT_SHELF_ATTRIBUTE]))
            return fail_attribute(s, items[i].name);
        choose(s, domain, items[i].value);
    }
    return KT_OK;
}

static void
take_chosen(struct searching *s)
{
    const struct kt_list *chosen = s->wish->chosen;
    if (chosen == NULL)
        return;
    const struct kt_id *ids = chosen->items;
    s->is_taken = KT_NEW_ARRAY(s->arena, bool, s->view->index->count + 1);
    for (size_t i = 0; i < chosen->count; i++) {
        uint32_t number = kt_shelf_find_product(s->view->index, ids[i]);
        if (number != KT_SHELF_NONE)
            s->is_taken[number] = true;
    }
}

static enum kt_status
prepare(struct searching *s)
{
    const struct kt_shelf_index *index = s->view->index;
    const struct kt_product_wish *asked = s->wish->asked;
    s->is_chosen = KT_NEW_ARRAY(s->arena, bool, index->term_count + 1);
    s->kinds = KT_NEW_ARRAY(s->arena, uint64_t,
                            KT_SHELF_ATTRIBUTE + index->attribute_count);
    s->kind_domains = KT_NEW_ARRAY(s->arena, uint32_t, KINDS_MAX);
    s->kind_count = FIRST_KIND;
    if (asked->price_min >= 0 || asked->price_max >= 0)
        s->wanted |= UINT64_C(1) << PRICE_KIND;
    KT_TRY(choose_categories(s));
    choose_all(s, KT_SHELF_TAG, &asked->tag);
    choose_all(s, KT_SHELF_VENDOR, &asked->vendor);
    KT_TRY(choose_attributes(s));
    take_chosen(s);
    s->counts.view = s->view;
    s->counts.is_chosen = s->is_chosen;
    if (s->wish->facets != 0)
        s->counts.terms =
            KT_NEW_ARRAY(s->arena, uint32_t, index->term_count + 1);
    s->best = KT_NEW_ARRAY(s->arena, struct place, s->wish->limit + 2);
    return KT_OK;
}

/* ---- order ---- */

/* What a product is sorted by; titles are texts. */
static int64_t
number_of(const struct searching *s, uint32_t product)
{
    switch ((enum kt_product_sort)s->wish->sort) {
    case KT_SORT_PRICE_ASC:
    case KT_SORT_PRICE_DESC:
        return s->view->cell->prices[product].minor;
    case KT_SORT_NEWEST:
        return s->view->index->products[product].created_ms;
    default:
        return 0;
    }
}

/* Equal products: the newer one comes first, but for titles. */
static int
compare_equal(const struct searching *s, struct kt_str text, struct kt_id id,
              uint32_t product)
{
    const struct kt_shelf_product *other = &s->view->index->products[product];
    int older = memcmp(other->id.bytes, id.bytes, sizeof id.bytes);
    if (s->wish->sort != KT_SORT_TITLE)
        return -older;
    struct kt_str title = other->title_fold;
    size_t len = title.len < text.len ? title.len : text.len;
    int order = len > 0 ? memcmp(title.ptr, text.ptr, len) : 0;
    if (order == 0)
        order = (title.len > text.len) - (title.len < text.len);
    return order != 0 ? order : older;
}

/* Whether it stands in front of another product of the shelf. */
static bool
comes_before(const struct searching *s, const struct place *a,
             const struct place *b)
{
    const struct kt_shelf_product *other =
        &s->view->index->products[b->product];
    if (a->order != b->order)
        return a->order < b->order;
    return compare_equal(s, other->title_fold, other->id, a->product) < 0;
}

static bool
is_before_page(const struct searching *s, const struct place *place)
{
    int64_t after = s->is_rising ? s->after.number : -s->after.number;
    if (kt_id_is_null(s->after.id))
        return false;
    if (place->order != after)
        return place->order < after;
    return compare_equal(s, s->after.text, s->after.id, place->product) <= 0;
}

/* Keeps the first ones of those that were seen. */
static void
keep(struct searching *s, uint32_t product, int64_t number)
{
    struct place place = { s->is_rising ? number : -number, product };
    size_t room = s->wish->limit + 1;
    bool is_full = s->best_count == room;
    if (is_full && place.order > s->best[room - 1].order)
        return;
    if (is_before_page(s, &place))
        return;
    size_t at = is_full ? room - 1 : s->best_count;
    if (is_full && !comes_before(s, &place, &s->best[at]))
        return;
    for (; at > 0 && comes_before(s, &place, &s->best[at - 1]); at--)
        s->best[at] = s->best[at - 1];
    s->best[at] = place;
    s->best_count += !is_full;
}

/* ---- judging ---- */

static bool
meets_price(const struct searching *s, const struct kt_shelf_price *price)
{
    const struct kt_product_wish *asked = s->wish->asked;
    return (asked->price_min < 0 || price->minor >= asked->price_min) &&
           (asked->price_max < 0 || price->minor <= asked->price_max);
}

struct terms {
    const uint32_t *items;
    uint32_t count;
};

static struct terms
terms_of(const struct searching *s, uint32_t product)
{
    const struct kt_shelf_index *index = s->view->index;
    const struct kt_shelf_span *span = &index->spans[product];
    return (struct terms){ &index->all_terms[span->first], span->count };
}

/* The bits of the wishes that a product meets. */
static uint64_t
judge(const struct searching *s, struct terms terms,
      const struct kt_shelf_price *price)
{
    uint64_t met = (uint64_t)meets_price(s, price) << PRICE_KIND;
    if (s->kind_count == FIRST_KIND)
        return met;
    for (uint32_t i = 0; i < terms.count; i++) {
        uint32_t term = terms.items[i];
        if (s->is_chosen[term])
            met |= s->kinds[s->view->index->terms[term].domain];
    }
    return met;
}

static void
count_all(struct searching *s, struct terms terms,
          const struct kt_shelf_price *price)
{
    s->counts.total++;
    if (s->counts.terms == NULL)
        return;
    s->counts.steps[price->step]++;
    for (uint32_t i = 0; i < terms.count; i++)
        s->counts.terms[terms.items[i]]++;
}

static void
count_kind(struct searching *s, struct terms terms,
           const struct kt_shelf_price *price, unsigned kind)
{
    if (kind == PRICE_KIND) {
        s->counts.steps[price->step]++;
        return;
    }
    uint32_t domain = s->kind_domains[kind];
    for (uint32_t i = 0; i < terms.count; i++) {
        uint32_t term = terms.items[i];
        s->counts.terms[term] += s->view->index->terms[term].domain == domain;
    }
}

/* *is_in: the list has it. */
static enum kt_status
take(struct searching *s, uint32_t number, bool *is_in)
{
    const struct kt_shelf_price *price = &s->view->cell->prices[number];
    struct terms terms = terms_of(s, number);
    int in_stock = s->wish->asked->in_stock;
    *is_in = false;
    if (s->is_taken != NULL && !s->is_taken[number])
        return KT_OK;
    uint64_t missed = s->wanted & ~judge(s, terms, price);
    if (price->flags == KT_SHELF_FAILED)
        return missed >> FIRST_KIND == 0
                   ? kt_shelf_fail(&s->view->cell->failure, s->err)
                   : KT_OK;
    if ((price->flags & KT_SHELF_SHOWN) == 0 ||
        (in_stock >= 0 &&
         in_stock != ((price->flags & KT_SHELF_IN_STOCK) != 0)))
        return KT_OK;
    *is_in = missed == 0;
    if (*is_in)
        count_all(s, terms, price);
    else if (s->counts.terms != NULL && (missed & (missed - 1)) == 0)
        count_kind(s, terms, price, (unsigned)__builtin_ctzll(missed));
    return KT_OK;
}

/* ---- all of them ---- */

static int64_t
rank_of(const struct searching *s, const struct kt_search_hit *hit,
        uint32_t product)
{
    uint32_t lengths = s->view->index->spans[product].lengths;
    return (int64_t)kt_search_rank(hit, lengths) << 32 | hit->number;
}

static enum kt_status
take_hits(struct searching *s)
{
    const struct kt_search_hit *hits = s->wish->hits->items;
    bool by_rank = s->wish->sort == KT_SORT_RELEVANCE;
    for (size_t i = 0; i < s->wish->hits->count; i++) {
        uint32_t product = kt_shelf_find_number(s->view->index, hits[i].number);
        bool is_in;
        if (product == KT_SHELF_NONE)
            continue;
        KT_TRY(take(s, product, &is_in));
        if (is_in)
            keep(s, product,
                 by_rank ? rank_of(s, &hits[i], product)
                         : number_of(s, product));
    }
    return KT_OK;
}

static enum kt_status
take_shelf(struct searching *s)
{
    for (uint32_t i = 0; i < s->view->index->count; i++) {
        bool is_in;
        KT_TRY(take(s, i, &is_in));
        if (is_in)
            keep(s, i, number_of(s, i));
    }
    return KT_OK;
}

/* ---- the page ---- */

static struct kt_str
cursor_behind(struct searching *s, const struct place *place)
{
    const struct kt_shelf_product *product =
        &s->view->index->products[place->product];
    struct kt_page_key key = {
        .order = s->wish->after.order,
        .number = s->is_rising ? place->order : -place->order,
        .id = product->id,
        .text = KT_STR(""),
    };
    if (s->wish->sort == KT_SORT_TITLE)
        key.text = product->title_fold.len > TITLE_KEY_MAX
                       ? kt_text_clip(product->title_fold, TITLE_KEY_MAX)
                       : product->title_fold;
    return kt_page_key_cursor(&key, s->arena);
}

static void
write_page(struct searching *s)
{
    struct kt_shelf_found *found = s->found;
    size_t limit = s->wish->limit;
    bool goes_on = s->best_count > limit;
    found->count = goes_on ? limit : s->best_count;
    found->ids = KT_NEW_ARRAY(s->arena, struct kt_id, found->count);
    for (size_t i = 0; i < found->count; i++)
        found->ids[i] = s->view->index->products[s->best[i].product].id;
    found->next = goes_on ? cursor_behind(s, &s->best[limit - 1]) : KT_STR("");
    found->facets = s->wish->facets != 0
                        ? kt_shelf_facets(&s->counts, s->wish->facets)
                        : KT_STR("");
    found->from_ms = s->view->cell->from_ms;
    found->until_ms = s->view->cell->until_ms;
}

/* A title too long for a cursor is taken from the product while it is there. */
static void
complete_after(struct searching *s)
{
    s->after = s->wish->after;
    s->is_rising = s->wish->sort == KT_SORT_PRICE_ASC;
    uint32_t number = kt_shelf_find_product(s->view->index, s->after.id);
    if (s->wish->sort == KT_SORT_TITLE && number != KT_SHELF_NONE &&
        s->after.text.len + 4 > TITLE_KEY_MAX)
        s->after.text = s->view->index->products[number].title_fold;
}

struct search {
    const struct kt_shelf_wish *wish;
    struct kt_shelf_found *found;
};

static enum kt_status
search(const struct kt_shelf_view *view, void *arg, struct kt_error *err)
{
    const struct search *asked = arg;
    struct searching s = { .view = view,
                           .wish = asked->wish,
                           .arena = view->call->arena,
                           .err = err,
                           .found = asked->found };
    KT_TRY(prepare(&s));
    complete_after(&s);
    if (s.wish->hits != NULL)
        KT_TRY(take_hits(&s));
    else
        KT_TRY(take_shelf(&s));
    write_page(&s);
    return KT_OK;
}

enum kt_status
kt_shelf_search(const struct kt_call *call, const struct kt_shelf_wish *wish,
                struct kt_shelf_found *found, struct kt_error *err)
{
    struct search asked = { wish, found };
    return kt_shelf_read(call, wish->asked->currency, search, &asked, err);
}

void
kt_shelf_need(struct kt_shown_needs *needs, const struct kt_shelf_found *found)
{
    if (found->from_ms != INT64_MIN)
        kt_shown_need_date(needs, found->from_ms);
    if (found->until_ms != INT64_MAX)
        kt_shown_need_date(needs, found->until_ms);
}
