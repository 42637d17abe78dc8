/* A golden cart: a text of one screen with a cart above and, in lines that
 * begin with "=", what it must cost below. tests/carts/README.md shows the
 * form. */
#ifndef KT_TRIAL_CART_FILE_H
#define KT_TRIAL_CART_FILE_H

#include "domain/pricing/quote.h"
#include "script/host.h"

enum {
    KT_CART_FILE_LINES_MAX = 64,
    KT_CART_FILE_PROMOTIONS_MAX = 32,
    KT_CART_FILE_RULES_MAX = 16,
    KT_CART_FILE_COUPONS_MAX = 8,
    KT_CART_FILE_TENDERS_MAX = 8,
    KT_CART_FILE_ZONES_MAX = 8,
    KT_CART_FILE_RATES_MAX = 16
};

struct kt_cart_file {
    struct kt_str about;    /* the first lines */
    struct kt_str expected; /* the "=" lines as they stand */
    size_t expected_at;     /* their offset in the text */
    struct kt_quote_input in;
    struct kt_cart_line lines[KT_CART_FILE_LINES_MAX];
    struct kt_item items[KT_CART_FILE_LINES_MAX];
    const struct kt_item *gifts[KT_CART_FILE_LINES_MAX];
    struct kt_promotion promotions[KT_CART_FILE_PROMOTIONS_MAX];
    struct kt_rule_use price_rules[KT_CART_FILE_RULES_MAX];
    struct kt_rule_use tax_rule;
    struct kt_rule_use methods[KT_CART_FILE_RULES_MAX];
    size_t method_count; /* those in use; in has those that are offered */
    struct kt_zone tax_zones[KT_CART_FILE_ZONES_MAX];
    size_t tax_zone_count;
    struct kt_zone shipping_zones[KT_CART_FILE_ZONES_MAX];
    size_t shipping_zone_count;
    struct kt_tax_rate_row rates[KT_CART_FILE_RATES_MAX];
    size_t rate_count;
    struct kt_rule_use checks[KT_CART_FILE_RULES_MAX];
    size_t check_count;
    struct kt_coupon coupons[KT_CART_FILE_COUPONS_MAX];
    struct kt_tender_in tenders[KT_CART_FILE_TENDERS_MAX];
    struct kt_str time_zone; /* of the channel; empty: UTC */
    struct kt_address address;
    struct kt_str group;
};

/* Reads the text; "line N: …" in the error's detail. The stage of each
 * promotion comes from the registry, which must know its rule. */
KT_CHECKED enum kt_status kt_cart_file_read(struct kt_str text,
                                            struct kt_registry *registry,
                                            struct kt_arena *arena,
                                            struct kt_cart_file *file,
                                            struct kt_error *err);

/* The same from JSON: lines with sku, quantity (or qty), price in minor units
 * and more, in a channel without taxes unless tax_mode says so. INVALID_JSON,
 * INVALID_BODY. */
KT_CHECKED enum kt_status kt_cart_json_read(struct kt_str text,
                                            struct kt_arena *arena,
                                            struct kt_cart_file *file,
                                            struct kt_error *err);

/* An empty cart in euros. */
void kt_cart_file_begin(struct kt_cart_file *file);

/* What the input costs, in the form of the "=" lines; "= error …" when it has
 * no price. The input is the file's, or one that differs from it. */
struct kt_str kt_cart_file_price(const struct kt_cart_file *file,
                                 const struct kt_quote_input *in,
                                 struct kt_registry *registry,
                                 struct kt_arena *arena);

/* Tries the laws that every cart keeps (cart_laws.c); the name of the first
 * broken one, or NULL. */
const char *kt_cart_file_broken_law(const struct kt_cart_file *file,
                                    struct kt_registry *registry,
                                    struct kt_arena *arena);

#endif
