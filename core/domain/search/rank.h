/* How well a product fits a word, and which of two comes first. */
#ifndef KT_DOMAIN_SEARCH_RANK_H
#define KT_DOMAIN_SEARCH_RANK_H

#include <stddef.h>
#include <stdint.h>

/* By place in the table search_text. */
enum kt_search_field {
    KT_SEARCH_TITLE,
    KT_SEARCH_CODE,
    KT_SEARCH_VENDOR,
    KT_SEARCH_FACET,
    KT_SEARCH_BODY,
    KT_SEARCH_FIELDS
};

/* How long a title and the whole text are, in words, rounded and in one. */
uint32_t kt_search_lengths(size_t title_words, size_t words);

/* Of a word that stands so often in each field: four bits a field, the first
 * lowest; 15 is 15 or more. Ten words of tenfold scores fit into 32 bits. */
uint32_t kt_search_word_score(int64_t tally);

/* Of a product of these lengths with so much for all its words together. */
uint32_t kt_search_length_score(uint32_t word_scores, uint32_t lengths);

#endif
