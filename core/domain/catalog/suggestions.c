#include "domain/catalog/suggestions.h"

#define SUGGEST(KIND, member, ...)                                             \
    KT_FIELD(KIND, struct kt_suggestions, member, __VA_ARGS__)

static const struct kt_field fields[] = {
    SUGGEST(STRS, words, 0,
            .help = "What was typed with its last word completed or mended, "
                    "each of which finds something"),
    SUGGEST(LIST, products, 0, .shape = &kt_product_row_shape,
            .help = "What a search finds first"),
    SUGGEST(LIST, categories, 0, .shape = &kt_category_ref_shape,
            .help = "Whose names have the words, the fullest first"),
};

const struct kt_shape kt_suggestions_shape =
    KT_SHAPE("Suggestions", struct kt_suggestions, fields,
             "What a buyer may be about to type");
