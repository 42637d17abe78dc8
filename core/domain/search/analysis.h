/* Text as it is searched: words, folded (case and accents are gone), each cut
 * to a stem so that one and many are the same word. Texts of products and what
 * buyers type go through the same functions, so that the two meet. */
#ifndef KT_DOMAIN_SEARCH_ANALYSIS_H
#define KT_DOMAIN_SEARCH_ANALYSIS_H

#include "base/buf.h"
#include "base/id.h"
#include "base/shape.h"

enum { KT_SEARCH_WORD_MAX = 60 }; /* bytes of a word; the rest is cut off */

struct kt_search_word {
    struct kt_str text; /* folded */
    struct kt_str stem;
    /* Of "wi-fi": the parts "wi" and "fi" first, then "wifi", joined. */
    bool is_part;
    bool is_joined;
    bool is_signs; /* of a script without blanks between words */
};

/* The words of a text in their order; of struct kt_search_word. Digits keep a
 * point or comma between them ("17,3" is 17.3), apostrophes vanish. Where a
 * script has no blanks each two signs that stand together are a word, and the
 * last sign is one as well, joined: with it every sign begins a word. */
struct kt_list kt_search_words(struct kt_str text, struct kt_arena *arena);

/* The stem of a folded word: without the endings of a plural. It is cut alike
 * in every language, so that it is no dictionary form. */
struct kt_str kt_search_stem(struct kt_str word, struct kt_arena *arena);

/* What stands in front of each stored word of a shop. */
enum { KT_SEARCH_MARK = 4 };
void kt_search_mark(struct kt_id store_id, char mark[KT_SEARCH_MARK]);

/* Appends the stems of a text, each behind the mark and with a blank after it;
 * of a number and a word side by side ("4 TB", "iPhone 11") also both as one.
 * Gives how many words the text has, joined ones apart. */
size_t kt_search_index(struct kt_str text, const char mark[KT_SEARCH_MARK],
                       struct kt_buf *buf);

/* True when one letter more, less or other, or two that changed places, make
 * one of the words the other. In code points; equal words are no edit apart. */
bool kt_search_one_edit(struct kt_str a, struct kt_str b);

#endif
