/* A cart: what a buyer chose and told. It stores inputs only; every answer
 * quotes it anew. */
#ifndef KT_DOMAIN_CART_H
#define KT_DOMAIN_CART_H

#include "domain/pricing/quote_out.h"
#include "domain/stock/stock.h"

enum {
    KT_CART_LINES_MAX = 1000,
    KT_CART_QUANTITY_MAX = 1000000,
    KT_CART_GIFT_CARDS_MAX = 10,
    KT_CART_METADATA_MAX = 4096 /* bytes, of a cart or a line */
};

struct kt_cart_line_row {
    struct kt_id id;
    struct kt_id variant_id;
    int64_t quantity;
    struct kt_str metadata; /* "{}" without any */
};

struct kt_cart_coupon_row {
    struct kt_str code; /* as entered */
    struct kt_str code_fold;
};

struct kt_cart {
    struct kt_id id;
    struct kt_id channel_id;
    struct kt_str currency;
    struct kt_str locale;
    struct kt_id customer_id; /* zero: a guest */
    struct kt_str email;      /* ptr NULL: not known */
    struct kt_str vat_id;     /* folded; ptr NULL: none */
    int64_t points;           /* of the buyer, that it may use up */
    const struct kt_address *shipping_address; /* NULL: not known */
    const struct kt_address *billing_address;
    struct kt_str shipping_option; /* ptr NULL: not chosen */
    struct kt_str metadata;
    struct kt_id order_id; /* zero: open */
    int64_t version;
    int64_t created_ms, updated_ms;
    const struct kt_cart_line_row *lines;
    size_t line_count;
    const struct kt_cart_coupon_row *coupons;
    size_t coupon_count;
    const struct kt_id *gift_cards;
    size_t gift_card_count;
};

/* Tells lines of one variant apart: a hash of the metadata, "" without any. */
struct kt_str kt_cart_metadata_key(struct kt_str metadata,
                                   struct kt_arena *arena);

/* Units of a variant in the cart; the line except is left out. */
int64_t kt_cart_count_units(const struct kt_cart *cart, struct kt_id variant_id,
                            struct kt_id except);

/* What may stop units of a variant from standing in a cart. */
struct kt_cart_limits {
    int64_t units_max; /* of a variant, by the shop */
    bool clamps;       /* takes what there is instead */
};

enum kt_line_fault_kind {
    KT_LINE_FINE,
    KT_LINE_UNKNOWN,       /* no such variant */
    KT_LINE_NOT_SELLABLE,  /* not active, or no price fits */
    KT_LINE_ABOVE_MAXIMUM, /* number: the most units */
    KT_LINE_BELOW_MINIMUM, /* number: the least */
    KT_LINE_OUT_OF_STOCK   /* number: what is available */
};

struct kt_line_fault {
    enum kt_line_fault_kind kind;
    struct kt_str pointer;
    struct kt_str sku;
    int64_t number;
};

/* Whether `quantity` more units fit on top of `units` in the cart; fills the
 * fault except for its pointer. *quantity is made smaller where limits->clamps
 * and stock alone stands in the way. */
struct kt_line_fault kt_cart_check_units(const struct kt_stock_facts *facts,
                                         const struct kt_cart_limits *limits,
                                         int64_t units, int64_t *quantity);

/* Tells all faults at once: of one kind by its own problem (NOT_SELLABLE,
 * LIMIT_REACHED, OUT_OF_STOCK), of several kinds as INVALID_BODY. */
KT_CHECKED enum kt_status kt_line_faults_fail(
    const struct kt_line_fault *faults, size_t count, struct kt_error *err);

/* The code of a fault ("out_of_stock") and what it says to people. */
const char *kt_line_fault_code(enum kt_line_fault_kind kind);
struct kt_str kt_line_fault_detail(const struct kt_line_fault *fault,
                                   struct kt_arena *arena);

/* Inputs of the API. */
struct kt_line_in {
    struct kt_id variant_id; /* one of the two */
    struct kt_str sku;
    int64_t quantity; /* 0: not given, one unit */
    struct kt_str metadata;
};

struct kt_line_patch {
    uint64_t given;
    int64_t quantity;
    struct kt_str metadata;
};

struct kt_coupon_in {
    struct kt_str code;
};

struct kt_cart_gift_card_in {
    struct kt_str code;
};

struct kt_cart_in {
    uint64_t given;
    struct kt_str currency; /* of a new cart */
    struct kt_str locale;
    struct kt_str email;
    struct kt_str vat_id;
    int64_t points;
    struct kt_address *shipping_address;
    struct kt_address *billing_address;
    struct kt_str shipping_option;
    struct kt_str metadata;
    struct kt_list lines; /* of kt_line_in; of a new cart */
};

extern const struct kt_shape kt_line_in_shape;
extern const struct kt_shape kt_line_patch_shape;
extern const struct kt_shape kt_cart_coupon_in_shape;
extern const struct kt_shape kt_cart_gift_card_in_shape;
extern const struct kt_shape kt_cart_in_shape;    /* POST */
extern const struct kt_shape kt_cart_patch_shape; /* PATCH */

/* What a shape cannot say: an address of e-mail, a country, one of variant_id
 * and sku, no number of a card in free text. Adds the faults to err. */
KT_CHECKED enum kt_status kt_cart_check_in(const struct kt_cart_in *in,
                                           struct kt_error *err);
enum kt_status kt_cart_check_metadata(struct kt_str metadata,
                                      struct kt_str pointer,
                                      struct kt_error *err);
enum kt_status kt_cart_check_line_in(const struct kt_line_in *in,
                                     struct kt_str pointer,
                                     struct kt_error *err);

/* The cart as the API tells it. */
struct kt_cart_out {
    struct kt_id id;
    struct kt_str channel; /* code */
    struct kt_str locale;
    struct kt_str email;
    struct kt_str vat_id;
    int64_t points;
    struct kt_address *shipping_address;
    struct kt_address *billing_address;
    struct kt_str shipping_option; /* as chosen */
    struct kt_str metadata;
    struct kt_quote_out quote;
    struct kt_id order_id;
    int64_t created_at;
    int64_t updated_at;
    int64_t version;
};

extern const struct kt_shape kt_cart_out_shape;

void kt_cart_tell(const struct kt_cart *cart, const struct kt_quote *quote,
                  bool explain, struct kt_arena *arena,
                  struct kt_cart_out *out);

#endif
