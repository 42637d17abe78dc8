/* A golden cart: a text of one screen with a cart above and, in lines that
 * begin with "=", what it must cost below. tests/carts/README.md shows the
 * form. */
#ifndef KT_TESTS_CART_FILE_H
#define KT_TESTS_CART_FILE_H

#include "domain/pricing/quote.h"
#include "script/host.h"

enum {
    KT_CART_LINES_MAX = 64,
    KT_CART_PROMOTIONS_MAX = 32,
    KT_CART_RULES_MAX = 16,
    KT_CART_COUPONS_MAX = 8,
    KT_CART_TENDERS_MAX = 8,
    KT_CART_ZONES_MAX = 8,
    KT_CART_RATES_MAX = 16
};

struct cart_file {
    struct kt_str about;    /* the first lines */
    struct kt_str expected; /* the "=" lines as they stand */
    size_t expected_at;     /* their offset in the text */
    struct kt_quote_input in;
    struct kt_cart_line lines[KT_CART_LINES_MAX];
    struct kt_item items[KT_CART_LINES_MAX];
    const struct kt_item *gifts[KT_CART_LINES_MAX];
    struct kt_promotion promotions[KT_CART_PROMOTIONS_MAX];
    struct kt_rule_use price_rules[KT_CART_RULES_MAX];
    struct kt_rule_use tax_rule;
    struct kt_rule_use methods[KT_CART_RULES_MAX];
    size_t method_count; /* those in use; in has those that are offered */
    struct kt_zone tax_zones[KT_CART_ZONES_MAX];
    size_t tax_zone_count;
    struct kt_zone shipping_zones[KT_CART_ZONES_MAX];
    size_t shipping_zone_count;
    struct kt_tax_rate_row rates[KT_CART_RATES_MAX];
    size_t rate_count;
    struct kt_rule_use checks[KT_CART_RULES_MAX];
    size_t check_count;
    struct kt_coupon coupons[KT_CART_COUPONS_MAX];
    struct kt_tender_in tenders[KT_CART_TENDERS_MAX];
    struct kt_address address;
    struct kt_str group;
};

/* Reads the text; "line N: …" in the error's detail. The stage of each
 * promotion comes from the registry, which must know its rule. */
KT_CHECKED enum kt_status cart_file_read(struct kt_str text,
                                         struct kt_registry *registry,
                                         struct kt_arena *arena,
                                         struct cart_file *file,
                                         struct kt_error *err);

/* What the input costs, in the form of the "=" lines; "= error …" when it has
 * no price. The input is the file's, or one that differs from it. */
struct kt_str cart_file_price(const struct cart_file *file,
                              const struct kt_quote_input *in,
                              struct kt_registry *registry,
                              struct kt_arena *arena);

/* Tries the laws that every cart keeps (cart_laws.c); the name of the first
 * broken one, or NULL. */
const char *cart_file_broken_law(const struct cart_file *file,
                                 struct kt_registry *registry,
                                 struct kt_arena *arena);

#endif
