/* A new, empty shop: its row and nothing else. Channels, products, rules and
 * promotions arrive as JSON lines (service/import). */
#ifndef KT_SERVICE_SHOP_CREATE_H
#define KT_SERVICE_SHOP_CREATE_H

#include "service/app.h"

struct kt_shop_create_in {
    struct kt_str code;     /* a-z, 0-9, "-", "_", "."; at most 64 */
    struct kt_str name;     /* what staff reads; empty: the code */
    struct kt_str settings; /* JSON as kt_shop_settings_shape reads it; empty:
                             * none */
};

/* INVALID_BODY tells every fault of the code, the name and the settings;
 * ALREADY_EXISTS when a shop has the code. */
KT_CHECKED enum kt_status kt_shop_create(struct kt_app *app,
                                         const struct kt_shop_create_in *in,
                                         struct kt_id *store_id,
                                         struct kt_error *err);

#endif
