/* One effect at work. Private to this folder: share.c collects what it speaks
 * of, amount.c computes what it takes off, effect.c applies it. */
#ifndef KT_DOMAIN_PRICING_EFFECT_H
#define KT_DOMAIN_PRICING_EFFECT_H

#include "domain/pricing/work.h"

/* One line's part in an effect; the fee's when line is KT_TRACE_SHIPPING. */
struct kt_share {
    size_t line;
    int64_t units;
    int64_t amount; /* of the picked units */
    int64_t base;   /* what percentages are computed on */
    int64_t room;   /* what can be taken before the floor, at most amount */
    int64_t off;
};

struct kt_effect_run {
    struct kt_work *work;
    size_t promotion;
    const struct kt_effect *effect;
    struct kt_group_base *group; /* or NULL */
    struct kt_share *shares;
    size_t count;
    int64_t total;     /* what is spread over the shares, … */
    bool is_spread;    /* … and what one cannot take goes to the others */
    size_t first_part; /* of the trace: where this effect's begin */
};

/* share.c: the lines whose units are picked, and the fee when the effect
 * includes it. */
void kt_shares_collect(struct kt_effect_run *run);
/* Holds what was computed back to the cap, and each share to its room. */
KT_CHECKED bool kt_shares_hold(struct kt_effect_run *run);
/* Takes it off the lines and the fee, and tells the trace. */
KT_CHECKED bool kt_shares_take(struct kt_effect_run *run);

/* amount.c: what the effect takes off each share, or off all of them. */
KT_CHECKED bool kt_shares_compute(struct kt_effect_run *run);

/* working.c: writes down what was computed, before and after it is taken. */
void kt_working_begin(struct kt_effect_run *run);
void kt_working_end(struct kt_effect_run *run);

#endif
