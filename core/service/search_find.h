/* Products found by what a buyer typed. A word is found in its singular and
 * plural, without accents and case, the last one also where it only begins a
 * word; one of five letters or more that nothing has may have one slip of the
 * finger. Products that have every word come alone; when none has, those that
 * have most of them. */
#ifndef KT_SERVICE_SEARCH_FIND_H
#define KT_SERVICE_SEARCH_FIND_H

#include "service/shown.h"

enum { KT_SEARCH_WORDS_MAX = 10 }; /* of a query; the rest is not looked for */

struct kt_search_hit {
    uint32_t number; /* of the product in search_text */
    uint32_t score;
};

/* All hits, of struct kt_search_hit, by number. Whether buyers see a product is
 * not asked. What was found for a word is kept until a record changes; needs
 * began before the transaction. */
KT_CHECKED enum kt_status kt_search_find(const struct kt_tx *tx,
                                         const struct kt_call *call,
                                         const struct kt_shown_needs *needs,
                                         struct kt_str text,
                                         struct kt_list *hits,
                                         struct kt_error *err);

/* The rank of a hit whose product has these lengths; the highest comes first,
 * of equals the product with the highest number. */
uint32_t kt_search_rank(const struct kt_search_hit *hit, uint32_t lengths);

#endif
