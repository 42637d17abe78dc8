/* Lists of products out of the index of the shelf: narrowed, sorted, counted.
 * Values of one kind are alternatives, kinds narrow each other; what a kind has
 * itself does not narrow its own counts. */
#ifndef KT_SERVICE_SHELF_SEARCH_H
#define KT_SERVICE_SHELF_SEARCH_H

#include "domain/catalog/facets.h"
#include "service/catalog.h"
#include "service/page.h"
#include "service/search_find.h"
#include "service/shelf_index.h"

struct kt_shelf_wish {
    const struct kt_product_wish *asked;
    const struct kt_list *hits;   /* of kt_search_hit; NULL: no q */
    const struct kt_list *chosen; /* of kt_id, of a collection; NULL: any */
    int sort;                     /* enum kt_product_sort */
    struct kt_page_key after;
    size_t limit;
    unsigned facets; /* bits of enum kt_facet */
};

struct kt_shelf_found {
    struct kt_id *ids;
    size_t count;
    struct kt_str next;        /* a cursor, empty: the list ends */
    struct kt_str facets;      /* JSON, empty without */
    int64_t from_ms, until_ms; /* it holds */
};

/* INVALID_QUERY for a category or an attribute that there is not; a price that
 * a rule refuses is its problem. All of *found lives in the call's arena. */
KT_CHECKED enum kt_status kt_shelf_search(const struct kt_call *call,
                                          const struct kt_shelf_wish *wish,
                                          struct kt_shelf_found *found,
                                          struct kt_error *err);

/* How long what was found holds, apart from records and stock. */
void kt_shelf_need(struct kt_shown_needs *needs,
                   const struct kt_shelf_found *found);

/* ---- its parts ---- */

struct kt_shelf_counts {
    const struct kt_shelf_view *view;
    const bool *is_chosen; /* by term */
    uint32_t *terms;       /* products, by term */
    uint32_t steps[KT_PRICE_STEPS];
    int64_t total;
};

/* The counts as JSON. */
struct kt_str kt_shelf_facets(const struct kt_shelf_counts *counts,
                              unsigned facets);

#endif
