/* All words of a shop, to look for those that are like another one. Reading
 * them from the full text takes long; they are kept until a record changes. */
#ifndef KT_SERVICE_SEARCH_VOCABULARY_H
#define KT_SERVICE_SEARCH_VOCABULARY_H

#include "service/shown.h"

struct kt_vocabulary {
    struct kt_list chunks; /* of struct kt_str */
    size_t chunk, at;      /* where the next word stands */
};

/* needs began before the transaction. */
KT_CHECKED enum kt_status kt_vocabulary_load(const struct kt_tx *tx,
                                             const struct kt_call *call,
                                             const struct kt_shown_needs *needs,
                                             struct kt_vocabulary *vocabulary,
                                             struct kt_error *err);

/* The next word, a stem, with the number of products that have it. */
bool kt_vocabulary_next(struct kt_vocabulary *vocabulary, struct kt_str *stem,
                        int64_t *products);

#endif
