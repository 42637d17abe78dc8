#include "domain/search/rank.h"

/* A word in a title says most of what a product is. */
static const uint32_t weights[KT_SEARCH_FIELDS] = {
    [KT_SEARCH_TITLE] = 1000, [KT_SEARCH_CODE] = 800, [KT_SEARCH_VENDOR] = 600,
    [KT_SEARCH_FACET] = 300,  [KT_SEARCH_BODY] = 100,
};

enum {
    TALLY_BITS = 4,
    TALLY_MAX = 15,
    TITLE_MAX = 63, /* words that are told apart */
    TEXT_MAX = 63,  /* and steps of them */
    TEXT_STEP = 8,
    TEXT_BITS = 6
};

/* Length counts against a product as if it had so many words more: of two that
 * have a word equally the shorter is more what was meant, a little. */
enum { TITLE_MORE = 60, TEXT_MORE = 200 };

uint32_t
kt_search_lengths(size_t title_words, size_t words)
{
    size_t steps = words / TEXT_STEP;
    size_t title = title_words < TITLE_MAX ? title_words : TITLE_MAX;
    size_t text = steps < TEXT_MAX ? steps : TEXT_MAX;
    return (uint32_t)(title << TEXT_BITS | text);
}

/* The second time says less than the first, the tenth hardly anything. */
static uint32_t
gain(uint32_t times)
{
    return 22 * times * 1000 / (10 * times + 12);
}

uint32_t
kt_search_word_score(int64_t tally)
{
    uint32_t score = 0;
    for (int i = 0; i < KT_SEARCH_FIELDS; i++) {
        uint32_t times = (uint32_t)(tally >> i * TALLY_BITS) & TALLY_MAX;
        if (times > 0)
            score += weights[i] * gain(times);
    }
    return score;
}

uint32_t
kt_search_length_score(uint32_t word_scores, uint32_t lengths)
{
    uint32_t title = lengths >> TEXT_BITS & TITLE_MAX;
    uint32_t text = (lengths & TEXT_MAX) * TEXT_STEP;
    return (uint32_t)((uint64_t)word_scores * 1000 /
                      ((title + TITLE_MORE) * (text + TEXT_MORE)));
}
