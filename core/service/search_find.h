/* Products found by what a buyer typed. A word is found in its singular and
 * plural, without accents and case, the last one also where it only begins a
 * word; one of five letters or more that nothing has may have one slip of the
 * finger. Products that have every word come alone; when none has, those that
 * have most of them. */
#ifndef KT_SERVICE_SEARCH_FIND_H
#define KT_SERVICE_SEARCH_FIND_H

#include "base/shape.h"
#include "store/store.h"

/* By place in the table search_text. */
enum kt_search_field {
    KT_SEARCH_TITLE,
    KT_SEARCH_CODE,
    KT_SEARCH_VENDOR,
    KT_SEARCH_FACET,
    KT_SEARCH_BODY,
    KT_SEARCH_FIELDS
};

enum { KT_SEARCH_WORDS_MAX = 10 }; /* of a query; the rest is not looked for */

struct kt_search_hit {
    int64_t number; /* of the product in search_text */
    int64_t score;
};

/* Hits in the order of their rank, of struct kt_search_hit; the same for the
 * same data. Whether buyers see a product is not asked. */
KT_CHECKED enum kt_status kt_search_find(const struct kt_tx *tx,
                                         struct kt_str text,
                                         struct kt_arena *arena,
                                         struct kt_list *hits,
                                         struct kt_error *err);

#endif
