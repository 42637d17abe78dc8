/* The use cases of a cart. All of them answer with the cart, quoted anew. */
#ifndef KT_SERVICE_CART_H
#define KT_SERVICE_CART_H

#include "service/quote_load.h"

/* A line to write, decided: which row, how many units more, and how many of
 * its variant the cart may hold afterwards. */
struct kt_line_plan {
    struct kt_id line_id;
    struct kt_id variant_id;
    int64_t quantity;
    int64_t units_max;
    struct kt_str metadata;
    struct kt_str metadata_key;
};

struct kt_cart_plan {
    struct kt_line_plan *lines;
    size_t line_count;
    int64_t lines_max;
    struct kt_str code_fold;
    struct kt_str locale;
    struct kt_str email;
    struct kt_str vat_id;
    struct kt_str shipping_address; /* JSON; ptr NULL: none */
    struct kt_str billing_address;
    struct kt_str metadata;
    struct kt_str currency;
    struct kt_str gift_cards; /* JSON; ptr NULL: none */
    int64_t version;          /* of the cart that was read */
};

/* The state of every cart use case: what is asked, decided, answered. */
struct kt_cart_use {
    struct kt_use_state use; /* first */
    /* asked */
    struct kt_id cart_id;
    int64_t if_match; /* version; -1: none */
    bool explain;
    bool is_list; /* lines came as an array */
    const struct kt_cart_in *in;
    const struct kt_line_in *lines;
    size_t line_count;
    struct kt_id line_id;
    const struct kt_line_patch *line_patch;
    struct kt_str code;
    struct kt_id gift_card_id;
    /* decided */
    struct kt_cart_plan plan;
    /* answered */
    struct kt_cart cart;
    bool is_seen; /* the cart was looked at */
    struct kt_cart_out out;
    struct kt_list options; /* of kt_shipping_option_out, or hints */
    struct kt_list methods; /* of kt_payment_method_out */
};

extern const struct kt_use kt_use_cart_create;
extern const struct kt_use kt_use_cart_get;
extern const struct kt_use kt_use_cart_update;
extern const struct kt_use kt_use_cart_delete;
extern const struct kt_use kt_use_cart_add_lines;
extern const struct kt_use kt_use_cart_change_line;
extern const struct kt_use kt_use_cart_remove_line;
extern const struct kt_use kt_use_cart_add_coupon;
extern const struct kt_use kt_use_cart_remove_coupon;
extern const struct kt_use kt_use_cart_add_gift_card;
extern const struct kt_use kt_use_cart_remove_gift_card;
extern const struct kt_use kt_use_cart_shipping_options;
extern const struct kt_use kt_use_cart_hints; /* options: kt_hint_out */
extern const struct kt_use kt_use_cart_payment_methods;

/* Below: what the cart's files share. */

/* Reads a cart with its lines and coupons. NOT_FOUND. */
KT_CHECKED enum kt_status kt_cart_load(const struct kt_tx *tx,
                                       struct kt_id cart_id,
                                       struct kt_arena *arena,
                                       struct kt_cart *cart,
                                       struct kt_error *err);

/* The wish of a cart as it stands. NOT_FOUND when its channel is gone. */
KT_CHECKED enum kt_status kt_cart_wish(const struct kt_call *call,
                                       const struct kt_cart *cart,
                                       struct kt_quote_wish *wish,
                                       struct kt_error *err);

/* Reads and prices a cart in one snapshot; explains: with the whole trace. */
KT_CHECKED enum kt_status kt_cart_quote(const struct kt_call *call,
                                        struct kt_id cart_id, bool explains,
                                        struct kt_cart *cart,
                                        struct kt_quote_facts *facts,
                                        struct kt_quote **quote,
                                        struct kt_error *err);

/* An open cart for a change. NOT_FOUND, CART_CLOSED, VERSION_MISMATCH. */
KT_CHECKED enum kt_status kt_cart_open(const struct kt_tx *tx,
                                       const struct kt_cart_use *state,
                                       struct kt_cart *cart,
                                       struct kt_error *err);

/* What a change left, for the next one to decide on. */
void kt_cart_keep(const struct kt_call *call, const struct kt_cart *cart);

/* A kept cart that is open, and has the version that is wanted if one is; it
 * may be outdated. For use cases whose save refuses what would be wrong then.
 * False when there is none: the cart must be read. */
bool kt_cart_guess(struct kt_use_state *use, struct kt_id cart_id,
                   int64_t if_match, struct kt_cart *cart);

/* The look and the answer of all that change a cart: state->use.resource. */
enum kt_status kt_cart_look(const struct kt_tx *tx, struct kt_use_state *state,
                            struct kt_error *err);
enum kt_status kt_cart_answer(struct kt_use_state *state, struct kt_error *err);

/* Decides on lines for a cart (which may be empty and new): variants, limits,
 * stock, prices. The cart is read first, for the use case that opens it, or is
 * there. All faults are told; pointers begin with prefix. */
KT_CHECKED enum kt_status kt_cart_plan_lines(
    const struct kt_call *call, const struct kt_cart_use *opens,
    struct kt_cart *cart, const struct kt_line_in *lines, size_t count,
    const char *prefix, struct kt_cart_plan *plan, struct kt_error *err);

/* Writes planned lines behind position first. CONFLICT when a limit is crossed
 * by now. */
KT_CHECKED enum kt_status kt_cart_save_lines(struct kt_tx *tx,
                                             struct kt_id cart_id,
                                             const struct kt_cart_plan *plan,
                                             int64_t first,
                                             struct kt_error *err);

/* Moves the cart on by one version and reserves positions; *last takes the
 * last one. CONFLICT. */
KT_CHECKED enum kt_status kt_cart_touch(struct kt_tx *tx,
                                        const struct kt_cart_use *state,
                                        int64_t added, int64_t *last,
                                        struct kt_error *err);

struct kt_cart_limits kt_cart_limits_of(const struct kt_shop *shop);

#endif
