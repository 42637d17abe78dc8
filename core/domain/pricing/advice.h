/* What can be said of a promotion before any cart is there: that it can never
 * apply, or never together with another one. It is looked at beside those that
 * are in force, each once, without asking a rule. */
#ifndef KT_DOMAIN_ADVICE_H
#define KT_DOMAIN_ADVICE_H

#include "domain/catalog/channel.h"

struct kt_advice {
    struct kt_str code;    /* "never", "beaten", "excludes", "unknown" */
    struct kt_str pointer; /* into the promotion */
    struct kt_str detail;
};

extern const struct kt_shape kt_advice_shape;

struct kt_advising {
    int64_t now_ms;
    const struct kt_channel *channels; /* active ones */
    size_t channel_count;
    const struct kt_promotion *promotions; /* active ones, as they are sorted;
                                            * the promotion itself may be one */
    size_t promotion_count;
    bool has_coupon; /* of the promotion, one that may still be used */
    struct kt_arena *arena;
};

/* Nothing is said of one that is switched off. */
void kt_promotion_advise(const struct kt_advising *advising,
                         const struct kt_promotion *promotion,
                         struct kt_list *advice);

/* Adds to such a list. */
void kt_advice_add(struct kt_list *advice, struct kt_arena *arena,
                   const char *code, struct kt_str pointer, const char *format,
                   ...) __attribute__((format(printf, 5, 6)));

#endif
