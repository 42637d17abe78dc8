/* A new, empty shop: its row, its host names and nothing else. Channels,
 * products, rules and promotions arrive as JSON lines (service/import). */
#ifndef KT_SERVICE_SHOP_CREATE_H
#define KT_SERVICE_SHOP_CREATE_H

#include "base/shape.h"
#include "service/app.h"

struct kt_shop_create_in {
    struct kt_str code;     /* a-z, 0-9, "-", "_", "."; at most 64 */
    struct kt_str name;     /* what staff reads; empty: the code */
    struct kt_str settings; /* JSON as kt_shop_settings_shape reads it; empty:
                             * none */
    struct kt_list hosts;   /* of struct kt_str: names that lead to it */
};

/* INVALID_BODY tells every fault of the code, the name and the settings, or of
 * the hosts;
 * ALREADY_EXISTS when a shop has the code. */
KT_CHECKED enum kt_status kt_shop_create(struct kt_app *app,
                                         const struct kt_shop_create_in *in,
                                         struct kt_id *store_id,
                                         struct kt_error *err);

#endif
