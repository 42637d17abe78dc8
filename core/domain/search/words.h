/* The words by which staff finds a record: of an order those of the buyer's
 * names and address, of a promotion those of its title. They are folded (case
 * and accents are gone), each once, in the order of their bytes. What staff
 * types goes through the same functions. */
#ifndef KT_DOMAIN_SEARCH_WORDS_H
#define KT_DOMAIN_SEARCH_WORDS_H

#include "base/shape.h"

enum {
    KT_WORD_MAX = 60,  /* bytes of a word; the rest is cut off */
    KT_WORDS_MAX = 16, /* of a record; later ones are left out */
};

/* Of struct kt_str. A word is letters, digits, ".", "+" and "@". */
struct kt_list kt_words(const struct kt_str *texts, size_t count,
                        struct kt_arena *arena);

/* " ada ada@example.com lovelace", as it is stored. */
struct kt_str kt_words_text(const struct kt_list *words,
                            struct kt_arena *arena);

/* The pattern of LIKE that such a text matches when each of the words begins
 * one of its own. */
struct kt_str kt_words_pattern(const struct kt_list *words,
                               struct kt_arena *arena);

#endif
