/* What to tell somebody who wrote a name that is not there. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/text.h"
#include "script/bind/classes.h"
#include "script/sandbox.h"

enum { NAMES_MAX = 64, MODULE_MAX = 48 };

/* What people call things, and what they are called here. */
static const struct {
    const char *word, *name;
} synonyms[] = {
    { "address", "destination" },
    { "address", "shipping_address" },
    { "count", "quantity" },
    { "customer", "buyer" },
    { "fixed", "amount" },
    { "getn", "len" },
    { "group", "is_in" },
    { "id", "sku" },
    { "in_group", "is_in" },
    { "items", "lines" },
    { "method", "shipping_method" },
    { "name", "title" },
    { "postcode", "postal_code" },
    { "price", "unit_price" },
    { "product_id", "product" },
    { "qty", "quantity" },
    { "state", "region" },
    { "sum", "amount" },
    { "total", "amount" },
    { "total", "subtotal" },
    { "user", "buyer" },
    { "weight", "weight_g" },
    { "zip", "postal_code" },
};

const char *
kt_class_nearest(const struct kt_class *class, struct kt_str word)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (; count < class->row_count && count < NAMES_MAX; count++)
        names[count] = class->rows[count].name;
    const char *nearest = kt_text_nearest(word, names, count);
    for (size_t i = 0; nearest == NULL && i < KT_COUNT(synonyms); i++) {
        if (kt_str_eq(kt_str_of(synonyms[i].word), word) &&
            kt_class_find(class, kt_str_of(synonyms[i].name)) != NULL)
            nearest = synonyms[i].name;
    }
    return nearest;
}

/* What else to do, for names that Lua has elsewhere. */
static const struct {
    const char *word, *text;
} advice[] = {
    { "date", "views tell the time, as now and time" },
    { "clock", "views tell the time, as now and time" },
    { "getn", "write #t" },
    { "loadstring", "a script is one text" },
    { "load", "a script is one text" },
    { "os", "views tell the time, as now and time" },
    { "random", "the same cart must always cost the same" },
    { "randomseed", "the same cart must always cost the same" },
    { "unpack", "write table.unpack" },
};

void
kt_class_advice(const struct kt_class *class, struct kt_str word,
                char text[KT_ADVICE_MAX])
{
    bool is_global = class == &kt_globals_class || class == &kt_body_class;
    const char *nearest = kt_class_nearest(class, word);
    char module[MODULE_MAX];
    text[0] = '\0';
    snprintf(module, sizeof module, "kontor.%.*s", KT_STR_FMT(word));
    if (is_global && kt_sandbox_has_module(kt_str_of(module))) {
        snprintf(text, KT_ADVICE_MAX,
                 ": write local %s <const> = require \"%s\"",
                 strchr(module, '.') + 1, module);
        return;
    }
    if (nearest != NULL)
        snprintf(text, KT_ADVICE_MAX, ", did you mean '%s'?", nearest);
    for (size_t i = 0; class->stub == NULL && i < KT_COUNT(advice); i++) {
        if (kt_str_eq(kt_str_of(advice[i].word), word))
            snprintf(text, KT_ADVICE_MAX, ": %s", advice[i].text);
    }
}
