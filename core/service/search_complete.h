/* Words of a shop that a buyer may be about to type. */
#ifndef KT_SERVICE_SEARCH_COMPLETE_H
#define KT_SERVICE_SEARCH_COMPLETE_H

#include "domain/search/analysis.h"
#include "service/shown.h"

enum { KT_COMPLETIONS_MAX = 12 };

/* Stems of stored words, those that most products have first. */
struct kt_completions {
    struct kt_str stems[KT_COMPLETIONS_MAX + 1];
    int64_t products[KT_COMPLETIONS_MAX + 1];
    size_t count;
};

/* Those that begin with the word; without any, the word itself in the singular
 * or plural; without that either, and when it has five letters or more, those
 * that are one slip of the finger away from it, begun or whole. */
KT_CHECKED enum kt_status kt_search_complete(const struct kt_tx *tx,
                                             const struct kt_call *call,
                                             const struct kt_shown_needs *needs,
                                             const struct kt_search_word *word,
                                             struct kt_completions *found,
                                             struct kt_error *err);

/* True when the text, or its beginning, is one slip away from the word. */
bool kt_search_begins_like(struct kt_str text, struct kt_str word);

#endif
