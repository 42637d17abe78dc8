/* The shops of a database: told, changed, removed. For who runs the process;
 * none of it can be asked over HTTP. */
#ifndef KT_SERVICE_SHOPS_H
#define KT_SERVICE_SHOPS_H

#include "base/shape.h"
#include "service/app.h"

struct kt_shop_row {
    struct kt_id id;
    struct kt_str code;
    struct kt_str name;
    struct kt_list hosts; /* of struct kt_str */
};

/* By code: a list of struct kt_shop_row. */
KT_CHECKED enum kt_status kt_shop_list(struct kt_app *app,
                                       struct kt_arena *arena,
                                       struct kt_list *shops,
                                       struct kt_error *err);

struct kt_shop_change {
    struct kt_str name; /* empty: stays */
    bool changes_hosts;
    struct kt_list hosts; /* of struct kt_str */
};

/* INVALID_BODY names each wrong host; NOT_FOUND. */
KT_CHECKED enum kt_status kt_shop_change(struct kt_app *app,
                                         struct kt_id store_id,
                                         const struct kt_shop_change *change,
                                         struct kt_error *err);

/* Removes a shop with all that belongs to it, in one transaction. NOT_FOUND. */
KT_CHECKED enum kt_status kt_shop_remove(struct kt_app *app,
                                         struct kt_id store_id,
                                         struct kt_error *err);

#endif
