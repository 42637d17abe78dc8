/* The words by which staff finds an order: those of the buyer's names and of
 * his address, folded (case and accents are gone), each once, in the order of
 * their bytes. What staff types goes through the same functions. */
#ifndef KT_DOMAIN_ORDER_WORDS_H
#define KT_DOMAIN_ORDER_WORDS_H

#include "base/shape.h"

enum {
    KT_ORDER_WORD_MAX = 60,  /* bytes of a word; the rest is cut off */
    KT_ORDER_WORDS_MAX = 16, /* of an order; later ones are left out */
};

/* Of struct kt_str. A word is letters, digits, ".", "+" and "@". */
struct kt_list kt_order_words(const struct kt_str *texts, size_t count,
                              struct kt_arena *arena);

/* " ada ada@example.com lovelace", as it is stored. */
struct kt_str kt_order_words_text(const struct kt_list *words,
                                  struct kt_arena *arena);

/* The pattern of LIKE that such a text matches when each of the words begins
 * one of its own. */
struct kt_str kt_order_words_pattern(const struct kt_list *words,
                                     struct kt_arena *arena);

#endif
