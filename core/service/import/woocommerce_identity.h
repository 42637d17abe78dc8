/* Which product of the shop a row of WooCommerce's means: its files have no
 * slugs. */
#ifndef KT_SERVICE_IMPORT_WOOCOMMERCE_IDENTITY_H
#define KT_SERVICE_IMPORT_WOOCOMMERCE_IDENTITY_H

#include "service/import/woocommerce.h"

/* Sets id and slug of the draft's product: those of the product that has the
 * sku; else a new slug of the name, with the sku or WooCommerce's id behind it
 * where another product has that. sku is a variant's, or empty. */
KT_CHECKED enum kt_status kt_woo_identify(struct kt_woo_reading *reading,
                                          struct kt_str sku,
                                          struct kt_error *err);

#endif
