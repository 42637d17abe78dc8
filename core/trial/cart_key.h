/* key=value words of a cart file, set by tables. */
#ifndef KT_TRIAL_CART_KEY_H
#define KT_TRIAL_CART_KEY_H

#include <kontor/money.h>

#include "base/shape.h"

/* What a word sets, and in C. */
enum kt_cart_key_kind {
    KT_CART_FLAG,   /* bool; the word has no value */
    KT_CART_NUMBER, /* int64_t */
    KT_CART_MONEY,  /* int64_t, minor units */
    KT_CART_WORD,   /* struct kt_str */
    KT_CART_WORDS,  /* struct kt_list of struct kt_str; commas between */
    KT_CART_TIME,   /* int64_t, Unix ms */
    KT_CART_NAME    /* int, an index into names */
};

struct kt_cart_key {
    const char *name;
    enum kt_cart_key_kind kind;
    size_t offset;
    const char *const *names; /* ends with NULL */
};

/* Sets the member that the word names; what is wrong with it, or NULL. */
const char *kt_cart_key_set(const struct kt_cart_key *keys, size_t key_count,
                            struct kt_str word,
                            const struct kt_currency *currency,
                            struct kt_arena *arena, void *target);

/* Index of the name, -1 when it is none. */
int kt_cart_name_find(const char *const *names, struct kt_str word);

struct kt_list kt_cart_list_split(struct kt_str text, struct kt_arena *arena);

#endif
